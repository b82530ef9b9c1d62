//! The planner: what it expects of a redesign, what it observes, and the heads it therefore wants (model book, "The team
//! over time").

use super::ai::{AiMonth, Phases, Take};
use super::assist;
use super::quality::{self, Lost};
use super::residual::{Inflow, Rates, work_by_tier};
use super::routing::{Situation, Sourcing};
use super::shares::{Programme, Shares};
use super::skills::Skills;
use super::staffing::Staffing;
use super::switches::Switches;
use super::workforce::{lead_months, steady_mix, training_months};
use super::world::{PEAK_MONTHS, Setting, World};
use crate::model::{Lever, SizeTo};

/// What the planner forecasts for an option at the medians of all inputs, once per option.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// FTE each team would need over what pre-AI demand would, at `team·months + t`.
    observed: Vec<f64>,
    /// (contained + induced) / contacts.
    promised: Vec<f64>,
    months: usize,
}

impl Plan {
    /// Forecast of `obs_j` for month `t`.
    pub fn observed(&self, team: usize, t: usize) -> f64 {
        self.observed[team * self.months + t.min(self.months - 1)]
    }

    /// Share of contacts that the business case promises away in month `t`.
    pub fn promised(&self, t: usize) -> f64 {
        self.promised[t.min(self.months - 1)]
    }

    /// The same AI, routing and requirement as the engine's, at expected demand and medians, on planned phase dates,
    /// without gate delay, drift or pressure, coaching and an AI beside the agent included, the latter with teams in tenure steady
    /// state; work is shared by today's shares.
    pub fn forecast(setting: &Setting<'_>, medians: &World, switches: &Switches) -> Self {
        let (model, p, today) = (setting.model, &medians.p, &medians.today);
        let calendar = &model.calendar;
        let ahead = p.teams.iter().map(training_months).max().unwrap_or(1) + lead_months(p);
        let months = calendar.months + ahead.max(PEAK_MONTHS) + 1;
        let selections = medians.planned_selections(setting, months);
        let teams = p.teams.len();
        let staffing = Staffing::new(setting.queues, p);
        let pulled = switches.pulled(model, p);
        let shares: Vec<f64> = p.teams.iter().map(|team| team.share_of_in_house).collect();
        let mut phases = Phases::with_phases(p.phases.len());
        let mut take = Take::with_sizes(p.types.len(), p.phases.len());
        let mut rates: Vec<Rates> = today.rates.clone();
        // The shift of in-house resolution that `rates` stand at.
        let mut coached = 0.0;
        let mut sourcing = Sourcing::with_sizes(teams, p.vendors.len());
        let programme = Programme::of(model, p, switches, &pulled);
        let mut parts = Shares::with_sizes(p.types.len(), p.vendors.len());
        let mut released = vec![Default::default(); teams];
        let mut skills = Skills::of(model);
        let mut plan = Self { observed: vec![1.0; teams * months], promised: vec![0.0; months], months };
        for t in 0..months {
            phases.open(p, calendar.go_live, t, false);
            let routing = pulled.acts(Lever::Routing, t);
            let context = if routing { p.levers.routing.context_carried } else { p.ai.context_carried };
            let factor = |k| super::demand::expected_factor(p, calendar, k, t, switches.frozen);
            take.split(&AiMonth {
                t,
                model,
                p,
                today,
                z: &setting.z,
                selections: Some(selections),
                switches,
                factor: &factor,
                months_in: &|phase| phases.months_in(phase, t),
                lost: Lost::NOTHING,
                context,
            });
            let assist = assist::in_force(p, switches.ai, t);
            let coaching = quality::coaching(p, pulled.month(Lever::Quality), t);
            let coaching = assist.map_or(coaching, |assist| coaching + assist.fcr_shift);
            let inflow = Inflow { issues: &take.inflow, hours: &take.hours, value: &today.value, z: &setting.z };
            if coaching != coached {
                coached = coaching;
                for (rates, server) in rates[..teams].iter_mut().zip(&today.servers) {
                    rates.set(&today.types, &setting.z, p.difficulty.fcr_slope, p.customers.repeat_propensity, server, coaching);
                }
            }
            let mut hands = today.servers.clone();
            let mut unit: Vec<_> = (0..today.servers.len())
                .map(|j| {
                    let server = &mut hands[j];
                    if let (Some(assist), Some(team)) = (assist, p.teams.get(j)) {
                        let (in_ramp, proficient) = steady_mix(team, assist::start_productivity(p, Some(assist)));
                        let eased = assist::aht_factor(assist, in_ramp, proficient);
                        server.aht_factor = server.aht_factor.map(|factor| factor * eased);
                    }
                    work_by_tier(&inflow, &today.types, server, &rates[j], |_| 1.0)
                })
                .collect();
            parts.set(p, switches, pulled.month(Lever::Contracts).is_some(), programme.map_or(0.0, |programme| programme.done(t)));
            if parts.differ() {
                parts.weigh(p, &inflow, &today.types, |j| (hands[j], &rates[j]), &mut unit, &mut released);
            }
            let situation = Situation { p, unit: &unit, effective: &shares, staffing: &staffing, shares: &parts, released: &released };
            match &mut skills {
                _ if !routing => sourcing.pool(&situation),
                None => sourcing.specialise(&situation),
                Some(skills) => {
                    skills.weigh(p, &parts, &inflow, &today.types, |j| (hands[j], &rates[j]));
                    skills.route(&mut sourcing, &situation);
                }
            }
            let mut work = super::residual::Work::default();
            for (k, by_type) in today.in_house_by_type.iter().enumerate() {
                work.add(by_type, factor(k));
            }
            let full = staffing.requirement(&work) * programme.map_or(1.0, |programme| programme.in_house_factor(t));
            let contacts: f64 = p.types.iter().enumerate().map(|(k, kind)| kind.volume * factor(k)).sum();
            for j in 0..teams {
                plan.observed[j * months + t] = if full > 0.0 { sourcing.wanted[j] / full } else { 1.0 };
            }
            plan.promised[t] = super::today::ratio(take.conversations(), contacts);
        }
        plan
    }
}

/// What the planner of a run has seen of one team.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sight {
    /// `obs_j` of this month, also before go-live.
    pub now: f64,
    /// `obs_j` of the last three months from go-live, latest first.
    recent: [f64; 3],
    /// The same over the plan's forecast.
    against_plan: [f64; 3],
    months: usize,
}

impl Sight {
    /// Notes a month's `obs_j`; `counts` from go-live on.
    pub fn note(&mut self, observed: f64, planned: f64, counts: bool) {
        self.now = observed;
        if counts {
            self.recent = [observed, self.recent[0], self.recent[1]];
            let against = if planned > 0.0 { observed / planned } else { 1.0 };
            self.against_plan = [against, self.against_plan[0], self.against_plan[1]];
            self.months = (self.months + 1).min(3);
        }
    }

    fn mean(values: &[f64; 3], months: usize) -> Option<f64> {
        (months > 0).then(|| values[..months].iter().sum::<f64>() / months as f64)
    }
}

/// Everything a target depends on, at the end of one month.
pub struct Outlooks<'a> {
    /// The option's plan.
    pub plan: &'a Plan,
    /// What was seen of each team.
    pub sights: &'a [Sight],
    /// Today's share of each team.
    pub shares: &'a dyn Fn(usize) -> f64,
    /// Is the staffing lever in force?
    pub lever: bool,
    /// How the lever sizes.
    pub size_to: SizeTo,
    /// Is there an AI in this run?
    pub ai: bool,
    /// How far managers follow a falling load without the lever.
    pub response_without: f64,
}

impl Outlooks<'_> {
    /// `r_j(t')`: FTE of team `j` wanted in month `t` over what pre-AI demand would need in all.
    pub fn ratio(&self, team: usize, t: usize) -> f64 {
        let share = (self.shares)(team);
        if self.lever {
            return match self.size_to {
                SizeTo::Observed => {
                    let sight = &self.sights[team];
                    self.plan.observed(team, t) * Sight::mean(&sight.against_plan, sight.months).unwrap_or(1.0)
                }
                SizeTo::BusinessCase => share * (1.0 - self.plan.promised(t)),
            };
        }
        if !self.ai {
            return share;
        }
        let seen: Option<f64> = self.sights.iter().map(|s| Sight::mean(&s.recent, s.months)).sum();
        match seen {
            Some(seen) => share * (1.0 - self.response_without * (1.0 - seen).max(0.0)),
            None => share,
        }
    }
}

/// Months over which the largest target counts.
pub const PEAK: usize = PEAK_MONTHS;
