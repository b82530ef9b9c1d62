use super::*;
use crate::noise::{Noise, StreamKey};
use statrs::distribution::{Beta as BetaOracle, ContinuousCDF, LogNormal, Normal};

fn close(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * b.abs().max(f64::MIN_POSITIVE)
}

/// Draws with the uniforms of a seed.
fn draws(d: &Distribution, n: usize) -> Vec<f64> {
    let mut u = vec![0.0; n];
    Noise::new(3).uniforms(&StreamKey::new("test", &[]), 0, &mut u);
    u.into_iter().map(|u| d.quantile(u)).collect()
}

/// Kolmogorov's statistic of draws against a distribution function, times √n; 1.95 is exceeded once in 1000.
fn kolmogorov(mut values: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let distance = values.iter().enumerate().map(|(i, x)| {
        let (below, u) = (i as f64 / n, cdf(*x));
        f64::max(u - below, below + 1.0 / n - u)
    });
    distance.fold(0.0, f64::max) * n.sqrt()
}

fn examples() -> Vec<Distribution> {
    vec![
        Distribution::normal_interval(-2.0, 8.0).unwrap(),
        Distribution::lognormal_interval(0.03, 0.15).unwrap(),
        Distribution::logit_normal_interval(0.55, 0.7).unwrap(),
        Distribution::pert(2.0, 3.0, 8.0).unwrap(),
        Distribution::pert(2.0, 2.0, 8.0).unwrap(),
        Distribution::uniform(2.0, 8.0).unwrap(),
        Distribution::normal_moments(5.0, 1.0).unwrap(),
        Distribution::lognormal_moments(5.0, 1.0).unwrap(),
        Distribution::logit_normal_moments(0.3, 0.1).unwrap(),
    ]
}

#[test]
fn pert_has_the_percentiles_of_the_reference() {
    for (min, mode, max, mean, percentiles) in [
        (
            0.0,
            1.0,
            4.0,
            1.333_333_333_333_333_3,
            [0.305_761_565_649_315_56, 0.448_939_834_183_434_2, 1.255_240_681_822_789_7, 2.335_561_498_478_116, 2.629_633_272_004_554_5],
        ),
        (
            5.0,
            6.0,
            7.5,
            6.083_333_333_333_334,
            [5.348_201_134_706_902, 5.471_547_899_784_086, 6.063_677_005_005_749, 6.724_723_847_880_336, 6.886_128_998_597_725],
        ),
        (
            0.1,
            0.35,
            0.5,
            0.333_333_333_333_333_3,
            [0.204_253_483_471_678_82, 0.230_738_958_905_833_04, 0.337_262_023_642_722_4, 0.430_009_462_257_388, 0.448_889_760_206_561_46],
        ),
    ] {
        let d = Distribution::pert(min, mode, max).unwrap();
        assert!(close(d.mean(), mean, 1e-15));
        for (u, expected) in [0.05, 0.1, 0.5, 0.9, 0.95].into_iter().zip(percentiles) {
            assert!(close(d.quantile(u), expected, 1e-12), "{u}: {} is not {expected}", d.quantile(u));
        }
    }
}

#[test]
fn lognormal_range_has_the_moments_of_the_reference() {
    for (low, high, median, mean, p99) in [
        (5.0, 10.0, 7.071_067_811_865_476, 7.229_783_732_289_855, 11.544_130_722_538_682),
        (1.0, 10_000.0, 100.0, 5_036.442_775_241_109, 67_396.627_762_949_79),
        (0.03, 0.15, 0.067_082_039_324_993_68, 0.075_610_221_622_234_45, 0.209_358_001_925_885_66),
        (250_000.0, 700_000.0, 418_330.013_267_037_7, 439_329.419_371_327_5, 866_425.235_098_340_9),
    ] {
        let d = Distribution::lognormal_interval(low, high).unwrap();
        assert!(close(d.median(), median, 1e-15));
        assert!(close(d.mean(), mean, 1e-13));
        assert!(close(d.quantile(0.99), p99, 1e-13), "{} is not {p99}", d.quantile(0.99));
    }
}

#[test]
fn normal_range_has_the_moments_of_the_reference() {
    for (low, high, mean, sd) in [(0.25, 0.45, 0.35, 0.060_795_683_191_176_92), (-2.0, 8.0, 3.0, 3.039_784_159_558_845_7)] {
        let d = Distribution::normal_interval(low, high).unwrap();
        assert!(close(d.mean(), mean, 1e-15));
        assert!(close(d.quantile(normal::cdf(1.0)) - mean, sd, 1e-14));
    }
}

#[test]
fn ranges_are_the_5th_and_95th_percentile_and_their_middle_is_that_of_the_family() {
    for (d, low, high, median) in [
        (Distribution::normal_interval(-2.0, 8.0), -2.0, 8.0, 3.0),
        (Distribution::lognormal_interval(4.0, 9.0), 4.0, 9.0, 6.0),
        (Distribution::logit_normal_interval(0.2, 0.8), 0.2, 0.8, 0.5),
        (Distribution::logit_normal_interval(0.1, 0.9), 0.1, 0.9, 0.5),
    ] {
        let d = d.unwrap();
        let (from, to) = d.interval();
        assert!(close(from, low, 1e-14) && close(to, high, 1e-14), "{from} to {to}");
        assert!(close(d.median(), median, 3e-16));
    }
}

#[test]
fn moments_are_those_asked_for() {
    let d = Distribution::lognormal_moments(5.0, 1.0).unwrap();
    assert!(close(d.mean(), 5.0, 1e-15));
    assert!(close(d.quantile(normal::cdf(1.0)) / d.median(), libm::exp(libm::log1p(0.04).sqrt()), 1e-14));
    let d = Distribution::logit_normal_moments(0.3, 0.1).unwrap();
    assert!(close(d.mean(), 0.3, 1e-11));
    let d = Distribution::normal_moments(5.0, 2.0).unwrap();
    assert!(close(d.quantile(normal::cdf(-1.0)), 3.0, 1e-15));
}

#[test]
fn draws_follow_independent_distribution_functions() {
    let n = 20_000;
    let sigma = libm::log(10.0_f64) / (2.0 * Z95);
    let lognormal = LogNormal::new(libm::log(10.0_f64.sqrt()), sigma).unwrap();
    let d = Distribution::lognormal_interval(1.0, 10.0).unwrap();
    assert!(kolmogorov(draws(&d, n), |x| lognormal.cdf(x)) < 1.95);
    let oracle = Normal::new(3.0, 2.0).unwrap();
    let d = Distribution::normal_moments(3.0, 2.0).unwrap();
    assert!(kolmogorov(draws(&d, n), |x| oracle.cdf(x)) < 1.95);
    let oracle = BetaOracle::new(2.0, 4.0).unwrap();
    let d = Distribution::pert(0.0, 1.0, 4.0).unwrap();
    assert!(kolmogorov(draws(&d, n), |x| oracle.cdf(x / 4.0)) < 1.95);
    let d = Distribution::logit_normal_interval(0.2, 0.6).unwrap();
    let logits = draws(&d, n).into_iter().map(logit).collect();
    let (from, to) = (logit(0.2), logit(0.6));
    let oracle = Normal::new(0.5 * (from + to), (to - from) / (2.0 * Z95)).unwrap();
    assert!(kolmogorov(logits, |x| oracle.cdf(x)) < 1.95);
}

#[test]
fn draws_agree_with_the_samplers_of_another_crate() {
    use rand_distr::Distribution as _;
    use rand_distr::{Normal, Pert};
    let mut rng = <rand_chacha::ChaCha8Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(5);
    let d = Distribution::pert(2.0, 3.0, 8.0).unwrap();
    let theirs = Pert::new(2.0, 8.0).with_mode(3.0).unwrap();
    let sample = (0..20_000).map(|_| theirs.sample(&mut rng)).collect();
    assert!(kolmogorov(sample, |x| d.cdf(x)) < 1.95);
    let d = Distribution::normal_moments(-1.0, 0.5).unwrap();
    let theirs = Normal::new(-1.0, 0.5).unwrap();
    let sample = (0..20_000).map(|_| theirs.sample(&mut rng)).collect();
    assert!(kolmogorov(sample, |x| d.cdf(x)) < 1.95);
}

#[test]
fn cdf_undoes_quantile_and_quantile_rises() {
    for d in examples() {
        let mut last = f64::NEG_INFINITY;
        for i in 1..400 {
            let u = f64::from(i) / 400.0;
            let x = d.quantile(u);
            assert!(x > last, "{d:?} at {u}");
            assert!((d.cdf(x) - u).abs() < 1e-13, "{d:?} at {u}");
            last = x;
        }
    }
}

#[test]
fn mean_is_the_integral_of_the_quantile() {
    for d in examples() {
        let n = 200_000;
        let integral: f64 = (0..n).map(|i| d.quantile((f64::from(i) + 0.5) / f64::from(n)) / f64::from(n)).sum();
        assert!(close(integral, d.mean(), 3e-5), "{d:?}: {integral} is not {}", d.mean());
    }
}

#[test]
fn extreme_uniforms_give_legal_finite_draws() {
    let smallest = 0.5 / 4_503_599_627_370_496.0;
    for d in examples() {
        let (low, high) = d.support();
        for u in [smallest, 1.0 - smallest] {
            let x = d.quantile(u);
            assert!(x.is_finite() && x >= low && x <= high, "{d:?}: {x}");
        }
    }
}

#[test]
fn discrete_values_come_with_their_weights_in_ascending_order() {
    let d = Distribution::discrete(&[6.0, 2.0, 3.0, 9.0], &[2.0, 5.0, 3.0, 0.0]).unwrap();
    for (u, expected) in [(1e-9, 2.0), (0.5, 2.0), (0.51, 3.0), (0.8, 3.0), (0.81, 6.0), (0.999_999, 6.0)] {
        assert_eq!(d.quantile(u), expected, "{u}");
    }
    assert!(close(d.mean(), 3.1, 1e-15));
    assert_eq!((d.median(), d.support()), (2.0, (2.0, 6.0)));
    assert_eq!((d.cdf(1.9), d.cdf(2.0), d.cdf(6.0)), (0.0, 0.5, 1.0));
}

#[test]
fn certain_values_stay_what_they_are() {
    let d = Distribution::certain(0.62).unwrap();
    assert!(d.is_certain() && !examples()[0].is_certain());
    assert_eq!((d.quantile(0.01), d.median(), d.mean(), d.interval()), (0.62, 0.62, 0.62, (0.62, 0.62)));
    assert_eq!((d.cdf(0.61), d.cdf(0.62)), (0.0, 1.0));
}

#[test]
fn scaling_multiplies_every_draw() {
    for d in examples() {
        let hours = d.scaled(1.0 / 60.0);
        for u in [0.01, 0.5, 0.93] {
            assert!(close(hours.quantile(u), d.quantile(u) / 60.0, 1e-15));
            assert!((hours.cdf(hours.quantile(u)) - u).abs() < 1e-12);
        }
        assert!(close(hours.mean(), d.mean() / 60.0, 1e-15));
        assert!(close(hours.scaled(60.0).median(), d.median(), 1e-15));
    }
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let refused = [
        (Distribution::certain(f64::NAN), "NaN is not a number that can be calculated with"),
        (Distribution::uniform(1.0, f64::INFINITY), "inf is not a number that can be calculated with"),
        (Distribution::normal_interval(8.0, 2.0), "a range goes from low to high, this one goes from 8 to 2"),
        (Distribution::uniform(2.0, 2.0), "a range goes from low to high, this one goes from 2 to 2"),
        (Distribution::lognormal_interval(0.0, 2.0), "a range of a positive quantity must start above 0, this one starts at 0"),
        (
            Distribution::logit_normal_interval(0.5, 1.0),
            "a range of a share must lie between 0 and 1 (both excluded), this one goes from 0.5 to 1",
        ),
        (Distribution::pert(2.0, 9.0, 8.0), "min, mode and max must be in this order, with min below max; found 2, 9 and 8"),
        (Distribution::normal_moments(2.0, 0.0), "the standard deviation must be above 0, found 0"),
        (Distribution::lognormal_moments(-2.0, 1.0), "the mean of a positive quantity must be above 0, found -2"),
        (Distribution::logit_normal_moments(1.2, 0.1), "the mean of a share must lie between 0 and 1 (both excluded), found 1.2"),
        (
            Distribution::logit_normal_moments(0.1, 0.3),
            "a share with mean 0.1 cannot spread so far: its standard deviation must stay well below 0.3000, found 0.3",
        ),
        (Distribution::discrete(&[1.0, 2.0], &[1.0]), "every value needs one weight; found 2 values and 1 weights"),
        (Distribution::discrete(&[1.0, 2.0], &[1.0, -1.0]), "weights must not be negative and must sum to more than 0"),
        (Distribution::discrete(&[], &[]), "weights must not be negative and must sum to more than 0"),
    ];
    for (result, message) in refused {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
}
