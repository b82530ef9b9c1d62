//! What must hold between keys. Works on whatever could be read: a number with a fault is NaN, and no comparison with
//! it fires.

use crate::model::{Lever, OptionSpec, Terms};
use crate::registry;

use super::read::Reading;
use super::value::{Quantity, nearest};

/// Median and 5th to 95th percentile of a number.
struct Spread {
    median: f64,
    low: f64,
    high: f64,
    /// What next to no draw is above.
    most: f64,
}

impl Spread {
    fn certain(&self) -> bool {
        self.low == self.high
    }
}

/// Chance of a draw that no check needs to mind.
const NEXT_TO_NEVER: f64 = 1e-6;

fn spread(reading: &Reading, path: &str) -> Option<Spread> {
    let number = reading.number(path)?;
    let certain = registry::read(&reading.parameters, &number.target)?;
    let (median, (low, high)) = match &number.given {
        Some(given) => (given.quantity.median(), given.quantity.interval()),
        None => (certain, (certain, certain)),
    };
    let most = match number.given.as_ref().map(|given| &given.quantity) {
        Some(Quantity::Uncertain(distribution)) => distribution.quantile(1.0 - NEXT_TO_NEVER),
        _ => high,
    };
    Some(Spread { median, low, high, most })
}

/// Checks everything but correlations and options.
pub fn check(reading: &mut Reading) {
    ids(reading);
    phases(reading);
    contact_types(reading);
    teams(reading);
    skills(reading);
    staffing(reading);
    vendors(reading);
    difficulty(reading);
    workload(reading);
}

/// Most hours of work in a month: some thirty thousand agents. Tables of queues go through them one by one.
const MOST_HOURS: f64 = 3e6;

/// The work of the last month, at the high end of every range, is something a contact centre could be asked to do.
fn workload(reading: &mut Reading) {
    let months = reading.plain("scenario.months", [0; 3]).unwrap_or_default();
    let high = |path: &str| spread(reading, path).map(|s| s.high.max(s.median));
    let growth = high("demand.growth").unwrap_or_default();
    let mut total = 0.0;
    for path in reading.elements("contact_types[]", [0; 3]) {
        let (Some(volume), Some(aht)) = (high(&format!("{path}.volume")), high(&format!("{path}.aht"))) else { continue };
        let growth = high(&format!("{path}.growth")).unwrap_or(growth);
        total += volume * aht / 60.0 * libm::pow(1.0 + growth.max(0.0), months / 12.0);
    }
    if total > MOST_HOURS {
        let found = format!("expected at most {MOST_HOURS:.0} hours of work in a month, found up to {total:.1e}");
        let help = "volume times aht, with growth until the last month, at the high end of every range".to_owned();
        reading.fault("too-large", "contact_types", found, Some(help));
    }
}

/// Ids are unique, and can stand in a path.
fn ids(reading: &mut Reading) {
    let mut lists = vec![("contact_types[]", [0; 3]), ("teams[]", [0; 3]), ("vendors[]", [0; 3]), ("options[]", [0; 3])];
    for v in 0..reading.parameters.vendors.len() {
        lists.push(("vendors[].alternatives[]", [v, 0, 0]));
    }
    for (list, place) in lists {
        let mut seen: Vec<String> = Vec::new();
        let depth = usize::from(list.contains("alternatives"));
        for (i, path) in reading.elements(list, place).into_iter().enumerate() {
            let mut element = place;
            element[depth] = i;
            let Some(id) = reading.text(&format!("{list}.id"), element).map(str::to_owned) else { continue };
            let path = format!("{path}.id");
            let legal = id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) && id.parse::<f64>().is_err();
            if !legal {
                let help = "an id is part of paths: letters, digits, _ and -, and not a number".to_owned();
                reading.fault("bad-id", &path, format!("expected an id, found {id:?}"), Some(help));
            }
            if list == "options[]" && id == "no_ai" {
                let help = "the counterfactual `no_ai` is always there".to_owned();
                reading.fault("bad-id", &path, "this id is taken", Some(help));
            }
            if seen.contains(&id) {
                reading.fault(
                    "duplicate-id",
                    &path,
                    format!("the id {id:?} is used twice"),
                    Some("ids are unique in their section".into()),
                );
            }
            seen.push(id);
        }
    }
}

fn phases(reading: &mut Reading) {
    let paths = reading.elements("ai.phases[]", [0; 3]);
    if reading.parameters.phases.first().is_some_and(|p| p.gate.is_some()) {
        reading.fault("bad-gate", &format!("{}.gate", paths[0]), "the first phase has no phase before it that a gate could look at", None);
    }
    for i in 1..paths.len() {
        let (before, after) = (format!("{}.start", paths[i - 1]), format!("{}.start", paths[i]));
        let (Some(a), Some(b)) = (spread(reading, &before), spread(reading, &after)) else { continue };
        if a.median > b.median || a.certain() && a.median > b.low || b.certain() && a.high > b.median {
            let found = format!("expected phases in order, found a start before that of `{before}`");
            reading.fault("phase-order", &after, found, Some("order [[ai.phases]] by their start".into()));
        }
    }
}

fn contact_types(reading: &mut Reading) {
    let phases = reading.parameters.phases.len();
    for (k, path) in reading.elements("contact_types[]", [0; 3]).into_iter().enumerate() {
        let phase = reading.plain("contact_types[].ai.phase", [k, 0, 0]);
        if phase.is_some_and(|p| p < 1.0 || p > phases as f64) {
            let found = phase.unwrap_or_default();
            let help = Some(format!("phases are numbered from 1; the scenario has {phases}"));
            reading.fault("unknown-reference", &format!("{path}.ai.phase"), format!("no phase {found}"), help);
        }
        let channel = reading.text("contact_types[].channel", [k, 0, 0]).unwrap_or_default().to_owned();
        let concurrency = format!("{path}.concurrency");
        if !matches!(channel.as_str(), "chat" | "") && reading.is_written(&concurrency) && reading.parameters.types[k].concurrency != 1.0 {
            let found = format!("has no effect on {channel}: only chats are served several at once");
            reading.warn("no-effect", &concurrency, found, Some("write channel = \"chat\", or leave concurrency out".into()));
        }
        let launch_path = format!("{path}.ai.launch");
        if let (Some(launch), Some(mature)) = (spread(reading, &launch_path), spread(reading, &format!("{path}.ai.mature"))) {
            let beyond = launch.median > mature.median
                || launch.certain() && launch.median > mature.low
                || mature.certain() && launch.high > mature.median;
            if beyond {
                let found = format!("expected at most `mature` ({}), found {}", shown(&mature), shown(&launch));
                reading.fault("launch-above-mature", &launch_path, found, Some("containment grows from launch to maturity".into()));
            }
        }
        satisfaction(reading, &path);
    }
}

fn shown(spread: &Spread) -> String {
    let percent = |x: f64| (x * 1e4).round() / 1e2;
    if spread.certain() {
        format!("{} %", percent(spread.median))
    } else {
        format!("{} to {} %", percent(spread.low), percent(spread.high))
    }
}

/// A resolved contact satisfies with `csat + gap·(1 − fcr)`, an unresolved one with `gap` less: both are probabilities.
fn satisfaction(reading: &mut Reading, path: &str) {
    let of = |key: &str| spread(reading, &format!("{path}.{key}"));
    let (Some(csat), Some(fcr), Some(gap)) = (of("csat"), of("fcr"), spread(reading, "difficulty.csat_gap")) else { return };
    let best = csat.high + gap.high * (1.0 - fcr.low);
    let worst = csat.low - gap.high * fcr.high;
    let help = "satisfaction when resolved is csat + csat_gap·(1 − fcr), when not, csat_gap less; both must stay within 0..1".to_owned();
    if best > 1.0 + 1e-12 {
        let found = format!("with `difficulty.csat_gap` a resolved contact would satisfy with {:.1} %", best * 100.0);
        reading.fault("csat-range", &format!("{path}.csat"), found, Some(help));
    } else if worst < -1e-12 {
        let found = format!("with `difficulty.csat_gap` an unresolved contact would satisfy with {:.1} %", worst * 100.0);
        reading.fault("csat-range", &format!("{path}.csat"), found, Some(help));
    }
}

fn teams(reading: &mut Reading) {
    let sum: f64 = reading.parameters.teams.iter().map(|t| t.share_of_in_house).sum();
    let paths = reading.elements("teams[]", [0; 3]);
    if let Some(last) = paths.last().filter(|_| (sum - 1.0).abs() > 1e-6) {
        let found = format!("expected the shares of all teams to sum to 1, found {}", (sum * 1e6).round() / 1e6);
        reading.fault("share-sum", &format!("{last}.share_of_in_house"), found, None);
    }
}

/// Skills name contact types, and those of two specialist teams are the same or have nothing in common.
fn skills(reading: &mut Reading) {
    let types: Vec<String> = reading
        .elements("contact_types[]", [0; 3])
        .iter()
        .filter_map(|path| path.strip_prefix("contact_types.").map(str::to_owned))
        .collect();
    let from = reading.parameters.levers.routing.specialist_from_tier;
    let mut seen: Vec<Vec<String>> = Vec::new();
    for (j, team) in reading.elements("teams[]", [0; 3]).into_iter().enumerate() {
        let Some(named) = reading.words("teams[].skills", [j, 0, 0]).map(<[String]>::to_vec) else { continue };
        let path = format!("{team}.skills");
        for id in named.iter().filter(|id| !types.contains(id)) {
            let help = nearest(id, types.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            reading.fault("unknown-reference", &path, format!("no contact type is called `{id}`"), help);
        }
        if reading.parameters.teams[j].skill_tier < from {
            let help = format!("specialists are the teams with skill_tier ≥ levers.routing.specialist_from_tier ({from})");
            reading.warn("no-effect", &path, "has no effect: the team is no specialist", Some(help));
            continue;
        }
        let mut set = named;
        set.sort();
        set.dedup();
        if seen.iter().any(|other| *other != set && other.iter().any(|id| set.contains(id))) {
            let help = "two specialist teams have the same skills, one queue, or none in common, two queues".to_owned();
            reading.fault("skill-overlap", &path, "some of these skills are another team's, but not all of them", Some(help));
        }
        seen.push(set);
    }
}

/// Most bands of severance beyond the first: as many as figures of the month tell apart.
const MOST_BANDS: usize = 3;

/// How the staffing lever lets people go.
fn staffing(reading: &mut Reading) {
    let lever = reading.parameters.levers.staffing.clone();
    let paths = reading.elements("levers.staffing.severance_bands[]", [0; 3]);
    if paths.len() > MOST_BANDS {
        let found = format!("expected at most {MOST_BANDS} bands beyond severance_weeks, found {}", paths.len());
        reading.fault("too-large", "levers.staffing.severance_bands", found, None);
    }
    for (i, pair) in lever.severance_bands.windows(2).enumerate() {
        if pair[1].from_months <= pair[0].from_months {
            let (before, here) = (pair[0].from_months, pair[1].from_months);
            reading.fault("band-order", &paths[i + 1], format!("expected bands in order, found {here} after {before}"), None);
        }
    }
    let lets_go = lever.severance_weeks.is_some();
    for name in ["severance_bands", "notice_pay_weeks", "collective_dismissal"] {
        let path = format!("levers.staffing.{name}");
        if !lets_go && reading.is_written(&path) {
            let help = "write levers.staffing.severance_weeks, 0 where the first band has none".to_owned();
            reading.warn("no-effect", &path, "has no effect: without severance_weeks nobody is let go", Some(help));
        }
    }
    let redeploys = lever.redeploy_share > 0.0;
    for name in ["wave_months", "consultation_months"] {
        let path = format!("levers.staffing.{name}");
        if !lets_go && !redeploys && reading.is_written(&path) {
            reading.warn("no-effect", &path, "has no effect: nobody is let go or redeployed", None);
        }
    }
    if reading.text("levers.staffing.size_to", [0; 3]) == Some("business_case") {
        let found = "the team is sized to the slide's promise, whatever the work turns out to be";
        let help = "compare service, overtime, rehired and service debt with size_to = \"observed\" before anybody is told".to_owned();
        reading.warn("business-case", "levers.staffing.size_to", found, Some(help));
    }
    let reviews = "levers.quality.ai_reviews";
    if reading.parameters.levers.quality.ai_review_share.is_some() && reading.is_written(reviews) {
        reading.warn("no-effect", reviews, "has no effect: ai_review_share takes its place", Some("remove one of the two".into()));
    }
}

fn vendors(reading: &mut Reading) {
    let paths = reading.elements("vendors[]", [0; 3]);
    let types: Vec<String> = reading.elements("contact_types[]", [0; 3]);
    let mut fullest: Option<(f64, Option<usize>)> = None;
    for k in 0..types.len() {
        let sum: f64 = reading.parameters.vendors.iter().map(|v| v.share_of_type(k)).sum();
        let own = reading.parameters.vendors.iter().any(|v| v.volume_share_by_type.get(k).is_some_and(Option::is_some));
        if sum > 1.0 + 1e-9 && fullest.is_none_or(|(most, _)| sum > most) {
            fullest = Some((sum, own.then_some(k)));
        }
    }
    if let (Some((sum, k)), Some(last)) = (fullest, paths.last()) {
        let whose = k.map_or_else(String::new, |k| format!(" of `{}`", types[k]));
        let found = format!("expected the vendors' shares{whose} to sum to at most 1, found {}", (sum * 1e6).round() / 1e6);
        reading.fault("share-sum", &format!("{last}.volume_share"), found, None);
    } else if let Some(last) = paths.last() {
        let most = |path: &str, id: &str| {
            spread(reading, &format!("{path}.volume_share_by_type.{id}")).or_else(|| spread(reading, &format!("{path}.volume_share")))
        };
        let ids = types.iter().map(|path| path.rsplit('.').next().unwrap_or(path));
        let sums = ids.map(|id| paths.iter().filter_map(|path| most(path, id)).map(|share| share.most).sum::<f64>());
        let sum = sums.fold(0.0, f64::max);
        if sum > 1.0 + 1e-9 {
            let found = format!("expected the vendors' shares to sum to at most 1 in every world, found up to {sum:.2}");
            let help = "narrow the ranges, or give them hard ends: { low = 0.2, high = 0.3 }".to_owned();
            reading.fault("share-sum", &format!("{last}.volume_share"), found, Some(help));
        }
    }
    moves(reading, &types);
    for (v, path) in paths.iter().enumerate() {
        let shared = |name: &str| reading.is_written(&format!("{path}.{name}"));
        if !shared("volume_share") && !shared("volume_share_by_type") {
            reading.fault(
                "missing-key",
                &format!("{path}.volume_share"),
                "missing key",
                Some("give `volume_share` or `volume_share_by_type`".into()),
            );
        }
        let vendor = reading.parameters.vendors[v].clone();
        terms(reading, &format!("{path}.contract"), &vendor.contract);
        if let Some(renegotiated) = &vendor.renegotiated {
            terms(reading, &format!("{path}.renegotiated"), renegotiated);
        }
        for (path, alternative) in reading.elements("vendors[].alternatives[]", [v, 0, 0]).iter().zip(&vendor.alternatives) {
            terms(reading, path, alternative);
        }
    }
}

/// Where the contracts lever moves work: to people who are there, and no more than there is.
fn moves(reading: &mut Reading, types: &[String]) {
    let path = "levers.contracts.volume_share";
    let vendors = &reading.parameters.vendors;
    if vendors.iter().all(|v| v.moved_to.is_none()) {
        return;
    }
    let sum =
        |k: usize, moved: bool| -> f64 { vendors.iter().map(|v| v.moved_to.filter(|_| moved).unwrap_or_else(|| v.share_of_type(k))).sum() };
    let moved =
        (0..vendors.len()).any(|v| vendors[v].moved_to.is_some_and(|to| (0..types.len()).any(|k| to != vendors[v].share_of_type(k))));
    let most = (0..types.len()).map(|k| sum(k, true)).fold(0.0, f64::max);
    let insourced = (0..types.len()).any(|k| sum(k, true) < 1.0 - 1e-9);
    let nobody = (0..types.len()).all(|k| sum(k, false) >= 1.0 - 1e-9);
    if most > 1.0 + 1e-9 {
        let found = format!("expected the vendors' shares to sum to at most 1 after the move, found {}", (most * 1e6).round() / 1e6);
        let help = "a vendor that is not named keeps its share of today".to_owned();
        reading.fault("share-sum", path, found, Some(help));
    } else if nobody && insourced {
        let help =
            "the team is sized against what it does today, which is nothing: give the vendors a little less than all of it".to_owned();
        reading.fault("share-sum", path, "work would move to in-house teams, and they have none today", Some(help));
    }
    if moved {
        let found = "work moves between vendors and in-house teams: in some countries the law moves its staff with it";
        let help =
            "ask counsel before notice is given (EU Acquired Rights Directive, UK TUPE); transferred_fte says how many in which month";
        reading.warn("staff-transfer", path, found, Some(help.to_owned()));
    }
}

fn terms(reading: &mut Reading, path: &str, terms: &Terms) {
    let prices = [terms.per_fte, terms.per_hour, terms.per_minute, terms.per_contact, terms.per_resolution, terms.fixed];
    if prices.iter().all(|p| *p == 0.0) && terms.bands.is_empty() {
        let help = "give per_fte, per_hour, per_minute, per_contact, per_resolution, fixed or bands".to_owned();
        reading.fault("no-price", path, "terms without a price", Some(help));
    }
    for (i, band) in terms.bands.iter().enumerate() {
        let at = format!("{path}.bands.{}", i + 1);
        let last = i + 1 == terms.bands.len();
        if band.up_to.is_none() && !last {
            reading.fault("band-order", &at, "only the last band may be open", Some("give `up_to`".into()));
        }
        let before = if i == 0 { None } else { terms.bands[i - 1].up_to };
        if let (Some(before), Some(here)) = (before, band.up_to)
            && here <= before
        {
            reading.fault("band-order", &at, format!("expected bands in order, found {here} after {before}"), None);
        }
    }
}

fn difficulty(reading: &mut Reading) {
    let (Some(resolved), Some(falsely)) = (spread(reading, "ai.csat_resolved"), spread(reading, "ai.csat_false")) else { return };
    if falsely.median > resolved.median {
        reading.warn("csat-order", "ai.csat_false", "falsely contained conversations would satisfy more than resolved ones", None);
    }
}

/// Routing needs specialists and generalists: none may be missing where an option pulls the lever.
pub fn routing(reading: &mut Reading, options: &mut [OptionSpec], options_written: bool) {
    let from = reading.parameters.levers.routing.specialist_from_tier;
    let tiers: Vec<f64> = reading.parameters.teams.iter().map(|t| t.skill_tier).collect();
    if tiers.iter().any(|t| t.is_nan()) || from.is_nan() || tiers.is_empty() {
        return;
    }
    let specialists = tiers.iter().filter(|t| **t >= from).count();
    let missing = match (specialists, tiers.len() - specialists) {
        (0, _) => "no team has the skill of a specialist",
        (_, 0) => "every team is a specialist's, and no generalist is left",
        _ => return,
    };
    let pulled = options.iter().find(|o| o.levers[Lever::Routing as usize].is_some()).map(|o| o.label.id.clone());
    let Some(option) = pulled else { return };
    let help =
        format!("specialists are the teams with skill_tier ≥ levers.routing.specialist_from_tier ({from}); skill tiers are {tiers:?}");
    let path = if reading.is_written("levers.routing.specialist_from_tier") { "levers.routing.specialist_from_tier" } else { "teams" };
    if options_written {
        let found = format!("{missing}, and the option `{option}` pulls the routing lever");
        reading.fault("routing-groups", path, found, Some(help));
    } else {
        for o in options {
            o.levers[Lever::Routing as usize] = None;
        }
        reading.warn("routing-groups", path, format!("{missing}: the default options go without the routing lever"), Some(help));
    }
}
