//! Waits of one queue in detail, against callers counted one by one: the chain of the queue and sums of exponentials.

use residual::engine::queue::response;
use residual::engine::waits::{Waits, waits};

use crate::assert_close;
use crate::queue::{erlang_a_chain, served_by_uniformisation};

/// Mean wait of those served: with `k` ahead a caller is served with `n/(n + (k+1)θ)`, and those served waited a sum of
/// exponentials of rates `n+θ, …, n+(k+1)θ`. Needs neither the density of the wait nor an integral.
fn answered_by_counting(agents: u32, states: &[f64], patience: f64) -> f64 {
    let (n, theta) = (f64::from(agents), 1.0 / patience);
    let free: f64 = states[..(agents as usize).min(states.len())].iter().sum();
    let (mut served, mut waited, mut stages) = (free, 0.0, 0.0);
    for (k, probability) in states[(agents as usize).min(states.len())..].iter().enumerate() {
        let rate = n + (k + 1) as f64 * theta;
        stages += 1.0 / rate;
        served += probability * n / rate;
        waited += probability * n / rate * stages;
    }
    waited / served
}

/// P(gives up within `s`) = θ·∫ P(still waiting at v) dv over 0..s: whoever waits leaves at rate `θ`. Those who still wait are
/// followed through the queue; the integral is Simpson's.
fn given_up_by_uniformisation(agents: u32, states: &[f64], patience: f64, within: f64) -> f64 {
    let waiting: f64 = states[(agents as usize).min(states.len())..].iter().sum();
    let theta = 1.0 / patience;
    let steps = 200;
    let h = within / f64::from(steps);
    let still = |v: f64| if v == 0.0 { waiting } else { still_waiting(agents, states, patience, v) };
    let sum: f64 = (0..=steps)
        .map(|i| {
            let weight = if i == 0 || i == steps {
                1.0
            } else if i % 2 == 1 {
                4.0
            } else {
                2.0
            };
            weight * still(h * f64::from(i))
        })
        .sum();
    theta * h / 3.0 * sum
}

fn still_waiting(agents: u32, states: &[f64], patience: f64, time: f64) -> f64 {
    let n = agents as usize;
    let theta = 1.0 / patience;
    let mut ahead: Vec<f64> = states[n.min(states.len())..].to_vec();
    let top = ahead.len();
    let clock = f64::from(agents) + (top + 1) as f64 * theta;
    let mean = clock * time;
    let mut log_poisson = -mean;
    let mut still = 0.0;
    for step in 0..(mean + 12.0 * mean.sqrt() + 60.0) as usize {
        still += log_poisson.exp() * ahead.iter().sum::<f64>();
        log_poisson += (mean / (step + 1) as f64).ln();
        for k in 0..top {
            let forward = f64::from(agents) + k as f64 * theta;
            let from_behind = if k + 1 < top { ahead[k + 1] * (forward + theta) / clock } else { 0.0 };
            ahead[k] = ahead[k] * (1.0 - (forward + theta) / clock) + from_behind;
        }
    }
    still
}

#[test]
fn the_answered_waited_as_long_as_counting_says() {
    for agents in [1, 2, 5, 14, 50, 300] {
        for per_agent in [0.5, 0.9, 1.0, 1.3] {
            let load = per_agent * f64::from(agents);
            for patience in [0.05, 0.6, 2.0, 30.0] {
                let states = erlang_a_chain(agents, load, patience);
                let got = waits(agents, load, Some(patience), 0.1).answered;
                let expected = answered_by_counting(agents, &states, patience);
                assert_close(&format!("n={agents} a={load} patience={patience}"), got, expected, 1e-9 * expected.max(1.0));
            }
        }
    }
}

#[test]
fn who_gives_up_early_is_counted() {
    for agents in [1, 5, 20] {
        for per_agent in [0.7, 1.0, 1.2] {
            let load = per_agent * f64::from(agents);
            for patience in [0.2, 1.5] {
                let states = erlang_a_chain(agents, load, patience);
                for within in [0.02, 0.2, 1.0] {
                    let got = waits(agents, load, Some(patience), within).given_up_within;
                    let expected = given_up_by_uniformisation(agents, &states, patience, within);
                    assert_close(&format!("n={agents} a={load} patience={patience} s={within}"), got, expected, 1e-7);
                    // Whoever has been neither served nor lost by then is still waiting.
                    let waiting: f64 = states[(agents as usize).min(states.len())..].iter().sum();
                    let served = served_by_uniformisation(agents, &states, patience, within);
                    let still = still_waiting(agents, &states, patience, within);
                    assert_close("conserved", got + served + still, waiting, 1e-8);
                }
            }
        }
    }
}

#[test]
fn in_the_end_everybody_who_gives_up_has_done_so() {
    for (agents, load, patience) in [(1, 1.3, 50.0), (14, 10.0, 5.0 / 3.0), (100, 130.0, 0.3), (1000, 1010.0, 5.0), (5000, 6500.0, 50.0)] {
        let all = response(agents, load, Some(patience), 0.0).abandonment;
        assert_close("in the end", waits(agents, load, Some(patience), 1e5).given_up_within, all, 1e-11);
        assert_close("at once", waits(agents, load, Some(patience), 0.0).given_up_within, 0.0, 1e-15);
    }
}

#[test]
fn without_patience_or_agents_nobody_is_told_apart() {
    let queue = response(14, 10.0, None, 0.1);
    assert_eq!(waits(14, 10.0, None, 0.1), Waits { answered: queue.mean_wait, given_up_within: 0.0 });
    assert_eq!(waits(10, 10.0, None, 0.1).answered, f64::INFINITY);
    let nobody = waits(0, 10.0, Some(2.0), 1.0);
    assert_eq!(nobody.answered, f64::INFINITY);
    assert_close("nobody", nobody.given_up_within, 1.0 - (-0.5_f64).exp(), 1e-15);
}

#[test]
fn every_answer_is_a_number_far_outside_the_usual_range() {
    for agents in [1, 7, 300, 40_000] {
        for load in [1e-9, 0.1, 44.9, 1e3, 1e5] {
            for patience in [Some(1e-15), Some(1e-3), Some(1.0), Some(1e4), Some(1e12), None] {
                for within in [0.0, 1e-6, 1.0, 1e6] {
                    let got = waits(agents, load, patience, within);
                    let what = format!("n={agents} a={load} patience={patience:?} s={within}: {got:?}");
                    assert!((0.0..=1.0).contains(&got.given_up_within), "{what}");
                    assert!(got.answered >= 0.0, "{what}");
                    let endless = response(agents, load, patience, 0.0).mean_wait.is_infinite();
                    assert_eq!(got.answered.is_infinite(), endless, "{what}");
                }
            }
        }
    }
}
