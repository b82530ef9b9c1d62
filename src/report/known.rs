//! How well a run knows its figures: the convergence part of `summary.json`, and what the terminal says of it.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::layout::{Style, wrapped};
use super::sensitivity_text::not_settled;
use super::words::money;
use crate::analysis::function::REPLICATES;
use crate::analysis::known::{Known, KnownFigure, KnownOption, Open, QUANTILES};
use crate::results::Total;

/// Confidence of the intervals.
const CONFIDENCE: f64 = 0.95;

/// Convergence as `summary.json` has it: half widths of 95 % intervals, by option, figure and statistic.
#[derive(Clone, Debug, Serialize)]
pub struct ConvergencePart {
    /// Independent sets of worlds.
    pub replicates: usize,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Half the width of the interval around each figure of `options`.
    pub half_widths: Map<String, Value>,
    /// Questions of the verdict that are not settled, and the worlds that would settle each.
    pub open: Vec<Open>,
}

impl ConvergencePart {
    /// Of what is known.
    pub fn new(known: &Known) -> Self {
        let half_widths = known.options.iter().map(|o| (o.label.id.clone(), option_part(o))).collect();
        Self { replicates: REPLICATES, confidence: CONFIDENCE, half_widths, open: known.open.clone() }
    }
}

fn option_part(option: &KnownOption) -> Value {
    let of = |figure: &KnownFigure| {
        let mut part = Map::from_iter([("mean".to_owned(), json!(figure.mean.half_width))]);
        part.extend(QUANTILES.iter().zip(&figure.quantiles).map(|((name, _), q)| ((*name).to_owned(), json!(q.half_width))));
        Value::Object(part)
    };
    let mut part: Map<String, Value> = option.figures.iter().map(|f| (f.figure.name().to_owned(), of(f))).collect();
    let c = &option.chances;
    let chances = [("npv_positive", c.npv_positive), ("hurdle_met", c.hurdle_met), ("sound", c.sound), ("pays_back", c.pays_back)];
    part.insert(
        "probability".into(),
        chances.iter().map(|(name, s)| ((*name).to_owned(), json!(s.half_width))).collect::<Map<_, _>>().into(),
    );
    Value::Object(part)
}

/// What the terminal says: how well the figures of the option judged are known, and what is not settled. `best`: its place
/// among the results.
pub fn text(known: &Known, best: Option<usize>, style: Style) -> String {
    let place = best.unwrap_or(1);
    let Some(option) = known.options.get(place - 1) else { return String::new() };
    let mut out = String::new();
    if let Some(savings) = option.figure(Total::CostSavings) {
        let [_, p10, p50, p90, _] = savings.quantiles.map(|q| money(q.half_width));
        let words = format!(
            "How well this is known: of {} the mean of cost savings within {}, P10 within {p10}, P50 within {p50}, P90 within {p90}, the chance of \
             meeting the hurdle within {:.1} points (95 % intervals from {REPLICATES} independent sets of worlds).",
            option.label.id,
            money(savings.mean.half_width),
            option.chances.hurdle_met.half_width * 100.0
        );
        out += &(style.faint(&wrapped(&words, style.width, "")) + "\n");
    }
    out.extend(known.open.iter().map(|open| not_settled(open, known.trials, style)));
    out
}
