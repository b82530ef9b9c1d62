//! `[ai]`, `[ai.price]`, `[ai.quality]`, `[[ai.phases]]`, `[[contact_types]]`.

use super::Domain::{Count, Duration, Money, Months, Positive, Share, Signed};
use super::{Access, Key, Kind, ListOf, Preset, Slot, grow};
use crate::model::GuaranteeMetric;

const FEES: &[&str] = &["ai.price.per_conversation", "ai.price.per_minute", "ai.price.per_seat", "ai.price.fixed"];

pub(super) const KEYS: &[Key] = &[
    Key::number(
        "ai.selectivity",
        Share,
        "correlation",
        field!(ai.selectivity),
        "How strongly the AI takes the easy contacts: 0 at random, near 1 exactly the easiest.",
    )
    .or(0.65)
    .between(0.0, 0.999),
    Key::number(
        "ai.learning_months",
        Positive,
        "months",
        field!(ai.learning_months),
        "Time in which 63 % of the way from launch to maturity is gone.",
    )
    .or(4.0)
    .between(0.01, 120.0),
    Key::number(
        "ai.induced",
        Positive,
        "share of issues met",
        field!(ai.induced),
        "Conversations that would never have been a human contact, on top of the real ones.",
    )
    .or(0.05)
    .between(0.0, 5.0),
    Key::number(
        "ai.handoff_penalty",
        Positive,
        "share of handle time",
        field!(ai.handoff_penalty),
        "Extra handle time when a customer has to tell it all again.",
    )
    .or(0.15)
    .between(0.0, 2.0)
    .usual(0.0, 0.45, "facts §5: 0 / +60 / +180 s an escalated contact; the figures are an assumption"),
    Key::number(
        "ai.handoff_saving",
        Share,
        "share of handle time",
        field!(ai.handoff_saving),
        "Handle time saved when context is carried.",
    )
    .or(0.08)
    .between(0.0, 0.9),
    Key::number(
        "ai.context_carried",
        Share,
        "share of escalations",
        field!(ai.context_carried),
        "Escalations with context, as the tool is installed.",
    )
    .or(0.3)
    .usual(0.0, 0.7, "facts §2: 83 % repeat themselves after a transfer from an AI (Five9, 2026)"),
    Key::number("ai.integration", Money, "one-off", field!(ai.integration), "Integration, data and security.").or(250_000.0).usual(
        50_000.0,
        1_500_000.0,
        "facts §5: 50 / 250 / 1,500 k, an assumption",
    ),
    Key::number("ai.platform_fee", Money, "a month", field!(ai.platform_fee), "Platform licence.").or(5_000.0).usual(
        0.0,
        40_000.0,
        "facts §5: 0 / 60 / 300 k a year, an assumption",
    ),
    Key::number("ai.run_team_fte", Positive, "FTE", field!(ai.run_team_fte), "People who keep its knowledge and flows in order.")
        .or(2.0)
        .usual(0.5, 6.0, "facts §5: 0.5 / 2 / 6 FTE, an assumption"),
    Key::number("ai.run_team_hourly_cost", Money, "per paid hour", field!(ai.run_team_hourly_cost), "Their loaded hourly cost.").or(48.0),
    Key::number("ai.error_cost", Money, "per falsely contained conversation", field!(ai.error_cost), "Refunds and corrections.").or(0.0),
    Key::number("ai.csat_resolved", Share, "share", field!(ai.csat_resolved), "Satisfaction with conversations the AI resolved.").or(0.80),
    Key::number("ai.csat_false", Share, "share", field!(ai.csat_false), "Satisfaction with conversations it falsely contained.").or(0.30),
    Key::table("ai.opt_out", "From a month on part of the customers go past the AI: a right to a human, a menu that offers one first."),
    Key::number("ai.opt_out.start", Months, "months after go-live", field!(ai.opt_out => start), "First month in which they may."),
    Key::number(
        "ai.opt_out.share",
        Share,
        "share of issues that would have met the AI",
        field!(ai.opt_out => share),
        "Who goes past it, whatever the difficulty.",
    ),
    Key::number(
        "ai.price.per_resolution",
        Money,
        "per billed resolution",
        field!(ai.price.per_resolution),
        "Price of a resolution, as the vendor counts them.",
    )
    .preset(Preset::Unless(0.99, FEES))
    .from("facts §5: Intercom Fin, list price (fin.ai 2026)")
    .usual(0.1, 3.0, "facts §5: 0.49 to 2.00 list prices, above 3 by 2030 (Gartner)"),
    Key::number("ai.price.per_conversation", Money, "per conversation", field!(ai.price.per_conversation), "Price of a conversation.")
        .unused(0.0),
    Key::number("ai.price.per_minute", Money, "per minute of conversation", field!(ai.price.per_minute), "Price of a minute.").unused(0.0),
    Key::number(
        "ai.price.minutes_per_conversation",
        Positive,
        "minutes",
        field!(ai.price.minutes_per_conversation),
        "Length of a conversation with the AI; matters only where minutes are priced.",
    )
    .or(3.0)
    .from("facts §5: voice at 0.35 to 0.89 a call or 0.14 to 0.22 a minute, so 2.5 to 4 minutes (Fini)")
    .between(0.0, 120.0),
    Key::number("ai.price.per_seat", Money, "a month and seat", field!(ai.price.per_seat), "Price of a seat.").unused(0.0),
    Key::number("ai.price.fixed", Money, "a month", field!(ai.price.fixed), "Fixed fee.").unused(0.0),
    Key::number("ai.price.price_drift", Signed, "a year", field!(ai.price.price_drift), "Change of prices on go-live anniversaries.")
        .or(0.0)
        .between(-0.9, 5.0)
        .usual(-0.2, 0.25, "facts §5: -20 / 0 / +25 % a year (Gartner forecast; list prices seen 2024-26 fell)"),
    Key::other(
        "ai.price.counts",
        Kind::Choice(&["contained", "verified"], Some(|p, _i, choice| p.ai.price.verified = choice == 1)),
        "What the vendor bills as a resolution; verified needs the quality lever.",
    )
    .or_text("contained"),
    Key::table("ai.price.commitment", "So many billed units a month are paid for in any case."),
    Key::number(
        "ai.price.commitment.resolutions",
        Positive,
        "billed units a month",
        field!(ai.price.commitment => resolutions),
        "Units committed to.",
    ),
    Key::number(
        "ai.price.commitment.overage",
        Money,
        "per unit above",
        field!(ai.price.commitment => option overage),
        "Price of units above the commitment.",
    )
    .like("ai.price.per_resolution"),
    Key::table("ai.price.guarantee", "Part of the usage fee comes back when a threshold is missed."),
    Key::other(
        "ai.price.guarantee.metric",
        Kind::Choice(
            &["resolution", "error_rate"],
            Some(|p, _i, choice| {
                let metrics = [GuaranteeMetric::Resolution, GuaranteeMetric::ErrorRate];
                p.ai.price.guarantee.get_or_insert_default().metric = metrics[choice];
            }),
        ),
        "What the guarantee is measured on; needs the quality lever.",
    )
    .or_text("resolution"),
    Key::number("ai.price.guarantee.threshold", Share, "share", field!(ai.price.guarantee => threshold), "What the vendor guarantees."),
    Key::number(
        "ai.price.guarantee.credit",
        Share,
        "share of the usage fee",
        field!(ai.price.guarantee => credit),
        "What comes back in a month that misses it.",
    ),
    Key::number(
        "ai.quality.regression_probability",
        Share,
        "a month",
        field!(ai.quality.regression_probability),
        "Chance of a quality regression.",
    )
    .or(0.08)
    .from("facts §5: about one incident a year, an assumption"),
    Key::number("ai.quality.regression_size", Share, "of resolution", field!(ai.quality.regression_size), "Resolution a regression costs.")
        .or(0.05),
    Key::number(
        "ai.quality.complaint_detection",
        Share,
        "a month",
        field!(ai.quality.complaint_detection),
        "Chance that complaints alone reveal a regression.",
    )
    .or(0.05),
    Key::number("ai.quality.fix_months", Months, "months", field!(ai.quality.fix_months), "From finding a regression to its end.")
        .or(1.0)
        .between(0.0, 60.0),
    Key::other(
        "ai.phases[]",
        Kind::List(ListOf::Places, Some(|p, i| grow(&mut p.phases, i[0]))),
        "Phases of the rollout, in order; left out, one phase at go-live.",
    )
    .absent(),
    Key::number("ai.phases[].start", Months, "months after go-live", each!(phases, start), "Planned start.").between(0.0, 240.0),
    Key::number("ai.phases[].ramp_months", Months, "months", each!(phases, ramp_months), "Months until all of its issues meet the AI.")
        .or(3.0)
        .between(1.0, 120.0),
    Key::table("ai.phases[].gate", "What the phase before must show first."),
    Key::number(
        "ai.phases[].gate.min_resolution",
        Share,
        "share of contained",
        each!(phases, gate => min_resolution),
        "Least resolution seen.",
    ),
    Key::number("ai.phases[].gate.max_escalation", Share, "share of met", each!(phases, gate => max_escalation), "Most escalation seen."),
];

pub(super) const TYPE_KEYS: &[Key] = &[
    Key::other("contact_types[]", Kind::List(ListOf::Ids, Some(|p, i| grow(&mut p.types, i[0]))), "Kinds of contact."),
    Key::other("contact_types[].id", Kind::Text, "Id of the contact type."),
    Key::other("contact_types[].name", Kind::Text, "Name for people.").like("contact_types[].id"),
    Key::other("contact_types[].channel", Kind::Choice(&["voice", "chat", "email"], None), "Way of contact.").or_text("voice"),
    Key::number(
        "contact_types[].volume",
        Positive,
        "contacts a month",
        each!(types, volume),
        "Contacts that reach people in an average month today.",
    )
    .above_zero(),
    Key::number("contact_types[].aht", Duration, "minutes", each!(types, aht_minutes), "Average handle time today.").above_zero().usual(
        1.0,
        25.0,
        "facts §1: 84 % of centres at 3 to 10 min (QATC 2019); by type no public source",
    ),
    Key::number("contact_types[].aht_cv", Positive, "coefficient of variation", each!(types, aht_cv), "Spread of handle time.")
        .or(1.0)
        .from("facts §1: lognormal, 1.1 / 1.28 / 1.4 over all types (Brown et al. 2005, from memory)")
        .between(0.0, 5.0)
        .usual(0.5, 1.6, "facts §1: 1.1 / 1.28 / 1.4 over all types (Brown et al. 2005, from memory)"),
    Key::number("contact_types[].fcr", Share, "share", each!(types, fcr), "First-contact resolution today.").between(0.01, 0.99).usual(
        0.4,
        0.95,
        "facts §2: average 70 %, world class above 80 % (SQM)",
    ),
    Key::number("contact_types[].csat", Share, "share satisfied", each!(types, csat), "Satisfaction today.").usual(
        0.4,
        0.95,
        "facts §2: 70 / 78 / 85 % top box by phone (SQM)",
    ),
    Key::number(
        "contact_types[].value_at_risk",
        Money,
        "per issue",
        each!(types, value_at_risk),
        "Contribution lost when an issue is given up.",
    )
    .or(0.0),
    Key::number(
        "contact_types[].concurrency",
        Positive,
        "contacts at once",
        each!(types, concurrency),
        "Contacts an agent serves at once (chat).",
    )
    .unused(1.0)
    .between(1.0, 20.0)
    .usual(1.0, 3.0, "facts §1: 1.3 / 2 / 3 chats an agent (fmoutsource.com)"),
    Key::number("contact_types[].growth", Signed, "a year", each!(option types, growth), "Growth of this type.")
        .like("demand.growth")
        .between(-0.9, 5.0),
    Key::other("contact_types[].season", Kind::Season(|p, i, season| p.types[i[0]].season = Some(season)), "Season of this type.")
        .like("demand.season"),
    Key::table("contact_types[].ai", "What the AI does with it; left out, the AI never meets it."),
    Key::plain("contact_types[].ai.phase", Count, "phase, from 1", "Rollout phase it belongs to.").or(1.0),
    Key::number("contact_types[].ai.reach", Share, "share of issues", each!(types, ai.reach), "Issues that meet the AI once ramped up."),
    Key::number("contact_types[].ai.launch", Share, "share of met", each!(types, ai.launch), "Containment at launch."),
    Key::number("contact_types[].ai.mature", Share, "share of met", each!(types, ai.mature), "Containment when mature."),
    Key::number(
        "contact_types[].ai.resolution_launch",
        Share,
        "share of contained",
        each!(option types, ai.resolution_launch),
        "True resolution at launch.",
    )
    .like("contact_types[].ai.resolution"),
    Key::number("contact_types[].ai.resolution", Share, "share of contained", each!(types, ai.resolution), "True resolution when mature."),
    Key::number(
        "contact_types[].ai.induced",
        Positive,
        "share of issues met",
        each!(option types, ai.induced),
        "Induced conversations of this type.",
    )
    .like("ai.induced")
    .between(0.0, 5.0),
];
