//! Sourcing: shares by contact type, moves of work after notice, exit and consolidation, held against closed forms and against the
//! engine's other ways of saying the same.

mod common;

use common::{Case, Lived, RETAILER, procurement, series};
use residual::engine::contracts::Unit;
use residual::engine::record::{Metric, Record};
use residual::engine::run::State;
use residual::engine::switches::{Moved, Switches};
use residual::engine::world::Setting;
use residual::model::{Lever, Model};

/// A second vendor with a fifth of the work, for a few types more or less.
const SECOND: &str = "
[[vendors]]
id = \"bpo_south\"
name = \"Offshore BPO\"
volume_share = 0.10
skill_tier = 2
aht_factor = 1.10
[vendors.contract]
per_contact = 3.2
notice_months = 1
termination_fee = { months = 2 }

[levers.staffing]
";

fn two_vendors(sets: &[&str]) -> Case {
    Case::new(two_vendors_or_faults(sets).unwrap())
}

fn two_vendors_or_faults(sets: &[&str]) -> Result<Model, String> {
    assert_eq!(RETAILER.matches("\n[levers.staffing]\n").count(), 1);
    let text = RETAILER.replace("\n[levers.staffing]\n", SECOND);
    let overrides: Vec<(String, String)> =
        sets.iter().map(|set| set.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap()).collect();
    residual::scenario::load(&text, "two.toml", &overrides).map(|loaded| loaded.model).map_err(|f| f.render(false))
}

/// Whoever hangs up calls again: no work is lost in queues, and work follows shares exactly.
const PATIENT: &str = "customers.retry=1";

/// The retailer's vendor with the same share of every type, written by type.
const ALL_ALIKE: &str = "vendors.bpo_north.volume_share_by_type={ order_status = 0.4, returns = 0.4, product = 0.4, account = 0.4, delivery = 0.4, complaints = 0.4 }";

#[track_caller]
fn close(what: &str, got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{what}: got {got}, want {want}");
}

#[track_caller]
fn assert_near(what: &str, a: &Record, b: &Record, tolerance: f64) {
    for metric in Metric::ALL {
        for (t, (x, y)) in series(a, *metric).into_iter().zip(series(b, *metric)).enumerate() {
            close(&format!("{what}: {} in month {t}", metric.name()), x, y, tolerance);
        }
    }
}

/// The contracts lever with the AI, nothing else; no AI at all where `ai` is off.
fn lever(ai: bool, moved: Option<Moved>) -> Switches {
    let mut levers = [None; 5];
    levers[Lever::Contracts as usize] = Some(0);
    Switches { ai, levers, moved, ..Switches::NO_AI }
}

fn minutes(run: &State, t: usize) -> f64 {
    run.vendor_months(0)[t].worked.get(Unit::Minutes)
}

/// Indexation of the retailer's contract in month `t`.
fn index(t: usize) -> f64 {
    (0..t / 12).fold(1.0, |index, _| index * 1.03)
}

#[test]
fn shares_of_every_type_alike_are_one_share() {
    let (plain, by_type) = (Case::retailer(&[]), Case::retailer(&[ALL_ALIKE]));
    let (a, b) = (plain.setting(), by_type.setting());
    let (mut one, mut other) = (Lived::expected(&a), Lived::expected(&b));
    for option in ["technical_only", "phase_two", "redesign"] {
        let (x, y) = (one.run(&plain.option(option)), other.run(&by_type.option(option)));
        assert_near(option, &x.record, &y.record, 1e-8);
        // In the hands of teams with the work as it was routed, cause by cause.
        let explain = |lived: &Lived<'_>, setting: &Setting<'_>, switches: &Switches| {
            let mut state = State::explaining(setting);
            let plan = residual::engine::planner::Plan::forecast(setting, &lived.world, switches);
            residual::engine::run::simulate(setting, &lived.world, switches, &plan, Some(&lived.no_ai), &mut state);
            state
        };
        let (x, y) = (explain(&one, &a, &plain.option(option)), explain(&other, &b, &by_type.option(option)));
        let (x, y) = (x.rebaseline.unwrap(), y.rebaseline.unwrap());
        for t in [0, 9, 26] {
            let debug = |r: &residual::engine::rebaseline::Rebaseline| format!("{:.7?} {:.7?}", r.month(t), r.team(t, 0));
            assert_eq!(debug(&x), debug(&y), "{option}, month {t}");
        }
    }
    for trial in 0..3 {
        (one, other) = (Lived::drawn(&a, 7, trial), Lived::drawn(&b, 7, trial));
        let (x, y) = (one.run(&plain.option("redesign")), other.run(&by_type.option("redesign")));
        assert_near("a drawn world", &x.record, &y.record, 1e-8);
    }
}

#[test]
fn a_share_by_type_is_a_share_of_that_type() {
    let case = Case::retailer(&[PATIENT, "vendors.bpo_north.volume_share=0", "vendors.bpo_north.volume_share_by_type.returns=0.6"]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let today = &lived.world.today;
    // Sixty in a hundred of the issues of returns, each with the vendor's repeats; nothing else.
    let vendor = case.model.teams.len();
    let want: f64 = (20..40).map(|cell| 0.6 * today.issues[cell] * today.rates[vendor].contacts[cell]).sum();
    close("contacts today", today.vendor_volumes[0].get(Unit::Contacts), want, 1e-12);
    // Today is measured as written all the same.
    close("all contacts", today.all_work().contacts, 180_000.0, 1e-12);
    // Without AI, month by month: the vendor's work follows demand, and everything else stays with the teams.
    let run = &lived.no_ai;
    let (vendor, all) = (series(&run.record, Metric::VendorContacts), series(&run.record, Metric::ContactsDemanded));
    for (vendor, all) in vendor.iter().zip(&all) {
        close("a month", vendor / all, want / 180_000.0, 1e-12);
    }
    // With routing on, what the vendor is not trained for goes to the specialists as far as they have room.
    let redesign = lived.run(&case.option("redesign"));
    assert!(series(&redesign.record, Metric::VendorContacts)[26] > 0.0);
    let issues = series(&redesign.record, Metric::Issues);
    assert!(issues.iter().all(|issues| issues.is_finite() && *issues > 0.0));
}

#[test]
fn work_moves_after_notice_over_the_ramp() {
    let case = Case::retailer(&[PATIENT, "levers.contracts.ramp_months=4", "levers.contracts.volume_share.bpo_north=0.2"]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let run = lived.run(&lever(false, None));
    // Pulled in month 3, three months' notice: the first quarter of the way to half the share is gone in month 6.
    let factors = run.vendor_factors(0);
    for (t, factor) in factors.iter().enumerate() {
        let gone = (t as f64 - 5.0).clamp(0.0, 4.0) / 4.0;
        close(&format!("month {t}"), *factor, 1.0 - 0.5 * gone, 1e-12);
    }
    // The minutes worked follow.
    for (t, factor) in factors.iter().enumerate() {
        close("minutes", minutes(&run, t), factor * minutes(&lived.no_ai, t), 1e-12);
    }
    // Nobody's issue is lost on the way.
    let (moved, still) = (series(&run.record, Metric::Issues), series(&lived.no_ai.record, Metric::Issues));
    assert_eq!(moved, still);
}

#[test]
fn the_key_and_the_switch_say_the_same() {
    let (key, plain) = (Case::retailer(&["levers.contracts.volume_share.bpo_north=0.25"]), Case::retailer(&[]));
    let (a, b) = (key.setting(), plain.setting());
    let written = Lived::expected(&a).run(&key.option("redesign"));
    let switched = Lived::expected(&b).run(&Switches { moved: Some(Moved::To(0, 0.25)), ..plain.option("redesign") });
    common::assert_same_bits("a move", &written.record, &switched.record, &[]);
    // The lever is not pulled: nobody moves anything. Nor where everybody is to keep what he has.
    let technical = Lived::expected(&a).run(&key.option("technical_only"));
    common::assert_same_bits("no lever", &technical.record, &Lived::expected(&b).run(&plain.option("technical_only")).record, &[]);
    let kept = Lived::expected(&a).run(&Switches { moved: Some(Moved::Nothing), ..key.option("redesign") });
    common::assert_same_bits("kept", &kept.record, &Lived::expected(&b).run(&plain.option("redesign")).record, &[]);
}

#[test]
fn moved_work_is_billed_as_worked_and_the_minimum_stays() {
    let sets = [PATIENT, "levers.contracts.success=0", "levers.contracts.ramp_months=1"];
    let case = Case::retailer(&[&sets[..], &["vendors.bpo_north.contract.minimum.share=0"]].concat());
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let run = lived.run(&lever(false, Some(Moved::To(0, 0.1))));
    // Three months' notice were kept before the move: the contract does not count them again.
    for t in [5, 6, 7, 20] {
        let invoice = run.record.get(t, Metric::VendorInvoice);
        close("invoice", invoice, 0.66 * index(t) * minutes(&run, t), 1e-9);
    }
    assert!(minutes(&run, 6) < 0.26 * minutes(&lived.no_ai, 6));
    // With a minimum the work is gone and the money is not.
    let case = Case::retailer(&sets);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let run = lived.run(&lever(false, Some(Moved::To(0, 0.1))));
    for t in [6, 20] {
        close("minimum", run.record.get(t, Metric::VendorInvoice), 0.85 * lived.world.today.vendor_invoices[0] * index(t), 1e-9);
    }
}

#[test]
fn a_vendor_that_leaves_bills_its_fee_and_nothing_more() {
    let fee = "vendors.bpo_north.contract.termination_fee.months=2";
    let still = ["levers.contracts.success=0", "levers.contracts.volume_share.bpo_north=0", "levers.contracts.ramp_months=3", fee];
    let case = Case::retailer(&still);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let run = lived.run(&lever(true, None));
    // Pulled in 3, notice 3, three months: the last work goes in month 8.
    assert_eq!(run.exit(0), Some(8));
    let invoices = series(&run.record, Metric::VendorInvoice);
    let fees = series(&run.record, Metric::CostContractExit);
    close("fee", fees[8], 2.0 * (invoices[5] + invoices[6] + invoices[7]) / 3.0, 1e-12);
    assert_eq!((fees.iter().filter(|fee| **fee != 0.0).count(), invoices[8..].iter().sum::<f64>()), (1, 0.0));
    assert_eq!(series(&run.record, Metric::VendorFte)[8..].iter().sum::<f64>(), 0.0);
    assert_eq!(series(&run.record, Metric::VendorContacts)[8..].iter().sum::<f64>(), 0.0);
    // It is a cost of the month.
    let lines: f64 = [Metric::CostContractExit, Metric::CostVendor].iter().map(|m| run.record.get(8, *m)).sum();
    assert!(lines > 0.0 && run.record.get(8, Metric::Cost) > lines);
    // At the end of its term it goes free.
    let free = Case::retailer(&[&still[..], &["vendors.bpo_north.contract.term_ends=8"]].concat());
    let setting = free.setting();
    let run = Lived::expected(&setting).run(&lever(true, None));
    assert_eq!(run.record.sum(Metric::CostContractExit), 0.0);
}

#[test]
fn moving_costs_for_each_fte_that_is_given_up() {
    let case = Case::retailer(&["levers.contracts.ramp_months=1", "levers.contracts.transfer_cost=4000"]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    // From 40 to 30 % in month 6: a quarter of last month's FTE at 4 000 each.
    let run = lived.run(&lever(false, Some(Moved::To(0, 0.3))));
    let fte = series(&run.record, Metric::VendorFte);
    close("insourced", run.record.get(6, Metric::CostOneOff), 0.25 * fte[5] * 4_000.0, 1e-9);
    close("in all", run.transfer_cost(), run.record.sum(Metric::CostOneOff), 1e-12);
    // From 40 to 55 %, at once: the own team gives a quarter of its sixty up.
    let run = lived.run(&lever(false, Some(Moved::To(0, 0.55))));
    let own = series(&run.record, Metric::RequiredFte);
    close("outsourced", run.record.get(3, Metric::CostOneOff), 0.25 * own[2] * 4_000.0, 1e-9);
}

#[test]
fn people_are_hired_for_what_comes_in_and_leave_with_what_goes() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let service = |run: &State| series(&run.record, Metric::ServiceLevel)[15..].iter().sum::<f64>() / 12.0;
    let heads = |run: &State| run.record.get(26, Metric::Heads);
    let still = lived.run(&lever(false, None));
    // Without the staffing lever planners see demand, and work that was moved to them is demand.
    let in_house = lived.run(&lever(false, Some(Moved::To(0, 0.2))));
    close("heads for four fifths instead of three", heads(&in_house) / heads(&still), 4.0 / 3.0, 0.02);
    assert!(service(&in_house) > service(&still) - 0.01, "{} and {}", service(&in_house), service(&still));
    let out = lived.run(&lever(false, Some(Moved::To(0, 0.5))));
    assert!(heads(&out) < 0.93 * heads(&still));
    // The lever plans the same.
    let planned = lived.run(&Switches { moved: Some(Moved::To(0, 0.2)), ..case.option("redesign") });
    assert!(service(&planned) > 0.75, "{}", service(&planned));
}

#[test]
fn all_work_of_vendors_may_go_to_one_of_them() {
    let case = two_vendors(&["levers.contracts.ramp_months=2"]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let run = lived.run(&lever(false, Some(Moved::ConsolidatedOn(0))));
    // The one that gives up has a month's notice: pulled in 3, moved in 4 and 5, gone in 5.
    assert_eq!((run.exit(0), run.exit(1)), (None, Some(5)));
    let close_to = |v: usize, t: usize, want: f64| close(&format!("vendor {v}, month {t}"), run.vendor_factors(v)[t], want, 1e-12);
    for (v, t, want) in [(0, 3, 1.0), (0, 4, 1.125), (0, 5, 1.25), (1, 3, 1.0), (1, 4, 0.5), (1, 5, 0.0)] {
        close_to(v, t, want);
    }
    close("in-house work stays", run.record.get(26, Metric::RequiredFte), lived.no_ai.record.get(26, Metric::RequiredFte), 1e-12);
    // Two mean invoices of the last three, of which the last was half.
    assert!(run.record.get(5, Metric::CostContractExit) > 0.0);
}

#[test]
fn procurement_prices_moves_exits_and_shares_by_type_as_the_run_bills_them() {
    let cases = [
        two_vendors(&["levers.contracts.volume_share.bpo_south=0", "levers.contracts.volume_share.bpo_north=0.45"]),
        two_vendors(&["vendors.bpo_north.volume_share_by_type.returns=0.7", "levers.contracts.volume_share.bpo_south=0.05"]),
    ];
    for case in cases {
        let setting = case.setting();
        let run = Lived::expected(&setting).run(&case.option("redesign"));
        let view = procurement(&case.model, "redesign", 1, true);
        let priced: f64 = view.vendors.iter().map(|vendor| vendor.sets[0].total.mean).sum();
        close("invoices", priced, run.record.sum(Metric::CostVendor) + run.record.sum(Metric::CostContractExit), 1e-12);
        let sourcing = view.sourcing.unwrap();
        close("as planned", sourcing.rows[0].cost_savings.mean, run.record.sum(Metric::CostSavings), 1e-12);
        close("invoices", sourcing.rows[0].vendor_invoices.mean, priced, 1e-12);
        assert_eq!((sourcing.rows[0].id.as_str(), sourcing.rows[1].id.as_str()), ("as_planned", "todays_shares"));
        assert!(sourcing.rows[0].moving.mean > 0.0 && sourcing.rows[1].moving.mean == 0.0);
        assert!(sourcing.rows.iter().all(|row| row.shares.iter().sum::<f64>() <= 1.0 + 1e-9));
        assert!(sourcing.rows.iter().any(|row| row.id == "all_to_bpo_north"));
        let gone = sourcing.rows.iter().find(|row| row.id == "bpo_north_0").unwrap();
        assert!(
            gone.vendor_invoices.mean < 0.7 * sourcing.rows[1].vendor_invoices.mean && gone.in_house.mean > sourcing.rows[1].in_house.mean
        );
    }
}

#[test]
fn the_comparison_of_shares_is_in_the_same_worlds_and_adds_up() {
    let case = Case::retailer(&[]);
    let view = procurement(&case.model, "redesign", 40, false);
    let sourcing = view.sourcing.unwrap();
    // Where nothing is planned the first row is the option itself.
    assert_eq!((sourcing.trials, sourcing.rows[0].id.as_str()), (40, "todays_shares"));
    assert_eq!(sourcing.rows[0].cost_savings, view.cost_savings);
    assert_eq!(sourcing.rows[0].vendor_invoices, view.vendors[0].sets[0].total);
    assert_eq!(sourcing.rows[0].idle_invoices.mean, view.vendors[0].sets[0].idle.mean);
    close("somebody is best", sourcing.rows.iter().map(|row| row.best).sum(), 1.0, 1e-12);
    let highest = sourcing.rows.iter().map(|row| row.at_equal_service.mean).fold(f64::MIN, f64::max);
    assert_eq!(sourcing.rows[sourcing.best].at_equal_service.mean, highest);
    let ids: Vec<&str> = sourcing.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["todays_shares", "bpo_north_0", "bpo_north_20", "bpo_north_30", "bpo_north_50"]);
}

#[test]
fn moves_that_cannot_be_are_told() {
    let faults = |sets: &[&str]| common::retailer_or_faults(sets).map(|_| ()).unwrap_err();
    let unknown = faults(&["levers.contracts.volume_share.bpo_nort=0.2"]);
    assert!(unknown.contains("no vendor is called `bpo_nort`") && unknown.contains("did you mean `bpo_north`?"), "{unknown}");
    let beyond = two_vendors_or_faults(&["vendors.bpo_north.volume_share=\"40% to 80%\"", "vendors.bpo_south.volume_share=\"20% to 60%\""]);
    assert!(beyond.as_ref().is_err_and(|told| told.contains("at most 1 in every world")), "{:?}", beyond.err());
    assert!(
        two_vendors_or_faults(&["vendors.bpo_north.volume_share=\"35% to 45%\"", "vendors.bpo_south.volume_share=\"20% to 30%\""]).is_ok()
    );
    let nobody = faults(&["vendors.bpo_north.volume_share=1", "levers.contracts.volume_share.bpo_north=0.5"]);
    assert!(nobody.contains("they have none today"), "{nobody}");
    assert!(faults(&["levers.contracts.volume_share.bpo_north=1.2"]).contains("volume_share"));
    assert!(faults(&["levers.contracts.volume_share.bpo_north=\"10% to 20%\""]).contains("certain"));
}
