use super::*;
use std::cmp::Ordering;

fn sequence(dimensions: usize, seed: u64) -> ScrambledSobol {
    let list: Vec<Dimension> = (0..dimensions).map(|d| Dimension::new(d, seed, &format!("input.{d}"))).collect();
    ScrambledSobol::new(&list)
}

fn column(sobol: &ScrambledSobol, dimension: usize, trials: std::ops::Range<u64>) -> Vec<f64> {
    trials.map(|trial| sobol.point(trial, dimension)).collect()
}

fn mean(values: impl Iterator<Item = f64>, n: u32) -> f64 {
    values.sum::<f64>() / f64::from(n)
}

#[test]
fn plain_points_are_those_published_by_joe_and_kuo() {
    // Their generator visits indices in Gray-code order.
    let published = [
        [0.0, 0.0, 0.0],
        [0.5, 0.5, 0.5],
        [0.75, 0.25, 0.25],
        [0.25, 0.75, 0.75],
        [0.375, 0.375, 0.625],
        [0.875, 0.875, 0.125],
        [0.625, 0.125, 0.875],
        [0.125, 0.625, 0.375],
        [0.1875, 0.3125, 0.9375],
        [0.6875, 0.8125, 0.4375],
    ];
    for (n, expected) in published.into_iter().enumerate() {
        let index = (n ^ (n >> 1)) as u64;
        for (d, expected) in expected.into_iter().enumerate() {
            let x = raw(&joe_kuo::directions(d), index) as f64 / 18_446_744_073_709_551_616.0;
            assert_eq!(x, expected, "point {n}, dimension {d}");
        }
    }
}

#[test]
fn every_aligned_block_puts_one_point_into_each_interval() {
    let sobol = sequence(40, 3);
    for dimension in [0, 1, 2, 7, 39] {
        for k in [1, 3, 6, 10] {
            let n = 1_u64 << k;
            for block in [0, 1, 5, 1 << 22] {
                let mut hit = vec![false; n as usize];
                for u in column(&sobol, dimension, block * n..(block + 1) * n) {
                    let place = (u * n as f64) as usize;
                    assert!(!std::mem::replace(&mut hit[place], true), "dimension {dimension}, 2^{k}, block {block}");
                }
            }
        }
    }
}

#[test]
fn first_two_dimensions_put_one_point_into_every_elementary_box() {
    let sobol = sequence(2, 11);
    for k in [4, 8, 11] {
        let n = 1_u64 << k;
        for first in [0, 3 * n] {
            for a in 0..=k {
                let (columns, rows) = ((1_u64 << a) as f64, (1_u64 << (k - a)) as f64);
                let mut hit = vec![false; n as usize];
                for trial in first..first + n {
                    let x = (sobol.point(trial, 0) * columns) as usize;
                    let y = (sobol.point(trial, 1) * rows) as usize;
                    assert!(!std::mem::replace(&mut hit[y * columns as usize + x], true));
                }
            }
        }
    }
}

#[test]
fn points_are_pinned_and_do_not_depend_on_order_or_neighbours() {
    let sobol = sequence(3, 42);
    let found: Vec<f64> = [(0, 0), (1, 0), (1, 2), (99_999, 1), (1 << 40, 2)].map(|(t, d)| sobol.point(t, d)).to_vec();
    assert_eq!(
        found,
        [0.400_832_947_411_912_67, 0.988_497_724_387_824_2, 0.775_362_688_172_592_5, 0.792_093_570_918_272_9, 0.539_998_866_332_971_9]
    );
    let alone = ScrambledSobol::new(&[Dimension::new(2, 42, "input.2")]);
    assert_eq!(alone.point(1, 0), found[2]);
}

#[test]
fn seeds_and_paths_scramble_differently() {
    let list = [Dimension::new(0, 1, "a"), Dimension::new(0, 2, "a"), Dimension::new(0, 1, "b")];
    let sobol = ScrambledSobol::new(&list);
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        assert!((0..64).all(|trial| sobol.point(trial, a) != sobol.point(trial, b)));
    }
}

#[test]
fn coins_are_fair_and_independent_over_seeds() {
    let seeds = 4000;
    let sequences: Vec<ScrambledSobol> = (0..seeds).map(|seed| sequence(1, seed)).collect();
    let root = (seeds as f64).sqrt();
    // Two points that first differ in digit k share the digits above, have opposite digits k and independent ones below: digit i
    // has variance 4^{−i}/4, so their covariance is Σ_{i<k} 4^{−i}/4 − 4^{−k}/4.
    let variance = |digit: i32| 0.25 * 0.25_f64.powi(digit);
    for k in 1..=20 {
        // The highest bit of the index 2^{k−1} moves digit k.
        let trial = 1 << (k - 1);
        let products = sequences.iter().map(|s| (s.point(0, 0) - 0.5) * (s.point(trial, 0) - 0.5));
        let expected = (1..k).map(variance).sum::<f64>() - variance(k);
        let found = mean(products, seeds as u32);
        assert!((found - expected).abs() < 4.0 / (12.0 * root), "digit {k}: {found} is not {expected}");
    }
    let sign = |u: f64, digit: i32| {
        if (u * 2.0_f64.powi(digit)).floor() % 2.0 == 0.0 { 1.0 } else { -1.0 }
    };
    for (a, b, first) in [(0, 1, 1), (5, 6, 1), (1000, 1001, 1), (0, 1 << 4, 5), (3, 3 + (1 << 35), 36)] {
        for digit in [6, 7, 8, 20, 36, 37, 45] {
            let fair = mean(sequences.iter().map(|s| sign(s.point(a, 0), digit)), seeds as u32);
            assert!(fair.abs() < 4.0 / root, "trial {a}, digit {digit}: {fair}");
            let products = sequences.iter().map(|s| sign(s.point(a, 0), digit) * sign(s.point(b, 0), digit));
            let alike = mean(products, seeds as u32);
            match digit.cmp(&first) {
                Ordering::Less => assert_eq!(alike, 1.0),
                Ordering::Equal => assert_eq!(alike, -1.0),
                Ordering::Greater => assert!(alike.abs() < 4.0 / root, "trials {a} and {b}, digit {digit}: {alike}"),
            }
        }
    }
}

#[test]
fn means_over_points_are_unbiased_and_far_closer_than_those_of_plain_draws() {
    // Π (1 + (u − ½)·2/(d + 1)) over five inputs has mean 1; the variance of one plain draw is Π (1 + c²/12) − 1.
    let (trials, seeds) = (1024, 60);
    let weight = |d: usize| 2.0 / (d as f64 + 1.0);
    let errors: Vec<f64> = (0..seeds)
        .map(|seed| {
            let sobol = sequence(5, seed);
            let values = (0..u64::from(trials)).map(|trial| (0..5).map(|d| 1.0 + (sobol.point(trial, d) - 0.5) * weight(d)).product());
            mean(values, trials) - 1.0
        })
        .collect();
    let variance: f64 = (0..5).map(|d| 1.0 + weight(d) * weight(d) / 12.0).product::<f64>() - 1.0;
    let plain = (variance / f64::from(trials)).sqrt();
    let scrambled = mean(errors.iter().map(|e| e * e), seeds as u32).sqrt();
    assert!(scrambled < plain / 25.0, "{scrambled} against {plain}");
    let bias = mean(errors.iter().copied(), seeds as u32);
    assert!(bias.abs() < 3.5 * scrambled / (seeds as f64).sqrt());
}

#[test]
fn error_falls_faster_than_the_number_of_trials_rises() {
    // Owen: for a smooth function the root mean square error falls like n^{−3/2}, so by 8 for four times the trials.
    let error = |trials: u32| {
        let squares = (0..100).map(|seed| {
            let sobol = sequence(1, seed);
            let e = mean((0..u64::from(trials)).map(|t| libm::exp(sobol.point(t, 0))), trials) - (std::f64::consts::E - 1.0);
            e * e
        });
        mean(squares, 100).sqrt()
    };
    let (few, many) = (error(64), error(4096));
    assert!(few / many > 0.6 * 512.0 && few / many < 1.6 * 512.0, "{few} {many}");
}

#[test]
fn coordinates_beyond_the_table_are_plain_uniforms() {
    let list = [Dimension::new(1023, 1, "last"), Dimension::new(1024, 1, "beyond"), Dimension::new(1024, 1, "another")];
    let sobol = ScrambledSobol::new(&list);
    assert_eq!(sobol.dimensions(), 3);
    for d in 0..3 {
        let values = column(&sobol, d, 0..4096);
        assert!(values.iter().all(|u| *u > 0.0 && *u < 1.0));
        assert!((mean(values.iter().copied(), 4096) - 0.5).abs() < 0.02);
    }
    assert_ne!(sobol.point(0, 1), sobol.point(0, 2));
}
