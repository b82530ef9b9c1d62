//! HR's table as a workbook, to be imported: `staffing.csv` in cells, numbers as numbers and months as dates.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::staffing::{Cell, Heading, Look, headings, rows};
use super::staffing_plan::plan;
use crate::analysis::hr::headcount::{Headcount, People};
use crate::model::Model;

/// Name of the sheet with the table.
pub const SHEET: &str = "Staffing";
/// Name of the sheet that says what the columns hold.
pub const COLUMNS_SHEET: &str = "Staffing columns";
/// Name of the sheet with the plan in words.
pub const PLAN_SHEET: &str = "Plan in words";

/// Widest column, in characters.
const WIDEST: usize = 24;

/// `staffing.xlsx`: the plan in words, the table, and what its columns hold.
///
/// # Errors
/// When the table is beyond what a workbook can hold.
pub fn workbook(model: &Model, headcount: &Headcount, people: &People, from: usize) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day is fixed: the same run gives the same bytes.
    let day = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&model.name).set_creation_datetime(&day));
    add_plan(&mut workbook, model, headcount, people, from)?;
    add_table(&mut workbook, model, headcount)?;
    add_columns(&mut workbook)?;
    workbook.save_to_buffer()
}

/// Adds the table to a workbook: a row for each plan, team and month, headings frozen, every column with a filter.
///
/// # Errors
/// When the workbook has a sheet of this name, or the table is too long for one.
pub fn add_table(workbook: &mut Workbook, model: &Model, headcount: &Headcount) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(SHEET)?;
    let headings = headings();
    heads(sheet, headings.iter().map(|heading| heading.name.as_str()))?;
    for (c, heading) in headings.iter().enumerate() {
        let width = heading.name.chars().count().clamp(9, WIDEST) + 2;
        sheet.set_column_width(c as u16, width as f64)?.set_column_format(c as u16, &format(heading))?;
    }
    let mut last = 0;
    for (r, row) in rows(model, headcount).enumerate() {
        last = r as u32 + 1;
        for (c, cell) in row.iter().enumerate() {
            match cell {
                Cell::Text(text) => sheet.write_string(last, c as u16, text)?,
                // Workbooks know no days before 1900.
                Cell::Month(year, month) => match ExcelDateTime::from_ymd(*year, *month, 1) {
                    Ok(day) => sheet.write_datetime(last, c as u16, day)?,
                    Err(_) => sheet.write_string(last, c as u16, format!("{year:04}-{month:02}"))?,
                },
                // Nothing to say is an empty cell, as in the CSV; adding 0 turns a negative zero into zero.
                Cell::Number(x) if x.is_finite() => sheet.write_number(last, c as u16, *x + 0.0)?,
                Cell::Number(_) => sheet,
            };
        }
    }
    sheet.autofilter(0, 0, last, headings.len() as u16 - 1)?.set_freeze_panes(1, 5)?;
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    Ok(())
}

/// Adds the meanings of the table's columns.
///
/// # Errors
/// When the workbook has a sheet of this name.
pub fn add_columns(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(COLUMNS_SHEET)?;
    heads(sheet, ["column", "what it holds"])?;
    for (r, heading) in headings().iter().enumerate() {
        sheet.write_string(r as u32 + 1, 0, &heading.name)?.write_string(r as u32 + 1, 1, &heading.help)?;
    }
    sheet.set_column_width(0, 26)?.set_column_width(1, 110)?.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Adds the plan of the next months in words.
fn add_plan(workbook: &mut Workbook, model: &Model, headcount: &Headcount, people: &People, from: usize) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(PLAN_SHEET)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    heads(sheet, ["month", "team", "plan"])?;
    let mut r = 0;
    for month in plan(model, people, from, headcount.trials) {
        for (team, said) in &month.teams {
            r += 1;
            sheet.write_string_with_format(r, 0, &month.name, &wrapped)?.write_string_with_format(r, 1, team, &wrapped)?;
            sheet.write_string_with_format(r, 2, said.as_str().unwrap_or_default(), &wrapped)?;
        }
    }
    let note = format!("Option: {}. Means over {} worlds, rounded to whole people.", people.label.name, headcount.trials);
    sheet.write_string(r + 2, 0, note)?;
    sheet.set_column_width(0, 18)?.set_column_width(1, 18)?.set_column_width(2, 110)?.set_freeze_panes(1, 0)?;
    Ok(())
}

fn heads<'a>(sheet: &mut Worksheet, names: impl IntoIterator<Item = &'a str>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_background_color(Color::RGB(0xE8_EDF2)).set_text_wrap().set_align(FormatAlign::Top);
    for (c, name) in names.into_iter().enumerate() {
        sheet.write_string_with_format(0, c as u16, name, &bold)?;
    }
    Ok(())
}

fn format(heading: &Heading) -> Format {
    Format::new().set_num_format(match heading.look {
        Look::Text => "@",
        Look::Month => "yyyy-mm",
        Look::People => "0.0",
        Look::Share => "0 %",
        Look::Count | Look::Index => "0",
    })
}
