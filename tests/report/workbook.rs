//! The workbook, read back with another library: numbers are numbers and those of the summary, formulas give what is stored.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use serde_json::Value;

use super::RUN;
use super::formulas::{Cells, Held, value};

fn book() -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(RUN.bytes("report.xlsx"))).expect("a workbook")
}

fn number(range: &Range<Data>, row: u32, column: u32) -> Option<f64> {
    match range.get_value((row, column)) {
        Some(Data::Float(x)) => Some(*x),
        Some(Data::Int(x)) => Some(*x as f64),
        _ => None,
    }
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
}

/// Row of a sheet whose cell in a column has a text.
fn row_of(range: &Range<Data>, column: u32, from: u32, wanted: &str) -> u32 {
    let last = range.end().expect("it is not empty").0;
    (from..=last).find(|row| text(range, *row, column) == wanted).unwrap_or_else(|| panic!("no row {wanted}"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn every_sheet_is_there() {
    let names = book().sheet_names();
    for name in [
        "Answer",
        "Business case",
        "Bridge",
        "Savings",
        "People",
        "Vendors",
        "Levers",
        "Mix",
        "Drivers",
        "Assumptions",
        "Baselines",
        "Monthly",
        "Bridge_monthly",
        "Months",
        "Run",
    ] {
        assert!(names.iter().any(|n| n == name), "{name} is missing: {names:?}");
    }
}

#[test]
fn figures_of_the_answer_are_those_of_the_summary() {
    let summary = RUN.summary();
    let range = book().worksheet_range("Answer").expect("it is there");
    assert_eq!(text(&range, 2, 0), summary["verdict"]["sentence"].as_str().expect("a sentence"));
    let mut seen = 0;
    for row in 6..=range.end().expect("rows").0 {
        let at = text(&range, row, 8);
        let filed = summary.pointer(&at).unwrap_or_else(|| panic!("summary.json has no {at}"));
        let pairs = [("mean", 2), ("p5", 3), ("p10", 4), ("p50", 5), ("p90", 6), ("p95", 7)];
        if filed.is_object() {
            for (key, column) in pairs {
                assert_eq!(number(&range, row, column), filed[key].as_f64(), "{at} {key}");
                seen += 1;
            }
        } else {
            assert_eq!(number(&range, row, 2), filed.as_f64(), "{at}");
            seen += 1;
        }
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn formulas_give_what_is_stored() {
    let mut book = book();
    let mut cells = Cells::new();
    let mut formulas = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        let (first, _) = range.start().unwrap_or_default();
        assert_eq!(first, 0);
        for (row, column, cell) in range.used_cells() {
            let held = match cell {
                Data::Float(x) => Held::Number(*x),
                Data::Int(x) => Held::Number(*x as f64),
                other => Held::Text(other.to_string()),
            };
            cells.insert((name.clone(), row as u32, column as u32), held);
        }
        let written = book.worksheet_formula(&name).expect("a sheet");
        let (down, right) = written.start().unwrap_or_default();
        for (row, column, formula) in written.used_cells().filter(|(_, _, f)| !f.is_empty()) {
            let place = (name.clone(), row as u32 + down, column as u32 + right);
            let stored = match cells.insert(place.clone(), Held::Formula(formula.trim_start_matches('=').to_owned())) {
                Some(Held::Number(x)) => x,
                other => panic!("{place:?}: no result is stored: {other:?}"),
            };
            formulas.push((place, stored));
        }
    }
    assert!(formulas.len() > 1000, "the formulas are found: {}", formulas.len());
    for ((sheet, row, column), stored) in formulas {
        let got = value(&cells, &sheet, row, column);
        let scale = got.abs().max(stored.abs()).max(1.0);
        assert!((got - stored).abs() <= 1e-6 * scale, "{sheet} row {} column {column}: stored {stored}, worked out {got}", row + 1);
    }
}

#[test]
fn the_bridge_and_the_business_case_end_at_the_savings_of_the_summary() {
    let summary = RUN.summary();
    let mut book = book();
    let (bridge, case) = (book.worksheet_range("Bridge").expect("a sheet"), book.worksheet_range("Business case").expect("a sheet"));
    let options = summary["options"].as_object().expect("options");
    for (id, option) in options.iter().filter(|(id, _)| *id != "no_ai") {
        let title = format!("{} ({id})", option["name"].as_str().expect("a name"));
        let mean = |figure: &str| option[figure]["mean"].as_f64().expect("a mean");
        let from = row_of(&bridge, 0, 0, &title);
        let amount = |key: &str| number(&bridge, row_of(&bridge, 0, from, key), 2).expect("an amount");
        assert!(close(amount("slide"), mean("slide_savings")), "{id}: slide");
        assert!(close(amount("cost_savings"), mean("cost_savings")), "{id}: cost savings");
        assert!(close(amount("value_effect"), mean("value_effect")), "{id}: value effect");
        for step in option["bridge"].as_array().expect("a bridge") {
            let (name, filed) = (step["step"].as_str().expect("a name"), step["mean"].as_f64().expect("a mean"));
            assert!((amount(name) - filed).abs() <= 1e-6 * mean("slide_savings").abs(), "{id} {name}: {} {filed}", amount(name));
        }
        let from = row_of(&case, 0, 0, &title);
        let head = from + 1;
        let net = row_of(&case, 0, from, "Net: cost savings");
        let column = |name: &str| (1..20).find(|c| text(&case, head, *c) == name).expect("a column");
        assert!(close(number(&case, net, column("Total")).expect("a total"), mean("cost_savings")), "{id}: total");
        assert!(close(number(&case, net, column("Present value")).expect("a value"), mean("npv")), "{id}: present value");
        for year in ["Initial", "Year 1", "Year 2", "Year 3"] {
            assert!(number(&case, net, column(year)).is_some(), "{id}: {year}");
        }
    }
}

#[test]
fn months_are_those_of_the_file_and_numbers() {
    let mut book = book();
    let months = book.worksheet_range("Months").expect("a sheet");
    let mut reader = csv::Reader::from_reader(Cursor::new(RUN.bytes("months.csv")));
    let mut rows = 0;
    for (row, record) in (4..).zip(reader.records()) {
        let record = record.expect("a row");
        if row % 97 == 0 {
            assert_eq!(text(&months, row, 3), &record[3]);
            for column in 4..10 {
                assert_eq!(number(&months, row, column), record[column as usize].parse().ok(), "row {row}");
            }
        }
        rows = row;
    }
    assert_eq!(months.end().expect("rows").0, rows, "every row is there");
    let summary = RUN.summary();
    let answer: Option<&Value> = summary.pointer("/options/redesign/months/heads/0");
    let first = (4..rows).find(|r| text(&months, *r, 0) == "redesign" && text(&months, *r, 3) == "heads").expect("a row");
    assert_eq!(number(&months, first, 4), answer.and_then(Value::as_f64));
}
