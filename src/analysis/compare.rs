//! Two scenarios, or two runs, in the same worlds: differences world by world, which are known far better than the figures
//! themselves.

use serde::Serialize;
use thiserror::Error;

use super::estimate::{Estimate, share};
use crate::model::Model;
use crate::results::{Results, Total, Totals};

/// One side of a comparison: figures by option and trial, and what makes its worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    /// Name people read.
    pub name: String,
    /// Currency of its money.
    pub currency: String,
    /// Seed.
    pub seed: u64,
    /// Expected-value mode.
    pub expected: bool,
    /// Trial numbers in order.
    pub trials: Vec<u64>,
    /// Paths of the sampled inputs.
    pub inputs: Vec<String>,
    /// Options, `no_ai` left out or not.
    pub options: Vec<OptionTrials>,
}

/// One option's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionTrials {
    /// Its id.
    pub id: String,
    /// Figures by trial, in the order of [`Total::ALL`].
    pub totals: Vec<Totals>,
}

impl Trials {
    /// From the results of an experiment.
    pub fn of(model: &Model, seed: u64, first: u64, expected: bool, results: &Results) -> Self {
        let options = results.options.iter().zip(&results.totals).skip(1);
        Self {
            name: model.name.clone(),
            currency: model.currency.clone(),
            seed,
            expected,
            trials: (first..first + results.trials as u64).collect(),
            inputs: model.inputs.iter().map(|input| input.path.clone()).collect(),
            options: options.map(|(label, totals)| OptionTrials { id: label.id.clone(), totals: totals.clone() }).collect(),
        }
    }
}

/// Why two sides cannot be held against each other world by world.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Refusal {
    #[error("they were run with different seeds ({0} and {1}), so their worlds are not the same; run one of them again with --seed")]
    Seeds(u64, u64),
    #[error("one was run in expected-value mode and the other in worlds; run both the same way")]
    Modes,
    #[error("their worlds draw different inputs: {}; run both scenarios anew with `residual compare A.toml B.toml`", .0.join(", "))]
    Inputs(Vec<String>),
    #[error("they have no trial in common")]
    Trials,
    #[error("they have no option in common: {} against {}", .0.join(", "), .1.join(", "))]
    Options(Vec<String>, Vec<String>),
    #[error("their money is in {0} and {1}")]
    Currencies(String, String),
}

/// Paths drawn on one side only.
pub fn unshared_inputs(a: &Trials, b: &Trials) -> Vec<String> {
    let only = |x: &Trials, y: &Trials| x.inputs.iter().filter(|path| !y.inputs.contains(path)).cloned().collect::<Vec<_>>();
    [only(a, b), only(b, a)].concat()
}

/// May two finished runs be matched trial by trial? Only if seed, mode and the paths of the sampled inputs agree.
///
/// # Errors
/// The reason why not.
pub fn same_worlds(a: &Trials, b: &Trials) -> Result<(), Refusal> {
    if a.expected != b.expected {
        return Err(Refusal::Modes);
    }
    if a.seed != b.seed && !a.expected {
        return Err(Refusal::Seeds(a.seed, b.seed));
    }
    let unshared = unshared_inputs(a, b);
    if unshared.is_empty() { Ok(()) } else { Err(Refusal::Inputs(unshared)) }
}

/// B against A in the worlds they share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Names of the sides.
    pub names: [String; 2],
    /// Currency.
    pub currency: String,
    /// Worlds matched.
    pub trials: usize,
    /// Inputs drawn on one side only: there the worlds differ by more than the scenarios say.
    pub unshared_inputs: Vec<String>,
    /// Options on one side only, left out.
    pub unshared_options: Vec<String>,
    /// Options on both.
    pub options: Vec<OptionComparison>,
}

/// One option on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionComparison {
    /// Its id.
    pub option: String,
    /// Figures.
    pub figures: Vec<Difference>,
}

/// One figure on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Name of the figure.
    pub figure: &'static str,
    /// On side A.
    pub a: Estimate,
    /// On side B.
    pub b: Estimate,
    /// B less A, world by world.
    pub difference: Estimate,
    /// 95 % interval of the mean difference.
    pub interval: [f64; 2],
    /// Share of worlds in which B has more.
    pub more: f64,
    /// Share of worlds in which both have the same.
    pub same: f64,
}

/// Compares B with A. Trials are matched by number, options by id. Whether the worlds are the same is [`same_worlds`]'s
/// question; here two sides of other inputs are compared as well, and the inputs named.
///
/// # Errors
/// They have no currency, trial or option in common.
pub fn compare(a: &Trials, b: &Trials) -> Result<Comparison, Refusal> {
    if a.currency != b.currency {
        return Err(Refusal::Currencies(a.currency.clone(), b.currency.clone()));
    }
    let pairs: Vec<(usize, usize)> =
        a.trials.iter().enumerate().filter_map(|(i, trial)| b.trials.binary_search(trial).ok().map(|j| (i, j))).collect();
    if pairs.is_empty() {
        return Err(Refusal::Trials);
    }
    let ids = |side: &Trials| side.options.iter().map(|o| o.id.clone()).collect::<Vec<_>>();
    let (ids_a, ids_b) = (ids(a), ids(b));
    let options: Vec<OptionComparison> = a
        .options
        .iter()
        .filter_map(|mine| {
            let theirs = b.options.iter().find(|o| o.id == mine.id)?;
            let figures = Total::ALL.iter().map(|total| difference(*total, mine, theirs, &pairs)).collect();
            Some(OptionComparison { option: mine.id.clone(), figures })
        })
        .collect();
    if options.is_empty() {
        return Err(Refusal::Options(ids_a, ids_b));
    }
    let lone_a = ids_a.iter().filter(|id| !ids_b.contains(id));
    let lone_b = ids_b.iter().filter(|id| !ids_a.contains(id));
    Ok(Comparison {
        names: [a.name.clone(), b.name.clone()],
        currency: a.currency.clone(),
        trials: pairs.len(),
        unshared_inputs: unshared_inputs(a, b),
        unshared_options: lone_a.chain(lone_b).cloned().collect(),
        options,
    })
}

fn difference(total: Total, a: &OptionTrials, b: &OptionTrials, pairs: &[(usize, usize)]) -> Difference {
    let values = || pairs.iter().map(|(i, j)| (a.totals[*i].get(total), b.totals[*j].get(total)));
    // Never minus never is no difference; one that never pays back against one that does has none that is a number.
    let gap = |(x, y): (f64, f64)| if x == y { 0.0 } else { y - x };
    let difference = Estimate::of(values().map(gap).map(|gap| if gap.is_finite() { gap } else { f64::NAN }));
    let (low, high) = difference.interval();
    Difference {
        figure: total.name(),
        a: Estimate::of(values().map(|(x, _)| x)),
        b: Estimate::of(values().map(|(_, y)| y)),
        difference,
        interval: [low, high],
        more: share(values().map(|(x, y)| y > x)),
        same: share(values().map(|(x, y)| x == y)),
    }
}
