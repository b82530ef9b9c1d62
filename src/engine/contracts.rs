//! Vendor contracts: a month's volumes in, an invoice out (model book, "Contracts").

use super::finance::compounded;
use super::residual::Work;
use crate::model::{Minimum, MinimumOf, Parameters, Terms};

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
}

/// What a vendor bills for a month, line by line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Invoice {
    /// Units at their prices, fixed fee included.
    pub usage: f64,
    /// What the minimum adds.
    pub shortfall: f64,
}

impl Invoice {
    /// Sum of the lines.
    pub fn total(&self) -> f64 {
        self.usage + self.shortfall
    }
}

/// Prices the billed volumes of a month. `today` is the base of the minimum, `index` the indexation reached;
/// without `with_minimum` nothing is committed.
pub fn invoice(terms: &Terms, billed: &Volumes, today: &Volumes, index: f64, with_minimum: bool) -> Invoice {
    let usage = index * usage(terms, billed);
    let shortfall = match terms.minimum.as_ref().filter(|_| with_minimum) {
        None => 0.0,
        Some(Minimum { share, of: MinimumOf::Money }) => (index * share * self::usage(terms, today) - usage).max(0.0),
        Some(Minimum { share, of }) => {
            let unit = match of {
                MinimumOf::Minutes => Unit::Minutes,
                MinimumOf::Fte => Unit::Fte,
                MinimumOf::Contacts | MinimumOf::Money => Unit::Contacts,
            };
            index * prices(terms)[unit as usize] * (share * today.get(unit) - billed.get(unit)).max(0.0)
        }
    };
    Invoice { usage, shortfall }
}

/// Units at their prices before indexation.
fn usage(terms: &Terms, volumes: &Volumes) -> f64 {
    terms.fixed + prices(terms).iter().zip(&volumes.0).map(|(price, volume)| price * volume).sum::<f64>()
}

/// Unit prices in the order of [`Unit`].
fn prices(terms: &Terms) -> [f64; UNITS] {
    [terms.per_contact, terms.per_minute, terms.per_hour, terms.per_fte, terms.per_resolution]
}

/// Indexation reached `months` after the terms' start: a step on each anniversary.
pub fn index(terms: &Terms, months: usize) -> f64 {
    compounded(terms.indexation, months / 12)
}

/// The ratio of actual to counterfactual volumes, month by month: what notice looks back at.
#[derive(Clone, Debug, Default)]
pub struct History {
    ratios: Vec<[f64; UNITS]>,
}

impl History {
    /// Room for a run.
    pub fn with_months(months: usize) -> Self {
        Self { ratios: Vec::with_capacity(months) }
    }

    /// Before a run.
    pub fn reset(&mut self) {
        self.ratios.clear();
    }

    /// Notes a month and returns the volumes that the vendor may bill with `notice` months: the counterfactual's times
    /// the highest ratio of this and the last `notice` months, so that a reduction counts after notice.
    pub fn billed(&mut self, actual: &Volumes, counterfactual: &Volumes, notice: usize) -> Volumes {
        let mut ratios = [0.0; UNITS];
        for (ratio, (a, c)) in ratios.iter_mut().zip(actual.0.iter().zip(&counterfactual.0)) {
            *ratio = if *c > 0.0 { a / c } else { 0.0 };
        }
        self.ratios.push(ratios);
        let first = self.ratios.len().saturating_sub(notice + 1);
        Volumes(std::array::from_fn(|unit| {
            if counterfactual.0[unit] <= 0.0 {
                return actual.0[unit];
            }
            let highest = self.ratios[first..].iter().fold(0.0, |high: f64, r| high.max(r[unit]));
            // A ratio of this month alone gives back the actual volume to the bit.
            if highest == ratios[unit] { actual.0[unit] } else { counterfactual.0[unit] * highest }
        }))
    }
}
