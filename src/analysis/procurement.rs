//! Procurement's view: what each contract costs when the work changes (model book, "Contracts").
//!
//! An option runs once in each world; its vendors' months, and those of `no_ai` in the same world, are kept. Every set of
//! terms is then priced over the same months by the engine's own [`Account`](crate::engine::contracts::Account), so that sets
//! differ by their terms alone. A set is priced as if it had held since month 0, so that anniversaries and notice are the
//! same for all; *as it runs* is the option's own sequence, today's terms until a renegotiation succeeds.
//!
//! Volumes do not answer to the terms: the engine routes by share and skill, not by price.

mod ai;
mod break_even;
mod cases;
mod kind;
mod room;
mod sets;
mod sourcing;
mod spread;

pub use ai::{AiBreakEven, AiForm, AiView};
pub use break_even::{Form, SetBreakEven, VendorBreakEven};
pub use cases::{Case, VendorCase};
pub use kind::Kind;
pub use room::{Clause, ClauseWorth, CostToServe, LEAST_MARGIN, Room};
pub use sets::SetView;
pub use sourcing::{SOURCING_WORLDS, SourcingRow, SourcingView};
pub use spread::Spread;

use crate::engine::contracts::{Unit, main_unit};
use crate::model::{Model, Named};
use crate::results::{Progress, RunOption, Worlds};
use serde::Serialize;

/// Worlds in which rates are solved for: break-evens, walk-away prices, what clauses are worth. A root prices all of them some
/// ten times, and these are enough for the digits a rate is negotiated in.
pub const ROOT_WORLDS: usize = 2_000;

/// Everything procurement asks about one vendor.
#[derive(Clone, Debug, Serialize)]
pub struct VendorView {
    /// Who it is.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Unit that makes most of today's charge.
    pub unit: Option<&'static str>,
    /// As it runs, today's terms, renegotiated ones, alternatives.
    pub sets: Vec<SetView>,
    /// For each plain form the rate at which it costs the same as today's terms.
    pub forms: Vec<Form>,
    /// Minimum and notice at which the rollout's cost savings are zero.
    pub break_even: VendorBreakEven,
    /// What both sides can accept.
    pub room: Room,
    /// What each clause is worth on the recommended terms, by what to concede first: what protects the vendor most in
    /// its bad case for each point it costs the buyer on average.
    pub clauses: Vec<ClauseWorth>,
    /// Place in `sets` of the terms to ask for.
    pub recommended: usize,
    /// True when they cover the vendor's cost to serve and margin on average.
    pub acceptable: bool,
    /// Month in which the vendor leaves in most worlds of the option; its figures are up to then.
    pub exit: Option<usize>,
}

/// Procurement's view of one option.
#[derive(Clone, Debug, Serialize)]
pub struct Procurement {
    /// The option whose volumes are priced.
    pub option: String,
    /// Worlds.
    pub trials: usize,
    /// Worlds in which rates were solved for.
    pub root_trials: usize,
    /// Cost savings of the option over the horizon.
    pub cost_savings: Spread,
    /// Vendors in file order.
    pub vendors: Vec<VendorView>,
    /// The AI vendor's contract; `None` without a priced AI.
    pub ai: Option<AiView>,
    /// The option with other shares of the work; `None` without vendors.
    pub sourcing: Option<SourcingView>,
}

/// Worlds that progress counts to for one option: those whose contracts are priced, and those of the sourcing comparison.
pub fn steps(worlds: &Worlds<'_>, trials: usize) -> usize {
    worlds.count(trials) + worlds.count(sourcing::worlds_of(worlds.model(), trials))
}

/// Studies the contracts of one option in `trials` worlds from `first` on; `cost` is what is known of vendors' cost. Progress
/// counts to [`steps`].
pub fn study(
    worlds: &Worlds<'_>,
    option: &RunOption,
    first: u64,
    trials: usize,
    cost: &CostToServe,
    progress: Progress<'_>,
) -> Procurement {
    let cases = cases::collect(worlds, &option.switches, first, trials, progress);
    let done = cases.len();
    let sourcing = sourcing::study(worlds, &option.switches, first, trials, &|worlds| progress(done + worlds));
    Procurement { sourcing, ..view(worlds.model(), &option.label, &cases, cost) }
}

/// The view of worlds that are already collected, without the comparison of shares.
pub fn view(model: &Model, option: &Named, cases: &[Case], cost: &CostToServe) -> Procurement {
    let go_live = model.calendar.go_live;
    let vendors = (0..model.vendors.len()).map(|v| vendor_view(model, cases, v, go_live, cost)).collect();
    Procurement {
        option: option.id.clone(),
        trials: cases.len(),
        root_trials: cases.len().min(ROOT_WORLDS),
        cost_savings: Spread::of(cases.iter().map(|case| case.savings).collect()),
        vendors,
        ai: ai::view(model, cases),
        sourcing: None,
    }
}

fn vendor_view(model: &Model, cases: &[Case], v: usize, go_live: usize, cost: &CostToServe) -> VendorView {
    let kinds = kind::kinds(cases, v);
    let priced: Vec<_> = kinds.iter().map(|kind| sets::price(cases, v, *kind, go_live)).collect();
    let today = kinds.iter().position(|kind| *kind == Kind::Today).expect("today's terms are always a set");
    let floors = room::costs(cases, v, cost);
    let mut views: Vec<SetView> = kinds
        .iter()
        .zip(&priced)
        .map(|(kind, priced)| {
            let (id, name) = kind.label(model, v);
            priced.view(id, name, *kind, kind.median_terms(model, v))
        })
        .collect();
    let some = &cases[..cases.len().min(ROOT_WORLDS)];
    for (kind, view) in kinds.iter().zip(&mut views) {
        view.break_even = break_even::set(some, v, *kind, &priced[today].totals[..some.len()]);
        view.walk_away = room::walk_away(some, v, *kind, &floors[..some.len()]);
    }
    let leaving = || cases.iter().filter_map(|case| case.vendors[v].exit);
    let months = model.calendar.months;
    let exit =
        (0..months).max_by_key(|t| (leaving().filter(|exit| exit == t).count(), months - t)).filter(|t| leaving().any(|exit| exit == *t));
    let (recommended, acceptable) = room::recommended(&views, &floors);
    VendorView {
        id: model.vendors[v].id.clone(),
        name: model.vendors[v].name.clone(),
        unit: cases.first().and_then(|case| main_unit(&case.vendors[v].contract, &case.vendors[v].today)).map(Unit::name),
        forms: break_even::forms(cases, v, &priced[today].totals),
        break_even: break_even::vendor(some, v),
        room: room::room(cases, v, cost, &priced[today].totals, &floors),
        clauses: room::clauses(some, v, kinds[recommended]),
        exit,
        sets: views,
        recommended,
        acceptable,
    }
}
