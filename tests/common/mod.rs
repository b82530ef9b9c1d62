//! What the test binaries share: the retailer's scenario with changes, and runs of single worlds.
#![allow(dead_code, reason = "every test binary uses its own part")]

use residual::analysis::procurement::{CostToServe, Procurement, study};
use residual::engine::planner::Plan;
use residual::engine::record::{Metric, Record};
use residual::engine::run::{State, simulate};
use residual::engine::staffing::{Queues, ServiceGoal};
use residual::engine::switches::Switches;
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, World, service_goal};
use residual::model::Model;
use residual::noise::{Noise, StreamKey};
use residual::registry;
use residual::results::{Experiment, Totals, Worlds, totals};

/// The shipped scenario.
pub const RETAILER: &str = include_str!("../../scenarios/retailer.toml");

/// The retailer with `path=value` changes.
#[track_caller]
pub fn retailer(sets: &[&str]) -> Model {
    retailer_or_faults(sets).unwrap_or_else(|faults| panic!("{sets:?} makes no model:\n{faults}"))
}

/// The retailer with `path=value` changes, or what is wrong with them.
pub fn retailer_or_faults(sets: &[&str]) -> Result<Model, String> {
    let overrides: Vec<(String, String)> = sets
        .iter()
        .map(|set| {
            let (path, value) = set.split_once('=').expect("a change is written path=value");
            (path.to_owned(), value.to_owned())
        })
        .collect();
    residual::scenario::load(RETAILER, "retailer.toml", &overrides).map(|loaded| loaded.model).map_err(|failure| failure.render(false))
}

/// The retailer with changes given as text.
#[track_caller]
pub fn retailer_with(sets: &[String]) -> Model {
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    retailer(&sets)
}

/// The same change for every contact type: `each_type("ai.reach", "0")`.
pub fn each_type(key: &str, value: &str) -> Vec<String> {
    ["order_status", "returns", "product", "account", "delivery", "complaints"]
        .iter()
        .map(|id| format!("contact_types.{id}.{key}={value}"))
        .collect()
}

/// A model and its service goal: what a setting with the exact queue borrows.
pub struct Case {
    pub model: Model,
    pub goal: ServiceGoal,
}

impl Case {
    pub fn new(model: Model) -> Self {
        let goal = service_goal(&model);
        Self { model, goal }
    }

    #[track_caller]
    pub fn retailer(sets: &[&str]) -> Self {
        Self::new(retailer(sets))
    }

    /// With the exact integer queue: tests that compare do without tables.
    pub fn setting(&self) -> Setting<'_> {
        Setting::new(&self.model, Queues::Exact(&self.goal))
    }

    /// Switches of an option by its id.
    #[track_caller]
    pub fn option(&self, id: &str) -> Switches {
        let option = self.model.options.iter().find(|o| o.label.id == id);
        Switches::of_option(option.expect("the scenario has the option"))
    }
}

/// One world, with its counterfactual under the same frictions.
pub struct Lived<'a> {
    pub setting: &'a Setting<'a>,
    pub world: World,
    pub no_ai: State,
    pub frozen: State,
    medians: World,
}

impl<'a> Lived<'a> {
    /// The world of medians without noise.
    pub fn expected(setting: &'a Setting<'a>) -> Self {
        Self::with(setting, World::expected(setting), &Switches::NO_AI)
    }

    /// The world of a trial: inputs by plain uniforms, noise by the engine's streams.
    pub fn drawn(setting: &'a Setting<'a>, seed: u64, trial: u64) -> Self {
        let mut world = World::room(setting);
        let noise = Noise::new(seed);
        for input in &setting.model.inputs {
            let u = noise.uniform(&StreamKey::new("test input", &[&input.path]), trial, 0);
            registry::write(&mut world.p, &input.target, input.distribution.quantile(u));
        }
        world.draw(setting, &noise, trial);
        Self::with(setting, world, &Switches::NO_AI)
    }

    /// A given world; `no_ai` carries the frictions.
    pub fn with(setting: &'a Setting<'a>, world: World, no_ai: &Switches) -> Self {
        let medians = World::expected(setting);
        let run = |switches: &Switches| {
            let plan = Plan::forecast(setting, &medians, switches);
            let mut state = State::new(setting);
            simulate(setting, &world, switches, &plan, None, &mut state);
            state
        };
        let frozen = run(&Switches { frozen: true, ..*no_ai });
        let no_ai = run(no_ai);
        Self { setting, world, no_ai, frozen, medians }
    }

    /// Runs switches in this world, held against `no_ai`.
    pub fn run(&self, switches: &Switches) -> State {
        let plan = Plan::forecast(self.setting, &self.medians, switches);
        let mut state = State::new(self.setting);
        simulate(self.setting, &self.world, switches, &plan, Some(&self.no_ai), &mut state);
        state
    }

    /// Figures of a run over all months.
    pub fn totals(&self, record: &Record) -> Totals {
        totals(self.setting.model, &self.world, record, &self.no_ai.record, &self.frozen.record)
    }
}

/// The world of medians, and that of a trial.
pub fn two_worlds<'a>(setting: &'a Setting<'a>, seed: u64, trial: u64) -> impl Iterator<Item = Lived<'a>> {
    std::iter::once_with(|| Lived::expected(setting)).chain(std::iter::once_with(move || Lived::drawn(setting, seed, trial)))
}

/// A metric month by month.
pub fn series(record: &Record, metric: Metric) -> Vec<f64> {
    (0..record.months()).map(|t| record.get(t, metric)).collect()
}

/// Are two runs the same to the bit, but for these metrics?
#[track_caller]
pub fn assert_same_bits(what: &str, a: &Record, b: &Record, but: &[Metric]) {
    let different: Vec<String> = Metric::ALL
        .iter()
        .filter(|metric| !but.contains(metric))
        .filter_map(|metric| {
            let t = (0..a.months()).find(|t| a.get(*t, *metric).to_bits() != b.get(*t, *metric).to_bits())?;
            Some(format!("{} from month {t}: {:e} and {:e}", metric.name(), a.get(t, *metric), b.get(t, *metric)))
        })
        .collect();
    assert!(different.is_empty(), "{what}:\n{}", different.join("\n"));
}

/// What procurement sees of an option of a model.
pub fn procurement(model: &Model, option: &str, trials: usize, expected: bool) -> Procurement {
    let goal = service_goal(model);
    let tables = (!expected).then(|| Tables::build(&goal, model));
    let setting = Setting::new(model, tables.as_ref().map_or(Queues::Exact(&goal), Queues::Tables));
    let experiment = Experiment::new(model);
    let option = experiment.options.iter().find(|o| o.label.id == option).unwrap();
    study(&Worlds::new(&setting, 1, expected), option, 0, trials, &CostToServe::default(), &|_| true)
}
