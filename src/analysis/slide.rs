//! The four numbers of a vendor's calculator, made into a scenario: volume, containment, price, cost of a human contact.
//!
//! The scenario promises on its slide what the calculator does: today's cost per contact is the one given (wages and
//! the vendor's price are solved for it), and at maturity the AI takes the given share of today's contacts. The rest are
//! defaults with their sources, or assumptions that say so.

mod wording;

use serde::Serialize;

use super::drivers;
use crate::engine::staffing::Queues;
use crate::engine::world::{Setting, World, service_goal};
use crate::model::Model;
use crate::results::{Results, Total};
use crate::scenario;
use crate::stats;
use wording::{INDUCED, KINDS, Kind, Solved, write};

/// What the calculator was told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Contacts a month today.
    pub volume: f64,
    /// Share of them that the AI is to take.
    pub containment: f64,
    /// Price of one of those.
    pub price: f64,
    /// Cost of a contact with a human today.
    pub cost_per_contact: f64,
    /// Mean handle time, minutes.
    pub aht_minutes: f64,
    /// Share of the work at a vendor.
    pub vendor_share: f64,
    /// One-off cost; `None`: an assumption by volume.
    pub one_off: Option<f64>,
    /// Months simulated after go-live.
    pub months: usize,
}

impl Claim {
    /// What the calculator prints: savings a year.
    pub fn headline(&self) -> f64 {
        12.0 * self.volume * self.containment * (self.cost_per_contact - self.price)
    }
}

fn logit(x: f64) -> f64 {
    libm::log(x / (1.0 - x))
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// The scenario behind a claim, as text.
///
/// # Errors
/// When no operation can be like that; the text says why.
pub fn text(claim: &Claim) -> Result<String, String> {
    if claim.cost_per_contact <= 0.0 {
        return Err("the cost of a human contact must be above 0".into());
    }
    // Costs are linear in the wage and in the vendor's price, and nothing else of today depends on what is solved for.
    let guess = Solved { wage: 1.0, per_minute: 1.0, shift: 0.0 };
    let model = load(&write(claim, &guess))?;
    let goal = service_goal(&model);
    let world = World::expected(&Setting::new(&model, Queues::Exact(&goal)));
    let today = &world.today;
    let invoice: f64 = today.vendor_invoices.iter().sum();
    let vendor_contacts: f64 = today.vendor_volumes.iter().map(|v| v.0[0]).sum();
    let issues: Vec<f64> = (0..KINDS.len()).map(|k| today.issues_of(k).iter().sum()).collect();
    let induced = libm::sqrt(INDUCED[0] * INDUCED[1]);
    let taken = |shift: f64| {
        let of_type = |(kind, issues): (&Kind, &f64)| issues * (logistic(logit(kind.6) + shift) + induced);
        KINDS.iter().zip(&issues).map(of_type).sum::<f64>() / today.contacts
    };
    let (mut low, mut high) = (-6.0, 6.0);
    if !(taken(low)..=taken(high)).contains(&claim.containment) {
        return Err(format!(
            "no AI takes {:.0} % of the contacts: many of today's contacts are repeats of one issue, and an issue is taken once; between {:.0} and {:.0} % can be simulated",
            claim.containment * 100.0,
            (taken(low) * 100.0).ceil(),
            (taken(high) * 100.0).floor()
        ));
    }
    while high - low > 1e-9 {
        let middle = f64::midpoint(low, high);
        if taken(middle) < claim.containment { low = middle } else { high = middle }
    }
    let solved = Solved {
        wage: claim.cost_per_contact * (today.contacts - vendor_contacts) / (today.monthly_cost - invoice),
        per_minute: if invoice > 0.0 { claim.cost_per_contact * vendor_contacts / invoice } else { 0.0 },
        shift: low,
    };
    if !(1.0..=500.0).contains(&solved.wage) {
        return Err(format!(
            "{} a contact of {} min would mean a wage of {:.2} an hour: check the cost per contact and the handle time",
            claim.cost_per_contact, claim.aht_minutes, solved.wage
        ));
    }
    let text = write(claim, &solved);
    load(&text)?;
    Ok(text)
}

fn load(text: &str) -> Result<Model, String> {
    scenario::load(text, "slide.toml", &[]).map(|loaded| loaded.model).map_err(|failure| failure.render(false))
}

/// A figure over all worlds.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct Spread {
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Self {
        let q = stats::quantiles(&mut values, &[0.10, 0.50, 0.90]);
        Self { p10: q[0], p50: q[1], p90: q[2] }
    }
}

/// One way to run the rollout.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// Savings of the last twelve months: the year that the calculator speaks of.
    pub a_year: Spread,
    /// Savings over all months, one-off cost included.
    pub in_all: Spread,
    /// Share of worlds in which it ends with a loss.
    pub loses: f64,
}

/// An assumption and how strongly it moves the result.
#[derive(Clone, Debug, Serialize)]
pub struct Driver {
    /// Path.
    pub path: String,
    /// As written.
    pub value: String,
    /// Its source; none: an assumption.
    pub source: Option<String>,
    /// Rank correlation with the savings of the redesign.
    pub correlation: f64,
}

/// What the headline becomes.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// What the calculator was told.
    pub claim: Claim,
    /// What it prints: savings a year.
    pub headline: f64,
    /// The slide of the engine, last twelve months.
    pub slide: Spread,
    /// Technology alone.
    pub technology: Outcome,
    /// With the redesign.
    pub redesign: Outcome,
    /// What matters most, strongest first.
    pub drivers: Vec<Driver>,
    /// Loaded hourly wage that the cost per contact implies.
    pub wage: f64,
    /// Inputs without a source, of all.
    pub assumptions: (usize, usize),
    /// Worlds.
    pub trials: usize,
}

/// Drivers named.
const DRIVERS: usize = 5;

impl Answer {
    /// From the results of the claim's scenario: `no_ai`, technology alone, redesign.
    pub fn new(claim: &Claim, model: &Model, results: &Results) -> Self {
        let outcome = |option: usize| {
            let in_all = results.column(option, Total::CostSavings);
            let loses = in_all.iter().filter(|s| **s < 0.0).count() as f64 / in_all.len() as f64;
            Outcome {
                id: results.options[option].id.clone(),
                a_year: Spread::of(results.column(option, Total::RunRateCostSavings)),
                in_all: Spread::of(in_all),
                loses,
            }
        };
        let correlations = drivers::rank_correlations(&results.inputs, &results.column(2, Total::CostSavings));
        let driver = |input: usize| {
            let path = &model.inputs[input].path;
            let known = model.assumptions.iter().find(|a| a.path == *path);
            Driver {
                path: path.clone(),
                value: known.map(|a| a.text.clone()).unwrap_or_default(),
                source: known.and_then(|a| a.source.clone()),
                correlation: correlations[input],
            }
        };
        Self {
            claim: *claim,
            headline: claim.headline(),
            slide: Spread::of(results.column(1, Total::RunRateSlideSavings)),
            technology: outcome(1),
            redesign: outcome(2),
            drivers: drivers::strongest(&correlations, DRIVERS).into_iter().map(driver).collect(),
            wage: model.medians.teams[0].loaded_hourly_cost,
            assumptions: (model.assumptions.iter().filter(|a| a.source.is_none()).count(), model.assumptions.len()),
            trials: results.trials,
        }
    }
}
