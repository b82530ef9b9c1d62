//! Channels and hours: chat, deferred work with its backlog, blended teams, arrival profiles, opening hours.

mod common;

use std::fs;

use common::{Case, Lived, RETAILER, assert_same_bits, each_type, retailer_with, two_worlds};
use residual::engine::queue;
use residual::engine::record::{Metric, Record, TeamMetric};
use residual::engine::staffing::Queues;
use residual::engine::switches::Switches;
use residual::engine::tables::Tables;
use residual::engine::world::Setting;
use residual::model::Model;

#[track_caller]
fn close(what: &str, a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs())), "{what}: {a} and {b}");
}

fn sets(lists: &[&[String]]) -> Model {
    retailer_with(&lists.concat())
}

fn words(sets: &[&str]) -> Vec<String> {
    sets.iter().map(|set| (*set).to_owned()).collect()
}

/// An option of a model in the expected world, and in drawn ones.
fn runs(model: Model, option: &str) -> Vec<Record> {
    let case = Case::new(model);
    let setting = case.setting();
    let switches = case.option(option);
    let drawn = (0..2).map(|trial| Lived::drawn(&setting, 6, trial));
    std::iter::once_with(|| Lived::expected(&setting)).chain(drawn).map(|lived| lived.run(&switches).record).collect()
}

#[test]
fn a_chat_at_a_time_is_a_call() {
    let chat = [each_type("channel", "chat"), each_type("concurrency", "1")].concat();
    for (voice, chat) in runs(retailer_with(&[]), "redesign").iter().zip(runs(retailer_with(&chat), "redesign")) {
        assert_same_bits("one chat at a time", voice, &chat, &[]);
    }
}

#[test]
fn two_chats_at_a_time_are_half_the_work_of_calls_half_as_long() {
    // Concurrency divides hours and handle time of the queue alike: the queue of chats is that of calls half as long.
    let at_once = [each_type("channel", "chat"), each_type("concurrency", "2")].concat();
    let case = Case::new(retailer_with(&at_once));
    let setting = case.setting();
    let today = Lived::expected(&setting).world.today;
    close("workload", today.in_house.live_workload, today.in_house.hours / 2.0);
    let halved: Vec<String> = case
        .model
        .types
        .iter()
        .zip(&case.model.medians.types)
        .map(|(info, inputs)| format!("contact_types.{}.aht={} min", info.label.id, inputs.aht_minutes / 2.0))
        .collect();
    let calls = Case::new(retailer_with(&halved));
    let calls_setting = calls.setting();
    close("required FTE", today.required_fte, Lived::expected(&calls_setting).world.today.required_fte);
}

#[test]
fn endless_patience_is_erlang_c() {
    let patient = runs(sets(&[&words(&["customers.patience=160000 h"])]), "technical_only");
    let text: String = RETAILER.lines().filter(|line| !line.starts_with("patience")).fold(String::new(), |text, line| text + line + "\n");
    let endless = runs(residual::scenario::load(&text, "no patience", &[]).expect("a scenario").model, "technical_only");
    for (a, b) in patient.iter().zip(&endless) {
        for t in 0..a.months() {
            // With too few people an Erlang C queue has no steady state: only months that have one can be compared.
            if a.get(t, Metric::ServiceLevel) > 0.6 {
                for metric in [Metric::RequiredFte, Metric::VendorFte, Metric::Heads] {
                    let (a, b) = (a.get(t, metric), b.get(t, metric));
                    assert!((a - b).abs() < 1e-3 * b, "{} of month {t}: {a} and {b}", metric.name());
                }
            }
        }
    }
}

#[test]
fn two_teams_that_are_alike_are_one() {
    let alike = "skill_tier = 4\nloaded_hourly_cost = 26.0\nannual_attrition = 0.3\ntraining_weeks = 4\nramp_months = 3\nhire_cost = 4500.0\ntraining_cost = 2500.0\n";
    let of = |teams: &[(&str, f64)]| {
        let (head, rest) = RETAILER.split_once("[[teams]]").expect("teams");
        let (_, rest) = rest.split_once("[[vendors]]").expect("vendors");
        let teams = teams
            .iter()
            .map(|(id, share)| format!("[[teams]]\nid = \"{id}\"\nshare_of_in_house = {share}\n{alike}\n"))
            .collect::<Vec<_>>()
            .concat();
        let text = format!("{head}{teams}[[vendors]]{rest}").replace("routing = 9, ", "").replace("routing = 0, ", "");
        let case = Case::new(residual::scenario::load(&text, "teams", &[]).expect("a scenario").model);
        let setting = case.setting();
        let lived = Lived::expected(&setting);
        (lived.run(&case.option("redesign")).record, lived.no_ai.record.clone())
    };
    let (one, two) = (of(&[("one", 1.0)]), of(&[("left", 0.7), ("right", 0.3)]));
    for (one, two) in [(&one.0, &two.0), (&one.1, &two.1)] {
        for t in 0..one.months() {
            for metric in Metric::ALL {
                close(&format!("{} of month {t}", metric.name()), one.get(t, *metric), two.get(t, *metric));
            }
            close("left", two.team(t, 0, TeamMetric::Heads), 0.7 * one.team(t, 0, TeamMetric::Heads));
        }
    }
}

/// Returns and complaints by e-mail.
fn mail() -> Vec<String> {
    words(&["contact_types.returns.channel=email", "contact_types.complaints.channel=email"])
}

#[test]
fn a_response_target_changes_nothing_where_nothing_is_deferred() {
    let target = words(&["service.deferred.within=4 h", "service.deferred.share=0.95"]);
    for (a, b) in runs(retailer_with(&[]), "redesign").iter().zip(runs(retailer_with(&target), "redesign")) {
        assert_same_bits("calls alone", a, &b, &[]);
    }
}

#[test]
fn open_work_is_carried_from_month_to_month() {
    let model = |more: &[&str]| sets(&[&mail(), &words(&["service.deferred.within=48 h"]), &words(more)]);
    let case = Case::new(model(&[
        "teams.generalists.headcount=75",
        "teams.specialists.headcount=0",
        "teams.generalists.share_of_in_house=1",
        "teams.specialists.share_of_in_house=0",
    ]));
    let setting = case.setting();
    for lived in two_worlds(&setting, 6, 1) {
        let (record, p) = (&lived.no_ai.record, &lived.world.p);
        let productive = p.workforce.paid_hours * (1.0 - p.workforce.shrinkage) * p.service.max_occupancy;
        let mut open = 0.0;
        for t in 0..record.months() {
            // No routing lever: one queue, whose deferred hours are those of its types.
            let of = |metric| record.get(t, metric);
            let (required, there) = (of(Metric::RequiredFte), of(Metric::EffectiveFte) + of(Metric::OvertimeFte));
            let factor = |k| lived.world.outlook.factor(k, t);
            let hours: f64 =
                lived.world.today.in_house_by_type.iter().enumerate().map(|(k, work)| factor(k) * work.deferred_workload).sum();
            let present = there.min(required) / required;
            // Pressure shortens handling and shifts repeats: by hand only where there is none.
            if of(Metric::Pressure) == 0.0 {
                let cleared = (there - required).max(0.0).min(open / productive) * productive;
                let wanted = open - cleared + (1.0 - present) * hours;
                assert!(
                    (of(Metric::BacklogHours) - wanted).abs() < 1e-6 * (1.0 + wanted),
                    "month {t}: {} and {wanted}",
                    of(Metric::BacklogHours)
                );
            }
            open = of(Metric::BacklogHours);
            assert!((0.0..=1.0).contains(&of(Metric::DeferredInTime)));
        }
        let peak = (0..record.months()).map(|t| record.get(t, Metric::BacklogHours)).fold(0.0, f64::max);
        assert!(peak > 100.0, "a team too small leaves work open: {peak}");
        let worst = (0..record.months()).map(|t| record.get(t, Metric::DeferredInTime)).fold(1.0, f64::min);
        assert!(worst < 0.5, "and late: {worst}");
    }
}

#[test]
fn a_backlog_outlives_the_split_into_two_queues_and_late_answers_cost() {
    let small = words(&["teams.generalists.headcount=75", "teams.specialists.headcount=10"]);
    let with = runs(sets(&[&mail(), &small, &words(&["service.deferred.within=24 h"])]), "redesign");
    let without = runs(sets(&[&mail(), &small]), "redesign");
    for (with, without) in with.iter().zip(&without) {
        let go_live = 3;
        assert!(with.get(go_live - 1, Metric::BacklogHours) > 0.0);
        assert!(with.get(go_live, Metric::BacklogHours) > 0.0);
        // Before anything else follows, whoever is answered late is a customer with effort, and less content.
        assert!(with.get(0, Metric::Effort) > without.get(0, Metric::Effort));
        assert!(with.get(0, Metric::Csat) < without.get(0, Metric::Csat));
        assert_eq!(without.sum(Metric::BacklogHours), 0.0);
    }
}

#[test]
fn enough_people_leave_nothing_open() {
    let many = words(&["teams.generalists.headcount=400", "teams.specialists.headcount=90", "service.deferred.within=24 h"]);
    for record in runs(sets(&[&mail(), &many]), "technical_only") {
        for t in 0..6 {
            assert_eq!((record.get(t, Metric::BacklogHours), record.get(t, Metric::DeferredInTime)), (0.0, 1.0), "month {t}");
        }
    }
}

#[test]
fn mail_alone_is_worked_by_people_as_busy_as_planned() {
    let mail = each_type("channel", "email");
    for record in runs(sets(&[&mail, &words(&["service.deferred.within=24 h"])]), "redesign") {
        for t in 0..record.months() {
            let of = |metric| record.get(t, metric);
            let occupancy = of(Metric::Occupancy);
            assert!(occupancy > 0.3 && occupancy <= 0.86 + 1e-12, "month {t}: {occupancy}");
            assert_eq!((of(Metric::Abandonment), of(Metric::ServiceLevel)), (0.0, 1.0));
        }
    }
    // Unbilled numbers of a first month: twice the people needed are half as busy as planning allows.
    let case = Case::new(retailer_with(&mail));
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let (record, p) = (&lived.no_ai.record, &lived.world.p);
    let present = record.get(0, Metric::EffectiveFte) / record.get(0, Metric::RequiredFte);
    close("busy", record.get(0, Metric::Occupancy), p.service.max_occupancy / present.max(1.0));
}

/// A scenario with a file beside it.
fn beside(name: &str, csv: &str, sets: &[(String, String)]) -> Result<Model, String> {
    let folder = std::env::temp_dir().join(format!("residual-channels-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("arrivals.csv"), csv).expect("a file");
    let text = RETAILER.replace("profile = \"retail\"", "profile_file = \"arrivals.csv\"");
    fs::write(folder.join("scenario.toml"), text).expect("a file");
    let loaded = residual::scenario::load_file(&folder.join("scenario.toml"), sets);
    fs::remove_dir_all(&folder).expect("ours");
    let loaded = loaded.map_err(|failure| failure.render(false))?;
    assert_eq!(loaded.sources().count(), 2, "the file is one of the texts a result depends on");
    Ok(loaded.model)
}

#[test]
fn a_file_of_the_built_in_profile_is_the_built_in_profile() {
    let csv = include_str!("../src/model/retail_profile.csv");
    let own = beside("same", csv, &[]).expect("a scenario");
    let built_in = retailer_with(&[]);
    let shares = |model: &Model| model.profile.shares.clone();
    assert_eq!(shares(&own), shares(&built_in));
    assert_eq!(own.profile.counts, built_in.profile.counts);
}

#[test]
fn level_arrivals_in_opening_hours_are_one_queue_all_week() {
    // Level arrivals around the clock, open for 50 hours: the same offered load in every open half-hour, by hand.
    let opening =
        [("service.opening.monday_to_friday", "08:00-18:00"), ("service.opening.saturday", "closed"), ("service.opening.sunday", "closed")];
    let sets: Vec<(String, String)> = opening.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let case = Case::new(beside("level", &"1\n".repeat(336), &sets).expect("a scenario"));
    assert_eq!((case.model.profile.shares.len(), case.model.profile.counts[0]), (1, 100.0));
    let setting = case.setting();
    let world = Lived::expected(&setting).world;
    let (p, work) = (&world.p, &world.today.in_house);
    let load = work.live_workload * 12.0 / 52.0 / 50.0;
    let aht = work.live_aht_minutes();
    let agents = queue::agents_required(load, p.service.share, Some(3.0 / aht), 0.5 / aht, p.service.max_occupancy);
    let w = &p.workforce;
    let fte = f64::from(agents) * 50.0 * 52.0 / 12.0 / (w.paid_hours * (1.0 - w.shrinkage)) * (1.0 + w.schedule_inefficiency);
    close("FTE", world.today.required_fte, fte);
}

#[test]
fn hours_in_which_nobody_calls_are_warned_of_and_a_wrong_file_is_refused() {
    let faults = beside("short", "1\n2\n", &[]).expect_err("two rows are no week");
    assert!(faults.contains("bad-profile") && faults.contains("336") && faults.contains("arrivals.csv"), "{faults}");
    let overrides = [("service.opening.saturday".to_owned(), "04:00-09:00".to_owned())];
    let loaded = residual::scenario::load(RETAILER, "retailer.toml", &overrides).expect("a scenario");
    assert!(loaded.render_warnings(false).contains("in 8 of these half-hours nobody calls"), "{}", loaded.render_warnings(false));
    let missing = [("service.profile_file".to_owned(), "nowhere.csv".to_owned())];
    let failure = residual::scenario::load(RETAILER, "retailer.toml", &missing).expect_err("no file");
    assert!(failure.render(false).contains("bad-profile"));
}

#[test]
fn options_of_every_profile_run_with_tables() {
    for profile in ["office_hours", "around_the_clock", "utility"] {
        let case = Case::new(retailer_with(&[format!("service.profile={profile}")]));
        let tables = Tables::build(&case.goal, &case.model);
        let setting = Setting::new(&case.model, Queues::Tables(&tables));
        let lived = Lived::drawn(&setting, 1, 0);
        let run = lived.run(&Switches { levers: [Some(0); 5], ..case.option("technical_only") });
        assert!(run.record.values().iter().all(|x| x.is_finite()), "{profile}");
        assert!(run.record.end_mean(Metric::ServiceLevel, 12) > 0.6, "{profile}");
    }
}
