//! (placeholder until the ground branch lands: same signatures, intervals and medians only)
#![allow(missing_docs, clippy::missing_errors_doc, reason = "placeholder")]
#![allow(clippy::pedantic, reason = "placeholder")]

const Z: f64 = 1.644_853_626_951_472_6;

#[derive(Clone, Debug)]
pub struct Distribution {
    low: f64,
    median: f64,
    high: f64,
}

fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}
fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}
fn check(ok: bool) -> Result<(), String> {
    if ok { Ok(()) } else { Err("illegal parameters".into()) }
}

impl Distribution {
    pub fn certain(x: f64) -> Result<Self, String> {
        Ok(Self { low: x, median: x, high: x })
    }
    pub fn normal_interval(low: f64, high: f64) -> Result<Self, String> {
        check(low < high)?;
        Ok(Self { low, median: f64::midpoint(low, high), high })
    }
    pub fn lognormal_interval(low: f64, high: f64) -> Result<Self, String> {
        check(low < high && low > 0.0)?;
        Ok(Self { low, median: (low * high).sqrt(), high })
    }
    pub fn logit_normal_interval(low: f64, high: f64) -> Result<Self, String> {
        check(low < high && low > 0.0 && high < 1.0)?;
        Ok(Self { low, median: logistic(f64::midpoint(logit(low), logit(high))), high })
    }
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, String> {
        check(min <= mode && mode <= max && min < max)?;
        Ok(Self { low: min, median: mode, high: max })
    }
    pub fn uniform(low: f64, high: f64) -> Result<Self, String> {
        check(low < high)?;
        Ok(Self { low: low + 0.05 * (high - low), median: f64::midpoint(low, high), high: low + 0.95 * (high - low) })
    }
    pub fn normal_moments(mean: f64, sd: f64) -> Result<Self, String> {
        check(sd > 0.0)?;
        Ok(Self { low: mean - Z * sd, median: mean, high: mean + Z * sd })
    }
    pub fn lognormal_moments(mean: f64, sd: f64) -> Result<Self, String> {
        check(sd > 0.0 && mean > 0.0)?;
        Ok(Self { low: mean / 2.0, median: mean, high: mean * 2.0 })
    }
    pub fn logit_normal_moments(mean: f64, sd: f64) -> Result<Self, String> {
        check(sd > 0.0 && mean > 0.0 && mean < 1.0 && sd * sd < mean * (1.0 - mean))?;
        Ok(Self { low: mean / 2.0, median: mean, high: f64::midpoint(mean, 1.0) })
    }
    pub fn discrete(values: &[f64], weights: &[f64]) -> Result<Self, String> {
        check(!values.is_empty() && values.len() == weights.len())?;
        Ok(Self { low: values[0], median: values[values.len() / 2], high: values[values.len() - 1] })
    }
    pub fn quantile(&self, u: f64) -> f64 {
        if u < 0.5 { self.low } else if u > 0.5 { self.high } else { self.median }
    }
    pub fn median(&self) -> f64 {
        self.median
    }
    pub fn interval(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}
