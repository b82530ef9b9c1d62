//! Tornado: how far one input at a time moves a mean.
//!
//! Each input is set to its 10th and its 90th percentile while all else is drawn as always, in the same worlds, so a bar shows
//! the effect of the input and of no luck. An input's companions in a correlation stay as drawn. The correlation-aware version
//! takes the trials as they came and averages them within tenths of the input: there its companions come along.

use super::function::{Function, REPLICATES, Sample, Settled, Told, evaluate, means, points};
use crate::sampling::trial_number;

/// Parts an input's trials are cut into.
pub const TENTHS: usize = 10;

/// Makes a figure from means of outcomes, for example a ratio of sums.
pub type OfMeans<'a> = &'a (dyn Fn(&[f64]) -> f64 + Sync);

/// A bar of the tornado.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Bar {
    /// The figure with the input at its low end.
    pub low: Settled,
    /// The figure with the input at its high end.
    pub high: Settled,
    /// High end less low end; its interval is that of the difference in the same worlds.
    pub swing: Settled,
}

/// A tornado.
#[derive(Clone, Debug)]
pub struct Tornado {
    /// The figure with all inputs as drawn: the base line.
    pub base: Settled,
    /// By input.
    pub bars: Vec<Bar>,
    /// Evaluations of the function.
    pub runs: usize,
}

/// Figures at both `ends` (probabilities) of every input, from `each` points of every replicate.
pub fn tornado<F: Function>(function: &F, figure: OfMeans<'_>, ends: [f64; 2], seed: u64, each: usize, told: Told<'_>) -> Tornado {
    let (inputs, outputs) = (function.inputs(), function.outputs());
    let columns = 1 + 2 * inputs;
    let width = columns * outputs;
    let replicates: Vec<_> = (0..REPLICATES).map(|r| points(function, seed, r, 0)).collect();
    let rows = evaluate(function, &replicates, 0..each, width, &|done| told(done * columns), |room, points, replicate, place, row| {
        let mut u: Vec<f64> = (0..inputs).map(|i| points.point(place as u64, i)).collect();
        function.correlate(room, &mut u);
        for (column, out) in row.chunks_mut(outputs).enumerate() {
            let set = column.checked_sub(1).map(|c| (c / 2, ends[c % 2]));
            let drawn = set.map(|(input, end)| std::mem::replace(&mut u[input], end));
            function.evaluate(room, trial_number(replicate, place), &u, out);
            if let (Some((input, _)), Some(drawn)) = (set, drawn) {
                u[input] = drawn;
            }
        }
    });
    let by_replicate: Vec<Vec<f64>> = rows.iter().map(|rows| means(rows.chunks(width), width)).collect();
    let together = means(by_replicate.iter().map(Vec::as_slice), width);
    let at = |means: &[f64], column: usize| figure(&means[column * outputs..][..outputs]);
    let settled = |of: &dyn Fn(&[f64]) -> f64| Settled::of(of(&together), &by_replicate.iter().map(|m| of(m)).collect::<Vec<_>>());
    let bars = (0..inputs)
        .map(|input| Bar {
            low: settled(&|m| at(m, 1 + 2 * input)),
            high: settled(&|m| at(m, 2 + 2 * input)),
            swing: settled(&|m| at(m, 2 + 2 * input) - at(m, 1 + 2 * input)),
        })
        .collect();
    Tornado { base: settled(&|m| at(m, 0)), bars, runs: each * REPLICATES * columns }
}

/// Figures within tenths of an input, ascending, from points already drawn. What varies too little for tenths (a yes or no)
/// shares them: equal values are kept together in the order of points.
pub fn tenths(sample: &Sample, input: usize, figure: OfMeans<'_>) -> Vec<f64> {
    let mut order: Vec<(f64, &[f64])> = sample.points().map(|(u, out)| (u[input], out)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let width = order.first().map_or(0, |(_, out)| out.len());
    (0..TENTHS)
        .map(|tenth| {
            let part = &order[tenth * order.len() / TENTHS..(tenth + 1) * order.len() / TENTHS];
            figure(&means(part.iter().map(|(_, out)| *out), width))
        })
        .collect()
}
