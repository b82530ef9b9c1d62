//! Distributions of uncertain inputs. Every draw is one uniform through the quantile function.
//!
//! Constructors take what people can say about a quantity (a range, three points, a mean and a spread) and refuse what makes no
//! sense, in words. A drawn value is always legal for the family: a share lies within 0..1, a positive quantity above 0.

mod beta;
mod logit_normal;

use crate::normal::{self, Z95};
use beta::Beta;
use logit_normal::{logistic, logit};
use thiserror::Error;

/// Why a distribution makes no sense.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DistError {
    /// Infinite, not a number, or beyond 1e100, where products overflow.
    #[error("{0} is not a number that can be calculated with")]
    NotFinite(f64),
    /// A range without width or from high to low.
    #[error("a range goes from low to high, this one goes from {low} to {high}")]
    Order {
        /// Lower end as given.
        low: f64,
        /// Upper end as given.
        high: f64,
    },
    /// A range of a positive quantity that starts at 0 or below.
    #[error("a range of a positive quantity must start above 0, this one starts at {0}")]
    NotPositive(f64),
    /// A range of a share that leaves 0..1.
    #[error("a range of a share must lie between 0 and 1 (both excluded), this one goes from {low} to {high}")]
    NotShare {
        /// Lower end as given.
        low: f64,
        /// Upper end as given.
        high: f64,
    },
    /// PERT points out of order.
    #[error("min, mode and max must be in this order, with min below max; found {min}, {mode} and {max}")]
    Pert {
        /// Smallest value as given.
        min: f64,
        /// Most likely value as given.
        mode: f64,
        /// Largest value as given.
        max: f64,
    },
    /// A standard deviation that is not above 0.
    #[error("the standard deviation must be above 0, found {0}")]
    Spread(f64),
    /// The mean of a positive quantity is not above 0.
    #[error("the mean of a positive quantity must be above 0, found {0}")]
    PositiveMean(f64),
    /// The mean of a share is not within 0..1.
    #[error("the mean of a share must lie between 0 and 1 (both excluded), found {0}")]
    ShareMean(f64),
    /// More spread than a share with this mean can have.
    #[error("a share with mean {mean} cannot spread so far: its standard deviation must stay well below {limit:.4}, found {sd}")]
    ShareSpread {
        /// Mean as given.
        mean: f64,
        /// Standard deviation as given.
        sd: f64,
        /// `√(mean(1 − mean))`.
        limit: f64,
    },
    /// Numbers of values and weights differ.
    #[error("every value needs one weight; found {values} values and {weights} weights")]
    Weights {
        /// Number of values.
        values: usize,
        /// Number of weights.
        weights: usize,
    },
    /// Weights that are negative or sum to nothing.
    #[error("weights must not be negative and must sum to more than 0")]
    WeightSum,
}

/// Distribution of an uncertain input: a family and a factor between its unit and the parameter's.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    family: Family,
    /// Positive.
    scale: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum Family {
    Certain(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    LogNormal {
        median: f64,
        sigma: f64,
    },
    LogitNormal {
        mu: f64,
        sigma: f64,
    },
    Pert {
        min: f64,
        max: f64,
        mean: f64,
        beta: Beta,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    /// Values ascending; the last cumulated weight is 1.
    Discrete {
        values: Vec<f64>,
        cumulated: Vec<f64>,
    },
}

impl Distribution {
    fn of(family: Family) -> Self {
        Self { family, scale: 1.0 }
    }

    /// Always `x`.
    ///
    /// # Errors
    /// `x` is not finite.
    pub fn certain(x: f64) -> Result<Self, DistError> {
        finite(&[x])?;
        Ok(Self::of(Family::Certain(x)))
    }

    /// Normal with its 5th percentile at `low` and its 95th at `high`: `σ = (high − low)/(2 z₉₅)`.
    ///
    /// # Errors
    /// The range is not finite or not ascending.
    pub fn normal_interval(low: f64, high: f64) -> Result<Self, DistError> {
        ascending(low, high)?;
        Ok(Self::of(Family::Normal { mean: low + 0.5 * (high - low), sd: (high - low) / (2.0 * Z95) }))
    }

    /// Lognormal with its 5th percentile at `low` and its 95th at `high`: median `√(low·high)`,
    /// `σ = ln(high/low)/(2 z₉₅)`.
    ///
    /// # Errors
    /// The range is not finite, not ascending, or does not start above 0.
    pub fn lognormal_interval(low: f64, high: f64) -> Result<Self, DistError> {
        ascending(low, high)?;
        if low <= 0.0 {
            return Err(DistError::NotPositive(low));
        }
        let product = low * high;
        Ok(Self::of(Family::LogNormal {
            // The first form is exact for 4 to 9; the second survives numbers whose product is too small for a double.
            median: if product.is_normal() { product.sqrt() } else { low.sqrt() * high.sqrt() },
            sigma: libm::log(high / low) / (2.0 * Z95),
        }))
    }

    /// Logit-normal share with its 5th percentile at `low` and its 95th at `high`; the median is the midpoint of the logits.
    ///
    /// # Errors
    /// The range is not finite, not ascending, or not within (0, 1).
    pub fn logit_normal_interval(low: f64, high: f64) -> Result<Self, DistError> {
        ascending(low, high)?;
        if low <= 0.0 || high >= 1.0 {
            return Err(DistError::NotShare { low, high });
        }
        let (from, to) = (logit(low), logit(high));
        Ok(Self::of(Family::LogitNormal { mu: 0.5 * (from + to), sigma: (to - from) / (2.0 * Z95) }))
    }

    /// PERT: a beta distribution on `min..max` with shapes `1 + 4(mode − min)/(max − min)` and `1 + 4(max − mode)/(max − min)`,
    /// mean `(min + 4 mode + max)/6`.
    ///
    /// Source: Vose, *Risk Analysis*, "PERT distribution" (λ = 4).
    ///
    /// # Errors
    /// The points are not finite or not in order, or `min = max`.
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, DistError> {
        finite(&[min, mode, max])?;
        if !(min <= mode && mode <= max && min < max) {
            return Err(DistError::Pert { min, mode, max });
        }
        let width = max - min;
        Ok(Self::of(Family::Pert {
            min,
            max,
            mean: (min + 4.0 * mode + max) / 6.0,
            beta: Beta::new(1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width),
        }))
    }

    /// Uniform on `low..high`.
    ///
    /// # Errors
    /// The range is not finite or not ascending.
    pub fn uniform(low: f64, high: f64) -> Result<Self, DistError> {
        ascending(low, high)?;
        Ok(Self::of(Family::Uniform { low, high }))
    }

    /// Normal by its moments.
    ///
    /// # Errors
    /// A moment is not finite, or `sd` not above 0.
    pub fn normal_moments(mean: f64, sd: f64) -> Result<Self, DistError> {
        spread(mean, sd)?;
        Ok(Self::of(Family::Normal { mean, sd }))
    }

    /// Lognormal by its moments: `σ² = ln(1 + (sd/mean)²)`, median `mean/√(1 + (sd/mean)²)`.
    ///
    /// # Errors
    /// A moment is not finite, or not above 0.
    pub fn lognormal_moments(mean: f64, sd: f64) -> Result<Self, DistError> {
        spread(mean, sd)?;
        if mean <= 0.0 {
            return Err(DistError::PositiveMean(mean));
        }
        let cv = sd / mean;
        finite(&[cv * cv])?;
        Ok(Self::of(Family::LogNormal { median: mean / (1.0 + cv * cv).sqrt(), sigma: libm::log1p(cv * cv).sqrt() }))
    }

    /// Logit-normal share by its moments, solved numerically to 1e-10.
    ///
    /// # Errors
    /// A moment is not finite, `sd` not above 0, `mean` not within (0, 1), or `sd` at or too close to `√(mean(1 − mean))`, the
    /// spread of a share that is either 0 or 1.
    pub fn logit_normal_moments(mean: f64, sd: f64) -> Result<Self, DistError> {
        spread(mean, sd)?;
        if mean <= 0.0 || mean >= 1.0 {
            return Err(DistError::ShareMean(mean));
        }
        let limit = (mean * (1.0 - mean)).sqrt();
        let solved = if sd < limit { logit_normal::from_moments(mean, sd) } else { None };
        let (mu, sigma) = solved.ok_or(DistError::ShareSpread { mean, sd, limit })?;
        Ok(Self::of(Family::LogitNormal { mu, sigma }))
    }

    /// One of `values`, with probabilities in proportion to `weights`.
    ///
    /// # Errors
    /// Numbers of values and weights differ, a number is not finite, a weight is negative, or there is no weight at all.
    pub fn discrete(values: &[f64], weights: &[f64]) -> Result<Self, DistError> {
        if values.len() != weights.len() {
            return Err(DistError::Weights { values: values.len(), weights: weights.len() });
        }
        finite(values)?;
        finite(weights)?;
        let total: f64 = weights.iter().sum();
        if weights.iter().any(|w| *w < 0.0) || total <= 0.0 || total.is_infinite() {
            return Err(DistError::WeightSum);
        }
        let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
        pairs.retain(|(_, weight)| *weight > 0.0);
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        let mut cumulated: Vec<f64> = pairs
            .iter()
            .map(|(_, weight)| {
                sum += weight;
                sum / total
            })
            .collect();
        if let Some(last) = cumulated.last_mut() {
            *last = 1.0;
        }
        Ok(Self::of(Family::Discrete { values: pairs.into_iter().map(|(value, _)| value).collect(), cumulated }))
    }

    /// Distribution of `k·X`, `k > 0`: for conversions of units.
    #[must_use]
    pub fn scaled(&self, k: f64) -> Self {
        debug_assert!(k > 0.0 && k.is_finite());
        Self { family: self.family.clone(), scale: self.scale * k }
    }

    /// True when every draw is the same.
    pub fn is_certain(&self) -> bool {
        match &self.family {
            Family::Certain(_) => true,
            Family::Discrete { values, .. } => values.first() == values.last(),
            _ => false,
        }
    }

    /// The value below which the share `u`, within (0, 1), of all draws lies. Rises with `u`; allocates nothing.
    pub fn quantile(&self, u: f64) -> f64 {
        self.scale
            * match &self.family {
                Family::Certain(x) => *x,
                Family::Normal { mean, sd } => mean + sd * normal::quantile(u),
                Family::LogNormal { median, sigma } => median * libm::exp(sigma * normal::quantile(u)),
                Family::LogitNormal { mu, sigma } => logistic(mu + sigma * normal::quantile(u)),
                Family::Pert { min, max, beta, .. } => {
                    let (x, y) = beta.quantile(u);
                    if u <= 0.5 { min + (max - min) * x } else { max - (max - min) * y }
                }
                Family::Uniform { low, high } => low + (high - low) * u,
                Family::Discrete { values, cumulated } => {
                    let rank = cumulated.partition_point(|c| *c < u);
                    values[rank.min(values.len() - 1)]
                }
            }
    }

    /// Share of draws at or below `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        let x = x / self.scale;
        match &self.family {
            Family::Certain(value) => f64::from(u8::from(x >= *value)),
            Family::Normal { mean, sd } => normal::cdf((x - mean) / sd),
            Family::LogNormal { median, sigma } if x > 0.0 => normal::cdf(libm::log(x / median) / sigma),
            Family::LogitNormal { mu, sigma } if x > 0.0 && x < 1.0 => normal::cdf((logit(x) - mu) / sigma),
            Family::LogNormal { .. } => 0.0,
            Family::LogitNormal { .. } => f64::from(u8::from(x >= 1.0)),
            Family::Pert { min, max, beta, .. } => beta.cdf((x - min) / (max - min)),
            Family::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Family::Discrete { values, cumulated } => match values.partition_point(|value| *value <= x) {
                0 => 0.0,
                rank => cumulated[rank - 1],
            },
        }
    }

    /// Median, the value that expected mode takes: of a range of shares the midpoint of the logits, of a positive range the
    /// geometric mean, of a signed range the midpoint, of discrete values the smallest that at least half of the draws do not exceed.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Mean; of a logit-normal share by quadrature, to 1e-13.
    pub fn mean(&self) -> f64 {
        self.scale
            * match &self.family {
                Family::Certain(x) => *x,
                Family::Normal { mean, .. } | Family::Pert { mean, .. } => *mean,
                Family::LogNormal { median, sigma } => median * libm::exp(0.5 * sigma * sigma),
                Family::LogitNormal { mu, sigma } => logit_normal::mean(*mu, *sigma),
                Family::Uniform { low, high } => low + 0.5 * (high - low),
                Family::Discrete { values, cumulated } => {
                    let mut below = 0.0;
                    let parts = values.iter().zip(cumulated).map(|(value, c)| {
                        let weight = c - below;
                        below = *c;
                        weight * value
                    });
                    parts.sum()
                }
            }
    }

    /// 5th and 95th percentile.
    pub fn interval(&self) -> (f64, f64) {
        (self.quantile(0.05), self.quantile(0.95))
    }

    /// Smallest and largest value a draw can come to; infinite where there is no bound.
    pub fn support(&self) -> (f64, f64) {
        let (low, high) = match &self.family {
            Family::Certain(x) => (*x, *x),
            Family::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Family::LogNormal { .. } => (0.0, f64::INFINITY),
            Family::LogitNormal { .. } => (0.0, 1.0),
            Family::Pert { min, max, .. } => (*min, *max),
            Family::Uniform { low, high } => (*low, *high),
            Family::Discrete { values, .. } => (values[0], values[values.len() - 1]),
        };
        (self.scale * low, self.scale * high)
    }
}

/// Bound of every number of a distribution: far above any use, far below where a square overflows.
const LARGEST: f64 = 1e100;

fn finite(numbers: &[f64]) -> Result<(), DistError> {
    match numbers.iter().find(|x| x.is_nan() || x.abs() > LARGEST) {
        Some(x) => Err(DistError::NotFinite(*x)),
        None => Ok(()),
    }
}

fn ascending(low: f64, high: f64) -> Result<(), DistError> {
    finite(&[low, high])?;
    if low < high { Ok(()) } else { Err(DistError::Order { low, high }) }
}

fn spread(mean: f64, sd: f64) -> Result<(), DistError> {
    finite(&[mean, sd])?;
    if sd > 0.0 { Ok(()) } else { Err(DistError::Spread(sd)) }
}

#[cfg(test)]
mod tests;
