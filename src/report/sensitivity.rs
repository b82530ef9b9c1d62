//! Sensitivity as files have it: `sensitivity.csv`, `sensitivity.json`, and the words both forms share.

use serde_json::{Value, json};

use super::sheets::{Sheet, figure};
use super::words::{money, percent};
use crate::analysis::function::Settled;
use crate::analysis::information::Information;
use crate::analysis::sensitivity::{Driver, Measure, Sensitivity};

/// The figure in words: `cost savings of redesign`, `NPV of redesign less phase_two`.
pub fn figure_words(found: &Sensitivity) -> String {
    let what = match found.measure {
        Measure::CostSavings => "cost savings",
        Measure::ValueEffect => "value effect",
        Measure::RunRateRealisation => "run-rate realisation",
        Measure::Npv => "NPV",
    };
    let of = &found.options[found.option].id;
    if found.versus == 0 { format!("{what} of {of}") } else { format!("{what} of {of} less {}", found.options[found.versus].id) }
}

/// Value of an input in three figures.
pub fn value_words(x: f64) -> String {
    match x.abs() {
        size if size >= 1e4 => money(x),
        size if size >= 100.0 => format!("{x:.0}"),
        size if size >= 10.0 => format!("{x:.1}"),
        size if size >= 1.0 => format!("{x:.2}"),
        _ => format!("{x:.3}"),
    }
}

/// A figure of the measure in words.
pub fn amount(found: &Sensitivity, x: f64) -> String {
    if found.measure.is_money() { money(x) } else { percent(x) }
}

/// `sensitivity.csv`: a row an input, the widest bar first.
pub fn sheet(found: &Sensitivity) -> Vec<u8> {
    let mut sheet = Sheet::new();
    let names = [
        "input",
        "value_p10",
        "value_p90",
        "base",
        "at_p10",
        "at_p90",
        "swing",
        "swing_half_width",
        "first_order",
        "first_order_half_width",
        "first_order_told_from_0",
        "total_order",
        "total_order_half_width",
        "total_order_told_from_0",
        "evppi",
        "evppi_standard_error",
        "break_even_zero",
        "break_even_hurdle",
        "break_even_other_option",
        "other_option",
    ];
    let tenths: Vec<String> = (1..=10).map(|i| format!("tenth_{i}")).collect();
    sheet.row(names.iter().map(|name| (*name).to_owned()).chain(tenths));
    for d in &found.drivers {
        let index = |s: &Settled| [figure(s.value), figure(s.half_width), (!s.holds(0.0)).to_string()];
        let bar = [d.ends[0], d.ends[1], found.base.value, d.bar.low.value, d.bar.high.value, d.bar.swing.value, d.bar.swing.half_width];
        let worth = [d.information.value, d.information.standard_error];
        let even = [d.nothing, d.hurdle, d.other.map(|(_, at)| at)].map(|at| at.unwrap_or(f64::NAN));
        let figures = bar.map(figure).into_iter().chain(index(&d.index.first)).chain(index(&d.index.total));
        let figures = figures.chain(worth.map(figure)).chain(even.map(figure));
        let other = d.other.map_or(String::new(), |(option, _)| found.options[option].id.clone());
        let tenths = d.tenths.iter().map(|x| figure(*x));
        sheet.row(std::iter::once(d.path.clone()).chain(figures).chain([other]).chain(tenths));
    }
    sheet.bytes()
}

/// `sensitivity.json`, with a line end.
pub fn to_json(found: &Sensitivity, seed: u64) -> String {
    let settled = |s: &Settled| json!({ "value": s.value, "half_width": s.half_width, "not_distinguishable_from_0": s.holds(0.0) });
    let worth = |i: &Information| json!({ "value": i.value, "standard_error": i.standard_error, "told_from_0": i.is_told() });
    let id = |option: usize| &found.options[option].id;
    let driver = |d: &Driver| {
        json!({
            "input": d.path,
            "ends": d.ends,
            "tornado": { "low": settled(&d.bar.low), "high": settled(&d.bar.high), "swing": settled(&d.bar.swing) },
            "tenths": d.tenths,
            "first_order": settled(&d.index.first),
            "total_order": settled(&d.index.total),
            "evppi": worth(&d.information),
            "break_even": {
                "zero": d.nothing,
                "hurdle": d.hurdle,
                "other_option": d.other.map(|(option, at)| json!({ "option": id(option), "at": at })),
            },
        })
    };
    let sets: Vec<Value> = found
        .sets
        .iter()
        .map(|(paths, index)| json!({ "inputs": paths, "first_order": settled(&index.first), "total_order": settled(&index.total) }))
        .collect();
    let reviews: Vec<Value> = found
        .reviews
        .iter()
        .map(|review| {
            let values: Vec<Value> = review.values.iter().map(|(n, value)| json!({ "conversations": n, "evsi": worth(value) })).collect();
            json!({ "contact_type": review.kind.id, "input": review.path, "reviews": values, "exactly": worth(&review.exactly) })
        })
        .collect();
    let certainty: Vec<Value> = found
        .certainty
        .iter()
        .map(|c| {
            let mut figures: serde_json::Map<String, Value> =
                c.figures.iter().map(|(name, value)| ((*name).to_owned(), settled(value))).collect();
            figures.insert("hurdle_met".into(), settled(&c.met));
            json!({ "option": id(c.option), "figures": figures })
        })
        .collect();
    let whole = json!({
        "option": id(found.option),
        "versus": id(found.versus),
        "of": found.measure.name(),
        "seed": seed,
        "trials": found.trials,
        "figure": settled(&found.figure),
        "tornado_base": settled(&found.base),
        "runs": { "tornado": found.runs[0], "indices": found.runs[1] },
        "inputs": found.drivers.iter().map(driver).collect::<Vec<_>>(),
        "correlated_sets": sets,
        "luck": settled(&found.fate),
        "indices_convergence": found.convergence.iter().map(|(runs, w)| json!({ "runs": runs, "half_width": w })).collect::<Vec<_>>(),
        "information": {
            "options": found.choosable.iter().map(|o| id(*o)).collect::<Vec<_>>(),
            "chosen_today": id(found.chosen),
            "evpi": worth(&found.perfect),
            "groups": found.groups.iter().map(|g| json!({ "known": g.name, "evppi": worth(&g.information) })).collect::<Vec<_>>(),
            "reviews": reviews,
        },
        "convergence": certainty,
        "undecided": found.undecided,
    });
    let mut text = serde_json::to_string_pretty(&whole).expect("numbers and strings always serialise");
    text.push('\n');
    text
}
