//! The business case as finance knows it: initial, year 1, 2, 3, total, present value, as formulas over the costs by month.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::data::{Data, Stat};
use super::{Book, at, figure, heads, live, sheet};

/// Lines of a month's cost: metric and name.
const LINES: [(&str, &str); 20] = [
    ("cost_in_house_labour", "In-house labour"),
    ("cost_temporary", "Temporary staff"),
    ("cost_overtime", "Overtime"),
    ("cost_supervisors", "Supervisors"),
    ("cost_qa_analysts", "Quality analysts"),
    ("cost_vendor", "Vendor invoices"),
    ("cost_hiring", "Hiring"),
    ("cost_training", "Training of classes"),
    ("cost_credits", "Credits received"),
    ("cost_ai_usage", "AI usage fee"),
    ("cost_ai_platform", "AI platform"),
    ("cost_ai_run_team", "AI run team"),
    ("cost_assist", "AI beside the agent: licences"),
    ("cost_ai_errors", "AI errors: refunds and corrections"),
    ("cost_one_off", "One-off: integration, programmes"),
    ("cost_quality", "Quality checks"),
    ("cost_upskilling", "Specialist training"),
    ("cost_severance", "Severance"),
    ("cost_contract_exit", "Contract exit"),
    ("cost", "Cost of the month"),
];

/// Items of the case: name, whether it is a benefit, its lines.
const ITEMS: [(&str, bool, &[&str]); 15] = [
    ("In-house labour, temporary staff, overtime saved", true, &["cost_in_house_labour", "cost_temporary", "cost_overtime"]),
    ("Supervisors and quality analysts saved", true, &["cost_supervisors", "cost_qa_analysts"]),
    ("Vendor invoices saved", true, &["cost_vendor"]),
    ("Hiring and training saved", true, &["cost_hiring", "cost_training"]),
    ("Credits received", true, &["cost_credits"]),
    ("AI usage fee", false, &["cost_ai_usage"]),
    ("AI platform", false, &["cost_ai_platform"]),
    ("AI run team", false, &["cost_ai_run_team"]),
    ("AI beside the agent: licences", false, &["cost_assist"]),
    ("AI errors: refunds and corrections", false, &["cost_ai_errors"]),
    ("One-off: integration, programmes", false, &["cost_one_off"]),
    ("Quality checks", false, &["cost_quality"]),
    ("Specialist training", false, &["cost_upskilling"]),
    ("Severance", false, &["cost_severance"]),
    ("Contract exit", false, &["cost_contract_exit"]),
];

/// Places of an item's lines.
fn lines_of(item: usize) -> impl Iterator<Item = usize> {
    ITEMS[item].2.iter().filter_map(|metric| LINES.iter().position(|(name, _)| name == metric))
}

/// The item whose cost in the month of go-live is initial.
const ONE_OFF: usize = 10;

/// Rows of the monthly sheet: months, calendar, periods, discount factors, then the options.
const MONTH: u32 = 3;
const DATE: u32 = 4;
const PERIOD: u32 = 5;
const PERIOD_ONE_OFF: u32 = 6;
const FACTOR: u32 = 7;
const FIRST: u32 = 9;
/// Where the discount rate stands.
const RATE: (u32, u16) = (2, 1);
/// First column of months.
const COLUMN: u16 = 3;
/// Name of the sheet.
const NAME: &str = "Monthly";

/// Costs by month with what the case needs of them.
pub(super) struct Monthly {
    /// By option and line.
    costs: Vec<Vec<Vec<f64>>>,
    months: usize,
    go_live: usize,
    rate: f64,
}

impl Monthly {
    /// Means over worlds.
    pub(super) fn new(data: &Data) -> Self {
        let of = |id: &str| LINES.iter().map(|(metric, _)| data.series(id, metric, Stat::Mean)).collect();
        let inputs = data.understood["assumptions"].as_array().into_iter().flatten();
        let rate = inputs.filter(|a| a["path"] == "scenario.discount_rate").find_map(|a| a["median"].as_f64()).unwrap_or(0.0);
        Self { costs: data.options.iter().map(|o| of(&o.id)).collect(), months: data.dates.len(), go_live: data.go_live(), rate }
    }

    fn period(&self, t: usize, one_off: bool) -> String {
        if t < self.go_live || one_off && t == self.go_live { "Initial".into() } else { format!("Year {}", (t - self.go_live) / 12 + 1) }
    }

    /// Years shown: three, or more where the run is longer.
    fn years(&self) -> usize {
        (self.months - self.go_live.min(self.months)).div_ceil(12).max(3)
    }

    fn factor(&self, t: usize) -> f64 {
        (1.0 + self.rate).powf(-(t as f64) / 12.0)
    }

    fn row_of_line(option: usize, line: usize) -> u32 {
        FIRST + (option * (LINES.len() + ITEMS.len() + 2) + line) as u32
    }

    /// Row of an item of an option with the AI: below its lines.
    fn row_of_item(option: usize, item: usize) -> u32 {
        Self::row_of_line(option, LINES.len() + item)
    }

    /// An item in a month: money saved by a benefit, spent by a cost.
    fn item(&self, option: usize, item: usize, t: usize) -> f64 {
        let benefit = ITEMS[item].1;
        let sum = |o: usize| lines_of(item).map(|line| self.costs[o][line].get(t).copied().unwrap_or(0.0)).sum::<f64>();
        if benefit { sum(0) - sum(option) } else { sum(option) - sum(0) }
    }

    /// The range of months in a row.
    fn range(&self, row: u32) -> String {
        let last = COLUMN + self.months as u16 - 1;
        let name = |column| rust_xlsxwriter::utility::column_number_to_name(column);
        format!("{NAME}!${}${}:${}${}", name(COLUMN), row + 1, name(last), row + 1)
    }

    /// The monthly sheet.
    pub(super) fn sheet(&self, book: &Book<'_>) -> Result<Worksheet, XlsxError> {
        let (data, formats) = (book.data, &book.formats);
        let note = "Means over worlds. Cost lines are figures; what an option saves or spends against no_ai is a formula below them.";
        let mut sheet = sheet(book, NAME, "Costs by month", note)?;
        sheet.write_with_format(RATE.0, 0, "Discount rate a year", &formats.text)?;
        sheet.write_with_format(RATE.0, RATE.1, self.rate, &formats.share)?;
        for (row, name) in
            [(MONTH, "Month"), (DATE, "Date"), (PERIOD, "Period"), (PERIOD_ONE_OFF, "Period of one-off costs"), (FACTOR, "Discount factor")]
        {
            sheet.write_with_format(row, 0, name, &formats.head)?;
        }
        for t in 0..self.months {
            let column = COLUMN + t as u16;
            sheet.write_with_format(MONTH, column, t as f64, &formats.plain)?;
            sheet.write_with_format(DATE, column, data.dates[t].as_str(), &formats.head)?;
            sheet.write_with_format(PERIOD, column, self.period(t, false), &formats.text)?;
            sheet.write_with_format(PERIOD_ONE_OFF, column, self.period(t, true), &formats.text)?;
            let factor = format!("=1/(1+$B${})^({}/12)", RATE.0 + 1, at(MONTH, column));
            live(&mut sheet, FACTOR, column, &factor, self.factor(t), &formats.number)?;
        }
        for (o, option) in data.options.iter().enumerate() {
            for (line, (metric, name)) in LINES.iter().enumerate() {
                let row = Self::row_of_line(o, line);
                let strong = *metric == "cost";
                let (text, money) = if strong { (&formats.total, &formats.money_total) } else { (&formats.text, &formats.money) };
                sheet.write_with_format(row, 0, option.id.as_str(), text)?;
                sheet.write_with_format(row, 1, *name, text)?;
                sheet.write_with_format(row, 2, *metric, text)?;
                for t in 0..self.months {
                    figure(&mut sheet, row, COLUMN + t as u16, self.costs[o][line].get(t).copied().unwrap_or(f64::NAN), money)?;
                }
            }
            if o == 0 {
                continue;
            }
            for (item, (name, benefit, _)) in ITEMS.iter().enumerate() {
                let row = Self::row_of_item(o, item);
                sheet.write_with_format(row, 0, option.id.as_str(), &formats.note)?;
                sheet.write_with_format(row, 1, *name, &formats.note)?;
                sheet.write_with_format(row, 2, if *benefit { "benefit" } else { "cost" }, &formats.note)?;
                for t in 0..self.months {
                    let column = COLUMN + t as u16;
                    let sum = |o: usize| lines_of(item).map(|line| at(Self::row_of_line(o, line), column)).collect::<Vec<_>>().join("+");
                    let (first, second) = if *benefit { (sum(0), sum(o)) } else { (sum(o), sum(0)) };
                    live(&mut sheet, row, column, &format!("=({first})-({second})"), self.item(o, item, t), &formats.money)?;
                }
            }
        }
        sheet.set_column_width(0, 24)?.set_column_width(1, 44)?.set_column_width(2, 22)?;
        sheet.set_freeze_panes(DATE + 1, COLUMN)?;
        Ok(sheet)
    }
}

/// The case of every option with the AI, the one looked at first in front.
pub(super) fn case(book: &Book<'_>, monthly: &Monthly) -> Result<Option<Worksheet>, XlsxError> {
    let (data, formats) = (book.data, &book.formats);
    if data.options.len() < 2 {
        return Ok(None);
    }
    let note = format!(
        "Means over worlds, {}. Initial: months before go-live, and one-off costs up to it. Present value at the discount rate of sheet {NAME}, to the first month. Value effect of customers is not in it.",
        data.currency()
    );
    let mut sheet = sheet(book, "Business case", "Business case by year", &note)?;
    let years = monthly.years();
    let mut periods: Vec<String> = vec!["Initial".into()];
    periods.extend((1..=years).map(|year| format!("Year {year}")));
    let (total, present) = (1 + periods.len() as u16, 2 + periods.len() as u16);
    let mut row = 3;
    for option in data.in_focus() {
        let o = data.options.iter().position(|other| other.id == option.id).unwrap_or(1);
        sheet.write_with_format(row, 0, format!("{} ({})", option.name, option.id), &formats.title)?;
        row += 1;
        let names: Vec<&str> = std::iter::once("").chain(periods.iter().map(String::as_str)).chain(["Total", "Present value"]).collect();
        heads(&mut sheet, row, &names, formats)?;
        row += 1;
        let mut sums: [Vec<(u32, Vec<f64>)>; 2] = [Vec::new(), Vec::new()];
        for benefit in [true, false] {
            let first = row;
            for (item, (name, ..)) in ITEMS.iter().enumerate().filter(|(_, (_, b, _))| *b == benefit) {
                sheet.write_with_format(row, 0, *name, &formats.text)?;
                let periods_row = if item == ONE_OFF { PERIOD_ONE_OFF } else { PERIOD };
                let mut values = Vec::new();
                for (column, period) in (1_u16..).zip(&periods) {
                    let in_period = (0..monthly.months).filter(|t| monthly.period(*t, item == ONE_OFF) == *period);
                    let value: f64 = in_period.map(|t| monthly.item(o, item, t)).sum();
                    let formula =
                        format!("=SUMIF({},\"{period}\",{})", monthly.range(periods_row), monthly.range(Monthly::row_of_item(o, item)));
                    live(&mut sheet, row, column, &formula, value, &formats.money)?;
                    values.push(value);
                }
                let sum: f64 = values.iter().sum();
                live(&mut sheet, row, total, &format!("=SUM({}:{})", at(row, 1), at(row, total - 1)), sum, &formats.money)?;
                let pv: f64 = (0..monthly.months).map(|t| monthly.factor(t) * monthly.item(o, item, t)).sum();
                let formula = format!("=SUMPRODUCT({},{})", monthly.range(FACTOR), monthly.range(Monthly::row_of_item(o, item)));
                live(&mut sheet, row, present, &formula, pv, &formats.money)?;
                values.extend([sum, pv]);
                sums[usize::from(!benefit)].push((row, values));
                row += 1;
            }
            sheet.write_with_format(row, 0, if benefit { "Total benefits" } else { "Total costs" }, &formats.total)?;
            let kind = &sums[usize::from(!benefit)];
            let totals: Vec<f64> = (0..usize::from(present)).map(|i| kind.iter().map(|(_, values)| values[i]).sum()).collect();
            for (column, value) in (1_u16..).zip(&totals) {
                let formula = format!("=SUM({}:{})", at(first, column), at(row - 1, column));
                live(&mut sheet, row, column, &formula, *value, &formats.money_total)?;
            }
            sums[usize::from(!benefit)].push((row, totals));
            row += 1;
        }
        let last = |kind: usize| sums[kind].last().map_or((row, Vec::new()), Clone::clone);
        let ((benefits, won), (costs, spent)) = (last(0), last(1));
        sheet.write_with_format(row, 0, "Net: cost savings", &formats.total)?;
        for (column, (won, spent)) in (1_u16..).zip(won.iter().zip(&spent)) {
            let formula = format!("={}-{}", at(benefits, column), at(costs, column));
            live(&mut sheet, row, column, &formula, won - spent, &formats.money_total)?;
        }
        row += 1;
        let (won, spent) = (won.last().copied().unwrap_or(0.0), spent.last().copied().unwrap_or(0.0));
        sheet.write_with_format(row, 0, "Return on present value of costs", &formats.text)?;
        if spent != 0.0 {
            let formula = format!("={}/{}", at(row - 1, present), at(costs, present));
            live(&mut sheet, row, present, &formula, (won - spent) / spent, &formats.share)?;
        }
        row += 3;
    }
    sheet.set_column_width(0, 50)?;
    for column in 1..=present {
        sheet.set_column_width(column, 16)?;
    }
    sheet.set_freeze_panes(3, 1)?;
    Ok(Some(sheet))
}
