//! The leader's analyses as files have them: parts of `summary.json`, `bridge.csv` and `levers.csv`.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::sheets::{Sheet, figure};
use crate::analysis::bridge::{Bridge, BridgeStep};
use crate::analysis::delay::{CostOfDelay, Delay, Ownership};
use crate::analysis::estimate::Estimate;
use crate::analysis::leader::Leader;
use crate::analysis::levers::{Interaction, LeverStudy, LeverValue, Subset, Values};
use crate::model::Owner;
use crate::time::Calendar;

/// `levers` of `summary.json`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it; see the analyses")]
pub struct LeversPart {
    pub option: String,
    pub months: Map<String, Value>,
    pub trials: usize,
    pub shapley_on_cost_savings: Map<String, Value>,
    pub shapley_on_value_effect: Map<String, Value>,
    pub without_ai: WithoutAiPart,
    pub because_of_ai: Map<String, Value>,
    pub interactions: Vec<Value>,
    pub best_first: Option<String>,
    pub best_pair: Option<String>,
    pub subsets: Map<String, Value>,
    pub delay: Vec<Value>,
    pub delay_by_lever: Map<String, Value>,
    pub ownership: Vec<Value>,
}

/// The same levers without the AI, in fewer worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct WithoutAiPart {
    pub trials: usize,
    pub shapley_on_cost_savings: Map<String, Value>,
    pub shapley_on_value_effect: Map<String, Value>,
}

/// A figure as JSON.
pub fn value(estimate: &Estimate) -> Value {
    serde_json::to_value(estimate).expect("numbers always serialise")
}

/// An option's bridge as `summary.json` has it.
pub fn bridge_part(bridge: &Bridge) -> Vec<BridgeStep> {
    bridge.steps.clone()
}

fn by_lever(values: &[LeverValue]) -> Map<String, Value> {
    values.iter().map(|v| (v.name.to_owned(), value(&v.value))).collect()
}

impl LeversPart {
    /// Of a study.
    pub fn new(leader: &Leader) -> Self {
        let study = &leader.levers;
        let redesign = &study.redesign;
        let [first, pair] = study.best().map(|best| best.map(Subset::name));
        let months = redesign.levers.iter().map(|l| (l.name().to_owned(), redesign.months[*l as usize].into())).collect();
        Self {
            option: redesign.option.id.clone(),
            months,
            trials: study.with_ai.trials,
            shapley_on_cost_savings: by_lever(&study.with_ai.on_cost_savings),
            shapley_on_value_effect: by_lever(&study.with_ai.on_value_effect),
            without_ai: WithoutAiPart {
                trials: study.without_ai.trials,
                shapley_on_cost_savings: by_lever(&study.without_ai.on_cost_savings),
                shapley_on_value_effect: by_lever(&study.without_ai.on_value_effect),
            },
            because_of_ai: by_lever(&study.because_of_ai),
            interactions: study.interactions.iter().map(interaction).collect(),
            best_first: first,
            best_pair: pair,
            subsets: study.subsets.iter().map(subset).collect(),
            delay: leader.delay.months.iter().map(delay).collect(),
            delay_by_lever: leader
                .delay_by_lever
                .iter()
                .filter_map(|cost| Some((cost.lever?.name().to_owned(), cost.months.iter().map(delay).collect())))
                .collect(),
            ownership: leader.ownership.iter().map(ownership).collect(),
        }
    }

    /// As JSON text, with a line end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("numbers and strings always serialise");
        text.push('\n');
        text
    }
}

fn interaction(interaction: &Interaction) -> Value {
    json!({
        "pair": interaction.pair.map(crate::model::Lever::name),
        "interaction": value(&interaction.index),
        "alone": interaction.alone,
        "together": interaction.together,
        "words": interaction.sentence(),
    })
}

fn subset(subset: &Subset) -> (String, Value) {
    let figures = json!({
        "cost_savings": value(&subset.cost_savings),
        "value_effect": value(&subset.value_effect),
        "run_rate_cost_savings": value(&subset.run_rate_cost_savings),
        "realisation": subset.realisation,
        "sound": subset.sound,
    });
    (subset.name(), figures)
}

fn delay(delay: &Delay) -> Value {
    json!({
        "month": delay.month,
        "cost_savings": value(&delay.cost_savings),
        "value_effect": value(&delay.value_effect),
        "run_rate_cost_savings": value(&delay.run_rate_cost_savings),
        "run_rate_value_effect": value(&delay.run_rate_value_effect),
        "run_rate_realisation": delay.run_rate_realisation,
        "sound": delay.sound,
        "loss": value(&delay.loss),
        "loss_a_month": delay.loss_a_month,
        "months_apart": delay.months_apart,
        "meets_month": delay.meets,
    })
}

fn ownership(ownership: &Ownership) -> Value {
    json!({
        "option": ownership.label.id,
        "owner": if ownership.owner == Owner::Split { "split" } else { "single" },
        "cost_savings_lost": value(&ownership.cost_savings),
        "value_effect_lost": value(&ownership.value_effect),
        "run_rate_cost_savings_lost": value(&ownership.run_rate_cost_savings),
        "lag_months": value(&ownership.lag_months),
    })
}

/// `bridge.csv`: option × step.
pub fn bridges(leader: &Leader) -> Vec<u8> {
    let mut sheet = Sheet::new();
    let shares = ["shapley_mean", "shapley_standard_error", "shapley_p10", "shapley_p50", "shapley_p90", "shapley_worlds"];
    sheet.row(["option", "step", "tone", "mean", "standard_error", "p10", "p50", "p90", "worlds"].into_iter().chain(shares));
    for bridge in &leader.bridges {
        for step in &bridge.steps {
            let tone = serde_json::to_value(step.tone).ok().and_then(|t| t.as_str().map(str::to_owned)).unwrap_or_default();
            let mut cells = vec![bridge.label.id.clone(), step.name.to_owned(), tone];
            cells.extend(figures(&step.amount));
            cells.push(bridge.trials.to_string());
            match &step.share {
                Some(share) => {
                    cells.extend(figures(share));
                    cells.push(leader.fewer_trials.to_string());
                }
                None => cells.extend((0..6).map(|_| String::new())),
            }
            sheet.row(cells);
        }
    }
    sheet.bytes()
}

/// `bridge_months.csv`: option × step × month, mean over worlds. Months add up to the means of `bridge.csv`.
pub fn bridge_months(leader: &Leader, calendar: &Calendar) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(["option", "step", "month", "date", "mean"]);
    for bridge in &leader.bridges {
        for (step, months) in bridge.steps.iter().zip(&bridge.months) {
            for (t, mean) in months.iter().enumerate() {
                sheet.row([&bridge.label.id, step.name, &t.to_string(), &calendar.label(t), &figure(*mean)]);
            }
        }
    }
    sheet.bytes()
}

fn figures(e: &Estimate) -> impl Iterator<Item = String> {
    [e.mean, e.standard_error, e.p10, e.p50, e.p90].map(figure).into_iter()
}

/// `levers.csv`: one row for each figure: which table, which levers, the month where there is one, and its statistics.
pub fn levers(leader: &Leader) -> Vec<u8> {
    let mut rows = Rows(Sheet::new());
    rows.0.row(["table", "of", "month", "figure", "mean", "standard_error", "p10", "p50", "p90", "worlds"]);
    let study: &LeverStudy = &leader.levers;
    let worlds = study.with_ai.trials;
    for subset in &study.subsets {
        let name = subset.name();
        let figures = [
            ("cost_savings", &subset.cost_savings),
            ("value_effect", &subset.value_effect),
            ("run_rate_cost_savings", &subset.run_rate_cost_savings),
        ];
        for (figure, estimate) in figures {
            rows.add("subset", &name, "", figure, estimate, worlds);
        }
        rows.single("subset", &name, "", "realisation", subset.realisation, worlds);
        rows.single("subset", &name, "", "sound", subset.sound, worlds);
    }
    rows.values("shapley", &study.with_ai);
    rows.values("shapley_without_ai", &study.without_ai);
    for v in &study.because_of_ai {
        rows.add("because_of_ai", v.name, "", "cost_savings", &v.value, leader.fewer_trials);
    }
    for i in &study.interactions {
        rows.add("interaction", &i.pair.map(crate::model::Lever::name).join("+"), "", "cost_savings", &i.index, worlds);
    }
    rows.delays(&leader.delay);
    for cost in &leader.delay_by_lever {
        rows.delays(cost);
    }
    for o in &leader.ownership {
        rows.add("split_owner", &o.label.id, "", "cost_savings_lost", &o.cost_savings, leader.lever_trials);
        rows.add("split_owner", &o.label.id, "", "value_effect_lost", &o.value_effect, leader.lever_trials);
        rows.add("split_owner", &o.label.id, "", "lag_months", &o.lag_months, leader.lever_trials);
    }
    rows.0.bytes()
}

struct Rows(Sheet);

impl Rows {
    fn add(&mut self, table: &str, of: &str, month: &str, name: &str, estimate: &Estimate, worlds: usize) {
        let start = [table, of, month, name].into_iter().map(str::to_owned);
        self.0.row(start.chain(figures(estimate)).chain([worlds.to_string()]));
    }

    /// A figure over all worlds at once, which has no quantiles.
    fn single(&mut self, table: &str, of: &str, month: &str, name: &str, value: f64, worlds: usize) {
        let blank = String::new;
        self.0.row([
            table.into(),
            of.into(),
            month.into(),
            name.into(),
            figure(value),
            blank(),
            blank(),
            blank(),
            blank(),
            worlds.to_string(),
        ]);
    }

    fn values(&mut self, table: &str, values: &Values) {
        for (name, on) in [("cost_savings", &values.on_cost_savings), ("value_effect", &values.on_value_effect)] {
            for v in on {
                self.add(table, v.name, "", name, &v.value, values.trials);
            }
        }
    }

    fn delays(&mut self, cost: &CostOfDelay) {
        let of = cost.lever.map_or("all", crate::model::Lever::name);
        for delay in &cost.months {
            let month = delay.month.to_string();
            let figures = [
                ("cost_savings", &delay.cost_savings),
                ("value_effect", &delay.value_effect),
                ("run_rate_cost_savings", &delay.run_rate_cost_savings),
                ("run_rate_value_effect", &delay.run_rate_value_effect),
                ("loss", &delay.loss),
            ];
            for (figure, estimate) in figures {
                self.add("delay", of, &month, figure, estimate, cost.trials);
            }
            self.single("delay", of, &month, "loss_a_month", delay.loss_a_month, cost.trials);
            self.single("delay", of, &month, "meets_month", delay.meets.map_or(f64::NAN, |m| m as f64), cost.trials);
        }
    }
}
