//! The scenario as written, and its way to a [`Model`]: text → tree with positions → checked against the registry →
//! model, or all faults at once.
//!
//! Only [`read_file`] touches the file system; everything else is a function of text.

mod build;
mod check;
mod codes;
mod correlate;
mod extends;
mod limits;
mod profile;
mod read;
mod set;
mod tree;
mod value;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub use codes::{CODES, explain};
pub use extends::{Base, Finder};

use crate::diagnostics::{self, Diagnostic, Position, Severity, Source, Sources};
use crate::model::Model;
use crate::registry::{self, KEYS, Key};

use value::Quantity;

/// A scenario that can be run.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The model.
    pub model: Model,
    /// What somebody should look at.
    pub warnings: Vec<Diagnostic>,
    sources: Sources,
}

impl Loaded {
    /// The warnings as text for people; empty without any.
    pub fn render_warnings(&self, color: bool) -> String {
        diagnostics::render(&self.warnings, &self.sources, color)
    }

    /// The scenario's text, then those it is based on: what a result depends on.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }
}

/// A scenario that cannot be run, with everything that is wrong with it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.render(false))]
pub struct Failure {
    /// Faults and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Failure {
    /// All faults as text for people: file, line, column, the line with a caret, expected and found, help.
    pub fn render(&self, color: bool) -> String {
        diagnostics::render(&self.diagnostics, &self.sources, color)
    }
}

/// Reads a scenario from its text alone. `name` is what messages call the file; `overrides` are the `path=value` pairs of
/// `--set`, in order.
///
/// # Errors
/// Everything that is wrong with the text and the overrides, at once; a text that extends another.
pub fn load(text: &str, name: &str, overrides: &[(String, String)]) -> Result<Loaded, Failure> {
    load_with(text, name, overrides, &mut |wanted, _| {
        Err(Diagnostic::error("no-base", "extends", format!("no way to {wanted:?} from a text alone")))
    })
}

/// Reads a scenario whose bases are found by `find`.
///
/// # Errors
/// Everything that is wrong with the texts and the overrides, at once.
pub fn load_with(text: &str, name: &str, overrides: &[(String, String)], find: Finder<'_>) -> Result<Loaded, Failure> {
    assemble(text, (name, name), overrides, find)
}

/// Reads a scenario from a file; bases are files relative to the one that names them.
///
/// # Errors
/// Everything that is wrong with the files and the overrides, at once.
pub fn load_file(path: &Path, overrides: &[(String, String)]) -> Result<Loaded, Failure> {
    let name = path.display().to_string();
    let text = text_of(path).map_err(|fault| Failure { diagnostics: vec![fault], sources: Sources::new(&name, "") })?;
    let mut find = |wanted: &str, from: &str| {
        let path = Path::new(from).parent().unwrap_or(Path::new("")).join(wanted);
        if !path.exists() {
            let found = format!("there is no file {}", path.display());
            return Err(Diagnostic::error("no-base", "extends", found).help("the path is relative to the scenario that names it"));
        }
        let text = text_of(&path)?;
        Ok(Base { identity: identity(&path), name: path.display().to_string(), text })
    };
    assemble(&text, (&name, &identity(path)), overrides, &mut find)
}

fn identity(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// [`load_with`]; `known_as` is the text's name and identity.
fn assemble(text: &str, known_as: (&str, &str), overrides: &[(String, String)], find: Finder<'_>) -> Result<Loaded, Failure> {
    let mut sources = Sources::default();
    let mut root = match extends::parse(text, known_as.0, known_as.1, &mut sources, find) {
        Ok(root) => root,
        Err(mut diagnostics) => {
            diagnostics::sort(&mut diagnostics);
            return Err(Failure { diagnostics, sources });
        }
    };
    set::complete(&mut root);
    let written = uncertain_paths(&read::read(&root));
    let mut faults: Vec<Diagnostic> =
        overrides.iter().filter_map(|(path, value)| set::set(&mut root, path.trim(), value.trim()).err()).collect();
    let mut reading = read::read(&root);
    let arrivals = arrivals(&reading, &mut sources, find).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let model = build::build(&mut reading, &written, arrivals.as_deref());
    faults.append(&mut reading.faults);
    diagnostics::sort(&mut faults);
    match model {
        Some(model) if faults.iter().all(|f| f.severity == Severity::Warning) => Ok(Loaded { model, warnings: faults, sources }),
        _ => Err(Failure { diagnostics: faults, sources }),
    }
}

/// The text of the arrival profile's file, where the scenario names one; it joins the texts that a result depends on. Its name is
/// relative to the file in which it stands, on the command line to where the program was started.
fn arrivals(reading: &read::Reading, sources: &mut Sources, find: Finder<'_>) -> Result<Option<String>, Diagnostic> {
    let Some(wanted) = reading.text(profile::FILE, [0; 3]) else { return Ok(None) };
    let position = reading.position(profile::FILE);
    let from = sources.name_at(&position).unwrap_or_default().to_owned();
    let found = find(wanted, &from).map_err(|fault| {
        let why = fault.message.replace("the scenario file", "the file");
        let help = "a CSV file beside the scenario: a row for each half-hour of a week, Monday 00:00 first";
        Diagnostic::error("bad-profile", profile::FILE, format!("{}: {why}", profile::FILE)).help(help).at(&position)
    })?;
    sources.add(&found.name, &found.text);
    Ok(Some(found.text))
}

/// The text of a scenario file. No more of it is read than a scenario may have.
fn text_of(path: &Path) -> Result<String, Diagnostic> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limits::LARGEST as u64 + 1).read_to_end(&mut bytes));
    let unreadable =
        |why: &str, help: &str| Diagnostic::error("unreadable", "", format!("cannot read the scenario file {shown}: {why}")).help(help);
    match read {
        Ok(_) if bytes.len() > limits::LARGEST => {
            // The rest was not read: the file system knows how much it is.
            let size = std::fs::metadata(path).map_or(bytes.len(), |m| m.len() as usize);
            Err(limits::too_large(size.max(bytes.len())))
        }
        Ok(_) => limits::decode(bytes),
        Err(_) if path.is_dir() => Err(unreadable("it is a folder", "name the scenario file in it")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(unreadable("there is no such file", "`residual init` writes a scenario to start from"))
        }
        Err(error) => Err(unreadable(&error.to_string(), "is it a file that you may read?")),
    }
}

/// The text of a scenario file, without the scenarios it is based on.
///
/// # Errors
/// When the file cannot be read.
pub fn read_file(path: &Path) -> io::Result<String> {
    text_of(path).map_err(|fault| io::Error::other(fault.message))
}

/// One certain value as it would be written behind a key: what a command takes as a flag has the forms of a scenario.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn certain(pattern: &str, text: &str) -> Result<f64, String> {
    let key = registry::index(pattern).map(|index| &KEYS[index]).ok_or_else(|| format!("no key is called {pattern}"))?;
    let key = Key { certain: true, ..*key };
    let node = tree::parse_value(text.trim(), &Position::Nowhere);
    let mut faults = Vec::new();
    if let Some(Quantity::Certain(value)) = value::given(&node, &key, "", &mut faults).map(|given| given.quantity) {
        return Ok(value);
    }
    let said = |fault: &Diagnostic| {
        let message = fault.message.trim_start_matches(": ").to_owned();
        fault.help.as_ref().map_or(message.clone(), |help| format!("{message}; {help}"))
    };
    Err(faults.first().map_or_else(|| "expected one value".to_owned(), said))
}

/// Uncertain paths in canonical order.
fn uncertain_paths(reading: &read::Reading) -> Vec<String> {
    let uncertain = |n: &&read::Number| n.given.as_ref().is_some_and(|g| matches!(g.quantity, Quantity::Uncertain(_)));
    reading.numbers.iter().filter(uncertain).map(|n| n.path.clone()).collect()
}

#[cfg(test)]
mod tests;
