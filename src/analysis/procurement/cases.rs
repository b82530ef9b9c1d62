//! The worlds of an option as contracts see them, and terms priced over them.

use rayon::prelude::*;

use crate::engine::contracts::{Account, AiUsage, Invoice, Month, UNITS, Volumes};
use crate::engine::planner::Plan;
use crate::engine::record::Metric;
use crate::engine::run::{State, simulate};
use crate::engine::switches::Switches;
use crate::engine::world::World;
use crate::model::{AiPrice, CostToServe, Terms};
use crate::results::{Progress, Worlds};

/// Worlds between two reports of progress.
pub(super) const BLOCK: usize = 256;

/// A vendor in one world.
#[derive(Clone, Debug, PartialEq)]
pub struct VendorCase {
    /// Units of today's average month.
    pub today: Volumes,
    /// Its invoice of today's average month.
    pub invoice_today: f64,
    /// Today's terms.
    pub contract: Terms,
    /// What procurement asks for.
    pub renegotiated: Option<Terms>,
    /// Other terms.
    pub alternatives: Vec<Terms>,
    /// Month from which renegotiated terms hold in the option's run.
    pub from: Option<usize>,
    /// The option's months.
    pub months: Vec<Month>,
    /// The same months without AI.
    pub no_ai: Vec<Month>,
    /// Volume over what today's share would make it, month by month: what was moved to or from the vendor.
    pub factors: Vec<f64>,
    /// Month in which the vendor leaves.
    pub exit: Option<usize>,
    /// What is known of its own cost.
    pub cost_to_serve: Option<CostToServe>,
}

/// One world under one option.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Cost savings over the horizon.
    pub savings: f64,
    /// Yearly rise of wages.
    pub wage_inflation: f64,
    /// Vendors in file order.
    pub vendors: Vec<VendorCase>,
    /// The AI vendor's price list.
    pub ai_price: AiPrice,
    /// The AI's months.
    pub ai_months: Vec<AiUsage>,
    /// First month with the AI.
    pub go_live: usize,
}

/// Terms in force month by month: one set throughout, or another from a month on.
#[derive(Clone, Copy, Debug)]
pub struct Schedule<'a> {
    /// Terms from month 0.
    pub first: &'a Terms,
    /// Terms from a later month.
    pub then: Option<(usize, &'a Terms)>,
}

impl<'a> Schedule<'a> {
    /// One set throughout.
    pub fn one(terms: &'a Terms) -> Self {
        Self { first: terms, then: None }
    }
}

impl VendorCase {
    /// Terms as the option runs them.
    pub fn as_it_runs(&self) -> Schedule<'_> {
        Schedule { first: &self.contract, then: self.from.zip(self.renegotiated.as_ref()) }
    }

    /// Invoices of the option's months, each changed by `change` first. `committed` off: without minimum, notice and
    /// ramp-down. A vendor that leaves bills its termination fee in that month and nothing after it, as in the run.
    pub fn bill(
        &self,
        schedule: Schedule<'_>,
        account: &mut Account,
        committed: bool,
        change: impl Fn(usize, &Month) -> Month,
        mut each: impl FnMut(usize, &Invoice),
    ) {
        account.reset();
        for (t, ((month, no_ai), factor)) in self.months.iter().zip(&self.no_ai).zip(&self.factors).enumerate() {
            let (terms, since) = match schedule.then {
                Some((from, terms)) if t >= from => (terms, from),
                _ => (schedule.first, 0),
            };
            let month = change(t, month);
            let invoice = match self.exit {
                Some(exit) if t > exit => Invoice::default(),
                Some(exit) if t == exit => account.close(terms, t),
                _ => account.bill(terms, since, &month, Some(&no_ai.scaled(*factor)), &self.today, false, committed),
            };
            each(t, &invoice);
        }
    }

    /// Sum of the option's invoices.
    pub fn total(&self, schedule: Schedule<'_>, account: &mut Account) -> f64 {
        let mut sum = 0.0;
        self.bill(schedule, account, true, |_, month| *month, |_, invoice| sum += invoice.total());
        sum
    }

    /// Sum of `no_ai`'s invoices under one set of terms.
    pub fn total_without_ai(&self, terms: &Terms, account: &mut Account) -> f64 {
        account.reset();
        self.no_ai.iter().map(|month| account.bill(terms, 0, month, None, &self.today, false, true).total()).sum()
    }

    /// Sum of a unit worked over the option's months.
    pub fn worked(&self, unit: usize) -> f64 {
        self.months.iter().map(|month| month.worked.0[unit]).sum()
    }
}

/// A month with its units multiplied.
pub fn scaled(month: &Month, factors: [f64; UNITS]) -> Month {
    let mut month = *month;
    for (unit, factor) in month.worked.0.iter_mut().zip(factors) {
        *unit *= factor;
    }
    month
}

/// One figure for each world, in order; in parallel, each worker with an account of its own.
pub fn each<T: Send>(cases: &[Case], figure: impl Fn(&Case, &mut Account) -> T + Sync) -> Vec<T> {
    let months = cases.first().map_or(0, |case| case.ai_months.len());
    cases.par_iter().map_init(|| Account::with_months(months), |account, case| figure(case, account)).collect()
}

struct Bench {
    room: crate::results::WorldRoom,
    no_ai: State,
    run: State,
}

/// Runs the option in `trials` worlds and keeps what contracts need.
pub fn collect(worlds: &Worlds<'_>, switches: &Switches, first: u64, trials: usize, progress: Progress<'_>) -> Vec<Case> {
    let medians = World::expected(worlds.setting);
    let plan = Plan::forecast(worlds.setting, &medians, switches);
    let idle = Plan::forecast(worlds.setting, &medians, &Switches::NO_AI);
    let trials = worlds.count(trials);
    let mut cases: Vec<Case> = Vec::with_capacity(trials);
    while cases.len() < trials {
        let start = first + cases.len() as u64;
        let size = BLOCK.min(trials - cases.len()) as u64;
        let block: Vec<Case> = (start..start + size)
            .into_par_iter()
            .map_init(
                || Bench { room: worlds.room(), no_ai: State::new(worlds.setting), run: State::new(worlds.setting) },
                |bench, trial| {
                    let world = worlds.draw(trial, &mut bench.room);
                    simulate(worlds.setting, world, &Switches::NO_AI, &idle, None, &mut bench.no_ai);
                    simulate(worlds.setting, world, switches, &plan, Some(&bench.no_ai), &mut bench.run);
                    case(worlds.model().calendar.go_live, world, &bench.run, &bench.no_ai)
                },
            )
            .collect();
        cases.extend(block);
        if !progress(cases.len()) {
            break;
        }
    }
    cases
}

pub(super) fn case(go_live: usize, world: &World, run: &State, no_ai: &State) -> Case {
    let p = &world.p;
    let vendors = p
        .vendors
        .iter()
        .enumerate()
        .map(|(v, vendor)| VendorCase {
            today: world.today.vendor_volumes[v],
            invoice_today: world.today.vendor_invoices[v],
            contract: vendor.contract.clone(),
            renegotiated: vendor.renegotiated.clone(),
            alternatives: vendor.alternatives.clone(),
            from: run.renegotiated_from(v),
            months: run.vendor_months(v).to_vec(),
            no_ai: no_ai.vendor_months(v).to_vec(),
            factors: run.vendor_factors(v).to_vec(),
            exit: run.exit(v),
            cost_to_serve: vendor.cost_to_serve.clone(),
        })
        .collect();
    Case {
        savings: run.record.sum(Metric::CostSavings),
        wage_inflation: p.workforce.wage_inflation,
        vendors,
        ai_price: p.ai.price.clone(),
        ai_months: run.ai_months().to_vec(),
        go_live,
    }
}
