//! Which contacts the AI takes: the cut on the latent score (model book, "What the AI takes").
//!
//! One latent score `s = ρz + √(1−ρ²)ε` decides; the AI takes what lies below a cut `a` at which the wanted share of the
//! issues lies below it. At slice `n` that is `P_n(a) = Φ((a − ρ z_n)/√(1−ρ²))`.

use std::sync::OnceLock;

use super::difficulty::SLICES;
use super::lanes::{Lanes, tiers, tiers_mut};
use super::learning::level;
use super::today::Today;
use crate::model::{Model, Parameters};
use crate::normal;
use libm::sqrt;

/// Probability by slice of lying below a cut.
pub type Below = [f64; SLICES];

/// A step of the cut, in spreads of the score, within which the Taylor series of Φ with [`TERMS`] terms is exact to 1e-13.
const RADIUS: f64 = 0.15;
/// Terms of the series.
const TERMS: usize = 10;
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

/// The score at one cut, and all it takes to move the cut a little.
#[derive(Clone, Copy, Debug)]
struct Point {
    cut: f64,
    x: Below,
    below: Below,
    density: Below,
    share: f64,
    /// Coefficients of the share below, in powers of a step of the cut in spreads: first, second, ...
    series: [f64; TERMS],
}

impl<'a> Score<'a> {
    /// `rho`: `ai.selectivity`; `issues` by slice weigh the shares.
    pub fn new(rho: f64, z: &'a [f64; SLICES], issues: &'a [f64]) -> Self {
        Self { rho, spread: sqrt((1.0 - rho * rho).max(1e-12)), z, issues, total: issues.iter().sum() }
    }

    fn at(&self, cut: f64) -> Point {
        let (mut x, mut below, mut density) = ([0.0; SLICES], [0.0; SLICES], [0.0; SLICES]);
        for n in 0..SLICES {
            x[n] = (cut - self.rho * self.z[n]) / self.spread;
            below[n] = normal::cdf(x[n]);
            density[n] = normal::pdf(x[n]);
        }
        let mut share = Lanes::default();
        let mut sums = [Lanes::default(); TERMS];
        for (((x, below), density), issues) in tiers(&x).iter().zip(tiers(&below)).zip(tiers(&density)).zip(tiers(self.issues)) {
            let weight = Lanes::of(*issues) * (1.0 / self.total);
            share += weight * Lanes::of(*below);
            let weight = weight * Lanes::of(*density);
            // He_{m+1} = x He_m − m He_{m−1}
            let (mut last, mut hermite) = (Lanes::default(), Lanes::all(1.0));
            for (m, sum) in sums.iter_mut().enumerate() {
                *sum += weight * hermite;
                (last, hermite) = (hermite, Lanes::of(*x) * hermite - last * m as f64);
            }
        }
        let mut factor = 1.0;
        let series = std::array::from_fn(|m| {
            factor *= if m == 0 { 1.0 } else { -1.0 } / (m + 1) as f64;
            sums[m].sum() * factor
        });
        Point { cut, x, below, density, share: share.sum(), series }
    }

    /// A point from which `share` is a step within [`RADIUS`] away, and the step; sought from `start`.
    fn near(&self, share: f64, start: f64) -> (Point, f64) {
        let mut point = self.at(start);
        for _ in 0..60 {
            let step = point.step_to(share);
            // Far out in a tail rounding ends the search: the probabilities there are as good as they get.
            if step.abs() <= RADIUS || point.cut.abs() > 40.0 {
                return (point, step.clamp(-RADIUS, RADIUS));
            }
            point = self.at(point.cut + step * self.spread);
        }
        let step = point.step_to(share).clamp(-RADIUS, RADIUS);
        (point, step)
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
                high = cut;
            } else {
                low = cut;
            }
            let newton = cut - miss * self.spread / point.series[0];
            let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
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
    /// Step of the cut, in spreads, that leads to `share`: Newton's method on the series, at most one spread.
    fn step_to(&self, share: f64) -> f64 {
        let miss = share - self.share;
        let mut step = (miss / self.series[0].max(1e-300)).clamp(-1.0, 1.0);
        if step.abs() > 2.0 * RADIUS {
            return step;
        }
        for _ in 0..8 {
            let (mut value, mut slope) = (0.0, 0.0);
            for (m, coefficient) in self.series.iter().enumerate().rev() {
                slope = slope * step + (m + 1) as f64 * coefficient;
                value = (value + coefficient) * step;
            }
            let correction = (value - miss) / slope.max(1e-300);
            step = (step - correction).clamp(-1.0, 1.0);
            if correction.abs() < 1e-15 {
                break;
            }
        }
        step
    }

    /// Probabilities after a step of the cut of `h` spreads.
    fn moved(&self, h: f64) -> Below {
        let mut moved = [0.0; SLICES];
        let facts = tiers(&self.x).iter().zip(tiers(&self.below)).zip(tiers(&self.density));
        for (moved, ((x, below), density)) in tiers_mut(&mut moved).iter_mut().zip(facts) {
            let mut hermite = [Lanes::all(1.0); TERMS];
            hermite[1] = Lanes::of(*x);
            for m in 2..TERMS {
                hermite[m] = Lanes::of(*x) * hermite[m - 1] - hermite[m - 2] * (m - 1) as f64;
            }
            let mut series = hermite[TERMS - 1];
            for m in (1..TERMS).rev() {
                series = hermite[m - 1] - series * (h / (m + 1) as f64);
            }
            *moved = (Lanes::of(*below) + Lanes::of(*density) * series * h).slices();
        }
        moved
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
    /// By how much the cuts of `resolved` lie off the normal quantile of their share: where the search under regressions
    /// starts.
    offsets: Vec<f64>,
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
            offsets: vec![0.0; places],
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
            let offsets = Some(&mut self.offsets[place..]);
            chain(&score, reachable, |t| level_at(t).containment * level_at(t).resolution, &mut self.resolved[place..], offsets);
        }
    }

    /// Everything of a world without regressions, solved exactly.
    pub fn exact(model: &Model, p: &Parameters, today: &Today, z: &[f64; SLICES], months: usize) -> Self {
        let places = model.types.len() * months;
        let mut exact =
            Self { months, contained: vec![[0.0; SLICES]; places], resolved: vec![[0.0; SLICES]; places], used: true, ..Self::default() };
        for (k, info) in model.types.iter().enumerate() {
            let Some(phase) = info.phase else { continue };
            let score = Score::new(p.ai.selectivity, z, &today.issues[k * SLICES..(k + 1) * SLICES]);
            for t in 0..months {
                let level = level(p, k, phase, t, 0.0);
                exact.contained[k * months + t] = score.select(level.containment);
                exact.resolved[k * months + t] = score.select(level.containment * level.resolution);
            }
        }
        exact
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
            let (point, step) = score.near(share, normal::quantile(share) + self.offsets[place]);
            point.moved(step)
        }))
    }
}

/// Selections for shares that change little from month to month: most are a step from a point evaluated before.
fn chain(score: &Score<'_>, months: usize, share_in: impl Fn(usize) -> f64, out: &mut [Below], mut offsets: Option<&mut [f64]>) {
    let mut point: Option<Point> = None;
    let mut offset = 0.0;
    for t in 0..months {
        let share = share_in(t);
        if share <= 0.0 || share >= 1.0 {
            out[t] = score.select(share);
        } else {
            let known = point.map(|point| (point, point.step_to(share))).filter(|(_, step)| step.abs() <= RADIUS);
            let normal_cut = normal::quantile(share);
            let (reached, step) = known.unwrap_or_else(|| score.near(share, normal_cut + offset));
            out[t] = reached.moved(step);
            offset = reached.cut + step * score.spread - normal_cut;
            point = Some(reached);
        }
        if let Some(offsets) = offsets.as_deref_mut() {
            offsets[t] = offset;
        }
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
