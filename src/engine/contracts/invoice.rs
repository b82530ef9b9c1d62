//! An invoice: named lines that sum to its total.

/// A line of a vendor's invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Line {
    /// Contacts at their price or bands.
    PerContact,
    /// Handled minutes.
    PerMinute,
    /// Productive hours.
    PerHour,
    /// FTE.
    PerFte,
    /// Resolutions.
    PerResolution,
    /// Fixed fee.
    Fixed,
    /// Units above the dead band.
    AdditionalCharge,
    /// Units below the dead band, negative.
    ReductionCredit,
    /// What the AHT re-opener moves per-contact charges by.
    AhtReopener,
    /// What indexation adds to all lines above.
    Indexation,
    /// What the minimum adds.
    Shortfall,
    /// The vendor's share of what falling volume saves.
    Gainshare,
    /// Bonus (positive) or malus (negative) of the SLA.
    Sla,
    /// Fee for leaving the contract, in the month it ends.
    TerminationFee,
}

impl Line {
    /// Number of lines.
    pub const COUNT: usize = 14;

    /// All lines in the order of an invoice.
    pub const ALL: [Line; Self::COUNT] = [
        Line::PerContact,
        Line::PerMinute,
        Line::PerHour,
        Line::PerFte,
        Line::PerResolution,
        Line::Fixed,
        Line::AdditionalCharge,
        Line::ReductionCredit,
        Line::AhtReopener,
        Line::Indexation,
        Line::Shortfall,
        Line::Gainshare,
        Line::Sla,
        Line::TerminationFee,
    ];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Line::PerContact => "per_contact",
            Line::PerMinute => "per_minute",
            Line::PerHour => "per_hour",
            Line::PerFte => "per_fte",
            Line::PerResolution => "per_resolution",
            Line::Fixed => "fixed",
            Line::AdditionalCharge => "additional_charge",
            Line::ReductionCredit => "reduction_credit",
            Line::AhtReopener => "aht_reopener",
            Line::Indexation => "indexation",
            Line::Shortfall => "minimum",
            Line::Sla => "sla",
            Line::Gainshare => "gainshare",
            Line::TerminationFee => "termination_fee",
        }
    }
}

/// What a vendor bills for a month, line by line, in the scenario's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Invoice([f64; Line::COUNT]);

impl Invoice {
    /// Amount of a line.
    pub fn get(&self, line: Line) -> f64 {
        self.0[line as usize]
    }

    pub(super) fn set(&mut self, line: Line, amount: f64) {
        self.0[line as usize] = amount;
    }

    /// Units at their prices, dead band, re-opener, fixed fee and indexation: all but minimum, gainshare and SLA.
    pub fn usage(&self) -> f64 {
        self.0[..=Line::Indexation as usize].iter().sum()
    }

    /// Sum of the lines.
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Lines that bill something, in order.
    pub fn lines(&self) -> impl Iterator<Item = (Line, f64)> + '_ {
        Line::ALL.into_iter().map(|line| (line, self.get(line))).filter(|(_, amount)| *amount != 0.0)
    }
}
