//! How well the figures of a run are known: the interval of every mean, quantile and chance of every option from the replicates
//! that its worlds were dealt to ([`crate::sampling`]), and the questions of the verdict that this many worlds leave open.
//!
//! More worlds narrow these intervals. They do not narrow the spread between worlds, which is what is not known of the world.

use serde::Serialize;

use super::convergence::trials_needed;
use super::function::{REPLICATES, Settled};
use super::verdict::{self, MOSTLY};
use crate::model::{Hurdle, Named};
use crate::results::{Results, Total, Totals, realisation};
use crate::stats::{mean, quantiles};

/// Quantiles whose intervals are told, by name.
pub const QUANTILES: [(&str, f64); 5] = [("p5", 0.05), ("p10", 0.1), ("p50", 0.5), ("p90", 0.9), ("p95", 0.95)];

/// Figures whose means and quantiles are told.
pub const FIGURES: [Total; 9] = [
    Total::SlideSavings,
    Total::CostSavings,
    Total::HardSavings,
    Total::AvoidedGrowth,
    Total::ValueEffect,
    Total::RunRateCostSavings,
    Total::RunRateSlideSavings,
    Total::Npv,
    Total::NpvWithCustomers,
];

/// Ratios of sums: savings, slide, the ratio by world.
const RATIOS: [[Total; 3]; 2] = [
    [Total::CostSavings, Total::SlideSavings, Total::Realisation],
    [Total::RunRateCostSavings, Total::RunRateSlideSavings, Total::RunRateRealisation],
];

/// A figure: its mean, then its quantiles in the order of [`QUANTILES`].
#[derive(Clone, Debug, PartialEq)]
pub struct KnownFigure {
    /// Which.
    pub figure: Total,
    /// Mean over worlds; of a ratio that of sums.
    pub mean: Settled,
    /// Quantiles over worlds.
    pub quantiles: [Settled; QUANTILES.len()],
}

/// Shares of worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownChances {
    /// NPV above 0.
    pub npv_positive: Settled,
    /// The hurdle is met.
    pub hurdle_met: Settled,
    /// Service and attrition hold.
    pub sound: Settled,
    /// It pays back within the run.
    pub pays_back: Settled,
}

/// An option's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownOption {
    /// Id and name.
    pub label: Named,
    /// Money, then the two realisations.
    pub figures: Vec<KnownFigure>,
    /// Chances.
    pub chances: KnownChances,
}

impl KnownOption {
    /// One of its figures.
    pub fn figure(&self, figure: Total) -> Option<&KnownFigure> {
        self.figures.iter().find(|known| known.figure == figure)
    }
}

/// A question of the verdict whose answer lies within the interval of what decides it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Open {
    /// What is not settled, as "whether ...".
    pub what: String,
    /// The figure that decides it.
    pub value: f64,
    /// Half its 95 % interval.
    pub half_width: f64,
    /// What it is held against.
    pub threshold: f64,
    /// Worlds that would settle it, by the root of their number; infinite where the figure is the threshold.
    pub trials_needed: f64,
}

impl Open {
    /// The question, where a figure after so many trials does not settle on which side of a threshold it is.
    pub fn ask(what: String, figure: Settled, threshold: f64, trials: usize) -> Option<Self> {
        let open = figure.half_width > 0.0 && figure.holds(threshold);
        let trials_needed = trials_needed(trials, figure.half_width, figure.value - threshold);
        open.then_some(Self { what, value: figure.value, half_width: figure.half_width, threshold, trials_needed })
    }
}

/// How well a run knows its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Worlds.
    pub trials: usize,
    /// With the AI, in order.
    pub options: Vec<KnownOption>,
    /// What is not settled.
    pub open: Vec<Open>,
}

/// Fewest worlds of which intervals are told: two a replicate.
pub const FEWEST: usize = 2 * REPLICATES;

impl Known {
    /// Of the results of a run; none of fewer worlds than [`FEWEST`] or of expected-value mode.
    pub fn of(hurdle: &Hurdle, results: &Results) -> Option<Self> {
        if results.trials < FEWEST {
            return None;
        }
        let options: Vec<KnownOption> = (1..results.options.len()).map(|option| known_option(hurdle, results, option)).collect();
        let open = open(hurdle, results, &options);
        Some(Self { trials: results.trials, options, open })
    }

    /// Adds the question whether the mean savings of an option (by its place in the results) are known to a share of themselves.
    pub fn hold_to(&mut self, tolerance: f64, option: usize) {
        let Some(mean) = self.options.get(option.wrapping_sub(1)).and_then(|o| o.figure(Total::CostSavings)).map(|f| f.mean) else {
            return;
        };
        let wanted = tolerance * mean.value.abs();
        if mean.half_width > wanted {
            let id = &self.options[option - 1].label.id;
            let trials_needed = trials_needed(self.trials, mean.half_width, wanted);
            let what = format!("the mean savings of {id} to {} %", tolerance * 100.0);
            self.open.push(Open { what, value: mean.value, half_width: mean.half_width, threshold: wanted, trials_needed });
        }
    }
}

/// Values in the order of trials as replicates; what is not a number is left out.
fn dealt(values: &[f64]) -> Vec<Vec<f64>> {
    (0..REPLICATES).map(|r| values.iter().copied().skip(r).step_by(REPLICATES).filter(|x| !x.is_nan()).collect()).collect()
}

/// A figure of values in the order of trials, with its interval from the same figure of each replicate.
pub fn settled(values: &[f64], figure: impl Fn(&[f64]) -> f64) -> Settled {
    let parts: Vec<f64> = dealt(values).iter().map(|part| figure(part)).collect();
    let all: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    Settled::of(figure(&all), &parts)
}

/// A quantile of values in the order of trials.
pub fn settled_at(values: &[f64], p: f64) -> Settled {
    settled(values, |part| quantiles(&mut part.to_vec(), &[p])[0])
}

/// A share of worlds in which something holds.
fn chance(totals: &[Totals], holds: impl Fn(&Totals) -> bool) -> Settled {
    let values: Vec<f64> = totals.iter().map(|t| f64::from(u8::from(holds(t)))).collect();
    settled(&values, mean)
}

fn known_option(hurdle: &Hurdle, results: &Results, option: usize) -> KnownOption {
    let column = |total| results.column(option, total);
    let quantiles_of = |values: &[f64]| QUANTILES.map(|(_, p)| settled_at(values, p));
    let money = FIGURES.iter().map(|figure| {
        let values = column(*figure);
        KnownFigure { figure: *figure, mean: settled(&values, mean), quantiles: quantiles_of(&values) }
    });
    let ratios = RATIOS.iter().map(|[savings, slide, ratio]| {
        let (savings, slide) = (column(*savings), column(*slide));
        let of = |savings: &[f64], slide: &[f64]| realisation(savings.iter().sum(), slide.iter().sum());
        let parts: Vec<f64> = dealt(&savings).iter().zip(&dealt(&slide)).map(|(savings, slide)| of(savings, slide)).collect();
        KnownFigure { figure: *ratio, mean: Settled::of(of(&savings, &slide), &parts), quantiles: quantiles_of(&column(*ratio)) }
    });
    let totals = &results.totals[option];
    let chances = KnownChances {
        npv_positive: chance(totals, |t| t.get(Total::Npv) > 0.0),
        hurdle_met: chance(totals, |t| verdict::meets(hurdle, t)),
        sound: chance(totals, Totals::is_sound),
        pays_back: chance(totals, |t| t.get(Total::PaybackMonth).is_finite()),
    };
    KnownOption { label: results.options[option].clone(), figures: money.chain(ratios).collect(), chances }
}

/// Questions of the verdict that are open. Each asks what the words of the verdict hang on.
fn open(hurdle: &Hurdle, results: &Results, options: &[KnownOption]) -> Vec<Open> {
    let trials = results.trials;
    let sound = |o: &KnownOption| Open::ask(format!("whether {} is sound in most worlds", o.label.id), o.chances.sound, MOSTLY, trials);
    let mut open: Vec<Open> = options.iter().filter_map(sound).collect();
    let Some(best) = verdict::best(results) else { return open };
    let id = &results.options[best].id;
    let known = &options[best - 1];
    let median = |figure| known.figure(figure).map(|f| f.quantiles[2]);
    open.extend(median(Total::CostSavings).and_then(|m| Open::ask(format!("whether {id} saves more than it costs"), m, 0.0, trials)));
    let met = known.chances.hurdle_met;
    open.extend(Open::ask(format!("whether {id} meets the hurdle often enough"), met, hurdle.probability, trials));
    if met.value < hurdle.probability || met.holds(hurdle.probability) {
        let rate = median(Total::RunRateCostSavings);
        open.extend(rate.and_then(|m| Open::ask(format!("whether {id} saves anything a year once it has settled"), m, 0.0, trials)));
    }
    let savings = results.column(best, Total::CostSavings);
    for (place, other) in (1..).zip(options).filter(|(place, other)| *place != best && verdict::is_sound(other.chances.sound.value)) {
        let others = results.column(place, Total::CostSavings);
        let lead = |a: &[f64], b: &[f64]| quantiles(&mut a.to_vec(), &[0.5])[0] - quantiles(&mut b.to_vec(), &[0.5])[0];
        let parts: Vec<f64> = dealt(&savings).iter().zip(&dealt(&others)).map(|(a, b)| lead(a, b)).collect();
        let lead = Settled::of(lead(&savings, &others), &parts);
        open.extend(Open::ask(format!("whether {id} is better than {}", other.label.id), lead, 0.0, trials));
    }
    open
}
