//! The team over time: tenure, leavers, classes, moves into specialist training (model book, "The team over time").
//!
//! What is decided stands in [`super::planner`]; this room carries it out.

use crate::model::{Parameters, Team as TeamInputs};
use libm::{exp, log};

/// Monthly leaving hazard without strain, `h₀ = 1 − (1 − annual_attrition)^{1/12}`.
pub fn base_hazard(team: &TeamInputs) -> f64 {
    if team.annual_attrition <= 0.0 { 0.0 } else { 1.0 - exp(log(1.0 - team.annual_attrition) / 12.0) }
}

/// Months a class is in training: weeks to months, halves up, at least one.
pub fn training_months(team: &TeamInputs) -> usize {
    whole_months(team.training_weeks)
}

/// Weeks as whole months, halves up, at least one.
pub fn whole_months(weeks: f64) -> usize {
    ((weeks * 12.0 / 52.0 + 0.5).floor() as usize).max(1)
}

/// Months from a decision to the first day of training, at least one.
pub fn lead_months(p: &Parameters) -> usize {
    (p.workforce.lead_time_months as usize).max(1)
}

/// Productivity of a head `i` months after training, of `ramp` months.
fn productivity(start: f64, i: usize, ramp: usize) -> f64 {
    start + (1.0 - start) * i as f64 / ramp as f64
}

/// Heads per effective FTE in tenure steady state: the inverse of the mean productivity with shares `h₀(1−h₀)^i`.
pub fn heads_per_fte(p: &Parameters, team: &TeamInputs) -> f64 {
    let (in_ramp, proficient) = steady_mix(team, p.workforce.start_productivity);
    1.0 / (in_ramp + proficient)
}

/// Effective FTE of a head in tenure steady state: of those in ramp, and of those past it. `start` is the productivity of a head
/// fresh from training.
pub fn steady_mix(team: &TeamInputs, start: f64) -> (f64, f64) {
    let (hazard, ramp) = (base_hazard(team), team.ramp_months as usize);
    let (mut in_ramp, mut rest) = (0.0, 1.0);
    for i in 0..ramp {
        in_ramp += hazard * rest * productivity(start, i, ramp);
        rest *= 1.0 - hazard;
    }
    (in_ramp, rest)
}

/// An in-house team through the months of a run. Vectors by month are indexed with the absolute month.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// Heads by months since training, below the ramp.
    tenure: Vec<f64>,
    /// Heads past the ramp.
    proficient: f64,
    /// Heads in all, kept apart so that whole heads stay whole.
    heads: f64,
    /// Heads of the class that joins at the start of each month.
    classes: Vec<f64>,
    /// Heads of this team whose specialist training begins in each month.
    moves: Vec<f64>,
    /// Upskilled heads who join this team, proficient, at the start of each month.
    joining: Vec<f64>,
    /// Heads whose move failed and who return at the start of each month.
    returning: Vec<f64>,
    /// Months a class trains.
    pub training: usize,
    /// Months a move trains.
    pub move_training: usize,
    /// Months within which everybody decided on has arrived.
    span: usize,
    /// Heads told that they go at the end of each month.
    told: Vec<f64>,
    /// Last month at whose end somebody goes.
    last_told: usize,
    /// Is the whole of tenure kept? Only where severance asks for it.
    keeps_tenure: bool,
    /// Of the heads at the start of the run, those still here.
    veterans: f64,
    /// Of the class that joined in each month, those still here.
    cohorts: Vec<f64>,
}

/// Longest ramp kept apart by month.
const MAX_RAMP: usize = 60;

/// Bands of tenure that severance pay may tell apart.
pub const BANDS: usize = 4;

/// Share of a team in each band of tenure; they sum to 1.
pub type Bands = [f64; BANDS];

impl Team {
    /// Room for a run of `months` months.
    pub fn with_months(months: usize) -> Self {
        Self {
            tenure: Vec::with_capacity(MAX_RAMP),
            classes: vec![0.0; months],
            moves: vec![0.0; months],
            joining: vec![0.0; months],
            returning: vec![0.0; months],
            told: vec![0.0; months],
            cohorts: vec![0.0; months],
            ..Self::default()
        }
    }

    /// Starts a run in tenure steady state with `heads`; `whole` keeps heads and classes integer.
    pub fn start(&mut self, p: &Parameters, inputs: &TeamInputs, heads: f64, whole: bool) {
        let (hazard, ramp) = (base_hazard(inputs), (inputs.ramp_months as usize).min(MAX_RAMP));
        let heads_now = if whole { (heads + 0.5).floor() } else { heads };
        for months in [&mut self.classes, &mut self.moves, &mut self.joining, &mut self.returning, &mut self.told, &mut self.cohorts] {
            months.fill(0.0);
        }
        self.keeps_tenure = !p.levers.staffing.severance_bands.is_empty();
        (self.veterans, self.last_told) = (heads_now, 0);
        self.tenure.clear();
        let mut rest = heads_now;
        for _ in 0..ramp {
            self.tenure.push(hazard * rest);
            rest *= 1.0 - hazard;
        }
        self.proficient = rest;
        self.heads = heads_now;
        self.training = training_months(inputs);
        self.move_training = p.levers.staffing.upskill.as_ref().map_or(1, |u| whole_months(u.weeks));
        self.span = (lead_months(p) + self.training).max(1 + self.move_training);
        let due = (lead_months(p) + self.training - 1).min(self.classes.len().saturating_sub(1));
        let mut before = 0.0;
        for month in 1..=due {
            let cumulative = hazard * heads * month as f64;
            let class = if whole { (cumulative + 0.5).floor() - before } else { hazard * heads };
            before += class;
            self.classes[month] = class;
        }
    }

    /// Start of month `t`: tenure advances, classes and moves arrive. Tenure stands still at the start of month 0.
    pub fn arrive(&mut self, t: usize) {
        if t == 0 {
            return;
        }
        let class = self.classes[t];
        self.cohorts[t] = class;
        if let Some(last) = self.tenure.pop() {
            self.proficient += last;
            self.tenure.insert(0, class);
        } else {
            self.proficient += class;
        }
        self.proficient += self.joining[t] + self.returning[t];
        self.heads += class + self.joining[t] + self.returning[t];
    }

    /// Heads who joined the floor at the start of month `t`: from a class, retrained, returned from a move that failed.
    pub fn joined(&self, t: usize) -> [f64; 3] {
        if t == 0 { [0.0; 3] } else { [self.classes[t], self.joining[t], self.returning[t]] }
    }

    /// Heads of all classes that arrive after month `t`.
    pub fn classes_after(&self, t: usize) -> f64 {
        self.classes[t + 1..].iter().sum()
    }

    /// Heads on the floor, classes and moves in training excluded.
    pub fn heads(&self) -> f64 {
        self.heads
    }

    /// Effective FTE: heads by productivity.
    pub fn effective_fte(&self, p: &Parameters) -> f64 {
        let (in_ramp, proficient) = self.productive(p.workforce.start_productivity);
        in_ramp + proficient
    }

    /// Effective FTE of those in ramp and of those past it; `start` is the productivity of a head fresh from training.
    pub fn productive(&self, start: f64) -> (f64, f64) {
        let ramp = self.tenure.len();
        let in_ramp = self.tenure.iter().enumerate().map(|(i, heads)| heads * productivity(start, i, ramp)).sum();
        (in_ramp, self.proficient)
    }

    /// Share of the team in bands of tenure that begin at so many months since training, ascending; all in the first band where
    /// tenure is not kept or nobody is left.
    ///
    /// Those who were here at the start have the geometric tenure of the steady state, `h₀(1−h₀)^i`, and the months since. Whoever
    /// joins from another team or returns to it is taken to be as the others are.
    pub fn bands(&self, inputs: &TeamInputs, t: usize, from: &Bands) -> Bands {
        let hired: f64 = self.cohorts[..=t].iter().sum();
        let all = hired + self.veterans;
        let mut shares = [0.0; BANDS];
        shares[0] = 1.0;
        if !self.keeps_tenure || all <= 0.0 {
            return shares;
        }
        let staying = log(1.0 - base_hazard(inputs));
        // Share of the team with at least so many months.
        let at_least = |months: f64| {
            if months.is_infinite() {
                return 0.0;
            }
            let cohorts = self.cohorts[..=t].iter().enumerate().filter(|(joined, _)| (t - joined) as f64 >= months);
            let beyond = (months - t as f64).max(0.0);
            (cohorts.map(|(_, heads)| heads).sum::<f64>() + self.veterans * exp(staying * beyond)) / all
        };
        for b in 1..BANDS {
            let above = at_least(from[b]);
            shares[b - 1] -= above;
            shares[b] = above;
        }
        shares
    }

    /// Heads who have been told and go after month `t`.
    pub fn pending(&self, t: usize) -> f64 {
        if self.last_told <= t { 0.0 } else { self.told[t + 1..=self.last_told].iter().sum() }
    }

    /// Tells `heads` that they go at the end of `month`.
    pub fn tell(&mut self, month: usize, heads: f64) {
        if let Some(told) = self.told.get_mut(month) {
            *told += heads;
            self.last_told = self.last_told.max(month);
        }
    }

    /// `heads` of those told go at the end of month `t`; the others need not go.
    pub fn go(&mut self, t: usize, heads: f64) {
        self.told[t] = 0.0;
        self.leave(heads);
    }

    /// Heads who go at the end of month `t` because they were told so.
    pub fn due(&self, t: usize) -> f64 {
        self.told[t].min(self.heads)
    }

    /// Takes `leaving` heads off every tenure alike.
    pub fn leave(&mut self, leaving: f64) {
        if leaving <= 0.0 || self.heads <= 0.0 {
            return;
        }
        let stay = (1.0 - leaving / self.heads).max(0.0);
        self.heads = (self.heads - leaving).max(0.0);
        for tenure in &mut self.tenure {
            *tenure *= stay;
        }
        self.proficient *= stay;
        if self.keeps_tenure {
            self.veterans *= stay;
            for cohort in &mut self.cohorts {
                *cohort *= stay;
            }
        }
    }

    /// Heads still to arrive after month `t`: classes, upskillers, returning moves.
    pub fn pipeline(&self, t: usize) -> f64 {
        let end = (t + 1 + self.span).min(self.classes.len());
        (t + 1..end).map(|m| self.classes[m] + self.joining[m] + self.returning[m]).sum()
    }

    /// Heads of classes in training in month `t`.
    pub fn in_class(&self, t: usize) -> f64 {
        (t + 1..=t + self.training).filter_map(|m| self.classes.get(m)).sum()
    }

    /// Heads of this team in specialist training in month `t`.
    pub fn in_move_training(&self, t: usize) -> f64 {
        ((t + 1).saturating_sub(self.move_training)..=t).map(|m| self.moves[m]).sum()
    }

    /// Heads whose class has its first training month in `t`.
    pub fn class_begins(&self, t: usize) -> f64 {
        self.classes.get(t + self.training).copied().unwrap_or(0.0)
    }

    /// Heads whose specialist training begins in `t`.
    pub fn move_begins(&self, t: usize) -> f64 {
        self.moves[t]
    }

    /// A class of `heads` that joins at the start of `month`.
    pub fn hire(&mut self, month: usize, heads: f64) {
        if let Some(class) = self.classes.get_mut(month) {
            *class += heads;
        }
    }

    /// Cancels up to `most` heads of classes that have not begun training by the end of month `t`, the latest first.
    /// Returns how many.
    pub fn cancel(&mut self, t: usize, most: f64) -> f64 {
        let mut left = most;
        let end = (t + 1 + self.span).min(self.classes.len());
        for month in (t + 1 + self.training..end).rev() {
            let cancelled = self.classes[month].min(left.max(0.0));
            self.classes[month] -= cancelled;
            left -= cancelled;
        }
        most - left
    }

    /// Sends `heads` into specialist training from month `t + 1`; those who fail return after it. Returns the month in
    /// which the others join the specialists.
    pub fn send(&mut self, t: usize, heads: f64, failing: f64) -> usize {
        self.leave(heads);
        let arrival = t + 1 + self.move_training;
        if let Some(moves) = self.moves.get_mut(t + 1) {
            *moves += heads;
        }
        if let Some(returning) = self.returning.get_mut(arrival) {
            *returning += failing;
        }
        arrival
    }

    /// Upskilled heads who join at the start of `month`.
    pub fn join(&mut self, month: usize, heads: f64) {
        if let Some(joining) = self.joining.get_mut(month) {
            *joining += heads;
        }
    }
}
