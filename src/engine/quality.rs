//! Quality of the AI: drift, its detection, what gates see, and coaching of the team (model book, "Quality").

use crate::model::Parameters;
use crate::normal;
use libm::sqrt;

/// Probability that a regression is found in a month: `max(complaint_detection, Φ(δ√m/√(u(1−u)) − 1.645))` with `m` reviews
/// and `u` the unresolved share of the contained conversations; `None`: nothing was contained, reviews see nothing.
pub fn detection(p: &Parameters, unresolved: Option<f64>, reviews: f64) -> f64 {
    let power = match unresolved {
        Some(u) if reviews > 0.0 => {
            let noise = sqrt(u * (1.0 - u));
            // Without noise every deviation is seen.
            if noise > 0.0 { normal::cdf(p.ai.quality.regression_size * sqrt(reviews) / noise - 1.645) } else { 1.0 }
        }
        _ => 0.0,
    };
    power.max(p.ai.quality.complaint_detection)
}

/// Resolution a phase's gate sees with QA: exact without noise, else the month's sample.
pub fn seen_resolution(resolution: f64, reviews: f64, normal_draw: Option<f64>) -> f64 {
    let sample = (reviews + 0.5).floor();
    match normal_draw {
        None => resolution,
        // Nobody looked: the gate is shown nothing and does not open.
        Some(_) if sample < 1.0 => 0.0,
        Some(z) => (resolution + sqrt(resolution * (1.0 - resolution) / sample) * z).clamp(0.0, 1.0),
    }
}

/// Probit gain of coaching in a month of the lever, this one included: `coaching_fcr · min(1, months/coaching_months)`.
pub fn coaching(p: &Parameters, pulled: Option<usize>, t: usize) -> f64 {
    match pulled {
        Some(start) if t >= start => {
            let months = (t - start + 1) as f64;
            p.levers.quality.coaching_fcr * (months / p.levers.quality.coaching_months.max(1.0)).min(1.0)
        }
        _ => 0.0,
    }
}

/// A regression of the AI's quality.
#[derive(Clone, Copy, Debug)]
struct Regression {
    birth: usize,
    /// Month after which it stops counting; `None`: not found yet.
    until: Option<usize>,
}

/// Resolution lost to drift in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// Share points of resolution.
    pub size: f64,
    /// Regressions at work, where they are counted; `None` in expected-value mode, where drift is a mean.
    pub regressions: Option<usize>,
}

impl Lost {
    /// Nothing.
    pub const NOTHING: Self = Self { size: 0.0, regressions: Some(0) };
}

/// Quality lost to drift so far.
#[derive(Clone, Debug, Default)]
pub struct Drift {
    expected: f64,
    regressions: Vec<Regression>,
}

impl Drift {
    /// Room for a run.
    pub fn with_months(months: usize) -> Self {
        Self { expected: 0.0, regressions: Vec::with_capacity(months) }
    }

    /// Before a run.
    pub fn reset(&mut self) {
        self.expected = 0.0;
        self.regressions.clear();
    }

    /// Resolution lost in month `t`; `counted` in worlds with process noise.
    pub fn lost(&self, p: &Parameters, t: usize, counted: bool) -> Lost {
        if !counted {
            return Lost { size: self.expected, regressions: None };
        }
        let active = self.regressions.iter().filter(|r| r.birth < t && r.until.is_none_or(|end| t <= end)).count();
        Lost { size: p.ai.quality.regression_size * active as f64, regressions: Some(active) }
    }

    /// End of a month in expectation: `D ← D + pδ − D·P(found)`, the fix immediate.
    pub fn expect(&mut self, p: &Parameters, found: f64) {
        let quality = &p.ai.quality;
        self.expected += quality.regression_probability * quality.regression_size - self.expected * found;
    }

    /// End of a month in a world: active regressions are found when their draw falls below `found`, and one may be born.
    pub fn draw(&mut self, p: &Parameters, t: usize, found: f64, born: bool, found_draw: impl Fn(usize) -> f64) {
        let fix = p.ai.quality.fix_months as usize;
        for regression in &mut self.regressions {
            if regression.until.is_none() && regression.birth < t && found_draw(regression.birth) < found {
                regression.until = Some(t + fix);
            }
        }
        if born {
            self.regressions.push(Regression { birth: t, until: None });
        }
    }
}
