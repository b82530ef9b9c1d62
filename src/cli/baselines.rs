//! `residual baselines`: what is on target now, to hand to team leads, and who pays for what the machine saves.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::Stop;
use super::common::{CommonFlags, Finished, month_of, told};
use super::folder::Folder;
use super::terminal::{self, error_line};
use crate::report::baselines;
use crate::report::baselines_text::Telling;

const EXAMPLES: &str = "\
Examples:
  residual baselines scenarios/retailer.toml
  residual baselines scenarios/retailer.toml --option technical_only --month 2027-03
  residual baselines scenarios/retailer.toml --out output/baselines

Targets are told of one option: the first asked for, else the one with the most levers.
2000 worlds unless --trials says otherwise: enough for means and bands by month.
With --out: baselines.csv (every option, month and team), baselines.json and manifest.json.";

/// Say what is on target now, by team and month, and who pays for what the machine saves
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("trials", |trials| trials.default_value("2000")))]
pub(super) struct BaselinesArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// Month to tell of, as 2027-03 or counted from 0 [default: the last, with the months before it]
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    /// Folder for the results [default: none is written]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn execute(arguments: &BaselinesArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let (model, scenario) = flags.load()?;
    let experiment = flags.experiment(&model)?;
    let month = arguments.month.as_deref().map(|month| month_of(month, &model)).transpose()?;
    if experiment.options.is_empty() {
        return Err(Stop::Input(error_line("there is no option with the AI to set targets for")));
    }
    let folder = arguments.out.as_deref().map(Folder::claim).transpose()?;
    let targets = flags.targets(&experiment)?;
    let t = month.unwrap_or(model.calendar.months - 1);
    if let Some(folder) = folder {
        let files = vec![
            ("baselines.csv".to_owned(), baselines::csv(&model, &targets)),
            ("baselines.json".to_owned(), baselines::to_json(&model, &targets, t).into_bytes()),
        ];
        let options = experiment.options.iter().map(|o| o.label.id.clone()).collect();
        let (trials, began) = (targets.trials, (started, clock));
        Finished { command: "baselines", flags, model: &model, scenario, trials, options, began }.write(&folder, files)?;
    }
    if flags.json {
        terminal::say(&baselines::to_json(&model, &targets, t))?;
    } else if !flags.quiet {
        let id = told(flags, &experiment);
        let option = targets.options.iter().position(|o| o.label.id == id).unwrap_or(1);
        let telling = Telling { model: &model, targets: &targets, option, t, alone: month.is_some(), expected: flags.expected };
        terminal::say(&telling.text(terminal::style()))?;
    }
    Ok(())
}
