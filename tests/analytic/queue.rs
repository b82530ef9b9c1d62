//! Erlang B, C and A against evaluations that share nothing with the engine: a birth–death chain summed outward from its
//! most likely state, Gauss–Legendre quadrature of the virtual wait, a caller followed through the queue by
//! uniformisation, and values computed with 40 digits.

use residual::engine::queue::{Response, agents_required, erlang_b, erlang_c, response};

use crate::assert_close;

const AGENTS: [u32; 11] = [1, 2, 3, 5, 10, 14, 50, 100, 500, 1000, 5000];
const LOADS_PER_AGENT: [f64; 8] = [0.5, 0.7, 0.85, 0.95, 1.0, 1.02, 1.1, 1.3];
const PATIENCE: [f64; 7] = [0.05, 0.2, 0.5, 1.0, 3.0, 10.0, 50.0];
const WITHIN: [f64; 7] = [0.0, 0.001, 0.01, 0.05, 0.3, 1.0, 5.0];
const TOLERANCE: f64 = 1e-9;

/// Probabilities of a birth–death chain with births at `load` and deaths at `death(k)`, states `0..=top` (`None`: as many
/// as matter). Summed outward from the most likely state, so nothing overflows.
fn chain(load: f64, death: impl Fn(usize) -> f64, top: Option<usize>) -> Vec<f64> {
    let mut mode = 0;
    while top.is_none_or(|top| mode < top) && load > death(mode + 1) {
        mode += 1;
    }
    let mut weights = vec![0.0; mode + 1];
    weights[mode] = 1.0;
    for k in (0..mode).rev() {
        weights[k] = weights[k + 1] * death(k + 1) / load;
    }
    let mut k = mode;
    while top.is_none_or(|top| k < top) && weights[k] > if top.is_some() { 0.0 } else { 1e-30 } {
        k += 1;
        weights.push(weights[k - 1] * load / death(k));
    }
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

pub fn erlang_a_chain(agents: u32, load: f64, patience: f64) -> Vec<f64> {
    let n = agents as usize;
    chain(
        load,
        |k| {
            if k <= n { k as f64 } else { n as f64 + (k - n) as f64 / patience }
        },
        None,
    )
}

/// Abscissas and weights of the ten-point Gauss–Legendre rule on [−1, 1], the positive half.
const GAUSS: [(f64, f64); 5] = [
    (0.148_874_338_981_631_2, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

fn integral(from: f64, to: f64, panels: u32, f: impl Fn(f64) -> f64) -> f64 {
    let half = (to - from) / (2.0 * f64::from(panels));
    (0..panels)
        .map(|panel| {
            let middle = from + half * f64::from(2 * panel + 1);
            let sum: f64 = GAUSS.iter().map(|(x, w)| w * (f(middle - half * x) + f(middle + half * x))).sum();
            half * sum
        })
        .sum()
}

/// P(0 < W ≤ t, served) / P(W > 0) for every `t`, by quadrature of the density of the virtual wait, which normalises itself.
fn served_of_delayed(agents: u32, load: f64, patience: f64, within: &[f64]) -> Vec<f64> {
    let n = f64::from(agents);
    let exponent = |v: f64| -load * patience * (-v / patience).exp_m1() - n * v;
    let mode = (patience * (load / n).ln()).max(0.0);
    let peak = exponent(mode);
    // The exponent is concave: the region that matters lies between two crossings of −45.
    let crossing = |mut inside: f64, mut outside: f64| {
        for _ in 0..60 {
            let middle = 0.5 * (inside + outside);
            if exponent(middle) - peak > -45.0 {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        outside
    };
    let mut end = mode.max(1e-9);
    while exponent(end) - peak > -45.0 {
        end *= 2.0;
    }
    let high = crossing(mode, end);
    let low = if exponent(0.0) - peak > -45.0 { 0.0 } else { crossing(mode, 0.0) };
    let all = integral(low, high, 60, |v| (exponent(v) - peak).exp());
    within
        .iter()
        .map(|t| {
            let until = t.clamp(low, high);
            integral(low, until, 60, |v| (exponent(v) - peak - v / patience).exp()) / all
        })
        .collect()
}

#[test]
fn erlang_b_and_c_equal_direct_sums() {
    for agents in AGENTS {
        for per_agent in LOADS_PER_AGENT {
            let load = per_agent * f64::from(agents);
            let states = chain(load, |k| k as f64, Some(agents as usize));
            let lost = states.get(agents as usize).copied().unwrap_or(0.0);
            let b = erlang_b(agents, load);
            assert_close("erlang B", b, lost, 1e-13);
            if lost > 1e-290 {
                assert_close("erlang B, relative", b / lost, 1.0, 1e-11);
            }
            let c = erlang_c(agents, load);
            if per_agent < 1.0 {
                // Those who wait: the chain with an endless queue, summed state by state.
                let n = agents as usize;
                let states = chain(load, |k| k.min(n) as f64, None);
                let wait: f64 = states[n.min(states.len())..].iter().sum();
                assert_close("erlang C", c, wait, 1e-11);
            } else {
                assert_eq!(c, 1.0, "no steady state at {load} Erlangs on {agents}");
            }
        }
    }
}

#[test]
fn erlang_b_at_its_edges() {
    assert_eq!(erlang_b(0, 3.0), 1.0);
    assert_eq!(erlang_b(0, 0.0), 1.0);
    assert_eq!(erlang_b(4, 0.0), 0.0);
    assert_eq!(erlang_c(4, 0.0), 0.0);
    assert_eq!(erlang_c(0, 0.0), 1.0);
    assert_eq!(erlang_b(5000, 1.0), 0.0, "below the range of a float");
    assert_close("B(1, 1)", erlang_b(1, 1.0), 0.5, 1e-15);
}

#[test]
fn erlang_a_equals_birth_death_sums_and_quadrature() {
    let mut worst = [0.0_f64; 2];
    for agents in AGENTS {
        let n = f64::from(agents);
        for per_agent in LOADS_PER_AGENT {
            let load = per_agent * n;
            for patience in PATIENCE {
                let states = erlang_a_chain(agents, load, patience);
                let queued = &states[(agents as usize).min(states.len())..];
                let wait: f64 = queued.iter().sum();
                let queue: f64 = queued.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
                let busy: f64 = states.iter().enumerate().map(|(k, p)| (k as f64).min(n) * p).sum();
                let served = served_of_delayed(agents, load, patience, &WITHIN);
                for (within, served) in WITHIN.into_iter().zip(served) {
                    let got = response(agents, load, Some(patience), within);
                    let what = format!("n={agents} a={load} patience={patience} t={within}");
                    let expected = Response {
                        service_level: 1.0 - wait + wait * served,
                        abandonment: queue / (patience * load),
                        wait_probability: wait,
                        mean_wait: queue / load,
                        occupancy: busy / n,
                    };
                    for (name, got, expected) in pairs(&got, &expected) {
                        assert_close(&format!("{what} {name}"), got, expected, TOLERANCE * expected.max(1.0));
                        let slot = usize::from(name == "service_level");
                        worst[slot] = worst[slot].max((got - expected).abs() / expected.max(1.0));
                        // Small abandonment must be right in its own digits too.
                        if name == "abandonment" && expected > 1e-12 {
                            assert_close(&format!("{what} {name}, relative"), got / expected, 1.0, TOLERANCE);
                        }
                    }
                }
            }
        }
    }
    println!("worst error: service level {:.1e}, the others {:.1e}", worst[1], worst[0]);
}

fn pairs(got: &Response, expected: &Response) -> [(&'static str, f64, f64); 5] {
    [
        ("service_level", got.service_level, expected.service_level),
        ("abandonment", got.abandonment, expected.abandonment),
        ("wait_probability", got.wait_probability, expected.wait_probability),
        ("mean_wait", got.mean_wait, expected.mean_wait),
        ("occupancy", got.occupancy, expected.occupancy),
    ]
}

/// P(0 < W ≤ t, served) by following one caller: with `k` ahead in the queue the place improves at rate `n + kθ` and the
/// caller leaves at rate `θ`. Uniformised, so it needs neither the density of the wait nor an integral.
pub fn served_by_uniformisation(agents: u32, states: &[f64], patience: f64, within: f64) -> f64 {
    let n = agents as usize;
    let theta = 1.0 / patience;
    let mut ahead: Vec<f64> = states[n.min(states.len())..].to_vec();
    let top = ahead.len();
    let clock = f64::from(agents) + top as f64 * theta;
    let mean = clock * within;
    let steps = (mean + 12.0 * mean.sqrt() + 60.0) as usize;
    let (mut log_poisson, mut remaining) = (-mean, 1.0);
    let (mut served, mut result) = (0.0, 0.0);
    for step in 0..steps {
        let probability = log_poisson.exp();
        result += probability * served;
        remaining -= probability;
        log_poisson += (mean / (step + 1) as f64).ln();
        served += ahead[0] * f64::from(agents) / clock;
        for k in 0..top {
            let forward = f64::from(agents) + k as f64 * theta;
            let from_behind = if k + 1 < top { ahead[k + 1] * (forward + theta) / clock } else { 0.0 };
            ahead[k] = ahead[k] * (1.0 - (forward + theta) / clock) + from_behind;
        }
    }
    result + remaining.max(0.0) * served
}

#[test]
fn service_level_equals_following_one_caller_through_the_queue() {
    for agents in [1, 2, 5, 14, 50] {
        for per_agent in [0.5, 0.9, 1.0, 1.3] {
            let load = per_agent * f64::from(agents);
            for patience in [0.1, 0.6, 2.0, 10.0] {
                let states = erlang_a_chain(agents, load, patience);
                let at_once: f64 = states[..(agents as usize).min(states.len())].iter().sum();
                for within in [0.02, 0.2, 1.5] {
                    let expected = at_once + served_by_uniformisation(agents, &states, patience, within);
                    let got = response(agents, load, Some(patience), within).service_level;
                    assert_close(&format!("n={agents} a={load} patience={patience} t={within}"), got, expected, TOLERANCE);
                }
            }
        }
    }
}

/// (agents, load, patience, within, [service level, abandonment, P(wait), mean wait, occupancy]).
///
/// Made with 40 digits in mpmath: birth–death weights for all but the service level; for that the sum over the `k` callers
/// found in the queue of the chance to be served within `t`, `π_{n+k}·(s−1)/(s+k)·(1 − I_y(s, k+1))` with `s = n/θ + 1`,
/// `y = e^{−θt}` and the regularised incomplete beta function `I`, because the wait behind `k` callers is a sum of
/// exponentials of rates `n, n+θ, …, n+kθ`.
#[rustfmt::skip]
const FORTY_DIGITS: [(u32, f64, f64, f64, [f64; 5]); 13] = [
    (1, 0.5, 0.05, 0.1, [0.675_319_761_343_785_9, 0.322_706_585_778_685_44, 0.338_646_707_110_657_3, 0.016_135_329_288_934_273, 0.338_646_707_110_657_3]),
    (1, 1.3, 50.0, 0.5, [0.011_391_415_638_577_778, 0.235_933_072_839_987, 0.993_287_005_308_017, 11.796_653_641_999_35, 0.993_287_005_308_017]),
    (2, 1.9, 1.0, 0.25, [0.549_748_303_326_400_6, 0.254_377_692_088_566_7, 0.566_251_004_254_358_4, 0.254_377_692_088_566_7, 0.708_341_192_515_861_7]),
    (3, 2.4, 20.0, 3.0, [0.931_138_769_478_206_7, 0.033_829_748_438_392_385, 0.599_449_253_889_190_1, 0.676_594_968_767_847_6, 0.772_936_201_249_286_1]),
    (10, 9.0, 0.3, 0.05, [0.744_523_574_578_019_9, 0.118_048_057_325_843_32, 0.316_781_123_816_283_04, 0.035_414_417_197_753, 0.793_756_748_406_741]),
    (14, 10.0, 1.666_666_666_666_666_7, 0.111_111_111_111_111_1, [0.916_792_091_863_546_8, 0.013_983_744_122_408_938, 0.145_260_114_296_361_2, 0.023_306_240_204_014_898, 0.704_297_325_626_850_8]),
    (50, 52.0, 2.0, 0.1, [0.482_829_445_330_459_35, 0.066_440_187_365_544_08, 0.724_365_377_629_260_3, 0.132_880_374_731_088_16, 0.970_902_205_139_834_2]),
    (100, 95.0, 1.5, 0.05, [0.797_381_304_273_102_9, 0.017_177_123_865_045_472, 0.345_381_470_604_495_3, 0.025_765_685_797_568_206, 0.933_681_732_328_206_8]),
    (100, 130.0, 50.0, 12.0, [0.044_070_350_907_791_83, 0.230_769_230_769_230_78, 1.0, 11.538_461_538_461_538, 1.0]),
    (500, 490.0, 0.05, 0.01, [0.950_098_481_901_302_1, 0.018_796_443_707_312_382, 0.129_147_686_504_538, 0.000_939_822_185_365_619_1, 0.961_579_485_166_833_9]),
    (1000, 1010.0, 5.0, 0.02, [0.258_940_644_126_643_4, 0.013_250_203_102_413_44, 0.847_894_977_671_759_1, 0.066_251_015_512_067_19, 0.996_617_294_866_562_5]),
    (1000, 1300.0, 0.5, 0.3, [0.769_230_769_229_218_3, 0.230_769_230_770_513_06, 0.999_999_999_605_855_5, 0.115_384_615_385_256_53, 0.999_999_999_998_333]),
    (5000, 4950.0, 2.0, 0.01, [0.883_236_973_078_021_1, 0.001_446_323_338_705_179_4, 0.275_332_352_392_850_7, 0.002_892_646_677_410_358_7, 0.988_568_139_894_681_8]),
];

#[test]
fn erlang_a_equals_values_computed_with_forty_digits() {
    for (agents, load, patience, within, [service_level, abandonment, wait_probability, mean_wait, occupancy]) in FORTY_DIGITS {
        let got = response(agents, load, Some(patience), within);
        let expected = Response { service_level, abandonment, wait_probability, mean_wait, occupancy };
        for (name, got, expected) in pairs(&got, &expected) {
            assert_close(&format!("n={agents} a={load} {name}"), got, expected, 2e-12 * expected.max(1.0));
        }
    }
}

#[test]
fn endless_patience_is_erlang_c() {
    for agents in AGENTS {
        for per_agent in [0.5, 0.8, 0.95] {
            let load = per_agent * f64::from(agents);
            for within in [0.0, 0.1, 2.0] {
                let endless = response(agents, load, None, within);
                assert_close("P(wait)", endless.wait_probability, erlang_c(agents, load), 1e-14);
                let rest = f64::from(agents) - load;
                assert_close("P(W ≤ t)", endless.service_level, 1.0 - erlang_c(agents, load) * (-rest * within).exp(), 1e-13);
                assert_close("mean wait", endless.mean_wait * rest, erlang_c(agents, load), 1e-13);
                let long = response(agents, load, Some(1e8), within);
                // The first term in which the two differ.
                let bound = 10.0 / (1e8 * rest * (1.0 - per_agent));
                for (name, got, expected) in pairs(&long, &endless) {
                    assert_close(name, got, expected, bound * expected.max(1.0));
                }
                // Beyond the largest patience told apart from endless.
                assert_eq!(response(agents, load, Some(1e300), within), endless);
            }
        }
    }
}

#[test]
fn an_unstable_erlang_c_queue_serves_nobody_in_time() {
    for load in [10.0, 10.5, 1000.0] {
        let got = response(10, load, None, 3.0);
        assert_eq!((got.service_level, got.abandonment, got.wait_probability), (0.0, 0.0, 1.0));
        assert_eq!((got.mean_wait, got.occupancy), (f64::INFINITY, 1.0));
    }
}

#[test]
fn no_agents_serve_nobody_and_no_load_waits_for_nobody() {
    let nobody = response(0, 5.0, Some(2.0), 1.0);
    let expected = Response { service_level: 0.0, abandonment: 1.0, wait_probability: 1.0, mean_wait: 2.0, occupancy: 0.0 };
    assert_eq!(nobody, expected);
    for patience in [None, Some(2.0)] {
        let idle = response(3, 0.0, patience, 0.1);
        let expected = Response { service_level: 1.0, abandonment: 0.0, wait_probability: 0.0, mean_wait: 0.0, occupancy: 0.0 };
        assert_eq!(idle, expected);
    }
}

#[test]
fn no_patience_is_erlang_b() {
    for (agents, load) in [(1, 1.0), (14, 10.0), (100, 130.0)] {
        let got = response(agents, load, Some(0.0), 0.5);
        assert_close("abandonment", got.abandonment, erlang_b(agents, load), 1e-9);
        assert_close("service level", got.service_level, 1.0 - erlang_b(agents, load), 1e-9);
    }
}

#[test]
fn service_level_runs_from_no_wait_to_everyone_served() {
    for agents in AGENTS {
        for per_agent in LOADS_PER_AGENT {
            for patience in PATIENCE {
                let load = per_agent * f64::from(agents);
                let now = response(agents, load, Some(patience), 0.0);
                assert_close("t = 0", now.service_level, 1.0 - now.wait_probability, 1e-12);
                let ever = response(agents, load, Some(patience), 1e4);
                assert_close("t → ∞", ever.service_level, 1.0 - ever.abandonment, 1e-11);
            }
        }
    }
}

#[test]
fn more_agents_and_more_time_never_serve_fewer() {
    for load in [0.3, 4.0, 37.5, 250.0] {
        for patience in [None, Some(0.05), Some(1.0), Some(50.0)] {
            let mut before = response(0, load, patience, 0.1);
            for agents in 1..(1.6 * load) as u32 + 10 {
                let now = response(agents, load, patience, 0.1);
                let what = format!("n={agents} a={load} patience={patience:?}");
                assert!(now.service_level >= before.service_level - 1e-13, "{what}: service level fell");
                assert!(now.abandonment <= before.abandonment + 1e-13, "{what}: abandonment rose");
                assert!(now.wait_probability <= before.wait_probability + 1e-13, "{what}: P(wait) rose");
                let longer = response(agents, load, patience, 0.12);
                assert!(longer.service_level >= now.service_level - 1e-13, "{what}: fell with time");
                before = now;
            }
        }
    }
}

#[test]
fn every_answer_is_a_number_far_outside_the_usual_range() {
    for agents in [1, 7, 300, 40_000] {
        for load in [1e-9, 0.1, 44.9, 46.0, 1e3, 1e6] {
            for patience in [Some(1e-15), Some(1e-3), Some(1.0), Some(1e4), Some(1e12), None] {
                for within in [0.0, 1e-6, 1.0, 1e6] {
                    let got = response(agents, load, patience, within);
                    let what = format!("n={agents} a={load} patience={patience:?} t={within}: {got:?}");
                    for share in [got.service_level, got.abandonment, got.wait_probability, got.occupancy] {
                        assert!((0.0..=1.0).contains(&share), "{what}");
                    }
                    assert!(got.mean_wait >= 0.0, "{what}");
                    assert!(got.service_level + got.abandonment <= 1.0 + 1e-9, "{what}");
                }
            }
        }
    }
}

#[test]
fn agents_required_is_the_least_number_that_passes() {
    for load in [1e-6, 0.01, 0.4, 1.0, 3.7, 10.0, 55.0, 172.3, 940.0] {
        for share in [0.0, 0.05, 0.5, 0.8, 0.95, 0.999, 1.0] {
            for patience in [None, Some(0.05), Some(1.0), Some(30.0)] {
                for within in [0.0, 0.05, 0.5] {
                    for max_occupancy in [0.6, 0.85, 1.0] {
                        let passes =
                            |n: u32| load / f64::from(n) <= max_occupancy && response(n, load, patience, within).service_level >= share;
                        let got = agents_required(load, share, patience, within, max_occupancy);
                        let what = format!("a={load} share={share} patience={patience:?} t={within} cap={max_occupancy}: {got}");
                        assert!(passes(got), "{what} does not pass");
                        assert!(got == 1 || !passes(got - 1), "{what} is one too many");
                    }
                }
            }
        }
    }
}

#[test]
fn agents_required_equals_counting_up_from_one() {
    let mut load = 0.07;
    while load < 160.0 {
        for (share, patience, cap) in [(0.8, Some(1.2), 0.88), (0.9, None, 0.95), (0.7, Some(0.2), 1.0), (0.8, Some(20.0), 1.0)] {
            let counted = (1..1000)
                .find(|n| load / f64::from(*n) <= cap && response(*n, load, patience, 0.06).service_level >= share)
                .expect("enough agents serve everyone");
            assert_eq!(agents_required(load, share, patience, 0.06, cap), counted, "a={load} share={share} {patience:?}");
        }
        load *= 1.13;
    }
}

#[test]
fn no_load_needs_no_agents() {
    assert_eq!(agents_required(0.0, 0.8, Some(1.0), 0.1, 0.85), 0);
    assert_eq!(agents_required(1e-12, 0.8, Some(1.0), 0.1, 0.85), 1);
    // The quotient 8.5/0.85 rounds to 10 or just above it; 10 agents are allowed.
    assert_eq!(agents_required(8.5, 0.0, Some(1.0), 0.1, 0.85), if 8.5 / 10.0 <= 0.85 { 10 } else { 11 });
}
