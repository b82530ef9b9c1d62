//! Several specialist skills: who takes the hard contacts of which contact types (model book, "Who handles the residual").
//!
//! Where specialist teams name the contact types they are trained for, each distinct set of types is a queue of its own, and a
//! specialist team without any takes the types that no other names; hard contacts of types that nobody names stay with generalists.
//! The rules are those of [`super::routing`], queue by queue: requirements of all queues are multiplied with
//! `κ = (R_pool + (1−ξ)(Σ_q R_q − R_pool))/Σ_q R_q`; vendors give up the work of a skill above theirs as far as its specialists have
//! room; what a skill's specialists cannot take goes to generalists; what generalists cannot take goes to specialists with people to
//! spare, in proportion to those. One skill for all types is the routing without skills.

use super::difficulty::TIERS;
use super::residual::{Inflow, Rates, Server, TypeFactors, Work, work_by_tier};
use super::routing::{GENERALISTS, Queue, Situation, Sourcing};
use super::shares::Shares;
use super::today::ratio;
use crate::model::{Model, Parameters};

/// A queue's part of the own work of a skill's types, and of what vendors have of it above their skill.
type Part = (f64, f64);

/// Specialist queues by skill, and their work of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Skills {
    /// Queue of each team, 0 for generalists.
    queue_of: Vec<usize>,
    /// Queue of each type's hard contacts, 0 where no specialist is trained for them. Types of one queue are a skill.
    skill_of: Vec<usize>,
    queues: usize,
    /// First hard tier, 0-based.
    hard_from: usize,
    /// By skill and server: work by tier of the server's share of the skill's types.
    own: Vec<[Work; TIERS]>,
    /// By skill and team: what vendors have above their skill, in the team's hands.
    relief: Vec<[Work; TIERS]>,
    /// By skill: part of that which vendors gave up.
    released: Vec<f64>,
    /// By queue and skill: part that the queue takes, by tier.
    flow: Vec<[f64; TIERS]>,
    queue: Vec<Standing>,
}

/// A queue while work is routed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Standing {
    effective: f64,
    work: Work,
    required: f64,
    /// Part of its own work that it keeps.
    kept: f64,
}

impl Skills {
    /// Of a model; `None` where no specialist team names contact types.
    pub fn of(model: &Model) -> Option<Self> {
        let p = &model.medians;
        let from = p.levers.routing.specialist_from_tier;
        let specialist = |j: usize| p.teams[j].skill_tier >= from;
        let sets = || (0..p.teams.len()).filter(|j| specialist(*j)).map(|j| &model.skills[j]);
        if sets().all(Vec::is_empty) {
            return None;
        }
        let mut distinct: Vec<&Vec<usize>> = Vec::new();
        for set in sets() {
            if !distinct.contains(&set) {
                distinct.push(set);
            }
        }
        let queue = |j: usize| distinct.iter().position(|set| **set == model.skills[j]).map_or(GENERALISTS, |i| i + 1);
        let rest = distinct.iter().position(|set| set.is_empty()).map_or(GENERALISTS, |i| i + 1);
        let skill = |k: usize| distinct.iter().position(|set| set.contains(&k)).map_or(rest, |i| i + 1);
        let (teams, servers, queues) = (p.teams.len(), p.teams.len() + p.vendors.len(), distinct.len() + 1);
        Some(Self {
            queue_of: (0..teams).map(|j| if specialist(j) { queue(j) } else { GENERALISTS }).collect(),
            skill_of: (0..p.types.len()).map(skill).collect(),
            queues,
            hard_from: from as usize - 1,
            own: vec![[Work::default(); TIERS]; queues * servers],
            relief: vec![[Work::default(); TIERS]; queues * teams],
            released: vec![0.0; queues],
            flow: vec![[0.0; TIERS]; queues * queues],
            queue: vec![Standing::default(); queues],
        })
    }

    /// Is it specialists' work?
    fn is_hard(&self, skill: usize, tier: usize) -> bool {
        skill != GENERALISTS && tier >= self.hard_from
    }

    /// The month's work of every skill in every server's hands.
    pub fn weigh<'a>(
        &mut self,
        p: &Parameters,
        shares: &Shares,
        inflow: &Inflow<'_>,
        types: &[TypeFactors],
        server: impl Fn(usize) -> (Server, &'a Rates),
    ) {
        let (teams, servers) = (p.teams.len(), p.teams.len() + p.vendors.len());
        for skill in 0..self.queues {
            let has = |k: usize| if self.skill_of[k] == skill { 1.0 } else { 0.0 };
            for j in 0..servers {
                let (hands, rates) = server(j);
                self.own[skill * servers + j] = work_by_tier(inflow, types, &hands, rates, |k| match j.checked_sub(teams) {
                    None => has(k) * shares.in_house_of(k),
                    Some(v) => has(k) * shares.of(v, k),
                });
                if j < teams {
                    let mut sum = [Work::default(); TIERS];
                    for (v, vendor) in p.vendors.iter().enumerate() {
                        let work = work_by_tier(inflow, types, &hands, rates, |k| has(k) * shares.of(v, k));
                        for (g, (sum, work)) in sum.iter_mut().zip(&work).enumerate() {
                            sum.add(work, if (g + 1) as f64 > vendor.skill_tier { 1.0 } else { 0.0 });
                        }
                    }
                    self.relief[skill * teams + j] = sum;
                }
            }
        }
    }

    /// Work of one team if it takes a part of each skill's own work and of vendors' relief, by tier.
    fn in_hands(&self, servers: usize, teams: usize, team: usize, part: impl Fn(usize, usize) -> Part) -> Work {
        let mut work = Work::default();
        for skill in 0..self.queues {
            for g in 0..TIERS {
                let (own, relief) = part(skill, g);
                if own != 0.0 {
                    work.add(&self.own[skill * servers + team][g], own);
                }
                if relief != 0.0 {
                    work.add(&self.relief[skill * teams + team][g], relief);
                }
            }
        }
        work
    }

    /// Work of a queue, shared by its teams.
    fn of_queue(&self, s: &Situation<'_>, sourcing: &Sourcing, queue: usize, part: impl Fn(usize, usize) -> Part) -> Work {
        let teams = s.p.teams.len();
        let mut work = Work::default();
        for j in (0..teams).filter(|j| self.queue_of[*j] == queue) {
            work.add(&self.in_hands(teams + s.p.vendors.len(), teams, j, &part), sourcing.share_of_queue[j]);
        }
        work
    }

    /// What belongs to a queue: to specialists the hard contacts of their skill, to generalists the rest.
    fn belongs(&self, queue: usize, skill: usize, tier: usize) -> f64 {
        let home = if self.is_hard(skill, tier) { skill } else { GENERALISTS };
        if home == queue { 1.0 } else { 0.0 }
    }

    /// Routes a month's work; allocates nothing.
    pub fn route(&mut self, sourcing: &mut Sourcing, s: &Situation<'_>) {
        let (p, teams, servers) = (s.p, s.p.teams.len(), s.p.teams.len() + s.p.vendors.len());
        sourcing.queues.clear();
        sourcing.queue_of.copy_from_slice(&self.queue_of);
        sourcing.share_effective(s, self.queues);
        for standing in &mut self.queue {
            *standing = Standing { kept: 1.0, ..Standing::default() };
        }
        for (queue, effective) in self.queue_of.iter().zip(s.effective) {
            self.queue[*queue].effective += effective;
        }

        // Step 1: vendors at their share.
        let mut pool = Work::default();
        let mut apart = 0.0;
        for q in 0..self.queues {
            let work = self.of_queue(s, sourcing, q, |skill, g| (self.belongs(q, skill, g), 0.0));
            self.queue[q].required = s.staffing.requirement(&work);
            apart += self.queue[q].required;
            pool.add(&work, 1.0);
        }
        let together = s.staffing.requirement(&pool);
        let kappa = if apart > 0.0 { (together + (1.0 - p.levers.routing.cross_trained) * (apart - together)) / apart } else { 1.0 };
        for j in 0..teams {
            let (part, whole) = sourcing.part_of_queue(p, j);
            sourcing.wanted[j] = kappa * self.queue[self.queue_of[j]].required * part / whole;
        }

        // Step 2: relief of vendors, skill by skill.
        self.released[GENERALISTS] = 0.0;
        for q in 1..self.queues {
            let all = self.of_queue(s, sourcing, q, |skill, g| (self.belongs(q, skill, g), self.belongs(q, skill, g)));
            let (r_1, r_2) = (kappa * self.queue[q].required, kappa * s.staffing.requirement(&all));
            let room = self.queue[q].effective - r_1;
            self.released[q] = if r_2 > r_1 { (room / (r_2 - r_1)).clamp(0.0, 1.0) } else { 0.0 };
        }
        for (v, vendor) in p.vendors.iter().enumerate() {
            let mut work = Work::default();
            for skill in 0..self.queues {
                for (g, tier) in self.own[skill * servers + teams + v].iter().enumerate() {
                    let above = (g + 1) as f64 > vendor.skill_tier;
                    work.add(tier, if above { 1.0 - self.released[skill] } else { 1.0 });
                }
            }
            sourcing.vendor_work[v] = work;
        }
        for q in 0..self.queues {
            let part = |skill: usize, g: usize| (self.belongs(q, skill, g), self.belongs(q, skill, g) * self.released[skill]);
            let work = self.of_queue(s, sourcing, q, part);
            let required = kappa * s.staffing.requirement(&work);
            (self.queue[q].work, self.queue[q].required) = (work, required);
        }
        self.overflow(s, kappa);
        self.fill_queues(sourcing, s, kappa);
    }

    /// Step 3: what a queue cannot take goes to others, and which part of every skill each queue therefore has.
    fn overflow(&mut self, s: &Situation<'_>, kappa: f64) {
        let mut spare = 0.0;
        for standing in &mut self.queue[1..] {
            if standing.required > standing.effective {
                standing.kept = s.staffing.largest_share(&standing.work, standing.effective / kappa);
            }
            spare += (standing.effective - standing.required).max(0.0);
        }
        let easy = self.queue[GENERALISTS];
        if easy.effective < easy.required && spare > 0.0 {
            let fits = s.staffing.largest_share(&easy.work, easy.effective / kappa);
            self.queue[GENERALISTS].kept = fits.max(1.0 - spare / easy.required);
        }
        let given = 1.0 - self.queue[GENERALISTS].kept;
        for q in 0..self.queues {
            let standing = self.queue[q];
            let helps = if q == GENERALISTS || spare <= 0.0 { 0.0 } else { (standing.effective - standing.required).max(0.0) / spare };
            for skill in 0..self.queues {
                for g in 0..TIERS {
                    self.flow[q * self.queues + skill][g] = match (self.is_hard(skill, g), q == GENERALISTS) {
                        (true, true) => 1.0 - self.queue[skill].kept,
                        (true, false) => self.belongs(q, skill, g) * standing.kept,
                        (false, true) => standing.kept,
                        (false, false) => given * helps,
                    };
                }
            }
        }
    }

    fn fill_queues(&mut self, sourcing: &mut Sourcing, s: &Situation<'_>, kappa: f64) {
        let (teams, servers) = (s.p.teams.len(), s.p.teams.len() + s.p.vendors.len());
        let (mut hours, mut kept) = (0.0, 0.0);
        let hard_stays = self.queue[1..].iter().all(|standing| standing.kept == 1.0);
        for q in 0..self.queues {
            let standing = self.queue[q];
            let part = |skill: usize, g: usize| {
                let flow = self.flow[q * self.queues + skill][g];
                (flow, flow * self.released[skill])
            };
            let mut work = Work::default();
            for j in (0..teams).filter(|j| self.queue_of[*j] == q) {
                let mut own = Work::default();
                own.add(&self.in_hands(servers, teams, j, part), sourcing.share_of_queue[j]);
                sourcing.team_work[j] = own;
                work.add(&own, 1.0);
            }
            // A share on the edge of a step must stay the load it was found with, see `Sourcing::specialise`.
            let on_edge = standing.kept < 1.0 && (q != GENERALISTS || hard_stays);
            let (live_workload, live_aht_minutes) = if on_edge {
                (standing.kept * standing.work.live_workload, standing.work.live_aht_minutes())
            } else {
                (work.live_workload, work.live_aht_minutes())
            };
            let required = kappa * s.staffing.requirement_at(live_workload, live_aht_minutes, work.deferred_workload);
            let (effective, flow) = (standing.effective, [0.0; TIERS]);
            sourcing.queues.push(Queue { work, live_workload, live_aht_minutes, required, help: kappa, effective, flow });
            if q != GENERALISTS {
                hours += standing.work.hours;
                kept += standing.kept * standing.work.hours;
            }
        }
        sourcing.hard_by_specialists = if hours > 0.0 { kept / hours } else { 1.0 };
        // In mean over skills; what each released is kept here.
        sourcing.released = ratio(self.released.iter().sum(), (self.queues - 1) as f64);
    }

    /// Hours of a team's work by tier, as it was routed.
    pub fn hours(&self, sourcing: &Sourcing, team: usize) -> [f64; TIERS] {
        let servers = self.own.len() / self.queues;
        let (teams, q) = (self.queue_of.len(), self.queue_of[team]);
        std::array::from_fn(|g| {
            let of = |skill: usize| {
                let (own, relief) = (&self.own[skill * servers + team][g], &self.relief[skill * teams + team][g]);
                self.flow[q * self.queues + skill][g] * (own.hours + self.released[skill] * relief.hours)
            };
            sourcing.share_of_queue[team] * (0..self.queues).map(of).sum::<f64>()
        })
    }

    /// Share of a type's issues in a tier (0-based) that a server takes in the month.
    pub fn share(&self, p: &Parameters, sourcing: &Sourcing, shares: &Shares, server: usize, k: usize, g: usize) -> f64 {
        let (teams, skill) = (p.teams.len(), self.skill_of[k]);
        if let Some(v) = server.checked_sub(teams) {
            let above = (g + 1) as f64 > p.vendors[v].skill_tier;
            return shares.of(v, k) * if above { 1.0 - self.released[skill] } else { 1.0 };
        }
        let flow = self.flow[sourcing.queue_of[server] * self.queues + skill][g];
        sourcing.share_of_queue[server] * flow * (shares.in_house_of(k) + self.released[skill] * shares.above_skill(p, k, g))
    }

    /// Work of a server as it was sourced, of any inflow.
    pub fn sourced(
        &self,
        of: (&Parameters, &Sourcing, &Shares),
        inflow: &Inflow<'_>,
        types: &[TypeFactors],
        server: (usize, &Server, &Rates),
    ) -> [Work; TIERS] {
        let ((p, sourcing, shares), (j, hands, rates)) = (of, server);
        let mut sum = [Work::default(); TIERS];
        for (k, _) in types.iter().enumerate() {
            let work = work_by_tier(inflow, types, hands, rates, |kind| if kind == k { 1.0 } else { 0.0 });
            for (g, (sum, work)) in sum.iter_mut().zip(&work).enumerate() {
                sum.add(work, self.share(p, sourcing, shares, j, k, g));
            }
        }
        sum
    }
}
