//! `report.xlsx`: the tables of a run as a workbook. Numbers are numbers; the bridge and the business case are live formulas over
//! the monthly sheets, with their results stored, so that a reader without a calculation engine sees them too.

mod bridge;
mod case;
mod tables;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::data::{Data, Files};
use super::figures::canvas::Tone;
use super::record::RunRecord;

/// Formats of cells.
struct Formats {
    title: Format,
    note: Format,
    head: Format,
    text: Format,
    wrapped: Format,
    total: Format,
    money: Format,
    money_total: Format,
    share: Format,
    number: Format,
    plain: Format,
}

impl Formats {
    fn new() -> Self {
        let font = || Format::new().set_font_name("Calibri").set_font_size(11);
        let money = "#,##0;[Red]-#,##0;0";
        let line = |f: Format| f.set_bold().set_border_top(FormatBorder::Thin);
        Self {
            title: font().set_bold().set_font_size(14),
            note: font().set_font_color(Color::RGB(0x005D_6875)),
            head: font().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Bottom),
            text: font(),
            wrapped: font().set_text_wrap().set_align(FormatAlign::Top),
            total: line(font()),
            money: font().set_num_format(money),
            money_total: line(font().set_num_format(money)),
            share: font().set_num_format("0.0%"),
            number: font().set_num_format("#,##0.00"),
            plain: font(),
        }
    }
}

/// What the sheets draw from.
struct Book<'a> {
    data: &'a Data,
    record: &'a RunRecord,
    files: &'a Files,
    formats: Formats,
}

/// The colour of a meaning in a native chart.
fn color(tone: Tone) -> Color {
    let plotters::style::RGBColor(r, g, b) = tone.color();
    Color::RGB(u32::from(r) << 16 | u32::from(g) << 8 | u32::from(b))
}

/// The workbook.
///
/// # Errors
/// When it cannot be made.
pub fn workbook(files: &Files, data: &Data, record: &RunRecord) -> Result<Vec<u8>, XlsxError> {
    let book = Book { data, record, files, formats: Formats::new() };
    let mut workbook = Workbook::new();
    // The time of making would change the bytes of the same run.
    let always = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(data.said("/scenario/name"))
        .set_subject("What reaches the P&L")
        .set_author(format!("residual {}", record.version))
        .set_creation_datetime(&always);
    workbook.set_properties(&properties);
    let monthly = case::Monthly::new(data);
    let sheets = vec![
        tables::answer(&book)?,
        case::case(&book, &monthly)?,
        bridge::bridge(&book)?,
        tables::savings(&book)?,
        tables::people(&book)?,
        tables::vendors(&book)?,
        tables::levers(&book)?,
        tables::mix(&book)?,
        tables::drivers(&book)?,
        tables::assumptions(&book)?,
    ];
    for sheet in sheets.into_iter().flatten() {
        workbook.push_worksheet(sheet);
    }
    for (file, name) in
        [("staffing.csv", "Staffing"), ("contracts.csv", "Contracts"), ("overcut.csv", "Overcut"), ("baselines.csv", "Baselines")]
    {
        if let Some(sheet) = tables::file(&book, file, name)? {
            workbook.push_worksheet(sheet);
        }
    }
    workbook.push_worksheet(monthly.sheet(&book)?);
    if let Some(sheet) = bridge::monthly(&book)? {
        workbook.push_worksheet(sheet);
    }
    if let Some(sheet) = tables::file(&book, "months.csv", "Months")? {
        workbook.push_worksheet(sheet);
    }
    workbook.push_worksheet(tables::run(&book)?);
    workbook.save_to_buffer()
}

/// A sheet of a name, its title and a note in the first two rows.
fn sheet(book: &Book<'_>, name: &str, title: &str, note: &str) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    sheet.write_with_format(0, 0, title, &book.formats.title)?;
    sheet.write_with_format(1, 0, note, &book.formats.note)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(sheet)
}

/// Headings in a row.
fn heads(sheet: &mut Worksheet, row: u32, heads: &[&str], formats: &Formats) -> Result<(), XlsxError> {
    for (column, head) in (0_u16..).zip(heads) {
        sheet.write_with_format(row, column, *head, &formats.head)?;
    }
    Ok(())
}

/// A number; nothing where there is none.
fn figure(sheet: &mut Worksheet, row: u32, column: u16, value: f64, format: &Format) -> Result<(), XlsxError> {
    if value.is_finite() {
        // Adding 0 turns a negative zero into zero.
        sheet.write_with_format(row, column, value + 0.0, format)?;
    } else {
        sheet.write_blank(row, column, format)?;
    }
    Ok(())
}

/// A formula with its result.
fn live(sheet: &mut Worksheet, row: u32, column: u16, formula: &str, result: f64, format: &Format) -> Result<(), XlsxError> {
    let formula = Formula::new(formula).set_result(format!("{}", result + 0.0));
    sheet.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

/// Address of a cell: `C7`, with dollars where it must not move.
fn at(row: u32, column: u16) -> String {
    format!("{}{}", rust_xlsxwriter::utility::column_number_to_name(column), row + 1)
}
