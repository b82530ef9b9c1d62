//! The verdict in a sentence: does it reach the P&L, how likely, and what would change that. Every word follows from the
//! figures of [`Verdict`].

use super::words::{chances, money, percent};
use crate::analysis::bridge::friction_words;
use crate::analysis::verdict::{Change, Outcome, Thing, Verdict};
use crate::model::Lever;
use serde::Serialize;

/// What a lever is, in a few plain words.
pub fn lever_words(lever: Lever) -> &'static str {
    match lever {
        Lever::Staffing => "sizing the team to the work that is left",
        Lever::Routing => "routing by difficulty, with context",
        Lever::Metrics => "new targets",
        Lever::Contracts => "new vendor contracts",
        Lever::Quality => "quality checks and coaching",
    }
}

/// What would change the verdict, in words.
pub fn change_words(change: &Change) -> String {
    let amount = money(change.amount.mean);
    match change.thing {
        Thing::Pull(lever) => format!("{} (worth {amount})", lever_words(lever)),
        Thing::Sooner => format!("the same redesign planned with the rollout (worth {amount})"),
        Thing::OneOwner => format!("one owner for the whole redesign (worth {amount})"),
        Thing::Friction(friction) => format!("\"{}\" (costs {amount})", lower(friction_words(friction))),
        Thing::Losing(lever) => format!("losing {} (carries {amount})", lever_words(lever)),
    }
}

/// The verdict in one sentence. `expected`: one world, so no chances are told.
pub fn sentence(verdict: &Verdict, expected: bool) -> String {
    let hurdle = &verdict.hurdle;
    let asked = if expected {
        format!("{} of the slide a year that was asked for", percent(hurdle.realisation))
    } else {
        format!("{} of the slide a year, asked for in {} worlds", percent(hurdle.realisation), chances(hurdle.probability))
    };
    let seen = if expected { String::new() } else { format!(" (it is met in {} worlds)", chances(verdict.probability)) };
    let what_changes = match &verdict.changes[..] {
        [] => String::new(),
        [one] => format!("; what would change it most: {}", change_words(one)),
        [one, two, ..] => format!("; what would change it most: {}, and {}", change_words(one), change_words(two)),
    };
    let who = verdict.label.as_ref().map_or_else(|| "no option with the AI".to_owned(), |label| format!("\"{}\"", label.name));
    let reached = percent(verdict.realisation.p50);
    let answer = match verdict.outcome {
        Outcome::Reaches => format!("It reaches the P&L: {who} meets the hurdle of {asked}{seen}"),
        Outcome::Partly => format!("It reaches the P&L in part: {who} brings {reached}, short of {asked}{seen}"),
        Outcome::DoesNot if verdict.option.is_none() => {
            "It does not reach the P&L: no option with the AI is sound, so none can be stood by".into()
        }
        Outcome::DoesNot => {
            format!("It does not reach the P&L: even {who} saves nothing a year once it has settled, against {asked}{seen}")
        }
    };
    format!("{answer}{what_changes}.{}", bought(verdict, expected))
}

/// A flag beside savings that were bought with service; empty where none were.
fn bought(verdict: &Verdict, expected: bool) -> String {
    let months = verdict.months_below_service.mean;
    // Without an option there is no number of months.
    if months.is_nan() || months < 1.0 || verdict.more_months_below_service.mean < 1.0 {
        return String::new();
    }
    let mean = if expected { "" } else { "in mean " };
    format!(" Its savings are not at equal service: {mean}{months:.0} months are below the service target.")
}

fn lower(text: &str) -> String {
    // "The AI takes", "Not resolved": only the first letter, and never that of a name in capitals.
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(text.chars().skip(1)).collect(),
        _ => text.to_owned(),
    }
}

/// The verdict as `summary.json` has it.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it; see the analysis")]
pub struct JudgementPart {
    pub outcome: Outcome,
    pub judgement: String,
    pub probability: f64,
    pub hurdle: HurdlePart,
    pub changes: Vec<ChangePart>,
}

/// The hurdle.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct HurdlePart {
    pub realisation: f64,
    pub probability: f64,
}

/// Something that would change the verdict.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct ChangePart {
    pub kind: &'static str,
    pub of: Option<&'static str>,
    pub cost_savings: f64,
}

impl JudgementPart {
    /// Of a verdict.
    pub fn new(verdict: &Verdict, expected: bool) -> Self {
        Self {
            outcome: verdict.outcome,
            judgement: sentence(verdict, expected),
            probability: verdict.probability,
            hurdle: HurdlePart { realisation: verdict.hurdle.realisation, probability: verdict.hurdle.probability },
            changes: verdict.changes.iter().map(change_part).collect(),
        }
    }
}

fn change_part(change: &Change) -> ChangePart {
    let (kind, of) = match change.thing {
        Thing::Pull(lever) => ("pull", Some(lever.name())),
        Thing::Sooner => ("sooner", None),
        Thing::OneOwner => ("one_owner", None),
        Thing::Friction(friction) => ("friction", Some(friction.name())),
        Thing::Losing(lever) => ("losing", Some(lever.name())),
    };
    ChangePart { kind, of, cost_savings: change.amount.mean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::estimate::Estimate;
    use crate::engine::switches::Friction;
    use crate::model::{Hurdle, Named};

    fn figure(mean: f64) -> Estimate {
        Estimate { mean, standard_error: 0.0, p10: mean, p50: mean, p90: mean }
    }

    fn verdict(outcome: Outcome, things: &[Thing]) -> Verdict {
        Verdict {
            option: Some(3),
            label: Some(Named { id: "redesign".into(), name: "Redesign".into() }),
            outcome,
            hurdle: Hurdle { realisation: 0.5, probability: 0.8 },
            probability: 0.3,
            realisation: figure(0.45),
            changes: things.iter().map(|thing| Change { thing: *thing, amount: figure(2.3e6) }).collect(),
            hard_savings: figure(1.0),
            avoided_growth: figure(1.0),
            freed_capacity: figure(1.0),
            months_below_service: figure(0.0),
            more_months_below_service: figure(0.0),
        }
    }

    #[test]
    fn each_answer_has_its_words() {
        let frictions = [Thing::Friction(Friction::Harder), Thing::Friction(Friction::Capacity)];
        assert_eq!(
            sentence(&verdict(Outcome::Partly, &frictions), false),
            "It reaches the P&L in part: \"Redesign\" brings 45 %, short of 50 % of the slide a year, asked for in 8 in 10 worlds \
             (it is met in 3 in 10 worlds); what would change it most: \"what is left is harder and longer\" (costs 2.3 M), and \
             \"the team follows late\" (costs 2.3 M)."
        );
        let reaches = sentence(&verdict(Outcome::Reaches, &[Thing::Losing(Lever::Staffing)]), true);
        assert_eq!(
            reaches,
            "It reaches the P&L: \"Redesign\" meets the hurdle of 50 % of the slide a year that was asked for; what would change it \
             most: losing sizing the team to the work that is left (carries 2.3 M)."
        );
        assert!(sentence(&verdict(Outcome::DoesNot, &[Thing::OneOwner, Thing::Sooner]), false).contains("even \"Redesign\" saves nothing"));
        let nobody = Verdict { option: None, label: None, ..verdict(Outcome::DoesNot, &[]) };
        let nobody = Verdict { months_below_service: figure(f64::NAN), ..nobody };
        assert_eq!(sentence(&nobody, false), "It does not reach the P&L: no option with the AI is sound, so none can be stood by.");
    }

    #[test]
    fn savings_bought_with_service_are_flagged() {
        let mut bought = verdict(Outcome::Partly, &[]);
        (bought.months_below_service, bought.more_months_below_service) = (figure(4.2), figure(4.0));
        assert!(sentence(&bought, false).ends_with("in mean 4 months are below the service target."));
        bought.more_months_below_service = figure(0.0);
        assert!(!sentence(&bought, false).contains("service"), "no_ai has them as well");
    }
}
