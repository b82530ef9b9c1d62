//! Tables of the workbook: the answer, savings, people, vendors, levers, the mix, drivers, assumptions, and files as they are.

use rust_xlsxwriter::{Chart, ChartFormat, ChartLine, ChartLineDashType, ChartType, Format, Worksheet, XlsxError};
use serde_json::Value;

use super::super::data::{Stat, number};
use super::super::figures::canvas::Tone;
use super::super::figures::{input_words, tone_of};
use super::{Book, color, figure, heads, sheet};

/// Figures of the answer: pointer, name, and what they are: money, a share, a number.
const FIGURES: [(&str, &str, char); 24] = [
    ("slide_savings", "slide savings", 'm'),
    ("cost_savings", "cost savings", 'm'),
    ("hard_savings", "hard savings", 'm'),
    ("avoided_growth", "avoided growth", 'm'),
    ("freed_capacity", "freed capacity, never added", 'm'),
    ("value_effect", "value effect", 'm'),
    ("npv", "NPV", 'm'),
    ("npv_with_customers", "NPV with customers", 'm'),
    ("service_debt", "service debt", 'm'),
    ("months_below_service", "months below service", 'n'),
    ("run_rate/cost_savings", "cost savings of the last year", 'm'),
    ("run_rate/slide_savings", "slide savings of the last year", 'm'),
    ("realisation", "realised in all", 's'),
    ("run_rate/realisation", "realised a year", 's'),
    ("payback_month", "payback, months after go-live", 'n'),
    ("probability/npv_positive", "chance: NPV above 0", 's'),
    ("probability/hurdle_met", "chance: hurdle met", 's'),
    ("probability/best_option", "chance: best among sound options", 's'),
    ("probability/sound", "chance: sound", 's'),
    ("end_state/containment", "at the end: containment", 's'),
    ("end_state/aht_minutes", "at the end: handle time, minutes", 'n'),
    ("end_state/csat", "at the end: satisfied", 's'),
    ("end_state/required_fte", "at the end: required FTE", 'n'),
    ("end_state/vendor_invoice", "at the end: vendor invoice a month", 'm'),
];

type Made = Result<Option<Worksheet>, XlsxError>;

/// The answer in words, and every figure of every option.
pub(super) fn answer(book: &Book<'_>) -> Made {
    let (data, formats) = (book.data, &book.formats);
    let note = format!("{}; money in {}. Quantiles: over worlds.", book.record.again(), data.currency());
    let mut sheet = sheet(book, "Answer", data.said("/scenario/name"), &note)?;
    for (row, pointer) in [(2, "/verdict/sentence"), (3, "/verdict/judgement")] {
        sheet.merge_range(row, 0, row, 8, data.said(pointer), &formats.wrapped)?;
        sheet.set_row_height(row, 34)?;
    }
    if data.is_expected() {
        sheet.write_with_format(4, 0, "Expected-value mode: to verify the program, not to decide by.", &formats.total)?;
    }
    heads(&mut sheet, 5, &["option", "figure", "mean", "P5", "P10", "P50", "P90", "P95", "from summary.json"], formats)?;
    let mut row = 6;
    for option in &data.options {
        for (pointer, name, kind) in FIGURES {
            let format = match kind {
                'm' => &formats.money,
                's' => &formats.share,
                _ => &formats.number,
            };
            let at = format!("/options/{}/{pointer}", option.id);
            let Some(value) = data.summary.pointer(&at) else { continue };
            sheet.write_with_format(row, 0, option.id.as_str(), &formats.text)?;
            sheet.write_with_format(row, 1, name, &formats.text)?;
            if value.is_object() {
                for (column, key) in [(2, "mean"), (3, "p5"), (4, "p10"), (5, "p50"), (6, "p90"), (7, "p95")] {
                    figure(&mut sheet, row, column, value[key].as_f64().unwrap_or(f64::NAN), format)?;
                }
            } else {
                figure(&mut sheet, row, 2, value.as_f64().unwrap_or(f64::NAN), format)?;
            }
            sheet.write_with_format(row, 8, at, &formats.note)?;
            row += 1;
        }
    }
    sheet.autofilter(5, 0, row - 1, 8)?;
    sheet.set_column_width(0, 22)?.set_column_width(1, 36)?.set_column_width(8, 46)?;
    for column in 2..8 {
        sheet.set_column_width(column, 14)?;
    }
    sheet.set_freeze_panes(6, 2)?;
    Ok(Some(sheet))
}

/// A column of months: heading, values, format.
type Column<'a> = (String, Vec<f64>, &'a Format);

/// A sheet with a row a month.
fn by_month(book: &Book<'_>, name: &str, title: &str, note: &str, columns: &[Column<'_>]) -> Result<Worksheet, XlsxError> {
    let formats = &book.formats;
    let mut sheet = sheet(book, name, title, note)?;
    heads(&mut sheet, 3, &["month"], formats)?;
    for (t, date) in (4..).zip(&book.data.dates) {
        sheet.write_with_format(t, 0, date.as_str(), &formats.text)?;
    }
    for (place, (head, values, format)) in (1_u16..).zip(columns) {
        sheet.write_with_format(3, place, head.as_str(), &formats.head)?;
        for (row, value) in (4..).zip(values) {
            figure(&mut sheet, row, place, *value, format)?;
        }
        sheet.set_column_width(place, 15)?;
    }
    sheet.set_row_height(3, 48)?;
    sheet.set_freeze_panes(4, 1)?;
    Ok(sheet)
}

/// A line chart of some columns.
fn line_chart(book: &Book<'_>, name: &str, title: &str, series: &[(u16, Tone, bool)]) -> Chart {
    let last = 3 + book.data.dates.len() as u32;
    let mut chart = Chart::new(ChartType::Line);
    chart.title().set_name(title);
    for (column, tone, dashed) in series {
        let mut line = ChartLine::new();
        line.set_color(color(*tone)).set_width(2.25);
        if *dashed {
            line.set_dash_type(ChartLineDashType::Dash);
        }
        chart
            .add_series()
            .set_name((name, 3, *column))
            .set_categories((name, 4, 0, last, 0))
            .set_values((name, 4, *column, last, *column))
            .set_format(ChartFormat::new().set_line(&line));
    }
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart.set_width(860).set_height(400);
    chart
}

/// Cumulative savings and value effect of every option, and the slide.
pub(super) fn savings(book: &Book<'_>) -> Made {
    let (data, money) = (book.data, &book.formats.money);
    let mut columns: Vec<Column<'_>> = Vec::new();
    let mut drawn = Vec::new();
    for option in data.options.iter().skip(1) {
        for (metric, words) in [("cumulative_cost_savings", "cost savings"), ("cumulative_value_effect", "value effect")] {
            for (stat, name) in [(Stat::P10, "P10"), (Stat::P50, "P50"), (Stat::P90, "P90")] {
                columns.push((format!("{}: {words} {name}", option.id), data.series(&option.id, metric, stat), money));
                if metric == "cumulative_cost_savings" && stat == Stat::P50 {
                    drawn.push((columns.len() as u16, tone_of(data, &option.id), false));
                }
            }
        }
    }
    let shown = data.shown();
    columns.push((format!("{}: slide P50", shown.id), data.series(&shown.id, "cumulative_slide_savings", Stat::P50), money));
    drawn.push((columns.len() as u16, Tone::Soft, true));
    let note = format!(
        "Cumulative, {}. Cash and the value effect are never added. months.csv: cumulative_cost_savings, cumulative_value_effect, cumulative_slide_savings.",
        data.currency()
    );
    let mut sheet = by_month(book, "Savings", "When it reaches the P&L", &note, &columns)?;
    let below = 6 + data.dates.len() as u32;
    sheet.insert_chart(below, 1, &line_chart(book, "Savings", "Cumulative cost savings, even chances of more or less", &drawn))?;
    Ok(Some(sheet))
}

/// Required, paid and moving people by team, of every option.
pub(super) fn people(book: &Book<'_>) -> Made {
    let (data, formats) = (book.data, &book.formats);
    let shown = data.shown().id.clone();
    let mut columns: Vec<Column<'_>> = Vec::new();
    let mut drawn = Vec::new();
    let plain = &formats.number;
    for (metric, tone, dashed) in [("required_fte", Tone::Ink, false), ("effective_fte", Tone::People, false)] {
        columns.push((format!("{shown}: {metric}"), data.series(&shown, metric, Stat::Mean), plain));
        drawn.push((columns.len() as u16, tone, dashed));
    }
    columns.push(("no_ai: required_fte".into(), data.series(&data.options[0].id, "required_fte", Stat::Mean), plain));
    drawn.push((columns.len() as u16, Tone::Soft, true));
    let metrics = ["required_fte", "effective_fte", "heads", "training_heads", "hires", "leavers", "upskilled", "severed"];
    for option in &data.options {
        for team in data.teams() {
            for metric in metrics {
                let name = format!("{metric}.{team}");
                columns.push((format!("{}: {name}", option.id), data.series(&option.id, &name, Stat::Mean), plain));
            }
        }
    }
    let note = "Means over worlds, in FTE and heads. months.csv.";
    let mut sheet = by_month(book, "People", "The team: required, paid, moving", note, &columns)?;
    let below = 6 + data.dates.len() as u32;
    sheet.insert_chart(below, 1, &line_chart(book, "People", "FTE required and paid", &drawn))?;
    Ok(Some(sheet))
}

/// Invoices by month of every option, with the part that only minimums make.
pub(super) fn vendors(book: &Book<'_>) -> Made {
    let (data, money) = (book.data, &book.formats.money);
    if data.options.iter().all(|o| data.series(&o.id, "vendor_invoice", Stat::Mean).iter().all(|x| *x == 0.0)) {
        return Ok(None);
    }
    let mut columns: Vec<Column<'_>> = Vec::new();
    for option in data.in_focus().into_iter().chain([&data.options[0]]) {
        let of = |metric: &str| data.series(&option.id, metric, Stat::Mean);
        let (all, idle) = (of("vendor_invoice"), of("vendor_shortfall"));
        let worked = all.iter().zip(&idle).map(|(a, i)| a - i).collect();
        columns.push((format!("{}: by usage", option.id), worked, money));
        columns.push((format!("{}: only the minimum makes", option.id), idle, money));
        columns.push((format!("{}: invoice", option.id), all, money));
        columns.push((format!("{}: vendor FTE", option.id), of("vendor_fte"), &book.formats.number));
    }
    let note = format!("Means over worlds, {}. months.csv: vendor_invoice, vendor_shortfall, vendor_fte.", data.currency());
    let mut sheet = by_month(book, "Vendors", "Vendor invoices, and what only minimums make", &note, &columns)?;
    let last = 3 + data.dates.len() as u32;
    let mut chart = Chart::new(ChartType::ColumnStacked);
    chart.title().set_name(&format!("Vendor invoices: {}", data.shown().name));
    for (column, tone) in [(1_u16, Tone::Soft), (2, Tone::Lost)] {
        let mut fill = rust_xlsxwriter::ChartSolidFill::new();
        fill.set_color(color(tone));
        chart
            .add_series()
            .set_name(("Vendors", 3, column))
            .set_categories(("Vendors", 4, 0, last, 0))
            .set_values(("Vendors", 4, column, last, column))
            .set_gap(30)
            .set_format(ChartFormat::new().set_solid_fill(&fill));
    }
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart.set_width(860).set_height(400);
    sheet.insert_chart(last + 3, 1, &chart)?;
    Ok(Some(sheet))
}

/// Levers, waiting and owning: the file, with a chart of what each lever wins.
pub(super) fn levers(book: &Book<'_>) -> Made {
    let Some(mut sheet) = file(book, "levers.csv", "Levers")? else { return Ok(None) };
    let rows = book.data.rows("levers.csv", &[]);
    let of = |row: &&&Vec<String>| row[0] == "shapley" && row[3] == "cost_savings";
    if let Some(first) = rows.iter().position(|row| of(&row)) {
        let count = rows.iter().filter(of).count() as u32;
        let (top, last) = (4 + first as u32, 3 + first as u32 + count);
        let mut fill = rust_xlsxwriter::ChartSolidFill::new();
        fill.set_color(color(Tone::Won));
        let mut chart = Chart::new(ChartType::Bar);
        chart.title().set_name("What each lever wins over the technology alone");
        chart
            .add_series()
            .set_categories(("Levers", top, 1, last, 1))
            .set_values(("Levers", top, 4, last, 4))
            .set_format(ChartFormat::new().set_solid_fill(&fill));
        chart.legend().set_hidden();
        chart.y_axis().set_num_format("#,##0");
        chart.set_width(640).set_height(320);
        sheet.insert_chart(4, 11, &chart)?;
    }
    Ok(Some(sheet))
}

/// Shares of people's work by type and tier, before and after.
pub(super) fn mix(book: &Book<'_>) -> Made {
    let (data, formats) = (book.data, &book.formats);
    if data.understood.is_null() {
        return Ok(None);
    }
    let note = "Every input at its median, today\u{2019}s demand, no redesign; understood.json: types, tiers.";
    let mut sheet = sheet(book, "Mix", "What is left for people", note)?;
    let names = ["contacts_today", "contacts_after", "hours_today", "hours_after"];
    let head =
        ["of", "contacts today", "contacts after", "hours today", "hours after", "minutes today", "minutes after", "issues the AI keeps"];
    heads(&mut sheet, 3, &head, formats)?;
    let mut row = 4;
    for (key, tier) in [("types", false), ("tiers", true)] {
        for (g, part) in data.understood[key].as_array().into_iter().flatten().enumerate() {
            let name = if tier { format!("tier {}", g + 1) } else { part["name"].as_str().unwrap_or_default().to_owned() };
            sheet.write_with_format(row, 0, name, &formats.text)?;
            for (column, name) in (1..).zip(names) {
                figure(&mut sheet, row, column, part[name].as_f64().unwrap_or(f64::NAN), &formats.share)?;
            }
            if !tier {
                figure(&mut sheet, row, 5, part["aht_today_minutes"].as_f64().unwrap_or(f64::NAN), &formats.number)?;
                figure(&mut sheet, row, 6, part["aht_after_minutes"].as_f64().unwrap_or(f64::NAN), &formats.number)?;
                figure(&mut sheet, row, 7, part["taken"].as_f64().unwrap_or(f64::NAN), &formats.share)?;
            }
            row += 1;
        }
    }
    sheet.set_column_width(0, 30)?;
    for column in 1..8 {
        sheet.set_column_width(column, 14)?;
    }
    sheet.set_freeze_panes(4, 1)?;
    Ok(Some(sheet))
}

/// Inputs by how strongly the savings go with them.
pub(super) fn drivers(book: &Book<'_>) -> Made {
    let (data, formats) = (book.data, &book.formats);
    if data.drivers.is_empty() {
        return Ok(None);
    }
    let title = format!("What moves the cost savings of {}", data.shown().name);
    let mut sheet = sheet(book, "Drivers", &title, "Spearman's rank correlation over worlds; drivers.csv.")?;
    heads(&mut sheet, 3, &["input", "path", "rank correlation"], formats)?;
    for (row, driver) in (4..).zip(&data.drivers) {
        sheet.write_with_format(row, 0, input_words(data, &driver.path), &formats.text)?;
        sheet.write_with_format(row, 1, driver.path.as_str(), &formats.note)?;
        figure(&mut sheet, row, 2, driver.correlation, &formats.number)?;
    }
    sheet.set_column_width(0, 56)?.set_column_width(1, 44)?.set_column_width(2, 16)?;
    sheet.set_freeze_panes(4, 0)?;
    Ok(Some(sheet))
}

/// Every input with its source.
pub(super) fn assumptions(book: &Book<'_>) -> Made {
    let (data, formats) = (book.data, &book.formats);
    let Some(inputs) = data.understood["assumptions"].as_array() else { return Ok(None) };
    let unsourced = inputs.iter().filter(|i| i["source"].is_null()).count();
    let note = format!("{} inputs, {unsourced} without a source: those are assumptions.", inputs.len());
    let mut sheet = sheet(book, "Assumptions", "What all of this rests on", &note)?;
    heads(&mut sheet, 3, &["input", "meaning", "value as written", "unit", "median", "P5", "P95", "source", "default"], formats)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for (row, input) in (4..).zip(inputs) {
        for (column, key) in [(0, "path"), (1, "words"), (2, "value"), (3, "unit")] {
            sheet.write_with_format(row, column, text(&input[key]), &formats.text)?;
        }
        figure(&mut sheet, row, 4, input["median"].as_f64().unwrap_or(f64::NAN), &formats.plain)?;
        figure(&mut sheet, row, 5, input["interval"][0].as_f64().unwrap_or(f64::NAN), &formats.plain)?;
        figure(&mut sheet, row, 6, input["interval"][1].as_f64().unwrap_or(f64::NAN), &formats.plain)?;
        sheet.write_with_format(row, 7, input["source"].as_str().unwrap_or("assumption"), &formats.text)?;
        sheet.write_with_format(row, 8, if input["default"] == true { "default" } else { "" }, &formats.note)?;
    }
    sheet.autofilter(3, 0, 3 + inputs.len() as u32, 8)?;
    sheet.set_column_width(0, 44)?.set_column_width(1, 52)?.set_column_width(2, 20)?.set_column_width(3, 16)?.set_column_width(7, 50)?;
    sheet.set_freeze_panes(4, 1)?;
    Ok(Some(sheet))
}

/// A file as it is: texts as texts, numbers as numbers, none as nothing.
pub(super) fn file(book: &Book<'_>, path: &str, name: &str) -> Made {
    let Some((_, bytes)) = book.files.iter().find(|(p, _)| p == path) else { return Ok(None) };
    let formats = &book.formats;
    let mut sheet = sheet(book, name, path, "The file beside this workbook, figure by figure.")?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let head: Vec<String> = reader.headers().map(|h| h.iter().map(str::to_owned).collect()).unwrap_or_default();
    heads(&mut sheet, 3, &head.iter().map(String::as_str).collect::<Vec<_>>(), formats)?;
    let mut row = 3;
    for record in reader.records().flatten() {
        row += 1;
        for (column, cell) in (0_u16..).zip(record.iter()) {
            let value = number(cell);
            if value.is_finite() {
                sheet.write_with_format(row, column, value, if value.abs() >= 1000.0 { &formats.money } else { &formats.plain })?;
            } else if !cell.is_empty() {
                sheet.write_with_format(row, column, cell, &formats.text)?;
            }
        }
    }
    if !head.is_empty() && row > 3 {
        sheet.autofilter(3, 0, row, head.len() as u16 - 1)?;
    }
    for (column, title) in (0_u16..).zip(&head) {
        sheet.set_column_width(column, (title.chars().count() as f64 + 4.0).clamp(11.0, 26.0))?;
    }
    sheet.set_freeze_panes(4, 0)?;
    Ok(Some(sheet))
}

/// How the run was made.
pub(super) fn run(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let (record, formats) = (book.record, &book.formats);
    let mut sheet = sheet(book, "Run", "The run", "What it takes to make the same numbers again.")?;
    let rows = [
        ("command", record.again()),
        ("program", format!("residual {}", record.version)),
        ("scenario", record.scenario_file.clone()),
        ("SHA-256 of the scenario", record.scenario_sha256.clone()),
        ("options", record.options.join(", ")),
        ("set on the command line", record.set.join(", ")),
    ];
    for (row, (name, value)) in (3..).zip(&rows) {
        sheet.write_with_format(row, 0, *name, &formats.text)?;
        sheet.write_with_format(row, 1, value.as_str(), &formats.text)?;
    }
    for (row, name, value) in [(9, "worlds", record.trials as f64), (10, "seed", record.seed as f64)] {
        sheet.write_with_format(row, 0, name, &formats.text)?;
        figure(&mut sheet, row, 1, value, &formats.plain)?;
    }
    sheet.set_column_width(0, 28)?.set_column_width(1, 80)?;
    Ok(sheet)
}
