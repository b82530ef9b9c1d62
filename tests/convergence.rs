//! How well a run says it knows its figures, held against what many more worlds say; and the questions it leaves open.

mod common;

use common::retailer;
use residual::analysis::function::Settled;
use residual::analysis::known::{FEWEST, Known};
use residual::model::Model;
use residual::results::{Experiment, Results, Total};

fn run(model: &Model, seed: u64, trials: usize) -> Results {
    Experiment { seed, trials, ..Experiment::new(model) }.run(&|_| true)
}

/// Over many seeds, intervals of means, quantiles and chances hold what a long run finds about as often as they say.
#[test]
fn intervals_of_a_run_hold_what_many_worlds_say() {
    const SEEDS: u64 = 16;
    let model = retailer(&[]);
    let figures = |results: &Results| -> Vec<Settled> {
        let known = Known::of(&model.hurdle, results).expect("enough worlds");
        let of = |option: &residual::analysis::known::KnownOption| {
            let savings = option.figure(Total::CostSavings).expect("told");
            let rate = option.figure(Total::RunRateRealisation).expect("told");
            [savings.mean, savings.quantiles[1], savings.quantiles[2], savings.quantiles[3], rate.mean, option.chances.hurdle_met]
        };
        known.options.iter().flat_map(of).collect()
    };
    let long = figures(&run(&model, 1000, 2048));
    let mut held = vec![0; long.len()];
    for seed in 0..SEEDS {
        for ((held, found), truth) in held.iter_mut().zip(figures(&run(&model, seed, 64))).zip(&long) {
            // The long run is not the truth either.
            let apart = (found.value - truth.value).abs() - truth.half_width;
            *held += u64::from(apart <= found.half_width);
        }
    }
    // Twelve of sixteen intervals of 95 % happen once in a thousand; quantiles of eight points each are not quite so sure.
    let all: u64 = held.iter().sum();
    assert!(held.iter().all(|held| *held >= 12) && all as f64 > 0.9 * (SEEDS * long.len() as u64) as f64, "{held:?}");
}

#[test]
fn a_verdict_inside_its_interval_is_said_to_be_open() {
    let met = |model: &Model| Known::of(&model.hurdle, &run(model, 1, 64)).expect("enough worlds");
    let asks = |known: &Known, what: &str| known.open.iter().find(|open| open.what.contains(what)).cloned();
    let far = met(&retailer(&["verdict.hurdle.probability=0.99"]));
    assert!(asks(&far, "redesign meets the hurdle").is_none(), "{:?}", far.open);
    let share = far.options[2].chances.hurdle_met;
    assert!(share.half_width > 0.02, "{share:?}");
    let near = format!("verdict.hurdle.probability={}", share.value + 0.8 * share.half_width);
    let near = met(&retailer(&[&near]));
    let open = asks(&near, "redesign meets the hurdle").expect("it is open");
    // An interval that reaches a quarter further than the threshold needs (1/0.8)² as many worlds.
    assert!((open.trials_needed - 100.0).abs() <= 1.0, "{open:?}");
    // Of options alike none is told to be better.
    let alike = retailer(&["levers.staffing.severance_weeks=8"]);
    let mut experiment = Experiment { trials: 32, ..Experiment::new(&alike) };
    experiment.options = vec![experiment.options[2].clone(), experiment.options[1].clone()];
    experiment.options[1].switches = experiment.options[0].switches;
    let same = Known::of(&alike.hurdle, &experiment.run(&|_| true)).expect("enough worlds");
    assert!(asks(&same, "is better than").is_none(), "a difference that is nothing in every world is no question: {:?}", same.open);
}

#[test]
fn few_worlds_say_nothing_of_how_well_they_know() {
    let model = retailer(&[]);
    assert!(Known::of(&model.hurdle, &run(&model, 1, FEWEST - 1)).is_none());
    assert!(Known::of(&model.hurdle, &run(&model, 1, FEWEST)).is_some());
}
