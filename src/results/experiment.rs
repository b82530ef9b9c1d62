//! Experiments: `no_ai` and every option in the same worlds, in parallel, reduced in the order of trials.

use super::benches::on_benches;
use super::identities::{self, Violation};
use super::series::{Gatherer, MonthStatistics, PILOT};
use super::totals::{Total, Totals, totals};
use super::worlds::{WorldRoom, Worlds};
use crate::engine::planner::Plan;
use crate::engine::record::Record;
use crate::engine::run::{State, simulate};
use crate::engine::staffing::Queues;
use crate::engine::switches::Switches;
use crate::engine::tables::Tables;
use crate::engine::world::{Setting, World, service_goal};
use crate::model::{Model, Named};

/// Trials simulated before their figures are reduced.
const BLOCK: usize = PILOT;

/// An option to run: who it is and its switches.
#[derive(Clone, Debug, PartialEq)]
pub struct RunOption {
    /// Id and name.
    pub label: Named,
    /// Switches.
    pub switches: Switches,
}

/// What to run.
#[derive(Clone, Debug)]
pub struct Experiment<'a> {
    /// The model.
    pub model: &'a Model,
    /// Options, `no_ai` excluded.
    pub options: Vec<RunOption>,
    /// Seed of inputs and noise.
    pub seed: u64,
    /// First trial.
    pub first: u64,
    /// Number of trials.
    pub trials: usize,
    /// Expected-value mode: one world of medians without noise, exact queues.
    pub expected: bool,
    /// False: worlds differ by their inputs alone. Shocks, leavers, regressions and negotiations are taken as expected, heads
    /// stay fractional.
    pub process_noise: bool,
}

/// Told how many trials are done; returns false to stop early.
pub type Progress<'a> = &'a (dyn Fn(usize) -> bool + Sync);

/// What an experiment leaves behind. Options are `no_ai` first, then as given.
#[derive(Clone, Debug)]
pub struct Results {
    /// Options, `no_ai` first.
    pub options: Vec<Named>,
    /// Figures by option and trial.
    pub totals: Vec<Vec<Totals>>,
    /// Monthly statistics by option.
    pub months: Vec<MonthStatistics>,
    /// Sampled inputs by trial, in the order of the model's inputs, as used (rounded where months or counts).
    pub inputs: Vec<Vec<f64>>,
    /// Trials done: all that were asked, or fewer after an interruption.
    pub trials: usize,
    /// The world of medians: today's figures.
    pub today: World,
    /// The first world in which the books do not balance; there are no results to trust then.
    pub violation: Option<Violation>,
}

impl Results {
    /// A figure of an option over all trials.
    pub fn column(&self, option: usize, total: Total) -> Vec<f64> {
        self.totals[option].iter().map(|t| t.get(total)).collect()
    }
}

impl<'a> Experiment<'a> {
    /// All options of a model.
    pub fn new(model: &'a Model) -> Self {
        let options = model.options.iter().map(|o| RunOption { label: o.label.clone(), switches: Switches::of_option(o) }).collect();
        Self { model, options, seed: 1, first: 0, trials: 10_000, expected: false, process_noise: true }
    }

    /// Runs it. Bits depend on the model, the seed and the trial alone.
    pub fn run(&self, progress: Progress<'_>) -> Results {
        let goal = service_goal(self.model);
        if self.expected {
            return self.run_with(&Setting::new(self.model, Queues::Exact(&goal)), progress);
        }
        let tables = Tables::build(&goal, self.model);
        self.run_with(&Setting::new(self.model, Queues::Tables(&tables)), progress)
    }

    /// Runs it with given queues.
    pub fn run_with(&self, setting: &Setting<'_>, progress: Progress<'_>) -> Results {
        let medians = World::expected(setting);
        let plans: Vec<Plan> = std::iter::once(&Switches::NO_AI)
            .chain(self.options.iter().map(|o| &o.switches))
            .map(|switches| Plan::forecast(setting, &medians, switches))
            .collect();
        let mut worlds = Worlds::new(setting, self.seed, self.expected);
        worlds.process_noise = self.process_noise;
        let count = self.options.len() + 1;
        let trials = worlds.count(self.trials);
        let width = Record::new(1, self.model.teams.len()).width();
        let row = self.model.calendar.months * width;
        let mut block = vec![0.0; BLOCK.min(trials) * count * row];
        let mut months = vec![Gatherer::new(row); count];
        let mut results = Results {
            options: std::iter::once(no_ai_label()).chain(self.options.iter().map(|o| o.label.clone())).collect(),
            totals: vec![Vec::with_capacity(trials); count],
            months: Vec::new(),
            inputs: Vec::with_capacity(trials),
            trials: 0,
            today: medians,
            violation: None,
        };
        while results.trials < trials {
            let size = BLOCK.min(trials - results.trials);
            let start = self.first + results.trials as u64;
            let mut worlds_of_block: Vec<&mut [f64]> = block[..size * count * row].chunks_mut(count * row).collect();
            let done: Vec<Trial> = on_benches(
                &mut worlds_of_block,
                || Bench::new(&worlds, count),
                |bench, i, rows| bench.trial(&worlds, &self.options, &plans, start + i as u64, rows),
            );
            for (option, months) in months.iter_mut().enumerate() {
                let rows: Vec<&[f64]> = worlds_of_block.iter().map(|rows| &rows[option * row..(option + 1) * row]).collect();
                months.add(results.trials as u64, &rows);
            }
            for Trial { totals, inputs, violation } in done {
                results.violation = results.violation.or(violation);
                for (option, total) in totals.into_iter().enumerate() {
                    results.totals[option].push(total);
                }
                results.inputs.push(inputs);
            }
            results.trials += size;
            if !progress(results.trials) {
                break;
            }
        }
        results.months = months.into_iter().map(|months| months.statistics(width)).collect();
        results
    }
}

/// What the counterfactual is called.
pub fn no_ai_label() -> Named {
    Named { id: "no_ai".into(), name: "No AI: today's operation goes on".into() }
}

/// What a trial leaves behind beside its months.
struct Trial {
    totals: Vec<Totals>,
    inputs: Vec<f64>,
    violation: Option<Violation>,
}

/// Everything one worker needs, allocated once.
struct Bench {
    room: WorldRoom,
    states: Vec<State>,
    frozen: State,
}

impl Bench {
    fn new(worlds: &Worlds<'_>, count: usize) -> Self {
        Self { room: worlds.room(), states: vec![State::new(worlds.setting); count], frozen: State::new(worlds.setting) }
    }

    /// Runs every option in the world of a trial; writes monthly figures into `rows`. Returns totals and inputs as used.
    fn trial(&mut self, worlds: &Worlds<'_>, options: &[RunOption], plans: &[Plan], trial: u64, rows: &mut [f64]) -> Trial {
        let setting = worlds.setting;
        let world = worlds.draw(trial, &mut self.room);
        let frozen = Switches { frozen: true, ..Switches::NO_AI };
        simulate(setting, world, &frozen, &plans[0], None, &mut self.frozen);
        let (no_ai, states) = self.states.split_first_mut().expect("no_ai is always there");
        simulate(setting, world, &Switches::NO_AI, &plans[0], None, no_ai);
        for ((state, option), plan) in states.iter_mut().zip(options).zip(&plans[1..]) {
            simulate(setting, world, &option.switches, plan, Some(no_ai), state);
        }
        let row = rows.len() / self.states.len();
        let no_ai = &self.states[0].record;
        let violation = self.states.iter().enumerate().find_map(|(i, state)| {
            let broken = identities::check(&state.record, (i > 0).then_some(no_ai))?;
            let option = if i == 0 { "no_ai".into() } else { options[i - 1].label.id.clone() };
            Some(Violation { option, trial, broken })
        });
        let totals = self
            .states
            .iter()
            .zip(rows.chunks_mut(row))
            .map(|(state, row)| {
                row.copy_from_slice(state.record.values());
                totals(setting.model, world, &state.record, no_ai, &self.frozen.record)
            })
            .collect();
        Trial { totals, inputs: worlds.inputs(world), violation }
    }
}
