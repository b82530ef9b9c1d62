//! `residual report`: the report of a finished run, made again from its folder without simulating.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Stop;
use super::folder::{Folder, Stream};
use super::terminal;
use crate::report::data::DataError;
use crate::report::layout::wrapped;
use crate::report::manifest::{self, Manifest};
use crate::report::record::RunRecord;
use crate::report::rendered::{PAGE, PLOTS, ReportError, WORKBOOK, Wanted, is_rendered, rendered};

const EXAMPLES: &str = "\
Examples:
  residual report output/retailer
  residual report output/retailer --report html

Nothing is simulated: the page, the workbook and the plots are made of the files in the folder, and of sensitivity.json in the
folder <DIR>-sensitivity where `residual sensitivity` wrote one for the same scenario.";

/// Figures by trial.
const TRIALS: &str = "trials.csv";

/// A part of the report, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    /// report.html, the page
    Html,
    /// report.xlsx, the workbook
    Xlsx,
    /// plots/, every figure as SVG and PNG
    Plots,
    /// No report
    None,
}

/// Which parts of the report to make.
#[derive(Clone, Debug, Args)]
pub(super) struct ReportFlag {
    /// Parts of the report to make
    #[arg(long, value_name = "PARTS", value_enum, value_delimiter = ',', default_value = "html,xlsx,plots")]
    report: Vec<Part>,
}

impl ReportFlag {
    /// The parts asked for.
    pub(super) fn wanted(&self) -> Result<Wanted, Stop> {
        let asked = |part| self.report.contains(&part);
        if asked(Part::None) && self.report.len() > 1 {
            let line = terminal::error_line("--report none goes with no other part");
            return Err(Stop::Input(format!("{line}\n  help: give none alone, or leave it out")));
        }
        Ok(Wanted { html: asked(Part::Html), xlsx: asked(Part::Xlsx), plots: asked(Part::Plots) })
    }
}

/// Make the report of a finished run again, without simulating
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ReportArguments {
    /// Folder that `residual run` wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    #[command(flatten)]
    parts: ReportFlag,

    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the command.
pub(super) fn execute(arguments: &ReportArguments) -> Result<(), Stop> {
    let place = &arguments.folder;
    let wanted = arguments.parts.wanted()?;
    let refuse = |why: &str| {
        let line = terminal::error_line(&format!("{} {why}", place.display()));
        Stop::Input(format!("{line}\n  help: give the folder that `residual run` wrote, for example output/retailer"))
    };
    if !place.is_dir() {
        return Err(refuse(if place.exists() { "is a file, not a folder" } else { "does not exist" }));
    }
    let manifest = fs::read(place.join(manifest::FILE)).ok().and_then(|text| Manifest::ours(&text));
    let Some(mut manifest) = manifest else { return Err(refuse("was not written by residual")) };
    if manifest.command != "run" {
        return Err(refuse(&format!("was written by `residual {}`, which has no report", manifest.command)));
    }
    let folder = Folder::claim(place)?;
    let mut files = Vec::new();
    let replaced = |path: &str| match path {
        PAGE => wanted.html,
        WORKBOOK => wanted.xlsx,
        _ => wanted.plots && path.starts_with(PLOTS),
    };
    for path in manifest.files.iter().filter(|path| !replaced(path)) {
        // Nothing of the trials is shown, and they may be larger than memory.
        if path == TRIALS {
            continue;
        }
        match fs::read(place.join(path)) {
            Ok(bytes) => files.push((path.clone(), bytes)),
            // A part of the report that somebody took away is no loss.
            Err(_) if is_rendered(path) => {}
            Err(error) => return Err(refuse(&format!("lacks {path}: {error}"))),
        }
    }
    let record = RunRecord::of(&manifest);
    let made = with_study(&files, place, &record, wanted).map_err(|error| match error {
        ReportError::Data(DataError::Missing(_) | DataError::Broken(..)) => refuse(&format!("makes no report: {error}")),
        other => Stop::Failed(other.into()),
    })?;
    let (figures, count) = (made.iter().filter(|(path, _)| path.starts_with(PLOTS)).count() / 2, made.len());
    files.extend(made);
    let trials = place.join(TRIALS);
    let copied = manifest.files.iter().any(|path| path == TRIALS) && trials.exists();
    let copy = |out: &mut dyn io::Write| io::copy(&mut File::open(&trials)?, out).map(|_| ());
    let streams = if copied { vec![Stream { path: TRIALS.into(), write: Box::new(copy) }] } else { Vec::new() };
    manifest.files = files.iter().map(|(path, _)| path).chain(streams.iter().map(|stream| &stream.path)).cloned().collect();
    files.push((manifest::FILE.into(), manifest.to_json().into_bytes()));
    folder.write_all(&files, streams)?;
    if !arguments.quiet {
        let style = terminal::style();
        terminal::say(&(wrapped(&told(place, wanted, figures, count), style.width, "  ") + "\n"))?;
    }
    Ok(())
}

/// What was made and where.
fn told(place: &Path, wanted: Wanted, figures: usize, count: usize) -> String {
    if count == 0 {
        return "Nothing was asked for, and nothing was made.".into();
    }
    let page = wanted.html.then(|| place.join(PAGE).display().to_string());
    let book = wanted.xlsx.then(|| place.join(WORKBOOK).display().to_string());
    let plots = wanted.plots.then(|| format!("{} ({figures} figures)", place.join(PLOTS).display()));
    format!("Report: {}.", page.into_iter().chain(book).chain(plots).collect::<Vec<_>>().join(", "))
}

/// Renders a run's files, with the sensitivity study of the same scenario where one stands beside its folder.
pub(super) fn with_study(
    files: &[(String, Vec<u8>)],
    place: &Path,
    record: &RunRecord,
    wanted: Wanted,
) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    match study(place, record) {
        None => rendered(files, record, wanted),
        Some(study) => {
            let mut files = files.to_vec();
            files.push(("sensitivity.json".into(), study));
            rendered(&files, record, wanted)
        }
    }
}

/// The study in the folder `<place>-sensitivity`, where its scenario and settings are those of the run.
fn study(place: &Path, record: &RunRecord) -> Option<Vec<u8>> {
    let mut beside = place.components().as_path().to_path_buf().into_os_string();
    beside.push("-sensitivity");
    let beside = PathBuf::from(beside);
    let manifest = Manifest::ours(&fs::read(beside.join(manifest::FILE)).ok()?)?;
    let same = manifest.command == "sensitivity" && manifest.scenario.sha256 == record.scenario_sha256 && manifest.set == record.set;
    if same { fs::read(beside.join("sensitivity.json")).ok() } else { None }
}
