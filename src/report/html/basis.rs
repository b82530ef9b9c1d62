//! What it all rests on: drivers, the mix of work, assumptions, method, the run, and where numbers come from.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use super::super::figures::unit::{Unit, grouped};
use super::super::words::money as spoken;
use super::parts::{chance, count, share, table, traced};
use super::trace::ENTRIES;
use super::{Page, section};
use crate::report::data::Cell;

/// Worlds beyond which nobody goes.
const MOST_WORLDS: f64 = 1e9;

/// What drives the result, and what to measure first.
pub(super) fn drivers(page: &Page<'_>) -> Markup {
    let data = page.data;
    if !page.has("drivers") && !page.has("tornado") {
        return html! {};
    }
    let inside = html! {
        (page.show("tornado"))
        (page.show("drivers"))
        (first_to_measure(page))
    };
    let _ = data;
    section("drivers", "What drives the result, and what to measure first", &inside)
}

fn first_to_measure(page: &Page<'_>) -> Markup {
    let data = page.data;
    let information = &data.sensitivity["information"];
    if information.is_null() {
        return html! {
            h4 { "What to measure first" }
            p {
                "How much a pilot or a better estimate is worth takes a study of its own: "
                code { "residual sensitivity " (page.record.scenario_file) } ", then " code { "residual report" } " on this folder adds it here."
            }
        };
    }
    let worth = |value: &Value| value["value"].as_f64().unwrap_or(f64::NAN);
    let told = |value: &Value| value["told_from_0"].as_bool().unwrap_or(false);
    let money = Unit::Money(data.currency().to_owned());
    let mut inputs: Vec<(&str, &Value)> = data.sensitivity["inputs"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|d| Some((d["input"].as_str()?, &d["evppi"])))
        .filter(|(_, value)| told(value))
        .collect();
    inputs.sort_by(|a, b| worth(b.1).total_cmp(&worth(a.1)));
    let reviews: Vec<&Value> = information["reviews"].as_array().into_iter().flatten().collect();
    html! {
        h4 { "What to measure first" }
        p { "Knowing everything before deciding would be worth " strong { (money.text(worth(&information["evpi"]))) " " (data.currency()) } " in mean (sensitivity.json: information, evpi)." }
        @if inputs.is_empty() {
            p { "No single input is worth measuring before deciding: none would change which option is chosen often enough to tell its worth from nothing." }
        } @else {
            ol {
                @for (path, value) in inputs.iter().take(5) {
                    li { (super::super::figures::input_words(data, path)) ": knowing it exactly is worth " (money.text(worth(value))) " (" code { (path) } ")" }
                }
            }
        }
        @if !reviews.is_empty() {
            details {
                summary { "What a sample of AI conversations is worth" }
                ul {
                    @for review in reviews {
                        @let sizes: Vec<String> = review["reviews"].as_array().into_iter().flatten().map(|r| {
                            format!("{} conversations {}", r["conversations"], money.text(worth(&r["evsi"])))
                        }).collect();
                        li { (review["contact_type"].as_str().unwrap_or_default()) ": " (sizes.join(", ")) }
                    }
                }
            }
        }
    }
}

/// What is left for people, before and after.
pub(super) fn mix(page: &Page<'_>) -> Markup {
    if !page.has("mix_by_type") {
        return html! {};
    }
    let inside = html! {
        (page.show("mix_by_type"))
        (page.show("mix_by_tier"))
        (end_state(page))
    };
    section("mix", "What is left for people", &inside)
}

fn end_state(page: &Page<'_>) -> Markup {
    let data = page.data;
    let head = [
        "option",
        "on the dashboard",
        "truly resolved",
        "human contacts",
        "handle time, min",
        "resolved first time",
        "satisfied",
        "occupancy",
        "service level",
    ];
    let rows: Vec<(Option<&str>, bool, Vec<Markup>)> = data
        .options
        .iter()
        .map(|o| {
            let of = |name: &str| data.of(&o.id, &format!("end_state/{name}"));
            let cells = vec![
                html! { (o.name) },
                share(&of("containment"), "end_state"),
                share(&of("resolution"), "end_state"),
                count(&of("human_contacts"), 0, "end_state"),
                count(&of("aht_minutes"), 1, "end_state"),
                share(&of("fcr"), "end_state"),
                share(&of("csat"), "end_state"),
                share(&of("occupancy"), "end_state"),
                share(&of("service_level"), "end_state"),
            ];
            ((o.id != data.options[0].id).then_some(o.id.as_str()), o.id == data.shown().id, cells)
        })
        .collect();
    html! {
        h4 { "How it runs at the end" }
        (table("Mean of the last three months. On the dashboard: containment with induced conversations. Truly resolved: share of the contained issues.", 1, &head, &rows))
    }
}

/// Assumptions with their sources.
pub(super) fn assumptions(page: &Page<'_>) -> Markup {
    let Some(inputs) = page.data.understood["assumptions"].as_array() else { return html! {} };
    let unsourced = inputs.iter().filter(|i| i["source"].is_null()).count();
    let uncertain = inputs.iter().filter(|i| !i["interval"].is_null()).count();
    let mut groups: BTreeMap<usize, (String, Vec<&Value>)> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for input in inputs {
        let path = input["path"].as_str().unwrap_or_default();
        let mut parts = path.split('.');
        let first = parts.next().unwrap_or_default();
        let group = match (first, parts.next()) {
            ("contact_types" | "teams" | "vendors", Some(id)) => format!("{first}.{id}"),
            _ => first.to_owned(),
        };
        let place = order.iter().position(|g| *g == group).unwrap_or_else(|| {
            order.push(group.clone());
            order.len() - 1
        });
        groups.entry(place).or_insert_with(|| (group, Vec::new())).1.push(input);
    }
    let interval = |input: &Value| match (input["interval"][0].as_f64(), input["interval"][1].as_f64()) {
        (Some(low), Some(high)) => format!("{} to {}", shortest(low), shortest(high)),
        _ => String::new(),
    };
    let inside = html! {
        p {
            (inputs.len()) " inputs, " (uncertain) " of them uncertain. "
            strong { (unsourced) " have no source and are assumptions." }
            " Inputs without a value in the scenario hold the documented default."
        }
        @for (group, inputs) in groups.values() {
            details {
                summary { (group) ", " (inputs.len()) @if inputs.len() == 1 { " input" } @else { " inputs" } }
                div.scroll tabindex="0" role="region" aria-label={"Inputs: " (group)} {
                    table {
                        thead { tr { th scope="col" { "input" } th.left scope="col" { "value" } th scope="col" { "P5 to P95" } th.left scope="col" { "source" } } }
                        tbody {
                            @for input in inputs {
                                tr {
                                    th scope="row" { code { (input["path"].as_str().unwrap_or_default()) } @if let Some(words) = input["words"].as_str().filter(|w| !w.is_empty()) { br; span.small { (words) } } }
                                    td.left { (input["value"].as_str().unwrap_or_default()) " " span.small { (input["unit"].as_str().unwrap_or_default()) } @if input["default"] == true { span.small { ", default" } } }
                                    td { (interval(input)) }
                                    td.left { @match input["source"].as_str() { Some(source) => (source), None => span.tag { "assumption" } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    section("assumptions", "What all of this rests on", &inside)
}

/// Four figures that matter.
fn shortest(x: f64) -> String {
    if x.abs() < 1e-9 {
        "0".into()
    } else if x.abs() >= 1000.0 {
        grouped(x, 0)
    } else {
        format!("{}", (x * 1e4).round() / 1e4)
    }
}

/// How it was computed, and how well the figures are known.
pub(super) fn method(page: &Page<'_>) -> Markup {
    let data = page.data;
    let worlds = data.worlds();
    let rows: Vec<(Option<&str>, bool, Vec<Markup>)> = data
        .options
        .iter()
        .skip(1)
        .map(|o| {
            let half = data.at(&format!("/convergence/half_widths/{}/cost_savings/mean", o.id));
            let sd = data.of(&o.id, "cost_savings/sd");
            let by_root =
                Cell { value: 2.0 * sd.value / (worlds as f64).sqrt(), from: format!("{} times 2 over root of /run/trials", sd.from) };
            let known = if half.value.is_finite() { half } else { by_root };
            let mean = data.of(&o.id, "cost_savings/mean");
            let cells = vec![
                html! { (o.name) },
                traced(&mean, &super::super::chart::printed(mean.value), "cost_savings"),
                traced(&known, &format!("\u{b1} {}", spoken(known.value)), "convergence"),
                chance(&data.of(&o.id, "probability/best_option")),
            ];
            (Some(o.id.as_str()), o.id == data.shown().id, cells)
        })
        .collect();
    let inside = html! {
        p {
            "Each simulated world is one draw of every uncertain input and of chance: demand, leavers, quality regressions, negotiations. Every option runs in the same worlds, month by month, "
            "so differences between options are differences between plans and not luck. The AI takes contacts by difficulty, the easiest first; people get what is left, "
            "staffed by an Erlang-A queue for the service target; teams hire, train, leave and are let go with their delays; vendors bill by their terms."
        }
        ul {
            li { strong { "P50" } ": as likely to be exceeded as missed. " strong { "P10 to P90" } ": 8 chances in 10. They are how worlds differ; more worlds do not narrow them." }
            li { strong { "Sound" } ": in-house service holds, and people do not leave more than a quarter faster than without AI. An option that is unsound in most worlds is never called the best." }
            li { strong { "Cash and loyalty" } " are never one number: the value effect stands beside cost savings." }
            li { "What is not in it: what a scenario does not say. An input without a source is an assumption, and is marked as one." }
        }
        @if !data.is_expected() && !rows.is_empty() {
            h4 { "How well the means are known" }
            (table(&format!("{} worlds. Half a 95 % interval of the mean: what more worlds would still move.", grouped(worlds as f64, 0)), 1, &["option", "cost savings, mean", "known within", "best of the sound"], &rows))
            (open_questions(data))
        }
    };
    section("method", "How it was computed", &inside)
}

/// Questions that the run leaves open.
fn open_questions(data: &super::Data) -> Markup {
    let open: Vec<&Value> = data.summary["convergence"]["open"].as_array().into_iter().flatten().collect();
    html! {
        @if !open.is_empty() {
            h4 { "What this many worlds do not settle" }
            ul {
                @for question in open {
                    li {
                        (question["what"].as_str().unwrap_or_default()) ": "
                        @match question["trials_needed"].as_f64().filter(|n| *n < MOST_WORLDS) {
                            Some(needed) => { "about " (grouped(needed, 0)) " worlds would" }
                            None => { "too close to tell by running more: take it as an even chance" }
                        }
                    }
                }
            }
        }
    }
}

/// The run and its files.
pub(super) fn record(page: &Page<'_>) -> Markup {
    let record = page.record;
    let files = [
        ("summary.json", "every figure of every option"),
        ("months.csv", "option, month, metric: mean and quantiles"),
        ("trials.csv", "option and world: totals and every sampled input"),
        ("bridge.csv, bridge_months.csv", "from the slide to the P&L, in all and by month"),
        ("drivers.csv", "how strongly each input and the savings go together"),
        ("levers.csv", "what each lever wins, what waiting costs"),
        ("baselines.csv", "new targets by team and month"),
        ("staffing.csv", "people by plan, team and month: how many to plan for, risk of being short"),
        ("contracts.csv", "every set of terms priced in the same worlds, break-even rates, room to agree"),
        ("understood.json", "today, the mix of work, every input with its source"),
        ("report.xlsx", "the tables as a workbook, the bridge and the business case as live formulas"),
        ("plots/", "every figure of this page as SVG and PNG"),
        ("manifest.json", "what it takes to reproduce every number"),
    ];
    let inside = html! {
        pre { (record.again()) }
        table {
            tbody {
                @for (name, value) in [
                    ("Program", format!("residual {}", record.version)),
                    ("Scenario", record.scenario_file.clone()),
                    ("SHA-256 of the scenario", record.scenario_sha256.clone()),
                    ("Worlds", grouped(record.trials as f64, 0)),
                    ("Seed", record.seed.to_string()),
                    ("Options", record.options.join(", ")),
                    ("Set on the command line", if record.set.is_empty() { "nothing".into() } else { record.set.join(", ") }),
                ] {
                    tr { th scope="row" { (name) } td.left { (value) } }
                }
            }
        }
        h4 { "Files beside this page" }
        table { tbody { @for (name, what) in files { tr { th scope="row" { code { (name) } } td.left { (what) } } } } }
    };
    section("record", "The run", &inside)
}

/// Where numbers come from.
pub(super) fn sources() -> Markup {
    let inside = html! {
        p { "Every underlined number links here; hovering shows its formula and the exact cell. Figures name their files below them." }
        dl.cards {
            @for (key, name, formula, files) in ENTRIES {
                dt id={"trace-" (key)} tabindex="-1" { (name) }
                dd { (formula) "." }
                dd.from { (files) }
            }
        }
    };
    section("sources", "Where the numbers come from", &inside)
}
