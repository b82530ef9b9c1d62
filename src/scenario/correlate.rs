//! `[[correlations]]`: patterns resolved to pairs of inputs, and the proof that all of them together are possible.

use std::collections::BTreeMap;

use crate::diagnostics::Position;
use crate::model::{Correlation, Input};
use crate::registry::{self, Schema};

use super::check::{is_uncertain, nearest_path};
use super::read::Reading;

/// Pairs of inputs with their coefficient, ascending. Faults go to the reading.
pub fn correlations(reading: &mut Reading, inputs: &[Input]) -> Vec<Correlation> {
    let mut pairs: BTreeMap<(usize, usize), (f64, String)> = BTreeMap::new();
    for (i, path) in reading.elements("correlations[]", [0; 3]).into_iter().enumerate() {
        let place = [i, 0, 0];
        let (Some(between), Some(rho)) = (reading.words("correlations[].between", place), reading.plain("correlations[].rho", place)) else { continue };
        let members = members(reading, inputs, &between.to_vec(), &format!("{path}.between"));
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
    if !is_possible(&correlations) {
        let path = if correlations.len() == 1 || reading.elements("correlations[]", [0; 3]).len() == 1 { "correlations.1" } else { "correlations" };
        let help = "the matrix is not positive semi-definite: no inputs can move together like this; bring negative or strong rho closer to 0".to_owned();
        reading.fault("correlation-impossible", path, "these correlations contradict each other", Some(help));
    }
    correlations
}

/// Indices of the inputs that paths and patterns mean, ascending, each once.
fn members(reading: &mut Reading, inputs: &[Input], between: &[String], at: &str) -> Vec<usize> {
    let mut members: Vec<usize> = Vec::new();
    let (mut unknown, mut by_flag) = (false, false);
    for pattern in between {
        let matching: Vec<String> = reading.numbers.iter().filter(|n| matches(pattern, &n.path)).map(|n| n.path.clone()).collect();
        if matching.is_empty() && !is_known(registry::schema(), pattern) {
            let help = nearest_path(pattern, reading).map(|n| format!("did you mean `{n}`?"));
            reading.fault("unknown-reference", at, format!("no input is called `{pattern}`"), help);
            unknown = true;
        }
        by_flag |= matching.iter().any(|path| matches!(reading.position(path), Position::Flag(_)));
        members.extend(inputs.iter().enumerate().filter(|(_, input)| matches(pattern, &input.path)).map(|(i, _)| i));
        debug_assert!(matching.iter().filter(|path| is_uncertain(reading, path)).all(|path| inputs.iter().any(|i| i.path == **path)));
    }
    members.sort_unstable();
    members.dedup();
    // An input made certain by --set leaves its correlations without a word; in a file it is worth one.
    if members.len() < 2 && !unknown && !by_flag {
        let found = format!("nothing to correlate: of `{}`, {} uncertain", between.join("`, `"), if members.is_empty() { "none is" } else { "only one is" });
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
fn is_known(schema: &Schema, pattern: &str) -> bool {
    let segments: Vec<&str> = pattern.split('.').collect();
    registry::keys().filter(|key| key.is_number()).any(|key| {
        let shape: Vec<&str> = key.path.split('.').flat_map(|s| s.strip_suffix("[]").or(s.strip_suffix("{}")).map_or(vec![s], |s| vec![s, "*"])).collect();
        shape.len() == segments.len() && shape.iter().zip(&segments).all(|(a, b)| if *a == "*" { *b == "*" } else { a == b || *b == "*" })
    }) && !schema.children.is_empty()
}

/// True when the matrix of the correlations is positive semi-definite (Cholesky with room for rounding).
fn is_possible(correlations: &[Correlation]) -> bool {
    let mut involved: Vec<usize> = correlations.iter().flat_map(|c| [c.a, c.b]).collect();
    involved.sort_unstable();
    involved.dedup();
    let n = involved.len();
    let at = |input: usize| involved.binary_search(&input).expect("every input of a pair is involved");
    let mut m = vec![vec![0.0; n]; n];
    for (i, row) in m.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for c in correlations {
        let (a, b) = (at(c.a), at(c.b));
        m[a][b] = c.rho;
        m[b][a] = c.rho;
    }
    let mut l = vec![vec![0.0; n]; n];
    for j in 0..n {
        let pivot = m[j][j] - l[j][..j].iter().map(|x: &f64| x * x).sum::<f64>();
        if pivot < -1e-9 {
            return false;
        }
        let root = pivot.max(0.0).sqrt();
        l[j][j] = root;
        for i in j + 1..n {
            let rest = m[i][j] - l[i][..j].iter().zip(&l[j][..j]).map(|(x, y)| x * y).sum::<f64>();
            if root > 1e-5 {
                l[i][j] = rest / root;
            } else if rest.abs() > 1e-5 {
                return false;
            }
        }
    }
    true
}
