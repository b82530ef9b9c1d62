//! Money: savings over months, the bridge, levers, waiting.

use serde_json::Value;

use super::super::chart::printed;
use super::super::data::{Data, Stat, number};
use super::super::words::money;
use super::canvas::Tone;
use super::lines::{Lines, Series};
use super::rows::{Bar, Dot, Row, Rows};
use super::unit::Unit;
use super::{Behind, Body, Figure, months_behind, named, rows_behind, tone_of, upper};
use crate::analysis::bridge::Step;
use crate::model::Lever;
use crate::report::judgement::lever_words;

/// Money figures that the data hold.
pub(super) fn figures(data: &Data) -> Vec<Figure> {
    let mut figures = vec![cumulative(data, true), cumulative(data, false)];
    figures.extend(data.in_focus().iter().filter_map(|o| bridge(data, &o.id)));
    figures.extend([levers(data), delay(data), delay_by_lever(data)].into_iter().flatten());
    figures
}

/// Money with its currency and a true minus sign.
fn amount(data: &Data, value: f64) -> String {
    format!("{} {}", printed(value), data.currency())
}

fn unit(data: &Data) -> Unit {
    Unit::Money(data.currency().to_owned())
}

fn fan(data: &Data, metric: &str) -> Vec<Series> {
    let spread = data.worlds() > 1;
    let shown = &data.shown().id;
    data.options
        .iter()
        .skip(1)
        .map(|option| Series {
            option: Some(option.id.clone()),
            name: named(data, &option.id),
            middle: data.series(&option.id, metric, Stat::P50),
            band: spread.then(|| (data.series(&option.id, metric, Stat::P10), data.series(&option.id, metric, Stat::P90))),
            tone: tone_of(data, &option.id),
            dashed: false,
            strong: option.id == *shown,
        })
        .collect()
}

fn reading_bands(data: &Data) -> &'static str {
    if data.worlds() > 1 {
        "Line: even chances of more or less. Band: 8 chances in 10."
    } else {
        "Expected-value mode: one world without chance, to verify the program and not to decide by."
    }
}

/// Cumulative savings against the slide, or the value effect alone: the two are never mixed.
fn cumulative(data: &Data, cash: bool) -> Figure {
    let metric = if cash { "cumulative_cost_savings" } else { "cumulative_value_effect" };
    let shown = data.shown();
    let mut series = fan(data, metric);
    if cash && data.options.len() > 1 {
        series.push(Series {
            option: None,
            name: "The slide's promise".into(),
            middle: data.series(&shown.id, "cumulative_slide_savings", Stat::P50),
            band: None,
            tone: Tone::Soft,
            dashed: true,
            strong: false,
        });
    }
    let lines = Lines { cumulative: true, series, ..Lines::by_month(data, unit(data)) };
    let end = |metric: &str| data.series(&shown.id, metric, Stat::P50).last().copied().unwrap_or(f64::NAN);
    let message = if cash {
        let (saved, slide) = (end(metric), end("cumulative_slide_savings"));
        format!("{} after {} months, where the slide promised {}.", outcome(data, saved), data.dates.len(), amount(data, slide))
    } else {
        let value = end(metric);
        let customers = value - end("cumulative_cost_savings");
        let kept = if customers < 0.0 { "take" } else { "add" };
        format!("With customers lost or kept it comes to {}: they {kept} {}.", amount(data, value), amount(data, customers.abs()))
    };
    let (kind, title, source) = if cash {
        (
            "cumulative_savings",
            "Cumulative cost savings of each option against the slide",
            "Cost of no_ai less cost of the option, summed over months. months.csv: cumulative_cost_savings, cumulative_slide_savings (p10, p50, p90).",
        )
    } else {
        (
            "cumulative_value_effect",
            "Cumulative value effect of each option: cost savings less the margin of customers lost",
            "Modelled loyalty, never mixed with cash. months.csv: cumulative_value_effect (p10, p50, p90).",
        )
    };
    Figure {
        kind,
        option: None,
        message,
        title: title.into(),
        note: reading_bands(data).into(),
        source: source.into(),
        behind: months_behind(&lines, true),
        body: Body::Lines(lines),
    }
}

fn outcome(data: &Data, saved: f64) -> String {
    let name = &data.shown().name;
    if saved < 0.0 {
        format!("\u{201c}{name}\u{201d} has lost {}", amount(data, -saved))
    } else {
        format!("\u{201c}{name}\u{201d} has saved {}", amount(data, saved))
    }
}

/// What a step of the bridge means; its name where the program does not know it.
pub fn step_words(name: &str) -> String {
    Step::all().into_iter().find(|s| s.name() == name).map_or_else(|| name.to_owned(), |s| s.words().to_owned())
}

fn tone_of_step(tone: &str) -> Tone {
    match tone {
        "loss" => Tone::Lost,
        "gain" => Tone::Won,
        "on_people" => Tone::People,
        _ => Tone::Soft,
    }
}

/// From the slide to the P&L.
fn bridge(data: &Data, option: &str) -> Option<Figure> {
    let steps = data.rows("bridge.csv", &[option]);
    let table = data.tables.get("bridge.csv")?;
    let column = |name: &str| table.column(name);
    let (mean, p10, p90, share) = (column("mean")?, column("p10")?, column("p90")?, column("shapley_mean")?);
    if steps.is_empty() {
        return None;
    }
    let spread = data.worlds() > 1;
    let mut rows: Vec<Row> = Vec::new();
    let mut level = 0.0;
    let mut lost: Option<(f64, String)> = None;
    let mut technology = f64::NAN;
    let total = |label: &str, level: f64, tone: Tone| Row {
        label: label.into(),
        bars: vec![Bar { from: 0.0, to: level, tone, light: false }],
        value: printed(level),
        strong: true,
        readings: vec![("mean".into(), amount(data, level))],
        ..Row::default()
    };
    for step in &steps {
        let (name, tone, moved) = (step[1].as_str(), step[2].as_str(), number(&step[mean]));
        if name == "levers" {
            technology = level;
            rows.push(total("The technology alone", level, Tone::Ink));
            if moved == 0.0 {
                continue;
            }
        }
        if tone == "loss" && name != "customers" && lost.as_ref().is_none_or(|(most, _)| moved < *most) {
            lost = Some((moved, step_words(name)));
        }
        let from = if name == "slide" { 0.0 } else { level };
        level += moved;
        let ends = [number(&step[p10]), number(&step[p90])];
        let mut readings = vec![("mean".to_owned(), amount(data, moved))];
        if spread {
            readings.push(("P10".into(), amount(data, ends[0])));
            readings.push(("P90".into(), amount(data, ends[1])));
        }
        let any = number(&step[share]);
        if any.is_finite() {
            readings.push(("in any order".into(), amount(data, any)));
        }
        let mut row = total(&step_words(name), level, tone_of_step(tone));
        row.bars[0].from = from;
        row.value = printed(moved);
        row.strong = name == "slide";
        // A step's spread is shown where the step ends.
        row.whisker = spread.then(|| ends.map(|end| from + end));
        row.readings = readings;
        rows.push(row);
        match name {
            "levers" => rows.push(total("Reaches the P&L", level, Tone::Ink)),
            "customers" => rows.push(total("With what customers bring", level, Tone::Ink)),
            _ => {}
        }
    }
    let reached = rows.iter().find(|r| r.label == "Reaches the P&L").and_then(|r| r.bars.first()).map_or(technology, |b| b.to);
    let slide = number(&steps[0][mean]);
    let most =
        lost.map_or_else(String::new, |(most, words)| format!(" The largest loss: \u{201c}{}\u{201d}, {}.", words, amount(data, -most)));
    let message = format!("Of {} promised, {}.{most}", amount(data, slide), reach(data, reached));
    let mut legend = vec![(Tone::Soft, false, "promised".to_owned()), (Tone::Lost, false, "lost".into()), (Tone::Won, false, "won".into())];
    if steps.iter().any(|s| s[2] == "on_people") {
        legend.push((Tone::People, false, "saved on people or customers, no gain".into()));
    }
    legend.push((Tone::Ink, false, "result".into()));
    let rows = Rows { unit: unit(data), rows, from_zero: true, joined: true, legend };
    let behind = rows_behind(&rows, "step");
    Some(Figure {
        kind: "bridge",
        option: Some(option.to_owned()),
        message,
        title: "From the slide to the P&L, mean over worlds".into(),
        note: if spread { "Whisker: P10 to P90 of the step, at its end.".into() } else { String::new() },
        source: "Frictions switched on one after another in the same worlds; steps add up in every world. bridge.csv (mean, p10, p90; shapley_mean: over all possible orders).".into(),
        behind,
        body: Body::Rows(rows),
    })
}

fn reach(data: &Data, reached: f64) -> String {
    if reached > 0.0 {
        format!("{} reaches the P&L", amount(data, reached))
    } else {
        format!("nothing reaches the P&L: {} is lost", amount(data, -reached))
    }
}

fn lever_name(name: &str) -> String {
    let words = Lever::ALL.into_iter().find(|l| l.name() == name).map(lever_words);
    let text = words.map_or_else(|| name.to_owned(), str::to_owned);
    upper(&text)
}

fn mean(value: &Value, of: &str) -> f64 {
    value[of].as_f64().unwrap_or(f64::NAN)
}

/// What each lever wins: what would have worked anyway, and what is needed because of the AI.
fn levers(data: &Data) -> Option<Figure> {
    let levers = data.summary.get("levers")?;
    let values = levers["shapley_on_cost_savings"].as_object()?;
    let spread = data.worlds() > 1;
    let mut order: Vec<(&String, &Value)> = values.iter().collect();
    order.sort_by(|a, b| mean(b.1, "mean").total_cmp(&mean(a.1, "mean")));
    let rows: Vec<Row> = order
        .iter()
        .map(|(name, value)| {
            let worth = mean(value, "mean");
            let anyway = mean(&levers["without_ai"]["shapley_on_cost_savings"][name.as_str()], "mean");
            let tone = if worth < 0.0 { Tone::Lost } else { Tone::Won };
            let mut readings = vec![("worth".to_owned(), amount(data, worth))];
            if spread {
                readings.push(("P10".into(), amount(data, mean(value, "p10"))));
                readings.push(("P90".into(), amount(data, mean(value, "p90"))));
            }
            readings.push(("without the AI".into(), amount(data, anyway)));
            readings.push(("because of the AI".into(), amount(data, worth - anyway)));
            let on_value = mean(&levers["shapley_on_value_effect"][name.as_str()], "mean");
            readings.push(("with customers".into(), amount(data, on_value)));
            Row {
                label: lever_name(name),
                bars: vec![Bar { from: 0.0, to: worth, tone, light: false }],
                dots: Vec::new(),
                whisker: spread.then(|| [mean(value, "p10"), mean(value, "p90")]),
                value: printed(worth),
                strong: false,
                readings,
            }
        })
        .collect();
    let first = rows.first()?;
    let message = format!("Most is won by {}: {} {} of cost savings.", lower(&first.label), first.value, data.currency());
    let rows = Rows { unit: unit(data), rows, from_zero: true, joined: false, legend: Vec::new() };
    Some(Figure {
        kind: "levers",
        option: None,
        message,
        title: format!("What each lever of \u{201c}{}\u{201d} wins over the technology alone", option_name(data, levers["option"].as_str())),
        note: if spread { "Whisker: P10 to P90 over worlds.".into() } else { String::new() },
        source: "Shapley value: a lever's mean gain over all orders of pulling the levers, exact over all subsets in the same worlds. levers.csv: shapley, shapley_without_ai.".into(),
        behind: rows_behind(&rows, "lever"),
        body: Body::Rows(rows),
    })
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn option_name(data: &Data, id: Option<&str>) -> String {
    let id = id.unwrap_or_default();
    data.options.iter().find(|o| o.id == id).map_or_else(|| id.to_owned(), |o| o.name.clone())
}

/// Months before or after go-live in words.
fn when(month: i64) -> String {
    match month {
        0 => "With go-live".into(),
        m if m < 0 => format!("{} months ahead", -m),
        m => format!("{m} months after"),
    }
}

/// What delay of the whole redesign costs.
fn delay(data: &Data) -> Option<Figure> {
    let months = data.summary.pointer("/levers/delay")?.as_array()?;
    let spread = data.worlds() > 1;
    let rows: Vec<Row> = months
        .iter()
        .map(|d| {
            let savings = &d["cost_savings"];
            let middle = mean(savings, "mean");
            let mut readings = vec![("cost savings, mean".to_owned(), amount(data, middle))];
            if spread {
                readings.push(("P10".into(), amount(data, mean(savings, "p10"))));
                readings.push(("P90".into(), amount(data, mean(savings, "p90"))));
            }
            readings.push(("lost against go-live".into(), amount(data, mean(&d["loss"], "mean"))));
            readings.push(("run-rate a year".into(), amount(data, mean(&d["run_rate_cost_savings"], "mean"))));
            Row {
                label: when(d["month"].as_i64().unwrap_or(0)),
                bars: Vec::new(),
                dots: vec![Dot { at: middle, tone: if middle < 0.0 { Tone::Lost } else { Tone::Won }, hollow: false }],
                whisker: spread.then(|| [mean(savings, "p10"), mean(savings, "p90")]),
                value: printed(middle),
                strong: d["month"] == 0,
                readings,
            }
        })
        .collect();
    let latest = months.last()?;
    let (month, loss) = (latest["month"].as_i64()?, mean(&latest["loss"], "mean"));
    let verb = if loss < 0.0 { "gains" } else { "costs" };
    let message = format!("Waiting {month} months with the redesign {verb} {}.", amount(data, loss.abs()));
    let rows = Rows { unit: unit(data), rows, from_zero: true, joined: false, legend: Vec::new() };
    Some(Figure {
        kind: "delay",
        option: None,
        message,
        title: "Cost savings when the whole redesign comes earlier or later".into(),
        note: if spread { "Dot: mean. Whisker: P10 to P90.".into() } else { String::new() },
        source:
            "The same option with all levers pulled in another month, in the same worlds. levers.csv: delay, of all (cost_savings, loss)."
                .into(),
        behind: rows_behind(&rows, "redesign"),
        body: Body::Rows(rows),
    })
}

/// What delay of one lever costs, the others as planned: a table of its own in the figure of the dearest month.
fn delay_by_lever(data: &Data) -> Option<Figure> {
    let levers = data.summary.pointer("/levers/delay_by_lever")?.as_object()?;
    let of = |d: &Value| (d["month"].as_i64().unwrap_or(0), mean(&d["loss"], "mean"));
    let mut all: Vec<(&String, Vec<(i64, f64)>)> =
        levers.iter().filter_map(|(name, months)| Some((name, months.as_array()?.iter().map(of).collect()))).collect();
    let last = |months: &[(i64, f64)]| months.last().map_or(f64::NAN, |(_, loss)| *loss);
    all.sort_by(|a, b| last(&b.1).total_cmp(&last(&a.1)));
    let month = all.first()?.1.last()?.0;
    let rows: Vec<Row> = all
        .iter()
        .map(|(name, months)| {
            let loss = last(months);
            Row {
                label: lever_name(name),
                bars: vec![Bar { from: 0.0, to: -loss, tone: if loss > 0.0 { Tone::Lost } else { Tone::Won }, light: false }],
                value: printed(-loss),
                readings: months.iter().map(|(m, loss)| (when(*m), amount(data, -loss))).collect(),
                ..Row::default()
            }
        })
        .collect();
    let first = all.first()?;
    let dearest = last(&first.1);
    let message = if dearest > 0.0 {
        format!("The lever that must not wait: {}. {month} months later it brings {} less.", lower(&lever_name(first.0)), money(dearest))
    } else {
        "No single lever loses by waiting while the others go ahead.".to_owned()
    };
    let rows = Rows { unit: unit(data), rows, from_zero: true, joined: false, legend: Vec::new() };
    let behind = rows_behind(&rows, "lever");
    Some(Figure {
        kind: "delay_by_lever",
        option: None,
        message,
        title: format!("Change of cost savings when one lever alone comes {month} months after go-live"),
        note: "The others as planned; mean over worlds.".into(),
        source: "levers.csv: delay, of each lever (loss).".into(),
        behind: Behind { head: behind.head, rows: behind.rows },
        body: Body::Rows(rows),
    })
}
