//! Which contacts the AI takes: the sliced model against numerical integration of the latent score.

use super::assert_close;
use residual::engine::difficulty::{SLICES, slice_means};
use residual::engine::selection::Score;
use residual::normal;

/// `∫ f(z) φ(z) dz` over a slice of difficulty, by Simpson's rule.
fn over_slice(n: usize, f: impl Fn(f64) -> f64) -> f64 {
    // Beyond nine standard deviations lies less than 1e-18.
    let bound = |n: usize| normal::quantile(n as f64 / SLICES as f64).clamp(-9.0, 9.0);
    let (from, to, steps) = (bound(n), bound(n + 1), 4000);
    let h = (to - from) / f64::from(steps);
    let term = |i: i32| {
        let z = from + h * f64::from(i);
        let weight = if i == 0 || i == steps { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
        weight * f(z) * normal::pdf(z)
    };
    (0..=steps).map(term).sum::<f64>() * h / 3.0
}

#[test]
fn slices_are_represented_by_their_conditional_means() {
    for (n, z) in slice_means().iter().enumerate() {
        assert_close(&format!("slice {n}"), *z, over_slice(n, |z| z) * SLICES as f64, 1e-11);
    }
}

#[test]
fn the_selected_share_is_met_to_the_last_digits() {
    let z = slice_means();
    // Issues fall with difficulty, as calibration makes them.
    let issues: Vec<f64> = (0..SLICES).map(|n| 1000.0 - 13.0 * n as f64).collect();
    let total: f64 = issues.iter().sum();
    for rho in [0.0, 0.3, 0.65, 0.9, 0.99] {
        for share in [1e-6, 0.01, 0.2, 0.5, 0.82, 0.99, 1.0 - 1e-6] {
            let probability = Score::new(rho, &z, &issues).select(share);
            let mean = issues.iter().zip(&probability).map(|(i, p)| i * p).sum::<f64>() / total;
            assert_close(&format!("rho {rho} share {share}"), mean, share, 1e-12);
        }
    }
}

#[test]
fn nobody_and_everybody_are_selected_to_the_bit() {
    let (z, issues) = (slice_means(), [1.0; SLICES]);
    assert_eq!(Score::new(0.65, &z, &issues).select(0.0), [0.0; SLICES]);
    assert_eq!(Score::new(0.65, &z, &issues).select(1.0), [1.0; SLICES]);
}

#[test]
fn selection_by_slices_is_close_to_the_latent_score_integrated() {
    // s = ρz + √(1−ρ²)ε is standard normal: the cut for a share c is Φ⁻¹(c), and a slice is taken with the mean of
    // Φ((cut − ρz)/√(1−ρ²)) over it. Representing a slice by its mean z is off by at most half its variance times the largest
    // curvature of that function, φ(1)·ρ²/(1−ρ²); and the cut that meets the share moves by what slices are off on average.
    let (z, issues) = (slice_means(), [1.0; SLICES]);
    let variances: Vec<f64> = (0..SLICES).map(|n| over_slice(n, |x| (x - z[n]) * (x - z[n])) * SLICES as f64).collect();
    let mean_variance = variances.iter().sum::<f64>() / SLICES as f64;
    for rho in [0.0, 0.3, 0.5, 0.65, 0.8] {
        let spread = f64::sqrt(1.0 - rho * rho);
        let curvature = normal::pdf(1.0) * rho * rho / (spread * spread);
        for share in [0.05, 0.3, 0.6, 0.9] {
            let cut = normal::quantile(share);
            let by_slices = Score::new(rho, &z, &issues).select(share);
            for (n, p) in by_slices.iter().enumerate() {
                let integrated = over_slice(n, |z| normal::cdf((cut - rho * z) / spread)) * SLICES as f64;
                let tolerance = 0.5 * curvature * (variances[n] + 2.0 * mean_variance) + 1e-10;
                assert_close(&format!("rho {rho} share {share} slice {n}"), *p, integrated, tolerance);
            }
        }
    }
    assert_close("variance within slices", mean_variance, 1.0 - z.iter().map(|z| z * z).sum::<f64>() / SLICES as f64, 1e-10);
}

#[test]
fn selection_without_a_preference_takes_the_same_share_everywhere() {
    let (z, issues) = (slice_means(), [3.0; SLICES]);
    for share in [0.1, 0.61, 0.95] {
        for p in Score::new(0.0, &z, &issues).select(share) {
            assert_close("probability", p, share, 1e-13);
        }
    }
}

#[test]
fn a_perfect_preference_takes_exactly_the_easiest() {
    let (z, issues) = (slice_means(), [1.0; SLICES]);
    let taken = Score::new(1.0, &z, &issues).select(0.4);
    for (n, p) in taken.iter().enumerate() {
        assert_close(&format!("slice {n}"), *p, if n < 8 { 1.0 } else { 0.0 }, 1e-9);
    }
}

#[test]
fn what_is_resolved_is_easier_than_what_is_falsely_contained_and_that_than_what_escalates() {
    let (z, issues) = (slice_means(), [1.0; SLICES]);
    let (contained, resolved) = (Score::new(0.65, &z, &issues).select(0.7), Score::new(0.65, &z, &issues).select(0.7 * 0.85));
    let hardness = |weight: &dyn Fn(usize) -> f64| {
        let (sum, weighted) = (0..SLICES).fold((0.0, 0.0), |(s, w), n| (s + weight(n), w + weight(n) * z[n]));
        weighted / sum
    };
    let [easy, false_, hard] = [hardness(&|n| resolved[n]), hardness(&|n| contained[n] - resolved[n]), hardness(&|n| 1.0 - contained[n])];
    assert!(easy < false_ && false_ < hard, "{easy} {false_} {hard}");
    assert!((0..SLICES).all(|n| contained[n] >= resolved[n]));
}
