//! Procurement's view in words and as a table: what the terminal says after `contracts`, `contracts.csv`, the term sheet.

use super::layout::{Column, Style, hanging, table, wrapped};
use super::sheets::{Sheet, figure};
use super::words::{chances, money, number, percent};
use crate::analysis::procurement::{AiBreakEven, Clause, ClauseWorth, Kind, Procurement, SetView, Spread, VendorView};

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
        rows.spread(["ai", ""], ["price_at_zero_savings", ai.unit], "", &ai.at_zero_savings);
        rows.one(["ai", ""], ["not_even_free", "share of worlds"], ai.not_even_free);
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
    for (line, amount) in &set.lines {
        rows.one(id, [&format!("line.{line}"), "money"], *amount);
    }
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

    fn one(&mut self, [vendor, terms]: [&str; 2], [name, unit]: [&str; 2], value: f64) {
        self.sheet.row([self.option, vendor, terms, name, unit, "", &figure(value), "", "", "", ""]);
    }
}

/// The whole text after `contracts`, but for where the files are.
pub fn after_contracts(view: &Procurement, style: Style) -> String {
    let mut parts = Vec::new();
    if view.vendors.is_empty() {
        parts.push(wrapped("The scenario has no vendors: there is no contract to price but the AI's.", style.width, "") + "\n");
    }
    for vendor in &view.vendors {
        parts.push(style.bold(&wrapped(&headline(vendor, &view.option), style.width, "")) + "\n");
        parts.push(sets_table(vendor, style));
        parts.push(paragraph("Break-even:  ", &break_even(vendor), style));
        parts.push(paragraph("Savings end: ", &savings_end(vendor), style));
        parts.push(paragraph("Room:        ", &room(vendor), style));
        parts.push(term_sheet(vendor, style));
    }
    parts.extend(view.ai.as_ref().map(|ai| paragraph("AI price:    ", &ai_price(ai), style)));
    parts.join("\n")
}

fn paragraph(lead: &str, text: &str, style: Style) -> String {
    hanging(lead, text, style.width) + "\n"
}

fn find(vendor: &VendorView, kind: Kind) -> Option<&SetView> {
    vendor.sets.iter().find(|set| set.kind == kind)
}

fn headline(vendor: &VendorView, option: &str) -> String {
    let Some(today) = find(vendor, Kind::Today) else { return vendor.name.clone() };
    let idle = if today.idle.mean > 0.005 * today.total.mean {
        format!(", {} of it for work not done", money(today.idle.mean))
    } else {
        String::new()
    };
    let asked = &vendor.sets[vendor.recommended];
    let saved = today.total.mean - asked.total.mean;
    let ask = match (asked.kind, vendor.acceptable) {
        (Kind::Today, _) => "; none of the other terms on the table is cheaper and covers its cost".to_owned(),
        (_, true) => format!("; \"{}\" would save {} and still covers its cost", asked.name, money(saved)),
        (_, false) => format!("; \"{}\" would save {}, but does not cover its cost and margin", asked.name, money(saved)),
    };
    format!("{} under {option}: today's terms cost {}{idle}{ask}.", vendor.name, money(today.total.mean))
}

fn sets_table(vendor: &VendorView, style: Style) -> String {
    let sets = &vendor.sets;
    let cells = |of: &dyn Fn(&SetView) -> String| -> Vec<String> { sets.iter().map(of).collect() };
    let names = Column::new("terms", ["", "terms"], cells(&|set| set.id.clone()));
    let invoices = vec![
        Column::new("invoices, mean", ["invoices", "mean"], cells(&|set| money(set.total.mean))),
        Column::new("invoices, P10", ["", "P10"], cells(&|set| money(set.total.p10))),
        Column::new("invoices, P90", ["", "P90"], cells(&|set| money(set.total.p90))),
        Column::new("per contact", ["per", "contact"], cells(&|set| number(set.per_contact, 2))),
        Column::new("per minute", ["per", "minute"], cells(&|set| number(set.per_minute, 2))),
        Column::new("per resolved contact", ["per re-", "solved"], cells(&|set| number(set.per_resolution, 2))),
    ];
    let risks = vec![
        Column::new("months in which the minimum bites", ["minimum", "bites"], cells(&|set| percent(set.minimum_bites))),
        Column::new("paid for work not done", ["for no", "work"], cells(&|set| money(set.idle.mean))),
        Column::new("with AHT 10 % up", ["AHT", "+10 %"], cells(&|set| money(set.harder.mean))),
        Column::new("with volume 10 % down", ["volume", "-10 %"], cells(&|set| money(set.smaller.mean))),
    ];
    let caption = "Every set of terms priced over the same months of the same worlds, as if in force throughout; as_it_runs: until a \
                   renegotiation succeeds. Minimum bites: share of months from go-live. AHT and volume: change of all invoices.";
    format!("{}\n{}\n", table(&names, &[invoices, risks], style), style.faint(&wrapped(caption, style.width, "")))
}

fn break_even(vendor: &VendorView) -> String {
    let forms = vendor.forms.iter().filter(|form| form.at_mean.is_finite());
    let forms: Vec<String> =
        forms.map(|form| format!("{} per {} ({} by P90)", price(form.at_mean), singular(form.unit), price(form.at_p90))).collect();
    let mut said = vec![format!("plain prices that cost what today's terms cost: {}.", forms.join(", "))];
    for set in vendor.sets.iter().filter(|set| !matches!(set.kind, Kind::Today | Kind::AsItRuns)) {
        let Some(even) = &set.break_even else { continue };
        let (name, unit) = (&set.name, singular(even.unit));
        said.push(match (even.at_mean, even.rate) {
            (Some(factor), Some(rate)) => {
                format!("\"{name}\" asks {} per {unit} and costs the same at {}.", price(rate), price(rate * factor))
            }
            (Some(factor), None) => format!("\"{name}\" costs the same at {} of its rates.", percent(factor)),
            (None, _) => format!("\"{name}\" costs more at any rate."),
        });
    }
    said.join(" ")
}

fn savings_end(vendor: &VendorView) -> String {
    let even = &vendor.break_even;
    if even.lost_anyway > 0.5 {
        return format!("the rollout saves nothing {} even without minimum and notice.", in_worlds(even.lost_anyway));
    }
    let minimum = if even.minimum_can > 0.0 {
        let median = if even.minimum.p50.is_finite() {
            format!(", at {} of today's volume in the middle one", percent(even.minimum.p50))
        } else {
            String::new()
        };
        format!("a minimum up to 150 % of today alone takes all savings {}{median}", in_worlds(even.minimum_can))
    } else {
        "no minimum up to 150 % of today takes all savings".into()
    };
    let notice = if even.notice_can > 0.0 {
        let median =
            if even.notice.p50.is_finite() { format!(", {} months in the middle one", number(even.notice.p50, 0)) } else { String::new() };
        format!("notice up to 24 months does {}{median}", in_worlds(even.notice_can))
    } else {
        "no notice up to 24 months does".into()
    };
    format!("{minimum}; {notice}.")
}

fn room(vendor: &VendorView) -> String {
    let room = &vendor.room;
    let how = if room.cost_assumed { ", an assumption from today's price (--vendor-cost sets it)," } else { "" };
    let cost = format!("{} a productive hour{how} and a margin of {}", price(room.cost_per_hour), percent(room.least_margin));
    format!(
        "the vendor needs {} for the agents it would have, cost and margin ({} to {}), at {}; today's terms pay {}. A range both can accept \
         exists {}; on average it is {} wide.",
        money(room.vendor_needs.mean),
        money(room.vendor_needs.p10),
        money(room.vendor_needs.p90),
        cost,
        money(room.buyer_pays.mean),
        in_worlds(room.probability),
        money(room.room.mean),
    )
}

/// The recommended terms with the numbers behind them, ready to paste.
fn term_sheet(vendor: &VendorView, style: Style) -> String {
    let asked = &vendor.sets[vendor.recommended];
    let mut lines = vec![style.bold("Term sheet")];
    let mut item = |text: String| lines.push(hanging("  - ", &text, style.width));
    item(format!("Ask for \"{}\": {} on average, {} in one case in ten.", asked.name, money(asked.total.mean), money(asked.total.p90)));
    if let (Some(factor), Some(even)) = (asked.walk_away, &asked.break_even)
        && let Some(rate) = even.rate
    {
        let unit = singular(even.unit);
        let most = even.at_mean.map_or_else(String::new, |most| format!("; above {} today's terms are better for us", price(rate * most)));
        item(format!("Rate: {} per {unit}. Below {} the vendor loses its margin{most}.", price(rate), price(rate * factor)));
    }
    for worth in &vendor.clauses {
        item(clause(worth));
    }
    if let Some(first) = vendor.clauses.first().filter(|worth| worth.vendor_bad_case > worth.mean) {
        item(format!(
            "Concede first: {}. For each point it costs us on average it protects the vendor's bad case most.",
            clause_name(first.clause)
        ));
    }
    lines.join("\n") + "\n"
}

fn clause(worth: &ClauseWorth) -> String {
    let name = clause_name(worth.clause);
    let state = if worth.present { "in these terms" } else { "not in them; a usual one" };
    let points = |share: f64| if share.is_finite() { format!("{} %", number(share * 100.0, 1)) } else { "no rate".into() };
    if [worth.mean, worth.buyer_bad_case, worth.vendor_bad_case].iter().all(|share| share.abs() < 5e-4) {
        return format!("{name} ({state}): worth nothing to either side here.");
    }
    format!(
        "{name} ({state}): worth {} of the rate on average, {} to us when invoices are high, {} to the vendor when revenue is low.",
        points(worth.mean),
        points(worth.buyer_bad_case),
        points(worth.vendor_bad_case)
    )
}

fn clause_id(clause: Clause) -> &'static str {
    match clause {
        Clause::Minimum => "minimum",
        Clause::Notice => "notice",
        Clause::RampDown => "ramp_down",
        Clause::AhtReopener => "aht_reopener",
        Clause::Indexation => "indexation",
    }
}

fn clause_name(clause: Clause) -> &'static str {
    match clause {
        Clause::Minimum => "Minimum",
        Clause::Notice => "Notice",
        Clause::RampDown => "Ramp-down limit",
        Clause::AhtReopener => "AHT re-opener",
        Clause::Indexation => "Indexation",
    }
}

fn ai_price(ai: &AiBreakEven) -> String {
    let free = if ai.not_even_free > 0.0 { format!(" Not even a free AI saves {}.", in_worlds(ai.not_even_free)) } else { String::new() };
    format!(
        "{} per {} now; savings are zero at {} in the middle world, below {} in one case in ten.{free}",
        price(ai.price),
        ai.unit,
        price(ai.at_zero_savings.p50),
        price(ai.at_zero_savings.p10),
    )
}

/// `in 8 in 10 worlds`, `always`, `never`.
fn in_worlds(share: f64) -> String {
    let said = chances(share);
    if said.contains(" in ") { format!("in {said} worlds") } else { said }
}

/// A unit price: cents where they matter.
fn price(amount: f64) -> String {
    number(amount, if amount.abs() < 100.0 { 2 } else { 0 })
}

fn singular(unit: &str) -> &str {
    if unit == "fte" { "FTE and month" } else { unit.strip_suffix('s').unwrap_or(unit) }
}
