//! Scenarios that stand for cases, run in a few hundred worlds, and figures of them beside what was published.
//!
//! Inputs are scrambled Sobol points, so that a mean over 300 worlds has a standard error below half a percent of itself on
//! every figure held here (halving the worlds moves none by more); bounds are at least twice as far from the figure as that,
//! unless the page says that a case is missed.

use std::ops::Range;

use residual::engine::record::Metric;
use residual::model::Model;
use residual::results::{Experiment, Results, Total};

use crate::root;

/// Worlds of a case.
pub const WORLDS: usize = 300;

/// A scenario after its run.
pub struct Case {
    pub model: Model,
    pub results: Results,
}

impl Case {
    /// Runs a shipped scenario, with changes.
    #[track_caller]
    pub fn run(name: &str, sets: &[(&str, &str)]) -> Self {
        let sets: Vec<(String, String)> = sets.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
        let path = root().join("scenarios").join(name).with_extension("toml");
        let loaded = residual::scenario::load_file(&path, &sets).unwrap_or_else(|failure| panic!("{name}: {}", failure.render(false)));
        let results = Experiment { trials: WORLDS, ..Experiment::new(&loaded.model) }.run(&|_| true);
        assert_eq!(results.violation, None, "{name}: the books balance in every world");
        Self { model: loaded.model, results }
    }

    /// Place of an option.
    #[track_caller]
    pub fn option(&self, id: &str) -> usize {
        let place = self.results.options.iter().position(|o| o.id == id);
        place.unwrap_or_else(|| panic!("{} has no option {id}", self.model.name))
    }

    /// Months of the run.
    pub fn months(&self) -> usize {
        self.model.calendar.months
    }

    /// Months in which a case is read at its end: the last three.
    pub fn end(&self) -> Range<usize> {
        self.months() - 3..self.months()
    }

    /// Mean of a metric over worlds and months.
    #[track_caller]
    pub fn mean(&self, option: &str, metric: Metric, months: Range<usize>) -> f64 {
        let (statistics, count) = (&self.results.months[self.option(option)], months.len() as f64);
        months.map(|t| statistics.get(t, metric as usize).mean).sum::<f64>() / count
    }

    /// A metric of an option over that of another, both means over months.
    #[track_caller]
    pub fn against(&self, option: &str, other: &str, metric: Metric, months: &Range<usize>) -> f64 {
        self.mean(option, metric, months.clone()) / self.mean(other, metric, months.clone())
    }

    /// A figure over worlds: P10, P50, P90.
    #[track_caller]
    pub fn spread(&self, option: &str, total: Total) -> [f64; 3] {
        let mut column = self.results.column(self.option(option), total);
        let quantiles = residual::stats::quantiles(&mut column, &[0.1, 0.5, 0.9]);
        [quantiles[0], quantiles[1], quantiles[2]]
    }

    /// Mean of a figure over worlds.
    #[track_caller]
    pub fn total(&self, option: &str, total: Total) -> f64 {
        let column = self.results.column(self.option(option), total);
        column.iter().sum::<f64>() / column.len() as f64
    }

    /// Ratio of two sums over worlds: cost savings over slide, in the last twelve months.
    #[track_caller]
    pub fn realised_a_year(&self, option: &str) -> f64 {
        self.total(option, Total::RunRateCostSavings) / self.total(option, Total::RunRateSlideSavings)
    }

    /// Share of worlds in which an option is sound.
    #[track_caller]
    pub fn sound(&self, option: &str) -> f64 {
        self.total(option, Total::Sound)
    }
}
