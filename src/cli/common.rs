//! What commands share: flags of a run, and the way from a scenario file to an experiment.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest as _, Sha256};

use super::Stop;
use super::folder::{Folder, Stream};
use super::interrupt;
use super::terminal;
use crate::analysis::hr::headcount::{self, Headcount, HeadcountStudy};
use crate::analysis::leader::{FEWER, Leader, Study};
use crate::analysis::levers::Redesign;
use crate::analysis::overcut::{self, OverCut};
use crate::analysis::pack::{Answers, Depth, Pack};
use crate::analysis::pass::Passed;
use crate::analysis::targets::{TargetStudy, Targets};
use crate::diagnostics::Source;
use crate::engine::staffing::Queues;
use crate::engine::tables::Tables;
use crate::engine::world::{Setting, service_goal};
use crate::model::Model;
use crate::report::manifest::{self, Manifest, ScenarioFile};
use crate::report::record::RunRecord;
use crate::results::{Experiment, Results, RunOption, Worlds};
use crate::scenario;

/// Worlds whose results still fit into the memory of an ordinary machine.
const MOST_TRIALS: u64 = 10_000_000;

/// Flags of every command that simulates.
#[derive(Clone, Debug, Args)]
pub(super) struct CommonFlags {
    /// The scenario file
    pub(super) scenario: PathBuf,

    /// Number of worlds every option is simulated in
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    pub(super) trials: u64,

    /// Seed of all chance: the same seed gives the same numbers
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,

    /// One world without chance, every input at its median: to verify, not to decide by
    #[arg(long)]
    pub(super) expected: bool,

    /// Set an input of the scenario, as if the file said so; may be repeated
    #[arg(long, value_name = "PATH=VALUE", value_parser = path_and_value)]
    pub(super) set: Vec<(String, String)>,

    /// Run only these options of the scenario (`no_ai` always runs)
    #[arg(long, alias = "option", value_name = "A,B", value_delimiter = ',')]
    pub(super) options: Vec<String>,

    /// Threads to use [default: all]; the numbers do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,

    /// Print nothing but errors
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Print the summary as JSON on standard output, and nothing else
    #[arg(long)]
    pub(super) json: bool,
}

/// Splits the argument of `--set`.
pub(super) fn path_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() => Ok((path.trim().to_owned(), value.trim().to_owned())),
        _ => Err("expected PATH=VALUE, for example ai.price.per_resolution=1.50".into()),
    }
}

/// A scenario file as read.
#[derive(Debug)]
pub(super) struct ScenarioText {
    /// Name of the file, without its folder.
    pub(super) file: String,
    /// Its text, then those of the scenarios it is based on and of its arrival profile.
    pub(super) texts: Vec<Source>,
}

impl ScenarioText {
    /// SHA-256 of the file's bytes, those of its bases behind it, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        let mut hex = String::new();
        for byte in self.texts.iter().fold(Sha256::new(), |digest, source| digest.chain_update(source.text.as_bytes())).finalize() {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    /// Copies for the folder of results.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let name = |(i, source): (usize, &Source)| match Path::new(&source.name).extension() {
            _ if i == 0 => "scenario.toml".to_owned(),
            Some(other) if !other.eq_ignore_ascii_case("toml") => format!("scenario.profile.{}", other.to_string_lossy()),
            _ => format!("scenario.base{i}.toml"),
        };
        self.texts.iter().enumerate().map(|of| (name(of), of.1.text.clone().into_bytes())).collect()
    }
}

impl CommonFlags {
    /// Reads and validates the scenario. Faults stop the program with all of them told; warnings are told.
    pub(super) fn load(&self) -> Result<(Model, ScenarioText), Stop> {
        let path = &self.scenario;
        let color = terminal::colored_errors();
        let loaded = scenario::load_file(path, &self.set).map_err(|failure| Stop::Input(failure.render(color)))?;
        if !self.quiet && !loaded.warnings.is_empty() {
            terminal::complain(&loaded.render_warnings(color));
        }
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let texts = loaded.sources().cloned().collect();
        Ok((loaded.model, ScenarioText { file, texts }))
    }

    /// The experiment these flags ask for.
    pub(super) fn experiment<'a>(&self, model: &'a Model) -> Result<Experiment<'a>, Stop> {
        let mut experiment = Experiment::new(model);
        experiment.seed = self.seed;
        experiment.trials = usize::try_from(self.trials).unwrap_or(usize::MAX);
        experiment.expected = self.expected;
        if !self.options.is_empty() {
            let wanted: Vec<&str> = self.options.iter().map(|o| o.trim()).filter(|o| *o != "no_ai").collect();
            if let Some(unknown) = wanted.iter().find(|id| !experiment.options.iter().any(|o| o.label.id == **id)) {
                return Err(Stop::Input(unknown_option(unknown, &experiment.options)));
            }
            experiment.options.retain(|o| wanted.contains(&o.label.id.as_str()));
        }
        Ok(experiment)
    }

    /// Threads that are used.
    pub(super) fn thread_count(&self) -> usize {
        self.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
    }

    /// Runs an experiment, what the leader and what team leads ask of it, in one pass on the threads asked for, with a
    /// progress bar where somebody watches.
    pub(super) fn simulate(&self, experiment: &Experiment<'_>) -> Result<Answers, Stop> {
        let steps = |worlds: &Worlds<'_>| pack(worlds, experiment).steps();
        let answers = self.in_worlds(experiment, steps, |worlds, tell| pack(worlds, experiment).run(&|done| tell(done)))?;
        balanced(&answers.results)?;
        closed(&answers.leader)?;
        Ok(answers)
    }

    /// Runs the experiment's worlds as a part of a whole.
    pub(super) fn part(&self, experiment: &Experiment<'_>) -> Result<Passed, Stop> {
        let steps = |worlds: &Worlds<'_>| pack(worlds, experiment).steps();
        let passed = self.in_worlds(experiment, steps, |worlds, tell| pack(worlds, experiment).part(&|done| tell(done)))?;
        passed.violation.clone().map_or(Ok(passed), |violation| Err(Stop::Failed(violation.into())))
    }

    /// Does some work with the pack of an experiment, on the threads asked for.
    pub(super) fn with_pack<R: Send>(&self, experiment: &Experiment<'_>, work: impl FnOnce(&Pack<'_>) -> R + Send) -> Result<R, Stop> {
        self.in_pool(experiment, |worlds| work(&pack(worlds, experiment)))
    }

    /// Counts the people of every option, as `run` keeps them.
    pub(super) fn headcount(&self, experiment: &Experiment<'_>) -> Result<Headcount, Stop> {
        let trials = experiment.trials.min(headcount::WORLDS);
        let steps = |worlds: &Worlds<'_>| worlds.count(trials);
        self.in_worlds(experiment, steps, |worlds, tell| {
            HeadcountStudy { worlds, options: &experiment.options, first: experiment.first, trials }.run(&|done| tell(done))
        })
    }

    /// Runs an experiment alone.
    pub(super) fn simulate_alone(&self, experiment: &Experiment<'_>) -> Result<Results, Stop> {
        let steps = |worlds: &Worlds<'_>| worlds.count(experiment.trials);
        let results = self.in_worlds(experiment, steps, |worlds, tell| experiment.run_with(worlds.setting, &|done| tell(done)))?;
        balanced(&results)?;
        Ok(results)
    }

    /// Runs what the leader asks, without the options' months.
    pub(super) fn analyse(&self, experiment: &Experiment<'_>) -> Result<Leader, Stop> {
        let steps = |worlds: &Worlds<'_>| study(worlds, experiment).steps();
        let leader = self.in_worlds(experiment, steps, |worlds, tell| study(worlds, experiment).run(&|done| tell(done)))?;
        closed(&leader)?;
        Ok(leader)
    }

    /// What follows where an option sizes its team to the slide's promise; no work where none does.
    pub(super) fn over_cuts(&self, experiment: &Experiment<'_>) -> Result<Vec<OverCut>, Stop> {
        if overcut::cut_to_the_promise(experiment.model.size_to, &experiment.options).next().is_none() {
            return Ok(Vec::new());
        }
        let trials = experiment.trials.min(overcut::WORLDS);
        self.in_worlds(experiment, |worlds| worlds.count(trials), |worlds, tell| overcut::study(worlds, &experiment.options, trials, tell))
    }

    /// Runs what team leads and HR ask.
    pub(super) fn targets(&self, experiment: &Experiment<'_>) -> Result<Targets, Stop> {
        let steps = |worlds: &Worlds<'_>| target_study(worlds, experiment, experiment.trials).steps();
        self.in_worlds(experiment, steps, |worlds, tell| target_study(worlds, experiment, experiment.trials).run(&|done| tell(done)))
    }

    /// Does work of several stages in the experiment's worlds; the work tells its stage, what is done of it, and how much it is.
    pub(super) fn in_stages<R: Send>(
        &self,
        experiment: &Experiment<'_>,
        work: impl FnOnce(&Worlds<'_>, &(dyn Fn(&str, usize, usize) + Sync)) -> R + Send,
    ) -> Result<R, Stop> {
        let bar = self.progress_bar();
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {pos} of {len} runs, {eta} left") {
            bar.set_style(style);
        }
        let tell = |stage: &str, done: usize, all: usize| {
            if bar.message() != stage {
                bar.reset();
                bar.set_message(stage.to_owned());
            }
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        };
        let done = self.in_pool(experiment, |worlds| work(worlds, &tell));
        bar.finish_and_clear();
        done
    }

    /// Does some work on the threads asked for.
    pub(super) fn on_threads<R: Send>(&self, work: impl FnOnce() -> R + Send) -> Result<R, Stop> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.thread_count())
            .build()
            .map_err(|error| anyhow::Error::new(error).context("cannot start threads"))?;
        Ok(pool.install(work))
    }

    /// Does some work in the experiment's worlds, on the threads asked for.
    fn in_pool<R: Send>(&self, experiment: &Experiment<'_>, work: impl FnOnce(&Worlds<'_>) -> R + Send) -> Result<R, Stop> {
        let model = experiment.model;
        self.on_threads(|| {
            let goal = service_goal(model);
            let tables = (!experiment.expected).then(|| Tables::build(&goal, model));
            let queues = tables.as_ref().map_or(Queues::Exact(&goal), Queues::Tables);
            let setting = Setting::new(model, queues);
            work(&Worlds::new(&setting, experiment.seed, experiment.expected))
        })
    }

    /// Does some work in the experiment's worlds; the work tells how many of its `steps`, worlds or runs, it is through with.
    pub(super) fn in_worlds<R: Send>(
        &self,
        experiment: &Experiment<'_>,
        steps: impl FnOnce(&Worlds<'_>) -> usize + Send,
        work: impl FnOnce(&Worlds<'_>, &(dyn Fn(usize) -> bool + Sync)) -> R + Send,
    ) -> Result<R, Stop> {
        let bar = self.progress_bar();
        let tell = |done: usize| {
            bar.set_position(done as u64);
            !interrupt::asked()
        };
        let done = self.in_pool(experiment, |worlds| {
            bar.set_length(steps(worlds) as u64);
            work(worlds, &tell)
        });
        bar.finish_and_clear();
        done
    }

    fn progress_bar(&self) -> ProgressBar {
        // A hidden target is what stderr without a terminal gets as well.
        let target = if self.quiet || self.json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("simulating {bar:40} {percent} %, {eta} left") {
            bar.set_style(style);
        }
        bar
    }
}

/// A finished command on its way into a folder: what its manifest says of it.
pub(super) struct Finished<'a> {
    /// Name of the command.
    pub command: &'a str,
    /// Flags it was given.
    pub flags: &'a CommonFlags,
    /// Model it ran.
    pub model: &'a Model,
    /// Scenario behind the model.
    pub scenario: ScenarioText,
    /// Trials done.
    pub trials: usize,
    /// Ids of the options.
    pub options: Vec<String>,
    /// When it began, by the calendar and by the clock.
    pub began: (jiff::Timestamp, std::time::Instant),
}

impl Finished<'_> {
    /// What a report says of it. `asked`: trials asked for.
    pub(super) fn record(&self, asked: usize) -> RunRecord {
        RunRecord {
            version: env!("CARGO_PKG_VERSION").into(),
            command: self.command.into(),
            scenario_file: self.scenario.file.clone(),
            scenario_sha256: self.scenario.sha256(),
            seed: self.flags.seed,
            trials: self.trials,
            asked: (asked > self.trials).then_some(asked),
            expected: self.flags.expected,
            options: self.options.clone(),
            set: self.set(),
        }
    }

    fn set(&self) -> Vec<String> {
        self.flags.set.iter().map(|(path, value)| format!("{path}={value}")).collect()
    }

    /// Writes the files and the manifest that names them.
    pub(super) fn write(self, folder: &Folder, files: Vec<(String, Vec<u8>)>) -> Result<(), Stop> {
        let asked = self.trials;
        self.write_all(folder, files, Vec::new(), asked)
    }

    /// The same with files that are written as they are made. `asked`: trials asked for, more than were done after an
    /// interruption.
    pub(super) fn write_all(
        self,
        folder: &Folder,
        mut files: Vec<(String, Vec<u8>)>,
        streams: Vec<Stream<'_>>,
        asked: usize,
    ) -> Result<(), Stop> {
        let set = self.set();
        let manifest = Manifest {
            program: manifest::PROGRAM.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            command: self.command.into(),
            scenario: ScenarioFile { sha256: self.scenario.sha256(), file: self.scenario.file, name: self.model.name.clone() },
            seed: self.flags.seed,
            trials: self.trials,
            asked: (asked > self.trials).then_some(asked),
            expected: self.flags.expected,
            options: self.options,
            set,
            threads: self.flags.thread_count(),
            started: self.began.0.to_string(),
            wall_seconds: self.began.1.elapsed().as_secs_f64(),
            files: files.iter().map(|(path, _)| path).chain(streams.iter().map(|stream| &stream.path)).cloned().collect(),
        };
        files.push((manifest::FILE.into(), manifest.to_json().into_bytes()));
        folder.write_all(&files, streams)?;
        Ok(())
    }
}

/// The self-check of the options' runs: a violated identity fails the command.
pub(super) fn balanced(results: &Results) -> Result<(), Stop> {
    results.violation.clone().map_or(Ok(()), |violation| Err(Stop::Failed(violation.into())))
}

/// The self-check of the bridges.
fn closed(leader: &Leader) -> Result<(), Stop> {
    leader.bridges.iter().find_map(|bridge| bridge.broken.clone()).map_or(Ok(()), |violation| Err(Stop::Failed(violation.into())))
}

/// Everything `run` asks of an experiment.
fn pack<'a>(worlds: &'a Worlds<'a>, experiment: &'a Experiment<'_>) -> Pack<'a> {
    let (options, first, trials) = (&experiment.options, experiment.first, experiment.trials);
    Pack { worlds, options, first, trials, depth: Depth::BESIDE }
}

/// What the leader asks of an experiment where it is all that is asked.
fn study<'a>(worlds: &'a Worlds<'a>, experiment: &'a Experiment<'_>) -> Study<'a> {
    let (options, first, trials) = (&experiment.options, experiment.first, experiment.trials);
    Study { worlds, options, first, trials, lever_trials: trials, fewer: FEWER }
}

/// What team leads and HR ask of an experiment.
fn target_study<'a>(worlds: &'a Worlds<'a>, experiment: &'a Experiment<'_>, trials: usize) -> TargetStudy<'a> {
    TargetStudy { worlds, options: &experiment.options, first: experiment.first, trials }
}

/// Place of an option that a flag names.
pub(super) fn option_place(experiment: &Experiment<'_>, id: &str) -> Result<usize, Stop> {
    let place = experiment.options.iter().position(|o| o.label.id == id.trim());
    place.ok_or_else(|| Stop::Input(unknown_option(id, &experiment.options)))
}

fn unknown_option(unknown: &str, options: &[RunOption]) -> String {
    let ids: Vec<&str> = options.iter().map(|o| o.label.id.as_str()).collect();
    let nearest = ids.iter().map(|id| (strsim::jaro_winkler(unknown, id), *id)).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = match nearest {
        Some((likeness, id)) if likeness > 0.7 => format!("; did you mean `{id}`?"),
        _ => String::new(),
    };
    let line = terminal::error_line(&format!("the scenario has no option `{unknown}`{hint}"));
    format!("{line}\n  help: its options are {}", ids.join(", "))
}

/// Id of the option that a view of one option tells of: the first asked for, else the one with the most levers.
pub(super) fn told(flags: &CommonFlags, experiment: &Experiment<'_>) -> String {
    let asked = flags.options.iter().map(|o| o.trim()).find(|o| *o != "no_ai");
    asked.map_or_else(|| Redesign::of(experiment.model, &experiment.options).option.id, str::to_owned)
}

/// A month of the run, by its date or its number.
pub(super) fn month_of(text: &str, model: &Model) -> Result<usize, Stop> {
    let calendar = &model.calendar;
    let text = text.trim();
    let found = (0..calendar.months).find(|t| calendar.label(*t) == text || t.to_string() == text);
    found.ok_or_else(|| {
        let line = terminal::error_line(&format!("the run has no month `{text}`"));
        let last = calendar.months - 1;
        let (first_date, last_date) = (calendar.label(0), calendar.label(last));
        Stop::Input(format!("{line}\n  help: its months are {first_date} to {last_date}, or 0 to {last}"))
    })
}

/// The folder of a view of a scenario, beside that of its run.
pub(super) fn view_folder(scenario: &Path, view: &str) -> PathBuf {
    let mut folder = default_folder(scenario).into_os_string();
    folder.push(format!("-{view}"));
    folder.into()
}

/// The folder a scenario's results go to unless `--out` says otherwise.
pub(super) fn default_folder(scenario: &Path) -> PathBuf {
    Path::new("output").join(scenario.file_stem().unwrap_or(scenario.as_os_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::identities::{Broken, Identity, Violation};

    #[test]
    fn a_violated_identity_fails_the_command() {
        let loaded = scenario::load(include_str!("../../templates/small.toml"), "small.toml", &[]).expect("a scenario");
        let mut results = Experiment { expected: true, ..Experiment::new(&loaded.model) }.run(&|_| true);
        assert!(balanced(&results).is_ok());
        let broken = Broken { identity: Identity::Invoices, month: Some(3), wanted: 1.0, found: 2.0 };
        results.violation = Some(Violation { option: "redesign".into(), trial: 17, broken });
        let Err(Stop::Failed(error)) = balanced(&results) else { panic!("the command must fail, with exit code 1") };
        assert!(error.to_string().contains("option `redesign`, trial 17, in month 3"), "{error}");
    }
}
