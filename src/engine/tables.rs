//! Queue tables (to come).

use super::staffing::Service;

/// Queue response tabulated once per run.
#[derive(Clone, Debug)]
pub struct Tables;

impl Tables {
    pub fn agent_intervals(&self, _workload: f64, _aht_minutes: f64) -> f64 { 0.0 }
    pub fn service(&self, _workload: f64, _aht_minutes: f64, _ratio: f64) -> Service { Service::default() }
}
