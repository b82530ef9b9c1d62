//! Results: what an experiment (every option in the same worlds) leaves behind, trial by trial and month by month.

mod experiment;
pub mod identities;
mod series;
mod totals;
mod worlds;

pub use experiment::{Experiment, Progress, Results, RunOption};
pub use series::{Collector, MonthStatistics, SeriesStatistics};
pub use totals::{BELOW_SERVICE, BELOW_SERVICE_MONTHS, END_MONTHS, MAX_ATTRITION, RUN_RATE_MONTHS, Total, Totals, realisation, totals};
pub use worlds::{WorldRoom, Worlds};
