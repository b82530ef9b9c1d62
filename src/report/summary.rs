//! The summary: everything of a run in one structure, as `summary.json` has it. A figure that is none, or never, is null.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::judgement::JudgementPart;
use super::leader::{LeversPart, bridge_part};
use super::verdict;
use crate::analysis::bridge::BridgeStep;
use crate::analysis::dual_signal::DualSignal;
use crate::analysis::leader::{Leader, WithoutAi};
use crate::analysis::targets::Targets;
use crate::analysis::verdict::Verdict;
use crate::engine::record::{Metric, Record, TeamMetric};
use crate::model::{Model, Named};
use crate::results::{END_MONTHS, MAX_ATTRITION, MonthStatistics, Results, Total, realisation};
use crate::stats::{self, Summary as Spread};

/// What was run, beyond the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
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
}

/// What was asked.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct ScenarioPart {
    pub name: String,
    pub currency: String,
    pub months: usize,
    pub go_live: usize,
}

/// How it was run.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct RunPart {
    pub version: &'static str,
    pub trials: usize,
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

/// Savings over slide: a ratio of sums, and quantiles of the worlds' ratios. None in worlds whose slide is not positive.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct Realisation {
    pub mean: f64,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
}

/// The last twelve months.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct RunRate {
    pub cost_savings: Spread,
    pub slide_savings: Spread,
    pub realisation: Realisation,
}

/// Months after go-live until cumulative savings stay at or above 0.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Payback {
    /// Median, "never" counted as infinite.
    pub p50: f64,
    /// Share of worlds in which it pays back within the run.
    pub probability: f64,
}

/// Shares of worlds.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct Probability {
    pub npv_positive: f64,
    pub hurdle_met: f64,
    pub best_option: f64,
    pub sound: f64,
}

/// Mean of the last three months, mean over worlds.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct EndState {
    pub containment: f64,
    pub resolution: f64,
    pub human_contacts: f64,
    pub aht_minutes: f64,
    pub csat: f64,
    pub csat_all_channels: f64,
    pub fcr: f64,
    pub cost_per_contact: f64,
    pub cost_per_conversation: f64,
    pub cost_per_resolved_issue: f64,
    pub required_fte: f64,
    pub heads: f64,
    pub occupancy: f64,
    pub service_level: f64,
    pub vendor_fte: f64,
    pub vendor_invoice: f64,
}

/// Why an option is not sound in most of the worlds where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// In-house service falls below target for too many months.
    Service,
    /// People leave much faster than without AI.
    Attrition,
}

/// One option over all worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct OptionPart {
    #[serde(skip)]
    pub label: Named,
    /// True when the option pulls no lever: the AI wired into today's operation.
    #[serde(skip)]
    pub technology_alone: bool,
    /// Shown beside savings, never added to them.
    #[serde(skip)]
    pub freed_capacity: Spread,
    #[serde(skip)]
    pub unsound: Option<Unsound>,
    pub slide_savings: Spread,
    pub cost_savings: Spread,
    pub hard_savings: Spread,
    pub avoided_growth: Spread,
    pub value_effect: Spread,
    pub realisation: Realisation,
    pub run_rate: RunRate,
    pub npv: Spread,
    pub npv_with_customers: Spread,
    pub payback_month: Payback,
    pub service_debt: Spread,
    pub months_below_service: Spread,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_ai: Option<WithoutAi>,
    pub probability: Probability,
    pub end_state: EndState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bridge: Option<Vec<BridgeStep>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dual_signal: Option<DualSignal>,
    pub months: Map<String, Value>,
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictPart {
    /// Place of the best option among the options; none when none is sound.
    #[serde(skip)]
    pub best: Option<usize>,
    /// Id of the best option.
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
        };
        let run = RunPart {
            version: env!("CARGO_PKG_VERSION"),
            trials: results.trials,
            seed: facts.seed,
            expected: facts.expected,
            scenario_sha256: facts.scenario_sha256.clone(),
        };
        let best = verdict::best(&options);
        let sentence = verdict::sentence(&options, &model.currency, facts.expected);
        let option = best.map(|best| options[best].label.id.clone());
        Self {
            scenario,
            run,
            today: today(model, results),
            options,
            levers: None,
            verdict: VerdictPart { best, option, sentence, judgement: None },
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

fn option_part(model: &Model, results: &Results, option: usize, best_option: f64) -> OptionPart {
    let spread = |total| Spread::of(&results.column(option, total));
    let share = |holds: &dyn Fn(&crate::results::Totals) -> bool| {
        results.totals[option].iter().filter(|t| holds(t)).count() as f64 / results.trials as f64
    };
    let hurdle = model.hurdle.realisation;
    let label = results.options[option].clone();
    let no_levers = |id: &str| model.options.iter().any(|o| o.label.id == id && o.levers.iter().all(Option::is_none));
    OptionPart {
        technology_alone: option > 0 && no_levers(&label.id),
        label,
        freed_capacity: spread(Total::FreedCapacity),
        unsound: unsound(results, option),
        slide_savings: spread(Total::SlideSavings),
        cost_savings: spread(Total::CostSavings),
        hard_savings: spread(Total::HardSavings),
        avoided_growth: spread(Total::AvoidedGrowth),
        value_effect: spread(Total::ValueEffect),
        realisation: ratio_of_sums(results, option, [Total::CostSavings, Total::SlideSavings, Total::Realisation]),
        run_rate: RunRate {
            cost_savings: spread(Total::RunRateCostSavings),
            slide_savings: spread(Total::RunRateSlideSavings),
            realisation: ratio_of_sums(results, option, [Total::RunRateCostSavings, Total::RunRateSlideSavings, Total::RunRateRealisation]),
        },
        npv: spread(Total::Npv),
        npv_with_customers: spread(Total::NpvWithCustomers),
        payback_month: Payback { p50: spread(Total::PaybackMonth).p50, probability: share(&|t| t.get(Total::PaybackMonth).is_finite()) },
        service_debt: spread(Total::ServiceDebt),
        months_below_service: spread(Total::MonthsBelowService),
        probability: Probability {
            npv_positive: share(&|t| t.get(Total::Npv) > 0.0),
            // A slide that is not positive has no realisation, and no realisation meets no hurdle.
            hurdle_met: share(&|t| t.get(Total::RunRateRealisation) >= hurdle && t.is_sound()),
            best_option,
            sound: share(&|t| t.is_sound()),
        },
        end_state: end_state(&results.months[option]),
        without_ai: None,
        bridge: None,
        dual_signal: None,
        months: month_series(&results.months[option], model.teams.len()),
    }
}

fn ratio_of_sums(results: &Results, option: usize, [savings, slide, ratio]: [Total; 3]) -> Realisation {
    let sum = |total| results.column(option, total).iter().sum::<f64>();
    let mut ratios: Vec<f64> = results.column(option, ratio).into_iter().filter(|r| !r.is_nan()).collect();
    let q = stats::quantiles(&mut ratios, &[0.1, 0.5, 0.9]);
    Realisation { mean: realisation(sum(savings), sum(slide)), p10: q[0], p50: q[1], p90: q[2] }
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

/// The commoner reason why an option is not sound; none when it is sound everywhere.
fn unsound(results: &Results, option: usize) -> Option<Unsound> {
    let (mut service, mut attrition) = (0, 0);
    for (totals, no_ai) in results.totals[option].iter().zip(&results.totals[0]).filter(|(t, _)| !t.is_sound()) {
        if totals.get(Total::Attrition) > MAX_ATTRITION * no_ai.get(Total::Attrition) {
            attrition += 1;
        } else {
            service += 1;
        }
    }
    match (service, attrition) {
        (0, 0) => None,
        (s, a) if s >= a => Some(Unsound::Service),
        _ => Some(Unsound::Attrition),
    }
}

fn end_state(months: &MonthStatistics) -> EndState {
    let first = months.months().saturating_sub(END_MONTHS);
    let mean = |metric: Metric| {
        let last = first..months.months();
        let count = last.len() as f64;
        last.map(|t| months.get(t, metric as usize).mean).sum::<f64>() / count
    };
    EndState {
        containment: mean(Metric::Containment),
        resolution: mean(Metric::AiResolution),
        human_contacts: mean(Metric::HumanContacts),
        aht_minutes: mean(Metric::AhtMinutes),
        csat: mean(Metric::Csat),
        csat_all_channels: mean(Metric::CsatAllChannels),
        fcr: mean(Metric::Fcr),
        cost_per_contact: mean(Metric::CostPerContact),
        cost_per_conversation: mean(Metric::CostPerConversation),
        cost_per_resolved_issue: mean(Metric::CostPerResolvedIssue),
        required_fte: mean(Metric::RequiredFte),
        heads: mean(Metric::Heads),
        occupancy: mean(Metric::Occupancy),
        service_level: mean(Metric::ServiceLevel),
        vendor_fte: mean(Metric::VendorFte),
        vendor_invoice: mean(Metric::VendorInvoice),
    }
}

/// Means over worlds of every metric by month, and of each team's required FTE and heads.
fn month_series(months: &MonthStatistics, teams: usize) -> Map<String, Value> {
    let over_months = |f: &dyn Fn(usize) -> Value| Value::Array((0..months.months()).map(f).collect());
    let mut map = Map::new();
    for metric in Metric::ALL {
        map.insert(metric.name().into(), over_months(&|t| months.get(t, *metric as usize).mean.into()));
    }
    for (name, metric) in [("required_fte_by_team", TeamMetric::Required), ("heads_by_team", TeamMetric::Heads)] {
        let teams_of = |t: usize| (0..teams).map(|j| months.get(t, Record::team_column(j, metric)).mean.into()).collect();
        map.insert(name.into(), over_months(&|t| Value::Array(teams_of(t))));
    }
    map
}
