//! `residual compare`: two scenarios, or two runs, side by side in the same worlds.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Stop;
use super::common::CommonFlags;
use super::terminal;
use crate::analysis::compare::{Refusal, Trials, compare, same_worlds};
use crate::report::comparison;
use crate::report::manifest::{self, Manifest};

const EXAMPLES: &str = "\
Examples:
  residual compare scenarios/retailer.toml my_retailer.toml
  residual compare output/before output/after

Each side is a scenario, which is run, or the folder of an earlier run. B is held against A: same seed, same trial, same world.";

/// Compare two scenarios or two runs, world by world
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompareArguments {
    /// A: a scenario file, or the folder of a run
    a: PathBuf,

    /// B: a scenario file, or the folder of a run
    b: PathBuf,

    /// Number of worlds [default: that of a folder, else 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    trials: Option<u64>,

    /// Seed of all chance [default: that of a folder, else 1]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// One world without chance, every input at its median: to verify, not to decide by
    #[arg(long)]
    expected: bool,

    /// Set an input in both scenarios; may be repeated
    #[arg(long, value_name = "PATH=VALUE", value_parser = super::common::path_and_value)]
    set: Vec<(String, String)>,

    /// Compare only these options
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    options: Vec<String>,

    /// Threads to use [default: all]; the numbers do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,

    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,

    /// Print the comparison as JSON on standard output, and nothing else
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn execute(arguments: &CompareArguments) -> Result<(), Stop> {
    let finished = |path: &Path| if path.is_dir() { read_folder(path).map(Some) } else { Ok(None) };
    let folders = [finished(&arguments.a)?, finished(&arguments.b)?];
    // What is run now is run as the folder was, so that the worlds are the same.
    let like = folders.iter().flatten().next().cloned();
    let both = folders.iter().all(Option::is_some);
    let [a, b] = folders;
    let a = a.map_or_else(|| arguments.simulated(&arguments.a, like.as_ref()), Ok)?;
    let b = b.map_or_else(|| arguments.simulated(&arguments.b, like.as_ref()), Ok)?;
    let checked = if both || like.is_some() { same_worlds(&a, &b) } else { Ok(()) };
    let compared = checked.and_then(|()| compare(&a, &b)).map_err(|refusal| refused(arguments, &refusal))?;
    if arguments.json {
        terminal::say(&comparison::to_json(&compared))?;
    } else if !arguments.quiet {
        terminal::say(&comparison::text(&compared, a.expected, terminal::style()))?;
    }
    Ok(())
}

fn refused(arguments: &CompareArguments, refusal: &Refusal) -> Stop {
    let names = format!("{} and {}", arguments.a.display(), arguments.b.display());
    Stop::Input(terminal::error_line(&format!("{names} cannot be compared: {refusal}")))
}

impl CompareArguments {
    /// Runs a scenario, as the other side was run where that is finished.
    fn simulated(&self, scenario: &Path, like: Option<&Trials>) -> Result<Trials, Stop> {
        let flags = CommonFlags {
            scenario: scenario.to_owned(),
            trials: self.trials.or(like.map(|l| l.trials.len() as u64)).unwrap_or(10_000),
            seed: self.seed.or(like.map(|l| l.seed)).unwrap_or(1),
            expected: self.expected || like.is_some_and(|l| l.expected),
            set: self.set.clone(),
            options: self.options.clone(),
            threads: self.threads,
            quiet: self.quiet,
            json: self.json,
        };
        let (model, _) = flags.load()?;
        let experiment = flags.experiment(&model)?;
        let results = flags.simulate_alone(&experiment)?;
        Ok(Trials::of(&model, experiment.seed, experiment.first, experiment.expected, &results))
    }
}

/// The trials of an earlier run.
fn read_folder(folder: &Path) -> Result<Trials, Stop> {
    let wrong = |why: &str| Stop::Input(terminal::error_line(&format!("{} {why}", folder.display())));
    let read = |file: &str| fs::read(folder.join(file)).map_err(|error| wrong(&format!("cannot be compared: {file}: {error}")));
    let manifest = Manifest::ours(&read(manifest::FILE)?).ok_or_else(|| wrong("was not written by residual"))?;
    let currency = comparison::currency(&read("summary.json")?).ok_or_else(|| wrong("has a summary.json without a currency"))?;
    comparison::read_trials(&read("trials.csv")?, &manifest, currency).map_err(|why| wrong(&format!("has a trials.csv that {why}")))
}
