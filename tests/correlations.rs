//! Declared correlations come out of the draws as rank correlations.

use residual::analysis::drivers::rank_correlations;
use residual::results::Experiment;
use residual::scenario;

const SMALL: &str = include_str!("../templates/small.toml");

/// Spearman's correlation of a Gaussian copula with coefficient `rho`.
fn of_ranks(rho: f64) -> f64 {
    6.0 / std::f64::consts::PI * (rho / 2.0).asin()
}

#[test]
fn ranks_correlate_as_declared_and_not_otherwise() {
    let declared = "\n[[correlations]]\nbetween = [\"contact_types.*.ai.mature\"]\nrho = 0.7\n\
        [[correlations]]\nbetween = [\"ai.induced\", \"ai.selectivity\"]\nrho = -0.5\n";
    let text = SMALL.replace("months = 27 ", "months = 5 ") + declared;
    let model = scenario::load(&text, "s", &[]).unwrap_or_else(|f| panic!("{f}")).model;
    let mut experiment = Experiment::new(&model);
    experiment.trials = 4096;
    experiment.options.truncate(1);
    let results = experiment.run(&|_| true);
    for (a, input) in model.inputs.iter().enumerate() {
        let column: Vec<f64> = results.inputs.iter().map(|trial| trial[a]).collect();
        for (b, found) in rank_correlations(&results.inputs, &column).into_iter().enumerate().filter(|(b, _)| *b != a) {
            let rho = model.correlations.iter().find(|c| (c.a, c.b) == (a.min(b), a.max(b))).map_or(0.0, |c| c.rho);
            let other = &model.inputs[b].path;
            assert!((found - of_ranks(rho)).abs() < 0.03, "{} and {other}: {found}, not {}", input.path, of_ranks(rho));
        }
    }
    assert_eq!(model.correlations.len(), 4);
}
