//! The leader's parts: the answer, the bridge, savings over time, levers and waiting.

use maud::{Markup, html};
use serde_json::Value;

use super::super::data::{Cell, Data};
use super::super::words::money as spoken;
use super::parts::{self, Key, chance, count, four, money, payback, share, table};
use super::{Page, section};

/// Where somebody saw a warning.
fn warnings(data: &Data) -> Vec<Markup> {
    let mut warnings = Vec::new();
    for option in data.options.iter().skip(1) {
        let below = data.of(&option.id, "months_below_service/p50");
        if below.value >= 1.0 {
            warnings.push(html! {
                strong { (option.name) } ": in-house service is below target in " (count(&below, 0, "service"))
                " months. Its savings are not at equal service."
            });
        }
        if !option.sound {
            let reason = data.said(&format!("/options/{}/unsound", option.id));
            let reason = if reason.is_empty() { "service falls or people leave for too long" } else { reason };
            warnings.push(html! {
                strong { (option.name) } " is not sound: " (reason) " (sound: " (chance(&data.of(&option.id, "probability/sound"))) "). It is never called the best."
            });
        }
    }
    warnings
}

/// `between 1.5 M and 3.3 M`.
fn between(data: &Data, option: &str, figure: &str) -> Markup {
    if data.worlds() < 2 {
        return html! {};
    }
    let (low, high) = (data.of(option, &format!("{figure}/p10")), data.of(option, &format!("{figure}/p90")));
    html! { "8 in 10: " (money(&low, figure)) " to " (money(&high, figure)) }
}

/// The answer in a sentence and four numbers.
pub(super) fn answer(page: &Page<'_>) -> Markup {
    let data = page.data;
    let sentence = parts::set(data.said("/verdict/sentence"), data.currency());
    let judgement = data.said("/verdict/judgement");
    let shown = data.shown();
    let id = shown.id.as_str();
    let currency = data.currency();
    let saved = data.of(id, "cost_savings/p50");
    let rate = data.of(id, "run_rate/realisation/mean");
    let payback_in = data.of(id, "payback_month/p50");
    let keys = vec![
        Key {
            what: format!("Promised on the slide, {currency}"),
            big: money(&data.of(id, "slide_savings/p50"), "slide_savings"),
            below: between(data, id, "slide_savings"),
            tone: "soft",
        },
        Key {
            what: format!("Reaches the P&L, {currency}"),
            big: money(&saved, "cost_savings"),
            below: between(data, id, "cost_savings"),
            tone: if saved.value < 0.0 { "lost" } else { "won" },
        },
        Key {
            what: "Of the slide a year, once settled".into(),
            big: share(&rate, "run_rate"),
            below: html! { "over all months " (share(&data.of(id, "realisation/mean"), "realisation")) },
            tone: if rate.value > 0.0 { "won" } else { "lost" },
        },
        Key {
            what: "Payback, months after go-live".into(),
            big: payback(&payback_in),
            below: html! { "NPV " (money(&data.of(id, "npv/p50"), "npv")) },
            tone: if payback_in.value.is_finite() { "won" } else { "lost" },
        },
    ];
    let warnings = warnings(data);
    let inside = html! {
        @if !judgement.is_empty() { p.lede { (parts::set(judgement, data.currency())) } }
        @if data.options.len() > 1 {
            p.small { "The four numbers are of \u{201c}" (shown.name) "\u{201d}" @if data.best().is_none() { ", the option that shows most; none with the AI is sound" } ". Even chances of more or less." }
            (four(keys))
        }
        @for warning in &warnings { p.warn { (warning) } }
        (options_table(data))
        @if data.options.len() > 1 { (kinds(data)) }
    };
    section("answer", &sentence, &inside)
}

fn options_table(data: &Data) -> Markup {
    let shown = data.shown().id.as_str();
    let spread = data.worlds() > 1;
    let mut head = vec!["option", "slide"];
    head.extend(if spread { &["savings P10", "P50", "P90"][..] } else { &["savings"][..] });
    head.extend(["realised a year", "NPV", "payback", "value effect"]);
    if spread {
        head.push("hurdle met");
        head.push("sound");
    }
    let rows: Vec<(Option<&str>, bool, Vec<Markup>)> = data
        .options
        .iter()
        .skip(1)
        .map(|option| {
            let of = |pointer: &str| data.of(&option.id, pointer);
            let mut cells = vec![html! { (option.name) }, money(&of("slide_savings/p50"), "slide_savings")];
            if spread {
                cells.push(money(&of("cost_savings/p10"), "cost_savings"));
            }
            cells.push(money(&of("cost_savings/p50"), "cost_savings"));
            if spread {
                cells.push(money(&of("cost_savings/p90"), "cost_savings"));
            }
            cells.push(share(&of("run_rate/realisation/mean"), "run_rate"));
            cells.push(money(&of("npv/p50"), "npv"));
            cells.push(payback(&of("payback_month/p50")));
            cells.push(money(&of("value_effect/p50"), "value_effect"));
            if spread {
                cells.push(chance(&of("probability/hurdle_met")));
                cells.push(chance(&of("probability/sound")));
            }
            (Some(option.id.as_str()), option.id == shown, cells)
        })
        .collect();
    let caption = format!(
        "Options in the same worlds, against today\u{2019}s operation going on. Money in {} over {} months{}. Value effect: with customers lost or kept.",
        data.currency(),
        data.dates.len(),
        if spread { "; P50: even chances of more or less, P10 to P90: 8 chances in 10" } else { "" }
    );
    table(&caption, 1, &head, &rows)
}

fn kinds(data: &Data) -> Markup {
    let shown = data.shown();
    let kinds = [
        ("hard_savings", "Hard saving", "against today\u{2019}s volume and prices"),
        ("avoided_growth", "Avoided growth", "cost that growth and rising prices would have added"),
        ("freed_capacity", "Freed capacity", "paid hours above need: time, not money, until somebody acts on it"),
    ];
    html! {
        h4 { "What kind of money it is" }
        p.small { "Three kinds that are never added to one another. \u{201c}" (shown.name) "\u{201d}, even chances of more or less." }
        ul {
            @for (key, name, meaning) in kinds {
                @let cell = data.of(&shown.id, &format!("{key}/p50"));
                @if cell.value.is_finite() { li { (name) " " (money(&cell, key)) ": " (meaning) } }
            }
        }
    }
}

/// From the slide to the P&L.
pub(super) fn bridge(page: &Page<'_>) -> Markup {
    if !page.has("bridge") {
        return html! {};
    }
    section("bridge", "Where the slide\u{2019}s money goes", &html! { (page.show("bridge")) })
}

/// Savings over time, and beside them the value effect.
pub(super) fn savings(page: &Page<'_>) -> Markup {
    let inside = html! {
        (page.show("cumulative_savings"))
        (page.show("cumulative_value_effect"))
    };
    section("savings", "When it reaches the P&L", &inside)
}

/// A figure of the levers' part of the summary.
fn lever_cell(data: &Data, pointer: &str) -> Cell {
    data.at(&format!("/levers/{pointer}"))
}

/// What each lever wins, which need each other, what waiting and split ownership cost.
pub(super) fn levers(page: &Page<'_>) -> Markup {
    let data = page.data;
    let Some(levers) = data.summary.get("levers") else { return html! {} };
    let interactions: Vec<(usize, &Value)> = levers["interactions"].as_array().into_iter().flatten().enumerate().collect();
    let mut strongest: Vec<(usize, &Value, f64)> = interactions
        .into_iter()
        .filter_map(|(i, v)| Some((i, v, v.pointer("/interaction/mean")?.as_f64()?)))
        .filter(|(_, v, mean)| {
            let error = v.pointer("/interaction/standard_error").and_then(Value::as_f64).unwrap_or(f64::INFINITY);
            mean.abs() > 2.0 * error
        })
        .collect();
    strongest.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
    let ownership: Vec<(usize, &Value)> = levers["ownership"].as_array().into_iter().flatten().enumerate().collect();
    let inside = html! {
        (page.show("levers"))
        @if !strongest.is_empty() {
            h4 { "Which need each other" }
            ul {
                @for (i, interaction, mean) in strongest.iter().take(4) {
                    @let cell = lever_cell(data, &format!("interactions/{i}/interaction/mean"));
                    li {
                        (super::super::figures::upper(interaction["words"].as_str().unwrap_or_default())) ": together "
                        (parts::traced(&cell, &spoken(mean.abs()), "levers"))
                        @if *mean > 0.0 { " more than apart." } @else { " less than apart." }
                    }
                }
            }
        }
        @for (key, what) in [("best_first", "If only one lever can be pulled, of those that are sound"), ("best_pair", "If two can")] {
            @if let Some(name) = levers[key].as_str() {
                @let savings = lever_cell(data, &format!("subsets/{name}/cost_savings/mean"));
                p { (what) ": " strong { (name.replace('+', " and ")) } ", with cost savings of " (money(&savings, "levers")) " " (data.currency()) " in mean." }
            }
        }
        (page.show("delay"))
        (page.show("delay_by_lever"))
        @if !ownership.is_empty() {
            h4 { "Who owns it" }
            ul {
                @for (i, owner) in ownership {
                    @let lost = lever_cell(data, &format!("ownership/{i}/cost_savings_lost/mean"));
                    @let lag = lever_cell(data, &format!("ownership/{i}/lag_months/mean"));
                    @let id = owner["option"].as_str().unwrap_or_default();
                    @let name = data.options.iter().find(|o| o.id == id).map_or(id, |o| o.name.as_str());
                    li {
                        (name) ": "
                        @if owner["owner"] == "split" { "its split owner costs " } @else { "a split owner would cost " }
                        (money(&lost, "ownership")) " of cost savings; every lever slips by " (count(&lag, 1, "ownership")) " months in mean."
                    }
                }
            }
        }
    };
    section("levers", "Which redesign wins it back, and what waiting costs", &inside)
}
