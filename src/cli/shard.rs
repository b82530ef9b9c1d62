//! `residual shard`: a part of a run, for another processor or another machine. `residual merge` puts parts together.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::common::CommonFlags;
use super::interrupt;
use super::terminal::{self, error_line};
use crate::report::manifest::{PROGRAM, ScenarioFile};
use crate::report::part::{self, PartFacts};

const EXAMPLES: &str = "\
Examples:
  residual shard scenarios/retailer.toml --first 0 --trials 5000 --out part-0.parquet
  residual shard scenarios/retailer.toml --first 5000 --trials 5000 --out part-1.parquet
  residual merge part-*.parquet --out output/retailer

Every shard gives the same worlds the same numbers, whoever runs it and how often. The part appears when it is complete; a
shard that is stopped leaves none. Recipes for xargs, GNU parallel, Slurm and Kubernetes: docs/performance.md.";

/// Simulate a part of a run's worlds into a file, to be merged with the other parts
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ShardArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// Number of the first world; --trials says how many follow
    #[arg(long, value_name = "I", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=1_u64 << 40))]
    first: u64,

    /// File for the part, in Parquet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs the command.
pub(super) fn execute(arguments: &ShardArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    if flags.expected {
        let line = error_line("a shard has worlds, and --expected has one world alone");
        return Err(Stop::Input(format!("{line}\n  help: `residual run --expected` needs no shards")));
    }
    let (model, scenario) = flags.load()?;
    let mut experiment = flags.experiment(&model)?;
    experiment.first = arguments.first;
    let room = Place::claim(&arguments.out)?;
    interrupt::listen(None);
    let passed = flags.part(&experiment)?;
    if interrupt::asked() {
        return Err(Stop::Interrupted(format!("interrupted: {} was not written", arguments.out.display())));
    }
    let mut options = vec!["no_ai".to_owned()];
    options.extend(experiment.options.iter().map(|o| o.label.id.clone()));
    let facts = PartFacts {
        program: PROGRAM.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        seed: flags.seed,
        first: passed.first,
        trials: passed.trials as u64,
        scenario: ScenarioFile { sha256: scenario.sha256(), file: scenario.file, name: model.name.clone() },
        texts: scenario.texts.into_iter().map(|source| source.text).collect(),
        set: flags.set.clone(),
        options,
        chosen: !flags.options.is_empty(),
    };
    room.write(&facts, &passed)?;
    if flags.json {
        let told = serde_json::json!({ "part": arguments.out, "first": facts.first, "trials": facts.trials });
        terminal::say(&format!("{told}\n"))?;
    } else if !flags.quiet {
        let last = facts.first + facts.trials - 1;
        terminal::say(&format!("Worlds {} to {last} of seed {}: {}\n", facts.first, facts.seed, arguments.out.display()))?;
    }
    Ok(())
}

/// A file that is to appear when it is complete.
struct Place<'a> {
    file: &'a Path,
    folder: &'a Path,
}

impl<'a> Place<'a> {
    /// Looks at the place before anything is computed.
    fn claim(file: &'a Path) -> Result<Self, Stop> {
        let refuse =
            |why: &str, help: &str| Err(Stop::Input(format!("{}\n  help: {help}", error_line(&format!("{} {why}", file.display())))));
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if file.is_dir() {
            return refuse("is a folder", "name a file for the part, for example part-0.parquet in it");
        }
        if !folder.is_dir() {
            return refuse("cannot be written: its folder does not exist", "make the folder first");
        }
        Ok(Self { file, folder })
    }

    /// Writes a file beside the place and renames it. It exists for the moment of writing alone, after all is computed.
    fn write(&self, facts: &PartFacts, passed: &crate::analysis::pass::Passed) -> anyhow::Result<()> {
        let said = || format!("cannot write {}", self.file.display());
        // Temporary folders are private; a file made inside is as open as any other of this user.
        let room = tempfile::Builder::new().prefix(".residual-part-").tempdir_in(self.folder).with_context(said)?;
        let fresh = room.path().join("part");
        let mut file = std::fs::File::create(&fresh).with_context(said)?;
        part::write(facts, passed, std::io::BufWriter::new(&mut file)).with_context(said)?;
        file.sync_all().with_context(said)?;
        std::fs::rename(&fresh, self.file).with_context(said)?;
        Ok(())
    }
}
