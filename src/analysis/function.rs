//! Functions of uncertain inputs, and samples of them. The studies of what drives an answer take any function, so that their
//! tests against known answers exercise the very code that runs on the engine.
//!
//! A sample is [`REPLICATES`] independent scrambles of one Sobol sequence, see [`crate::sampling`]: how far they differ says
//! how well a figure is known. On the engine its trials are those of `residual run`.

use rayon::prelude::*;

pub use crate::sampling::REPLICATES;
use crate::sampling::{self, ScrambledSobol, trial_number};
use crate::stats::{mean, sd};

/// 0.975 quantile of Student's t with seven degrees of freedom: [`REPLICATES`] less one.
pub(super) const T_95: f64 = 2.364_624_251_592_785;
/// Points evaluated between two reports of progress.
const BLOCK: usize = 256;

/// Told how many evaluations are done.
pub type Told<'a> = &'a (dyn Fn(usize) + Sync);

/// A function of inputs that are given as uniforms, one in (0, 1) for each. Whatever else it depends on (fate) is fixed by the
/// number of the trial.
pub trait Function: Sync {
    /// Scratch space; a worker makes it once.
    type Room;
    /// Scratch space.
    fn room(&self) -> Self::Room;
    /// Number of inputs.
    fn inputs(&self) -> usize;
    /// Number of outcomes.
    fn outputs(&self) -> usize;
    /// Sobol dimension of an input and the name that keys its scrambling.
    fn dimension(&self, input: usize) -> (usize, String) {
        (input, format!("input {input}"))
    }
    /// Turns independent uniforms into those of the inputs, where inputs are correlated.
    fn correlate(&self, _room: &mut Self::Room, _u: &mut [f64]) {}
    /// Outcomes at a point, in the fate of a trial.
    fn evaluate(&self, room: &mut Self::Room, trial: u64, u: &[f64], out: &mut [f64]);
}

/// A plain function of independent inputs.
#[derive(Clone, Copy, Debug)]
pub struct Plain<F> {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of outcomes.
    pub outputs: usize,
    /// Uniforms in, outcomes out.
    pub function: F,
}

impl<F: Fn(&[f64], &mut [f64]) + Sync> Function for Plain<F> {
    type Room = ();
    fn room(&self) {}
    fn inputs(&self) -> usize {
        self.inputs
    }
    fn outputs(&self) -> usize {
        self.outputs
    }
    fn evaluate(&self, _room: &mut (), _trial: u64, u: &[f64], out: &mut [f64]) {
        (self.function)(u, out);
    }
}

/// Points of a replicate; `again` > 0: further coordinates, independent of the first.
pub fn points<F: Function>(function: &F, seed: u64, replicate: usize, again: usize) -> ScrambledSobol {
    let named: Vec<(usize, String)> = (0..function.inputs()).map(|i| function.dimension(i)).collect();
    sampling::replicate(&named, seed, replicate, again)
}

/// A figure and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Settled {
    /// The figure, from all replicates together.
    pub value: f64,
    /// Half the width of its 95 % interval: `t₇·s/√8`, `s` the spread of the replicates' own figures.
    pub half_width: f64,
}

impl Settled {
    /// From the figure of all replicates together and those of each.
    pub fn of(value: f64, by_replicate: &[f64]) -> Self {
        debug_assert_eq!(by_replicate.len(), REPLICATES);
        Self { value, half_width: T_95 * sd(by_replicate) / (by_replicate.len() as f64).sqrt() }
    }

    /// The mean of the replicates' figures.
    pub fn mean(by_replicate: &[f64]) -> Self {
        Self::of(mean(by_replicate), by_replicate)
    }

    /// Does the interval hold this value?
    pub fn holds(&self, value: f64) -> bool {
        (self.value - value).abs() <= self.half_width
    }
}

/// Runs a function at points that `place` writes, for every replicate and place; rows of outcomes in that order.
pub fn evaluate<F: Function>(
    function: &F,
    replicates: &[ScrambledSobol],
    places: std::ops::Range<usize>,
    width: usize,
    told: Told<'_>,
    row: impl Fn(&mut F::Room, &ScrambledSobol, usize, usize, &mut [f64]) + Sync,
) -> Vec<Vec<f64>> {
    let mut done = 0;
    replicates
        .iter()
        .enumerate()
        .map(|(replicate, points)| {
            let mut rows = vec![0.0; places.len() * width];
            let mut start = places.start;
            for block in rows.chunks_mut(BLOCK * width) {
                block
                    .par_chunks_mut(width)
                    .enumerate()
                    .for_each_init(|| function.room(), |room, (i, out)| row(room, points, replicate, start + i, out));
                let size = block.len() / width;
                start += size;
                done += size;
                told(done);
            }
            rows
        })
        .collect()
}

/// Points drawn and their outcomes, by replicate.
#[derive(Clone, Debug)]
pub struct Sample {
    inputs: usize,
    outputs: usize,
    /// Points of each replicate.
    pub each: usize,
    rows: Vec<Vec<f64>>,
}

impl Sample {
    /// Nothing yet.
    pub fn empty<F: Function>(function: &F) -> Self {
        Self { inputs: function.inputs(), outputs: function.outputs(), each: 0, rows: vec![Vec::new(); REPLICATES] }
    }

    /// Of `each` points in every replicate.
    pub fn draw<F: Function>(function: &F, seed: u64, each: usize, told: Told<'_>) -> Self {
        let mut sample = Self::empty(function);
        sample.extend(function, seed, each, told);
        sample
    }

    /// Goes on to `each` points in every replicate: those it has stay as they are.
    pub fn extend<F: Function>(&mut self, function: &F, seed: u64, each: usize, told: Told<'_>) {
        let (inputs, width) = (self.inputs, self.inputs + self.outputs);
        let replicates: Vec<ScrambledSobol> = (0..REPLICATES).map(|r| points(function, seed, r, 0)).collect();
        let more = evaluate(function, &replicates, self.each..each, width, told, |room, points, replicate, place, row| {
            let (u, out) = row.split_at_mut(inputs);
            for (i, u) in u.iter_mut().enumerate() {
                *u = points.point(place as u64, i);
            }
            function.correlate(room, u);
            function.evaluate(room, trial_number(replicate, place), u, out);
        });
        for (rows, more) in self.rows.iter_mut().zip(more) {
            rows.extend(more);
        }
        self.each = each.max(self.each);
    }

    /// Points in all.
    pub fn len(&self) -> usize {
        self.each * self.rows.len()
    }

    /// Is there no point?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Uniforms and outcomes of every point, replicate by replicate.
    pub fn points(&self) -> impl Iterator<Item = (&[f64], &[f64])> {
        self.rows.iter().flat_map(|rows| rows.chunks(self.inputs + self.outputs)).map(|row| row.split_at(self.inputs))
    }

    /// Outcomes of the points of a replicate.
    pub fn replicate(&self, replicate: usize) -> impl Iterator<Item = &[f64]> {
        self.rows[replicate].chunks(self.inputs + self.outputs).map(|row| &row[self.inputs..])
    }

    /// Uniforms of an input.
    pub fn uniforms(&self, input: usize) -> Vec<f64> {
        self.points().map(|(u, _)| u[input]).collect()
    }

    /// An outcome.
    pub fn outcomes(&self, output: usize) -> Vec<f64> {
        self.points().map(|(_, out)| out[output]).collect()
    }
}

/// Means of columns over rows.
pub fn means<'a>(rows: impl Iterator<Item = &'a [f64]>, width: usize) -> Vec<f64> {
    let (mut sums, mut count) = (vec![0.0; width], 0_usize);
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += x;
        }
        count += 1;
    }
    sums.iter().map(|sum| sum / count as f64).collect()
}
