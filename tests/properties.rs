//! Properties that hold for any legal scenario: balances, monotony, numbers everywhere.

mod common;

use common::{Case, Lived, retailer_or_faults, two_worlds};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use residual::engine::finance::COST_LINES;
use residual::engine::record::{Metric, Record, TeamMetric};
use residual::engine::run::State;
use residual::engine::staffing::Queues;
use residual::engine::switches::Switches;
use residual::engine::tables::Tables;
use residual::engine::workforce::{training_months, whole_months};
use residual::engine::world::Setting;
use residual::model::Parameters;
use residual::results::{Total, Totals};
use std::sync::OnceLock;

/// The shipped scenario, its goal and its queue tables, built once.
struct Shipped {
    case: Case,
    tables: Tables,
}

fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let case = Case::retailer(&[]);
        let tables = Tables::build(&case.goal, &case.model);
        Shipped { case, tables }
    })
}

/// So many cases, the same ones every time; with `PROPTEST_CASES` set as many as it says, others every time.
fn few(cases: u32) -> ProptestConfig {
    let config = ProptestConfig { max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return config;
    }
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(1), ..config }
}

/// Levers at random months, or never.
fn switches() -> impl Strategy<Value = Switches> {
    let lever = prop_oneof![Just(None), (-6..24_i32).prop_map(Some)];
    prop::array::uniform5(lever).prop_map(|levers| Switches { ai: true, levers, ..Switches::NO_AI })
}

/// Equal but for rounding.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// Every head of the month before is still here, has left, was let go or went into training; and nobody else is here but who
/// finished training.
fn assert_heads_balance(record: &Record, p: &Parameters) {
    let teams = p.teams.len();
    let move_months = p.levers.staffing.upskill.as_ref().map_or(1, |u| whole_months(u.weeks));
    let of = |t: usize, j: usize, metric| record.team(t, j, metric);
    for t in 1..record.months() {
        let (mut here, mut expected, mut known) = (0.0, 0.0, true);
        for j in 0..teams {
            let training = training_months(&p.teams[j]);
            here += of(t, j, TeamMetric::Heads);
            expected += of(t - 1, j, TeamMetric::Heads) - of(t - 1, j, TeamMetric::Leavers) - of(t - 1, j, TeamMetric::Severed);
            expected -= of(t, j, TeamMetric::Upskilled) + of(t - 1, j, TeamMetric::Redeployed);
            // Classes that began before the run are not on record.
            known &= t >= training && t >= move_months;
            if known {
                expected += of(t - training, j, TeamMetric::Hires) + of(t - move_months, j, TeamMetric::Upskilled);
            }
            for metric in [TeamMetric::Heads, TeamMetric::Leavers, TeamMetric::Severed, TeamMetric::Hires, TeamMetric::Upskilled] {
                let heads = of(t, j, metric);
                assert!(heads >= 0.0 && heads == heads.floor(), "month {t} team {j}: {heads} {} are no whole heads", metric.name());
            }
        }
        assert!(!known || here == expected, "month {t}: {here} heads, {expected} by the books");
        // The common figure is the sum of the teams'.
        assert_eq!(record.get(t, Metric::Heads), here);
        assert_eq!(record.get(t, Metric::Leavers), (0..teams).map(|j| of(t, j, TeamMetric::Leavers)).sum::<f64>());
    }
}

fn assert_numbers(what: &str, state: &State, totals: &Totals) {
    for metric in Metric::ALL {
        for t in 0..state.record.months() {
            assert!(state.record.get(t, *metric).is_finite(), "{what}: {} of month {t} is {}", metric.name(), state.record.get(t, *metric));
        }
    }
    assert!(state.record.values().iter().all(|x| x.is_finite()), "{what}: a team's figure is no number");
    for total in Total::ALL {
        let x = totals.get(*total);
        match total {
            // None where the slide is not positive; infinite where it never pays back.
            Total::Realisation | Total::RunRateRealisation => assert!(!x.is_infinite(), "{what}: {}", total.name()),
            Total::PaybackMonth => assert!(x >= 0.0, "{what}: {}", total.name()),
            _ => assert!(x.is_finite(), "{what}: {} is {x}", total.name()),
        }
    }
}

/// What must hold in every month of every run.
fn assert_sane(record: &Record) {
    let shares = [
        Metric::Containment,
        Metric::AiResolution,
        Metric::Csat,
        Metric::CsatAllChannels,
        Metric::Fcr,
        Metric::Occupancy,
        Metric::ServiceLevel,
        Metric::Abandonment,
    ];
    for t in 0..record.months() {
        let of = |metric| record.get(t, metric);
        for metric in shares {
            assert!((-1e-12..=1.0 + 1e-12).contains(&of(metric)), "month {t}: {} is {}", metric.name(), of(metric));
        }
        assert!((0.0..=0.5).contains(&of(Metric::Pressure)), "month {t}: pressure {}", of(Metric::Pressure));
        let lines: f64 = COST_LINES.iter().map(|line| of(*line)).sum();
        assert_eq!(of(Metric::Cost), lines, "month {t}: cost is the sum of its lines");
        for line in COST_LINES {
            assert!(of(line) >= 0.0 || line == Metric::CostCredits, "month {t}: {} is {}", line.name(), of(line));
        }
        assert_eq!(of(Metric::CostVendor), of(Metric::VendorInvoice));
        // Every issue is resolved by the AI, resolved by people, or given up. What the AI truly resolved is its share of the
        // real conversations; the dashboard holds induced ones too.
        let by_people = of(Metric::HumanContacts) * of(Metric::Fcr);
        let left = of(Metric::Issues) - by_people - of(Metric::IssuesGivenUp);
        assert!(left >= -1e-6, "month {t}: {left} issues too many are resolved or given up");
        assert!(left <= of(Metric::Contained) * of(Metric::AiResolution) + 1e-6, "month {t}: {left} issues are nowhere");
        let vendors = of(Metric::VendorContacts);
        assert!(vendors <= of(Metric::HumanContacts) + 1e-9, "month {t}");
        assert!(of(Metric::VendorShortfall) <= of(Metric::VendorInvoice) + 1e-9, "month {t}");
    }
}

proptest! {
    #![proptest_config(few(12))]

    #[test]
    fn heads_balance_to_the_last_one_whatever_is_pulled(trial in 0..10_000_u64, switches in switches()) {
        let shipped = shipped();
        let setting = Setting::new(&shipped.case.model, Queues::Tables(&shipped.tables));
        let lived = Lived::drawn(&setting, 3, trial);
        assert_heads_balance(&lived.no_ai.record, &lived.world.p);
        let run = lived.run(&switches);
        assert_heads_balance(&run.record, &lived.world.p);
        assert_sane(&run.record);
        assert_numbers("shipped", &run, &lived.totals(&run.record));
    }

    #[test]
    fn without_induced_conversations_every_issue_has_one_end(trial in 0..10_000_u64, switches in switches()) {
        let shipped = shipped();
        let setting = Setting::new(&shipped.case.model, Queues::Tables(&shipped.tables));
        let mut lived = Lived::drawn(&setting, 5, trial);
        lived.world.p.ai.induced = 0.0;
        let run = lived.run(&switches).record;
        for t in 0..run.months() {
            let of = |metric| run.get(t, metric);
            let ends = of(Metric::Contained) * of(Metric::AiResolution) + of(Metric::HumanContacts) * of(Metric::Fcr) + of(Metric::IssuesGivenUp);
            prop_assert!(close(ends, of(Metric::Issues)), "month {}: {} ends of {} issues", t, ends, of(Metric::Issues));
        }
    }

    #[test]
    fn more_agents_never_serve_worse(work in 20.0..60_000.0_f64, aht in 1.0..40.0_f64, low in 0.05..1.5_f64, more in 0.0..1.0_f64) {
        let goal = &shipped().case.goal;
        let (few, many) = (goal.service(work, aht, low), goal.service(work, aht, low + more));
        prop_assert!(many.level >= few.level - 1e-12, "{few:?} {many:?}");
        prop_assert!(many.abandonment <= few.abandonment + 1e-12, "{few:?} {many:?}");
        prop_assert!(many.occupancy <= few.occupancy + 1e-12, "{few:?} {many:?}");
    }

    #[test]
    fn more_work_never_needs_fewer_agents(work in 20.0..60_000.0_f64, aht in 1.0..40.0_f64, more in 1.0..3.0_f64) {
        let goal = &shipped().case.goal;
        prop_assert!(goal.agent_intervals(work * more, aht) >= goal.agent_intervals(work, aht));
    }

    #[test]
    fn what_is_required_serves_as_promised(work in 200.0..60_000.0_f64, aht in 1.0..40.0_f64) {
        let goal = &shipped().case.goal;
        let served = goal.service(work, aht, 1.0);
        prop_assert!(served.level >= goal.share - 1e-12, "{served:?}");
        prop_assert!(served.occupancy <= goal.max_occupancy + 1e-12, "{served:?}");
    }
}

/// A key and a range of legal values.
const DIALS: &[(&str, f64, f64)] = &[
    ("demand.growth", -0.3, 0.3),
    ("demand.shock_sd", 0.0, 0.4),
    ("demand.shock_persistence", 0.0, 0.95),
    ("difficulty.aht_loading", 0.0, 1.0),
    ("difficulty.fcr_slope", 0.0, 1.2),
    ("difficulty.value_loading", 0.0, 1.0),
    ("customers.repeat_propensity", 0.0, 0.95),
    ("customers.false_containment_return", 0.0, 1.0),
    ("customers.retry", 0.0, 1.0),
    ("customers.effort_loss", 0.0, 0.3),
    ("service.share", 0.5, 0.99),
    ("service.max_occupancy", 0.5, 1.0),
    ("workforce.shrinkage", 0.0, 0.6),
    ("workforce.overtime_cap", 0.0, 0.5),
    ("workforce.start_productivity", 0.0, 1.0),
    ("workforce.planning_percentile", 0.05, 0.99),
    ("workforce.seasonal_flex", 0.0, 1.0),
    ("workforce.response_without", 0.0, 1.0),
    ("workforce.misskill_aht", 0.0, 0.5),
    ("workforce.misskill_fcr", 0.0, 0.6),
    ("workforce.wage_inflation", -0.05, 0.15),
    ("behaviour.occupancy_reference", 0.3, 1.0),
    ("behaviour.attrition_per_occupancy", 0.0, 20.0),
    ("behaviour.attrition_per_hardness", 0.0, 3.0),
    ("behaviour.attrition_per_pressure", 0.0, 5.0),
    ("behaviour.hurry", 0.0, 1.0),
    ("behaviour.pressure_fcr", 0.0, 2.0),
    ("ai.selectivity", 0.0, 1.0),
    ("ai.learning_months", 0.1, 24.0),
    ("ai.induced", 0.0, 1.5),
    ("ai.handoff_penalty", 0.0, 1.0),
    ("ai.handoff_saving", 0.0, 0.5),
    ("ai.context_carried", 0.0, 1.0),
    ("ai.error_cost", 0.0, 20.0),
    ("ai.price.per_resolution", 0.0, 12.0),
    ("ai.price.price_drift", -0.3, 0.6),
    ("ai.quality.regression_probability", 0.0, 1.0),
    ("ai.quality.regression_size", 0.0, 0.5),
    ("ai.quality.complaint_detection", 0.0, 1.0),
    ("contact_types.order_status.volume", 1.0, 300_000.0),
    ("contact_types.returns.fcr", 0.6, 0.85),
    ("contact_types.order_status.ai.reach", 0.0, 1.0),
    ("contact_types.order_status.ai.mature", 0.6, 1.0),
    ("contact_types.order_status.ai.resolution", 0.0, 1.0),
    ("contact_types.complaints.ai.mature", 0.03, 1.0),
    ("teams.generalists.annual_attrition", 0.0, 0.95),
    ("teams.specialists.annual_attrition", 0.0, 0.95),
    ("vendors.bpo_north.volume_share", 0.0, 1.0),
    ("vendors.bpo_north.aht_factor", 0.6, 1.8),
    ("vendors.bpo_north.contract.minimum.share", 0.0, 1.2),
    ("levers.staffing.max_monthly_reduction", 0.0, 1.0),
    ("levers.routing.cross_trained", 0.0, 1.0),
    ("levers.contracts.success", 0.0, 1.0),
    ("levers.quality.coaching_fcr", 0.0, 1.0),
    ("levers.quality.ai_review_share", 0.0, 1.0),
    ("levers.staffing.redeploy_share", 0.0, 1.0),
    ("levers.staffing.notice_pay_weeks", 0.0, 20.0),
    ("assist.aht_saving.ramp", 0.0, 0.9),
    ("assist.aht_saving.proficient", 0.0, 0.9),
    ("assist.fcr_shift", -1.0, 1.0),
    ("assist.start_productivity", 0.0, 1.0),
    ("assist.attrition", -2.0, 2.0),
    ("workforce.supervisors.agents", 1.0, 50.0),
    ("workforce.qa_analysts.hourly_cost", 1.0, 50.0),
];

/// A key and legal whole values.
const STEPS: &[(&str, u32, u32)] = &[
    ("workforce.lead_time_months", 0, 12),
    ("ai.quality.fix_months", 0, 12),
    ("ai.phases.1.ramp_months", 1, 12),
    ("ai.phases.3.start", 4, 40),
    ("teams.generalists.training_weeks", 0, 30),
    ("teams.generalists.ramp_months", 0, 24),
    ("teams.generalists.skill_tier", 1, 5),
    ("teams.specialists.ramp_months", 0, 24),
    ("vendors.bpo_north.skill_tier", 1, 5),
    ("vendors.bpo_north.contract.notice_months", 0, 30),
    ("levers.staffing.attrition_first_months", 0, 24),
    ("levers.staffing.wave_months", 1, 12),
    ("levers.staffing.consultation_months", 0, 8),
    ("levers.staffing.hiring_freeze_months", 0, 30),
    ("teams.generalists.minimum_heads", 0, 400),
    ("teams.specialists.maximum_class", 1, 12),
    ("assist.start", 0, 30),
    ("levers.staffing.upskill.weeks", 0, 60),
    ("levers.routing.specialist_from_tier", 1, 5),
    ("levers.contracts.negotiation_months", 0, 30),
    ("levers.quality.ai_reviews", 0, 20_000),
    ("levers.quality.coaching_months", 0, 24),
];

/// Changes of a few keys, each to any legal value.
fn changes() -> impl Strategy<Value = Vec<String>> {
    let dial = (0..DIALS.len(), 0.0..=1.0_f64).prop_map(|(i, u)| {
        let (path, low, high) = DIALS[i];
        // The ends are the cases worth most.
        let value = if u < 0.15 {
            low
        } else if u > 0.85 {
            high
        } else {
            low + (high - low) * u
        };
        format!("{path}={value}")
    });
    let step = (0..STEPS.len(), 0..1000_u32).prop_map(|(i, n)| {
        let (path, low, high) = STEPS[i];
        format!("{path}={}", low + n % (high - low + 1))
    });
    prop::collection::vec(prop_oneof![3 => dial, 2 => step], 1..7)
}

proptest! {
    #![proptest_config(few(24))]

    #[test]
    fn every_legal_scenario_gives_numbers(changes in changes(), switches in switches(), trial in 0..1000_u64) {
        let sets: Vec<&str> = changes.iter().map(String::as_str).collect();
        // Some changes contradict each other; the scenario says so, and that is another test's matter.
        let Ok(model) = retailer_or_faults(&sets) else { return Err(TestCaseError::reject("not legal")) };
        let case = Case::new(model);
        let setting = case.setting();
        for lived in two_worlds(&setting, 9, trial) {
            let whole = lived.world.process.is_some();
            let run = lived.run(&switches);
            let what = format!("{changes:?} {switches:?} {}", if whole { "drawn" } else { "expected" });
            assert_numbers(&what, &run, &lived.totals(&run.record));
            assert_numbers(&what, &lived.no_ai, &lived.totals(&lived.no_ai.record));
            assert_sane(&run.record);
            if whole {
                assert_heads_balance(&run.record, &lived.world.p);
            }
        }
    }
}

#[test]
fn the_edges_of_what_is_legal_give_numbers_too() {
    for sets in [
        // Nobody in-house; a team that is yet to be built; a team nobody counted.
        &["vendors.bpo_north.volume_share=1"][..],
        &["teams.generalists.share_of_in_house=1", "teams.specialists.share_of_in_house=0"],
        &["teams.generalists.headcount=0"],
        // Months without a single contact.
        &["demand.season=[0,0,0,0,0,0,0,0,0,0,0,12]"],
        &["demand.season=[0,0,0,0,0,0,0,0,0,0,0,12]", "levers.staffing.size_to=business_case"],
        // Nobody waits, and nobody stays.
        &["service.within=0 s"],
        &["customers.patience=1 s"],
        // As many contacts as a scenario may have, and a handful.
        &["contact_types.order_status.volume=35000000"],
        &["contact_types.order_status.volume=1", "contact_types.returns.volume=1", "contact_types.product.volume=1"],
        // Other channels, other horizons.
        &["contact_types.returns.channel=email"],
        &["contact_types.returns.channel=chat", "contact_types.returns.concurrency=3"],
        &["scenario.months=4"],
        &["scenario.go_live=0"],
        &["levers.quality.ai_reviews=0"],
        // Everybody is told at once, and everybody goes.
        &[
            "levers.staffing.max_monthly_reduction=1",
            "levers.staffing.attrition_first_months=0",
            "levers.staffing.severance_bands=[{ from_months = 1, weeks = 9 }]",
        ],
        &["levers.staffing.consultation_months=3", "levers.staffing.size_to=business_case", "levers.staffing.max_monthly_reduction=1"],
    ] {
        let case = Case::new(retailer_or_faults(sets).unwrap_or_else(|faults| panic!("{sets:?}: {faults}")));
        let setting = case.setting();
        for lived in two_worlds(&setting, 4, 2) {
            for option in &case.model.options {
                let run = lived.run(&Switches::of_option(option));
                let what = format!("{sets:?} {}", option.label.id);
                assert_numbers(&what, &run, &lived.totals(&run.record));
                if lived.world.process.is_some() {
                    assert_heads_balance(&run.record, &lived.world.p);
                }
            }
        }
    }
}
