//! Analyses: what results mean. Each takes the engine as it is and runs it with other switches; none touches a file.

pub mod battery;
pub mod break_even;
pub mod bridge;
pub mod compare;
pub mod convergence;
pub mod delay;
pub mod drivers;
pub mod dual_signal;
pub mod estimate;
pub mod function;
pub mod information;
pub mod known;
pub mod leader;
pub mod levers;
pub mod options;
pub mod procurement;
pub mod rebaseline;
pub mod regression;
pub mod sensitivity;
pub mod shapley;
pub mod slide;
pub mod sobol;
pub mod targets;
pub mod tornado;
pub mod understood;
pub mod verdict;
