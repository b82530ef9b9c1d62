//! What HR and workforce planners ask: one queue by itself, the people of an option month by month, the percentile to plan for,
//! and what splitting off specialists costs.

pub mod calculator;
pub mod headcount;
pub mod percentile;
pub mod pooling;
