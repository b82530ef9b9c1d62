//! The bridge as live formulas over its amounts by month.

use rust_xlsxwriter::{Chart, ChartLine, ChartType, Worksheet, XlsxError};

use super::super::data::number;
use super::super::figures::canvas::Tone;
use super::super::figures::step_words;
use super::{Book, at, color, figure, heads, live, sheet};

/// Name of the sheet of months.
const NAME: &str = "Bridge_monthly";
/// First row and column of its figures.
const FIRST: u32 = 4;
const COLUMN: u16 = 3;

/// Amounts of a step by month.
struct Step {
    option: String,
    name: String,
    months: Vec<f64>,
}

fn steps(book: &Book<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for row in book.data.rows("bridge_months.csv", &[]) {
        let [option, name, _, _, mean] = &row[..] else { continue };
        match steps.last_mut() {
            Some(step) if step.option == *option && step.name == *name => step.months.push(number(mean)),
            _ => steps.push(Step { option: option.clone(), name: name.clone(), months: vec![number(mean)] }),
        }
    }
    steps
}

/// The bridge by month.
pub(super) fn monthly(book: &Book<'_>) -> Result<Option<Worksheet>, XlsxError> {
    let steps = steps(book);
    if steps.is_empty() {
        return Ok(None);
    }
    let formats = &book.formats;
    let mut sheet = sheet(book, NAME, "From the slide to the P&L, by month", "Means over worlds of every step; bridge_months.csv.")?;
    heads(&mut sheet, FIRST - 1, &["option", "step", "meaning"], formats)?;
    for (t, date) in book.data.dates.iter().enumerate() {
        sheet.write_with_format(FIRST - 1, COLUMN + t as u16, date.as_str(), &formats.head)?;
    }
    for (i, step) in steps.iter().enumerate() {
        let row = FIRST + i as u32;
        sheet.write_with_format(row, 0, step.option.as_str(), &formats.text)?;
        sheet.write_with_format(row, 1, step.name.as_str(), &formats.text)?;
        sheet.write_with_format(row, 2, step_words(&step.name), &formats.text)?;
        for (t, value) in step.months.iter().enumerate() {
            figure(&mut sheet, row, COLUMN + t as u16, *value, &formats.money)?;
        }
    }
    sheet.set_column_width(0, 24)?.set_column_width(1, 14)?.set_column_width(2, 40)?;
    sheet.set_freeze_panes(FIRST, COLUMN)?;
    Ok(Some(sheet))
}

/// The bridge of every option: amounts as sums over months, levels as running sums, and helper columns for the chart.
pub(super) fn bridge(book: &Book<'_>) -> Result<Option<Worksheet>, XlsxError> {
    let (data, formats) = (book.data, &book.formats);
    let steps = steps(book);
    let Some(table) = data.tables.get("bridge.csv").filter(|_| !steps.is_empty()) else { return Ok(None) };
    let note = format!(
        "Means over worlds, {}. Amounts are sums over sheet {NAME}; a level is the one before it and the amount. P10, P90: of the step over worlds. Any order: mean over all possible orders of frictions.",
        data.currency()
    );
    let mut sheet = sheet(book, "Bridge", "From the slide to the P&L", &note)?;
    let statistic = |row: &[String], name: &str| table.column(name).map_or(f64::NAN, |column| number(&row[column]));
    let mut row = 3;
    for option in data.in_focus() {
        sheet.write_with_format(row, 0, format!("{} ({})", option.name, option.id), &formats.title)?;
        heads(
            &mut sheet,
            row + 1,
            &["step", "meaning", "amount", "level", "P10", "P90", "any order", "chart: base", "chart: total", "chart: lost", "chart: won"],
            formats,
        )?;
        row += 2;
        let first = row;
        let mut level = 0.0;
        for (i, step) in steps.iter().enumerate().filter(|(_, s)| s.option == option.id) {
            let source = FIRST + i as u32;
            let amount: f64 = step.months.iter().sum();
            let before = level;
            level += amount;
            sheet.write_with_format(row, 0, step.name.as_str(), &formats.text)?;
            sheet.write_with_format(row, 1, step_words(&step.name), &formats.text)?;
            let range = format!("{NAME}!{}:{}", at(source, COLUMN), at(source, COLUMN + step.months.len() as u16 - 1));
            live(&mut sheet, row, 2, &format!("=SUM({range})"), amount, &formats.money)?;
            let running = if row == first { format!("={}", at(row, 2)) } else { format!("={}+{}", at(row - 1, 3), at(row, 2)) };
            live(&mut sheet, row, 3, &running, level, &formats.money)?;
            if let Some(found) = data.rows("bridge.csv", &[&option.id, &step.name]).first() {
                for (column, name) in [(4, "p10"), (5, "p90"), (6, "shapley_mean")] {
                    figure(&mut sheet, row, column, statistic(found, name), &formats.money)?;
                }
            }
            let is_slide = step.name == "slide";
            let (low, size) = (before.min(level), amount.abs());
            let helpers = [
                (
                    7,
                    if is_slide { "=0".to_owned() } else { format!("=MIN({},{})", at(row - 1, 3), at(row, 3)) },
                    if is_slide { 0.0 } else { low },
                ),
                (8, if is_slide { format!("={}", at(row, 2)) } else { "=0".into() }, if is_slide { amount } else { 0.0 }),
                (
                    9,
                    if is_slide { "=0".into() } else { format!("=MAX(0-{},0)", at(row, 2)) },
                    if is_slide || amount > 0.0 { 0.0 } else { size },
                ),
                (
                    10,
                    if is_slide { "=0".into() } else { format!("=MAX({},0)", at(row, 2)) },
                    if is_slide || amount < 0.0 { 0.0 } else { size },
                ),
            ];
            for (column, formula, value) in helpers {
                live(&mut sheet, row, column, &formula, value, &formats.money)?;
            }
            row += 1;
        }
        if row > first {
            let mine: Vec<&Step> = steps.iter().filter(|s| s.option == option.id).collect();
            let before = |name: &str| mine.iter().position(|s| s.name == name);
            let totals = [
                ("technology", "The technology alone", before("levers").or(before("customers"))),
                ("cost_savings", "Reaches the P&L", before("customers")),
                ("value_effect", "With what customers bring", Some(mine.len())),
            ];
            for (place, (key, words, count)) in (row..).zip(totals) {
                let Some(count) = count.filter(|count| *count > 0) else { continue };
                let value: f64 = mine[..count].iter().flat_map(|s| &s.months).sum();
                sheet.write_with_format(place, 0, key, &formats.total)?;
                sheet.write_with_format(place, 1, words, &formats.total)?;
                let formula = format!("=SUM({}:{})", at(first, 2), at(first + count as u32 - 1, 2));
                live(&mut sheet, place, 2, &formula, value, &formats.money_total)?;
            }
            if option.id == data.shown().id {
                sheet.insert_chart(first - 1, 12, &waterfall(first, row - 1))?;
            }
            row += 3;
        }
        row += 2;
    }
    sheet.set_column_width(0, 14)?.set_column_width(1, 42)?;
    for column in 2..=10 {
        sheet.set_column_width(column, 13)?;
    }
    sheet.set_freeze_panes(3, 2)?;
    Ok(Some(sheet))
}

/// A waterfall: columns on an invisible base.
fn waterfall(first: u32, last: u32) -> Chart {
    let mut chart = Chart::new(ChartType::ColumnStacked);
    chart.title().set_name("From the slide to the P&L");
    for (column, tone) in [(7_u16, None), (8, Some(Tone::Soft)), (9, Some(Tone::Lost)), (10, Some(Tone::Won))] {
        let series = chart.add_series();
        series.set_categories(("Bridge", first, 1, last, 1)).set_values(("Bridge", first, column, last, column)).set_gap(40);
        match tone {
            Some(tone) => {
                let name = match tone {
                    Tone::Lost => "lost",
                    Tone::Won => "won",
                    _ => "promised",
                };
                series.set_name(name).set_format(
                    rust_xlsxwriter::ChartFormat::new().set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(color(tone))),
                );
            }
            None => {
                series
                    .set_name("base")
                    .set_format(rust_xlsxwriter::ChartFormat::new().set_no_fill().set_line(ChartLine::new().set_hidden(true)));
            }
        }
    }
    chart.legend().delete_entries(&[0]);
    chart.set_width(900).set_height(420);
    chart
}
