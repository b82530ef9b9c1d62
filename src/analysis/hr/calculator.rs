//! One queue by itself: the calculator that planners know (model book, "Staffing"), with the exact queue.

use crate::engine::queue::{agents_required, response};
use crate::engine::waits::waits;

/// Largest load that is answered, in Erlangs: beyond any queue of people.
pub const MOST_ERLANGS: f64 = 100_000.0;

/// What is asked of one queue in one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// Contacts that arrive in the interval.
    pub contacts: f64,
    /// Length of the interval in minutes.
    pub interval_minutes: f64,
    /// Mean handle time of a contact in minutes.
    pub aht_minutes: f64,
    /// Contacts an agent serves at once, at least 1; above 1 for chat.
    pub concurrency: f64,
    /// Time within which an answer is in time, in minutes.
    pub within_minutes: f64,
    /// Share of all arrivals to be answered in time.
    pub share: f64,
    /// Mean patience in minutes; `None`: nobody gives up (Erlang C).
    pub patience_minutes: Option<f64>,
    /// Load per agent that planning may not exceed; `None`: no bound (with Erlang A, agents may be fewer than Erlangs).
    pub max_occupancy: Option<f64>,
    /// Who gives up within so many minutes is not counted where short abandons are excluded.
    pub short_minutes: f64,
}

/// What a number of agents does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Agents.
    pub agents: u32,
    /// Share of all arrivals answered in time.
    pub service_level: f64,
    /// Share of those who are answered that are answered in time.
    pub of_answered: f64,
    /// Share answered in time of all arrivals but those who give up early.
    pub without_short: f64,
    /// Mean wait of all arrivals, in seconds: those who give up count until they do. Infinite where the queue only grows.
    pub asa_seconds: f64,
    /// Mean wait of those who are answered, in seconds.
    pub answered_seconds: f64,
    /// Share of arrivals that find no agent free.
    pub wait_probability: f64,
    /// Share of arrivals that give up.
    pub abandonment: f64,
    /// Share of agents' time spent handling.
    pub occupancy: f64,
}

impl Answer {
    /// Does the queue settle at all? Erlang C with too few agents does not.
    pub fn settles(&self) -> bool {
        self.asa_seconds.is_finite()
    }
}

impl Question {
    /// Time an agent is bound by a contact, in minutes: concurrent contacts share it, as everywhere in the model.
    pub fn bound_minutes(&self) -> f64 {
        self.aht_minutes / self.concurrency
    }

    /// Offered load in Erlangs: the contacts of the interval times the time each binds an agent, over its length.
    pub fn load(&self) -> f64 {
        self.contacts * self.bound_minutes() / self.interval_minutes
    }

    /// Fewest agents that meet the goal.
    pub fn required(&self) -> u32 {
        let aht = self.bound_minutes();
        let bound = self.max_occupancy.unwrap_or(f64::INFINITY);
        agents_required(self.load(), self.share, self.patience_minutes.map(|p| p / aht), self.within_minutes / aht, bound)
    }

    /// What `agents` do.
    pub fn with(&self, agents: u32) -> Answer {
        let (load, aht) = (self.load(), self.bound_minutes());
        let patience = self.patience_minutes.map(|p| p / aht);
        let all = response(agents, load, patience, self.within_minutes / aht);
        let detail = waits(agents, load, patience, self.short_minutes / aht);
        let of = |base: f64| if base > 0.0 { (all.service_level / base).min(1.0) } else { 0.0 };
        Answer {
            agents,
            service_level: all.service_level,
            of_answered: of(1.0 - all.abandonment),
            without_short: of(1.0 - detail.given_up_within),
            asa_seconds: all.mean_wait * aht * 60.0,
            answered_seconds: detail.answered * aht * 60.0,
            wait_probability: all.wait_probability,
            abandonment: all.abandonment,
            occupancy: all.occupancy,
        }
    }
}
