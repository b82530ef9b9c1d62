//! Break-even: the value of an input at which what is expected of an outcome crosses a threshold.
//!
//! Expected is the regression on the input over trials already run (see [`super::regression`]), so inputs that are correlated
//! with it come along. The crossing nearest to the input's median is taken, between its 1st and 99th percentile; beyond them a
//! regression knows nothing.

use super::regression::{Regression, curve};
use crate::normal;

/// Score of the 99th percentile: as far as the search goes.
const FURTHEST: f64 = 2.326_347_874_040_841;
/// Steps of the search, before halving.
const STEPS: i32 = 200;

/// Probability at which the value of an input, given by its normal scores, makes the outcome expected to cross `threshold`; none
/// where it does not within range.
pub fn break_even(scores: &[f64], outcome: &[f64], threshold: f64) -> Option<f64> {
    let z: [&[f64]; 1] = [scores];
    let fit = Regression::new(&z).fit(outcome);
    let over = |z: f64| curve(&fit.coefficients, z) - threshold;
    let at = |step: i32| f64::from(step) * FURTHEST / f64::from(STEPS);
    let crossing = |side: i32| (0..STEPS).find(|i| over(at(side * i)).signum() != over(at(side * (i + 1))).signum());
    let nearest = [1, -1].into_iter().filter_map(|side| crossing(side).map(|i| (i, side))).min_by_key(|(i, _)| *i);
    let (step, side) = nearest?;
    let (mut low, mut high) = (at(side * step), at(side * (step + 1)));
    let start = over(low).signum();
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if over(middle).signum() == start { low = middle } else { high = middle }
    }
    Some(normal::cdf(high))
}
