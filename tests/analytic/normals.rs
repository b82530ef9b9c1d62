//! The standard normal distribution against an independent implementation.

use super::assert_close;
use residual::normal::{cdf, pdf, quantile};
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

#[test]
fn density_and_distribution_are_those_of_another_implementation() {
    let oracle = Normal::standard();
    for i in -600..=600 {
        let x = f64::from(i) / 100.0;
        // The oracle's own precision is about 1e-11 in places.
        assert_close(&format!("Φ({x})"), cdf(x), oracle.cdf(x), 1e-10);
        assert_close(&format!("φ({x})"), pdf(x), oracle.pdf(x), 1e-15);
        assert_close(&format!("Φ({x}) + Φ(−{x})"), cdf(x) + cdf(-x), 1.0, 3e-16);
    }
}

#[test]
fn distribution_is_the_integral_of_the_density() {
    // Simpson's rule on a fine grid, independent of any library.
    let (steps, from) = (20_000, -10.0);
    for x in [-3.0, -1.0, -0.1, 0.0, 0.7, 2.5] {
        let h = (x - from) / f64::from(steps);
        let sum: f64 = (0..=steps)
            .map(|i| {
                let weight = if i == 0 || i == steps { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
                weight * (-0.5 * (from + h * f64::from(i)).powi(2)).exp()
            })
            .sum();
        assert_close(&format!("Φ({x})"), cdf(x), sum * h / 3.0 / (2.0 * std::f64::consts::PI).sqrt(), 1e-13);
    }
}

#[test]
fn quantile_undoes_the_distribution_on_a_fine_grid() {
    for i in 1..10_000 {
        let p = f64::from(i) / 10_000.0;
        assert_close(&format!("Φ(Φ⁻¹({p}))"), cdf(quantile(p)), p, 4e-16);
    }
}
