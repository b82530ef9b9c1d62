//! The summary: everything of a run in one structure, as `summary.json` has it. A figure that is none, or never, is null.

use serde::{Serialize, Serializer};

use super::judgement::JudgementPart;
use super::known::ConvergencePart;
use super::leader::{LeversPart, bridge_part};
use super::option_part::{OptionPart, option_part};
use super::verdict::sentence;
use crate::analysis::known::Known;
use crate::analysis::leader::Leader;
use crate::analysis::targets::Targets;
use crate::analysis::verdict::{self, Verdict};
use crate::model::{Model, Named};
use crate::results::{Results, Total};

/// What was run, beyond the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// Trials asked for: more than were done after an interruption.
    pub asked: usize,
    /// Seed.
    pub seed: u64,
    /// Expected-value mode.
    pub expected: bool,
    /// SHA-256 of the scenario file, in hexadecimal.
    pub scenario_sha256: String,
}

/// `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The scenario.
    pub scenario: ScenarioPart,
    /// The run.
    pub run: RunPart,
    /// The average month before AI.
    pub today: TodayPart,
    /// Options in order, `no_ai` first.
    #[serde(serialize_with = "as_map")]
    pub options: Vec<OptionPart>,
    /// What the levers are worth, and what waiting costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levers: Option<LeversPart>,
    /// The answer.
    pub verdict: VerdictPart,
    /// How well the figures are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub convergence: Option<ConvergencePart>,
}

/// What was asked.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct ScenarioPart {
    pub name: String,
    pub currency: String,
    pub months: usize,
    pub go_live: usize,
    pub teams: Vec<NamePart>,
    pub vendors: Vec<NamePart>,
}

/// Something with an id and a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct NamePart {
    pub id: String,
    pub name: String,
}

impl From<&Named> for NamePart {
    fn from(named: &Named) -> Self {
        Self { id: named.id.clone(), name: named.name.clone() }
    }
}

/// How it was run.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct RunPart {
    pub version: &'static str,
    pub trials: usize,
    /// Trials asked for, where the run was interrupted before it had done them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<usize>,
    pub seed: u64,
    pub expected: bool,
    pub scenario_sha256: String,
}

/// The average month before AI, inputs at their medians.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it, and the design's outputs page defines them")]
pub struct TodayPart {
    pub contacts: f64,
    pub workload_hours: f64,
    pub in_house_fte: f64,
    pub in_house_heads: f64,
    pub vendor_fte: f64,
    pub monthly_cost: f64,
    pub cost_per_contact: f64,
    pub aht_minutes: f64,
    pub csat: f64,
    pub fcr: f64,
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictPart {
    /// Place among the options of the one judged, the best with the AI; none when none with the AI is sound.
    #[serde(skip)]
    pub best: Option<usize>,
    /// Its id. Whether it is worth doing is another question: see `outcome`.
    pub option: Option<String>,
    /// The answer in words.
    pub sentence: String,
    /// Held against the hurdle.
    #[serde(flatten)]
    pub judgement: Option<JudgementPart>,
}

impl Summary {
    /// Summary of a run.
    pub fn new(model: &Model, results: &Results, facts: &RunFacts) -> Self {
        let best = best_shares(results);
        let options: Vec<OptionPart> = (0..results.options.len()).map(|option| option_part(model, results, option, best[option])).collect();
        let scenario = ScenarioPart {
            name: model.name.clone(),
            currency: model.currency.clone(),
            months: model.calendar.months,
            go_live: model.calendar.go_live,
            teams: model.teams.iter().map(NamePart::from).collect(),
            vendors: model.vendors.iter().map(NamePart::from).collect(),
        };
        let run = RunPart {
            version: env!("CARGO_PKG_VERSION"),
            trials: results.trials,
            asked: (facts.asked > results.trials).then_some(facts.asked),
            seed: facts.seed,
            expected: facts.expected,
            scenario_sha256: facts.scenario_sha256.clone(),
        };
        let best = verdict::best(results);
        let sentence = sentence(&options, &model.currency, facts.expected);
        let option = best.map(|best| options[best].label.id.clone());
        Self {
            scenario,
            run,
            today: today(model, results),
            options,
            levers: None,
            verdict: VerdictPart { best, option, sentence, judgement: None },
            convergence: None,
        }
    }

    /// With the leader's analyses of the same run.
    #[must_use]
    pub fn with_leader(mut self, leader: &Leader, verdict: &Verdict) -> Self {
        for option in &mut self.options {
            option.without_ai = leader.without_ai.iter().find(|w| w.label.id == option.label.id).cloned();
            option.bridge = leader.bridges.iter().find(|b| b.label.id == option.label.id).map(bridge_part);
        }
        self.levers = Some(LeversPart::new(leader));
        self.verdict.judgement = Some(JudgementPart::new(verdict, self.run.expected));
        self
    }

    /// With how well its figures are known; nothing of too few worlds.
    #[must_use]
    pub fn with_known(mut self, known: Option<&Known>) -> Self {
        self.convergence = known.map(ConvergencePart::new);
        self
    }

    /// With the dual signal of every option.
    #[must_use]
    pub fn with_targets(mut self, targets: &Targets) -> Self {
        for option in &mut self.options {
            option.dual_signal = targets.options.iter().find(|o| o.label.id == option.label.id).map(|o| o.signal);
        }
        self
    }

    /// As JSON text, with a line end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("numbers and strings always serialise");
        text.push('\n');
        text
    }
}

fn as_map<S: Serializer>(options: &[OptionPart], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(options.iter().map(|option| (&option.label.id, option)))
}

fn today(model: &Model, results: &Results) -> TodayPart {
    let (today, types) = (&results.today.today, &model.medians.types);
    // Satisfaction and resolution as measured: those of the types, by their volumes.
    let measured = |of: fn(&crate::model::ContactType) -> f64| {
        types.iter().map(|k| k.volume * of(k)).sum::<f64>() / types.iter().map(|k| k.volume).sum::<f64>()
    };
    TodayPart {
        contacts: today.contacts,
        workload_hours: today.all_work().hours,
        in_house_fte: today.effective_fte,
        in_house_heads: today.heads.iter().sum(),
        vendor_fte: today.vendor_volumes.iter().map(|v| v.0[crate::engine::contracts::Unit::Fte as usize]).sum(),
        monthly_cost: today.monthly_cost,
        cost_per_contact: today.cost_per_contact(),
        aht_minutes: today.aht_minutes(),
        csat: measured(|k| k.csat),
        fcr: measured(|k| k.fcr),
    }
}

/// Share of worlds in which each option has the largest cost savings among the sound ones; ties go to the earlier option.
fn best_shares(results: &Results) -> Vec<f64> {
    let mut wins = vec![0.0; results.options.len()];
    for trial in 0..results.trials {
        let mut best: Option<(usize, f64)> = None;
        for (option, totals) in results.totals.iter().enumerate().filter(|(_, totals)| totals[trial].is_sound()) {
            let savings = totals[trial].get(Total::CostSavings);
            if best.is_none_or(|(_, most)| savings > most) {
                best = Some((option, savings));
            }
        }
        if let Some((option, _)) = best {
            wins[option] += 1.0;
        }
    }
    wins.iter().map(|w| w / results.trials as f64).collect()
}
