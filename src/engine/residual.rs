//! The residual: what the work that reaches people is made of (model book, "What the AI takes", "Who handles the residual").
//!
//! For every server the month's human inflow is summed by tier into [`Work`]: as if that server handled all of it. Routing
//! then needs only these sums, for everything in it is linear in the shares of inflow a server takes.

use super::difficulty::{PER_TIER, SLICES, TIERS};
use crate::normal;

/// A month's work of a server, a team or a queue. All fields add up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Contacts, repeats included.
    pub contacts: f64,
    /// Handle time in hours.
    pub hours: f64,
    /// Contacts in real time (voice, chat).
    pub live_contacts: f64,
    /// Agent hours of real-time work, after concurrency.
    pub live_workload: f64,
    /// Agent hours of deferred work.
    pub deferred_workload: f64,
    /// Resolved contacts; each ends its issue.
    pub resolved: f64,
    /// Contacts weighted with difficulty `z`.
    pub hardness: f64,
    /// Contacts weighted with the satisfaction `s_k` of a resolved one.
    pub satisfaction: f64,
    /// Contacts weighted with the value at risk of their issue.
    pub value_contacts: f64,
    /// Resolved contacts weighted with the value at risk.
    pub value_resolved: f64,
}

impl Work {
    /// Adds `share` of `other`.
    #[inline]
    pub fn add(&mut self, other: &Work, share: f64) {
        self.contacts += share * other.contacts;
        self.hours += share * other.hours;
        self.live_contacts += share * other.live_contacts;
        self.live_workload += share * other.live_workload;
        self.deferred_workload += share * other.deferred_workload;
        self.resolved += share * other.resolved;
        self.hardness += share * other.hardness;
        self.satisfaction += share * other.satisfaction;
        self.value_contacts += share * other.value_contacts;
        self.value_resolved += share * other.value_resolved;
    }

    /// Workload in agent hours a month: real-time and deferred.
    pub fn workload(&self) -> f64 {
        self.live_workload + self.deferred_workload
    }

    /// Mean real-time handle time after concurrency, in minutes; 0 without contacts.
    pub fn live_aht_minutes(&self) -> f64 {
        if self.live_contacts > 0.0 { self.live_workload / self.live_contacts * 60.0 } else { 0.0 }
    }
}

/// What makes one server differ from another on the same contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Server {
    /// Handle-time factor by tier: `aht_factor·(1 + misskill_aht·Δ)`.
    pub aht_factor: [f64; TIERS],
    /// Probit shift of resolution by tier: `fcr_shift − misskill_fcr·Δ`.
    pub fcr_shift: [f64; TIERS],
}

/// Constants of a contact type that turn its contacts into work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypeFactors {
    /// Resolution intercept `α_k`.
    pub alpha: f64,
    /// Satisfaction with a resolved contact `s_k`.
    pub satisfaction: f64,
    /// Contacts an agent serves at once; 0 marks deferred work.
    pub concurrency: f64,
}

/// Resolution and repeats of one server in every cell (type × slice): contacts an issue makes, and how many of them resolve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    /// Contacts per issue, `1/(1 − w(1 − f))`.
    pub contacts: Vec<f64>,
    /// Resolved contacts per issue, `f/(1 − w(1 − f))`.
    pub resolved: Vec<f64>,
}

impl Rates {
    /// Room for `types` contact types.
    pub fn with_types(types: usize) -> Self {
        Self { contacts: vec![0.0; types * SLICES], resolved: vec![0.0; types * SLICES] }
    }

    /// `f = Φ(α_k − β z_n + fcr_shift + shift)` and the repeats it leads to.
    pub fn set(&mut self, types: &[TypeFactors], z: &[f64; SLICES], slope: f64, repeat: f64, server: &Server, shift: f64) {
        for (k, kind) in types.iter().enumerate() {
            for n in 0..SLICES {
                let f = normal::cdf(kind.alpha - slope * z[n] + server.fcr_shift[n / PER_TIER] + shift);
                let contacts = 1.0 / (1.0 - repeat * (1.0 - f));
                self.contacts[k * SLICES + n] = contacts;
                self.resolved[k * SLICES + n] = contacts * f;
            }
        }
    }
}

/// The month's human inflow by cell.
pub struct Inflow<'a> {
    /// Issues that reach people, `X_kn`.
    pub issues: &'a [f64],
    /// Handle time in hours of a contact of the cell at a fully skilled server, handoff included.
    pub hours: &'a [f64],
    /// Value at risk of an issue.
    pub value: &'a [f64],
    /// Difficulty of the slices.
    pub z: &'a [f64; SLICES],
}

/// Work by tier if `server` handled the whole inflow, each type at the share `share(k)` of its issues.
#[inline]
pub fn work_by_tier(
    inflow: &Inflow<'_>,
    types: &[TypeFactors],
    server: &Server,
    rates: &Rates,
    share: impl Fn(usize) -> f64,
) -> [Work; TIERS] {
    let mut sums = [Work::default(); TIERS];
    for (k, kind) in types.iter().enumerate() {
        let share = share(k);
        for (g, tier) in sums.iter_mut().enumerate() {
            let (mut contacts, mut hours, mut resolved, mut hardness) = (0.0, 0.0, 0.0, 0.0);
            let (mut value_contacts, mut value_resolved) = (0.0, 0.0);
            for n in g * PER_TIER..(g + 1) * PER_TIER {
                let cell = k * SLICES + n;
                let c = inflow.issues[cell] * rates.contacts[cell];
                let r = inflow.issues[cell] * rates.resolved[cell];
                contacts += c;
                hours += c * inflow.hours[cell];
                resolved += r;
                hardness += c * inflow.z[n];
                value_contacts += c * inflow.value[cell];
                value_resolved += r * inflow.value[cell];
            }
            hours *= server.aht_factor[g];
            tier.contacts += share * contacts;
            tier.hours += share * hours;
            if kind.concurrency > 0.0 {
                tier.live_contacts += share * contacts;
                tier.live_workload += share * hours / kind.concurrency;
            } else {
                tier.deferred_workload += share * hours;
            }
            tier.resolved += share * resolved;
            tier.hardness += share * hardness;
            tier.satisfaction += share * contacts * kind.satisfaction;
            tier.value_contacts += share * value_contacts;
            tier.value_resolved += share * value_resolved;
        }
    }
    sums
}

/// The sum of some tiers' work.
pub fn total(tiers: &[Work; TIERS]) -> Work {
    let mut sum = Work::default();
    for tier in tiers {
        sum.add(tier, 1.0);
    }
    sum
}
