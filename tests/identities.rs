//! The self-check: it holds in many worlds of every shipped scenario, and a corrupted record is found, in its month.

mod common;

use common::{Case, Lived};
use residual::engine::record::{Metric, Record};
use residual::engine::switches::Switches;
use residual::results::identities::{Broken, Identity, Violation, check};

/// `no_ai` and the redesign of one drawn world.
fn lived() -> (Record, Record) {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let world = Lived::drawn(&setting, 7, 3);
    let run = world.run(&case.option("redesign"));
    (world.no_ai.record, run.record)
}

#[test]
fn books_of_many_worlds_balance() {
    let case = Case::retailer(&[
        "ai.opt_out={ start = 6, share = 0.5 }",
        "levers.staffing.redeploy_share=0.3",
        "levers.staffing.notice_pay_weeks=4",
        "levers.staffing.review_months=8",
    ]);
    let setting = case.setting();
    for trial in 0..6 {
        let world = Lived::drawn(&setting, 11, trial);
        assert_eq!(check(&world.no_ai.record, None), None);
        assert_eq!(check(&world.frozen.record, None), None);
        for option in ["technical_only", "phase_two", "redesign"] {
            assert_eq!(check(&world.run(&case.option(option)).record, Some(&world.no_ai.record)), None, "{option}, trial {trial}");
        }
    }
    let world = Lived::expected(&setting);
    assert_eq!(check(&world.run(&Switches { ai: true, ..Switches::NO_AI }).record, Some(&world.no_ai.record)), None);
}

#[test]
fn a_corrupted_figure_is_found_in_its_month() {
    let (no_ai, run) = lived();
    assert_eq!(check(&run, Some(&no_ai)), None);
    let broken = [
        (Metric::Issues, Identity::Contacts),
        (Metric::ResolvedByAi, Identity::Contacts),
        (Metric::ResolvedByPeople, Identity::Contacts),
        (Metric::IssuesGivenUp, Identity::Contacts),
        (Metric::Heads, Identity::Heads),
        (Metric::TrainingHeads, Identity::Heads),
        (Metric::Hires, Identity::Heads),
        (Metric::VendorInvoice, Identity::Invoices),
        (Metric::VendorShortfall, Identity::Invoices),
        (Metric::VendorUsage, Identity::Invoices),
        (Metric::CostVendor, Identity::Invoices),
        (Metric::CostInHouseLabour, Identity::Costs),
        (Metric::CostSeverance, Identity::Costs),
        (Metric::Cost, Identity::Costs),
        (Metric::CostSavings, Identity::Savings),
        (Metric::ValueEffect, Identity::Savings),
        (Metric::CumulativeSavings, Identity::Savings),
        (Metric::CumulativeSlide, Identity::Savings),
        (Metric::CumulativeValue, Identity::Savings),
    ];
    for (metric, identity) in broken {
        let mut record = run.clone();
        record.set(14, metric, record.get(14, metric) + 0.5 + record.get(14, metric).abs() * 1e-6);
        let found = check(&record, Some(&no_ai)).unwrap_or_else(|| panic!("{} of month 14 is wrong and not found", metric.name()));
        assert_eq!((found.identity, found.month), (identity, Some(14)), "{}", metric.name());
    }
    // Who left in month 14 is missing in month 15.
    for metric in [Metric::Leavers, Metric::Severed] {
        let mut record = run.clone();
        record.set(14, metric, record.get(14, metric) + 1.0);
        let found = check(&record, Some(&no_ai)).expect("one head is missing");
        assert_eq!((found.identity, found.month), (Identity::Heads, Some(15)), "{}", metric.name());
    }
}

#[test]
fn what_is_no_number_never_balances() {
    let (no_ai, run) = lived();
    let mut record = run.clone();
    record.set(0, Metric::ResolvedByAi, f64::NAN);
    assert!(check(&record, Some(&no_ai)).is_some());
}

#[test]
fn a_violation_names_option_month_and_trial() {
    let broken = Broken { identity: Identity::Heads, month: Some(14), wanted: 101.0, found: 100.0 };
    let said = Violation { option: "redesign".into(), trial: 4711, broken }.to_string();
    for word in ["redesign", "4711", "month 14", "heads", "101", "100", "fault of the program"] {
        assert!(said.contains(word), "{word} in {said}");
    }
}
