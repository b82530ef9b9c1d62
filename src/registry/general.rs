//! `extends`, `[scenario]`, `[demand]`, `[difficulty]`, `[customers]`, `[service]`.

use super::Domain::{Count, Duration, Money, Months, Positive, Share, Signed};
use super::{Access, Key, Kind, Slot};

pub(super) const KEYS: &[Key] = &[
    Key::other("extends", Kind::Text, "Another scenario, relative to this one; this one says only what differs.").absent(),
    Key::other("scenario.name", Kind::Text, "Name of the question, as the report's title."),
    Key::other("scenario.currency", Kind::Text, "ISO code of the currency of every amount.").or_text("USD"),
    Key::other("scenario.start", Kind::Start, "Calendar month of month 0, as 2026-01."),
    Key::plain("scenario.months", Count, "months", "Months simulated, run-up included.").between(2.0, 240.0),
    Key::plain("scenario.go_live", Months, "month, 0-based", "Month in which the AI takes its first contact."),
    Key::number("scenario.discount_rate", Positive, "a year", field!(discount_rate), "Discount rate of NPV, effective.")
        .or(0.10)
        .between(0.0, 1.0),
    Key::number("demand.growth", Signed, "a year", field!(demand.growth), "Growth of issues a year, effective.")
        .or(0.0)
        .between(-0.9, 5.0)
        .usual(-0.2, 0.4, "planner's judgement; no public source"),
    Key::number(
        "demand.shock_sd",
        Positive,
        "log points",
        field!(demand.shock_sd),
        "Standard deviation of the monthly log shock of demand.",
    )
    .or(0.06)
    .between(0.0, 1.0)
    .usual(0.0, 0.2, "facts §1: monthly forecast error of 3 %, daily busyness 5 to 20 %, both assumptions"),
    Key::number(
        "demand.shock_persistence",
        Share,
        "share",
        field!(demand.shock_persistence),
        "How much of a month's shock lasts into the next.",
    )
    .or(0.5)
    .between(0.0, 0.99),
    Key::other(
        "demand.season",
        Kind::Season(|p, _i, season| p.demand.season = season),
        "Twelve seasonal factors, January first; normalised to mean 1.",
    )
    .absent(),
    Key::number(
        "difficulty.aht_loading",
        Share,
        "share",
        field!(difficulty.aht_loading),
        "How much of a contact's length is its difficulty.",
    )
    .or(0.7),
    Key::number(
        "difficulty.fcr_slope",
        Positive,
        "probit points",
        field!(difficulty.fcr_slope),
        "How fast resolution falls with difficulty.",
    )
    .or(0.5)
    .between(0.0, 3.0),
    Key::number(
        "difficulty.csat_gap",
        Share,
        "points of probability",
        field!(difficulty.csat_gap),
        "Satisfaction lost when a contact is not resolved.",
    )
    .or(0.35)
    .usual(0.15, 0.6, "facts §2: 15 to 20 points per extra call (SQM 2008), 2.83 of 5 when unresolved (Qualtrics 2026)"),
    Key::number(
        "difficulty.csat_handoff",
        Share,
        "points of probability",
        field!(difficulty.csat_handoff),
        "Satisfaction lost by a handoff without context.",
    )
    .or(0.10),
    Key::number(
        "difficulty.csat_wait",
        Share,
        "points of probability",
        field!(difficulty.csat_wait),
        "Satisfaction lost by an answer that comes late.",
    )
    .or(0.10),
    Key::number(
        "difficulty.value_loading",
        Positive,
        "log points",
        field!(difficulty.value_loading),
        "How strongly value at risk concentrates in difficult contacts.",
    )
    .or(0.0)
    .between(0.0, 3.0),
    Key::number(
        "customers.repeat_propensity",
        Share,
        "share",
        field!(customers.repeat_propensity),
        "Of those a human did not resolve, the share who come back.",
    )
    .or(0.60)
    .between(0.0, 0.95)
    .usual(0.3, 0.9, "facts §2: 1.2 calls an issue at 80 % FCR, 1.5 at 67 % (SQM)"),
    Key::number(
        "customers.false_containment_return",
        Share,
        "share",
        field!(customers.false_containment_return),
        "Of those the AI falsely contained, the share who reach a human.",
    )
    .or(0.70),
    Key::number(
        "customers.patience",
        Duration,
        "minutes",
        field!(option customers.patience_minutes),
        "Mean patience in the queue; left out, nobody hangs up (Erlang C).",
    )
    .absent()
    .certain()
    .above_zero()
    .usual(1.0, 13.0, "facts §2: 2 / 5 / 13 min (Brown et al. 2005, from memory)"),
    Key::number("customers.retry", Share, "share", field!(customers.retry), "Of those who hang up, the share who call again.").or(0.5),
    Key::number(
        "customers.effort_loss",
        Share,
        "chance per unit of effort",
        field!(customers.effort_loss),
        "Chance that one more contact, handoff without context or late answer loses the customer.",
    )
    .or(0.02)
    .usual(0.002, 0.1, "facts §2: stated defection 5 % at FCR, 9 % after two calls (SQM 2022); stated, not behaviour"),
    Key::number("service.share", Share, "share", field!(service.share), "Share of all arrivals to be answered in time.")
        .or(0.80)
        .certain()
        .between(0.01, 0.999),
    Key::number("service.within", Duration, "minutes", field!(service.within_minutes), "Time within which an answer is in time.")
        .or(0.5)
        .certain(),
    Key::number("service.max_occupancy", Share, "share", field!(service.max_occupancy), "Occupancy that planning may not exceed.")
        .or(0.86)
        .from("facts §3: target occupancy 75 / 82 / 85-88 % (ICMI; immersecx.com)")
        .certain()
        .between(0.1, 1.0)
        .usual(0.75, 0.88, "facts §3: target occupancy 75 / 82 / 85-88 % (ICMI; immersecx.com)"),
    Key::table(
        "service.deferred",
        "Response target of deferred work (e-mail, back office); with it, work left open is carried into the next month.",
    ),
    Key::number(
        "service.deferred.within",
        Duration,
        "minutes",
        field!(service.deferred => within_minutes),
        "Time within which deferred work is in time, nights and weekends included.",
    )
    .or(24.0 * 60.0)
    .above_zero(),
    Key::number(
        "service.deferred.share",
        Share,
        "share",
        field!(service.deferred => share),
        "Share of deferred work to be answered in time; 5 points below it a month counts as below service.",
    )
    .or(0.9),
    Key::other(
        "service.profile",
        Kind::Choice(&["retail", "office_hours", "around_the_clock", "utility"], None),
        "Weekly arrival profile of real-time work.",
    )
    .or_text("retail"),
    Key::other(
        "service.profile_file",
        Kind::Text,
        "CSV file with the arrival profile, beside the scenario: 336 half-hours or 168 hours of a week, Monday 00:00 first.",
    )
    .absent(),
    Key::other("service.opening.monday_to_friday", Kind::Text, "Opening hours, as \"08:00-20:00\" or \"closed\"; left out: the profile's.")
        .absent(),
    Key::other("service.opening.saturday", Kind::Text, "The same of Saturday.").absent(),
    Key::other("service.opening.sunday", Kind::Text, "The same of Sunday.").absent(),
];

/// Keys of `[slide]` and `[verdict]`, the last sections of a file.
pub(super) const CLAIM_KEYS: &[Key] = &[
    Key::table("slide", "What the business case promised, where it differs from the engine's own slide."),
    Key::plain("slide.containment", Share, "share", "Containment promised.").absent(),
    Key::plain("slide.cost_per_contact", Money, "per contact", "Cost of a human contact claimed.").absent(),
    Key::other("slide.includes", Kind::Choices(&["usage"]), "Costs the slide deducts: the AI usage fee, or nothing.").absent(),
    Key::plain("verdict.hurdle.realisation", Positive, "share of the slide", "Realisation at run-rate that counts as success.").or(0.5),
    Key::plain("verdict.hurdle.probability", Share, "probability", "Probability with which it must be reached.").or(0.8),
];
