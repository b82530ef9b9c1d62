//! Invoices of vendors worked by hand, one form or term after another.

use residual::engine::contracts::{Account, Bill, Line, Month, Volumes, exit_fee, invoice, renegotiated_from};
use residual::model::{AhtReopener, Band, ContractsLever, DeadBand, MinimumOf, Sla, SlaMetric, Terms};

use super::*;

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

pub fn sla(metric: SlaMetric) -> Terms {
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

pub fn over(terms: &Terms, shares: &[f64], no_ai: &[f64]) -> Vec<f64> {
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
    let lever = ContractsLever { success: 0.7, negotiation_months: 3.0, ..ContractsLever::default() };
    let ends = |term_ends| Terms { term_ends, ..Terms::default() };
    let second = |attempt| attempt == 1;
    assert_eq!(renegotiated_from(&lever, &ends(None), 5, |_| true), Some(8)); // 5 + 3
    assert_eq!(renegotiated_from(&lever, &ends(Some(14.0)), 5, second), Some(14)); // talks before the end
    assert_eq!(renegotiated_from(&lever, &ends(Some(9.0)), 5, second), Some(11)); // failed in 8, 3 more months
    assert_eq!(renegotiated_from(&lever, &ends(Some(7.0)), 5, second), None); // renewed before the first talks failed
    assert_eq!(renegotiated_from(&lever, &ends(None), 5, second), None);
    assert_eq!(renegotiated_from(&lever, &ends(Some(14.0)), 5, |_| false), None);
}

#[test]
fn a_contract_that_is_left_bills_its_fee_alone() {
    let terms = Terms { fixed: 500.0, termination_fee: Some(1.5), minimum: minimum(0.9, MinimumOf::Money), ..per_contact(4.0) };
    let mut account = Account::with_months(4);
    for share in [1.0, 1.0, 0.8] {
        account.bill(&terms, 0, &month(scaled(share)), None, &TODAY, false, true);
    }
    // 4 500, 4 500, and at least 0.9 × 4 500 = 4 050 instead of 3 700: the mean is 4 350, one and a half of it 6 525.
    let invoice = account.close(&terms, 3);
    assert_eq!(invoice.lines().map(|(line, _)| line).collect::<Vec<_>>(), [Line::TerminationFee]);
    close(invoice.total(), 6_525.0);
    // Left before anything was billed it costs nothing.
    close(Account::with_months(4).close(&terms, 0).total(), 0.0);
}

// Terms together.

#[test]
fn an_fte_contract_with_minimum_and_notice() {
    let terms = Terms { per_fte: 3_000.0, notice_months: 1.0, minimum: minimum(0.7, MinimumOf::Fte), ..Terms::default() };
    // 10 FTE; 6 worked but 10 billed under notice; then 6 billed and the 7th invoiced: 21 000.
    for (got, want) in over(&terms, &[1.0, 0.6, 0.6], &[1.0; 3]).iter().zip([30_000.0, 30_000.0, 21_000.0]) {
        close(*got, want);
    }
}

#[test]
fn bands_under_a_ramp_down_limit() {
    let terms = Terms { bands: contact_bands(), ramp_down: Some(0.3), ..Terms::default() };
    // 400 come, 700 are billed: 400 × 6 + 300 × 5 = 3 900; after a quarter 490: 400 × 6 + 90 × 5 = 2 850.
    for (got, want) in over(&terms, &[0.4; 4], &[1.0; 4]).iter().zip([3_900.0, 3_900.0, 3_900.0, 2_850.0]) {
        close(*got, want);
    }
}

#[test]
fn a_dead_band_with_indexation_and_minimum() {
    let terms = Terms { minimum: minimum(0.8, MinimumOf::Money), ..anchored() };
    let now = month(scaled(0.5));
    let invoice = invoice(&terms, &Bill { index: 1.05, ..Bill::plain(&now, &TODAY) });
    close(invoice.get(Line::PerContact), 4_000.0); // the anchor
    close(invoice.get(Line::ReductionCredit), -1_200.0); // 900 − 500 contacts × 3
    close(invoice.get(Line::Indexation), 140.0); // 5 % of 2 800
    close(invoice.get(Line::Shortfall), 420.0); // 0.8 × 4 000 × 1.05 = 3 360, less 2 940
    close(invoice.total(), 3_360.0);
}

#[test]
fn gainshare_and_malus_on_a_price_per_hour() {
    let gainshare = Some(0.5);
    let sla = Some(Sla { metric: SlaMetric::Csat, target: 0.80, bonus: 0.0, malus: 0.01, cap: 0.04 });
    let terms = Terms { per_hour: 25.0, gainshare, sla, ..Terms::default() };
    let (now, no_ai) = (month(scaled(0.75)), month(TODAY));
    let invoice = invoice(&terms, &Bill { no_ai: Some(&no_ai), ..Bill::plain(&now, &TODAY) });
    close(invoice.get(Line::PerHour), 20_400.0); // 816 × 25
    close(invoice.get(Line::Gainshare), 3_400.0); // half of 27 200 − 20 400
    close(invoice.get(Line::Sla), -952.0); // five points below, capped at 4 %, of 23 800
    close(invoice.total(), 22_848.0);
}

#[test]
fn a_minimum_of_minutes_where_contacts_are_priced() {
    let terms = Terms { minimum: minimum(0.9, MinimumOf::Minutes), ..per_contact(4.0) };
    // Today a minute costs 4 000/6 000; 5 400 are committed, 4 500 handled in 700 contacts: 2 800 + 900 × 2/3 = 3 400.
    billed(&terms, volumes(700.0, 4_500.0, 0.0, 0.0, 0.0), 3_400.0);
}

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
