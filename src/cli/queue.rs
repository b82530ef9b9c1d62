//! `residual queue`: the calculator that planners know, for one queue, without a scenario.

use anyhow::Context as _;
use clap::Args;

use super::Stop;
use super::terminal::{self, error_line};
use crate::analysis::hr::calculator::{MOST_ERLANGS, Question};
use crate::report;
use crate::scenario;

const EXAMPLES: &str = "\
Examples:
  residual queue --contacts 1200 --interval 30min --aht 5min --within 20s --share 80% --patience 3min
  residual queue --contacts 1200 --aht 5min --agents 195          what 195 agents would do
  residual queue --contacts 90 --aht 12min --concurrency 2        chat
  residual queue --contacts 1200 --aht 5min --patience 3min --json

Without --patience nobody gives up (Erlang C); with it callers do (Erlang A). The queue is exact, no table.
JSON has agents, service_level, asa_seconds, abandonment and occupancy: service level and wait over all
arrivals; asa_seconds is null where the queue only grows.";

/// Agents, service level and waits of one queue: the planner's calculator, without a file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct QueueArguments {
    /// Contacts that arrive in the interval
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = |text: &str| scenario::certain("contact_types[].volume", text))]
    contacts: f64,

    /// Length of the interval
    #[arg(long, value_name = "TIME", default_value = "30min", value_parser = |text: &str| scenario::certain("contact_types[].aht", text))]
    interval: f64,

    /// Mean handle time of a contact, work after it included
    #[arg(long, value_name = "TIME", value_parser = |text: &str| scenario::certain("contact_types[].aht", text))]
    aht: f64,

    /// Time within which an answer is in time
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = |text: &str| scenario::certain("service.within", text))]
    within: f64,

    /// Share of all arrivals to be answered in time
    #[arg(long, value_name = "SHARE", default_value = "80%", value_parser = |text: &str| scenario::certain("service.share", text))]
    share: f64,

    /// Mean patience of those who wait [default: nobody gives up]
    #[arg(long, value_name = "TIME", value_parser = |text: &str| scenario::certain("customers.patience", text))]
    patience: Option<f64>,

    /// Say what this many agents do, whatever is required
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    agents: Option<u32>,

    /// Load per agent that planning may not exceed [default: no bound]
    #[arg(long, value_name = "SHARE", value_parser = |text: &str| scenario::certain("service.max_occupancy", text))]
    max_occupancy: Option<f64>,

    /// Contacts an agent serves at once (chat): they share the agent's time
    #[arg(long, value_name = "N", default_value = "1", value_parser = |text: &str| scenario::certain("contact_types[].concurrency", text))]
    concurrency: f64,

    /// Paid time away from contacts: also says how many to put on the roster
    #[arg(long, value_name = "SHARE", value_parser = |text: &str| scenario::certain("workforce.shrinkage", text))]
    shrinkage: Option<f64>,

    /// Who gives up sooner than this is a short abandon
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = |text: &str| scenario::certain("service.within", text))]
    short: f64,

    /// Print the answer as JSON on standard output, and nothing else
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn execute(arguments: &QueueArguments) -> Result<(), Stop> {
    let a = arguments;
    let question = Question {
        contacts: a.contacts,
        interval_minutes: a.interval,
        aht_minutes: a.aht,
        concurrency: a.concurrency,
        within_minutes: a.within,
        share: a.share,
        patience_minutes: a.patience,
        max_occupancy: a.max_occupancy,
        short_minutes: a.short,
    };
    let load = question.load();
    if !load.is_finite() || load > MOST_ERLANGS {
        let line = error_line(&format!(
            "{} contacts of {} in {} are {load:.0} Erlangs, more than {MOST_ERLANGS:.0}: no queue of people is that large",
            a.contacts,
            report::queue::time(60.0 * a.aht),
            report::queue::time(60.0 * a.interval),
        ));
        return Err(Stop::Input(format!("{line}\n  help: --contacts counts the arrivals of one --interval, not of a month")));
    }
    if a.shrinkage.is_some_and(|shrinkage| shrinkage >= 1.0) {
        return Err(Stop::Input(error_line("with a --shrinkage of 100 % nobody ever works on contacts")));
    }
    if a.json {
        let answer = question.with(a.agents.unwrap_or_else(|| question.required()));
        let json = serde_json::to_string_pretty(&report::queue::to_json(&answer)).context("the answer as JSON")?;
        terminal::say(&format!("{json}\n"))?;
    } else {
        terminal::say(&report::queue::text(&question, a.agents, a.shrinkage, terminal::style()))?;
    }
    Ok(())
}
