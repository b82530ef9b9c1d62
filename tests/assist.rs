//! An AI beside the agent: each of its effects alone.

mod common;

use common::{Case, Lived, assert_same_bits, two_worlds};
use residual::engine::record::{Metric, Record, TeamMetric};
use residual::engine::switches::Switches;
use residual::engine::workforce::{heads_per_fte, steady_mix};

/// Nothing but what is written.
const NOTHING: [&str; 2] = ["assist.aht_saving.ramp=0", "assist.start=0"];

#[track_caller]
fn close(what: &str, a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs())), "{what}: {a} and {b}");
}

fn with(sets: &[&str]) -> Case {
    Case::retailer(&[&NOTHING[..], sets].concat())
}

/// An option in the expected world.
fn run(case: &Case, option: &str) -> Record {
    let setting = case.setting();
    Lived::expected(&setting).run(&case.option(option)).record
}

#[test]
fn without_ai_there_is_no_assist() {
    let strong = [
        "assist.aht_saving.ramp=0.5",
        "assist.aht_saving.proficient=0.4",
        "assist.fcr_shift=0.5",
        "assist.attrition=-1",
        "assist.start_productivity=0.4",
        "assist.cost_per_seat=90",
    ];
    let (plain, assisted) = (Case::retailer(&[]), Case::retailer(&strong));
    let (a, b) = (plain.setting(), assisted.setting());
    let (a, b) = (Lived::drawn(&a, 5, 1), Lived::drawn(&b, 5, 1));
    assert_same_bits("no_ai", &a.no_ai.record, &b.no_ai.record, &[]);
    assert_eq!(a.world.today.monthly_cost.to_bits(), b.world.today.monthly_cost.to_bits());
    let levers = Switches { levers: [Some(0); 5], ..Switches::NO_AI };
    assert_same_bits("levers without AI", &a.run(&levers).record, &b.run(&levers).record, &[]);
}

#[test]
fn it_starts_in_its_month() {
    let strong =
        ["assist.aht_saving.proficient=0.4", "assist.fcr_shift=0.5", "assist.attrition=-1", "assist.cost_per_seat=90", "assist.start=9"];
    let (plain, assisted) = (run(&Case::retailer(&[]), "technical_only"), run(&with(&strong), "technical_only"));
    for t in 0..9 {
        for metric in Metric::ALL {
            assert_eq!(plain.get(t, *metric).to_bits(), assisted.get(t, *metric).to_bits(), "{} of month {t}", metric.name());
        }
    }
    assert!(assisted.get(9, Metric::CostAssist) > 0.0 && assisted.get(9, Metric::AssistSaving) > 0.1);
}

#[test]
fn a_saving_for_everybody_shortens_handling_by_itself() {
    // Without hurry and pressure on resolution the work of the first month is the same, but for the saving.
    let calm = ["behaviour.hurry=0", "behaviour.pressure_fcr=0"];
    let saving = ["assist.aht_saving.ramp=0.2", "assist.aht_saving.proficient=0.2"];
    let (plain, assisted) = (run(&with(&calm), "technical_only"), run(&with(&[&calm[..], &saving[..]].concat()), "technical_only"));
    close("handle time", assisted.get(0, Metric::InHouseAhtMinutes), 0.8 * plain.get(0, Metric::InHouseAhtMinutes));
    for t in 0..assisted.months() {
        close(&format!("saving of month {t}"), assisted.get(t, Metric::AssistSaving), 0.2);
        assert!(assisted.get(t, Metric::RequiredFte) < 0.85 * plain.get(t, Metric::RequiredFte), "month {t}");
    }
    // Vendors' people do not use it.
    close("vendors", assisted.get(0, Metric::VendorFte), plain.get(0, Metric::VendorFte));
}

#[test]
fn a_saving_in_ramp_is_weighted_with_those_in_ramp() {
    let case = with(&["assist.aht_saving.ramp=0.3", "teams.generalists.share_of_in_house=1", "teams.specialists.share_of_in_house=0"]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let record = lived.run(&case.option("technical_only")).record;
    let p = &lived.world.p;
    let (in_ramp, proficient) = steady_mix(&p.teams[0], p.workforce.start_productivity);
    let heads = record.team(0, 0, TeamMetric::Heads);
    let (e, calm) = (heads * in_ramp, heads * proficient + record.get(0, Metric::TemporaryFte));
    close("saving", record.get(0, Metric::AssistSaving), 1.0 - (e + calm) / (e / 0.7 + calm));
}

#[test]
fn resolution_gained_is_worth_what_as_much_coaching_is() {
    let quality = ["levers.quality.ai_reviews=0", "levers.quality.coaching_months=1"];
    let coached = with(&[&quality[..], &["levers.quality.coaching_fcr=0.15"]].concat());
    let assisted = with(&[&quality[..], &["levers.quality.coaching_fcr=0", "assist.fcr_shift=0.15", "assist.start=3"]].concat());
    let (a, b) = (run(&coached, "redesign"), run(&assisted, "redesign"));
    for metric in [Metric::Fcr, Metric::HumanContacts, Metric::RequiredFte, Metric::Heads, Metric::Cost] {
        for t in 0..a.months() {
            let (a, b) = (a.get(t, metric), b.get(t, metric));
            assert!((a - b).abs() < 1e-7 * a.abs(), "{} of month {t}: {a} and {b}", metric.name());
        }
    }
}

#[test]
fn log_points_of_leaving_multiply_the_hazard() {
    let (plain, eased) = (run(&with(&[]), "technical_only"), run(&with(&["assist.attrition=-0.4"]), "technical_only"));
    for j in 0..2 {
        close("leavers", eased.team(0, j, TeamMetric::Leavers), libm::exp(-0.4) * plain.team(0, j, TeamMetric::Leavers));
        close("hazard", eased.team(0, j, TeamMetric::Hazard), libm::exp(-0.4) * plain.team(0, j, TeamMetric::Hazard));
        close("experience", eased.team(0, j, TeamMetric::Experience), libm::exp(0.4) * plain.team(0, j, TeamMetric::Experience));
    }
}

#[test]
fn every_seat_is_paid_for() {
    let case = with(&["assist.cost_per_seat=35", "assist.start=2"]);
    let setting = case.setting();
    for lived in two_worlds(&setting, 2, 4) {
        let record = lived.run(&case.option("redesign")).record;
        for t in 0..record.months() {
            let seats = record.get(t, Metric::Heads) + record.get(t, Metric::TrainingHeads) + record.get(t, Metric::TemporaryFte);
            close(&format!("month {t}"), record.get(t, Metric::CostAssist), if t < 2 { 0.0 } else { 35.0 * seats });
        }
    }
}

#[test]
fn newcomers_who_begin_better_make_a_smaller_team() {
    let case = with(&["assist.start_productivity=0.3"]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let record = lived.run(&case.option("technical_only")).record;
    let p = &lived.world.p;
    for (j, team) in p.teams.iter().enumerate() {
        let (in_ramp, proficient) = steady_mix(team, p.workforce.start_productivity + 0.3);
        close(
            "effective",
            record.team(0, j, TeamMetric::Effective) - record.team(0, j, TeamMetric::Temporary),
            record.team(0, j, TeamMetric::Heads) * (in_ramp + proficient),
        );
        assert!(lived.world.today.assisted_heads_per_fte[j] < heads_per_fte(p, team));
    }
    let plain = run(&Case::retailer(&[]), "technical_only");
    assert!(record.end_mean(Metric::Heads, 3) < plain.end_mean(Metric::Heads, 3));
}

#[test]
fn explained_months_put_it_with_coaching() {
    use residual::engine::planner::Plan;
    use residual::engine::rebaseline::{Cause, Figure};
    use residual::engine::run::{State, simulate};
    use residual::engine::world::World;
    let case = with(&["assist.aht_saving.ramp=0.25", "assist.aht_saving.proficient=0.25"]);
    let setting = case.setting();
    let (world, switches) = (World::expected(&setting), case.option("redesign"));
    let plan = Plan::forecast(&setting, &world, &switches);
    let mut state = State::explaining(&setting);
    simulate(&setting, &world, &switches, &plan, None, &mut state);
    let chain = state.rebaseline.as_ref().expect("asked for").month(20).channel;
    let parts: f64 = Cause::ALL.iter().map(|cause| chain.part(Figure::Aht, *cause)).sum();
    close("parts", chain.today(Figure::Aht) + parts, chain.now(Figure::Aht));
    assert!(chain.part(Figure::Aht, Cause::Coaching) < -0.1 * chain.today(Figure::Aht));
}
