//! From a reading without errors to the [`Model`].

use crate::diagnostics::{Position, Severity};
use crate::model::{Assumption, Channel, Hurdle, Input, Lever, Model, Named, OptionSpec, Owner, SizeTo, SlideClaim, TypeInfo};
use crate::registry::{Domain, KEYS, Place};
use crate::time::Calendar;

use super::read::Reading;
use super::value::Quantity;
use super::{check, correlate, profile};

/// Checks what holds between keys and builds the model; `None` when anything is wrong. `written` are the uncertain paths
/// of the file before `--set`, which fix the Sobol dimensions; `arrivals` is the text of the arrival profile's file.
pub fn build(reading: &mut Reading, written: &[String], arrivals: Option<&str>) -> Option<Model> {
    check::check(reading);
    let profile = profile::profile(reading, arrivals);
    let calendar = calendar(reading);
    let mut options = options(reading);
    let options_written = !matches!(reading.position("options"), Position::Nowhere);
    check::routing(reading, &mut options, options_written);
    let inputs = inputs(reading, written);
    let correlations = correlate::correlations(reading, &inputs);
    if reading.faults.iter().any(|f| f.severity == Severity::Error) {
        return None;
    }
    Some(Model {
        name: reading.text("scenario.name", [0; 3])?.to_owned(),
        currency: reading.text("scenario.currency", [0; 3])?.to_owned(),
        calendar: calendar?,
        types: types(reading),
        teams: named(reading, "teams[]", [0; 3], 0),
        skills: skills(reading),
        vendors: named(reading, "vendors[]", [0; 3], 0),
        alternatives: (0..reading.parameters.vendors.len()).map(|v| named(reading, "vendors[].alternatives[]", [v, 0, 0], 1)).collect(),
        profile,
        size_to: if reading.text("levers.staffing.size_to", [0; 3]) == Some("business_case") {
            SizeTo::BusinessCase
        } else {
            SizeTo::Observed
        },
        medians: reading.parameters.clone(),
        inputs,
        correlations,
        options,
        slide: slide(reading),
        hurdle: Hurdle {
            realisation: reading.plain("verdict.hurdle.realisation", [0; 3])?,
            probability: reading.plain("verdict.hurdle.probability", [0; 3])?,
        },
        assumptions: assumptions(reading),
    })
}

fn calendar(reading: &mut Reading) -> Option<Calendar> {
    let months = reading.plain("scenario.months", [0; 3]);
    let go_live = reading.plain("scenario.go_live", [0; 3]);
    if let (Some(months), Some(go_live)) = (months, go_live)
        && go_live >= months
    {
        let found = format!("expected a month before the last ({months} months from 0), found {go_live}");
        reading.fault("go-live", "scenario.go_live", found, None);
    }
    let text = reading.text("scenario.start", [0; 3])?.to_owned();
    let start = text.split_once('-').and_then(|(year, month)| {
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        let (year, month) = (digits(year, 4).then_some(year)?, digits(month, 2).then_some(month)?);
        let month = month.parse::<u32>().ok().filter(|m| (1..=12).contains(m))?;
        Some((year.parse::<i32>().ok()?, month - 1))
    });
    let Some((start_year, start_month)) = start else {
        reading.fault("bad-month", "scenario.start", format!("expected a month as \"2026-01\", found {text:?}"), None);
        return None;
    };
    Some(Calendar { start_year, start_month, months: months? as usize, go_live: go_live? as usize })
}

fn label(reading: &Reading, list: &str, place: Place) -> Named {
    let id = reading.text(&format!("{list}.id"), place).unwrap_or_default().to_owned();
    let name = reading.text(&format!("{list}.name"), place).map_or_else(|| id.clone(), str::to_owned);
    Named { id, name }
}

fn named(reading: &Reading, list: &str, place: Place, depth: usize) -> Vec<Named> {
    let count = reading.elements(list, place).len();
    let element = |i: usize| {
        let mut place = place;
        place[depth] = i;
        label(reading, list, place)
    };
    (0..count).map(element).collect()
}

/// Contact types that each team is a specialist of.
fn skills(reading: &Reading) -> Vec<Vec<usize>> {
    let types = reading.elements("contact_types[]", [0; 3]);
    let known = |id: &String| types.iter().position(|path| path.strip_prefix("contact_types.") == Some(id));
    let one = |j: usize| {
        let mut skills: Vec<usize> = reading.words("teams[].skills", [j, 0, 0]).unwrap_or_default().iter().filter_map(known).collect();
        skills.sort_unstable();
        skills.dedup();
        skills
    };
    (0..reading.elements("teams[]", [0; 3]).len()).map(one).collect()
}

fn types(reading: &Reading) -> Vec<TypeInfo> {
    let one = |(k, path): (usize, &String)| {
        let place = [k, 0, 0];
        let channel = match reading.text("contact_types[].channel", place) {
            Some("chat") => Channel::Chat,
            Some("email") => Channel::Email,
            _ => Channel::Voice,
        };
        let met = reading.is_written(&format!("{path}.ai"));
        let phase = reading.plain("contact_types[].ai.phase", place).filter(|_| met).map(|p| p as usize - 1);
        TypeInfo { label: label(reading, "contact_types[]", place), channel, phase }
    };
    reading.elements("contact_types[]", [0; 3]).iter().enumerate().map(one).collect()
}

fn options(reading: &Reading) -> Vec<OptionSpec> {
    let one = |i: usize| {
        let place = [i, 0, 0];
        let month = |lever: Lever| reading.plain(&format!("options[].levers.{}", lever.name()), place).map(|m| m as i32);
        let owner = if reading.text("options[].owner", place) == Some("split") { Owner::Split } else { Owner::Single };
        OptionSpec { label: label(reading, "options[]", place), levers: Lever::ALL.map(month), owner }
    };
    (0..reading.elements("options[]", [0; 3]).len()).map(one).collect()
}

fn slide(reading: &Reading) -> Option<SlideClaim> {
    reading.is_written("slide").then(|| SlideClaim {
        containment: reading.plain("slide.containment", [0; 3]),
        cost_per_contact: reading.plain("slide.cost_per_contact", [0; 3]),
        includes_usage: reading.words("slide.includes", [0; 3]).is_none_or(|words| words.iter().any(|w| w == "usage")),
    })
}

/// Uncertain inputs in canonical order. Their dimension is the place in the file as written; those that only `--set`
/// made uncertain come after.
fn inputs(reading: &Reading, written: &[String]) -> Vec<Input> {
    let mut appended = written.len();
    let mut inputs = Vec::new();
    for number in &reading.numbers {
        let Some(Quantity::Uncertain(distribution)) = number.given.as_ref().map(|g| &g.quantity) else { continue };
        let dimension = written.iter().position(|path| *path == number.path).unwrap_or_else(|| {
            appended += 1;
            appended - 1
        });
        let (path, target) = (number.path.clone(), number.target);
        let rounded = KEYS[target.key].whole;
        inputs.push(Input { path, distribution: distribution.clone(), target, rounded, dimension });
    }
    inputs
}

fn assumptions(reading: &Reading) -> Vec<Assumption> {
    let one = |number: &super::read::Number| {
        let key = &KEYS[number.target.key];
        let value = crate::registry::read(&reading.parameters, &number.target).unwrap_or_default();
        let standard = if key.domain == Domain::Duration { format!("{value} min") } else { format!("{value}") };
        let default = number.given.is_none() || reading.position(&number.path) == Position::Nowhere;
        let (text, source) = match &number.given {
            Some(given) => (given.text.clone(), given.source.clone()),
            None => (standard, key.source.map(str::to_owned)),
        };
        let interval =
            number.given.as_ref().filter(|given| matches!(given.quantity, Quantity::Uncertain(_))).map(|g| g.quantity.interval());
        Assumption {
            path: number.path.clone(),
            words: key.words(),
            text,
            unit: key.unit.to_owned(),
            median: value,
            interval,
            source,
            default,
        }
    };
    let season = |(path, text): &(String, String)| Assumption {
        path: path.clone(),
        words: "Season of demand",
        text: text.clone(),
        unit: "factors, January first".to_owned(),
        median: f64::NAN,
        interval: None,
        source: None,
        default: false,
    };
    reading.numbers.iter().map(one).chain(reading.seasons.iter().map(season)).collect()
}
