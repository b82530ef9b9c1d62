//! Arrival profiles: when in the week real-time work comes. Built in, from a CSV file, and cut to opening hours.
//!
//! A profile is one weight for each of the 336 half-hours of a week, Monday 00:00 first. Only their proportions count: volumes are
//! what people receive, so hours in which nobody can call move their share to the others.

use crate::diagnostics::Position;
use crate::model::Profile;

use super::read::Reading;

/// Half-hours of a day, and of a week.
const DAY: usize = 48;
const WEEK: usize = 7 * DAY;

/// The built-in profile `retail`, with its weights in the fourth column.
const RETAIL: &str = include_str!("../model/retail_profile.csv");

/// A built-in profile by days and hours. No public source gives half-hours; the shapes follow what facts §1 calls practitioners'
/// norms (two humps, 10-12 and 14-16 o'clock; Monday 18 to 22 % of the week) and are assumptions.
struct Shape {
    /// Parts of the week, Monday first.
    days: [f64; 7],
    /// Parts of a working day, by hour.
    weekday: [f64; 24],
    /// Parts of a day at the weekend, by hour.
    weekend: [f64; 24],
}

/// Monday to Friday, 08 to 18 o'clock.
const OFFICE_HOURS: Shape = Shape {
    days: [23.0, 20.5, 19.5, 19.0, 18.0, 0.0, 0.0],
    weekday: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.5, 11.0, 13.0, 12.5, 8.5, 8.5, 12.5, 12.5, 9.5, 5.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    weekend: [0.0; 24],
};

/// Every day around the clock, with a quiet night: travel, banks' card lines, telecoms.
const AROUND_THE_CLOCK: Shape = Shape {
    days: [16.0, 15.0, 14.5, 14.5, 14.5, 13.0, 12.5],
    weekday: [1.6, 1.2, 1.0, 0.9, 0.9, 1.2, 2.0, 3.4, 5.2, 6.4, 6.9, 6.9, 6.4, 6.3, 6.5, 6.5, 6.2, 5.8, 5.4, 5.0, 4.6, 4.0, 3.2, 2.5],
    weekend: [2.4, 1.9, 1.5, 1.2, 1.1, 1.1, 1.5, 2.3, 3.6, 5.0, 6.0, 6.4, 6.3, 6.1, 6.0, 5.9, 5.8, 5.7, 5.6, 5.5, 5.3, 4.9, 4.2, 3.5],
};

/// Bills and moves on working days from 07 to 20 o'clock, a steep Monday, and a thin line for outages at all hours.
const UTILITY: Shape = Shape {
    days: [23.0, 19.0, 17.5, 16.5, 15.0, 6.0, 3.0],
    weekday: [0.4, 0.3, 0.3, 0.3, 0.3, 0.5, 1.2, 5.0, 9.0, 10.5, 10.5, 9.5, 8.0, 8.5, 8.5, 8.0, 7.0, 6.0, 4.0, 2.5, 1.0, 0.8, 0.6, 0.5],
    weekend: [1.2, 1.0, 0.9, 0.9, 0.9, 1.1, 2.0, 4.0, 7.5, 10.0, 10.0, 9.0, 8.0, 6.5, 5.5, 5.0, 5.0, 5.0, 4.5, 4.0, 3.0, 2.2, 1.6, 1.2],
};

impl Shape {
    /// Half-hours lean a quarter towards the hour that they are next to, where somebody calls in it.
    fn weights(&self) -> Vec<f64> {
        let weight = |i: usize| {
            let (d, half_hour) = (i / DAY, i % DAY);
            let day = if d < 5 { &self.weekday } else { &self.weekend };
            let hour = half_hour / 2;
            let beside = if half_hour.is_multiple_of(2) { hour.checked_sub(1) } else { Some(hour + 1) };
            let beside = beside.and_then(|hour| day.get(hour)).copied().filter(|weight| *weight > 0.0).unwrap_or(day[hour]);
            let here = if day[hour] > 0.0 { 0.75 * day[hour] + 0.25 * beside } else { 0.0 };
            self.days[d] * here / day.iter().sum::<f64>().max(1e-9)
        };
        (0..WEEK).map(weight).collect()
    }
}

fn built_in(name: &str) -> Vec<f64> {
    match name {
        "office_hours" => OFFICE_HOURS.weights(),
        "around_the_clock" => AROUND_THE_CLOCK.weights(),
        "utility" => UTILITY.weights(),
        _ => RETAIL.lines().skip(1).filter_map(|line| line.split(',').nth(3)?.parse().ok()).collect(),
    }
}

/// Columns of a file that hold the weights, the first one found.
const COLUMNS: [&str; 6] = ["weight", "share", "contacts", "calls", "offered", "volume"];

/// Weights from a CSV file: 336 rows of half-hours or 168 rows of hours, Monday 00:00 first. Columns are apart by comma, semicolon
/// or tab (with the latter two a decimal comma is understood); the weights stand in a column called as in [`COLUMNS`], else in the
/// last one. A first row without a number there is a header; empty rows and those that begin with `#` do not count.
///
/// # Errors
/// What is wrong, with its row.
fn from_csv(text: &str) -> Result<Vec<f64>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut rows = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#')).peekable();
    let apart = match rows.peek() {
        Some((_, line)) => [';', '\t'].into_iter().find(|c| line.contains(*c)).unwrap_or(','),
        None => return Err("it has no rows".to_owned()),
    };
    let cells = |line: &str| -> Vec<String> { line.split(apart).map(|cell| cell.trim().trim_matches('"').trim().to_owned()).collect() };
    let number = |cell: &str| {
        let cell = if apart == ',' { cell.to_owned() } else { cell.replace(',', ".") };
        cell.trim_end_matches('%').trim_end().parse::<f64>().ok()
    };
    let mut column = None;
    if let Some((_, line)) = rows.peek() {
        let first = cells(line);
        let named = COLUMNS.iter().find_map(|name| first.iter().position(|cell| cell.eq_ignore_ascii_case(name)));
        if named.is_some() || first.last().is_none_or(|cell| number(cell).is_none()) {
            column = named;
            rows.next();
        }
    }
    let mut weights = Vec::with_capacity(WEEK);
    for (row, line) in rows {
        let cells = cells(line);
        let cell = column.map_or(cells.last(), |c| cells.get(c)).map(String::as_str).unwrap_or_default();
        match number(cell) {
            Some(weight) if weight >= 0.0 && weight.is_finite() => weights.push(weight),
            _ => return Err(format!("line {}: expected a weight of 0 or more, found {cell:?}", row + 1)),
        }
    }
    if weights.len() == WEEK / 2 {
        weights = weights.iter().flat_map(|hour| [hour / 2.0; 2]).collect();
    }
    if weights.len() != WEEK {
        return Err(format!(
            "expected {WEEK} half-hours or {} hours of a week, Monday 00:00 first, found {} rows",
            WEEK / 2,
            weights.len()
        ));
    }
    if weights.iter().sum::<f64>() <= 0.0 {
        return Err("nothing arrives in it".to_owned());
    }
    Ok(weights)
}

/// First and last half-hour of opening hours, `08:00-20:00`; `closed`: none.
///
/// # Errors
/// What was expected.
fn hours(text: &str) -> Result<(usize, usize), String> {
    let wrong = || format!("expected opening hours as \"08:00-20:00\", in half-hours, or \"closed\", found {text:?}");
    let text = text.trim();
    if text.eq_ignore_ascii_case("closed") {
        return Ok((0, 0));
    }
    let half_hour = |time: &str| {
        let (hour, minute) = time.trim().split_once(':')?;
        let digits = |s: &str| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        let hour: usize = digits(hour).then(|| hour.parse().ok())??;
        let half = match minute {
            "00" => 0,
            "30" => 1,
            _ => return None,
        };
        Some(2 * hour + half).filter(|slot| *slot <= DAY)
    };
    let (from, to) = text.split_once('-').and_then(|(from, to)| Some((half_hour(from)?, half_hour(to)?))).ok_or_else(wrong)?;
    if from < to { Ok((from, to)) } else { Err(wrong()) }
}

/// Keys of opening hours and the days they hold for.
const OPENING: [(&str, std::ops::Range<usize>); 3] =
    [("service.opening.monday_to_friday", 0..5), ("service.opening.saturday", 5..6), ("service.opening.sunday", 6..7)];

/// Path of the key that names a file.
pub(super) const FILE: &str = "service.profile_file";

/// The profile of a scenario: built in, or the text of its file, cut to opening hours.
pub(super) fn profile(reading: &mut Reading, file: Option<&str>) -> Profile {
    let chosen = reading.text("service.profile", [0; 3]).unwrap_or_default().to_owned();
    let mut weights = built_in(&chosen);
    if let Some(text) = file {
        match from_csv(text) {
            Ok(own) => weights = own,
            Err(wrong) => {
                let help = "a row for each half-hour of a week, its weight in the last column or in one called weight".to_owned();
                reading.fault("bad-profile", FILE, format!("in the file: {wrong}"), Some(help));
            }
        }
        if !matches!(reading.position("service.profile"), Position::Nowhere) && reading.is_written("service.profile") {
            reading.warn("no-effect", "service.profile", "has no effect: the file of service.profile_file takes its place", None);
        }
    }
    for (path, days) in OPENING {
        let Some(text) = reading.text(path, [0; 3]).map(str::to_owned) else { continue };
        match hours(&text) {
            Ok((from, to)) => {
                let mut idle = 0;
                for day in days {
                    for half_hour in 0..DAY {
                        let weight = &mut weights[day * DAY + half_hour];
                        if !(from..to).contains(&half_hour) {
                            *weight = 0.0;
                        } else if *weight == 0.0 {
                            idle += 1;
                        }
                    }
                }
                if idle > 0 {
                    let found = format!("in {idle} of these half-hours nobody calls: none are staffed");
                    let help = format!("the profile {chosen} has no arrivals there; choose another, or give service.profile_file");
                    reading.warn("idle-hours", path, found, Some(help));
                }
            }
            Err(wrong) => reading.fault("bad-hours", path, wrong, None),
        }
    }
    if weights.iter().sum::<f64>() <= 0.0 {
        reading.fault("bad-hours", "service.opening", "nothing arrives in these opening hours", None);
    }
    Profile::from_weights(&weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_profiles_are_weeks() {
        let key = crate::registry::keys().find(|key| key.path == "service.profile").expect("a key");
        let crate::registry::Kind::Choice(names, _) = key.kind else { panic!("a choice") };
        for name in names {
            let weights = built_in(name);
            assert_eq!(weights.len(), WEEK, "{name}");
            let all: f64 = weights.iter().sum();
            let day = |d: usize| weights[d * DAY..(d + 1) * DAY].iter().sum::<f64>() / all;
            let week: Vec<f64> = (0..7).map(day).collect();
            assert!(week[1..].iter().all(|day| *day < week[0]), "{name}: Monday is the busiest day, {week:?}");
            let open = weights.iter().filter(|w| **w > 0.0).count();
            let wanted = match *name {
                "office_hours" => 5 * 20,
                "retail" => open,
                _ => WEEK,
            };
            assert_eq!(open, wanted, "{name}");
        }
    }

    #[test]
    fn files_of_half_hours_and_of_hours_are_weeks() {
        assert_eq!(from_csv(RETAIL).expect("a file"), built_in("retail"));
        let plain = (0..WEEK).map(|i| (i % 7).to_string()).collect::<Vec<_>>().join("\n");
        assert_eq!(from_csv(&plain).expect("a file").len(), WEEK);
        let hours = (0..WEEK / 2).map(|i| format!("Mo;{},5", i % 3)).collect::<Vec<_>>().join("\r\n");
        let weights = from_csv(&format!("# from the switch\nday;calls\n{hours}")).expect("a file");
        assert_eq!((weights.len(), weights[0], weights[1], weights[2]), (WEEK, 0.25, 0.25, 0.75));
        for (text, wrong) in [
            ("", "it has no rows"),
            ("weight\n1\n2\n", "found 2 rows"),
            ("weight\n1\n-2\n", "line 3"),
            ("a,weight\n1,x\n", "line 2"),
            (&"0\n".repeat(WEEK), "nothing arrives"),
        ] {
            let found = from_csv(text).expect_err("is wrong");
            assert!(found.contains(wrong), "{text:.20?}: {found}");
        }
    }

    #[test]
    fn opening_hours_are_half_hours_of_a_day() {
        assert_eq!(hours("08:00-20:30"), Ok((16, 41)));
        assert_eq!(hours("0:00 - 24:00"), Ok((0, 48)));
        assert_eq!(hours("Closed"), Ok((0, 0)));
        for wrong in ["8-20", "08:15-20:00", "20:00-08:00", "08:00-24:30", "08:00", "25:00-26:00", "+8:00-9:00"] {
            assert!(hours(wrong).is_err(), "{wrong}");
        }
    }
}
