//! Worlds: the inputs of a trial, its process noise, and what all its runs share (model book, "Worlds, options,
//! counterfactual", "Uncertainty").

use std::sync::OnceLock;

use super::demand;
use super::difficulty::{SLICES, slice_means};
use super::residual::Work;
use super::selection::Selections;
use super::staffing::{Queues, ServiceGoal, Staffing};
use super::today::{Today, planning_factor};
use super::workforce::{lead_months, training_months};
use crate::model::{Channel, Model, Parameters};
use crate::noise::{Noise, StreamKey};
use crate::normal;

/// Months beyond the horizon for which requirements are planned and pipelines kept.
pub const LOOKAHEAD: usize = 64;
/// Attempts to renegotiate a contract: with the lever, and at the end of the term.
const ATTEMPTS: usize = 2;
/// Months the planner looks ahead for the largest target.
pub const PEAK_MONTHS: usize = 12;

/// What every world of a model shares.
#[derive(Debug)]
pub struct Setting<'a> {
    /// The model.
    pub model: &'a Model,
    /// Difficulty of the slices.
    pub z: [f64; SLICES],
    /// Queue of the run.
    pub queues: Queues<'a>,
    /// Contacts at once by type; 0 marks deferred work.
    pub concurrency: Vec<f64>,
    /// Streams of process noise.
    keys: Keys,
}

/// Keys of the noise streams: by name, so that adding a team or an option moves no other draw.
#[derive(Debug)]
struct Keys {
    demand: StreamKey,
    regression: StreamKey,
    leavers: Vec<StreamKey>,
    upskill: Vec<StreamKey>,
    found: Vec<StreamKey>,
    qa: Vec<StreamKey>,
    negotiation: Vec<StreamKey>,
}

/// The goal that the queues of a model share.
pub fn service_goal(model: &Model) -> ServiceGoal {
    let p = &model.medians;
    ServiceGoal {
        profile: model.profile.clone(),
        share: p.service.share,
        within_minutes: p.service.within_minutes,
        patience_minutes: p.customers.patience_minutes,
        max_occupancy: p.service.max_occupancy,
    }
}

impl<'a> Setting<'a> {
    /// For a model and its queues.
    pub fn new(model: &'a Model, queues: Queues<'a>) -> Self {
        let by_team = |source| model.teams.iter().map(|team| StreamKey::new(source, &[&team.id])).collect();
        let keys = Keys {
            demand: StreamKey::new("demand", &[]),
            regression: StreamKey::new("regression", &[]),
            leavers: by_team("leavers"),
            upskill: by_team("upskill"),
            found: (0..model.calendar.months).map(|birth| StreamKey::new("found", &[&birth.to_string()])).collect(),
            qa: (0..model.medians.phases.len()).map(|phase| StreamKey::new("qa", &[&(phase + 1).to_string()])).collect(),
            negotiation: model.vendors.iter().map(|vendor| StreamKey::new("negotiation", &[&vendor.id])).collect(),
        };
        let concurrency = model
            .types
            .iter()
            .zip(&model.medians.types)
            .map(|(info, inputs)| match info.channel {
                Channel::Voice => 1.0,
                Channel::Chat => inputs.concurrency,
                Channel::Email => 0.0,
            })
            .collect();
        Self { model, z: slice_means(), queues, concurrency, keys }
    }

    /// Is everything computed exactly, without tables or series?
    pub fn exact(&self) -> bool {
        matches!(self.queues, Queues::Exact(_))
    }
}

/// Process noise of a world: uniforms fixed before the first run.
#[derive(Clone, Debug)]
pub struct Process {
    noise: Noise,
    trial: u64,
    /// Leavers of team `j` in month `t`, at `j·months + t`.
    leavers: Vec<f64>,
    /// Success of the moves of team `j` decided in month `t`.
    upskill: Vec<f64>,
    /// Is a regression born in month `t`?
    regression: Vec<f64>,
    /// Sample of phase `k`'s gate in month `t`, as a normal.
    qa: Vec<f64>,
    /// Negotiations of each vendor, at `vendor·ATTEMPTS + attempt`.
    negotiation: Vec<f64>,
    months: usize,
}

impl Process {
    /// Uniform that decides how many of a team leave in a month.
    pub fn leavers(&self, team: usize, t: usize) -> f64 {
        self.leavers[team * self.months + t]
    }

    /// Uniform that decides how many moves succeed.
    pub fn upskill(&self, team: usize, t: usize) -> f64 {
        self.upskill[team * self.months + t]
    }

    /// Uniform that decides whether a regression is born.
    pub fn regression(&self, t: usize) -> f64 {
        self.regression[t]
    }

    /// Normal draw of a QA sample.
    pub fn qa(&self, phase: usize, t: usize) -> f64 {
        self.qa[phase * self.months + t]
    }

    /// Uniform that decides an attempt to renegotiate with a vendor.
    pub fn negotiation(&self, vendor: usize, attempt: usize) -> f64 {
        self.negotiation[vendor * ATTEMPTS + attempt]
    }

    /// Uniform that decides whether the regression born in `birth` is found at the end of month `t`.
    pub fn found(&self, setting: &Setting<'_>, birth: usize, t: usize) -> f64 {
        self.noise.uniform(&setting.keys.found[birth], self.trial, t as u64)
    }
}

/// Demand of a world and the in-house FTE it would need before AI.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// What today's issues of each type are multiplied with, at `type·months + t`, shock included.
    factors: Vec<f64>,
    /// `R_full` at the month's actual demand.
    pub full_actual: Vec<f64>,
    /// `R_full` at expected demand and the planning percentile.
    pub full: Vec<f64>,
    /// `R_perm`: the same with the damped season.
    pub permanent: Vec<f64>,
    months: usize,
}

impl Outlook {
    fn with_sizes(types: usize, months: usize) -> Self {
        let ahead = months + LOOKAHEAD;
        Self {
            factors: vec![0.0; types * months],
            full_actual: vec![0.0; months],
            full: vec![0.0; ahead],
            permanent: vec![0.0; ahead],
            months,
        }
    }

    /// Demand factor of a type in a month.
    pub fn factor(&self, kind: usize, t: usize) -> f64 {
        self.factors[kind * self.months + t]
    }

    fn fill(
        &mut self,
        p: &Parameters,
        setting: &Setting<'_>,
        today: &Today,
        staffing: &Staffing<'_>,
        shocks: Option<&[f64]>,
        frozen: bool,
    ) {
        let calendar = &setting.model.calendar;
        let types = p.types.len();
        let percentile = planning_factor(p);
        // Types that all grow and swing alike keep their mix: one factor serves them all.
        let alike = p.types.iter().all(|kind| kind.growth.is_none() && kind.season.is_none());
        let required = |scale: f64, factor: &dyn Fn(usize) -> f64| {
            let mut work = Work::default();
            if alike {
                work.add(&today.in_house, scale * factor(0));
            } else {
                for (k, by_type) in today.in_house_by_type.iter().enumerate() {
                    work.add(by_type, scale * factor(k));
                }
            }
            staffing.requirement(&work)
        };
        for t in 0..self.months {
            let shock = shocks.map_or(1.0, |x| demand::shock_factor(p, x[t]));
            let first = demand::expected_factor(p, calendar, 0, t, frozen) * shock;
            for k in 0..types {
                let factor = if alike { first } else { demand::expected_factor(p, calendar, k, t, frozen) * shock };
                self.factors[k * self.months + t] = factor;
            }
            self.full_actual[t] = required(1.0, &|k| self.factors[k * self.months + t]);
        }
        let lead = p.teams.iter().map(training_months).max().unwrap_or(1) + lead_months(p);
        for t in 0..=self.months + lead.clamp(PEAK_MONTHS, LOOKAHEAD - 1) {
            self.full[t] = required(percentile, &|k| demand::expected_factor(p, calendar, k, t, frozen));
            self.permanent[t] = required(percentile, &|k| demand::damped_factor(p, calendar, k, t, frozen));
        }
    }
}

/// One world: a trial's inputs and noise, today's calibration, and demand. Shared by all its runs.
#[derive(Clone, Debug)]
pub struct World {
    /// Inputs.
    pub p: Parameters,
    /// Process noise; `None` in expected-value mode.
    pub process: Option<Process>,
    /// Today as measured.
    pub today: Today,
    /// What the AI takes of each type, solved once for all options.
    pub selections: Selections,
    /// Demand as it comes.
    pub outlook: Outlook,
    /// Demand without growth: the counterfactual at today's volume and prices.
    pub frozen: Outlook,
    shocks: Vec<f64>,
    /// What the AI takes by plan, solved exactly when a plan is first made.
    planned: OnceLock<Selections>,
}

impl World {
    /// The world of all medians, without noise: expected-value mode, and what the planner knows.
    pub fn expected(setting: &Setting<'_>) -> Self {
        let mut world = Self::room(setting);
        world.calibrate(setting);
        world
    }

    /// Room for the worlds of a setting, at the medians.
    pub fn room(setting: &Setting<'_>) -> Self {
        let model = setting.model;
        let (types, months) = (model.types.len(), model.calendar.months);
        Self {
            p: model.medians.clone(),
            process: None,
            today: Today::with_sizes(types, model.teams.len(), model.vendors.len()),
            selections: Selections::with_sizes(types, months),
            outlook: Outlook::with_sizes(types, months),
            frozen: Outlook::with_sizes(types, months),
            shocks: vec![0.0; months],
            planned: OnceLock::new(),
        }
    }

    /// What the AI takes without regressions over `months` months since a phase started: solved exactly, once for all plans.
    pub fn planned_selections(&self, setting: &Setting<'_>, months: usize) -> &Selections {
        self.planned.get_or_init(|| Selections::exact(setting.model, &self.p, &self.today, &setting.z, months))
    }

    /// Calibrates without process noise, as in expected-value mode; inputs are set in `p` before.
    pub fn settle(&mut self, setting: &Setting<'_>) {
        self.process = None;
        self.calibrate(setting);
    }

    /// Draws the process noise of a trial and calibrates; inputs are set in `p` before.
    pub fn draw(&mut self, setting: &Setting<'_>, noise: &Noise, trial: u64) {
        let model = setting.model;
        let months = model.calendar.months;
        let (teams, phases, vendors) = (model.teams.len(), model.medians.phases.len(), model.vendors.len());
        let process = self.process.get_or_insert_with(|| Process {
            noise: noise.clone(),
            trial,
            leavers: vec![0.0; teams * months],
            upskill: vec![0.0; teams * months],
            regression: vec![0.0; months],
            qa: vec![0.0; phases * months],
            negotiation: vec![0.0; vendors * ATTEMPTS],
            months,
        });
        process.trial = trial;
        let keys = &setting.keys;
        for (keys, out) in [(&keys.leavers, &mut process.leavers), (&keys.upskill, &mut process.upskill), (&keys.qa, &mut process.qa)] {
            for (key, out) in keys.iter().zip(out.chunks_mut(months)) {
                noise.uniforms(key, trial, out);
            }
        }
        for draw in &mut process.qa {
            *draw = normal::quantile(*draw);
        }
        noise.uniforms(&keys.regression, trial, &mut process.regression);
        for (key, out) in keys.negotiation.iter().zip(process.negotiation.chunks_mut(ATTEMPTS)) {
            noise.uniforms(key, trial, out);
        }
        noise.uniforms(&keys.demand, trial, &mut self.shocks);
        for draw in &mut self.shocks {
            *draw = normal::quantile(*draw);
        }
        demand::shocks_in_place(&self.p, &mut self.shocks);
        self.calibrate(setting);
    }

    fn calibrate(&mut self, setting: &Setting<'_>) {
        self.planned.take();
        let staffing = Staffing::new(setting.queues, &self.p);
        self.today.calibrate(&self.p, &setting.z, &setting.concurrency, &staffing);
        if !setting.exact() {
            self.selections.fill(setting.model, &self.p, &self.today, &setting.z);
        }
        let shocks = self.process.is_some().then_some(self.shocks.as_slice());
        self.outlook.fill(&self.p, setting, &self.today, &staffing, shocks, false);
        self.frozen.fill(&self.p, setting, &self.today, &staffing, shocks, true);
    }
}
