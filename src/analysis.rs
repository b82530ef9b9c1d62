//! Analysis: what can be learnt from results. Results and the engine in, figures out; no files.

pub mod drivers;
