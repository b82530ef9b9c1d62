//! One option over all worlds, as a summary has it. A figure that is none, or never, is null.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::analysis::bridge::BridgeStep;
use crate::analysis::dual_signal::DualSignal;
use crate::analysis::leader::WithoutAi;
use crate::analysis::verdict::meets;
use crate::engine::record::{Metric, Record, TeamMetric};
use crate::model::{Model, Named};
use crate::results::{END_MONTHS, MAX_ATTRITION, MonthStatistics, Results, Total, realisation};
use crate::stats::{self, Summary as Spread};

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

impl Unsound {
    /// Why, as the end of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Unsound::Attrition => "people leave more than a quarter faster than without AI",
            Unsound::Service => "service falls below target for too many months",
        }
    }
}

fn name_of<S: Serializer>(label: &Named, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&label.name)
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn words_of<S: Serializer>(unsound: &Option<Unsound>, serializer: S) -> Result<S::Ok, S::Error> {
    unsound.map(Unsound::words).serialize(serializer)
}

/// One option over all worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct OptionPart {
    #[serde(rename = "name", serialize_with = "name_of")]
    pub label: Named,
    /// True when the option pulls no lever: the AI wired into today's operation.
    pub technology_alone: bool,
    /// Shown beside savings, never added to them.
    pub freed_capacity: Spread,
    #[serde(serialize_with = "words_of")]
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

/// What a summary says of an option, by its place; `best_option`: the share of worlds in which it is the best.
pub(super) fn option_part(model: &Model, results: &Results, option: usize, best_option: f64) -> OptionPart {
    let spread = |total| Spread::of(&results.column(option, total));
    let share = |holds: &dyn Fn(&crate::results::Totals) -> bool| {
        results.totals[option].iter().filter(|t| holds(t)).count() as f64 / results.trials as f64
    };
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
            hurdle_met: share(&|t| meets(&model.hurdle, t)),
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
