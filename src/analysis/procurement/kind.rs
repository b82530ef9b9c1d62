//! Which terms: a vendor's sets by what they are.

use super::cases::{Case, Schedule, VendorCase};
use crate::model::{Model, Terms};
use serde::Serialize;

/// Which terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Today's, until a renegotiation succeeds in the option's run.
    AsItRuns,
    /// Today's throughout.
    Today,
    /// Renegotiated ones throughout.
    Renegotiated,
    /// An alternative, by its place in the file.
    Alternative(usize),
}

impl Kind {
    /// Id and name of the set.
    pub fn label(self, model: &Model, v: usize) -> (String, String) {
        let plain = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        match self {
            Kind::AsItRuns => plain("as_it_runs", "As it runs"),
            Kind::Today => plain("today", "Today's terms"),
            Kind::Renegotiated => plain("renegotiated", "Renegotiated terms"),
            Kind::Alternative(at) => {
                let named = &model.alternatives[v][at];
                (named.id.clone(), named.name.clone())
            }
        }
    }

    /// The terms of a world; `None` for a sequence of terms.
    pub fn terms(self, vendor: &VendorCase) -> Option<&Terms> {
        match self {
            Kind::AsItRuns => None,
            Kind::Today => Some(&vendor.contract),
            Kind::Renegotiated => vendor.renegotiated.as_ref(),
            Kind::Alternative(at) => vendor.alternatives.get(at),
        }
    }

    /// The terms at the medians of all inputs, for people to read; `None` for a sequence of terms.
    pub fn median_terms(self, model: &Model, v: usize) -> Option<Terms> {
        let vendor = &model.medians.vendors[v];
        match self {
            Kind::AsItRuns => None,
            Kind::Today => Some(vendor.contract.clone()),
            Kind::Renegotiated => vendor.renegotiated.clone(),
            Kind::Alternative(at) => vendor.alternatives.get(at).cloned(),
        }
    }

    /// Terms in force month by month.
    pub(super) fn schedule(self, vendor: &VendorCase) -> Schedule<'_> {
        self.terms(vendor).map_or_else(|| vendor.as_it_runs(), Schedule::one)
    }
}

/// Sets a vendor has, in the order of the tables.
pub(super) fn kinds(cases: &[Case], v: usize) -> Vec<Kind> {
    let mut kinds = vec![Kind::AsItRuns, Kind::Today];
    if let Some(vendor) = cases.first().map(|case| &case.vendors[v]) {
        kinds.extend(vendor.renegotiated.as_ref().map(|_| Kind::Renegotiated));
        kinds.extend((0..vendor.alternatives.len()).map(Kind::Alternative));
    }
    kinds
}
