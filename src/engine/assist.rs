//! An AI beside the agent: what it does to handle time, resolution, productivity and leaving (model book, "The team over time").
//!
//! It belongs to the AI programme: runs without AI have none. In the bridge what it saves lies in *harder*, where people's hours are
//! first counted, and its licences in *aicost*. Vendors' people do not use it.

use crate::model::{Assist, Parameters};

/// The assist of a run with or without AI in month `t`.
pub fn in_force(p: &Parameters, ai: bool, t: usize) -> Option<&Assist> {
    p.assist.as_ref().filter(|assist| ai && t >= assist.start as usize)
}

/// Productivity of a head fresh from training: assist adds its gain, up to that of a proficient head.
pub fn start_productivity(p: &Parameters, assist: Option<&Assist>) -> f64 {
    let start = p.workforce.start_productivity;
    assist.map_or(start, |assist| (start + assist.start_productivity).min(1.0))
}

/// Factor on a team's handle time: `E / Σ e_i/(1 − s_i)`, with `e` the effective FTE of heads in ramp and of the others and `s` the
/// share of handle time saved by either; 1 where nobody works.
///
/// Everybody works the same hours, so whoever handles faster handles more contacts: the mean over contacts is harmonic over heads.
/// With equal savings it is `1 − s`.
pub fn aht_factor(assist: &Assist, in_ramp: f64, proficient: f64) -> f64 {
    let handled = in_ramp / (1.0 - assist.aht_saving_ramp) + proficient / (1.0 - assist.aht_saving_proficient);
    if handled > 0.0 { (in_ramp + proficient) / handled } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_handles_faster_handles_more() {
        let assist = Assist { aht_saving_ramp: 0.5, aht_saving_proficient: 0.0, ..Assist::default() };
        // One FTE in ramp at half the handle time and one without: three contacts in the time of two.
        assert!((aht_factor(&assist, 1.0, 1.0) - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(aht_factor(&assist, 0.0, 7.0), 1.0);
        assert_eq!(aht_factor(&assist, 0.0, 0.0), 1.0);
        let alike = Assist { aht_saving_ramp: 0.2, aht_saving_proficient: 0.2, ..Assist::default() };
        assert!((aht_factor(&alike, 3.0, 11.0) - 0.8).abs() < 1e-15);
    }
}
