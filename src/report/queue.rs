//! What `residual queue` says: the agents, and what they and a few more or fewer of them do.

use serde_json::{Value, json};

use super::layout::{Column, Style, hanging, table, wrapped};
use super::words::number;
use crate::analysis::hr::calculator::{Answer, Question};

/// Agents below and above the answer whose rows are shown too.
const BESIDE: u32 = 3;
/// Agents so many percent apart are shown where single ones make no difference.
const APART: u32 = 50;

/// The answer as JSON: five keys, over all arrivals. A wait without end is `null`.
pub fn to_json(answer: &Answer) -> Value {
    json!({
        "agents": answer.agents,
        "service_level": answer.service_level,
        "asa_seconds": answer.settles().then_some(answer.asa_seconds),
        "abandonment": answer.abandonment,
        "occupancy": answer.occupancy,
    })
}

/// A time as people write it: `20 s`, `5 min`, `1 h 30 min`, `-` where there is no end.
pub fn time(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "-".into();
    }
    let (hours, minutes) = (seconds / 3600.0, seconds / 60.0);
    match seconds {
        s if s < 9.95 => format!("{} s", number(s, usize::from((s - s.round()).abs() > 0.049))),
        s if s < 599.5 && (s < 89.5 || (s / 60.0).fract().abs() > 1e-9) => format!("{} s", number(s, 0)),
        _ if minutes < 119.5 => format!("{} min", number(minutes, usize::from((minutes - minutes.round()).abs() > 0.049))),
        _ => format!("{} h", number(hours, usize::from((hours - hours.round()).abs() > 0.049))),
    }
}

/// A share with one decimal, for figures that planners compare closely.
fn share(x: f64) -> String {
    format!("{} %", number(100.0 * x, 1))
}

/// A share that was asked for, as it was.
fn goal(x: f64) -> String {
    let percent = 100.0 * x;
    format!("{} %", number(percent, usize::from((percent - percent.round()).abs() > 1e-9)))
}

/// The whole text. `agents`: what was asked for instead of what is required; `shrinkage`: paid time away from contacts.
pub fn text(question: &Question, agents: Option<u32>, shrinkage: Option<f64>, style: Style) -> String {
    let required = question.required();
    let answer = question.with(agents.unwrap_or(required));
    let mut parts = vec![style.bold(&wrapped(&headline(question, required, agents, &answer), style.width, "")) + "\n"];
    parts.extend(roster(&answer, shrinkage).map(|said| wrapped(&said, style.width, "") + "\n"));
    parts.push(figures(question, &answer, style));
    parts.push(neighbours(question, answer.agents, style));
    parts.push(style.faint(&wrapped(&caption(question), style.width, "")) + "\n");
    parts.join("\n")
}

fn headline(q: &Question, required: u32, asked: Option<u32>, answer: &Answer) -> String {
    let aim = format!("{} of all arrivals within {}", goal(q.share), time(60.0 * q.within_minutes));
    let bound = q.max_occupancy.map_or(String::new(), |most| format!(" at a load of at most {} an agent", goal(most)));
    let Some(asked) = asked else {
        return format!("{} needed to answer {aim}{bound}: they answer {}.", people(required, "is", "are"), share(answer.service_level));
    };
    if !answer.settles() {
        let enough = people(required, "is", "are");
        return format!(
            "{} too few: more work arrives than they can do, and the queue grows without end. To answer {aim}{bound}, {enough} needed.",
            people(asked, "is", "are")
        );
    }
    let verdict = match required.cmp(&asked) {
        std::cmp::Ordering::Less => format!("{} would do", people(required, "", "").trim()),
        std::cmp::Ordering::Equal => "as many as needed".into(),
        std::cmp::Ordering::Greater => format!("{} needed", people(required, "is", "are")),
    };
    format!(
        "{} {} of all arrivals within {}; for {}{bound} {verdict}.",
        people(asked, "answers", "answer"),
        share(answer.service_level),
        time(60.0 * q.within_minutes),
        goal(q.share)
    )
}

fn people(agents: u32, one: &str, more: &str) -> String {
    if agents == 1 { format!("1 agent {one}") } else { format!("{agents} agents {more}") }
}

fn roster(answer: &Answer, shrinkage: Option<f64>) -> Option<String> {
    let away = shrinkage?;
    let roster = f64::from(answer.agents) / (1.0 - away);
    Some(format!("With {} of paid time away from contacts, {} have to be on the roster.", goal(away), number(roster.ceil(), 0)))
}

/// Every figure by its name.
fn figures(q: &Question, a: &Answer, style: Style) -> String {
    let (within, short) = (time(60.0 * q.within_minutes), time(60.0 * q.short_minutes));
    let mut rows = vec![
        (
            format!("Offered load, {}", if q.concurrency > 1.0 { "after concurrency" } else { "contacts × AHT" }),
            format!("{} Erlangs", number(q.load(), 2)),
        ),
        (format!("Service level, all arrivals ({within})"), share(a.service_level)),
        ("Service level, over those answered".into(), share(a.of_answered)),
        (format!("Service level, short abandons (up to {short}) excluded"), share(a.without_short)),
        ("Average wait, all arrivals".into(), wait(a.asa_seconds)),
        ("Average speed of answer, those answered".into(), wait(a.answered_seconds)),
        ("Arrivals that have to wait".into(), share(a.wait_probability)),
        ("Abandonment".into(), share(a.abandonment)),
        ("Occupancy".into(), share(a.occupancy)),
    ];
    if q.patience_minutes.is_none() {
        // Nobody gives up: the three service levels and the two waits are the same figure.
        rows.retain(|(name, _)| !name.contains("those answered") && !name.contains("short") && name != "Abandonment");
    }
    let lead = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let line = |(name, value): (String, String)| {
        if 4 + lead + value.chars().count() > style.width {
            hanging("  ", &format!("{name}: {value}"), style.width)
        } else {
            format!("  {name:<lead$}  {value}")
        }
    };
    rows.into_iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

fn wait(seconds: f64) -> String {
    if seconds.is_finite() { format!("{} s", number(seconds, 1)) } else { "without end".into() }
}

/// The same with a few agents more or fewer.
fn neighbours(q: &Question, agents: u32, style: Style) -> String {
    let step = (agents / APART).max(1);
    let rows: Vec<Answer> =
        (0..=2 * BESIDE).filter_map(|i| (agents + i * step).checked_sub(BESIDE * step)).filter(|n| *n > 0).map(|n| q.with(n)).collect();
    let cells = |of: &dyn Fn(&Answer) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    let names =
        Column::new("", ["", "agents"], cells(&|a| if a.agents == agents { format!("{} <", a.agents) } else { a.agents.to_string() }));
    let mut levels = vec![Column::new("service level, all arrivals", ["service", "all"], cells(&|a| share(a.service_level)))];
    let mut rest = vec![Column::new("average wait, all arrivals", ["average", "wait, s"], cells(&|a| number(a.asa_seconds, 1)))];
    if q.patience_minutes.is_some() {
        levels.push(Column::new("service level, over those answered", ["level of", "answered"], cells(&|a| share(a.of_answered))));
        levels.push(Column::new("service level, short abandons excluded", ["without", "short"], cells(&|a| share(a.without_short))));
        rest.push(Column::new("average speed of answer", ["ASA,", "s"], cells(&|a| number(a.answered_seconds, 1))));
        rest.push(Column::new("abandonment", ["aban-", "doned"], cells(&|a| share(a.abandonment))));
    }
    rest.push(Column::new("occupancy", ["occu-", "pancy"], cells(&|a| share(a.occupancy))));
    table(&names, &[levels, rest], style)
}

fn caption(q: &Question) -> String {
    let model = match q.patience_minutes {
        Some(patience) => format!("Erlang A: callers give up after {} on average.", time(60.0 * patience)),
        None => "Erlang C: nobody gives up, so waits are longer than in life; --patience says after how long people do.".into(),
    };
    let chat = if q.concurrency > 1.0 {
        format!(
            " {} contacts share an agent, so each binds {}.",
            number(q.concurrency, usize::from(q.concurrency.fract() > 0.0)),
            time(60.0 * q.bound_minutes())
        )
    } else {
        String::new()
    };
    let slow = if q.bound_minutes() > q.interval_minutes {
        " A contact takes longer than the interval: the queue does not settle within it, and these figures are those of a longer one."
    } else {
        ""
    };
    format!("{model}{chat} Random arrivals at an even rate, exponential handle times, first come first served; in a steady state.{slow}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question {
            contacts: 1200.0,
            interval_minutes: 30.0,
            aht_minutes: 5.0,
            concurrency: 1.0,
            within_minutes: 1.0 / 3.0,
            share: 0.8,
            patience_minutes: Some(3.0),
            max_occupancy: None,
            short_minutes: 1.0 / 6.0,
        }
    }

    #[test]
    fn times_read_as_they_are_said() {
        let said = [0.5, 5.0, 20.0, 90.0, 120.0, 200.0, 300.0, 1800.0, 5400.0, 7200.0, 90_000.0, f64::INFINITY].map(time);
        assert_eq!(said, ["0.5 s", "5 s", "20 s", "90 s", "2 min", "200 s", "5 min", "30 min", "90 min", "2 h", "25 h", "-"]);
    }

    #[test]
    fn no_width_is_exceeded() {
        for (patience, asked) in [(Some(3.0), None), (None, Some(190)), (None, None), (Some(3.0), Some(230))] {
            for width in [40, 60, 80, 100] {
                let text = text(&Question { patience_minutes: patience, ..question() }, asked, Some(0.3), Style { width, color: false });
                let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
                assert!(longest <= width, "{longest} > {width}:\n{text}");
            }
        }
    }

    #[test]
    fn a_queue_that_grows_without_end_is_said_to() {
        let endless = Question { patience_minutes: None, ..question() };
        let text = text(&endless, Some(150), None, Style { width: 100, color: false });
        assert!(text.starts_with("150 agents are too few: more work arrives than they can do"), "{text}");
        assert_eq!(to_json(&endless.with(150))["asa_seconds"], Value::Null);
    }
}
