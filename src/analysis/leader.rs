//! The leader's analyses together: three batteries in the same worlds, the bridges in all of them, the others in
//! fewer where they have many runs in each.

use serde::Serialize;

use super::battery::{Battery, Table};
use super::bridge::{AllFrictions, Bridge, Chain};
use super::delay::{CostOfDelay, DelayRuns, Ownership, OwnershipRuns};
use super::estimate::Estimate;
use super::levers::{LeverStudy, Redesign, Subsets};
use crate::engine::switches::Switches;
use crate::model::Named;
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

impl Study<'_> {
    /// Worlds that progress counts to.
    pub fn steps(&self) -> usize {
        [self.trials, self.lever_trials, self.fewer].into_iter().map(|asked| self.worlds.count(asked.min(self.trials))).sum()
    }

    /// Runs it. `progress` is told how many worlds of both batteries are done, of [`Study::steps`], and may stop early: the
    /// figures are then those of the worlds done.
    pub fn run(&self, progress: Progress<'_>) -> Leader {
        let model = self.worlds.model();
        let redesign = Redesign::of(model, self.options);
        let mut all = Battery::default();
        let chain = Chain::ask(&mut all);
        let options: Vec<_> = self.options.iter().map(|o| all.follow(o.switches)).collect();
        let mut redesigns = Battery::default();
        let subsets = Subsets::ask(&mut redesigns, &redesign, true);
        let delay = DelayRuns::ask_all(&mut redesigns, &redesign);
        let owners: Vec<_> = self.options.iter().filter_map(|o| OwnershipRuns::ask(&mut redesigns, &o.label, &o.switches)).collect();

        let mut fewer = Battery::default();
        let frictions = AllFrictions::ask(&mut fewer);
        let anyway = Subsets::ask(&mut fewer, &redesign, false);
        let pulling = self.options.iter().filter(|o| o.switches.levers.iter().any(Option::is_some));
        let alone: Vec<_> = pulling.map(|o| (&o.label, fewer.add(Switches { ai: false, ..o.switches }))).collect();
        let one_by_one: Vec<_> = redesign.levers.iter().map(|lever| DelayRuns::ask_one(&mut fewer, &redesign, *lever)).collect();

        let table = all.run(self.worlds, self.first, self.trials, progress);
        let done = table.trials;
        let levers: Table = redesigns.run(self.worlds, self.first, self.lever_trials.min(self.trials), &|trials| progress(done + trials));
        let done = done + levers.trials;
        let smaller: Table = fewer.run(self.worlds, self.first, self.fewer.min(self.trials), &|trials| progress(done + trials));

        let shares = frictions.shares(&smaller);
        let claimed = model.slide.is_some();
        let bridges = self.options.iter().zip(options).map(|(o, run)| chain.bridge(&table, &o.label, run, claimed, Some(&shares)));
        let without_ai = alone.into_iter().map(|(label, run)| WithoutAi {
            label: label.clone(),
            cost_savings: Estimate::of(smaller.column(run).map(|f| f.cost_savings)),
            value_effect: Estimate::of(smaller.column(run).map(|f| f.value_effect)),
        });
        Leader {
            trials: table.trials,
            lever_trials: levers.trials,
            fewer_trials: smaller.trials,
            bridges: bridges.collect(),
            without_ai: without_ai.collect(),
            levers: LeverStudy::read((&subsets, &levers), (&anyway, &smaller)),
            delay: delay.read(&levers, &model.calendar),
            delay_by_lever: one_by_one.iter().map(|runs| runs.read(&smaller, &model.calendar)).collect(),
            ownership: owners.iter().map(|runs| runs.read(&levers)).collect(),
        }
    }
}
