//! The leader's analyses together: three batteries in the same worlds, the bridges in all of them, the others in
//! fewer where they have many runs in each.

use serde::Serialize;

use super::battery::{Battery, RunId, Table};
use super::bridge::{AllFrictions, Bridge, Chain};
use super::delay::{CostOfDelay, DelayRuns, Ownership, OwnershipRuns};
use super::estimate::Estimate;
use super::levers::{LeverStudy, Redesign, Subsets};
use super::pass::Pass;
use crate::engine::switches::Switches;
use crate::model::{Model, Named};
use crate::results::{Progress, RunOption, Worlds};

/// Worlds of the smaller battery: levers without the AI, delay of each lever, order-free shares of frictions.
pub const FEWER: usize = 2_000;

/// An option's levers without the AI.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WithoutAi {
    /// The option.
    #[serde(skip)]
    pub label: Named,
    /// What the same levers in the same months save without the AI.
    pub cost_savings: Estimate,
    /// Value effect.
    pub value_effect: Estimate,
}

/// Everything the leader asks beyond the options themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Leader {
    /// Worlds of the bridges.
    pub trials: usize,
    /// Worlds of the subsets, the delay of the whole redesign and ownership.
    pub lever_trials: usize,
    /// Worlds of all else.
    pub fewer_trials: usize,
    /// A bridge for each option, in order.
    pub bridges: Vec<Bridge>,
    /// Each option with levers, its levers without the AI.
    pub without_ai: Vec<WithoutAi>,
    /// The lever study.
    pub levers: LeverStudy,
    /// Cost of delay of the whole redesign.
    pub delay: CostOfDelay,
    /// Cost of delay of each lever.
    pub delay_by_lever: Vec<CostOfDelay>,
    /// What split ownership costs, for each option with levers.
    pub ownership: Vec<Ownership>,
}

/// What to study.
#[derive(Clone, Copy, Debug)]
pub struct Study<'a> {
    /// The worlds.
    pub worlds: &'a Worlds<'a>,
    /// Options with the AI.
    pub options: &'a [RunOption],
    /// First trial.
    pub first: u64,
    /// Number of trials: worlds of the bridges.
    pub trials: usize,
    /// Worlds of the subsets of levers, the delay of the whole redesign and ownership, at most `trials`: all where levers are
    /// the question, [`FEWER`] where they are told beside the options.
    pub lever_trials: usize,
    /// Number of trials of the smaller battery, at most `trials`; [`FEWER`] unless somebody asks for more.
    pub fewer: usize,
}

impl<'a> Study<'a> {
    /// Runs it. `progress` is told how many runs are done, and may stop early: the figures are then those of the worlds done.
    pub fn run(&self, progress: Progress<'_>) -> Leader {
        let (asked, pass) = self.pass();
        asked.read(self.worlds.model(), self.options, pass.run(progress).tables)
    }

    /// Runs that progress counts to.
    pub fn steps(&self) -> usize {
        self.pass().1.steps()
    }

    fn pass(&self) -> (Asked, Pass<'a>) {
        let (asked, batteries) = Asked::of(self.worlds.model(), self.options);
        let until = |worlds: usize| self.first + self.worlds.count(worlds.min(self.trials)) as u64;
        let ends = [self.trials, self.lever_trials, self.fewer].map(until);
        let batteries = batteries.into_iter().zip(ends).collect();
        let (worlds, options, first, trials) = (self.worlds, self.options, self.first, self.trials);
        (asked, Pass { worlds, options, first, trials, kept: false, batteries, explained: 0 })
    }
}

/// Batteries of the leader's analyses: bridges, redesigns, all else.
pub(super) const BATTERIES: usize = 3;

/// What the leader's analyses asked of their batteries.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    chain: Chain,
    options: Vec<RunId>,
    subsets: Subsets,
    delay: DelayRuns,
    owners: Vec<OwnershipRuns>,
    frictions: AllFrictions,
    anyway: Subsets,
    alone: Vec<(Named, RunId)>,
    one_by_one: Vec<DelayRuns>,
}

impl Asked {
    /// Asks for everything.
    pub(super) fn of(model: &Model, options: &[RunOption]) -> (Self, [Battery; BATTERIES]) {
        let redesign = Redesign::of(model, options);
        let (mut all, mut redesigns, mut fewer) = (Battery::default(), Battery::default(), Battery::default());
        let pulling = options.iter().filter(|o| o.switches.levers.iter().any(Option::is_some));
        let asked = Self {
            chain: Chain::ask(&mut all),
            options: options.iter().map(|o| all.follow(o.switches)).collect(),
            subsets: Subsets::ask(&mut redesigns, &redesign, true),
            delay: DelayRuns::ask_all(&mut redesigns, &redesign),
            owners: options.iter().filter_map(|o| OwnershipRuns::ask(&mut redesigns, &o.label, &o.switches)).collect(),
            frictions: AllFrictions::ask(&mut fewer),
            anyway: Subsets::ask(&mut fewer, &redesign, false),
            alone: pulling.map(|o| (o.label.clone(), fewer.add(Switches { ai: false, ..o.switches }))).collect(),
            one_by_one: redesign.levers.iter().map(|lever| DelayRuns::ask_one(&mut fewer, &redesign, *lever)).collect(),
        };
        (asked, [all, redesigns, fewer])
    }

    /// Reads the answers from the batteries' tables, in their order.
    pub(super) fn read(&self, model: &Model, options: &[RunOption], tables: Vec<Table>) -> Leader {
        let [table, levers, smaller]: [Table; BATTERIES] = tables.try_into().expect("a table for each battery");
        let shares = self.frictions.shares(&smaller);
        let claimed = model.slide.is_some();
        let bridge = |(o, run): (&RunOption, &RunId)| self.chain.bridge(&table, &o.label, *run, claimed, Some(&shares));
        let without_ai = |(label, run): &(Named, RunId)| WithoutAi {
            label: label.clone(),
            cost_savings: Estimate::of(smaller.column(*run).map(|f| f.cost_savings)),
            value_effect: Estimate::of(smaller.column(*run).map(|f| f.value_effect)),
        };
        Leader {
            trials: table.trials,
            lever_trials: levers.trials,
            fewer_trials: smaller.trials,
            bridges: options.iter().zip(&self.options).map(bridge).collect(),
            without_ai: self.alone.iter().map(without_ai).collect(),
            levers: LeverStudy::read((&self.subsets, &levers), (&self.anyway, &smaller)),
            delay: self.delay.read(&levers, &model.calendar),
            delay_by_lever: self.one_by_one.iter().map(|runs| runs.read(&smaller, &model.calendar)).collect(),
            ownership: self.owners.iter().map(|runs| runs.read(&levers)).collect(),
        }
    }
}
