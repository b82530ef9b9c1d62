//! Analyses: what results mean. Each takes the engine as it is and runs it with other switches; none touches a file.

pub mod bridge;
pub mod drivers;
pub mod slide;
pub mod understood;
