//! How far the AI has come with a contact type: reach, containment and resolution over time (model book, "What the AI takes").

use crate::model::Parameters;
use libm::exp;

/// How the AI stands with one contact type in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Level {
    /// Share of issues that meet the AI.
    pub reach: f64,
    /// Of those, the share that ends without a human: what dashboards show.
    pub containment: f64,
    /// Of the contained, the share really resolved.
    pub resolution: f64,
}

/// Share of those who would meet the AI in month `t` that do: 1, or what `[ai.opt_out]` leaves from its month on. Who goes past
/// the AI does so whatever the difficulty of the issue (an assumption).
pub fn willing(p: &Parameters, go_live: usize, t: usize) -> f64 {
    match &p.ai.opt_out {
        Some(opt_out) if t >= go_live + opt_out.start.max(0.0) as usize => 1.0 - opt_out.share,
        _ => 1.0,
    }
}

/// Reach, containment and resolution `months` after the type's phase started, with quality drift `drift`.
pub fn level(p: &Parameters, kind: usize, phase: usize, months: usize, drift: f64) -> Level {
    let ai = &p.types[kind].ai;
    let ramp = ((months + 1) as f64 / p.phases[phase].ramp_months.max(1.0)).min(1.0);
    let to_learn = exp(-(months as f64) / p.ai.learning_months);
    let launch = ai.resolution_launch.unwrap_or(ai.resolution);
    Level {
        reach: ai.reach * ramp,
        containment: ai.mature - (ai.mature - ai.launch) * to_learn,
        resolution: (ai.resolution - (ai.resolution - launch) * to_learn - drift).max(0.0),
    }
}
