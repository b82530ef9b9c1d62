//! The dual signal: does the machine's efficiency come out of the people (model book, "Metrics and people")?
//!
//! Two indices, each 100 where a month is as in `no_ai` of the same world. Efficiency is what dashboards see; people is what
//! they do not. Efficiency above 100 and people below is a *ticking clock*: what was saved is being borrowed.

use serde::Serialize;

use super::estimate::{Estimate, share};
use crate::engine::record::{Metric, Record};
use crate::stats::quantiles;

/// Months in a row that make a clock tick.
const MONTHS_IN_A_ROW: usize = 3;
/// What an index has to leave 100 by to count as above or below: rounding, nothing more.
const ROUNDING: f64 = 1e-9;

/// Parts of the people index, in their order: agent experience, FCR, retention, customer effort the other way round.
pub const PEOPLE_PARTS: usize = 4;

/// The two indices of a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signal {
    /// Efficiency, as dashboards see it.
    pub efficiency: f64,
    /// People: the team and the customers.
    pub people: f64,
    /// Parts of the people index, each 100 as in `no_ai`.
    pub people_parts: [f64; PEOPLE_PARTS],
}

impl Signal {
    /// A month as in `no_ai`.
    pub const UNCHANGED: Self = Self { efficiency: 100.0, people: 100.0, people_parts: [100.0; PEOPLE_PARTS] };
}

impl Signal {
    /// Of month `t` of a run, held against `no_ai` of the same world.
    ///
    /// Efficiency: geometric mean of `no_ai`'s over the run's cost per conversation, 1 + containment, and `no_ai`'s over the
    /// run's human hours per issue. People: geometric mean of agent experience, resolution (FCR) and retention (1 − monthly
    /// leaving), each over `no_ai`'s, and `no_ai`'s over the run's customer effort per resolved issue. All weigh the same.
    /// A part that is nothing on one side (no team, no effort) cannot be compared and counts as unchanged.
    pub fn of(run: &Record, no_ai: &Record, t: usize) -> Self {
        let over = |figure: &dyn Fn(&Record) -> f64| ratio(figure(run), figure(no_ai));
        let hours = |record: &Record| record.get(t, Metric::HumanHours) / record.get(t, Metric::Issues);
        let retention = |record: &Record| 1.0 - record.get(t, Metric::Leavers) / record.get(t, Metric::Heads);
        let resolved = |record: &Record| record.get(t, Metric::Issues) - record.get(t, Metric::IssuesGivenUp);
        let effort = |record: &Record| record.get(t, Metric::Effort) / resolved(record);
        let efficiency = [
            1.0 / over(&|record| record.get(t, Metric::CostPerConversation)),
            (1.0 + run.get(t, Metric::Containment)) / (1.0 + no_ai.get(t, Metric::Containment)),
            1.0 / over(&hours),
        ];
        let people = [
            over(&|record| record.get(t, Metric::AgentExperience)),
            over(&|record| record.get(t, Metric::Fcr)),
            over(&retention),
            1.0 / over(&effort),
        ];
        Self {
            efficiency: 100.0 * geometric_mean(&efficiency),
            people: 100.0 * geometric_mean(&people),
            people_parts: people.map(|part| 100.0 * part),
        }
    }

    /// Saved on people or customers?
    pub fn ticks(&self) -> bool {
        self.efficiency > 100.0 + ROUNDING && self.people < 100.0 - ROUNDING
    }
}

/// One figure over another; 1 where either is nothing or no number.
fn ratio(a: f64, b: f64) -> f64 {
    if a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() { a / b } else { 1.0 }
}

fn geometric_mean(factors: &[f64]) -> f64 {
    libm::exp(factors.iter().map(|x| libm::log(*x)).sum::<f64>() / factors.len() as f64)
}

/// Month in which the clock starts: the first of three in a row, from go-live on, with efficiency above 100 and people below.
pub fn clock(signals: &[Signal], go_live: usize) -> Option<usize> {
    let last = (signals.len() + 1).checked_sub(MONTHS_IN_A_ROW)?;
    (go_live..last).find(|t| signals[*t..*t + MONTHS_IN_A_ROW].iter().all(Signal::ticks))
}

/// What one world says of an option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldSignal {
    /// Mean indices of the last three months.
    pub end: Signal,
    /// Month in which the clock starts.
    pub clock: Option<usize>,
    /// What the machine saved: cost savings over all months.
    pub machine_saved: f64,
    /// What the people gained: index points over `no_ai`, mean of the months from go-live on.
    pub people_gained: f64,
}

impl WorldSignal {
    /// Of a run, held against `no_ai` of the same world; `signals` are those of its months.
    pub fn of(run: &Record, signals: &[Signal], go_live: usize) -> Self {
        let mean = |of: &[Signal], figure: &dyn Fn(&Signal) -> f64| of.iter().map(figure).sum::<f64>() / of.len().max(1) as f64;
        let end = &signals[signals.len().saturating_sub(crate::results::END_MONTHS)..];
        let live = &signals[go_live.min(signals.len())..];
        Self {
            end: Signal {
                efficiency: mean(end, &|s| s.efficiency),
                people: mean(end, &|s| s.people),
                people_parts: std::array::from_fn(|i| mean(end, &|s| s.people_parts[i])),
            },
            clock: clock(signals, go_live),
            machine_saved: run.sum(Metric::CostSavings),
            people_gained: if live.is_empty() { 0.0 } else { mean(live, &|s| s.people) - 100.0 },
        }
    }
}

/// The dual signal of an option over worlds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DualSignal {
    /// Worlds behind it.
    pub trials: usize,
    /// Efficiency index, mean of the last three months and over worlds.
    pub efficiency: f64,
    /// People index, likewise.
    pub people: f64,
    /// Agent experience over `no_ai`'s, 100 as there; mean of the last three months, as all four parts.
    pub agent_experience: f64,
    /// FCR over `no_ai`'s.
    pub fcr: f64,
    /// Retention over `no_ai`'s.
    pub retention: f64,
    /// `no_ai`'s customer effort per resolved issue over the option's.
    pub customer_ease: f64,
    /// Share of worlds in which a clock starts to tick.
    pub ticking_clock_probability: f64,
    /// Month in which it starts, median over all worlds with "never" as infinite; none where it never starts in most.
    pub ticking_clock_month: Option<f64>,
    /// Month in which it starts where it does: median over those worlds.
    pub ticking_clock_month_where_it_ticks: Option<f64>,
    /// What the machine saved: cost savings over all months.
    pub machine_saved: Estimate,
    /// What the people gained: points of the people index over `no_ai`, mean of the months from go-live on.
    pub people_gained: Estimate,
}

impl DualSignal {
    /// Over worlds, in their order.
    pub fn over(worlds: &[WorldSignal]) -> Self {
        let mean = |figure: &dyn Fn(&WorldSignal) -> f64| worlds.iter().map(figure).sum::<f64>() / worlds.len() as f64;
        let part = |i: usize| mean(&|w| w.end.people_parts[i]);
        let starts = |never: bool| -> Vec<f64> {
            let months = worlds.iter().map(|w| w.clock.map_or(f64::INFINITY, |t| t as f64));
            months.filter(|t| never || t.is_finite()).collect()
        };
        let median = |mut months: Vec<f64>| quantiles(&mut months, &[0.5])[0];
        let known = |month: f64| month.is_finite().then_some(month);
        Self {
            trials: worlds.len(),
            efficiency: mean(&|w| w.end.efficiency),
            people: mean(&|w| w.end.people),
            agent_experience: part(0),
            fcr: part(1),
            retention: part(2),
            customer_ease: part(3),
            ticking_clock_probability: share(worlds.iter().map(|w| w.clock.is_some())),
            ticking_clock_month: known(median(starts(true))),
            ticking_clock_month_where_it_ticks: known(median(starts(false))),
            machine_saved: Estimate::of(worlds.iter().map(|w| w.machine_saved)),
            people_gained: Estimate::of(worlds.iter().map(|w| w.people_gained)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signals(people: &[f64]) -> Vec<Signal> {
        people.iter().map(|people| Signal { efficiency: 110.0, people: *people, ..Signal::UNCHANGED }).collect()
    }

    #[test]
    fn a_clock_takes_three_months_in_a_row() {
        assert_eq!(clock(&signals(&[99.0, 99.0, 101.0, 99.0, 99.0, 99.0]), 0), Some(3));
        assert_eq!(clock(&signals(&[99.0, 99.0, 101.0, 99.0, 99.0]), 0), None);
        assert_eq!(clock(&signals(&[99.0, 99.0, 99.0, 99.0]), 1), Some(1), "not before go-live");
        assert_eq!(clock(&signals(&[99.0, 99.0]), 0), None, "two months say nothing");
        let idle = [Signal { people: 90.0, ..Signal::UNCHANGED }; 6];
        assert_eq!(clock(&idle, 0), None, "nothing was saved");
    }

    #[test]
    fn a_clock_that_never_starts_in_most_worlds_has_no_median() {
        let world = |clock| WorldSignal { end: Signal::UNCHANGED, clock, machine_saved: 1.0, people_gained: -1.0 };
        let one = DualSignal::over(&[world(Some(4)), world(None), world(None)]);
        assert_eq!((one.ticking_clock_month, one.ticking_clock_month_where_it_ticks), (None, Some(4.0)));
        let two = DualSignal::over(&[world(Some(4)), world(Some(6)), world(None)]);
        assert_eq!(two.ticking_clock_month, Some(6.0));
    }

    #[test]
    fn what_cannot_be_compared_counts_as_unchanged() {
        assert_eq!([ratio(2.0, 4.0), ratio(0.0, 4.0), ratio(1.0, 0.0), ratio(f64::NAN, 1.0)], [0.5, 1.0, 1.0, 1.0]);
        assert!((geometric_mean(&[2.0, 4.0]) - libm::sqrt(8.0)).abs() < 1e-15);
    }
}
