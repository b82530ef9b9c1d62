//! Contracts: a vendor's month in, an invoice with its lines out (model book, "Contracts").
//!
//! [`charge`] prices a month's units under a set of terms, [`account`] keeps what terms remember from month to month
//! (notice, ramp-down, renegotiation, exit), [`ai`] is the AI vendor's price list. All of it is pure: the same functions
//! bill a run and price other terms over the volumes of a run that is over.
//!
//! # How terms combine
//! Where several terms meet, they act in this order, each on what the one before left:
//! 1. billed volumes: notice, then ramp-down (a floor on top of it);
//! 2. unit prices: bands, dead band, AHT re-opener on what is priced per contact;
//! 3. indexation of everything in 2, the fixed fee included: together the *usage charge*;
//! 4. the minimum, as a line of its own for what it adds to the usage charge;
//! 5. the vendor's gainshare, on what usage charge and minimum together are below `no_ai`'s usage charge. A share of the fall
//!    of the usage charge alone would pay the vendor twice for what the minimum already takes, and a month with more volume
//!    could cost less;
//! 6. the SLA's bonus or malus, a share of all of that.
//!
//! A contract that is left bills nothing from that month on but the termination fee, once.

mod account;
mod ai;
mod charge;
mod invoice;

pub use account::{Account, exit_fee, renegotiated_from};
pub use ai::{AiInvoice, AiLine, AiUsage, ai_invoice, guarantee_credit};
pub use charge::{Bill, invoice, main_unit};
pub use invoice::{Invoice, Line};

use super::residual::Work;
use crate::model::Parameters;

/// Units that contracts bill.
pub const UNITS: usize = 5;

/// A vendor's month in the units contracts bill: contacts, handled minutes, productive hours, FTE, resolutions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Volumes(pub [f64; UNITS]);

/// Index of each unit in [`Volumes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "names say it")]
pub enum Unit {
    Contacts,
    Minutes,
    Hours,
    Fte,
    Resolutions,
}

impl Unit {
    /// All units in the order of [`Volumes`].
    pub const ALL: [Unit; UNITS] = [Unit::Contacts, Unit::Minutes, Unit::Hours, Unit::Fte, Unit::Resolutions];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Contacts => "contacts",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Fte => "fte",
            Unit::Resolutions => "resolutions",
        }
    }
}

impl Volumes {
    /// Of work of which the share `handled` is not lost, staffed with `fte`.
    pub fn of(work: &Work, handled: f64, fte: f64, p: &Parameters) -> Self {
        let productive = fte * p.workforce.paid_hours * (1.0 - p.workforce.shrinkage);
        Self([work.contacts * handled, work.hours * 60.0 * handled, productive, fte, work.resolved * handled])
    }

    /// One unit's volume.
    pub fn get(&self, unit: Unit) -> f64 {
        self.0[unit as usize]
    }

    /// Minutes per contact; 0 without contacts.
    pub fn aht_minutes(&self) -> f64 {
        ratio(self.get(Unit::Minutes), self.get(Unit::Contacts))
    }
}

/// A vendor's month as it was worked: what its contract may look at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Month {
    /// Units worked.
    pub worked: Volumes,
    /// Share of real-time arrivals served in time, 0..1.
    pub service: f64,
    /// Share of handled contacts that end satisfied, 0..1.
    pub csat: f64,
}

impl Month {
    /// Of a month's work, of which the share `handled` is not lost. Satisfaction is that of what the vendor does:
    /// resolved or not; handoffs by the AI are not charged to it.
    pub fn of(work: &Work, handled: f64, fte: f64, service: f64, p: &Parameters) -> Self {
        let satisfied = work.satisfaction - p.difficulty.csat_gap * (work.contacts - work.resolved);
        Self { worked: Volumes::of(work, handled, fte, p), service, csat: ratio(satisfied, work.contacts) }
    }
}

impl Month {
    /// The same with every unit multiplied.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { worked: Volumes(self.worked.0.map(|unit| unit * factor)), ..*self }
    }
}

/// `a/b`, 0 where there is nothing to divide by. Today's room has the same and reads this one, so it is not asked.
fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}
