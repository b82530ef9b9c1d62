//! HR's figures, from `staffing.csv`: how many to plan for, how sure that is, and the risk of being short.

use super::super::data::{Data, number};
use super::super::words::percent;
use super::canvas::Tone;
use super::lines::{Lines, Series};
use super::unit::Unit;
use super::{Body, Figure, months_behind};

/// Everybody in-house, in the table.
const ALL: &str = "all";

/// Figures of a plan that the table holds.
pub(super) fn figures(data: &Data, option: &str) -> Vec<Figure> {
    [planning(data, option), short(data, option)].into_iter().flatten().collect()
}

/// A column of the chosen plan of an option over months; none where the table has no such rows or no such column.
pub fn plan(data: &Data, option: &str, team: &str, column: &str) -> Option<Vec<f64>> {
    let place = data.tables.get("staffing.csv")?.column(column)?;
    let rows = data.rows("staffing.csv", &[option, "chosen", team]);
    let values: Vec<f64> = rows.iter().map(|row| number(&row[place])).collect();
    (values.len() == data.dates.len()).then_some(values)
}

fn line(name: &str, middle: Vec<f64>, tone: Tone, dashed: bool, strong: bool) -> Series {
    Series { option: None, name: name.into(), middle, band: None, tone, dashed, strong }
}

/// FTE required at three percentiles, and those at work.
fn planning(data: &Data, option: &str) -> Option<Figure> {
    let of = |column: &str| plan(data, option, ALL, column);
    let (p50, p80, p95, working) = (of("required_fte_p50")?, of("required_fte_p80")?, of("required_fte_p95")?, of("effective_fte")?);
    let last = data.dates.len() - 1;
    let fte = |x: f64| Unit::Count(String::new(), 0).text(x);
    let message = format!(
        "In {} the work needs {} FTE or fewer in half of the worlds, {} in 8 of 10, {} in 19 of 20.",
        data.dates[last],
        fte(p50[last]),
        fte(p80[last]),
        fte(p95[last])
    );
    let lines = Lines {
        series: vec![
            line("P95", p95, Tone::Lost, true, false),
            line("P80", p80, Tone::Lost, false, false),
            line("P50", p50, Tone::Ink, false, true),
            line("At work, mean", working, Tone::People, false, true),
        ],
        ..Lines::by_month(data, Unit::Count("FTE".into(), 1))
    };
    Some(Figure {
        kind: "planning",
        option: Some(option.to_owned()),
        message,
        title: "FTE that the in-house work requires, by how sure one wants to be".into(),
        note: "P80: enough in 8 of 10 worlds.".into(),
        source: "Required FTE of the month over worlds. staffing.csv: plan chosen, team all, required_fte_p50, required_fte_p80, required_fte_p95, effective_fte.".into(),
        behind: months_behind(&lines, false),
        body: Body::Lines(lines),
    })
}

/// The chance of being short, by team.
fn short(data: &Data, option: &str) -> Option<Figure> {
    let teams = data.teams();
    let series: Vec<Series> = teams
        .iter()
        .enumerate()
        .filter_map(|(i, team)| {
            let risk = plan(data, option, team, "short_probability")?;
            Some(line(&data.team_name(team), risk, Tone::Option([0, 2, 3, 4, 5, 1][i % 6]), false, true))
        })
        .collect();
    let worst = series.iter().flat_map(|s| s.middle.iter().enumerate().map(move |(t, x)| (*x, t, s.name.as_str())));
    let (risk, t, team) = worst.filter(|(x, ..)| x.is_finite()).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let message = format!("The risk of being short is greatest for {team} in {}: {}.", data.dates[t], percent(risk));
    let lines = Lines { series, ..Lines::by_month(data, Unit::Share) };
    Some(Figure {
        kind: "short",
        option: Some(option.to_owned()),
        message,
        title: "Chance that a team has more than 5 % too few, before overtime".into(),
        note: "Share of worlds.".into(),
        source: "Effective FTE below 95 % of those required. staffing.csv: plan chosen, short_probability of each team.".into(),
        behind: months_behind(&lines, false),
        body: Body::Lines(lines),
    })
}
