//! What team leads and HR ask of every option: new baselines and the dual signal, from the same runs in the same worlds.

use super::dual_signal::{DualSignal, WorldSignal};
use super::pass::Pass;
use super::rebaseline::{Baselines, Layout};
use crate::model::{Model, Named};
use crate::results::{Gatherer, Progress, RunOption, Worlds, no_ai_label};

/// What to study.
#[derive(Clone, Copy, Debug)]
pub struct TargetStudy<'a> {
    /// The worlds.
    pub worlds: &'a Worlds<'a>,
    /// Options, `no_ai` excluded.
    pub options: &'a [RunOption],
    /// First trial.
    pub first: u64,
    /// Number of trials.
    pub trials: usize,
}

/// An option's targets and signals.
#[derive(Clone, Debug)]
pub struct OptionTargets {
    /// The option.
    pub label: Named,
    /// New baselines, and the indices by month.
    pub baselines: Baselines,
    /// The dual signal.
    pub signal: DualSignal,
    /// World by world.
    pub worlds: Vec<WorldSignal>,
}

/// Targets and signals of `no_ai` and every option.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Worlds done: all that were asked, or fewer after an interruption.
    pub trials: usize,
    /// First month with the AI.
    pub go_live: usize,
    /// `no_ai` first, then the options in order.
    pub options: Vec<OptionTargets>,
}

impl Targets {
    /// Today's operation going on: what before AI is held against.
    pub fn no_ai(&self) -> &OptionTargets {
        &self.options[0]
    }
}

impl TargetStudy<'_> {
    /// Runs it. `progress` is told how many runs are done, and may stop early.
    pub fn run(&self, progress: Progress<'_>) -> Targets {
        let passed = self.pass().run(progress);
        Targets::read(self.worlds.model(), self.options, passed.explained, passed.signals)
    }

    /// Runs that progress counts to.
    pub fn steps(&self) -> usize {
        self.pass().steps()
    }

    fn pass(&self) -> Pass<'_> {
        let explained = self.first + self.worlds.count(self.trials) as u64;
        let Self { worlds, options, first, trials } = *self;
        Pass { worlds, options, first, trials, kept: false, batteries: Vec::new(), explained }
    }
}

impl Targets {
    /// From the explained months and the signals of a pass, `no_ai` first.
    pub(super) fn read(model: &Model, options: &[RunOption], explained: Vec<Gatherer>, signals: Vec<Vec<WorldSignal>>) -> Self {
        let layout = Layout { teams: model.teams.len() };
        let labels = std::iter::once(no_ai_label()).chain(options.iter().map(|o| o.label.clone()));
        let trials = signals.first().map_or(0, Vec::len);
        let options = labels
            .zip(explained)
            .zip(signals)
            .map(|((label, months), worlds)| OptionTargets {
                label,
                baselines: Baselines::new(layout, months.statistics(layout.width())),
                signal: DualSignal::over(&worlds),
                worlds,
            })
            .collect();
        Targets { trials, go_live: model.calendar.go_live, options }
    }
}
