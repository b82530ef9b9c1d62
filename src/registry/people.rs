//! `[workforce]`, `[behaviour]`, `[[teams]]`, `[assist]`.

use super::Domain::{Count, Money, Months, Positive, Share, Signed, Tier};
use super::{Access, Key, Kind, ListOf, Slot, grow};

pub(super) const KEYS: &[Key] = &[
    Key::number(
        "workforce.paid_hours",
        Positive,
        "hours a month and FTE",
        field!(workforce.paid_hours),
        "Paid hours a month of a full-time equivalent.",
    )
    .or(160.0)
    .between(1.0, 400.0)
    .usual(120.0, 180.0, "contracts of 32 to 40 hours a week"),
    Key::number(
        "workforce.shrinkage",
        Share,
        "share of paid time",
        field!(workforce.shrinkage),
        "Paid time away from contacts: leave, sickness, breaks, meetings, training of proficient staff.",
    )
    .or(0.30)
    .from("facts §3: 15 / 30 / 35 % (TechTarget, L. Bocklund)")
    .between(0.0, 0.9)
    .usual(0.15, 0.35, "facts §3: 15 / 30 / 35 % (TechTarget, L. Bocklund)"),
    Key::number(
        "workforce.schedule_inefficiency",
        Positive,
        "share",
        field!(workforce.schedule_inefficiency),
        "Staff needed beyond the curve of need because shifts do not follow it.",
    )
    .or(0.06)
    .between(0.0, 1.0),
    Key::number("workforce.overtime_cap", Positive, "share of FTE", field!(workforce.overtime_cap), "Most overtime a month.")
        .or(0.08)
        .between(0.0, 1.0),
    Key::number(
        "workforce.overtime_premium",
        Positive,
        "share of wage",
        field!(workforce.overtime_premium),
        "Extra pay of an overtime hour.",
    )
    .or(0.5),
    Key::number(
        "workforce.start_productivity",
        Share,
        "share",
        field!(workforce.start_productivity),
        "Productivity of a head fresh from training.",
    )
    .or(0.5)
    .between(0.01, 1.0)
    .usual(0.4, 0.85, "facts §3: new-hire handle time 1.3 / 1.5 / 1.8 times tenured (wfmlabs)"),
    Key::number(
        "workforce.planning_percentile",
        Share,
        "percentile",
        field!(workforce.planning_percentile),
        "Percentile of demand that every sizing decision plans for.",
    )
    .or(0.75)
    .between(0.01, 0.99),
    Key::number(
        "workforce.lead_time_months",
        Months,
        "months",
        field!(workforce.lead_time_months),
        "From the decision to hire to the first day of training.",
    )
    .or(2.0)
    .between(0.0, 24.0),
    Key::number("workforce.wage_inflation", Signed, "a year", field!(workforce.wage_inflation), "Rise of loaded hourly costs a year.")
        .or(0.03)
        .between(-0.5, 1.0),
    Key::number(
        "workforce.seasonal_flex",
        Share,
        "share",
        field!(workforce.seasonal_flex),
        "Share of the season above the yearly mean that temporary staff cover.",
    )
    .or(0.8),
    Key::number(
        "workforce.temporary_premium",
        Positive,
        "share of wage",
        field!(workforce.temporary_premium),
        "Extra cost of temporary staff for the same work.",
    )
    .or(0.25),
    Key::number(
        "workforce.response_without",
        Share,
        "share",
        field!(workforce.response_without),
        "How far an unwarned planner follows a falling load, by attrition only.",
    )
    .or(0.4),
    Key::number(
        "workforce.misskill_aht",
        Positive,
        "share per tier",
        field!(workforce.misskill_aht),
        "Extra handle time per tier above the team's skill.",
    )
    .or(0.12)
    .between(0.0, 2.0),
    Key::number(
        "workforce.misskill_fcr",
        Positive,
        "probit points per tier",
        field!(workforce.misskill_fcr),
        "Resolution lost per tier above the team's skill.",
    )
    .or(0.20)
    .between(0.0, 2.0),
    Key::table("workforce.supervisors", "People who lead the agents, in-house; left out, they are not counted, today neither."),
    Key::number(
        "workforce.supervisors.agents",
        Positive,
        "agents per supervisor",
        field!(workforce.supervisors => agents),
        "Span of control: everybody paid to handle contacts, in training or temporary, for one supervisor.",
    )
    .or(12.0)
    .from("facts §3: span of control 5 / 10-14 / 20 (ICMI 2019)")
    .between(1.0, 1000.0)
    .usual(5.0, 20.0, "facts §3: span of control 5 / 10-14 / 20 (ICMI 2019; QATC 2019)"),
    Key::number(
        "workforce.supervisors.hourly_cost",
        Money,
        "per paid hour",
        field!(workforce.supervisors => hourly_cost),
        "Loaded hourly cost of supervisors.",
    )
    .or(38.0),
    Key::table("workforce.qa_analysts", "People who listen to agents' contacts, in-house; left out, they are not counted, today neither."),
    Key::number(
        "workforce.qa_analysts.agents",
        Positive,
        "agents per analyst",
        field!(workforce.qa_analysts => agents),
        "Everybody paid to handle contacts, in training or temporary, for one quality analyst.",
    )
    .or(30.0)
    .from("facts §3: 15 / 30 / 45+ agents per QA analyst (QATC 2019)")
    .between(1.0, 1000.0)
    .usual(15.0, 60.0, "facts §3: 15 / 30 / 45+ agents per QA analyst (QATC 2019)"),
    Key::number(
        "workforce.qa_analysts.hourly_cost",
        Money,
        "per paid hour",
        field!(workforce.qa_analysts => hourly_cost),
        "Loaded hourly cost of quality analysts.",
    )
    .or(34.0),
    Key::number(
        "behaviour.occupancy_reference",
        Share,
        "share",
        field!(behaviour.occupancy_reference),
        "Occupancy above which people begin to leave for it.",
    )
    .or(0.82)
    .from("facts §3: target occupancy 75 / 82 / 85-88 % (ICMI)"),
    Key::number(
        "behaviour.attrition_per_occupancy",
        Positive,
        "log points per 1.0 of occupancy",
        field!(behaviour.attrition_per_occupancy),
        "How leaving rises with occupancy above the reference.",
    )
    .or(4.0)
    .between(0.0, 50.0)
    .usual(0.0, 6.0, "facts §3: 0 / 0.5 / 1.5 points per point above 85 % (MetricNet, second hand)"),
    Key::number(
        "behaviour.attrition_per_hardness",
        Positive,
        "log points per unit of difficulty",
        field!(behaviour.attrition_per_hardness),
        "How leaving rises with the difficulty of the work.",
    )
    .or(0.26)
    .between(0.0, 5.0),
    Key::number(
        "behaviour.attrition_per_pressure",
        Positive,
        "log points per 1.0 of pressure",
        field!(behaviour.attrition_per_pressure),
        "How leaving rises with the pressure of old targets.",
    )
    .or(0.52)
    .between(0.0, 5.0),
    Key::number("behaviour.hurry", Share, "share", field!(behaviour.hurry), "Share of the pressure that turns into shorter handling.")
        .or(0.11),
    Key::number(
        "behaviour.pressure_fcr",
        Positive,
        "probit points per 1.0 of pressure",
        field!(behaviour.pressure_fcr),
        "Resolution lost under pressure.",
    )
    .or(0.46)
    .between(0.0, 5.0),
];

pub(super) const TEAM_KEYS: &[Key] = &[
    Key::other("teams[]", Kind::List(ListOf::Ids, Some(|p, i| grow(&mut p.teams, i[0]))), "In-house teams."),
    Key::other("teams[].id", Kind::Text, "Id of the team."),
    Key::other("teams[].name", Kind::Text, "Name for people.").like("teams[].id"),
    Key::number("teams[].skill_tier", Tier, "tier", each!(teams, skill_tier), "Highest tier of difficulty the team is trained for.")
        .certain(),
    Key::number(
        "teams[].share_of_in_house",
        Share,
        "share of in-house headcount",
        each!(teams, share_of_in_house),
        "Share of in-house headcount today.",
    )
    .or(1.0)
    .certain(),
    Key::number(
        "teams[].headcount",
        Positive,
        "heads",
        each!(option teams, headcount),
        "Heads today; left out, what today's demand needs.",
    )
    .absent(),
    Key::number("teams[].loaded_hourly_cost", Money, "per paid hour", each!(teams, loaded_hourly_cost), "Wage with all its charges.")
        .above_zero(),
    Key::number("teams[].annual_attrition", Share, "a year", each!(teams, annual_attrition), "Share of heads that leave in a year.")
        .or(0.30)
        .from("facts §3: US 22 / 28-31 / 45 % a year (Metrigy, n = 697; ContactBabel)")
        .between(0.0, 0.99)
        .usual(0.15, 0.55, "facts §3: US 22 / 28-31 / 45 %, captive 20 %, offshore to 55 % (Metrigy, ContactBabel)"),
    Key::number("teams[].training_weeks", Positive, "weeks", each!(teams, training_weeks), "Weeks of training before the first contact.")
        .or(4.0)
        .from("facts §3: 2 / 4 / 8 weeks of training and nesting (hivedesk.com)")
        .between(0.0, 104.0)
        .usual(1.0, 12.0, "facts §3: 2 / 4 / 8 weeks of training and nesting (hivedesk.com)"),
    Key::number("teams[].ramp_months", Months, "months", each!(teams, ramp_months), "Months from training to full productivity.")
        .or(4.0)
        .from("facts §3: 3-6 months routine, 9-18 complex (wfmlabs)")
        .between(0.0, 60.0)
        .usual(1.0, 18.0, "facts §3: 3-6 months routine, 9-18 complex (wfmlabs)"),
    Key::number("teams[].hire_cost", Money, "per hire", each!(teams, hire_cost), "Recruitment of one head.")
        .or(3400.0)
        .from("facts §3: recruitment part of replacement cost (Gartner, via apexcx.com)"),
    Key::number("teams[].training_cost", Money, "per hire", each!(teams, training_cost), "Training of one head, its wage excluded.")
        .or(2500.0),
    Key::other(
        "teams[].skills",
        Kind::TypeIds,
        "Contact types whose hard contacts a specialist team is trained for; each set of types is a queue of its own. Left out: those that \
         no other specialist team names.",
    )
    .absent(),
    Key::number(
        "teams[].minimum_heads",
        Count,
        "heads",
        each!(teams, minimum_heads),
        "Heads below which no plan takes the team, however little work there is.",
    )
    .unused(0.0),
    Key::number(
        "teams[].maximum_class",
        Count,
        "heads",
        each!(option teams, maximum_class),
        "Most heads hired in a month; left out, as many as are needed.",
    )
    .absent()
    .between(1.0, 1e6),
    Key::table("assist", "An AI beside the in-house agent, in every option with AI."),
    Key::number(
        "assist.aht_saving.ramp",
        Share,
        "share of handle time",
        field!(assist => aht_saving_ramp),
        "Handle time saved by a head in ramp.",
    )
    .or(0.23)
    .between(0.0, 0.9)
    .from("facts §6: novices +30-35 % issues an hour (Brynjolfsson et al., QJE 2025)"),
    Key::number(
        "assist.aht_saving.proficient",
        Share,
        "share of handle time",
        field!(assist => aht_saving_proficient),
        "Handle time saved by a proficient head.",
    )
    .or(0.0)
    .between(0.0, 0.9)
    .from("facts §6: about no speed gained by top agents (Brynjolfsson et al., QJE 2025)"),
    Key::number("assist.fcr_shift", Signed, "probit points", field!(assist => fcr_shift), "Resolution gained.").or(0.0).between(-3.0, 3.0),
    Key::number(
        "assist.start_productivity",
        Share,
        "share",
        field!(assist => start_productivity),
        "Productivity that a head fresh from training gains, beside the handle time saved; never above that of a proficient one.",
    )
    .or(0.0),
    Key::number("assist.attrition", Signed, "log points", field!(assist => attrition), "Change of the leaving hazard.")
        .or(0.0)
        .between(-3.0, 3.0),
    Key::number(
        "assist.cost_per_seat",
        Money,
        "a month and seat",
        field!(assist => cost_per_seat),
        "Licence per in-house seat: heads, those in training, temporary staff.",
    )
    .or(0.0),
    Key::number("assist.start", Months, "month, 0-based", field!(assist => start), "Month of the run in which it starts.").or(0.0),
];
