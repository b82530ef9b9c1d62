//! The beta distribution, for PERT: regularised incomplete beta function and its inverse.

/// A beta distribution on 0..1 with shapes of at least 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beta {
    a: f64,
    b: f64,
    /// ln B(a, b).
    log_complete: f64,
}

impl Beta {
    /// With shapes `a, b ≥ 1`.
    pub(super) fn new(a: f64, b: f64) -> Self {
        debug_assert!(a >= 1.0 && b >= 1.0);
        let log_complete = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
        Self { a, b, log_complete }
    }

    /// Mirror image: the distribution of `1 − X`.
    fn mirrored(self) -> Self {
        Self { a: self.b, b: self.a, ..self }
    }

    /// Distribution function `I_x(a, b)`, to about 1e-14.
    ///
    /// Source: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction) and 8.17.4 (mirror image),
    /// evaluated by the modified method of Lentz.
    pub(super) fn cdf(self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= 1.0 {
            return 1.0;
        }
        if x <= (self.a + 1.0) / (self.a + self.b + 2.0) { self.lower(x) } else { 1.0 - self.mirrored().lower(1.0 - x) }
    }

    /// `I_x(a, b)` where the continued fraction converges fast: up to about the mean.
    fn lower(self, x: f64) -> f64 {
        let Self { a, b, log_complete } = self;
        let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_complete) / a;
        let mut c = 1.0;
        let mut d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
        let mut fraction = d;
        for m in 1..500 {
            let m = f64::from(m);
            let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
            let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
            let mut step = 1.0;
            for term in [even, odd] {
                d = 1.0 / not_zero(1.0 + term * d);
                c = not_zero(1.0 + term / c);
                step = d * c;
                fraction *= step;
            }
            if (step - 1.0).abs() < 4.0 * f64::EPSILON {
                break;
            }
        }
        front * fraction
    }

    /// Quantile and its distance to 1, each with full relative precision, for `u` within 0..1.
    ///
    /// Newton's method on `I_x(a, b) = u`, kept within a bracket that every step narrows, from the half of the distribution in
    /// which `u` lies; to about 1e-14.
    pub(super) fn quantile(self, u: f64) -> (f64, f64) {
        if u <= 0.5 {
            let x = self.lower_quantile(u.max(0.0));
            (x, 1.0 - x)
        } else {
            let y = self.mirrored().lower_quantile((1.0 - u).max(0.0));
            (1.0 - y, y)
        }
    }

    fn lower_quantile(self, u: f64) -> f64 {
        let Self { a, b, log_complete } = self;
        if u == 0.0 {
            return 0.0;
        }
        // Leading term of the series at 0, exact in the limit of small u and never above the root.
        let mut x = libm::exp((libm::log(u * a) + log_complete) / a).min(0.999);
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..100 {
            let excess = self.cdf(x) - u;
            if excess == 0.0 {
                break;
            }
            if excess < 0.0 {
                low = x;
            } else {
                high = x;
            }
            let density = libm::exp((a - 1.0) * libm::log(x) + (b - 1.0) * libm::log1p(-x) - log_complete);
            let next = x - excess / density;
            let inside = next > low && next < high;
            let step = if inside { next } else { 0.5 * (low + high) } - x;
            x += step;
            // Convergence is quadratic: the step after this one would be some 1e-18.
            if (inside && step.abs() <= 1e-9 * x) || high - low <= f64::EPSILON * x {
                break;
            }
        }
        x
    }
}

/// Lentz's method divides by its terms; one that is 0 by accident is replaced by something negligible.
fn not_zero(x: f64) -> f64 {
    if x == 0.0 { 1e-300 } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta as Oracle, ContinuousCDF};

    #[test]
    fn cdf_agrees_with_closed_forms() {
        for i in 1..100 {
            let x = f64::from(i) / 100.0;
            let y = 1.0 - x;
            assert!((Beta::new(1.0, 5.0).cdf(x) - (1.0 - y * y * y * y * y)).abs() < 2e-15);
            assert!((Beta::new(5.0, 1.0).cdf(x) - x * x * x * x * x).abs() < 2e-15);
            let cubic = 10.0 * x * x * x - 15.0 * x * x * x * x + 6.0 * x * x * x * x * x;
            assert!((Beta::new(3.0, 3.0).cdf(x) - cubic).abs() < 5e-15);
        }
    }

    #[test]
    fn cdf_agrees_with_an_independent_implementation() {
        for (a, b) in [(1.0, 5.0), (1.3, 4.7), (2.6, 3.4), (3.5, 2.5), (20.9, 39.4)] {
            let oracle = Oracle::new(a, b).unwrap();
            for i in 1..200 {
                let x = f64::from(i) / 200.0;
                assert!((Beta::new(a, b).cdf(x) - oracle.cdf(x)).abs() < 1e-11, "{a} {b} {x}");
            }
        }
    }

    #[test]
    fn quantile_undoes_cdf_also_in_the_tails() {
        for (a, b) in [(1.0, 5.0), (1.000_001, 4.999_999), (2.0, 4.0), (3.5, 2.5), (5.0, 1.0)] {
            let beta = Beta::new(a, b);
            for i in 1..1000 {
                let u = f64::from(i) / 1000.0;
                assert!((beta.cdf(beta.quantile(u).0) - u).abs() < 1e-14, "{a} {b} {u}");
            }
            for u in [1e-16, 1e-12, 1e-6] {
                let x = beta.quantile(u).0;
                assert!((beta.cdf(x) / u - 1.0).abs() < 1e-12, "{a} {b} {u}");
            }
            let (x, y) = beta.quantile(1.0 - 1e-10);
            assert!(x < 1.0 && y > 0.0);
        }
        let beta = Beta::new(2.0, 4.0);
        assert_eq!((beta.quantile(0.0).0, beta.quantile(1.0).0), (0.0, 1.0));
    }
}
