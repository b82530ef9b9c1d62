//! The leader's analyses: bridge, levers, delay, ownership, verdict. Closing and limits first, then the reference.

use residual::analysis::battery::{Battery, without_ai};
use residual::analysis::bridge::{AllFrictions, Chain, STEPS, Step, Tone, frictions_of};
use residual::analysis::compare::{Refusal, Trials, compare, same_worlds};
use residual::analysis::delay::{DELAYS, DelayRuns};
use residual::analysis::estimate::Estimate;
use residual::analysis::leader::{Leader, Study};
use residual::analysis::levers::{Interaction, LeverStudy, Redesign, Subset, Subsets, best_of_size};
use residual::analysis::shapley::Shapley;
use residual::analysis::verdict::{Outcome, Thing, Verdict, best, changes, outcome};
use residual::engine::staffing::Queues;
use residual::engine::switches::{Friction, Switches};
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, service_goal};
use residual::model::{Hurdle, Lever, Model, Owner};
use residual::results::{Experiment, Results, RunOption, Total, Worlds};
use serde_json::Value;

const RETAILER: &str = include_str!("../scenarios/retailer.toml");

fn model_of(text: &str, overrides: &[(&str, &str)]) -> Model {
    let overrides: Vec<_> = overrides.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
    residual::scenario::load(text, "retailer.toml", &overrides).expect("the scenario loads").model
}

fn retailer() -> Model {
    model_of(RETAILER, &[])
}

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/retailer_expected.json")).unwrap()
}

/// Expected mode: one world, exact queues.
fn expected(model: &Model, look: impl FnOnce(&Worlds<'_>)) {
    let goal = service_goal(model);
    let setting = Setting::new(model, Queues::Exact(&goal));
    look(&Worlds::new(&setting, 1, true));
}

/// Monte Carlo: worlds of seed 1, tables.
fn drawn(model: &Model, look: impl FnOnce(&Worlds<'_>)) {
    let tables = Tables::build(&service_goal(model), model);
    let setting = Setting::new(model, Queues::Tables(&tables));
    look(&Worlds::new(&setting, 1, false));
}

/// Agreement with the reference: to 1e-6 of the slide. (In month 24 of the redesign one half-hour lies on a step of the
/// integer queue, where the last bits of the load decide on an agent: 4 units of money of value effect, 5e-7 of the slide.)
fn close(got: f64, want: f64, slide: f64) -> bool {
    (got - want).abs() <= 1e-6 * slide.abs()
}

/// All sums of the bridges of all options in `trials` worlds.
fn bridges_close(model: &Model, worlds: &Worlds<'_>, trials: usize) {
    let mut battery = Battery::default();
    let chain = Chain::ask(&mut battery);
    let options: Vec<_> = model.options.iter().map(|o| battery.add(Switches::of_option(o))).collect();
    let table = battery.run(worlds, 0, trials, &|_| true);
    for (spec, option) in model.options.iter().zip(options) {
        for trial in 0..table.trials {
            let figures = table.get(option, trial);
            let steps = chain.steps(&table, option, trial);
            let slide = figures.slide_savings.abs();
            let (all, savings) = (steps.iter().sum::<f64>(), steps[..STEPS - 1].iter().sum::<f64>());
            assert!((all - figures.value_effect).abs() <= 1e-9 * slide, "{} {trial}", spec.label.id);
            assert!((savings - figures.cost_savings).abs() <= 1e-9 * slide, "{} {trial}", spec.label.id);
            if model.slide.is_none() {
                assert!(steps[1].abs() <= 1e-9 * slide, "the chain starts at the slide: {}", steps[1]);
            }
            if spec.levers.iter().all(Option::is_none) {
                assert_eq!(steps[STEPS - 2], 0.0);
            }
        }
    }
}

#[test]
fn bridges_close_in_expected_mode() {
    let model = retailer();
    expected(&model, |worlds| bridges_close(&model, worlds, 1));
}

#[test]
fn bridges_close_in_every_world() {
    let model = retailer();
    drawn(&model, |worlds| bridges_close(&model, worlds, 24));
}

#[test]
fn the_bridge_is_that_of_the_reference() {
    let model = retailer();
    expected(&model, |worlds| {
        let mut battery = Battery::default();
        let chain = Chain::ask(&mut battery);
        let options: Vec<_> = model.options.iter().map(|o| battery.add(Switches::of_option(o))).collect();
        let table = battery.run(worlds, 0, 1, &|_| true);
        for (spec, option) in model.options.iter().zip(options) {
            let bridge = chain.bridge(&table, &spec.label, option, false, None);
            let wanted = reference()["options"][&spec.label.id]["bridge"].as_array().unwrap().clone();
            assert_eq!(bridge.steps.len(), wanted.len());
            for (step, want) in bridge.steps.iter().zip(&wanted) {
                assert_eq!(step.name, want["step"].as_str().unwrap());
                let amount = want["amount"].as_f64().unwrap();
                assert!(close(step.amount.mean, amount, bridge.mean(Step::Slide)), "{} {} {amount}", step.name, step.amount.mean);
                assert_eq!((step.amount.p10, step.amount.standard_error), (step.amount.mean, 0.0));
            }
        }
    });
}

#[test]
fn a_friction_that_is_absent_has_step_zero() {
    let absent = [
        ("customers.false_containment_return", "0"),
        ("ai.error_cost", "0"),
        ("ai.induced", "0"),
        ("ai.integration", "0"),
        ("ai.platform_fee", "0"),
        ("ai.run_team_fte", "0"),
        ("ai.quality.regression_probability", "0"),
        ("behaviour.hurry", "0"),
        ("behaviour.pressure_fcr", "0"),
        ("behaviour.attrition_per_pressure", "0"),
    ];
    let model = model_of(RETAILER, &absent);
    drawn(&model, |worlds| {
        let mut battery = Battery::default();
        let chain = Chain::ask(&mut battery);
        let all = AllFrictions::ask(&mut battery);
        let table = battery.run(worlds, 0, 6, &|_| true);
        for trial in 0..table.trials {
            let steps = chain.steps(&table, chain.technical(), trial);
            let shares = all.shares_of(&table, trial);
            let slide = steps[0];
            for friction in [Friction::Induced, Friction::False, Friction::AiCost, Friction::Metrics, Friction::Quality] {
                let step = steps[2 + friction as usize];
                assert!(step.abs() <= 1e-9 * slide, "{}: {step}", friction.name());
                assert!(shares[friction as usize].abs() <= 1e-9 * slide, "{}: {}", friction.name(), shares[friction as usize]);
            }
        }
    });
}

#[test]
fn shares_of_frictions_add_up_to_what_the_technology_loses() {
    let model = retailer();
    drawn(&model, |worlds| {
        let mut battery = Battery::default();
        let chain = Chain::ask(&mut battery);
        let all = AllFrictions::ask(&mut battery);
        let table = battery.run(worlds, 0, 4, &|_| true);
        for trial in 0..table.trials {
            let technical = table.get(chain.technical(), trial);
            let lost: f64 = all.shares_of(&table, trial).iter().sum();
            assert!((lost - (technical.cost_savings - technical.slide_savings)).abs() <= 1e-9 * technical.slide_savings);
        }
    });
}

/// A few sets of frictions stand for all possible ones: here sets with everything switched as named, run one by one.
#[test]
fn hidden_frictions_change_no_cost() {
    let model = retailer();
    drawn(&model, |worlds| {
        let mut battery = Battery::default();
        let all = AllFrictions::ask(&mut battery);
        assert!(battery.len() <= 46, "{} runs", battery.len());
        let sets: Vec<usize> = (0..1024).filter(|set| all.is_possible(*set)).collect();
        assert_eq!(sets.len(), 2 * (4 + 40));
        let plain: Vec<_> =
            sets.iter().map(|set| battery.add(Switches { ai: true, frictions: frictions_of(*set), ..Switches::NO_AI })).collect();
        let table = battery.run(worlds, 5, 3, &|_| true);
        for trial in 0..table.trials {
            let savings = all.savings(&table, trial);
            for (set, run) in sets.iter().zip(&plain) {
                let want = table.get(*run, trial).cost_savings;
                assert!((savings[*set] - want).abs() <= 1e-9 * savings[0].abs(), "set {set:010b}: {} {want}", savings[*set]);
            }
        }
    });
}

/// The same for the counterfactual: the cost of `no_ai` under any frictions is that under its visible ones.
#[test]
fn without_the_ai_its_frictions_change_nothing() {
    let model = retailer();
    drawn(&model, |worlds| {
        let mut battery = Battery::default();
        let sets: Vec<usize> = (0..24).map(|i| (i * 617 + 31) % 1024).collect();
        let runs: Vec<_> = sets.iter().map(|set| battery.add(Switches { frictions: frictions_of(*set), ..Switches::NO_AI })).collect();
        let table = battery.run(worlds, 0, 3, &|_| true);
        for (set, run) in sets.iter().zip(&runs) {
            // Held against the run with its visible frictions, it saves nothing.
            assert!(table.column(*run).all(|f| f.cost_savings == 0.0), "set {set:010b} against {:?}", without_ai(frictions_of(*set)));
        }
    });
}

/// A battery's figures are those of an experiment, to the bit.
#[test]
fn batteries_agree_with_experiments() {
    let model = retailer();
    drawn(&model, |worlds| {
        let mut battery = Battery::default();
        let ids: Vec<_> = model.options.iter().map(|o| battery.follow(Switches::of_option(o))).collect();
        let table = battery.run(worlds, 3, 12, &|_| true);
        let mut experiment = Experiment::new(&model);
        (experiment.first, experiment.trials) = (3, 12);
        let results = experiment.run_with(worlds.setting, &|_| true);
        for (option, id) in ids.iter().enumerate() {
            for (trial, totals) in results.totals[option + 1].iter().enumerate() {
                let figures = table.get(*id, trial);
                assert_eq!(figures.cost_savings, totals.get(Total::CostSavings));
                assert_eq!(figures.value_effect, totals.get(Total::ValueEffect));
                assert_eq!(figures.sound, totals.get(Total::Sound));
            }
            let months: f64 = table.monthly(*id).iter().sum();
            let total = table.column(*id).map(|f| f.cost_savings).sum::<f64>() / 12.0;
            assert!((months - total).abs() < 1e-9 * total.abs());
        }
    });
}

#[test]
fn shapley_values_are_those_of_the_textbooks() {
    let games: Value = serde_json::from_str(include_str!("reference/analysis.json")).unwrap();
    let values = |name: &str, worth: &dyn Fn(usize) -> f64| {
        let phi = games[name]["phi"].as_array().unwrap();
        let game = Shapley::new(phi.len());
        let got: Vec<f64> = (0..phi.len()).map(|i| game.value(worth, i)).collect();
        for (got, want) in got.iter().zip(phi) {
            assert!((got - want.as_f64().unwrap()).abs() < 1e-9 * want.as_f64().unwrap().max(1.0), "{name} {got} {want}");
        }
        let sum: f64 = got.iter().sum();
        assert!((sum - worth(game.subsets() - 1) + worth(0)).abs() < 1e-9 * sum.abs());
        got
    };
    // A left and a left glove and a right one: the two lefts are worth the same.
    let gloves = values("shapley_glove", &|set| f64::from(u8::from(set & 4 != 0 && set & 3 != 0)));
    assert!((gloves[0] - gloves[1]).abs() < 1e-15);
    let costs = games["shapley_airport"]["costs"].as_array().unwrap();
    let costs: Vec<f64> = costs.iter().map(|c| c.as_f64().unwrap()).collect();
    values("shapley_airport", &|set| (0..4).filter(|i| set >> i & 1 == 1).map(|i| costs[i]).fold(0.0, f64::max));
    let baseline = games["shapley_levers_multiplicative"]["baseline"].as_f64().unwrap();
    let factors = [0.7, 0.9, 0.95];
    values("shapley_levers_multiplicative", &|set| {
        baseline * (1.0 - (0..3).filter(|i| set >> i & 1 == 1).map(|i| factors[i]).product::<f64>())
    });
}

/// The lever study of the redesign, with all its worlds in both tables.
fn lever_study(worlds: &Worlds<'_>, trials: usize) -> LeverStudy {
    let redesign = Redesign::of(worlds.model(), &Experiment::new(worlds.model()).options);
    let mut battery = Battery::default();
    let (with, without) = (Subsets::ask(&mut battery, &redesign, true), Subsets::ask(&mut battery, &redesign, false));
    let table = battery.run(worlds, 0, trials, &|_| true);
    for trial in 0..table.trials {
        // Shapley values share out what all levers together are worth, in every world.
        for (subsets, ai) in [(&with, true), (&without, false)] {
            let worth = subsets.worth(&table, |f| f.cost_savings, trial);
            let game = Shapley::new(redesign.levers.len());
            let sum: f64 = (0..redesign.levers.len()).map(|i| game.value(|set| worth[set], i)).sum();
            let slide = table.get(with.run(0), trial).slide_savings;
            assert!((sum - (worth[redesign.all()] - worth[0])).abs() <= 1e-9 * slide, "with the AI: {ai}");
        }
        assert_eq!(table.get(without.run(0), trial).cost_savings, 0.0);
    }
    LeverStudy::read((&with, &table), (&without, &table))
}

#[test]
fn levers_are_worth_what_the_reference_says() {
    let model = retailer();
    let levers = &reference()["levers"];
    expected(&model, |worlds| {
        let study = lever_study(worlds, 1);
        let slide = study.subsets[0].cost_savings.mean / study.subsets[0].realisation;
        assert_eq!((study.redesign.option.id.as_str(), study.redesign.owner), ("redesign", Owner::Single));
        assert_eq!(study.subsets.len(), 32);
        for subset in &study.subsets {
            let want = &levers["subsets"][subset.name()];
            let money = |name: &str| want[name].as_f64().unwrap();
            assert!(close(subset.cost_savings.mean, money("cost_savings"), slide), "{}", subset.name());
            assert!(close(subset.value_effect.mean, money("value_effect"), slide), "{}", subset.name());
            assert!((subset.realisation - money("realisation")).abs() < 1e-6, "{}", subset.name());
        }
        for (values, name) in
            [(&study.with_ai.on_cost_savings, "shapley_on_cost_savings"), (&study.with_ai.on_value_effect, "shapley_on_value_effect")]
        {
            for value in values {
                assert!(close(value.value.mean, levers[name][value.name].as_f64().unwrap(), slide), "{name} {}", value.name);
            }
        }
        let want = reference()["options"]["redesign"]["without_ai"].clone();
        let without = &study.without_ai;
        assert!(close(without.all_on_cost_savings.mean, want["cost_savings"].as_f64().unwrap(), slide));
        assert!(close(without.all_on_value_effect.mean, want["value_effect"].as_f64().unwrap(), slide));
    });
}

#[test]
fn delay_costs_what_the_reference_says() {
    let model = retailer();
    expected(&model, |worlds| {
        let redesign = Redesign::of(&model, &Experiment::new(&model).options);
        let mut battery = Battery::default();
        let runs = DelayRuns::ask_all(&mut battery, &redesign);
        let one = DelayRuns::ask_one(&mut battery, &redesign, Lever::Contracts);
        let table = battery.run(worlds, 0, 1, &|_| true);
        let delay = runs.read(&table, &model.calendar);
        assert_eq!(delay.months.len(), DELAYS.len());
        for at in &delay.months {
            let want = &reference()["levers"]["delay"][at.month.to_string()];
            assert!(close(at.cost_savings.mean, want["cost_savings"].as_f64().unwrap(), 9e6), "{}", at.month);
            assert!(close(at.value_effect.mean, want["value_effect"].as_f64().unwrap(), 9e6), "{}", at.month);
        }
        let on_time = &delay.months[1];
        assert_eq!((on_time.month, on_time.loss.mean, on_time.months_apart, on_time.meets), (0, 0.0, 0, Some(0)));
        // Later is dearer, and the run-rate catches up with what is not too late.
        for pair in delay.months.windows(2) {
            assert!(pair[1].loss.mean > pair[0].loss.mean);
        }
        assert!(delay.months[2].loss_a_month > 0.0);
        // One lever that waits costs less than all of them, whatever the month.
        for (one, all) in one.read(&table, &model.calendar).months.iter().zip(&delay.months) {
            assert!(one.loss.mean.abs() <= all.loss.mean.abs() + 1.0, "{}", one.month);
        }
    });
}

#[test]
fn a_lever_without_effect_is_worth_nothing() {
    // Renegotiation that never succeeds, a review of nothing that coaches nobody.
    let idle = [
        ("levers.contracts.success", "0"),
        ("levers.quality.ai_reviews", "0"),
        ("levers.quality.coaching_fcr", "0"),
        ("ai.phases.2.gate.min_resolution", "0"),
        ("ai.phases.3.gate.min_resolution", "0"),
        ("behaviour.hurry", "0"),
        ("behaviour.pressure_fcr", "0"),
        ("behaviour.attrition_per_pressure", "0"),
        ("levers.metrics.programme_cost", "0"),
    ];
    let model = model_of(RETAILER, &idle);
    drawn(&model, |worlds| {
        let study = lever_study(worlds, 3);
        for values in [&study.with_ai.on_cost_savings, &study.with_ai.on_value_effect, &study.without_ai.on_cost_savings] {
            for value in values.iter().filter(|v| [Lever::Contracts, Lever::Metrics].contains(&v.lever)) {
                assert_eq!((value.value.mean, value.value.p10, value.value.p90), (0.0, 0.0, 0.0), "{}", value.name);
            }
        }
        for interaction in study.interactions.iter().filter(|i| i.pair.contains(&Lever::Contracts)) {
            assert_eq!(interaction.index.mean, 0.0);
            assert!(interaction.sentence().contains("do not touch"));
        }
    });
}

/// Results, options and the leader's study of a model in a few worlds.
fn studied(model: &Model, worlds: &Worlds<'_>, trials: usize, expected: bool) -> (Results, Vec<RunOption>, Leader) {
    let experiment = Experiment { trials, expected, ..Experiment::new(model) };
    let results = experiment.run_with(worlds.setting, &|_| true);
    let study = Study { worlds, options: &experiment.options, first: 0, trials, lever_trials: trials, fewer: 4 };
    let leader = study.run(&|_| true);
    (results, experiment.options, leader)
}

#[test]
fn the_study_says_how_many_worlds_are_behind_each_figure() {
    let model = retailer();
    drawn(&model, |worlds| {
        let (results, options, leader) = studied(&model, worlds, 12, false);
        assert_eq!((leader.trials, leader.fewer_trials), (12, 4));
        assert_eq!((leader.levers.with_ai.trials, leader.levers.without_ai.trials), (12, 4));
        assert_eq!((leader.delay.trials, leader.delay_by_lever[0].trials), (12, 4));
        assert_eq!(leader.bridges.len(), options.len());
        let of = |id: &str| leader.bridges.iter().find(|b| b.label.id == id).unwrap();
        // The bridge's sums are the experiment's means.
        for (place, option) in options.iter().enumerate() {
            let sum: f64 = of(&option.label.id).steps.iter().map(|s| s.amount.mean).sum();
            let want = Estimate::of(results.column(place + 1, Total::ValueEffect).into_iter()).mean;
            assert!((sum - want).abs() < 1e-6 * want.abs());
        }
        assert!(of("redesign").steps.iter().all(|s| s.amount.p10 <= s.amount.p50 && s.amount.p50 <= s.amount.p90));
        // The levers step of the redesign's bridge is shared out among its levers.
        let shared: f64 = leader.levers.on_bridge.iter().map(|v| v.value.mean).sum();
        assert!((shared - of("redesign").mean(Step::Levers)).abs() < 1e-6 * shared.abs());
        assert!(leader.bridges.iter().flat_map(|b| &b.steps).all(|s| s.share.is_some() == matches!(s.step, Step::Friction(_))));
        let without: Vec<&str> = leader.without_ai.iter().map(|w| w.label.id.as_str()).collect();
        assert_eq!(without, ["phase_two", "redesign"]);
    });
}

#[test]
fn a_run_that_is_stopped_early_says_what_it_has() {
    let model = retailer();
    drawn(&model, |worlds| {
        let mut battery = Battery::default();
        let chain = Chain::ask(&mut battery);
        let table = battery.run(worlds, 0, 600, &|_| false);
        assert!(table.trials > 0 && table.trials < 600, "{} worlds", table.trials);
        assert_eq!(table.column(chain.technical()).count(), table.trials);
    });
}

#[test]
fn a_second_owner_costs_money_and_months() {
    let model = retailer();
    drawn(&model, |worlds| {
        let (_, _, leader) = studied(&model, worlds, 24, false);
        let ids: Vec<_> = leader.ownership.iter().map(|o| (o.label.id.as_str(), o.owner)).collect();
        assert_eq!(ids, [("phase_two", Owner::Split), ("redesign", Owner::Single)]);
        for ownership in &leader.ownership {
            assert!(ownership.cost_savings.mean > 0.0 && ownership.lag_months.mean >= 1.0, "{ownership:?}");
        }
        // A lag of nothing costs nothing.
        let prompt = model_of(RETAILER, &[("ownership.split_lag", "0")]);
        let (_, _, leader) = studied(&prompt, worlds_of(&prompt, worlds), 3, false);
        assert!(leader.ownership.iter().all(|o| o.cost_savings.mean == 0.0 && o.lag_months.mean == 0.0));
    });
}

/// Worlds of another model that shares everything tables depend on.
fn worlds_of<'a>(model: &'a Model, like: &Worlds<'a>) -> &'a Worlds<'a> {
    let setting = Box::leak(Box::new(Setting::new(model, like.setting.queues)));
    Box::leak(Box::new(Worlds::new(setting, 1, false)))
}

#[test]
fn a_claimed_slide_is_where_the_bridge_starts() {
    let claim = "[slide]\ncontainment = 0.6\ncost_per_contact = 6.0\nincludes = []\n\n[[options]]";
    let model = model_of(&RETAILER.replacen("[[options]]", claim, 1), &[]);
    assert!(model.slide.is_some());
    expected(&model, |worlds| bridges_close(&model, worlds, 1));
    drawn(&model, |worlds| bridges_close(&model, worlds, 6));
    expected(&model, |worlds| {
        let (results, _, leader) = studied(&model, worlds, 1, true);
        let contacts: f64 = (model.calendar.go_live..model.calendar.months)
            .map(|t| results.months[1].get(t, residual::engine::record::Metric::ContactsDemanded as usize).mean)
            .sum();
        let bridge = &leader.bridges[0];
        let (slide, claimed) = (bridge.mean(Step::Slide), bridge.mean(Step::Claim));
        assert!((slide - 0.6 * contacts * 6.0).abs() < 1e-6 * slide);
        let own = reference()["options"]["technical_only"]["bridge"][0]["amount"].as_f64().unwrap();
        assert!((slide + claimed - own).abs() < 1e-6 * own, "the claim leads back to the engine's own slide");
        assert_eq!(leader.bridges[2].mean(Step::Levers).signum(), 1.0);
    });
}

#[test]
fn no_people_step_is_shown_as_a_gain() {
    for step in Step::all() {
        let people = ["queue", "capacity", "metrics"].contains(&step.name());
        assert_eq!(step.tone(5.0) == Tone::OnPeople, people, "{}", step.name());
        assert!(step.tone(-5.0) == Tone::Loss || step == Step::Slide);
    }
}

#[test]
fn verdicts_follow_from_the_hurdle() {
    let hurdle = Hurdle { realisation: 0.5, probability: 0.8 };
    assert_eq!(outcome(&hurdle, 0.8, 1.0), Outcome::Reaches);
    assert_eq!(outcome(&hurdle, 0.79, 1.0), Outcome::Partly);
    assert_eq!(outcome(&hurdle, 0.79, 0.0), Outcome::DoesNot);
    assert_eq!(outcome(&Hurdle { probability: 0.0, ..hurdle }, 0.0, -1.0), Outcome::Reaches);

    let model = retailer();
    drawn(&model, |worlds| {
        let (results, options, leader) = studied(&model, worlds, 24, false);
        let judged = |realisation: f64, results: &Results, options: &[RunOption]| {
            Verdict::new(Hurdle { realisation, probability: 0.8 }, results, options, &leader)
        };
        let things = |verdict: &Verdict| verdict.changes.iter().map(|c| c.thing).collect::<Vec<_>>();
        // Half the slide is missed by the redesign, which has pulled everything in time: frictions are left.
        let missed = judged(0.9, &results, &options);
        assert_eq!((missed.outcome, missed.option), (Outcome::Partly, Some(3)));
        assert!(matches!(things(&missed)[..], [Thing::Friction(_), Thing::Friction(_)]));
        assert!(missed.changes[0].amount.mean >= missed.changes[1].amount.mean);
        // A hurdle that is met rests on the levers that carry most.
        let met = judged(0.05, &results, &options);
        assert_eq!(met.outcome, Outcome::Reaches);
        assert_eq!(things(&met), [Thing::Losing(Lever::Staffing), Thing::Losing(Lever::Routing)]);
        assert!(met.probability >= 0.8);
        // What is left undone comes before frictions.
        let late = changes(Outcome::Partly, &options[1], &leader);
        assert_eq!(late[0].thing, Thing::Sooner);
        assert_eq!(late[1].thing, Thing::OneOwner);
        let alone = changes(Outcome::DoesNot, &options[0], &leader);
        assert_eq!(alone[0].thing, Thing::Pull(Lever::Staffing));
        // The technology alone is unsound here: nothing to stand by.
        let mut only = results.clone();
        only.totals.truncate(2);
        only.options.truncate(2);
        if best(&only).is_none() {
            let verdict = judged(0.5, &only, &options[..1]);
            assert_eq!((verdict.outcome, verdict.option, verdict.label.is_none()), (Outcome::DoesNot, None, true));
        }
        // Without any option there is nothing to judge.
        only.totals.truncate(1);
        only.options.truncate(1);
        let none = judged(0.5, &only, &[]);
        assert_eq!((none.outcome, none.option, none.changes.len()), (Outcome::DoesNot, None, 0));
    });
}

fn money(mean: f64) -> Estimate {
    Estimate { mean, standard_error: 1.0, p10: mean, p50: mean, p90: mean }
}

#[test]
fn an_unsound_lever_is_never_the_best() {
    let subset = |set: usize, lever: Lever, savings: f64, sound: f64| Subset {
        set,
        levers: vec![lever],
        cost_savings: money(savings),
        value_effect: money(savings),
        realisation: 0.0,
        run_rate_cost_savings: money(savings),
        sound,
    };
    let mut singles = vec![subset(1, Lever::Staffing, 9.0, 0.4), subset(2, Lever::Routing, 3.0, 0.6)];
    assert_eq!(best_of_size(&singles, 1).unwrap().name(), "routing");
    singles[1].sound = 0.0;
    assert_eq!(best_of_size(&singles, 1), None);
    assert_eq!(best_of_size(&singles, 2), None);
}

#[test]
fn interactions_are_said_as_the_numbers_have_them() {
    let said = |alone: [f64; 2], together: [f64; 2]| {
        let index = money(together[0] - alone[0]);
        Interaction { pair: [Lever::Staffing, Lever::Routing], index, alone, together }.sentence()
    };
    assert_eq!(said([10.0, 0.0], [20.0, 10.0]), "routing without staffing returns nothing");
    assert_eq!(said([10.0, -4.0], [20.0, 6.0]), "routing without staffing costs money; with staffing it saves");
    assert_eq!(said([5.0, 15.0], [10.0, 20.0]), "staffing without routing returns 50 % of what it returns with it");
    assert_eq!(said([10.0, 20.0], [0.5, 10.5]), "once routing is pulled, staffing adds nothing");
    assert_eq!(said([10.0, 20.0], [6.0, 16.0]), "staffing and routing overlap: with routing, staffing adds 60 % of what it would alone");
    assert_eq!(said([-9.0, -8.0], [-2.0, -1.0]), "staffing and routing cost less together than apart");
}

#[test]
fn two_runs_are_compared_world_by_world() {
    let (model, dearer) = (retailer(), model_of(RETAILER, &[("ai.platform_fee", "32000")]));
    let side = |model: &Model, seed: u64, first: u64, trials: usize| {
        let experiment = Experiment { seed, first, trials, ..Experiment::new(model) };
        Trials::of(model, seed, first, false, &experiment.run(&|_| true))
    };
    let (a, b) = (side(&model, 1, 0, 6), side(&dearer, 1, 2, 6));
    assert_eq!(same_worlds(&a, &b), Ok(()));
    let compared = compare(&a, &b).unwrap();
    assert_eq!((compared.trials, compared.options.len()), (4, 3));
    for option in &compared.options {
        let savings = option.figures.iter().find(|f| f.figure == "cost_savings").unwrap();
        // 10 000 a month from go-live, in every world.
        assert!((savings.difference.mean + 240_000.0).abs() < 1e-3 && savings.difference.standard_error < 1e-3);
        assert!((savings.interval[0] + 240_000.0).abs() < 1e-2 && savings.more == 0.0);
        let slide = option.figures.iter().find(|f| f.figure == "slide_savings").unwrap();
        assert_eq!((slide.difference.mean, slide.same), (0.0, 1.0));
    }
    // What is not the same worlds is refused, and says why.
    assert_eq!(same_worlds(&a, &Trials { seed: 2, ..b.clone() }), Err(Refusal::Seeds(1, 2)));
    let certain = side(&model_of(RETAILER, &[("ai.selectivity", "0.6")]), 1, 0, 2);
    assert_eq!(same_worlds(&a, &certain), Err(Refusal::Inputs(vec!["ai.selectivity".into()])));
    assert_eq!(compare(&a, &certain).unwrap().unshared_inputs, ["ai.selectivity"]);
    assert_eq!(same_worlds(&a, &Trials { expected: true, ..b.clone() }), Err(Refusal::Modes));
    assert_eq!(compare(&a, &Trials { trials: (50..56).collect(), ..b.clone() }).unwrap_err(), Refusal::Trials);
    let renamed = Trials { options: Vec::new(), ..b };
    assert!(matches!(compare(&a, &renamed), Err(Refusal::Options(..))));
}

#[test]
fn the_redesign_under_study_is_the_fullest_option() {
    let model = retailer();
    let all = Experiment::new(&model).options;
    let redesign = Redesign::of(&model, &all);
    assert_eq!((redesign.option.id.as_str(), redesign.months, redesign.added.len()), ("redesign", [0; 5], 0));
    let late = Redesign::of(&model, &all[..2]);
    assert_eq!((late.option.id.as_str(), late.months, late.owner), ("phase_two", [9; 5], Owner::Split));
    // An option without levers is studied with all of them at go-live.
    let alone = Redesign::of(&model, &all[..1]);
    assert_eq!((alone.months, alone.added.len(), alone.levers.len()), ([0; 5], 5, 5));
    assert_eq!(Redesign::of(&model, &[]).option.id, "all_levers");
}
