//! The four numbers of a vendor's calculator, made into a scenario: volume, containment, price, cost of a human contact.
//!
//! The scenario promises on its slide what the calculator does: today's cost per contact is the one given (wages and
//! the vendor's price are solved for it), and at maturity the AI takes the given share of today's contacts. The rest are
//! defaults with their sources, or assumptions that say so.

use serde::Serialize;

use super::drivers;
use crate::engine::staffing::Queues;
use crate::engine::world::{Setting, World, service_goal};
use crate::model::Model;
use crate::results::{Results, Total};
use crate::scenario;
use crate::stats;

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

/// Months before go-live.
const RUN_UP: usize = 3;

/// A contact type of the scenario: id, name, share of volume, handle time over the mean, FCR, CSAT, containment and true
/// resolution before the claim moves them.
struct Kind(&'static str, &'static str, f64, f64, f64, f64, f64, [f64; 2]);

/// Working ratios of the facts page; the mix itself is an assumption, there is no public one.
const KINDS: [Kind; 5] = [
    Kind("status", "Status and simple questions", 0.30, 0.5, 0.82, 0.80, 0.75, [0.74, 0.90]),
    Kind("changes", "Changes and orders", 0.25, 0.8, 0.74, 0.74, 0.55, [0.64, 0.83]),
    Kind("billing", "Billing", 0.20, 1.0, 0.70, 0.72, 0.40, [0.56, 0.78]),
    Kind("technical", "Technical help", 0.15, 1.5, 0.66, 0.68, 0.35, [0.52, 0.75]),
    Kind("complaints", "Complaints and disputes", 0.10, 2.0, 0.56, 0.56, 0.15, [0.40, 0.65]),
];
/// Half the width of a 90 % interval of containment, in logits: 67 % is known to about 6 points.
const SPREAD: f64 = 0.3;
/// Induced conversations over those met: the 90 % interval, whose geometric mean is the median.
const INDUCED: [f64; 2] = [0.02, 0.10];

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

/// What is solved for.
struct Solved {
    /// Loaded wage of a generalist.
    wage: f64,
    /// Vendor's price of a handled minute.
    per_minute: f64,
    /// Shift of every type's containment, in logits.
    shift: f64,
}

/// A number with at most six decimals.
fn short(x: f64) -> String {
    format!("{}", (x * 1e6).round() / 1e6)
}

/// An interval in percent.
fn range(low: f64, high: f64) -> String {
    let percent = |x: f64| (x * 1e6).round() / 1e4;
    format!("{}% to {}%", percent(low), percent(high))
}

fn write(claim: &Claim, solved: &Solved) -> String {
    let c = claim;
    // Small operations buy smaller projects; with the root of the volume, so that ten times the volume costs three times.
    let scale = libm::sqrt(c.volume / 50_000.0).clamp(0.1, 5.0);
    let rounded = |x: f64| (x / 100.0).round() * 100.0;
    let integration = match c.one_off {
        Some(one_off) => format!("{}              # given", short(one_off)),
        None => format!("\"{} to {}\"   # assumption, by the root of the volume", rounded(100e3 * scale), rounded(500e3 * scale)),
    };
    let mean_ratio: f64 = KINDS.iter().map(|kind| kind.2 * kind.3).sum();
    let mut text = format!(
        r#"#:schema scenario.schema.json
# Written by `residual slide`: {volume} contacts a month, {containment} % contained at {price}, {cost} a human contact.
# Today's cost per contact and the share contained at maturity are those given: wages, the vendor's price and
# containment by type are solved for them. The rest are defaults; replace the assumptions with your own numbers.

[scenario]
name = "The slide: {containment} % of {volume} contacts contained at {price}"
start = "2026-01"                    # assumption
months = {months}
go_live = {RUN_UP}

[customers]
patience = {{ value = "5 min", source = "2 / 5 / 13 min (Brown et al., JASA 2005, from memory)" }}
repeat_propensity = {{ value = "50% to 70%", source = "fits 1.2 calls an issue at 80 % FCR, 1.5 at 67 % (SQM Group)" }}
false_containment_return = "60% to 80%"   # assumption

[workforce]
response_without = "25% to 60%"      # assumption: how far a team follows a falling load when nobody redesigns it

[ai]
selectivity = "0.5 to 0.8"           # assumption: how strongly it takes the easy contacts
induced = "{induced_low}% to {induced_high}%"                # assumption: conversations that would never have been a contact
handoff_penalty = "10% to 25%"       # assumption
integration = {integration}
platform_fee = {platform}                  # assumption: a month, by the root of the volume
run_team_fte = "{run_low} to {run_high}"            # assumption, by the root of the volume

[ai.price]
per_resolution = {price}
price_drift = {{ value = "-20% to 20%", source = "-20 / 0 / +25 % a year (Gartner forecast; list prices seen 2024-26)" }}

[[ai.phases]]
start = 0
ramp_months = 2                      # assumption
"#,
        volume = short(c.volume),
        containment = short(c.containment * 100.0),
        price = short(c.price),
        cost = short(c.cost_per_contact),
        months = RUN_UP + c.months,
        induced_low = short(INDUCED[0] * 100.0),
        induced_high = short(INDUCED[1] * 100.0),
        platform = rounded(5000.0 * scale),
        run_low = short((10.0 * scale).round() / 10.0),
        run_high = short((30.0 * scale).round() / 10.0),
    );
    for Kind(id, name, share, ratio, fcr, csat, containment, resolution) in &KINDS {
        let at = |shift: f64| logistic(logit(*containment) + solved.shift + shift);
        text.push_str(&format!(
            r#"
[[contact_types]]
id = "{id}"
name = "{name}"
volume = {volume}                     # assumption: {share} of the contacts given
aht = "{aht} min"                    # assumption: {ratio} of the mean
fcr = {fcr}                          # assumption; average 70 % (SQM Group)
csat = {csat}                         # assumption
[contact_types.ai]
reach = 1.0                          # as the calculator has it: every contact begins with the AI
launch = {{ value = {launch}, source = "25-35 % at go-live where 45-67 % come later (wizquest.io; fin.ai)" }}
mature = "{mature}"       # the share given, by type; its spread is an assumption
resolution = {{ value = "{resolution}", source = "15 / 20 / 25 points below containment (chatbotscape.com 2026; enderturing.com)" }}
"#,
            volume = short(c.volume * share),
            aht = short(c.aht_minutes * ratio / mean_ratio),
            launch = short((at(-SPREAD) * 0.5).max(1e-4)),
            mature = range(at(-SPREAD), at(SPREAD)),
            resolution = range(resolution[0], resolution[1]),
        ));
    }
    // Costs of turnover move with the wage, so that the cost per contact is a multiple of it.
    let team = |id: &str, tier: u8, share: f64, wage: f64, attrition: &str, weeks: u8, ramp: &str| {
        format!(
            r#"
[[teams]]
id = "{id}"
skill_tier = {tier}                       # assumption
share_of_in_house = {share}             # assumption
loaded_hourly_cost = {wage}       # solved for the cost per contact given
annual_attrition = {attrition}
training_weeks = {weeks}                   # 2 / 4 / 8 weeks (hivedesk.com)
ramp_months = {ramp}
hire_cost = {hire}               # 3,400 at 27 an hour (Gartner, via apexcx.com)
training_cost = {training}           # assumption: 2,500 at 27 an hour
"#,
            wage = short(wage),
            hire = short(3400.0 / 27.0 * wage),
            training = short(2500.0 / 27.0 * wage),
        )
    };
    let us = "{ value = \"25% to 40%\", source = \"US 22 / 28-31 / 45 % (Metrigy, n = 697; ContactBabel)\" }";
    text.push_str(&team("generalists", 3, 0.85, solved.wage, us, 4, "4                      # 3-6 months (wfmlabs)"));
    text.push_str(&team(
        "specialists",
        5,
        0.15,
        1.2 * solved.wage,
        "\"15% to 25%\"   # assumption",
        8,
        "9                      # 9-18 months (wfmlabs)",
    ));
    if c.vendor_share > 0.0 {
        text.push_str(&format!(
            r#"
[[vendors]]
id = "vendor"
name = "Vendor"
volume_share = {share}
skill_tier = 3                       # assumption
[vendors.contract]
per_minute = {price}              # solved for the cost per contact given
minimum = {{ share = 0.8, of = "money" }}   # assumption: band floors of 70 / 80 / 90 %
notice_months = 3                    # assumption
indexation = {{ value = 0.025, source = "0 / 2-3 / 5 % a year (TTEC 10-K FY2018; globalify.com)" }}
[vendors.renegotiated]
per_minute = {dearer}              # assumption: 5 % more on harder work
minimum = {{ share = 0.4, of = "money" }}   # assumption
notice_months = 1                    # assumption
indexation = 0.025                   # assumption
"#,
            share = short(c.vendor_share),
            price = short(solved.per_minute),
            dearer = short(1.05 * solved.per_minute),
        ));
    }
    text.push_str(&format!(
        r#"
[levers.staffing]
severance_weeks = 6                  # assumption: 2 / 4-8 / 16+ weeks, law-dependent
upskill = {{ success = 0.6, weeks = 6, cost = 3000 }}   # assumption

[levers.metrics]
programme_cost = {programme}               # assumption, by the root of the volume

[levers.quality]
ai_reviews = {reviews}                    # assumption: about 3 % of conversations

[[correlations]]                     # one AI: where it does well on one type it does well on the others
between = ["contact_types.*.ai.mature"]
rho = 0.7                            # assumption

[[correlations]]
between = ["contact_types.*.ai.resolution"]
rho = 0.7                            # assumption

[[options]]
id = "technical_only"
name = "AI wired into the existing workflow"

[[options]]
id = "redesign"
name = "Redesign planned with the rollout, one owner"
levers = {{ staffing = 0, routing = 0, metrics = 0, contracts = 0, quality = 0 }}
"#,
        programme = rounded(20e3 * scale),
        reviews = (0.03 * c.volume * c.containment).round().clamp(100.0, 10_000.0),
    ));
    text
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
