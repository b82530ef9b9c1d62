//! Sobol indices: which part of an outcome's variance each input causes, alone (first order) and together with others (total).
//!
//! With points `A` and `B` that are independent, and `AB_i` = `A` with coordinate `i` from `B`, all three in the same fate of the
//! trial (the process noise is held common):
//!
//! - variance caused by the inputs: `V = ½·mean (f(A) − f(B))²`;
//! - first order: `S_i = mean [(f(B) − f̄)(f(AB_i) − f(A))] / V` (Saltelli et al. 2010);
//! - total: `T_i = ½·mean (f(A) − f(AB_i))² / V` (Jansen 1999).
//!
//! As the fate is common, an index is that of a world with given luck, averaged over luck, and shares of `V` leave luck out; the
//! part of the whole variance that luck causes is told apart, `1 − V/Var f`. Where inputs are correlated, the indices are
//! those of the independent uniforms in front of the copula: the first input of a correlated set stands for what the set has in
//! common, each later one only for what it adds to those before it. Indices of a group move all its uniforms together; of a
//! group that holds whole correlated sets they do not depend on any order.
//!
//! Source: Saltelli et al., *Variance based sensitivity analysis of model output*, Computer Physics Communications 181 (2010)
//! 259–270; Jansen, *Analysis of variance designs for model output*, ibid. 117 (1999) 35–43.

use super::function::{Function, REPLICATES, Settled, Told, evaluate, points};
use crate::sampling::{ScrambledSobol, trial_number};
use crate::stats::{mean, sd};

/// Indices of an input or a group.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Index {
    /// First order: what is caused by it alone.
    pub first: Settled,
    /// Total: what would be left if all else were known.
    pub total: Settled,
}

/// Indices of all groups, and how they settled.
#[derive(Clone, Debug)]
pub struct Indices {
    /// By group, in their order.
    pub of: Vec<Index>,
    /// Part of the whole variance that fate causes and no input does.
    pub fate: Settled,
    /// Evaluations of the function.
    pub runs: usize,
    /// Evaluations so far, and the widest half interval of a total index then: at a quarter, half and all.
    pub convergence: Vec<(usize, f64)>,
}

/// Indices of single inputs or groups of them, given by the places of their inputs, from `each` points of every replicate. The
/// outcome studied is `figure` of the function's outcomes.
pub fn indices<F: Function>(
    function: &F,
    groups: &[Vec<usize>],
    figure: &(dyn Fn(&[f64]) -> f64 + Sync),
    seed: u64,
    each: usize,
    told: Told<'_>,
) -> Indices {
    let width = groups.len() + 2;
    let (inputs, outputs) = (function.inputs(), function.outputs());
    let a: Vec<ScrambledSobol> = (0..REPLICATES).map(|r| points(function, seed, r, 0)).collect();
    let b: Vec<ScrambledSobol> = (0..REPLICATES).map(|r| points(function, seed, r, 1)).collect();
    let rows = evaluate(function, &a, 0..each, width, &|done| told(done * width), |room, from_a, replicate, place, row| {
        let at = |points: &ScrambledSobol| -> Vec<f64> { (0..inputs).map(|i| points.point(place as u64, i)).collect() };
        let (at_a, at_b) = (at(from_a), at(&b[replicate]));
        let mut out = vec![0.0; outputs];
        let mut u = vec![0.0; inputs];
        for (column, value) in row.iter_mut().enumerate() {
            u.copy_from_slice(if column == 1 { &at_b } else { &at_a });
            if column > 1 {
                for input in &groups[column - 2] {
                    u[*input] = at_b[*input];
                }
            }
            function.correlate(room, &mut u);
            function.evaluate(room, trial_number(replicate, place), &u, &mut out);
            *value = figure(&out);
        }
    });
    let at = |each: usize| -> Vec<Index> {
        let by_replicate: Vec<Vec<(f64, f64)>> = rows.iter().map(|rows| of_rows(&rows[..each * width], width)).collect();
        (0..groups.len())
            .map(|group| {
                let part = |of: fn(&(f64, f64)) -> f64| -> Settled {
                    Settled::mean(&by_replicate.iter().map(|figures| of(&figures[group])).collect::<Vec<_>>())
                };
                Index { first: part(|f| f.0), total: part(|f| f.1) }
            })
            .collect()
    };
    let widest = |of: &[Index]| of.iter().fold(0.0, |most: f64, index| most.max(index.total.half_width));
    let steps = [4, 2, 1].map(|part| (each / part).max(1));
    let convergence = steps.iter().map(|each| (each * REPLICATES * width, widest(&at(*each)))).collect();
    let fate: Vec<f64> = rows.iter().map(|rows| fate(rows, width)).collect();
    Indices { of: at(each), fate: Settled::mean(&fate), runs: each * REPLICATES * width, convergence }
}

/// First and total index of each group from rows `f(A), f(B), f(AB_1), …`. Nothing varies: nothing is caused.
fn of_rows(rows: &[f64], width: usize) -> Vec<(f64, f64)> {
    let count = (rows.len() / width) as f64;
    let centre = rows.chunks(width).map(|row| row[0] + row[1]).sum::<f64>() / (2.0 * count);
    let variance = caused(rows, width);
    (2..width)
        .map(|column| {
            let (mut first, mut total) = (0.0, 0.0);
            for row in rows.chunks(width) {
                first += (row[1] - centre) * (row[column] - row[0]);
                total += (row[0] - row[column]) * (row[0] - row[column]);
            }
            if variance > 0.0 { (first / count / variance, total / (2.0 * count * variance)) } else { (0.0, 0.0) }
        })
        .collect()
}

/// Variance caused by the inputs.
fn caused(rows: &[f64], width: usize) -> f64 {
    let squares: Vec<f64> = rows.chunks(width).map(|row| (row[0] - row[1]) * (row[0] - row[1])).collect();
    mean(&squares) / 2.0
}

/// Part of the variance that the inputs do not cause.
fn fate(rows: &[f64], width: usize) -> f64 {
    let outcomes: Vec<f64> = rows.chunks(width).flat_map(|row| [row[0], row[1]]).collect();
    let spread = sd(&outcomes);
    if spread > 0.0 { 1.0 - caused(rows, width) / (spread * spread) } else { 0.0 }
}
