//! Terms of a contract in words.

use super::words::number;
use crate::analysis::procurement::Clause;
use crate::engine::contracts::Unit;
use crate::model::{Band, Minimum, MinimumOf, SlaMetric, Terms};
use crate::time::Calendar;

/// A unit of a contract as people say it, one of it.
pub fn unit_words(unit: &str) -> &str {
    match unit {
        "fte" => "FTE and month",
        "hours" => "productive hour",
        "minutes" => "handled minute",
        "contacts" => "contact",
        "resolutions" => "resolved contact",
        "fixed" => "month",
        other => other,
    }
}

/// A unit price: cents where they matter.
pub fn price(amount: f64) -> String {
    number(amount, if amount.abs() < 100.0 { 2 } else { 0 })
}

/// A part of a contract, as a heading and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// `Price`, `Minimum`, ...
    pub heading: &'static str,
    /// What is agreed.
    pub text: String,
    /// The clause whose worth is known.
    pub clause: Option<Clause>,
}

/// A set of terms, item by item.
pub fn items(terms: &Terms, calendar: &Calendar) -> Vec<Item> {
    let mut items = vec![Item { heading: "Price", text: prices(terms), clause: None }];
    let mut add = |heading, clause, text: Option<String>| items.extend(text.map(|text| Item { heading, text, clause }));
    add("Dead band", None, dead_band(terms));
    add("Minimum", Some(Clause::Minimum), terms.minimum.as_ref().map(minimum));
    let months = terms.notice_months;
    add("Notice", Some(Clause::Notice), (months > 0.0).then(|| format!("a fall of volume counts after {}", counted(months, "month"))));
    let ramp = terms.ramp_down.map(|share| format!("billed volume falls by at most {} a quarter", percent(share)));
    add("Ramp-down limit", Some(Clause::RampDown), ramp);
    let reopener = terms.aht_reopener.as_ref().map(|reopener| {
        let how = if reopener.pass_through == 1.0 { String::new() } else { format!("{} of ", percent(reopener.pass_through)) };
        format!("prices per contact follow {how}what handle time is more than {} off today's", percent(reopener.band))
    });
    add("AHT re-opener", Some(Clause::AhtReopener), reopener);
    let indexed = terms.indexation;
    let said = format!("{}{} on each anniversary", if indexed > 0.0 { "+" } else { "" }, percent(indexed));
    add("Indexation", Some(Clause::Indexation), (indexed != 0.0).then_some(said));
    add("Service", None, sla(terms));
    let gain = terms.gainshare.filter(|share| *share > 0.0);
    add("Gainshare", None, gain.map(|share| format!("the vendor gets {} of what falling usage saves", percent(share))));
    let fee = terms.termination_fee.filter(|months| *months > 0.0);
    add(
        "Exit",
        None,
        fee.map(|months| format!("{} of the mean of the last three invoices, unless the term ends", counted(months, "month"))),
    );
    let end = terms
        .term_ends
        .map(|month| format!("until {} (month {month}), then it renews by itself at the same terms", calendar.label(month as usize)));
    add("Term", None, end);
    items
}

/// A set of terms in one line.
pub fn in_a_line(terms: &Terms, calendar: &Calendar) -> String {
    let said = items(terms, calendar).into_iter().map(|item| match item.heading {
        "Price" => item.text,
        heading => format!("{}: {}", heading.to_lowercase().replace("aht", "AHT"), item.text),
    });
    said.collect::<Vec<_>>().join("; ")
}

/// `3 months`, `1 month`, `1.5 months`.
fn counted(count: f64, what: &str) -> String {
    format!("{} {what}{}", short(count), if count == 1.0 { "" } else { "s" })
}

/// A share in percent, with a decimal where it has one.
fn percent(share: f64) -> String {
    format!("{} %", short(share * 100.0))
}

/// A number without needless decimals.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn prices(terms: &Terms) -> String {
    let plain = [
        (Unit::Contacts, terms.per_contact),
        (Unit::Minutes, terms.per_minute),
        (Unit::Hours, terms.per_hour),
        (Unit::Fte, terms.per_fte),
        (Unit::Resolutions, terms.per_resolution),
    ];
    let rate = |band: &Band, unit: Unit| match unit {
        Unit::Contacts => band.per_contact,
        Unit::Minutes => band.per_minute,
        Unit::Hours => band.per_hour,
        Unit::Fte => band.per_fte,
        Unit::Resolutions => band.per_resolution,
    };
    let mut said = Vec::new();
    for (unit, amount) in plain {
        let word = unit_words(unit.name());
        if terms.bands.iter().any(|band| rate(band, unit) != 0.0) {
            let last = terms.bands.len() - 1;
            let bands = terms.bands.iter().enumerate().map(|(i, band)| match band.up_to.filter(|_| i < last) {
                Some(end) => format!("{} up to {}", price(rate(band, unit)), number(end, 0)),
                None => format!("{} above", price(rate(band, unit))),
            });
            let bands: Vec<String> = bands.collect();
            let mode =
                if terms.whole_bands { "all at the rate of the band that holds the month's total" } else { "each at its band's rate" };
            said.push(format!("per {word} in bands, {} a month ({mode})", bands.join(", ")));
        } else if amount != 0.0 {
            said.push(format!("{} per {word}", price(amount)));
        }
    }
    if terms.fixed != 0.0 {
        said.push(format!("{} a month, fixed", price(terms.fixed)));
    }
    said.join(" plus ")
}

fn dead_band(terms: &Terms) -> Option<String> {
    let band = terms.dead_band.as_ref()?;
    Some(format!(
        "the charge of today's volume within {} of it; {} for each unit above, {} back for each below",
        percent(band.width),
        price(band.additional_charge),
        price(band.reduction_credit)
    ))
}

fn minimum(minimum: &Minimum) -> String {
    let of = match minimum.of {
        MinimumOf::Money => "invoice",
        MinimumOf::Contacts => "contacts",
        MinimumOf::Minutes => "handled minutes",
        MinimumOf::Fte => "FTE",
    };
    format!("at least {} of today's average month in {of}", percent(minimum.share)).replace("in invoice", "in money")
}

fn sla(terms: &Terms) -> Option<String> {
    let sla = terms.sla.as_ref()?;
    let metric = match sla.metric {
        SlaMetric::Service => "service level",
        SlaMetric::Csat => "satisfaction",
    };
    Some(format!(
        "{metric} of {}; {} of the invoice for each point above, {} off for each below, at most {}",
        percent(sla.target),
        percent(sla.bonus),
        percent(sla.malus),
        percent(sla.cap)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AhtReopener, DeadBand, Sla};

    #[test]
    fn every_term_is_said() {
        let band = |up_to, per_contact| Band { up_to, per_contact, ..Band::default() };
        let terms = Terms {
            bands: vec![band(Some(40_000.0), 5.2), band(None, 4.6)],
            fixed: 12_000.0,
            dead_band: Some(DeadBand { width: 0.1, additional_charge: 5.0, reduction_credit: 3.0 }),
            minimum: Some(Minimum { share: 0.85, of: MinimumOf::Money }),
            notice_months: 1.0,
            ramp_down: Some(0.2),
            aht_reopener: Some(AhtReopener { band: 0.05, pass_through: 1.0 }),
            indexation: 0.025,
            sla: Some(Sla { metric: SlaMetric::Service, target: 0.8, bonus: 0.005, malus: 0.01, cap: 0.1 }),
            gainshare: Some(0.2),
            termination_fee: Some(2.0),
            term_ends: Some(14.0),
            ..Terms::default()
        };
        let calendar = Calendar { start_year: 2026, start_month: 0, months: 24, go_live: 3 };
        assert_eq!(
            in_a_line(&terms, &calendar),
            "per contact in bands, 5.20 up to 40000, 4.60 above a month (each at its band's rate) plus 12000 a month, fixed; dead band: the \
             charge of today's volume within 10 % of it; 5.00 for each unit above, 3.00 back for each below; minimum: at least 85 % of today's \
             average month in money; notice: a fall of volume counts after 1 month; ramp-down limit: billed volume falls by at most 20 % a \
             quarter; AHT re-opener: prices per contact follow what handle time is more than 5 % off today's; indexation: +2.5 % \
             on each anniversary; service: service level of 80 %; 0.5 % of the invoice for each point above, 1 % off for each below, at most \
             10 %; gainshare: the vendor gets 20 % of what falling usage saves; exit: 2 months of the mean of the last three invoices, unless \
             the term ends; term: until 2027-03 (month 14), then it renews by itself at the same terms"
        );
    }
}
