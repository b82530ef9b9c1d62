//! Contracts: invoices worked by hand, properties and limits of every form and term.

use proptest::prelude::*;
use residual::engine::contracts::{Account, AiLine, AiUsage, Bill, Invoice, Line, Month, Unit, Volumes};
use residual::engine::contracts::{ai_invoice, exit_fee, guarantee_credit, invoice, renegotiated_from};
use residual::model::{
    AhtReopener, AiPrice, Band, Commitment, ContractsLever, DeadBand, Guarantee, GuaranteeMetric, Minimum, MinimumOf, Sla, SlaMetric, Terms,
};

/// Contacts, minutes, hours, FTE, resolutions.
fn volumes(contacts: f64, minutes: f64, hours: f64, fte: f64, resolutions: f64) -> Volumes {
    Volumes([contacts, minutes, hours, fte, resolutions])
}

/// Today's average month: 1 000 contacts of 6 minutes, 10 FTE of 108.8 productive hours (160 paid, 32 % shrinkage), 70 % resolved.
const TODAY: Volumes = Volumes([1_000.0, 6_000.0, 1_088.0, 10.0, 700.0]);

fn month(worked: Volumes) -> Month {
    Month { worked, service: 0.80, csat: 0.75 }
}

/// Today's month scaled.
fn scaled(by: f64) -> Volumes {
    Volumes(TODAY.0.map(|unit| unit * by))
}

fn bill(terms: &Terms, worked: Volumes) -> Invoice {
    invoice(terms, &Bill::plain(&month(worked), &TODAY))
}

#[track_caller]
fn close(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-9 * want.abs().max(1.0), "got {got}, want {want}");
}

#[track_caller]
fn billed(terms: &Terms, worked: Volumes, want: f64) {
    close(bill(terms, worked).total(), want);
}

fn per_contact(price: f64) -> Terms {
    Terms { per_contact: price, ..Terms::default() }
}

#[allow(clippy::unnecessary_wraps, reason = "as terms hold it")]
fn minimum(share: f64, of: MinimumOf) -> Option<Minimum> {
    Some(Minimum { share, of })
}

fn contact_bands() -> Vec<Band> {
    let band = |up_to, per_contact| Band { up_to, per_contact, ..Band::default() };
    vec![band(Some(400.0), 6.0), band(Some(800.0), 5.0), band(None, 4.0)]
}

// Forms.

#[test]
fn every_unit_at_its_price() {
    billed(&Terms { per_fte: 3_000.0, ..Terms::default() }, TODAY, 30_000.0); // 10 × 3 000
    billed(&Terms { per_hour: 25.0, ..Terms::default() }, TODAY, 27_200.0); // 1 088 × 25
    billed(&Terms { per_minute: 0.66, ..Terms::default() }, TODAY, 3_960.0); // 6 000 × 0.66
    billed(&per_contact(4.5), TODAY, 4_500.0); // 1 000 × 4.5
    billed(&Terms { per_resolution: 6.0, ..Terms::default() }, TODAY, 4_200.0); // 700 × 6
    billed(&Terms { fixed: 2_500.0, ..Terms::default() }, TODAY, 2_500.0);
}

#[test]
fn forms_add_up_line_by_line() {
    // Base fee, 10 FTE at 1 000 and 700 resolutions at 2: 500 + 10 000 + 1 400 = 11 900.
    let terms = Terms { fixed: 500.0, per_fte: 1_000.0, per_resolution: 2.0, ..Terms::default() };
    let invoice = bill(&terms, TODAY);
    let lines: Vec<_> = invoice.lines().collect();
    assert_eq!(lines, [(Line::PerFte, 10_000.0), (Line::PerResolution, 1_400.0), (Line::Fixed, 500.0)]);
    close(invoice.total(), 11_900.0);
}

// Bands.

#[test]
fn marginal_bands_price_each_unit_in_its_band() {
    let terms = Terms { bands: contact_bands(), ..Terms::default() };
    // 400 × 6 + 400 × 5 + 200 × 4 = 2 400 + 2 000 + 800.
    billed(&terms, TODAY, 5_200.0);
    // On an edge: 400 × 6. Just inside the next: 400 × 6 + 100 × 5.
    billed(&terms, volumes(400.0, 0.0, 0.0, 0.0, 0.0), 2_400.0);
    billed(&terms, volumes(500.0, 0.0, 0.0, 0.0, 0.0), 2_900.0);
}

#[test]
fn whole_bands_price_all_units_at_the_band_of_the_total() {
    let terms = Terms { bands: contact_bands(), whole_bands: true, ..Terms::default() };
    billed(&terms, TODAY, 4_000.0); // 1 000 in the third band: 1 000 × 4
    billed(&terms, volumes(800.0, 0.0, 0.0, 0.0, 0.0), 4_000.0); // last unit of the second: 800 × 5
    billed(&terms, volumes(801.0, 0.0, 0.0, 0.0, 0.0), 3_204.0); // one more, all at 4: the cliff of whole bands
}

#[test]
fn bands_supersede_the_plain_price_of_their_unit_and_no_other() {
    // 5 200 of contacts by bands (the 9 is not charged), 6 000 minutes × 0.1 = 600.
    billed(&Terms { bands: contact_bands(), per_contact: 9.0, per_minute: 0.1, ..Terms::default() }, TODAY, 5_800.0);
}

#[test]
fn the_last_band_is_open_even_where_it_names_an_end() {
    let mut bands = contact_bands();
    bands[2].up_to = Some(900.0);
    billed(&Terms { bands, ..Terms::default() }, TODAY, 5_200.0);
}

#[test]
fn bands_of_minutes_count_minutes() {
    let band = |up_to, per_minute| Band { up_to, per_minute, ..Band::default() };
    // 4 000 × 0.8 + 2 000 × 0.5 = 3 200 + 1 000.
    billed(&Terms { bands: vec![band(Some(4_000.0), 0.8), band(None, 0.5)], ..Terms::default() }, TODAY, 4_200.0);
}

// Dead band.

fn anchored() -> Terms {
    let dead_band = DeadBand { width: 0.10, additional_charge: 5.0, reduction_credit: 3.0 };
    Terms { per_contact: 4.0, dead_band: Some(dead_band), ..Terms::default() }
}

#[test]
fn inside_the_dead_band_the_charge_does_not_move() {
    for by in [0.9, 0.95, 1.0, 1.1] {
        billed(&anchored(), scaled(by), 4_000.0); // 1 000 × 4, whatever comes
    }
}

#[test]
fn above_the_dead_band_units_cost_the_additional_charge() {
    billed(&anchored(), scaled(1.3), 5_000.0); // 4 000 + (1 300 − 1 100) × 5
}

#[test]
fn below_the_dead_band_units_bring_the_reduction_credit() {
    let invoice = bill(&anchored(), scaled(0.6));
    close(invoice.get(Line::ReductionCredit), -900.0); // (900 − 600) × 3
    close(invoice.total(), 3_100.0);
}

#[test]
fn credits_never_exceed_the_charge() {
    let mut terms = anchored();
    terms.dead_band.as_mut().unwrap().reduction_credit = 50.0;
    billed(&terms, scaled(0.1), 0.0); // 800 × 50 = 40 000 is more than the 4 000 charged
}

#[test]
fn the_dead_band_is_around_the_unit_that_makes_most_of_the_charge() {
    // FTE 10 × 2 000 = 20 000 outweigh contacts 1 000 × 1. 8 FTE: 20 000 − (9 − 8) × 1 500 = 18 500, and 800 contacts × 1.
    let dead_band = DeadBand { width: 0.10, additional_charge: 2_200.0, reduction_credit: 1_500.0 };
    let terms = Terms { per_fte: 2_000.0, per_contact: 1.0, dead_band: Some(dead_band), ..Terms::default() };
    billed(&terms, scaled(0.8), 19_300.0);
}

// Minimum.

#[test]
fn a_minimum_in_money_tops_the_usage_charge_up() {
    let terms = Terms { per_minute: 0.66, minimum: minimum(0.85, MinimumOf::Money), ..Terms::default() };
    // Today 6 000 × 0.66 = 3 960, committed 0.85 of it: 3 366. At half the volume 1 980 are used, 1 386 are the minimum.
    let invoice = bill(&terms, scaled(0.5));
    close(invoice.get(Line::PerMinute), 1_980.0);
    close(invoice.get(Line::Shortfall), 1_386.0);
    close(invoice.total(), 3_366.0);
    billed(&terms, scaled(0.9), 3_564.0); // above it: 0.9 × 3 960, no shortfall
}

#[test]
fn a_minimum_in_money_counts_the_fixed_fee() {
    // Today 1 000 + 1 000 × 4 = 5 000, committed 4 000; used 1 000 + 500 × 4 = 3 000.
    let terms = Terms { fixed: 1_000.0, minimum: minimum(0.8, MinimumOf::Money), ..per_contact(4.0) };
    close(bill(&terms, scaled(0.5)).get(Line::Shortfall), 1_000.0);
}

#[test]
fn a_minimum_in_units_invoices_the_shortfall_at_the_unit_price() {
    let contacts = Terms { minimum: minimum(0.8, MinimumOf::Contacts), ..per_contact(4.0) };
    close(bill(&contacts, scaled(0.5)).get(Line::Shortfall), 1_200.0); // (800 − 500) × 4
    let minutes = Terms { per_minute: 0.5, minimum: minimum(0.9, MinimumOf::Minutes), ..Terms::default() };
    close(bill(&minutes, scaled(0.5)).get(Line::Shortfall), 1_200.0); // (5 400 − 3 000) × 0.5
    let fte = Terms { per_fte: 3_000.0, minimum: minimum(0.7, MinimumOf::Fte), ..Terms::default() };
    close(bill(&fte, scaled(0.5)).get(Line::Shortfall), 6_000.0); // (7 − 5) × 3 000
}

#[test]
fn a_minimum_in_units_follows_the_bands() {
    // As if 900 had come: 400 × 6 + 400 × 5 + 100 × 4 = 4 800; 500 came: 400 × 6 + 100 × 5 = 2 900.
    let terms = Terms { bands: contact_bands(), minimum: minimum(0.9, MinimumOf::Contacts), ..Terms::default() };
    close(bill(&terms, scaled(0.5)).get(Line::Shortfall), 1_900.0);
}

#[test]
fn a_minimum_in_a_unit_without_a_price_costs_its_average_charge() {
    // 6 000 minutes × 0.5 = 3 000 over 1 000 contacts: 3 a contact. (800 − 500) × 3.
    let terms = Terms { per_minute: 0.5, minimum: minimum(0.8, MinimumOf::Contacts), ..Terms::default() };
    close(bill(&terms, scaled(0.5)).get(Line::Shortfall), 900.0);
}

// Indexation and re-opener.

#[test]
fn indexation_rises_on_anniversaries_minimum_included() {
    let terms = Terms { indexation: 0.03, minimum: minimum(0.85, MinimumOf::Money), ..per_contact(4.0) };
    let mut account = Account::with_months(30);
    let worked = month(scaled(0.5));
    for t in 0..30 {
        let invoice = account.bill(&terms, 0, &worked, None, &TODAY, false, true);
        // 4 000 × 0.85 = 3 400; × 1.03 from month 12, × 1.0609 from month 24.
        close(invoice.total(), [3_400.0, 3_502.0, 3_607.06][t / 12]);
    }
}

#[test]
fn renegotiated_terms_have_their_own_anniversaries() {
    let terms = Terms { indexation: 0.05, ..per_contact(4.0) };
    let mut account = Account::with_months(30);
    let totals: Vec<f64> = (0..30).map(|t| account.bill(&terms, t.min(6), &month(TODAY), None, &TODAY, false, true).total()).collect();
    close(totals[17], 4_000.0);
    close(totals[18], 4_200.0); // month 6 + 12
}

#[test]
fn frozen_prices_do_not_rise() {
    let terms = Terms { indexation: 0.05, ..per_contact(4.0) };
    let mut account = Account::with_months(30);
    for _ in 0..30 {
        close(account.bill(&terms, 0, &month(TODAY), None, &TODAY, true, true).total(), 4_000.0);
    }
}

fn reopening() -> Terms {
    Terms { aht_reopener: Some(AhtReopener { band: 0.05, pass_through: 0.8 }), fixed: 100.0, ..per_contact(4.0) }
}

#[test]
fn the_reopener_follows_handle_time_outside_its_band() {
    // 600 contacts of 7.5 minutes: 25 % harder than 6. 0.8 × (0.25 − 0.05) = 16 % on 2 400: 384.
    let invoice = bill(&reopening(), volumes(600.0, 4_500.0, 0.0, 0.0, 0.0));
    close(invoice.get(Line::AhtReopener), 384.0);
    close(invoice.total(), 2_884.0);
}

#[test]
fn the_reopener_also_brings_prices_down_and_rests_inside_its_band() {
    // 5.1 minutes: −15 %, outside −10 %, × 0.8 = −8 % of 4 000 = −320; 6.3 minutes: +5 %, on the edge.
    close(bill(&reopening(), volumes(1_000.0, 5_100.0, 0.0, 0.0, 0.0)).get(Line::AhtReopener), -320.0);
    close(bill(&reopening(), volumes(1_000.0, 6_300.0, 0.0, 0.0, 0.0)).get(Line::AhtReopener), 0.0);
}

#[test]
fn the_reopener_leaves_prices_per_minute_alone() {
    let terms = Terms { per_minute: 0.5, aht_reopener: Some(AhtReopener { band: 0.0, pass_through: 1.0 }), ..Terms::default() };
    billed(&terms, volumes(500.0, 6_000.0, 0.0, 0.0, 0.0), 3_000.0);
}

// SLA, gainshare.

fn sla(metric: SlaMetric) -> Terms {
    Terms { sla: Some(Sla { metric, target: 0.78, bonus: 0.01, malus: 0.02, cap: 0.10 }), ..per_contact(4.0) }
}

fn served(service: f64, csat: f64) -> Month {
    Month { worked: TODAY, service, csat }
}

#[test]
fn service_above_target_earns_a_bonus_below_a_malus() {
    let at = |service| invoice(&sla(SlaMetric::Service), &Bill::plain(&served(service, 0.0), &TODAY)).get(Line::Sla);
    close(at(0.81), 120.0); // 3 points × 1 % of 4 000
    close(at(0.75), -240.0); // 3 points × 2 %
    close(at(0.60), -400.0); // 18 points × 2 % = 36 %, capped at 10 %
    close(at(0.78), 0.0);
}

#[test]
fn an_sla_may_be_on_satisfaction() {
    let invoice = invoice(&sla(SlaMetric::Csat), &Bill::plain(&served(0.0, 0.80), &TODAY));
    close(invoice.get(Line::Sla), 80.0); // 2 points × 1 % of 4 000
}

#[test]
fn the_sla_counts_the_minimum_too() {
    let terms = Terms { minimum: minimum(0.9, MinimumOf::Money), ..sla(SlaMetric::Service) };
    // 3 600 are due at half the volume; service 0.80 is 2 points above: 2 % of 3 600.
    close(bill(&terms, scaled(0.5)).get(Line::Sla), 72.0);
}

#[test]
fn an_idle_month_has_no_sla() {
    let terms = Terms { fixed: 1_000.0, ..sla(SlaMetric::Service) };
    billed(&terms, Volumes::default(), 1_000.0);
}

#[test]
fn gainshare_gives_the_vendor_a_part_of_what_falling_volume_saves() {
    let terms = Terms { gainshare: Some(0.3), ..per_contact(4.0) };
    let (now, no_ai) = (month(scaled(0.5)), month(scaled(1.1)));
    let at = |no_ai| invoice(&terms, &Bill { no_ai, index: 1.1, ..Bill::plain(&now, &TODAY) });
    // (1 100 − 500) × 4 × 1.1 = 2 640 saved, 30 % of it: 792, on top of 500 × 4 × 1.1 = 2 200.
    close(at(Some(&no_ai)).get(Line::Gainshare), 792.0);
    close(at(Some(&no_ai)).total(), 2_992.0);
    close(at(None).total(), 2_200.0);
    // Volume above no_ai's saves nothing and gives nothing back.
    let more = month(scaled(0.2));
    close(at(Some(&more)).get(Line::Gainshare), 0.0);
}

#[test]
fn gainshare_pays_for_nothing_the_minimum_took() {
    let terms = Terms { gainshare: Some(0.3), minimum: minimum(0.8, MinimumOf::Money), ..per_contact(4.0) };
    let (now, no_ai) = (month(scaled(0.5)), month(TODAY));
    let invoice = invoice(&terms, &Bill { no_ai: Some(&no_ai), ..Bill::plain(&now, &TODAY) });
    // 2 000 used, 1 200 by the minimum: 800 of 4 000 saved, 30 % of them 240.
    close(invoice.get(Line::Gainshare), 240.0);
    close(invoice.total(), 3_440.0);
}

// Notice and ramp-down.

fn over(terms: &Terms, shares: &[f64], no_ai: &[f64]) -> Vec<f64> {
    let mut account = Account::with_months(shares.len());
    shares
        .iter()
        .zip(no_ai)
        .map(|(share, no_ai)| account.bill(terms, 0, &month(scaled(*share)), Some(&month(scaled(*no_ai))), &TODAY, false, true).total())
        .collect()
}

#[test]
fn a_reduction_counts_after_notice() {
    let terms = Terms { notice_months: 2.0, ..per_contact(4.0) };
    let totals = over(&terms, &[1.0, 0.5, 0.5, 0.5, 0.8], &[1.0; 5]);
    // Two more months at 4 000, then 2 000; a rise counts at once.
    for (got, want) in totals.iter().zip([4_000.0, 4_000.0, 4_000.0, 2_000.0, 3_200.0]) {
        close(*got, want);
    }
}

#[test]
fn a_season_is_no_reduction() {
    let terms = Terms { notice_months: 2.0, ..per_contact(4.0) };
    // Demand itself falls to 0.9 and 0.8; the ratio stays 1, then halves: billed 0.8 × 1 after the highest ratio.
    let totals = over(&terms, &[1.0, 0.9, 0.4], &[1.0, 0.9, 0.8]);
    for (got, want) in totals.iter().zip([4_000.0, 3_600.0, 3_200.0]) {
        close(*got, want);
    }
}

#[test]
fn billed_volume_falls_no_faster_than_the_ramp_down() {
    let terms = Terms { ramp_down: Some(0.2), ..per_contact(4.0) };
    // Against three months before (today's 1 000 at first): 800 for three months, then 640 for three.
    let totals = over(&terms, &[0.5; 7], &[1.0; 7]);
    for (got, want) in totals.iter().zip([3_200.0, 3_200.0, 3_200.0, 2_560.0, 2_560.0, 2_560.0, 2_048.0]) {
        close(*got, want);
    }
}

#[test]
fn notice_and_ramp_down_together_bill_the_higher() {
    let terms = Terms { notice_months: 1.0, ramp_down: Some(0.2), ..per_contact(4.0) };
    // Notice holds 1 000 in month 1; then the ramp-down floors: 800 (of 1 000, months before), 800, 800 (of month 1's 1 000).
    let totals = over(&terms, &[1.0, 0.5, 0.5, 0.5, 0.5], &[1.0; 5]);
    for (got, want) in totals.iter().zip([4_000.0, 4_000.0, 3_200.0, 3_200.0, 3_200.0]) {
        close(*got, want);
    }
}

#[test]
fn below_the_contract_step_nothing_is_committed() {
    let terms = Terms { notice_months: 3.0, ramp_down: Some(0.1), minimum: minimum(0.9, MinimumOf::Money), ..per_contact(4.0) };
    let mut account = Account::with_months(2);
    for share in [1.0, 0.5] {
        let total = account.bill(&terms, 0, &month(scaled(share)), Some(&month(TODAY)), &TODAY, false, false).total();
        close(total, 4_000.0 * share);
    }
}

// Exit, term, renegotiation.

#[test]
fn leaving_costs_the_fee_on_the_last_three_invoices() {
    let terms = Terms { termination_fee: Some(2.0), term_ends: Some(24.0), ..per_contact(4.0) };
    let mut account = Account::with_months(5);
    close(exit_fee(&terms, &account, 0), 0.0);
    for share in [1.0, 0.9, 0.6, 0.3] {
        account.bill(&terms, 0, &month(scaled(share)), None, &TODAY, false, true);
    }
    // Mean of 3 600, 2 400 and 1 200 is 2 400; two of them.
    close(exit_fee(&terms, &account, 4), 4_800.0);
    // At the end of its term it ends free.
    close(exit_fee(&terms, &account, 24), 0.0);
    close(exit_fee(&per_contact(4.0), &account, 4), 0.0);
}

#[test]
fn a_failed_renegotiation_is_tried_again_at_the_end_of_the_term() {
    let lever = ContractsLever { success: 0.7, negotiation_months: 3.0 };
    let ends = |term_ends| Terms { term_ends, ..Terms::default() };
    let second = |attempt| attempt == 1;
    assert_eq!(renegotiated_from(&lever, &ends(None), 5, |_| true), Some(8)); // 5 + 3
    assert_eq!(renegotiated_from(&lever, &ends(Some(14.0)), 5, second), Some(14)); // talks before the end
    assert_eq!(renegotiated_from(&lever, &ends(Some(9.0)), 5, second), Some(11)); // failed in 8, 3 more months
    assert_eq!(renegotiated_from(&lever, &ends(Some(7.0)), 5, second), None); // renewed before the first talks failed
    assert_eq!(renegotiated_from(&lever, &ends(None), 5, second), None);
    assert_eq!(renegotiated_from(&lever, &ends(Some(14.0)), 5, |_| false), None);
}

// Terms together.

#[test]
fn an_invoice_with_everything_adds_up() {
    let terms = Terms {
        fixed: 300.0,
        per_contact: 4.0,
        minimum: minimum(0.9, MinimumOf::Money),
        aht_reopener: Some(AhtReopener { band: 0.05, pass_through: 1.0 }),
        sla: Some(Sla { metric: SlaMetric::Service, target: 0.78, bonus: 0.01, malus: 0.02, cap: 0.10 }),
        gainshare: Some(0.25),
        ..Terms::default()
    };
    let (now, no_ai) = (month(volumes(600.0, 3_960.0, 0.0, 0.0, 0.0)), month(TODAY));
    let invoice = invoice(&terms, &Bill { no_ai: Some(&no_ai), index: 1.03, ..Bill::plain(&now, &TODAY) });
    close(invoice.get(Line::PerContact), 2_400.0); // 600 × 4
    close(invoice.get(Line::AhtReopener), 120.0); // 6.6 minutes: +10 %, outside 5 %, of 2 400
    close(invoice.get(Line::Indexation), 84.6); // 3 % of 2 400 + 120 + 300
    close(invoice.usage(), 2_904.6);
    close(invoice.get(Line::Shortfall), 1_081.5); // 0.9 × 4 300 × 1.03 = 3 986.1, less 2 904.6
    close(invoice.get(Line::Gainshare), 110.725); // 0.25 × (4 300 × 1.03 − 3 986.1) = 0.25 × 442.9
    close(invoice.get(Line::Sla), 81.9365); // 2 points × 1 % of 3 986.1 + 110.725
    close(invoice.total(), 4_178.761_5);
}

// The AI vendor.

/// 10 000 contained conversations (500 of them induced), 8 000 truly resolved, 16 000 conversations, 120 people in the tool.
fn ai_month() -> AiUsage {
    AiUsage { contained: 10_000.0, resolved: 8_000.0, conversations: 16_000.0, seats: 120.0, years: 0, audited: false, measured: None }
}

fn per_resolution() -> AiPrice {
    AiPrice { per_resolution: 0.99, minutes_per_conversation: 3.0, ..AiPrice::default() }
}

#[test]
fn the_ai_bills_what_it_calls_a_resolution() {
    close(ai_invoice(&per_resolution(), &ai_month()).total(), 9_900.0); // 10 000 × 0.99
    let verified = AiPrice { verified: true, ..per_resolution() };
    close(ai_invoice(&verified, &AiUsage { audited: true, ..ai_month() }).total(), 7_920.0); // 8 000 × 0.99
    close(ai_invoice(&verified, &ai_month()).total(), 9_900.0); // nobody counts: contained ones
}

#[test]
fn the_ai_by_conversation_minute_seat_and_fixed_fee() {
    let only = |price: AiPrice| ai_invoice(&AiPrice { minutes_per_conversation: 3.0, ..price }, &ai_month()).total();
    close(only(AiPrice { per_conversation: 0.5, ..AiPrice::default() }), 8_000.0); // 16 000 × 0.5
    close(only(AiPrice { per_minute: 0.15, ..AiPrice::default() }), 7_200.0); // 16 000 × 3 × 0.15
    close(only(AiPrice { per_seat: 55.0, ..AiPrice::default() }), 6_600.0); // 120 × 55
    close(only(AiPrice { fixed: 4_000.0, ..AiPrice::default() }), 4_000.0);
}

#[test]
fn a_commitment_is_paid_for_and_units_above_cost_overage() {
    let at = |resolutions, overage| {
        ai_invoice(&AiPrice { commitment: Some(Commitment { resolutions, overage }), ..per_resolution() }, &ai_month())
    };
    let short = at(12_000.0, Some(1.5));
    close(short.get(AiLine::Commitment), 1_980.0); // 2 000 unused × 0.99
    close(short.total(), 11_880.0); // 12 000 × 0.99
    let above = at(6_000.0, Some(1.5));
    close(above.get(AiLine::Overage), 6_000.0); // 4 000 × 1.5
    close(above.total(), 11_940.0); // 6 000 × 0.99 + 6 000
    close(at(6_000.0, None).total(), 9_900.0); // no other price above
}

#[test]
fn ai_prices_drift_on_anniversaries_of_go_live() {
    let price = AiPrice { price_drift: 0.10, fixed: 100.0, ..per_resolution() };
    // (9 900 + 100) × 1.1² = 12 100, of which 2 100 are drift.
    let invoice = ai_invoice(&price, &AiUsage { years: 2, ..ai_month() });
    close(invoice.get(AiLine::PriceDrift), 2_100.0);
    close(invoice.total(), 12_100.0);
}

#[test]
fn a_missed_guarantee_gives_part_of_the_fee_back() {
    let of = |metric, threshold| Guarantee { metric, threshold, credit: 0.2 };
    let resolution = of(GuaranteeMetric::Resolution, 0.85);
    close(guarantee_credit(&resolution, 9_900.0, Some(0.84)), 1_980.0); // 0.84 < 0.85: 20 % of 9 900
    close(guarantee_credit(&resolution, 9_900.0, Some(0.85)), 0.0);
    close(guarantee_credit(&resolution, 9_900.0, None), 0.0);
    let errors = of(GuaranteeMetric::ErrorRate, 0.10);
    close(guarantee_credit(&errors, 9_900.0, Some(0.84)), 1_980.0); // 16 % errors, 10 % promised
    close(guarantee_credit(&errors, 9_900.0, Some(0.95)), 0.0);
}

// Limits: a term at its neutral value is as if it were not there, to the bit.

#[test]
fn neutral_terms_change_nothing() {
    let plain = Terms { per_minute: 0.2, fixed: 70.0, ..per_contact(4.0) };
    let neutral = Terms {
        notice_months: 0.0,
        minimum: minimum(0.0, MinimumOf::Money),
        ramp_down: Some(1.0),
        aht_reopener: Some(AhtReopener { band: 0.0, pass_through: 0.0 }),
        sla: Some(Sla { metric: SlaMetric::Service, target: 0.9, bonus: 0.0, malus: 0.0, cap: 0.1 }),
        gainshare: Some(0.0),
        termination_fee: Some(0.0),
        ..plain.clone()
    };
    let shares = [1.0, 0.7, 0.5, 0.4, 0.9];
    assert_eq!(over(&plain, &shares, &[1.0; 5]), over(&neutral, &shares, &[1.0; 5]));
    for of in [MinimumOf::Contacts, MinimumOf::Minutes, MinimumOf::Fte] {
        let zero = Terms { minimum: minimum(0.0, of), ..plain.clone() };
        assert_eq!(over(&plain, &shares, &[1.0; 5]), over(&zero, &shares, &[1.0; 5]));
    }
    assert_eq!(exit_fee(&neutral, &Account::default(), 3), 0.0);
}

#[test]
fn a_dead_band_of_width_nought_at_the_unit_price_is_the_unit_price() {
    let dead_band = Some(DeadBand { width: 0.0, additional_charge: 4.0, reduction_credit: 4.0 });
    for share in [0.0, 0.5, 1.0, 1.7] {
        billed(&Terms { dead_band: dead_band.clone(), ..per_contact(4.0) }, scaled(share), 4_000.0 * share);
    }
}

#[test]
fn one_band_is_the_plain_price() {
    for whole_bands in [false, true] {
        let bands = vec![Band { per_contact: 4.0, ..Band::default() }];
        billed(&Terms { bands, whole_bands, ..Terms::default() }, scaled(0.6), 2_400.0);
    }
}

#[test]
fn an_sla_capped_at_nought_is_none_and_no_volume_costs_the_fixed_fee() {
    let mut capped = sla(SlaMetric::Service);
    capped.sla.as_mut().unwrap().cap = 0.0;
    billed(&capped, TODAY, 4_000.0);
    billed(&Terms { fixed: 12.0, per_fte: 3_000.0, ..per_contact(4.0) }, Volumes::default(), 12.0);
}

// Properties.

prop_compose! {
    fn any_terms()(
        prices in prop::array::uniform5(0.0..10.0f64),
        fixed in 0.0..1_000.0f64,
        rates in prop::option::of(prop::array::uniform3(0.5..8.0f64)),
        whole_bands in any::<bool>(),
        dead_band in prop::option::of((0.0..0.3f64, 0.0..9.0f64, 0.0..9.0f64)),
        minimum in prop::option::of((0.0..1.5f64, 0usize..4)),
        notice in 0usize..5,
        ramp_down in prop::option::of(0.0..1.0f64),
        reopener in prop::option::of((0.0..0.2f64, 0.0..2.0f64)),
        sla in prop::option::of((0.5..1.0f64, 0.0..0.05f64, 0.0..0.05f64, 0.0..0.2f64)),
        gainshare in prop::option::of(0.0..1.0f64),
        indexation in -0.05..0.1f64,
    ) -> Terms {
        let ends = [Some(400.0), Some(800.0), None];
        Terms {
            per_contact: prices[0],
            per_minute: prices[1],
            per_hour: prices[2],
            per_fte: prices[3] * 300.0,
            per_resolution: prices[4],
            fixed,
            bands: rates.map_or(vec![], |rates| {
                rates.into_iter().zip(ends).map(|(per_contact, up_to)| Band { up_to, per_contact, ..Band::default() }).collect()
            }),
            whole_bands,
            dead_band: dead_band.map(|(width, additional_charge, reduction_credit)| DeadBand { width, additional_charge, reduction_credit }),
            minimum: minimum.map(|(share, of)| Minimum {
                share,
                of: [MinimumOf::Money, MinimumOf::Contacts, MinimumOf::Minutes, MinimumOf::Fte][of],
            }),
            notice_months: notice as f64,
            ramp_down,
            aht_reopener: reopener.map(|(band, pass_through)| AhtReopener { band, pass_through }),
            sla: sla.map(|(target, bonus, malus, cap)| Sla { metric: SlaMetric::Service, target, bonus, malus, cap }),
            gainshare,
            indexation,
            ..Terms::default()
        }
    }
}

fn run(terms: &Terms, shares: &[f64]) -> Vec<Invoice> {
    let mut account = Account::with_months(shares.len());
    let no_ai = month(TODAY);
    shares.iter().map(|share| account.bill(terms, 0, &month(scaled(*share)), Some(&no_ai), &TODAY, false, true)).collect()
}

fn shares() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.0..1.6f64, 30)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_sum_to_the_total_and_no_invoice_is_negative(terms in any_terms(), shares in shares()) {
        for invoice in run(&terms, &shares) {
            let sum: f64 = Line::ALL.iter().map(|line| invoice.get(*line)).sum();
            prop_assert_eq!(sum, invoice.total());
            prop_assert!((invoice.lines().map(|(_, amount)| amount).sum::<f64>() - sum).abs() <= 1e-9 * sum.abs().max(1.0));
            prop_assert!(invoice.total().is_finite() && invoice.total() >= -1e-9);
            prop_assert!(invoice.get(Line::Shortfall) >= 0.0 && invoice.get(Line::Gainshare) >= 0.0);
        }
    }

    #[test]
    fn a_minimum_never_lowers_an_invoice(terms in any_terms(), shares in shares()) {
        let without = Terms { minimum: None, ..terms.clone() };
        for (with, without) in run(&terms, &shares).iter().zip(run(&without, &shares)) {
            prop_assert!(with.total() >= without.total() - 1e-9 * without.total());
        }
    }

    #[test]
    fn notice_and_ramp_down_never_bill_less_than_was_worked(terms in any_terms(), shares in shares()) {
        let mut account = Account::with_months(shares.len());
        let no_ai = month(TODAY);
        for (t, share) in shares.iter().enumerate() {
            account.bill(&terms, 0, &month(scaled(*share)), Some(&no_ai), &TODAY, false, true);
            for (billed, worked) in account.billed(t).0.iter().zip(scaled(*share).0) {
                prop_assert!(*billed >= worked - 1e-9 * worked);
            }
        }
    }

    #[test]
    fn more_volume_never_costs_less_under_marginal_bands(terms in any_terms(), low in 0.0..1.5f64, more in 0.0..0.5f64) {
        // A whole band is a cliff by design; gainshare above 1 would turn savings around and is no share.
        let terms = Terms { whole_bands: false, ..terms };
        let no_ai = month(scaled(2.0));
        let at = |share: f64| {
            let month = month(scaled(share));
            invoice(&terms, &Bill { no_ai: Some(&no_ai), ..Bill::plain(&month, &TODAY) }).total()
        };
        // From the first contact on: without any there is no service and so no SLA.
        let low = low.max(1e-6);
        prop_assert!(at(low + more) >= at(low) - 1e-9 * at(low));
    }

    #[test]
    fn longer_notice_never_costs_less(terms in any_terms(), shares in shares()) {
        let terms = Terms { whole_bands: false, gainshare: None, ..terms };
        let longer = Terms { notice_months: terms.notice_months + 2.0, ..terms.clone() };
        for (long, short) in run(&longer, &shares).iter().zip(run(&terms, &shares)) {
            prop_assert!(long.total() >= short.total() - 1e-9 * short.total());
        }
    }

    #[test]
    fn all_prices_twice_is_the_invoice_twice(terms in any_terms(), share in 0.0..1.5f64) {
        let mut twice = terms.clone();
        for price in [&mut twice.per_contact, &mut twice.per_minute, &mut twice.per_hour, &mut twice.per_fte, &mut twice.per_resolution, &mut twice.fixed] {
            *price *= 2.0;
        }
        for band in &mut twice.bands {
            band.per_contact *= 2.0;
        }
        if let Some(band) = &mut twice.dead_band {
            band.additional_charge *= 2.0;
            band.reduction_credit *= 2.0;
        }
        let (one, two) = (bill(&terms, scaled(share)).total(), bill(&twice, scaled(share)).total());
        prop_assert!((two - 2.0 * one).abs() <= 1e-9 * two.max(1.0));
    }

    #[test]
    fn ai_lines_sum_and_a_commitment_never_lowers_the_fee(
        prices in prop::array::uniform5(0.0..2.0f64), committed in 0.0..20_000.0f64, extra in 0.0..1.0f64, years in 0usize..3,
    ) {
        let price = AiPrice {
            per_resolution: prices[0], per_conversation: prices[1], per_minute: prices[2], per_seat: prices[3], fixed: prices[4],
            minutes_per_conversation: 3.0, price_drift: 0.1, ..AiPrice::default()
        };
        let with = AiPrice { commitment: Some(Commitment { resolutions: committed, overage: Some(prices[0] + extra) }), ..price.clone() };
        let month = AiUsage { years, ..ai_month() };
        let (free, bound) = (ai_invoice(&price, &month), ai_invoice(&with, &month));
        let sum: f64 = AiLine::ALL.iter().map(|line| bound.get(*line)).sum();
        prop_assert_eq!(sum, bound.total());
        prop_assert!(bound.total() >= free.total() - 1e-9 * free.total());
    }
}

#[test]
fn volumes_name_their_units() {
    let named: Vec<(&str, f64)> = Unit::ALL.into_iter().map(|unit| (unit.name(), TODAY.get(unit))).collect();
    assert_eq!(named, [("contacts", 1_000.0), ("minutes", 6_000.0), ("hours", 1_088.0), ("fte", 10.0), ("resolutions", 700.0)]);
    close(TODAY.aht_minutes(), 6.0);
}
