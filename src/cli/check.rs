//! `residual check`: what was understood of a scenario, before anything is simulated.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::common::path_and_value;
use super::terminal;
use crate::analysis::understood::Understood;
use crate::report::understood;
use crate::scenario;

const EXAMPLES: &str = "\
Examples:
  residual check scenarios/retailer.toml
  residual check scenarios/retailer.toml --set service.within=\"20 s\"
  residual check scenarios/retailer.toml --json | jq .today.cost_per_contact

Exit code 2 when the scenario cannot be run; everything wrong with it is told at once.";

/// Validate a scenario, and say what was understood: today's operation, the work, the plan, every assumption
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArguments {
    /// The scenario file
    scenario: PathBuf,

    /// Set an input of the scenario, as if the file said so; may be repeated
    #[arg(long, value_name = "PATH=VALUE", value_parser = path_and_value)]
    set: Vec<(String, String)>,

    /// Print the same as JSON on standard output, and nothing else
    #[arg(long)]
    json: bool,

    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the command.
pub(super) fn execute(arguments: &CheckArguments) -> Result<(), Stop> {
    let color = terminal::colored_errors();
    let loaded = scenario::load_file(&arguments.scenario, &arguments.set).map_err(|failure| Stop::Input(failure.render(color)))?;
    if !arguments.quiet && !loaded.warnings.is_empty() {
        terminal::complain(&loaded.render_warnings(color));
    }
    let understood = Understood::of(&loaded.model);
    if arguments.json {
        let json = serde_json::to_string_pretty(&understood).context("the summary as JSON")?;
        terminal::say(&format!("{json}\n"))?;
    } else if !arguments.quiet {
        terminal::say(&understood::text(&understood, terminal::style()))?;
    }
    Ok(())
}
