//! The scenario as written: a tree of values in which every node knows where it stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, Position};

use super::limits;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What was written.
    pub value: Value,
    /// Where.
    pub position: Position,
    /// The value as typed, for tables of assumptions.
    pub text: String,
}

/// What can be written.
#[derive(Clone, Debug)]
pub enum Value {
    /// Integer or float.
    Number(f64),
    /// Text.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A TOML date or time: no key takes one.
    Date,
    /// `[ ... ]`, or the elements of `[[ ... ]]`.
    List(Vec<Node>),
    /// `{ ... }` or `[ ... ]` header.
    Table(Table),
}

impl Value {
    /// Its kind in words.
    pub fn describe(&self) -> String {
        match self {
            Value::Number(x) => format!("the number {x}"),
            Value::Text(text) => format!("the text {text:?}"),
            Value::Boolean(b) => format!("{b}"),
            Value::Date => "a date".into(),
            Value::List(_) => "a list".into(),
            Value::Table(_) => "a table".into(),
        }
    }
}

/// Keys of a table, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Entries; order as in the parsed map (registry order is what counts).
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub name: String,
    /// Where the key stands.
    pub position: Position,
    /// Its value.
    pub node: Node,
}

impl Table {
    /// Value of a key.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|e| e.name == name).map(|e| &e.node)
    }

    /// Text of a key.
    pub fn text(&self, name: &str) -> Option<&str> {
        match &self.get(name)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Parses a text whose positions begin at `start`; all syntax errors at once.
pub fn parse(text: &str, start: usize) -> Result<Node, Vec<Diagnostic>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let shifted = |span: Range<usize>| span.start + start..span.end + start;
        return Err(errors.iter().map(|e| syntax(e.message(), e.span().map(shifted))).collect());
    }
    let span = root.span();
    let table = table(root.get_ref(), text);
    // The text as a whole has no header a caret could stand under: its start stands for it.
    let position = Position::Span(span.start.min(text.len())..span.start.min(text.len()));
    let mut root = Node { value: Value::Table(table), position, text: String::new() };
    if start > 0 {
        shift(&mut root, start);
    }
    Ok(root)
}

/// Moves the spans of a subtree.
fn shift(node: &mut Node, by: usize) {
    let moved = |position: &mut Position| {
        if let Position::Span(span) = position {
            *span = span.start + by..span.end + by;
        }
    };
    moved(&mut node.position);
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| shift(item, by)),
        Value::Table(table) => {
            for entry in &mut table.entries {
                moved(&mut entry.position);
                shift(&mut entry.node, by);
            }
        }
        _ => {}
    }
}

/// Parses the value of a `--set`: a TOML value, or else plain text.
pub fn parse_value(text: &str, position: &Position) -> Node {
    let parsed = if limits::too_deep(text).is_none() { DeValue::parse(text).ok() } else { None };
    let mut parsed = match parsed {
        // A date is never meant: `2026-03-01` is a text like `2026-03`.
        Some(value) if !matches!(value.get_ref(), DeValue::Datetime(_)) => node(&value, text),
        _ => Node { value: Value::Text(text.trim().to_owned()), position: position.clone(), text: text.trim().to_owned() },
    };
    relocate(&mut parsed, position);
    parsed
}

fn syntax(message: &str, span: Option<Range<usize>>) -> Diagnostic {
    Diagnostic::error("syntax", "", format!("not valid TOML: {message}")).at(&span.map_or(Position::Nowhere, Position::Span))
}

/// Gives a whole subtree one place.
pub fn relocate(node: &mut Node, position: &Position) {
    node.position = position.clone();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| relocate(item, position)),
        Value::Table(table) => {
            for entry in &mut table.entries {
                entry.position = position.clone();
                relocate(&mut entry.node, position);
            }
        }
        _ => {}
    }
}

fn table(table: &DeTable<'_>, text: &str) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry { name: key.get_ref().to_string(), position: Position::Span(key.span()), node: node(value, text) })
        .collect();
    entries.sort_by_key(|e| match &e.position {
        Position::Span(span) => span.start,
        _ => 0,
    });
    Table { entries }
}

fn node(value: &Spanned<DeValue<'_>>, text: &str) -> Node {
    let written = || {
        let raw = text.get(value.span()).unwrap_or_default();
        raw.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (parsed, shown) = match value.get_ref() {
        DeValue::String(s) => (Value::Text(s.to_string()), s.to_string()),
        DeValue::Integer(i) => {
            // More digits than an i64 holds are still a number; the domain check will have its say.
            let exact = i64::from_str_radix(i.as_str(), i.radix()).map(|n| n as f64);
            (Value::Number(exact.unwrap_or_else(|_| i.as_str().parse().unwrap_or(f64::INFINITY))), written())
        }
        DeValue::Float(x) => (Value::Number(x.as_str().parse().unwrap_or(f64::NAN)), written()),
        DeValue::Boolean(b) => (Value::Boolean(*b), written()),
        DeValue::Datetime(_) => (Value::Date, written()),
        DeValue::Array(items) => (Value::List(items.iter().map(|item| node(item, text)).collect()), written()),
        DeValue::Table(inner) => (Value::Table(self::table(inner, text)), written()),
    };
    Node { value: parsed, position: Position::Span(value.span()), text: shown }
}
