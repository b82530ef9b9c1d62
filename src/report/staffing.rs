//! HR's table: one row for each plan, team and month, as `staffing.csv` and the workbook have it, and JSON.

use serde_json::{Map, Value, json};

use super::sheets::{Sheet, figure};
use super::staffing_plan::plan;
use crate::analysis::hr::headcount::{Figure, Headcount, Kind, People, Quantiles, Sums};
use crate::analysis::hr::percentile::{Newsvendor, Percentiles};
use crate::analysis::hr::pooling::{Pays, Pooling, Size, Way};
use crate::model::Model;

/// A cell of the table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// An id.
    Text(String),
    /// The first day of a month: year and month, 1 = January.
    Month(u16, u8),
    /// A figure.
    Number(f64),
}

/// How a column's numbers are to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Words.
    Text,
    /// A month.
    Month,
    /// A whole number.
    Count,
    /// Heads or FTE.
    People,
    /// A share.
    Share,
    /// An index around 100.
    Index,
}

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Name in files.
    pub name: String,
    /// What it holds.
    pub help: String,
    /// How it looks in a workbook.
    pub look: Look,
}

/// A quantile's ending of a column name, and what it is of the quantiles.
type Part = (&'static str, fn(&Quantiles) -> f64);

/// Quantiles that are shown of a figure.
fn parts(figure: Figure) -> &'static [Part] {
    match figure {
        Figure::Required => &[("p50", |q| q.p50), ("p80", |q| q.p80), ("p95", |q| q.p95)],
        Figure::Heads | Figure::Hires => &[("p10", |q| q.p10), ("p90", |q| q.p90)],
        Figure::Retrain | Figure::Severed => &[("p90", |q| q.p90)],
        _ => &[],
    }
}

fn look(figure: Figure) -> Look {
    match figure {
        Figure::Short | Figure::Service | Figure::Occupancy => Look::Share,
        Figure::Experience => Look::Index,
        _ => Look::People,
    }
}

/// Columns of the table, in order.
pub fn headings() -> Vec<Heading> {
    let heading = |name: &str, help: &str, look| Heading { name: name.into(), help: help.into(), look };
    let mut all = vec![
        heading("option", "Option of the scenario; no_ai: today's operation going on.", Look::Text),
        heading("plan", "chosen: the option as it is; attrition_only: the same without anybody let go.", Look::Text),
        heading("team", "Team; all: all teams together.", Look::Text),
        heading("month", "Month of the run, from 0.", Look::Count),
        heading("date", "The month by the calendar.", Look::Month),
    ];
    for figure in Figure::ALL {
        all.push(heading(figure.name(), &format!("{} Mean over worlds.", figure.help()), look(*figure)));
        for (part, _) in parts(*figure) {
            let share = &part[1..];
            all.push(heading(
                &format!("{}_{part}", figure.name()),
                &format!("The same: not exceeded in {share} of 100 worlds."),
                look(*figure),
            ));
        }
        if *figure == Figure::Experience {
            let help = "Share of the team that would leave of its own accord in a year at this month's pace.";
            all.push(heading("attrition_a_year", help, Look::Share));
        }
    }
    all
}

/// Name of a place: a team's id, or `all`.
pub fn place_name(model: &Model, place: usize) -> &str {
    model.teams.get(place).map_or("all", |team| &team.id)
}

/// All rows: plans in order, their months, and in each the teams and all of them together.
pub fn rows<'a>(model: &'a Model, headcount: &'a Headcount) -> impl Iterator<Item = Vec<Cell>> + 'a {
    headcount.plans.iter().flat_map(move |people| {
        (0..people.months()).flat_map(move |t| (0..=people.everybody()).map(move |place| row(model, people, t, place)))
    })
}

fn row(model: &Model, people: &People, t: usize, place: usize) -> Vec<Cell> {
    let calendar = &model.calendar;
    let since_january = calendar.start_month as usize + t;
    let year = calendar.start_year + i32::try_from(since_january / 12).unwrap_or_default();
    let mut cells = vec![
        Cell::Text(people.label.id.clone()),
        Cell::Text(people.kind.name().into()),
        Cell::Text(place_name(model, place).into()),
        Cell::Number(t as f64),
        Cell::Month(year.clamp(0, 9999) as u16, (since_january % 12 + 1) as u8),
    ];
    for figure in Figure::ALL {
        cells.push(Cell::Number(people.mean(t, place, *figure)));
        let quantiles = people.quantiles(t, place, *figure);
        cells.extend(parts(*figure).iter().map(|(_, of)| Cell::Number(quantiles.map_or(f64::NAN, of))));
        if *figure == Figure::Experience {
            cells.push(Cell::Number(people.attrition_a_year(t, place)));
        }
    }
    cells
}

/// `staffing.csv`.
pub fn csv(model: &Model, headcount: &Headcount) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(headings().iter().map(|heading| heading.name.as_str()));
    for row in rows(model, headcount) {
        sheet.row(row.iter().map(|cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Month(year, month) => format!("{year:04}-{month:02}"),
            Cell::Number(x) => figure(*x),
        }));
    }
    sheet.bytes()
}

/// Everything there is to say of one option.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The model.
    pub model: &'a Model,
    /// The people of all plans.
    pub headcount: &'a Headcount,
    /// The plan that is told.
    pub people: &'a People,
    /// First of the months told in words.
    pub from: usize,
    /// The percentile to plan for, where it was studied.
    pub percentiles: Option<&'a Percentiles>,
    /// What splitting off specialists costs, where the option does.
    pub pooling: Option<&'a Pooling>,
}

impl View<'_> {
    /// The attrition-only plan of the same option.
    pub fn attrition_only(&self) -> Option<&People> {
        self.headcount.find(&self.people.label.id, Kind::AttritionOnly)
    }

    /// As JSON text, with a line end.
    pub fn to_json(&self) -> String {
        let calendar = &self.model.calendar;
        let dates: Vec<String> = (0..self.people.months()).map(|t| calendar.label(t)).collect();
        let plan: Vec<Value> = plan(self.model, self.people, self.from, self.headcount.trials)
            .iter()
            .map(|month| json!({ "month": month.date, "teams": month.teams.iter().cloned().collect::<Map<String, Value>>() }))
            .collect();
        let value = json!({
            "trials": self.headcount.trials,
            "option": self.people.label.id,
            "months": dates,
            "teams": teams(self.model, self.people),
            "in_all": sums(&self.people.sums),
            "attrition_only": self.attrition_only().map(|people| json!({ "teams": teams(self.model, people), "in_all": sums(&people.sums) })),
            "plan": plan,
            "planning_percentile": self.percentiles.map(percentiles),
            "pooling": self.pooling.map(pooling),
        });
        let mut text = serde_json::to_string_pretty(&value).expect("numbers and strings always serialise");
        text.push('\n');
        text
    }
}

fn teams(model: &Model, people: &People) -> Map<String, Value> {
    let over = |of: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..people.months()).map(of).collect() };
    (0..=people.everybody())
        .map(|place| {
            let mut figures = Map::new();
            for figure in Figure::ALL {
                figures.insert(figure.name().into(), json!(over(&|t| people.mean(t, place, *figure))));
                for (part, of) in parts(*figure) {
                    let series = over(&|t| people.quantiles(t, place, *figure).map_or(f64::NAN, of));
                    figures.insert(format!("{}_{part}", figure.name()), json!(series));
                }
            }
            figures.insert("attrition_a_year".into(), json!(over(&|t| people.attrition_a_year(t, place))));
            (place_name(model, place).to_owned(), Value::Object(figures))
        })
        .collect()
}

fn sums(s: &Sums) -> Value {
    json!({
        "cost": s.cost,
        "cost_savings": s.cost_savings,
        "contribution_lost": s.contribution_lost,
        "service_debt": s.service_debt,
        "severance_cost": s.severance,
        "hiring_and_training_cost": s.hiring,
        "hired": s.hired,
        "retrained": s.retrained,
        "left": s.left,
        "severed": s.severed,
        "redeployed": s.redeployed,
        "rehired": s.rehired,
        "collective_dismissal": s.collective,
        "heads_at_end": s.heads_at_end,
        "spare_fte_months": s.spare,
        "missing_fte_months": s.short,
        "service_level": s.service_level,
        "months_below_service": s.months_below_service,
        "service_holds": s.service_holds,
    })
}

fn newsvendor(n: &Newsvendor) -> Value {
    json!({
        "cost_of_a_spare_fte_month": n.spare,
        "cost_of_a_missing_fte_month": n.short,
        "fractile": n.fractile,
        "best_percentile": n.percentile,
        "within_those_tried": n.inside,
    })
}

fn percentiles(p: &Percentiles) -> Value {
    let plans: Vec<Value> = p
        .plans
        .iter()
        .map(|plan| json!({ "percentile": plan.percentile, "covered": plan.covered(), "in_all": sums(&plan.sums) }))
        .collect();
    json!({
        "trials": p.trials,
        "used": p.used,
        "covered": p.covered,
        "at_equal_service": newsvendor(&p.equal_service),
        "with_customers": newsvendor(&p.with_customers),
        "service_holds_from": p.service_holds_from,
        "best": p.best,
        "loss_of_the_one_used": p.loss,
        "plans": plans,
    })
}

fn pooling(p: &Pooling) -> Value {
    let way = |w: &Way| json!({ "fte": w.fte, "wages": w.wages, "contribution_kept": w.kept });
    let size = |s: &Size| {
        json!({
            "scale": s.scale,
            "pooled": way(&s.pooled),
            "split": way(&s.split),
            "specialist_fte": s.specialists,
            "loss_fte": s.loss,
            "loss_fte_without_help": s.loss_without_help,
        })
    };
    let pays = |pays: &Pays| match pays {
        Pays::Always => json!({ "pays": "always" }),
        Pays::Never => json!({ "pays": "never" }),
        Pays::From { fte, specialists } => json!({ "pays": "from", "fte": fte, "specialist_fte": specialists }),
    };
    json!({
        "month": p.month,
        "specialist_from_tier": p.from_tier,
        "now": size(&p.own),
        "by_fte": pays(&p.by_fte),
        "by_wages": pays(&p.by_wages),
        "with_customers": pays(&p.by_money),
        "sizes": p.sizes.iter().map(size).collect::<Vec<_>>(),
    })
}
