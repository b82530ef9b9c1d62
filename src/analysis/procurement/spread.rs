//! A figure over worlds.

use crate::stats::{mean, quantiles};
use serde::Serialize;

/// Mean and quantiles over worlds. An infinite quantile says "never" (above) or "in any case" (below).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct Spread {
    pub mean: f64,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
}

impl Spread {
    /// Of one figure for each world.
    pub fn of(mut values: Vec<f64>) -> Self {
        let mean = mean(&values);
        let q = quantiles(&mut values, &[0.10, 0.50, 0.90, 0.95]);
        Self { mean, p10: q[0], p50: q[1], p90: q[2], p95: q[3] }
    }
}

/// One quantile over worlds.
pub(super) fn quantile(mut values: Vec<f64>, p: f64) -> f64 {
    quantiles(&mut values, &[p])[0]
}
