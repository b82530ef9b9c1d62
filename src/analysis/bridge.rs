//! The bridge from the slide to the P&L: frictions switched on one after another in the same worlds (model book, "Money").
//!
//! In every world the steps add up to the option's value effect; up to the step before `customers`, to its cost savings.
//! The steps between depend on their order; beside each friction stands its Shapley share, over all orders in which the
//! frictions can be told apart ([`seen_after`]).

use serde::Serialize;

use super::battery::{Battery, RunId, Table, visible};
use super::estimate::Estimate;
use super::shapley::OrderedShapley;
use crate::engine::record::Metric;
use crate::engine::switches::{Friction, Frictions, Switches};
use crate::model::Named;
use crate::results::identities::{Broken, Identity, Violation, closes};

/// A step of the bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Where it starts: the option's slide savings.
    Slide,
    /// What the business case claims beyond the slide that the planned AI would give, taken back. Nothing without a claim.
    Claim,
    /// A friction.
    Friction(Friction),
    /// What the option's levers win back. Any change of its slide counts in the first step.
    Levers,
    /// Contribution lost with customers: from cost savings to value effect.
    Customers,
}

/// Number of steps.
pub const STEPS: usize = Friction::ALL.len() + 4;

/// How a step may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// A promise or a result.
    Total,
    /// Money lost.
    Loss,
    /// Money won.
    Gain,
    /// Money won on the back of people or of customers who wait: shown, never as a gain.
    OnPeople,
}

impl Step {
    /// All steps in order.
    pub fn all() -> [Step; STEPS] {
        std::array::from_fn(|i| match i {
            0 => Step::Slide,
            1 => Step::Claim,
            i if i < STEPS - 2 => Step::Friction(Friction::ALL[i - 2]),
            i if i == STEPS - 2 => Step::Levers,
            _ => Step::Customers,
        })
    }

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Step::Slide => "slide",
            Step::Claim => "claim",
            Step::Friction(friction) => friction.name(),
            Step::Levers => "levers",
            Step::Customers => "customers",
        }
    }

    /// What the step means, in a few plain words.
    pub fn words(self) -> &'static str {
        match self {
            Step::Slide => "Promised on the slide",
            Step::Claim => "Claimed beyond the AI as planned",
            Step::Friction(friction) => friction_words(friction),
            Step::Levers => "Won back by the redesign",
            Step::Customers => "Customers lost or kept",
        }
    }

    /// How an amount of this step may be shown. Fewer people than the work needs, people under pressure and callers who hang
    /// up save money; the report must not paint that as a success.
    pub fn tone(self, amount: f64) -> Tone {
        let on_people = matches!(self, Step::Friction(Friction::Queue | Friction::Capacity | Friction::Metrics));
        match self {
            Step::Slide => Tone::Total,
            _ if amount <= 0.0 => Tone::Loss,
            _ if on_people => Tone::OnPeople,
            _ => Tone::Gain,
        }
    }
}

/// What a friction is, in a few plain words.
pub fn friction_words(friction: Friction) -> &'static str {
    match friction {
        Friction::Induced => "Conversations that never were contacts",
        Friction::Short => "The AI takes the short types",
        Friction::Harder => "What is left is harder and longer",
        Friction::False => "Not resolved after all: they come back",
        Friction::AiCost => "Platform, run team, integration",
        Friction::Queue => "Queues and service need spare people",
        Friction::Capacity => "The team follows late",
        Friction::Contract => "Vendor minimums and notice",
        Friction::Metrics => "Old targets press on the team",
        Friction::Quality => "The AI's quality drifts unseen",
    }
}

/// The runs of the bridge: the technology alone, frictions on one after another.
#[derive(Clone, Debug)]
pub struct Chain([RunId; Friction::ALL.len() + 1]);

impl Chain {
    /// Asks for the runs.
    pub fn ask(battery: &mut Battery) -> Self {
        let mut frictions = Frictions::NONE;
        Self(std::array::from_fn(|i| {
            if i > 0 {
                frictions = frictions.with(Friction::ALL[i - 1]);
            }
            battery.follow(Switches { ai: true, frictions, ..Switches::NO_AI })
        }))
    }

    /// The technology alone in reality.
    pub fn technical(&self) -> RunId {
        self.0[Friction::ALL.len()]
    }

    /// The steps of an option in one world. Their sum is its value effect.
    pub fn steps(&self, table: &Table, option: RunId, trial: usize) -> [f64; STEPS] {
        let savings = |i: usize| table.get(self.0[i], trial).cost_savings;
        let (technical, option) = (table.get(self.technical(), trial), table.get(option, trial));
        std::array::from_fn(|i| match i {
            0 => option.slide_savings,
            1 => savings(0) - technical.slide_savings,
            i if i < STEPS - 2 => savings(i - 1) - savings(i - 2),
            i if i == STEPS - 2 => (option.cost_savings - technical.cost_savings) - (option.slide_savings - technical.slide_savings),
            _ => option.value_effect - option.cost_savings,
        })
    }

    /// The bridge of an option. `claimed`: the scenario says what the slide promised; without it that step is left out.
    pub fn bridge(&self, table: &Table, label: &Named, option: RunId, claimed: bool, shares: Option<&[Estimate]>) -> Bridge {
        let rows: Vec<[f64; STEPS]> = (0..table.trials).map(|trial| self.steps(table, option, trial)).collect();
        let steps = Step::all()
            .into_iter()
            .enumerate()
            .filter(|(_, step)| claimed || *step != Step::Claim)
            .map(|(i, step)| {
                let amount = Estimate::of(rows.iter().map(|row| row[i]));
                let share = match step {
                    Step::Friction(friction) => shares.map(|s| s[friction as usize]),
                    _ => None,
                };
                BridgeStep { step, name: step.name(), tone: step.tone(amount.mean), amount, share }
            })
            .collect();
        let broken = rows.iter().enumerate().find_map(|(trial, row)| {
            let (wanted, found) = (row[..STEPS - 1].iter().sum::<f64>(), table.get(option, trial).cost_savings);
            let scale = row.iter().map(|step| step.abs()).sum();
            let broken = Broken { identity: Identity::Bridge, month: None, wanted, found };
            (!closes(wanted, found, scale)).then(|| Violation { option: label.id.clone(), trial: table.first + trial as u64, broken })
        });
        let months = self.months(table, option);
        let months = Step::all().into_iter().zip(months).filter(|(step, _)| claimed || *step != Step::Claim).map(|(_, m)| m).collect();
        Bridge { label: label.clone(), steps, months, trials: table.trials, broken }
    }

    /// Means over worlds of every step by month, all steps in order: the same differences as in [`Chain::steps`].
    fn months(&self, table: &Table, option: RunId) -> Vec<Vec<f64>> {
        let savings = |i: usize| table.monthly(self.0[i]);
        let slide = |run: RunId| table.monthly_of(run, Metric::SlideSavings);
        let less = |a: Vec<f64>, b: Vec<f64>| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
        (0..STEPS)
            .map(|i| match i {
                0 => slide(option),
                1 => less(savings(0), slide(self.technical())),
                i if i < STEPS - 2 => less(savings(i - 1), savings(i - 2)),
                i if i == STEPS - 2 => {
                    less(less(table.monthly(option), table.monthly(self.technical())), less(slide(option), slide(self.technical())))
                }
                _ => less(table.monthly_of(option, Metric::ValueEffect), table.monthly(option)),
            })
            .collect()
    }
}

/// One step over all worlds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BridgeStep {
    /// Which step.
    #[serde(skip)]
    pub step: Step,
    /// Its name.
    #[serde(rename = "step")]
    pub name: &'static str,
    /// How it may be shown.
    pub tone: Tone,
    /// Money in the documented order.
    #[serde(flatten)]
    pub amount: Estimate,
    /// Shapley share of a friction, over all possible orders.
    #[serde(rename = "shapley")]
    pub share: Option<Estimate>,
}

/// The bridge of one option.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// The option.
    pub label: Named,
    /// Steps in order.
    pub steps: Vec<BridgeStep>,
    /// Means over worlds by month, of each step.
    pub months: Vec<Vec<f64>>,
    /// Worlds behind the amounts.
    pub trials: usize,
    /// The first world in which the steps do not add up to the option's savings: a fault of the program.
    pub broken: Option<Violation>,
}

impl Bridge {
    /// Where it ends: the mean cost savings of the option.
    pub fn total(&self) -> f64 {
        self.steps.iter().filter(|s| s.step != Step::Customers).map(|s| s.amount.mean).sum()
    }

    /// Mean of a step; 0 where it is left out.
    pub fn mean(&self, step: Step) -> f64 {
        self.steps.iter().find(|s| s.step == step).map_or(0.0, |s| s.amount.mean)
    }
}

/// The frictions that must be on before one can be seen. `harder` is more detail of what `induced` and `short` say, `queue` of
/// what `harder` says, and a friction of hours or of staffing cannot be seen where hours are not counted or nobody is staffed:
/// put in front, each would be credited with what comes after it. All else is free.
pub fn seen_after(friction: Friction) -> &'static [Friction] {
    match friction {
        Friction::Induced | Friction::Short | Friction::AiCost => &[],
        Friction::Harder => &[Friction::Induced, Friction::Short],
        Friction::False | Friction::Queue | Friction::Metrics | Friction::Quality => &[Friction::Harder],
        Friction::Capacity | Friction::Contract => &[Friction::Queue],
    }
}

/// The game of frictions: orders in which each comes after those it needs (see [`seen_after`]).
pub fn friction_game() -> OrderedShapley {
    let mask = |friction: &Friction| seen_after(*friction).iter().fold(0, |mask, before| mask | 1 << *before as usize);
    OrderedShapley::new(Friction::ALL.iter().map(mask).collect())
}

/// The frictions of a bit mask over [`Friction::ALL`].
pub fn frictions_of(set: usize) -> Frictions {
    Friction::ALL.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).fold(Frictions::NONE, |f, (_, friction)| f.with(*friction))
}

/// The runs of the order-free column: the technology alone under every possible set of frictions.
///
/// Of the 1 024 sets few differ: most are not possible, many hide each other ([`visible`]), and the AI's fixed cost is the
/// same money in all.
#[derive(Clone, Debug)]
pub struct AllFrictions {
    game: OrderedShapley,
    /// By set of frictions, the fixed cost of the AI left out; none where the set is not possible.
    runs: Vec<Option<RunId>>,
    with_fixed_cost: RunId,
    without: RunId,
}

impl AllFrictions {
    /// Asks for the runs.
    pub fn ask(battery: &mut Battery) -> Self {
        let game = friction_game();
        let mut technical = |frictions: Frictions| battery.add(Switches { ai: true, frictions, ..Switches::NO_AI });
        let free_of_charge = |set: usize| Frictions { ai_cost: false, ..visible(frictions_of(set)) };
        let sets = 0..1_usize << Friction::ALL.len();
        let runs = sets.map(|set| game.is_possible(set).then(|| technical(free_of_charge(set)))).collect();
        let all = Frictions { ai_cost: false, ..visible(Frictions::ALL) };
        Self { game, runs, with_fixed_cost: technical(Frictions { ai_cost: true, ..all }), without: technical(all) }
    }

    /// Cost savings of the technology alone in one world under each possible set of frictions, by bit mask; 0 for the others.
    pub fn savings(&self, table: &Table, trial: usize) -> Vec<f64> {
        let fixed = 1 << Friction::AiCost as usize;
        let savings = |run: RunId| table.get(run, trial).cost_savings;
        // Whatever else is on, the AI's fixed cost costs the same.
        let cost = savings(self.with_fixed_cost) - savings(self.without);
        let of = |(set, run): (usize, &Option<RunId>)| run.map_or(0.0, |run| savings(run) + if set & fixed == 0 { 0.0 } else { cost });
        self.runs.iter().enumerate().map(of).collect()
    }

    /// Is the set possible?
    pub fn is_possible(&self, set: usize) -> bool {
        self.game.is_possible(set)
    }

    /// Shapley share of each friction in one world: exact, over all possible orders.
    pub fn shares_of(&self, table: &Table, trial: usize) -> [f64; Friction::ALL.len()] {
        let savings = self.savings(table, trial);
        std::array::from_fn(|friction| self.game.value(|set| savings[set], friction))
    }

    /// Shapley share of each friction over the worlds of the table.
    pub fn shares(&self, table: &Table) -> Vec<Estimate> {
        let rows: Vec<_> = (0..table.trials).map(|trial| self.shares_of(table, trial)).collect();
        (0..Friction::ALL.len()).map(|friction| Estimate::of(rows.iter().map(|row| row[friction]))).collect()
    }
}
