//! What the terminal says of what drives the answer, pinned: from figures made up for it, so that only its words can change it.

mod common;

use common::retailer;
use residual::analysis::function::Settled;
use residual::analysis::information::Information;
use residual::analysis::known::Open;
use residual::analysis::sensitivity::{Certainty, Driver, Known, Measure, Review, Sensitivity};
use residual::analysis::sobol::Index;
use residual::analysis::tornado::Bar;
use residual::model::{Model, Named};
use residual::report::layout::Style;
use residual::report::sensitivity_text;

fn settled(value: f64, half_width: f64) -> Settled {
    Settled { value, half_width }
}

fn worth(value: f64, standard_error: f64) -> Information {
    Information { value, standard_error }
}

fn named(id: &str) -> Named {
    Named { id: id.into(), name: format!("Plan {id}") }
}

/// An input that moves the figure from one end to the other.
fn driver(model: &Model, path: &str, ends: [f64; 2], figures: [f64; 2], parts: [Settled; 2]) -> Driver {
    let input = model.inputs.iter().position(|input| input.path == path).expect("an uncertain input");
    Driver {
        input,
        path: path.into(),
        ends,
        bar: Bar { low: settled(figures[0], 2e4), high: settled(figures[1], 2e4), swing: settled(figures[1] - figures[0], 1e4) },
        tenths: (0..10).map(|i| figures[0] + (figures[1] - figures[0]) * (f64::from(i) * 1.2 - 0.9) / 9.0).collect(),
        index: Index { first: parts[0], total: parts[1] },
        information: worth(0.0, 0.0),
        nothing: None,
        hurdle: None,
        other: None,
    }
}

/// Nothing can be learnt that would change the choice.
fn plain(model: &Model) -> Sensitivity {
    let drivers = vec![
        driver(model, "ai.selectivity", [0.54, 0.77], [2.9e6, 1.9e6], [settled(0.21, 0.04), settled(0.24, 0.05)]),
        driver(model, "contact_types.returns.ai.mature", [0.54, 0.7], [2.1e6, 2.7e6], [settled(0.08, 0.03), settled(0.09, 0.04)]),
        driver(model, "demand.growth", [0.0, 0.03], [2.39e6, 2.41e6], [settled(0.01, 0.02), settled(0.01, 0.03)]),
    ];
    Sensitivity {
        options: vec![named("no_ai"), named("technical_only"), named("redesign")],
        option: 2,
        versus: 0,
        measure: Measure::CostSavings,
        figure: settled(2.4e6, 1.2e4),
        trials: 10_000,
        base: settled(2.41e6, 3e4),
        runs: [24_064, 26_624],
        drivers,
        sets: vec![(
            vec!["contact_types.returns.ai.mature".into(), "contact_types.account.ai.mature".into()],
            Index { first: settled(0.3, 0.05), total: settled(0.33, 0.06) },
        )],
        fate: settled(0.07, 0.03),
        convergence: vec![(6656, 0.12), (13_312, 0.09), (26_624, 0.06)],
        choosable: vec![0, 1, 2],
        chosen: 2,
        perfect: worth(3200.0, 400.0),
        groups: vec![Known { name: "attrition of the teams".into(), information: worth(0.0, 0.0) }],
        reviews: vec![review(0.0)],
        certainty: vec![Certainty {
            option: 2,
            figures: vec![("mean", settled(2.4e6, 1.2e4)), ("p10", settled(1.5e6, 3e4)), ("p90", settled(3.3e6, 4e4))],
            met: settled(0.22, 0.012),
        }],
        undecided: Vec::new(),
    }
}

fn review(exactly: f64) -> Review {
    Review {
        path: "contact_types.returns.ai.resolution".into(),
        kind: Named { id: "returns".into(), name: "Returns and refunds".into() },
        values: [(100.0, 0.5), (300.0, 0.79), (1000.0, 0.93), (3000.0, 0.98)]
            .map(|(n, part)| (n, worth(part * exactly, 0.05 * exactly)))
            .to_vec(),
        exactly: worth(exactly, 0.05 * exactly),
    }
}

/// A close call between two options, which a review of conversations may turn.
fn close(model: &Model) -> Sensitivity {
    let mut found = plain(model);
    found.versus = 1;
    found.groups.insert(0, Known { name: "containment and resolution of returns".into(), information: worth(64_000.0, 5000.0) });
    found.reviews = vec![review(52_000.0)];
    found.drivers[0].nothing = Some(0.74);
    found.drivers[0].hurdle = Some(0.52);
    found.drivers[0].information = worth(21_000.0, 3000.0);
    found.drivers[1].other = Some((1, 0.56));
    found.undecided = vec![
        Open {
            what: "whether redesign is better than technical_only".into(),
            value: 1e4,
            half_width: 2e4,
            threshold: 0.0,
            trials_needed: 4e4,
        },
        Open {
            what: "whether redesign meets the hurdle often enough".into(),
            value: 0.8,
            half_width: 0.01,
            threshold: 0.8,
            trials_needed: f64::INFINITY,
        },
    ];
    found
}

fn text(found: &Sensitivity, model: &Model, width: usize) -> String {
    sensitivity_text::text(found, model, Style { width, color: false })
}

#[test]
fn nothing_to_learn() {
    let model = retailer(&[]);
    insta::assert_snapshot!(text(&plain(&model), &model, 100));
}

#[test]
fn a_close_call() {
    let model = retailer(&[]);
    insta::assert_snapshot!(text(&close(&model), &model, 100));
}

#[test]
fn a_ratio_is_told_in_percent() {
    let model = retailer(&[]);
    let mut found = plain(&model);
    found.measure = Measure::RunRateRealisation;
    found.figure = settled(0.41, 0.004);
    found.base = settled(0.41, 0.01);
    for d in &mut found.drivers {
        d.bar = Bar { low: settled(0.38, 0.01), high: settled(0.45, 0.01), swing: settled(0.07, 0.01) };
        d.tenths = vec![0.4; 10];
    }
    found.certainty[0].figures = vec![("mean", settled(0.41, 0.004))];
    insta::assert_snapshot!(text(&found, &model, 100));
}

#[test]
fn no_width_is_exceeded() {
    let model = retailer(&[]);
    for found in [plain(&model), close(&model)] {
        for width in [40, 60, 80, 120] {
            let said = text(&found, &model, width);
            // The path of an input is one word.
            let long = said.lines().filter(|l| !l.contains("contact_types.")).find(|l| l.chars().count() > width);
            assert_eq!(long, None, "{width}:\n{said}");
        }
    }
}
