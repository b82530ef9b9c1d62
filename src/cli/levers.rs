//! `residual levers`: what each redesign lever is worth, which need each other, and what waiting costs.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::Stop;
use super::common::{CommonFlags, Finished};
use super::folder::Folder;
use super::terminal;
use crate::report::leader::{self, LeversPart};
use crate::report::leader_text;

const EXAMPLES: &str = "\
Examples:
  residual levers scenarios/retailer.toml
  residual levers scenarios/retailer.toml --options phase_two
  residual levers scenarios/retailer.toml --out output/levers

Studied is the option with the most levers, at its months; levers it lacks are pulled at go-live.
With --out: levers.json, levers.csv, bridge.csv and manifest.json.";

/// Say what each redesign lever is worth, which need each other, and what waiting costs
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct LeversArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// Folder for the results [default: none is written]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn execute(arguments: &LeversArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let (model, scenario) = flags.load()?;
    let experiment = flags.experiment(&model)?;
    let folder = arguments.out.as_deref().map(Folder::claim).transpose()?;
    let figures = flags.analyse(&experiment)?;
    let part = LeversPart::new(&figures);
    if let Some(folder) = folder {
        let files = vec![
            ("levers.json".to_owned(), part.to_json().into_bytes()),
            ("levers.csv".to_owned(), leader::levers(&figures)),
            ("bridge.csv".to_owned(), leader::bridges(&figures)),
        ];
        let options = experiment.options.iter().map(|o| o.label.id.clone()).collect();
        let (trials, began) = (figures.trials, (started, clock));
        Finished { command: "levers", flags, model: &model, scenario, trials, options, began }.write(&folder, files)?;
    }
    if flags.json {
        terminal::say(&part.to_json())?;
    } else if !flags.quiet {
        terminal::say(&leader_text::levers(&figures, &model.currency, flags.expected, terminal::style()))?;
    }
    Ok(())
}
