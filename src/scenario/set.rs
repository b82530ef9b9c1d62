//! Changes to the tree before it is read: parts that have a default as a whole, and `--set path=value`.

use crate::diagnostics::{Diagnostic, Position};
use crate::registry::{self, KEYS, Kind, ListOf, Schema};

use super::read::element_name;
use super::tree::{self, Entry, Node, Table, Value};
use super::value::nearest;

/// Lists that a scenario may leave out as a whole, as they would be written.
const DEFAULTS: &str = r#"
[[ai.phases]]
start = 0
ramp_months = 3

[[options]]
id = "technical_only"
name = "AI wired into the existing workflow"

[[options]]
id = "phase_two"
name = "Redesign as a second phase, split ownership"
levers = { staffing = 9, routing = 9, metrics = 9, contracts = 9, quality = 9 }
owner = "split"

[[options]]
id = "redesign"
name = "Redesign planned with the rollout, one owner"
levers = { staffing = 0, routing = 0, metrics = 0, contracts = 0, quality = 0 }
owner = "single"
"#;

/// Fills in lists that are absent. Values that come from here stand nowhere in the text.
pub fn complete(root: &mut Node) {
    let Ok(mut defaults) = tree::parse(DEFAULTS, 0) else { return };
    tree::relocate(&mut defaults, &Position::Nowhere);
    if let (Value::Table(to), Value::Table(from)) = (&mut root.value, defaults.value) {
        merge(to, from);
    }
}

fn merge(to: &mut Table, from: Table) {
    for entry in from.entries {
        match to.entries.iter_mut().find(|e| e.name == entry.name) {
            None => to.entries.push(entry),
            Some(known) => {
                if let (Value::Table(to), Value::Table(from)) = (&mut known.node.value, entry.node.value) {
                    merge(to, from);
                }
            }
        }
    }
}

/// Sets a path to a value as typed on the command line.
pub fn set(root: &mut Node, path: &str, text: &str) -> Result<(), Diagnostic> {
    let position = Position::Flag(format!("--set {path}={text}"));
    if path == "extends" {
        let help = "write it at the head of a small scenario, or give another file".to_owned();
        return Err(unknown(path, Some(help)).at(&position));
    }
    let segments: Vec<&str> = path.split('.').map(str::trim).collect();
    let value = tree::parse_value(text, &position);
    descend(root, registry::schema(), &segments, "", value, &position).map_err(|fault| fault.at(&position))
}

fn unknown(path: &str, help: Option<String>) -> Diagnostic {
    let mut fault = Diagnostic::error("unknown-key", path, format!("unknown path `{path}`"));
    fault.help = help;
    fault
}

fn did_you_mean<'a>(path: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(n) if path.is_empty() => format!("did you mean `{n}`?"),
        Some(n) => format!("did you mean `{path}.{n}`?"),
        None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
    }
}

fn descend(node: &mut Node, schema: &Schema, segments: &[&str], path: &str, value: Node, position: &Position) -> Result<(), Diagnostic> {
    let Some((name, rest)) = segments.split_first() else {
        *node = value;
        return Ok(());
    };
    let here = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
    match &mut node.value {
        Value::List(items) => {
            let index = find(items, schema, name).ok_or_else(|| {
                let names: Vec<String> = (0..items.len()).map(|i| element_name(items, i, list_of(schema))).collect();
                unknown(&here, Some(did_you_mean(path, name, names.iter().map(String::as_str))))
            })?;
            if rest.is_empty() {
                let keys = schema.children.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
                return Err(unknown(&here, Some(format!("`{here}` is a table: set one of its keys: {keys}"))));
            }
            in_table(&mut items[index], schema, rest, &here, value, position)
        }
        _ => in_table(node, schema, segments, path, value, position),
    }
}

/// Goes on inside a table, which is created where it is absent.
fn in_table(node: &mut Node, schema: &Schema, segments: &[&str], path: &str, value: Node, position: &Position) -> Result<(), Diagnostic> {
    let (name, rest) = segments.split_first().expect("called with at least one segment");
    let here = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
    let Value::Table(table) = &mut node.value else {
        return Err(unknown(&here, Some(format!("`{path}` is {}: it has no keys", node.value.describe()))));
    };
    let child = schema.child(name);
    let by_type = schema.key.is_some_and(|key| KEYS[key].kind.keyed_by().is_some());
    if child.is_none() && !by_type {
        let known = schema.children.iter().map(|c| c.name);
        return Err(unknown(&here, Some(did_you_mean(path, name, known))));
    }
    let child = child.unwrap_or(schema);
    let at = table.entries.iter().position(|e| e.name == *name);
    if at.is_none() && child.is_list() && !rest.is_empty() {
        return Err(unknown(&here, Some(format!("the scenario has no [[{here}]]"))));
    }
    let at = at.unwrap_or_else(|| {
        let node = Node { value: Value::Table(Table::default()), position: position.clone(), text: String::new() };
        table.entries.push(Entry { name: (*name).to_owned(), position: position.clone(), node });
        table.entries.len() - 1
    });
    let inner = &mut table.entries[at].node;
    let has_keys = !child.children.is_empty() || child.key.is_some_and(|key| KEYS[key].kind.keyed_by().is_some());
    if !rest.is_empty() && (!has_keys || by_type) {
        return Err(unknown(&format!("{here}.{}", rest.join(".")), Some(format!("`{here}` is a single value: --set {here}=..."))));
    }
    descend(inner, child, rest, &here, value, position)
}

fn list_of(schema: &Schema) -> ListOf {
    match schema.key.map(|key| KEYS[key].kind) {
        Some(Kind::List(of, _)) => of,
        _ => ListOf::Places,
    }
}

fn find(items: &[Node], schema: &Schema, name: &str) -> Option<usize> {
    let of = list_of(schema);
    let by_name = (0..items.len()).find(|i| element_name(items, *i, of) == name);
    // A place works everywhere, so that a script can walk through a list without knowing its ids.
    by_name.or_else(|| name.parse::<usize>().ok().filter(|n| (1..=items.len()).contains(n)).map(|n| n - 1))
}
