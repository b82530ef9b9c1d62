//! Money: cost lines, indexation, discounting, payback (model book, "Money").

use super::record::{Metric, Record};

/// Cost lines in the order of the files, each with its metric.
pub const COST_LINES: [Metric; 19] = [
    Metric::CostInHouseLabour,
    Metric::CostTemporary,
    Metric::CostOvertime,
    Metric::CostSupervisors,
    Metric::CostQaAnalysts,
    Metric::CostVendor,
    Metric::CostAiUsage,
    Metric::CostAiPlatform,
    Metric::CostAiRunTeam,
    Metric::CostAssist,
    Metric::CostAiErrors,
    Metric::CostOneOff,
    Metric::CostQuality,
    Metric::CostHiring,
    Metric::CostTraining,
    Metric::CostUpskilling,
    Metric::CostSeverance,
    Metric::CostContractExit,
    Metric::CostCredits,
];

/// Cost of a month by line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ledger([f64; COST_LINES.len()]);

impl Ledger {
    /// Adds to a line. Only cost lines may be named.
    #[inline]
    pub fn add(&mut self, line: Metric, amount: f64) {
        self.0[line as usize - Metric::CostInHouseLabour as usize] += amount;
    }

    /// A month's lines as they stand in a record.
    pub fn of(record: &Record, t: usize) -> Self {
        Self(COST_LINES.map(|line| record.get(t, line)))
    }

    /// Sets a line. Only cost lines may be named.
    pub fn set(&mut self, line: Metric, amount: f64) {
        self.0[line as usize - Metric::CostInHouseLabour as usize] = amount;
    }

    /// Sum of the lines.
    #[inline]
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Writes lines and total into a month of the record.
    pub fn record(&self, record: &mut Record, t: usize) {
        for (line, amount) in COST_LINES.iter().zip(self.0) {
            record.set(t, *line, amount);
        }
        record.set(t, Metric::Cost, self.total());
    }
}

/// `(1 + rate)^years` by repeated products: one, two, a few years.
pub fn compounded(rate: f64, years: usize) -> f64 {
    (0..years).fold(1.0, |factor, _| factor * (1.0 + rate))
}

/// Present value of monthly amounts, month `t` discounted by `(1+r)^{−t/12}`.
pub fn npv(rate: f64, amounts: impl Iterator<Item = f64>) -> f64 {
    let monthly = libm::exp(-libm::log(1.0 + rate) / 12.0);
    let mut factor = 1.0;
    let mut sum = 0.0;
    for amount in amounts {
        sum += amount * factor;
        factor *= monthly;
    }
    sum
}

/// Months after go-live from which the cumulative savings stay at or above 0; `None`: never within the run.
pub fn payback(go_live: usize, savings: impl Iterator<Item = f64>) -> Option<usize> {
    let mut cumulative = 0.0;
    let mut since = None;
    for (t, amount) in savings.enumerate() {
        cumulative += amount;
        if cumulative < 0.0 {
            since = None;
        } else if since.is_none() {
            since = Some(t);
        }
    }
    since.map(|t| t.saturating_sub(go_live))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn present_value_is_the_textbook_one() {
        // −10000 now, then 3000, 4200, 6800 after one, two, three years at 10 %: a spreadsheet's NPV says 1188.44, discounted
        // one more year because it discounts the first amount too.
        let mut amounts = [0.0; 37];
        (amounts[0], amounts[12], amounts[24], amounts[36]) = (-10_000.0, 3_000.0, 4_200.0, 6_800.0);
        assert!((npv(0.1, amounts.into_iter()) / 1.1 - 1_188.443_412_335_221_6).abs() < 1e-8);
    }

    #[test]
    fn payback_is_the_month_from_which_savings_stay() {
        assert_eq!(payback(0, [-2.0, 3.0, -2.0, 1.0, 1.0].into_iter()), Some(3));
        assert_eq!(payback(2, [0.0, 0.0, -2.0, 1.0, 1.0].into_iter()), Some(2));
        assert_eq!(payback(0, [-1.0, 0.5].into_iter()), None);
        assert_eq!(compounded(0.1, 2), 1.1 * 1.1);
    }
}
