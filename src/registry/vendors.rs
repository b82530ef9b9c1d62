//! `[[vendors]]` and the terms of their contracts: today's, renegotiated, alternatives.

use super::Domain::{Money, Months, Positive, Share, Signed, Tier};
use super::{Access, Key, Kind, ListOf, Slot, grow};
use crate::model::{MinimumOf, Parameters, SlaMetric, Terms};

const MINIMUM_OF: [MinimumOf; 4] = [MinimumOf::Money, MinimumOf::Contacts, MinimumOf::Minutes, MinimumOf::Fte];
const SLA_METRICS: [SlaMetric; 2] = [SlaMetric::Service, SlaMetric::Csat];

pub(super) const KEYS: &[Key] = &[
    Key::other("vendors[]", Kind::List(ListOf::Ids, Some(|p, i| grow(&mut p.vendors, i[0]))), "Outsourcing partners.").absent(),
    Key::other("vendors[].id", Kind::Text, "Id of the vendor."),
    Key::other("vendors[].name", Kind::Text, "Name for people.").like("vendors[].id"),
    Key::number("vendors[].volume_share", Share, "share of issues", each!(vendors, volume_share), "Share of the issues that reach people.")
        .unused(0.0),
    Key::other(
        "vendors[].volume_share_by_type{}",
        Kind::ByType(Access {
            slot: |p, i| {
                grow(&mut p.vendors[i[0]].volume_share_by_type, i[1]);
                Slot::Optional(&mut p.vendors[i[0]].volume_share_by_type[i[1]])
            },
            view: |p, i| p.vendors[i[0]].volume_share_by_type.get(i[1]).copied().flatten(),
        }),
        "Share of the issues of single contact types; the others have volume_share.",
    )
    .share("share of issues of the type")
    .like("vendors[].volume_share"),
    Key::number("vendors[].skill_tier", Tier, "tier", each!(vendors, skill_tier), "Highest tier of difficulty the vendor is trained for.")
        .certain(),
    Key::number("vendors[].aht_factor", Positive, "times", each!(vendors, aht_factor), "Handle time against the in-house team's.")
        .or(1.0)
        .between(0.1, 10.0),
    Key::number("vendors[].fcr_shift", Signed, "probit points", each!(vendors, fcr_shift), "Resolution against the in-house team's.")
        .or(0.0)
        .between(-3.0, 3.0),
    Key::table("vendors[].cost_to_serve", "What the work costs the vendor, for what it can agree to; the run itself does not look at it."),
    Key::number(
        "vendors[].cost_to_serve.per_hour",
        Money,
        "per productive hour",
        each!(vendors, cost_to_serve => option per_hour),
        "Cost of a productive hour; left out: today's price of one less 30 % gross margin.",
    )
    .absent(),
    Key::number(
        "vendors[].cost_to_serve.margin",
        Positive,
        "share of cost",
        each!(vendors, cost_to_serve => margin),
        "Least margin on cost at which the vendor signs.",
    )
    .or(0.25)
    .from("facts §4: a gross margin of 20 % of the price, the low end, is 25 % on cost (wewfm.com)")
    .between(0.0, 5.0),
];

/// A number inside a set of terms: the table to write to, a view of it, and the place of the number in it.
macro_rules! inside {
    (|$p:ident, $i:ident| $table:expr, $view:expr, $t:ident, $slot:expr, $read:expr) => {
        Access {
            slot: |$p, $i| {
                let $t: &mut Terms = $table;
                $slot
            },
            view: |$p, $i| {
                let $t: &Terms = $view?;
                $read
            },
        }
    };
}

/// A price: 0 where it is not written.
macro_rules! price {
    ($path:literal, $name:literal, $unit:literal, $field:ident, $help:literal, |$p:ident, $i:ident| $table:expr, $view:expr) => {
        Key::number(
            concat!($path, ".", $name),
            Money,
            $unit,
            inside!(|$p, $i| $table, $view, t, Slot::Number(&mut t.$field), Some(t.$field)),
            $help,
        )
        .unused(0.0)
    };
}

/// A band's rate.
macro_rules! band {
    ($path:literal, $band:literal, $name:literal, $unit:literal, $field:ident, |$p:ident, $i:ident| $table:expr, $view:expr) => {
        Key::number(
            concat!($path, ".bands[].", $name),
            Money,
            $unit,
            inside!(|$p, $i| $table, $view, t, Slot::Number(&mut t.bands[$i[$band]].$field), Some(t.bands.get($i[$band])?.$field)),
            "Rate in the band.",
        )
        .unused(0.0)
    };
}

/// An optional term that is one number.
macro_rules! term {
    ($path:literal, $name:literal, $domain:ident, $unit:literal, $field:ident, $help:literal, |$p:ident, $i:ident| $table:expr, $view:expr) => {
        Key::number(
            concat!($path, ".", $name),
            $domain,
            $unit,
            inside!(|$p, $i| $table, $view, t, Slot::Optional(&mut t.$field), t.$field),
            $help,
        )
    };
}

macro_rules! dead_band {
    ($path:literal, $name:literal, $domain:ident, $unit:literal, $field:ident, $help:literal, |$p:ident, $i:ident| $table:expr, $view:expr) => {
        Key::number(
            concat!($path, ".dead_band.", $name),
            $domain,
            $unit,
            inside!(
                |$p, $i| $table,
                $view,
                t,
                Slot::Number(&mut t.dead_band.get_or_insert_default().$field),
                Some(t.dead_band.as_ref()?.$field)
            ),
            $help,
        )
    };
}

macro_rules! reopener {
    ($path:literal, $name:literal, $domain:ident, $field:ident, $help:literal, |$p:ident, $i:ident| $table:expr, $view:expr) => {
        Key::number(
            concat!($path, ".aht_reopener.", $name),
            $domain,
            "share",
            inside!(
                |$p, $i| $table,
                $view,
                t,
                Slot::Number(&mut t.aht_reopener.get_or_insert_default().$field),
                Some(t.aht_reopener.as_ref()?.$field)
            ),
            $help,
        )
    };
}

macro_rules! sla {
    ($path:literal, $name:literal, $domain:ident, $unit:literal, $field:ident, $help:literal, |$p:ident, $i:ident| $table:expr, $view:expr) => {
        Key::number(
            concat!($path, ".sla.", $name),
            $domain,
            $unit,
            inside!(|$p, $i| $table, $view, t, Slot::Number(&mut t.sla.get_or_insert_default().$field), Some(t.sla.as_ref()?.$field)),
            $help,
        )
    };
}

/// Keys of one set of terms: its path, the table, and which index of the place counts its bands.
macro_rules! terms {
    ($path:literal, $band:literal, |$p:ident, $i:ident| $table:expr, $view:expr) => {
        [
            price!($path, "per_fte", "a month and FTE", per_fte, "Price of a full-time equivalent.", |$p, $i| $table, $view),
            price!($path, "per_hour", "per productive hour", per_hour, "Price of a productive hour.", |$p, $i| $table, $view),
            price!($path, "per_minute", "per handled minute", per_minute, "Price of a handled minute.", |$p, $i| $table, $view),
            price!($path, "per_contact", "per contact", per_contact, "Price of a contact.", |$p, $i| $table, $view),
            price!($path, "per_resolution", "per resolution", per_resolution, "Price of a resolution.", |$p, $i| $table, $view),
            price!($path, "fixed", "a month", fixed, "Fixed fee.", |$p, $i| $table, $view),
            Key::other(
                concat!($path, ".bands[]"),
                Kind::List(
                    ListOf::Places,
                    Some(|$p: &mut Parameters, $i| {
                        let terms: &mut Terms = $table;
                        grow(&mut terms.bands, $i[$band]);
                    }),
                ),
                "Rates by volume, the lowest band first.",
            )
            .absent(),
            Key::number(
                concat!($path, ".bands[].up_to"),
                Positive,
                "units a month",
                inside!(|$p, $i| $table, $view, t, Slot::Optional(&mut t.bands[$i[$band]].up_to), t.bands.get($i[$band])?.up_to),
                "Last unit of the band; left out in the last one.",
            )
            .absent(),
            band!($path, $band, "per_fte", "a month and FTE", per_fte, |$p, $i| $table, $view),
            band!($path, $band, "per_hour", "per productive hour", per_hour, |$p, $i| $table, $view),
            band!($path, $band, "per_minute", "per handled minute", per_minute, |$p, $i| $table, $view),
            band!($path, $band, "per_contact", "per contact", per_contact, |$p, $i| $table, $view),
            band!($path, $band, "per_resolution", "per resolution", per_resolution, |$p, $i| $table, $view),
            Key::other(
                concat!($path, ".band_mode"),
                Kind::Choice(
                    &["marginal", "whole"],
                    Some(|$p: &mut Parameters, $i, choice| {
                        let terms: &mut Terms = $table;
                        terms.whole_bands = choice == 1;
                    }),
                ),
                "Each unit at its band's rate, or all at the rate of the band that holds the total.",
            )
            .or_text("marginal"),
            Key::table(concat!($path, ".minimum"), "Least invoice or volume."),
            Key::number(
                concat!($path, ".minimum.share"),
                Positive,
                "share of today's average month",
                inside!(
                    |$p, $i| $table,
                    $view,
                    t,
                    Slot::Number(&mut t.minimum.get_or_insert_default().share),
                    Some(t.minimum.as_ref()?.share)
                ),
                "Least share of today's units.",
            )
            .between(0.0, 2.0),
            Key::other(
                concat!($path, ".minimum.of"),
                Kind::Choice(
                    &["money", "contacts", "minutes", "fte"],
                    Some(|$p: &mut Parameters, $i, choice| {
                        let terms: &mut Terms = $table;
                        terms.minimum.get_or_insert_default().of = MINIMUM_OF[choice];
                    }),
                ),
                "What the minimum is measured in.",
            )
            .or_text("money"),
            Key::table(concat!($path, ".dead_band"), "A band around today's units in which the charge does not move."),
            dead_band!($path, "width", Share, "share of today's units", width, "Half width of the band.", |$p, $i| $table, $view).usual(
                0.05,
                0.10,
                "facts §4: 5 / 7.5 / 10 % (Merit, Deeth Williams Wall; upperedge.com)",
            ),
            dead_band!(
                $path,
                "additional_charge",
                Money,
                "per unit above",
                additional_charge,
                "Charge of units above the band.",
                |$p, $i| $table,
                $view
            ),
            dead_band!(
                $path,
                "reduction_credit",
                Money,
                "per unit below",
                reduction_credit,
                "Credit of units below the band.",
                |$p, $i| $table,
                $view
            ),
            Key::table(concat!($path, ".ramp_down"), "How fast billed volume may fall."),
            term!(
                $path,
                "ramp_down.share_per_quarter",
                Share,
                "share a quarter",
                ramp_down,
                "Most that billed volume falls in a quarter.",
                |$p, $i| $table,
                $view
            ),
            Key::number(
                concat!($path, ".notice_months"),
                Months,
                "months",
                inside!(|$p, $i| $table, $view, t, Slot::Number(&mut t.notice_months), Some(t.notice_months)),
                "Months until a fall of volume counts.",
            )
            .unused(0.0)
            .between(0.0, 60.0)
            .usual(0.0, 6.0, "facts §4: 30 to 180 days, an assumption"),
            Key::number(
                concat!($path, ".indexation"),
                Signed,
                "a year",
                inside!(|$p, $i| $table, $view, t, Slot::Number(&mut t.indexation), Some(t.indexation)),
                "Rise of prices on each anniversary of the terms.",
            )
            .unused(0.0)
            .between(-0.5, 1.0)
            .usual(0.0, 0.05, "facts §4: 0 / 2-3 / 5 % a year (TTEC 10-K FY2018; globalify.com)"),
            Key::table(concat!($path, ".aht_reopener"), "Per-contact prices follow handle time outside a band."),
            reopener!($path, "band", Share, band, "Change of handle time that moves nothing.", |$p, $i| $table, $view),
            reopener!(
                $path,
                "pass_through",
                Positive,
                pass_through,
                "Share of the change outside the band that prices follow.",
                |$p, $i| $table,
                $view
            ),
            Key::table(concat!($path, ".sla"), "Bonus and malus on service."),
            Key::other(
                concat!($path, ".sla.metric"),
                Kind::Choice(
                    &["service", "csat"],
                    Some(|$p: &mut Parameters, $i, choice| {
                        let terms: &mut Terms = $table;
                        terms.sla.get_or_insert_default().metric = SLA_METRICS[choice];
                    }),
                ),
                "What the SLA is measured on.",
            )
            .or_text("service"),
            sla!($path, "target", Share, "share", target, "Target of the metric.", |$p, $i| $table, $view),
            sla!($path, "bonus", Positive, "share of the invoice per point above", bonus, "Bonus.", |$p, $i| $table, $view).or(0.0),
            sla!($path, "malus", Positive, "share of the invoice per point below", malus, "Malus.", |$p, $i| $table, $view),
            sla!($path, "cap", Share, "share of the invoice", cap, "Most that bonus or malus can be.", |$p, $i| $table, $view)
                .or(0.10)
                .from("facts §4: at most 10 % of the invoice (Maryland DoIT task order)")
                .usual(0.05, 0.15, "facts §4: 5 / 10 / 15 % of the monthly invoice (Maryland DoIT task order: 10 %)"),
            Key::table(concat!($path, ".gainshare"), "The vendor shares what falling volume saves."),
            term!(
                $path,
                "gainshare.share",
                Share,
                "share of the usage charge saved",
                gainshare,
                "The vendor's share.",
                |$p, $i| $table,
                $view
            ),
            Key::table(concat!($path, ".termination_fee"), "What ending the contract costs."),
            term!(
                $path,
                "termination_fee.months",
                Positive,
                "mean invoices",
                termination_fee,
                "Months of the last three invoices' mean.",
                |$p, $i| $table,
                $view
            ),
            term!(
                $path,
                "term_ends",
                Months,
                "month, 0-based",
                term_ends,
                "Month of the run in which the term ends and renews.",
                |$p, $i| $table,
                $view
            )
            .absent(),
        ]
    };
}

pub(super) const CONTRACT_KEYS: &[Key] =
    &terms!("vendors[].contract", 1, |p, i| &mut p.vendors[i[0]].contract, Some(&p.vendors[i[0]].contract));

pub(super) const RENEGOTIATED_TABLE: &[Key] =
    &[Key::table("vendors[].renegotiated", "What procurement asks for; left out, there is nothing to negotiate.")];

pub(super) const RENEGOTIATED_KEYS: &[Key] = &terms!(
    "vendors[].renegotiated",
    1,
    |p, i| p.vendors[i[0]].renegotiated.get_or_insert_default(),
    p.vendors[i[0]].renegotiated.as_ref()
);

pub(super) const ALTERNATIVE_LIST: &[Key] = &[
    Key::other(
        "vendors[].alternatives[]",
        Kind::List(ListOf::Ids, Some(|p, i| grow(&mut p.vendors[i[0]].alternatives, i[1]))),
        "Other terms to compare in the same worlds.",
    )
    .absent(),
    Key::other("vendors[].alternatives[].id", Kind::Text, "Id of the terms."),
    Key::other("vendors[].alternatives[].name", Kind::Text, "Name for people.").like("vendors[].alternatives[].id"),
];

pub(super) const ALTERNATIVE_KEYS: &[Key] =
    &terms!("vendors[].alternatives[]", 2, |p, i| &mut p.vendors[i[0]].alternatives[i[1]], p.vendors[i[0]].alternatives.get(i[1]));
