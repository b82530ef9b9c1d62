//! How many agents a month's work needs, and what service a given number gives (model book, "Staffing").
//!
//! Real-time work is spread over the half-hours of a week by the arrival profile; every half-hour is an Erlang-A queue.

use super::queue;
use super::residual::Work;
use super::tables::Tables;
use crate::model::{Parameters, Profile};

/// Weeks of a month.
const WEEKS_PER_MONTH: f64 = 52.0 / 12.0;
/// Length of a planning interval in hours.
const INTERVAL_HOURS: f64 = 0.5;

/// How far below its edge a share is taken, relative. Half-hours whose loads stand to each other like whole numbers of agents
/// reach `max_occupancy` at the same share; rounding would let some of them step up and others not.
const BELOW_EDGE: f64 = 1e-12;

/// What the queues of a run have in common: profile, service goal and patience. Certain, so that tables can be built once.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceGoal {
    /// Weekly arrival profile.
    pub profile: Profile,
    /// Share of all arrivals to be served in time.
    pub share: f64,
    /// Time to answer, in minutes.
    pub within_minutes: f64,
    /// Mean patience in minutes; `None`: Erlang C.
    pub patience_minutes: Option<f64>,
    /// Ceiling on load per agent.
    pub max_occupancy: f64,
}

/// Service of a month, load-weighted over the half-hours of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Service {
    /// Share of all arrivals served in time.
    pub level: f64,
    /// Share of arrivals that hang up.
    pub abandonment: f64,
    /// Load carried per agent present.
    pub occupancy: f64,
}

impl Service {
    /// Everybody is answered at once.
    pub const UNHURRIED: Self = Self { level: 1.0, abandonment: 0.0, occupancy: 0.0 };
}

impl ServiceGoal {
    /// Agent-intervals a week that real-time work of `workload` hours a month needs: `Σ_i n_i`, exactly.
    pub fn agent_intervals(&self, workload: f64, aht_minutes: f64) -> f64 {
        if workload <= 0.0 {
            return 0.0;
        }
        self.intervals(workload).map(|(load, count)| count * f64::from(self.agents(load, aht_minutes))).sum()
    }

    /// Agent-intervals a week that any work at all needs: one agent wherever somebody may call.
    pub fn fewest_intervals(&self) -> f64 {
        self.profile.shares.iter().zip(&self.profile.counts).filter(|(share, _)| **share > 0.0).map(|(_, count)| *count).sum()
    }

    /// Fewest agents that meet the goal at `load` Erlangs.
    pub fn agents(&self, load: f64, aht_minutes: f64) -> u32 {
        queue::agents_required(
            load,
            self.share,
            self.patience_minutes.map(|p| p / aht_minutes),
            self.within_minutes / aht_minutes,
            self.max_occupancy,
        )
    }

    /// Service when every half-hour has `ratio` times its required agents; linear between whole agents, and below one
    /// agent between it and nobody (service 0, abandonment 1). Exact.
    pub fn service(&self, workload: f64, aht_minutes: f64, ratio: f64) -> Service {
        if workload <= 0.0 {
            return Service::UNHURRIED;
        }
        let (mut level, mut abandonment, mut carried, mut agents, mut total) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (load, count) in self.intervals(workload) {
            let present = f64::from(self.agents(load, aht_minutes)) * ratio;
            let below = present.floor();
            let (part, low, high) = (present - below, self.whole(below, load, aht_minutes), self.whole(below + 1.0, load, aht_minutes));
            let weight = count * load;
            let lost = low.1 + part * (high.1 - low.1);
            level += weight * (low.0 + part * (high.0 - low.0));
            abandonment += weight * lost;
            carried += weight * (1.0 - lost);
            agents += count * present;
            total += weight;
        }
        Service {
            level: level / total,
            abandonment: abandonment / total,
            occupancy: if agents > 0.0 { (carried / agents).min(1.0) } else { 1.0 },
        }
    }

    /// Service level and abandonment with a whole number of agents.
    pub(super) fn whole(&self, agents: f64, load: f64, aht_minutes: f64) -> (f64, f64) {
        if agents <= 0.0 {
            return (0.0, 1.0);
        }
        let response =
            queue::response(agents as u32, load, self.patience_minutes.map(|p| p / aht_minutes), self.within_minutes / aht_minutes);
        (response.service_level, response.abandonment)
    }

    /// Distinct offered loads of the week and the number of half-hours with each: `A_i = W·(12/52)·π_i/0.5`.
    pub fn intervals(&self, workload: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
        let weekly = workload / WEEKS_PER_MONTH / INTERVAL_HOURS;
        self.profile.shares.iter().zip(&self.profile.counts).map(move |(share, count)| (weekly * share, *count))
    }
}

/// Occupancy of a queue that blends channels: `deferred` is deferred work's share of the required FTE. Whoever does deferred work is
/// as busy as planning may make people, less where more are there than it takes (`present` above 1).
pub fn blended_occupancy(live: &Service, deferred: f64, present: f64, max_occupancy: f64) -> f64 {
    let steady = max_occupancy / present.max(1.0);
    live.occupancy * (1.0 - deferred) + steady * deferred
}

/// The queue of a run: exact, or by tables whose error bounds are tested.
#[derive(Clone, Copy, Debug)]
pub enum Queues<'a> {
    /// The integer Erlang queue itself.
    Exact(&'a ServiceGoal),
    /// Tables built once per run.
    Tables(&'a Tables),
}

impl Queues<'_> {
    /// Agent-intervals a week, see [`ServiceGoal::agent_intervals`].
    pub fn agent_intervals(&self, workload: f64, aht_minutes: f64) -> f64 {
        match self {
            Queues::Exact(goal) => goal.agent_intervals(workload, aht_minutes),
            Queues::Tables(tables) => tables.agent_intervals(workload, aht_minutes),
        }
    }

    /// Service of a month, see [`ServiceGoal::service`].
    pub fn service(&self, workload: f64, aht_minutes: f64, ratio: f64) -> Service {
        match self {
            Queues::Exact(goal) => goal.service(workload, aht_minutes, ratio),
            Queues::Tables(tables) => tables.service(workload, aht_minutes, ratio),
        }
    }
}

/// Turns work into FTE with a world's shrinkage, paid hours and schedule inefficiency.
#[derive(Clone, Copy, Debug)]
pub struct Staffing<'a> {
    queues: Queues<'a>,
    /// FTE per weekly agent-interval: `0.5 · (52/12) / (paid_hours·(1−shrinkage)) · (1 + schedule_inefficiency)`.
    fte_per_interval: f64,
    /// FTE per hour of deferred work: `1 / (paid_hours·(1−shrinkage)·max_occupancy)`.
    fte_per_deferred_hour: f64,
}

impl<'a> Staffing<'a> {
    /// For the inputs of one world.
    pub fn new(queues: Queues<'a>, p: &Parameters) -> Self {
        let productive_hours = p.workforce.paid_hours * (1.0 - p.workforce.shrinkage);
        Self {
            queues,
            fte_per_interval: INTERVAL_HOURS * WEEKS_PER_MONTH / productive_hours * (1.0 + p.workforce.schedule_inefficiency),
            fte_per_deferred_hour: 1.0 / (productive_hours * p.service.max_occupancy),
        }
    }

    /// FTE that `share` of a queue's work requires, at the work's own mean handle time.
    pub fn requirement_of_share(&self, work: &Work, share: f64) -> f64 {
        self.requirement_at(share * work.live_workload, work.live_aht_minutes(), share * work.deferred_workload)
    }

    /// FTE that a queue requires.
    pub fn requirement(&self, work: &Work) -> f64 {
        self.requirement_of_share(work, 1.0)
    }

    /// FTE for real-time hours at a mean handle time and deferred hours.
    pub fn requirement_at(&self, live_workload: f64, aht_minutes: f64, deferred_workload: f64) -> f64 {
        self.queues.agent_intervals(live_workload, aht_minutes) * self.fte_per_interval + deferred_workload * self.fte_per_deferred_hour
    }

    /// FTE for one hour of deferred work.
    pub fn fte_per_deferred_hour(&self) -> f64 {
        self.fte_per_deferred_hour
    }

    /// Largest share of a queue's work that needs at most `fte`.
    pub fn largest_share(&self, work: &Work, fte: f64) -> f64 {
        if let (Queues::Tables(tables), true) = (self.queues, work.deferred_workload == 0.0) {
            let agents = fte / self.fte_per_interval;
            if agents < tables.fewest_intervals() {
                return 0.0;
            }
            if let Some(workload) = tables.largest_workload(agents, work.live_aht_minutes(), work.live_workload) {
                return workload / work.live_workload;
            }
        }
        // The requirement is a step function: bisection, and then the step below the edge.
        let fits = |share: f64| self.requirement_of_share(work, share) <= fte;
        if fits(1.0) {
            return 1.0;
        }
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..52 {
            let middle = f64::midpoint(low, high);
            if fits(middle) { low = middle } else { high = middle }
        }
        low * (1.0 - BELOW_EDGE)
    }

    /// Service of real-time work when `ratio` of what it requires is there.
    pub fn service(&self, live_workload: f64, aht_minutes: f64, ratio: f64) -> Service {
        self.queues.service(live_workload, aht_minutes, ratio)
    }
}
