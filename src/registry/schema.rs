//! The registry as a tree of tables and keys, in schema order: what may stand in which table.

use std::sync::LazyLock;

use super::{KEYS, Kind};

/// A table, list or key of the file.
#[derive(Debug)]
pub struct Schema {
    /// Last segment of its path, without `[]` or `{}`.
    pub name: &'static str,
    /// Path pattern.
    pub path: String,
    /// Index in the registry; `None` for a table that has no entry of its own because it is always there.
    pub key: Option<usize>,
    /// What may stand in it, in schema order; empty for a key.
    pub children: Vec<Schema>,
}

static ROOT: LazyLock<Schema> = LazyLock::new(|| {
    let mut root = Schema { name: "", path: String::new(), key: None, children: Vec::new() };
    for (index, key) in KEYS.iter().enumerate() {
        root.insert(key.path, index);
    }
    root
});

/// The root of the tree.
pub fn schema() -> &'static Schema {
    &ROOT
}

impl Schema {
    fn insert(&mut self, path: &'static str, index: usize) {
        let (segment, rest) = path.split_once('.').map_or((path, None), |(head, tail)| (head, Some(tail)));
        let name = segment.trim_end_matches("[]").trim_end_matches("{}");
        let known = self.children.iter().position(|child| child.name == name);
        let at = known.unwrap_or_else(|| {
            let path = if self.path.is_empty() { segment.to_owned() } else { format!("{}.{segment}", self.path) };
            self.children.push(Schema { name, path, key: None, children: Vec::new() });
            self.children.len() - 1
        });
        match rest {
            Some(rest) => self.children[at].insert(rest, index),
            None => self.children[at].key = Some(index),
        }
    }

    /// The child of a name.
    pub fn child(&self, name: &str) -> Option<&Schema> {
        self.children.iter().find(|child| child.name == name)
    }

    /// True for a list of tables.
    pub fn is_list(&self) -> bool {
        self.key.is_some_and(|key| matches!(KEYS[key].kind, Kind::List(..)))
    }
}
