//! What team leads and HR ask of every option: new baselines and the dual signal, from the same runs in the same worlds.

use rayon::prelude::*;

use super::dual_signal::{DualSignal, Signal, WorldSignal};
use super::rebaseline::{Baselines, Beside, Layout};
use crate::engine::planner::Plan;
use crate::engine::run::{State, simulate};
use crate::engine::switches::Switches;
use crate::engine::world::World;
use crate::model::Named;
use crate::results::{Collector, Progress, RunOption, WorldRoom, Worlds};

/// Worlds unless somebody asks for others. Explaining a month takes about as long again as living through it, and a mean or a
/// quantile of a monthly figure is known well enough from these.
pub const WORLDS: usize = 2_000;
/// Worlds simulated before their figures are reduced.
const BLOCK: usize = 256;

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
    /// Runs it. `progress` is told how many worlds are done, and may stop early.
    pub fn run(&self, progress: Progress<'_>) -> Targets {
        let setting = self.worlds.setting;
        let model = setting.model;
        let medians = World::expected(setting);
        let runs: Vec<Switches> = std::iter::once(Switches::NO_AI).chain(self.options.iter().map(|o| o.switches)).collect();
        let plans: Vec<Plan> = runs.iter().map(|switches| Plan::forecast(setting, &medians, switches)).collect();
        let layout = Layout { teams: model.teams.len() };
        let row = model.calendar.months * layout.width();
        let count = runs.len();
        let asked = self.worlds.count(self.trials);
        let mut block = vec![0.0; BLOCK.min(asked) * count * row];
        let mut collectors: Vec<Collector> = Vec::new();
        let mut signals: Vec<Vec<WorldSignal>> = vec![Vec::with_capacity(asked); count];
        let mut trials = 0;
        while trials < asked {
            let size = BLOCK.min(asked - trials);
            let start = self.first + trials as u64;
            let block = &mut block[..size * count * row];
            let done: Vec<Vec<WorldSignal>> = block
                .par_chunks_mut(count * row)
                .enumerate()
                .map_init(
                    || Bench { room: self.worlds.room(), states: vec![State::explaining(setting); count], signals: Vec::new() },
                    |bench, (i, rows)| bench.trial(self.worlds, &runs, &plans, layout, start + i as u64, rows),
                )
                .collect();
            for option in 0..count {
                let of_option: Vec<&[f64]> = block.chunks(count * row).map(|rows| &rows[option * row..][..row]).collect();
                if collectors.len() == option {
                    collectors.push(Collector::from_pilot(&of_option));
                }
                collectors[option].add(&of_option);
            }
            for world in done {
                for (of_option, signal) in signals.iter_mut().zip(world) {
                    of_option.push(signal);
                }
            }
            trials += size;
            if !progress(trials) {
                break;
            }
        }
        let today = Named { id: "no_ai".into(), name: "No AI: today's operation goes on".into() };
        let labels = std::iter::once(today).chain(self.options.iter().map(|o| o.label.clone()));
        let options = labels
            .zip(&collectors)
            .zip(signals)
            .map(|((label, collector), worlds)| OptionTargets {
                label,
                baselines: Baselines::new(layout, collector.statistics(layout.width())),
                signal: DualSignal::over(&worlds),
                worlds,
            })
            .collect();
        Targets { trials, go_live: model.calendar.go_live, options }
    }
}

/// Everything one worker needs, allocated once.
struct Bench {
    room: WorldRoom,
    states: Vec<State>,
    signals: Vec<Signal>,
}

impl Bench {
    /// Runs everything in the world of a trial and writes its monthly figures; returns its signals.
    fn trial(
        &mut self,
        worlds: &Worlds<'_>,
        runs: &[Switches],
        plans: &[Plan],
        layout: Layout,
        trial: u64,
        rows: &mut [f64],
    ) -> Vec<WorldSignal> {
        let setting = worlds.setting;
        let world = worlds.draw(trial, &mut self.room);
        let go_live = setting.model.calendar.go_live;
        let (no_ai, states) = self.states.split_first_mut().expect("no_ai is always there");
        simulate(setting, world, &runs[0], &plans[0], None, no_ai);
        for ((state, switches), plan) in states.iter_mut().zip(&runs[1..]).zip(&plans[1..]) {
            simulate(setting, world, switches, plan, Some(no_ai), state);
        }
        let no_ai = &self.states[0].record;
        let row = rows.len() / self.states.len();
        let mut found = Vec::with_capacity(self.states.len());
        for (state, rows) in self.states.iter().zip(rows.chunks_mut(row)) {
            let kept = state.rebaseline.as_ref().expect("these states explain their months");
            self.signals.clear();
            for (t, row) in rows.chunks_mut(layout.width()).enumerate() {
                let signal = Signal::of(&state.record, no_ai, t);
                layout.write(kept, t, row);
                (row[Beside::Efficiency as usize], row[Beside::People as usize]) = (signal.efficiency, signal.people);
                self.signals.push(signal);
            }
            found.push(WorldSignal::of(&state.record, &self.signals, go_live));
        }
        found
    }
}
