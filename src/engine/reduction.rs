//! Letting people go: waves, tenure bands, notice and redeployment (model book, "The team over time").
//!
//! All functions are pure; [`super::decisions`] applies them. Their defaults are a wave every month without consultation, one band
//! and no redeployment.

use super::workforce::{BANDS, Bands};
use crate::model::{CollectiveDismissal, StaffingLever};

/// Months after which a hire no longer counts as replacing somebody who was let go.
pub const REHIRE_MONTHS: usize = 12;

/// May people be told to go at the end of month `t`? Every `wave_months` from the month in which the lever was pulled.
pub fn is_wave(lever: &StaffingLever, pulled: usize, t: usize) -> bool {
    (t - pulled).is_multiple_of((lever.wave_months as usize).max(1))
}

/// Most heads of a wave: `heads · min(1, max_monthly_reduction · wave_months)`, what as many months would have taken.
pub fn most(lever: &StaffingLever, heads: f64) -> f64 {
    (lever.max_monthly_reduction * lever.wave_months.max(1.0)).min(1.0) * heads
}

/// Of heads that go, those whom other departments take; whole ones where heads are `whole`. Without severance nobody else goes.
pub fn redeployed(lever: &StaffingLever, going: f64, whole: bool) -> f64 {
    let taken = lever.redeploy_share * going;
    if whole { taken.floor() } else { taken }
}

/// Months of tenure from which each band of severance pay begins; the first is 0, bands that are not there never begin.
pub fn bands(lever: &StaffingLever) -> [f64; BANDS] {
    std::array::from_fn(|b| match b {
        0 => 0.0,
        b => lever.severance_bands.get(b - 1).map_or(f64::INFINITY, |band| band.from_months),
    })
}

/// Weeks of pay of a head let go, mean over the tenure bands, notice paid in lieu included.
pub fn weeks_of_pay(lever: &StaffingLever, shares: &Bands) -> f64 {
    let first = lever.severance_weeks.unwrap_or(0.0);
    if lever.severance_bands.is_empty() {
        return first + lever.notice_pay_weeks;
    }
    let later = lever.severance_bands.iter().zip(&shares[1..]).map(|(band, share)| share * band.weeks).sum::<f64>();
    shares[0] * first + later + lever.notice_pay_weeks
}

/// Of `hires`, those that replace somebody who went in the twelve months before and was not replaced yet.
pub fn rehired(hires: f64, gone: f64, replaced: f64) -> f64 {
    hires.min((gone - replaced).max(0.0))
}

/// Were enough heads let go within the law's period, this month included, to make a collective dismissal?
pub fn is_collective(law: &CollectiveDismissal, let_go: impl Fn(usize) -> f64, t: usize) -> bool {
    let months = (law.within_months as usize).max(1);
    let sum: f64 = (0..months.min(t + 1)).map(|back| let_go(t - back)).sum();
    sum > 0.0 && sum >= law.heads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SeveranceBand;

    #[test]
    fn a_wave_takes_what_its_months_would_have_taken() {
        let mut lever = StaffingLever { max_monthly_reduction: 0.04, wave_months: 6.0, ..StaffingLever::default() };
        assert!((most(&lever, 200.0) - 48.0).abs() < 1e-12);
        assert_eq!((5..18).filter(|t| is_wave(&lever, 5, *t)).collect::<Vec<_>>(), [5, 11, 17]);
        lever.wave_months = 60.0;
        assert_eq!(most(&lever, 200.0), 200.0);
        lever.wave_months = 1.0;
        assert_eq!(most(&lever, 200.0), 0.04 * 200.0);
        assert!((5..18).all(|t| is_wave(&lever, 5, t)));
    }

    #[test]
    fn pay_follows_tenure() {
        let mut lever = StaffingLever { severance_weeks: Some(4.0), notice_pay_weeks: 2.0, ..StaffingLever::default() };
        assert_eq!(weeks_of_pay(&lever, &[1.0, 0.0, 0.0, 0.0]), 6.0);
        let band = |from_months, weeks| SeveranceBand { from_months, weeks };
        lever.severance_bands = vec![band(24.0, 10.0), band(60.0, 20.0)];
        assert_eq!(bands(&lever), [0.0, 24.0, 60.0, f64::INFINITY]);
        assert!((weeks_of_pay(&lever, &[0.5, 0.3, 0.2, 0.0]) - (2.0 + 3.0 + 4.0 + 2.0)).abs() < 1e-12);
    }

    #[test]
    fn the_law_counts_a_period() {
        let law = CollectiveDismissal { heads: 20.0, within_months: 3.0 };
        let gone = [0.0, 9.0, 9.0, 2.0, 8.0, 0.0, 0.0];
        assert_eq!((0..7).filter(|t| is_collective(&law, |t| gone[t], *t)).collect::<Vec<_>>(), [3]);
        assert!(!is_collective(&CollectiveDismissal { heads: 0.0, within_months: 1.0 }, |_| 0.0, 4), "nobody went");
        assert_eq!((rehired(5.0, 7.0, 4.0), rehired(2.0, 7.0, 4.0), rehired(2.0, 7.0, 8.0)), (3.0, 2.0, 0.0));
    }
}
