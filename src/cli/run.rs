//! `residual run`: the main job. Every option in the same worlds, the verdict on the terminal, the report in a folder.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::common::{CommonFlags, Finished, ScenarioText, default_folder};
use super::folder::{Folder, Stream};
use super::interrupt;
use super::report::{ReportFlag, with_study};
use super::terminal;
use super::until::{share, trials_until};
use crate::analysis;
use crate::analysis::known::Known;
use crate::analysis::pack::Answers;
use crate::analysis::understood::Understood;
use crate::analysis::verdict::Verdict;
use crate::engine::staffing::Queues;
use crate::engine::world::{Setting, service_goal};
use crate::model::Model;
use crate::report::layout::{Style, wrapped};
use crate::report::rendered::Wanted;
use crate::report::summary::{RunFacts, Summary};
use crate::report::{baselines, contracts, known, leader, overcut, sheets, staffing, text};
use crate::results::{Experiment, Results, Worlds};

const EXAMPLES: &str = "\
Examples:
  residual run scenarios/retailer.toml
  residual run scenarios/retailer.toml --trials 1000 --options technical_only,redesign
  residual run scenarios/retailer.toml --set customers.patience=\"2 min\" --out output/impatient
  residual run scenarios/retailer.toml --until 1%
  residual run scenarios/retailer.toml --json | jq .verdict.sentence

Writes report.html, report.xlsx, plots/, summary.json, months.csv, trials.csv, bridge.csv, bridge_months.csv, levers.csv,
baselines.csv, contracts.csv, staffing.csv, drivers.csv, understood.json, the scenario and manifest.json.";

/// Simulate every option in the same worlds, and say what of the slide reaches the P&L
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RunArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// Go on, doubling the worlds, until the mean savings of the best option are known to this share of themselves
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "expected")]
    until: Option<f64>,

    #[command(flatten)]
    report: ReportFlag,

    /// Folder for the results [default: output/<name of the scenario file>/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn execute(arguments: &RunArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let began = (jiff::Timestamp::now(), Instant::now());
    let wanted = arguments.report.wanted()?;
    let (model, scenario) = flags.load()?;
    let mut experiment = flags.experiment(&model)?;
    let place = arguments.out.clone().unwrap_or_else(|| default_folder(&flags.scenario));
    let folder = Folder::claim(&place)?;
    interrupt::listen(Some("interrupted: the worlds done so far become the results; once more ends at once"));
    if let Some(tolerance) = arguments.until {
        experiment.trials = trials_until(flags, &experiment, tolerance)?;
    }
    let answers = flags.simulate(&experiment)?;
    let (experiment, until) = (&experiment, arguments.until);
    Conclusion { flags, model: &model, scenario, experiment, answers, until, wanted, place: &place, folder: &folder, began }.draw()
}

/// A run that is over: what is left is to write and to tell.
pub(super) struct Conclusion<'a> {
    pub(super) flags: &'a CommonFlags,
    pub(super) model: &'a Model,
    pub(super) scenario: ScenarioText,
    pub(super) experiment: &'a Experiment<'a>,
    pub(super) answers: Answers,
    /// How well the run was to know its figures.
    pub(super) until: Option<f64>,
    /// Parts of the report.
    pub(super) wanted: Wanted,
    pub(super) place: &'a Path,
    pub(super) folder: &'a Folder,
    pub(super) began: (jiff::Timestamp, Instant),
}

impl Conclusion<'_> {
    /// Writes the folder and tells what there is to tell.
    pub(super) fn draw(self) -> Result<(), Stop> {
        let Self { flags, model, scenario, experiment, answers, until, wanted, place, folder, began } = self;
        let Answers { results, leader, targets } = answers;
        let asked = if flags.expected { 1 } else { experiment.trials };
        let facts = RunFacts { asked, seed: flags.seed, expected: flags.expected, scenario_sha256: scenario.sha256() };
        let verdict = Verdict::new(model.hurdle, &results, &experiment.options, &leader);
        let known = known(until, model, &results);
        let summary =
            Summary::new(model, &results, &facts).with_leader(&leader, &verdict).with_targets(&targets).with_known(known.as_ref());
        let mut files = report_files(model, &results, &summary, &scenario)?;
        files.push(("bridge.csv".into(), leader::bridges(&leader)));
        files.push(("bridge_months.csv".into(), leader::bridge_months(&leader, &model.calendar)));
        files.push(("levers.csv".into(), leader::levers(&leader)));
        files.push(("baselines.csv".into(), baselines::csv(model, &targets)));
        // Of the worlds done, should the run have been interrupted; this part of it is short.
        interrupt::forget();
        let done = Experiment { trials: results.trials, ..experiment.clone() };
        let (cuts, headcount) = (flags.over_cuts(&done)?, flags.headcount(&done)?);
        if !cuts.is_empty() {
            files.push(("overcut.csv".into(), overcut::csv(&cuts)));
        }
        files.push(("contracts.csv".into(), contracts::sheet(&super::contracts::beside_a_run(flags, &done)?)));
        files.push(("staffing.csv".into(), staffing::csv(model, &headcount)));
        if results.trials > 1 {
            files.push(("drivers.csv".into(), sheets::drivers(model, &results)));
        }
        let options = results.options.iter().map(|o| o.id.clone()).collect();
        let trials = results.trials;
        // Inputs of worlds that the results hold no more are drawn again; that asks nothing of a queue.
        let goal = service_goal(model);
        let setting = Setting::new(model, Queues::Exact(&goal));
        let worlds = Worlds::new(&setting, flags.seed, flags.expected);
        let by_trial = Stream {
            path: "trials.csv".into(),
            write: Box::new(|out| sheets::write_trials(model, &results, &|trial| worlds.inputs_of(trial), out)),
        };
        let finished = Finished { command: "run", flags, model, scenario, trials, options, began };
        let made = flags.on_threads(|| with_study(&files, place, &finished.record(asked), wanted))?;
        files.extend(made.map_err(|error| Stop::Failed(error.into()))?);
        finished.write_all(folder, files, vec![by_trial], asked)?;
        if flags.json {
            terminal::say(&summary.to_json())?;
        } else if !flags.quiet {
            let style = terminal::style();
            let mut said = text::after_run(&summary, model, &results, &leader, style);
            said.extend(known.map(|known| format!("\n{}", known::text(&known, summary.verdict.best, style))));
            if !cuts.is_empty() {
                said.push('\n');
                said.push_str(&overcut::text(&cuts, &model.currency, style));
            }
            let seconds = began.1.elapsed().as_secs_f64();
            terminal::say(&format!("{said}\n{}", closing(place, wanted.html, trials, seconds, style)))?;
        }
        if trials < asked {
            let said = format!("interrupted: {} holds the results of {trials} of {asked} worlds, and says so", place.display());
            return Err(Stop::Interrupted(said));
        }
        Ok(())
    }
}

/// How well the run knows its figures, and whether it knows them as well as was asked.
fn known(until: Option<f64>, model: &Model, results: &Results) -> Option<Known> {
    let mut known = Known::of(&model.hurdle, results)?;
    if let (Some(tolerance), Some(best)) = (until, analysis::verdict::best(results)) {
        known.hold_to(tolerance, best);
    }
    Some(known)
}

/// Every file of the folder but the manifest and `trials.csv`, which may be larger than memory.
fn report_files(model: &Model, results: &Results, summary: &Summary, scenario: &ScenarioText) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let understood = serde_json::to_string_pretty(&Understood::of(model)).context("understood.json")? + "\n";
    let files = [
        ("summary.json", summary.to_json().into_bytes()),
        ("months.csv", sheets::months(model, results)),
        ("understood.json", understood.into_bytes()),
    ];
    let files = files.into_iter().map(|(path, bytes)| (path.to_owned(), bytes));
    Ok(files.chain(scenario.files()).collect())
}

/// Where the files are.
fn closing(place: &Path, page: bool, trials: usize, seconds: f64, style: Style) -> String {
    let worlds = if trials == 1 { "1 world".into() } else { format!("{trials} worlds") };
    let page = if page { format!("; open {}", place.join("report.html").display()) } else { String::new() };
    let text = format!("Results: {}{page} ({worlds} in {seconds:.1} s).", place.display());
    wrapped(&text, style.width, "  ") + "\n"
}
