//! What a text must be before it is parsed: UTF-8, of a size and depth that people write. Parsing and checking walk
//! a scenario recursively; these bounds are what keeps a strange file from being slow or from overflowing the stack.

use crate::diagnostics::{Diagnostic, Position};

/// Largest text, in bytes; the largest scenario that people wrote so far has some ten thousand.
pub const LARGEST: usize = 1 << 20;
/// Deepest nesting of lists, tables and dotted keys; the format itself needs six.
const DEEPEST: usize = 32;

/// Text from the bytes of a file.
///
/// # Errors
/// When the bytes are too many or not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if bytes.len() > LARGEST {
        return Err(too_large(bytes.len()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = bytes[..at].split(|b| *b == b'\n').count();
        let what = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            "the file is UTF-16 text".to_owned()
        } else if bytes.contains(&0) {
            "the file is not text".to_owned()
        } else {
            format!("the file is not UTF-8: byte {at}, on line {line}, is no character")
        };
        Diagnostic::error("not-text", "", what).help("save it as UTF-8 text")
    })
}

/// The fault of a text with too many bytes.
pub fn too_large(bytes: usize) -> Diagnostic {
    let (found, most) = (bytes as f64 / 1e6, LARGEST as f64 / 1e6);
    Diagnostic::error("too-large", "", format!("expected a scenario of at most {most:.0} MB, found {found:.1} MB"))
        .help("a scenario is a page or a few of text; is this the right file?")
}

/// What is wrong with a text as a whole.
pub fn check(text: &str) -> Option<Diagnostic> {
    if text.len() > LARGEST {
        return Some(too_large(text.len()));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Some(Diagnostic::error("empty", "", "the file is empty").help("`residual init` writes a scenario to start from"));
    }
    let at = too_deep(text)?;
    let found = format!("expected at most {DEEPEST} levels of lists, tables and dotted keys, found more");
    Some(Diagnostic::error("too-deep", "", found).at(&Position::Span(at..at + 1)))
}

/// Place of the first bracket or dot beyond the deepest level, strings and comments aside.
pub fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut dots, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at = after_string(bytes, at, quote);
                continue;
            }
            b'#' => {
                at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'[' | b'{' => {
                depth += 1;
                dots = 0;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                dots = 0;
            }
            b'.' => dots += 1,
            b'=' | b',' | b'\n' => dots = 0,
            _ => {}
        }
        if depth + dots > DEEPEST {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The byte after a string that opens at `at`; an unclosed one ends with its line, or with the text.
fn after_string(bytes: &[u8], at: usize, quote: u8) -> usize {
    let triple = bytes[at..].starts_with(&[quote; 3]);
    let mut i = at + if triple { 3 } else { 1 };
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if quote == b'"' => i += 1,
            b'\n' if !triple => return i,
            b if b == quote && (!triple || bytes[i..].starts_with(&[quote; 3])) => return i + if triple { 3 } else { 1 },
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}
