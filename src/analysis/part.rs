//! Parts of a whole as bytes: everything a pass leaves behind but its totals, which a file keeps as columns.
//!
//! Layout, little-endian: the gatherers of the months, of the explained months, the tables, the signals. Sizes come before
//! what they count, and every one is checked against what a pass of the same scenario would leave.

use super::dual_signal::{PEOPLE_PARTS, Signal, WorldSignal};
use super::pass::Passed;
use crate::results::{ByteReader, Collector, Gatherer};

/// Figures of a world's signal.
const SIGNAL: usize = 5 + PEOPLE_PARTS;

impl Passed {
    /// Everything but totals and inputs.
    pub fn rest_to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for gatherer in self.months.iter().chain(&self.explained) {
            push_figures(&mut bytes, gatherer.raw());
            let binned = gatherer.binned().map(Collector::to_bytes).unwrap_or_default();
            bytes.extend((binned.len() as u64).to_le_bytes());
            bytes.extend(binned);
        }
        for table in &self.tables {
            bytes.extend((table.trials as u64).to_le_bytes());
            for trial in 0..table.trials {
                push_figures(&mut bytes, &table.world(trial));
            }
            for sum in table.sums() {
                bytes.extend(sum.to_le_bytes());
            }
        }
        for signals in &self.signals {
            let figures: Vec<f64> = signals.iter().flat_map(figures_of).collect();
            push_figures(&mut bytes, &figures);
        }
        bytes
    }

    /// Fills what a pass over the same worlds has left empty (see [`super::pass::Pass::nothing`]) from these bytes; `None`
    /// where they are none of it.
    pub fn with_rest(mut self, bytes: &[u8]) -> Option<Self> {
        let mut bytes = ByteReader(bytes);
        for gatherer in self.months.iter_mut().chain(&mut self.explained) {
            let raw = take_figures(&mut bytes)?;
            let length = usize::try_from(u64::from_le_bytes(bytes.take()?)).ok()?;
            let binned = bytes.slice(length)?;
            let binned = if binned.is_empty() { None } else { Some(Collector::from_bytes(binned)?) };
            *gatherer = Gatherer::from_parts(gatherer.row(), raw, binned)?;
        }
        for table in &mut self.tables {
            for _ in 0..u64::from_le_bytes(bytes.take()?) {
                if !table.push_values(&take_figures(&mut bytes)?) {
                    return None;
                }
            }
            let mut sums = vec![0; table.sums().len()];
            for sum in &mut sums {
                *sum = i128::from_le_bytes(bytes.take()?);
            }
            table.add_sums(&sums);
        }
        for signals in &mut self.signals {
            let figures = take_figures(&mut bytes)?;
            let (worlds, []) = figures.as_chunks() else { return None };
            signals.extend(worlds.iter().map(signal_of));
        }
        bytes.0.is_empty().then_some(self)
    }
}

fn push_figures(bytes: &mut Vec<u8>, figures: &[f64]) {
    bytes.extend((figures.len() as u64).to_le_bytes());
    bytes.extend(figures.iter().flat_map(|x| x.to_le_bytes()));
}

fn take_figures(bytes: &mut ByteReader<'_>) -> Option<Vec<f64>> {
    let count = usize::try_from(u64::from_le_bytes(bytes.take()?)).ok()?;
    let (figures, []) = bytes.slice(count.checked_mul(8)?)?.as_chunks() else { return None };
    Some(figures.iter().map(|x| f64::from_le_bytes(*x)).collect())
}

fn figures_of(world: &WorldSignal) -> [f64; SIGNAL] {
    let [a, b, c, d] = world.end.people_parts;
    let clock = world.clock.map_or(f64::NAN, |t| t as f64);
    [world.end.efficiency, world.end.people, a, b, c, d, clock, world.machine_saved, world.people_gained]
}

fn signal_of(figures: &[f64; SIGNAL]) -> WorldSignal {
    let [efficiency, people, a, b, c, d, clock, machine_saved, people_gained] = *figures;
    WorldSignal {
        end: Signal { efficiency, people, people_parts: [a, b, c, d] },
        clock: (!clock.is_nan()).then_some(clock as usize),
        machine_saved,
        people_gained,
    }
}
