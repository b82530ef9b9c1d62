//! Which contacts the AI takes: the cut on the latent score (model book, "What the AI takes").
//!
//! One latent score `s = ρz + √(1−ρ²)ε` decides; the AI takes what lies below a cut `a` at which the wanted share of the
//! issues lies below it. At slice `n` that is `P_n(a) = Φ((a − ρ z_n)/√(1−ρ²))`.

use std::sync::OnceLock;

use super::ai::level;
use super::difficulty::SLICES;
use super::today::Today;
use crate::model::{Model, Parameters};
use crate::normal;
use libm::sqrt;

/// Probability by slice of lying below a cut.
pub type Below = [f64; SLICES];

/// A step in the score (in units of its spread) within which six terms of the Taylor series are exact to 1e-13.
const RADIUS: f64 = 0.005;
/// Regressions at once for which selections are kept; with more they are solved anew.
const KEPT_REGRESSIONS: usize = 12;

/// The latent score of a contact type: selectivity, difficulty of the slices and the issues they carry.
#[derive(Clone, Copy, Debug)]
pub struct Score<'a> {
    rho: f64,
    spread: f64,
    z: &'a [f64; SLICES],
    issues: &'a [f64],
    total: f64,
}

/// The score at one cut: probabilities and densities by slice, and the derivatives of the share below with the cut.
#[derive(Clone, Copy, Debug)]
struct Point {
    cut: f64,
    x: [f64; SLICES],
    below: Below,
    density: [f64; SLICES],
    share: f64,
    /// First to fourth derivative of the share.
    slope: [f64; 4],
}

impl<'a> Score<'a> {
    /// `rho`: `ai.selectivity`; `issues` by slice weigh the shares.
    pub fn new(rho: f64, z: &'a [f64; SLICES], issues: &'a [f64]) -> Self {
        Self { rho, spread: sqrt((1.0 - rho * rho).max(1e-12)), z, issues, total: issues.iter().sum() }
    }

    fn at(&self, cut: f64) -> Point {
        let mut point = Point { cut, x: [0.0; SLICES], below: [0.0; SLICES], density: [0.0; SLICES], share: 0.0, slope: [0.0; 4] };
        for n in 0..SLICES {
            let x = (cut - self.rho * self.z[n]) / self.spread;
            let (below, density, weight) = (normal::cdf(x), normal::pdf(x), self.issues[n] / self.total);
            (point.x[n], point.below[n], point.density[n]) = (x, below, density);
            point.share += weight * below;
            point.slope[0] += weight * density;
            point.slope[1] -= weight * x * density;
            point.slope[2] += weight * (x * x - 1.0) * density;
            point.slope[3] -= weight * x * (x * x - 3.0) * density;
        }
        let mut scale = 1.0;
        for slope in &mut point.slope {
            scale /= self.spread;
            *slope *= scale;
        }
        point
    }

    /// The point whose share is `share` up to a step within [`RADIUS`], sought from `start`.
    fn near(&self, share: f64, start: f64) -> Point {
        let mut point = self.at(start);
        let (mut low, mut high) = (start - 12.0, start + 12.0);
        for _ in 0..60 {
            let step = point.step_to(share);
            if step.abs() <= RADIUS * self.spread {
                break;
            }
            if point.share > share {
                high = point.cut
            } else {
                low = point.cut
            }
            let next = point.cut + step;
            let next = if next > low && next < high { next } else { (low + high) / 2.0 };
            if next == point.cut {
                break;
            }
            point = self.at(next);
        }
        point
    }

    /// Probabilities by slice at the cut below which `share` of the issues lie, solved exactly (to 1e-12 of the share).
    pub fn select(&self, share: f64) -> Below {
        if share <= 0.0 {
            return [0.0; SLICES];
        }
        if share >= 1.0 {
            return [1.0; SLICES];
        }
        // The score is standard normal but for the slicing of z, so Φ⁻¹(share) is nearly the cut.
        let mut cut = normal::quantile(share);
        let (mut low, mut high) = (cut - 12.0, cut + 12.0);
        let mut point = self.at(cut);
        for _ in 0..60 {
            let miss = point.share - share;
            if miss.abs() < 1e-14 {
                break;
            }
            if miss > 0.0 {
                high = cut
            } else {
                low = cut
            }
            let newton = cut - miss / point.slope[0];
            let next = if newton > low && newton < high { newton } else { (low + high) / 2.0 };
            if next == cut {
                break;
            }
            cut = next;
            point = self.at(cut);
        }
        point.below
    }
}

impl Point {
    /// Step of the cut that leads to `share`, by inverting the series to fourth order.
    fn step_to(&self, share: f64) -> f64 {
        let [first, second, third, fourth] = self.slope;
        let e = (share - self.share) / first;
        let (b, c, d) = (second / (2.0 * first), third / (6.0 * first), fourth / (24.0 * first));
        e * (1.0 - e * (b - e * (2.0 * b * b - c + e * (5.0 * b * c - d - 5.0 * b * b * b))))
    }

    /// Probabilities after a step of the cut of `h` spreads, by the Taylor series of Φ with Hermite polynomials.
    fn moved(&self, h: f64) -> Below {
        std::array::from_fn(|n| {
            let x = self.x[n];
            let (h1, h2) = (x, x * x - 1.0);
            let h3 = x * h2 - 2.0 * h1;
            let h4 = x * h3 - 3.0 * h2;
            let h5 = x * h4 - 4.0 * h3;
            let series = h * (1.0 - h / 2.0 * (h1 - h / 3.0 * (h2 - h / 4.0 * (h3 - h / 5.0 * (h4 - h / 6.0 * h5)))));
            self.below[n] + self.density[n] * series
        })
    }
}

/// Selections of a world, by contact type and months since its phase started. Contained ones and, without regressions,
/// resolved ones are solved when the world is drawn; resolved ones under regressions when they are first asked for. None
/// depends on which option asked, or in what order.
#[derive(Clone, Debug, Default)]
pub struct Selections {
    months: usize,
    contained: Vec<Below>,
    resolved: Vec<Below>,
    /// Cuts of `resolved`, where the search under regressions starts.
    cuts: Vec<f64>,
    under_regressions: Vec<OnceLock<Below>>,
    used: bool,
}

impl Selections {
    /// Room for `types` contact types over `months` months since start.
    pub fn with_sizes(types: usize, months: usize) -> Self {
        let places = types * months;
        Self {
            months,
            contained: vec![[0.0; SLICES]; places],
            resolved: vec![[0.0; SLICES]; places],
            cuts: vec![0.0; places],
            under_regressions: (0..places * KEPT_REGRESSIONS).map(|_| OnceLock::new()).collect(),
            used: false,
        }
    }

    /// Solves what every option of the world needs.
    pub fn fill(&mut self, model: &Model, p: &Parameters, today: &Today, z: &[f64; SLICES]) {
        for kept in &mut self.under_regressions {
            kept.take();
        }
        self.used = true;
        let calendar = &model.calendar;
        for (k, info) in model.types.iter().enumerate() {
            let Some(phase) = info.phase else { continue };
            let score = Score::new(p.ai.selectivity, z, &today.issues[k * SLICES..(k + 1) * SLICES]);
            let planned = calendar.go_live + p.phases[phase].start.max(0.0) as usize;
            let reachable = calendar.months.saturating_sub(planned).min(self.months);
            let level_at = |months| level(p, k, phase, months, 0.0);
            let place = k * self.months;
            chain(&score, reachable, |t| level_at(t).containment, &mut self.contained[place..], None);
            let cuts = Some(&mut self.cuts[place..]);
            chain(&score, reachable, |t| level_at(t).containment * level_at(t).resolution, &mut self.resolved[place..], cuts);
        }
    }

    /// Are there kept selections for type `kind`, `months` after its phase started?
    fn place(&self, kind: usize, months: usize) -> Option<usize> {
        (self.used && months < self.months).then_some(kind * self.months + months)
    }

    /// What is contained of a type.
    pub fn contained(&self, kind: usize, months: usize) -> Option<&Below> {
        self.place(kind, months).map(|place| &self.contained[place])
    }

    /// What is truly resolved of a type with `regressions` at work, at the share `share`.
    pub fn resolved(&self, kind: usize, months: usize, regressions: usize, share: f64, score: &Score<'_>) -> Option<&Below> {
        let place = self.place(kind, months)?;
        if regressions == 0 {
            return Some(&self.resolved[place]);
        }
        let kept = self.under_regressions.get(place * KEPT_REGRESSIONS + regressions - 1).filter(|_| regressions <= KEPT_REGRESSIONS)?;
        Some(kept.get_or_init(|| {
            if share <= 0.0 || share >= 1.0 {
                return score.select(share);
            }
            let point = score.near(share, self.cuts[place]);
            point.moved(point.step_to(share) / score.spread)
        }))
    }
}

/// Selections for shares that change little from month to month: each is a short step from a point evaluated before.
fn chain(score: &Score<'_>, months: usize, share_in: impl Fn(usize) -> f64, out: &mut [Below], mut cuts: Option<&mut [f64]>) {
    let mut point: Option<Point> = None;
    for t in 0..months {
        let share = share_in(t);
        if share <= 0.0 || share >= 1.0 {
            out[t] = score.select(share);
            if let Some(cuts) = cuts.as_deref_mut() {
                cuts[t] = 0.0;
            }
            continue;
        }
        let reached = match &point {
            Some(near) if near.step_to(share).abs() <= RADIUS * score.spread => *near,
            Some(far) => score.near(share, far.cut + far.step_to(share)),
            None => score.near(share, normal::quantile(share)),
        };
        let step = reached.step_to(share);
        out[t] = reached.moved(step / score.spread);
        if let Some(cuts) = cuts.as_deref_mut() {
            cuts[t] = reached.cut + step;
        }
        point = Some(reached);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::difficulty::slice_means;

    #[test]
    fn a_short_step_is_as_good_as_solving() {
        let z = slice_means();
        let issues: [f64; SLICES] = std::array::from_fn(|n| 100.0 - n as f64);
        for rho in [0.0, 0.3, 0.65, 0.9] {
            let score = Score::new(rho, &z, &issues);
            let mut out = [[0.0; SLICES]; 40];
            chain(&score, 40, |t| 0.82 - 0.6 * libm::exp(-(t as f64) / 4.0), &mut out, None);
            for (t, below) in out.iter().enumerate() {
                let share = 0.82 - 0.6 * libm::exp(-(t as f64) / 4.0);
                let exact = score.select(share);
                for n in 0..SLICES {
                    assert!((below[n] - exact[n]).abs() < 1e-11, "rho {rho} t {t} n {n}: {} {}", below[n], exact[n]);
                }
                let mean: f64 = below.iter().zip(&issues).map(|(b, i)| b * i).sum::<f64>() / issues.iter().sum::<f64>();
                assert!((mean - share).abs() < 1e-12, "rho {rho} t {t}: {mean} {share}");
            }
        }
    }
}
