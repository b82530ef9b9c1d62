//! `residual contracts`: what each contract costs when the work changes, and which terms to ask for.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::Stop;
use super::common::CommonFlags;
use super::folder::Folder;
use super::terminal;
use crate::analysis::procurement::{CostToServe, Procurement, study};
use crate::model::Lever;
use crate::report::contracts::{after_contracts, sheet};
use crate::report::manifest::{self, Manifest, ScenarioFile};
use crate::results::RunOption;

const EXAMPLES: &str = "\
Examples:
  residual contracts scenarios/retailer.toml
  residual contracts scenarios/retailer.toml --options technical_only,redesign
  residual contracts scenarios/retailer.toml --vendor-cost 11.5 --vendor-margin 0.2

Without --options: the option that renegotiates first, else the first one. Writes contracts.csv and manifest.json.";

/// Price every set of a vendor's terms in the same worlds: invoices, break-even rates, room to agree, term sheet
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ContractsArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// What a productive hour costs the vendor [default: today's price of one less 30 % gross margin]
    #[arg(long, value_name = "MONEY", value_parser = not_negative)]
    vendor_cost: Option<f64>,

    /// Least margin on cost at which the vendor signs
    #[arg(long, value_name = "SHARE", default_value_t = CostToServe::default().least_margin, value_parser = not_negative)]
    vendor_margin: f64,

    /// Folder for the results [default: output/<name of the scenario file>-contracts/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

fn not_negative(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|x: &f64| x.is_finite() && *x >= 0.0).ok_or_else(|| "expected a number from 0 up".into())
}

/// Runs the command.
pub(super) fn execute(arguments: &ContractsArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let (model, scenario) = flags.load()?;
    let experiment = flags.experiment(&model)?;
    let stem = flags.scenario.file_stem().unwrap_or(flags.scenario.as_os_str()).to_string_lossy();
    let place = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(format!("{stem}-contracts")));
    let folder = Folder::claim(&place)?;
    let options: Vec<&RunOption> =
        if flags.options.is_empty() { earliest(&experiment.options).into_iter().collect() } else { experiment.options.iter().collect() };
    let cost = CostToServe { per_hour: arguments.vendor_cost, least_margin: arguments.vendor_margin, ..CostToServe::default() };
    let mut views: Vec<Procurement> = Vec::new();
    for option in options {
        views.push(flags.watched(&experiment, |progress| study(&experiment, option, &cost, progress))?);
    }
    let Some(first) = views.first() else {
        return Err(Stop::Input(terminal::error_line("the scenario has no option whose contracts could be priced")));
    };
    // One header for all options.
    let mut csv = sheet(first);
    for view in &views[1..] {
        csv.extend(sheet(view).split_inclusive(|byte| *byte == b'\n').skip(1).flatten());
    }
    let manifest = Manifest {
        program: manifest::PROGRAM.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        command: "contracts".into(),
        scenario: ScenarioFile { sha256: scenario.sha256(), file: scenario.file, name: model.name.clone() },
        seed: flags.seed,
        trials: first.trials,
        expected: flags.expected,
        options: views.iter().map(|view| view.option.clone()).collect(),
        set: flags.set.iter().map(|(path, value)| format!("{path}={value}")).collect(),
        threads: flags.thread_count(),
        started: started.to_string(),
        wall_seconds: clock.elapsed().as_secs_f64(),
        files: vec!["contracts.csv".into()],
    };
    folder.write(&[("contracts.csv".into(), csv), (manifest::FILE.into(), manifest.to_json().into_bytes())])?;
    if flags.json {
        let text = serde_json::to_string_pretty(&views).map_err(anyhow::Error::new)?;
        terminal::say(&(text + "\n"))?;
    } else if !flags.quiet {
        let style = terminal::style();
        let said: Vec<String> = views.iter().map(|view| after_contracts(view, style)).collect();
        let seconds = clock.elapsed().as_secs_f64();
        let counted = style.faint(&format!("({} worlds in {seconds:.1} s)", first.trials));
        terminal::say(&format!("{}\nResults are in {}\n  {counted}\n", said.join("\n"), place.display()))?;
    }
    Ok(())
}

/// The option that pulls the contracts lever first, else the first option.
fn earliest(options: &[RunOption]) -> Option<&RunOption> {
    let pulled = |option: &&RunOption| option.switches.levers[Lever::Contracts as usize];
    options.iter().filter(|option| pulled(option).is_some()).min_by_key(pulled).or(options.first())
}
