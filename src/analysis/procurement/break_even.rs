//! Rates at which a contract costs the same as today's, and terms at which the rollout saves nothing.

use super::cases::{Case, Schedule, each};
use super::kind::Kind;
use super::spread::{Spread, quantile};
use crate::engine::contracts::{Unit, main_unit};
use crate::model::{Minimum, Terms};
use crate::stats::mean;
use serde::Serialize;

/// Largest factor on a rate that is looked at.
const MOST: f64 = 1024.0;
/// Largest minimum that is looked at, as a share of today's units.
const LARGEST_MINIMUM: f64 = 1.5;
/// Longest notice that is looked at, in months.
const LONGEST_NOTICE: usize = 24;

/// A plain form: one price, nothing else but today's indexation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Form {
    /// What is priced.
    pub unit: &'static str,
    /// Rate at which it costs the same as today's terms on average.
    pub at_mean: f64,
    /// Rate at which its 90th percentile is that of today's terms.
    pub at_p90: f64,
}

/// Factors on the main rate of a set at which it costs the same as today's terms. `None`: at no rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SetBreakEven {
    /// Unit whose rate moves; `fixed` where no unit is priced.
    pub unit: &'static str,
    /// The rate as written, at the median of worlds; `None` where it is in bands.
    pub rate: Option<f64>,
    /// Factor on average.
    pub at_mean: Option<f64>,
    /// Factor at the 90th percentile.
    pub at_p90: Option<f64>,
}

/// Terms of a vendor at which the option's cost savings are zero, by world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VendorBreakEven {
    /// Minimum, as a share of today's units; −∞: savings are lost without any, ∞: the minimum alone never takes them.
    pub minimum: Spread,
    /// Notice in months; −∞ and ∞ likewise.
    pub notice: Spread,
    /// Share of worlds in which some minimum up to 1.5 times today takes the savings.
    pub minimum_can: f64,
    /// Share of worlds in which some notice up to 24 months does.
    pub notice_can: f64,
    /// Share of worlds without savings even without minimum and notice.
    pub lost_anyway: f64,
}

/// Factor at which an increasing statistic of totals reaches `target`, in a bracket grown from 1 up to 1024; `None` where it lies outside.
pub(super) fn root(target: f64, statistic: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut low, mut high) = (0.0, 1.0);
    while statistic(high) < target {
        low = high;
        high *= 2.0;
        if high > MOST {
            return None;
        }
    }
    if low == 0.0 && statistic(0.0) > target {
        return None;
    }
    let (mut at_low, mut at_high) = (statistic(low) - target, statistic(high) - target);
    // Illinois: a secant in a bracket whose stale end is halved; `high` is the latest point, on either side. Totals are
    // piecewise linear in a rate, so few steps do.
    for _ in 0..60 {
        if (high - low).abs() <= 1e-12 * high || at_high == 0.0 {
            break;
        }
        let middle = if at_high == at_low { f64::midpoint(low, high) } else { high - at_high * (high - low) / (at_high - at_low) };
        let at_middle = statistic(middle) - target;
        if (at_middle > 0.0) == (at_high > 0.0) {
            (high, at_high) = (middle, at_middle);
            at_low /= 2.0;
        } else {
            (low, at_low) = (high, at_high);
            (high, at_high) = (middle, at_middle);
        }
    }
    Some(high)
}

/// Which price is the main one: a unit's, or the fixed fee.
fn main_price(terms: &Terms, unit: Option<Unit>) -> (&'static str, Option<f64>) {
    let rate = match unit {
        Some(Unit::Contacts) => terms.per_contact,
        Some(Unit::Minutes) => terms.per_minute,
        Some(Unit::Hours) => terms.per_hour,
        Some(Unit::Fte) => terms.per_fte,
        Some(Unit::Resolutions) => terms.per_resolution,
        None => terms.fixed,
    };
    (unit.map_or("fixed", Unit::name), Some(rate).filter(|rate| *rate != 0.0))
}

/// Terms with the main rate multiplied: the unit's plain price, its bands, and the dead band around it.
pub(super) fn with_rate(terms: &Terms, unit: Option<Unit>, factor: f64) -> Terms {
    let mut terms = terms.clone();
    match unit {
        Some(Unit::Contacts) => terms.per_contact *= factor,
        Some(Unit::Minutes) => terms.per_minute *= factor,
        Some(Unit::Hours) => terms.per_hour *= factor,
        Some(Unit::Fte) => terms.per_fte *= factor,
        Some(Unit::Resolutions) => terms.per_resolution *= factor,
        None => terms.fixed *= factor,
    }
    for band in &mut terms.bands {
        match unit {
            Some(Unit::Contacts) => band.per_contact *= factor,
            Some(Unit::Minutes) => band.per_minute *= factor,
            Some(Unit::Hours) => band.per_hour *= factor,
            Some(Unit::Fte) => band.per_fte *= factor,
            Some(Unit::Resolutions) => band.per_resolution *= factor,
            None => {}
        }
    }
    if let Some(band) = terms.dead_band.as_mut().filter(|_| unit.is_some()) {
        band.additional_charge *= factor;
        band.reduction_credit *= factor;
    }
    terms
}

/// Totals over worlds of a set with its main rate multiplied. The unit stays the one of the set as written.
pub(super) fn totals_at(cases: &[Case], v: usize, factor: f64, terms: impl Fn(&Case) -> Option<Terms> + Sync) -> Vec<f64> {
    each(cases, |case, account| {
        let vendor = &case.vendors[v];
        let Some(terms) = terms(case) else { return f64::NAN };
        let unit = main_unit(&terms, &vendor.today);
        vendor.total(Schedule::one(&with_rate(&terms, unit, factor)), account)
    })
}

/// Break-even of a set against today's totals. None for a sequence of terms.
pub fn set(cases: &[Case], v: usize, kind: Kind, today: &[f64]) -> Option<SetBreakEven> {
    let first = &cases.first()?.vendors[v];
    let unit = main_unit(kind.terms(first)?, &first.today);
    let terms = |case: &Case| kind.terms(&case.vendors[v]).cloned();
    let rates: Vec<f64> = cases.iter().filter_map(|case| main_price(kind.terms(&case.vendors[v])?, unit).1).collect();
    Some(SetBreakEven {
        unit: unit.map_or("fixed", Unit::name),
        rate: (rates.len() == cases.len()).then(|| quantile(rates, 0.5)),
        at_mean: root(mean(today), |factor| mean(&totals_at(cases, v, factor, terms))),
        at_p90: root(quantile(today.to_vec(), 0.9), |factor| quantile(totals_at(cases, v, factor, terms), 0.9)),
    })
}

/// The rate at which each plain form costs the same as today's terms. A plain form's totals are proportional to its rate, so
/// the root is a quotient.
pub fn forms(cases: &[Case], v: usize, today: &[f64]) -> Vec<Form> {
    let (at_mean, at_p90) = (mean(today), quantile(today.to_vec(), 0.9));
    Unit::ALL
        .into_iter()
        .map(|unit| {
            let at_one = each(cases, |case, account| {
                let vendor = &case.vendors[v];
                let mut plain = Terms { indexation: vendor.contract.indexation, ..Terms::default() };
                match unit {
                    Unit::Contacts => plain.per_contact = 1.0,
                    Unit::Minutes => plain.per_minute = 1.0,
                    Unit::Hours => plain.per_hour = 1.0,
                    Unit::Fte => plain.per_fte = 1.0,
                    Unit::Resolutions => plain.per_resolution = 1.0,
                }
                vendor.total(Schedule::one(&plain), account)
            });
            Form { unit: unit.name(), at_mean: at_mean / mean(&at_one), at_p90: at_p90 / quantile(at_one, 0.9) }
        })
        .collect()
}

/// Minimum and notice at which savings are zero. A minimum is in the contract of `no_ai` as well as of the option, today's and
/// renegotiated alike, in the unit agreed (money where none is); `no_ai` has no reduction that would need notice.
pub fn vendor(cases: &[Case], v: usize) -> VendorBreakEven {
    let found = each(cases, |case, account| {
        let vendor = &case.vendors[v];
        let was = (vendor.total(vendor.as_it_runs(), account), vendor.total_without_ai(&vendor.contract, account));
        let mut savings = |change: &dyn Fn(&mut Terms)| {
            let changed = |terms: &Terms| {
                let mut terms = terms.clone();
                change(&mut terms);
                terms
            };
            let (first, then) = (changed(&vendor.contract), vendor.renegotiated.as_ref().map(changed));
            let schedule = Schedule { first: &first, then: vendor.from.zip(then.as_ref()) };
            let without_ai = vendor.total_without_ai(&first, account);
            case.savings + (without_ai - was.1) - (vendor.total(schedule, account) - was.0)
        };
        let none = savings(&|terms: &mut Terms| {
            terms.minimum = None;
            terms.notice_months = 0.0;
        });
        let with_minimum = |share: f64| {
            move |terms: &mut Terms| {
                let of = terms.minimum.as_ref().map(|minimum| minimum.of).unwrap_or_default();
                terms.minimum = Some(Minimum { share, of });
            }
        };
        let minimum = if savings(&with_minimum(0.0)) <= 0.0 {
            f64::NEG_INFINITY
        } else if savings(&with_minimum(LARGEST_MINIMUM)) > 0.0 {
            f64::INFINITY
        } else {
            let (mut low, mut high) = (0.0, LARGEST_MINIMUM);
            for _ in 0..24 {
                let middle = f64::midpoint(low, high);
                if savings(&with_minimum(middle)) > 0.0 { low = middle } else { high = middle }
            }
            high
        };
        let with_notice = |months: usize| move |terms: &mut Terms| terms.notice_months = months as f64;
        let notice = if savings(&with_notice(0)) <= 0.0 {
            f64::NEG_INFINITY
        } else {
            let (mut low, mut high) = (0, LONGEST_NOTICE + 1);
            while high - low > 1 {
                let middle = usize::midpoint(low, high);
                if savings(&with_notice(middle)) > 0.0 { low = middle } else { high = middle }
            }
            if high > LONGEST_NOTICE { f64::INFINITY } else { high as f64 }
        };
        (minimum, notice, none)
    });
    let share = |holds: &dyn Fn(&(f64, f64, f64)) -> bool| found.iter().filter(|f| holds(f)).count() as f64 / found.len() as f64;
    VendorBreakEven {
        minimum: Spread::of(found.iter().map(|f| f.0).collect()),
        notice: Spread::of(found.iter().map(|f| f.1).collect()),
        minimum_can: share(&|f| f.0.is_finite()),
        notice_can: share(&|f| f.1.is_finite()),
        lost_anyway: share(&|f| f.2 <= 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn roots_of_bent_lines_are_found_on_either_side_of_one() {
        // max(3, 10x): a minimum below, a rate above.
        let bent = |x: f64| (10.0 * x).max(3.0);
        for target in [3.5, 7.0, 10.0, 25.0, 900.0] {
            assert!((root(target, bent).unwrap() - target / 10.0).abs() < 1e-9, "{target}");
        }
        assert_eq!(root(2.0, bent), None); // the minimum alone is more
        assert_eq!(root(2.0, |_| 1.0), None); // no rate reaches it
        // Steep and flat pieces: a bonus that stops.
        let stepped = |x: f64| if x < 2.0 { 100.0 * x } else { 200.0 + 0.1 * (x - 2.0) };
        assert!((root(200.05, stepped).unwrap() - 2.5).abs() < 1e-8);
    }
}
