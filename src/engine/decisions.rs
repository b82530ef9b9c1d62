//! The month's end: who leaves, and what the planner decides (model book, "The team over time").
//!
//! What is wanted is told in [`super::planner`], what letting go means in [`super::reduction`]; this room applies both to a run.

use super::assist;
use super::people::Strain;
use super::planner::{Outlooks, PEAK};
use super::record::{Metric, TeamMetric};
use super::reduction;
use super::run::Run;
use super::today::ratio;
use super::workforce::{BANDS, lead_months};
use crate::model::{Assist, Lever, SizeTo};
use crate::stats::binomial_quantile;

const SEVERED_BANDS: [Metric; BANDS] = [Metric::SeveredBand1, Metric::SeveredBand2, Metric::SeveredBand3, Metric::SeveredBand4];

impl<'a> Run<'a> {
    /// The AI beside the agent, where this run has one in month `t`.
    pub(super) fn assist(&self, t: usize) -> Option<&'a Assist> {
        assist::in_force(&self.world.p, self.switches.ai, t)
    }

    pub(super) fn people_leave(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let lives = self.team_lives();
        let eased = self.assist(t).map_or(0.0, |assist| assist.attrition);
        let s = &mut *self.s;
        if !lives {
            return;
        }
        let (mut experience, mut everybody) = (0.0, 0.0);
        for (j, team) in s.teams.iter_mut().enumerate() {
            let work = &s.sourcing.team_work[j];
            let hardness = if work.contacts > 0.0 { work.hardness / work.contacts - today.hardness[j] } else { 0.0 };
            let occupancy = s.served[s.sourcing.queue_of[j]].service.occupancy;
            let strain = Strain { occupancy, hardness, pressure: s.pressure, assist: eased };
            let hazard = strain.hazard(p, today.hazards[j]);
            let heads = team.heads();
            let felt = strain.experience(p);
            experience += heads * felt;
            everybody += heads;
            let leavers = match &self.world.process {
                None => heads * hazard,
                Some(process) => binomial_quantile(heads as u64, hazard, process.leavers(j, t)) as f64,
            };
            team.leave(leavers);
            s.record.set_team(t, j, TeamMetric::Leavers, leavers);
            s.record.set_team(t, j, TeamMetric::Hazard, hazard);
            s.record.set_team(t, j, TeamMetric::Experience, felt);
        }
        s.record.set(t, Metric::AgentExperience, ratio(experience, everybody));
    }

    pub(super) fn planner_decides(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let calendar = &self.setting.model.calendar;
        if !self.team_lives() {
            return;
        }
        self.people_go(t);
        let switches = self.switches;
        let s = &mut *self.s;
        let programme = s.programme;
        let in_house = |month: usize| programme.map_or(1.0, |programme| programme.in_house_factor(month));
        let full = self.outlook.full_actual[t] * in_house(t);
        for (j, sight) in s.sights.iter_mut().enumerate() {
            let observed = if full > 0.0 { s.sourcing.wanted[j] / full } else { 1.0 };
            sight.note(observed, self.plan.observed(j, t), t >= calendar.go_live);
        }
        let lever = self.pulled.acts(Lever::Staffing, t);
        let reviewed = p.levers.staffing.review_months.zip(self.pulled.month(Lever::Staffing));
        let reviewed = reviewed.is_some_and(|(months, pulled)| t >= pulled + months as usize);
        let size_to = switches.size_to.unwrap_or(self.setting.model.size_to);
        let outlooks = Outlooks {
            plan: self.plan,
            sights: &s.sights,
            shares: &|j| p.teams[j].share_of_in_house,
            lever,
            size_to: if reviewed { SizeTo::Observed } else { size_to },
            ai: switches.ai,
            response_without: p.workforce.response_without,
        };
        let permanent = &self.outlook.permanent;
        let heads_per_fte = |j: usize, month: usize| match assist::in_force(p, switches.ai, month) {
            Some(_) => today.assisted_heads_per_fte[j],
            None => today.heads_per_fte[j],
        };
        let target = |j: usize, month: usize| {
            let wanted = outlooks.ratio(j, month) * permanent[month] * in_house(month) * heads_per_fte(j, month);
            wanted.max(p.teams[j].minimum_heads)
        };
        let lead = lead_months(p);
        for (j, team) in s.teams.iter().enumerate() {
            let arrival = t + lead + team.training;
            let staying = (team.heads() - team.pending(t)) * today.staying[j];
            let need = (target(j, arrival) - staying - team.pipeline(t)).max(0.0);
            s.needs[j] = if need < 1e-9 { 0.0 } else { need };
            if lever {
                let peak = (t + 1..=t + PEAK).map(|month| target(j, month)).fold(0.0, f64::max);
                s.tops[j] = peak.max(s.sights[j].now * permanent[t + 1] * in_house(t + 1) * heads_per_fte(j, t + 1));
            }
            s.temporary_ratio[j] = outlooks.ratio(j, t + 1);
        }
        if lever {
            self.team_is_reduced(t);
        }
        let frozen = self.pulled.month(Lever::Staffing).is_some_and(|start| {
            let months = p.levers.staffing.hiring_freeze_months as usize;
            (start..start + months).contains(&t)
        });
        let s = &mut *self.s;
        for (j, team) in s.teams.iter_mut().enumerate() {
            let wanted = if self.world.process.is_some() { (s.needs[j] + 0.5).floor() } else { s.needs[j] };
            let heads = p.teams[j].maximum_class.map_or(wanted, |most| wanted.min(most));
            if !frozen {
                team.hire(t + lead + team.training, heads);
            }
            s.record.set_team(t, j, TeamMetric::UnderNotice, team.pending(t));
        }
    }

    /// The staffing lever on teams with more heads than they will need: classes are cancelled, generalists retrained,
    /// and only then people told to go whom attrition would not have absorbed.
    fn team_is_reduced(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let whole = self.world.process.is_some();
        let lever = &p.levers.staffing;
        let routing = self.pulled.acts(Lever::Routing, t);
        let s = &mut *self.s;
        let down = |x: f64| if whole { x.floor() } else { x };
        let specialist = |j: usize| routing && p.teams[j].skill_tier >= p.levers.routing.specialist_from_tier;
        for j in 0..s.teams.len() {
            let heads = s.teams[j].heads();
            let pending = s.teams[j].pending(t);
            s.spare[j] = (heads + s.teams[j].pipeline(t) - pending - s.tops[j]).max(0.0);
            if s.needs[j] == 0.0 && s.spare[j] > 0.0 {
                let cancelled = s.teams[j].cancel(t, down(s.spare[j]));
                s.spare[j] -= cancelled;
            }
            s.excess[j] = heads * today.absorbed[j] + s.teams[j].pipeline(t) - pending - s.tops[j];
        }
        if let (Some(upskill), true) = (&lever.upskill, routing) {
            for j in (0..s.teams.len()).filter(|j| !specialist(*j)) {
                for to in (0..s.teams.len()).filter(|to| specialist(*to)) {
                    if s.needs[to] <= 0.0 || upskill.success <= 0.0 {
                        continue;
                    }
                    let moved = down(s.spare[j].min(s.needs[to] / upskill.success).min(s.teams[j].heads()));
                    let succeed = match &self.world.process {
                        None => moved * upskill.success,
                        Some(process) => binomial_quantile(moved as u64, upskill.success, process.upskill(j, t)) as f64,
                    };
                    let arrival = s.teams[j].send(t, moved, moved - succeed);
                    s.teams[to].join(arrival, succeed);
                    s.needs[to] = (s.needs[to] - succeed).max(0.0);
                    s.spare[j] -= moved;
                    s.excess[j] -= succeed;
                }
            }
        }
        let start = self.pulled.month(Lever::Staffing).unwrap_or(t);
        let lets_go = lever.severance_weeks.is_some() || lever.redeploy_share > 0.0;
        if !lets_go || self.switches.attrition_only || !reduction::is_wave(lever, start, t) {
            return;
        }
        let consultation = lever.consultation_months as usize;
        for (j, team) in s.teams.iter_mut().enumerate() {
            let told = down(s.excess[j].min(reduction::most(lever, team.heads())).max(0.0));
            team.tell(t + consultation, told);
        }
        if consultation == 0 {
            self.people_go(t);
        }
    }

    /// Those who were told go: to other departments as far as these take them, the others with severance by their tenure.
    fn people_go(&mut self, t: usize) {
        let p = &self.world.p;
        let whole = self.world.process.is_some();
        let lever = &p.levers.staffing;
        let s = &mut *self.s;
        for (j, team) in s.teams.iter_mut().enumerate() {
            let going = team.due(t);
            if going <= 0.0 {
                continue;
            }
            s.reduced = true;
            let redeployed = reduction::redeployed(lever, going, whole);
            let severed = if lever.severance_weeks.is_some() { going - redeployed } else { 0.0 };
            let shares = team.bands(&p.teams[j], t, &reduction::bands(lever));
            s.weeks_of_pay[j] = reduction::weeks_of_pay(lever, &shares);
            for (metric, share) in SEVERED_BANDS.into_iter().zip(shares) {
                s.record.set(t, metric, s.record.get(t, metric) + severed * share);
            }
            team.go(t, severed + redeployed);
            s.record.set_team(t, j, TeamMetric::Severed, severed);
            s.record.set_team(t, j, TeamMetric::Redeployed, redeployed);
        }
    }
}
