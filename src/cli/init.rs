//! `residual init`: a commented scenario to start from, with its schema beside it for editors.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::terminal;
use crate::report::schema;

/// Name, what it is of, text.
const TEMPLATES: [(&str, &str, &str); 4] = [
    ("retail", "a retailer's phone lines, an outsourcer, two teams", include_str!("../../templates/retail.toml")),
    ("fintech", "chat with several contacts at once, fraud cases by phone", include_str!("../../templates/fintech.toml")),
    ("utility", "calls with a season, an e-mail back office, an overflow partner", include_str!("../../templates/utility.toml")),
    ("small", "a centre of about thirty seats, one team, no vendor", include_str!("../../templates/small.toml")),
];

/// Name of the schema beside a scenario; the templates' first line refers to it.
const SCHEMA: &str = "scenario.schema.json";

const EXAMPLES: &str = "\
Examples:
  residual init
  residual init my_case --template fintech
  residual init --list

Existing files are never overwritten.";

/// Write a commented scenario to start from
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct InitArguments {
    /// Folder for the scenario
    #[arg(default_value = ".")]
    folder: PathBuf,

    /// Which starter
    #[arg(long, value_name = "NAME", default_value = TEMPLATES[0].0, value_parser = TEMPLATES.map(|(name, ..)| name))]
    template: String,

    /// List the starters and write nothing
    #[arg(long)]
    list: bool,
}

/// Runs the command.
pub(super) fn execute(arguments: &InitArguments) -> Result<(), Stop> {
    if arguments.list {
        let lines: Vec<String> = TEMPLATES.iter().map(|(name, about, _)| format!("{name:<9}{about}")).collect();
        return Ok(terminal::say(&format!("{}\n", lines.join("\n")))?);
    }
    let (name, _, text) = TEMPLATES.iter().find(|(name, ..)| *name == arguments.template).expect("clap lets only these names through");
    let place = arguments.folder.join(format!("{name}.toml"));
    if arguments.folder.is_file() {
        return Err(refused(&format!("{} is a file, not a folder", arguments.folder.display()), "name a folder"));
    }
    fs::create_dir_all(&arguments.folder).with_context(|| format!("cannot make the folder {}", arguments.folder.display()))?;
    if !write_new(&place, text)? {
        let help = "nothing was written; name another folder, or move the file away";
        return Err(refused(&format!("{} is already there", place.display()), help));
    }
    // A schema that is there already serves as well: it belongs to the scenario beside it.
    write_new(&arguments.folder.join(SCHEMA), &schema::text())?;
    let shown = place.strip_prefix(".").unwrap_or(&place).display().to_string();
    // A path with a blank is one argument only in quotes.
    let quoted = if shown.contains(' ') { format!("\"{shown}\"") } else { shown.clone() };
    terminal::say(&format!(
        "Wrote {shown}, a scenario that runs as it is, and {SCHEMA} for editors.\n\nNext:\n  residual check {quoted}\n  residual run {quoted}\n"
    ))?;
    Ok(())
}

fn refused(why: &str, help: &str) -> Stop {
    Stop::Input(format!("{}\n  help: {help}", terminal::error_line(why)))
}

/// Writes a file that is not there yet; false when it is.
fn write_new(place: &Path, text: &str) -> anyhow::Result<bool> {
    let said = || format!("cannot write {}", place.display());
    match OpenOptions::new().write(true).create_new(true).open(place) {
        Ok(mut file) => file.write_all(text.as_bytes()).with_context(said).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(anyhow::Error::new(error).context(said())),
    }
}
