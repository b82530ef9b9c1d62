//! Convergence: how well a mean or a quantile is known, and how many trials it would take to know it better.

use super::function::{REPLICATES, Settled};
use crate::stats::{mean, quantile_type7};

/// 0.975 quantile of the standard normal.
const Z_95: f64 = 1.959_963_984_540_054;
/// Standard deviations around the mean beyond which a binomial holds nothing that counts.
const REACH: f64 = 12.0;

/// Mean of values that come replicate by replicate, with its interval.
pub fn settled_mean(values: &[f64]) -> Settled {
    let figures: Vec<f64> = values.chunks(values.len() / REPLICATES).map(mean).collect();
    Settled::mean(&figures)
}

/// Quantile of type 7 of values that come replicate by replicate: that of all of them, its interval from those of each.
pub fn settled_quantile(values: &[f64], p: f64) -> Settled {
    let of = |part: &[f64]| {
        let mut sorted = part.to_vec();
        sorted.sort_by(f64::total_cmp);
        quantile_type7(&sorted, p)
    };
    let figures: Vec<f64> = values.chunks(values.len() / REPLICATES).map(of).collect();
    Settled::of(of(values), &figures)
}

/// Trials at which an interval that is `half_width` wide on either side after `trials` would be `wanted`, by the root of their
/// number. Scrambled Sobol points settle no slower than that, most figures faster: it errs to the safe side.
pub fn trials_needed(trials: usize, half_width: f64, wanted: f64) -> f64 {
    if half_width == 0.0 {
        return trials as f64;
    }
    let ratio = half_width / wanted.abs();
    (trials as f64 * ratio * ratio).ceil()
}

/// Independent trials that know a mean to a share `tolerance` of itself with 95 % confidence: `(z·sd/(tolerance·mean))²`.
pub fn trials_for_mean(sd: f64, mean: f64, tolerance: f64) -> f64 {
    let n = Z_95 * sd / (tolerance * mean);
    (n * n).ceil()
}

/// Independent trials that know a standard deviation to a share `tolerance` of itself with 95 % confidence, whatever its size,
/// for values about normal: `z²/(2·tolerance²)`.
pub fn trials_for_sd(tolerance: f64) -> f64 {
    let n = Z_95 / tolerance;
    (n * n / 2.0).ceil()
}

/// Ranks (from 1) of the order statistics that hold the quantile `p` of `n` independent trials between them with at least 95 %
/// confidence, whatever the distribution: the binomial quantiles at 0.025, and at 0.975 plus one, within 1..n.
///
/// Source: David and Nagaraja, *Order Statistics*, 3rd edition (2003), §7.1.
pub fn quantile_ranks(n: u64, p: f64) -> (u64, u64) {
    let low = binomial(n, p, 0.025);
    let high = binomial(n, p, 0.975) + 1;
    (low.clamp(1, n), high.clamp(1, n))
}

/// Exact binomial quantile: the smallest `k` with `P(X ≤ k) ≥ u`. The quantile of the process noise rounds a normal instead.
fn binomial(n: u64, p: f64, u: f64) -> u64 {
    let attempts = n as f64;
    let spread = (attempts * p * (1.0 - p)).sqrt();
    let first = (attempts * p - REACH * spread).floor().max(0.0) as u64;
    let log_choose = |k: f64| libm::lgamma(attempts + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(attempts - k + 1.0);
    let mut cumulated = 0.0;
    for k in first..n {
        let count = k as f64;
        cumulated += libm::exp(log_choose(count) + count * libm::log(p) + (attempts - count) * libm::log1p(-p));
        if cumulated >= u {
            return k;
        }
    }
    n
}
