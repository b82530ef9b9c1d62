//! `--until`: as many worlds as it takes to know the answer to a share of itself.

use super::Stop;
use super::common::CommonFlags;
use crate::analysis::known::settled;
use crate::analysis::sensitivity::MOST_UNTIL;
use crate::analysis::verdict;
use crate::results::{Experiment, Results, Total};
use crate::stats::mean;

/// A share between 0 and 1: `1%`, `1 %` or `0.01`.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let (number, scale) = text.trim().strip_suffix('%').map_or((text.trim(), 1.0), |percent| (percent.trim(), 0.01));
    match number.parse::<f64>() {
        Ok(x) if x > 0.0 && x * scale < 1.0 => Ok(x * scale),
        _ => Err("expected a share between 0 and 1, for example 1% or 0.01".into()),
    }
}

/// The number of worlds, from the experiment's doubled as often as it takes, at which the mean cost savings of the option judged
/// are known to this share of themselves; [`MOST_UNTIL`] at most, or the experiment's where that is more.
pub(super) fn trials_until(flags: &CommonFlags, experiment: &Experiment<'_>, tolerance: f64) -> Result<usize, Stop> {
    let mut all = flags.simulate_alone(experiment)?;
    loop {
        let option = verdict::best(&all).unwrap_or(all.options.len().min(2) - 1);
        let savings = settled(&all.column(option, Total::CostSavings), mean);
        if savings.half_width <= tolerance * savings.value.abs() || 2 * all.trials > MOST_UNTIL {
            return Ok(all.trials);
        }
        let more = Experiment { first: experiment.first + all.trials as u64, trials: all.trials, ..experiment.clone() };
        join(&mut all, flags.simulate_alone(&more)?);
    }
}

/// Puts the worlds of a later shard behind those that are there; monthly statistics are not needed and stay.
fn join(all: &mut Results, more: Results) {
    for (totals, more) in all.totals.iter_mut().zip(more.totals) {
        totals.extend(more);
    }
    all.trials += more.trials;
}
