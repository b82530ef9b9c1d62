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

    /// The rates of `from` with resolution shifted by `shift` probits, by the Taylor series of Φ: off by less than 1e-7 for
    /// shifts up to [`SERIES_REACH`], by less than 1e-8 for the smaller ones that pressure and coaching make.
    ///
    /// `like`: rates shifted by the same already, of a server whose rates are the same in the tiers `alike`.
    pub fn shift(&mut self, from: &Self, repeat: f64, shift: f64, like: Option<(&Self, [bool; TIERS])>) {
        if shift.abs() <= 0.06 {
            self.shift_by::<5>(from, repeat, shift, like);
        } else if shift.abs() <= 0.2 {
            self.shift_by::<7>(from, repeat, shift, like);
        } else {
            self.shift_by::<9>(from, repeat, shift, like);
        }
    }

    /// With the first `TERMS` terms of the series.
    fn shift_by<const TERMS: usize>(&mut self, from: &Self, repeat: f64, shift: f64, like: Option<(&Self, [bool; TIERS])>) {
        let (argument, density, resolution) = (tiers(&from.argument), tiers(&from.density), tiers(&from.resolution));
        let (contacts, resolved) = (tiers_mut(&mut self.contacts), tiers_mut(&mut self.resolved));
        let places = argument.len().min(density.len()).min(resolution.len()).min(contacts.len()).min(resolved.len());
        for place in 0..places {
            if let Some((other, _)) = like.filter(|(_, alike)| alike[place % TIERS]) {
                (contacts[place], resolved[place]) = (tiers(&other.contacts)[place], tiers(&other.resolved)[place]);
                continue;
            }
            let x = Lanes::of(argument[place]);
            // He_{m+1} = x He_m − m He_{m−1}; the series is summed from its last term.
            let mut hermite = [Lanes::all(1.0); TERMS];
            hermite[1] = x;
            for m in 2..TERMS {
                hermite[m] = x * hermite[m - 1] - hermite[m - 2] * (m - 1) as f64;
            }
            let mut series = hermite[TERMS - 1];
            for m in (1..TERMS).rev() {
                series = hermite[m - 1] - series * (shift / (m + 1) as f64);
            }
            let f = Lanes::of(resolution[place]) + Lanes::of(density[place]) * series * shift;
            let one = Lanes::all(1.0);
            let made = (one - (one - f) * repeat).inverse();
            (contacts[place], resolved[place]) = (made.slices(), (made * f).slices());
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
    let count = types.len();
    let (issues, length, value) = (by_type(inflow.issues, count), by_type(inflow.hours, count), by_type(inflow.value, count));
    let (per_issue, resolving) = (by_type(&rates.contacts, count), by_type(&rates.resolved, count));
    let mixed = types.iter().any(|kind| kind.concurrency != 1.0);
    let mut work = [Work::default(); TIERS];
    // Tier by tier, so that the sums of one stay in registers while the types go by.
    for (g, (work, z)) in work.iter_mut().zip(tiers(inflow.z)).enumerate() {
        let (mut contacts, mut hours, mut resolved) = (Lanes::default(), Lanes::default(), Lanes::default());
        let (mut satisfaction, mut value_contacts, mut value_resolved) = (Lanes::default(), Lanes::default(), Lanes::default());
        for k in 0..count {
            let issues = Lanes::of(issues[k][g]) * share(k);
            let made = issues * Lanes::of(per_issue[k][g]);
            let ended = issues * Lanes::of(resolving[k][g]);
            contacts += made;
            resolved += ended;
            hours += made * Lanes::of(length[k][g]) * server.aht_factor[g];
            satisfaction += made * types[k].satisfaction;
            value_contacts += made * Lanes::of(value[k][g]);
            value_resolved += ended * Lanes::of(value[k][g]);
        }
        let (contact_sum, hour_sum) = (contacts.sum(), hours.sum());
        *work = Work {
            contacts: contact_sum,
            hours: hour_sum,
            live_contacts: contact_sum,
            live_workload: hour_sum,
            deferred_workload: 0.0,
            resolved: resolved.sum(),
            hardness: (contacts * Lanes::of(*z)).sum(),
            satisfaction: satisfaction.sum(),
            value_contacts: value_contacts.sum(),
            value_resolved: value_resolved.sum(),
        };
        if mixed {
            let (mut contacts, mut workload, mut deferred) = (Lanes::default(), Lanes::default(), Lanes::default());
            for (k, kind) in types.iter().enumerate() {
                let made = Lanes::of(issues[k][g]) * share(k) * Lanes::of(per_issue[k][g]);
                let hours = made * Lanes::of(length[k][g]) * server.aht_factor[g];
                if kind.concurrency == 1.0 {
                    contacts += made;
                    workload += hours;
                } else if kind.concurrency > 0.0 {
                    contacts += made;
                    workload += hours * (1.0 / kind.concurrency);
                } else {
                    deferred += hours;
                }
            }
            (work.live_contacts, work.live_workload, work.deferred_workload) = (contacts.sum(), workload.sum(), deferred.sum());
        }
    }
    work
}

/// Cells as types of tiers of slices, exactly `types` of them.
#[inline(always)]
#[allow(clippy::inline_always, reason = "so that the loops over types need no further checks of bounds")]
fn by_type(cells: &[f64], types: usize) -> &[[[f64; PER_TIER]; TIERS]] {
    &tiers(cells).as_chunks().0[..types]
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
        for step in -45..=45 {
            let shift = SERIES_REACH * f64::from(step) / 45.0;
            exact.set(&types, &z, 0.5, 0.6, &server, shift);
            near.shift(&base, 0.6, shift, None);
            for cell in 0..2 * SLICES {
                let tolerance = if shift.abs() <= 0.2 { 1e-8 } else { 1e-7 };
                let off = exact.resolved[cell] - near.resolved[cell];
                assert!((exact.contacts[cell] - near.contacts[cell]).abs() < 10.0 * tolerance, "{shift}");
                assert!(off.abs() < tolerance, "{off} at a shift of {shift}");
            }
        }
    }

    #[test]
    fn tiers_that_are_alike_need_be_shifted_once() {
        let z = slice_means();
        let types = [TypeFactors { alpha: 0.8, satisfaction: 0.8, concurrency: 1.0 }];
        let skilled = Server { aht_factor: [1.0; TIERS], fcr_shift: [0.0; TIERS] };
        let server = Server { fcr_shift: [0.0, 0.0, 0.0, -0.2, -0.4], ..skilled };
        let mut rates = [(); 5].map(|()| Rates::with_types(1));
        let [from, other_from, like, at_length, short] = &mut rates;
        from.set(&types, &z, 0.5, 0.6, &server, 0.0);
        other_from.set(&types, &z, 0.5, 0.6, &skilled, 0.0);
        like.shift(other_from, 0.6, -0.04, None);
        at_length.shift(from, 0.6, -0.04, None);
        short.shift(from, 0.6, -0.04, Some((like, [true, true, true, false, false])));
        assert_eq!((&at_length.contacts, &at_length.resolved), (&short.contacts, &short.resolved));
    }
}
