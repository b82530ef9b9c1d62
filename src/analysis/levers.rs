//! Levers: what each is worth when all orders of pulling count alike, which need each other, and which to pull first
//! (model book, "Money").

use serde::Serialize;

use super::battery::{Battery, Figures, RunId, Table};
use super::estimate::{Estimate, share};
use super::shapley::Shapley;
use crate::engine::switches::Switches;
use crate::model::{Lever, Model, Named, Owner};
use crate::results::{RunOption, realisation};

/// Share of worlds from which a set of levers counts as sound, as for options.
pub const MOSTLY: f64 = 0.5;
/// Interactions named in words.
const NAMED: usize = 3;
/// What a lever returns without its partner, as a share of what it returns with it, below which it returns nothing.
const NOTHING: f64 = 0.1;

/// The redesign under study: an option's levers at its months, completed to all levers that the scenario can pull.
#[derive(Clone, Debug, PartialEq)]
pub struct Redesign {
    /// The option whose months these are.
    pub option: Named,
    /// Levers that can be pulled, in canonical order.
    pub levers: Vec<Lever>,
    /// Month of each, from go-live, in the order of [`Lever::ALL`].
    pub months: [i32; 5],
    /// Who owns it.
    pub owner: Owner,
    /// Levers that the option itself never pulls.
    pub added: Vec<Lever>,
}

impl Redesign {
    /// Of the options at hand the one with the most levers; of those one with a single owner, pulled soonest, named first.
    /// A lever that it never pulls is pulled at go-live. Without any option: all levers at go-live, one owner.
    pub fn of(model: &Model, options: &[RunOption]) -> Self {
        let rank = |s: &Switches| {
            let late: i32 = s.levers.iter().flatten().sum();
            (s.levers.iter().flatten().count(), s.owner == Owner::Single, -late)
        };
        let mut fullest: Option<&RunOption> = None;
        for option in options.iter().filter(|o| o.switches.ai) {
            if fullest.is_none_or(|most| rank(&option.switches) > rank(&most.switches)) {
                fullest = Some(option);
            }
        }
        let (option, pulled, owner) = match fullest {
            Some(option) => (option.label.clone(), option.switches.levers, option.switches.owner),
            None => (Named { id: "all_levers".into(), name: "All levers at go-live".into() }, [None; 5], Owner::Single),
        };
        let levers: Vec<Lever> = Lever::ALL.into_iter().filter(|lever| can_be_pulled(model, *lever)).collect();
        let added = levers.iter().copied().filter(|lever| pulled[*lever as usize].is_none()).collect();
        Self { option, levers, months: pulled.map(|month| month.unwrap_or(0)), owner, added }
    }

    /// The switches of a set of its levers, by bit mask over [`Redesign::levers`].
    pub fn switches(&self, set: usize, ai: bool) -> Switches {
        let mut levers = [None; 5];
        for (i, lever) in self.levers.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1) {
            debug_assert!(i < self.levers.len());
            levers[*lever as usize] = Some(self.months[*lever as usize]);
        }
        Switches { ai, levers, owner: self.owner, ..Switches::NO_AI }
    }

    /// All its levers, by bit mask.
    pub fn all(&self) -> usize {
        (1 << self.levers.len()) - 1
    }

    /// The levers of a set.
    pub fn levers_of(&self, set: usize) -> Vec<Lever> {
        self.levers.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, lever)| *lever).collect()
    }
}

/// Can the scenario pull a lever? Routing needs specialists and generalists.
pub fn can_be_pulled(model: &Model, lever: Lever) -> bool {
    let from = model.medians.levers.routing.specialist_from_tier;
    let specialists = model.medians.teams.iter().filter(|team| team.skill_tier >= from).count();
    lever != Lever::Routing || (specialists > 0 && specialists < model.medians.teams.len())
}

/// The runs of the lever study.
#[derive(Clone, Debug)]
pub struct Subsets {
    redesign: Redesign,
    runs: Vec<RunId>,
}

/// A figure of a run that levers are valued on.
type Money = fn(&Figures) -> f64;

impl Subsets {
    /// Asks for all subsets of the redesign, with the AI or without.
    pub fn ask(battery: &mut Battery, redesign: &Redesign, ai: bool) -> Self {
        let runs = (0..=redesign.all()).map(|set| battery.add(redesign.switches(set, ai))).collect();
        Self { redesign: redesign.clone(), runs }
    }

    /// The run of a subset.
    pub fn run(&self, set: usize) -> RunId {
        self.runs[set]
    }

    /// Money of all subsets in one world.
    pub fn worth(&self, table: &Table, money: Money, trial: usize) -> Vec<f64> {
        self.runs.iter().map(|run| money(table.get(*run, trial))).collect()
    }

    /// Over all worlds, a figure of the game of subsets.
    fn over_worlds(&self, table: &Table, money: Money, figure: impl Fn(&Shapley, &[f64]) -> f64) -> Estimate {
        let game = Shapley::new(self.redesign.levers.len());
        Estimate::of((0..table.trials).map(|trial| figure(&game, &self.worth(table, money, trial))))
    }

    /// Shapley value of each lever on a kind of money.
    pub fn shapley(&self, table: &Table, money: Money) -> Vec<LeverValue> {
        let game = Shapley::new(self.redesign.levers.len());
        let rows: Vec<Vec<f64>> = (0..table.trials)
            .map(|trial| {
                let worth = self.worth(table, money, trial);
                (0..self.redesign.levers.len()).map(|i| game.value(|set| worth[set], i)).collect()
            })
            .collect();
        self.redesign
            .levers
            .iter()
            .enumerate()
            .map(|(i, lever)| LeverValue { lever: *lever, name: lever.name(), value: Estimate::of(rows.iter().map(|row| row[i])) })
            .collect()
    }

    /// Figures of all subsets.
    pub fn figures(&self, table: &Table) -> Vec<Subset> {
        self.runs
            .iter()
            .enumerate()
            .map(|(set, run)| {
                let of = |money: Money| Estimate::of(table.column(*run).map(money));
                let sum = |money: Money| table.column(*run).map(money).sum::<f64>();
                Subset {
                    set,
                    levers: self.redesign.levers_of(set),
                    cost_savings: of(|f| f.cost_savings),
                    value_effect: of(|f| f.value_effect),
                    realisation: realisation(sum(|f| f.cost_savings), sum(|f| f.slide_savings)),
                    run_rate_cost_savings: of(|f| f.rate_cost_savings),
                    sound: share(table.column(*run).map(|f| f.sound > 0.0)),
                }
            })
            .collect()
    }

    /// All pairs by the strength of their interaction on cost savings, strongest first.
    pub fn interactions(&self, table: &Table) -> Vec<Interaction> {
        let count = self.redesign.levers.len();
        let mut pairs = Vec::new();
        for i in 0..count {
            for j in i + 1..count {
                let given = |player: usize, other: usize, present: bool| {
                    self.over_worlds(table, |f| f.cost_savings, |game, worth| game.value_given(|set| worth[set], player, other, present))
                        .mean
                };
                let (first, second) = (self.redesign.levers[i], self.redesign.levers[j]);
                let index = self.over_worlds(table, |f| f.cost_savings, |game, worth| game.interaction(|set| worth[set], i, j));
                let alone = [given(i, j, false), given(j, i, false)];
                let together = [given(i, j, true), given(j, i, true)];
                pairs.push(Interaction { pair: [first, second], index, alone, together });
            }
        }
        pairs.sort_by(|a, b| b.index.mean.abs().total_cmp(&a.index.mean.abs()));
        pairs
    }
}

/// What a lever is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LeverValue {
    /// The lever.
    #[serde(skip)]
    pub lever: Lever,
    /// Its name.
    #[serde(rename = "lever")]
    pub name: &'static str,
    /// Money.
    #[serde(flatten)]
    pub value: Estimate,
}

/// A set of levers over all worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Subset {
    /// Bit mask over the redesign's levers.
    pub set: usize,
    /// The levers.
    pub levers: Vec<Lever>,
    /// Cost savings.
    pub cost_savings: Estimate,
    /// Value effect.
    pub value_effect: Estimate,
    /// Cost savings over slide savings, sums over worlds.
    pub realisation: f64,
    /// Cost savings of the last 12 months.
    pub run_rate_cost_savings: Estimate,
    /// Share of worlds in which it is sound.
    pub sound: f64,
}

impl Subset {
    /// Is it sound in most worlds? What is not is never best.
    pub fn is_sound(&self) -> bool {
        self.sound >= MOSTLY
    }

    /// `staffing+routing`, or `none`.
    pub fn name(&self) -> String {
        if self.levers.is_empty() {
            return "none".into();
        }
        self.levers.iter().map(|lever| lever.name()).collect::<Vec<_>>().join("+")
    }
}

/// Of the sound sets of a size the one with the largest mean cost savings, ties to the earlier; none when none is sound.
pub fn best_of_size(subsets: &[Subset], size: usize) -> Option<&Subset> {
    let mut best: Option<&Subset> = None;
    for subset in subsets.iter().filter(|s| s.levers.len() == size && s.is_sound()) {
        if best.is_none_or(|b| subset.cost_savings.mean > b.cost_savings.mean) {
            best = Some(subset);
        }
    }
    best
}

/// What two levers do to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interaction {
    /// The two.
    pub pair: [Lever; 2],
    /// Shapley interaction index on cost savings: positive, they need each other; negative, they do the same work twice.
    pub index: Estimate,
    /// What each is worth in mean while the other is never pulled.
    pub alone: [f64; 2],
    /// What each is worth in mean while the other is pulled.
    pub together: [f64; 2],
}

impl Interaction {
    /// The interaction in words. They say no more than the numbers: which lever leans on which, and how far.
    pub fn sentence(&self) -> String {
        let [a, b] = self.pair.map(Lever::name);
        if self.index.mean == 0.0 {
            return format!("{a} and {b} do not touch each other");
        }
        if self.index.mean > 0.0 {
            // The lever that loses the larger part without the other leans on it.
            let (i, part) = leaner(self.alone, self.together);
            let (who, other) = if i == 0 { (a, b) } else { (b, a) };
            return match part {
                Some(part) if part < -NOTHING => format!("{who} without {other} costs money; with {other} it saves"),
                Some(part) if part < NOTHING => format!("{who} without {other} returns nothing"),
                Some(part) => format!("{who} without {other} returns {:.0} % of what it returns with it", part * 100.0),
                None => format!("{a} and {b} cost less together than apart"),
            };
        }
        let (i, part) = leaner(self.together, self.alone);
        let (who, other) = if i == 0 { (a, b) } else { (b, a) };
        match part {
            Some(part) if part < -NOTHING => format!("{who} saves alone, and costs money once {other} is pulled"),
            Some(part) if part < NOTHING => format!("once {other} is pulled, {who} adds nothing"),
            Some(part) => format!("{a} and {b} overlap: with {other}, {who} adds {:.0} % of what it would alone", part * 100.0),
            None => format!("{a} and {b} cost more together than apart"),
        }
    }
}

/// The lever with the smaller part of its `full` worth left as `less`, and that part; none where neither is worth anything.
fn leaner(less: [f64; 2], full: [f64; 2]) -> (usize, Option<f64>) {
    let part = |i: usize| (full[i] > 0.0).then(|| less[i] / full[i]);
    match (part(0), part(1)) {
        (Some(a), Some(b)) if b < a => (1, Some(b)),
        (None, Some(b)) => (1, Some(b)),
        (a, _) => (0, a),
    }
}

/// Values of levers on one kind of AI.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// Worlds behind them.
    pub trials: usize,
    /// All levers together, over none of them: cost savings.
    pub all_on_cost_savings: Estimate,
    /// The same on value effect.
    pub all_on_value_effect: Estimate,
    /// Shapley values on cost savings.
    pub on_cost_savings: Vec<LeverValue>,
    /// Shapley values on value effect.
    pub on_value_effect: Vec<LeverValue>,
}

/// The lever study.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverStudy {
    /// What was studied.
    pub redesign: Redesign,
    /// All subsets, by bit mask.
    pub subsets: Vec<Subset>,
    /// With the AI, over the technology alone.
    pub with_ai: Values,
    /// The redesign's share of the levers step of its bridge: Shapley on cost savings less slide savings.
    pub on_bridge: Vec<LeverValue>,
    /// The same levers without the AI: what would have worked anyway. In the worlds of the smaller battery.
    pub without_ai: Values,
    /// What is needed because of the AI: the Shapley value with it less that without, in the same worlds.
    pub because_of_ai: Vec<LeverValue>,
    /// All pairs, strongest first.
    pub interactions: Vec<Interaction>,
}

impl LeverStudy {
    /// Reads the study from its tables: subsets with the AI in both, without it in the smaller one.
    pub fn read(with_ai: (&Subsets, &Table), without_ai: (&Subsets, &Table)) -> Self {
        let (subsets, table) = with_ai;
        Self {
            redesign: subsets.redesign.clone(),
            subsets: subsets.figures(table),
            with_ai: subsets.values(table),
            on_bridge: subsets.shapley(table, |f| f.cost_savings - f.slide_savings),
            without_ai: without_ai.0.values(without_ai.1),
            because_of_ai: because(subsets, table, without_ai),
            interactions: subsets.interactions(table),
        }
    }

    /// The best single lever, and the best pair; never an unsound one.
    pub fn best(&self) -> [Option<&Subset>; 2] {
        [best_of_size(&self.subsets, 1), best_of_size(&self.subsets, 2)]
    }

    /// The strongest interactions, those beyond their own error.
    pub fn strongest(&self) -> impl Iterator<Item = &Interaction> {
        self.interactions.iter().filter(|i| i.index.mean.abs() > i.index.half_width() && i.index.mean != 0.0).take(NAMED)
    }

    /// Shapley value of a lever on cost savings; none for one that cannot be pulled.
    pub fn value_of(&self, lever: Lever) -> Option<&Estimate> {
        self.with_ai.on_cost_savings.iter().find(|v| v.lever == lever).map(|v| &v.value)
    }
}

impl Subsets {
    fn values(&self, table: &Table) -> Values {
        let all = self.redesign.all();
        let over_none = |money: Money| self.over_worlds(table, money, |_, worth| worth[all] - worth[0]);
        Values {
            trials: table.trials,
            all_on_cost_savings: over_none(|f| f.cost_savings),
            all_on_value_effect: over_none(|f| f.value_effect),
            on_cost_savings: self.shapley(table, |f| f.cost_savings),
            on_value_effect: self.shapley(table, |f| f.value_effect),
        }
    }
}

/// Value with the AI less value without, world by world, over the worlds that both tables hold from the same first one.
fn because(subsets: &Subsets, table: &Table, (without, fewer): (&Subsets, &Table)) -> Vec<LeverValue> {
    let game = Shapley::new(subsets.redesign.levers.len());
    let trials = table.trials.min(fewer.trials);
    let rows: Vec<Vec<f64>> = (0..trials)
        .map(|trial| {
            let (with, out) = (subsets.worth(table, |f| f.cost_savings, trial), without.worth(fewer, |f| f.cost_savings, trial));
            (0..subsets.redesign.levers.len()).map(|i| game.value(|set| with[set] - out[set], i)).collect()
        })
        .collect();
    let value = |i: usize| Estimate::of(rows.iter().map(|row| row[i]));
    subsets.redesign.levers.iter().enumerate().map(|(i, l)| LeverValue { lever: *l, name: l.name(), value: value(i) }).collect()
}
