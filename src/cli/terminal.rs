//! The terminal: its width and colours, and writing to it without minding a reader who has left.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};

use crate::report::layout::Style;

/// Characters a line may have where the output is no terminal.
const PIPE_WIDTH: usize = 100;
/// Widest line that reads well.
const WIDEST: usize = 120;
/// Narrowest line that is laid out for.
const NARROWEST: usize = 40;

/// How text on standard output is to look. `COLUMNS` overrides the width, as people expect.
pub(super) fn style() -> Style {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).filter(|c| *c > 0);
    let terminal = || {
        let out = io::stdout();
        if !out.is_terminal() {
            return None;
        }
        terminal_size::terminal_size_of(&out).map(|(width, _)| usize::from(width.0))
    };
    let width = columns.or_else(terminal).unwrap_or(PIPE_WIDTH).clamp(NARROWEST, WIDEST);
    Style { width, color: AutoStream::choice(&io::stdout()) != ColorChoice::Never }
}

/// May standard error be coloured?
pub(super) fn colored_errors() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// Writes to standard output. A reader who has left, as `head` does, is no fault.
pub(super) fn say(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::new(error).context("cannot write to standard output"))
        }
        _ => Ok(()),
    }
}

/// Writes to standard error; nobody is left to be told when that fails.
pub(super) fn complain(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", text.trim_end());
}

/// `error: ...` as the scenario's diagnostics have it.
pub(super) fn error_line(message: &str) -> String {
    if colored_errors() {
        let style = anstyle::AnsiColor::BrightRed.on_default().bold();
        format!("{style}error{style:#}: {message}")
    } else {
        format!("error: {message}")
    }
}
