//! Expected-value mode against an independent implementation of the model page (`tests/reference`, another language, another
//! author), month by month.

mod common;

use common::{Case, Lived};
use residual::engine::record::{Metric, Record, TeamMetric};
use residual::engine::run::State;
use residual::engine::switches::Switches;
use residual::model::{Lever, Owner};
use residual::results::{END_MONTHS, Total, Totals};
use serde_json::Value;
use std::fmt::Write as _;

/// Relative tolerance of the comparison; the reference prints ten digits.
const RELATIVE: f64 = 1e-6;
/// Absolute tolerance near zero.
const ABSOLUTE: f64 = 1e-9;

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/retailer_expected.json")).expect("the reference is JSON")
}

/// Where the reference is off by float noise. The largest share `φ` of the hard work that specialists can take often ends where
/// several half-hours reach `max_occupancy` at once (loads that stand to each other like 13 : 14 : 15). By the page the
/// largest `φ` keeps all of them below the step; the reference, which sums the work of `φ` in another order, lets some
/// step up. Splitting the tie in the arrival profile by 1e-10 at one half-hour makes the engine do the same, and then
/// everything agrees: so the listed runs are compared with the tie split, at full tolerance.
struct Tie {
    run: &'static str,
    /// Indices into the distinct half-hours of the profile; made a hair busier (+1), stepping up alone, or less busy (−1),
    /// staying behind alone.
    half_hours: &'static [(usize, f64)],
    /// Months in which specialists handle more by it, and how many half-hours step up.
    months: &'static [(usize, f64)],
}

const TIES: [Tie; 8] = [
    Tie { run: "staffing+routing+metrics+contracts+quality at -3", half_hours: &[(83, 1.0)], months: &[(24, 1.0)] },
    Tie { run: "staffing+routing+metrics+contracts+quality at 0", half_hours: &[(83, 1.0)], months: &[(24, 1.0)] },
    Tie { run: "staffing+routing+metrics+contracts+quality at 3", half_hours: &[(83, 1.0)], months: &[(24, 1.0)] },
    Tie { run: "staffing+routing+metrics+quality at 0", half_hours: &[(83, 1.0)], months: &[(24, 1.0)] },
    Tie { run: "staffing+routing+quality at 0", half_hours: &[(79, 1.0)], months: &[(22, 2.0)] },
    Tie { run: "staffing+routing+contracts+quality at 0", half_hours: &[(79, 1.0)], months: &[(22, 2.0)] },
    Tie { run: "renegotiated minimum bites: redesign", half_hours: &[(83, 1.0)], months: &[(24, 1.0)] },
    Tie { run: "no vendor: redesign", half_hours: &[(81, -1.0), (88, -1.0)], months: &[(21, 7.0), (23, 6.0)] },
];

/// How far a tie is split, relative; far above rounding, far below every tolerance.
const SPLIT: f64 = 1e-10;

/// Runs switches in expected-value mode with half-hours of the profile a hair busier or less busy.
fn lived_with(half_hours: &[(usize, f64)], sets: &[&str], switches: &Switches) -> (Totals, Record) {
    let mut case = Case::retailer(sets);
    for (half_hour, sign) in half_hours {
        case.goal.profile.shares[*half_hour] *= 1.0 + sign * SPLIT;
    }
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let record = lived.run(switches).record;
    (lived.totals(&record), record)
}

/// Runs switches as the reference ran them. Where a tie decides, what the split changes is checked too.
fn as_in_the_reference(run: &str, sets: &[&str], switches: &Switches) -> (Totals, Record) {
    let (totals, page) = lived_with(&[], sets, switches);
    let Some(tie) = TIES.iter().find(|tie| tie.run == run) else { return (totals, page) };
    let (split_totals, split) = lived_with(tie.half_hours, sets, switches);
    let months: Vec<(usize, f64)> = (0..page.months()).filter_map(|t| Some((t, stepped_up(&page, &split, t)?))).collect();
    assert_eq!(months, tie.months, "{run}: months and half-hours that the tie moves");
    let moved = split_totals.get(Total::ValueEffect) / totals.get(Total::ValueEffect) - 1.0;
    assert!(moved.abs() < 6e-6, "{run}: the tie moves the value effect by {moved:.1e}");
    (split_totals, split)
}

/// Half-hours of a week by which specialists are asked for more in month `t` of `split` than of `page`.
fn stepped_up(page: &Record, split: &Record, t: usize) -> Option<f64> {
    let [page, split] = [page, split].map(|record| record.team(t, SPECIALISTS, TeamMetric::Required));
    // κ, the mutual help of the two queues, makes a step up to a tenth less than a half-hour.
    let steps = (split - page) / HALF_HOUR_FTE;
    ((split - page).abs() > 1e-6 * page).then(|| if (steps / steps.round() - 0.95).abs() < 0.05 { steps.round() } else { steps })
}

/// Index of the specialists among the retailer's teams.
const SPECIALISTS: usize = 1;
/// FTE for one agent in one half-hour of the week, at the retailer's paid hours, shrinkage and schedule inefficiency.
const HALF_HOUR_FTE: f64 = 0.5 * (52.0 / 12.0) / (160.0 * (1.0 - 0.32)) * 1.06;

/// Disagreements of a comparison.
#[derive(Default)]
struct Comparison {
    faults: Vec<String>,
    compared: usize,
}

impl Comparison {
    fn close(&mut self, figure: &str, got: f64, want: &Value) {
        self.compared += 1;
        // The reference writes null where there is nothing: no payback, no realisation.
        let agrees = match want {
            Value::Null => !got.is_finite(),
            Value::Bool(want) => got == f64::from(u8::from(*want)),
            _ => want.as_f64().is_some_and(|want| (got - want).abs() <= (RELATIVE * want.abs()).max(ABSOLUTE)),
        };
        if !agrees {
            self.faults.push(format!("{figure}: got {got}, the reference has {want}"));
        }
    }

    #[track_caller]
    fn finish(self, at_least: usize) {
        let shown = self.faults.iter().take(60).fold(String::new(), |mut text, fault| {
            let _ = writeln!(text, "{fault}");
            text
        });
        assert!(self.faults.is_empty(), "{} of {} figures disagree:\n{shown}", self.faults.len(), self.compared);
        assert!(self.compared >= at_least, "only {} figures were compared", self.compared);
    }
}

fn total(name: &str) -> Total {
    *Total::ALL.iter().find(|t| t.name() == name).unwrap_or_else(|| panic!("no total is called {name}"))
}

/// Everything the reference says about one option, months apart.
fn compare_totals(c: &mut Comparison, id: &str, want: &Value, totals: &Totals, record: &Record) {
    for (name, want) in want.as_object().expect("figures by name") {
        match name.as_str() {
            "end_state" => {
                for (name, want) in want.as_object().expect("figures by name") {
                    c.close(&format!("{id} end_state.{name}"), end_state(record, name), want);
                }
            }
            "run_rate" => {
                for (name, want) in want.as_object().expect("figures by name") {
                    let name = format!("run_rate_{name}");
                    c.close(&format!("{id} {name}"), totals.get(total(&name)), want);
                }
            }
            // Compared where they belong; the bridge is another issue's.
            "months" | "phase_start_months" | "without_ai" | "bridge" => {}
            _ => c.close(&format!("{id} {name}"), totals.get(total(name)), want),
        }
    }
}

/// A figure of the end state: the mean of the last three months' figures.
fn end_state(record: &Record, name: &str) -> f64 {
    let ratio = |above: &dyn Fn(usize) -> f64, below: &dyn Fn(usize) -> f64| {
        let months = record.months() - END_MONTHS..record.months();
        months.map(|t| above(t) / below(t)).sum::<f64>() / END_MONTHS as f64
    };
    let cost = |t: usize| record.get(t, Metric::Cost);
    match name {
        "cost_per_contact" => ratio(&cost, &|t| record.get(t, Metric::ContactsDemanded)),
        "cost_per_conversation" => ratio(&cost, &|t| record.get(t, Metric::HumanContacts) + record.get(t, Metric::Contained)),
        "cost_per_resolved_issue" => ratio(&cost, &|t| record.get(t, Metric::Issues) - record.get(t, Metric::IssuesGivenUp)),
        _ => record.end_mean(metric(name), END_MONTHS),
    }
}

fn metric(name: &str) -> Metric {
    *Metric::ALL.iter().find(|m| m.name() == name).unwrap_or_else(|| panic!("no metric is called {name}"))
}

fn compare_months(c: &mut Comparison, id: &str, want: &Value, record: &Record) {
    for (name, series) in want.as_object().expect("months are listed by figure") {
        let series = series.as_array().expect("one value a month");
        assert_eq!(series.len(), record.months(), "{id} {name}");
        let by_team = [("heads_by_team", TeamMetric::Heads), ("required_fte_by_team", TeamMetric::Required)];
        let by_team = by_team.iter().find(|(n, _)| n == name);
        for (t, want) in series.iter().enumerate() {
            if let Some((_, metric)) = by_team {
                let teams = want.as_array().expect("one value a team");
                for (j, want) in teams.iter().enumerate() {
                    c.close(&format!("{id} {name}[{j}] month {t}"), record.team(t, j, *metric), want);
                }
            } else {
                c.close(&format!("{id} {name} month {t}"), record.get(t, metric(name)), want);
            }
        }
    }
}

fn compare_today(c: &mut Comparison, want: &Value, lived: &Lived<'_>) {
    let today = &lived.world.today;
    let (p, work) = (&lived.world.p, today.all_work());
    let vendor_fte: f64 = today.vendor_volumes.iter().map(|v| v.get(residual::engine::contracts::Unit::Fte)).sum();
    let figures = [
        ("contacts", today.contacts),
        ("workload_hours", work.hours),
        ("in_house_fte", today.effective_fte),
        ("in_house_required_fte", today.required_fte),
        ("in_house_heads", today.heads.iter().sum()),
        ("vendor_fte", vendor_fte),
        ("monthly_cost", today.monthly_cost),
        ("cost_per_contact", today.cost_per_contact()),
        ("aht_minutes", today.aht_minutes()),
        ("csat", (work.satisfaction - p.difficulty.csat_gap * (work.contacts - work.resolved)) / work.contacts),
        ("fcr", work.resolved / work.contacts),
    ];
    for (name, got) in figures {
        c.close(&format!("today {name}"), got, &want[name]);
    }
    assert_eq!(want.as_object().map(serde_json::Map::len), Some(figures.len()), "every figure of today is compared");
}

/// Levers at the same month from go-live.
fn at(levers: &[Lever], month: i32) -> Switches {
    let mut switches = Switches { ai: true, ..Switches::NO_AI };
    for lever in levers {
        switches.levers[*lever as usize] = Some(month);
    }
    switches
}

#[test]
fn every_month_of_every_option_is_that_of_the_reference() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let reference = reference();
    let options = reference["options"].as_object().expect("options by id");
    assert_eq!(options.len(), case.model.options.len() + 1);
    let mut c = Comparison::default();
    compare_today(&mut c, &reference["today"], &lived);
    for (id, want) in options {
        if id == "no_ai" {
            compare_months(&mut c, id, &want["months"], &lived.no_ai.record);
            compare_totals(&mut c, id, want, &lived.totals(&lived.no_ai.record), &lived.no_ai.record);
            continue;
        }
        let switches = case.option(id);
        let state = lived.run(&switches);
        if id == "redesign" {
            let (totals, record) = as_in_the_reference(&named(&Lever::ALL, 0), &[], &switches);
            compare_months(&mut c, id, &want["months"], &record);
            compare_totals(&mut c, id, want, &totals, &record);
        } else {
            compare_months(&mut c, id, &want["months"], &state.record);
            compare_totals(&mut c, id, want, &lived.totals(&state.record), &state.record);
        }
        assert_eq!(phase_starts(&state), want["phase_start_months"], "{id}");
        if let Some(want) = want.get("without_ai") {
            let totals = lived.totals(&lived.run(&Switches { ai: false, ..switches }).record);
            c.close(&format!("{id} without AI, cost_savings"), totals.get(Total::CostSavings), &want["cost_savings"]);
            c.close(&format!("{id} without AI, value_effect"), totals.get(Total::ValueEffect), &want["value_effect"]);
        } else {
            assert_eq!(switches.levers, [None; 5], "{id}: an option with levers has a reference without AI");
        }
    }
    c.finish(4 * 27 * 55);
}

fn phase_starts(state: &State) -> Value {
    state.phase_starts().iter().map(|start| start.map_or(Value::Null, Value::from)).collect()
}

#[test]
fn every_variant_has_the_totals_of_the_reference() {
    let variants: Value = serde_json::from_str(include_str!("reference/variants_expected.json")).expect("the reference is JSON");
    let variants = variants["variants"].as_array().expect("a list of variants");
    let mut c = Comparison::default();
    for variant in variants {
        let name = variant["name"].as_str().expect("a name");
        let sets: Vec<&str> = variant["set"].as_array().expect("changes").iter().filter_map(Value::as_str).collect();
        let case = Case::retailer(&sets);
        let setting = case.setting();
        let lived = Lived::expected(&setting);
        compare_today(&mut c, &variant["today"], &lived);
        for (id, want) in variant["options"].as_object().expect("options by id") {
            let run = format!("{name}: {id}");
            if id == "no_ai" {
                compare_totals(&mut c, &run, want, &lived.totals(&lived.no_ai.record), &lived.no_ai.record);
            } else {
                let (totals, record) = as_in_the_reference(&run, &sets, &case.option(id));
                compare_totals(&mut c, &run, want, &totals, &record);
            }
        }
    }
    assert_eq!(variants.len(), 5);
    c.finish(5 * 4 * 20);
}

/// A subset of the levers by the name the reference gives it.
fn subset_name(levers: &[Lever]) -> String {
    let names: Vec<&str> = levers.iter().map(|lever| lever.name()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join("+") }
}

/// A run of levers at the same month from go-live, by name.
fn named(levers: &[Lever], month: i32) -> String {
    format!("{} at {month}", subset_name(levers))
}

/// All subsets of the levers; bit `l` of the index says whether lever `l` is in.
fn subsets() -> Vec<Vec<Lever>> {
    (0..32_usize).map(|set| Lever::ALL.into_iter().filter(|lever| set >> (*lever as usize) & 1 == 1).collect()).collect()
}

/// Shapley values of a game given by its worth for every subset: the mean over all orders of what a player adds.
fn shapley(worth: &[f64]) -> [f64; 5] {
    let factorial = |n: u32| (1..=n).product::<u32>();
    std::array::from_fn(|player| {
        let without = (0..32_usize).filter(|set| set >> player & 1 == 0);
        without
            .map(|set| {
                let others = set.count_ones();
                let orders = factorial(others) * factorial(4 - others);
                f64::from(orders) / f64::from(factorial(5)) * (worth[set | 1 << player] - worth[set])
            })
            .sum()
    })
}

#[test]
fn every_subset_of_levers_and_its_shapley_values_are_those_of_the_reference() {
    let want = &reference()["levers"];
    let mut c = Comparison::default();
    let mut worth = [Vec::new(), Vec::new()];
    for levers in subsets() {
        let name = subset_name(&levers);
        let (totals, record) = as_in_the_reference(&named(&levers, 0), &[], &at(&levers, 0));
        compare_totals(&mut c, &name, &want["subsets"][&name], &totals, &record);
        worth[0].push(totals.get(Total::CostSavings));
        worth[1].push(totals.get(Total::ValueEffect));
    }
    for (worth, key) in worth.iter().zip(["shapley_on_cost_savings", "shapley_on_value_effect"]) {
        let values = shapley(worth);
        for lever in Lever::ALL {
            c.close(&format!("{key} {}", lever.name()), values[lever as usize], &want[key][lever.name()]);
        }
        let (sum, whole) = (values.iter().sum::<f64>(), worth[31] - worth[0]);
        assert!((sum - whole).abs() < 1e-9 * whole.abs(), "{key}: values sum to {sum}, the levers together add {whole}");
    }
    c.finish(32 * 4 + 10);
}

#[test]
fn every_delay_of_the_redesign_costs_what_the_reference_says() {
    let reference = reference();
    let delays = reference["levers"]["delay"].as_object().expect("delays by month");
    let mut c = Comparison::default();
    for (month, want) in delays {
        let start = month.parse().expect("a month");
        let (totals, record) = as_in_the_reference(&named(&Lever::ALL, start), &[], &at(&Lever::ALL, start));
        compare_totals(&mut c, &format!("delay {month}"), want, &totals, &record);
    }
    assert_eq!(delays.keys().collect::<Vec<_>>(), ["-3", "0", "3", "6", "9", "12"]);
    c.finish(12);
}

#[test]
fn split_ownership_slips_every_lever_by_the_median_lag() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let split = lived.run(&Switches { owner: Owner::Split, ..at(&Lever::ALL, 9) });
    let lag = i32::try_from(lived.world.p.split_lag as i64).expect("a few months");
    assert_eq!(lag, 2, "the geometric mean of 1 and 4");
    assert_eq!(split.record, lived.run(&at(&Lever::ALL, 9 + lag)).record);
}

#[test]
fn the_tie_of_the_redesign_in_month_24_is_one_of_four_half_hours_that_step_up_at_the_same_load() {
    let case = Case::retailer(&[]);
    let goal = &case.goal;
    // Work at which the half-hour that the reference moved fills its 14 agents, and what others then fill.
    let work_per_share = 14.0 * goal.max_occupancy / goal.profile.shares[83];
    let tied: Vec<(f64, f64)> = goal
        .profile
        .shares
        .iter()
        .zip(&goal.profile.counts)
        .map(|(share, count)| (share * work_per_share / goal.max_occupancy, *count))
        .filter(|(agents, _)| (agents - agents.round()).abs() < 1e-9 && (12.5..15.5).contains(agents))
        .collect();
    // A sliver of load below full occupancy and above it.
    for aht_minutes in [10.0, 13.0, 16.0] {
        for (agents, _) in &tied {
            let load = agents.round() * goal.max_occupancy;
            assert_eq!(f64::from(goal.agents(load * (1.0 - 1e-12), aht_minutes)), agents.round(), "just below, {aht_minutes} minutes");
            assert_eq!(
                f64::from(goal.agents(load * (1.0 + 1e-12), aht_minutes)),
                agents.round() + 1.0,
                "just above, {aht_minutes} minutes"
            );
        }
    }
    assert_eq!(tied.iter().map(|(agents, count)| (agents.round(), *count)).collect::<Vec<_>>(), [(13.0, 1.0), (14.0, 1.0), (15.0, 2.0)]);
}
