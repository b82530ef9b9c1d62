//! The scenario as written, and its way to a [`Model`]: text → tree with positions → checked against the registry →
//! model, or all faults at once.
//!
//! Only [`read_file`] touches the file system; everything else is a function of text.

mod build;
mod check;
mod codes;
mod correlate;
mod read;
mod set;
mod tree;
mod value;

use std::io;
use std::path::Path;

pub use codes::{CODES, explain};

use crate::diagnostics::{self, Diagnostic, Severity};
use crate::model::Model;

use value::Quantity;

/// A scenario that can be run.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The model.
    pub model: Model,
    /// What somebody should look at.
    pub warnings: Vec<Diagnostic>,
    name: String,
    text: String,
}

impl Loaded {
    /// The warnings as text for people; empty without any.
    pub fn render_warnings(&self, color: bool) -> String {
        diagnostics::render(&self.warnings, &self.name, &self.text, color)
    }
}

/// A scenario that cannot be run, with everything that is wrong with it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.render(false))]
pub struct Failure {
    /// Faults and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    name: String,
    text: String,
}

impl Failure {
    /// All faults as text for people: file, line, column, the line with a caret, expected and found, help.
    pub fn render(&self, color: bool) -> String {
        diagnostics::render(&self.diagnostics, &self.name, &self.text, color)
    }
}

/// Reads a scenario from its text. `name` is what messages call the file; `overrides` are the `path=value` pairs of
/// `--set`, in order.
///
/// # Errors
/// Everything that is wrong with the text and the overrides, at once.
pub fn load(text: &str, name: &str, overrides: &[(String, String)]) -> Result<Loaded, Failure> {
    assemble(text, name, overrides, true)
}

/// [`load`], with or without refusing what the engine does not simulate yet.
fn assemble(text: &str, name: &str, overrides: &[(String, String)], refuse_waiting: bool) -> Result<Loaded, Failure> {
    let failure = |mut diagnostics: Vec<Diagnostic>| {
        diagnostics::sort(&mut diagnostics);
        Failure { diagnostics, name: name.to_owned(), text: text.to_owned() }
    };
    let mut root = tree::parse(text).map_err(failure)?;
    set::complete(&mut root);
    let written = uncertain_paths(&read::read(&root));
    let mut faults: Vec<Diagnostic> =
        overrides.iter().filter_map(|(path, value)| set::set(&mut root, path.trim(), value.trim()).err()).collect();
    let mut reading = read::read(&root);
    reading.faults.retain(|fault| refuse_waiting || fault.code != "not-simulated");
    let model = build::build(&mut reading, &written);
    faults.append(&mut reading.faults);
    diagnostics::sort(&mut faults);
    match model {
        Some(model) if faults.iter().all(|f| f.severity == Severity::Warning) => {
            Ok(Loaded { model, warnings: faults, name: name.to_owned(), text: text.to_owned() })
        }
        _ => Err(failure(faults)),
    }
}

/// The text of a scenario file.
///
/// # Errors
/// When the file cannot be read.
pub fn read_file(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

/// Uncertain paths in canonical order.
fn uncertain_paths(reading: &read::Reading) -> Vec<String> {
    let uncertain = |n: &&read::Number| n.given.as_ref().is_some_and(|g| matches!(g.quantity, Quantity::Uncertain(_)));
    reading.numbers.iter().filter(uncertain).map(|n| n.path.clone()).collect()
}

#[cfg(test)]
mod tests;
