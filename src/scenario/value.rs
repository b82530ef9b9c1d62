//! The forms a number may take: certain, with a unit, an interval, a distribution table, any of them with its source.

use crate::diagnostics::{Diagnostic, Position};
use crate::dist::Distribution;
use crate::registry::{Domain, Key};

use super::tree::{Node, Table, Value};

/// A number as given.
#[derive(Clone, Debug)]
pub enum Quantity {
    /// Known.
    Certain(f64),
    /// Known as a distribution.
    Uncertain(Distribution),
}

impl Quantity {
    /// Its median.
    pub fn median(&self) -> f64 {
        match self {
            Quantity::Certain(x) => *x,
            Quantity::Uncertain(d) => d.median(),
        }
    }

    /// Its 5th and 95th percentile.
    pub fn interval(&self) -> (f64, f64) {
        match self {
            Quantity::Certain(x) => (*x, *x),
            Quantity::Uncertain(d) => d.interval(),
        }
    }
}

/// A quantity, its text and its source.
#[derive(Clone, Debug)]
pub struct Given {
    /// The number.
    pub quantity: Quantity,
    /// As typed, without the source.
    pub text: String,
    /// Where it comes from, if said.
    pub source: Option<String>,
}

const FORMS: &str = "a number, \"62%\", \"55% to 70%\", { min, mode, max }, { low, high }, { mean, sd } or { values, weights }";

/// Reads a value of a key. Faults go to `faults`; then there is no value.
pub fn given(node: &Node, key: &Key, path: &str, faults: &mut Vec<Diagnostic>) -> Option<Given> {
    let before = faults.len();
    let mut reader = Reader { key, path, faults };
    let value = reader.given(node);
    if value.is_none() && reader.faults.len() == before {
        // Whatever could not be read has been said why; if it ever was not, nothing may pass in silence.
        reader.fault("wrong-type", &node.position, format!("expected {}, found {}", expected(key, None), node.text), None);
    }
    value.filter(|_| faults.len() == before)
}

struct Reader<'a> {
    key: &'a Key,
    path: &'a str,
    faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, code: &'static str, at: &Position, what: impl AsRef<str>, help: Option<String>) {
        let mut fault = Diagnostic::error(code, self.path, format!("{}: {}", self.path, what.as_ref())).at(at);
        fault.help = help;
        self.faults.push(fault);
    }

    fn given(&mut self, node: &Node) -> Option<Given> {
        let Value::Table(table) = &node.value else {
            return Some(Given { quantity: self.quantity(node)?, text: node.text.clone(), source: None });
        };
        if table.get("value").is_none() && table.get("source").is_none() {
            return Some(Given { quantity: self.quantity(node)?, text: node.text.clone(), source: None });
        }
        self.only(table, &["value", "source"]);
        let source = match table.get("source").map(|s| (&s.value, &s.position)) {
            None => None,
            Some((Value::Text(source), _)) if !source.trim().is_empty() => Some(source.trim().to_owned()),
            Some((other, position)) => {
                let found = other.describe();
                self.fault("wrong-type", position, format!("expected the source as a text, found {found}"), None);
                None
            }
        };
        let Some(value) = table.get("value") else {
            self.fault("missing-key", &node.position, "a source without a value", Some("write { value = ..., source = \"...\" }".into()));
            return None;
        };
        Some(Given { quantity: self.quantity(value)?, text: value.text.clone(), source })
    }

    fn quantity(&mut self, node: &Node) -> Option<Quantity> {
        match &node.value {
            Value::Text(text) if text.contains(" to ") => self.interval(text, &node.position),
            Value::Number(_) | Value::Text(_) => {
                let value = self.scalar(node)?;
                // Draws are rounded; what somebody wrote as certain is not changed behind their back.
                if self.key.whole && value.fract() != 0.0 {
                    self.fault("out-of-domain", &node.position, format!("expected a whole number, found {value}"), None);
                    return None;
                }
                Some(Quantity::Certain(value))
            }
            Value::Table(table) => self.uncertain_allowed(node)?.distribution(table, node),
            other => {
                let (wanted, found) = (self.key.domain.describe(), other.describe());
                self.fault("wrong-type", &node.position, format!("expected {wanted}, found {found}"), Some(format!("write {FORMS}")));
                None
            }
        }
    }

    fn uncertain_allowed(&mut self, node: &Node) -> Option<&mut Self> {
        if self.key.certain {
            self.certain_only(&node.position);
            return None;
        }
        Some(self)
    }

    fn certain_only(&mut self, at: &Position) {
        let why = "the shape of the simulation depends on it, so it is the same in every world";
        self.fault("must-be-certain", at, "expected one certain value, found a range or distribution", Some(why.into()));
    }

    /// One number, in the key's base unit and within its bounds.
    fn scalar(&mut self, node: &Node) -> Option<f64> {
        let value = match &node.value {
            Value::Number(x) if self.key.domain == Domain::Duration && *x != 0.0 => {
                let help = format!("write \"{x} min\", \"{x} s\" or \"{x} h\"");
                self.fault("bad-unit", &node.position, format!("expected a duration with its unit, found {x}"), Some(help));
                return None;
            }
            Value::Number(x) => *x,
            Value::Text(text) => {
                let (number, unit) = self.split(text, &node.position)?;
                self.convert(number, unit, &node.position)?
            }
            other => {
                let (wanted, found) = (self.key.domain.describe(), other.describe());
                self.fault("wrong-type", &node.position, format!("expected {wanted}, found {found}"), None);
                return None;
            }
        };
        // A negative zero is a zero.
        self.legal(value, &node.position).then_some(value + 0.0)
    }

    /// `"55% to 70%"`: the 5th and 95th percentile, the family by domain. A unit given once holds for both ends.
    fn interval(&mut self, text: &str, at: &Position) -> Option<Quantity> {
        if self.key.certain {
            self.certain_only(at);
            return None;
        }
        let (first, second) = text.split_once(" to ").expect("only called for texts with ` to `");
        let (low, low_unit) = self.split(first, at)?;
        let (high, high_unit) = self.split(second, at)?;
        let low_unit = if low_unit.is_empty() { high_unit } else { low_unit };
        let (low, high) = (self.convert(low, low_unit, at)?, self.convert(high, high_unit, at)?);
        if !(self.legal(low, at) && self.legal(high, at)) {
            return None;
        }
        if low >= high {
            let help = if low == high {
                format!("write {:?} for a certain value", second.trim())
            } else {
                format!("write \"{} to {}\"", second.trim(), first.trim())
            };
            self.fault("interval-order", at, format!("expected a range from low to high, found {text:?}"), Some(help));
            return None;
        }
        let distribution = match self.key.domain {
            Domain::Share if low <= 0.0 || high >= 1.0 => {
                let help = "the range holds 90 % of the worlds, the rest lies outside: move the end inside, or use { low, high }";
                self.fault("out-of-domain", at, format!("a range of shares may not touch 0 or 1, found {text:?}"), Some(help.into()));
                return None;
            }
            Domain::Share => Distribution::logit_normal_interval(low, high),
            Domain::Signed => Distribution::normal_interval(low, high),
            _ if low <= 0.0 => {
                let help = "its median is the geometric mean of the ends: start above 0, or use { low, high } or { min, mode, max }";
                self.fault(
                    "out-of-domain",
                    at,
                    format!("a range of positive values may not start at 0, found {text:?}"),
                    Some(help.into()),
                );
                return None;
            }
            _ => Distribution::lognormal_interval(low, high),
        };
        self.built(distribution.map_err(|e| e.to_string()), at)
    }

    fn distribution(&mut self, table: &Table, node: &Node) -> Option<Quantity> {
        let has = |name: &str| table.get(name).is_some();
        let at = &node.position;
        if has("min") || has("mode") || has("max") {
            let [min, mode, max] = self.numbers(table, ["min", "mode", "max"], node)?;
            if !(min <= mode && mode <= max && min < max) {
                self.fault("interval-order", at, format!("expected min ≤ mode ≤ max, found {}", node.text), None);
                return None;
            }
            self.built(Distribution::pert(min, mode, max).map_err(|e| e.to_string()), at)
        } else if has("low") || has("high") {
            let [low, high] = self.numbers(table, ["low", "high"], node)?;
            if low >= high {
                self.fault("interval-order", at, format!("expected low < high, found {}", node.text), None);
                return None;
            }
            self.built(Distribution::uniform(low, high).map_err(|e| e.to_string()), at)
        } else if has("mean") || has("sd") {
            self.moments(table, node)
        } else if has("values") || has("weights") {
            self.discrete(table, node)
        } else {
            let known = ["value", "source", "min", "mode", "max", "low", "high", "mean", "sd", "values", "weights"];
            if table.entries.is_empty() {
                self.fault("wrong-type", at, "expected a value, found an empty table", Some(format!("write {FORMS}")));
            } else {
                self.only(table, &known);
            }
            None
        }
    }

    fn moments(&mut self, table: &Table, node: &Node) -> Option<Quantity> {
        self.only(table, &["mean", "sd"]);
        let mean = self.part(table, "mean", node).and_then(|n| self.scalar(n));
        // A standard deviation is a distance: the bounds of the key do not hold for it.
        let sd = self.part(table, "sd", node).and_then(|n| self.unbounded(n));
        let (mean, sd) = (mean?, sd?);
        let at = &node.position;
        if sd <= 0.0 {
            self.fault("out-of-domain", at, format!("expected a positive sd, found {sd}"), None);
            return None;
        }
        let distribution = match self.key.domain {
            Domain::Share => Distribution::logit_normal_moments(mean, sd).map_err(|e| e.to_string()),
            Domain::Signed => Distribution::normal_moments(mean, sd).map_err(|e| e.to_string()),
            _ => Distribution::lognormal_moments(mean, sd).map_err(|e| e.to_string()),
        };
        self.built(distribution, at)
    }

    fn discrete(&mut self, table: &Table, node: &Node) -> Option<Quantity> {
        self.only(table, &["values", "weights"]);
        let values = self.part(table, "values", node)?;
        let values = self.list(values, Reader::scalar)?;
        let weights = match table.get("weights") {
            Some(weights) => self.list(weights, |reader, item| match item.value {
                Value::Number(w) if w >= 0.0 && w.is_finite() => Some(w),
                ref other => {
                    let found = other.describe();
                    reader.fault("wrong-type", &item.position, format!("expected a weight, found {found}"), None);
                    None
                }
            })?,
            None => vec![1.0; values.len()],
        };
        let at = &node.position;
        if values.is_empty() || values.len() != weights.len() || weights.iter().sum::<f64>() <= 0.0 {
            let found = format!("{} values and {} weights", values.len(), weights.len());
            self.fault("wrong-length", at, format!("expected as many weights as values, some of them positive, found {found}"), None);
            return None;
        }
        self.built(Distribution::discrete(&values, &weights).map_err(|e| e.to_string()), at)
    }

    fn built(&mut self, distribution: Result<Distribution, String>, at: &Position) -> Option<Quantity> {
        match distribution {
            Ok(d) => Some(Quantity::Uncertain(d)),
            Err(why) => {
                self.fault("out-of-domain", at, format!("no such distribution: {why}"), None);
                None
            }
        }
    }

    fn list(&mut self, node: &Node, mut read: impl FnMut(&mut Self, &Node) -> Option<f64>) -> Option<Vec<f64>> {
        let Value::List(items) = &node.value else {
            let found = node.value.describe();
            self.fault("wrong-type", &node.position, format!("expected a list of numbers, found {found}"), None);
            return None;
        };
        let read: Vec<Option<f64>> = items.iter().map(|item| read(self, item)).collect();
        read.into_iter().collect()
    }

    fn numbers<const N: usize>(&mut self, table: &Table, names: [&str; N], node: &Node) -> Option<[f64; N]> {
        self.only(table, &names);
        let read = names.map(|name| self.part(table, name, node).and_then(|n| self.scalar(n)));
        let mut out = [0.0; N];
        for (to, from) in out.iter_mut().zip(read) {
            *to = from?;
        }
        Some(out)
    }

    fn part<'t>(&mut self, table: &'t Table, name: &str, node: &Node) -> Option<&'t Node> {
        let found = table.get(name);
        // A misspelt one is reported as such, not as missing too.
        let misspelt = table.entries.iter().any(|e| nearest(&e.name, std::iter::once(name)).is_some());
        if found.is_none() && !misspelt {
            self.fault("missing-key", &node.position, format!("expected `{name}` beside the others, found {}", node.text), None);
        }
        found
    }

    fn only(&mut self, table: &Table, known: &[&str]) {
        for entry in table.entries.iter().filter(|e| !known.contains(&e.name.as_str())) {
            let help =
                nearest(&entry.name, known.iter().copied()).map_or_else(|| format!("write {FORMS}"), |n| format!("did you mean `{n}`?"));
            let path = format!("{}.{}", self.path, entry.name);
            let fault = Diagnostic::error("unknown-key", path.as_str(), format!("unknown key `{path}`")).at(&entry.position).help(help);
            self.faults.push(fault);
        }
    }

    fn unbounded(&mut self, node: &Node) -> Option<f64> {
        let free = Key { min: f64::NEG_INFINITY, max: f64::INFINITY, whole: false, ..*self.key };
        Reader { key: &free, path: self.path, faults: self.faults }.scalar(node)
    }

    /// Splits `4.2 min` into number and unit.
    fn split<'t>(&mut self, text: &'t str, at: &Position) -> Option<(f64, &'t str)> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '_'))).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let Ok(number) = number.replace('_', "").parse::<f64>() else {
            let wanted = self.key.domain.describe();
            self.fault("wrong-type", at, format!("expected {wanted}, found {text:?}"), Some(format!("write {FORMS}")));
            return None;
        };
        Some((number, unit.trim()))
    }

    /// A number in the key's base unit.
    fn convert(&mut self, number: f64, unit: &str, at: &Position) -> Option<f64> {
        let domain = self.key.domain;
        let converted = match unit {
            "" if domain != Domain::Duration || number == 0.0 => Some(number),
            "%" if domain.takes_percent() => Some(number / 100.0),
            "k" if domain.takes_thousands() => Some(number * 1e3),
            "M" if domain.takes_thousands() => Some(number * 1e6),
            "s" if domain == Domain::Duration => Some(number / 60.0),
            "min" if domain == Domain::Duration => Some(number),
            "h" if domain == Domain::Duration => Some(number * 60.0),
            _ => None,
        };
        if converted.is_none() {
            let mut units: Vec<&str> = Vec::new();
            if domain.takes_percent() {
                units.push("%");
            }
            if domain.takes_thousands() {
                units.extend(["k", "M"]);
            }
            if domain == Domain::Duration {
                units.extend(["s", "min", "h"]);
            }
            let found = if unit.is_empty() { "none".to_owned() } else { format!("{unit:?}") };
            let known = if units.is_empty() { "no unit".to_owned() } else { format!("one of {}", units.join(", ")) };
            self.fault(
                "bad-unit",
                at,
                format!("expected {known}, found {found}"),
                Some(format!("the key is {} ({})", domain.describe(), self.key.unit)),
            );
        }
        converted
    }

    fn legal(&mut self, value: f64, at: &Position) -> bool {
        let (min, max) = (self.key.min, self.key.max);
        let inside = value.is_finite() && value >= min && value <= max;
        if !inside {
            let found = shown(value);
            self.fault("out-of-domain", at, format!("expected {}, found {found}", expected(self.key, Some(value))), None);
        }
        inside
    }
}

fn shown(value: f64) -> String {
    if value == f64::INFINITY || value.is_nan() { format!("{value}") } else { format!("{}", (value * 1e9).round() / 1e9) }
}

/// The domain with its bounds, in words. The bounds of the domain itself are so far out that only a value beyond them
/// brings them up.
pub fn expected(key: &Key, found: Option<f64>) -> String {
    // The bounds say that it is positive.
    let what = if key.domain == Domain::Positive { "a number" } else { key.domain.describe() };
    let (far_below, far_above) = key.domain.far();
    let below = key.min <= far_below && found.is_none_or(|x| x >= key.min || x == f64::NEG_INFINITY);
    let above = key.max >= far_above && found.is_none_or(|x| x <= key.max || x == f64::INFINITY || x.is_nan());
    match (below, above) {
        (true, true) => what.to_owned(),
        (true, false) => format!("{what} up to {}", key.max),
        (false, true) if key.min == Key::LEAST_POSITIVE => format!("{what} above 0"),
        (false, true) => format!("{what}, {} or more", key.min),
        (false, false) if key.min == Key::LEAST_POSITIVE => format!("{what} above 0, up to {}", key.max),
        (false, false) => format!("{what} from {} to {}", key.min, key.max),
    }
}

/// The known name closest to a misspelt one, if any is close.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody misspells a name by a page, and comparing one would take its time.
    if name.len() > 80 {
        return None;
    }
    let scored = known.map(|k| (strsim::normalized_damerau_levenshtein(name, k).max(strsim::jaro_winkler(name, k) - 0.15), k));
    scored.filter(|(score, _)| *score >= 0.55).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, k)| k)
}
