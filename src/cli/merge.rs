//! `residual merge`: parts of a run put together, to the same files as if it had been run in a piece.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use parquet::file::reader::SerializedFileReader;

use super::Stop;
use super::common::{CommonFlags, ScenarioText};
use super::folder::Folder;
use super::report::ReportFlag;
use super::run::Conclusion;
use super::terminal::error_line;
use crate::analysis::pack::Pack;
use crate::analysis::pass::Passed;
use crate::diagnostics::Diagnostic;
use crate::model::Model;
use crate::report::part::{self, PartFacts, PartFault};
use crate::results::Totals;
use crate::scenario::{self, Base};

const EXAMPLES: &str = "\
Examples:
  residual merge part-*.parquet --out output/retailer
  residual merge parts/ --out output/retailer --json | jq .verdict.sentence

The parts of `residual shard`, in any order, from world 0 on without gaps or overlaps, all of the same scenario, flags, seed
and version. The files are those of `residual run` with as many trials, byte for byte; only the manifest knows another time.";

/// Put the parts of a run together, as if it had been run in a piece
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct MergeArguments {
    /// Parts, or folders of parts
    #[arg(required = true, value_name = "PARTS")]
    parts: Vec<PathBuf>,

    /// Folder for the results
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    #[command(flatten)]
    report: ReportFlag,

    /// Threads to use [default: all]; the numbers do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,

    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,

    /// Print the summary as JSON on standard output, and nothing else
    #[arg(long)]
    json: bool,
}

/// A part that was opened.
struct Part {
    path: PathBuf,
    facts: PartFacts,
}

/// Runs the command.
pub(super) fn execute(arguments: &MergeArguments) -> Result<(), Stop> {
    let began = (jiff::Timestamp::now(), Instant::now());
    let wanted = arguments.report.wanted()?;
    let mut parts: Vec<Part> = files(&arguments.parts)?.into_iter().map(Part::open).collect::<Result<_, _>>()?;
    parts.sort_by_key(|part| part.facts.first);
    check(&parts)?;
    let facts = &parts[0].facts;
    let (model, scenario) = model_of(facts)?;
    let folder = Folder::claim(&arguments.out)?;
    let trials: u64 = parts.iter().map(|part| part.facts.trials).sum();
    let flags = CommonFlags {
        scenario: PathBuf::from(&facts.scenario.file),
        trials,
        seed: facts.seed,
        expected: false,
        set: facts.set.clone(),
        options: if facts.chosen { facts.options[1..].to_vec() } else { Vec::new() },
        threads: arguments.threads,
        quiet: arguments.quiet,
        json: arguments.json,
    };
    let experiment = flags.experiment(&model)?;
    let answers = flags.with_pack(&experiment, |pack| whole(pack, &parts).map(|whole| pack.read(whole)))??;
    Conclusion {
        flags: &flags,
        model: &model,
        scenario,
        experiment: &experiment,
        answers,
        until: None,
        wanted,
        place: &arguments.out,
        folder: &folder,
        began,
    }
    .draw()
}

/// Reads the parts one after another into what a run of the whole would have left.
fn whole(pack: &Pack<'_>, parts: &[Part]) -> Result<Passed, Stop> {
    // Totals are what there is most of: they are read onto the end of those before, into room for all of them.
    let trials = parts.iter().map(|part| part.facts.trials as usize).sum();
    let mut totals = vec![Vec::new(); parts[0].facts.options.len()];
    totals.iter_mut().for_each(|totals: &mut Vec<Totals>| totals.reserve_exact(trials));
    let mut whole: Option<Passed> = None;
    for part in parts {
        let inconsistent = || part.refused(&PartFault::Inconsistent);
        let rest = part.read(&mut totals)?;
        let mut passed = Pack { first: part.facts.first, trials: 0, ..*pack }.nothing();
        passed.trials = part.facts.trials as usize;
        let passed = passed.with_rest(&rest).ok_or_else(inconsistent)?;
        if let Some(whole) = &mut whole {
            if !whole.append(passed) {
                return Err(inconsistent());
            }
        } else {
            whole = Some(passed);
        }
    }
    let mut whole = whole.expect("there is a part");
    whole.totals = totals;
    whole.inputs = pack.inputs(whole.trials);
    Ok(whole)
}

/// The files that were named, and those of the folders that were.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unreadable = |error: std::io::Error| Stop::Input(error_line(&format!("{} cannot be read: {error}", path.display())));
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if !hidden && file.extension().is_some_and(|extension| extension == "parquet") {
                inside.push(file);
            }
        }
        if inside.is_empty() {
            let line = error_line(&format!("the folder {} holds no .parquet file", path.display()));
            return Err(Stop::Input(format!("{line}\n  help: `residual shard` writes parts")));
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

impl Part {
    fn open(path: PathBuf) -> Result<Self, Stop> {
        let facts = reader(&path).and_then(|file| part::facts(&file).map_err(|fault| refused(&path, &fault)))?;
        Ok(Self { path, facts })
    }

    fn read(&self, totals: &mut [Vec<Totals>]) -> Result<Vec<u8>, Stop> {
        part::read(&reader(&self.path)?, &self.facts, totals).map_err(|fault| self.refused(&fault))
    }

    fn refused(&self, fault: &PartFault) -> Stop {
        refused(&self.path, fault)
    }

    /// Number of the world behind the last.
    fn end(&self) -> u64 {
        self.facts.first.saturating_add(self.facts.trials)
    }
}

fn refused(path: &Path, fault: &dyn std::fmt::Display) -> Stop {
    Stop::Input(error_line(&format!("{} {fault}", path.display())))
}

fn reader(path: &Path) -> Result<SerializedFileReader<File>, Stop> {
    let file = File::open(path).map_err(|error| refused(path, &format!("cannot be read: {error}")))?;
    SerializedFileReader::new(file).map_err(|error| refused(path, &PartFault::from(error)))
}

/// Refuses parts that make no whole, and says why.
fn check(parts: &[Part]) -> Result<(), Stop> {
    let refuse = |message: String, help: &str| Err(Stop::Input(format!("{}\n  help: {help}", error_line(&message))));
    let this = env!("CARGO_PKG_VERSION");
    let first = &parts[0];
    for part in parts {
        let (a, b) = (&first.facts, &part.facts);
        let both = format!("{} and {}", first.path.display(), part.path.display());
        if b.version != this {
            let message = format!("{} was written by version {}, and this is {this}", part.path.display(), b.version);
            return refuse(message, "merge with the version that wrote the parts");
        }
        if (&a.scenario.sha256, &a.texts) != (&b.scenario.sha256, &b.texts) {
            return refuse(format!("{both} are of different scenarios"), "parts of a run are of the same scenario file, to the letter");
        }
        if a.set != b.set {
            return refuse(format!("{both} differ in what --set changed"), "give every shard the same --set flags in the same order");
        }
        if a.options != b.options {
            let (a, b) = (a.options.join(", "), b.options.join(", "));
            return refuse(format!("{both} are of different options: {a}; {b}"), "give every shard the same --options");
        }
        if a.seed != b.seed {
            return refuse(format!("{both} are of different seeds: {} and {}", a.seed, b.seed), "give every shard the same --seed");
        }
        if (&a.scenario, a.chosen) != (&b.scenario, b.chosen) {
            return refuse(format!("{both} name their scenario differently"), "give every shard the same file and flags");
        }
    }
    if first.facts.first > 0 {
        let message =
            format!("worlds 0 to {} are missing: the first part, {}, begins behind them", first.facts.first - 1, first.path.display());
        return refuse(message, "a whole begins with world 0");
    }
    for pair in parts.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let both = format!("{} and {}", before.path.display(), after.path.display());
        if after.facts.first > before.end() {
            let message = format!("worlds {} to {} are missing, between {both}", before.end(), after.facts.first - 1);
            return refuse(message, "run the shard that is missing");
        }
        if after.facts.first < before.end() {
            let last = (before.end() - 1).min(after.end().saturating_sub(1));
            let message = format!("worlds {} to {last} are in both {both}", after.facts.first);
            return refuse(message, "leave one of them out, or run shards that do not overlap");
        }
    }
    Ok(())
}

/// The model of the parts' own scenario text.
fn model_of(facts: &PartFacts) -> Result<(Model, ScenarioText), Stop> {
    // What the scenario is based on is asked for in the order in which it was read.
    let mut others = facts.texts.iter().skip(1).enumerate();
    let mut find = |wanted: &str, _: &str| match others.next() {
        Some((i, text)) => Ok(Base { identity: i.to_string(), name: wanted.to_owned(), text: text.clone() }),
        None => Err(Diagnostic::error("no-base", "extends", format!("{wanted:?} is not in the part"))),
    };
    let text = facts.texts.first().map_or("", String::as_str);
    let file = facts.scenario.file.clone();
    let loaded = scenario::load_with(text, &file, &facts.set, &mut find)
        .map_err(|failure| Stop::Input(failure.render(super::terminal::colored_errors())))?;
    let texts = loaded.sources().cloned().collect();
    Ok((loaded.model, ScenarioText { file, texts }))
}
