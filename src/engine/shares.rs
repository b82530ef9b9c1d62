//! Who has which share of the issues that reach people, month by month: today's shares, by contact type where they are given
//! so, and the programme of the contracts lever that moves them (model book, "Contracts").
//!
//! # The programme
//! All moves of the lever are one programme. It begins when notice has passed, the longest of the vendors that give work up,
//! each its contract of today, and goes on over `ramp_months` in equal steps: the first month with moved work is the one in
//! which notice ends. Vendors and in-house team go from today's share to their target on the same clock, so that shares never
//! sum to more than all the work. A vendor whose target is nought leaves in the month in which its last share goes.
//!
//! What was moved after notice is no surprise to the vendor: a contract's notice and gainshare are held against the volume
//! without AI *at the moved share* ([`Shares::volume_factor`]). Minimum, dead band and ramp-down limit stay where they were
//! agreed, around today's units: what they bill for work that was moved away is the price of moving it.

use super::difficulty::TIERS;
use super::residual::{Inflow, Rates, Server, TypeFactors, Work, work_by_tier};
use super::switches::{Moved, Pulled, Switches};
use super::today::ratio;
use crate::model::{Lever, Model, Parameters};

/// The programme that moves work between vendors and the own team.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Programme {
    /// First month with moved work.
    pub start: usize,
    /// Months from then until all of it has moved.
    pub months: usize,
    /// In-house workload at the end over that of today's shares, today's mix.
    in_house: f64,
}

impl Programme {
    /// The programme of a run in a world; `None` where nothing moves.
    pub fn of(model: &Model, p: &Parameters, switches: &Switches, pulled: &Pulled) -> Option<Self> {
        let pulled = pulled.month(Lever::Contracts);
        let lever = pulled.or(switches.moved.map(|_| model.calendar.go_live))?;
        let to = |v: usize, k: usize| target(p, switches, pulled.is_some(), v, k).unwrap_or_else(|| p.vendors[v].share_of_type(k));
        let (types, vendors) = (0..p.types.len(), 0..p.vendors.len());
        if vendors.clone().all(|v| types.clone().all(|k| to(v, k) == p.vendors[v].share_of_type(k))) {
            return None;
        }
        let gives = |v: &usize| overall(p, |k| to(*v, k)) < overall(p, |k| p.vendors[*v].share_of_type(k));
        let notices = vendors.clone().filter(gives).map(|v| p.vendors[v].contract.notice_months as usize);
        let notice = notices.max().unwrap_or(0);
        let own = |share: &dyn Fn(usize, usize) -> f64| {
            let hours = |k: usize| p.types[k].volume * p.types[k].aht_minutes;
            types.clone().map(|k| hours(k) * (1.0 - vendors.clone().map(|v| share(v, k)).sum::<f64>())).sum::<f64>()
        };
        let today = own(&|v, k| p.vendors[v].share_of_type(k));
        let in_house = if today > 0.0 { own(&to) / today } else { 1.0 };
        Some(Self { start: lever + notice, months: (p.levers.contracts.ramp_months as usize).max(1), in_house })
    }

    /// Part of the way that is gone in month `t`, 0..1.
    pub fn done(&self, t: usize) -> f64 {
        if t < self.start { 0.0 } else { ((t - self.start + 1) as f64 / self.months as f64).min(1.0) }
    }

    /// Month in which the last work moves.
    fn end(&self) -> usize {
        self.start + self.months - 1
    }

    /// In-house workload over what today's shares would make it, in month `t`.
    pub fn in_house_factor(&self, t: usize) -> f64 {
        1.0 + self.done(t) * (self.in_house - 1.0)
    }

    /// Month in which a vendor leaves; `None`: it stays, or was never there.
    pub fn exit(&self, p: &Parameters, switches: &Switches, pulled: &Pulled, v: usize) -> Option<usize> {
        let pulled = pulled.month(Lever::Contracts).is_some();
        let leaves = (0..p.types.len()).all(|k| target(p, switches, pulled, v, k) == Some(0.0));
        (leaves && overall(p, |k| p.vendors[v].share_of_type(k)) > 0.0).then(|| self.end())
    }
}

/// Share of a type that a vendor is moved to: of the run's own switch, else of the lever once it is pulled.
fn target(p: &Parameters, switches: &Switches, pulled: bool, v: usize, k: usize) -> Option<f64> {
    match switches.moved {
        Some(Moved::Nothing) => None,
        Some(Moved::To(vendor, share)) if vendor == v => Some(share),
        Some(Moved::ConsolidatedOn(vendor)) if vendor == v => Some(p.vendors.iter().map(|vendor| vendor.share_of_type(k)).sum()),
        Some(Moved::ConsolidatedOn(_)) => Some(0.0),
        _ => p.vendors[v].moved_to.filter(|_| pulled),
    }
}

/// Mean of a share over contact types, weighted by today's contacts.
fn overall(p: &Parameters, share: impl Fn(usize) -> f64) -> f64 {
    let (mut sum, mut contacts) = (0.0, 0.0);
    for (k, kind) in p.types.iter().enumerate() {
        sum += kind.volume * share(k);
        contacts += kind.volume;
    }
    sum / contacts
}

/// The shares of a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shares {
    /// Of each vendor and contact type, at `vendor·types + type`.
    by_type: Vec<f64>,
    types: usize,
    differ: bool,
    /// What the unit work of a vendor is multiplied with: its share, or 1 where shares differ by type and the unit work holds
    /// them already ([`Shares::weigh`]).
    pub vendors: Vec<f64>,
    /// The same of the in-house teams together.
    pub in_house: f64,
}

impl Shares {
    /// Room for a model's sizes.
    pub fn with_sizes(types: usize, vendors: usize) -> Self {
        Self { by_type: vec![0.0; types * vendors], types, differ: false, vendors: vec![0.0; vendors], in_house: 1.0 }
    }

    /// Shares with `done` of the programme behind. Of a lever that is not `pulled` only the run's own switch counts.
    pub fn set(&mut self, p: &Parameters, switches: &Switches, pulled: bool, done: f64) {
        self.differ = p.vendors.iter().any(|vendor| vendor.volume_share_by_type.iter().any(Option::is_some));
        for (v, vendor) in p.vendors.iter().enumerate() {
            for k in 0..self.types {
                let to = if done > 0.0 { target(p, switches, pulled, v, k) } else { None };
                let from = vendor.share_of_type(k);
                // The target itself at the end, without a rest of rounding.
                self.by_type[v * self.types + k] = match to {
                    Some(to) if done >= 1.0 => to,
                    Some(to) => from + done * (to - from),
                    None => from,
                };
            }
            self.vendors[v] = if self.differ { 1.0 } else { self.by_type[v * self.types] };
        }
        self.in_house = if self.differ { 1.0 } else { (1.0 - self.vendors.iter().sum::<f64>()).max(0.0) };
    }

    /// Do shares differ by contact type?
    pub fn differ(&self) -> bool {
        self.differ
    }

    /// A vendor's share of the issues of a type.
    pub fn of(&self, vendor: usize, kind: usize) -> f64 {
        self.by_type[vendor * self.types + kind]
    }

    /// Share of the issues of a type that the in-house teams have together.
    pub fn in_house_of(&self, kind: usize) -> f64 {
        (1.0 - (0..self.vendors.len()).map(|v| self.of(v, kind)).sum::<f64>()).max(0.0)
    }

    /// Share of the issues of a type and tier (0-based) that vendors have who are not trained for it: what relief may take.
    pub fn above_skill(&self, p: &Parameters, kind: usize, tier: usize) -> f64 {
        let unskilled = p.vendors.iter().enumerate().filter(|(_, vendor)| (tier + 1) as f64 > vendor.skill_tier);
        unskilled.map(|(v, _)| self.of(v, kind)).sum()
    }

    /// A vendor's share over all types, weighted by today's contacts.
    pub fn overall(&self, p: &Parameters, vendor: usize) -> f64 {
        overall(p, |k| self.of(vendor, k))
    }

    /// The in-house teams' share over all types.
    pub fn overall_in_house(&self, p: &Parameters) -> f64 {
        overall(p, |k| self.in_house_of(k))
    }

    /// A vendor's volume over what today's share would make it; 0 for one that has nothing today.
    pub fn volume_factor(&self, p: &Parameters, vendor: usize) -> f64 {
        ratio(self.overall(p, vendor), overall(p, |k| p.vendors[vendor].share_of_type(k)))
    }

    /// Where shares differ by type: the unit work of every server weighed with its own shares of each type (in-house teams:
    /// with what they have together), and into `released` the work, in the hands of each team, that vendors have above their
    /// skill.
    pub fn weigh<'a>(
        &self,
        p: &Parameters,
        inflow: &Inflow<'_>,
        types: &[TypeFactors],
        server: impl Fn(usize) -> (Server, &'a Rates),
        unit: &mut [[Work; TIERS]],
        released: &mut [[Work; TIERS]],
    ) {
        let teams = unit.len() - self.vendors.len();
        for (j, unit) in unit.iter_mut().enumerate() {
            let (hands, rates) = server(j);
            if j >= teams {
                *unit = work_by_tier(inflow, types, &hands, rates, |k| self.of(j - teams, k));
                continue;
            }
            *unit = work_by_tier(inflow, types, &hands, rates, |k| self.in_house_of(k));
            released[j] = self.released_work(p, inflow, types, &hands, rates);
        }
    }

    /// The work, in the hands of one server, that vendors have above their skill.
    pub fn released_work(
        &self,
        p: &Parameters,
        inflow: &Inflow<'_>,
        types: &[TypeFactors],
        server: &Server,
        rates: &Rates,
    ) -> [Work; TIERS] {
        let mut sum = [Work::default(); TIERS];
        for (v, vendor) in p.vendors.iter().enumerate() {
            let work = work_by_tier(inflow, types, server, rates, |k| self.of(v, k));
            for (g, (sum, work)) in sum.iter_mut().zip(&work).enumerate() {
                if (g + 1) as f64 > vendor.skill_tier {
                    sum.add(work, 1.0);
                }
            }
        }
        sum
    }
}
