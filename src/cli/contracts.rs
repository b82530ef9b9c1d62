//! `residual contracts`: what each contract costs when the work changes, and which terms to ask for.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::common::{CommonFlags, Finished};
use super::folder::Folder;
use super::terminal;
use crate::analysis::procurement::{CostToServe, Procurement, steps, study};
use crate::model::Lever;
use crate::report::contracts::sheet;
use crate::report::contracts_book::workbook;
use crate::report::contracts_text::{after_contracts, term_sheets};
use crate::results::{Experiment, RunOption, Worlds};

const EXAMPLES: &str = "\
Examples:
  residual contracts scenarios/retailer.toml
  residual contracts scenarios/retailer.toml --options technical_only,redesign
  residual contracts scenarios/retailer.toml --vendor-cost 11.5 --vendor-margin 0.2

Without --options: the option that renegotiates first, else the first one.
With --out: contracts.csv, contracts.json, contracts.xlsx, term_sheets.txt and manifest.json.";

/// Price every set of a vendor's terms in the same worlds: invoices, break-even rates, room to agree, term sheet
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ContractsArguments {
    #[command(flatten)]
    common: CommonFlags,

    /// What a productive hour costs every vendor [default: the scenario's, else today's price less 30 %]
    #[arg(long, value_name = "MONEY", value_parser = not_negative)]
    vendor_cost: Option<f64>,

    /// Least margin on cost at which a vendor signs [default: the scenario's, else 0.25]
    #[arg(long, value_name = "SHARE", value_parser = share_of_cost)]
    vendor_margin: Option<f64>,

    /// Folder for the results [default: none is written]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

fn not_negative(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|x: &f64| x.is_finite() && *x >= 0.0).ok_or_else(|| "expected a number from 0 up".into())
}

/// A share, as a number or in percent.
fn share_of_cost(text: &str) -> Result<f64, String> {
    match text.trim().strip_suffix('%') {
        Some(percent) => not_negative(percent.trim()).map(|x| x / 100.0),
        None => not_negative(text.trim()),
    }
}

/// Runs the command.
pub(super) fn execute(arguments: &ContractsArguments) -> Result<(), Stop> {
    let flags = &arguments.common;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let (model, scenario) = flags.load()?;
    let experiment = flags.experiment(&model)?;
    let folder = arguments.out.as_deref().map(Folder::claim).transpose()?;
    let options: Vec<&RunOption> =
        if flags.options.is_empty() { earliest(&experiment.options).into_iter().collect() } else { experiment.options.iter().collect() };
    let cost = CostToServe { per_hour: arguments.vendor_cost, least_margin: arguments.vendor_margin };
    let steps = |worlds: &Worlds<'_>| steps(worlds, experiment.trials) * options.len();
    let views: Vec<Procurement> = flags.in_worlds(&experiment, steps, |worlds, tell| {
        let mut before = 0;
        let one = |option: &&RunOption| {
            let view = study(worlds, option, experiment.first, experiment.trials, &cost, &|done| tell(before + done));
            before += view.trials + view.sourcing.as_ref().map_or(0, |sourcing| sourcing.trials);
            view
        };
        options.iter().map(one).collect()
    })?;
    let Some(first) = views.first() else {
        return Err(Stop::Input(terminal::error_line("the scenario has no option whose contracts could be priced")));
    };
    let json = serde_json::to_string_pretty(&views).map_err(anyhow::Error::new)? + "\n";
    if let Some(folder) = folder {
        let files = vec![
            ("contracts.csv".to_owned(), sheet(&views)),
            ("contracts.json".to_owned(), json.clone().into_bytes()),
            ("contracts.xlsx".to_owned(), workbook(&model, &views).context("contracts.xlsx")?),
            ("term_sheets.txt".to_owned(), term_sheets(&model, &views).into_bytes()),
        ];
        let options = views.iter().map(|view| view.option.clone()).collect();
        let (trials, began) = (first.trials, (started, clock));
        Finished { command: "contracts", flags, model: &model, scenario, trials, options, began }.write(&folder, files)?;
    }
    if flags.json {
        terminal::say(&json)?;
    } else if !flags.quiet {
        let style = terminal::style();
        let said: Vec<String> = views.iter().map(|view| after_contracts(&model, view, style)).collect();
        let counted = format!("({} worlds in {:.1} s)", first.trials, clock.elapsed().as_secs_f64());
        terminal::say(&format!("{}\n{}\n", said.join("\n"), style.faint(&counted)))?;
    }
    Ok(())
}

/// Most worlds in which `run` prices contracts beside all else.
const BESIDE_A_RUN: usize = 512;

/// What `run` says of contracts: those of one option, in fewer worlds. Nothing where there is no option.
pub(super) fn beside_a_run(flags: &CommonFlags, experiment: &Experiment<'_>) -> Result<Vec<Procurement>, Stop> {
    let Some(option) = earliest(&experiment.options) else { return Ok(Vec::new()) };
    let trials = experiment.trials.min(BESIDE_A_RUN);
    let view = flags.in_worlds(
        experiment,
        |worlds| steps(worlds, trials),
        |worlds, tell| study(worlds, option, experiment.first, trials, &CostToServe::default(), tell),
    )?;
    Ok(vec![view])
}

/// The option that pulls the contracts lever first, else the first option.
fn earliest(options: &[RunOption]) -> Option<&RunOption> {
    let pulled = |option: &&RunOption| option.switches.levers[Lever::Contracts as usize];
    options.iter().filter(|option| pulled(option).is_some()).min_by_key(pulled).or(options.first())
}
