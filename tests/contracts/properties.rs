//! Limits and properties of contracts.

use proptest::prelude::*;
use residual::engine::contracts::{Account, AiLine, AiUsage, Bill, Invoice, Line, Unit, Volumes, ai_invoice, exit_fee, invoice};
use residual::model::{AhtReopener, AiPrice, Band, Commitment, DeadBand, Minimum, MinimumOf, Sla, SlaMetric, Terms};

use super::ai::ai_month;
use super::by_hand::{over, sla};
use super::*;

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
    fn removing_a_term_is_its_neutral_value(terms in any_terms(), shares in shares()) {
        let totals = |terms: &Terms| run(terms, &shares).iter().map(Invoice::total).collect::<Vec<_>>();
        let none = |change: &dyn Fn(&mut Terms)| {
            let mut changed = terms.clone();
            change(&mut changed);
            totals(&changed)
        };
        let of = terms.minimum.as_ref().map_or(MinimumOf::Money, |minimum| minimum.of);
        prop_assert_eq!(none(&|t| t.minimum = None), none(&|t| t.minimum = minimum(0.0, of)));
        prop_assert_eq!(none(&|t| t.ramp_down = None), none(&|t| t.ramp_down = Some(1.0)));
        prop_assert_eq!(none(&|t| t.aht_reopener = None), none(&|t| t.aht_reopener = Some(AhtReopener { band: 0.1, pass_through: 0.0 })));
        prop_assert_eq!(none(&|t| t.gainshare = None), none(&|t| t.gainshare = Some(0.0)));
        prop_assert_eq!(none(&|t| t.termination_fee = None), none(&|t| t.termination_fee = Some(9.0)));
        let calm = |cap| Some(Sla { metric: SlaMetric::Service, target: 0.9, bonus: 0.02, malus: 0.02, cap });
        prop_assert_eq!(none(&|t| t.sla = None), none(&|t| t.sla = calm(0.0)));
        // A dead band of no width whose charges are the plain price of its unit, where bands do not price it.
        let single = Terms { bands: vec![], dead_band: None, per_minute: 0.0, per_hour: 0.0, per_fte: 0.0, per_resolution: 0.0, ..terms.clone() };
        let price = single.per_contact;
        let banded = Terms { dead_band: Some(DeadBand { width: 0.0, additional_charge: price, reduction_credit: price }), ..single.clone() };
        for (a, b) in totals(&single).iter().zip(totals(&banded)) {
            prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0));
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
