//! Limits: where a part of the model has nothing to do, the rest is as if the part did not exist. Mostly to the bit.

mod common;

use common::{Case, Lived, assert_same_bits, each_type, retailer, retailer_with, series};
use residual::dist::Distribution;
use residual::engine::ai::{AiMonth, Take};
use residual::engine::difficulty::SLICES;
use residual::engine::finance::COST_LINES;
use residual::engine::quality::Lost;
use residual::engine::record::Metric;
use residual::engine::staffing::Queues;
use residual::engine::switches::{Frictions, Switches};
use residual::engine::world::{Setting, World, service_goal};
use residual::model::{Model, Owner};
use residual::results::{Experiment, Results, RunOption, Total};

/// Trials in which a limit is looked at besides the world of medians.
const TRIALS: u64 = 3;

/// The world of medians without noise, and some worlds with all of it.
fn worlds<'a>(setting: &'a Setting<'a>) -> impl Iterator<Item = (String, Lived<'a>)> {
    let expected = std::iter::once_with(|| ("expected".to_owned(), Lived::expected(setting)));
    expected.chain((0..TRIALS).map(|trial| (format!("trial {trial}"), Lived::drawn(setting, 7, trial))))
}

/// The same world with other frictions, `no_ai` included.
fn under<'a>(lived: &Lived<'a>, frictions: Frictions) -> Lived<'a> {
    Lived::with(lived.setting, lived.world.clone(), &Switches { frictions, ..Switches::NO_AI })
}

/// Runs every option under all frictions and under `frictions`, and expects the same figures.
fn assert_friction_has_no_effect(case: &Case, frictions: Frictions, but: &[Metric]) {
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        let without = under(&lived, frictions);
        for option in &case.model.options {
            let switches = Switches::of_option(option);
            let (a, b) = (lived.run(&switches), without.run(&Switches { frictions, ..switches }));
            assert_same_bits(&format!("{world}, {}", option.label.id), &a.record, &b.record, but);
        }
    }
}

#[test]
fn an_ai_that_reaches_nobody_and_costs_nothing_leaves_the_company_as_it_is() {
    let mut sets = each_type("ai.reach", "0");
    sets.extend(["workforce.response_without=0", "ai.integration=0", "ai.platform_fee=0", "ai.run_team_fte=0"].map(str::to_owned));
    let case = Case::new(retailer_with(&sets));
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        let run = lived.run(&case.option("technical_only"));
        // An AI that nobody meets still forgets.
        assert_same_bits(&world, &run.record, &lived.no_ai.record, &[Metric::Drift]);
        assert_eq!(lived.totals(&run.record).get(Total::CostSavings), 0.0);
    }
}

#[test]
fn an_option_without_levers_is_the_technology_alone() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        let technical_only = lived.run(&case.option("technical_only"));
        for owner in [Owner::Single, Owner::Split] {
            let run = lived.run(&Switches { ai: true, owner, ..Switches::NO_AI });
            assert_same_bits(&world, &run.record, &technical_only.record, &[]);
        }
        // A lever after the end is no lever. The lag of split ownership is a few months at most.
        let late = Switches { levers: [Some(60); 5], ..case.option("technical_only") };
        assert_same_bits(&world, &lived.run(&late).record, &technical_only.record, &[]);
    }
}

#[test]
fn a_lever_ahead_of_the_run_is_a_lever_in_its_first_month() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let at = |month| lived.run(&Switches { levers: [Some(month); 5], ..case.option("technical_only") });
    assert_same_bits("-40 and -3", &at(-40).record, &at(-3).record, &[]);
}

/// Every input certain at its median, still drawn.
fn without_spread(mut model: Model) -> Model {
    for input in &mut model.inputs {
        let median = input.distribution.median();
        input.distribution = Distribution::certain(median).expect("a median is a number");
    }
    model
}

fn run(model: &Model, configure: impl FnOnce(&mut Experiment<'_>)) -> Results {
    let goal = service_goal(model);
    let mut experiment = Experiment::new(model);
    experiment.trials = 3;
    configure(&mut experiment);
    // Tests that compare the modes switch tables off.
    experiment.run_with(&Setting::new(model, Queues::Exact(&goal)), &|_| true)
}

fn bits(totals: &residual::results::Totals) -> Vec<u64> {
    totals.values().iter().map(|x| x.to_bits()).collect()
}

#[test]
fn without_spread_and_without_noise_every_world_is_the_expected_one() {
    let model = retailer(&[]);
    let expected = run(&model, |e| e.expected = true);
    assert_eq!(expected.trials, 1);
    let certain = without_spread(model);
    let drawn = run(&certain, |e| e.process_noise = false);
    assert_eq!(drawn.trials, 3);
    for (option, name) in expected.options.iter().enumerate() {
        for trial in &drawn.totals[option] {
            assert_eq!(bits(trial), bits(&expected.totals[option][0]), "{}", name.id);
        }
        for t in 0..drawn.months[option].months() {
            for column in 0..drawn.months[option].width() {
                let (a, b) = (drawn.months[option].get(t, column).p50, expected.months[option].get(t, column).p50);
                assert_eq!(a.to_bits(), b.to_bits(), "{} month {t} column {column}", name.id);
            }
        }
    }
}

#[test]
fn inputs_set_to_their_medians_by_hand_give_the_expected_mode_too() {
    let model = retailer(&[]);
    let sets: Vec<String> = model.inputs.iter().map(|input| format!("{}={:?}", input.path, input.distribution.median())).collect();
    let certain = retailer_with(&sets);
    assert!(certain.inputs.is_empty());
    let (a, b) = (run(&model, |e| e.expected = true), run(&certain, |e| e.process_noise = false));
    for (option, name) in a.options.iter().enumerate() {
        assert_eq!(bits(&a.totals[option][0]), bits(&b.totals[option][2]), "{}", name.id);
    }
}

#[test]
fn noise_without_spread_still_makes_worlds_differ() {
    let certain = without_spread(retailer(&[]));
    let noisy = run(&certain, |_| ());
    assert_eq!(noisy.inputs[0], noisy.inputs[1]);
    assert_ne!(bits(&noisy.totals[1][0]), bits(&noisy.totals[1][1]));
}

/// What the AI leaves of the retailer's month 20 months after every phase started.
fn take(case: &Case, setting: &Setting<'_>) -> (World, Take) {
    let world = World::expected(setting);
    let mut take = Take::with_sizes(case.model.types.len(), world.p.phases.len());
    let switches = case.option("technical_only");
    take.split(&AiMonth {
        t: 0,
        model: &case.model,
        p: &world.p,
        today: &world.today,
        z: &setting.z,
        selections: None,
        switches: &switches,
        factor: &|_| 1.0,
        months_in: &|_| Some(20),
        lost: Lost { size: 0.03, regressions: None },
        context: 0.3,
    });
    (world, take)
}

#[test]
fn an_ai_that_takes_contacts_at_random_leaves_the_mix_of_difficulties_as_it_was() {
    let case = Case::retailer(&["ai.selectivity=0"]);
    let setting = case.setting();
    let (world, take) = take(&case, &setting);
    for k in 0..case.model.types.len() {
        let kept = |n: usize| take.inflow[k * SLICES + n] / world.today.issues[k * SLICES + n];
        assert!(kept(0) < 0.999, "type {k} meets the AI");
        for n in 1..SLICES {
            assert!((kept(n) / kept(0) - 1.0).abs() < 1e-12, "type {k} slice {n}: {} and {}", kept(n), kept(0));
        }
    }
}

#[test]
fn an_ai_that_takes_the_easy_contacts_leaves_more_of_the_harder_slice() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let (world, take) = take(&case, &setting);
    for k in 0..case.model.types.len() {
        let kept = |n: usize| take.inflow[k * SLICES + n] / world.today.issues[k * SLICES + n];
        assert!((1..SLICES).all(|n| kept(n) > kept(n - 1)), "type {k}");
    }
}

#[test]
fn a_slide_that_promises_nothing_has_no_realisation() {
    // More than a contact costs today.
    let case = Case::retailer(&["ai.price.per_resolution=12"]);
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        for option in &case.model.options {
            let totals = lived.totals(&lived.run(&Switches::of_option(option)).record);
            assert!(totals.get(Total::SlideSavings) < 0.0, "{world}");
            assert!(totals.get(Total::Realisation).is_nan() && totals.get(Total::RunRateRealisation).is_nan(), "{world}");
            assert!(totals.get(Total::CostSavings).is_finite(), "{world}");
        }
        let no_ai = lived.totals(&lived.no_ai.record);
        assert_eq!(no_ai.get(Total::SlideSavings), 0.0);
        assert!(no_ai.get(Total::Realisation).is_nan());
    }
}

#[test]
fn without_any_friction_the_slide_reaches_the_books() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        let lived = under(&lived, Frictions::NONE);
        let run = lived.run(&Switches { frictions: Frictions::NONE, ..case.option("technical_only") });
        let (slide, savings) = (series(&run.record, Metric::SlideSavings), series(&run.record, Metric::CostSavings));
        for (t, (slide, savings)) in slide.iter().zip(&savings).enumerate() {
            // Before go-live both are nothing.
            assert!((slide - savings).abs() <= 1e-9 * slide.abs(), "{world} month {t}: {slide} and {savings}");
        }
        assert!(slide.iter().sum::<f64>() > 1e6, "{world}");
    }
}

#[test]
fn the_slide_is_the_same_with_and_without_frictions_that_do_not_touch_the_ai() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let frictions = Frictions { capacity: false, contract: false, queue: false, metrics: false, ai_cost: false, ..Frictions::ALL };
    let (with, without) = (case.option("technical_only"), Switches { frictions, ..case.option("technical_only") });
    let (a, b) = (lived.run(&with), under(&lived, frictions).run(&without));
    assert_eq!(series(&a.record, Metric::SlideSavings), series(&b.record, Metric::SlideSavings));
}

#[test]
fn a_contract_without_minimum_and_notice_is_no_friction() {
    let mut sets = Vec::new();
    for terms in ["contract", "renegotiated"] {
        sets.push(format!("vendors.bpo_north.{terms}.minimum.share=0"));
        sets.push(format!("vendors.bpo_north.{terms}.notice_months=0"));
    }
    let case = Case::new(retailer_with(&sets));
    assert_friction_has_no_effect(&case, Frictions { contract: false, ..Frictions::ALL }, &[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let run = lived.run(&case.option("technical_only"));
    assert_eq!(run.record.sum(Metric::VendorShortfall), 0.0);
    assert!(run.record.sum(Metric::VendorInvoice) > 0.0);
}

#[test]
fn pressure_that_nobody_answers_to_is_no_friction() {
    let sets = ["behaviour.hurry=0", "behaviour.pressure_fcr=0", "behaviour.attrition_per_pressure=0"];
    let frictions = Frictions { metrics: false, ..Frictions::ALL };
    assert_friction_has_no_effect(&Case::retailer(&sets), frictions, &[Metric::Pressure]);
}

#[test]
fn quality_that_never_drifts_is_no_friction() {
    let case = Case::retailer(&["ai.quality.regression_probability=0"]);
    assert_friction_has_no_effect(&case, Frictions { quality: false, ..Frictions::ALL }, &[]);
}

#[test]
fn an_ai_that_resolves_all_it_contains_makes_no_false_containment() {
    let mut sets = each_type("ai.resolution", "1");
    sets.extend(each_type("ai.resolution_launch", "1"));
    sets.push("ai.quality.regression_probability=0".to_owned());
    let case = Case::new(retailer_with(&sets));
    assert_friction_has_no_effect(&case, Frictions { false_containment: false, ..Frictions::ALL }, &[]);
}

#[test]
fn an_ai_without_fixed_cost_has_no_friction_of_cost() {
    let case = Case::retailer(&["ai.integration=0", "ai.platform_fee=0", "ai.run_team_fte=0"]);
    assert_friction_has_no_effect(&case, Frictions { ai_cost: false, ..Frictions::ALL }, &[]);
}

#[test]
fn without_growth_and_dearer_prices_every_saving_is_hard() {
    let case = Case::retailer(&[
        "demand.growth=0",
        "workforce.wage_inflation=0",
        "vendors.bpo_north.contract.indexation=0",
        "vendors.bpo_north.renegotiated.indexation=0",
    ]);
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        assert_same_bits(&world, &lived.frozen.record, &lived.no_ai.record, &[]);
        for option in &case.model.options {
            let totals = lived.totals(&lived.run(&Switches::of_option(option)).record);
            let growth = totals.get(Total::AvoidedGrowth);
            assert!(growth.abs() < 1e-9 * lived.no_ai.record.sum(Metric::Cost), "{world}: {growth}");
        }
    }
}

#[test]
fn a_lever_that_costs_nothing_and_changes_nothing_is_free() {
    let model = retailer(&[
        "levers.metrics.programme_cost=0",
        "behaviour.hurry=0",
        "behaviour.pressure_fcr=0",
        "behaviour.attrition_per_pressure=0",
    ]);
    let case = Case::new(model);
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        let mut metrics = case.option("technical_only");
        metrics.levers[residual::model::Lever::Metrics as usize] = Some(0);
        let (a, b) = (lived.run(&case.option("technical_only")), lived.run(&metrics));
        assert_same_bits(&world, &a.record, &b.record, &[Metric::Pressure]);
    }
}

#[test]
fn a_negotiation_that_cannot_succeed_changes_nothing() {
    let case = Case::retailer(&["levers.contracts.success=0"]);
    let setting = case.setting();
    for (world, lived) in worlds(&setting) {
        let mut contracts = case.option("technical_only");
        contracts.levers[residual::model::Lever::Contracts as usize] = Some(0);
        let (a, b) = (lived.run(&case.option("technical_only")), lived.run(&contracts));
        assert_same_bits(&world, &a.record, &b.record, &[]);
    }
}

#[test]
fn twice_the_price_of_everything_is_twice_the_cost_of_everything() {
    // Two is a power of two: prices are scaled without rounding, and only products and sums follow.
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let mut world = lived.world.clone();
    let p = &mut world.p;
    for team in &mut p.teams {
        team.loaded_hourly_cost *= 2.0;
        team.hire_cost *= 2.0;
        team.training_cost *= 2.0;
    }
    for vendor in &mut p.vendors {
        vendor.contract.per_minute *= 2.0;
        if let Some(terms) = &mut vendor.renegotiated {
            terms.per_minute *= 2.0;
        }
    }
    for kind in &mut p.types {
        kind.value_at_risk *= 2.0;
    }
    for price in [
        &mut p.ai.integration,
        &mut p.ai.platform_fee,
        &mut p.ai.run_team_hourly_cost,
        &mut p.ai.error_cost,
        &mut p.ai.price.per_resolution,
        &mut p.levers.metrics_programme_cost,
        &mut p.levers.quality.reviewer_hourly_cost,
        &mut p.levers.staffing.upskill.as_mut().expect("the retailer retrains").cost,
    ] {
        *price *= 2.0;
    }
    world.settle(&setting);
    let dear = Lived::with(&setting, world, &Switches::NO_AI);
    for option in &case.model.options {
        let switches = Switches::of_option(option);
        let (a, b) = (lived.run(&switches).record, dear.run(&switches).record);
        let money = [Metric::Cost, Metric::SlideSavings, Metric::ContributionLost, Metric::ValueEffect, Metric::CostSavings];
        for metric in COST_LINES.into_iter().chain(money) {
            for t in 0..a.months() {
                assert_eq!(2.0 * a.get(t, metric), b.get(t, metric), "{} {} month {t}", option.label.id, metric.name());
            }
        }
        for metric in [Metric::Heads, Metric::HumanContacts, Metric::Fcr, Metric::VendorFte] {
            assert_eq!(series(&a, metric), series(&b, metric), "{}", metric.name());
        }
    }
}

#[test]
fn an_experiment_of_one_option_runs_that_option() {
    let model = retailer(&[]);
    let all = run(&model, |_| ());
    let redesign = run(&model, |e| e.options.retain(|option| option.label.id == "redesign"));
    assert_eq!(redesign.options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>(), ["no_ai", "redesign"]);
    let place = all.options.iter().position(|o| o.id == "redesign").expect("redesign ran");
    for (a, b) in all.totals[place].iter().zip(&redesign.totals[1]) {
        assert_eq!(bits(a), bits(b));
    }
    // The same switches twice are the same option twice.
    let twice = run(&model, |e| {
        let again = RunOption { switches: e.options[2].switches, label: e.options[0].label.clone() };
        e.options.push(again);
    });
    for (a, b) in twice.totals[3].iter().zip(&twice.totals[4]) {
        assert_eq!(bits(a), bits(b));
    }
}

#[test]
fn an_opt_out_is_a_shorter_reach_from_its_month_on() {
    // Certain inputs of the AI: reach is written, and ranges would be drawn from the same uniforms anyway.
    let lived = |sets: &[String]| {
        let model = retailer(&sets.iter().map(String::as_str).collect::<Vec<_>>());
        let case = Case::new(model);
        let setting = case.setting();
        Lived::expected(&setting).run(&case.option("technical_only")).record
    };
    let plain = lived(&[]);
    let of = |start: u32, share: f64| lived(&[format!("ai.opt_out={{ start = {start}, share = {share} }}")]);
    assert_same_bits("an opt-out that nobody uses", &plain, &of(0, 0.0), &[]);
    assert_same_bits("an opt-out after the end", &plain, &of(60, 0.5), &[]);
    // Everybody goes past the AI: what is left of it is its platform.
    let none = of(0, 1.0);
    assert_eq!(none.sum(Metric::Contained), 0.0);
    // Half go past it from the first month: half the reach of every type, to the bit.
    let reach = [("order_status", 0.95), ("returns", 0.9), ("product", 0.9), ("account", 0.85), ("delivery", 0.8), ("complaints", 0.6)];
    let halved: Vec<String> = reach.iter().map(|(id, reach)| format!("contact_types.{id}.ai.reach={}", reach / 2.0)).collect();
    assert_same_bits("half of everybody", &lived(&halved), &of(0, 0.5), &[]);
    // From a year after go-live: the same until then, half the conversations in the month itself.
    let later = of(12, 0.5);
    let (first, go_live) = (15, 3);
    assert_eq!(first, go_live + 12);
    for t in 0..first {
        assert_eq!(plain.get(t, Metric::Contained).to_bits(), later.get(t, Metric::Contained).to_bits(), "month {t}");
    }
    assert!((later.get(first, Metric::Contained) / plain.get(first, Metric::Contained) - 0.5).abs() < 1e-12);
}
