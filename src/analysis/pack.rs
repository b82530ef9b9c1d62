//! The decision pack: options in full, what the leader asks, what team leads and HR ask, from one pass over the worlds.
//!
//! Options are run in all worlds. Everything else has many runs in each world and settles sooner: it is run in the first
//! worlds alone, and its tables say how many these are. The same worlds serve all, so the figures fit together.

use super::leader::{Asked, Leader};
use super::pass::{INPUTS_KEPT, Pass, Passed};
use super::targets::Targets;
use crate::engine::record::Record;
use crate::engine::world::World;
use crate::results::{Progress, Results, RunOption, Worlds, no_ai_label};

/// Worlds in which each part of the pack is run, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth {
    /// Bridges of the options.
    pub bridges: usize,
    /// Subsets of levers, delay of the whole redesign, ownership.
    pub levers: usize,
    /// Levers without the AI, delay of each lever, order-free shares of frictions.
    pub fewer: usize,
    /// New baselines and the dual signal.
    pub targets: usize,
}

impl Depth {
    /// What is told beside the options.
    pub const BESIDE: Self = Self { bridges: 1_024, levers: 512, fewer: 256, targets: 512 };

    /// Everything in all worlds.
    pub const ALL: Self = Self { bridges: usize::MAX, levers: usize::MAX, fewer: usize::MAX, targets: usize::MAX };
}

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Pack<'a> {
    /// The worlds.
    pub worlds: &'a Worlds<'a>,
    /// Options, `no_ai` excluded.
    pub options: &'a [RunOption],
    /// Number of the first world: 0 but for a shard.
    pub first: u64,
    /// How many worlds.
    pub trials: usize,
    /// How much of the rest.
    pub depth: Depth,
}

/// The pack.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The options.
    pub results: Results,
    /// What the leader asks.
    pub leader: Leader,
    /// What team leads and HR ask.
    pub targets: Targets,
}

impl<'a> Pack<'a> {
    /// Runs it in a piece. `progress` is told how many runs are done, of [`Pack::steps`], and may stop early: the answers are
    /// then those of the worlds done, at least the first few.
    pub fn run(&self, progress: Progress<'_>) -> Answers {
        self.read(self.part(progress))
    }

    /// Runs that progress counts to.
    pub fn steps(&self) -> usize {
        self.pass().1.steps()
    }

    /// Runs its worlds as a part of a whole.
    pub fn part(&self, progress: Progress<'_>) -> Passed {
        self.pass().1.run(progress)
    }

    /// Answers from the parts of the whole, put together.
    pub fn read(&self, passed: Passed) -> Answers {
        let model = self.worlds.model();
        let width = Record::new(1, model.teams.len()).width();
        let labels = std::iter::once(no_ai_label()).chain(self.options.iter().map(|o| o.label.clone()));
        let leader = self.pass().0.read(model, self.options, passed.tables);
        let targets = Targets::read(model, self.options, passed.explained, passed.signals);
        let results = Results {
            options: labels.collect(),
            totals: passed.totals,
            months: passed.months.into_iter().map(|months| months.statistics(width)).collect(),
            inputs: passed.inputs,
            trials: passed.trials,
            today: World::expected(self.worlds.setting),
            violation: passed.violation,
        };
        Answers { results, leader, targets }
    }

    /// What a part of the whole would leave behind without any world: room for one that is read.
    pub fn nothing(&self) -> Passed {
        self.pass().1.nothing()
    }

    /// Sampled inputs of the first worlds, as many as a pass keeps of so many.
    pub fn inputs(&self, trials: usize) -> Vec<Vec<f64>> {
        (0..trials.min(INPUTS_KEPT) as u64).map(|trial| self.worlds.inputs_of(trial)).collect()
    }

    fn pass(&self) -> (Asked, Pass<'a>) {
        let (worlds, options, first, trials) = (self.worlds, self.options, self.first, self.trials);
        let (asked, batteries) = Asked::of(worlds.model(), options);
        let until = |worlds: usize| self.worlds.count(worlds) as u64;
        let Depth { bridges, levers, fewer, targets } = self.depth;
        let batteries = batteries.into_iter().zip([bridges, levers, fewer].map(until)).collect();
        (asked, Pass { worlds, options, first, trials, kept: true, batteries, explained: until(targets) })
    }
}
