//! The engine as a function: uniforms of the uncertain inputs in, figures of options out, in the fate of a trial.

use super::function::Function;
use crate::engine::planner::Plan;
use crate::engine::run::{State, simulate};
use crate::engine::switches::Switches;
use crate::engine::world::World;
use crate::results::{Total, WorldRoom, Worlds, realisation, totals};

/// Figures kept of each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "names say it")]
pub enum Kept {
    CostSavings,
    ValueEffect,
    Npv,
    RunRateCostSavings,
    RunRateSlideSavings,
    /// 1 when service and attrition hold.
    Sound,
    /// 1 when it is sound and its run-rate realisation meets the hurdle.
    Met,
}

/// Number of figures kept.
pub const KEPT: usize = Kept::Met as usize + 1;

/// Place of a figure of a run among the outcomes.
pub fn outcome(run: usize, kept: Kept) -> usize {
    run * KEPT + kept as usize
}

/// Runs of options in the worlds of an experiment. Its outcomes are the figures of every run, then every vendor's answer: 1
/// where it agrees to new terms.
#[derive(Debug)]
pub struct Options<'a> {
    worlds: &'a Worlds<'a>,
    runs: Vec<(Switches, Plan)>,
    idle: Plan,
}

impl<'a> Options<'a> {
    /// Of these switches.
    pub fn new(worlds: &'a Worlds<'a>, runs: &[Switches]) -> Self {
        let medians = World::expected(worlds.setting);
        let forecast = |switches: &Switches| Plan::forecast(worlds.setting, &medians, switches);
        Self { worlds, runs: runs.iter().map(|run| (*run, forecast(run))).collect(), idle: forecast(&Switches::NO_AI) }
    }

    /// Place of a vendor's answer among the outcomes.
    pub fn answer(&self, vendor: usize) -> usize {
        self.runs.len() * KEPT + vendor
    }
}

/// What a worker needs, allocated once.
#[derive(Debug)]
pub struct Bench {
    room: WorldRoom,
    no_ai: State,
    run: State,
}

impl Function for Options<'_> {
    type Room = Bench;

    fn room(&self) -> Bench {
        let setting = self.worlds.setting;
        Bench { room: self.worlds.room(), no_ai: State::new(setting), run: State::new(setting) }
    }

    fn inputs(&self) -> usize {
        self.worlds.model().inputs.len()
    }

    fn outputs(&self) -> usize {
        self.runs.len() * KEPT + self.worlds.model().vendors.len()
    }

    fn dimension(&self, input: usize) -> (usize, String) {
        let input = &self.worlds.model().inputs[input];
        (input.dimension, input.path.clone())
    }

    fn correlate(&self, bench: &mut Bench, u: &mut [f64]) {
        self.worlds.correlate(u, &mut bench.room);
    }

    fn evaluate(&self, bench: &mut Bench, trial: u64, u: &[f64], out: &mut [f64]) {
        let setting = self.worlds.setting;
        let model = setting.model;
        let world = self.worlds.draw_at(trial, u, &mut bench.room);
        let (figures, answers) = out.split_at_mut(self.runs.len() * KEPT);
        simulate(setting, world, &Switches::NO_AI, &self.idle, None, &mut bench.no_ai);
        for ((switches, plan), figures) in self.runs.iter().zip(figures.chunks_mut(KEPT)) {
            simulate(setting, world, switches, plan, Some(&bench.no_ai), &mut bench.run);
            // Hard savings are not asked here, so today's volume and prices need no run of their own.
            let totals = totals(model, world, &bench.run.record, &bench.no_ai.record, &bench.no_ai.record);
            let rate = [Total::RunRateCostSavings, Total::RunRateSlideSavings].map(|total| totals.get(total));
            let met = totals.is_sound() && realisation(rate[0], rate[1]) >= model.hurdle.realisation;
            figures[Kept::CostSavings as usize] = totals.get(Total::CostSavings);
            figures[Kept::ValueEffect as usize] = totals.get(Total::ValueEffect);
            figures[Kept::Npv as usize] = totals.get(Total::Npv);
            figures[Kept::RunRateCostSavings as usize] = rate[0];
            figures[Kept::RunRateSlideSavings as usize] = rate[1];
            figures[Kept::Sound as usize] = totals.get(Total::Sound);
            figures[Kept::Met as usize] = f64::from(u8::from(met));
        }
        let agreed = |vendor| world.process.as_ref().is_some_and(|p| p.negotiation(vendor, 0) < world.p.levers.contracts.success);
        for (vendor, answer) in answers.iter_mut().enumerate() {
            *answer = f64::from(u8::from(agreed(vendor)));
        }
    }
}
