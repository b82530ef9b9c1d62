//! `residual schema`: the JSON Schema of a scenario.

use clap::Args;

use super::Stop;
use super::terminal;
use crate::report::schema;

const EXAMPLES: &str = "\
Examples:
  residual schema > scenario.schema.json
  residual schema | jq '.properties | keys'

An editor with a TOML language server completes and explains every key when the scenario begins with
  #:schema scenario.schema.json";

/// Print the JSON Schema of a scenario, for editors
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SchemaArguments {}

/// Runs the command.
pub(super) fn execute(_: &SchemaArguments) -> Result<(), Stop> {
    Ok(terminal::say(&schema::text())?)
}
