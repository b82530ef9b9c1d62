//! Faults and warnings as values: what is wrong, where, and what to do. No domain knowledge, no printing.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input cannot be used.
    Error,
    /// The input can be used, and somebody should look at it.
    Warning,
}

/// Where something was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Nowhere in particular: the text as a whole.
    #[default]
    Nowhere,
    /// Bytes of the text; of the second text of [`Sources`] from where the first ends, and so on.
    Span(Range<usize>),
    /// On the command line: the flag as typed.
    Flag(String),
}

/// The texts that positions point into, one after the other: the text itself, then what it is based on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(Vec<Source>);

/// One text and what messages call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name, as a rule that of a file.
    pub name: String,
    /// The text.
    pub text: String,
    start: usize,
}

impl Sources {
    /// One text.
    pub fn new(name: &str, text: &str) -> Self {
        let mut sources = Self::default();
        sources.add(name, text);
        sources
    }

    /// Adds a text; returns where its positions start.
    pub fn add(&mut self, name: &str, text: &str) -> usize {
        // One byte between two texts: the end of one is not the start of the next.
        let start = self.0.last().map_or(0, |last| last.start + last.text.len() + 1);
        self.0.push(Source { name: name.to_owned(), text: text.to_owned(), start });
        start
    }

    /// All texts, the first one first.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// Name of the text a position lies in; none for one on the command line.
    pub fn name_at(&self, position: &Position) -> Option<&str> {
        match position {
            Position::Span(span) => self.locate(span).map(|(source, _)| source.name.as_str()),
            _ => None,
        }
    }

    /// The text a span lies in, and where in it.
    fn locate(&self, span: &Range<usize>) -> Option<(&Source, Range<usize>)> {
        let source = self.0.iter().rev().find(|source| source.start <= span.start)?;
        Some((source, span.start - source.start..span.end.saturating_sub(source.start)))
    }
}

/// One fault or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, for documentation and tests.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// Path of the key it is about; empty for the text as a whole.
    pub path: String,
    /// What is wrong: expected and found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it was written.
    pub position: Position,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        let (path, message) = (path.into(), message.into());
        Self { code, severity: Severity::Error, path, message, help: None, position: Position::Nowhere }
    }

    /// A warning.
    pub fn warning(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, message) }
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a place.
    #[must_use]
    pub fn at(mut self, position: &Position) -> Self {
        self.position = position.clone();
        self
    }
}

/// Sorts as a reader needs them: errors first; by place in the text, then flags, then the rest.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|d| match &d.position {
        Position::Span(span) => (d.severity, 0, span.start),
        Position::Flag(_) => (d.severity, 1, 0),
        Position::Nowhere => (d.severity, 2, 0),
    });
}

/// Most diagnostics shown; a file this wrong is not mended in one go.
const SHOWN: usize = 100;
/// Longest line shown as it is; a longer one is named by its place alone.
const LONGEST_LINE: usize = 500;

/// Text for people: message, file, line, column, the line itself with a caret, help. ANSI styles when `color`.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let first = sources.iter().next().map_or("", |source| source.name.as_str());
    let mut out = String::new();
    for d in diagnostics.iter().take(SHOWN) {
        let level = match d.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = shortened(&d.message);
        let title = level.primary_title(message.as_str()).id(d.code);
        let place;
        let line_text;
        let mut group = match &d.position {
            Position::Span(span) => {
                let (source, span) = sources.locate(span).expect("positions come from one of the sources");
                let line = Line::of(&source.text, &span);
                place = format!("in {} at line {}", source.name, line.number);
                if line.text.len() > LONGEST_LINE {
                    Group::with_title(title).element(Level::NOTE.message(place.as_str()))
                } else {
                    // The renderer gets this line alone: a large file would make every message as slow as it is large.
                    line_text = line.text;
                    let annotation = AnnotationKind::Primary.span(line.marked);
                    let snippet = Snippet::source(line_text).path(source.name.as_str()).line_start(line.number).annotation(annotation);
                    Group::with_title(title).element(snippet)
                }
            }
            Position::Flag(flag) => {
                place = format!("given by {}", shortened(flag));
                Group::with_title(title).element(Level::NOTE.message(place.as_str()))
            }
            Position::Nowhere => {
                place = format!("in {first}");
                Group::with_title(title).element(Level::NOTE.message(place.as_str()))
            }
        };
        if let Some(help) = &d.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}\n", renderer.render(&[group]));
    }
    if diagnostics.len() > SHOWN {
        let _ = writeln!(out, "... and {} more", diagnostics.len() - SHOWN);
    }
    out.truncate(out.trim_end().len());
    out
}

/// A message without the bulk of a text that somebody pasted in the wrong place.
fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_LINE {
        return text.to_owned();
    }
    text.chars().take(LONGEST_LINE).chain(" ...".chars()).collect()
}

/// The first line of a span and where in it the span lies: a caret under one line reads best.
struct Line<'a> {
    text: &'a str,
    number: usize,
    marked: Range<usize>,
}

impl<'a> Line<'a> {
    fn of(text: &'a str, span: &Range<usize>) -> Self {
        let floor = |i: usize| (0..=i.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let (from, to) = (floor(span.start), floor(span.end));
        let start = text[..from].rfind('\n').map_or(0, |n| n + 1);
        let end = text[from..].find('\n').map_or(text.len(), |n| from + n);
        let number = text[..start].bytes().filter(|b| *b == b'\n').count() + 1;
        let line = text[start..end].trim_end_matches('\r');
        let within = |i: usize| i.clamp(start, start + line.len()) - start;
        Self { text: line, number, marked: within(from)..within(to) }
    }
}
