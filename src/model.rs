//! The model: a scenario after validation. Complete (every default filled in), unit-typed, ready for the engine.
//!
//! `Model` holds what is certain about the question: structure, names, options, and which inputs are uncertain.
//! [`Parameters`] holds the numbers: one plain struct, drawn anew in every world.

mod parameters;

pub use parameters::*;

use crate::dist::Distribution;
use crate::time::Calendar;

/// Ways of contact of a contact type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Real time, one contact at a time.
    Voice,
    /// Real time, an agent serves `concurrency` contacts at once.
    Chat,
    /// Deferred work.
    Email,
}

/// Something with an id (its name in paths, seeds and files) and a name people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Identifier, unique in its section; keys of noise streams use it.
    pub id: String,
    /// Name for people; the id where none is given.
    pub name: String,
}

/// Structure of a contact type: what cannot be uncertain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeInfo {
    /// Id and name.
    pub label: Named,
    /// Channel.
    pub channel: Channel,
    /// Index of the rollout phase the type belongs to; `None` when the AI never meets it.
    pub phase: Option<usize>,
}

/// The five redesign levers, in the canonical order of every table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lever {
    /// Headcount and skills mix sized to the residual.
    Staffing,
    /// Difficulty-aware routing, context carried on handoff.
    Routing,
    /// AHT and CSAT rebaselined.
    Metrics,
    /// Vendors renegotiated.
    Contracts,
    /// QA and coaching cover the AI as well as the team.
    Quality,
}

impl Lever {
    /// All levers in canonical order.
    pub const ALL: [Lever; 5] = [Lever::Staffing, Lever::Routing, Lever::Metrics, Lever::Contracts, Lever::Quality];

    /// Name as written in scenarios and files.
    pub fn name(self) -> &'static str {
        match self {
            Lever::Staffing => "staffing",
            Lever::Routing => "routing",
            Lever::Metrics => "metrics",
            Lever::Contracts => "contracts",
            Lever::Quality => "quality",
        }
    }
}

/// Who owns the redesign of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// One owner: levers are pulled when planned.
    Single,
    /// Split ownership: every lever slips by `ownership.split_lag`.
    Split,
}

/// One way to run the rollout: which levers, when, and who owns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionSpec {
    /// Id and name.
    pub label: Named,
    /// Month from go-live in which each lever is pulled, in the order of [`Lever::ALL`]; `None`: never.
    pub levers: [Option<i32>; 5],
    /// Ownership.
    pub owner: Owner,
}

/// How the staffing lever sizes the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeTo {
    /// To the planned residual, corrected by what is observed.
    Observed,
    /// To the slide's promise taken at its word.
    BusinessCase,
}

/// A weekly arrival profile: share of the week's load in each half-hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Distinct positive shares of the week's load per half-hour, ascending.
    pub shares: Vec<f64>,
    /// Number of half-hours of the week with that share.
    pub counts: Vec<f64>,
}

impl Profile {
    /// From one weight per half-hour of the week (336, Monday 00:00 first); weights are normalised to sum 1.
    pub fn from_weights(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let mut sorted: Vec<f64> = weights.iter().copied().filter(|w| *w > 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        let (mut shares, mut counts): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for w in sorted {
            if shares.last().is_some_and(|last| *last == w) {
                *counts.last_mut().expect("pushed together with shares") += 1.0;
            } else {
                shares.push(w);
                counts.push(1.0);
            }
        }
        for s in &mut shares {
            *s /= total;
        }
        Self { shares, counts }
    }
}

/// An uncertain input: where its value goes and how it is distributed.
#[derive(Clone, Debug)]
pub struct Input {
    /// Path, its name everywhere: `contact_types.returns.aht`.
    pub path: String,
    /// Marginal distribution, in the unit of the parameter.
    pub distribution: Distribution,
    /// Index of the registry key and the places in its arrays: where the drawn value is written.
    pub target: Target,
    /// Domain rule applied after drawing: months and counts round to whole numbers ([`crate::registry::write`] does it).
    pub rounded: bool,
    /// Sobol dimension: the place among the uncertain paths of the file as written, before `--set`, so that making one
    /// input certain leaves the draws of the others alone.
    pub dimension: usize,
}

/// Where a value of the registry lives in [`Parameters`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// Index into [`crate::registry::KEYS`].
    pub key: usize,
    /// Index in the section's array (contact type, team, vendor, phase), 0 for plain sections.
    pub at: usize,
    /// Indices in arrays inside (alternative terms, bands, shares by type), 0 where there are none.
    pub within: [usize; 2],
}

/// A correlation between uncertain inputs: indices into [`Model::inputs`] of every pair and its coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// First input.
    pub a: usize,
    /// Second input.
    pub b: usize,
    /// Correlation of the underlying normals.
    pub rho: f64,
}

/// What the leader must see to call the rollout a success.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hurdle {
    /// Realisation (run-rate) to be reached.
    pub realisation: f64,
    /// Probability with which it must be reached.
    pub probability: f64,
}

/// What the business case promised, where it differs from the engine's own slide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlideClaim {
    /// Containment promised; `None`: the engine's.
    pub containment: Option<f64>,
    /// Cost per human contact claimed; `None`: today's `c₀`.
    pub cost_per_contact: Option<f64>,
    /// True: the AI usage fee is deducted on the slide.
    pub includes_usage: bool,
}

/// One row of the assumptions table.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Path of the input.
    pub path: String,
    /// What it is, in a few words.
    pub words: &'static str,
    /// Value as written (or the documented default).
    pub text: String,
    /// Unit in words.
    pub unit: String,
    /// Its median in the base unit of its key; not a number for a season.
    pub median: f64,
    /// 5th and 95th percentile; `None`: certain.
    pub interval: Option<(f64, f64)>,
    /// Source, where one was given; `None` is shown as *assumption*.
    pub source: Option<String>,
    /// True when the scenario does not set it and the documented default holds.
    pub default: bool,
}

/// A validated scenario.
#[derive(Clone, Debug)]
pub struct Model {
    /// Name of the scenario.
    pub name: String,
    /// ISO code of the currency.
    pub currency: String,
    /// Months and go-live.
    pub calendar: Calendar,
    /// Contact types.
    pub types: Vec<TypeInfo>,
    /// In-house teams.
    pub teams: Vec<Named>,
    /// By team: contact types it is a specialist of, ascending; empty: none in particular.
    pub skills: Vec<Vec<usize>>,
    /// Vendors.
    pub vendors: Vec<Named>,
    /// Names of each vendor's alternative terms, as in `Parameters::vendors[].alternatives`.
    pub alternatives: Vec<Vec<Named>>,
    /// Arrival profile of real-time work.
    pub profile: Profile,
    /// How the staffing lever sizes.
    pub size_to: SizeTo,
    /// All numbers; uncertain ones at their median.
    pub medians: Parameters,
    /// Uncertain inputs, in the canonical order of Sobol dimensions.
    pub inputs: Vec<Input>,
    /// Declared correlations, resolved to pairs with `a < b`, each once, ascending.
    pub correlations: Vec<Correlation>,
    /// Options, in file order, `no_ai` excluded.
    pub options: Vec<OptionSpec>,
    /// What the business case promised, where it was given.
    pub slide: Option<SlideClaim>,
    /// The verdict's hurdle.
    pub hurdle: Hurdle,
    /// Every input with its text and source.
    pub assumptions: Vec<Assumption>,
}
