//! The verdict: does the rollout reach the P&L? It follows from the worlds and the scenario's hurdle, by rules that stand here.
//!
//! Judged is the best option: of those with the AI that are sound in most worlds, the one with the largest median of cost
//! savings, ties to the earlier. The hurdle is a run-rate realisation and the probability with which it must be met.
//!
//! - *reaches*: the option meets the hurdle's realisation, and is sound, with at least the hurdle's probability;
//! - *partly*: not that, but the median of its cost savings in the last twelve months is positive;
//! - *does not*: neither, or no option with the AI is sound.

use serde::Serialize;

use super::bridge::Step;
use super::estimate::{Estimate, share};
use super::leader::Leader;
pub use super::levers::MOSTLY;
use crate::engine::switches::Friction;
use crate::model::{Hurdle, Lever, Named, Owner};
use crate::results::{Results, RunOption, Total, Totals};

/// Things named that would change the verdict.
const CHANGES: usize = 2;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The hurdle is met with the probability asked for.
    Reaches,
    /// Money is saved, the hurdle is missed.
    Partly,
    /// Nothing is saved, or nothing that can be stood by.
    DoesNot,
}

/// Something that would change the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A lever that is not pulled: pulling it.
    Pull(Lever),
    /// Levers that are pulled late: pulling them with the AI.
    Sooner,
    /// Split ownership: one owner.
    OneOwner,
    /// A friction that remains: each part of it that is taken away.
    Friction(Friction),
    /// A lever that is pulled and carries the result: losing it.
    Losing(Lever),
}

/// A thing that would change the verdict, and its size in cost savings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// What.
    pub thing: Thing,
    /// Cost savings it is worth: what would be won, or for [`Thing::Losing`] lost.
    pub amount: Estimate,
}

/// The verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The option judged, by its place in the results (0 is `no_ai`); none when none with the AI is sound.
    pub option: Option<usize>,
    /// Its id and name.
    pub label: Option<Named>,
    /// The answer.
    pub outcome: Outcome,
    /// The hurdle it was held against.
    pub hurdle: Hurdle,
    /// Probability of meeting the hurdle's realisation while sound.
    pub probability: f64,
    /// Run-rate realisation over worlds in which there is one.
    pub realisation: Estimate,
    /// What would change it, the largest first.
    pub changes: Vec<Change>,
    /// Fall of today's cost. Never to be added to the next two.
    pub hard_savings: Estimate,
    /// Cost that growth and prices would have brought.
    pub avoided_growth: Estimate,
    /// Paid hours above need, at cost.
    pub freed_capacity: Estimate,
    /// Months below the service target, to be shown beside any saving.
    pub months_below_service: Estimate,
    /// The same above those of `no_ai` in the same world: what of it was bought with service.
    pub more_months_below_service: Estimate,
}

/// Is an option sound that is so in this share of worlds?
pub fn is_sound(share: f64) -> bool {
    share >= MOSTLY
}

/// Is the hurdle's realisation met in a world, soundly? A slide that is not positive has no realisation, and none meets no hurdle.
pub fn meets(hurdle: &Hurdle, totals: &Totals) -> bool {
    totals.is_sound() && totals.get(Total::RunRateRealisation) >= hurdle.realisation
}

/// Place of the largest among the medians of cost savings of those admitted; ties to the earlier.
pub fn largest(medians: impl IntoIterator<Item = Option<f64>>) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (place, median) in medians.into_iter().enumerate() {
        if let Some(median) = median.filter(|median| best.is_none_or(|(_, most)| *median > most)) {
            best = Some((place, median));
        }
    }
    best.map(|(place, _)| place)
}

/// Place of the option to be judged (see the module), `no_ai` being 0, from the median of cost savings and the share of worlds
/// in which each is sound, of all options in order; none when none with the AI is sound in most worlds.
///
/// This is the one rule of what is best. It holds when every option loses: judged is then the least bad.
pub fn best_of(options: &[(f64, f64)]) -> Option<usize> {
    largest(options.iter().enumerate().map(|(place, (median, sound))| (place > 0 && is_sound(*sound)).then_some(*median)))
}

/// Place of the option to be judged, see [`best_of`].
pub fn best(results: &Results) -> Option<usize> {
    let figures = |totals: &Vec<Totals>| (of(totals, Total::CostSavings).p50, share(totals.iter().map(Totals::is_sound)));
    best_of(&results.totals.iter().map(figures).collect::<Vec<_>>())
}

fn of(totals: &[Totals], total: Total) -> Estimate {
    Estimate::of(totals.iter().map(|t| t.get(total)))
}

/// The answer to a probability of meeting the hurdle and a median of run-rate cost savings.
pub fn outcome(hurdle: &Hurdle, probability: f64, median_run_rate_savings: f64) -> Outcome {
    if probability >= hurdle.probability {
        Outcome::Reaches
    } else if median_run_rate_savings > 0.0 {
        Outcome::Partly
    } else {
        Outcome::DoesNot
    }
}

impl Verdict {
    /// Judges. `options` are the results' options without `no_ai`.
    pub fn new(hurdle: Hurdle, results: &Results, options: &[RunOption], leader: &Leader) -> Self {
        let best = best(results);
        // Without a sound option the one with the most savings is shown, as what it is.
        let shown = best.or_else(|| {
            let medians = results.totals.iter().map(|totals| of(totals, Total::CostSavings).p50);
            largest(medians.enumerate().map(|(option, median)| (option > 0).then_some(median)))
        });
        let totals: &[Totals] = shown.map_or(&[], |option| &results.totals[option]);
        let probability = if totals.is_empty() { 0.0 } else { share(totals.iter().map(|t| meets(&hurdle, t))) };
        let outcome = match best {
            Some(_) => outcome(&hurdle, probability, of(totals, Total::RunRateCostSavings).p50),
            None => Outcome::DoesNot,
        };
        let below = totals.iter().zip(&results.totals[0]);
        Self {
            option: best,
            label: best.map(|option| results.options[option].clone()),
            outcome,
            hurdle,
            probability,
            realisation: of(totals, Total::RunRateRealisation),
            changes: shown.map_or_else(Vec::new, |option| changes(outcome, &options[option - 1], leader)),
            hard_savings: of(totals, Total::HardSavings),
            avoided_growth: of(totals, Total::AvoidedGrowth),
            freed_capacity: of(totals, Total::FreedCapacity),
            months_below_service: of(totals, Total::MonthsBelowService),
            more_months_below_service: Estimate::of(
                below.map(|(t, no_ai)| t.get(Total::MonthsBelowService) - no_ai.get(Total::MonthsBelowService)),
            ),
        }
    }
}

/// What would change the verdict on an option. A hurdle that is met rests on the levers that carry it. One that is missed
/// would be moved by what is left undone (levers never pulled, pulled late, owned by nobody) and, when all is done, by the
/// frictions that cost most.
pub fn changes(outcome: Outcome, option: &RunOption, leader: &Leader) -> Vec<Change> {
    let mut things = if outcome == Outcome::Reaches { carrying(option, leader) } else { undone(option, leader) };
    things.retain(|change| change.amount.mean > 0.0);
    things.sort_by(|a, b| b.amount.mean.total_cmp(&a.amount.mean));
    things.truncate(CHANGES);
    let missing = CHANGES - things.len();
    things.extend(frictions(option, leader).into_iter().take(missing));
    things
}

fn carrying(option: &RunOption, leader: &Leader) -> Vec<Change> {
    let values = &leader.levers.with_ai.on_cost_savings;
    let pulled = values.iter().filter(|v| option.switches.levers[v.lever as usize].is_some());
    pulled.map(|v| Change { thing: Thing::Losing(v.lever), amount: v.value }).collect()
}

fn undone(option: &RunOption, leader: &Leader) -> Vec<Change> {
    let levers = &option.switches.levers;
    let values = &leader.levers.with_ai.on_cost_savings;
    let never = values.iter().filter(|v| levers[v.lever as usize].is_none());
    let mut things: Vec<Change> = never.map(|v| Change { thing: Thing::Pull(v.lever), amount: v.value }).collect();
    let split = leader.ownership.iter().find(|o| o.label.id == option.label.id && o.owner == Owner::Split);
    things.extend(split.map(|o| Change { thing: Thing::OneOwner, amount: o.cost_savings }));
    let latest = levers.iter().flatten().max().copied().unwrap_or(0);
    let nearest = leader.delay.months.iter().min_by_key(|delay| (delay.month - latest).abs());
    if let Some(delay) = nearest.filter(|delay| latest > 0 && delay.month > 0) {
        things.push(Change { thing: Thing::Sooner, amount: delay.loss });
    }
    things
}

/// Frictions by what they cost in the documented order, which is what the bridge shows; the dearest first.
fn frictions(option: &RunOption, leader: &Leader) -> Vec<Change> {
    let Some(bridge) = leader.bridges.iter().find(|b| b.label.id == option.label.id) else { return Vec::new() };
    let mut losses: Vec<Change> = bridge
        .steps
        .iter()
        .filter_map(|step| match step.step {
            Step::Friction(friction) => {
                let lost = step.amount.negated();
                Some(Change { thing: Thing::Friction(friction), amount: lost })
            }
            _ => None,
        })
        .filter(|change| change.amount.mean > 0.0)
        .collect();
    losses.sort_by(|a, b| b.amount.mean.total_cmp(&a.amount.mean));
    losses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judged_is_the_best_sound_option_with_the_ai_even_when_all_lose() {
        let no_ai = (0.0, 1.0);
        assert_eq!(best_of(&[no_ai, (-2.0, 1.0), (-1.0, 0.9), (-3.0, 1.0)]), Some(2));
        assert_eq!(best_of(&[no_ai, (5.0, 0.49), (1.0, 0.5)]), Some(2));
        assert_eq!(best_of(&[no_ai, (1.0, 1.0), (1.0, 1.0)]), Some(1), "ties to the earlier");
        assert_eq!(best_of(&[no_ai, (5.0, 0.1)]), None);
        assert_eq!(best_of(&[no_ai]), None);
    }
}
