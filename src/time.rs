//! The month index: the only clock of the engine.

/// First month, horizon and go-live of a run. Months are 0-based indices from the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Year of month 0.
    pub start_year: i32,
    /// Calendar month of month 0, 0 = January.
    pub start_month: u32,
    /// Number of months simulated.
    pub months: usize,
    /// Month in which the AI takes its first contact.
    pub go_live: usize,
}

impl Calendar {
    /// Calendar month (0 = January) of month index `t`.
    pub fn season_index(&self, t: usize) -> usize {
        (self.start_month as usize + t) % 12
    }

    /// Month index `t` as `2026-04`, for tables and charts.
    pub fn label(&self, t: usize) -> String {
        let months = self.start_month + t as u32;
        format!("{:04}-{:02}", self.start_year + (months / 12).cast_signed(), months % 12 + 1)
    }
}
