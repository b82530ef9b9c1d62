//! Results: what an experiment (every option in the same worlds) leaves behind, trial by trial and month by month.

mod benches;
mod experiment;
pub mod identities;
mod series;
mod totals;
mod worlds;

pub use benches::on_benches;
pub use experiment::{Experiment, Progress, Results, RunOption, no_ai_label};
pub use series::{ByteReader, Collector, Gatherer, Mismatch, MonthStatistics, PILOT, SeriesStatistics};
pub use totals::{BELOW_SERVICE, BELOW_SERVICE_MONTHS, END_MONTHS, MAX_ATTRITION, RUN_RATE_MONTHS, Total, Totals, realisation, totals};
pub use worlds::{WorldRoom, Worlds};
