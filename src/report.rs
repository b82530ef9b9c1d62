//! Report: results in, bytes and text out. Touches no file system; what is made here is written by `cli`.

pub mod baselines;
pub mod baselines_text;
pub mod chart;
pub mod comparison;
pub mod contracts;
pub mod judgement;
pub mod known;
pub mod layout;
pub mod leader;
pub mod leader_text;
pub mod manifest;
pub mod option_part;
pub mod reference;
pub mod schema;
pub mod sensitivity;
pub mod sensitivity_text;
pub mod sheets;
pub mod slide;
pub mod summary;
pub mod text;
pub mod tornado;
pub mod understood;
pub mod verdict;
pub mod words;
