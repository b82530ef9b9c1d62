//! Batteries: many runs in each of many worlds. Analyses ask for the runs they need, one battery runs them all, and each
//! reads its own: a world is drawn once, its counterfactuals run once, and a run that two analyses ask for runs once.

use rayon::prelude::*;

use crate::engine::planner::Plan;
use crate::engine::record::{Metric, Record};
use crate::engine::run::{State, simulate};
use crate::engine::switches::{Frictions, Switches};
use crate::engine::world::World;
use crate::model::{Lever, Model, Owner};
use crate::results::{Progress, RUN_RATE_MONTHS, Total, WorldRoom, Worlds, totals};

/// What is kept by month of the runs that are followed.
const FOLLOWED: [Metric; 3] = [Metric::CostSavings, Metric::SlideSavings, Metric::ValueEffect];
/// Trials between two reports of progress.
const BLOCK: usize = 256;

/// What an analysis keeps of a run in a world. Money over all months unless it says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Cost savings.
    pub cost_savings: f64,
    /// Value effect.
    pub value_effect: f64,
    /// Slide savings.
    pub slide_savings: f64,
    /// Cost savings of the last 12 months.
    pub rate_cost_savings: f64,
    /// Value effect of the last 12 months.
    pub rate_value_effect: f64,
    /// Slide savings of the last 12 months.
    pub rate_slide_savings: f64,
    /// Months with in-house service more than 5 points below target.
    pub months_below_service: f64,
    /// 1 when service and attrition hold, else 0.
    pub sound: f64,
}

impl Figures {
    fn of(model: &Model, world: &World, run: &Record, no_ai: &Record) -> Self {
        // Hard savings and avoided growth are not asked here, so today's volume and prices need no run of their own.
        let totals = totals(model, world, run, no_ai, no_ai);
        let last_year = run.months().saturating_sub(RUN_RATE_MONTHS)..run.months();
        Self {
            cost_savings: totals.get(Total::CostSavings),
            value_effect: totals.get(Total::ValueEffect),
            slide_savings: totals.get(Total::SlideSavings),
            rate_cost_savings: totals.get(Total::RunRateCostSavings),
            rate_value_effect: last_year.map(|t| run.get(t, Metric::ValueEffect)).sum(),
            rate_slide_savings: totals.get(Total::RunRateSlideSavings),
            months_below_service: totals.get(Total::MonthsBelowService),
            sound: totals.get(Total::Sound),
        }
    }
}

/// A run of a battery, as its asker got it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunId(usize);

/// Runs that were asked for.
#[derive(Clone, Debug, Default)]
pub struct Battery {
    runs: Vec<Switches>,
    /// Runs whose savings, slide and value effect are also kept month by month, as means over worlds.
    followed: Vec<RunId>,
}

impl Battery {
    /// Asks for a run; the same switches are the same run.
    pub fn add(&mut self, switches: Switches) -> RunId {
        let switches = canonical(switches);
        let place = self.runs.iter().position(|run| *run == switches).unwrap_or_else(|| {
            self.runs.push(switches);
            self.runs.len() - 1
        });
        RunId(place)
    }

    /// Asks for a run and the means of its cost savings, slide savings and value effect by month.
    pub fn follow(&mut self, switches: Switches) -> RunId {
        let id = self.add(switches);
        if !self.followed.contains(&id) {
            self.followed.push(id);
        }
        id
    }

    /// Runs in each world, counterfactuals not counted.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Was nothing asked?
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Runs all of it in `trials` worlds from `first` on, in parallel; reduced in the order of trials. `progress` is told
    /// how many worlds are done and may stop early: the table then holds fewer.
    pub fn run(&self, worlds: &Worlds<'_>, first: u64, trials: usize, progress: Progress<'_>) -> Table {
        let medians = World::expected(worlds.setting);
        let groups = self.groups(worlds, &medians);
        let months = worlds.model().calendar.months;
        let trials = worlds.count(trials);
        let (width, side) = (self.runs.len(), 1 + self.followed.len() * months * FOLLOWED.len());
        let mut table = Table {
            width,
            values: vec![Figures::default(); trials * width],
            lags: Vec::with_capacity(trials),
            monthly: vec![0.0; side - 1],
            followed: self.followed.clone(),
            months,
            first,
            trials: 0,
        };
        let mut sides = vec![0.0; BLOCK.min(trials) * side];
        while table.trials < trials {
            let size = BLOCK.min(trials - table.trials);
            let start = first + table.trials as u64;
            let rows = &mut table.values[table.trials * width..(table.trials + size) * width];
            rows.par_chunks_mut(width.max(1)).zip(sides.par_chunks_mut(side)).enumerate().for_each_init(
                || Bench { room: worlds.room(), no_ai: State::new(worlds.setting), run: State::new(worlds.setting) },
                |bench, (i, (row, side))| self.trial(worlds, &groups, bench, start + i as u64, row, side),
            );
            for side in sides[..size * side].chunks(side) {
                table.lags.push(side[0]);
                for (sum, savings) in table.monthly.iter_mut().zip(&side[1..]) {
                    *sum += savings;
                }
            }
            table.trials += size;
            if !progress(table.trials) {
                break;
            }
        }
        table.values.truncate(table.trials * width);
        for sum in &mut table.monthly {
            *sum /= table.trials as f64;
        }
        table
    }

    /// Runs by counterfactual, so that two states are enough.
    fn groups(&self, worlds: &Worlds<'_>, medians: &World) -> Vec<Group> {
        let forecast = |switches: &Switches| Plan::forecast(worlds.setting, medians, switches);
        let idle = forecast(&Switches::NO_AI);
        let mut groups: Vec<Group> = Vec::new();
        for (place, run) in self.runs.iter().enumerate() {
            let no_ai = Switches { frictions: without_ai(run.frictions), ..Switches::NO_AI };
            let group = groups.iter().position(|group| group.no_ai == no_ai).unwrap_or_else(|| {
                groups.push(Group { no_ai, plan: idle.clone(), runs: Vec::new() });
                groups.len() - 1
            });
            // A plan speaks through the staffing lever alone.
            let plan = if run.levers[Lever::Staffing as usize].is_some() { forecast(run) } else { idle.clone() };
            groups[group].runs.push((place, plan));
        }
        groups
    }

    fn trial(&self, worlds: &Worlds<'_>, groups: &[Group], bench: &mut Bench, trial: u64, row: &mut [Figures], side: &mut [f64]) {
        let setting = worlds.setting;
        let world = worlds.draw(trial, &mut bench.room);
        side[0] = world.p.split_lag;
        let months = setting.model.calendar.months;
        for group in groups {
            simulate(setting, world, &group.no_ai, &group.plan, None, &mut bench.no_ai);
            for (place, plan) in &group.runs {
                simulate(setting, world, &self.runs[*place], plan, Some(&bench.no_ai), &mut bench.run);
                let record = &bench.run.record;
                row[*place] = Figures::of(setting.model, world, record, &bench.no_ai.record);
                if let Some(at) = self.followed.iter().position(|id| id.0 == *place) {
                    let kept = months * FOLLOWED.len();
                    for (values, metric) in side[1 + at * kept..][..kept].chunks_mut(months).zip(FOLLOWED) {
                        for (t, value) in values.iter_mut().enumerate() {
                            *value = record.get(t, metric);
                        }
                    }
                }
            }
        }
    }
}

/// Runs that are held against the same counterfactual.
struct Group {
    no_ai: Switches,
    plan: Plan,
    runs: Vec<(usize, Plan)>,
}

/// Everything one worker needs, allocated once.
struct Bench {
    room: WorldRoom,
    no_ai: State,
    run: State,
}

/// What a battery leaves behind: figures of every run in every world.
#[derive(Clone, Debug)]
pub struct Table {
    width: usize,
    values: Vec<Figures>,
    lags: Vec<f64>,
    monthly: Vec<f64>,
    followed: Vec<RunId>,
    months: usize,
    /// Number of the first world.
    pub first: u64,
    /// Worlds done: all that were asked, or fewer after an interruption.
    pub trials: usize,
}

impl Table {
    /// A run's figures in a world, counted from the first of the table.
    pub fn get(&self, run: RunId, trial: usize) -> &Figures {
        &self.values[trial * self.width + run.0]
    }

    /// A run's figures in the order of worlds.
    pub fn column(&self, run: RunId) -> impl Iterator<Item = &Figures> {
        self.values.iter().skip(run.0).step_by(self.width)
    }

    /// Months a lever slips under split ownership, by world.
    pub fn lags(&self) -> &[f64] {
        &self.lags
    }

    /// Mean cost savings by month of a followed run; empty of others.
    pub fn monthly(&self, run: RunId) -> &[f64] {
        self.monthly_of(run, Metric::CostSavings)
    }

    /// Mean by month of a figure of a followed run: cost savings, slide savings or value effect. Empty of all else.
    pub fn monthly_of(&self, run: RunId, metric: Metric) -> &[f64] {
        let place = (self.followed.iter().position(|id| *id == run), FOLLOWED.iter().position(|m| *m == metric));
        match place {
            (Some(at), Some(metric)) => &self.monthly[(at * FOLLOWED.len() + metric) * self.months..][..self.months],
            _ => &[],
        }
    }
}

/// The same run in the fewest words: nobody owns what is not there.
fn canonical(switches: Switches) -> Switches {
    let idle = switches.levers.iter().all(Option::is_none);
    Switches { owner: if idle { Owner::Single } else { switches.owner }, ..switches }
}

/// Frictions of a run without AI, those that only the AI brings switched off, and of the rest those that the others hide: with
/// queues people are staffed and nothing is priced, with hours priced the mix is in them, and what people are paid for knows
/// pressure and capacity only where their hours are counted.
pub fn without_ai(frictions: Frictions) -> Frictions {
    Frictions { induced: false, false_containment: false, ai_cost: false, quality: false, ..visible(frictions) }
}

/// Frictions with those left out that change no cost because others, on or off, hide them. Two sets with the same visible
/// frictions have the same cost in every world.
pub fn visible(frictions: Frictions) -> Frictions {
    let f = frictions;
    let counted = f.harder || f.queue;
    Frictions {
        induced: f.induced && !counted,
        short: f.short && !counted,
        harder: f.harder && !f.queue,
        capacity: f.capacity && counted,
        contract: f.contract && f.queue,
        metrics: f.metrics && counted,
        ..f
    }
}
