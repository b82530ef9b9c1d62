//! Pages of the documentation that are made from the program: keys from the registry, diagnostics from their codes.

use std::fmt::Write as _;

use super::schema::description;
use crate::registry::{self, Kind};
use crate::scenario::CODES;

/// `docs/diagnostics.md`.
pub fn diagnostics() -> String {
    let mut page = "# Diagnostics\n\nWhat a scenario is told when something is wrong with it, by code. Errors stop the program with exit code 2 and \
        nothing is written; `unusual`, `no-effect`, `csat-order` and `correlation-empty` are warnings.\n\nThis page is made from the program \
        (`BLESS=1 cargo test --test docs`).\n"
        .to_owned();
    for (code, text) in CODES {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {code}\n{text} [An example](diagnostics/{code}.md).\n");
    }
    page
}

/// `docs/scenario.md`.
pub fn keys() -> String {
    let mut page = "# Keys of a scenario\n\nEvery key of a scenario file, in the order in which the program reads them. `[]` marks a list of tables, `{}` a table \
        whose keys are ids of contact types or vendors. Numbers may be certain (`0.62`, `\"62%\"`, `\"4.2 min\"`, `\"380k\"`), a 90 % interval \
        (`\"55% to 70%\"`), `{ min, mode, max }` (PERT), `{ low, high }` (uniform), `{ mean, sd }`, `{ values, weights }`, or any of \
        these with their source: `{ value = ..., source = \"...\" }`.\n\nThis page is made from the program \
        (`BLESS=1 cargo test --test docs`).\n"
        .to_owned();
    let mut section = String::new();
    for key in registry::keys() {
        let table = match key.kind {
            Kind::List(..) | Kind::OptionalTable => key.path,
            _ => key.path.rsplit_once('.').map_or("", |(table, _)| table),
        };
        if table != section {
            table.clone_into(&mut section);
            if !table.is_empty() {
                let _ = write!(page, "\n## {table}\n");
            }
        }
        let name = key.path.rsplit('.').next().unwrap_or(key.path);
        let lead = if matches!(key.kind, Kind::List(..) | Kind::OptionalTable) { String::new() } else { format!("`{name}`: ") };
        let words = match key.kind {
            Kind::Choice(words, _) => format!(" One of {}.", words.join(", ")),
            Kind::Choices(words) => format!(" Any of {}.", words.join(", ")),
            _ => String::new(),
        };
        let _ = writeln!(page, "- {lead}{}{words}", description(key));
    }
    page
}
