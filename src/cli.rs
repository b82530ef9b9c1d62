//! The program: arguments in, text and files out. The only floor that prints, reads arguments and writes files.
//!
//! Every command is a file of its own: its arguments and an `execute` that returns how it ended.

mod baselines;
mod check;
mod common;
mod compare;
mod completions;
mod contracts;
mod folder;
mod init;
mod interrupt;
mod levers;
mod man;
mod merge;
mod queue;
mod report;
mod run;
mod schema;
mod sensitivity;
mod shard;
mod slide;
mod staffing;
mod terminal;
mod until;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// How a command stops short of its end.
#[derive(Debug)]
enum Stop {
    /// The input is wrong; the text says what and what to do. Exit code 2.
    Input(String),
    /// The run failed. Exit code 1.
    Failed(anyhow::Error),
    /// It was interrupted; the text says what is left of it. Exit code 130, as shells have it.
    Interrupted(String),
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Stop::Failed(error)
    }
}

const ABOUT: &str = "How much of an AI rollout's promised saving in customer support reaches the P&L, and which redesign wins it back.";

const EXAMPLES: &str = "\
Examples:
  residual slide --volume 50000 --containment 67% --price 0.99 --cost-per-contact 6
  residual init my_case
  residual check my_case/retail.toml
  residual run scenarios/retailer.toml
  residual run scenarios/retailer.toml --trials 1000 --set ai.price.per_resolution=1.50

Exit codes: 0 done, 1 the run failed, 2 the input is wrong.";

/// Arguments of the program.
#[derive(Debug, Parser)]
#[command(name = "residual", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Slide(slide::SlideArguments),
    Queue(queue::QueueArguments),
    Init(init::InitArguments),
    Check(check::CheckArguments),
    Run(run::RunArguments),
    Report(report::ReportArguments),
    Shard(shard::ShardArguments),
    Merge(merge::MergeArguments),
    Schema(schema::SchemaArguments),
    Completions(completions::CompletionsArguments),
    Man(man::ManArguments),
    Levers(levers::LeversArguments),
    Baselines(baselines::BaselinesArguments),
    Staffing(staffing::StaffingArguments),
    Contracts(contracts::ContractsArguments),
    Sensitivity(sensitivity::SensitivityArguments),
    Compare(compare::CompareArguments),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let ended = match Arguments::parse().command {
        Command::Slide(arguments) => slide::execute(&arguments),
        Command::Queue(arguments) => queue::execute(&arguments),
        Command::Init(arguments) => init::execute(&arguments),
        Command::Check(arguments) => check::execute(&arguments),
        Command::Run(arguments) => run::execute(&arguments),
        Command::Report(arguments) => report::execute(&arguments),
        Command::Shard(arguments) => shard::execute(&arguments),
        Command::Merge(arguments) => merge::execute(&arguments),
        Command::Schema(arguments) => schema::execute(&arguments),
        Command::Completions(arguments) => completions::execute(&arguments),
        Command::Man(arguments) => man::execute(&arguments),
        Command::Levers(arguments) => levers::execute(&arguments),
        Command::Baselines(arguments) => baselines::execute(&arguments),
        Command::Staffing(arguments) => staffing::execute(&arguments),
        Command::Contracts(arguments) => contracts::execute(&arguments),
        Command::Sensitivity(arguments) => sensitivity::execute(&arguments),
        Command::Compare(arguments) => compare::execute(&arguments),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Input(text)) => {
            terminal::complain(&text);
            ExitCode::from(2)
        }
        Err(Stop::Interrupted(text)) => {
            terminal::complain(&text);
            ExitCode::from(interrupt::EXIT_CODE)
        }
        Err(Stop::Failed(error)) => {
            terminal::complain(&terminal::error_line(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}
