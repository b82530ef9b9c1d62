//! Comparisons: the trials of an earlier run read back, and two sides told.

use super::layout::{Column, Style, table, wrapped};
use super::manifest::Manifest;
use super::words::{chances, money, money_unit, number};
use crate::analysis::compare::{Comparison, Difference, OptionComparison, OptionTrials, Trials};
use crate::results::{Total, Totals};

/// Figures that the terminal tells, in words.
const TOLD: [(Total, &str); 6] = [
    (Total::SlideSavings, "slide savings"),
    (Total::CostSavings, "cost savings"),
    (Total::RunRateCostSavings, "cost savings, last 12 months"),
    (Total::ValueEffect, "value effect"),
    (Total::Npv, "NPV"),
    (Total::MonthsBelowService, "months below service"),
];

/// The currency of a `summary.json`.
pub fn currency(summary: &[u8]) -> Option<String> {
    let summary: serde_json::Value = serde_json::from_slice(summary).ok()?;
    summary["scenario"]["currency"].as_str().map(str::to_owned)
}

/// The trials of a `trials.csv`.
///
/// # Errors
/// What the sheet does wrong, as the end of a sentence.
pub fn read_trials(text: &[u8], manifest: &Manifest, currency: String) -> Result<Trials, String> {
    let mut sheet = csv::Reader::from_reader(text);
    let header = sheet.headers().map_err(|e| format!("cannot be read: {e}"))?.clone();
    let known = ["option", "trial"].into_iter().chain(Total::ALL.iter().map(|t| t.name()));
    let start = 2 + Total::ALL.len();
    if header.len() < start || !known.zip(&header).all(|(want, got)| want == got) {
        return Err("does not have the columns of this version; run it again".into());
    }
    let mut side = Trials {
        name: manifest.scenario.name.clone(),
        currency,
        seed: manifest.seed,
        expected: manifest.expected,
        trials: Vec::new(),
        inputs: header.iter().skip(start).map(str::to_owned).collect(),
        options: Vec::new(),
    };
    for row in sheet.records() {
        let row = row.map_err(|e| format!("cannot be read: {e}"))?;
        let trial: u64 = row[1].parse().map_err(|_| format!("names a trial `{}`", &row[1]))?;
        let mut values = [0.0; Total::ALL.len()];
        for ((value, cell), total) in values.iter_mut().zip(row.iter().skip(2)).zip(Total::ALL) {
            *value = figure(cell, *total).ok_or_else(|| format!("has a {} of `{cell}`", total.name()))?;
        }
        if side.options.last().is_none_or(|o| o.id != row[0]) {
            side.options.push(OptionTrials { id: row[0].to_owned(), totals: Vec::new() });
        }
        let (first, place) = (side.options.len() == 1, side.options.last_mut().expect("pushed above"));
        if first {
            side.trials.push(trial);
        } else if side.trials.get(place.totals.len()) != Some(&trial) {
            return Err(format!("does not have the same trials for every option ({})", place.id));
        }
        place.totals.push(Totals::from_values(values));
    }
    if side.options.iter().any(|o| o.totals.len() != side.trials.len()) {
        return Err("does not have the same trials for every option".into());
    }
    side.options.retain(|o| o.id != "no_ai");
    Ok(side)
}

/// A figure as the sheet has it: an empty cell is none, or for a payback never.
fn figure(cell: &str, total: Total) -> Option<f64> {
    match cell {
        "" if total == Total::PaybackMonth => Some(f64::INFINITY),
        "" => Some(f64::NAN),
        text => text.parse().ok(),
    }
}

/// As JSON text, with a line end.
pub fn to_json(comparison: &Comparison) -> String {
    let mut text = serde_json::to_string_pretty(comparison).expect("numbers and strings always serialise");
    text.push('\n');
    text
}

/// The comparison as the terminal tells it.
pub fn text(comparison: &Comparison, expected: bool, style: Style) -> String {
    let [a, b] = &comparison.names;
    let mut parts = Vec::new();
    let worlds = if comparison.trials == 1 { "1 world".to_owned() } else { format!("{} worlds", comparison.trials) };
    parts.push(style.bold(&wrapped(&format!("B \"{b}\" against A \"{a}\", in the same {worlds}"), style.width, "")) + "\n");
    for option in &comparison.options {
        parts.push(one_option(option, &comparison.currency, expected, style));
    }
    for (what, paths) in
        [("Only on one side, and left out", &comparison.unshared_options), ("Uncertain on one side only", &comparison.unshared_inputs)]
    {
        if !paths.is_empty() {
            parts.push(style.warning(&wrapped(&format!("! {what}: {}.", paths.join(", ")), style.width, "  ")) + "\n");
        }
    }
    parts.join("\n")
}

fn one_option(option: &OptionComparison, currency: &str, expected: bool, style: Style) -> String {
    let told: Vec<(&Difference, &str)> =
        TOLD.iter().filter_map(|(total, words)| Some((option.figures.iter().find(|f| f.figure == total.name())?, *words))).collect();
    let is_money = |d: &Difference| d.figure != Total::MonthsBelowService.name();
    let (size, unit) = money_unit(told.iter().filter(|(d, _)| is_money(d)).flat_map(|(d, _)| [d.a.mean, d.b.mean]));
    let cells = |of: &dyn Fn(&Difference) -> f64| -> Vec<String> {
        told.iter()
            .map(|(d, _)| if is_money(d) { number(of(d) / size, if size > 1.0 { 2 } else { 0 }) } else { number(of(d), 1) })
            .collect()
    };
    let mut columns = vec![
        Column::new("A", ["", "A"], cells(&|d| d.a.mean)),
        Column::new("B", ["", "B"], cells(&|d| d.b.mean)),
        Column::new("B less A", ["B less", "A"], cells(&|d| d.difference.mean)),
    ];
    if !expected {
        columns.push(Column::new("95 % of the mean", ["95 % of", "the mean"], interval(&told, size, &is_money)));
        columns.push(Column::new("P10", ["", "P10"], cells(&|d| d.difference.p10)));
        columns.push(Column::new("P90", ["", "P90"], cells(&|d| d.difference.p90)));
    }
    let names = Column::new("mean of", ["", "mean of"], told.iter().map(|(_, words)| (*words).to_owned()).collect());
    let mut out = style.bold(&option.option) + "\n" + &table(&names, &[columns], style);
    let savings = option.figures.iter().find(|f| f.figure == Total::CostSavings.name());
    if let Some(savings) = savings {
        let (low, high) = (savings.interval[0], savings.interval[1]);
        let answer = match savings {
            s if s.same >= 1.0 => "B saves the same in every world.".to_owned(),
            s if expected => {
                format!("B saves {} {}.", money(s.difference.mean.abs()), if s.difference.mean > 0.0 { "more" } else { "less" })
            }
            s if low > 0.0 => format!("B saves more, {} in mean, and does so in {} worlds.", money(s.difference.mean), chances(s.more)),
            s if high < 0.0 => format!("B saves less, {} in mean; more only in {} worlds.", money(-s.difference.mean), chances(s.more)),
            _ => "Which saves more is not known from so few worlds.".to_owned(),
        };
        out.push_str(&(wrapped(&format!("{answer} Money in {unit}{currency}."), style.width, "") + "\n"));
    }
    out
}

fn interval(told: &[(&Difference, &str)], size: f64, is_money: &dyn Fn(&Difference) -> bool) -> Vec<String> {
    let cell = |d: &Difference| {
        let (scale, decimals) = if is_money(d) { (size, if size > 1.0 { 2 } else { 0 }) } else { (1.0, 1) };
        format!("{} to {}", number(d.interval[0] / scale, decimals), number(d.interval[1] / scale, decimals))
    };
    told.iter().map(|(d, _)| cell(d)).collect()
}
