//! `residual sensitivity`: what drives the answer, and what is worth measuring first.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::Stop;
use super::common::{CommonFlags, Finished, option_place, view_folder};
use super::folder::Folder;
use super::terminal;
use super::until::share;
use crate::analysis::function::REPLICATES;
use crate::analysis::sensitivity::{Measure, Question};
use crate::report::chart;
use crate::report::{indices, sensitivity, sensitivity_text, tornado};

/// Points of the tornado and of the indices in each of the replicates, unless there are fewer worlds.
const POINTS: [usize; 2] = [64, 128];

const EXAMPLES: &str = "\
Examples:
  residual sensitivity scenarios/retailer.toml
  residual sensitivity scenarios/retailer.toml --option redesign --of run_rate_realisation
  residual sensitivity scenarios/retailer.toml --option redesign --versus technical_only --until 1%

Writes sensitivity.csv, sensitivity.json, plots/tornado and plots/indices as .svg and .png, and manifest.json.";

/// The figure asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Figure {
    CostSavings,
    ValueEffect,
    RunRateRealisation,
    Npv,
}

/// Say what drives the result, what is worth measuring first, and where the verdict flips
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SensitivityArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// The option studied [default: the best]
    #[arg(long, value_name = "OPTION")]
    option: Option<String>,

    /// Study its difference to this option [default: `no_ai`]
    #[arg(long, value_name = "OPTION")]
    versus: Option<String>,

    /// The figure studied
    #[arg(long, value_name = "FIGURE", value_enum, default_value = "cost_savings")]
    of: Figure,

    /// Go on, doubling the worlds, until the figure is known to this share of itself
    #[arg(long, value_name = "SHARE", value_parser = share)]
    until: Option<f64>,

    /// Points of the Sobol indices; each takes as many runs as there are inputs, and a few
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(16..=1_000_000))]
    points: Option<u32>,

    /// Folder for the results [default: output/<name of the scenario file>-sensitivity/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn execute(arguments: &SensitivityArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    if flags.expected {
        let line = terminal::error_line("expected-value mode has one world without chance, in which nothing drives anything");
        return Err(Stop::Input(format!("{line}\n  help: leave out --expected")));
    }
    let (model, scenario) = flags.load()?;
    let experiment = flags.experiment(&model)?;
    let place = |id: &Option<String>| id.as_deref().filter(|id| *id != "no_ai").map(|id| option_place(&experiment, id)).transpose();
    let (option, versus) = (place(&arguments.option)?, place(&arguments.versus)?);
    let out = arguments.out.clone().unwrap_or_else(|| view_folder(&flags.scenario, "sensitivity"));
    let folder = Folder::claim(&out)?;
    let each = |points: usize| points.min(experiment.trials.div_ceil(REPLICATES)).max(2);
    let asked = arguments.points.map_or(each(POINTS[1]), |points| (points as usize).div_ceil(REPLICATES));
    let measure = match arguments.of {
        Figure::CostSavings => Measure::CostSavings,
        Figure::ValueEffect => Measure::ValueEffect,
        Figure::RunRateRealisation => Measure::RunRateRealisation,
        Figure::Npv => Measure::Npv,
    };
    let found = flags.in_stages(&experiment, |worlds, tell| {
        let question = Question {
            worlds,
            options: &experiment.options,
            option,
            versus,
            measure,
            seed: flags.seed,
            trials: experiment.trials,
            points: [each(POINTS[0]), asked],
            until: arguments.until,
        };
        question.answer(tell)
    })?;
    let Some(found) = found else {
        let line = terminal::error_line("the scenario has no uncertain input or no option, so nothing drives its answer");
        return Err(Stop::Input(format!(
            "{line}\n  help: write a number as a range, for example \"10 to 20\", to say how well it is known"
        )));
    };
    let svg = tornado::tornado(&found, &model.name, &model.currency).context("plots/tornado.svg")?;
    let png = chart::png(&svg).context("plots/tornado.png")?;
    let indices = indices::indices(&found, &model.name).context("plots/indices.svg")?;
    let indices_png = chart::png(&indices).context("plots/indices.png")?;
    let json = sensitivity::to_json(&found, flags.seed);
    let files = vec![
        ("sensitivity.csv".to_owned(), sensitivity::sheet(&found)),
        ("sensitivity.json".to_owned(), json.clone().into_bytes()),
        ("plots/tornado.svg".to_owned(), svg.into_bytes()),
        ("plots/tornado.png".to_owned(), png),
        ("plots/indices.svg".to_owned(), indices.into_bytes()),
        ("plots/indices.png".to_owned(), indices_png),
    ];
    let options = found.options.iter().map(|o| o.id.clone()).collect();
    let (trials, began) = (found.trials, (started, clock));
    Finished { command: "sensitivity", flags, model: &model, scenario, trials, options, began }.write(&folder, files)?;
    if flags.json {
        terminal::say(&json)?;
    } else if !flags.quiet {
        let said = sensitivity_text::text(&found, &model, terminal::style());
        terminal::say(&format!("{said}\nResults: {}, with the charts in plots/.\n", out.display()))?;
    }
    Ok(())
}
