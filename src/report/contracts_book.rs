//! Procurement's view as a worksheet: a summary of every set of terms, the comparison of shares, then a block for each contract
//! with its invoice line by line and month by month.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::contracts_text::sets_in_words;
use super::terms::unit_words;
use crate::analysis::procurement::{AiView, Procurement, SetView, Spread, VendorView};
use crate::model::Model;

/// Name of the worksheet.
pub const SHEET: &str = "Contracts";
/// First column of months, behind line and total.
const FIRST_MONTH: u16 = 2;
/// Points of a row of headings: two lines.
const HEADING_HEIGHT: f64 = 30.0;

struct Formats {
    title: Format,
    heading: Format,
    first_heading: Format,
    note: Format,
    money: Format,
    rate: Format,
    percent: Format,
    sum: Format,
    label: Format,
    sum_label: Format,
}

impl Formats {
    fn new() -> Self {
        let bold = || Format::new().set_bold();
        Self {
            title: bold().set_font_size(13),
            heading: bold().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Right).set_text_wrap(),
            first_heading: bold().set_border_bottom(FormatBorder::Thin),
            note: Format::new().set_italic().set_font_color("#555555"),
            money: Format::new().set_num_format("#,##0;-#,##0"),
            rate: Format::new().set_num_format("#,##0.00"),
            percent: Format::new().set_num_format("0 %"),
            sum: bold().set_num_format("#,##0;-#,##0").set_border_top(FormatBorder::Thin),
            label: Format::new(),
            sum_label: bold().set_border_top(FormatBorder::Thin),
        }
    }
}

/// A workbook of the contracts alone. Its date is the scenario's first month: the same results are the same bytes.
///
/// # Errors
/// When the library cannot build it.
pub fn workbook(model: &Model, views: &[Procurement]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    date(&mut workbook, model)?;
    add_sheet(&mut workbook, model, views)?;
    workbook.save_to_buffer()
}

/// Dates a workbook with the scenario's first month, so that its bytes depend on the results alone.
///
/// # Errors
/// When the scenario starts outside the years that workbooks know.
pub fn date(workbook: &mut Workbook, model: &Model) -> Result<(), XlsxError> {
    let (year, month) = (model.calendar.start_year.clamp(1900, 9999) as u16, (model.calendar.start_month + 1) as u8);
    let created = ExcelDateTime::from_ymd(year, month, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&model.name).set_creation_datetime(&created));
    Ok(())
}

/// Adds the worksheet of the contracts to a workbook.
///
/// # Errors
/// When the library cannot build it, or the workbook has a sheet of that name.
pub fn add_sheet(workbook: &mut Workbook, model: &Model, views: &[Procurement]) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_column_width(0, 38)?;
    sheet.set_column_width(1, 14)?;
    sheet.set_landscape();
    sheet.set_freeze_panes(0, 1)?;
    sheet.set_print_fit_to_pages(1, 0);
    for column in FIRST_MONTH..FIRST_MONTH + 14.max(model.calendar.months as u16) {
        sheet.set_column_width(column, 11)?;
    }
    let mut page = Page { sheet, row: 0, formats: Formats::new(), model };
    for view in views {
        page.summary(view)?;
        page.sourcing(view)?;
        for vendor in &view.vendors {
            for set in &vendor.sets {
                page.contract(view, vendor, set)?;
            }
        }
        if let Some(ai) = &view.ai {
            page.ai(view, ai)?;
        }
    }
    Ok(())
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    formats: Formats,
    model: &'a Model,
}

/// A cell: a name, money, a rate, a share.
enum Cell<'a> {
    Text(&'a str),
    Money(f64),
    Rate(f64),
    Share(f64),
}

impl Page<'_> {
    fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, &self.formats.title)?;
        self.row += 1;
        Ok(())
    }

    fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, &self.formats.note)?;
        self.row += 1;
        Ok(())
    }

    fn headings<'h>(&mut self, headings: impl IntoIterator<Item = &'h str>) -> Result<(), XlsxError> {
        for (column, heading) in headings.into_iter().enumerate() {
            let format = if column == 0 { &self.formats.first_heading } else { &self.formats.heading };
            self.sheet.write_string_with_format(self.row, column as u16, heading, format)?;
        }
        self.sheet.set_row_height(self.row, HEADING_HEIGHT)?;
        self.row += 1;
        Ok(())
    }

    /// A row; what is none or never stays empty.
    fn cells(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        for (column, cell) in cells.iter().enumerate() {
            let (value, format) = match cell {
                Cell::Text(text) => {
                    self.sheet.write_string_with_format(self.row, column as u16, *text, &self.formats.label)?;
                    continue;
                }
                Cell::Money(value) => (value, &self.formats.money),
                Cell::Rate(value) => (value, &self.formats.rate),
                Cell::Share(value) => (value, &self.formats.percent),
            };
            if value.is_finite() {
                self.sheet.write_number_with_format(self.row, column as u16, *value + 0.0, format)?;
            }
        }
        self.row += 1;
        Ok(())
    }

    fn summary(&mut self, view: &Procurement) -> Result<(), XlsxError> {
        let (currency, months) = (&self.model.currency, self.model.calendar.months);
        self.title(&format!("Contracts under the option \"{}\"", view.option))?;
        self.note(&format!(
            "{currency} over {months} months from {}; {} worlds. Every set of terms is priced over the same months of the same worlds.",
            self.model.calendar.label(0),
            view.trials
        ))?;
        self.headings([
            "Vendor: terms",
            "Mean",
            "P10",
            "P50",
            "P90",
            "P95",
            "Per contact",
            "Per minute",
            "Per resolved contact",
            "Minimum bites",
            "How deep",
            "Paid for no work",
            "AHT +10 %",
            "Volume -10 %",
        ])?;
        for vendor in &view.vendors {
            for set in &vendor.sets {
                let name = format!("{}: {}", vendor.name, set.name);
                let mut cells = vec![Cell::Text(&name)];
                cells.extend(spread(&set.total));
                cells.extend([set.per_contact, set.per_minute, set.per_resolution].map(Cell::Rate));
                cells.extend([set.minimum_bites, set.minimum_depth].map(Cell::Share));
                cells.extend([set.idle.mean, set.harder.mean, set.smaller.mean].map(Cell::Money));
                self.cells(&cells)?;
            }
        }
        if let Some(ai) = &view.ai {
            let mut cells = vec![Cell::Text("AI vendor, credits taken off")];
            cells.extend(spread(&ai.total));
            self.cells(&cells)?;
        }
        self.row += 1;
        for vendor in &view.vendors {
            for (name, terms) in sets_in_words(self.model, vendor) {
                self.note(&format!("{}, {name}: {terms}.", vendor.name))?;
            }
        }
        self.row += 1;
        Ok(())
    }

    fn sourcing(&mut self, view: &Procurement) -> Result<(), XlsxError> {
        let Some(sourcing) = &view.sourcing else { return Ok(()) };
        self.title("Who absorbs the fall: other shares of the work")?;
        self.note(&format!(
            "Means over the same {} worlds, each row a run of its own. Idle heads without the AI: {:.0}.",
            sourcing.trials, sourcing.idle_heads_without_ai
        ))?;
        self.headings([
            "Shares",
            "Cost savings",
            "P10",
            "P50",
            "P90",
            "P95",
            "At equal service",
            "Vendor invoices",
            "Own people",
            "Idle heads",
            "Paid for no work",
            "Moving it",
            "Months short",
            "Best in",
        ])?;
        for row in &sourcing.rows {
            let mut cells = vec![Cell::Text(&row.name)];
            cells.extend(spread(&row.cost_savings));
            let figures = [row.at_equal_service, row.vendor_invoices, row.in_house, row.idle_heads, row.idle_invoices, row.moving];
            cells.extend(figures.map(|figure| Cell::Money(figure.mean)));
            cells.extend([Cell::Rate(row.months_below_service), Cell::Share(row.best)]);
            self.cells(&cells)?;
        }
        self.row += 1;
        Ok(())
    }

    fn contract(&mut self, view: &Procurement, vendor: &VendorView, set: &SetView) -> Result<(), XlsxError> {
        self.title(&format!("{}: {} ({})", vendor.name, set.name, view.option))?;
        if let Some(even) = &set.break_even {
            let rate = even.rate.map_or_else(String::new, |rate| format!("{rate:.2} per {}; ", unit_words(even.unit)));
            let at = |factor: Option<f64>| {
                factor.map_or_else(|| "at no rate".into(), |factor| format!("at {:.1} % of its rate", factor * 100.0))
            };
            self.note(&format!(
                "{rate}costs the same as today's terms {} on average, {} in the bad case (P90); covers the vendor's cost and margin {}.",
                at(even.at_mean),
                at(even.at_p90),
                at(set.walk_away)
            ))?;
        }
        self.invoice(&set.lines_by_month, &set.months)
    }

    fn ai(&mut self, view: &Procurement, ai: &AiView) -> Result<(), XlsxError> {
        self.title(&format!("AI vendor ({})", view.option))?;
        self.note(&format!(
            "Counted as contained {:.0}, as truly resolved {:.0}. {:.2} for each contained conversation, {:.2} for each truly resolved.",
            ai.as_contained.mean, ai.as_verified.mean, ai.per_contained, ai.per_resolved
        ))?;
        // Credits are a line of their own; what they leave is the total.
        let mut lines = ai.lines_by_month.clone();
        let sums = |t: usize| ai.lines_by_month.iter().map(|(_, amounts)| amounts[t]).sum::<f64>();
        let credits: Vec<f64> = ai.months.iter().enumerate().map(|(t, month)| month.mean - sums(t)).collect();
        if ai.credits.mean > 0.0 {
            lines.push(("guarantee_credits", credits));
        }
        self.invoice(&lines, &ai.months)
    }

    /// An invoice: a row for each line, months across, sums as formulas, then the spread of the month's total.
    fn invoice(&mut self, lines: &[(&'static str, Vec<f64>)], months: &[Spread]) -> Result<(), XlsxError> {
        let labels: Vec<String> = (0..months.len()).map(|t| self.model.calendar.label(t)).collect();
        self.headings(["Line, mean", "All months"].into_iter().chain(labels.iter().map(String::as_str)))?;
        let first = self.row;
        let last_month = FIRST_MONTH + months.len() as u16 - 1;
        for (name, amounts) in lines {
            self.sheet.write_string_with_format(self.row, 0, name.replace('_', " "), &self.formats.label)?;
            self.sum(self.row, 1, (self.row, FIRST_MONTH), (self.row, last_month), amounts.iter().sum(), false)?;
            for (t, amount) in amounts.iter().enumerate() {
                self.sheet.write_number_with_format(self.row, FIRST_MONTH + t as u16, *amount + 0.0, &self.formats.money)?;
            }
            self.row += 1;
        }
        self.sheet.write_string_with_format(self.row, 0, "Invoice", &self.formats.sum_label)?;
        if lines.is_empty() {
            self.sheet.write_number_with_format(self.row, 1, 0.0, &self.formats.sum)?;
        } else {
            let sums: Vec<f64> = (0..months.len()).map(|t| lines.iter().map(|(_, amounts)| amounts[t]).sum()).collect();
            self.sum(self.row, 1, (first, 1), (self.row - 1, 1), sums.iter().sum(), true)?;
            for (t, sum) in sums.iter().enumerate() {
                let column = FIRST_MONTH + t as u16;
                self.sum(self.row, column, (first, column), (self.row - 1, column), *sum, true)?;
            }
        }
        self.row += 1;
        for (place, name) in ["P10", "P50", "P90", "P95"].into_iter().enumerate() {
            self.sheet.write_string_with_format(self.row, 0, format!("Invoice, {name} of the month"), &self.formats.note)?;
            for (t, month) in months.iter().enumerate() {
                let figure = [month.p10, month.p50, month.p90, month.p95][place];
                self.sheet.write_number_with_format(self.row, FIRST_MONTH + t as u16, figure + 0.0, &self.formats.money)?;
            }
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// A sum over cells as a formula, with its value for readers that compute nothing.
    fn sum(&mut self, row: u32, column: u16, from: (u32, u16), to: (u32, u16), value: f64, total: bool) -> Result<(), XlsxError> {
        let range = format!("SUM({}:{})", cell_name(from), cell_name(to));
        let format = if total { &self.formats.sum } else { &self.formats.money };
        self.sheet.write_formula_with_format(row, column, Formula::new(range).set_result(format!("{}", value + 0.0)), format)?;
        Ok(())
    }
}

fn spread(spread: &Spread) -> [Cell<'static>; 5] {
    [spread.mean, spread.p10, spread.p50, spread.p90, spread.p95].map(Cell::Money)
}

/// `C12` from row and column, both from 0.
fn cell_name((row, column): (u32, u16)) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}
