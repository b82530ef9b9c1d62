//! `residual slide`: the four numbers of a vendor's calculator, and what becomes of its headline.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::common::balanced;
use super::terminal;
use crate::analysis::slide::{self, Answer, Claim};
use crate::report;
use crate::results::Experiment;
use crate::scenario;

const EXAMPLES: &str = "\
Examples:
  residual slide --volume 50000 --containment 67% --price 0.99 --cost-per-contact 6
  residual slide --volume 50k --containment 67% --price 0.99 --cost-per-contact 6 --aht 7min --vendor-share 40%
  residual slide --volume 50k --containment 67% --price 0.99 --cost-per-contact 6 --save slide.toml

No file is needed: everything else is a default with its source, or an assumption that says so.";

/// Four numbers of a vendor's calculator: what its headline becomes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SlideArguments {
    /// Contacts a month today
    #[arg(long, value_name = "N", value_parser = |text: &str| scenario::certain("contact_types[].volume", text))]
    volume: f64,

    /// Share of them that the AI is to take
    #[arg(long, value_name = "SHARE", value_parser = |text: &str| scenario::certain("contact_types[].ai.mature", text))]
    containment: f64,

    /// Price of a contact the AI takes
    #[arg(long, value_name = "MONEY", value_parser = |text: &str| scenario::certain("ai.price.per_resolution", text))]
    price: f64,

    /// Cost of a contact that a human takes, today
    #[arg(long, value_name = "MONEY", value_parser = |text: &str| scenario::certain("teams[].loaded_hourly_cost", text))]
    cost_per_contact: f64,

    /// Mean handle time today
    #[arg(long, value_name = "TIME", default_value = "6min", value_parser = |text: &str| scenario::certain("contact_types[].aht", text))]
    aht: f64,

    /// Share of the work that an outsourcer does
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = |text: &str| scenario::certain("vendors[].volume_share", text))]
    vendor_share: f64,

    /// One-off cost of the project [default: an assumption by volume]
    #[arg(long, value_name = "MONEY", value_parser = |text: &str| scenario::certain("ai.integration", text))]
    one_off: Option<f64>,

    /// Months after go-live
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u16).range(12..=120))]
    months: u16,

    /// Write the scenario behind the answer
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,

    /// Number of worlds
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    trials: u32,

    /// Seed of all chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Print the answer as JSON on standard output, and nothing else
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn execute(arguments: &SlideArguments) -> Result<(), Stop> {
    let a = arguments;
    let wrong = |why: &str| Stop::Input(terminal::error_line(why));
    if a.vendor_share > 0.95 {
        return Err(wrong("--vendor-share: expected at most 95 %, for somebody in-house has to take what the vendor does not"));
    }
    let claim = Claim {
        volume: a.volume,
        containment: a.containment,
        price: a.price,
        cost_per_contact: a.cost_per_contact,
        aht_minutes: a.aht,
        vendor_share: a.vendor_share,
        one_off: a.one_off,
        months: usize::from(a.months),
    };
    let text = slide::text(&claim).map_err(|why| wrong(&why))?;
    let loaded = scenario::load(&text, "slide.toml", &[]).map_err(|failure| Stop::Failed(failure.into()))?;
    if let Some(place) = &a.save {
        save(place, &text)?;
    }
    let mut experiment = Experiment::new(&loaded.model);
    (experiment.seed, experiment.trials) = (a.seed, a.trials as usize);
    let results = experiment.run(&|_| true);
    balanced(&results)?;
    let answer = Answer::new(&claim, &loaded.model, &results);
    if a.json {
        let json = serde_json::to_string_pretty(&answer).context("the answer as JSON")?;
        terminal::say(&format!("{json}\n"))?;
    } else {
        let saved = a.save.as_ref().map(|place| place.display().to_string());
        terminal::say(&report::slide::text(&answer, saved.as_deref(), terminal::style()))?;
    }
    Ok(())
}

fn save(place: &PathBuf, text: &str) -> Result<(), Stop> {
    let said = || format!("cannot write {}", place.display());
    match OpenOptions::new().write(true).create_new(true).open(place) {
        Ok(mut file) => Ok(file.write_all(text.as_bytes()).with_context(said)?),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let line = terminal::error_line(&format!("{} is already there", place.display()));
            Err(Stop::Input(format!("{line}\n  help: nothing was written; name another file")))
        }
        Err(error) => Err(anyhow::Error::new(error).context(said()).into()),
    }
}
