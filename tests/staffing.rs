//! HR's view: identities of heads, quantiles against a direct sort, the workbook against the CSV, the other plans, and what the
//! program says.

mod common;

use std::io::Cursor;
use std::ops::Range;
use std::sync::OnceLock;

use calamine::{Data, Reader as _, Xlsx};
use common::{Case, RETAILER, retailer};
use residual::analysis::hr::headcount::{Figure, Headcount, HeadcountStudy, Kind, People};
use residual::analysis::hr::percentile::{self, Percentiles};
use residual::analysis::hr::pooling::{self, Pays, Pooling};
use residual::engine::planner::Plan;
use residual::engine::record::{Metric, TeamMetric};
use residual::engine::run::{State, simulate};
use residual::engine::staffing::Queues;
use residual::engine::switches::Switches;
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, World, service_goal};
use residual::model::{Lever, Model};
use residual::report::layout::Style;
use residual::report::staffing::{self, View};
use residual::report::{staffing_plan, staffing_sheet};
use residual::results::{Experiment, Worlds};
use residual::stats::quantile_type7;

/// Float noise of means of some thousand terms.
const ROUNDING: f64 = 1e-9;
const TRIALS: usize = 60;

/// A model with the tables of its queues: as the program runs it, and far faster than the exact queue.
struct Tabled {
    model: Model,
    tables: Tables,
}

impl Tabled {
    fn new(model: Model) -> Self {
        let tables = Tables::build(&service_goal(&model), &model);
        Self { model, tables }
    }

    fn retailer(sets: &[&str]) -> Self {
        Self::new(retailer(sets))
    }

    fn setting(&self) -> Setting<'_> {
        Setting::new(&self.model, Queues::Tables(&self.tables))
    }

    fn option(&self, id: &str) -> Switches {
        let option = self.model.options.iter().find(|o| o.label.id == id);
        Switches::of_option(option.expect("the scenario has the option"))
    }

    fn headcount(&self, trials: usize) -> Headcount {
        let setting = self.setting();
        let worlds = Worlds::new(&setting, 1, false);
        let options = Experiment::new(&self.model).options;
        HeadcountStudy { worlds: &worlds, options: &options, first: 0, trials }.run(&|_| true)
    }

    fn percentiles(&self, trials: usize) -> Option<Percentiles> {
        let setting = self.setting();
        percentile::study(&Worlds::new(&setting, 1, false), &self.option("redesign"), 1, 0, trials, &|_, _| ())
    }
}

/// The shipped retailer and its people, for all tests that only look.
fn shipped() -> &'static (Tabled, Headcount) {
    static SHIPPED: OnceLock<(Tabled, Headcount)> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let case = Tabled::retailer(&[]);
        let found = case.headcount(TRIALS);
        (case, found)
    })
}

fn plan<'a>(headcount: &'a Headcount, id: &str) -> &'a People {
    headcount.find(id, Kind::Chosen).expect("the option was run")
}

/// A table as read back: names and rows.
struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn csv(bytes: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(bytes);
        let names = reader.headers().expect("headings").iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.expect("well-formed").iter().map(str::to_owned).collect()).collect();
        Self { names, rows }
    }

    fn get<'a>(&'a self, row: &'a [String], name: &str) -> &'a str {
        &row[self.names.iter().position(|n| n == name).unwrap_or_else(|| panic!("{name}"))]
    }

    fn number(&self, row: &[String], name: &str) -> f64 {
        self.get(row, name).parse().unwrap_or_else(|_| panic!("{name}: {:?}", self.get(row, name)))
    }

    /// Rows of one plan and team, by month.
    fn of(&self, option: &str, plan: &str, team: &str) -> Vec<&[String]> {
        let here = |row: &&Vec<String>| [("option", option), ("plan", plan), ("team", team)].iter().all(|(n, x)| self.get(row, n) == *x);
        self.rows.iter().filter(here).map(Vec::as_slice).collect()
    }
}

#[test]
fn heads_next_month_are_heads_and_who_joined_less_who_left() {
    // Redeployment, waves and consultation at work too.
    let sets = ["levers.staffing.redeploy_share=0.3", "levers.staffing.wave_months=3", "levers.staffing.consultation_months=2"];
    for sets in [&[][..], &sets[..]] {
        let case = Tabled::retailer(sets);
        let found = case.headcount(TRIALS);
        let table = Table::csv(&staffing::csv(&case.model, &found));
        let (mut checked, mut moved) = (0, 0.0);
        for people in &found.plans {
            for team in ["generalists", "specialists", "all"] {
                let rows = table.of(&people.label.id, people.kind.name(), team);
                assert_eq!(rows.len(), case.model.calendar.months);
                for pair in rows.windows(2) {
                    let now = |name: &str| table.number(pair[0], name);
                    let left = now("leavers") + now("severed") + now("redeployed") + now("to_retrain");
                    let next = now("heads") - left + table.number(pair[1], "joined");
                    assert!((next - table.number(pair[1], "heads")).abs() < ROUNDING, "{} {team}: {next}", people.label.id);
                    // Who is sent begins training in the month after.
                    assert!((now("to_retrain") - table.number(pair[1], "retraining_begins")).abs() < ROUNDING);
                    moved += now("to_retrain") + now("severed");
                    checked += 1;
                }
            }
        }
        assert!(checked > 300 && moved > 1.0, "{checked} months, {moved} heads moved or let go");
    }
}

#[test]
fn classes_come_as_decided_less_what_was_cancelled() {
    let (_, found) = shipped();
    for people in &found.plans {
        for place in 0..people.everybody() {
            let sum = |figure: Figure, months: Range<usize>| months.map(|t| people.mean(t, place, figure)).sum::<f64>();
            let (lead, training) = (2, if place == 0 { 1 } else { 2 });
            let last = people.months() - 1;
            // Decided in months 0.. begin `lead` months later; what was cancelled never begins. The pipeline of the start is in both.
            let begun = sum(Figure::ClassBegins, lead..last + 1);
            let decided = sum(Figure::Hires, 0..last + 1 - lead);
            let cancelled = sum(Figure::Cancelled, 0..last + 1);
            assert!(
                begun <= decided + ROUNDING && begun + cancelled >= decided - ROUNDING,
                "{}: {begun} {decided} {cancelled}",
                people.label.id
            );
            for t in training..last {
                let joined = people.mean(t, place, Figure::Joined) - people.mean(t, place, Figure::JoinedRetrained);
                let class = people.mean(t - training, place, Figure::ClassBegins);
                assert!(joined >= class - ROUNDING, "a class joins after its training; returners come on top");
            }
        }
    }
}

#[test]
fn quantiles_and_means_are_those_of_the_worlds_sorted() {
    let (case, found) = shipped();
    let setting = case.setting();
    let people = plan(found, "redesign");
    let worlds = Worlds::new(&setting, 1, false);
    let medians = World::expected(&setting);
    let redesign = case.option("redesign");
    let plans = [Switches::NO_AI, redesign].map(|switches| Plan::forecast(&setting, &medians, &switches));
    let (mut room, mut no_ai, mut state) = (worlds.room(), State::new(&setting), State::new(&setting));
    let (mut required, mut short, mut severed) = (Vec::new(), 0.0, 0.0);
    let (t, team) = (15, 0);
    for trial in 0..TRIALS {
        let world = worlds.draw(trial as u64, &mut room);
        simulate(&setting, world, &Switches::NO_AI, &plans[0], None, &mut no_ai);
        simulate(&setting, world, &redesign, &plans[1], Some(&no_ai), &mut state);
        let need = state.record.team(t, team, TeamMetric::Required);
        required.push(need);
        short += f64::from(u8::from(state.record.team(t, team, TeamMetric::Effective) < 0.95 * need));
        severed += state.record.sum(Metric::Severed);
    }
    let mean = required.iter().sum::<f64>() / TRIALS as f64;
    assert!((people.mean(t, team, Figure::Required) - mean).abs() < ROUNDING);
    assert_eq!(people.mean(t, team, Figure::Short), short / TRIALS as f64);
    assert!((people.sums.severed - severed / TRIALS as f64).abs() < ROUNDING);
    required.sort_by(f64::total_cmp);
    let q = people.quantiles(t, team, Figure::Required).expect("kept");
    for (got, p) in [(q.p10, 0.1), (q.p50, 0.5), (q.p80, 0.8), (q.p90, 0.9), (q.p95, 0.95)] {
        assert_eq!(got, quantile_type7(&required, p), "P{p}");
    }
}

#[test]
fn teams_add_up_and_tiers_are_the_teams_work() {
    let (_, found) = shipped();
    for people in &found.plans {
        for t in 0..people.months() {
            let all = people.everybody();
            for figure in [Figure::Required, Figure::Heads, Figure::Hires, Figure::Leavers, Figure::Tier5] {
                let sum: f64 = (0..all).map(|place| people.mean(t, place, figure)).sum();
                assert!((people.mean(t, all, figure) - sum).abs() < ROUNDING, "{figure:?}");
            }
            for place in 0..=all {
                let tiers: f64 = Figure::TIERS.into_iter().map(|tier| people.mean(t, place, tier)).sum();
                assert!((tiers - people.mean(t, place, Figure::Required)).abs() < 1e-6, "tiers of {place} in {t}");
                for figure in [Figure::Short, Figure::Service, Figure::Occupancy] {
                    assert!((0.0..=1.0).contains(&people.mean(t, place, figure)), "{figure:?}");
                }
                assert!(people.mean(t, place, Figure::Short) == 0.0 || people.mean(t, place, Figure::Required) > 0.0);
            }
        }
    }
    // Before routing everybody has the same mix; with it specialists have the hardest work alone.
    let redesign = plan(found, "redesign");
    let last = redesign.months() - 1;
    assert!((redesign.mean(last, 1, Figure::Tier5) / redesign.mean(last, 1, Figure::Required) - 1.0).abs() < 0.02);
}

#[test]
fn one_world_without_chance_is_the_engines() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let worlds = Worlds::new(&setting, 1, true);
    let options = Experiment::new(&case.model).options;
    let found = &HeadcountStudy { worlds: &worlds, options: &options, first: 0, trials: 500 }.run(&|_| true);
    assert_eq!(found.trials, 1);
    let lived = common::Lived::expected(&setting);
    let record = lived.run(&case.option("redesign")).record;
    let people = plan(found, "redesign");
    for t in 0..record.months() {
        assert_eq!(people.mean(t, people.everybody(), Figure::Service), record.get(t, Metric::ServiceLevel));
        for j in 0..2 {
            assert_eq!(people.mean(t, j, Figure::Heads), record.team(t, j, TeamMetric::Heads));
        }
    }
    assert!((people.sums.cost_savings - record.sum(Metric::CostSavings)).abs() < 1e-6);
    assert!(percentile::study(&worlds, &options[2].switches, 1, 0, 100, &|_, _| ()).is_none(), "one world has no percentile");
}

#[test]
fn the_attrition_only_plan_lets_nobody_go() {
    let (_, found) = shipped();
    let kinds: Vec<(&str, &str)> = found.plans.iter().map(|p| (p.label.id.as_str(), p.kind.name())).collect();
    let expected = [
        ("no_ai", "chosen"),
        ("technical_only", "chosen"),
        ("phase_two", "chosen"),
        ("phase_two", "attrition_only"),
        ("redesign", "chosen"),
        ("redesign", "attrition_only"),
    ];
    assert_eq!(kinds, expected, "options without the staffing lever have no other plan");
    let (chosen, other) = (plan(found, "redesign"), found.find("redesign", Kind::AttritionOnly).expect("it was run"));
    assert!(chosen.sums.severed > 1.0, "{:?}", chosen.sums);
    assert_eq!((other.sums.severed, other.sums.severance, other.sums.redeployed), (0.0, 0.0, 0.0));
    assert!(other.sums.spare > chosen.sums.spare, "waiting for attrition leaves people without work");
    // Where nobody may be let go anyway there is one plan.
    let text: Vec<&str> = RETAILER.lines().filter(|line| !line.starts_with("severance_weeks")).collect();
    let gentle = Tabled::new(residual::scenario::load(&text.join("\n"), "r.toml", &[]).expect("loads").model);
    assert!(gentle.headcount(2).plans.iter().all(|p| p.kind == Kind::Chosen));
}

#[test]
fn the_workbook_holds_the_table_as_numbers() {
    let (case, found) = shipped();
    let people = plan(found, "redesign");
    let bytes = staffing_sheet::workbook(&case.model, found, people, 4).expect("it fits");
    assert_eq!(bytes, staffing_sheet::workbook(&case.model, found, people, 4).expect("it fits"), "the same run, the same bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), [staffing_sheet::PLAN_SHEET, staffing_sheet::SHEET, staffing_sheet::COLUMNS_SHEET]);
    let sheet = book.worksheet_range(staffing_sheet::SHEET).expect("the table");
    let table = Table::csv(&staffing::csv(&case.model, found));
    assert_eq!(sheet.height(), table.rows.len() + 1);
    assert_eq!(sheet.width(), table.names.len());
    for (c, name) in table.names.iter().enumerate() {
        assert_eq!(sheet.get((0, c)), Some(&Data::String(name.clone())));
    }
    let (mut numbers, mut dates) = (0, 0);
    for (r, row) in table.rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            match sheet.get((r + 1, c)).expect("a cell") {
                Data::String(cell) => assert_eq!(cell, text),
                Data::Float(cell) => {
                    numbers += 1;
                    assert_eq!(*cell, text.parse::<f64>().expect("a number"), "{} row {r}", table.names[c]);
                }
                Data::DateTime(cell) => {
                    dates += 1;
                    let (year, month, day, ..) = cell.to_ymd_hms_milli();
                    assert_eq!((format!("{year:04}-{month:02}"), day), (text.clone(), 1));
                }
                Data::Empty => assert_eq!(text, ""),
                other => panic!("{other:?} in row {r}, {}", table.names[c]),
            }
        }
    }
    assert!(numbers > 30 * table.rows.len() && dates == table.rows.len());
    let words = book.worksheet_range(staffing_sheet::PLAN_SHEET).expect("the plan");
    let said = staffing_plan::plan(&case.model, people, 4, found.trials);
    assert_eq!(words.get((1, 0)), Some(&Data::String(said[0].name.clone())));
    let columns = book.worksheet_range(staffing_sheet::COLUMNS_SHEET).expect("the columns");
    assert_eq!(columns.height(), table.names.len() + 1, "every column is explained");
}

#[test]
fn nobody_is_named_in_the_files_and_the_plan_is_in_words() {
    let (case, found) = shipped();
    let people = plan(found, "redesign");
    let months = staffing_plan::plan(&case.model, people, 4, found.trials);
    assert_eq!(months.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["May 2026", "June 2026", "July 2026"]);
    let generalists = months[0].teams[0].1.as_str().expect("words");
    assert!(generalists.contains("start specialist training") && generalists.contains("leave of their own accord"), "{generalists}");
    assert_eq!(staffing_plan::plan(&case.model, people, people.months() - 1, 2).len(), 1, "the run ends");
    let at_hand = staffing_plan::plan(&case.model, people, 1, found.trials);
    let words = at_hand[0].teams[0].1.as_str().expect("words").to_owned();
    assert!(words.contains("To decide by the end of February 2026: hire"), "{words}");
    assert!(words.contains("to start training in April 2026 and be on the floor in May 2026"), "{words}");
}

fn view<'a>(model: &'a Model, found: &'a Headcount, extra: (&'a Option<Percentiles>, &'a Option<Pooling>)) -> View<'a> {
    View { model, headcount: found, people: plan(found, "redesign"), from: 3, percentiles: extra.0.as_ref(), pooling: extra.1.as_ref() }
}

#[test]
fn the_text_says_what_hr_asks_and_fits_its_width() {
    let (case, found) = shipped();
    let extra = (case.percentiles(40), pooling::study(&case.model, &case.option("redesign")));
    let view = view(&case.model, found, (&extra.0, &extra.1));
    for width in [40, 60, 80] {
        let text = view.text(Style { width, color: false });
        let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
        assert!(longest <= width, "{longest} > {width}:\n{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&view.to_json()).expect("JSON");
    assert_eq!(json["teams"]["specialists"]["required_fte_p95"].as_array().map(Vec::len), Some(27));
    assert_eq!(json["plan"][0]["month"], "2026-04");
    assert!(json["attrition_only"]["in_all"]["severed"] == 0.0 && json["pooling"]["now"]["loss_fte"].as_f64() > Some(0.0));
}

/// A scenario of its own, so that the words are pinned whatever becomes of the shipped one.
const DESK: &str = r#"[scenario]
name = "A desk"
currency = "EUR"
start = "2026-01"
months = 18
go_live = 3

[demand]
shock_sd = 0.08

[[contact_types]]
id = "billing"
volume = 26000
aht = "8 min"
fcr = 0.7
csat = 0.7
value_at_risk = 20
ai = { reach = 0.9, launch = 0.4, mature = "50% to 70%", resolution = 0.85 }

[[teams]]
id = "desk"
name = "front desk"
skill_tier = 3
share_of_in_house = 0.75
loaded_hourly_cost = 25

[[teams]]
id = "experts"
skill_tier = 5
share_of_in_house = 0.25
loaded_hourly_cost = 34

[levers.staffing]
severance_weeks = 6
upskill = { success = 0.7, weeks = 6, cost = 3000 }

[levers.routing]
specialist_from_tier = 4

[[options]]
id = "redesign"
name = "A redesign from the start"
levers = { staffing = 0, routing = 0, metrics = 0, quality = 0 }
"#;

#[test]
fn hr_reads_words_and_tables() {
    let case = Tabled::new(residual::scenario::load(DESK, "desk.toml", &[]).unwrap_or_else(|f| panic!("{}", f.render(false))).model);
    let found = case.headcount(TRIALS);
    let extra = (case.percentiles(40), pooling::study(&case.model, &case.option("redesign")));
    insta::assert_snapshot!(view(&case.model, &found, (&extra.0, &extra.1)).text(Style { width: 100, color: false }));
}

#[test]
fn a_higher_percentile_has_more_people_and_fewer_gaps() {
    let (case, itself) = shipped();
    let found = case.percentiles(TRIALS).expect("demand has shocks");
    assert_eq!(found.used, 0.75);
    for pair in found.plans.windows(2) {
        assert!(pair[0].percentile < pair[1].percentile);
        assert!(pair[0].sums.short > pair[1].sums.short && pair[0].sums.spare < pair[1].sums.spare, "{pair:?}");
        assert!(pair[0].covered() < pair[1].covered());
        assert!(pair[0].sums.service_level <= pair[1].sums.service_level + 0.002);
    }
    // The plan at the percentile in use is the option itself.
    let used = found.plans.iter().find(|plan| plan.percentile == 0.75).expect("it is among them");
    assert!((used.sums.cost - plan(itself, "redesign").sums.cost).abs() < 1e-6 * used.sums.cost);
    assert!(found.service_holds_from.is_some() && found.best >= found.service_holds_from, "service holds at high percentiles");
    // Without shocks every percentile is the same plan.
    assert!(Tabled::retailer(&["demand.shock_sd=0"]).percentiles(4).is_none());
}

#[test]
fn a_missing_person_that_costs_more_is_insured_against_more_often() {
    let fractile = |sets: &[&str]| {
        let found = Tabled::retailer(sets).percentiles(40).expect("demand has shocks");
        (found.equal_service.fractile, found.equal_service.percentile)
    };
    let (cheap, dear) = (fractile(&["workforce.overtime_premium=0.5"]), fractile(&["workforce.overtime_premium=3"]));
    assert!(dear.0 > cheap.0 + 0.2 && dear.1 > cheap.1, "{cheap:?} {dear:?}");
}

#[test]
fn two_queues_need_more_and_full_help_needs_as_much_as_one() {
    let model = retailer(&[]);
    let redesign = shipped().0.option("redesign");
    let found = pooling::study(&model, &redesign).expect("it routes");
    assert!(found.own.loss > 0.5 && found.own.loss < found.own.loss_without_help, "{:?}", found.own);
    assert!((found.own.loss - 0.5 * found.own.loss_without_help).abs() < 1e-9, "half of them help");
    let share = |size: &pooling::Size| size.loss_without_help / size.split.fte;
    let (small, large) = (found.sizes.first().expect("sizes"), found.sizes.last().expect("sizes"));
    assert!(share(small) > 5.0 * share(large), "small queues lose most: {} {}", share(small), share(large));
    let Pays::From { fte, .. } = found.by_fte else { panic!("{:?}", found.by_fte) };
    assert!(fte < found.own.split.fte);
    for size in &found.sizes {
        assert!(size.split.fte < fte || size.split.fte <= size.pooled.fte, "above the break-even size it pays: {size:?}");
    }
    let helped = pooling::study(&retailer(&["levers.routing.cross_trained=0.999999"]), &redesign).expect("it routes");
    assert!(helped.own.loss.abs() < 1e-4 * helped.own.split.fte, "{:?}", helped.own);
    // Where nobody is misplaced, specialists win nothing by skill: splitting off only loses.
    let alike = pooling::study(&retailer(&["workforce.misskill_aht=0", "workforce.misskill_fcr=0"]), &redesign).expect("it routes");
    assert_eq!(alike.by_fte, Pays::Never, "{:?}", alike.own);
    assert!(pooling::study(&model, &Switches { levers: [None; 5], ..redesign }).is_none());
    let mut late = redesign;
    late.levers[Lever::Routing as usize] = Some(90);
    assert!(pooling::study(&model, &late).is_none(), "never within the run");
}

#[test]
fn counting_people_changes_nothing() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = common::Lived::drawn(&setting, 3, 1);
    let switches = case.option("redesign");
    let forecast = Plan::forecast(&setting, &World::expected(&setting), &switches);
    let mut counting = State::counting(&setting);
    simulate(&setting, &lived.world, &switches, &forecast, Some(&lived.no_ai), &mut counting);
    common::assert_same_bits("counted", &lived.run(&switches).record, &counting.record, &[]);
}
