//! New baselines and the dual signal: parts sum to the change, a cause that is off has no part, indices are 100 before AI,
//! and the ticking clock is where it was built in.

mod common;

use common::{Case, Lived, each_type};
use residual::analysis::dual_signal::{Signal, clock};
use residual::analysis::rebaseline::{Beside, Item, Who};
use residual::analysis::targets::{TargetStudy, Targets};
use residual::engine::planner::Plan;
use residual::engine::rebaseline::{Cause, Chain, Figure, Rebaseline};
use residual::engine::record::Metric;
use residual::engine::run::{State, simulate};
use residual::engine::switches::Switches;
use residual::engine::world::{Setting, World};
use residual::model::Lever;
use residual::results::{Experiment, RunOption, Worlds};

/// Float noise of sums of some thousand terms.
const ROUNDING: f64 = 1e-9;

/// A run that explains its months, in the world of `lived`.
fn explained(setting: &Setting<'_>, lived: &Lived<'_>, switches: &Switches) -> State {
    let plan = Plan::forecast(setting, &World::expected(setting), switches);
    let mut state = State::explaining(setting);
    simulate(setting, &lived.world, switches, &plan, Some(&lived.no_ai), &mut state);
    state
}

fn kept(state: &State) -> &Rebaseline {
    state.rebaseline.as_ref().expect("it was asked for")
}

/// The study of a case's options in some worlds.
fn study(case: &Case, trials: usize) -> Targets {
    let setting = case.setting();
    let worlds = Worlds::new(&setting, 1, false);
    let options = Experiment::new(&case.model).options;
    TargetStudy { worlds: &worlds, options: &options, first: 0, trials }.run(&|_| true)
}

fn sum_of_parts(chain: &Chain, figure: Figure) -> f64 {
    Cause::ALL.into_iter().map(|cause| chain.part(figure, cause)).sum()
}

#[test]
fn parts_sum_to_the_change_of_the_books_in_every_trial() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    for trial in 0..6 {
        let lived = Lived::drawn(&setting, 7, trial);
        for id in ["technical_only", "phase_two", "redesign"] {
            let state = explained(&setting, &lived, &case.option(id));
            for t in 0..state.record.months() {
                let chain = &kept(&state).month(t).channel;
                let metrics = [Metric::AhtMinutes, Metric::Fcr, Metric::Csat];
                for (figure, metric) in Figure::ALL.into_iter().zip(metrics) {
                    let booked = state.record.get(t, metric);
                    assert_eq!(chain.now(figure), booked, "{id} month {t} {figure:?}: the chain ends with the books");
                    let change = booked - chain.today(figure);
                    let sum = sum_of_parts(chain, figure);
                    assert!((sum - change).abs() < ROUNDING, "{id} trial {trial} month {t} {figure:?}: {sum} of {change}");
                }
                for j in 0..case.model.teams.len() {
                    let chain = kept(&state).team(t, j);
                    for figure in Figure::OF_TEAMS {
                        let change = chain.now(figure) - chain.today(figure);
                        assert!((sum_of_parts(chain, figure) - change).abs() < ROUNDING, "{id} team {j} month {t}");
                    }
                }
            }
        }
    }
}

#[test]
fn today_is_today_as_measured() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let state = explained(&setting, &lived, &Switches::NO_AI);
    let chain = &kept(&state).month(0).channel;
    let types = &case.model.medians.types;
    let measured = |of: fn(&residual::model::ContactType) -> f64| {
        types.iter().map(|k| k.volume * of(k)).sum::<f64>() / types.iter().map(|k| k.volume).sum::<f64>()
    };
    assert!((chain.today(Figure::Aht) - measured(|k| k.aht_minutes)).abs() < ROUNDING);
    assert!((chain.today(Figure::Fcr) - measured(|k| k.fcr)).abs() < ROUNDING);
    assert!((chain.today(Figure::Csat) - measured(|k| k.csat)).abs() < ROUNDING);
}

#[test]
fn explaining_changes_nothing() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::drawn(&setting, 3, 1);
    let switches = case.option("redesign");
    common::assert_same_bits("explained", &lived.run(&switches).record, &explained(&setting, &lived, &switches).record, &[]);
}

/// Largest part of a cause over months, figures and teams, with these changes.
#[track_caller]
fn largest(cause: Cause, option: &str, sets: &[String]) -> f64 {
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    let case = Case::retailer(&sets);
    let setting = case.setting();
    let lived = Lived::drawn(&setting, 5, 2);
    let switches = if option == "no_ai" { Switches::NO_AI } else { case.option(option) };
    let state = explained(&setting, &lived, &switches);
    let mut most: f64 = 0.0;
    for t in 0..state.record.months() {
        let channel = &kept(&state).month(t).channel;
        for figure in Figure::ALL {
            most = most.max(channel.part(figure, cause).abs());
        }
        for j in 0..case.model.teams.len() {
            for figure in Figure::OF_TEAMS {
                most = most.max(kept(&state).team(t, j).part(figure, cause).abs());
            }
        }
    }
    most
}

#[test]
fn a_cause_that_is_off_has_no_part_and_one_that_is_on_has() {
    let one = |set: &str| vec![set.to_owned()];
    let all = |sets: &[&str]| sets.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let off: [(Cause, &str, Vec<String>); 9] = [
        (Cause::Types, "no_ai", vec![]),
        (Cause::Slices, "no_ai", vec![]),
        (Cause::Handoff, "no_ai", vec![]),
        (Cause::Slices, "technical_only", one("ai.selectivity=0")),
        (Cause::Handoff, "technical_only", all(&["ai.handoff_penalty=0", "ai.handoff_saving=0", "difficulty.csat_handoff=0"])),
        (Cause::Hurry, "redesign", all(&["options.redesign.levers.metrics=-3"])),
        (Cause::Hurry, "technical_only", all(&["behaviour.hurry=0", "behaviour.pressure_fcr=0"])),
        (Cause::Coaching, "technical_only", vec![]),
        (Cause::Queue, "technical_only", all(&["customers.retry=1", "difficulty.csat_wait=0"])),
    ];
    for (cause, option, sets) in off {
        let most = largest(cause, option, &sets);
        assert!(most < ROUNDING, "{cause:?} in {option} with {sets:?}: {most}");
    }
    let on = [
        (Cause::Types, "technical_only"),
        (Cause::Slices, "technical_only"),
        (Cause::Handoff, "technical_only"),
        (Cause::SkillFit, "redesign"),
        (Cause::Hurry, "technical_only"),
        (Cause::Coaching, "redesign"),
        (Cause::Queue, "technical_only"),
    ];
    for (cause, option) in on {
        let most = largest(cause, option, &[]);
        assert!(most > 1e-4, "{cause:?} in {option}: {most}");
    }
}

#[test]
fn servers_that_are_all_alike_leave_nothing_to_skill_fit() {
    let sets = ["workforce.misskill_aht=0", "workforce.misskill_fcr=0", "vendors.bpo_north.aht_factor=1", "vendors.bpo_north.fcr_shift=0"];
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let case = Case::new(common::retailer_with(&sets));
    let setting = case.setting();
    let state = explained(&setting, &Lived::drawn(&setting, 5, 2), &case.option("technical_only"));
    for t in 0..state.record.months() {
        for figure in Figure::ALL {
            assert!(kept(&state).month(t).channel.part(figure, Cause::SkillFit).abs() < ROUNDING, "month {t} {figure:?}");
        }
    }
}

#[test]
fn the_new_baseline_is_before_and_the_work() {
    let targets = study(&Case::retailer(&[]), 40);
    assert_eq!(targets.trials, 40);
    for option in &targets.options {
        let b = &option.baselines;
        for t in 0..b.months() {
            for who in Who::all(b.teams()) {
                for figure in who.figures() {
                    let mean = |item| b.get(t, who, *figure, item).mean;
                    let target = mean(Item::Before) + b.work_part(t, who, *figure);
                    assert!((mean(Item::Target) - target).abs() < ROUNDING, "{} {who:?} {figure:?} month {t}", option.label.id);
                    let all: f64 = Cause::ALL.into_iter().map(|cause| mean(Item::Part(cause))).sum();
                    assert!((mean(Item::Now) - mean(Item::Before) - all).abs() < ROUNDING);
                    let s = b.get(t, who, *figure, Item::Target);
                    assert!(s.p10 <= s.p50 && s.p50 <= s.p90);
                }
            }
        }
    }
}

#[test]
fn an_old_target_misleads_with_the_ai_and_not_without() {
    let targets = study(&Case::retailer(&[]), 40);
    let go_live = targets.go_live;
    assert_eq!(targets.no_ai().baselines.misleading_from(Who::Channel, Figure::Aht, go_live), None);
    let technical = &targets.options[1].baselines;
    let from = technical.misleading_from(Who::Channel, Figure::Aht, go_live).expect("the AI takes the short contacts");
    let before = |t| technical.get(t, Who::Channel, Figure::Aht, Item::Before).p50;
    let target = |t| technical.get(t, Who::Channel, Figure::Aht, Item::Target).p50;
    assert!(target(from) > 1.05 * before(from));
    assert!((go_live..from).all(|t| target(t) <= 1.05 * before(t)));
}

#[test]
fn handle_times_of_one_type_vary_as_the_scenario_says() {
    // One type alone, no skill differences: the mixture of slices and what is left within them is the type's own spread.
    let mut sets = each_type("aht_cv", "0.8");
    sets.extend(each_type("aht", "6 min"));
    sets.extend(["workforce.misskill_aht=0", "vendors.bpo_north.aht_factor=1", "customers.repeat_propensity=0"].map(str::to_owned));
    for loading in ["0", "0.4"] {
        let mut sets = sets.clone();
        sets.push(format!("difficulty.aht_loading={loading}"));
        let case = Case::new(common::retailer_with(&sets));
        let setting = case.setting();
        let state = explained(&setting, &Lived::expected(&setting), &Switches::NO_AI);
        let cv = kept(&state).month(0).handle_time_cv;
        // Twenty slices lose a little of what difficulty varies; nothing where length does not hang on it.
        let lost = if loading == "0" { ROUNDING } else { 0.01 };
        assert!((cv - 0.8).abs() < lost, "loading {loading}: {cv}");
    }
}

#[test]
fn value_at_stake_rests_on_people_where_it_is_in_the_hard_contacts() {
    let shares = |loading: &str| {
        let case = Case::retailer(&[&format!("difficulty.value_loading={loading}")]);
        let setting = case.setting();
        let state = explained(&setting, &Lived::expected(&setting), &case.option("technical_only"));
        let month = *kept(&state).month(state.record.months() - 1);
        (month.issue_share, month.value_share)
    };
    let (flat, loaded) = (shares("0"), shares("1"));
    assert_eq!(flat.0, loaded.0, "value moves no contact");
    assert!(loaded.1 > flat.1 + 0.05, "{flat:?} {loaded:?}");
    assert!(loaded.1 > loaded.0 && loaded.1 < 1.0, "few contacts, much consequence: {loaded:?}");
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let idle = explained(&setting, &Lived::expected(&setting), &Switches::NO_AI);
    let month = kept(&idle).month(5);
    assert!((month.value_share - 1.0).abs() < ROUNDING && (month.issue_share - 1.0).abs() < ROUNDING);
}

#[test]
fn indices_are_100_before_ai_and_in_no_ai() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let go_live = case.model.calendar.go_live;
    for trial in 0..4 {
        let lived = Lived::drawn(&setting, 11, trial);
        let technical = lived.run(&case.option("technical_only")).record;
        for t in 0..technical.months() {
            let same = Signal::of(&lived.no_ai.record, &lived.no_ai.record, t);
            assert_eq!(same, Signal::UNCHANGED, "no_ai, month {t}");
            let signal = Signal::of(&technical, &lived.no_ai.record, t);
            if t < go_live {
                assert_eq!(signal, same, "month {t}");
            }
        }
        assert!((go_live..technical.months()).any(|t| Signal::of(&technical, &lived.no_ai.record, t).people != 100.0));
    }
}

/// Clocks of an option by trial.
fn clocks(sets: &[String], levers: [Option<i32>; 5]) -> Vec<Option<usize>> {
    let case = Case::new(common::retailer_with(sets));
    let setting = case.setting();
    let switches = Switches { ai: true, levers, ..Switches::NO_AI };
    (0..5)
        .map(|trial| {
            let lived = Lived::drawn(&setting, 23, trial);
            let record = lived.run(&switches).record;
            let signals: Vec<Signal> = (0..record.months()).map(|t| Signal::of(&record, &lived.no_ai.record, t)).collect();
            let last = signals.last().expect("a run has months");
            assert!(last.efficiency > 101.0, "the machine saves either way: {last:?}");
            clock(&signals, case.model.calendar.go_live)
        })
        .collect()
}

#[test]
fn the_clock_ticks_where_it_was_built_in_and_not_where_it_was_not() {
    // Work gets much harder, people mind, old targets press, and the AI is cheap: the savings are theirs.
    let built: Vec<String> = [
        "ai.selectivity=0.95",
        "behaviour.attrition_per_hardness=1.5",
        "behaviour.attrition_per_pressure=2",
        "behaviour.hurry=0.5",
        "behaviour.pressure_fcr=0.8",
        "ai.price.per_resolution=0.1",
    ]
    .map(str::to_owned)
    .to_vec();
    let go_live = Case::retailer(&[]).model.calendar.go_live;
    for found in clocks(&built, [None; 5]) {
        let from = found.expect("it ticks");
        assert!((go_live..go_live + 12).contains(&from), "month {from}");
    }
    // The AI takes contacts at random and resolves them, nobody is pressed: people keep what they had.
    let mut kind: Vec<String> = [
        "ai.selectivity=0",
        "behaviour.attrition_per_occupancy=0",
        "behaviour.attrition_per_hardness=0",
        "ai.handoff_penalty=0",
        "ai.context_carried=1",
        "ai.quality.regression_probability=0",
    ]
    .map(str::to_owned)
    .to_vec();
    for (key, value) in [("ai.resolution", "1"), ("ai.resolution_launch", "1")] {
        kind.extend(each_type(key, value));
    }
    let mut levers = [None; 5];
    levers[Lever::Metrics as usize] = Some(-3);
    levers[Lever::Staffing as usize] = Some(-3);
    assert_eq!(clocks(&kind, levers), [None; 5]);
}

#[test]
fn the_study_is_the_same_on_one_thread_and_on_many() {
    let case = Case::retailer(&[]);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        pool.install(|| study(&case, 12))
    };
    let (one, many) = (on(1), on(4));
    for (a, b) in one.options.iter().zip(&many.options) {
        assert_eq!(a.signal, b.signal, "{}", a.label.id);
        let last = a.baselines.months() - 1;
        for beside in [Beside::Efficiency, Beside::People, Beside::HandleTimeCv, Beside::Workload, Beside::ValueShare] {
            assert_eq!(a.baselines.beside(last, beside), b.baselines.beside(last, beside));
        }
    }
}

#[test]
fn options_are_held_against_their_own_no_ai() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let worlds = Worlds::new(&setting, 1, true);
    let label = case.model.options[0].label.clone();
    let idle = [RunOption { label, switches: Switches::NO_AI }];
    let targets = TargetStudy { worlds: &worlds, options: &idle, first: 0, trials: 5 }.run(&|_| true);
    assert_eq!(targets.trials, 1, "expected mode has one world");
    let signal = targets.options[1].signal;
    assert_eq!((signal.efficiency, signal.people, signal.ticking_clock_probability), (100.0, 100.0, 0.0));
    assert_eq!((signal.machine_saved.mean, signal.people_gained.mean), (0.0, 0.0));
}
