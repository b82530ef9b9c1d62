//! `residual staffing`: how many people, which skills, in which month, and how sure that is.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::common::{CommonFlags, Finished, month_of, told, view_folder};
use super::folder::Folder;
use super::terminal::{self, error_line};
use crate::analysis::hr::headcount::{HeadcountStudy, Kind};
use crate::analysis::hr::{percentile, pooling};
use crate::report::layout::wrapped;
use crate::report::staffing::{self, View};
use crate::report::staffing_sheet;

const EXAMPLES: &str = "\
Examples:
  residual staffing scenarios/retailer.toml
  residual staffing scenarios/retailer.toml --option technical_only --month 2026-06
  residual staffing scenarios/retailer.toml --json | jq .plan

Told is one option: the first asked for, else the one with the most levers; the files hold every option.
Writes staffing.csv, staffing.xlsx, staffing.json and manifest.json. No figure is of a person.";

/// Say how many people are needed, with which skills, in which month, and how sure that is
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("trials", |trials| trials.default_value("2000")))]
pub(super) struct StaffingArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// First of the three months that are planned in words, as 2026-06 or counted from 0 [default: the first]
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    /// Folder for the results [default: output/<name of the scenario file>-staffing/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn execute(arguments: &StaffingArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let (model, scenario) = flags.load()?;
    let experiment = flags.experiment(&model)?;
    let from = arguments.month.as_deref().map(|month| month_of(month, &model)).transpose()?.unwrap_or(0);
    let option = told(flags, &experiment);
    let Some(option) = experiment.options.iter().find(|o| o.label.id == option) else {
        return Err(Stop::Input(error_line("there is no option with the AI to plan people for")));
    };
    let out = arguments.out.clone().unwrap_or_else(|| view_folder(&flags.scenario, "staffing"));
    let folder = Folder::claim(&out)?;
    let (headcount, percentiles) = flags.in_stages(&experiment, |worlds, tell| {
        let study = HeadcountStudy { worlds, options: &experiment.options, first: experiment.first, trials: experiment.trials };
        let asked = worlds.count(experiment.trials);
        let headcount = study.run(&|done| {
            tell("people", done, asked);
            true
        });
        let percentiles =
            percentile::study(worlds, &option.switches, experiment.seed, experiment.first, experiment.trials, &|done, all| {
                tell("percentile", done, all);
            });
        (headcount, percentiles)
    })?;
    let pooling = pooling::study(&model, &option.switches);
    let people = headcount.find(&option.label.id, Kind::Chosen).context("the option was run")?;
    let view = View { model: &model, headcount: &headcount, people, from, percentiles: percentiles.as_ref(), pooling: pooling.as_ref() };
    let json = view.to_json();
    let files = vec![
        ("staffing.csv".to_owned(), staffing::csv(&model, &headcount)),
        ("staffing.xlsx".to_owned(), staffing_sheet::workbook(&model, &headcount, people, from).context("staffing.xlsx")?),
        ("staffing.json".to_owned(), json.clone().into_bytes()),
    ];
    let options = experiment.options.iter().map(|o| o.label.id.clone()).collect();
    let (trials, began) = (headcount.trials, (started, clock));
    Finished { command: "staffing", flags, model: &model, scenario, trials, options, began }.write(&folder, files)?;
    if flags.json {
        terminal::say(&json)?;
    } else if !flags.quiet {
        let style = terminal::style();
        let closing = format!("Results: {}, with the table in staffing.csv and staffing.xlsx.", out.display());
        terminal::say(&format!("{}\n{}\n", view.text(style), wrapped(&closing, style.width, "  ")))?;
    }
    Ok(())
}
