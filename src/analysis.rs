//! Analyses: what results mean. Each takes the engine as it is and runs it with other switches; none touches a file.

pub mod battery;
pub mod bridge;
pub mod compare;
pub mod delay;
pub mod drivers;
pub mod dual_signal;
pub mod estimate;
pub mod leader;
pub mod levers;
pub mod procurement;
pub mod rebaseline;
pub mod shapley;
pub mod slide;
pub mod targets;
pub mod understood;
pub mod verdict;
