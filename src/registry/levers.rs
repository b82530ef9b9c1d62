//! `[levers.*]`, `[ownership]`, `[[correlations]]`, `[[options]]`.

use super::Domain::{Count, Money, Months, Positive, Share, Signed, Tier};
use super::{Access, Key, Kind, ListOf, Slot, grow};

pub(super) const KEYS: &[Key] = &[
    Key::other(
        "levers.staffing.size_to",
        Kind::Choice(&["observed", "business_case"], None),
        "Size the team to what is observed, or take the slide at its word.",
    )
    .or_text("observed"),
    Key::number(
        "levers.staffing.review_months",
        Months,
        "months",
        field!(option levers.staffing.review_months),
        "After so many months a team sized to the business case is sized to what is observed; left out, never.",
    )
    .absent()
    .between(0.0, 600.0),
    Key::number(
        "levers.staffing.max_monthly_reduction",
        Share,
        "share of heads a month",
        field!(levers.staffing.max_monthly_reduction),
        "Most heads let go in a month.",
    )
    .or(0.04),
    Key::number(
        "levers.staffing.severance_weeks",
        Positive,
        "weeks of pay",
        field!(option levers.staffing.severance_weeks),
        "Severance; left out, nobody is let go.",
    )
    .absent()
    .between(0.0, 260.0)
    .usual(2.0, 16.0, "facts §3: 2 / 4-8 / 16+ weeks, law-dependent"),
    Key::number(
        "levers.staffing.attrition_first_months",
        Months,
        "months",
        field!(levers.staffing.attrition_first_months),
        "Nobody is let go whom this many months of attrition would have absorbed.",
    )
    .or(6.0)
    .between(0.0, 120.0),
    Key::number(
        "levers.staffing.notice_pay_weeks",
        Positive,
        "weeks of pay",
        field!(levers.staffing.notice_pay_weeks),
        "Notice paid in lieu to everybody who is let go, beside severance.",
    )
    .unused(0.0)
    .between(0.0, 104.0),
    Key::other(
        "levers.staffing.severance_bands[]",
        Kind::List(ListOf::Places, Some(|p, i| grow(&mut p.levers.staffing.severance_bands, i[0]))),
        "Severance by tenure, ascending: severance_weeks holds below the first band. At most three.",
    )
    .absent(),
    Key::number(
        "levers.staffing.severance_bands[].from_months",
        Months,
        "months since training",
        Access {
            slot: |p, i| Slot::Number(&mut p.levers.staffing.severance_bands[i[0]].from_months),
            view: |p, i| Some(p.levers.staffing.severance_bands[i[0]].from_months),
        },
        "Tenure from which the band holds.",
    )
    .certain()
    .between(1.0, 600.0),
    Key::number(
        "levers.staffing.severance_bands[].weeks",
        Positive,
        "weeks of pay",
        Access {
            slot: |p, i| Slot::Number(&mut p.levers.staffing.severance_bands[i[0]].weeks),
            view: |p, i| Some(p.levers.staffing.severance_bands[i[0]].weeks),
        },
        "Severance of the band.",
    )
    .between(0.0, 260.0),
    Key::number(
        "levers.staffing.wave_months",
        Months,
        "months",
        field!(levers.staffing.wave_months),
        "People are told to go every so many months, counted from the lever; a wave may take what as many months would have taken.",
    )
    .or(1.0)
    .between(1.0, 60.0),
    Key::number(
        "levers.staffing.consultation_months",
        Months,
        "months",
        field!(levers.staffing.consultation_months),
        "From the day people are told to the day they go; they work and are paid until then.",
    )
    .unused(0.0)
    .between(0.0, 24.0)
    .usual(0.0, 3.0, "facts §3: consultation 30-90 days in UK and EU, US WARN 60 days; norms, from memory"),
    Key::number(
        "levers.staffing.hiring_freeze_months",
        Months,
        "months",
        field!(levers.staffing.hiring_freeze_months),
        "Months from the lever in which nobody is hired from outside; classes decided before and moves go on.",
    )
    .unused(0.0)
    .between(0.0, 120.0),
    Key::number(
        "levers.staffing.redeploy_share",
        Share,
        "share of those who go",
        field!(levers.staffing.redeploy_share),
        "Of the people the team can do without, those whom other departments take: no severance, but their pay stays with the company.",
    )
    .unused(0.0),
    Key::table(
        "levers.staffing.collective_dismissal",
        "From how many on the country's law speaks of a collective dismissal. The run says how likely a wave passes it; ask counsel.",
    ),
    Key::number(
        "levers.staffing.collective_dismissal.heads",
        Count,
        "heads",
        field!(levers.staffing.collective_dismissal => heads),
        "Heads let go within the period.",
    )
    .or(20.0)
    .between(1.0, 1e6),
    Key::number(
        "levers.staffing.collective_dismissal.within_months",
        Months,
        "months",
        field!(levers.staffing.collective_dismissal => within_months),
        "Length of the period.",
    )
    .or(3.0)
    .between(1.0, 24.0),
    Key::table("levers.staffing.upskill", "Generalists are retrained to specialists."),
    Key::number(
        "levers.staffing.upskill.success",
        Share,
        "share",
        field!(levers.staffing.upskill => success),
        "Of those retrained, the share who become specialists.",
    )
    .or(0.60)
    .between(0.01, 1.0)
    .usual(0.4, 0.8, "facts §3: 40 / 60 / 80 %, an assumption"),
    Key::number("levers.staffing.upskill.weeks", Positive, "weeks", field!(levers.staffing.upskill => weeks), "Weeks of retraining.")
        .or(6.0)
        .between(0.0, 104.0),
    Key::number(
        "levers.staffing.upskill.cost",
        Money,
        "per head",
        field!(levers.staffing.upskill => cost),
        "Cost of retraining one head, its wage excluded.",
    )
    .or(3000.0),
    Key::number(
        "levers.routing.specialist_from_tier",
        Tier,
        "tier",
        field!(levers.routing.specialist_from_tier),
        "First tier that specialists take.",
    )
    .or(5.0)
    .certain(),
    Key::number(
        "levers.routing.context_carried",
        Share,
        "share of escalations",
        field!(levers.routing.context_carried),
        "Escalations with context once the lever is pulled.",
    )
    .or(0.90),
    Key::number(
        "levers.routing.cross_trained",
        Share,
        "share",
        field!(levers.routing.cross_trained),
        "How far generalists and specialists still help each other out.",
    )
    .or(0.5),
    Key::number(
        "levers.metrics.programme_cost",
        Money,
        "one-off",
        field!(levers.metrics_programme_cost),
        "Programme to set the new baselines.",
    )
    .or(30_000.0),
    Key::number("levers.contracts.success", Share, "probability", field!(levers.contracts.success), "Chance that a negotiation succeeds.")
        .or(0.70),
    Key::number(
        "levers.contracts.negotiation_months",
        Months,
        "months",
        field!(levers.contracts.negotiation_months),
        "Length of a negotiation.",
    )
    .or(3.0)
    .between(0.0, 60.0),
    Key::other(
        "levers.contracts.volume_share{}",
        Kind::ByVendor(Access {
            slot: |p, i| Slot::Optional(&mut p.vendors[i[0]].moved_to),
            view: |p, i| p.vendors.get(i[0]).and_then(|vendor| vendor.moved_to),
        }),
        "Share of the issues to which a vendor is moved, once notice has passed, by its id; 0: it leaves. Left out: it keeps today's.",
    )
    .share("share of issues")
    .certain()
    .absent(),
    Key::number(
        "levers.contracts.ramp_months",
        Months,
        "months",
        field!(levers.contracts.ramp_months),
        "Months over which shares of vendors move.",
    )
    .or(3.0)
    .between(1.0, 60.0)
    .usual(1.0, 12.0, "facts §4: 10 / 20 / 30 % a month, an assumption"),
    Key::number(
        "levers.contracts.transfer_cost",
        Money,
        "per FTE moved",
        field!(levers.contracts.transfer_cost),
        "Cost of moving the work of an FTE: handover, parallel running, travel; hiring and training come on top.",
    )
    .or(2_500.0)
    .usual(0.0, 10_000.0, "an assumption: no public source"),
    Key::number(
        "levers.quality.ai_reviews",
        Count,
        "conversations a month",
        field!(levers.quality.ai_reviews),
        "AI conversations people review.",
    )
    .or(3000.0),
    Key::number(
        "levers.quality.ai_review_share",
        Share,
        "share of AI conversations",
        field!(option levers.quality.ai_review_share),
        "AI conversations people review, as a share of those that end without a human; takes the place of ai_reviews.",
    )
    .absent()
    .usual(0.01, 0.10, "facts §5: human review 1 / 3 / 10 % of AI conversations, an assumption"),
    Key::number("levers.quality.minutes_per_review", Positive, "minutes", field!(levers.quality.minutes_per_review), "Time of a review.")
        .or(5.0)
        .usual(3.0, 6.0, "facts §5: 3 to 6 min each, an assumption"),
    Key::number(
        "levers.quality.reviewer_hourly_cost",
        Money,
        "per paid hour",
        field!(levers.quality.reviewer_hourly_cost),
        "Loaded hourly cost of reviewers.",
    )
    .or(34.0),
    Key::number(
        "levers.quality.coaching_fcr",
        Positive,
        "probit points",
        field!(levers.quality.coaching_fcr),
        "Resolution gained by coaching for the harder work.",
    )
    .or(0.10)
    .between(0.0, 3.0),
    Key::number(
        "levers.quality.coaching_months",
        Months,
        "months",
        field!(levers.quality.coaching_months),
        "Months until coaching has its full effect.",
    )
    .or(4.0)
    .between(1.0, 120.0),
    Key::number("ownership.split_lag", Months, "months", field!(split_lag), "Months every lever slips when nobody owns the whole.")
        .or(2.0)
        .between(0.0, 60.0),
    Key::other("correlations[]", Kind::List(ListOf::Places, None), "Uncertain inputs that move together.").absent(),
    Key::other("correlations[].between", Kind::Paths, "Paths of uncertain inputs, * for any id."),
    Key::plain("correlations[].rho", Signed, "correlation", "Correlation of every pair (Gaussian copula).").between(-1.0, 1.0),
    Key::other("options[]", Kind::List(ListOf::Ids, None), "Ways to run the rollout; left out: technical_only, phase_two and redesign.")
        .absent(),
    Key::other("options[].id", Kind::Text, "Id of the option."),
    Key::other("options[].name", Kind::Text, "Name for people.").like("options[].id"),
    lever("options[].levers.staffing"),
    lever("options[].levers.routing"),
    lever("options[].levers.metrics"),
    lever("options[].levers.contracts"),
    lever("options[].levers.quality"),
    Key::other(
        "options[].owner",
        Kind::Choice(&["single", "split"], None),
        "Split ownership makes every lever slip by ownership.split_lag.",
    )
    .or_text("single"),
];

const fn lever(path: &'static str) -> Key {
    Key::plain(path, Signed, "month from go-live", "Month in which the lever is pulled; left out: never.")
        .absent()
        .between(-240.0, 240.0)
        .whole()
}
