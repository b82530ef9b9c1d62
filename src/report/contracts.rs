//! Procurement's view as a table: `contracts.csv`.

use super::sheets::{Sheet, figure};
use crate::analysis::procurement::{AiView, Clause, Procurement, SetView, SourcingView, Spread};

/// `contracts.csv`, long form: vendor, terms, figure, its unit, month (empty: over all months), mean and quantiles. Figures
/// without a spread fill the mean alone.
pub fn sheet(views: &[Procurement]) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(["option", "vendor", "terms", "figure", "unit", "month", "mean", "p10", "p50", "p90", "p95"]);
    for view in views {
        view_rows(&mut Rows { sheet: &mut sheet, option: &view.option }, view);
    }
    sheet.bytes()
}

fn view_rows(rows: &mut Rows<'_>, view: &Procurement) {
    rows.spread(["", ""], ["cost_savings", "money"], "", &view.cost_savings);
    for vendor in &view.vendors {
        for set in &vendor.sets {
            set_rows(rows, &vendor.id, set);
        }
        for form in &vendor.forms {
            rows.one([&vendor.id, "plain"], ["rate_at_todays_mean", form.unit], form.at_mean);
            rows.one([&vendor.id, "plain"], ["rate_at_todays_p90", form.unit], form.at_p90);
        }
        let (even, room) = (&vendor.break_even, &vendor.room);
        let id = [vendor.id.as_str(), ""];
        rows.spread(id, ["minimum_at_zero_savings", "share"], "", &even.minimum);
        rows.spread(id, ["notice_at_zero_savings", "months"], "", &even.notice);
        rows.one(id, ["minimum_can_take_savings", "share of worlds"], even.minimum_can);
        rows.one(id, ["notice_can_take_savings", "share of worlds"], even.notice_can);
        rows.spread(id, ["vendor_needs", "money"], "", &room.vendor_needs);
        rows.spread(id, ["buyer_pays", "money"], "", &room.buyer_pays);
        rows.spread(id, ["room", "money"], "", &room.room);
        rows.one(id, ["vendor_cost_per_hour", "money"], room.cost_per_hour);
        rows.one(id, ["room_exists", "share of worlds"], room.probability);
        for worth in &vendor.clauses {
            let name = clause_id(worth.clause);
            rows.one([&vendor.id, name], ["clause_mean", "share of the rate"], worth.mean);
            rows.one([&vendor.id, name], ["clause_buyer_bad_case", "share of the rate"], worth.buyer_bad_case);
            rows.one([&vendor.id, name], ["clause_vendor_bad_case", "share of the rate"], worth.vendor_bad_case);
        }
    }
    if let Some(ai) = &view.ai {
        ai_rows(rows, ai);
    }
    if let Some(sourcing) = &view.sourcing {
        sourcing_rows(rows, sourcing);
    }
}

fn ai_rows(rows: &mut Rows<'_>, ai: &AiView) {
    let id = ["ai", "today"];
    for (t, month) in ai.months.iter().enumerate() {
        rows.spread(id, ["invoice", "money"], &t.to_string(), month);
    }
    let spreads = [
        ("invoice", ai.total),
        ("credits", ai.credits),
        ("commitment_unused", ai.commitment_unused),
        ("price_drift", ai.drift),
        ("as_contained", ai.as_contained),
        ("as_verified", ai.as_verified),
        ("conversations_down_10", ai.smaller),
        ("resolution_down_10_points", ai.worse),
    ];
    for (name, spread) in spreads {
        rows.spread(id, [name, "money"], "", &spread);
    }
    lines(rows, id, &ai.lines, &ai.lines_by_month);
    rows.one(id, ["price_per_contained", "money"], ai.per_contained);
    rows.one(id, ["price_per_resolved", "money"], ai.per_resolved);
    rows.one(id, ["commitment_bites", "share of months"], ai.commitment_bites);
    rows.one(id, ["guarantee_missed", "share of months"], ai.guarantee_missed);
    for form in &ai.forms {
        rows.one(["ai", "plain"], ["rate_at_todays_mean", form.unit], form.at_mean);
        rows.one(["ai", "plain"], ["rate_at_todays_p90", form.unit], form.at_p90);
    }
    if let Some(even) = &ai.break_even {
        rows.spread(id, ["price_at_zero_savings", even.unit], "", &even.at_zero_savings);
        rows.one(id, ["not_even_free", "share of worlds"], even.not_even_free);
    }
}

fn sourcing_rows(rows: &mut Rows<'_>, sourcing: &SourcingView) {
    for row in &sourcing.rows {
        let id = ["sourcing", row.id.as_str()];
        let spreads = [
            ("cost_savings", row.cost_savings),
            ("savings_at_equal_service", row.at_equal_service),
            ("vendor_invoices", row.vendor_invoices),
            ("in_house_people", row.in_house),
            ("idle_heads", row.idle_heads),
            ("paid_for_work_not_done", row.idle_invoices),
            ("moving", row.moving),
        ];
        for (name, spread) in spreads {
            rows.spread(id, [name, "money"], "", &spread);
        }
        rows.one(id, ["months_below_service", "months"], row.months_below_service);
        rows.one(id, ["best", "share of worlds"], row.best);
    }
    rows.one(["sourcing", "no_ai"], ["idle_heads", "money"], sourcing.idle_heads_without_ai);
}

/// An invoice line by line: over all months, then month by month.
fn lines(rows: &mut Rows<'_>, id: [&str; 2], lines: &[(&'static str, f64)], by_month: &[(&'static str, Vec<f64>)]) {
    for (line, amount) in lines {
        rows.one(id, [&format!("line.{line}"), "money"], *amount);
    }
    for (line, amounts) in by_month {
        for (t, amount) in amounts.iter().enumerate() {
            rows.mean(id, [&format!("line.{line}"), "money"], &t.to_string(), *amount);
        }
    }
}

fn set_rows(rows: &mut Rows<'_>, vendor: &str, set: &SetView) {
    let id = [vendor, set.id.as_str()];
    for (t, month) in set.months.iter().enumerate() {
        rows.spread(id, ["invoice", "money"], &t.to_string(), month);
    }
    let spreads = [
        ("invoice", set.total),
        ("minimum", set.minimum),
        ("paid_for_work_not_done", set.idle),
        ("aht_up_10", set.harder),
        ("volume_down_10", set.smaller),
    ];
    for (name, spread) in spreads {
        rows.spread(id, [name, "money"], "", &spread);
    }
    lines(rows, id, &set.lines, &set.lines_by_month);
    rows.one(id, ["price_per_contact", "money"], set.per_contact);
    rows.one(id, ["price_per_minute", "money"], set.per_minute);
    rows.one(id, ["price_per_resolution", "money"], set.per_resolution);
    rows.one(id, ["minimum_bites", "share of months"], set.minimum_bites);
    rows.one(id, ["minimum_depth", "share of the invoice"], set.minimum_depth);
    if let Some(even) = &set.break_even {
        rows.one(id, ["break_even_mean", "times the rate"], even.at_mean.unwrap_or(f64::NAN));
        rows.one(id, ["break_even_p90", "times the rate"], even.at_p90.unwrap_or(f64::NAN));
        rows.one(id, ["walk_away", "times the rate"], set.walk_away.unwrap_or(f64::NAN));
    }
}

struct Rows<'a> {
    sheet: &'a mut Sheet,
    option: &'a str,
}

impl Rows<'_> {
    fn spread(&mut self, [vendor, terms]: [&str; 2], [name, unit]: [&str; 2], month: &str, spread: &Spread) {
        let figures = [spread.mean, spread.p10, spread.p50, spread.p90, spread.p95].map(figure);
        self.sheet.row([self.option, vendor, terms, name, unit, month].into_iter().chain(figures.iter().map(String::as_str)));
    }

    fn one(&mut self, id: [&str; 2], name: [&str; 2], value: f64) {
        self.mean(id, name, "", value);
    }

    fn mean(&mut self, [vendor, terms]: [&str; 2], [name, unit]: [&str; 2], month: &str, value: f64) {
        self.sheet.row([self.option, vendor, terms, name, unit, month, &figure(value), "", "", "", ""]);
    }
}

/// Name of a clause in files.
fn clause_id(clause: Clause) -> &'static str {
    match clause {
        Clause::Minimum => "minimum",
        Clause::Notice => "notice",
        Clause::RampDown => "ramp_down",
        Clause::AhtReopener => "aht_reopener",
        Clause::Indexation => "indexation",
    }
}
