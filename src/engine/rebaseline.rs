//! Rebaselining: what of a month's handle time, resolution and satisfaction is the work, and what the team (model book,
//! "Metrics and people").
//!
//! The human channel's figures are computed anew with one cause after another put in. Differences of neighbours are the parts;
//! they sum to the change because the chain begins with today and ends with what the month's books say.

use super::ai::Take;
use super::difficulty::{PER_TIER, SLICES, TIERS};
use super::residual::{Inflow, Rates, Server, Work, total, work_by_tier};
use super::routing::Sourcing;
use super::shares::Shares;
use super::skills::Skills;
use super::today::{Today, ratio};
use crate::model::Parameters;
use libm::{exp, log, sqrt};

/// Why a month's figures are not today's, in the order in which causes are put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The month's mix of contact types, each with today's slices.
    Types,
    /// The slices within types: what is left is harder.
    Slices,
    /// Handoffs: a conversation that the AI began takes longer; without context it annoys.
    Handoff,
    /// Who handles it: skill fit, shares of teams, vendor relief.
    SkillFit,
    /// Hurry and less care under the pressure of old targets.
    Hurry,
    /// Coaching, and an AI beside the agent.
    Coaching,
    /// Abandonment, and waits beyond today's.
    Queue,
}

impl Cause {
    /// All causes in order.
    pub const ALL: [Cause; 7] = [Cause::Types, Cause::Slices, Cause::Handoff, Cause::SkillFit, Cause::Hurry, Cause::Coaching, Cause::Queue];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Types => "types",
            Cause::Slices => "slices",
            Cause::Handoff => "handoff",
            Cause::SkillFit => "skill_fit",
            Cause::Hurry => "hurry",
            Cause::Coaching => "coaching",
            Cause::Queue => "queue",
        }
    }

    /// Is it the work that changed, and not what the team does? A new target follows these causes alone.
    pub fn is_the_work(self) -> bool {
        matches!(self, Cause::Types | Cause::Slices | Cause::Handoff | Cause::SkillFit)
    }
}

/// Steps of the chain that are the work: the new baseline is where they end.
const WORK_STEPS: usize = 4;
/// Today, then one value after each cause.
const STEPS: usize = Cause::ALL.len() + 1;

/// A figure that targets are set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Mean handle time, minutes.
    Aht,
    /// First-contact resolution, share of contacts.
    Fcr,
    /// Satisfaction, share of contacts. Of the whole channel alone: handoffs and waits are not told apart by team.
    Csat,
}

impl Figure {
    /// All figures.
    pub const ALL: [Figure; 3] = [Figure::Aht, Figure::Fcr, Figure::Csat];
    /// Those that a team has of its own.
    pub const OF_TEAMS: [Figure; 2] = [Figure::Aht, Figure::Fcr];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Figure::Aht => "aht_minutes",
            Figure::Fcr => "fcr",
            Figure::Csat => "csat",
        }
    }
}

/// The figures of one step, in the order of [`Figure::ALL`].
pub type Point = [f64; Figure::ALL.len()];

/// Figures with one cause after another put in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chain([Point; STEPS]);

impl Chain {
    /// Before AI.
    pub fn today(&self, figure: Figure) -> f64 {
        self.0[0][figure as usize]
    }

    /// In the month.
    pub fn now(&self, figure: Figure) -> f64 {
        self.0[STEPS - 1][figure as usize]
    }

    /// What a cause adds to what those before it left.
    pub fn part(&self, figure: Figure, cause: Cause) -> f64 {
        self.0[cause as usize + 1][figure as usize] - self.0[cause as usize][figure as usize]
    }

    /// The new baseline: today and the parts that are not the team's doing.
    pub fn baseline(&self, figure: Figure) -> f64 {
        self.0[WORK_STEPS][figure as usize]
    }
}

/// What is known of a month beside its means.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Explained {
    /// The human channel, vendors included.
    pub channel: Chain,
    /// Coefficient of variation of the handle time of people's contacts.
    pub handle_time_cv: f64,
    /// Hours of people's work before abandonment.
    pub workload_hours: f64,
    /// Share of the month's issues that reach people.
    pub issue_share: f64,
    /// Share of the value at stake in the month's issues that reaches people.
    pub value_share: f64,
}

/// A month as it was lived: what the chain is built from.
pub struct Lived<'a> {
    /// Inputs.
    pub p: &'a Parameters,
    /// Today's calibration.
    pub today: &'a Today,
    /// Difficulty of the slices.
    pub z: &'a [f64; SLICES],
    /// Rates are set exactly, not by series.
    pub exact: bool,
    /// What the AI left.
    pub take: &'a Take,
    /// Who handled what.
    pub sourcing: &'a Sourcing,
    /// Who has which share of the work.
    pub shares: &'a Shares,
    /// Specialists by skill, where routing goes by it.
    pub skills: Option<&'a Skills>,
    /// Rates of every team in the month.
    pub rates: &'a dyn Fn(usize) -> &'a Rates,
    /// Pressure of old targets.
    pub pressure: f64,
    /// Factor on each team's handle time of an AI beside the agent.
    pub assisted: &'a [f64],
    /// The month's figures as booked.
    pub booked: Point,
    /// Value at stake in all issues of the month.
    pub value_at_stake: f64,
}

/// What is kept of a run that was asked to explain its months; allocated once.
#[derive(Clone, Debug)]
pub struct Rebaseline {
    months: Vec<Explained>,
    /// Chain of team `j` in month `t`, at `t·teams + j`.
    by_team: Vec<Chain>,
    teams: usize,
    /// The month's inflow with today's slices.
    inflow: Vec<f64>,
    /// Work by server and tier as if the server handled every issue.
    unit: Vec<[Work; TIERS]>,
    /// By team and tier, where shares differ by contact type: what vendors have above their skill.
    released: Vec<[Work; TIERS]>,
    rates: Rates,
}

impl Rebaseline {
    /// Room for a model's sizes.
    pub fn with_sizes(months: usize, types: usize, teams: usize, vendors: usize) -> Self {
        Self {
            months: vec![Explained::default(); months],
            by_team: vec![Chain::default(); months * teams],
            teams,
            inflow: vec![0.0; types * SLICES],
            unit: vec![[Work::default(); TIERS]; teams + vendors],
            released: vec![[Work::default(); TIERS]; teams],
            rates: Rates::with_types(types),
        }
    }

    /// A month.
    pub fn month(&self, t: usize) -> &Explained {
        &self.months[t]
    }

    /// A team's month. Its work before AI is its part of today's; that of a team still to be built is what today's work would
    /// be in its hands. Its figures are before abandonment, which changes none of them.
    pub fn team(&self, t: usize, team: usize) -> &Chain {
        &self.by_team[t * self.teams + team]
    }

    /// Explains month `t`.
    pub fn explain(&mut self, t: usize, lived: &Lived<'_>) {
        let (p, today, take) = (lived.p, lived.today, lived.take);
        let annoyed = p.difficulty.csat_handoff * take.handoffs;
        let mut inflow = std::mem::take(&mut self.inflow);

        self.hand_out(lived, &today.issues, &today.hours, 0.0, false);
        self.step(t, 0, lived, 0.0, None);
        spread_as_today(&take.inflow, &today.issues, &mut inflow);
        self.hand_out(lived, &inflow, &today.hours, 0.0, false);
        self.step(t, 1 + Cause::Types as usize, lived, 0.0, None);
        self.hand_out(lived, &take.inflow, &today.hours, 0.0, false);
        self.step(t, 1 + Cause::Slices as usize, lived, 0.0, None);
        self.hand_out(lived, &take.inflow, &take.hours, 0.0, false);
        self.step(t, 1 + Cause::Handoff as usize, lived, annoyed, None);
        if lived.shares.differ() || lived.skills.is_some() {
            self.hand_out(lived, &take.inflow, &take.hours, 0.0, true);
        }
        self.step(t, 1 + Cause::SkillFit as usize, lived, annoyed, Some(lived.sourcing));
        if lived.pressure > 0.0 {
            self.hand_out(lived, &take.inflow, &take.hours, lived.pressure, true);
        }
        self.step(t, 1 + Cause::Hurry as usize, lived, annoyed, Some(lived.sourcing));
        self.last_steps(t, lived, annoyed);
        self.inflow = inflow;
        self.spread(t, lived);
    }

    /// Work by server and tier of an inflow, teams under pressure. Where shares differ by contact type they are in it: today's,
    /// or the month's for work as it was sourced.
    fn hand_out(&mut self, lived: &Lived<'_>, issues: &[f64], hours: &[f64], pressure: f64, sourced: bool) {
        let (p, today, shares) = (lived.p, lived.today, lived.shares);
        let teams = self.teams;
        let inflow = Inflow { issues, hours, value: &today.value, z: lived.z };
        for (j, unit) in self.unit.iter_mut().enumerate() {
            let pressed = if j < self.teams { pressure } else { 0.0 };
            let shift = -p.behaviour.pressure_fcr * pressed;
            let rates = if shift == 0.0 {
                &today.rates[j]
            } else {
                today.shifted_rates(p, lived.z, j, shift, lived.exact, &mut self.rates);
                &self.rates
            };
            let server = hurried(&today.servers[j], p, pressed);
            if let (Some(skills), true) = (lived.skills, sourced) {
                *unit = skills.sourced((p, lived.sourcing, shares), &inflow, &today.types, (j, &server, rates));
                continue;
            }
            *unit = work_by_tier(&inflow, &today.types, &server, rates, |k| match (shares.differ(), sourced) {
                (false, _) => 1.0,
                // A team that is still to be built shows what its work would be.
                (true, false) if j < teams && p.teams[j].share_of_in_house == 0.0 => shares.in_house_of(k),
                (true, false) => today.share(j, k),
                (true, true) if j < teams => shares.in_house_of(k),
                (true, true) => shares.of(j - teams, k),
            });
            if shares.differ() && sourced && j < teams {
                self.released[j] = shares.released_work(p, &inflow, &today.types, &server, rates);
            }
        }
    }

    /// Writes a step of every chain: work as it stands, at today's shares or as it was sourced.
    fn step(&mut self, t: usize, step: usize, lived: &Lived<'_>, annoyed: f64, sourcing: Option<&Sourcing>) {
        let (p, today, differ) = (lived.p, lived.today, lived.shares.differ());
        let has_work = |j: usize| (0..p.types.len()).any(|k| today.share(j, k) > 0.0);
        let mut all = Work::default();
        for (j, unit) in self.unit.iter().enumerate() {
            let mut own = Work::default();
            for (g, tier) in unit.iter().enumerate() {
                match sourcing {
                    None if differ => own.add(tier, if has_work(j) { 1.0 } else { 0.0 }),
                    None => own.add(tier, today.share(j, 0)),
                    Some(_) if lived.skills.is_some() => own.add(tier, 1.0),
                    Some(sourcing) => {
                        let taken = flow(lived, j, g);
                        own.add(tier, taken);
                        if differ && j < self.teams {
                            own.add(&self.released[j][g], taken * sourcing.released);
                        }
                    }
                }
            }
            all.add(&own, 1.0);
            if j < self.teams {
                // A team that handled nothing before AI has figures all the same: those of the work in its hands.
                if sourcing.is_none() && !has_work(j) {
                    own = total(unit);
                }
                self.by_team[t * self.teams + j].set(step, &own, p, 0.0);
            }
        }
        self.months[t].channel.set(step, &all, p, annoyed);
    }

    /// Coaching and queue: the work as it was done, and what the month's books say.
    fn last_steps(&mut self, t: usize, lived: &Lived<'_>, annoyed: f64) {
        let (coaching, queue) = (1 + Cause::Coaching as usize, 1 + Cause::Queue as usize);
        let mut done = Work::default();
        for (j, work) in lived.sourcing.team_work.iter().enumerate() {
            let chain = &mut self.by_team[t * self.teams + j];
            chain.set(coaching, work, lived.p, 0.0);
            // Whoever hangs up is as hard to serve as whoever waits.
            chain.0[queue] = chain.0[coaching];
            done.add(work, 1.0);
        }
        for work in &lived.sourcing.vendor_work {
            done.add(work, 1.0);
        }
        let month = &mut self.months[t];
        month.channel.set(coaching, &done, lived.p, annoyed);
        month.channel.0[queue] = if done.contacts > 0.0 { lived.booked } else { month.channel.0[coaching] };
        month.workload_hours = done.hours;
        month.issue_share = ratio(lived.take.inflow_total, lived.take.issues);
        month.value_share = ratio(lived.take.value_inflow, lived.value_at_stake);
    }

    /// Coefficient of variation of handle time, `√(E[T²]/E[T]² − 1)`, over the month's contacts before abandonment.
    ///
    /// Handle times of a type are lognormal with log-variance `σ_k² = ln(1 + cv_k²)`, of which difficulty carries `λ²σ_k²`; a
    /// contact of a slice with mean `h` has `E[T²] = h²·e^{σ_k²(1 − λ²)}`. Servers and handoff shift `h`; within a slice, contacts
    /// with and without handoff are taken as alike.
    fn spread(&mut self, t: usize, lived: &Lived<'_>) {
        let (p, today, take) = (lived.p, lived.today, lived.take);
        let unexplained = 1.0 - p.difficulty.aht_loading * p.difficulty.aht_loading;
        let (mut contacts, mut hours, mut squares) = (0.0, 0.0, 0.0);
        for (j, server) in today.servers.iter().enumerate() {
            let in_house = j < self.teams;
            let mut server = hurried(server, p, if in_house { lived.pressure } else { 0.0 });
            if in_house {
                server.aht_factor = server.aht_factor.map(|factor| factor * lived.assisted[j]);
            }
            let rates = if in_house { (lived.rates)(j) } else { &today.rates[j] };
            for (k, kind) in p.types.iter().enumerate() {
                let flows: [f64; TIERS] = std::array::from_fn(|g| match lived.skills {
                    Some(skills) => skills.share(p, lived.sourcing, lived.shares, j, k, g),
                    None => flow(lived, j, g) * of_type(lived, j, k, g),
                });
                let within = exp(unexplained * log(1.0 + kind.aht_cv * kind.aht_cv));
                for n in 0..SLICES {
                    let (cell, g) = (k * SLICES + n, n / PER_TIER);
                    let made = take.inflow[cell] * flows[g] * rates.contacts[cell];
                    let length = take.hours[cell] * server.aht_factor[g];
                    contacts += made;
                    hours += made * length;
                    squares += made * length * length * within;
                }
            }
        }
        let relative = ratio(squares * contacts, hours * hours);
        self.months[t].handle_time_cv = sqrt((relative - 1.0).max(0.0));
    }
}

impl Chain {
    /// Writes a step; in a month without contacts nothing has changed.
    fn set(&mut self, step: usize, work: &Work, p: &Parameters, annoyed: f64) {
        self.0[step] = if work.contacts > 0.0 {
            let satisfied = work.satisfaction - p.difficulty.csat_gap * (work.contacts - work.resolved) - annoyed;
            [work.hours / work.contacts * 60.0, work.resolved / work.contacts, satisfied / work.contacts]
        } else {
            self.0[step.saturating_sub(1)]
        };
    }
}

/// A server whose people hurry: handling shortens by `hurry·pressure`.
fn hurried(server: &Server, p: &Parameters, pressure: f64) -> Server {
    let unhurried = 1.0 - p.behaviour.hurry * pressure;
    Server { aht_factor: server.aht_factor.map(|factor| factor * unhurried), ..*server }
}

/// Share of a tier's issues that a server takes in the month; where shares differ by contact type, part of what it has of them.
fn flow(lived: &Lived<'_>, server: usize, g: usize) -> f64 {
    let (p, sourcing, shares) = (lived.p, lived.sourcing, lived.shares);
    let teams = p.teams.len();
    if server < teams {
        let taken = sourcing.share_of_queue[server] * sourcing.queues[sourcing.queue_of[server]].flow[g];
        return if shares.differ() { taken / (1.0 + sourcing.released) } else { taken };
    }
    let vendor = &p.vendors[server - teams];
    let given_up = if (g + 1) as f64 > vendor.skill_tier { sourcing.released } else { 0.0 };
    shares.vendors[server - teams] * (1.0 - given_up)
}

/// What a server has of a type's issues in a tier, where shares differ by contact type; else 1.
fn of_type(lived: &Lived<'_>, server: usize, k: usize, g: usize) -> f64 {
    let (shares, teams) = (lived.shares, lived.p.teams.len());
    match server.checked_sub(teams) {
        _ if !shares.differ() => 1.0,
        Some(vendor) => shares.of(vendor, k),
        None => shares.in_house_of(k) + lived.sourcing.released * shares.above_skill(lived.p, k, g),
    }
}

/// The inflow of every type over its slices as today's issues are.
fn spread_as_today(inflow: &[f64], today: &[f64], out: &mut [f64]) {
    let types = inflow.chunks(SLICES).zip(today.chunks(SLICES)).zip(out.chunks_mut(SLICES));
    for ((inflow, today), out) in types {
        let scale = ratio(inflow.iter().sum(), today.iter().sum());
        for (out, today) in out.iter_mut().zip(today) {
            *out = scale * today;
        }
    }
}
