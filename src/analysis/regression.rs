//! Regression of outcomes on some inputs over trials: what would be expected of an outcome if those inputs were known.
//!
//! An input enters by its normal score `z`, so that its shape and unit do not matter, in normalised Hermite
//! polynomials `He_k(z)/√k!`; a group adds products of its inputs' scores. The degree, 0 to 5, is the one with the least
//! `n·ln(RSS/n) + k·ln n` (Bayesian information criterion, `k` coefficients): what is fitted to luck looks like value, and as
//! trials grow this rule alone of the usual ones takes nothing for something ever more rarely. Degree 0 says that the inputs
//! tell nothing. The choice is made anew with each part of the trials left out, so that errors know of it.
//!
//! Source: Schwarz, *Estimating the dimension of a model*, The Annals of Statistics 6 (1978) 461–464.

use super::drivers::ranks;
use super::function::REPLICATES;
use crate::normal;

/// Highest degree.
const DEGREE: usize = 5;
/// Part of an outcome's squares below which a rest is rounding.
const NOTHING: f64 = 1e-12;
/// Pivots below this part of a column's square are what columns before already say.
const SINGULAR: f64 = 1e-9;

/// Normal scores of an input's values that were drawn at these uniforms: `Φ⁻¹(u)`; equal values (months, counts, discrete
/// distributions) share the mean of their uniforms.
///
/// Scores by rank would do without the uniforms, but err with all trials alike, which leaving out parts of them does not show.
pub fn scores(values: &[f64], uniforms: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut scores = vec![0.0; values.len()];
    for alike in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let u = alike.iter().map(|place| uniforms[*place]).sum::<f64>() / alike.len() as f64;
        for place in alike {
            scores[*place] = normal::quantile(u);
        }
    }
    scores
}

/// Normal scores of values whose distribution is not known, `Φ⁻¹((rank + ½)/n)`; equal values share the mean of their ranks.
pub fn scores_by_rank(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    ranks(values).iter().map(|rank| normal::quantile((rank + 0.5) / n)).collect()
}

/// A column of the basis: inputs of the group and their degrees.
type Term = Vec<(usize, usize)>;

/// A regression ready to be solved: scores, basis, and sums of products of every part of the trials.
#[derive(Clone, Debug)]
pub struct Regression<'a> {
    scores: &'a [&'a [f64]],
    terms: Vec<Term>,
    /// Terms of each degree and those below it.
    up_to: Vec<usize>,
    /// Sums of products by part.
    grams: Vec<Vec<Vec<f64>>>,
    trials: usize,
}

/// Sums of a part of the trials: products of the outcome with each term, and its squares.
struct Sides {
    products: Vec<f64>,
    squares: f64,
}

/// A solved regression of one outcome.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Of all trials.
    pub coefficients: Vec<f64>,
    /// With each part of the trials left out.
    pub without: Vec<Vec<f64>>,
}

impl<'a> Regression<'a> {
    /// On the normal scores of a group of inputs, all by trial.
    pub fn new(scores: &'a [&'a [f64]]) -> Self {
        let trials = scores.first().map_or(0, |z| z.len());
        let highest: Vec<usize> = scores.iter().map(|z| (distinct(z) - 1).min(DEGREE)).collect();
        let mut terms: Vec<Term> = vec![Vec::new()];
        let mut up_to = vec![1];
        for degree in 1..=DEGREE {
            terms.extend((0..scores.len()).filter(|i| degree <= highest[*i]).map(|i| vec![(i, degree)]));
            if degree == 2 {
                for i in 0..scores.len() {
                    terms.extend((i + 1..scores.len()).map(|j| vec![(i, 1), (j, 1)]));
                }
            }
            up_to.push(terms.len());
        }
        let mut regression = Self { scores, terms, up_to, grams: Vec::new(), trials };
        regression.grams = (0..REPLICATES).map(|part| regression.gram(part)).collect();
        regression
    }

    /// Trials of a part.
    pub fn part(&self, part: usize) -> std::ops::Range<usize> {
        part * self.trials / REPLICATES..(part + 1) * self.trials / REPLICATES
    }

    fn gram(&self, part: usize) -> Vec<Vec<f64>> {
        let count = self.terms.len();
        let mut gram = vec![vec![0.0; count]; count];
        let mut row = vec![0.0; count];
        for trial in self.part(part) {
            self.row(trial, None, &mut row);
            for (i, sums) in gram.iter_mut().enumerate() {
                for (sum, x) in sums.iter_mut().zip(&row[..=i]) {
                    *sum += x * row[i];
                }
            }
        }
        gram
    }

    /// Basis at a trial. `known` is the part of each score's variance that a study would reveal: the expectation of `He_k(z)`
    /// given its result is `known^(k/2)·He_k`, of a score that is distributed as `z` is.
    fn row(&self, trial: usize, known: Option<&[f64]>, row: &mut [f64]) {
        for (value, term) in row.iter_mut().zip(&self.terms) {
            *value = term
                .iter()
                .map(|(input, degree)| {
                    let seen = known.map_or(1.0, |known| libm::pow(known[*input], *degree as f64 / 2.0));
                    seen * hermite(self.scores[*input][trial], *degree)
                })
                .product();
        }
    }

    /// Fits an outcome.
    pub fn fit(&self, outcome: &[f64]) -> Fit {
        let parts: Vec<Sides> = (0..REPLICATES).map(|part| self.sides(outcome, part)).collect();
        let without = (0..REPLICATES).map(|part| self.best(&parts, Some(part))).collect();
        Fit { coefficients: self.best(&parts, None), without }
    }

    fn sides(&self, outcome: &[f64], part: usize) -> Sides {
        let mut row = vec![0.0; self.terms.len()];
        let mut sides = Sides { products: vec![0.0; self.terms.len()], squares: 0.0 };
        for trial in self.part(part) {
            self.row(trial, None, &mut row);
            for (sum, x) in sides.products.iter_mut().zip(&row) {
                *sum += x * outcome[trial];
            }
            sides.squares += outcome[trial] * outcome[trial];
        }
        sides
    }

    /// Coefficients of the degree that the trials ask for, a part of them left out.
    fn best(&self, parts: &[Sides], left_out: Option<usize>) -> Vec<f64> {
        let kept = || (0..REPLICATES).filter(|part| Some(*part) != left_out);
        let count = kept().map(|part| self.part(part).len()).sum::<usize>() as f64;
        let squares: f64 = kept().map(|part| parts[part].squares).sum();
        let gram: Vec<Vec<f64>> =
            (0..self.terms.len()).map(|i| (0..=i).map(|j| kept().map(|part| self.grams[part][i][j]).sum()).collect()).collect();
        let side: Vec<f64> = (0..self.terms.len()).map(|i| kept().map(|part| parts[part].products[i]).sum()).collect();
        let mut best = (f64::INFINITY, Vec::new());
        for size in &self.up_to {
            let coefficients = solve(&gram[..*size], &side[..*size]);
            let rest = (squares - dot(&coefficients, &side)).max(NOTHING * squares);
            // Columns that others determine cost nothing: they are not there.
            let used = coefficients.iter().filter(|c| **c != 0.0).count().max(1) as f64;
            let criterion = count * libm::log(rest / count) + used * libm::log(count);
            if criterion < best.0 {
                best = (criterion, coefficients);
            }
        }
        // An outcome that is nothing everywhere has no logarithm, and nothing to tell.
        if best.1.is_empty() { vec![0.0] } else { best.1 }
    }

    /// What coefficients expect of every trial; `known` as in a study that reveals a part of the inputs.
    pub fn expected(&self, coefficients: &[f64], known: Option<&[f64]>) -> Vec<f64> {
        let mut row = vec![0.0; self.terms.len()];
        (0..self.trials)
            .map(|trial| {
                self.row(trial, known, &mut row);
                dot(&row, coefficients)
            })
            .collect()
    }
}

/// What the coefficients of a regression on one input expect at a score.
pub fn curve(coefficients: &[f64], z: f64) -> f64 {
    coefficients.iter().enumerate().map(|(degree, c)| c * hermite(z, degree)).sum()
}

/// `He_k(z)/√k!`, of mean square 1 for standard normal `z`.
fn hermite(z: f64, degree: usize) -> f64 {
    let (mut before, mut here) = (0.0, 1.0);
    for k in 0..degree {
        let k = k as f64;
        // He_{k+1} = z·He_k − k·He_{k−1}, with the normalisation taken along.
        let next = (z * here - k.sqrt() * before) / (k + 1.0).sqrt();
        (before, here) = (here, next);
    }
    here
}

/// Different values among scores, counted no further than needed.
fn distinct(scores: &[f64]) -> usize {
    let mut seen: Vec<f64> = Vec::new();
    for z in scores {
        if !seen.contains(z) {
            seen.push(*z);
            if seen.len() > DEGREE {
                break;
            }
        }
    }
    seen.len().max(1)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Solves `gram·x = side` for a positive semi-definite matrix given by its lower triangle; a column that those before it
/// determine gets 0.
fn solve(gram: &[Vec<f64>], side: &[f64]) -> Vec<f64> {
    let size = side.len();
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(size);
    let mut y = vec![0.0; size];
    for i in 0..size {
        let mut row = vec![0.0; i + 1];
        for j in 0..i {
            let rest = gram[i][j] - dot(&row[..j], &lower[j][..j]);
            row[j] = if lower[j][j] > 0.0 { rest / lower[j][j] } else { 0.0 };
        }
        let pivot = gram[i][i] - dot(&row[..i], &row[..i]);
        row[i] = if pivot > SINGULAR * gram[i][i] { pivot.sqrt() } else { 0.0 };
        y[i] = if row[i] > 0.0 { (side[i] - dot(&row[..i], &y[..i])) / row[i] } else { 0.0 };
        lower.push(row);
    }
    let mut x = vec![0.0; size];
    for i in (0..size).rev() {
        let below: f64 = (i + 1..size).map(|j| lower[j][i] * x[j]).sum();
        x[i] = if lower[i][i] > 0.0 { (y[i] - below) / lower[i][i] } else { 0.0 };
    }
    x
}
