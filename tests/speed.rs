//! Short cuts of the engine and of a pass: what is shared is the same, to the bit, as what is done at length.

mod common;

use common::{Case, Lived, assert_same_bits, retailer};
use residual::analysis::bridge::frictions_of;
use residual::analysis::pack::{Depth, Pack};
use residual::analysis::targets::TargetStudy;
use residual::engine::planner::Plan;
use residual::engine::reprice::{operation, reprice};
use residual::engine::run::State;
use residual::engine::staffing::Queues;
use residual::engine::switches::{Friction, Frictions, Switches};
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, World, service_goal};
use residual::results::{Experiment, Worlds};

/// Runs `switches` by pricing a run with the same operation, and at length, and expects the same record.
#[track_caller]
fn assert_priced(what: &str, lived: &Lived<'_>, from: &Switches, switches: &Switches) {
    let model = lived.setting.model;
    assert_eq!(operation(model, from), operation(model, switches), "{what}");
    let operated = lived.run(from);
    let plan = Plan::forecast(lived.setting, &World::expected(lived.setting), switches);
    let mut priced = State::new(lived.setting);
    reprice(lived.setting, &lived.world, switches, &plan, Some(&lived.no_ai), &operated, &mut priced);
    assert_same_bits(what, &priced.record, &lived.run(switches).record, &[]);
}

#[test]
fn pricing_an_operation_anew_is_simulating_it_under_other_contracts() {
    // A second contract that remembers more: a floor under every reduction, and a vendor who shares what is saved.
    let tight = ["vendors.bpo_north.contract.ramp_down.share_per_quarter=0.1", "vendors.bpo_north.contract.gainshare.share=0.2"];
    for sets in [&[][..], &tight[..]] {
        let case = Case::retailer(sets);
        let setting = case.setting();
        for lived in [Lived::expected(&setting), Lived::drawn(&setting, 7, 0), Lived::drawn(&setting, 7, 5)] {
            for set in (0..32_u32).step_by(11) {
                let levers = std::array::from_fn(|i| (set >> i & 1 == 1).then_some([0, -3, 3, 6, 2][i]));
                let with = Switches { ai: true, levers, ..Switches::NO_AI };
                let mut without = with;
                without.levers[3] = None;
                assert_priced(&format!("levers {set:05b}"), &lived, &without, &with);
                assert_priced(&format!("levers {set:05b}, back"), &lived, &with, &without);
                let anyway = Switches { ai: false, ..with };
                assert_priced(&format!("levers {set:05b} without AI"), &lived, &Switches { ai: false, ..without }, &anyway);
            }
        }
    }
}

#[test]
fn work_that_moves_is_another_operation() {
    let moving = retailer(&["levers.contracts.volume_share.bpo_north=20%"]);
    let (with, without) = (Switches { ai: true, levers: [Some(0); 5], ..Switches::NO_AI }, Switches { ai: true, ..Switches::NO_AI });
    assert_ne!(operation(&moving, &with), operation(&moving, &Switches { levers: [Some(0), Some(0), Some(0), None, Some(0)], ..with }));
    assert_eq!(operation(&moving, &without), without);
}

#[test]
fn counterfactuals_with_and_without_commitments_are_one_operation() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    for set in (0..1 << Friction::ALL.len()).step_by(93) {
        let bound = Frictions { contract: true, ..frictions_of(set) };
        let free = Frictions { contract: false, ..bound };
        let lived = |frictions| Lived::with(&setting, Lived::drawn(&setting, 7, 1).world, &Switches { frictions, ..Switches::NO_AI });
        let (bound, free) = (lived(bound), lived(free));
        let mut priced = State::new(&setting);
        let switches = |frictions| Switches { frictions, ..Switches::NO_AI };
        let plan = Plan::forecast(&setting, &World::expected(&setting), &Switches::NO_AI);
        let frictions = Frictions { contract: false, ..frictions_of(set) };
        reprice(&setting, &free.world, &switches(frictions), &plan, None, &bound.no_ai, &mut priced);
        assert_same_bits(&format!("frictions {set:010b}"), &priced.record, &free.no_ai.record, &[]);
        // Runs held against it see the vendors' months of a counterfactual that was priced.
        assert_eq!(priced.vendor_months(0), free.no_ai.vendor_months(0));
    }
}

#[test]
fn a_pack_answers_what_its_parts_answer_alone() {
    let model = retailer(&[]);
    let experiment = Experiment { trials: 70, ..Experiment::new(&model) };
    let goal = service_goal(&model);
    let tables = Tables::build(&goal, &model);
    let setting = Setting::new(&model, Queues::Tables(&tables));
    let worlds = Worlds::new(&setting, 1, false);
    let depth = Depth { bridges: 50, levers: 20, fewer: 3, targets: 40 };
    let pack = Pack { worlds: &worlds, options: &experiment.options, first: 0, trials: 70, depth };
    let steps = std::sync::atomic::AtomicUsize::new(0);
    let answers = pack.run(&|done| {
        steps.store(done, std::sync::atomic::Ordering::Relaxed);
        true
    });
    assert_eq!(steps.into_inner(), pack.steps(), "progress ends where it said it would");
    let alone = experiment.run_with(&setting, &|_| true);
    assert_eq!(answers.results.inputs, alone.inputs);
    for (option, name) in alone.options.iter().enumerate() {
        let bits = |totals: &[residual::results::Totals]| -> Vec<u64> {
            totals.iter().flat_map(|t| t.values().iter().map(|x| x.to_bits())).collect()
        };
        assert_eq!(bits(&answers.results.totals[option]), bits(&alone.totals[option]), "{}", name.id);
        for t in 0..model.calendar.months {
            for column in 0..alone.months[option].width() {
                assert_eq!(answers.results.months[option].get(t, column), alone.months[option].get(t, column), "{} {t} {column}", name.id);
            }
        }
    }
    let targets = TargetStudy { worlds: &worlds, options: &experiment.options, first: 0, trials: 40 }.run(&|_| true);
    for (a, b) in answers.targets.options.iter().zip(&targets.options) {
        assert_eq!(a.worlds, b.worlds);
    }
    let study = residual::analysis::leader::Study {
        worlds: &worlds,
        options: &experiment.options,
        first: 0,
        trials: 50,
        lever_trials: 20,
        fewer: 3,
    };
    assert_eq!(answers.leader, study.run(&|_| true));
}
