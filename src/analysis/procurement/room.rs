//! Room to agree: what the work costs the vendor, the range both sides can accept, what each clause is worth.

use super::break_even::{root, totals_at};
use super::cases::{Case, VendorCase, each};
use super::kind::Kind;
use super::sets::SetView;
use super::spread::{Spread, quantile};
use crate::engine::contracts::Unit;
use crate::engine::finance::compounded;
use crate::model::{AhtReopener, Minimum, MinimumOf, Terms};
use crate::stats::mean;
use serde::Serialize;

/// Gross margin in today's price where nothing is known of a vendor's cost, share of the price (facts §4: 20 / 30 / 35 %).
const MARGIN_TODAY: f64 = 0.30;
/// Least margin on cost at which a vendor signs, where nothing else is known (facts §4: 20 % of the price, the low end, is 25 %
/// on cost).
pub const LEAST_MARGIN: f64 = 0.25;

/// What is known of vendors' cost beyond the scenario: it stands in the place of what the scenario says of every vendor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CostToServe {
    /// Cost of a productive hour. `None`: the scenario's; where that is silent, today's invoice over today's productive hours
    /// less a usual gross margin.
    pub per_hour: Option<f64>,
    /// Least margin on cost at which the vendor signs. `None`: the scenario's, else a usual one.
    pub least_margin: Option<f64>,
}

impl CostToServe {
    /// Cost of a productive hour of a vendor, where it is known.
    fn known_hour(&self, vendor: &VendorCase) -> Option<f64> {
        self.per_hour.or(vendor.cost_to_serve.as_ref().and_then(|cost| cost.per_hour))
    }

    /// Cost of a productive hour of a vendor, at today's prices.
    fn hour(&self, vendor: &VendorCase) -> f64 {
        let hours = vendor.today.get(Unit::Hours);
        let price = if hours > 0.0 { vendor.invoice_today / hours } else { 0.0 };
        self.known_hour(vendor).unwrap_or(price * (1.0 - MARGIN_TODAY))
    }

    /// Least margin on cost of a vendor.
    fn margin(&self, vendor: &VendorCase) -> f64 {
        self.least_margin.or(vendor.cost_to_serve.as_ref().map(|cost| cost.margin)).unwrap_or(LEAST_MARGIN)
    }
}

/// The range both sides can accept, over the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Room {
    /// Cost of a productive hour at the vendor, at today's prices, mean over worlds.
    pub cost_per_hour: f64,
    /// True when that is derived from today's price, false when it was given.
    pub cost_assumed: bool,
    /// Least margin on cost, mean over worlds.
    pub least_margin: f64,
    /// Least the vendor must get: agents it needs × cost per productive hour × (1 + margin).
    pub vendor_needs: Spread,
    /// Most the buyer would pay: today's terms go on.
    pub buyer_pays: Spread,
    /// Room between the two; negative: none.
    pub room: Spread,
    /// Share of worlds with room.
    pub probability: f64,
}

/// Terms about which people argue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "names say it")]
pub enum Clause {
    Minimum,
    Notice,
    RampDown,
    AhtReopener,
    Indexation,
}

impl Clause {
    /// All clauses.
    pub const ALL: [Clause; 5] = [Clause::Minimum, Clause::Notice, Clause::RampDown, Clause::AhtReopener, Clause::Indexation];

    /// Terms with the clause (as it stands in `terms`, else a usual one) and without.
    fn with_and_without(self, terms: &Terms) -> (Terms, Terms, bool) {
        let (mut with, mut without) = (terms.clone(), terms.clone());
        let present = match self {
            Clause::Minimum => {
                without.minimum = None;
                // facts §4: the lowest band's floor, 70 / 80 / 90 % of the baseline.
                with.minimum.get_or_insert(Minimum { share: 0.8, of: MinimumOf::Money });
                terms.minimum.is_some()
            }
            Clause::Notice => {
                without.notice_months = 0.0;
                if terms.notice_months == 0.0 {
                    with.notice_months = 3.0;
                }
                terms.notice_months > 0.0
            }
            Clause::RampDown => {
                without.ramp_down = None;
                with.ramp_down.get_or_insert(0.2);
                terms.ramp_down.is_some()
            }
            Clause::AhtReopener => {
                without.aht_reopener = None;
                with.aht_reopener.get_or_insert(AhtReopener { band: 0.05, pass_through: 1.0 });
                terms.aht_reopener.is_some()
            }
            Clause::Indexation => {
                without.indexation = 0.0;
                if terms.indexation == 0.0 {
                    with.indexation = 0.03;
                }
                terms.indexation != 0.0
            }
        };
        (with, without, present)
    }
}

/// What a clause is worth, in points of the main rate: by how much the rate without it would have to be higher.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClauseWorth {
    /// The clause.
    pub clause: Clause,
    /// True when the terms have it; else a usual one is put in.
    pub present: bool,
    /// On average, to either side.
    pub mean: f64,
    /// To the buyer where invoices are high (90th percentile).
    pub buyer_bad_case: f64,
    /// To the vendor where revenue is low (10th percentile).
    pub vendor_bad_case: f64,
}

/// Least total of every world that covers the vendor's cost and margin.
pub fn costs(cases: &[Case], v: usize, cost: &CostToServe) -> Vec<f64> {
    each(cases, |case, _| {
        let vendor = &case.vendors[v];
        let hour = cost.hour(vendor);
        let months = vendor.months.iter().enumerate();
        let sum: f64 = months.map(|(t, month)| month.worked.get(Unit::Hours) * compounded(case.wage_inflation, t / 12)).sum();
        sum * hour * (1.0 + cost.margin(vendor))
    })
}

/// Room between what the vendor needs and what today's terms cost.
pub fn room(cases: &[Case], v: usize, cost: &CostToServe, today: &[f64], floors: &[f64]) -> Room {
    let room: Vec<f64> = today.iter().zip(floors).map(|(most, least)| most - least).collect();
    let hours: Vec<f64> = cases.iter().map(|case| cost.hour(&case.vendors[v])).collect();
    Room {
        cost_per_hour: mean(&hours),
        cost_assumed: cases.first().is_some_and(|case| cost.known_hour(&case.vendors[v]).is_none()),
        least_margin: mean(&cases.iter().map(|case| cost.margin(&case.vendors[v])).collect::<Vec<_>>()),
        vendor_needs: Spread::of(floors.to_vec()),
        buyer_pays: Spread::of(today.to_vec()),
        probability: room.iter().filter(|room| **room >= 0.0).count() as f64 / room.len().max(1) as f64,
        room: Spread::of(room),
    }
}

/// Factor on the main rate of a set at which it covers the vendor's cost and margin on average.
pub fn walk_away(cases: &[Case], v: usize, kind: Kind, floors: &[f64]) -> Option<f64> {
    kind.terms(&cases.first()?.vendors[v])?;
    root(mean(floors), |factor| mean(&totals_at(cases, v, factor, |case| kind.terms(&case.vendors[v]).cloned())))
}

/// The cheapest set on average that covers the vendor's cost and margin, and true; the cheapest of all and false where none
/// does.
pub fn recommended(sets: &[SetView], floors: &[f64]) -> (usize, bool) {
    let least = mean(floors);
    let candidates = || sets.iter().enumerate().filter(|(_, set)| set.kind != Kind::AsItRuns);
    let cheapest = |only: &dyn Fn(&SetView) -> bool| {
        candidates().filter(|(_, set)| only(set)).min_by(|a, b| a.1.total.mean.total_cmp(&b.1.total.mean)).map(|(place, _)| place)
    };
    match cheapest(&|set| set.total.mean >= least) {
        Some(place) => (place, true),
        None => (cheapest(&|_| true).unwrap_or(0), false),
    }
}

/// What each clause is worth on top of a set. First what to concede first: what protects the vendor most in its bad case
/// for each point it costs the buyer on average.
pub fn clauses(cases: &[Case], v: usize, base: Kind) -> Vec<ClauseWorth> {
    let mut worth: Vec<ClauseWorth> = Clause::ALL
        .into_iter()
        .filter_map(|clause| {
            let terms = base.terms(&cases.first()?.vendors[v])?;
            let present = clause.with_and_without(terms).2;
            // Nothing is priced per contact: there is nothing to re-open.
            let per_contact = terms.per_contact != 0.0 || terms.bands.iter().any(|band| band.per_contact != 0.0);
            if clause == Clause::AhtReopener && !per_contact {
                return None;
            }
            let split = |case: &Case| base.terms(&case.vendors[v]).map(|terms| clause.with_and_without(terms));
            let with = totals_at(cases, v, 1.0, |case| Some(split(case)?.0));
            let without = |factor: f64| totals_at(cases, v, factor, |case| Some(split(case)?.1));
            let points = |target: f64, statistic: &dyn Fn(Vec<f64>) -> f64| {
                root(target, |factor| statistic(without(factor))).map_or(f64::NAN, |factor| factor - 1.0)
            };
            Some(ClauseWorth {
                clause,
                present,
                mean: points(mean(&with), &|totals| mean(&totals)),
                buyer_bad_case: points(quantile(with.clone(), 0.9), &|totals| quantile(totals, 0.9)),
                vendor_bad_case: points(quantile(with.clone(), 0.1), &|totals| quantile(totals, 0.1)),
            })
        })
        .collect();
    // A twentieth of a point is the least that counts, so that what is worth nothing to either comes last.
    let calms = |worth: &ClauseWorth| worth.vendor_bad_case / worth.mean.max(5e-4);
    worth.sort_by(|a, b| calms(b).total_cmp(&calms(a)));
    worth
}
