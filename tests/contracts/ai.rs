//! Invoices of the AI vendor worked by hand.

use residual::engine::contracts::{AiLine, AiUsage, ai_invoice, guarantee_credit};
use residual::model::{AiPrice, Commitment, Guarantee, GuaranteeMetric};

use super::*;

/// 10 000 contained conversations (500 of them induced), 8 000 truly resolved, 16 000 conversations, 120 people in the tool.
pub fn ai_month() -> AiUsage {
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
