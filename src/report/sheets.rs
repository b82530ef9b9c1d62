//! Tables as CSV. Numbers are written in the shortest form that reads back to the same bits; "none" and "never" are empty.

use std::fmt::Write as _;
use std::io;

use rayon::prelude::*;

use crate::analysis::drivers;
use crate::engine::record::{Metric, Record, TeamMetric};
use crate::model::Model;
use crate::results::{Results, Total};

/// `months.csv`, long form: option, month, date, metric, mean and quantiles. Figures of a team are `heads.generalists`.
pub fn months(model: &Model, results: &Results) -> Vec<u8> {
    let mut columns: Vec<(usize, String)> = Metric::ALL.iter().map(|m| (*m as usize, m.name().to_owned())).collect();
    for (j, team) in model.teams.iter().enumerate() {
        columns.extend(TeamMetric::ALL.iter().map(|m| (Record::team_column(j, *m), format!("{}.{}", m.name(), team.id))));
    }
    let mut sheet = Sheet::new();
    sheet.row(["option", "month", "date", "metric", "mean", "p5", "p10", "p50", "p90", "p95"]);
    for (option, months) in results.options.iter().zip(&results.months) {
        for t in 0..months.months() {
            let (month, date) = (t.to_string(), model.calendar.label(t));
            for (column, name) in &columns {
                let s = months.get(t, *column);
                let figures = [s.mean, s.p5, s.p10, s.p50, s.p90, s.p95].map(figure);
                sheet.row([&option.id, &month, &date, name].into_iter().chain(&figures));
            }
        }
    }
    sheet.bytes()
}

/// Trials whose rows are made at a time.
const ROWS: usize = 2_048;

/// `trials.csv`: option, trial, every total, every sampled input by its path. It is written as it is made, for it may be
/// larger than memory. `inputs_of` draws the inputs of a trial that the results no longer hold.
///
/// # Errors
/// When writing fails.
pub fn write_trials(
    model: &Model,
    results: &Results,
    inputs_of: &(dyn Fn(u64) -> Vec<f64> + Sync),
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut head = Sheet::new();
    let totals = Total::ALL.iter().map(|t| t.name());
    head.row(["option", "trial"].into_iter().chain(totals).chain(model.inputs.iter().map(|i| i.path.as_str())));
    out.write_all(&head.bytes())?;
    for (option, totals) in results.options.iter().zip(&results.totals) {
        for start in (0..totals.len()).step_by(ROWS) {
            let end = (start + ROWS).min(totals.len());
            let rows: Vec<String> = (start..end)
                .into_par_iter()
                .map(|trial| {
                    // Ids and numbers need no quotes.
                    let mut row = format!("{},{trial}", option.id);
                    // Inputs are those of the world, the same for every option.
                    let drawn;
                    let inputs = if let Some(inputs) = results.inputs.get(trial) {
                        inputs
                    } else {
                        drawn = inputs_of(trial as u64);
                        &drawn
                    };
                    for x in totals[trial].values().iter().chain(inputs) {
                        row.push(',');
                        if x.is_finite() {
                            // Writing to a String cannot fail. Adding 0 as in `figure`.
                            let _ = write!(row, "{}", x + 0.0);
                        }
                    }
                    row.push('\n');
                    row
                })
                .collect();
            for row in rows {
                out.write_all(row.as_bytes())?;
            }
        }
    }
    Ok(())
}

/// `drivers.csv`: option, input, the rank correlation of its values with cost savings, and the worlds it is taken over.
pub fn drivers(model: &Model, results: &Results) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(["option", "input", "rank_correlation", "worlds"]);
    let worlds = results.inputs.len();
    for (option, named) in results.options.iter().enumerate().skip(1) {
        let savings = results.column(option, Total::CostSavings);
        let correlations = drivers::rank_correlations(&results.inputs, &savings[..worlds.min(savings.len())]);
        for (input, correlation) in model.inputs.iter().zip(correlations) {
            sheet.row([&named.id, &input.path, &figure(correlation), &worlds.to_string()]);
        }
    }
    sheet.bytes()
}

/// Shortest text that reads back to the same bits; empty for none and never.
pub(super) fn figure(x: f64) -> String {
    // Adding 0 turns a negative zero, which a spreadsheet would show, into zero.
    if x.is_finite() { format!("{}", x + 0.0) } else { String::new() }
}

pub(super) struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    pub(super) fn new() -> Self {
        Self(csv::Writer::from_writer(Vec::new()))
    }

    pub(super) fn row<I: IntoIterator<Item = T>, T: AsRef<[u8]>>(&mut self, cells: I) {
        self.0.write_record(cells).expect("rows of one sheet are equally long and memory takes them");
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("writing to memory does not fail")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Experiment;

    #[test]
    fn figures_read_back_to_the_same_bits() {
        for x in [0.1 + 0.2, 1.0 / 3.0, 1e-300, 123_456_789.123_456_79, -5e-324] {
            assert_eq!(figure(x).parse::<f64>().map(f64::to_bits), Ok(x.to_bits()));
        }
        assert_eq!([figure(f64::NAN), figure(f64::INFINITY), figure(-0.0)], ["", "", "0"]);
    }

    #[test]
    fn sheets_hold_every_option_month_and_trial() {
        let text = include_str!("../../scenarios/retailer.toml");
        let model = crate::scenario::load(text, "retailer.toml", &[]).expect("the shipped scenario loads").model;
        let experiment = Experiment { trials: 3, ..Experiment::new(&model) };
        let results = experiment.run(&|_| true);
        let rows = |bytes: Vec<u8>| -> Vec<csv::StringRecord> {
            csv::Reader::from_reader(bytes.as_slice()).records().collect::<Result<_, _>>().expect("well-formed")
        };
        let mut by_trial = Vec::new();
        write_trials(&model, &results, &|_| Vec::new(), &mut by_trial).expect("memory takes it");
        let by_trial = rows(by_trial);
        assert_eq!(by_trial.len(), results.options.len() * 3);
        assert_eq!(by_trial[0].len(), 2 + Total::ALL.len() + model.inputs.len());
        assert_eq!(by_trial[1][2 + Total::ALL.len()].parse(), Ok(results.inputs[1][0]));
        let by_month = rows(months(&model, &results));
        let width = Metric::ALL.len() + model.teams.len() * TeamMetric::ALL.len();
        assert_eq!(by_month.len(), results.options.len() * model.calendar.months * width);
        assert_eq!((&by_month[0][2], &by_month[0][3]), ("2026-01", "containment"));
    }
}
