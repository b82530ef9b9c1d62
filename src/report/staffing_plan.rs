//! The plan of the next months in words: what happens to each team, and what has to be decided.

use serde_json::Value;

use super::words::{capital, counted, listed, month, number};
use crate::analysis::hr::headcount::{Figure, People};
use crate::engine::workforce::{lead_months, training_months};
use crate::model::Model;

/// Months told.
pub const MONTHS: usize = 3;
/// Heads below which nothing is said: fewer than half a person is nobody in most worlds.
const SOMEBODY: f64 = 0.5;

/// One month in words.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanMonth {
    /// The month: `2026-03`.
    pub date: String,
    /// The same as people say it: `March 2026`.
    pub name: String,
    /// What is said of each team: its id and the sentences.
    pub teams: Vec<(String, Value)>,
}

/// The plan of [`MONTHS`] months from `from` on, fewer at the end of the run. `trials`: with one world nothing is uncertain.
pub fn plan(model: &Model, people: &People, from: usize, trials: usize) -> Vec<PlanMonth> {
    (from..(from + MONTHS).min(people.months()))
        .map(|t| PlanMonth {
            date: model.calendar.label(t),
            name: month(&model.calendar, t),
            teams: model
                .teams
                .iter()
                .enumerate()
                .map(|(j, team)| (team.id.clone(), Value::String(sentences(model, people, t, j, trials > 1))))
                .collect(),
        })
        .collect()
}

/// What is said of one team in one month.
fn sentences(model: &Model, people: &People, t: usize, team: usize, uncertain: bool) -> String {
    let happens = happens(people, t, team);
    let first = if happens.is_empty() { "nobody comes or goes".to_owned() } else { listed(&happens) };
    let mut said = vec![format!("{}.", capital(&first)), need(people, t, team, uncertain)];
    let decide = decisions(model, people, t, team, uncertain);
    said.push(if decide.is_empty() {
        "Nothing to decide.".to_owned()
    } else {
        format!("To decide by the end of {}: {}.", month(&model.calendar, t), listed(&decide))
    });
    said.join(" ")
}

/// `three people start`: a count with its noun and verb, or nothing where it is nobody.
fn clause(count: f64, who: [&str; 2], does: [&str; 2]) -> Option<String> {
    if count < SOMEBODY {
        return None;
    }
    let one = usize::from(count.round() > 1.0);
    Some(format!("{} {} {}", counted(count), who[one], does[one]))
}

fn happens(people: &People, t: usize, team: usize) -> Vec<String> {
    let of = |figure| people.mean(t, team, figure);
    let person = ["person", "people"];
    let retrained = of(Figure::JoinedRetrained);
    [
        clause(of(Figure::RetrainingBegins), person, ["starts specialist training", "start specialist training"]),
        clause(of(Figure::ClassBegins), ["new person", "new people"], ["starts training", "start training"]),
        clause(of(Figure::Joined) - retrained, person, ["joins the floor from training", "join the floor from training"]),
        clause(retrained, ["retrained person", "retrained people"], ["joins from other teams", "join from other teams"]),
        clause(of(Figure::Leavers), person, ["leaves of their own accord", "leave of their own accord"]),
        clause(of(Figure::Severed), person, ["is let go", "are let go"]),
        clause(of(Figure::Redeployed), person, ["moves to another department", "move to other departments"]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn need(people: &People, t: usize, team: usize, uncertain: bool) -> String {
    let fte = |x: f64| number(x, usize::from(x < 9.95));
    let (heads, mean) = (people.mean(t, team, Figure::Heads), people.mean(t, team, Figure::Required));
    let safe = people.quantiles(t, team, Figure::Required).filter(|_| uncertain);
    let need =
        safe.map_or_else(|| format!("{} FTE", fte(mean)), |q| format!("{} FTE, in 8 of 10 worlds at most {}", fte(q.p50), fte(q.p80)));
    format!("The team has {} and needs {need}.", if heads.round() == 1.0 { "1 head".into() } else { format!("{} heads", number(heads, 0)) })
}

fn decisions(model: &Model, people: &People, t: usize, team: usize, uncertain: bool) -> Vec<String> {
    let of = |figure| people.mean(t, team, figure);
    let range = |figure| match people.quantiles(t, team, figure) {
        Some(q) if uncertain && q.p90 > q.p10 => format!(" ({} to {})", number(q.p10, 0), number(q.p90, 0)),
        _ => String::new(),
    };
    let mut decide = Vec::new();
    if of(Figure::Hires) >= SOMEBODY {
        let begins = t + lead_months(&model.medians);
        let joins = begins + training_months(&model.medians.teams[team]);
        decide.push(format!(
            "hire {}{}, to start training in {} and be on the floor in {}",
            counted(of(Figure::Hires)),
            range(Figure::Hires),
            month(&model.calendar, begins),
            month(&model.calendar, joins),
        ));
    }
    let others = [
        (Figure::Cancelled, "cancel", "of the places in classes not begun"),
        (Figure::Retrain, "send", "into specialist training"),
        (Figure::Severed, "let go", "of the team, whom attrition would not absorb in time"),
    ];
    for (figure, verb, what) in others {
        if of(figure) >= SOMEBODY {
            decide.push(format!("{verb} {}{} {what}", counted(of(figure)), range(figure)));
        }
    }
    decide
}
