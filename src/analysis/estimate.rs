//! A figure with its uncertainty: what the worlds say, and how well their number knows the mean.

use super::function::{REPLICATES, T_95};
use crate::stats::{mean, quantiles, sd};
use serde::Serialize;

/// Mean and quantiles over worlds. The quantiles are the uncertainty of the figure; the standard error that of its mean,
/// which more worlds would shrink.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Mean over worlds.
    pub mean: f64,
    /// Standard error of the mean, from how far the means of the replicates differ: `s/√8`. Of fewer than two worlds a
    /// replicate `sd/√n`, which scrambled Sobol points make too large rather than too small; 0 of one world.
    pub standard_error: f64,
    /// 10th percentile.
    pub p10: f64,
    /// Median.
    pub p50: f64,
    /// 90th percentile.
    pub p90: f64,
}

impl Estimate {
    /// Of values in the order of trials, without gaps; what is not a number (a ratio over nothing) is left out.
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let replicate = |r: usize| values.iter().copied().skip(r).step_by(REPLICATES).filter(|x| !x.is_nan()).collect::<Vec<f64>>();
        let replicates: Vec<Vec<f64>> = (0..REPLICATES).map(replicate).collect();
        let mut values: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        let standard_error = if replicates.iter().all(|of| of.len() > 1) {
            let means: Vec<f64> = replicates.iter().map(|of| mean(of)).collect();
            sd(&means) / (REPLICATES as f64).sqrt()
        } else {
            sd(&values) / (values.len().max(1) as f64).sqrt()
        };
        let centre = mean(&values);
        let q = quantiles(&mut values, &[0.1, 0.5, 0.9]);
        Self { mean: centre, standard_error, p10: q[0], p50: q[1], p90: q[2] }
    }

    /// The same figure counted the other way round: a loss as a gain.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { mean: -self.mean, standard_error: self.standard_error, p10: -self.p90, p50: -self.p50, p90: -self.p10 }
    }

    /// Half the width of [`Estimate::interval`].
    pub fn half_width(&self) -> f64 {
        T_95 * self.standard_error
    }

    /// 95 % interval of the mean, by Student's t with seven degrees of freedom: one less than there are replicates.
    pub fn interval(&self) -> (f64, f64) {
        (self.mean - self.half_width(), self.mean + self.half_width())
    }
}

/// Share of worlds in which something holds; NaN of none.
pub fn share(holds: impl Iterator<Item = bool>) -> f64 {
    let (mut count, mut all) = (0_usize, 0_usize);
    for one in holds {
        count += usize::from(one);
        all += 1;
    }
    count as f64 / all as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_mean_not_of_the_figure() {
        let e = Estimate::of((0..101).map(f64::from));
        assert_eq!((e.mean, e.p10, e.p50, e.p90), (50.0, 10.0, 50.0, 90.0));
        let (low, high) = e.interval();
        // Numbers dealt in turn: means of the replicates differ by little.
        assert!(low > 48.0 && high < 52.0 && low < 50.0, "{low} {high}");
    }

    #[test]
    fn one_world_has_no_spread() {
        let e = Estimate::of([3.0, f64::NAN].into_iter());
        assert_eq!((e.mean, e.standard_error, e.p10, e.p90), (3.0, 0.0, 3.0, 3.0));
    }
}
