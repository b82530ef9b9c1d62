//! The AI vendor's contract over the months of an option: what is paid for what, how resolutions are counted, other forms at the
//! same cost, and the price at which the rollout saves nothing.

use super::Spread;
use super::cases::{Case, each};
use super::spread::quantile;
use crate::engine::contracts::{AiLine, AiUsage, ai_invoice, guarantee_credit};
use crate::model::{AiPrice, Model};
use crate::stats::mean;
use serde::Serialize;

/// A plain form of the AI's price: one price, nothing else but today's drift.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AiForm {
    /// What is priced.
    pub unit: &'static str,
    /// Price at which it costs the same as today's on average.
    pub at_mean: f64,
    /// Price at which its 90th percentile is that of today's.
    pub at_p90: f64,
}

/// AI prices at which the option's cost savings are zero, by world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AiBreakEven {
    /// What is priced.
    pub unit: &'static str,
    /// The price as written, at the median of worlds.
    pub price: f64,
    /// Price at which savings are zero; below 0: not even a free AI saves.
    pub at_zero_savings: Spread,
    /// Share of worlds in which not even a free AI saves.
    pub not_even_free: f64,
}

/// Everything procurement asks about the AI vendor. Money over the horizon unless it says otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct AiView {
    /// Invoice by month, credits taken off.
    pub months: Vec<Spread>,
    /// Invoices in all, credits taken off.
    pub total: Spread,
    /// Mean of each line.
    pub lines: Vec<(&'static str, f64)>,
    /// The same lines, each month's mean.
    pub lines_by_month: Vec<(&'static str, Vec<f64>)>,
    /// Guarantee credits, positive.
    pub credits: Spread,
    /// Share of months from go-live with a credit.
    pub guarantee_missed: f64,
    /// True where the scenario agrees on a guarantee.
    pub guarantee: bool,
    /// Committed units paid for and not used.
    pub commitment_unused: Spread,
    /// Share of months from go-live with unused commitment.
    pub commitment_bites: f64,
    /// What price drift adds.
    pub drift: Spread,
    /// Invoices over contained conversations: all worlds together.
    pub per_contained: f64,
    /// Invoices over conversations truly resolved.
    pub per_resolved: f64,
    /// Invoices if all contained conversations were counted.
    pub as_contained: Spread,
    /// Invoices if only the truly resolved were, and somebody counted them.
    pub as_verified: Spread,
    /// Change of the invoices with 10 % fewer conversations.
    pub smaller: Spread,
    /// Change of the invoices with the resolution 10 points lower: the same conversations contained, fewer resolved.
    pub worse: Spread,
    /// For each plain form the price at which it costs the same.
    pub forms: Vec<AiForm>,
    /// Prices at which cost savings are zero; `None` where no price reaches it.
    pub break_even: Option<AiBreakEven>,
}

/// Points of resolution that [`AiView::worse`] takes away.
const WORSE: f64 = 0.10;
/// Less usage of [`AiView::smaller`].
const SMALLER: f64 = 0.90;

/// Invoice and credit of a month.
fn billed(price: &AiPrice, month: &AiUsage) -> (f64, f64) {
    let fee = ai_invoice(price, month).total();
    (fee, price.guarantee.as_ref().map_or(0.0, |guarantee| guarantee_credit(guarantee, fee, month.measured)))
}

/// What is paid over the months from go-live on, each changed first.
fn paid(case: &Case, price: &AiPrice, change: impl Fn(&AiUsage) -> AiUsage) -> f64 {
    let months = case.ai_months.iter().skip(case.go_live);
    months
        .map(|month| {
            let (fee, credit) = billed(price, &change(month));
            fee - credit
        })
        .sum()
}

/// The view; `None` where the AI costs nothing.
pub fn view(model: &Model, cases: &[Case]) -> Option<AiView> {
    ai_main(&cases.first()?.ai_price)?;
    let go_live = model.calendar.go_live;
    let months = model.calendar.months;
    let spread = |figure: &(dyn Fn(&Case) -> f64 + Sync)| Spread::of(each(cases, |case, _| figure(case)));
    let fees: Vec<Vec<f64>> = each(cases, |case, _| {
        let month = |(t, month): (usize, &AiUsage)| if t < go_live { (0.0, 0.0) } else { billed(&case.ai_price, month) };
        case.ai_months.iter().enumerate().map(month).map(|(fee, credit)| fee - credit).collect()
    });
    let mut by_line = vec![vec![0.0; months]; AiLine::COUNT];
    let (mut bites, mut missed) = (0, 0);
    for case in cases {
        for (t, month) in case.ai_months.iter().enumerate().skip(go_live) {
            let invoice = ai_invoice(&case.ai_price, month);
            for line in AiLine::ALL {
                by_line[line as usize][t] += invoice.get(line) / cases.len() as f64;
            }
            bites += usize::from(invoice.get(AiLine::Commitment) > 0.0);
            missed += usize::from(billed(&case.ai_price, month).1 > 0.0);
        }
    }
    let live = (cases.len() * months.saturating_sub(go_live)).max(1) as f64;
    let used: Vec<(&'static str, Vec<f64>)> = AiLine::ALL
        .into_iter()
        .map(|line| (line.name(), std::mem::take(&mut by_line[line as usize])))
        .filter(|(_, amounts)| amounts.iter().any(|amount| *amount != 0.0))
        .collect();
    let line = |line: AiLine| {
        move |case: &Case| -> f64 {
            case.ai_months.iter().skip(case.go_live).map(|month| ai_invoice(&case.ai_price, month).get(line)).sum()
        }
    };
    let counted = |verified: bool| {
        move |case: &Case| {
            let price = AiPrice { verified, ..case.ai_price.clone() };
            paid(case, &price, |month| AiUsage { audited: true, ..*month })
        }
    };
    let changed = |change: &(dyn Fn(&AiUsage) -> AiUsage + Sync)| {
        Spread::of(each(cases, |case, _| paid(case, &case.ai_price, change) - paid(case, &case.ai_price, |month| *month)))
    };
    let totals: Vec<f64> = fees.iter().map(|months| months.iter().sum()).collect();
    let all = |figure: &dyn Fn(&AiUsage) -> f64| cases.iter().flat_map(|case| case.ai_months.iter().skip(go_live)).map(figure).sum::<f64>();
    let over = |units: f64| if units > 0.0 { totals.iter().sum::<f64>() / units } else { f64::NAN };
    Some(AiView {
        months: (0..months).map(|t| Spread::of(fees.iter().map(|fees| fees[t]).collect())).collect(),
        lines: used.iter().map(|(name, amounts)| (*name, amounts.iter().sum())).collect(),
        lines_by_month: used,
        credits: spread(&|case| case.ai_months.iter().skip(case.go_live).map(|month| billed(&case.ai_price, month).1).sum()),
        guarantee_missed: missed as f64 / live,
        guarantee: cases.iter().any(|case| case.ai_price.guarantee.is_some()),
        commitment_unused: spread(&line(AiLine::Commitment)),
        commitment_bites: bites as f64 / live,
        drift: spread(&line(AiLine::PriceDrift)),
        per_contained: over(all(&|month| month.contained)),
        per_resolved: over(all(&|month| month.resolved)),
        as_contained: spread(&counted(false)),
        as_verified: spread(&counted(true)),
        smaller: changed(&|month| AiUsage {
            contained: month.contained * SMALLER,
            resolved: month.resolved * SMALLER,
            conversations: month.conversations * SMALLER,
            ..*month
        }),
        worse: changed(&|month| AiUsage {
            resolved: (month.resolved - WORSE * month.contained).max(0.0),
            measured: month.measured.map(|measured| (measured - WORSE).max(0.0)),
            ..*month
        }),
        forms: forms(cases, &totals),
        break_even: break_even(cases),
        total: Spread::of(totals),
    })
}

/// The price at which each plain form costs the same as today's. What it costs is proportional to its price.
fn forms(cases: &[Case], totals: &[f64]) -> Vec<AiForm> {
    let one = |unit: &str, price: &AiPrice| {
        let plain = AiPrice {
            price_drift: price.price_drift,
            minutes_per_conversation: price.minutes_per_conversation,
            verified: unit == "verified resolution",
            ..AiPrice::default()
        };
        match unit {
            "conversation" => AiPrice { per_conversation: 1.0, ..plain },
            "minute" => AiPrice { per_minute: 1.0, ..plain },
            "seat and month" => AiPrice { per_seat: 1.0, ..plain },
            "month" => AiPrice { fixed: 1.0, ..plain },
            _ => AiPrice { per_resolution: 1.0, ..plain },
        }
    };
    let (at_mean, at_p90) = (mean(totals), quantile(totals.to_vec(), 0.9));
    ["contained conversation", "verified resolution", "conversation", "minute", "seat and month", "month"]
        .into_iter()
        .map(|unit| {
            let at_one = each(cases, |case, _| paid(case, &one(unit, &case.ai_price), |month| AiUsage { audited: true, ..*month }));
            AiForm { unit, at_mean: at_mean / mean(&at_one), at_p90: at_p90 / quantile(at_one, 0.9) }
        })
        .collect()
}

/// The AI's main price: the first that is priced.
fn ai_main(price: &AiPrice) -> Option<(&'static str, f64)> {
    [
        ("resolution", price.per_resolution),
        ("conversation", price.per_conversation),
        ("minute", price.per_minute),
        ("seat and month", price.per_seat),
        ("month", price.fixed),
    ]
    .into_iter()
    .find(|(_, price)| *price > 0.0)
}

fn scaled(price: &AiPrice, unit: &str, factor: f64) -> AiPrice {
    let mut price = price.clone();
    match unit {
        "resolution" => price.per_resolution *= factor,
        "conversation" => price.per_conversation *= factor,
        "minute" => price.per_minute *= factor,
        "seat and month" => price.per_seat *= factor,
        _ => price.fixed *= factor,
    }
    if let Some(overage) = price.commitment.as_mut().and_then(|commitment| commitment.overage.as_mut()) {
        *overage *= factor;
    }
    price
}

/// AI prices at which savings are zero. What is paid is linear in the main price (overage moves with it), so two prices give
/// the root of every world exactly.
fn break_even(cases: &[Case]) -> Option<AiBreakEven> {
    let (unit, _) = ai_main(&cases.first()?.ai_price)?;
    let at_zero: Vec<f64> = cases
        .iter()
        .filter_map(|case| {
            let price = ai_main(&case.ai_price)?.1;
            let at = |factor: f64| paid(case, &scaled(&case.ai_price, unit, factor), |month| *month);
            let (one, two) = (at(1.0), at(2.0));
            (two > one).then(|| price * (1.0 + case.savings / (two - one)))
        })
        .collect();
    if at_zero.is_empty() {
        return None;
    }
    Some(AiBreakEven {
        unit,
        price: quantile(cases.iter().filter_map(|case| Some(ai_main(&case.ai_price)?.1)).collect(), 0.5),
        not_even_free: at_zero.iter().filter(|price| **price < 0.0).count() as f64 / at_zero.len() as f64,
        at_zero_savings: Spread::of(at_zero),
    })
}
