//! What `residual check` says: a scenario as understood, as text.

use std::fmt::Write as _;

use super::layout::{Column, Style, table, wrapped};
use super::words::{money, number, percent};
use crate::analysis::understood::{Input, MonthPlan, Sizing, Understood};

/// Everything that was understood, for a terminal.
pub fn text(understood: &Understood, style: Style) -> String {
    let parts = [
        head(understood, style),
        today(understood, style),
        types(understood, style),
        tiers(understood, style),
        containment(understood, style),
        assumptions(&understood.assumptions, style),
    ];
    parts.join("\n")
}

fn head(u: &Understood, style: Style) -> String {
    let months = format!("{} months from {}, go-live in {}, amounts in {}.", u.months, u.start, u.containment[u.go_live].month, u.currency);
    format!("{}\n{}\n", style.bold(&wrapped(&u.name, style.width, "")), wrapped(&months, style.width, ""))
}

/// A lead and what is said of it, in a column of its own; beneath the lead where the terminal is too narrow for that.
fn entry(lead: &str, column: usize, said: &str, width: usize) -> String {
    let beside = width >= column + 25 && lead.chars().count() < column;
    let indent = if beside { column } else { 6 };
    let pad = " ".repeat(indent);
    let lines = wrapped(said, width - indent, "").replace('\n', &format!("\n{pad}"));
    if beside { format!("{lead:<column$}{lines}") } else { format!("{lead}\n{pad}{lines}") }
}

fn title(text: &str, style: Style) -> String {
    format!("{}\n", style.bold(text))
}

fn today(u: &Understood, style: Style) -> String {
    let t = &u.today;
    let mut rows = vec![
        ("contacts", format!("{} a month", grouped(t.contacts))),
        ("handle time", format!("{} min", number(t.aht_minutes, 1))),
        ("workload", format!("{} hours of agents' work a month", grouped(t.workload_hours))),
        ("in-house", format!("{} FTE, {} heads (new ones are slower)", number(t.in_house_fte, 1), number(t.in_house_heads, 1))),
    ];
    if t.vendor_fte > 0.0 {
        rows.push(("vendors", format!("{} FTE, {} a month", number(t.vendor_fte, 1), money(t.vendor_invoice))));
    }
    rows.push(("cost", format!("{} a month, {} {} per contact", money(t.monthly_cost), number(t.cost_per_contact, 2), u.currency)));
    rows.push(("quality", format!("{} resolved at first contact, {} satisfied", percent(t.fcr), percent(t.csat))));
    let hurried = u.sizing.half_hours > 0.0;
    if hurried {
        let service = format!(
            "{} answered in time, {} hang up, occupancy {}",
            percent(t.service_level),
            percent(t.abandonment),
            percent(t.occupancy)
        );
        rows.push(("service", service));
    }
    rows.push(("sized by", sized_by(&u.sizing)));
    let mut out = title("Today, an average month", style);
    for (name, said) in rows {
        let _ = writeln!(out, "{}", entry(&format!("  {name}"), 15, &said, style.width));
    }
    out
}

fn sized_by(sizing: &Sizing) -> String {
    let deferred = match sizing.deferred {
        d if d <= 0.0 => String::new(),
        d if d >= 1.0 => return "the hours of deferred work and the occupancy it may have".into(),
        d => format!("; {} of the work is deferred and sized by its hours", percent(d)),
    };
    format!(
        "answering in time in {} of the half-hours, the occupancy allowed in {}, both alike in {}{deferred}",
        percent(sizing.service_level),
        percent(sizing.occupancy),
        percent(sizing.both),
    )
}

fn types(u: &Understood, style: Style) -> String {
    let rows = &u.types;
    let names = Column::new("contact type", ["", "contact type"], rows.iter().map(|t| t.name.clone()).collect());
    let column = |title, heading, cell: &dyn Fn(&crate::analysis::understood::TypePart) -> String| {
        Column::new(title, heading, rows.iter().map(cell).collect())
    };
    let groups = [
        vec![
            column("contacts today", ["contacts", "today"], &|t| percent(t.part.contacts_today)),
            column("contacts at the end", ["", "at the end"], &|t| percent(t.part.contacts_after)),
        ],
        vec![
            column("hours today", ["hours", "today"], &|t| percent(t.part.hours_today)),
            column("hours at the end", ["", "at the end"], &|t| percent(t.part.hours_after)),
        ],
        vec![
            column("AHT min today", ["AHT min", "today"], &|t| number(t.aht_today_minutes, 1)),
            column("AHT min at the end", ["", "at the end"], &|t| number(t.aht_after_minutes, 1)),
            column("kept by the AI", ["kept by", "the AI"], &|t| percent(t.taken)),
        ],
    ];
    let r = &u.residual;
    let said = format!(
        "At the end of the rollout as planned, without any redesign and at today's demand, people see {} of today's contacts and {} of the hours; a contact takes {} min instead of {}.",
        percent(r.contacts),
        percent(r.hours),
        number(r.aht_minutes, 1),
        number(u.today.aht_minutes, 1),
    );
    format!("{}{}{}\n", title("The work by type", style), table(&names, &groups, style), wrapped(&said, style.width, ""))
}

fn tiers(u: &Understood, style: Style) -> String {
    let name = |g: usize| match g {
        0 => "1, the easiest fifth".to_owned(),
        4 => "5, the hardest".to_owned(),
        _ => (g + 1).to_string(),
    };
    let names = Column::new("tier", ["", "tier"], (0..u.tiers.len()).map(name).collect());
    let column = |title, heading, share: fn(&crate::analysis::understood::Part) -> f64| {
        Column::new(title, heading, u.tiers.iter().map(|part| percent(share(part))).collect())
    };
    let groups = [
        vec![
            column("contacts today", ["contacts", "today"], |p| p.contacts_today),
            column("contacts at the end", ["", "at the end"], |p| p.contacts_after),
        ],
        vec![
            column("hours today", ["hours", "today"], |p| p.hours_today),
            column("hours at the end", ["", "at the end"], |p| p.hours_after),
        ],
    ];
    format!("{}{}", title("The work by difficulty", style), table(&names, &groups, style))
}

/// Bars of a small chart, from nothing to full.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One character a month; `None`: nothing yet.
pub fn sparkline(values: impl Iterator<Item = f64>) -> String {
    values.map(|v| if v <= 0.0 { '·' } else { BARS[((v * 8.0) as usize).min(7)] }).collect()
}

fn containment(u: &Understood, style: Style) -> String {
    let months = &u.containment;
    let mut out = title("Containment planned", style);
    for chunk in months.chunks(style.width.saturating_sub(13).max(12) / 12 * 12) {
        let _ = writeln!(out, "  {}  {}", chunk[0].month, sparkline(chunk.iter().map(|m| m.containment)));
    }
    let shown: Vec<&MonthPlan> = picked(u.go_live, months);
    let names = Column::new("month", ["", "month"], shown.iter().map(|m| m.month.clone()).collect());
    let groups = [vec![
        Column::new("on the dashboard", ["on the", "dashboard"], shown.iter().map(|m| percent(m.containment)).collect()),
        Column::new("truly resolved", ["truly", "resolved"], shown.iter().map(|m| percent(m.resolved)).collect()),
    ]];
    out.push_str(&table(&names, &groups, style));
    out
}

/// Go-live, then every third month, and the last.
fn picked(go_live: usize, months: &[MonthPlan]) -> Vec<&MonthPlan> {
    let last = months.len() - 1;
    (0..=last).filter(|t| *t >= go_live && (t - go_live).is_multiple_of(3) && *t + 1 != last || *t == last).map(|t| &months[t]).collect()
}

fn assumptions(inputs: &[Input], style: Style) -> String {
    let unsourced = inputs.iter().filter(|i| i.source.is_none()).count();
    let uncertain = inputs.iter().filter(|i| i.interval.is_some()).count();
    let mut out = title("What all of this rests on", style);
    let said = format!(
        "{} inputs, {uncertain} of them uncertain; {unsourced} have no source and are assumptions. Defaults are marked with a star.",
        inputs.len()
    );
    let _ = writeln!(out, "{}", wrapped(&said, style.width, ""));
    let longest = inputs.iter().map(|i| i.path.chars().count()).max().unwrap_or(0);
    for input in inputs {
        let star = if input.default { "*" } else { " " };
        let source = input.source.as_deref().unwrap_or("assumption");
        let interval = match input.interval {
            // A range says itself what its percentiles are.
            Some((low, high)) if !input.value.contains(" to ") => format!(" (90 %: {} to {})", shortest(low), shortest(high)),
            _ => String::new(),
        };
        // Units are in the text where it says one; "share" says nothing.
        let said = input.value.ends_with(|c: char| c == '%' || c.is_alphabetic());
        let unit = match input.unit.as_str() {
            "share" => String::new(),
            "minutes" | "months" if said => String::new(),
            unit => format!(" {unit}"),
        };
        let lead = format!("{star} {}", input.path);
        let said = format!("{}{unit}{interval}; {source}", input.value);
        let _ = writeln!(out, "{}", entry(&lead, longest + 4, &said, style.width));
    }
    out
}

/// Four figures that matter.
fn shortest(x: f64) -> String {
    if x == 0.0 || x.abs() >= 1000.0 { format!("{x:.0}") } else { format!("{}", (x * 1e4).round() / 1e4) }
}

/// Thousands apart: `180,000`.
fn grouped(x: f64) -> String {
    let digits = format!("{x:.0}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
