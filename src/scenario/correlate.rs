//! `[[correlations]]`: patterns resolved to pairs of inputs, and whether all of them together are possible.

use std::collections::BTreeMap;

use crate::diagnostics::Position;
use crate::model::{Correlation, Input};
use crate::registry;
use crate::sampling::Copula;

use super::read::Reading;
use super::value::nearest;

/// Pairs of inputs with their coefficient, ascending. Faults go to the reading.
pub fn correlations(reading: &mut Reading, inputs: &[Input]) -> Vec<Correlation> {
    let mut pairs: BTreeMap<(usize, usize), (f64, String)> = BTreeMap::new();
    for (i, path) in reading.elements("correlations[]", [0; 3]).into_iter().enumerate() {
        let place = [i, 0, 0];
        let (Some(between), Some(rho)) = (reading.words("correlations[].between", place), reading.plain("correlations[].rho", place))
        else {
            continue;
        };
        let between = between.to_vec();
        let members = members(reading, inputs, &between, &format!("{path}.between"));
        for (n, a) in members.iter().enumerate() {
            for b in &members[n + 1..] {
                let known = pairs.insert((*a, *b), (rho, path.clone()));
                if let Some((other, first)) = known.filter(|(other, _)| *other != rho) {
                    let found = format!("`{}` and `{}` have rho {other} in `{first}` and {rho} here", inputs[*a].path, inputs[*b].path);
                    reading.fault("correlation-twice", &path, found, None);
                }
            }
        }
    }
    let correlations: Vec<Correlation> = pairs.iter().map(|((a, b), (rho, _))| Correlation { a: *a, b: *b, rho: *rho }).collect();
    let known: Vec<(usize, usize, f64)> = correlations.iter().map(|c| (c.a, c.b, c.rho)).collect();
    if let Err(impossible) = Copula::new(&known) {
        let path = if reading.elements("correlations[]", [0; 3]).len() == 1 { "correlations.1" } else { "correlations" };
        let (other, rho) = odd_one(&correlations, impossible.pivot);
        let (first, second) = (&inputs[other].path, &inputs[impossible.pivot].path);
        let found = format!(
            "these correlations contradict each other: with the others as they are, `{first}` and `{second}` cannot have rho {rho}"
        );
        let help = "bring strong or negative values of rho closer to 0 (the matrix must be positive semi-definite)".to_owned();
        reading.fault("correlation-impossible", path, found, Some(help));
    }
    correlations
}

/// The partner with which an input that cannot be placed disagrees most: where its coefficient lies farthest from what the
/// other pairs of the two lead to expect.
fn odd_one(correlations: &[Correlation], pivot: usize) -> (usize, f64) {
    let known: BTreeMap<(usize, usize), f64> = correlations.iter().map(|c| ((c.a, c.b), c.rho)).collect();
    let rho = |a: usize, b: usize| known.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0);
    let partner = |c: &Correlation| if c.a == pivot { Some(c.b) } else { Some(c.a).filter(|_| c.b == pivot) };
    let partners: Vec<usize> = correlations.iter().filter_map(partner).collect();
    let strangeness = |j: usize| {
        let others = partners.iter().filter(|i| **i != j);
        let (sum, count) = others.fold((0.0, 0.0_f64), |(sum, count), i| (sum + rho(pivot, *i) * rho(*i, j), count + 1.0));
        (rho(pivot, j) - sum / count.max(1.0)).abs()
    };
    let oddest = partners.iter().max_by(|a, b| strangeness(**a).total_cmp(&strangeness(**b)));
    oddest.map_or((pivot, 0.0), |j| (*j, rho(pivot, *j)))
}

/// Indices of the inputs that paths and patterns mean, ascending, each once.
fn members(reading: &mut Reading, inputs: &[Input], between: &[String], at: &str) -> Vec<usize> {
    let mut members: Vec<usize> = Vec::new();
    let (mut unknown, mut by_flag) = (false, false);
    for pattern in between {
        let matching: Vec<String> = reading.numbers.iter().filter(|n| matches(pattern, &n.path)).map(|n| n.path.clone()).collect();
        if matching.is_empty() && !is_known(pattern) {
            let help = nearest(pattern, reading.numbers.iter().map(|n| n.path.as_str())).map(|n| format!("did you mean `{n}`?"));
            reading.fault("unknown-reference", at, format!("no input is called `{pattern}`"), help);
            unknown = true;
        }
        by_flag |= matching.iter().any(|path| matches!(reading.position(path), Position::Flag(_)));
        members.extend(inputs.iter().enumerate().filter(|(_, input)| matches(pattern, &input.path)).map(|(i, _)| i));
    }
    members.sort_unstable();
    members.dedup();
    // An input made certain by --set leaves its correlations without a word; in a file it is worth one.
    if members.len() < 2 && !unknown && !by_flag {
        let found = format!(
            "nothing to correlate: of `{}`, {} uncertain",
            between.join("`, `"),
            if members.is_empty() { "none is" } else { "only one is" }
        );
        reading.warn("correlation-empty", at, found, None);
    }
    members
}

/// True when a path fits a pattern, `*` standing for one segment.
fn matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('.'), path.split('.'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(p), Some(s)) if p == "*" || p == s => {}
            _ => return false,
        }
    }
}

/// True when the registry has a number of that shape, whatever the ids.
fn is_known(pattern: &str) -> bool {
    let segments: Vec<&str> = pattern.split('.').collect();
    registry::keys().filter(|key| key.is_number()).any(|key| {
        // A list is two segments of a path: its name and an id, which only `*` is sure to fit.
        let element = |s: &'static str| s.strip_suffix("[]").or(s.strip_suffix("{}")).map_or(vec![s], |s| vec![s, "*"]);
        let shape: Vec<&str> = key.path.split('.').flat_map(element).collect();
        shape.len() == segments.len() && shape.iter().zip(&segments).all(|(known, s)| *s == "*" || known == s)
    })
}
