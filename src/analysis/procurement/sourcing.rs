//! Sourcing: who absorbs the fall, vendors or the own team? The option with other shares of the work, in the same worlds.
//!
//! Every share is a run of the whole engine: the team follows with its delays, contracts bill with their minimums and notice, and
//! what stays stranded shows on both sides: own heads that are paid above need, and invoices for work that was not done.

use rayon::prelude::*;
use serde::Serialize;

use super::Spread;
use super::cases::{BLOCK, Case, case};
use crate::engine::contracts::Account;
use crate::engine::planner::Plan;
use crate::engine::record::Metric;
use crate::engine::run::{State, simulate};
use crate::engine::switches::{Moved, Switches};
use crate::engine::world::World;
use crate::model::{Lever, Model, Parameters};
use crate::results::{BELOW_SERVICE, Progress, Worlds};

/// Worlds of the comparison: each share is a run of its own.
pub const SOURCING_WORLDS: usize = 1_000;
/// Shares looked at, as parts of a vendor's share of today.
const PARTS: [f64; 4] = [0.0, 0.5, 0.75, 1.25];

/// One way to share the work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourcingRow {
    /// Id: `as_planned`, `todays_shares`, `bpo_north_0`, `all_to_bpo_north`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Share of the issues of each vendor in the end, in file order.
    pub shares: Vec<f64>,
    /// Cost savings.
    pub cost_savings: Spread,
    /// Cost savings less service debt above that of `no_ai`: what two rows may be compared by.
    pub at_equal_service: Spread,
    /// Vendors' invoices, termination fees included.
    pub vendor_invoices: Spread,
    /// In-house people: pay, temporary staff, overtime, hiring, training, severance.
    pub in_house: Spread,
    /// Own hours paid above need, at cost, from go-live on.
    pub idle_heads: Spread,
    /// Invoiced for work not done: minimum, notice and ramp-down limit.
    pub idle_invoices: Spread,
    /// Moving the work: transfer and termination fees.
    pub moving: Spread,
    /// Months with in-house service more than 5 points below target, mean.
    pub months_below_service: f64,
    /// Share of worlds in which it saves most at equal service; ties to the earlier row.
    pub best: f64,
}

/// The comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourcingView {
    /// Worlds.
    pub trials: usize,
    /// As the option runs first.
    pub rows: Vec<SourcingRow>,
    /// Own hours paid above need without the AI, at cost, from go-live on: what is idle anyway.
    pub idle_heads_without_ai: f64,
    /// Place in `rows` of the largest mean of savings at equal service.
    pub best: usize,
    /// First month with moved work in months from go-live, at the medians: of the row that moves latest.
    pub starts: isize,
}

struct Way {
    id: String,
    name: String,
    switches: Switches,
    shares: Vec<f64>,
}

const FIGURES: usize = 8;

/// Worlds the comparison takes of `trials`; 0 where there is no vendor to move work to or from.
pub fn worlds_of(model: &Model, trials: usize) -> usize {
    if model.vendors.is_empty() { 0 } else { trials.min(SOURCING_WORLDS) }
}

/// Shares of today over all types, by today's contacts.
fn today(p: &Parameters, v: usize) -> f64 {
    let contacts: f64 = p.types.iter().map(|kind| kind.volume).sum();
    p.types.iter().enumerate().map(|(k, kind)| kind.volume * p.vendors[v].share_of_type(k)).sum::<f64>() / contacts
}

/// Ways to share the work: as the option does, as today, each vendor at parts of its share, all work of vendors on one.
fn ways(model: &Model, option: &Switches) -> Vec<Way> {
    let p = &model.medians;
    let now: Vec<f64> = (0..p.vendors.len()).map(|v| today(p, v)).collect();
    let lever = option.levers[Lever::Contracts as usize].is_some();
    let planned: Vec<f64> = now.iter().zip(&p.vendors).map(|(now, vendor)| vendor.moved_to.filter(|_| lever).unwrap_or(*now)).collect();
    let way = |id: String, name: String, moved: Option<Moved>, shares: Vec<f64>| Way {
        id,
        name,
        switches: Switches { moved, ..*option },
        shares,
    };
    let mut ways = Vec::new();
    let moves = planned != now;
    if moves {
        ways.push(way("as_planned".into(), "the shares as planned".into(), None, planned.clone()));
    }
    ways.push(way("todays_shares".into(), "today's shares".into(), moves.then_some(Moved::Nothing), now.clone()));
    let busiest = |to: f64, v: usize| {
        let others = |k: usize| {
            (0..p.vendors.len())
                .filter(|o| *o != v)
                .map(|o| p.vendors[o].moved_to.filter(|_| lever).unwrap_or_else(|| p.vendors[o].share_of_type(k)))
                .sum::<f64>()
        };
        (0..p.types.len()).map(|k| to + others(k)).fold(0.0, f64::max)
    };
    let team = (0..p.types.len()).any(|k| p.vendors.iter().map(|vendor| vendor.share_of_type(k)).sum::<f64>() < 1.0 - 1e-9);
    for (v, vendor) in model.vendors.iter().enumerate().filter(|(v, _)| now[*v] > 0.0) {
        for part in PARTS {
            let to = part * now[v];
            // Without in-house work today there is nobody to take it.
            if busiest(to, v) > 1.0 + 1e-9 || to < now[v] && !team {
                continue;
            }
            let mut shares = planned.clone();
            shares[v] = to;
            if ways.iter().any(|way| way.shares.iter().zip(&shares).all(|(a, b)| (a - b).abs() < 1e-9)) {
                continue;
            }
            let percent = (to * 100.0).round();
            let name = if part == 0.0 { format!("{} gone", vendor.name) } else { format!("{} at {percent:.0} %", vendor.name) };
            ways.push(way(format!("{}_{percent:.0}", vendor.id), name, Some(Moved::To(v, to)), shares));
        }
    }
    if now.iter().filter(|now| **now > 0.0).count() > 1 {
        for (v, vendor) in model.vendors.iter().enumerate() {
            let shares = (0..now.len()).map(|other| if other == v { now.iter().sum() } else { 0.0 }).collect();
            ways.push(way(format!("all_to_{}", vendor.id), format!("all on {}", vendor.name), Some(Moved::ConsolidatedOn(v)), shares));
        }
    }
    ways
}

/// Runs the comparison in `trials` worlds from `first` on; `None` without vendors.
pub fn study(worlds: &Worlds<'_>, option: &Switches, first: u64, trials: usize, progress: Progress<'_>) -> Option<SourcingView> {
    let model = worlds.model();
    let trials = worlds.count(worlds_of(model, trials));
    if trials == 0 {
        return None;
    }
    let ways = ways(model, option);
    let medians = World::expected(worlds.setting);
    let plans: Vec<Plan> = ways.iter().map(|way| Plan::forecast(worlds.setting, &medians, &way.switches)).collect();
    let idle = Plan::forecast(worlds.setting, &medians, &Switches::NO_AI);
    let go_live = model.calendar.go_live;
    let mut done: Vec<(Vec<[f64; FIGURES]>, f64)> = Vec::with_capacity(trials);
    while done.len() < trials {
        let start = first + done.len() as u64;
        let size = BLOCK.min(trials - done.len()) as u64;
        let block: Vec<_> = (start..start + size)
            .into_par_iter()
            .map_init(
                || (worlds.room(), State::new(worlds.setting), State::new(worlds.setting), Account::with_months(model.calendar.months)),
                |(room, no_ai, run, account), trial| {
                    let world = worlds.draw(trial, room);
                    simulate(worlds.setting, world, &Switches::NO_AI, &idle, None, no_ai);
                    let rows = ways.iter().zip(&plans).map(|(way, plan)| {
                        simulate(worlds.setting, world, &way.switches, plan, Some(no_ai), run);
                        figures(world, run, no_ai, &case(go_live, world, run, no_ai), account)
                    });
                    (rows.collect(), freed(no_ai, go_live))
                },
            )
            .collect();
        done.extend(block);
        if !progress(done.len()) {
            break;
        }
    }
    Some(view(model, ways, &done))
}

fn freed(run: &State, go_live: usize) -> f64 {
    (go_live..run.record.months()).map(|t| run.record.get(t, Metric::FreedCapacity)).sum()
}

fn figures(world: &World, run: &State, no_ai: &State, case: &Case, account: &mut Account) -> [f64; FIGURES] {
    let record = &run.record;
    let savings = record.sum(Metric::CostSavings);
    let debt = (record.sum(Metric::ServiceDebt) - no_ai.record.sum(Metric::ServiceDebt)).max(0.0);
    let for_no_work = case.vendors.iter().map(|vendor| {
        let mut total = |committed| {
            let mut sum = 0.0;
            vendor.bill(vendor.as_it_runs(), account, committed, |_, month| *month, |_, invoice| sum += invoice.total());
            sum
        };
        total(true) - total(false)
    });
    let exit = record.sum(Metric::CostContractExit);
    let people = [
        Metric::CostInHouseLabour,
        Metric::CostTemporary,
        Metric::CostOvertime,
        Metric::CostHiring,
        Metric::CostTraining,
        Metric::CostUpskilling,
        Metric::CostSeverance,
    ];
    let below = (0..record.months()).filter(|t| record.get(*t, Metric::ServiceLevel) < world.p.service.share - BELOW_SERVICE);
    [
        savings,
        savings - debt,
        record.sum(Metric::CostVendor) + exit,
        people.into_iter().map(|metric| record.sum(metric)).sum(),
        freed(run, case.go_live),
        for_no_work.sum(),
        run.transfer_cost() + exit,
        below.count() as f64,
    ]
}

fn view(model: &Model, ways: Vec<Way>, done: &[(Vec<[f64; FIGURES]>, f64)]) -> SourcingView {
    let count = done.len().max(1) as f64;
    let winners: Vec<usize> = done
        .iter()
        .map(|(rows, _)| {
            rows.iter().enumerate().fold((0, f64::NEG_INFINITY), |best, (i, row)| if row[1] > best.1 { (i, row[1]) } else { best }).0
        })
        .collect();
    let p = &model.medians;
    let starts =
        ways.iter().filter_map(|way| crate::engine::shares::Programme::of(model, p, &way.switches, &way.switches.pulled(model, p)));
    let starts = starts.map(|programme| programme.start).max().unwrap_or(model.calendar.go_live);
    let rows: Vec<SourcingRow> = ways
        .into_iter()
        .enumerate()
        .map(|(i, way)| {
            let of = |figure: usize| Spread::of(done.iter().map(|(rows, _)| rows[i][figure]).collect());
            SourcingRow {
                id: way.id,
                name: way.name,
                shares: way.shares,
                cost_savings: of(0),
                at_equal_service: of(1),
                vendor_invoices: of(2),
                in_house: of(3),
                idle_heads: of(4),
                idle_invoices: of(5),
                moving: of(6),
                months_below_service: of(7).mean,
                best: winners.iter().filter(|winner| **winner == i).count() as f64 / count,
            }
        })
        .collect();
    let best = (0..rows.len()).fold(0, |best, i| if rows[i].at_equal_service.mean > rows[best].at_equal_service.mean { i } else { best });
    SourcingView {
        trials: done.len(),
        best,
        rows,
        idle_heads_without_ai: done.iter().map(|(_, freed)| freed).sum::<f64>() / count,
        starts: starts.cast_signed() - model.calendar.go_live.cast_signed(),
    }
}
