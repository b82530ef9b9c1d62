//! HR's parts: the team by month, new baselines, the two signals.

use maud::{Markup, html};

use super::super::chart::printed;
use super::super::data::{Data, number as parsed};
use super::super::figures::hr::plan;
use super::super::words::{number, percent};
use super::parts::{self, Key, count, four, table, traced};
use super::{Page, section};

/// Headcount and skills by month.
pub(super) fn people(page: &Page<'_>) -> Markup {
    let data = page.data;
    if !page.has("headcount") {
        return html! {};
    }
    let id = data.shown().id.as_str();
    let last = data.dates.len() - 1;
    let key = |what: &str, big: Markup, below: Markup| Key { what: what.into(), big, below, tone: "people" };
    let net = data.summed(id, "severed");
    let keys = vec![
        key(
            "Heads in the last month",
            count(&data.month(id, "heads", last), 0, "heads"),
            html! { (count(&data.month(id, "heads", 0), 0, "heads")) " in the first month" },
        ),
        key(
            "Leave by themselves",
            count(&data.summed(id, "leavers"), 0, "movements"),
            html! { (count(&data.summed(&data.options[0].id, "leavers"), 0, "movements")) " without AI" },
        ),
        key("Let go with severance", count(&net, 0, "movements"), html! { "over " (data.dates.len()) " months" }),
        key(
            "Hired, trained as specialists",
            html! { (count(&data.summed(id, "hires"), 0, "movements")) ", " (count(&data.summed(id, "upskilled"), 0, "movements")) },
            html! { (count(&data.summed(&data.options[0].id, "hires"), 0, "movements")) " hired without AI" },
        ),
    ];
    let teams: Vec<_> = page.of("headcount_of_team");
    let mine: Vec<_> = teams.iter().filter(|d| d.figure.option.as_deref().is_some_and(|o| o.starts_with(&format!("{id}-")))).collect();
    let inside = html! {
        p.small { "\u{201c}" (data.shown().name) "\u{201d}, means over worlds." }
        (four(keys))
        (page.show("headcount"))
        @for team in mine { (team.show(data.currency())) }
        (page.show("planning"))
        (page.show("short"))
        (staffing(data))
        (movements(data))
        (overcut(data))
    };
    section("people", "The team: who is needed, who is paid, who moves", &inside)
}

/// Half-years from the first month on.
fn spans(data: &Data) -> Vec<(String, std::ops::Range<usize>)> {
    let months = data.dates.len();
    (0..months)
        .step_by(6)
        .map(|from| {
            let to = (from + 6).min(months);
            (format!("{} to {}", data.dates[from], data.dates[to - 1]), from..to)
        })
        .collect()
}

fn movements(data: &Data) -> Markup {
    let id = data.shown().id.as_str();
    let teams = data.teams();
    let metrics = [("hires", "hired"), ("leavers", "left"), ("upskilled", "into specialist training"), ("severed", "let go")];
    let mut head = vec!["half-year", "team"];
    head.extend(metrics.iter().map(|(_, words)| *words));
    head.push("heads at its end");
    let mut rows = Vec::new();
    for (name, span) in spans(data) {
        for team in &teams {
            let mut cells = vec![html! { (name) }, html! { (data.team_name(team)) }];
            for (metric, _) in metrics {
                let metric = format!("{metric}.{team}");
                let mut cell = data.summed(id, &metric);
                cell.value =
                    data.series(id, &metric, super::super::data::Stat::Mean).get(span.clone()).map_or(f64::NAN, |part| part.iter().sum());
                cell.from = format!("months.csv option={id} metric={metric} sum of mean, months {} to {}", span.start, span.end - 1);
                cells.push(count(&cell, 1, "movements"));
            }
            cells.push(count(&data.month(id, &format!("heads.{team}"), span.end - 1), 1, "heads"));
            rows.push((None, false, cells));
        }
    }
    html! {
        h4 { "Movements by team" }
        (table(&format!("\u{201c}{}\u{201d}, means over worlds.", data.shown().name), 2, &head, &rows))
    }
}

/// The plan in every third month from go-live, where a run has `staffing.csv`.
fn staffing(data: &Data) -> Markup {
    let id = data.shown().id.as_str();
    let columns = ["required_fte_p50", "required_fte_p80", "required_fte_p95", "heads_p10", "heads", "heads_p90"];
    let head = ["month", "team", "FTE required P50", "P80", "P95", "heads P10", "mean", "P90", "short in"];
    let last = data.dates.len() - 1;
    let months: Vec<usize> = (data.go_live()..=last).filter(|t| (last - t).is_multiple_of(3)).collect();
    let mut rows = Vec::new();
    for t in months {
        for team in data.teams() {
            let figures: Option<Vec<f64>> = columns.iter().map(|column| plan(data, id, &team, column)?.get(t).copied()).collect();
            let (Some(figures), Some(short)) = (figures, plan(data, id, &team, "short_probability")) else { return html! {} };
            let mut cells = vec![html! { (data.dates[t]) }, html! { (data.team_name(&team)) }];
            cells.extend(figures.iter().map(|x| html! { (number(*x, 1)) }));
            cells.push(html! { (percent(short[t])) });
            rows.push((None, false, cells));
        }
    }
    let caption = format!(
        "\u{201c}{}\u{201d}. P80: enough in 8 of 10 worlds. Short: share of worlds with more than 5 % too few. Every month, tier and movement: staffing.csv.",
        data.shown().name
    );
    html! {
        h4 { "How many to plan for" }
        (table(&caption, 2, &head, &rows))
    }
}

/// A team cut to the slide's promise beside the same option sized to what is observed, where an option is sized so.
fn overcut(data: &Data) -> Markup {
    let Some(file) = data.tables.get("overcut.csv") else { return html! {} };
    let places: Option<Vec<usize>> = ["option", "what", "business_case", "observed"].iter().map(|name| file.column(name)).collect();
    let Some(&[option, what, promised, observed]) = places.as_deref() else { return html! {} };
    let said = |text: &str| {
        let x = parsed(text);
        if x.abs() >= 1000.0 { printed(x) } else { number(x, if x.abs() < 10.0 { 2 } else { 0 }) }
    };
    let rows: Vec<(Option<&str>, bool, Vec<Markup>)> = file
        .rows
        .iter()
        .map(|row| {
            let cells =
                vec![html! { (row[option]) }, html! { (row[what]) }, html! { (said(&row[promised])) }, html! { (said(&row[observed])) }];
            (None, false, cells)
        })
        .collect();
    html! {
        h4 { "A team sized to the slide\u{2019}s promise" }
        p.warn { "An option cuts the team to the business case. The same option sized to what is observed stands beside it." }
        (table("Means over worlds; overcut.csv.", 2, &["option", "figure", "sized to the promise", "sized to what is observed"], &rows))
    }
}

/// New baselines with their parts.
pub(super) fn baselines(page: &Page<'_>) -> Markup {
    let data = page.data;
    if !data.has_baselines() {
        return html! {};
    }
    let inside = html! {
        p { "An old target on new work misleads: the AI took the easy contacts. The new baseline is what today\u{2019}s team would need or reach on the work that is left." }
        (page.show("baseline_aht"))
        (page.show("baseline_csat"))
        (targets(data))
    };
    section("baselines", "Which targets hold now", &inside)
}

fn targets(data: &Data) -> Markup {
    let id = data.shown().id.as_str();
    let t = data.dates.len() - 1;
    let figures = [
        ("aht_minutes", "handle time, minutes", 1.0, 1),
        ("fcr", "resolved at first contact, %", 100.0, 0),
        ("csat", "satisfied, %", 100.0, 0),
    ];
    let teams = std::iter::once("all".to_owned()).chain(data.teams());
    let mut rows = Vec::new();
    for team in teams {
        for (figure, words, scale, decimals) in figures {
            let cells: Vec<_> = ["before", "new_target", "now"].iter().map(|item| data.baseline_cell(id, &team, figure, item, t)).collect();
            if cells.iter().any(|c| !c.value.is_finite()) {
                continue;
            }
            let name = if team == "all" { "all people who serve customers".to_owned() } else { data.team_name(&team) };
            let mut row = vec![html! { (name) }, html! { (words) }];
            row.extend(
                cells.iter().map(|cell| traced(cell, &super::super::figures::unit::grouped(cell.value * scale, decimals), "baseline")),
            );
            rows.push((None, team == "all", row));
        }
    }
    html! {
        h4 { "Targets for " (data.dates[t]) }
        (table(&format!("\u{201c}{}\u{201d}, means over worlds.", data.shown().name), 2, &["who", "figure", "before the AI", "new target", "measured"], &rows))
    }
}

/// The two signals and the clock.
pub(super) fn signals(page: &Page<'_>) -> Markup {
    let data = page.data;
    if !page.has("signals") {
        return html! {};
    }
    let of = |id: &str, name: &str| count(&data.of(id, &format!("dual_signal/{name}")), 0, "signal");
    let head = ["option", "efficiency", "people", "experience", "resolution", "retention", "ease for customers", "clock ticks"];
    let rows: Vec<(Option<&str>, bool, Vec<Markup>)> = data
        .options
        .iter()
        .skip(1)
        .filter(|o| data.of(&o.id, "dual_signal/efficiency").value.is_finite())
        .map(|o| {
            let id = o.id.as_str();
            let ticks = data.of(id, "dual_signal/ticking_clock_probability");
            let cells = vec![
                html! { (o.name) },
                of(id, "efficiency"),
                of(id, "people"),
                of(id, "agent_experience"),
                of(id, "fcr"),
                of(id, "retention"),
                of(id, "customer_ease"),
                traced(&ticks, &percent(ticks.value), "signal"),
            ];
            (Some(id), o.id == data.shown().id, cells)
        })
        .collect();
    let inside = html! {
        p { "Efficiency above 100 and people below: what was saved is being borrowed from the team and from customers. Three such months in a row start a clock." }
        (page.show("signals"))
        @if !rows.is_empty() { (parts::table("Mean of the last three months; 100: as without AI in the same world. Clock: share of worlds in which it starts to tick.", 1, &head, &rows)) }
    };
    section("signals", "Two signals: does efficiency come out of the people?", &inside)
}
