//! Monthly figures over trials: means from sums of whole quanta, and quantiles from histograms with fixed bins. Both merge
//! exactly, in any order: a run put together from shards has the same bits as one in a piece.

use rayon::prelude::*;
use serde::Serialize;

/// Bins of a histogram; the range is that of the first trials, widened by its own span on either side, so a bin is 3/1024
/// of that span wide, and a quantile, interpolated inside its bin, is off by less than that.
pub const BINS: usize = 1024;
/// Worlds that set the bins: the first ones, whoever runs them.
pub const PILOT: usize = 256;
/// Binary digits that a sum keeps of the largest figure of the pilot: a mean is off by less than 2⁻⁵⁰ of it.
const DIGITS: i32 = 50;
/// Figures that are nothing in the whole pilot are summed in quanta of this largest figure.
const LARGEST_UNSEEN: f64 = 1e6;

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
    /// Quanta of the sum in one unit, a power of two.
    quanta_per_unit: f64,
    /// Sum in quanta: whole numbers add up to the same in any order.
    sum: i128,
    zeros: u64,
}

/// Why two collections do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch;

impl Collector {
    /// Bins from the first trials: one slice of figures each.
    pub fn from_pilot(pilot: &[&[f64]]) -> Self {
        let columns: Vec<Column> = (0..pilot[0].len())
            .map(|column| {
                let values = pilot.iter().map(|trial| trial[column]);
                let (least, greatest) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, g), x| (l.min(x), g.max(x)));
                let span = (greatest - least).max(1e-6 * greatest.abs()).max(1e-9);
                let largest = least.abs().max(greatest.abs());
                Column {
                    low: least - span,
                    bins_per_unit: BINS as f64 / (greatest - least + 2.0 * span),
                    least: f64::INFINITY,
                    greatest: f64::NEG_INFINITY,
                    quanta_per_unit: quanta_per_unit(if largest > 0.0 { largest } else { LARGEST_UNSEEN }),
                    sum: 0,
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

    /// Adds what another collected.
    ///
    /// # Errors
    /// When its bins are others.
    pub fn merge(&mut self, other: &Self) -> Result<(), Mismatch> {
        let alike = |a: &Column, b: &Column| {
            [a.low, a.bins_per_unit, a.quanta_per_unit].map(f64::to_bits) == [b.low, b.bins_per_unit, b.quanta_per_unit].map(f64::to_bits)
        };
        if self.columns.len() != other.columns.len() || !self.columns.iter().zip(&other.columns).all(|(a, b)| alike(a, b)) {
            return Err(Mismatch);
        }
        self.trials += other.trials;
        for (a, b) in self.columns.iter_mut().zip(&other.columns) {
            a.least = a.least.min(b.least);
            a.greatest = a.greatest.max(b.greatest);
            a.sum += b.sum;
            a.zeros += b.zeros;
        }
        for (a, b) in self.counts.iter_mut().zip(&other.counts) {
            *a += b;
        }
        Ok(())
    }

    /// Everything that was collected, as bytes; most bins are empty, and empty ones take no room.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(self.trials.to_le_bytes());
        bytes.extend((self.columns.len() as u64).to_le_bytes());
        for (column, counts) in self.columns.iter().zip(self.counts.chunks(BINS)) {
            for figure in [column.low, column.bins_per_unit, column.least, column.greatest, column.quanta_per_unit] {
                bytes.extend(figure.to_le_bytes());
            }
            bytes.extend(column.sum.to_le_bytes());
            bytes.extend(column.zeros.to_le_bytes());
            let held = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            bytes.extend((held.clone().count() as u16).to_le_bytes());
            for (bin, count) in held {
                bytes.extend((bin as u16).to_le_bytes());
                bytes.extend(count.to_le_bytes());
            }
        }
        bytes
    }

    /// What [`Collector::to_bytes`] wrote; `None` where the bytes are none of it.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = ByteReader(bytes);
        let trials = u64::from_le_bytes(bytes.take()?);
        let columns = usize::try_from(u64::from_le_bytes(bytes.take()?)).ok()?;
        // Each column takes some bytes: a number beyond them is no number of columns.
        if columns > bytes.0.len() {
            return None;
        }
        let mut collector = Self { trials, columns: Vec::with_capacity(columns), counts: vec![0; columns * BINS] };
        for counts in collector.counts.chunks_mut(BINS) {
            let mut figures = [0.0; 5];
            for figure in &mut figures {
                *figure = f64::from_le_bytes(bytes.take()?);
            }
            let [low, bins_per_unit, least, greatest, quanta_per_unit] = figures;
            let sum = i128::from_le_bytes(bytes.take()?);
            let zeros = u64::from_le_bytes(bytes.take()?);
            for _ in 0..u16::from_le_bytes(bytes.take()?) {
                let bin = usize::from(u16::from_le_bytes(bytes.take()?));
                *counts.get_mut(bin)? = u32::from_le_bytes(bytes.take()?);
            }
            collector.columns.push(Column { low, bins_per_unit, least, greatest, quanta_per_unit, sum, zeros });
        }
        bytes.0.is_empty().then_some(collector)
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

/// The power of two that gives `largest` [`DIGITS`] binary digits.
fn quanta_per_unit(largest: f64) -> f64 {
    libm::ldexp(1.0, DIGITS - libm::ilogb(largest))
}

/// Bytes that are read from the front.
#[derive(Debug)]
pub struct ByteReader<'a>(pub &'a [u8]);

impl<'a> ByteReader<'a> {
    /// The next `length` bytes; `None` where there are fewer.
    pub fn slice(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    /// The next `N` bytes; `None` where there are fewer.
    pub fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }
}

impl Column {
    fn add(&mut self, x: f64, counts: &mut [u32]) {
        let quanta = x * self.quanta_per_unit;
        // What is thousands of times the largest of the pilot takes the long way round.
        self.sum += if quanta.abs() < 9e18 { i128::from(quanta as i64) } else { quanta as i128 };
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
        let [p5, p10, p50, p90, p95] = self.quantiles(counts, trials, [0.05, 0.10, 0.50, 0.90, 0.95]);
        // What never varies is itself, to the last digit.
        let mean = if self.least == self.greatest { self.least } else { self.sum as f64 / trials as f64 / self.quanta_per_unit };
        SeriesStatistics { mean, p5, p10, p50, p90, p95 }
    }

    /// Quantiles at the ranks of type 7, linear inside a bin; `probs` ascend.
    fn quantiles<const N: usize>(&self, counts: &[u32], trials: u64, probs: [f64; N]) -> [f64; N] {
        let mut found = [self.greatest; N];
        let ranks = probs.map(|p| p * trials.saturating_sub(1) as f64 + 0.5);
        let edge = |bin: f64| (self.low + bin / self.bins_per_unit).clamp(self.least, self.greatest);
        let mut next = 0;
        let mut before = 0.0;
        let mut zeros = self.zeros as f64;
        for (bin, count) in counts.iter().enumerate() {
            let count = f64::from(*count);
            if zeros > 0.0 && edge((bin + 1) as f64) >= 0.0 {
                while next < N && ranks[next] <= before + zeros {
                    found[next] = 0.0;
                    next += 1;
                }
                before += zeros;
                zeros = 0.0;
            }
            if count > 0.0 {
                let (from, to) = (edge(bin as f64), edge((bin + 1) as f64));
                while next < N && ranks[next] <= before + count {
                    // Zeros have their own count: a bin around zero holds none.
                    found[next] = (from + (to - from) * (ranks[next] - before) / count).clamp(self.least, self.greatest);
                    next += 1;
                }
                before += count;
            }
            if next == N {
                break;
            }
        }
        found
    }
}

/// Rows of monthly figures of many worlds, in the order they are run. Those of the pilot are kept as they are until all are
/// there, for they set the bins of the others. Shards of a run each gather their part, and append.
#[derive(Clone, Debug)]
pub struct Gatherer {
    /// Figures in a row.
    row: usize,
    /// Rows of the pilot's worlds, of those that were run here.
    raw: Vec<f64>,
    /// All other worlds.
    binned: Option<Collector>,
}

impl Gatherer {
    /// Nothing yet, of rows of `row` figures.
    pub fn new(row: usize) -> Self {
        Self { row, raw: Vec::new(), binned: None }
    }

    /// Sets the bins by the rows of the pilot's worlds, which are not counted: for a shard that begins behind them.
    pub fn aim(&mut self, pilot: &[&[f64]]) {
        self.binned = Some(Collector::from_pilot(pilot));
    }

    /// Adds the rows of the worlds from number `first` on.
    pub fn add(&mut self, first: u64, rows: &[&[f64]]) {
        let of_pilot = (PILOT as u64).saturating_sub(first).min(rows.len() as u64) as usize;
        for row in &rows[..of_pilot] {
            self.raw.extend(*row);
        }
        if of_pilot < rows.len() {
            let raw = &self.raw;
            let binned = self.binned.get_or_insert_with(|| Collector::from_pilot(&raw.chunks(self.row).collect::<Vec<_>>()));
            binned.add(&rows[of_pilot..]);
        }
    }

    /// Appends what was gathered of later worlds.
    ///
    /// # Errors
    /// When its bins are others.
    pub fn append(&mut self, later: Self) -> Result<(), Mismatch> {
        self.raw.extend(later.raw);
        match (&mut self.binned, later.binned) {
            (Some(mine), Some(theirs)) => mine.merge(&theirs),
            (None, theirs) => {
                self.binned = theirs;
                Ok(())
            }
            (Some(_), None) => Ok(()),
        }
    }

    /// Statistics of all columns, `width` figures a month.
    pub fn statistics(self, width: usize) -> MonthStatistics {
        let rows: Vec<&[f64]> = self.raw.chunks(self.row).collect();
        let mut all = self.binned.unwrap_or_else(|| Collector::from_pilot(&rows));
        all.add(&rows);
        all.statistics(width)
    }

    /// Figures in a row.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Rows of the pilot's worlds, one after another.
    pub fn raw(&self) -> &[f64] {
        &self.raw
    }

    /// All other worlds.
    pub fn binned(&self) -> Option<&Collector> {
        self.binned.as_ref()
    }

    /// From its parts; `None` where they do not fit.
    pub fn from_parts(row: usize, raw: Vec<f64>, binned: Option<Collector>) -> Option<Self> {
        let fits = raw.len().is_multiple_of(row) && binned.as_ref().is_none_or(|binned| binned.columns.len() == row);
        fits.then_some(Self { row, raw, binned })
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
    fn parts_put_together_have_the_bits_of_the_whole() {
        let values: Vec<f64> = (0..1500).map(|i| 1e5 * libm::sin(f64::from(i)) / 3.0).collect();
        let rows: Vec<&[f64]> = values.chunks(1).collect();
        let part = |from: usize, to: usize| {
            let mut gatherer = Gatherer::new(1);
            if to > PILOT && from > 0 {
                gatherer.aim(&rows[..PILOT]);
            }
            for start in (from..to).step_by(100) {
                gatherer.add(start as u64, &rows[start..to.min(start + 100)]);
            }
            gatherer
        };
        let statistics = |gatherer: Gatherer| *gatherer.statistics(1).get(0, 0);
        for cuts in [vec![0, 1500], vec![0, 40, 90, 1500], vec![0, 255, 257, 700, 1500], vec![0, 256, 1499, 1500]] {
            let mut whole = part(cuts[0], cuts[1]);
            for pair in cuts[1..].windows(2) {
                let later = part(pair[0], pair[1]);
                let bytes = later.binned().map(Collector::to_bytes);
                let read = bytes.map(|bytes| Collector::from_bytes(&bytes).expect("written just now"));
                let later = Gatherer::from_parts(1, later.raw().to_vec(), read).expect("one figure a row");
                whole.append(later).expect("the same bins");
            }
            assert_eq!(statistics(whole), statistics(part(0, 1500)), "{cuts:?}");
        }
        // A few worlds are their own pilot.
        let mut few = part(0, 30);
        few.append(part(30, 70)).expect("no bins yet");
        assert_eq!(statistics(few), statistics(part(0, 70)));
        assert!((statistics(part(0, 1500)).mean - values.iter().sum::<f64>() / 1500.0).abs() < 1e-9);
    }

    #[test]
    fn bytes_that_are_none_of_ours_are_refused() {
        let rows: Vec<[f64; 2]> = (0..20).map(|i| [f64::from(i), 0.0]).collect();
        let rows: Vec<&[f64]> = rows.iter().map(<[f64; 2]>::as_slice).collect();
        let mut collector = Collector::from_pilot(&rows);
        collector.add(&rows);
        let bytes = collector.to_bytes();
        for end in 0..bytes.len() {
            assert!(Collector::from_bytes(&bytes[..end]).is_none(), "{end} of {} bytes", bytes.len());
        }
        let mut other = Collector::from_pilot(&rows[..10]);
        assert_eq!(other.merge(&collector), Err(Mismatch));
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
