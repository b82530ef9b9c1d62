//! People: the team required against the team paid, new baselines, the two signals.

use super::super::data::{Data, Stat};
use super::super::words::number;
use super::canvas::Tone;
use super::lines::{Lines, Series, Shade};
use super::rows::{Bar, Row, Rows};
use super::unit::Unit;
use super::{Body, Figure, months_behind, rows_behind, upper};

/// Figures about people that the data hold.
pub(super) fn figures(data: &Data) -> Vec<Figure> {
    let mut figures = Vec::new();
    for option in data.in_focus() {
        figures.extend(headcount(data, &option.id, None));
        let teams = data.teams();
        // Every team of the option looked at first; the others would fill a wall.
        if teams.len() > 1 && option.id == data.shown().id {
            figures.extend(teams.iter().filter_map(|team| headcount(data, &option.id, Some(team))));
        }
        figures.extend(super::hr::figures(data, &option.id));
        figures
            .extend([baseline(data, &option.id, &AHT), baseline(data, &option.id, &CSAT), signals(data, &option.id)].into_iter().flatten());
    }
    figures
}

fn line(name: &str, middle: Vec<f64>, tone: Tone, strong: bool) -> Series {
    Series { option: None, name: name.into(), middle, band: None, tone, dashed: false, strong }
}

/// FTE that the work requires against those that are paid, in all or of one team.
fn headcount(data: &Data, option: &str, team: Option<&str>) -> Option<Figure> {
    let of = |metric: &str| team.map_or_else(|| metric.to_owned(), |team| format!("{metric}.{team}"));
    let spread = data.worlds() > 1;
    let paid = data.series(option, &of("effective_fte"), Stat::Mean);
    let required = data.series(option, &of("required_fte"), Stat::Mean);
    let heads = data.series(option, &of("heads"), Stat::Mean);
    if paid.is_empty() || required.is_empty() {
        return None;
    }
    let edge = |stat| data.series(option, &of("required_fte"), stat);
    let no_ai = data.series(&data.options[0].id, &of("required_fte"), Stat::Mean);
    let mut required_line = line("Required by the work", required.clone(), Tone::Ink, true);
    required_line.band = spread.then(|| (edge(Stat::P10), edge(Stat::P90)));
    let mut without = line("Required without AI", no_ai, Tone::Soft, false);
    without.dashed = true;
    let lines = Lines {
        shades: vec![
            Shade {
                option: None,
                name: "paid, not needed".into(),
                low: required.clone(),
                high: paid.clone(),
                tone: Tone::Lost,
                opacity: 0.26,
            },
            Shade { option: None, name: "missing".into(), low: paid.clone(), high: required.clone(), tone: Tone::People, opacity: 0.26 },
        ],
        series: vec![without, line("Paid and working", paid.clone(), Tone::People, true), required_line],
        ..Lines::by_month(data, Unit::Count("FTE".into(), 1))
    };
    let last = paid.len() - 1;
    let stranded = paid.iter().zip(&required).map(|(p, r)| p - r).fold(f64::NEG_INFINITY, f64::max);
    let missing = paid.iter().zip(&required).map(|(p, r)| r - p).fold(f64::NEG_INFINITY, f64::max);
    let who = team.map_or_else(|| "In-house teams go".to_owned(), |team| format!("{} go", upper(&data.team_name(team))));
    let start = heads.first().copied().unwrap_or(f64::NAN);
    let message = format!(
        "{who} from {} to {} heads; at most {} FTE a month are paid and not needed, at most {} are missing.",
        number(start, 0),
        number(heads[last], 0),
        number(stranded.max(0.0), 0),
        number(missing.max(0.0), 0)
    );
    let mut behind = months_behind(&lines, true);
    behind.head.push("Heads".into());
    for (row, heads) in behind.rows.iter_mut().zip(&heads) {
        row.push(number(*heads, 1));
    }
    let kind = if team.is_some() { "headcount_of_team" } else { "headcount" };
    let name = team.map_or_else(|| "all in-house teams".to_owned(), |team| data.team_name(team));
    Some(Figure {
        kind,
        option: Some(team.map_or_else(|| option.to_owned(), |team| format!("{option}-{team}"))),
        message,
        title: format!("FTE required and paid by month: {name}"),
        note: "Means over worlds; band: 8 chances in 10 of what is required. Orange: paid and not needed. Purple: missing.".into(),
        source: format!(
            "Required: agents for the service target over hours paid and productive. Paid: heads by productivity and temporary staff. months.csv: {}, {}.",
            of("required_fte"),
            of("effective_fte")
        ),
        behind,
        body: Body::Lines(lines),
    })
}

/// A figure with a baseline.
struct Target {
    kind: &'static str,
    figure: &'static str,
    words: &'static str,
    unit: fn() -> Unit,
    scale: f64,
    /// Is more of it better?
    more_is_better: bool,
}

const AHT: Target = Target {
    kind: "baseline_aht",
    figure: "aht_minutes",
    words: "handle time",
    unit: || Unit::Count("minutes".into(), 1),
    scale: 1.0,
    more_is_better: false,
};
const CSAT: Target = Target {
    kind: "baseline_csat",
    figure: "csat",
    words: "satisfaction",
    unit: || Unit::Count("points".into(), 1),
    scale: 100.0,
    more_is_better: true,
};

/// Parts of a change, and what they are: the work's doing first.
const PARTS: [(&str, &str, bool); 7] = [
    ("types", "Other contact types are left", true),
    ("slices", "Harder cases are left", true),
    ("handoff", "Handoffs from the AI", true),
    ("skill_fit", "Who gets them", true),
    ("hurry", "Hurry under old targets", false),
    ("coaching", "Coaching and assist", false),
    ("queue", "Waiting and hanging up", false),
];

/// The new baseline in the last month, with what makes it.
fn baseline(data: &Data, option: &str, target: &Target) -> Option<Figure> {
    let t = data.dates.len() - 1;
    let item = |name: &str| data.baseline(option, "all", target.figure, name).get(t).map(|row| row.map(|x| x * target.scale));
    let (before, now, new) = (item("before")?, item("now")?, item("new_target")?);
    let unit = (target.unit)();
    let spread = data.worlds() > 1;
    let row = |label: &str, from: f64, to: f64, tone: Tone, value: String, strong: bool| Row {
        label: label.into(),
        bars: vec![Bar { from, to, tone, light: false }],
        readings: vec![("mean".into(), format!("{value} {}", unit.axis()))],
        value,
        strong,
        ..Row::default()
    };
    let mut rows = vec![row("Before the AI", 0.0, before[0], Tone::Soft, unit.text(before[0]), true)];
    let mut level = before[0];
    for (name, words, work) in PARTS {
        if name == "hurry" {
            let mut total = row("New baseline", 0.0, new[0], Tone::Ink, unit.text(new[0]), true);
            if spread {
                total.whisker = Some([new[1], new[3]]);
                total.readings.push(("P10".into(), unit.text(new[1])));
                total.readings.push(("P90".into(), unit.text(new[3])));
            }
            rows.push(total);
        }
        let Some(part) = item(name) else { continue };
        let good = (part[0] > 0.0) == target.more_is_better;
        let tone = if !work && !good {
            Tone::People
        } else if good {
            Tone::Won
        } else {
            Tone::Lost
        };
        let sign = if part[0] > 0.0 { "+" } else { "" };
        rows.push(row(words, level, level + part[0], tone, format!("{sign}{}", unit.text(part[0])), false));
        level += part[0];
    }
    rows.push(row("Measured", 0.0, now[0], Tone::Ink, unit.text(now[0]), true));
    let rows = Rows {
        unit,
        rows,
        from_zero: true,
        joined: true,
        legend: vec![
            (Tone::Soft, false, "before".into()),
            (Tone::Lost, false, "worse".into()),
            (Tone::Won, false, "better".into()),
            (Tone::People, false, "worse, and not the work".into()),
            (Tone::Ink, false, "new baseline, measured".into()),
        ],
    };
    let said = |x: f64| number(x, 1);
    let message = if target.figure == "csat" {
        format!("A {} of {} % is on target now; before the AI it was {} %.", target.words, said(new[0]), said(before[0]))
    } else {
        format!("A {} of {} minutes is on target now; before the AI it was {}.", target.words, said(new[0]), said(before[0]))
    };
    Some(Figure {
        kind: target.kind,
        option: Some(option.to_owned()),
        message,
        title: format!("New baseline of {} in {}, all people who serve customers", target.words, data.dates[t]),
        note: if spread { "Means over worlds; whisker: P10 to P90 of the new baseline.".into() } else { String::new() },
        source: format!(
            "The figure computed anew with one cause after another put in; the parts sum to the change. baselines.csv: team all, {}, month {t}.",
            target.figure
        ),
        behind: rows_behind(&rows, "part"),
        body: Body::Rows(rows),
    })
}

/// Efficiency as dashboards see it, and people.
fn signals(data: &Data, option: &str) -> Option<Figure> {
    let over = |name: &str, at: usize| -> Vec<f64> { data.baseline(option, "all", name, "now").iter().map(|row| row[at]).collect() };
    let (efficiency, people) = (over("efficiency_index", 0), over("people_index", 0));
    if efficiency.is_empty() || people.is_empty() {
        return None;
    }
    let spread = data.worlds() > 1;
    let with_band = |name: &str, words: &str, tone: Tone| Series {
        band: spread.then(|| (over(name, 1), over(name, 3))),
        ..line(words, over(name, 0), tone, true)
    };
    let lines = Lines {
        from_zero: false,
        level: Some(100.0),
        shades: vec![Shade {
            option: None,
            name: "clock ticks".into(),
            low: people.iter().map(|p| p.min(100.0)).collect(),
            high: efficiency.iter().zip(&people).map(|(e, p)| if *e > 100.0 && *p < 100.0 { 100.0 } else { p.min(100.0) }).collect(),
            tone: Tone::People,
            opacity: 0.12,
        }],
        series: vec![
            with_band("efficiency_index", "Efficiency, as dashboards see it", Tone::Won),
            with_band("people_index", "People: team and customers", Tone::People),
        ],
        ..Lines::by_month(data, Unit::Count("index, 100: as without AI".into(), 0))
    };
    let signal = data.summary.pointer(&format!("/options/{option}/dual_signal"));
    let chance = signal.and_then(|s| s["ticking_clock_probability"].as_f64()).unwrap_or(f64::NAN);
    let month = signal.and_then(|s| s["ticking_clock_month"].as_f64());
    let message = match month {
        Some(month) => {
            let date = data.dates.get(month as usize).map_or_else(String::new, |d| format!(" from {d} on"));
            format!("A clock ticks{date}: efficiency is borrowed from people and customers.")
        }
        None if chance > 0.0 => format!("In most worlds no clock ticks; in {} it does.", super::super::words::percent(chance)),
        None => "No clock ticks: what is saved is not borrowed from people and customers.".to_owned(),
    };
    Some(Figure {
        kind: "signals",
        option: Some(option.to_owned()),
        message,
        title: "Two signals by month: efficiency and people".into(),
        note: "100: as without AI in the same world. Shaded: efficiency above and people below, which is a ticking clock after three months.".into(),
        source: "Geometric means. Efficiency: cost per conversation, containment, human hours per issue. People: agent experience, FCR, retention, customer effort. baselines.csv: efficiency_index, people_index.".into(),
        behind: months_behind(&lines, true),
        body: Body::Lines(lines),
    })
}
