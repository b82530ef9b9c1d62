//! `residual run`: the main job. Every option in the same worlds, the verdict on the terminal, the report in a folder.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::common::{CommonFlags, Finished, ScenarioText, default_folder};
use super::folder::Folder;
use super::terminal;
use super::until::{share, trials_until};
use crate::analysis;
use crate::analysis::known::Known;
use crate::analysis::verdict::Verdict;
use crate::model::Model;
use crate::report::chart::{self, Fan};
use crate::report::layout::{Style, wrapped};
use crate::report::summary::{RunFacts, Summary};
use crate::report::{baselines, contracts, known, leader, overcut, sheets, staffing, text};
use crate::results::Results;

const EXAMPLES: &str = "\
Examples:
  residual run scenarios/retailer.toml
  residual run scenarios/retailer.toml --trials 1000 --options technical_only,redesign
  residual run scenarios/retailer.toml --set customers.patience=\"2 min\" --out output/impatient
  residual run scenarios/retailer.toml --until 1%
  residual run scenarios/retailer.toml --json | jq .verdict.sentence

Writes summary.json, months.csv, trials.csv, bridge.csv, levers.csv, baselines.csv, contracts.csv, staffing.csv, plots/, the scenario
and manifest.json.";

/// Simulate every option in the same worlds, and say what of the slide reaches the P&L
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RunArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// Go on, doubling the worlds, until the mean savings of the best option are known to this share of themselves
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "expected")]
    until: Option<f64>,

    /// Folder for the results [default: output/<name of the scenario file>/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn execute(arguments: &RunArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let (model, scenario) = flags.load()?;
    let mut experiment = flags.experiment(&model)?;
    let place = arguments.out.clone().unwrap_or_else(|| default_folder(&flags.scenario));
    let folder = Folder::claim(&place)?;
    if let Some(tolerance) = arguments.until {
        experiment.trials = trials_until(flags, &experiment, tolerance)?;
    }
    let (results, leader, targets) = flags.simulate(&experiment)?;
    let cuts = flags.over_cuts(&experiment)?;
    let headcount = flags.headcount(&experiment)?;
    let facts = RunFacts { seed: flags.seed, expected: flags.expected, scenario_sha256: scenario.sha256() };
    let verdict = Verdict::new(model.hurdle, &results, &experiment.options, &leader);
    let known = known(arguments, &model, &results);
    let summary = Summary::new(&model, &results, &facts).with_leader(&leader, &verdict).with_targets(&targets).with_known(known.as_ref());
    let mut files = report_files(&model, &results, &summary, &scenario)?;
    files.push(("bridge.csv".into(), leader::bridges(&leader)));
    files.push(("levers.csv".into(), leader::levers(&leader)));
    files.push(("baselines.csv".into(), baselines::csv(&model, &targets)));
    if !cuts.is_empty() {
        files.push(("overcut.csv".into(), overcut::csv(&cuts)));
    }
    files.push(("contracts.csv".into(), contracts::sheet(&super::contracts::beside_a_run(flags, &experiment)?)));
    files.push(("staffing.csv".into(), staffing::csv(&model, &headcount)));
    let options = results.options.iter().map(|o| o.id.clone()).collect();
    let (trials, began) = (results.trials, (started, clock));
    Finished { command: "run", flags, model: &model, scenario, trials, options, began }.write(&folder, files)?;
    if flags.json {
        terminal::say(&summary.to_json())?;
    } else if !flags.quiet {
        let style = terminal::style();
        let mut said = text::after_run(&summary, &model, &results, &leader, style);
        said.extend(known.map(|known| format!("\n{}", known::text(&known, summary.verdict.best, style))));
        if !cuts.is_empty() {
            said.push('\n');
            said.push_str(&overcut::text(&cuts, &model.currency, style));
        }
        let seconds = clock.elapsed().as_secs_f64();
        terminal::say(&format!("{said}\n{}", closing(&place, results.trials, seconds, style)))?;
    }
    Ok(())
}

/// How well the run knows its figures, and whether it knows them as well as was asked.
fn known(arguments: &RunArguments, model: &Model, results: &Results) -> Option<Known> {
    let mut known = Known::of(&model.hurdle, results)?;
    if let (Some(tolerance), Some(best)) = (arguments.until, analysis::verdict::best(results)) {
        known.hold_to(tolerance, best);
    }
    Some(known)
}

/// Every file of the folder but the manifest.
fn report_files(model: &Model, results: &Results, summary: &Summary, scenario: &ScenarioText) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let fan = Fan::cumulative_savings(model, results, summary.verdict.best);
    let svg = fan.svg().context("plots/cumulative_savings.svg")?;
    let png = chart::png(&svg).context("plots/cumulative_savings.png")?;
    let files = [
        ("summary.json", summary.to_json().into_bytes()),
        ("months.csv", sheets::months(model, results)),
        ("trials.csv", sheets::trials(model, results)),
        ("plots/cumulative_savings.svg", svg.into_bytes()),
        ("plots/cumulative_savings.png", png),
    ];
    let files = files.into_iter().map(|(path, bytes)| (path.to_owned(), bytes));
    Ok(files.chain(scenario.files()).collect())
}

/// Where the files are.
fn closing(place: &Path, trials: usize, seconds: f64, style: Style) -> String {
    let worlds = if trials == 1 { "1 world".into() } else { format!("{trials} worlds") };
    let text = format!("Results: {}, with the chart in plots/cumulative_savings.png ({worlds} in {seconds:.1} s).", place.display());
    wrapped(&text, style.width, "  ") + "\n"
}
