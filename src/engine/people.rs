//! How people answer to harder work and old targets (model book, "Metrics and people", "The team over time").

use crate::model::Parameters;

/// Ceiling of pressure in all its effects.
const MAX_PRESSURE: f64 = 0.5;

/// Relative handle time above the old target that is nothing but rounding.
const ROUNDING: f64 = 1e-12;

/// Pressure of old targets: `max(0, AHT last month / AHT before AI − 1)`, at most 0.5; none where no team worked before AI.
pub fn pressure(last_aht_minutes: f64, aht_before_minutes: f64) -> f64 {
    if aht_before_minutes <= 0.0 {
        return 0.0;
    }
    let above = last_aht_minutes / aht_before_minutes - 1.0;
    // The same work summed in another order is no longer work.
    if above < ROUNDING { 0.0 } else { above.min(MAX_PRESSURE) }
}

/// What strains a team in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strain {
    /// Occupancy of the team's queue.
    pub occupancy: f64,
    /// Mean difficulty of its work above today's.
    pub hardness: f64,
    /// Pressure of old targets.
    pub pressure: f64,
    /// Log points that an AI beside the agent adds; 0 without one.
    pub assist: f64,
}

impl Strain {
    /// Log points of leaving hazard: `b_occ·max(0, occupancy − reference) + b_hard·Δhardness + b_pressure·pressure`, and those
    /// of an AI beside the agent.
    pub fn exponent(&self, p: &Parameters) -> f64 {
        let b = &p.behaviour;
        b.attrition_per_occupancy * (self.occupancy - b.occupancy_reference).max(0.0)
            + b.attrition_per_hardness * self.hardness
            + b.attrition_per_pressure * self.pressure
            + self.assist
    }

    /// Agent experience, `100·e^(−exponent)`: 100 without strain, below it as people are driven away.
    pub fn experience(&self, p: &Parameters) -> f64 {
        100.0 * libm::exp(-self.exponent(p))
    }

    /// Monthly leaving hazard, `min(0.5, h₀ e^exponent)`.
    pub fn hazard(&self, p: &Parameters, base: f64) -> f64 {
        (base * libm::exp(self.exponent(p))).min(0.5)
    }
}
