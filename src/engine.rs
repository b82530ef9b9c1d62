//! (to come)

pub mod queue;
