//! The scenario behind a claim as text: every number given, solved for, sourced, or marked as an assumption.

use super::{Claim, logistic, logit};

/// Months before go-live.
const RUN_UP: usize = 3;

/// A contact type of the scenario: id, name, share of volume, handle time over the mean, FCR, CSAT, containment and true
/// resolution before the claim moves them.
pub(super) struct Kind(pub(super) &'static str, pub(super) &'static str, pub(super) f64, f64, f64, f64, pub(super) f64, [f64; 2]);

/// Working ratios of the facts page; the mix itself is an assumption, there is no public one.
pub(super) const KINDS: [Kind; 5] = [
    Kind("status", "Status and simple questions", 0.30, 0.5, 0.82, 0.80, 0.75, [0.74, 0.90]),
    Kind("changes", "Changes and orders", 0.25, 0.8, 0.74, 0.74, 0.55, [0.64, 0.83]),
    Kind("billing", "Billing", 0.20, 1.0, 0.70, 0.72, 0.40, [0.56, 0.78]),
    Kind("technical", "Technical help", 0.15, 1.5, 0.66, 0.68, 0.35, [0.52, 0.75]),
    Kind("complaints", "Complaints and disputes", 0.10, 2.0, 0.56, 0.56, 0.15, [0.40, 0.65]),
];
/// Half the width of a 90 % interval of containment, in logits: 67 % is known to about 6 points.
const SPREAD: f64 = 0.3;
/// Induced conversations over those met: the 90 % interval, whose geometric mean is the median.
pub(super) const INDUCED: [f64; 2] = [0.02, 0.10];

/// What is solved for.
pub(super) struct Solved {
    /// Loaded wage of a generalist.
    pub(super) wage: f64,
    /// Vendor's price of a handled minute.
    pub(super) per_minute: f64,
    /// Shift of every type's containment, in logits.
    pub(super) shift: f64,
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

/// Small operations buy smaller projects: costs go with the root of the volume, so that ten times the volume costs three
/// times as much.
fn scale(claim: &Claim) -> f64 {
    libm::sqrt(claim.volume / 50_000.0).clamp(0.1, 5.0)
}

/// An assumed amount, which pretends to no more than it knows.
fn rounded(x: f64) -> f64 {
    (x / 100.0).round() * 100.0
}

/// The whole scenario.
pub(super) fn write(claim: &Claim, solved: &Solved) -> String {
    let types: String = KINDS.iter().fold(String::new(), |text, kind| text + &contact_type(claim, solved, kind));
    let us = "{ value = \"25% to 40%\", source = \"US 22 / 28-31 / 45 % (Metrigy, n = 697; ContactBabel)\" }";
    let generalists = team("generalists", 3, 0.85, solved.wage, us, 4, "4                      # 3-6 months (wfmlabs)");
    let dearer = 1.2 * solved.wage;
    let specialists =
        team("specialists", 5, 0.15, dearer, "\"15% to 25%\"   # assumption", 8, "9                      # 9-18 months (wfmlabs)");
    let vendor = if claim.vendor_share > 0.0 { vendor(claim, solved) } else { String::new() };
    [head(claim), types, generalists, specialists, vendor, redesign(claim)].concat()
}

fn head(c: &Claim) -> String {
    let scale = scale(c);
    let integration = match c.one_off {
        Some(one_off) => format!("{}              # given", short(one_off)),
        None => format!("\"{} to {}\"   # assumption, by the root of the volume", rounded(100e3 * scale), rounded(500e3 * scale)),
    };
    format!(
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
    )
}

fn contact_type(c: &Claim, solved: &Solved, kind: &Kind) -> String {
    let Kind(id, name, share, ratio, fcr, csat, containment, resolution) = kind;
    let mean_ratio: f64 = KINDS.iter().map(|kind| kind.2 * kind.3).sum();
    let at = |shift: f64| logistic(logit(*containment) + solved.shift + shift);
    format!(
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
    )
}

/// Costs of turnover move with the wage, so that the cost per contact is a multiple of it.
fn team(id: &str, tier: u8, share: f64, wage: f64, attrition: &str, weeks: u8, ramp: &str) -> String {
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
}

fn vendor(c: &Claim, solved: &Solved) -> String {
    format!(
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
    )
}

fn redesign(c: &Claim) -> String {
    format!(
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
        programme = rounded(20e3 * scale(c)),
        reviews = (0.03 * c.volume * c.containment).round().clamp(100.0, 10_000.0),
    )
}
