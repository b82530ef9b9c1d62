//! Procurement's part: invoices, what only minimums make, terms.

use maud::{Markup, html};

use super::super::data::{Data, number as parsed};
use super::super::figures::unit::{Unit, grouped};
use super::super::words::percent;
use super::parts::{Key, count, four, money};
use super::{Page, section};

/// Vendor contracts.
pub(super) fn contracts(page: &Page<'_>) -> Markup {
    let data = page.data;
    if !page.has("invoices") {
        return html! {};
    }
    let id = data.shown().id.as_str();
    let none = data.options[0].id.as_str();
    let last = data.dates.len() - 1;
    let idle = data.summed(id, "vendor_shortfall");
    let keys = vec![
        Key {
            what: format!("Invoiced over {} months, {}", data.dates.len(), data.currency()),
            big: money(&data.summed(id, "vendor_invoice"), "invoice"),
            below: html! { (money(&data.summed(none, "vendor_invoice"), "invoice")) " without AI" },
            tone: "ink",
        },
        Key {
            what: format!("Of it only because of minimums, {}", data.currency()),
            big: money(&idle, "shortfall"),
            below: html! { "what a minimum adds to usage" },
            tone: if idle.value > 0.0 { "lost" } else { "soft" },
        },
        Key {
            what: "Invoice in the last month".into(),
            big: money(&data.month(id, "vendor_invoice", last), "invoice"),
            below: html! { (money(&data.month(none, "vendor_invoice", last), "invoice")) " without AI" },
            tone: "ink",
        },
        Key {
            what: "Vendor FTE in the last month".into(),
            big: count(&data.month(id, "vendor_fte", last), 0, "vendor_fte"),
            below: html! { (count(&data.month(none, "vendor_fte", last), 0, "vendor_fte")) " without AI" },
            tone: "people",
        },
    ];
    let inside = html! {
        p.small { "\u{201c}" (data.shown().name) "\u{201d}, means over worlds." }
        (four(keys))
        (page.show("invoices"))
        (page.show("invoices_of_options"))
        (terms(data))
    };
    section("contracts", "Vendor contracts: what they bill when the work changes", &inside)
}

/// Every set of terms priced in the same worlds, where a run has `contracts.csv`.
fn terms(data: &Data) -> Markup {
    let Some(file) = data.tables.get("contracts.csv") else { return html! {} };
    let column = |name: &str| file.column(name);
    let (Some(option), Some(vendor), Some(terms), Some(figure), Some(month), Some(mean)) =
        (column("option"), column("vendor"), column("terms"), column("figure"), column("month"), column("mean"))
    else {
        return html! {};
    };
    let (p10, p90) = (column("p10").unwrap_or(mean), column("p90").unwrap_or(mean));
    let shown = data.shown().id.as_str();
    let of =
        if file.rows.iter().any(|row| row[option] == shown) { shown } else { file.rows.first().map_or("", |row| row[option].as_str()) };
    let mine: Vec<&Vec<String>> = file.rows.iter().filter(|row| row[option] == of && row[month].is_empty()).collect();
    let mut sets: Vec<(&str, &str)> = Vec::new();
    for row in mine.iter().filter(|row| row[figure] == "invoice") {
        let set = (row[vendor].as_str(), row[terms].as_str());
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    if sets.is_empty() {
        return html! {};
    }
    let money = Unit::Money(data.currency().to_owned());
    let value = |set: (&str, &str), name: &str, at: usize| {
        let row = mine.iter().find(|row| (row[vendor].as_str(), row[terms].as_str()) == set && row[figure] == name);
        row.map_or(f64::NAN, |row| parsed(&row[at]))
    };
    let price = |x: f64| if x.is_finite() { grouped(x, 2) } else { "\u{2013}".into() };
    html! {
        h4 { "Terms priced in the same worlds" }
        table.stack {
            caption { "Option " (of) ". Every set of terms as if in force throughout; as_it_runs: until a renegotiation succeeds. For work not done: by minimum and notice. contracts.csv holds more: break-even rates, room to agree, worth of clauses." }
            thead { tr { @for head in ["vendor, terms", "invoices, mean", "P10", "P90", "for work not done", "minimum bites", "per contact", "per minute"] { th scope="col" { (head) } } } }
            tbody {
                @for set in sets {
                    tr {
                        th scope="row" { (set.0) ", " (set.1) }
                        td data-label="invoices, mean" { (money.text(value(set, "invoice", mean))) }
                        td data-label="P10" { (money.text(value(set, "invoice", p10))) }
                        td data-label="P90" { (money.text(value(set, "invoice", p90))) }
                        td data-label="for work not done" { (money.text(value(set, "paid_for_work_not_done", mean))) }
                        td data-label="minimum bites" { (percent(value(set, "minimum_bites", mean)).replace('-', "\u{2013}")) }
                        td data-label="per contact" { (price(value(set, "price_per_contact", mean))) }
                        td data-label="per minute" { (price(value(set, "price_per_minute", mean))) }
                    }
                }
            }
        }
    }
}
