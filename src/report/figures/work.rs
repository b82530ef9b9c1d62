//! The work and its price: vendor invoices, what drives the result, what is left for people.

use serde_json::Value;

use super::super::chart::printed;
use super::super::data::{Data, Stat};
use super::super::words::{number, percent};
use super::canvas::Tone;
use super::lines::{Lines, Series, Shade};
use super::rows::{Bar, Dot, Row, Rows};
use super::unit::Unit;
use super::{Body, Figure, months_behind, named, rows_behind, upper};

/// Inputs shown as drivers.
const DRIVERS: usize = 12;

/// Figures about the work that the data hold.
pub(super) fn figures(data: &Data) -> Vec<Figure> {
    let mut figures: Vec<Figure> = data.in_focus().iter().filter_map(|o| invoices(data, &o.id)).collect();
    figures.extend([all_invoices(data), tornado(data), drivers(data), mix(data, true), mix(data, false)].into_iter().flatten());
    figures
}

fn money(data: &Data) -> Unit {
    Unit::Money(data.currency().to_owned())
}

/// An option's vendor invoices by month, with what only a minimum makes.
fn invoices(data: &Data, option: &str) -> Option<Figure> {
    let of = |id: &str, metric: &str| data.series(id, metric, Stat::Mean);
    let (invoice, idle) = (of(option, "vendor_invoice"), of(option, "vendor_shortfall"));
    if invoice.iter().all(|x| *x == 0.0) {
        return None;
    }
    let spread = data.worlds() > 1;
    let edge = |stat| data.series(option, "vendor_invoice", stat);
    let worked: Vec<f64> = invoice.iter().zip(&idle).map(|(all, idle)| all - idle).collect();
    let line = |name: &str, middle: Vec<f64>, tone: Tone, strong: bool| Series {
        option: None,
        name: name.into(),
        middle,
        band: None,
        tone,
        dashed: false,
        strong,
    };
    let mut without = line("Invoices without AI", of(&data.options[0].id, "vendor_invoice"), Tone::Soft, false);
    without.dashed = true;
    let mut all = line("Invoices", invoice.clone(), Tone::Ink, true);
    all.band = spread.then(|| (edge(Stat::P10), edge(Stat::P90)));
    let lines = Lines {
        shades: vec![Shade {
            option: None,
            name: "only minimums make".into(),
            low: worked.clone(),
            high: invoice.clone(),
            tone: Tone::Lost,
            opacity: 0.3,
        }],
        series: vec![without, all, line("By usage", worked, Tone::Won, false)],
        ..Lines::by_month(data, money(data))
    };
    let (total, nothing): (f64, f64) = (invoice.iter().sum(), idle.iter().sum());
    let currency = data.currency();
    let message = if nothing > 0.005 * total {
        format!("Of {} {currency} invoiced, {} {currency} is there only because of minimums.", printed(total), printed(nothing))
    } else {
        format!("{} {currency} is invoiced, almost all of it by usage.", printed(total))
    };
    Some(Figure {
        kind: "invoices",
        option: Some(option.to_owned()),
        message,
        title: "Vendor invoices by month, and the part that only minimums make".into(),
        note: "Means over worlds; band: 8 chances in 10 of the invoice. Orange: what only minimums make.".into(),
        source: "Invoice: the terms in force applied to the month's volumes. Orange: what a minimum adds to usage; notice and idle agents are in contracts.csv. months.csv: vendor_invoice, vendor_shortfall.".into(),
        behind: months_behind(&lines, true),
        body: Body::Lines(lines),
    })
}

/// Invoices of all options in one picture.
fn all_invoices(data: &Data) -> Option<Figure> {
    if data.options.iter().all(|o| data.series(&o.id, "vendor_invoice", Stat::Mean).iter().all(|x| *x == 0.0)) {
        return None;
    }
    let shown = data.shown().id.clone();
    let rows: Vec<Row> = data
        .options
        .iter()
        .map(|option| {
            let (all, idle) = (data.summed(&option.id, "vendor_invoice").value, data.summed(&option.id, "vendor_shortfall").value);
            Row {
                label: named(data, &option.id),
                bars: vec![
                    Bar { from: 0.0, to: all - idle, tone: Tone::Soft, light: false },
                    Bar { from: all - idle, to: all, tone: Tone::Lost, light: false },
                ],
                value: printed(all),
                strong: option.id == shown,
                readings: vec![
                    ("invoiced".into(), printed(all)),
                    ("by usage".into(), printed(all - idle)),
                    ("only minimums make".into(), printed(idle)),
                ],
                ..Row::default()
            }
        })
        .collect();
    let legend = vec![(Tone::Soft, false, "by usage".to_owned()), (Tone::Lost, false, "only minimums make".into())];
    let idle = |id: &str| data.summed(id, "vendor_shortfall").value;
    let worst = data.options.iter().map(|o| (idle(&o.id), o)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let message = format!("Minimums add most with \u{201c}{}\u{201d}: {} {}.", worst.1.name, printed(worst.0), data.currency());
    let rows = Rows { unit: money(data), rows, from_zero: true, joined: false, legend };
    Some(Figure {
        kind: "invoices_of_options",
        option: None,
        message,
        title: "Vendor invoices over all months, by option".into(),
        note: "Means over worlds.".into(),
        source: "Sums over months. months.csv: vendor_invoice, vendor_shortfall (mean).".into(),
        behind: rows_behind(&rows, "option"),
        body: Body::Rows(rows),
    })
}

/// An input as people name it, with the id of the thing it belongs to.
pub fn input_words(data: &Data, path: &str) -> String {
    let inputs = data.understood["assumptions"].as_array().into_iter().flatten();
    let words = inputs.filter(|a| a["path"] == *path).find_map(|a| a["words"].as_str()).unwrap_or_default();
    let parts: Vec<&str> = path.split('.').collect();
    let of = match parts[..] {
        ["contact_types" | "teams" | "vendors", id, ..] => format!(" ({id})"),
        _ => String::new(),
    };
    if words.is_empty() { path.to_owned() } else { format!("{words}{of}") }
}

/// Rank correlations with the savings of the option shown first.
fn drivers(data: &Data) -> Option<Figure> {
    let shown = data.shown();
    let found = &data.drivers[..data.drivers.len().min(DRIVERS)];
    let first = found.first()?;
    let rows: Vec<Row> = found
        .iter()
        .map(|d| Row {
            label: input_words(data, &d.path),
            bars: vec![Bar { from: 0.0, to: d.correlation, tone: if d.correlation < 0.0 { Tone::Lost } else { Tone::Won }, light: false }],
            value: format!("{:+.2}", d.correlation).replace('-', "\u{2212}"),
            readings: vec![
                ("rank correlation".into(), format!("{:+.2}", d.correlation).replace('-', "\u{2212}")),
                ("input".into(), d.path.clone()),
            ],
            ..Row::default()
        })
        .collect();
    let direction = if first.correlation > 0.0 { "the more of it, the more is saved" } else { "the more of it, the less is saved" };
    let message = format!("{} matters most: {direction}.", upper(&input_words(data, &first.path)));
    let legend =
        vec![(Tone::Won, false, "the more, the more is saved".to_owned()), (Tone::Lost, false, "the more, the less is saved".into())];
    let rows = Rows { unit: Unit::Count("rank correlation".into(), 1), rows, from_zero: true, joined: false, legend };
    Some(Figure {
        kind: "drivers",
        option: None,
        message,
        title: format!("What moves the cost savings of \u{201c}{}\u{201d}", shown.name),
        note: "\u{b1}1: always together; 0: nothing to do with each other. Inputs whose ranges are wide move more.".into(),
        source:
            "Spearman's rank correlation of each sampled input with cost savings over the worlds. drivers.csv: input, rank_correlation."
                .into(),
        behind: rows_behind(&rows, "input"),
        body: Body::Rows(rows),
    })
}

/// The tornado of a sensitivity study, where one was made for the same scenario.
fn tornado(data: &Data) -> Option<Figure> {
    let inputs = data.sensitivity["inputs"].as_array()?;
    let at = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let base = at(&data.sensitivity, "/tornado_base/value");
    let measure = data.sensitivity["of"].as_str().unwrap_or("cost_savings");
    let unit = if measure.contains("realisation") { Unit::Share } else { money(data) };
    let rows: Vec<Row> = inputs
        .iter()
        .take(DRIVERS)
        .map(|d| {
            let (low, high) = (at(d, "/tornado/low/value"), at(d, "/tornado/high/value"));
            let path = d["input"].as_str().unwrap_or_default();
            let ends = [at(d, "/ends/0"), at(d, "/ends/1")].map(super::super::sensitivity::value_words);
            Row {
                label: input_words(data, path),
                bars: vec![
                    Bar { from: base, to: low, tone: Tone::Option(2), light: false },
                    Bar { from: base, to: high, tone: Tone::Won, light: false },
                ],
                value: unit.text((high - low).abs()),
                readings: vec![
                    (format!("at its low end, {}", ends[0]), unit.text(low)),
                    (format!("at its high end, {}", ends[1]), unit.text(high)),
                    ("worth knowing exactly".into(), unit.text(at(d, "/evppi/value"))),
                    ("input".into(), path.to_owned()),
                ],
                ..Row::default()
            }
        })
        .collect();
    let first = rows.first()?;
    let message = format!("{} moves the result most: {} from its low to its high end.", upper(&first.label), first.value);
    let option = data.sensitivity["option"].as_str().unwrap_or_default();
    let legend =
        vec![(Tone::Option(2), false, "input at its low end (P10)".to_owned()), (Tone::Won, false, "input at its high end (P90)".into())];
    let mut behind_rows = Vec::new();
    for d in inputs.iter().take(DRIVERS) {
        let path = d["input"].as_str().unwrap_or_default();
        behind_rows.push(vec![
            input_words(data, path),
            super::super::sensitivity::value_words(at(d, "/ends/0")),
            super::super::sensitivity::value_words(at(d, "/ends/1")),
            unit.text(at(d, "/tornado/low/value")),
            unit.text(at(d, "/tornado/high/value")),
            percent(at(d, "/total_order/value")),
            unit.text(at(d, "/evppi/value")),
        ]);
    }
    let head = ["input", "P10", "P90", "result at P10", "result at P90", "share of the spread (total order)", "worth knowing exactly"];
    let rows = Rows { unit, rows, from_zero: false, joined: false, legend };
    Some(Figure {
        kind: "tornado",
        option: None,
        message,
        title: format!("Each input at its 10th and 90th percentile, all else as drawn: {} of {option}", measure.replace('_', " ")),
        note: format!("Bars begin at the base line, {}.", rows.unit.text(base)),
        source: "In the same worlds. sensitivity.json: tornado, ends, evppi of each input.".into(),
        behind: super::Behind { head: head.map(str::to_owned).to_vec(), rows: behind_rows },
        body: Body::Rows(rows),
    })
}

/// The mix of human work by type or by tier, before and after.
fn mix(data: &Data, by_type: bool) -> Option<Figure> {
    let parts = data.understood[if by_type { "types" } else { "tiers" }].as_array()?;
    let share = |part: &Value, name: &str| part[name].as_f64().unwrap_or(f64::NAN);
    let tier = |g: usize| match g {
        0 => "Tier 1: the easiest fifth today".to_owned(),
        4 => "Tier 5: the hardest fifth today".to_owned(),
        _ => format!("Tier {}", g + 1),
    };
    let rows: Vec<Row> = parts
        .iter()
        .enumerate()
        .map(|(g, part)| {
            let (before, after) = (share(part, "hours_today"), share(part, "hours_after"));
            let label = if by_type { part["name"].as_str().unwrap_or_default().to_owned() } else { tier(g) };
            Row {
                label,
                bars: vec![Bar { from: before, to: after, tone: Tone::Soft, light: true }],
                dots: vec![Dot { at: before, tone: Tone::Soft, hollow: true }, Dot { at: after, tone: Tone::People, hollow: false }],
                whisker: None,
                value: format!("{} \u{2192} {}", percent(before), percent(after)),
                strong: false,
                readings: vec![
                    ("hours today".into(), percent(before)),
                    ("hours after".into(), percent(after)),
                    ("contacts today".into(), percent(share(part, "contacts_today"))),
                    ("contacts after".into(), percent(share(part, "contacts_after"))),
                ],
            }
        })
        .collect();
    let residual = &data.understood["residual"];
    let message = if by_type {
        format!(
            "People keep {} of the contacts and {} of the hours; a contact takes {} minutes instead of {}.",
            percent(share(residual, "contacts")),
            percent(share(residual, "hours")),
            number(share(residual, "aht_minutes"), 1),
            number(share(&data.understood["today"], "aht_minutes"), 1),
        )
    } else {
        let last = parts.last()?;
        format!(
            "The hardest fifth of today\u{2019}s contacts grows from {} to {} of the hours.",
            percent(share(last, "hours_today")),
            percent(share(last, "hours_after"))
        )
    };
    let legend = vec![(Tone::Soft, true, "today".to_owned()), (Tone::People, false, "at the end of the rollout as planned".into())];
    let rows = Rows { unit: Unit::Share, rows, from_zero: true, joined: false, legend };
    Some(Figure {
        kind: if by_type { "mix_by_type" } else { "mix_by_tier" },
        option: None,
        message,
        title: format!(
            "Share of people\u{2019}s hours by {}, before and after",
            if by_type { "contact type" } else { "tier of difficulty" }
        ),
        note: "With every input at its median, at today\u{2019}s demand, without any redesign.".into(),
        source: format!(
            "The AI takes the easiest slices of each type first. understood.json: {}.",
            if by_type { "types" } else { "tiers" }
        ),
        behind: rows_behind(&rows, if by_type { "contact type" } else { "tier" }),
        body: Body::Rows(rows),
    })
}
