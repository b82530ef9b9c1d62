//! The self-check of every run: what must hold in every month of every world whatever the inputs (model book, "Self-check").
//!
//! Figures are added up here in another way than where they were booked. A sum that does not close is a fault of the
//! program, and a run with one has no results.

use std::fmt;

use crate::engine::finance::COST_LINES;
use crate::engine::record::{Metric, Record};

/// Rounding that sums of a month may show, relative to what is summed.
const ROUNDING: f64 = 1e-9;

/// Something that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Heads and those in training are last month's, plus who begins a class, less leavers and who was let go.
    Heads,
    /// Issues are resolved by the AI, resolved by people, or given up; those lost in the queue are part of the last.
    Contacts,
    /// The vendors' invoices are the sum of their lines, and the cost line is what they invoice.
    Invoices,
    /// Cost is the sum of its lines.
    Costs,
    /// Savings are `no_ai`'s cost less cost, the value effect is savings less extra contribution lost, running sums are sums.
    Savings,
    /// The steps of the bridge add up to the option's cost savings.
    Bridge,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Identity::Heads => "heads do not balance: those of last month with hires, leavers and who was let go make",
            Identity::Contacts => "contacts do not balance: issues resolved by the AI, by people, and given up make",
            Identity::Invoices => "invoices do not add up: their lines make",
            Identity::Costs => "costs do not add up: their lines make",
            Identity::Savings => "savings do not follow from cost: they should be",
            Identity::Bridge => "the bridge does not close: its steps make",
        })
    }
}

/// A month in which an identity does not hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Broken {
    /// What does not hold.
    pub identity: Identity,
    /// Month, 0-based; `None`: over all months.
    pub month: Option<usize>,
    /// What it should be.
    pub wanted: f64,
    /// What was booked.
    pub found: f64,
}

/// A broken identity and where it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Id of the option.
    pub option: String,
    /// Number of the trial; the seed makes the world from it.
    pub trial: u64,
    /// What is broken.
    pub broken: Broken,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken { identity, month, wanted, found } = self.broken;
        let month = month.map_or("over all months".into(), |month| format!("in month {month}"));
        write!(
            f,
            "self-check: option `{}`, trial {}, {month}: {identity} {wanted}, booked is {found}; this is a fault of the program and no result of it can be trusted",
            self.option, self.trial
        )
    }
}

impl std::error::Error for Violation {}

/// Are two sums the same but for rounding? `scale`: what was summed. Not a number is never the same.
pub fn closes(wanted: f64, found: f64, scale: f64) -> bool {
    (wanted - found).abs() <= ROUNDING * (1.0 + scale.abs() + wanted.abs())
}

/// The first identity that a run of the whole engine (every friction on) breaks, if any. `no_ai`: the counterfactual's
/// record; `None` while it is checked itself.
pub fn check(run: &Record, no_ai: Option<&Record>) -> Option<Broken> {
    (0..run.months()).find_map(|t| month(run, no_ai, t))
}

fn month(run: &Record, no_ai: Option<&Record>, t: usize) -> Option<Broken> {
    let get = |metric| run.get(t, metric);
    let broken = |identity, wanted: f64, found: f64, scale: f64| {
        (!closes(wanted, found, scale)).then_some(Broken { identity, month: Some(t), wanted, found })
    };
    let issues = get(Metric::Issues);
    let (resolved, given_up) = (get(Metric::ResolvedByAi) + get(Metric::ResolvedByPeople), get(Metric::IssuesGivenUp));
    let parts =
        [get(Metric::ResolvedByAi), get(Metric::ResolvedByPeople), given_up, get(Metric::IssuesLost), given_up - get(Metric::IssuesLost)];
    let least = parts.into_iter().fold(0.0, f64::min);
    let invoiced = get(Metric::VendorUsage) + get(Metric::VendorShortfall) + get(Metric::VendorBonus);
    let lines: f64 = COST_LINES.iter().map(|line| get(*line)).sum();
    let size: f64 = COST_LINES.iter().map(|line| get(*line).abs()).sum();
    broken(Identity::Contacts, resolved + given_up, issues, issues)
        .or_else(|| broken(Identity::Contacts, 0.0, least, issues))
        .or_else(|| heads(run, t))
        .or_else(|| broken(Identity::Invoices, invoiced, get(Metric::VendorInvoice), size))
        .or_else(|| broken(Identity::Invoices, invoiced, get(Metric::CostVendor), size))
        .or_else(|| broken(Identity::Costs, lines, get(Metric::Cost), size))
        .or_else(|| savings(run, no_ai?, t, size))
}

/// Heads at work and in training, from one month to the next.
fn heads(run: &Record, t: usize) -> Option<Broken> {
    let there = |t| run.get(t, Metric::Heads) + run.get(t, Metric::TrainingHeads);
    let found = there(t);
    let wanted = if t == 0 {
        found.max(0.0)
    } else {
        there(t - 1) + run.get(t, Metric::Hires)
            - [Metric::Leavers, Metric::Severed, Metric::Redeployed].map(|gone| run.get(t - 1, gone)).iter().sum::<f64>()
    };
    (!closes(wanted, found, there(0))).then_some(Broken { identity: Identity::Heads, month: Some(t), wanted, found })
}

fn savings(run: &Record, no_ai: &Record, t: usize, size: f64) -> Option<Broken> {
    let less = |metric| no_ai.get(t, metric) - run.get(t, metric);
    let sum = |metric| if t == 0 { 0.0 } else { run.get(t - 1, metric) };
    let scale = size + no_ai.get(t, Metric::Cost).abs() + run.get(t, Metric::ContributionLost).abs();
    let saved = less(Metric::Cost);
    [
        (saved, Metric::CostSavings),
        (saved + less(Metric::ContributionLost), Metric::ValueEffect),
        (sum(Metric::CumulativeSavings) + saved, Metric::CumulativeSavings),
        (sum(Metric::CumulativeSlide) + run.get(t, Metric::SlideSavings), Metric::CumulativeSlide),
        (sum(Metric::CumulativeValue) + run.get(t, Metric::ValueEffect), Metric::CumulativeValue),
    ]
    .into_iter()
    .map(|(wanted, metric)| (wanted, run.get(t, metric)))
    .find(|(wanted, found)| !closes(*wanted, *found, scale * (t + 1) as f64))
    .map(|(wanted, found)| Broken { identity: Identity::Savings, month: Some(t), wanted, found })
}
