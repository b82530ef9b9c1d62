//! Demand: growth, season and the common shock (model book, "Demand").

use crate::model::Parameters;
use crate::time::Calendar;
use libm::{exp, log, sqrt};

/// Monthly log shocks `x_t = φ x_{t−1} + σ √(1−φ²) ε_t`, stationary from the start: `ε` in, `x` out.
pub fn shocks_in_place(p: &Parameters, draws: &mut [f64]) {
    let (sd, phi) = (p.demand.shock_sd, p.demand.shock_persistence);
    let innovation = sd * sqrt((1.0 - phi * phi).max(0.0));
    let mut x = 0.0;
    for (t, draw) in draws.iter_mut().enumerate() {
        x = if t == 0 { sd * *draw } else { phi * x + innovation * *draw };
        *draw = x;
    }
}

/// Multiplier of the expected volume that a shock makes: `e^{x − σ²/2}`, mean 1.
pub fn shock_factor(p: &Parameters, x: f64) -> f64 {
    exp(x - p.demand.shock_sd * p.demand.shock_sd / 2.0)
}

/// What expected demand of a type is multiplied with in month `t`: growth (none when `frozen` at today's volume) and season.
pub fn expected_factor(p: &Parameters, calendar: &Calendar, kind: usize, t: usize, frozen: bool) -> f64 {
    growth_factor(p, kind, t, frozen) * season(p, calendar, kind, t)
}

/// The same with the season damped: above its yearly mean only `1 − seasonal_flex` of the excess counts, the rest is
/// temporary staff's.
pub fn damped_factor(p: &Parameters, calendar: &Calendar, kind: usize, t: usize, frozen: bool) -> f64 {
    let season = season(p, calendar, kind, t);
    let excess = (season - 1.0).max(0.0);
    growth_factor(p, kind, t, frozen) * (season - p.workforce.seasonal_flex * excess)
}

/// Seasonal factor of a type in month `t`.
pub fn season(p: &Parameters, calendar: &Calendar, kind: usize, t: usize) -> f64 {
    p.types[kind].season.as_ref().unwrap_or(&p.demand.season)[calendar.season_index(t)]
}

/// `(1 + growth)^(t/12)`.
fn growth_factor(p: &Parameters, kind: usize, t: usize, frozen: bool) -> f64 {
    let growth = if frozen { 0.0 } else { p.types[kind].growth.unwrap_or(p.demand.growth) };
    if growth == 0.0 { 1.0 } else { exp(log(1.0 + growth) * t as f64 / 12.0) }
}
