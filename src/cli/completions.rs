//! `residual completions`: what a shell needs to complete commands and flags.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::terminal;
use super::{Arguments, Stop};

const EXAMPLES: &str = "\
Examples:
  residual completions bash > ~/.local/share/bash-completion/completions/residual
  residual completions zsh > ~/.zfunc/_residual
  residual completions fish > ~/.config/fish/completions/residual.fish";

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub(super) fn execute(arguments: &CompletionsArguments) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "residual", &mut bytes);
    Ok(terminal::say(&String::from_utf8_lossy(&bytes))?)
}
