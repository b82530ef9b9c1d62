//! What `residual slide` says: the calculator's headline, and what becomes of it.

use std::fmt::Write as _;

use super::layout::{Column, Style, table, wrapped};
use super::words::{money, money_unit, number, percent};
use crate::analysis::slide::{Answer, Driver, Outcome, Spread};

/// The answer, for a terminal.
pub fn text(answer: &Answer, saved: Option<&str>, style: Style) -> String {
    let parts = [
        style.bold(&wrapped(&sentence(answer), style.width, "")) + "\n",
        headline(answer, style),
        figures(answer, style),
        matters(answer, style),
        rest(answer, saved, style),
    ];
    parts.join("\n")
}

/// Saves or loses: never a minus.
fn saves(amount: f64) -> String {
    if amount < 0.0 { format!("loses {}", money(-amount)) } else { format!("saves {}", money(amount)) }
}

fn sentence(a: &Answer) -> String {
    let promise = if a.headline > 0.0 { format!("promises {} a year", money(a.headline)) } else { "promises nothing".into() };
    let reached = a.redesign.a_year.p50 / a.headline;
    let share = if a.headline > 0.0 && reached > 0.0 { format!(": {} of the promise", percent(reached)) } else { String::new() };
    format!(
        "The slide {promise}. Once it has settled the technology alone {} a year, and with the redesign planned from the start it {}{share}.",
        saves(a.technology.a_year.p50),
        saves(a.redesign.a_year.p50),
    )
}

fn headline(a: &Answer, style: Style) -> String {
    let c = &a.claim;
    let said = format!(
        "The calculator: {} contacts a month × {} × ({} − {}) × 12 = {} a year.",
        number(c.volume, 0),
        percent(c.containment),
        number(c.cost_per_contact, 2),
        number(c.price, 2),
        money(a.headline),
    );
    wrapped(&said, style.width, "") + "\n"
}

fn figures(a: &Answer, style: Style) -> String {
    let outcomes: [(&str, Spread, Option<&Outcome>); 3] = [
        ("the slide", a.slide, None),
        ("technology alone", a.technology.a_year, Some(&a.technology)),
        ("with the redesign", a.redesign.a_year, Some(&a.redesign)),
    ];
    let in_all = |o: Option<&Outcome>, of: fn(&Spread) -> f64| o.map_or(f64::NAN, |o| of(&o.in_all));
    let all = outcomes.iter().flat_map(|(_, year, o)| [year.p10, year.p90, in_all(*o, |s| s.p10), in_all(*o, |s| s.p90)]);
    let (size, unit) = money_unit(all);
    let decimals = if size > 1e3 { 2 } else { 0 };
    let cells = |of: &dyn Fn(&Spread, Option<&Outcome>) -> f64| {
        outcomes.iter().map(|(_, year, o)| number(of(year, *o) / size, decimals)).collect::<Vec<_>>()
    };
    let names = Column::new("savings", ["", "savings"], outcomes.iter().map(|(name, ..)| (*name).to_owned()).collect());
    let groups = [
        vec![
            Column::new("a year P10", ["a year", "P10"], cells(&|year, _| year.p10)),
            Column::new("a year P50", ["a year", "P50"], cells(&|year, _| year.p50)),
            Column::new("a year P90", ["a year", "P90"], cells(&|year, _| year.p90)),
        ],
        vec![
            Column::new("in all P10", ["in all", "P10"], cells(&|_, o| in_all(o, |s| s.p10))),
            Column::new("in all P50", ["in all", "P50"], cells(&|_, o| in_all(o, |s| s.p50))),
            Column::new("in all P90", ["in all", "P90"], cells(&|_, o| in_all(o, |s| s.p90))),
            Column::new(
                "ends in a loss",
                ["ends in", "a loss"],
                outcomes.iter().map(|(.., o)| o.map_or("-".into(), |o| percent(o.loses))).collect(),
            ),
        ],
    ];
    let unit = if unit.is_empty() { "the currency given".to_owned() } else { format!("{unit}of the currency given") };
    let caption = format!(
        "Money in {unit}. A year: the last twelve months. In all: {} months after go-live, one-off cost included. P10 to P90: 8 chances in 10.",
        a.claim.months
    );
    format!("{}\n{}\n", table(&names, &groups, style), style.faint(&wrapped(&caption, style.width, "")))
}

fn matters(a: &Answer, style: Style) -> String {
    let mut out = style.bold("What moves the redesign's savings most") + "\n";
    for (i, driver) in a.drivers.iter().enumerate() {
        let Driver { path, value, source, correlation } = driver;
        let direction = if *correlation > 0.0 { "the more, the more is saved" } else { "the more, the less is saved" };
        let source = source.as_deref().unwrap_or("assumption");
        let said = format!("{}. {path} = {value}: {direction} (rank correlation {correlation:+.2}); {source}", i + 1);
        let _ = writeln!(out, "{}", wrapped(&said, style.width, "   "));
    }
    out
}

fn rest(a: &Answer, saved: Option<&str>, style: Style) -> String {
    let (without, all) = a.assumptions;
    let mut said = format!(
        "{without} of {all} inputs have no source and are assumptions. A human contact at {} with {} min of handling means a wage of {} an hour, charges included",
        number(a.claim.cost_per_contact, 2),
        number(a.claim.aht_minutes, 1),
        number(a.wage, 2),
    );
    // Facts page: from offshore agents at 6 to 8 an hour to loaded US agents of 75 k a year.
    said.push_str(match a.wage {
        w if w < 6.0 => ": lower than any rate seen (offshore 6 to 8). Check the cost or give --aht.",
        w if w > 45.0 => ": higher than any seen (loaded US agents 24 to 39). Check the cost or give --aht.",
        _ => ".",
    });
    match saved {
        Some(file) => said = format!("{said} The scenario behind this is {file}: put your own numbers in and run it."),
        None => said.push_str(" --save FILE writes the scenario behind this: put your own numbers in and run it."),
    }
    wrapped(&said, style.width, "") + "\n"
}
