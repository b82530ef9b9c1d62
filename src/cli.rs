//! The program: arguments in, text and files out. The only floor that prints, reads arguments and writes files.

use std::process::ExitCode;

/// Runs the program.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
