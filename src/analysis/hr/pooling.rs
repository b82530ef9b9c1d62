//! What splitting off specialists costs in pooling, and the size below which it does not pay (model book, "Who handles the
//! residual").
//!
//! Two small queues need more people than one large one that does the same work. A specialist queue has to win that back by skill:
//! fewer misplaced minutes, fewer repeats, fewer customers lost. Both ways are staffed here to what the same month's work requires,
//! exactly and at medians, at today's size and at others; nobody is short, nobody is in training. Specialists of several skills are
//! taken as one queue here; what more their split costs is not in it.

use crate::engine::difficulty::TIERS;
use crate::engine::planner::Plan;
use crate::engine::residual::Work;
use crate::engine::routing::{Situation, Sourcing};
use crate::engine::run::{State, simulate};
use crate::engine::staffing::{Queues, Staffing};
use crate::engine::switches::Switches;
use crate::engine::world::{Setting, World, service_goal};
use crate::model::{Lever, Model};
use crate::time::Calendar;

/// Sizes tried, from the smallest to the largest multiple of the option's own.
const SIZES: (f64, f64) = (0.02, 8.0);
/// Sizes a factor of two.
const PER_DOUBLING: f64 = 6.0;

/// A month's work done in one way, everybody staffed to what it requires.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Way {
    /// In-house FTE.
    pub fte: f64,
    /// Their wages (money).
    pub wages: f64,
    /// Contribution kept with the issues that they resolve (money).
    pub kept: f64,
}

impl Way {
    /// Wages less the contribution kept.
    pub fn money(&self) -> f64 {
        self.wages - self.kept
    }
}

/// Both ways at one size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Multiple of the option's own size.
    pub scale: f64,
    /// One queue for everything.
    pub pooled: Way,
    /// Generalists and specialists.
    pub split: Way,
    /// FTE of the specialists.
    pub specialists: f64,
    /// FTE lost because the split work waits in two queues, with the mutual help of those cross-trained.
    pub loss: f64,
    /// The same if nobody helped the other queue.
    pub loss_without_help: f64,
}

/// The size from which a specialist queue pays on one count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pays {
    /// At every size tried.
    Always,
    /// From about this many in-house FTE on (of which so many are specialists).
    From {
        /// In-house FTE, split.
        fte: f64,
        /// Specialists among them.
        specialists: f64,
    },
    /// At no size tried.
    Never,
}

/// Pooling loss and break-even sizes of an option in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooling {
    /// The month, the last of the run.
    pub month: usize,
    /// Tier from which work is hard.
    pub from_tier: f64,
    /// True where the scenario has several specialist skills: their queues are counted as one here, so that the loss is a lower bound.
    pub as_one: bool,
    /// At the option's own size.
    pub own: Size,
    /// By FTE alone.
    pub by_fte: Pays,
    /// By wages.
    pub by_wages: Pays,
    /// By wages and the contribution kept.
    pub by_money: Pays,
    /// All sizes tried, ascending.
    pub sizes: Vec<Size>,
}

/// Studies an option in the last month of its run; `None` where it never routes by difficulty.
pub fn study(model: &Model, switches: &Switches) -> Option<Pooling> {
    switches.levers[Lever::Routing as usize]?;
    let goal = service_goal(model);
    let setting = Setting::new(model, Queues::Exact(&goal));
    let world = World::expected(&setting);
    let month = model.calendar.months - 1;
    if !switches.pulled(model, &world.p).acts(Lever::Routing, month) {
        return None;
    }
    let (mut no_ai, mut state) = (State::new(&setting), State::new(&setting));
    simulate(&setting, &world, &Switches::NO_AI, &Plan::forecast(&setting, &world, &Switches::NO_AI), None, &mut no_ai);
    simulate(&setting, &world, switches, &Plan::forecast(&setting, &world, switches), Some(&no_ai), &mut state);
    let both = Both { world: &world, staffing: Staffing::new(setting.queues, &world.p), state: &state, calendar: &model.calendar };
    let steps = (libm::log2(SIZES.1 / SIZES.0) * PER_DOUBLING) as usize;
    let sizes: Vec<Size> = (0..=steps).map(|i| both.at(SIZES.0 * libm::exp2(i as f64 / PER_DOUBLING))).collect();
    let pays = |of: fn(&Way) -> f64| pays(&sizes, |size| of(&size.split) <= of(&size.pooled));
    Some(Pooling {
        month,
        from_tier: world.p.levers.routing.specialist_from_tier,
        as_one: model.skills.iter().any(|skills| !skills.is_empty()),
        own: both.at(1.0),
        by_fte: pays(|way| way.fte),
        by_wages: pays(|way| way.wages),
        by_money: pays(Way::money),
        sizes,
    })
}

/// The smallest size from which a specialist queue pays at all larger ones: queues of a few agents step up and down.
fn pays(sizes: &[Size], better: impl Fn(&Size) -> bool) -> Pays {
    match sizes.iter().rposition(|size| !better(size)) {
        None => Pays::Always,
        Some(last) => sizes.get(last + 1).map_or(Pays::Never, |size| Pays::From { fte: size.split.fte, specialists: size.specialists }),
    }
}

/// A month's work, to be done in both ways.
struct Both<'a> {
    world: &'a World,
    staffing: Staffing<'a>,
    state: &'a State,
    calendar: &'a Calendar,
}

impl Both<'_> {
    fn at(&self, scale: f64) -> Size {
        let p = &self.world.p;
        let own = self.state.situation(p, &[], &self.staffing);
        let scaled = |all: &[[Work; TIERS]]| -> Vec<[Work; TIERS]> {
            let one = |work: Work| {
                let mut sum = Work::default();
                sum.add(&work, scale);
                sum
            };
            all.iter().map(|tiers| tiers.map(one)).collect()
        };
        let (unit, released) = (scaled(own.unit), scaled(own.released));
        let with = |effective: &[f64], routed: fn(&mut Sourcing, &Situation<'_>)| {
            let mut sourcing = Sourcing::with_sizes(p.teams.len(), p.vendors.len());
            routed(
                &mut sourcing,
                &Situation { p, unit: &unit, effective, staffing: &self.staffing, shares: own.shares, released: &released },
            );
            sourcing
        };
        let shares: Vec<f64> = p.teams.iter().map(|team| team.share_of_in_house).collect();
        let pooled = self.way(&with(&shares, Sourcing::pool));
        // Who is where routing wants them: then nobody is relieved and nothing flows over.
        let wanted = with(&shares, Sourcing::specialise).wanted;
        let sourcing = with(&wanted, Sourcing::specialise);
        let split = self.way(&sourcing);
        let mut together = Work::default();
        let mut apart = 0.0;
        for queue in &sourcing.queues {
            together.add(&queue.work, 1.0);
            apart += self.staffing.requirement(&queue.work);
        }
        let pool = self.staffing.requirement(&together);
        let required: f64 = sourcing.queues.iter().map(|queue| queue.required).sum();
        let from = p.levers.routing.specialist_from_tier;
        let specialists = p.teams.iter().zip(&sourcing.wanted).filter(|(team, _)| team.skill_tier >= from).map(|(_, fte)| fte).sum();
        Size { scale, pooled, split, specialists, loss: required - pool, loss_without_help: apart - pool }
    }

    fn way(&self, sourcing: &Sourcing) -> Way {
        let p = &self.world.p;
        let wage = |j: usize| p.teams[j].loaded_hourly_cost * p.workforce.paid_hours * self.wage_index();
        let mut way = Way::default();
        for (j, fte) in sourcing.wanted.iter().enumerate() {
            way.fte += fte;
            way.wages += fte * wage(j);
        }
        // What comes in has the same value in both ways; what is resolved of it differs.
        for queue in &sourcing.queues {
            way.kept += queue.work.value_resolved;
        }
        way
    }

    fn wage_index(&self) -> f64 {
        crate::engine::finance::compounded(self.world.p.workforce.wage_inflation, (self.calendar.months - 1) / 12)
    }
}
