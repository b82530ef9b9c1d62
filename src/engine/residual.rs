//! The residual: what the work that reaches people is made of (model book, "What the AI takes", "Who handles the residual").
//!
//! For every server the month's human inflow is summed by tier into [`Work`]: as if that server handled all of it. Routing
//! then needs only these sums, for everything in it is linear in the shares of inflow a server takes.

use super::difficulty::{PER_TIER, SLICES, TIERS};
use super::lanes::{Lanes, tiers, tiers_mut};
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

/// Shift of resolution, in probits, up to which the series of [`Rates::shift`] serves.
pub const SERIES_REACH: f64 = 0.45;

/// Resolution and repeats of one server in every cell (type × slice): contacts an issue makes, and how many of them resolve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    /// Contacts per issue, `1/(1 − w(1 − f))`.
    pub contacts: Vec<f64>,
    /// Resolved contacts per issue, `f/(1 − w(1 − f))`.
    pub resolved: Vec<f64>,
    /// Probit argument, density and `f` where the rates were set: what a shift starts from.
    argument: Vec<f64>,
    density: Vec<f64>,
    resolution: Vec<f64>,
}

impl Rates {
    /// Room for `types` contact types.
    pub fn with_types(types: usize) -> Self {
        let cells = types * SLICES;
        Self {
            contacts: vec![0.0; cells],
            resolved: vec![0.0; cells],
            argument: vec![0.0; cells],
            density: vec![0.0; cells],
            resolution: vec![0.0; cells],
        }
    }

    /// `f = Φ(α_k − β z_n + fcr_shift + shift)` and the repeats it leads to.
    pub fn set(&mut self, types: &[TypeFactors], z: &[f64; SLICES], slope: f64, repeat: f64, server: &Server, shift: f64) {
        for (k, kind) in types.iter().enumerate() {
            for (n, z) in z.iter().enumerate() {
                let x = kind.alpha - slope * z + server.fcr_shift[n / PER_TIER] + shift;
                let f = normal::cdf(x);
                let contacts = 1.0 / (1.0 - repeat * (1.0 - f));
                let cell = k * SLICES + n;
                self.contacts[cell] = contacts;
                self.resolved[cell] = contacts * f;
                (self.argument[cell], self.density[cell], self.resolution[cell]) = (x, normal::pdf(x), f);
            }
        }
    }

    /// The rates of `from` with resolution shifted by `shift` probits, by the Taylor series of Φ with nine terms: off by
    /// less than 1e-7 for shifts up to [`SERIES_REACH`].
    pub fn shift(&mut self, from: &Self, repeat: f64, shift: f64) {
        let s = shift;
        let facts = tiers(&from.argument).iter().zip(tiers(&from.density)).zip(tiers(&from.resolution));
        let out = tiers_mut(&mut self.contacts).iter_mut().zip(tiers_mut(&mut self.resolved));
        for ((contacts, resolved), ((x, density), f)) in out.zip(facts) {
            let (x, one) = (Lanes(*x), Lanes::all(1.0));
            let h2 = x * x - one;
            let h3 = x * h2 - x * 2.0;
            let h4 = x * h3 - h2 * 3.0;
            let h5 = x * h4 - h3 * 4.0;
            let h6 = x * h5 - h4 * 5.0;
            let h7 = x * h6 - h5 * 6.0;
            let h8 = x * h7 - h6 * 7.0;
            let mut series = h8;
            for (hermite, term) in [(h7, 9.0), (h6, 8.0), (h5, 7.0), (h4, 6.0), (h3, 5.0), (h2, 4.0), (x, 3.0), (one, 2.0)] {
                series = hermite - series * (s / term);
            }
            let f = Lanes(*f) + Lanes(*density) * series * s;
            let made = f.map(|f| 1.0 / (1.0 - repeat * (1.0 - f)));
            *contacts = made.0;
            *resolved = (made * f).0;
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
    let mut sums = [TierSum::default(); TIERS];
    let cells = tiers(inflow.issues).iter().zip(tiers(inflow.hours)).zip(tiers(inflow.value));
    let rates = tiers(&rates.contacts).iter().zip(tiers(&rates.resolved));
    for (place, (((issues, length), value), (per_issue, resolving))) in cells.zip(rates).enumerate() {
        let (k, g) = (place / TIERS, place % TIERS);
        let (kind, issues) = (&types[k], Lanes(*issues) * share(k));
        let contacts = issues * Lanes(*per_issue);
        let resolved = issues * Lanes(*resolving);
        let hours = contacts * Lanes(*length) * server.aht_factor[g];
        let tier = &mut sums[g];
        tier.contacts += contacts;
        tier.hours += hours;
        tier.resolved += resolved;
        tier.satisfaction += contacts * kind.satisfaction;
        tier.value_contacts += contacts * Lanes(*value);
        tier.value_resolved += resolved * Lanes(*value);
        if kind.concurrency == 1.0 {
            tier.live_contacts += contacts;
            tier.live_workload += hours;
        } else if kind.concurrency > 0.0 {
            tier.live_contacts += contacts;
            tier.live_workload += hours * (1.0 / kind.concurrency);
        } else {
            tier.deferred_workload += hours;
        }
    }
    let z = tiers(inflow.z);
    std::array::from_fn(|g| sums[g].work(Lanes(z[g])))
}

/// Sums of a tier's work, slice by slice.
#[derive(Clone, Copy, Default)]
struct TierSum {
    contacts: Lanes,
    hours: Lanes,
    live_contacts: Lanes,
    live_workload: Lanes,
    deferred_workload: Lanes,
    resolved: Lanes,
    satisfaction: Lanes,
    value_contacts: Lanes,
    value_resolved: Lanes,
}

impl TierSum {
    /// Over the slices, whose difficulty is `z`.
    fn work(&self, z: Lanes) -> Work {
        Work {
            contacts: self.contacts.sum(),
            hours: self.hours.sum(),
            live_contacts: self.live_contacts.sum(),
            live_workload: self.live_workload.sum(),
            deferred_workload: self.deferred_workload.sum(),
            resolved: self.resolved.sum(),
            hardness: (self.contacts * z).sum(),
            satisfaction: self.satisfaction.sum(),
            value_contacts: self.value_contacts.sum(),
            value_resolved: self.value_resolved.sum(),
        }
    }
}

/// The sum of some tiers' work.
pub fn total(tiers: &[Work; TIERS]) -> Work {
    let mut sum = Work::default();
    for tier in tiers {
        sum.add(tier, 1.0);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::difficulty::slice_means;

    #[test]
    fn a_shift_by_series_is_as_good_as_setting_anew() {
        let z = slice_means();
        let types = [
            TypeFactors { alpha: 0.8, satisfaction: 0.8, concurrency: 1.0 },
            TypeFactors { alpha: -0.4, satisfaction: 0.6, concurrency: 1.0 },
        ];
        let server = Server { aht_factor: [1.0; TIERS], fcr_shift: [0.0, 0.0, 0.0, -0.2, -0.4] };
        let (mut base, mut exact, mut near) = (Rates::with_types(2), Rates::with_types(2), Rates::with_types(2));
        base.set(&types, &z, 0.5, 0.6, &server, 0.0);
        for step in -9..=9 {
            let shift = SERIES_REACH * f64::from(step) / 9.0;
            exact.set(&types, &z, 0.5, 0.6, &server, shift);
            near.shift(&base, 0.6, shift);
            for cell in 0..2 * SLICES {
                assert!((exact.contacts[cell] - near.contacts[cell]).abs() < 1e-6);
                assert!((exact.resolved[cell] - near.resolved[cell]).abs() < 1e-7, "{}", exact.resolved[cell] - near.resolved[cell]);
            }
        }
    }
}
