//! `residual`: how much of an AI rollout's promised saving in customer support reaches the P&L.
//!
//! Floors, imports only downward (see `ARCHITECTURE.md`): ground, model, engine, analysis, report, outside.

// Floor 0: ground.
pub mod diagnostics;
pub mod dist;
pub mod noise;
pub mod normal;
pub mod sampling;
pub mod stats;
pub mod time;
// Floor 1: model.
pub mod model;
pub mod registry;
pub mod scenario;
// Floor 2: engine.
pub mod engine;
pub mod results;
// Floor 3: analysis.
pub mod analysis;
// Floor 4: report.
pub mod report;
// Floor 5: outside.
pub mod cli;
