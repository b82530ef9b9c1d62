//! The switches of the engine: slide, bridge, levers and options are runs of the same code with other switches.

use crate::model::{Lever, Model, OptionSpec, Owner, Parameters, SizeTo};

/// What keeps the slide from the P&L, in the order of the bridge (model book, "Money"). All on in reality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "ten independent switches")]
pub struct Frictions {
    /// Induced conversations remove no contact.
    pub induced: bool,
    /// A contained issue removes a contact of its type's handle time, not a mean one.
    pub short: bool,
    /// The AI takes the easy contacts: what is left costs its own hours.
    pub harder: bool,
    /// Falsely contained customers return, and errors cost.
    pub false_containment: bool,
    /// Platform, run team and one-off cost.
    pub ai_cost: bool,
    /// People are staffed by queue, and customers hang up.
    pub queue: bool,
    /// The team follows with delay: tenure, leavers, hiring, severance.
    pub capacity: bool,
    /// Vendor minimums and notice.
    pub contract: bool,
    /// Old targets press on the team.
    pub metrics: bool,
    /// The AI's quality drifts until somebody finds out.
    pub quality: bool,
}

impl Frictions {
    /// Reality.
    pub const ALL: Self = Self {
        induced: true,
        short: true,
        harder: true,
        false_containment: true,
        ai_cost: true,
        queue: true,
        capacity: true,
        contract: true,
        metrics: true,
        quality: true,
    };
    /// The slide.
    pub const NONE: Self = Self {
        induced: false,
        short: false,
        harder: false,
        false_containment: false,
        ai_cost: false,
        queue: false,
        capacity: false,
        contract: false,
        metrics: false,
        quality: false,
    };
}

/// A friction by name: a step of the bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "documented at the fields of Frictions")]
pub enum Friction {
    Induced,
    Short,
    Harder,
    False,
    AiCost,
    Queue,
    Capacity,
    Contract,
    Metrics,
    Quality,
}

impl Friction {
    /// All frictions in the order of the bridge.
    pub const ALL: [Friction; 10] = [
        Friction::Induced,
        Friction::Short,
        Friction::Harder,
        Friction::False,
        Friction::AiCost,
        Friction::Queue,
        Friction::Capacity,
        Friction::Contract,
        Friction::Metrics,
        Friction::Quality,
    ];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Friction::Induced => "induced",
            Friction::Short => "short",
            Friction::Harder => "harder",
            Friction::False => "false",
            Friction::AiCost => "aicost",
            Friction::Queue => "queue",
            Friction::Capacity => "capacity",
            Friction::Contract => "contract",
            Friction::Metrics => "metrics",
            Friction::Quality => "quality",
        }
    }
}

impl Frictions {
    /// The same with one friction on.
    #[must_use]
    pub fn with(mut self, friction: Friction) -> Self {
        *match friction {
            Friction::Induced => &mut self.induced,
            Friction::Short => &mut self.short,
            Friction::Harder => &mut self.harder,
            Friction::False => &mut self.false_containment,
            Friction::AiCost => &mut self.ai_cost,
            Friction::Queue => &mut self.queue,
            Friction::Capacity => &mut self.capacity,
            Friction::Contract => &mut self.contract,
            Friction::Metrics => &mut self.metrics,
            Friction::Quality => &mut self.quality,
        } = true;
        self
    }
}

/// One way to run the engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Switches {
    /// Is there an AI?
    pub ai: bool,
    /// Frictions that act.
    pub frictions: Frictions,
    /// Month from go-live in which each lever is pulled.
    pub levers: [Option<i32>; 5],
    /// Who owns the redesign.
    pub owner: Owner,
    /// Today's volume and prices: no growth, indexation or wage inflation.
    pub frozen: bool,
    /// What the staffing lever sizes to; `None`: as the scenario says.
    pub size_to: Option<SizeTo>,
    /// Nobody is let go or redeployed: the team shrinks by attrition alone.
    pub attrition_only: bool,
    /// Work that is moved whatever the scenario says of it: with the contracts lever, else with the AI.
    pub moved: Option<Moved>,
}

/// A move of work that stands in the place of what the scenario says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moved {
    /// Everybody keeps today's share.
    Nothing,
    /// One vendor, by its place in the file, is moved to a share of the issues of every contact type, 0..1 (0: it leaves); what
    /// the scenario says of the others holds.
    To(usize, f64),
    /// One vendor takes over what all vendors have today; the others leave.
    ConsolidatedOn(usize),
}

impl Switches {
    /// The counterfactual: no AI, no lever.
    pub const NO_AI: Self = Self {
        ai: false,
        frictions: Frictions::ALL,
        levers: [None; 5],
        owner: Owner::Single,
        frozen: false,
        size_to: None,
        attrition_only: false,
        moved: None,
    };

    /// An option of the scenario.
    pub fn of_option(option: &OptionSpec) -> Self {
        Self { ai: true, levers: option.levers, owner: option.owner, ..Self::NO_AI }
    }

    /// Months in which the levers act, for a world's coordination lag. A lever ahead of the run counts as month 0.
    pub fn pulled(&self, model: &Model, p: &Parameters) -> Pulled {
        let lag = match self.owner {
            Owner::Single => 0,
            Owner::Split => p.split_lag as isize,
        };
        Pulled(self.levers.map(|month| month.map(|m| model.calendar.go_live.saturating_add_signed(m as isize + lag))))
    }
}

/// Months (absolute) in which the levers of a run are pulled in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulled([Option<usize>; 5]);

impl Pulled {
    /// Month in which a lever is pulled, if ever.
    pub fn month(&self, lever: Lever) -> Option<usize> {
        self.0[lever as usize]
    }

    /// Is a lever in force in month `t`?
    pub fn acts(&self, lever: Lever, t: usize) -> bool {
        self.month(lever).is_some_and(|start| t >= start)
    }
}
