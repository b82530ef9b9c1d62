//! Closed forms against independent evaluations.

#[path = "../common/mod.rs"]
mod common;

mod calibration;
mod money;
mod normals;
mod published_queues;
mod queue;
mod selection;
mod tenure;
mod waits;

#[track_caller]
fn assert_close(what: &str, got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(error <= tolerance, "{what}: got {got:.15}, expected {expected:.15}, error {error:.1e}");
}
