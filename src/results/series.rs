//! Monthly figures over trials: means, and quantiles from histograms with fixed bins, which merge exactly.

use rayon::prelude::*;
use serde::Serialize;

/// Bins of a histogram; the range is that of the first trials, widened by its own span on either side, so a bin is 3/1024
/// of that span wide, and a quantile, interpolated inside its bin, is off by less than that.
pub const BINS: usize = 1024;

/// Mean and quantiles of one figure of one month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct SeriesStatistics {
    pub mean: f64,
    pub p5: f64,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
}

/// Statistics of every figure of every month of one option.
#[derive(Clone, Debug)]
pub struct MonthStatistics {
    width: usize,
    values: Vec<SeriesStatistics>,
}

impl MonthStatistics {
    /// Statistics of a column of the record (see [`crate::engine::record::Record`]) in month `t`.
    pub fn get(&self, t: usize, column: usize) -> &SeriesStatistics {
        &self.values[t * self.width + column]
    }

    /// Number of months.
    pub fn months(&self) -> usize {
        self.values.len() / self.width
    }

    /// Figures per month.
    pub fn width(&self) -> usize {
        self.width
    }
}

/// Collects figures by column: one column for every figure of every month.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    trials: u64,
    columns: Vec<Column>,
    /// `BINS` counts a column.
    counts: Vec<u32>,
}

/// Range and moments of a column. Exact zeros are counted apart: many figures are nothing at all in most worlds.
#[derive(Clone, Copy, Debug)]
struct Column {
    low: f64,
    bins_per_unit: f64,
    least: f64,
    greatest: f64,
    sum: f64,
    zeros: u64,
}

impl Collector {
    /// Bins from the first trials: one slice of figures each.
    pub fn from_pilot(pilot: &[&[f64]]) -> Self {
        let columns: Vec<Column> = (0..pilot[0].len())
            .map(|column| {
                let values = pilot.iter().map(|trial| trial[column]);
                let (least, greatest) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, g), x| (l.min(x), g.max(x)));
                let span = (greatest - least).max(1e-6 * greatest.abs()).max(1e-9);
                Column {
                    low: least - span,
                    bins_per_unit: BINS as f64 / (greatest - least + 2.0 * span),
                    least: f64::INFINITY,
                    greatest: f64::NEG_INFINITY,
                    sum: 0.0,
                    zeros: 0,
                }
            })
            .collect();
        let counts = vec![0; columns.len() * BINS];
        Self { trials: 0, columns, counts }
    }

    /// Adds trials, in their order.
    pub fn add(&mut self, trials: &[&[f64]]) {
        self.trials += trials.len() as u64;
        self.columns.par_iter_mut().zip(self.counts.par_chunks_mut(BINS)).with_min_len(256).enumerate().for_each(
            |(index, (column, counts))| {
                for trial in trials {
                    column.add(trial[index], counts);
                }
            },
        );
    }

    /// Statistics of all columns, `width` figures a month.
    pub fn statistics(&self, width: usize) -> MonthStatistics {
        let values = self
            .columns
            .par_iter()
            .zip(self.counts.par_chunks(BINS))
            .map(|(column, counts)| column.statistics(counts, self.trials))
            .collect();
        MonthStatistics { width, values }
    }
}

impl Column {
    fn add(&mut self, x: f64, counts: &mut [u32]) {
        self.sum += x;
        self.least = self.least.min(x);
        self.greatest = self.greatest.max(x);
        if x == 0.0 {
            self.zeros += 1;
        } else {
            // The cast saturates: what lies outside the range counts in the outermost bins.
            counts[((x - self.low) * self.bins_per_unit).min((BINS - 1) as f64) as usize] += 1;
        }
    }

    fn statistics(&self, counts: &[u32], trials: u64) -> SeriesStatistics {
        let quantile = |p| self.quantile(counts, trials, p);
        SeriesStatistics {
            mean: self.sum / trials as f64,
            p5: quantile(0.05),
            p10: quantile(0.10),
            p50: quantile(0.50),
            p90: quantile(0.90),
            p95: quantile(0.95),
        }
    }

    /// Quantile at the rank of type 7, linear inside a bin.
    fn quantile(&self, counts: &[u32], trials: u64, p: f64) -> f64 {
        let rank = p * (trials - 1) as f64 + 0.5;
        let edge = |bin: f64| (self.low + bin / self.bins_per_unit).clamp(self.least, self.greatest);
        let mut before = 0.0;
        let mut zeros = self.zeros as f64;
        for (bin, count) in counts.iter().enumerate() {
            if zeros > 0.0 && edge((bin + 1) as f64) >= 0.0 {
                if rank <= before + zeros {
                    return 0.0;
                }
                before += zeros;
                zeros = 0.0;
            }
            let count = f64::from(*count);
            if count > 0.0 && rank <= before + count {
                let (from, to) = (edge(bin as f64), edge((bin + 1) as f64));
                let inside = from + (to - from) * (rank - before) / count;
                // Zeros have their own count: a bin around zero holds none.
                return inside.clamp(self.least, self.greatest);
            }
            before += count;
        }
        self.greatest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statistics_of(values: &[f64]) -> SeriesStatistics {
        let rows: Vec<&[f64]> = values.chunks(1).collect();
        let mut collector = Collector::from_pilot(&rows[..rows.len().min(100)]);
        collector.add(&rows);
        *collector.statistics(1).get(0, 0)
    }

    #[test]
    fn quantiles_are_off_by_less_than_a_bin() {
        let values: Vec<f64> = (0..5000).map(|i| f64::from(i * 7919 % 5000) / 50.0).collect();
        let s = statistics_of(&values);
        let bin = 3.0 * 100.0 / BINS as f64;
        for (got, want) in [(s.p5, 5.0), (s.p10, 10.0), (s.p50, 50.0), (s.p90, 90.0), (s.p95, 95.0)] {
            assert!((got - want).abs() < bin, "{got} {want}");
        }
        assert!((s.mean - 49.99).abs() < 1e-9);
    }

    #[test]
    fn what_never_varies_is_itself_and_nothing_stays_nothing() {
        let s = statistics_of(&[4.25; 300]);
        assert_eq!((s.mean, s.p5, s.p95), (4.25, 4.25, 4.25));
        let mut rare = vec![0.0; 1000];
        rare[999] = 8.0;
        let s = statistics_of(&rare);
        assert_eq!((s.p5, s.p50, s.p95), (0.0, 0.0, 0.0));
    }
}
