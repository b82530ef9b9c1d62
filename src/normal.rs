//! The standard normal distribution: density φ, distribution function Φ and quantile Φ⁻¹.
//!
//! All transcendental functions come from `libm`, so that a result has the same bits on every machine.

use std::f64::consts::FRAC_1_SQRT_2;

/// 1/√(2π), the density at its peak.
const PEAK: f64 = 0.398_942_280_401_432_7;

/// Φ⁻¹(0.95): an interval from the 5th to the 95th percentile spans 2·`Z95` standard deviations.
pub const Z95: f64 = 1.644_853_626_951_472_2;

/// Density `φ(x) = e^{−x²/2}/√(2π)`, for any `x`; 0 at ±∞.
#[inline]
pub fn pdf(x: f64) -> f64 {
    PEAK * libm::exp(-0.5 * x * x)
}

/// Distribution function `Φ(x) = ½ erfc(−x/√2)`, within 0..1, for any `x`.
///
/// Keeps its relative accuracy in the lower tail, down to the smallest number there is (`x ≈ −38`); for the upper tail
/// take `cdf(−x)`.
#[inline]
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Quantile `Φ⁻¹(p)`, `p` within (0, 1), to about 1e-15 relative; −∞ at 0, +∞ at 1, NaN outside.
///
/// Source: Wichura, *Algorithm AS 241: The Percentage Points of the Normal Distribution*, Applied Statistics 37 (1988)
/// 477–484, routine PPND16.
#[inline]
pub fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_TOP, r) / polynomial(&CENTRE_BOTTOM, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 || tail.is_nan() {
        return if p == 0.0 {
            f64::NEG_INFINITY
        } else if p == 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        };
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 {
        polynomial(&NEAR_TOP, r - 1.6) / polynomial(&NEAR_BOTTOM, r - 1.6)
    } else {
        polynomial(&FAR_TOP, r - 5.0) / polynomial(&FAR_BOTTOM, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// `c₀ + c₁x + … + c₇x⁷` by Horner's rule.
#[inline]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]
}

const CENTRE_TOP: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const NEAR_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const NEAR_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Continuous, ContinuousCDF, Normal};

    fn relative(a: f64, b: f64) -> f64 {
        ((a - b) / b).abs()
    }

    #[test]
    fn cdf_agrees_with_tabulated_values_far_into_the_tail() {
        for (x, expected) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.0, 0.158_655_253_931_457_05),
            (-3.0, 1.349_898_031_630_094_5e-3),
            (-5.0, 2.866_515_718_791_939e-7),
            (-10.0, 7.619_853_024_160_526e-24),
            (-20.0, 2.753_624_118_606_234e-89),
            (-37.0, 5.725_571_222_524_577e-300),
        ] {
            // Rounding −x/√2 costs x² units in the last place, in any implementation.
            let tolerance = 4e-16 + 2e-16 * x * x;
            assert!(relative(cdf(x), expected) < tolerance, "Φ({x}) = {:e}", cdf(x));
        }
        assert_eq!(cdf(f64::INFINITY), 1.0);
        assert_eq!(cdf(f64::NEG_INFINITY), 0.0);
    }

    #[test]
    fn quantile_agrees_with_tabulated_values() {
        for (p, expected) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.9, 1.281_551_565_544_600_4),
            (0.95, Z95),
            (0.975, 1.959_963_984_540_054),
        ] {
            assert!(relative(quantile(p), expected) < 1e-15, "Φ⁻¹({p}) = {:e}", quantile(p));
        }
        assert_eq!(quantile(0.5), 0.0);
    }

    #[test]
    fn quantile_has_its_limits_at_the_ends_and_none_beyond() {
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn functions_agree_with_an_independent_implementation() {
        let oracle = Normal::standard();
        for i in -80..=80 {
            let x = f64::from(i) / 10.0;
            assert!(relative(pdf(x), oracle.pdf(x)) < 1e-13);
            // The oracle's own precision; the tabulated values above are the sharper test.
            assert!(relative(cdf(x), oracle.cdf(x)) < 1e-9);
        }
        for i in 1..1000 {
            let p = f64::from(i) / 1000.0;
            assert!((quantile(p) - oracle.inverse_cdf(p)).abs() < 1e-12);
        }
    }

    #[test]
    fn quantile_undoes_cdf() {
        for i in -370..=50 {
            let x = f64::from(i) / 10.0;
            // Above 0 the distance to 1 has only an absolute precision of 1e-16.
            let tolerance = 2e-14_f64.max(if x > 0.0 { 2e-16 / pdf(x) } else { 0.0 });
            assert!((quantile(cdf(x)) - x).abs() < tolerance * x.abs().max(1.0), "{x}");
        }
    }
}
