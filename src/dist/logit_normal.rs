//! Shares whose logit is normal: moments by quadrature, and the parameters that give wanted moments.

use crate::normal;

/// `1/(1 + e^{−x})`.
#[inline]
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// `ln(p/(1 − p))`, for `p` within (0, 1).
#[inline]
pub(super) fn logit(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// Largest spread of logits that is solved for: beyond it a share is within 1 % of 0 or 1 in all but a few of a hundred draws.
const WIDEST: f64 = 100.0;

/// Expectation of `f(logistic(μ + σZ))`, `Z` standard normal, by the trapezoidal rule.
///
/// The rule converges like `e^{−2πd/h}` for a step `h` where `d = π/σ` is the distance of the logistic function's poles from
/// the real line; `h = 0.3/σ` leaves an error far below 1e-16. Cut at ±12 standard deviations.
fn expectation(mu: f64, sigma: f64, f: impl Fn(f64) -> f64) -> f64 {
    let steps = (12.0 / f64::min(0.1, 0.3 / sigma)).ceil();
    let h = 12.0 / steps;
    let mut sum = normal::pdf(0.0) * f(logistic(mu));
    for i in 1..=steps as u32 {
        let z = f64::from(i) * h;
        sum += normal::pdf(z) * (f(logistic(mu + sigma * z)) + f(logistic(mu - sigma * z)));
    }
    sum * h
}

/// Mean of the share.
pub(super) fn mean(mu: f64, sigma: f64) -> f64 {
    expectation(mu, sigma, |s| s)
}

/// Standard deviation of the share with a known mean.
fn sd(mu: f64, sigma: f64, mean: f64) -> f64 {
    expectation(mu, sigma, |s| (s - mean) * (s - mean)).sqrt()
}

/// The `μ` for which the share has a mean, given `σ`: Newton's method kept within a bracket.
fn location(wanted: f64, sigma: f64) -> f64 {
    // Whatever the spread, the mean of logistic(μ + σZ) lies between its values at μ ± 12σ.
    let reach = 12.0 * sigma + 1.0;
    let (mut low, mut high) = (logit(wanted) - reach, logit(wanted) + reach);
    // A logistic variable is close to 1.7 normal ones, and normals add: within a few percent.
    let mut mu = normal::quantile(wanted) * (2.9 + sigma * sigma).sqrt();
    for _ in 0..200 {
        let excess = mean(mu, sigma) - wanted;
        if excess < 0.0 {
            low = mu;
        } else {
            high = mu;
        }
        let next = mu - excess / expectation(mu, sigma, |s| s * (1.0 - s));
        let inside = next > low && next < high;
        let step = if inside { next } else { 0.5 * (low + high) } - mu;
        mu += step;
        if (inside && step.abs() < 1e-8) || high - low < 1e-14 * (1.0 + mu.abs()) {
            break;
        }
    }
    mu
}

/// `(μ, σ)` of the logit for which the share has a mean and a standard deviation, to 1e-10; `None` where the spread is so close
/// to `√(mean(1 − mean))`, its limit, that the share is all but a coin toss.
pub(super) fn from_moments(wanted_mean: f64, wanted_sd: f64) -> Option<(f64, f64)> {
    let spread = |sigma: f64| {
        let mu = location(wanted_mean, sigma);
        (mu, sd(mu, sigma, wanted_mean))
    };
    // The spread rises with σ, and a small one is σ·mean·(1 − mean).
    let mut low = 0.0;
    let mut high = f64::min(wanted_sd / (wanted_mean * (1.0 - wanted_mean)), 1.0);
    loop {
        if high > WIDEST {
            return None;
        }
        if spread(high).1 >= wanted_sd {
            break;
        }
        low = high;
        high *= 1.5;
    }
    // Bisection by false position (Illinois): the side that stays gets half its weight.
    let (mut below, mut above) = (if low > 0.0 { spread(low).1 } else { 0.0 } - wanted_sd, spread(high).1 - wanted_sd);
    for _ in 0..200 {
        let sigma = (low * above - high * below) / (above - below);
        let (mu, now) = spread(sigma);
        let excess = now - wanted_sd;
        if excess.abs() <= 1e-12 * wanted_sd || high - low <= 1e-14 * high {
            return Some((mu, sigma));
        }
        if excess < 0.0 {
            low = sigma;
            below = excess;
            above *= 0.5;
        } else {
            high = sigma;
            above = excess;
            below *= 0.5;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logit_and_logistic_undo_each_other() {
        for p in [1e-12, 0.01, 0.3, 0.5, 0.97] {
            assert!((logistic(logit(p)) / p - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn expectation_does_not_depend_on_its_step() {
        // Reference by brute force with a step of 1/2000.
        for (mu, sigma) in [(0.3, 0.2), (-2.0, 1.0), (1.0, 5.0), (-3.0, 30.0)] {
            let fine: f64 =
                (-24_000..=24_000).map(|i| f64::from(i) / 2000.0).map(|z| normal::pdf(z) * logistic(mu + sigma * z) / 2000.0).sum();
            assert!((mean(mu, sigma) - fine).abs() < 1e-13, "{mu} {sigma}");
        }
    }

    #[test]
    fn moments_are_met() {
        for (m, s) in [
            (0.5, 0.1),
            (0.62, 0.05),
            (0.02, 0.01),
            (0.02, 0.1),
            (0.9, 0.25),
            (0.3, 0.001),
            (0.001, 0.0001),
            (0.5, 0.49),
            (1e-6, 5e-4),
            (0.999, 0.02),
        ] {
            let (mu, sigma) = from_moments(m, s).unwrap();
            assert!((mean(mu, sigma) - m).abs() < 1e-10 * m, "mean {m} sd {s}");
            assert!((sd(mu, sigma, m) - s).abs() < 1e-10 * s, "mean {m} sd {s}");
        }
        assert_eq!(from_moments(0.5, 0.499_999), None);
    }
}
