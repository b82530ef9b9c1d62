//! Means, quantiles and summaries over trials, and the binomial quantile of the process noise.
//!
//! Sums run in the order of the slice, so that a statistic has the same bits however many threads computed its values.

use crate::normal;
use serde::Serialize;

/// Arithmetic mean, summed in order; NaN of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample standard deviation `√(Σ(x − x̄)²/(n − 1))`; 0 of one value or none, +∞ where a value is infinite.
pub fn sd(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values);
    if centre.is_infinite() {
        return f64::INFINITY;
    }
    let squares: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    (squares / (values.len() - 1) as f64).sqrt()
}

/// Quantile of type 7 of values in ascending order: linear between the order statistics around `(n − 1)p`.
///
/// `p` is taken within 0..1. A value may be +∞ (a payback that never comes): a quantile between a finite value and +∞ is +∞.
/// NaN of nothing.
///
/// Source: Hyndman and Fan, *Sample Quantiles in Statistical Packages*, The American Statistician 50 (1996) 361–365; the
/// default of R and numpy, and Excel's `PERCENTILE`.
pub fn quantile_type7(sorted: &[f64], p: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let (rank, fraction) = rank_type7(sorted.len(), p);
    between(sorted[rank], sorted[(rank + 1).min(sorted.len() - 1)], fraction)
}

/// Quantiles of type 7 (see [`quantile_type7`]) of values in any order, one for each of `probs`.
///
/// Reorders `values` by partial selection, about four times as fast as sorting ten thousand of them.
pub fn quantiles(values: &mut [f64], probs: &[f64]) -> Vec<f64> {
    debug_assert!(values.iter().all(|x| !x.is_nan()), "a quantile of NaN has no meaning");
    let n = values.len();
    if n == 0 {
        return vec![f64::NAN; probs.len()];
    }
    let mut ranks: Vec<usize> = probs.iter().map(|p| rank_type7(n, *p).0).flat_map(|rank| [rank, (rank + 1).min(n - 1)]).collect();
    ranks.sort_unstable();
    ranks.dedup();
    // From the top down, so that each selection only looks at what the one before left below it.
    let mut end = n;
    for rank in ranks.into_iter().rev() {
        values[..end].select_nth_unstable_by(rank, f64::total_cmp);
        end = rank;
    }
    probs
        .iter()
        .map(|p| {
            let (rank, fraction) = rank_type7(n, *p);
            between(values[rank], values[(rank + 1).min(n - 1)], fraction)
        })
        .collect()
}

/// The order statistic (from 0) below `(n − 1)p` and the fraction of the way to the next one.
fn rank_type7(n: usize, p: f64) -> (usize, f64) {
    let h = (n - 1) as f64 * p.clamp(0.0, 1.0);
    // A rank that rounding has put a hair beside a whole number is meant to be that number; R does the same.
    let whole = h.round();
    if (h - whole).abs() <= 4.0 * f64::EPSILON * whole {
        return (whole as usize, 0.0);
    }
    (h.floor() as usize, h - h.floor())
}

/// Linear interpolation that stays defined where both ends are the same infinity.
fn between(low: f64, high: f64, fraction: f64) -> f64 {
    if fraction == 0.0 || low == high { low } else { low + fraction * (high - low) }
}

/// What a report says about one figure over all trials.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation.
    pub sd: f64,
    /// 5th percentile.
    pub p5: f64,
    /// 10th percentile.
    pub p10: f64,
    /// Median.
    pub p50: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 95th percentile.
    pub p95: f64,
}

impl Summary {
    /// Summary of values in trial order; they may include +∞ but not NaN. All NaN but the spread where there are none.
    pub fn of(values: &[f64]) -> Self {
        let q = quantiles(&mut values.to_vec(), &[0.05, 0.1, 0.5, 0.9, 0.95]);
        Self { mean: mean(values), sd: sd(values), p5: q[0], p10: q[1], p50: q[2], p90: q[3], p95: q[4] }
    }
}

/// Largest `n·min(p, 1−p)` for which the binomial quantile is exact.
const EXACT_UP_TO: f64 = 30.0;

/// Quantile of the binomial distribution of `n` attempts with probability `p`, at `u` within (0, 1): never falls as `u` rises.
///
/// While `n·min(p, 1−p) ≤ 30`, the exact quantile, the smallest `k` with `P(X ≤ k) ≥ u`, by sequential inversion;
/// above, `⌊np + Φ⁻¹(u)√(np(1−p)) + ½⌋` within 0..n. `p` is taken within 0..1.
///
/// Source: the model page, "Process noise"; Kachitvichyanukul and Schmeiser, *Binomial Random Variate Generation*,
/// Communications of the ACM 31 (1988) 216–222, algorithm BINV.
pub fn binomial_quantile(n: u64, p: f64, u: f64) -> u64 {
    debug_assert!(!p.is_nan() && !u.is_nan());
    if p <= 0.0 || n == 0 {
        return 0;
    }
    if p >= 1.0 {
        return n;
    }
    let trials = n as f64;
    if trials * p.min(1.0 - p) > EXACT_UP_TO {
        let spread = (trials * p * (1.0 - p)).sqrt();
        let k = (trials * p + normal::quantile(u) * spread + 0.5).floor();
        return k.clamp(0.0, trials) as u64;
    }
    if p <= 0.5 {
        first_count(n, p, |cumulated| cumulated >= u)
    } else {
        // P(X ≤ n − j) ≥ u exactly while P(failures ≤ j − 1) ≤ 1 − u.
        n - first_count(n, 1.0 - p, |cumulated| cumulated > 1.0 - u)
    }
}

/// The smallest `k` whose cumulated binomial probability satisfies `reached`, for `p ≤ ½`; `n` if none does.
fn first_count(n: u64, p: f64, reached: impl Fn(f64) -> bool) -> u64 {
    let odds = p / (1.0 - p);
    let mut probability = libm::exp(n as f64 * libm::log1p(-p));
    let mut cumulated = probability;
    let mut k = 0;
    while k < n && !reached(cumulated) {
        probability *= odds * (n - k) as f64 / (k + 1) as f64;
        k += 1;
        // Rounding may keep the sum just below 1 for ever; what adds nothing any more is beyond every u there is.
        if cumulated + probability == cumulated && k as f64 > n as f64 * p {
            break;
        }
        cumulated += probability;
    }
    k
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    fn shuffled(n: usize) -> Vec<f64> {
        (0..n).map(|i| (i * 7919 % n) as f64).collect()
    }

    #[test]
    fn mean_and_sd_are_those_of_the_sample() {
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
        assert_eq!(sd(&[1.0, 2.0, 6.0]), 7.0_f64.sqrt());
        assert_eq!(sd(&[4.2]), 0.0);
        assert_eq!(sd(&[1.0, f64::INFINITY]), f64::INFINITY);
        assert!(mean(&[]).is_nan());
    }

    #[test]
    fn quantile_of_type_7_is_that_of_excel_r_and_numpy() {
        assert!((quantile_type7(&[1.0, 2.0, 3.0, 4.0], 0.3) - 1.9).abs() < 1e-15);
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert_eq!(quantile_type7(&sorted, 0.0), 1.0);
        assert_eq!(quantile_type7(&sorted, 0.5), 4.0);
        assert_eq!(quantile_type7(&sorted, 0.9), 8.0 + 0.6 * 8.0);
        assert_eq!(quantile_type7(&sorted, 1.0), 16.0);
        assert_eq!(quantile_type7(&[3.0], 0.37), 3.0);
        assert!(quantile_type7(&[], 0.5).is_nan());
    }

    #[test]
    fn selection_gives_the_quantiles_of_a_full_sort_in_any_order_of_probabilities() {
        let probs = [0.95, 0.0, 0.5, 0.05, 1.0, 0.1, 0.5, 0.9, 0.333];
        for n in [1, 2, 3, 10, 97, 1000] {
            let mut values = shuffled(n);
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let expected: Vec<f64> = probs.iter().map(|p| quantile_type7(&sorted, *p)).collect();
            assert_eq!(quantiles(&mut values, &probs), expected, "{n} values");
        }
    }

    #[test]
    fn never_is_larger_than_every_payback() {
        let mut months = vec![f64::INFINITY, 12.0, 9.0, f64::INFINITY, 30.0];
        assert_eq!(quantiles(&mut months, &[0.25, 0.5, 0.6, 0.9]), [12.0, 30.0, f64::INFINITY, f64::INFINITY]);
    }

    #[test]
    fn summary_collects_the_figures_of_a_report() {
        let s = Summary::of(&shuffled(101));
        assert_eq!((s.mean, s.p5, s.p10, s.p50, s.p90, s.p95), (50.0, 5.0, 10.0, 50.0, 90.0, 95.0));
        assert!((s.sd - 29.300_170_647_967_224).abs() < 1e-12);
    }

    #[test]
    fn binomial_quantile_is_exact_where_it_is_promised() {
        for n in [1, 2, 7, 40, 60, 500, 20_000] {
            for p in [1e-6, 0.001, 0.03, 0.2, 0.5, 0.500_01, 0.8, 0.97, 0.999, 0.999_999] {
                if n as f64 * f64::min(p, 1.0 - p) > EXACT_UP_TO {
                    continue;
                }
                let oracle = Binomial::new(p, n).unwrap();
                for i in 0..400 {
                    let u = (f64::from(i) + 0.5) / 400.0;
                    let k = binomial_quantile(n, p, u);
                    assert!(oracle.cdf(k) >= u - 1e-11, "n {n} p {p} u {u} k {k}");
                    assert!(k == 0 || oracle.cdf(k - 1) < u + 1e-11, "n {n} p {p} u {u} k {k}");
                }
            }
        }
    }

    #[test]
    fn binomial_quantile_never_falls_as_u_rises_and_stays_within_its_attempts() {
        for (n, p) in [(60, 0.5), (61, 0.5), (1000, 0.02), (1000, 0.04), (1000, 0.98), (90, 0.9), (5, 0.3)] {
            let mut last = 0;
            for i in 0..2000 {
                let k = binomial_quantile(n, p, (f64::from(i) + 0.5) / 2000.0);
                assert!(k >= last && k <= n);
                last = k;
            }
        }
    }

    #[test]
    fn binomial_quantile_survives_the_ends() {
        let smallest = 0.5 / 9_007_199_254_740_992.0;
        for p in [0.01, 0.4, 0.6, 0.99, 0.999_99] {
            for n in [3, 30, 3000, 3_000_000] {
                let (low, high) = (binomial_quantile(n, p, smallest), binomial_quantile(n, p, 1.0 - f64::EPSILON / 2.0));
                let spread = (n as f64 * p * (1.0 - p)).sqrt() + 1.0;
                assert!((low as f64 - n as f64 * p).abs() < 20.0 * spread, "n {n} p {p}: {low}");
                assert!((high as f64 - n as f64 * p).abs() < 20.0 * spread, "n {n} p {p}: {high}");
            }
        }
        assert_eq!(binomial_quantile(0, 0.3, 0.9), 0);
        assert_eq!(binomial_quantile(9, 0.0, 0.9), 0);
        assert_eq!(binomial_quantile(9, 1.0, 0.1), 9);
    }

    #[test]
    fn normal_branch_follows_the_model_page() {
        // n·p = 40: 40 + 1.6449·√24 + ½ = 48.56.
        assert_eq!(binomial_quantile(100, 0.4, 0.95), 48);
        assert_eq!(binomial_quantile(100, 0.4, 0.5), 40);
    }
}
