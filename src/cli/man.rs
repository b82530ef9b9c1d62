//! `residual man`: manual pages, made from the same arguments as the help.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Command, CommandFactory as _};
use clap_mangen::Man;

use super::terminal;
use super::{Arguments, Stop};

const EXAMPLES: &str = "\
Examples:
  residual man ~/.local/share/man/man1
  residual man | man -l -

With a folder it writes a page for the program and one for each command: `man residual-run`.";

/// Title line of a page of ours.
const OURS: &str = ".TH residual";

/// Write manual pages: the program's to standard output, or into a folder one for every command
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ManArguments {
    /// Folder for the pages
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn execute(arguments: &ManArguments) -> Result<(), Stop> {
    let mut program = Arguments::command();
    program.build();
    let Some(folder) = &arguments.folder else {
        let (_, text) = page(program)?;
        return Ok(terminal::say(&text)?);
    };
    let commands = program.get_subcommands().filter(|command| command.get_name() != "help").cloned();
    let mut pages: Vec<(String, String)> = commands.map(page).collect::<anyhow::Result<_>>()?;
    pages.insert(0, page(program)?);
    if let Some((name, _)) = pages.iter().find(|(name, _)| !is_free(&folder.join(name))) {
        let line = terminal::error_line(&format!("{} is already there, and is no page of residual's", folder.join(name).display()));
        return Err(Stop::Input(format!("{line}\n  help: nothing was written; name another folder, or move the file away")));
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    for (name, text) in &pages {
        let place = folder.join(name);
        fs::write(&place, text).with_context(|| format!("cannot write {}", place.display()))?;
    }
    let first = folder.join(&pages[0].0);
    terminal::say(&format!("Wrote {} pages to {}: man {}\n", pages.len(), folder.display(), first.display()))?;
    Ok(())
}

/// File name and text of a command's page.
fn page(command: Command) -> anyhow::Result<(String, String)> {
    let man = Man::new(command).manual("residual").source(concat!("residual ", env!("CARGO_PKG_VERSION")));
    let mut bytes = Vec::new();
    man.render(&mut bytes).context("a manual page")?;
    Ok((man.get_filename(), String::from_utf8_lossy(&bytes).into_owned()))
}

/// May a page stand there: nothing does, or an earlier page of ours.
fn is_free(place: &Path) -> bool {
    match fs::read(place) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).contains(OURS),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
