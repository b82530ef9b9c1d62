//! Figures of one option in one world over all months (model book, "Money").

use crate::engine::finance::{npv, payback};
use crate::engine::record::{Metric, Record};
use crate::engine::world::World;
use crate::model::Model;

/// Months of the run-rate: the last year.
pub const RUN_RATE_MONTHS: usize = 12;
/// Months of the end state.
pub const END_MONTHS: usize = 3;
/// Points of service below target from which a month counts as below service.
pub const BELOW_SERVICE: f64 = 0.05;
/// Months below service that any twelve may hold.
pub const BELOW_SERVICE_MONTHS: usize = 2;
/// Attrition over `no_ai`'s above which an option is unsound.
pub const MAX_ATTRITION: f64 = 1.25;

macro_rules! figures {
    ($($variant:ident = $name:literal: $help:literal,)*) => {
        /// A figure of an option over all months. Names are those of `trials.csv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Total { $(#[doc = $help] $variant,)* }

        impl Total {
            /// All figures in the order of `trials.csv`.
            pub const ALL: &'static [Total] = &[$(Total::$variant,)*];

            /// Name in files.
            pub fn name(self) -> &'static str {
                match self { $(Total::$variant => $name,)* }
            }

            /// What it is, with its unit.
            pub fn help(self) -> &'static str {
                match self { $(Total::$variant => $help,)* }
            }
        }
    };
}

figures! {
    SlideSavings = "slide_savings": "Slide savings (money): conversations at today's cost per contact, less the usage fee.",
    CostSavings = "cost_savings": "Cost savings (money): what reaches the P&L.",
    HardSavings = "hard_savings": "Hard savings (money): against `no_ai` at today's volume and prices.",
    AvoidedGrowth = "avoided_growth": "Avoided growth (money): cost savings that are no fall of today's cost.",
    FreedCapacity = "freed_capacity": "Freed capacity (money): paid hours above need, at cost; never added.",
    ValueEffect = "value_effect": "Value effect (money): cost savings less extra contribution lost.",
    CompanySavings = "company_savings": "Company savings (money): cost savings less the pay of people redeployed to other departments.",
    Realisation = "realisation": "Realisation (ratio): cost savings over slide savings; none where the slide is not positive.",
    RunRateCostSavings = "run_rate_cost_savings": "Cost savings of the last 12 months (money).",
    RunRateSlideSavings = "run_rate_slide_savings": "Slide savings of the last 12 months (money).",
    RunRateRealisation = "run_rate_realisation": "Realisation of the last 12 months (ratio).",
    Npv = "npv": "Present value of cost savings (money).",
    NpvWithCustomers = "npv_with_customers": "Present value of the value effect (money).",
    PaybackMonth = "payback_month": "Months after go-live from which cumulative savings stay at or above 0; infinite: never.",
    ServiceDebt = "service_debt": "Service debt (money): FTE missing after overtime, at overtime price.",
    SavingsAtEqualService = "savings_at_equal_service": "Cost savings less service debt above `no_ai`'s (money).",
    MonthsBelowService = "months_below_service": "Months with in-house service, or answers to deferred work where it has a target, more than 5 points below target.",
    Attrition = "attrition": "Leavers over the sum of month heads from go-live (share a month).",
    Sound = "sound": "1 when service and attrition hold, else 0.",
}

/// One option's figures in one world, in the order of [`Total::ALL`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Totals([f64; Total::ALL.len()]);

impl Totals {
    /// One figure.
    pub fn get(&self, total: Total) -> f64 {
        self.0[total as usize]
    }

    /// From all figures in order, as a file has them.
    pub fn from_values(values: [f64; Total::ALL.len()]) -> Self {
        Self(values)
    }

    /// All figures in order.
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Is the option sound in this world?
    pub fn is_sound(&self) -> bool {
        self.get(Total::Sound) > 0.0
    }
}

/// Figures of a run, held against `no_ai` and `no_ai` at today's volume and prices in the same world.
pub fn totals(model: &Model, world: &World, run: &Record, no_ai: &Record, frozen: &Record) -> Totals {
    let months = run.months();
    let go_live = model.calendar.go_live;
    let last_year = months.saturating_sub(RUN_RATE_MONTHS)..months;
    let sum = |metric, range: std::ops::Range<usize>| range.map(|t| run.get(t, metric)).sum::<f64>();
    let cost_savings = run.sum(Metric::CostSavings);
    let slide = run.sum(Metric::SlideSavings);
    let hard = frozen.sum(Metric::Cost) - run.sum(Metric::Cost);
    let (rate_savings, rate_slide) = (sum(Metric::CostSavings, last_year.clone()), sum(Metric::SlideSavings, last_year));
    let series = |metric| (0..months).map(move |t| run.get(t, metric));
    let debt = run.sum(Metric::ServiceDebt);
    let late = |t: usize| world.p.service.deferred.as_ref().is_some_and(|d| run.get(t, Metric::DeferredInTime) < d.share - BELOW_SERVICE);
    let below = |t: usize| run.get(t, Metric::ServiceLevel) < world.p.service.share - BELOW_SERVICE || late(t);
    let attrition = attrition(run, go_live);
    let worst_year = (0..months).map(|t| (t..(t + 12).min(months)).filter(|t| below(*t)).count()).max().unwrap_or(0);
    let sound = worst_year <= BELOW_SERVICE_MONTHS && attrition <= MAX_ATTRITION * self::attrition(no_ai, go_live);
    let is_no_ai = std::ptr::eq(run, no_ai);
    let pays = if is_no_ai { None } else { payback(go_live, series(Metric::CostSavings)) };
    let mut figures = [0.0; Total::ALL.len()];
    let mut set = |total: Total, value: f64| figures[total as usize] = value;
    set(Total::SlideSavings, slide);
    set(Total::CostSavings, cost_savings);
    set(Total::HardSavings, hard);
    set(Total::AvoidedGrowth, cost_savings - hard);
    set(Total::FreedCapacity, run.sum(Metric::FreedCapacity));
    set(Total::ValueEffect, run.sum(Metric::ValueEffect));
    set(Total::CompanySavings, run.sum(Metric::CompanySavings));
    set(Total::Realisation, realisation(cost_savings, slide));
    set(Total::RunRateCostSavings, rate_savings);
    set(Total::RunRateSlideSavings, rate_slide);
    set(Total::RunRateRealisation, realisation(rate_savings, rate_slide));
    set(Total::Npv, npv(world.p.discount_rate, series(Metric::CostSavings)));
    set(Total::NpvWithCustomers, npv(world.p.discount_rate, series(Metric::ValueEffect)));
    set(Total::PaybackMonth, pays.map_or(f64::INFINITY, |month| month as f64));
    set(Total::ServiceDebt, debt);
    set(Total::SavingsAtEqualService, cost_savings - (debt - no_ai.sum(Metric::ServiceDebt)).max(0.0));
    set(Total::MonthsBelowService, (0..months).filter(|t| below(*t)).count() as f64);
    set(Total::Attrition, attrition);
    set(Total::Sound, f64::from(u8::from(sound)));
    Totals(figures)
}

/// Savings over slide; not a number where the slide is not positive.
pub fn realisation(savings: f64, slide: f64) -> f64 {
    if slide > 0.0 { savings / slide } else { f64::NAN }
}

fn attrition(run: &Record, go_live: usize) -> f64 {
    let over = |metric| (go_live..run.months()).map(|t| run.get(t, metric)).sum::<f64>();
    crate::engine::today::ratio(over(Metric::Leavers), over(Metric::Heads))
}
