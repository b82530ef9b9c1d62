//! Value of information: how much better the choice among options would be if something were known first.
//!
//! With net benefits `NB_d` of every option `d` by trial, and the choice today `d₀ = argmax mean NB_d`:
//!
//! - of knowing everything, luck included: `EVPI = mean max_d NB_d − max_d mean NB_d`;
//! - of knowing some inputs: `EVPPI = mean max_d ĝ_d(x) − max_d mean ĝ_d`, `ĝ_d` the regression of `NB_d − NB_d₀` on them;
//! - of a study of `n` observations: `EVSI`, the same with each polynomial of a score shrunk to what the study would reveal. A
//!   count of `n` with success rate `r` reveals the part `ρ = n/(n + n₀)` of the variance `σ²` of a rate, `n₀ = r̄(1−r̄)/σ²`
//!   (the Gaussian approximation).
//!
//! Errors are those of the jackknife over the eight replicates of the trials, the choice of the regression's degree included. A
//! value that is not told from 0 is written as 0 by reports.
//!
//! Source: Strong, Oakley and Brennan, *Estimating multiparameter partial expected value of perfect information from a
//! probabilistic sensitivity analysis sample*, Medical Decision Making 34 (2014) 311–326; Jalal and Alarid-Escudero, *A Gaussian
//! approximation approach for value of information analysis*, ibid. 38 (2018) 174–188.

use super::function::{REPLICATES, T_95};
use super::regression::{Fit, Regression};
use crate::stats::mean;

/// A value of information.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Information {
    /// Value, in the unit of the net benefits.
    pub value: f64,
    /// Standard error.
    pub standard_error: f64,
}

impl Information {
    /// Half the width of its 95 % interval, by Student's t with seven degrees of freedom.
    pub fn half_width(&self) -> f64 {
        T_95 * self.standard_error
    }

    /// Is it told from nothing: is 0 outside its interval?
    pub fn is_told(&self) -> bool {
        self.value > self.half_width()
    }
}

/// Net benefits of the options, by option and trial.
#[derive(Clone, Debug)]
pub struct Choice {
    benefits: Vec<Vec<f64>>,
    /// The option chosen today.
    pub chosen: usize,
}

impl Choice {
    /// Among options; ties go to the earlier.
    pub fn new(benefits: Vec<Vec<f64>>) -> Self {
        let means: Vec<f64> = benefits.iter().map(|values| mean(values)).collect();
        let chosen = (0..means.len()).fold(0, |best, option| if means[option] > means[best] { option } else { best });
        Self { benefits, chosen }
    }

    /// Advantage of an option over the one chosen today, by trial.
    pub fn advantage(&self, option: usize) -> Vec<f64> {
        self.benefits[option].iter().zip(&self.benefits[self.chosen]).map(|(x, chosen)| x - chosen).collect()
    }

    /// Value of knowing everything.
    pub fn perfect(&self) -> Information {
        let advantages: Vec<Vec<f64>> = (0..self.benefits.len()).map(|option| self.advantage(option)).collect();
        jackknife(|without| value_of(&advantages, without))
    }

    /// What some inputs, given by trial, would tell of the choice.
    pub fn study<'a>(&self, regression: Regression<'a>) -> Study<'a> {
        let fits =
            (0..self.benefits.len()).map(|option| (option != self.chosen).then(|| regression.fit(&self.advantage(option)))).collect();
        Study { regression, fits }
    }

    /// Value of knowing a group of inputs, given by their normal scores.
    pub fn of(&self, scores: &[&[f64]]) -> Information {
        self.study(Regression::new(scores)).value(None)
    }
}

/// Regressions of every option's advantage on a group of inputs.
#[derive(Clone, Debug)]
pub struct Study<'a> {
    regression: Regression<'a>,
    /// None: the option chosen today, whose advantage is 0.
    fits: Vec<Option<Fit>>,
}

impl Study<'_> {
    /// Value of knowing the group; `known`: of a study that reveals these parts of the variances of its inputs.
    pub fn value(&self, known: Option<&[f64]>) -> Information {
        jackknife(|without| {
            let expected: Vec<Vec<f64>> = self
                .fits
                .iter()
                .map(|fit| match fit {
                    Some(fit) => {
                        let coefficients = without.map_or(&fit.coefficients, |part| &fit.without[part]);
                        self.regression.expected(coefficients, known)
                    }
                    None => Vec::new(),
                })
                .collect();
            value_of(&expected, without)
        })
    }
}

/// `mean max_d − max_d mean` of advantages by option and trial, a part of the trials left out; nothing stands for zeros.
fn value_of(advantages: &[Vec<f64>], without: Option<usize>) -> f64 {
    let trials = advantages.iter().map(Vec::len).max().unwrap_or(0);
    let (mut best, mut sums, mut count) = (0.0, vec![0.0; advantages.len()], 0.0);
    for trial in 0..trials {
        if without.is_some_and(|part| (part * trials / REPLICATES..(part + 1) * trials / REPLICATES).contains(&trial)) {
            continue;
        }
        count += 1.0;
        let mut most = f64::NEG_INFINITY;
        for (sum, values) in sums.iter_mut().zip(advantages) {
            let value = values.get(trial).copied().unwrap_or(0.0);
            *sum += value;
            most = most.max(value);
        }
        best += most;
    }
    if count == 0.0 {
        return 0.0;
    }
    let without_knowing = sums.iter().fold(f64::NEG_INFINITY, |most, sum| most.max(*sum));
    ((best - without_knowing) / count).max(0.0)
}

/// A value from all trials, its error from leaving out each part: `√((k−1)/k·Σ(θ_i − θ̄)²)`.
fn jackknife(value: impl Fn(Option<usize>) -> f64) -> Information {
    let parts: Vec<f64> = (0..REPLICATES).map(|part| value(Some(part))).collect();
    let centre = mean(&parts);
    let squares: f64 = parts.iter().map(|x| (x - centre) * (x - centre)).sum();
    let count = REPLICATES as f64;
    Information { value: value(None), standard_error: ((count - 1.0) / count * squares).sqrt() }
}

/// Part of the variance of a rate that counting successes among `n` observations reveals: `n/(n + n₀)`, `n₀ = r̄(1−r̄)/σ²`.
pub fn revealed(rates: &[f64], n: f64) -> f64 {
    let spread = crate::stats::sd(rates);
    let centre = mean(rates);
    if spread == 0.0 || n <= 0.0 {
        return 0.0;
    }
    n / (n + (centre * (1.0 - centre)).max(0.0) / (spread * spread))
}
