//! The JSON Schema of a scenario, from the registry of keys: what editors complete, explain and check while somebody types.
//!
//! Keys the engine does not simulate yet are left out, as the program would refuse them. What a key needs beside it
//! (required keys) holds only for a scenario that stands alone: one that extends another says only what differs.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::registry::{self, Domain, KEYS, Key, Kind, Preset, Schema};

const DOMAINS: [(Domain, &str); 8] = [
    (Domain::Share, "share"),
    (Domain::Signed, "signed"),
    (Domain::Positive, "positive"),
    (Domain::Money, "money"),
    (Domain::Duration, "duration"),
    (Domain::Months, "months"),
    (Domain::Count, "count"),
    (Domain::Tier, "tier"),
];

/// The schema as text.
pub fn text() -> String {
    // A value made of texts and numbers has a text.
    serde_json::to_string_pretty(&schema()).unwrap_or_default() + "\n"
}

/// The schema.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for (domain, name) in DOMAINS {
        definitions.insert(format!("certain_{name}"), certain(domain));
        definitions.insert(name.into(), uncertain(domain, name));
    }
    definitions.insert("complete".into(), required(registry::schema()).unwrap_or(json!({})));
    let mut root = table(registry::schema());
    root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    root.insert("title".into(), "A scenario of residual".into());
    root.insert("description".into(), "One question: an operation, an AI rollout, and ways to redesign around it.".into());
    root.insert("if".into(), json!({ "required": ["extends"] }));
    root.insert("then".into(), json!(true));
    root.insert("else".into(), json!({ "$ref": "#/$defs/complete" }));
    root.insert("$defs".into(), Value::Object(definitions));
    Value::Object(root)
}

fn table(schema: &Schema) -> Map<String, Value> {
    let properties: Map<String, Value> = schema.children.iter().map(|child| (child.name.to_owned(), node(child))).collect();
    let mut table = Map::new();
    table.insert("type".into(), "object".into());
    table.insert("properties".into(), Value::Object(properties));
    table.insert("additionalProperties".into(), false.into());
    table
}

fn node(schema: &Schema) -> Value {
    let key = schema.key.map(|key| &KEYS[key]);
    let mut node = match key {
        Some(Key { kind: Kind::List(..), .. }) => {
            let items = table(schema);
            Map::from_iter([("type".into(), json!("array")), ("items".into(), Value::Object(items)), ("maxItems".into(), json!(100))])
        }
        Some(key) if schema.children.is_empty() => leaf(key),
        _ => table(schema),
    };
    if let Some(key) = key {
        node.insert("description".into(), description(key).into());
    }
    Value::Object(node)
}

fn leaf(key: &Key) -> Map<String, Value> {
    let number = |key: &Key| {
        let (_, name) = DOMAINS.iter().find(|(domain, _)| *domain == key.domain).expect("every domain has a name");
        let name = if key.certain { format!("certain_{name}") } else { (*name).to_owned() };
        let mut leaf = Map::from_iter([("$ref".to_owned(), json!(format!("#/$defs/{name}")))]);
        // Bounds of a key concern plain numbers alone; what is written with a unit is checked by the program.
        if key.domain != Domain::Duration {
            leaf.insert("minimum".into(), json!(key.min));
            leaf.insert("maximum".into(), json!(key.max));
        }
        leaf
    };
    let value = match &key.kind {
        Kind::Number(_) | Kind::Plain => {
            let mut leaf = number(key);
            if let Preset::Value(value) | Preset::Unused(value) | Preset::Unless(value, _) = key.preset {
                leaf.insert("default".into(), written(key.domain, value));
            }
            leaf.insert("examples".into(), examples(key));
            return leaf;
        }
        Kind::ByType(_) => json!({ "type": "object", "additionalProperties": number(key), "examples": [{ "returns": 0.6 }] }),
        Kind::ByVendor(_) => json!({ "type": "object", "additionalProperties": number(key), "examples": [{ "bpo_north": 0.2 }] }),
        Kind::Text => json!({ "type": "string", "pattern": "\\S" }),
        Kind::Start => json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "examples": ["2026-01"] }),
        Kind::Choice(words, _) => json!({ "enum": words }),
        Kind::Choices(words) => json!({ "type": "array", "items": { "enum": words } }),
        Kind::Paths => {
            json!({ "type": "array", "items": { "type": "string" }, "examples": [["contact_types.*.ai.mature", "ai.selectivity"]] })
        }
        Kind::TypeIds => json!({ "type": "array", "items": { "type": "string" }, "examples": [["returns", "complaints"]] }),
        Kind::Season(_) => json!({ "type": "array", "items": { "type": "number", "minimum": 0 }, "minItems": 12, "maxItems": 12 }),
        Kind::OptionalTable | Kind::List(..) => json!({ "type": "object" }),
    };
    let mut leaf = value.as_object().cloned().unwrap_or_default();
    if let Preset::Text(text) = key.preset {
        leaf.insert("default".into(), text.into());
    }
    leaf
}

/// A value as somebody would write it.
fn written(domain: Domain, value: f64) -> Value {
    match domain {
        Domain::Duration if value != 0.0 => json!(format!("{value} min")),
        _ if value.fract() == 0.0 => json!(value as i64),
        _ => json!(value),
    }
}

fn examples(key: &Key) -> Value {
    let typical = match key.preset {
        Preset::Value(value) | Preset::Unless(value, _) => value,
        _ => match (key.usual, key.domain) {
            (Some((low, high, _)), _) => (1e3 * f64::midpoint(low, high)).round() / 1e3,
            (None, Domain::Share) => 0.5,
            (None, Domain::Tier) => 3.0,
            (None, _) => key.min.max(2.0).min(key.max),
        },
    };
    let typical = if key.whole { typical.round() } else { typical };
    let one = written(key.domain, typical);
    if key.certain {
        return json!([one]);
    }
    // A range around it that the domain allows: a share may not touch 0 or 1, a positive value not 0.
    let (low, high) = match (key.usual, key.domain) {
        (Some((low, high, _)), Domain::Signed) => (low, high),
        (Some((low, high, _)), Domain::Share) => (low.max(0.01), high.min(0.99)),
        (Some((low, high, _)), _) => (if low > 0.0 { low } else { high / 10.0 }, high),
        (None, Domain::Share) => (0.4_f64.max(key.min), 0.6_f64.min(key.max)),
        (None, Domain::Signed) => (-0.01, 0.03),
        (None, _) => {
            let middle = if typical > 0.0 { typical } else { 1.0 };
            ((middle * 0.8).max(key.min), (middle * 1.25).min(key.max))
        }
    };
    let unit = if key.domain == Domain::Duration { " min" } else { "" };
    let digits = |x: f64| (x * 1e4).round() / 1e4;
    let range = format!("{} to {}{unit}", digits(low), digits(high));
    json!([one, range, { "value": range, "source": "where the numbers come from" }])
}

/// What a key means, in one paragraph.
pub fn description(key: &Key) -> String {
    // Writing to a String cannot fail.
    let mut text = key.help.to_owned();
    if !key.unit.is_empty() {
        let _ = write!(text, " Unit: {}.", key.unit);
    }
    let default = match key.preset {
        Preset::Required => Some("required".to_owned()),
        Preset::Value(value) => Some(format!("default {}", plain(&written(key.domain, value)))),
        Preset::Unless(value, _) => Some(format!("default {}, none where another fee is given", plain(&written(key.domain, value)))),
        Preset::Text(text) => Some(format!("default \"{text}\"")),
        Preset::Like(other) => Some(format!("as {} where left out", other.replace("[]", ""))),
        Preset::Unused(_) | Preset::Absent => None,
    };
    if let Some(default) = default.filter(|_| !matches!(key.kind, Kind::List(..) | Kind::OptionalTable)) {
        let source = match (key.preset, key.source) {
            (Preset::Value(_) | Preset::Unless(..), Some(source)) => format!(" ({source})"),
            (Preset::Value(_) | Preset::Unless(..), None) => " (an assumption)".to_owned(),
            _ => String::new(),
        };
        let _ = write!(text, " {}{}{source}.", default[..1].to_uppercase(), &default[1..]);
    }
    if let Some((low, high, source)) = key.usual {
        let _ = write!(text, " Usual: {low} to {high} ({source}).");
    }
    if key.certain && key.is_number() {
        text.push_str(" Must be certain.");
    }
    text
}

/// A default without the quotes of its text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Required keys of a scenario that stands alone; `None` where nothing is required.
fn required(schema: &Schema) -> Option<Value> {
    let mut names: Vec<&str> = Vec::new();
    let mut properties = Map::new();
    for child in &schema.children {
        let key = child.key.map(|key| &KEYS[key]);
        let inner = if child.children.is_empty() { None } else { required(child) };
        let list = child.is_list();
        // A table of its own accord is there as soon as something in it must be.
        let needed = inner.as_ref().is_some_and(|inner| inner["required"].as_array().is_some_and(|names| !names.is_empty()));
        if key.map_or(needed, |key| key.preset == Preset::Required) {
            names.push(child.name);
        }
        if let Some(inner) = inner {
            let inner = if list { json!({ "minItems": i32::from(names.contains(&child.name)), "items": inner }) } else { inner };
            properties.insert(child.name.to_owned(), inner);
        }
    }
    if names.is_empty() && properties.is_empty() {
        return None;
    }
    Some(json!({ "required": names, "properties": properties }))
}

const NUMBER: &str = r"[+-]?[0-9][0-9_]*(\.[0-9_]+)?";

/// Units of a domain as a pattern, with the text that a value needs.
fn units(domain: Domain) -> String {
    let mut units: Vec<&str> = Vec::new();
    if domain.takes_percent() {
        units.push("%");
    }
    if domain.takes_thousands() {
        units.extend(["k", "M"]);
    }
    if domain == Domain::Duration {
        return r"\s*(s|min|h)".into();
    }
    if units.is_empty() { String::new() } else { format!(r"\s*({})?", units.join("|")) }
}

/// One certain value.
fn scalar(domain: Domain) -> Vec<Value> {
    let number = match domain {
        // A time says its unit; nothing is nothing in every unit.
        Domain::Duration => json!({ "const": 0 }),
        domain if domain.whole() => json!({ "type": "integer" }),
        _ => json!({ "type": "number" }),
    };
    vec![number, json!({ "type": "string", "pattern": format!(r"^\s*{NUMBER}{}\s*$", units(domain)) })]
}

fn sourced(value: &[Value]) -> Value {
    json!({
        "type": "object",
        "description": "A value with its source, shown in the assumptions table of every report.",
        "properties": { "value": { "anyOf": value }, "source": { "type": "string", "pattern": "\\S" } },
        "required": ["value"],
        "additionalProperties": false,
    })
}

fn certain(domain: Domain) -> Value {
    let mut forms = scalar(domain);
    forms.push(sourced(&forms));
    json!({ "description": format!("{}, certain.", domain.describe()), "anyOf": forms })
}

fn uncertain(domain: Domain, name: &str) -> Value {
    let one = || json!({ "anyOf": scalar(domain) });
    let object = |about: &str, properties: Value, required: &[&str]| json!({ "type": "object", "description": about, "properties": properties, "required": required, "additionalProperties": false });
    // A unit given once, at the end, holds for both ends.
    let first = if domain == Domain::Duration { r"\s*(s|min|h)?".to_owned() } else { units(domain) };
    let range = format!(r"^\s*{NUMBER}{first}\s+to\s+{NUMBER}{}\s*$", units(domain));
    let mut forms = scalar(domain);
    forms.extend([
        json!({ "type": "string", "pattern": range, "description": "The 5th and 95th percentile: \"55% to 70%\"." }),
        object("PERT.", json!({ "min": one(), "mode": one(), "max": one() }), &["min", "mode", "max"]),
        object("Uniform.", json!({ "low": one(), "high": one() }), &["low", "high"]),
        object("By moments.", json!({ "mean": one(), "sd": one() }), &["mean", "sd"]),
        object(
            "Discrete.",
            json!({
                "values": { "type": "array", "items": one(), "minItems": 1 },
                "weights": { "type": "array", "items": { "type": "number", "minimum": 0 } },
            }),
            &["values"],
        ),
    ]);
    let whole = sourced(&forms);
    forms.push(whole);
    json!({ "title": name, "description": format!("{}, certain or uncertain.", domain.describe()), "anyOf": forms })
}
