//! The engine: one month after another, pure. [`month`] is the table of contents; one room per part of the month.

pub mod ai;
mod booking;
pub mod contracts;
pub mod demand;
pub mod difficulty;
pub mod finance;
pub mod lanes;
pub mod learning;
pub mod month;
pub mod people;
pub mod planner;
pub mod quality;
pub mod queue;
pub mod rebaseline;
pub mod record;
pub mod reprice;
pub mod residual;
pub mod routing;
pub mod run;
pub mod selection;
pub mod staffing;
pub mod switches;
pub mod tables;
pub mod today;
pub mod workforce;
pub mod world;
