//! The tree against the registry: every written key is known, of its kind and in its domain; every missing one gets its
//! default. Nothing stops at the first fault.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Position};
use crate::model::{Parameters, Target};
use crate::registry::{self, KEYS, Key, Kind, ListOf, Place, Preset, Schema};

use super::tree::{Entry, Node, Table, Value};
use super::value::{self, Given, Quantity, nearest};

/// Most elements of a list: what an operation has of teams, types or terms, many times over.
const MOST_ELEMENTS: usize = 100;

/// What is not a number of [`Parameters`].
#[derive(Clone, Debug, PartialEq)]
pub enum Other {
    /// A text or a chosen word.
    Text(String),
    /// A certain number.
    Number(f64),
    /// Several words or paths.
    Words(Vec<String>),
}

/// A number of [`Parameters`] with its history.
#[derive(Clone, Debug)]
pub struct Number {
    /// Its path.
    pub path: String,
    /// Where it lives.
    pub target: Target,
    /// As written; `None`: the default holds.
    pub given: Option<Given>,
}

/// A scenario as read: numbers in their place, the rest by key and place, and where everything stands.
#[derive(Debug, Default)]
pub struct Reading {
    /// Numbers at their medians; NaN where there was a fault.
    pub parameters: Parameters,
    /// Every number present, written or default, in canonical order: section by section, elements in file order.
    pub numbers: Vec<Number>,
    /// The rest.
    pub others: BTreeMap<(usize, Place), Other>,
    /// Paths of the elements of every list, by the list's key and place.
    pub elements: BTreeMap<(usize, Place), Vec<String>>,
    /// Place of every path written, headers included.
    pub positions: BTreeMap<String, Position>,
    /// Seasons as written, for the assumptions table.
    pub seasons: Vec<(String, String)>,
    /// What is wrong.
    pub faults: Vec<Diagnostic>,
    /// Ids of contact types and vendors, which name shares in tables.
    types: Vec<String>,
    vendors: Vec<String>,
    /// Paths that misspelt keys were meant for: not missing, only misspelt.
    meant: Vec<String>,
}

/// Reads a tree.
pub fn read(root: &Node) -> Reading {
    let mut reading = Reading::default();
    // Without a season every month is like the mean.
    reading.parameters.demand.season = [1.0; 12];
    if let Value::Table(table) = &root.value {
        let ids = |list: &str| match table.get(list).map(|n| &n.value) {
            Some(Value::List(items)) => (0..items.len().min(MOST_ELEMENTS)).map(|i| element_name(items, i, ListOf::Ids)).collect(),
            _ => Vec::new(),
        };
        (reading.types, reading.vendors) = (ids("contact_types"), ids("vendors"));
        reading.table(registry::schema(), Some(table), &root.position, [0; 3], 0, "");
    }
    reading
}

/// Name of a list's element in paths: its id where it has one of its own, else its place from 1.
pub fn element_name(items: &[Node], index: usize, of: ListOf) -> String {
    let id = |node: &Node| match &node.value {
        Value::Table(table) => table.text("id").map(str::to_owned),
        _ => None,
    };
    match (of, id(&items[index])) {
        (ListOf::Ids, Some(own)) if items[..index].iter().all(|other| id(other).as_ref() != Some(&own)) => own,
        _ => (index + 1).to_string(),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

impl Reading {
    /// Position of a path, or of the nearest thing around it that was written.
    pub fn position(&self, path: &str) -> Position {
        let mut path = path;
        loop {
            if let Some(position) = self.positions.get(path) {
                return position.clone();
            }
            match path.rsplit_once('.') {
                Some((head, _)) => path = head,
                None => return Position::Nowhere,
            }
        }
    }

    /// Adds a fault about a path, with its place.
    pub fn fault(&mut self, code: &'static str, path: &str, message: impl AsRef<str>, help: Option<String>) {
        let mut fault = Diagnostic::error(code, path, format!("{path}: {}", message.as_ref())).at(&self.position(path));
        fault.help = help;
        self.faults.push(fault);
    }

    /// Adds a warning about a path, with its place.
    pub fn warn(&mut self, code: &'static str, path: &str, message: impl AsRef<str>, help: Option<String>) {
        let mut warning = Diagnostic::warning(code, path, format!("{path}: {}", message.as_ref())).at(&self.position(path));
        warning.help = help;
        self.faults.push(warning);
    }

    /// A text or chosen word.
    pub fn text(&self, pattern: &str, place: Place) -> Option<&str> {
        match self.others.get(&(registry::index(pattern)?, place))? {
            Other::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A certain number outside [`Parameters`].
    pub fn plain(&self, pattern: &str, place: Place) -> Option<f64> {
        match self.others.get(&(registry::index(pattern)?, place))? {
            Other::Number(x) => Some(*x),
            _ => None,
        }
    }

    /// Several words.
    pub fn words(&self, pattern: &str, place: Place) -> Option<&[String]> {
        match self.others.get(&(registry::index(pattern)?, place))? {
            Other::Words(words) => Some(words),
            _ => None,
        }
    }

    /// Paths of the elements of a list.
    pub fn elements(&self, pattern: &str, place: Place) -> Vec<String> {
        registry::index(pattern).and_then(|key| self.elements.get(&(key, place))).cloned().unwrap_or_default()
    }

    /// True when something was written at a path.
    pub fn is_written(&self, path: &str) -> bool {
        self.positions.contains_key(path)
    }

    /// A number by its path.
    pub fn number(&self, path: &str) -> Option<&Number> {
        self.numbers.iter().find(|n| n.path == path)
    }

    fn table(&mut self, schema: &Schema, table: Option<&Table>, header: &Position, place: Place, depth: usize, path: &str) {
        for entry in table.iter().flat_map(|t| &t.entries) {
            if schema.child(&entry.name).is_none() {
                self.unknown(schema, entry, path);
            }
        }
        for child in &schema.children {
            let entry = table.and_then(|t| t.entries.iter().find(|e| e.name == child.name));
            let path = join(path, child.name);
            if let Some(entry) = entry {
                self.positions.insert(path.clone(), entry.node.position.clone());
            }
            if child.is_list() {
                self.list(child, entry, header, place, depth, &path);
            } else if child.children.is_empty() {
                self.leaf(child, table, entry, header, place, &path);
            } else {
                self.inner(child, entry, header, place, depth, &path);
            }
        }
    }

    /// A table inside a table.
    fn inner(&mut self, schema: &Schema, entry: Option<&Entry>, header: &Position, place: Place, depth: usize, path: &str) {
        let optional = schema.key.is_some();
        match entry {
            Some(Entry { node: Node { value: Value::Table(table), position, .. }, .. }) => {
                self.table(schema, Some(table), position, place, depth, path);
            }
            Some(entry) => {
                let known = schema.children.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
                let found = entry.node.value.describe();
                self.fault("wrong-type", path, format!("expected a table, found {found}"), Some(format!("its keys are {known}")));
            }
            None if optional => {}
            None => self.table(schema, None, header, place, depth, path),
        }
    }

    fn list(&mut self, schema: &Schema, entry: Option<&Entry>, header: &Position, place: Place, depth: usize, path: &str) {
        let key_index = schema.key.expect("a list has an entry in the registry");
        let key = &KEYS[key_index];
        let Kind::List(of, make_room) = key.kind else { return };
        let Some(entry) = entry else {
            if key.preset == Preset::Required && !self.meant.iter().any(|meant| meant == path) {
                let help = format!("add a table [[{path}]]");
                let fault = Diagnostic::error("missing-key", path, format!("expected at least one [[{path}]], found none")).at(header);
                self.faults.push(fault.help(help));
            }
            return;
        };
        let Value::List(items) = &entry.node.value else {
            let found = entry.node.value.describe();
            self.fault("wrong-type", path, format!("expected a list of tables, found {found}"), Some(format!("write [[{path}]]")));
            return;
        };
        if items.is_empty() && key.preset == Preset::Required {
            self.fault("missing-key", path, "expected at least one element, found an empty list", None);
        }
        if items.len() > MOST_ELEMENTS {
            self.fault("too-large", path, format!("expected at most {MOST_ELEMENTS} elements, found {}", items.len()), None);
        }
        let items = &items[..items.len().min(MOST_ELEMENTS)];
        let paths: Vec<String> = (0..items.len()).map(|i| join(path, &element_name(items, i, of))).collect();
        self.elements.insert((key_index, place), paths.clone());
        for (i, (item, path)) in items.iter().zip(paths).enumerate() {
            let mut place = place;
            place[depth] = i;
            if let Some(make_room) = make_room {
                make_room(&mut self.parameters, place);
            }
            self.positions.insert(path.clone(), item.position.clone());
            if let Value::Table(table) = &item.value {
                self.table(schema, Some(table), &item.position, place, depth + 1, &path);
            } else {
                let found = item.value.describe();
                self.fault("wrong-type", &path, format!("expected a table, found {found}"), None);
            }
        }
    }

    fn leaf(&mut self, schema: &Schema, table: Option<&Table>, entry: Option<&Entry>, header: &Position, place: Place, path: &str) {
        // A schema node without children is a key: it came from the registry.
        let Some(index) = schema.key else { return };
        let key = &KEYS[index];
        match entry {
            Some(entry) => self.written(index, key, &entry.node, place, path),
            None => self.missing(index, key, table, header, place, path),
        }
    }

    fn written(&mut self, index: usize, key: &'static Key, node: &Node, place: Place, path: &str) {
        let target = Target::new(index, place);
        let wrong = |reading: &mut Self, wanted: &str, help: Option<String>| {
            reading.fault("wrong-type", path, format!("expected {wanted}, found {}", node.value.describe()), help);
        };
        match (&key.kind, &node.value) {
            (Kind::Number(_), _) => self.number_written(key, target, node, path.to_owned()),
            (Kind::ByType(_) | Kind::ByVendor(_), Value::Table(table)) => self.by_id(key, target, table, path),
            (Kind::Plain, _) => {
                if let Some(Given { quantity: Quantity::Certain(x), .. }) = value::given(node, key, path, &mut self.faults) {
                    self.others.insert((index, place), Other::Number(x));
                }
            }
            (Kind::Text | Kind::Start, Value::Text(text)) if text.trim().is_empty() => {
                self.fault("wrong-type", path, "expected a text, found an empty one", None);
            }
            (Kind::Text | Kind::Start, Value::Text(text)) => {
                self.others.insert((index, place), Other::Text(text.clone()));
            }
            // On the command line a text may look like a number: `--set scenario.name=2026`.
            (Kind::Text | Kind::Start, Value::Number(_)) if matches!(node.position, Position::Flag(_)) => {
                self.others.insert((index, place), Other::Text(node.text.clone()));
            }
            (Kind::Choice(words, set), Value::Text(text)) => match words.iter().position(|w| w == text) {
                Some(choice) => {
                    if let Some(set) = set {
                        set(&mut self.parameters, place, choice);
                    }
                    self.others.insert((index, place), Other::Text(text.clone()));
                }
                None => self.choice(path, text, words),
            },
            (Kind::Choices(words), Value::List(_)) => {
                if let Some(list) = self.texts(node, path) {
                    for text in list.iter().filter(|text| !words.contains(&text.as_str())) {
                        self.choice(path, text, words);
                    }
                    self.others.insert((index, place), Other::Words(list));
                }
            }
            (Kind::Paths | Kind::TypeIds, Value::List(_)) => {
                if let Some(list) = self.texts(node, path) {
                    self.others.insert((index, place), Other::Words(list));
                }
            }
            (Kind::Season(set), Value::List(items)) => self.season(*set, items, node, place, path),
            (Kind::ByType(_), _) => wrong(self, "a table of contact types", Some("write { returns = 0.6 }".into())),
            (Kind::ByVendor(_), _) => wrong(self, "a table of vendors", Some("write { bpo_north = 0.2 }".into())),
            (Kind::Text, _) => wrong(self, "a text", None),
            (Kind::Start, _) => wrong(self, "a month as text", Some("write \"2026-01\"".into())),
            (Kind::Choice(words, _), _) => wrong(self, &format!("one of {}", words.join(", ")), None),
            (Kind::Choices(words), _) => wrong(self, &format!("a list of any of {}", words.join(", ")), None),
            (Kind::Paths, _) => wrong(self, "a list of paths", Some("write [\"ai.selectivity\", \"contact_types.*.ai.mature\"]".into())),
            (Kind::TypeIds, _) => wrong(self, "a list of contact types", Some("write [\"returns\", \"complaints\"]".into())),
            (Kind::Season(_), _) => wrong(self, "twelve factors, January first", None),
            (Kind::OptionalTable | Kind::List(..), _) => wrong(self, "a table", None),
        }
    }

    fn number_written(&mut self, key: &Key, target: Target, node: &Node, path: String) {
        let given = value::given(node, key, &path, &mut self.faults);
        let Some(given) = given else {
            registry::put(&mut self.parameters, &target, f64::NAN);
            return;
        };
        let median = given.quantity.median();
        registry::write(&mut self.parameters, &target, median);
        if let Some((low, high, source)) = key.usual {
            let slack = 0.5 * (high - low);
            if median < low - slack || median > high + slack {
                let unit = if key.unit == "share" { "" } else { key.unit };
                let text = format!("{} is far outside the usual {low} to {high} {unit}", given.text);
                self.warn("unusual", &path, text.trim_end(), Some(format!("source of the range: {source}")));
            }
        }
        self.numbers.push(Number { path, target, given: Some(given) });
    }

    fn by_id(&mut self, key: &Key, target: Target, table: &Table, path: &str) {
        let vendors = matches!(key.kind, Kind::ByVendor(_));
        for entry in &table.entries {
            let path = join(path, &entry.name);
            self.positions.insert(path.clone(), entry.node.position.clone());
            let ids = if vendors { &self.vendors } else { &self.types };
            let Some(k) = ids.iter().position(|id| *id == entry.name) else {
                let help = nearest(&entry.name, ids.iter().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
                let what = if vendors { "vendor" } else { "contact type" };
                self.fault("unknown-reference", &path, format!("no {what} is called `{}`", entry.name), help);
                continue;
            };
            let target = if vendors { Target { at: k, ..target } } else { Target { within: [k, 0], ..target } };
            self.number_written(key, target, &entry.node, path);
        }
    }

    fn season(&mut self, set: fn(&mut Parameters, Place, [f64; 12]), items: &[Node], node: &Node, place: Place, path: &str) {
        let factors: Vec<f64> = items
            .iter()
            .filter_map(|item| match item.value {
                Value::Number(x) if x >= 0.0 && x.is_finite() => Some(x),
                _ => None,
            })
            .collect();
        let sum: f64 = factors.iter().sum();
        match <[f64; 12]>::try_from(factors) {
            Ok(factors) if items.len() == 12 && sum > 0.0 => {
                set(&mut self.parameters, place, factors.map(|f| f * 12.0 / sum));
                self.seasons.push((path.to_owned(), node.text.clone()));
            }
            _ => {
                self.fault("wrong-length", path, format!("expected twelve factors of 0 or more, January first, found {}", node.text), None);
            }
        }
    }

    fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<String>> {
        let Value::List(items) = &node.value else { return None };
        let mut list = Vec::new();
        for item in items {
            match &item.value {
                Value::Text(text) => list.push(text.clone()),
                other => {
                    let message = format!("{path}: expected a list of texts, found {} in it", other.describe());
                    self.faults.push(Diagnostic::error("wrong-type", path, message).at(&item.position));
                    return None;
                }
            }
        }
        Some(list)
    }

    fn choice(&mut self, path: &str, found: &str, words: &[&str]) {
        let help = nearest(found, words.iter().copied()).map(|n| format!("did you mean \"{n}\"?"));
        self.fault("unknown-word", path, format!("expected one of {}, found {found:?}", words.join(", ")), help);
    }

    fn missing(&mut self, index: usize, key: &'static Key, table: Option<&Table>, header: &Position, place: Place, path: &str) {
        let target = Target::new(index, place);
        let default = |reading: &mut Self, value: f64, shown: bool| {
            if key.is_number() {
                registry::write(&mut reading.parameters, &target, value);
                if shown {
                    reading.numbers.push(Number { path: path.to_owned(), target, given: None });
                }
            } else {
                reading.others.insert((index, place), Other::Number(value));
            }
        };
        match key.preset {
            Preset::Value(value) => default(self, value, true),
            Preset::Unused(value) => default(self, value, false),
            Preset::Unless(value, others) => {
                let name = |path: &str| path.rsplit('.').next().map(str::to_owned).unwrap_or_default();
                let other = others.iter().any(|o| table.is_some_and(|t| t.get(&name(o)).is_some()));
                default(self, if other { 0.0 } else { value }, !other);
            }
            Preset::Text(text) => {
                self.others.insert((index, place), Other::Text(text.to_owned()));
                if let Kind::Choice(words, Some(set)) = key.kind {
                    let choice = words.iter().position(|w| *w == text).expect("a default is one of its words");
                    set(&mut self.parameters, place, choice);
                }
            }
            Preset::Absent | Preset::Like(_) => {}
            Preset::Required => {
                if key.is_number() {
                    registry::put(&mut self.parameters, &target, f64::NAN);
                }
                if self.meant.iter().any(|meant| meant == path) {
                    return;
                }
                let name = path.rsplit('.').next().unwrap_or(path);
                let help = if key.unit.is_empty() { key.help.to_owned() } else { format!("{} Unit: {}.", key.help, key.unit) };
                let fault = Diagnostic::error("missing-key", path, format!("missing key `{path}`")).at(header);
                let mentioned = match table {
                    Some(_) => help,
                    None => format!("`{name}` has no default. {help}"),
                };
                self.faults.push(fault.help(mentioned));
            }
        }
    }

    fn unknown(&mut self, schema: &Schema, entry: &Entry, path: &str) {
        let path = join(path, &entry.name);
        let known = schema.children.iter().map(|c| c.name);
        let help = match nearest(&entry.name, known.clone()) {
            Some(name) => {
                self.meant.push(format!("{}{name}", path.strip_suffix(&entry.name).unwrap_or_default()));
                format!("did you mean `{name}`?")
            }
            None => match elsewhere(&entry.name) {
                Some(place) => format!("a key of that name stands in {place}"),
                None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
            },
        };
        self.faults.push(Diagnostic::error("unknown-key", path.as_str(), format!("unknown key `{path}`")).at(&entry.position).help(help));
    }
}

/// The table another key of that name stands in: a key in the wrong section is a common slip.
fn elsewhere(name: &str) -> Option<String> {
    let key = KEYS.iter().find(|key| key.path.rsplit_once('.').is_some_and(|(_, last)| last == name))?;
    let (table, _) = key.path.rsplit_once('.')?;
    Some(if table.ends_with("[]") { format!("[[{}]]", table.replace("[]", "")) } else { format!("[{}]", table.replace("[]", "")) })
}
