//! Units at their prices: bands, dead band, re-opener, minimum, SLA, gainshare (model book, "Contracts").

use super::{Invoice, Line, Month, UNITS, Unit, Volumes};
use crate::model::{Band, Minimum, MinimumOf, SlaMetric, Terms};

/// What a month's invoice is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Bill<'a> {
    /// Billed volumes: after notice and ramp-down.
    pub billed: Volumes,
    /// The month as it was worked: handle time, service and satisfaction.
    pub month: &'a Month,
    /// The same month without AI, the base of gainshare; `None` in `no_ai` itself.
    pub no_ai: Option<&'a Month>,
    /// Units of today's average month: base of minimum, dead band and re-opener.
    pub today: &'a Volumes,
    /// Indexation reached (1: none).
    pub index: f64,
    /// Does the minimum bind? Off below the contract step of the bridge.
    pub with_minimum: bool,
}

impl<'a> Bill<'a> {
    /// A month worked and billed as it is, at today's prices.
    pub fn plain(month: &'a Month, today: &'a Volumes) -> Self {
        Self { billed: month.worked, month, no_ai: None, today, index: 1.0, with_minimum: true }
    }
}

/// The invoice of a month under a set of terms. Each line is documented at [`Line`], their order in [`super`].
pub fn invoice(terms: &Terms, bill: &Bill<'_>) -> Invoice {
    let mut invoice = Invoice::default();
    let charge = Charge::of(terms, &bill.billed, bill.today);
    for (line, amount) in UNIT_LINES.into_iter().zip(charge.units) {
        invoice.set(line, amount);
    }
    invoice.set(Line::Fixed, terms.fixed);
    invoice.set(Line::AdditionalCharge, charge.additional);
    invoice.set(Line::ReductionCredit, -charge.credit);
    let factor = reopened(terms, &bill.month.worked, bill.today);
    invoice.set(Line::AhtReopener, (factor - 1.0) * charge.per_contact());
    // The difference of two near numbers is exact: the lines sum to the indexed charge to the bit.
    let charged = invoice.usage();
    invoice.set(Line::Indexation, bill.index * charged - charged);
    if bill.with_minimum {
        invoice.set(Line::Shortfall, shortfall(terms, bill, factor, &invoice));
    }
    if let (Some(share), Some(no_ai)) = (terms.gainshare, bill.no_ai) {
        // What the minimum takes was not saved: nobody is paid for it twice.
        let before = usage(terms, &no_ai.worked, bill.today, reopened(terms, &no_ai.worked, bill.today), bill.index);
        let saved = before - invoice.usage() - invoice.get(Line::Shortfall);
        invoice.set(Line::Gainshare, share * saved.max(0.0));
    }
    if let Some(sla) = &terms.sla {
        let measured = match sla.metric {
            SlaMetric::Service => bill.month.service,
            SlaMetric::Csat => bill.month.csat,
        };
        // Without contacts there is nothing to measure.
        if bill.month.worked.get(Unit::Contacts) > 0.0 {
            let points = (measured - sla.target) * 100.0;
            let share = if points > 0.0 { sla.bonus * points } else { sla.malus * points };
            let base = invoice.total();
            invoice.set(Line::Sla, share.clamp(-sla.cap, sla.cap) * base);
        }
    }
    invoice
}

/// Lines of the units in the order of [`Unit`].
const UNIT_LINES: [Line; UNITS] = [Line::PerContact, Line::PerMinute, Line::PerHour, Line::PerFte, Line::PerResolution];

/// Plain unit prices in the order of [`Unit`].
fn prices(terms: &Terms) -> [f64; UNITS] {
    [terms.per_contact, terms.per_minute, terms.per_hour, terms.per_fte, terms.per_resolution]
}

fn rates(band: &Band) -> [f64; UNITS] {
    [band.per_contact, band.per_minute, band.per_hour, band.per_fte, band.per_resolution]
}

/// Charge of `volume` of a unit. A unit that any band prices is charged by the bands, which count that unit; its plain
/// price does not come on top. Volume above the last band stays at the last band's rate.
fn unit_charge(terms: &Terms, unit: Unit, volume: f64) -> f64 {
    let at = unit as usize;
    if !banded(terms, unit) {
        return prices(terms)[at] * volume;
    }
    let last = terms.bands.len() - 1;
    let (mut charge, mut below) = (0.0, 0.0);
    for (i, band) in terms.bands.iter().enumerate() {
        let rate = rates(band)[at];
        let upper = band.up_to.filter(|_| i < last).unwrap_or(f64::INFINITY).max(below);
        if terms.whole_bands {
            if volume <= upper {
                return rate * volume;
            }
        } else {
            charge += rate * (volume.min(upper) - below).max(0.0);
        }
        below = upper;
    }
    charge
}

/// Do the bands price this unit?
fn banded(terms: &Terms, unit: Unit) -> bool {
    terms.bands.iter().any(|band| rates(band)[unit as usize] != 0.0)
}

/// Do the terms price this unit at all?
fn priced(terms: &Terms, unit: Unit) -> bool {
    prices(terms)[unit as usize] != 0.0 || banded(terms, unit)
}

/// The unit that makes most of today's charge, the first of them where several do: what a dead band is around, and whose
/// rate a negotiation is about. `None` where no unit is priced.
pub fn main_unit(terms: &Terms, today: &Volumes) -> Option<Unit> {
    let mut main = None;
    let mut most = 0.0;
    for unit in Unit::ALL {
        let charge = unit_charge(terms, unit, today.get(unit));
        if charge > most {
            (main, most) = (Some(unit), charge);
        }
    }
    main
}

/// Charges before re-opener and indexation, without the fixed fee.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Charge {
    units: [f64; UNITS],
    additional: f64,
    credit: f64,
    /// True when the dead band is around contacts.
    band_on_contacts: bool,
}

impl Charge {
    fn of(terms: &Terms, volumes: &Volumes, today: &Volumes) -> Self {
        let mut charge = Self::default();
        if terms.bands.is_empty() {
            for ((charge, price), volume) in charge.units.iter_mut().zip(prices(terms)).zip(&volumes.0) {
                *charge = price * volume;
            }
        } else {
            for unit in Unit::ALL {
                charge.units[unit as usize] = unit_charge(terms, unit, volumes.get(unit));
            }
        }
        let Some(band) = &terms.dead_band else { return charge };
        let Some(unit) = main_unit(terms, today) else { return charge };
        let (base, volume) = (today.get(unit), volumes.get(unit));
        let anchored = unit_charge(terms, unit, base);
        charge.units[unit as usize] = anchored;
        charge.additional = band.additional_charge * (volume - base * (1.0 + band.width)).max(0.0);
        // No more comes back than was charged.
        charge.credit = (band.reduction_credit * (base * (1.0 - band.width) - volume).max(0.0)).min(anchored);
        charge.band_on_contacts = unit == Unit::Contacts;
        charge
    }

    fn total(&self) -> f64 {
        self.units.iter().sum::<f64>() + self.additional - self.credit
    }

    /// The part priced per contact: what the re-opener acts on.
    fn per_contact(&self) -> f64 {
        self.units[Unit::Contacts as usize] + if self.band_on_contacts { self.additional - self.credit } else { 0.0 }
    }
}

/// Usage charge of volumes: units, dead band and fixed fee, re-opened and indexed.
fn usage(terms: &Terms, volumes: &Volumes, today: &Volumes, factor: f64, index: f64) -> f64 {
    let charge = Charge::of(terms, volumes, today);
    index * (terms.fixed + charge.total() + (factor - 1.0) * charge.per_contact())
}

/// What the AHT re-opener multiplies per-contact prices with: `1 + pass_through · sign(d) · max(0, |d| − band)`, `d` the
/// handle time worked over today's, minus 1; never below 0.
fn reopened(terms: &Terms, worked: &Volumes, today: &Volumes) -> f64 {
    let Some(reopener) = &terms.aht_reopener else { return 1.0 };
    let (now, before) = (worked.aht_minutes(), today.aht_minutes());
    if now <= 0.0 || before <= 0.0 {
        return 1.0;
    }
    let change = now / before - 1.0;
    let outside = (change.abs() - reopener.band).max(0.0);
    (1.0 + reopener.pass_through * outside * change.signum()).max(0.0)
}

/// What the minimum adds to the usage charge.
///
/// In money: at least `share` of today's units at these terms' own prices, indexed; the sum was agreed on today's handle
/// time, so the re-opener does not move it. In units: the month is charged as if at least `share` of today's units had come.
/// A unit the terms do not price is charged at the average charge per such unit today.
fn shortfall(terms: &Terms, bill: &Bill<'_>, factor: f64, invoice: &Invoice) -> f64 {
    let Some(Minimum { share, of }) = &terms.minimum else { return 0.0 };
    let unit = match of {
        MinimumOf::Money => {
            let committed = bill.index * share * usage(terms, bill.today, bill.today, 1.0, 1.0);
            return (committed - invoice.usage()).max(0.0);
        }
        MinimumOf::Contacts => Unit::Contacts,
        MinimumOf::Minutes => Unit::Minutes,
        MinimumOf::Fte => Unit::Fte,
    };
    let (committed, billed) = (share * bill.today.get(unit), bill.billed.get(unit));
    if billed >= committed {
        return 0.0;
    }
    if priced(terms, unit) {
        let mut raised = bill.billed;
        raised.0[unit as usize] = committed;
        let without = usage(terms, &bill.billed, bill.today, factor, bill.index);
        return (usage(terms, &raised, bill.today, factor, bill.index) - without).max(0.0);
    }
    let average = Charge::of(terms, bill.today, bill.today).total() / bill.today.get(unit);
    bill.index * average * (committed - billed)
}
