//! Analyses against known answers: the code that runs on the engine, on functions whose answers are published or have a closed
//! form (`tests/reference/analysis.json`).

mod common;

use std::f64::consts::PI;

use common::retailer;
use residual::analysis::break_even::break_even;
use residual::analysis::convergence::{quantile_ranks, settled_mean, settled_quantile, trials_for_mean, trials_for_sd, trials_needed};
use residual::analysis::function::{Function, Plain, REPLICATES, Sample};
use residual::analysis::information::{Choice, revealed};
use residual::analysis::options::{Kept, Options, outcome};
use residual::analysis::regression::{Regression, scores, scores_by_rank};
use residual::analysis::sensitivity::{Measure, Question, Sensitivity};
use residual::analysis::shapley::Shapley;
use residual::analysis::sobol::{Indices, indices};
use residual::analysis::tornado::{tenths, tornado};
use residual::engine::staffing::Queues;
use residual::engine::switches::Switches;
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, service_goal};
use residual::model::Model;
use residual::normal;
use residual::results::{Experiment, Total, Worlds};
use residual::sampling::Copula;
use residual::stats::quantile_type7;
use serde_json::Value;

fn reference(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("reference/analysis.json")).expect("the reference is JSON");
    all[name].clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn single(inputs: usize) -> Vec<Vec<usize>> {
    (0..inputs).map(|i| vec![i]).collect()
}

fn indices_of<F: Function>(function: &F, each: usize) -> Indices {
    indices(function, &single(function.inputs()), &|out| out[0], 1, each, &|_| ())
}

#[track_caller]
fn assert_near(found: f64, wanted: f64, tolerance: f64, what: &str) {
    assert!((found - wanted).abs() <= tolerance, "{what}: {found} is not {wanted} within {tolerance}");
}

/// Both indices of every input, near their closed forms, and the intervals hold them (twice: 95 % of many intervals do not
/// all hold).
#[track_caller]
fn assert_indices(found: &Indices, first: &[f64], total: &[f64], tolerance: f64) {
    for (i, index) in found.of.iter().enumerate() {
        for (settled, wanted, what) in [(index.first, first[i], "first"), (index.total, total[i], "total")] {
            assert_near(settled.value, wanted, tolerance, &format!("{what} index of input {i}"));
            assert_near(settled.value, wanted, 2.0 * settled.half_width + 1e-6, &format!("interval of the {what} index of input {i}"));
        }
    }
}

fn ishigami() -> impl Function {
    let angle = |u: f64| (2.0 * u - 1.0) * PI;
    Plain {
        inputs: 3,
        outputs: 1,
        function: move |u: &[f64], out: &mut [f64]| {
            let [x, y, z] = [angle(u[0]), angle(u[1]), angle(u[2])];
            out[0] = x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin();
        },
    }
}

fn linear(weights: Vec<f64>, mean: f64) -> impl Function {
    Plain {
        inputs: weights.len(),
        outputs: 1,
        function: move |u: &[f64], out: &mut [f64]| {
            out[0] = mean + u.iter().zip(&weights).map(|(u, w)| w * normal::quantile(*u)).sum::<f64>();
        },
    }
}

#[test]
fn indices_of_ishigami_s_function_are_its_closed_form() {
    let wanted = reference("sobol_ishigami");
    let found = indices_of(&ishigami(), 512);
    assert_indices(&found, &numbers(&wanted["S1"]), &numbers(&wanted["ST"]), 0.02);
    assert!(found.of[2].first.holds(0.0), "alone, the third input does nothing");
    assert_eq!(found.runs, 4096 * 5);
    assert_near(found.fate.value, 0.0, 0.01, "a function without luck");
    let widths: Vec<f64> = found.convergence.iter().map(|(_, width)| *width).collect();
    assert!(widths[2] < widths[0], "it settles: {widths:?}");
}

#[test]
fn a_group_has_the_indices_of_its_inputs_together() {
    let found = indices(&ishigami(), &[vec![0, 2], vec![1]], &|out| out[0], 1, 512, &|_| ());
    let all = 1.0 - numbers(&reference("sobol_ishigami")["S1"])[1];
    assert_near(found.of[0].first.value, all, 0.02, "first index of the pair");
    assert_near(found.of[0].total.value, all, 0.02, "total index of the pair");
}

#[test]
fn indices_of_the_g_function_are_its_closed_form() {
    let wanted = reference("sobol_g");
    let a = numbers(&wanted["a"]);
    let g = Plain {
        inputs: 8,
        outputs: 1,
        function: |u: &[f64], out: &mut [f64]| out[0] = u.iter().zip(&a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product(),
    };
    assert_indices(&indices_of(&g, 512), &numbers(&wanted["S1"]), &numbers(&wanted["ST"]), 0.02);
}

#[test]
fn indices_of_a_sum_of_twenty_are_the_parts_of_its_variance() {
    let wanted = numbers(&reference("sobol_linear_normal_d20")["S1"]);
    let sum = linear((1..=20).map(f64::from).collect(), 0.0);
    assert_indices(&indices_of(&sum, 512), &wanted, &wanted, 0.02);
}

#[test]
fn indices_of_a_product_of_lognormals_are_its_closed_form() {
    let wanted = reference("sobol_product_lognormal_2");
    let s = numbers(&wanted["s"]);
    let product = Plain {
        inputs: 2,
        outputs: 1,
        function: |u: &[f64], out: &mut [f64]| out[0] = u.iter().zip(&s).map(|(u, s)| (s * normal::quantile(*u)).exp()).product(),
    };
    assert_indices(&indices_of(&product, 1024), &numbers(&wanted["S1"]), &numbers(&wanted["ST"]), 0.02);
}

/// `b1·x1 + b2·x2` of standard normals with a correlation.
struct Correlated(Copula);

impl Function for Correlated {
    type Room = [f64; 2];
    fn room(&self) -> [f64; 2] {
        [0.0; 2]
    }
    fn inputs(&self) -> usize {
        2
    }
    fn outputs(&self) -> usize {
        1
    }
    fn correlate(&self, room: &mut [f64; 2], u: &mut [f64]) {
        self.0.apply(u, room);
    }
    fn evaluate(&self, _room: &mut [f64; 2], _trial: u64, u: &[f64], out: &mut [f64]) {
        out[0] = normal::quantile(u[0]) + 2.0 * normal::quantile(u[1]);
    }
}

#[test]
fn shapley_effects_of_correlated_inputs_follow_from_the_indices_behind_the_copula() {
    // In either order of the inputs, the first stands for what both share. The mean over orders is Shapley's effect.
    let wanted = numbers(&reference("shapley_effects_linear_gaussian_2")["shapley_effects"]);
    let found = indices_of(&Correlated(Copula::new(&[(0, 1, 0.5)]).unwrap()), 512);
    // Var E[y | x1] = (b1 + ρ·b2)² = 4 of 7; what x2 adds: b2²(1 − ρ²) = 3 of 7.
    assert_near(found.of[0].first.value, 4.0 / 7.0, 0.01, "what the first brings, and what it shares");
    assert_near(found.of[1].first.value, 3.0 / 7.0, 0.01, "what the second adds");
    // The other order: Var E[y | x2] = (b2 + ρ·b1)² = 6.25 of 7.
    assert_near(f64::midpoint(found.of[0].first.value, 1.0 - 6.25 / 7.0), wanted[0], 0.01, "Shapley's effect of the first");
    assert_near(f64::midpoint(found.of[1].first.value, 6.25 / 7.0), wanted[1], 0.01, "Shapley's effect of the second");
}

#[test]
fn bars_of_a_sum_are_its_weights_and_the_base_line_is_its_mean() {
    let sum = linear((1..=20).map(f64::from).collect(), 7.0);
    let found = tornado(&sum, &|m| m[0], [0.05, 0.95], 1, 64, &|_| ());
    assert_near(found.base.value, 7.0, 2.0 * found.base.half_width, "base line");
    assert_eq!(found.runs, 8 * 64 * 41);
    for (i, bar) in found.bars.iter().enumerate() {
        let swing = 2.0 * 1.644_853_6 * (i + 1) as f64;
        assert_near(bar.swing.value, swing, 1e-4, "swing in common worlds");
        assert_near(bar.low.value, 7.0 - swing / 2.0, 2.0 * bar.low.half_width, "low end");
    }
}

#[test]
fn tenths_bring_the_companions_of_an_input_along() {
    let pair = Correlated(Copula::new(&[(0, 1, 0.5)]).unwrap());
    let alone = tornado(&pair, &|m| m[0], [0.1, 0.9], 1, 512, &|_| ()).bars[0].swing.value;
    let sample = Sample::draw(&pair, 1, 512, &|_| ());
    let tenths = tenths(&sample, 0, &|m| m[0]);
    // Mean of a standard normal above its 90th percentile: φ(1.2816)/0.1 = 1.754983; E[y | x1] = 2·x1.
    assert_near(tenths[9], 2.0 * 1.754_983, 0.06, "highest tenth");
    assert_near(alone, 2.0 * 1.281_552, 1e-6, "alone");
    assert!(tenths.windows(2).all(|pair| pair[0] < pair[1]));
}

fn wildcatter() -> (Vec<Vec<f64>>, Choice) {
    let function = Plain {
        inputs: 2,
        outputs: 2,
        function: |u: &[f64], out: &mut [f64]| {
            out[0] = if u[0] < 0.5 {
                0.0
            } else if u[0] < 0.8 {
                700_000.0
            } else {
                1_200_000.0
            };
            out[1] = if u[1] < 0.2 {
                150_000.0
            } else if u[1] < 0.8 {
                300_000.0
            } else {
                500_000.0
            };
        },
    };
    let sample = Sample::draw(&function, 1, 2048, &|_| ());
    let values = [sample.outcomes(0), sample.outcomes(1)];
    let drill: Vec<f64> = values[0].iter().zip(&values[1]).map(|(oil, cost)| oil - cost).collect();
    let choice = Choice::new(vec![vec![0.0; drill.len()], drill]);
    (values.iter().map(|values| scores_by_rank(values)).collect(), choice)
}

#[test]
fn information_is_worth_to_the_wildcatter_what_the_textbook_says() {
    let wanted = reference("evpi_oil_wildcatter");
    let (inputs, choice) = wildcatter();
    assert_eq!(choice.chosen, 1, "drill");
    let told = [
        (choice.of(&[&inputs[0]]), "EVPPI_oil"),
        (choice.of(&[&inputs[1]]), "EVPPI_cost"),
        (choice.perfect(), "EVPI_all"),
        (choice.of(&[&inputs[0], &inputs[1]]), "EVPI_all"),
    ];
    for (found, name) in told {
        let wanted = wanted[name].as_f64().unwrap();
        assert_near(found.value, wanted, 2500.0, name);
    }
}

fn linear_normal() -> (Vec<Vec<f64>>, Choice) {
    linear_normal_of(1, 1024)
}

fn linear_normal_of(seed: u64, each: usize) -> (Vec<Vec<f64>>, Choice) {
    let wanted = reference("evpi_linear_normal");
    let (b, s) = (numbers(&wanted["b"]), numbers(&wanted["s"]));
    let weights = b.iter().zip(&s).map(|(b, s)| b * s).collect();
    let sample = Sample::draw(&linear(weights, 1.0), seed, each, &|_| ());
    let inputs = (0..3).map(|i| scores(&sample.uniforms(i), &sample.uniforms(i))).collect();
    (inputs, Choice::new(vec![vec![0.0; sample.len()], sample.outcomes(0)]))
}

#[test]
fn information_on_a_linear_model_is_the_unit_normal_loss() {
    let wanted = reference("evpi_linear_normal");
    let (inputs, choice) = linear_normal();
    assert_near(choice.perfect().value, wanted["EVPI"].as_f64().unwrap(), 0.01, "EVPI");
    for (i, wanted) in numbers(&wanted["EVPPI"]).into_iter().enumerate() {
        let found = choice.of(&[&inputs[i]]);
        assert_near(found.value, wanted, 0.01, &format!("EVPPI of input {i}"));
        assert!(found.is_told());
    }
    // Of the first two together: sd √5.
    let sd = 5.0_f64.sqrt();
    let loss = sd * (normal::pdf(1.0 / sd) - normal::cdf(-1.0 / sd) / sd);
    assert_near(choice.of(&[&inputs[0], &inputs[1]]).value, loss, 0.01, "EVPPI of two");
}

/// One seed may be unlucky; over many, errors hold the truth about as often as they say (t with seven degrees of freedom).
#[test]
fn errors_of_information_hold_the_truth_as_often_as_they_say() {
    let wanted = numbers(&reference("evpi_linear_normal")["EVPPI"]);
    let held = (0..60).filter(|seed| {
        let (inputs, choice) = linear_normal_of(*seed, 128);
        let found = choice.of(&[&inputs[1]]);
        (found.value - wanted[1]).abs() <= found.half_width()
    });
    let held = held.count();
    assert!(held >= 51, "of 60 intervals of 95 %: {held}");
}

#[test]
fn a_study_is_worth_what_it_reveals() {
    let (inputs, choice) = linear_normal();
    let group: [&[f64]; 1] = [&inputs[1]];
    let study = choice.study(Regression::new(&group));
    // A part ρ of the variance of the second input is revealed: an sd of 2√ρ.
    for known in [0.1, 0.5, 0.9] {
        let sd = 2.0 * f64::sqrt(known);
        let wanted = sd * (normal::pdf(1.0 / sd) - normal::cdf(-1.0 / sd) / sd);
        assert_near(study.value(Some(&[known])).value, wanted, 0.01, "EVSI");
    }
    assert_eq!(study.value(Some(&[0.0])).value, 0.0);
    assert!(study.value(Some(&[1.0])).value == study.value(None).value);
    // A rate of ½ ± ½·0.1: n₀ = 0.25/0.0025 = 100.
    let rates: Vec<f64> = (0..1000).map(|i| if i % 2 == 0 { 0.45 } else { 0.55 }).collect();
    assert_near(revealed(&rates, 100.0), 0.5, 1e-3, "as many reviews as the prior is worth reveal half");
}

#[test]
fn an_input_that_changes_nothing_is_worth_nothing() {
    let function = linear(vec![1.0, 0.0], 0.2);
    let sample = Sample::draw(&function, 3, 512, &|_| ());
    let choice = Choice::new(vec![vec![0.0; sample.len()], sample.outcomes(0)]);
    let found = choice.of(&[&scores(&sample.uniforms(1), &sample.uniforms(1))]);
    assert!(found.value < 0.005 && !found.is_told(), "{found:?}");
}

#[test]
fn break_even_is_where_the_expectation_crosses() {
    let sample = Sample::draw(&linear(vec![1.0, 2.0, 0.1], 1.0), 1, 1024, &|_| ());
    let outcome = sample.outcomes(0);
    let at = |input: usize| break_even(&scores(&sample.uniforms(input), &sample.uniforms(input)), &outcome, 0.0).map(normal::quantile);
    assert_near(at(0).expect("within range"), -1.0, 0.05, "1 + z = 0");
    assert_near(at(1).expect("within range"), -0.5, 0.05, "1 + 2z = 0");
    assert_eq!(at(2), None, "1 + 0.1z has no root within range");
}

#[test]
fn shapley_values_of_textbook_games() {
    let glove = Shapley::new(3);
    let worth = |set: usize| f64::from(u8::from(set & 4 != 0 && set & 3 != 0));
    for (i, phi) in numbers(&reference("shapley_glove")["phi"]).into_iter().enumerate() {
        assert_near(glove.value(worth, i), phi, 1e-12, "glove");
    }
    let airport = reference("shapley_airport");
    let costs = numbers(&airport["costs"]);
    let game = Shapley::new(4);
    let longest = |set: usize| (0..4).filter(|i| set >> i & 1 == 1).map(|i| costs[i]).fold(0.0, f64::max);
    for (i, phi) in numbers(&airport["phi"]).into_iter().enumerate() {
        assert_near(game.value(longest, i), phi, 1e-12, "airport");
    }
    let levers = reference("shapley_levers_multiplicative");
    let kept = [0.7, 0.9, 0.95];
    let saving = |set: usize| 180_000.0 * (1.0 - (0..3).filter(|i| set >> i & 1 == 1).map(|i| kept[i]).product::<f64>());
    for (i, phi) in numbers(&levers["phi"]).into_iter().enumerate() {
        assert_near(glove.value(saving, i), phi, 1e-6, "levers");
    }
}

#[test]
fn quantiles_and_their_ranks_are_those_of_the_references() {
    let wanted = reference("quantile_type7");
    let found = quantile_type7(&numbers(&wanted["data"]), wanted["p"].as_f64().unwrap());
    assert_near(found, wanted["result"].as_f64().unwrap(), 1e-12, "type 7");
    for (case, ranks) in reference("quantile_order_stat_ci95")["ranks_1based"].as_object().unwrap() {
        let (n, p) = case.strip_prefix("n=").and_then(|c| c.split_once(",p=")).expect("n and p");
        let (low, high) = quantile_ranks(n.parse().unwrap(), p.parse().unwrap());
        assert_eq!([low as f64, high as f64].to_vec(), numbers(ranks), "{case}");
    }
}

#[test]
fn the_rule_of_convergence_is_the_published_one() {
    let wanted = reference("convergence_atrisk_default");
    let tolerance = wanted["tolerance"].as_f64().unwrap();
    let every = wanted["test_every"].as_f64().unwrap();
    let tested = (trials_for_sd(tolerance) / every).ceil() * every;
    assert_near(tested, wanted["sd_of_any_shape_iterations"].as_f64().unwrap(), 0.0, "trials for a standard deviation");
    assert_eq!(trials_for_mean(2.0, 10.0, 0.01), (1.959_963_984_540_054_f64 * 20.0).powi(2).ceil());
    assert_eq!(trials_needed(1000, 2.0, 1.0), 4000.0);
}

/// Over many seeds, intervals from replicates hold the truth about as often as they say, where those from the spread of points
/// would be far too wide for a mean.
#[test]
fn intervals_of_replicates_hold_the_truth_as_often_as_they_say() {
    let mut held = [0; 2];
    for seed in 0..200 {
        let sample = Sample::draw(&linear(vec![1.0, 2.0, 0.5], 0.0), seed, 64, &|_| ());
        let values = sample.outcomes(0);
        let p90 = 1.281_551_565_544_600_4 * 5.25_f64.sqrt();
        held[0] += usize::from(settled_mean(&values).holds(0.0));
        held[1] += usize::from(settled_quantile(&values, 0.9).holds(p90));
        assert!(settled_mean(&values).half_width < 1.96 * 5.25_f64.sqrt() / 512.0_f64.sqrt(), "better than independent trials");
    }
    assert!(held.iter().all(|held| (176..=199).contains(held)), "of 200 intervals of 95 %: {held:?}");
}

#[test]
fn more_points_leave_those_there_are_alone() {
    let function = ishigami();
    let mut grown = Sample::draw(&function, 5, 16, &|_| ());
    grown.extend(&function, 5, 48, &|_| ());
    let whole = Sample::draw(&function, 5, 48, &|_| ());
    assert_eq!(grown.outcomes(0), whole.outcomes(0));
    assert_eq!(grown.len(), 384);
}

/// Does something in the worlds of a model.
fn in_worlds<R: Send>(model: &Model, threads: usize, work: impl FnOnce(&Worlds<'_>) -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| {
        let goal = service_goal(model);
        let tables = Tables::build(&goal, model);
        let setting = Setting::new(model, Queues::Tables(&tables));
        work(&Worlds::new(&setting, 1, false))
    })
}

#[test]
fn the_engine_as_a_function_is_the_engine_of_a_run() {
    let model = retailer(&[]);
    let experiment = Experiment { trials: 16, ..Experiment::new(&model) };
    let results = experiment.run(&|_| true);
    let runs: Vec<Switches> = experiment.options.iter().map(|o| o.switches).collect();
    in_worlds(&model, 2, |worlds| {
        let options = Options::new(worlds, &runs);
        let sample = Sample::draw(&options, 1, 2, &|_| ());
        // The sample is the worlds of a run, dealt to replicates in turn; a world's outcomes are those of the run to the bit.
        let dealt = (0..REPLICATES).flat_map(|r| sample.replicate(r).enumerate().map(move |(place, out)| (place * REPLICATES + r, out)));
        for (trial, out) in dealt {
            for run in 0..runs.len() {
                for (kept, total) in [
                    (Kept::CostSavings, Total::CostSavings),
                    (Kept::Npv, Total::Npv),
                    (Kept::RunRateSlideSavings, Total::RunRateSlideSavings),
                ] {
                    assert_eq!(out[outcome(run, kept)], results.totals[run + 1][trial].get(total));
                }
            }
        }
        assert_ne!(sample.outcomes(0)[..2], sample.outcomes(0)[2..4], "replicates are other worlds");
    });
}

fn asked(model: &Model, threads: usize, measure: Measure, versus: Option<usize>) -> Sensitivity {
    let experiment = Experiment::new(model);
    in_worlds(model, threads, |worlds| {
        let question = Question {
            worlds,
            options: &experiment.options,
            option: None,
            versus,
            measure,
            seed: 1,
            trials: 64,
            points: [4, 4],
            until: None,
        };
        question.answer(&|_, _, _| ()).expect("the retailer is uncertain")
    })
}

#[test]
fn every_figure_of_an_option_or_of_a_difference_is_answered_alike_by_any_number_of_threads() {
    let model = retailer(&[]);
    for (measure, versus) in [(Measure::RunRateRealisation, None), (Measure::ValueEffect, Some(0))] {
        let found = asked(&model, 1, measure, versus);
        assert_eq!(format!("{found:?}"), format!("{:?}", asked(&model, 2, measure, versus)));
        assert_eq!(found.drivers.len(), model.inputs.len());
        assert!(found.drivers.windows(2).all(|pair| pair[0].bar.swing.value.abs() >= pair[1].bar.swing.value.abs()));
        for driver in &found.drivers {
            assert!(driver.bar.low.value.is_finite() && driver.bar.high.value.is_finite() && driver.index.total.value.is_finite());
            assert!(driver.ends[0] <= driver.ends[1]);
        }
        assert_eq!(found.sets.len(), 2, "containment and resolution, each correlated over types");
    }
}
