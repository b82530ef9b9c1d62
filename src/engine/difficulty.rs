//! Latent difficulty, cut into slices and tiers (model book, "Difficulty, and today as measured").

use crate::normal;

/// Slices of equal probability per contact type.
pub const SLICES: usize = 20;
/// Tiers: 1 the easiest fifth of today's contacts, 5 the hardest.
pub const TIERS: usize = 5;
/// Slices that make a tier.
pub const PER_TIER: usize = SLICES / TIERS;

/// Conditional mean of a standard normal difficulty in each slice: `z_n = 20·[φ(b_{n−1}) − φ(b_n)]`, `b_n = Φ⁻¹(n/20)`.
pub fn slice_means() -> [f64; SLICES] {
    let density_at = |n: usize| match n {
        0 | SLICES => 0.0,
        _ => normal::pdf(normal::quantile(n as f64 / SLICES as f64)),
    };
    std::array::from_fn(|n| SLICES as f64 * (density_at(n) - density_at(n + 1)))
}

/// Tiers by which the work exceeds a skill: `Δ = max(0, tier − skill)`, for tiers 1..=5.
pub fn skill_gaps(skill_tier: f64) -> [f64; TIERS] {
    std::array::from_fn(|g| ((g + 1) as f64 - skill_tier).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slice_means_are_centred_symmetric_and_ascending() {
        let z = slice_means();
        assert!(z.iter().sum::<f64>().abs() < 1e-12);
        for n in 0..SLICES {
            assert!((z[n] + z[SLICES - 1 - n]).abs() < 1e-12);
            assert!(n == 0 || z[n] > z[n - 1]);
        }
    }

    #[test]
    fn nobody_is_too_skilled() {
        assert_eq!(skill_gaps(3.0), [0.0, 0.0, 0.0, 1.0, 2.0]);
        assert_eq!(skill_gaps(5.0), [0.0; TIERS]);
    }
}
