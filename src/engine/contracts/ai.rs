//! The AI vendor's price list: resolutions, conversations, minutes, seats, fixed fee, commitment, drift, guarantee (model
//! book, "Contracts").

use crate::engine::finance::compounded;
use crate::model::{AiPrice, Guarantee, GuaranteeMetric};

/// What the AI vendor's invoice looks at in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AiUsage {
    /// Conversations that ended without a human, induced ones included.
    pub contained: f64,
    /// Of the real ones, truly resolved.
    pub resolved: f64,
    /// All conversations with the AI: issues that met it, and induced ones.
    pub conversations: f64,
    /// People who work in the tool.
    pub seats: f64,
    /// Full years since go-live.
    pub years: usize,
    /// True where somebody counts what was really resolved: the quality lever acts.
    pub audited: bool,
    /// Resolution as measured by the quality lever, 0..1; `None` where nobody measured.
    pub measured: Option<f64>,
}

/// A line of the AI vendor's invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AiLine {
    /// Resolutions as the vendor counts them, up to the commitment.
    PerResolution,
    /// Conversations.
    PerConversation,
    /// Minutes of conversation.
    PerMinute,
    /// Seats.
    PerSeat,
    /// Fixed fee.
    Fixed,
    /// Committed units that were not used.
    Commitment,
    /// Units above the commitment.
    Overage,
    /// What price drift adds to all lines above.
    PriceDrift,
}

impl AiLine {
    /// Number of lines.
    pub const COUNT: usize = 8;

    /// All lines in the order of an invoice.
    pub const ALL: [AiLine; Self::COUNT] = [
        AiLine::PerResolution,
        AiLine::PerConversation,
        AiLine::PerMinute,
        AiLine::PerSeat,
        AiLine::Fixed,
        AiLine::Commitment,
        AiLine::Overage,
        AiLine::PriceDrift,
    ];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            AiLine::PerResolution => "per_resolution",
            AiLine::PerConversation => "per_conversation",
            AiLine::PerMinute => "per_minute",
            AiLine::PerSeat => "per_seat",
            AiLine::Fixed => "fixed",
            AiLine::Commitment => "commitment",
            AiLine::Overage => "overage",
            AiLine::PriceDrift => "price_drift",
        }
    }
}

/// The AI vendor's invoice of a month: the usage fee, line by line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AiInvoice([f64; AiLine::COUNT]);

impl AiInvoice {
    /// Amount of a line.
    pub fn get(&self, line: AiLine) -> f64 {
        self.0[line as usize]
    }

    fn set(&mut self, line: AiLine, amount: f64) {
        self.0[line as usize] = amount;
    }

    /// Sum of the lines: the usage fee.
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Lines that bill something, in order.
    pub fn lines(&self) -> impl Iterator<Item = (AiLine, f64)> + '_ {
        AiLine::ALL.into_iter().map(|line| (line, self.get(line))).filter(|(_, amount)| *amount != 0.0)
    }
}

/// The usage fee of a month from go-live on.
///
/// Resolutions are contained conversations, induced ones included, or the truly resolved ones with `counts = "verified"`
/// once the quality lever counts them. A conversation is one that the AI took up, however it ended. The commitment is in the
/// first unit that is priced: resolutions, else conversations, else minutes; units above it cost `overage`, and unused ones
/// the normal price. Prices, commitment and overage drift on go-live anniversaries.
pub fn ai_invoice(price: &AiPrice, month: &AiUsage) -> AiInvoice {
    let resolutions = if price.verified && month.audited { month.resolved } else { month.contained };
    let minutes = month.conversations * price.minutes_per_conversation;
    let mut metered = [
        (AiLine::PerResolution, price.per_resolution, resolutions),
        (AiLine::PerConversation, price.per_conversation, month.conversations),
        (AiLine::PerMinute, price.per_minute, minutes),
    ];
    let mut invoice = AiInvoice::default();
    if let Some(commitment) = &price.commitment
        && let Some((_, rate, used)) = metered.iter_mut().find(|(_, rate, _)| *rate > 0.0)
    {
        invoice.set(AiLine::Commitment, *rate * (commitment.resolutions - *used).max(0.0));
        invoice.set(AiLine::Overage, commitment.overage.unwrap_or(*rate) * (*used - commitment.resolutions).max(0.0));
        *used = used.min(commitment.resolutions);
    }
    for (line, rate, used) in metered {
        invoice.set(line, rate * used);
    }
    invoice.set(AiLine::PerSeat, price.per_seat * month.seats);
    invoice.set(AiLine::Fixed, price.fixed);
    let charged = invoice.total();
    invoice.set(AiLine::PriceDrift, compounded(price.price_drift, month.years) * charged - charged);
    invoice
}

/// What comes back of a month's usage `fee`: `credit` of it when the measured resolution is below the threshold, or the
/// measured error rate (1 − it) above. Nothing where nobody measured.
pub fn guarantee_credit(guarantee: &Guarantee, fee: f64, measured: Option<f64>) -> f64 {
    let missed = measured.is_some_and(|resolution| match guarantee.metric {
        GuaranteeMetric::Resolution => resolution < guarantee.threshold,
        GuaranteeMetric::ErrorRate => 1.0 - resolution > guarantee.threshold,
    });
    if missed { guarantee.credit * fee } else { 0.0 }
}
