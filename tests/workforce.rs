//! Planning the team: what each rule does, by hand where a hand can, and that it does nothing at its default.

mod common;

use common::{Case, Lived, RETAILER, assert_same_bits, series, two_worlds};
use residual::engine::finance::COST_LINES;
use residual::engine::record::{Metric, Record, TeamMetric};
use residual::engine::switches::Switches;
use residual::engine::workforce::{Team, base_hazard};
use residual::model::{Parameters, SeveranceBand, SizeTo};

const GENERALISTS: usize = 0;

#[track_caller]
fn close(what: &str, a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs())), "{what}: {a} and {b}");
}

/// The redesign of a case in the expected world and in a few drawn ones.
fn redesigns(sets: &[&str], mut see: impl FnMut(&str, &Lived<'_>, &Record)) {
    let case = Case::retailer(sets);
    let setting = case.setting();
    let redesign = case.option("redesign");
    let lived = Lived::expected(&setting);
    see("expected", &lived, &lived.run(&redesign).record);
    for trial in 0..2 {
        let lived = Lived::drawn(&setting, 11, trial);
        see(&format!("trial {trial}"), &lived, &lived.run(&redesign).record);
    }
}

/// The redesign in the expected world.
fn expected(sets: &[&str]) -> Record {
    let case = Case::retailer(sets);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    lived.run(&case.option("redesign")).record
}

/// Heads of the redesign go fast enough that rules of letting go have something to do.
const CUTTING: [&str; 2] = ["levers.staffing.attrition_first_months=0", "teams.generalists.annual_attrition=0.12"];

fn cutting(more: &[&str]) -> Record {
    expected(&[&CUTTING[..], more].concat())
}

#[test]
fn every_planning_key_is_neutral_at_its_default() {
    let defaults = [
        "levers.staffing.notice_pay_weeks=0",
        "levers.staffing.wave_months=1",
        "levers.staffing.consultation_months=0",
        "levers.staffing.hiring_freeze_months=0",
        "levers.staffing.redeploy_share=0",
        "teams.generalists.minimum_heads=0",
        "teams.specialists.minimum_heads=0",
        "teams.generalists.maximum_class=100000",
        // One hour of supervision for nothing, and an assist that does nothing, are as good as none.
        "workforce.supervisors.hourly_cost=0",
        "workforce.qa_analysts.hourly_cost=0",
        "assist.aht_saving.ramp=0",
        "assist.cost_per_seat=0",
    ];
    let beside = [Metric::SupervisorFte, Metric::QaAnalystFte];
    let (plain, same) = (Case::retailer(&[]), Case::retailer(&defaults));
    let (a, b) = (plain.setting(), same.setting());
    for trial in [None, Some(0), Some(1)] {
        let live = |setting| trial.map_or_else(|| Lived::expected(setting), |trial| Lived::drawn(setting, 7, trial));
        let (a, b) = (live(&a), live(&b));
        for option in &plain.model.options {
            let switches = Switches::of_option(option);
            assert_same_bits(&option.label.id, &a.run(&switches).record, &b.run(&switches).record, &beside);
        }
    }
}

#[test]
fn waves_gather_what_drips_would_have_taken() {
    redesigns(&[&CUTTING[..], &["levers.staffing.wave_months=6"]].concat(), |world, _, record| {
        let start = 3;
        let mut told = 0.0;
        for t in 0..record.months() {
            let gone = record.get(t, Metric::Severed);
            assert!(gone == 0.0 || t >= start && (t - start) % 6 == 0, "{world}: {gone} go in month {t}");
            for j in 0..2 {
                let before = record.team(t, j, TeamMetric::Heads) - record.team(t, j, TeamMetric::Leavers);
                assert!(record.team(t, j, TeamMetric::Severed) <= 0.24 * before + 1e-9, "{world}, month {t}");
            }
            told += gone;
        }
        assert!(told > 0.0, "{world}: somebody goes");
    });
}

#[test]
fn a_consultation_puts_off_the_day_people_go() {
    let (at_once, later) = (cutting(&[]), cutting(&["levers.staffing.consultation_months=2"]));
    let first = (0..at_once.months()).find(|t| at_once.get(*t, Metric::Severed) > 0.0).expect("somebody goes");
    // Until the first are told nothing differs; they stay two months longer, and are counted.
    close("told", later.team(first, GENERALISTS, TeamMetric::UnderNotice), at_once.team(first, GENERALISTS, TeamMetric::Severed));
    assert_eq!(later.get(first, Metric::Severed) + later.get(first + 1, Metric::Severed), 0.0);
    close("gone", later.get(first + 2, Metric::Severed), at_once.get(first, Metric::Severed));
    assert!(later.get(first + 1, Metric::Heads) > at_once.get(first + 1, Metric::Heads));
    // Who has been told is not told again: in the end as many have gone, but for those who left meanwhile.
    let (now, then) = (at_once.sum(Metric::Severed), later.sum(Metric::Severed));
    assert!((then / now - 1.0).abs() < 0.25, "{now} at once, {then} later");
}

#[test]
fn tenure_bands_are_those_of_a_team_followed_month_by_month() {
    let mut p: Parameters = Case::retailer(&[]).model.medians;
    let band = |from_months| SeveranceBand { from_months, weeks: 9.0 };
    p.levers.staffing.severance_bands = vec![band(2.0), band(12.0), band(30.0)];
    let inputs = p.teams[GENERALISTS].clone();
    let hazard = base_hazard(&inputs);
    let mut team = Team::with_months(120);
    team.start(&p, &inputs, 200.0, false);
    let from = [0.0, 2.0, 12.0, 30.0];
    // The oracle keeps every month of tenure apart.
    let mut ages: Vec<f64> = (0..4000).map(|i| 200.0 * hazard * (1.0 - hazard).powi(i)).collect();
    for t in 0..40 {
        let class = if t == 0 { 0.0 } else { 3.0 + (t % 5) as f64 };
        if t > 0 {
            team.hire(t, class - if t < 4 { team.in_class(t - 1).min(0.0) } else { 0.0 });
            let joining = team.pipeline(t - 1) - team.pipeline(t);
            team.arrive(t);
            ages.insert(0, joining);
        } else {
            team.arrive(t);
        }
        let all: f64 = ages.iter().sum();
        let share = |low: f64, high: f64| {
            ages.iter().enumerate().filter(|(i, _)| (low..high).contains(&(*i as f64))).map(|(_, h)| h).sum::<f64>() / all
        };
        let found = team.bands(&inputs, t, &from);
        for b in 0..4 {
            let wanted = share(from[b], from.get(b + 1).copied().unwrap_or(f64::INFINITY));
            close(&format!("month {t}, band {b}"), found[b], wanted);
        }
        close("heads", team.heads(), all);
        let leaving = 0.04 * team.heads();
        for heads in &mut ages {
            *heads *= 0.96;
        }
        team.leave(leaving);
    }
}

#[test]
fn severance_follows_tenure_and_notice_is_paid_beside() {
    let week = |p: &Parameters, j: usize| p.workforce.paid_hours * 12.0 / 52.0 * p.teams[j].loaded_hourly_cost;
    let case = Case::retailer(
        &[
            &CUTTING[..],
            &[
                "workforce.wage_inflation=0",
                "levers.staffing.notice_pay_weeks=3",
                "levers.staffing.severance_bands=[{ from_months = 24, weeks = 20 }]",
            ],
        ]
        .concat(),
    );
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let record = lived.run(&case.option("redesign")).record;
    let (mut first, mut second, mut seen) = (0.0, 0.0, 0);
    for t in 0..record.months() {
        let bands = [Metric::SeveredBand1, Metric::SeveredBand2, Metric::SeveredBand3, Metric::SeveredBand4].map(|m| record.get(t, m));
        close("bands", bands.iter().sum(), record.get(t, Metric::Severed));
        assert_eq!(bands[2] + bands[3], 0.0);
        // The bands are the company's; where only generalists go they are theirs too.
        if record.team(t, 1, TeamMetric::Severed) == 0.0 {
            let weeks = bands[0] * (8.0 + 3.0) + bands[1] * (20.0 + 3.0);
            close("severance", record.get(t, Metric::CostSeverance), weeks * week(&lived.world.p, 0));
            seen += usize::from(weeks > 0.0);
        }
        (first, second) = (first + bands[0], second + bands[1]);
    }
    assert!(first > 0.0 && second > 0.0 && seen > 2, "{first} and {second}, {seen} months of generalists alone");
    // The same weeks in every band are no bands.
    let same = cutting(&["levers.staffing.severance_bands=[{ from_months = 24, weeks = 8 }]"]);
    close("severance", same.sum(Metric::CostSeverance), cutting(&[]).sum(Metric::CostSeverance));
}

#[test]
fn the_redeployed_leave_the_budget_but_not_the_company() {
    let flat = ["workforce.wage_inflation=0"];
    let (severed, moved) = (cutting(&flat), cutting(&[&flat[..], &["levers.staffing.redeploy_share=1"]].concat()));
    for t in 0..moved.months() {
        close("as many go", moved.get(t, Metric::Redeployed), severed.get(t, Metric::Severed));
    }
    assert_eq!(moved.sum(Metric::Severed) + moved.sum(Metric::CostSeverance), 0.0);
    assert!(moved.sum(Metric::CostSavings) > severed.sum(Metric::CostSavings), "without severance the budget saves more");
    assert_eq!(severed.sum(Metric::CostSavings), severed.sum(Metric::CompanySavings));
    // Their pay goes on from the month after, and falls as people leave the company: h₀ a month.
    let case = Case::retailer(&CUTTING);
    let p = &case.model.medians;
    let mut still_here = [0.0; 2];
    for t in 0..moved.months() {
        let pay: f64 = p.teams.iter().zip(still_here).map(|(team, heads)| heads * p.workforce.paid_hours * team.loaded_hourly_cost).sum();
        close("pay", moved.get(t, Metric::RedeployedPay), pay);
        close("company", moved.get(t, Metric::CompanySavings), moved.get(t, Metric::CostSavings) - pay);
        for (j, heads) in still_here.iter_mut().enumerate() {
            *heads = *heads * (1.0 - base_hazard(&p.teams[j])) + moved.team(t, j, TeamMetric::Redeployed);
        }
    }
    assert!(still_here[0] > 1.0);
    // Without severance other departments are the only way out.
    let change = |line: &str| if line.starts_with("severance_weeks") { "redeploy_share = 0.5\n".to_owned() } else { format!("{line}\n") };
    let text: String = RETAILER.lines().map(change).collect();
    let model = residual::scenario::load(&text, "no severance", &[]).expect("a scenario").model;
    let case = Case::new(model);
    let setting = case.setting();
    let mut world = residual::engine::world::World::expected(&setting);
    world.p.levers.staffing.attrition_first_months = 0.0;
    let lived = Lived::with(&setting, world, &Switches::NO_AI);
    let run = lived.run(&case.option("redesign")).record;
    assert_eq!(run.sum(Metric::Severed), 0.0);
    assert!(run.sum(Metric::Redeployed) > 0.5);
}

#[test]
fn a_freeze_stops_hiring_and_a_class_holds_only_so_many() {
    let lead = 2;
    redesigns(&["levers.staffing.hiring_freeze_months=8"], |world, _, record| {
        for t in 3 + lead..3 + 8 + lead {
            assert_eq!(record.get(t, Metric::Hires), 0.0, "{world}: month {t}");
        }
        assert!((3 + 8 + lead..record.months()).any(|t| record.get(t, Metric::Hires) > 0.0), "{world}: then they hire again");
    });
    redesigns(&["teams.generalists.maximum_class=2"], |world, lived, record| {
        let free = &lived.no_ai.record;
        for (name, run) in [("redesign", record), ("no_ai", free)] {
            // Classes under way at the start were decided on before.
            for t in lead + 1..run.months() {
                assert!(run.team(t, GENERALISTS, TeamMetric::Hires) <= 2.0, "{world}, {name}: month {t}");
            }
        }
    });
}

#[test]
fn no_plan_takes_a_team_below_its_minimum() {
    let sets = [&CUTTING[..], &["teams.generalists.minimum_heads=95"]].concat();
    let free = cutting(&[]);
    let fewest = |record: &Record| series(record, Metric::Severed).iter().sum::<f64>();
    redesigns(&sets, |world, _, record| {
        for t in 0..record.months() {
            let of = |metric| record.team(t, GENERALISTS, metric);
            let left = of(TeamMetric::Heads) - of(TeamMetric::Leavers);
            assert!(of(TeamMetric::Severed) == 0.0 || left - of(TeamMetric::Severed) >= 95.0 - 1e-9 || left < 95.0, "{world}: month {t}");
        }
    });
    assert!(fewest(&expected(&sets)) < fewest(&free));
}

#[test]
fn the_attrition_only_plan_lets_nobody_go() {
    redesigns(&CUTTING, |world, lived, chosen| {
        let redesign = Switches { levers: [Some(0); 5], ai: true, ..Switches::NO_AI };
        let run = lived.run(&Switches { attrition_only: true, ..redesign }).record;
        assert_eq!(run.sum(Metric::Severed) + run.sum(Metric::CostSeverance), 0.0, "{world}");
        assert!(chosen.sum(Metric::Severed) > 0.0, "{world}");
        let last = run.months() - 1;
        assert!(run.get(last, Metric::Heads) >= chosen.get(last, Metric::Heads) - 1.0, "{world}");
    });
}

#[test]
fn sizing_to_the_business_case_cuts_too_deep_and_the_figures_say_so() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let sized = |size_to| lived.run(&Switches { size_to: Some(size_to), ..case.option("redesign") }).record;
    let (observed, promised) = (sized(SizeTo::Observed), sized(SizeTo::BusinessCase));
    assert_same_bits("as the scenario says", &observed, &lived.run(&case.option("redesign")).record, &[]);
    let over = |metric| (promised.sum(metric), observed.sum(metric));
    let worst = |record: &Record| series(record, Metric::ServiceLevel).into_iter().fold(1.0, f64::min);
    assert!(worst(&promised) < worst(&observed) - 0.2, "{} and {}", worst(&promised), worst(&observed));
    for metric in [Metric::OvertimeFte, Metric::ServiceDebt, Metric::Abandonment] {
        let (cut, kept) = over(metric);
        assert!(cut > 1.5 * kept, "{}: {cut} and {kept}", metric.name());
    }
    assert!(over(Metric::Heads).0 < over(Metric::Heads).1);
}

#[test]
fn who_is_let_go_and_hired_again_is_counted() {
    // A cut with the AI, and then growth that nobody foresaw in the cut: hires replace people who were paid to leave.
    let sets = [
        &CUTTING[..],
        &["levers.staffing.max_monthly_reduction=0.2", "levers.staffing.size_to=business_case", "teams.generalists.annual_attrition=0.4"],
    ]
    .concat();
    let record = expected(&sets);
    let mut open = Vec::new();
    let mut rehired = 0.0;
    for t in 0..record.months() {
        let of = |metric| record.team(t, GENERALISTS, metric);
        let year: f64 = open.iter().rev().take(12).sum();
        let wanted = of(TeamMetric::Hires).min(f64::max(year, 0.0));
        close(&format!("month {t}"), of(TeamMetric::Rehired), wanted);
        open.push(of(TeamMetric::Severed) - of(TeamMetric::Rehired));
        rehired += of(TeamMetric::Rehired);
    }
    assert!(rehired > 0.0, "somebody is hired again");
    close("in all", record.sum(Metric::Rehired), rehired);
}

#[test]
fn a_wave_that_is_a_collective_dismissal_says_so() {
    let law = ["levers.staffing.collective_dismissal.heads=2", "levers.staffing.collective_dismissal.within_months=2"];
    let record = cutting(&law);
    for t in 0..record.months() {
        let gone = record.get(t, Metric::Severed) + if t > 0 { record.get(t - 1, Metric::Severed) } else { 0.0 };
        assert_eq!(record.get(t, Metric::CollectiveDismissal), f64::from(u8::from(gone >= 2.0)), "month {t}: {gone}");
    }
    assert!(record.sum(Metric::CollectiveDismissal) > 0.0);
    assert_eq!(cutting(&[]).sum(Metric::CollectiveDismissal), 0.0);
}

#[test]
fn a_share_of_conversations_is_reviewed() {
    let record = expected(&["levers.quality.ai_review_share=0.05", "workforce.wage_inflation=0"]);
    for t in 3..record.months() {
        let hours = 0.05 * record.get(t, Metric::Contained) * 6.0 / 60.0;
        close(&format!("month {t}"), record.get(t, Metric::CostQuality), hours * 34.0);
    }
    // As many reviews as the fixed number in every month: the same figures.
    let fixed = expected(&["levers.quality.ai_reviews=0"]);
    assert_same_bits("none", &fixed, &expected(&["levers.quality.ai_review_share=0"]), &[]);
}

#[test]
fn supervisors_and_analysts_follow_their_spans() {
    let sets = [
        "workforce.supervisors.agents=12",
        "workforce.supervisors.hourly_cost=40",
        "workforce.qa_analysts.agents=30",
        "workforce.qa_analysts.hourly_cost=35",
    ];
    redesigns(&sets, |world, lived, record| {
        for run in [record, &lived.no_ai.record] {
            for t in 0..run.months() {
                let people = run.get(t, Metric::Heads) + run.get(t, Metric::TrainingHeads) + run.get(t, Metric::TemporaryFte);
                let index = libm::pow(1.0 + lived.world.p.workforce.wage_inflation, (t / 12) as f64);
                close(world, run.get(t, Metric::SupervisorFte), people / 12.0);
                close(world, run.get(t, Metric::CostSupervisors), people / 12.0 * 160.0 * 40.0 * index);
                close(world, run.get(t, Metric::CostQaAnalysts), people / 30.0 * 160.0 * 35.0 * index);
            }
        }
    });
    // Today counts them: in a flat operation the first month is today to the last line.
    let flat = ["demand.season=[1,1,1,1,1,1,1,1,1,1,1,1]", "demand.growth=0"];
    let case = Case::retailer(&[&sets[..], &flat[..]].concat());
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let own = COST_LINES.iter().filter(|line| **line != Metric::CostVendor);
    let first: f64 = own.map(|line| lived.no_ai.record.get(0, *line)).sum();
    let vendors: f64 = lived.world.today.vendor_invoices.iter().sum();
    close("today", first, lived.world.today.monthly_cost - vendors);
    let plain = Case::retailer(&flat);
    let setting = plain.setting();
    let without = Lived::expected(&setting).world.today.monthly_cost;
    assert!(lived.world.today.monthly_cost > without);
}

#[test]
fn a_higher_percentile_plans_more_people_everywhere() {
    let heads = |percentile: &str| {
        let set = format!("workforce.planning_percentile={percentile}");
        let case = Case::retailer(&[&set]);
        let setting = case.setting();
        let lived = Lived::expected(&setting);
        let runs = ["technical_only", "redesign"].map(|id| lived.run(&case.option(id)).record);
        let today = &lived.world.today;
        // At the median the plan is the average month.
        if percentile == "0.5" {
            assert_eq!(today.effective_fte.to_bits(), today.required_fte.to_bits());
        }
        let end = |record: &Record| record.end_mean(Metric::EffectiveFte, 3);
        [today.effective_fte, lived.no_ai.record.end_mean(Metric::EffectiveFte, 3), end(&runs[0]), end(&runs[1])]
    };
    let (median, cautious) = (heads("0.5"), heads("0.9"));
    // z = 1.2816 standard deviations of 6 %: some 8 % more load.
    for (low, high) in median.iter().zip(cautious) {
        assert!((1.05..1.10).contains(&(high / low)), "{low} and {high}");
    }
    // Without spread of demand every percentile is the same.
    let calm = |percentile: &str| expected(&["demand.shock_sd=0", &format!("workforce.planning_percentile={percentile}")]);
    assert_same_bits("calm", &calm("0.5"), &calm("0.95"), &[]);
}

#[test]
fn more_than_two_teams_share_the_work_and_balance() {
    let third = "[[teams]]\nid = \"experts\"\nskill_tier = 5\nshare_of_in_house = 0.08\nloaded_hourly_cost = 36.0\nannual_attrition = 0.2\n\n[[teams]]\nid = \"juniors\"\nskill_tier = 2\nshare_of_in_house = 0.2\nloaded_hourly_cost = 22.0\n\n[[vendors]]";
    let text = RETAILER.replacen("[[vendors]]", third, 1).replace("share_of_in_house = 0.82", "share_of_in_house = 0.54");
    let model = residual::scenario::load(&text, "four teams", &[]).expect("a scenario").model;
    let case = Case::new(model);
    let setting = case.setting();
    for lived in two_worlds(&setting, 3, 5) {
        let record = lived.run(&case.option("redesign")).record;
        for t in 1..record.months() {
            let by_team: f64 = (0..4).map(|j| record.team(t, j, TeamMetric::Heads)).sum();
            close("heads", by_team, record.get(t, Metric::Heads));
            for j in 0..4 {
                let of = |t: usize, metric| record.team(t, j, metric);
                assert!(of(t, TeamMetric::Required) > 0.0 && of(t, TeamMetric::Heads) > 0.0, "team {j}, month {t}");
            }
        }
    }
}

#[test]
fn a_reviewed_business_case_is_sized_to_what_is_observed_from_then_on() {
    let lived = |sets: &[&str]| {
        let case = Case::retailer(sets);
        let setting = case.setting();
        Lived::expected(&setting).run(&case.option("redesign")).record
    };
    let cut = "levers.staffing.size_to=business_case";
    let (observed, never) = (lived(&[]), lived(&[cut]));
    assert_same_bits("no review, no difference", &observed, &lived(&["levers.staffing.review_months=5"]), &[]);
    assert_same_bits("reviewed from the start", &observed, &lived(&[cut, "levers.staffing.review_months=0"]), &[]);
    assert_same_bits("reviewed after the end", &never, &lived(&[cut, "levers.staffing.review_months=40"]), &[]);
    // Reviewed nine months after go-live: the same until then, and the heads come back to what is observed.
    let reviewed = lived(&[cut, "levers.staffing.review_months=9"]);
    for t in 0..12 {
        assert_eq!(reviewed.get(t, Metric::Heads).to_bits(), never.get(t, Metric::Heads).to_bits(), "month {t}");
    }
    let end = |record: &Record| record.end_mean(Metric::Heads, 1);
    assert!(end(&never) < 0.9 * end(&observed), "the cut was deep: {} and {}", end(&never), end(&observed));
    assert!((end(&reviewed) / end(&observed) - 1.0).abs() < 0.03, "{} and {}", end(&reviewed), end(&observed));
}

#[test]
fn an_over_cut_is_shown_beside_the_same_option_sized_to_what_is_observed() {
    use residual::analysis::overcut;
    use residual::report::layout::Style;
    use residual::report::overcut as said;
    use residual::results::{Experiment, Worlds};
    let case = Case::retailer(&["levers.staffing.size_to=business_case"]);
    let setting = case.setting();
    let experiment = Experiment::new(&case.model);
    let worlds = Worlds::new(&setting, 1, true);
    let cuts = overcut::study(&worlds, &experiment.options, 50, &|_| true);
    let ids: Vec<&str> = cuts.iter().map(|cut| cut.label.id.as_str()).collect();
    assert_eq!(ids, ["phase_two", "redesign"], "only options that pull the staffing lever cut");
    let redesign = &cuts[1];
    assert_eq!(redesign.worlds, 1, "expected mode has one world");
    // The figures are those of the runs themselves.
    let lived = Lived::expected(&setting);
    let promised = lived.run(&case.option("redesign")).record;
    close("savings", redesign.promised.cost_savings, promised.sum(Metric::CostSavings));
    close("debt", redesign.promised.service_debt, promised.sum(Metric::ServiceDebt));
    let observed = lived.run(&Switches { size_to: Some(SizeTo::Observed), ..case.option("redesign") }).record;
    close("savings", redesign.observed.cost_savings, observed.sum(Metric::CostSavings));
    assert!(redesign.promised.worst_service < redesign.observed.worst_service);
    let text = said::text(&cuts, "USD", Style { width: 60, color: false });
    assert!(text.starts_with("Warning: `phase_two` sizes the team to the slide's promise.\n"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
    let table = String::from_utf8(said::csv(&cuts)).expect("a table is text");
    assert_eq!(table.lines().count(), 1 + 2 * 13);
    // Sized to what is observed there is nothing to warn of.
    let calm = Case::retailer(&[]);
    let setting = calm.setting();
    assert!(overcut::study(&Worlds::new(&setting, 1, true), &experiment.options, 5, &|_| true).is_empty());
}
