//! `extends = "base.toml"`: a scenario that differs from another in a few keys.
//!
//! Tables merge key by key. Lists whose elements have ids merge element by element, new ones come after those of the
//! base; lists by place (phases, bands, correlations) and values are replaced as a whole.

use crate::diagnostics::{Diagnostic, Position, Sources};
use crate::registry::{self, KEYS, Kind, ListOf, Schema};

use super::limits;
use super::tree::{self, Node, Table, Value};

/// Longest chain of bases.
const LONGEST: usize = 16;

/// A text that another is based on.
pub struct Base {
    /// What it is: the same for the same file, however it is written.
    pub identity: String,
    /// What messages call it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Finds a base: what was written behind `extends`, and the name of the text it was written in.
pub type Finder<'a> = &'a mut dyn FnMut(&str, &str) -> Result<Base, Diagnostic>;

/// Parses a text and everything it is based on into one tree.
pub fn parse(text: &str, name: &str, identity: &str, sources: &mut Sources, find: Finder<'_>) -> Result<Node, Vec<Diagnostic>> {
    let mut chain = vec![identity.to_owned()];
    let (mut name, mut text) = (name.to_owned(), text.to_owned());
    let mut layers: Vec<Node> = Vec::new();
    loop {
        let start = sources.add(&name, &text);
        if let Some(mut fault) = limits::check(&text) {
            fault.position = match fault.position {
                Position::Span(span) => Position::Span(span.start + start..span.end + start),
                // A text that is no scenario at all: of a base it must be said which.
                _ if start > 0 => Position::Span(start..start),
                other => other,
            };
            return Err(vec![fault]);
        }
        let root = tree::parse(&text, start)?;
        let extends = match &root.value {
            Value::Table(table) => table.get("extends").cloned(),
            _ => None,
        };
        layers.push(root);
        let Some(Node { value: Value::Text(wanted), position, .. }) = extends else { break };
        let base = find(&wanted, &name).map_err(|fault| {
            let message = if fault.code == "no-base" { format!("extends: {}", fault.message) } else { fault.message };
            vec![Diagnostic { path: "extends".into(), message, ..fault }.at(&position)]
        })?;
        if chain.contains(&base.identity) || chain.len() > LONGEST {
            let found = format!("extends: {wanted:?} leads back to a scenario that is based on it");
            return Err(vec![Diagnostic::error("base-cycle", "extends", found).at(&position)]);
        }
        chain.push(base.identity);
        (name, text) = (base.name, base.text);
    }
    let mut layers = layers.into_iter().rev();
    let mut root = layers.next().expect("the text itself is a layer");
    for layer in layers {
        merge(&mut root, layer, registry::schema());
    }
    Ok(root)
}

fn merge(base: &mut Node, over: Node, schema: &Schema) {
    let by_type = schema.key.is_some_and(|key| KEYS[key].kind.keyed_by().is_some());
    match (&mut base.value, over.value) {
        (Value::Table(to), Value::Table(from)) if by_type || !schema.children.is_empty() => {
            merge_tables(to, from, schema);
            base.position = over.position;
        }
        (Value::List(to), Value::List(from)) if merges_by_id(schema) => merge_lists(to, from, schema),
        (_, value) => *base = Node { value, ..over },
    }
}

fn merge_tables(to: &mut Table, from: Table, schema: &Schema) {
    for entry in from.entries {
        match to.entries.iter_mut().find(|known| known.name == entry.name) {
            Some(known) => match schema.child(&entry.name) {
                Some(child) => {
                    known.position = entry.position;
                    merge(&mut known.node, entry.node, child);
                }
                None => *known = entry,
            },
            None => to.entries.push(entry),
        }
    }
}

fn merges_by_id(schema: &Schema) -> bool {
    schema.key.is_some_and(|key| matches!(KEYS[key].kind, Kind::List(ListOf::Ids, _)))
}

fn merge_lists(to: &mut Vec<Node>, from: Vec<Node>, schema: &Schema) {
    let id = |node: &Node| match &node.value {
        Value::Table(table) => table.text("id").map(str::to_owned),
        _ => None,
    };
    // Elements of the base alone: two of one id in the text above stay two, and are a fault.
    let known = to.len();
    for item in from {
        let own = id(&item);
        match to[..known].iter_mut().find(|base| own.is_some() && id(base) == own) {
            Some(Node { value: Value::Table(base), position, .. }) => {
                if let Value::Table(table) = item.value {
                    *position = item.position;
                    merge_tables(base, table, schema);
                }
            }
            _ => to.push(item),
        }
    }
}
