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
    /// Bytes of the text.
    Span(Range<usize>),
    /// On the command line: the flag as typed.
    Flag(String),
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

/// Text for people: message, file, line, column, the line itself with a caret, help. ANSI styles when `color`.
pub fn render(diagnostics: &[Diagnostic], name: &str, text: &str, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for d in diagnostics {
        let level = match d.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(d.message.as_str()).id(d.code);
        let mut group = match &d.position {
            Position::Span(span) => {
                let annotation = AnnotationKind::Primary.span(visible(text, span));
                Group::with_title(title).element(Snippet::source(text).path(name).line_start(1).annotation(annotation))
            }
            Position::Flag(flag) => Group::with_title(title).element(Level::NOTE.message(format!("given by {flag}"))),
            Position::Nowhere => Group::with_title(title).element(Level::NOTE.message(format!("in {name}"))),
        };
        if let Some(help) = &d.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}\n", renderer.render(&[group]));
    }
    out.truncate(out.trim_end().len());
    out
}

/// The first line of a span, inside the text and on character boundaries: a caret under one line reads best.
fn visible(text: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |i: usize| (0..=i.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let start = floor(span.start);
    let end = floor(span.end).max(start);
    let line_end = text[start..end].find('\n').map_or(end, |n| start + n);
    start..line_end
}
