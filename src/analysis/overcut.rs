//! The over-cut: what follows when a team is sized to the slide's promise, against the same option in the same worlds with the team
//! sized to what is observed (model book, "The team over time").
//!
//! The promise takes every contained conversation for a contact less. Induced conversations never were contacts, falsely contained
//! customers return, and what is left takes longer: the cut meets work that is still there.

use rayon::prelude::*;

use crate::engine::planner::Plan;
use crate::engine::record::{Metric, Record};
use crate::engine::run::{State, simulate};
use crate::engine::switches::Switches;
use crate::model::{Lever, Named, SizeTo};
use crate::results::{BELOW_SERVICE, RunOption, WorldRoom, Worlds};

/// Worlds unless fewer are asked for: the means of an over-cut are known well enough.
pub const WORLDS: usize = 400;

macro_rules! figures {
    ($($field:ident: $help:literal,)*) => {
        /// What a run comes to, mean over worlds.
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct Figures { $(#[doc = $help] pub $field: f64,)* }

        impl Figures {
            /// Every figure: its name in files, what it is, and its value.
            pub fn each(&self) -> impl Iterator<Item = (&'static str, &'static str, f64)> {
                [$((stringify!($field), $help, self.$field),)*].into_iter()
            }

            fn mean(worlds: &[Self]) -> Self {
                let mean = |of: fn(&Self) -> f64| worlds.iter().map(of).sum::<f64>() / worlds.len() as f64;
                Self { $($field: mean(|world| world.$field),)* }
            }
        }
    };
}

figures! {
    fewest_heads: "Heads in the month with the fewest from go-live on.",
    worst_service: "Service level in the worst month from go-live on (share of all arrivals).",
    months_below_service: "Months from go-live on with service more than five points below target.",
    worst_abandonment: "Share of callers who hang up in the worst month from go-live on.",
    overtime: "Overtime (FTE-months).",
    let_go: "Heads let go or redeployed.",
    left: "Heads who left of their own accord.",
    hired: "Heads hired, by the month their class begins.",
    rehired: "Of these, heads that replace somebody let go or redeployed in the twelve months before.",
    service_debt: "FTE missing after overtime, at overtime price (money).",
    contribution_lost: "Contribution lost with issues given up and effort (money).",
    cost_savings: "Cost savings against `no_ai` (money).",
    value_effect: "Cost savings less extra contribution lost (money).",
}

/// An option whose team is sized to the slide's promise, and the same sized to what is observed.
#[derive(Clone, Debug, PartialEq)]
pub struct OverCut {
    /// The option.
    pub label: Named,
    /// Worlds behind the figures.
    pub worlds: usize,
    /// Sized to the promise.
    pub promised: Figures,
    /// Sized to what is observed.
    pub observed: Figures,
}

/// Options whose staffing lever takes the slide at its word; the others have no over-cut.
pub fn cut_to_the_promise(model_sizes_to: SizeTo, options: &[RunOption]) -> impl Iterator<Item = &RunOption> {
    let sizes = move |switches: &Switches| switches.size_to.unwrap_or(model_sizes_to) == SizeTo::BusinessCase;
    options.iter().filter(move |option| option.switches.levers[Lever::Staffing as usize].is_some() && sizes(&option.switches))
}

/// The over-cut of every option that has one, in the first `trials` worlds; `tell` hears how many of them are done.
pub fn study(worlds: &Worlds<'_>, options: &[RunOption], trials: usize, tell: &(dyn Fn(usize) -> bool + Sync)) -> Vec<OverCut> {
    let setting = worlds.setting;
    let cut: Vec<&RunOption> = cut_to_the_promise(setting.model.size_to, options).collect();
    if cut.is_empty() {
        return Vec::new();
    }
    let medians = crate::engine::world::World::expected(setting);
    let sized: Vec<Switches> = cut
        .iter()
        .flat_map(|option| [SizeTo::BusinessCase, SizeTo::Observed].map(|to| Switches { size_to: Some(to), ..option.switches }))
        .collect();
    let plans: Vec<Plan> = sized.iter().map(|switches| Plan::forecast(setting, &medians, switches)).collect();
    let no_ai_plan = Plan::forecast(setting, &medians, &Switches::NO_AI);
    let count = worlds.count(trials);
    let room = || (worlds.room(), State::new(setting), State::new(setting));
    let by_world: Vec<Vec<Figures>> = (0..count)
        .into_par_iter()
        .map_init(room, |(room, no_ai, run): &mut (WorldRoom, State, State), trial| {
            let world = worlds.draw(trial as u64, room);
            simulate(setting, world, &Switches::NO_AI, &no_ai_plan, None, no_ai);
            let one = |(switches, plan)| {
                simulate(setting, world, switches, plan, Some(&*no_ai), run);
                figures(&run.record, setting.model.calendar.go_live, world.p.service.share)
            };
            sized.iter().zip(&plans).map(one).collect()
        })
        .collect();
    tell(count);
    let mean = |run: usize| Figures::mean(&by_world.iter().map(|world| world[run]).collect::<Vec<_>>());
    let one = |(i, option): (usize, &&RunOption)| OverCut {
        label: option.label.clone(),
        worlds: count,
        promised: mean(2 * i),
        observed: mean(2 * i + 1),
    };
    cut.iter().enumerate().map(one).collect()
}

fn figures(record: &Record, go_live: usize, goal: f64) -> Figures {
    let live = || go_live..record.months();
    let least = |metric| live().map(|t| record.get(t, metric)).fold(f64::INFINITY, f64::min);
    let below = |t: &usize| record.get(*t, Metric::ServiceLevel) < goal - BELOW_SERVICE;
    Figures {
        fewest_heads: least(Metric::Heads),
        worst_service: least(Metric::ServiceLevel),
        months_below_service: live().filter(below).count() as f64,
        worst_abandonment: live().map(|t| record.get(t, Metric::Abandonment)).fold(0.0, f64::max),
        overtime: record.sum(Metric::OvertimeFte),
        let_go: record.sum(Metric::Severed) + record.sum(Metric::Redeployed),
        left: record.sum(Metric::Leavers),
        hired: record.sum(Metric::Hires),
        rehired: record.sum(Metric::Rehired),
        service_debt: record.sum(Metric::ServiceDebt),
        contribution_lost: record.sum(Metric::ContributionLost),
        cost_savings: record.sum(Metric::CostSavings),
        value_effect: record.sum(Metric::ValueEffect),
    }
}
