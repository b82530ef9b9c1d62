//! What the terminal says of what drives the answer and what is worth measuring first.

use super::layout::{Column, Style, hanging, table, wrapped};
use super::sensitivity::{amount, figure_words, value_words};
use super::text::input_in_words;
use super::words::{capital, money, percent};
use crate::analysis::function::Settled;
use crate::analysis::information::Information;
use crate::analysis::known::Open;
use crate::analysis::sensitivity::{Driver, Review, Sensitivity};
use crate::model::Model;

/// Inputs told.
const TOLD: usize = 10;
/// Break-evens told.
const EVENS: usize = 8;
/// Groups told.
const GROUPS: usize = 4;

/// Worlds beyond which nobody goes.
const MOST: f64 = 1e7;

/// Everything the terminal says.
pub fn text(found: &Sensitivity, model: &Model, style: Style) -> String {
    let currency = &model.currency;
    let mut parts = vec![answer(found, model, style), drivers(found, currency, style)];
    parts.push(break_evens(found, style));
    parts.push(information(found, currency, style));
    parts.push(certainty(found, currency, style));
    parts.join("\n")
}

fn unit(found: &Sensitivity, currency: &str) -> String {
    if found.measure.is_money() { format!(" {currency}") } else { String::new() }
}

/// A sentence with the answer first.
fn answer(found: &Sensitivity, model: &Model, style: Style) -> String {
    let currency = &model.currency;
    let names: Vec<String> = found.drivers.iter().take(3).map(|d| input_in_words(model, d.input)).collect();
    let size = format!("{}{}", amount(found, found.figure.value), unit(found, currency));
    let what = capital(&figure_words(found));
    let first = format!("{what}: {size} in the mean of {} worlds. What moves it most: {}.", found.trials, names.join("; "));
    let pilot = match found.reviews.first().filter(|review| review.exactly.is_told()) {
        Some(review) => {
            let (n, value) = review.enough();
            format!(
                " Worth measuring first: how many {} conversations the AI truly resolves. Review {n:.0} of them; the answer is worth at most {} {currency}.",
                review.kind.name,
                money(value.value)
            )
        }
        None => match found.groups.first().filter(|group| group.information.is_told()) {
            Some(group) => format!(
                " No review of conversations would change which option is best; knowing {} might, and is worth at most {} {currency}.",
                group.name,
                money(group.information.value)
            ),
            None => format!(
                " Nothing that a pilot could measure would change which option is best: it is {} all the same.",
                found.options[found.chosen].id
            ),
        },
    };
    style.bold(&wrapped(&(first + &pilot), style.width, "")) + "\n"
}

/// Tornado and indices.
fn drivers(found: &Sensitivity, currency: &str, style: Style) -> String {
    let shown = &found.drivers[..found.drivers.len().min(TOLD)];
    let names = Column::new("", ["", "input, widest bar first"], shown.iter().map(|d| d.path.clone()).collect());
    let column = |title, heading, cell: &dyn Fn(&Driver) -> String| Column::new(title, heading, shown.iter().map(cell).collect());
    let groups = vec![
        vec![
            column("value at P10", ["value", "P10"], &|d| value_words(d.ends[0])),
            column("value at P90", ["", "P90"], &|d| value_words(d.ends[1])),
        ],
        vec![
            column("figure at P10", ["figure", "at P10"], &|d| amount(found, d.bar.low.value)),
            column("figure at P90", ["", "at P90"], &|d| amount(found, d.bar.high.value)),
        ],
        vec![
            column("lowest tenth", ["its companions too", "low tenth"], &|d| amount(found, d.tenths[0])),
            column("highest tenth", ["", "high tenth"], &|d| amount(found, d.tenths[9])),
        ],
        vec![
            column("causes alone", ["part of variance", "alone"], &|d| part(&d.index.first)),
            column("with others", ["", "with others"], &|d| part(&d.index.total)),
        ],
    ];
    let head = format!(
        "What drives it: base line {}{}, each input alone at its 10th and 90th percentile",
        amount(found, found.base.value),
        unit(found, currency)
    );
    let mut out = style.bold(&wrapped(&head, style.width, "")) + "\n" + &table(&names, &groups, style);
    for (paths, index) in &found.sets {
        let words = format!(
            "{} correlated inputs together ({} and its companions) cause {} of the variance alone, {} with others.",
            paths.len(),
            paths[0],
            part(&index.first),
            part(&index.total)
        );
        out += &(wrapped(&words, style.width, "") + "\n");
    }
    let settled: Vec<String> =
        found.convergence.iter().map(|(runs, width)| format!("±{:.0} points after {runs} runs", width * 100.0)).collect();
    let note = format!(
        "~0: not distinguishable from 0. Luck alone (demand, leavers, answers) causes {} of the whole variance; the other parts leave it out. \
         Of a correlated set the first input stands for what all share. Tornado: {} runs. Indices settle: {}.",
        part(&found.fate),
        found.runs[0],
        settled.join(", ")
    );
    out + &style.faint(&wrapped(&note, style.width, "")) + "\n"
}

/// A part of the variance; what is inside its interval of nothing says so.
fn part(settled: &Settled) -> String {
    if settled.holds(0.0) { "~0".into() } else { format!("{} ±{:.0}", percent(settled.value), settled.half_width * 100.0) }
}

fn break_evens(found: &Sensitivity, style: Style) -> String {
    let mut out = style.bold("Where the verdict flips") + "\n";
    let mut lines = 0;
    for d in found.drivers.iter().filter(|d| d.nothing.is_some() || d.hurdle.is_some() || d.other.is_some()).take(EVENS) {
        let mut words = Vec::new();
        let zero = if found.measure.is_money() || found.versus > 0 { "figure crosses 0" } else { "realisation crosses the hurdle's" };
        words.extend(d.nothing.map(|at| format!("{zero} at {}", value_words(at))));
        words.extend(d.hurdle.map(|at| format!("probability of meeting the hurdle crosses its own at {}", value_words(at))));
        words.extend(d.other.map(|(option, at)| format!("{} becomes the best at {}", found.options[option].id, value_words(at))));
        let range = format!(" (P10 {}, P90 {})", value_words(d.ends[0]), value_words(d.ends[1]));
        out += &(hanging(&format!("  {}: ", d.path), &(words.join("; ") + &range), style.width) + "\n");
        lines += 1;
    }
    if lines == 0 {
        out += &(wrapped("  Within the range of no input does it flip on that input's account.", style.width, "  ") + "\n");
    }
    out
}

fn worth(information: &Information, currency: &str) -> String {
    if information.is_told() {
        format!("{} {currency} (±{})", money(information.value), money(information.half_width()))
    } else {
        "nothing that can be told from 0".into()
    }
}

fn information(found: &Sensitivity, currency: &str, style: Style) -> String {
    let ids: Vec<&str> = found.choosable.iter().map(|option| found.options[*option].id.as_str()).collect();
    let mut out = style.bold("What knowing more is worth, at most") + "\n";
    let first = format!(
        "The choice is among {}; today it is {}. Knowing everything, luck included: {}.",
        ids.join(", "),
        found.options[found.chosen].id,
        worth(&found.perfect, currency)
    );
    out += &(wrapped(&first, style.width, "") + "\n");
    for group in found.groups.iter().filter(|group| group.information.is_told()).take(GROUPS) {
        out += &(hanging("  ", &format!("{}: {}", group.name, worth(&group.information, currency)), style.width) + "\n");
    }
    let mut single: Vec<&Driver> = found.drivers.iter().filter(|d| d.information.is_told()).collect();
    single.sort_by(|a, b| b.information.value.total_cmp(&a.information.value));
    for d in single.iter().take(GROUPS) {
        out += &(hanging("  ", &format!("{}: {}", d.path, worth(&d.information, currency)), style.width) + "\n");
    }
    if let Some(review) = found.reviews.first().filter(|review| review.exactly.is_told()) {
        out += &(hanging("  pilot: ", &reviews(review, currency), style.width) + "\n");
    }
    if single.is_empty() && !found.groups.iter().any(|group| group.information.is_told()) {
        out += &(wrapped("  No single input and no group would change the choice.", style.width, "  ") + "\n");
    }
    out
}

fn reviews(review: &Review, currency: &str) -> String {
    let steps: Vec<String> = review.values.iter().map(|(n, value)| format!("{n:.0} for {}", money(value.value))).collect();
    let exactly = money(review.exactly.value);
    format!("reviews of {} conversations and their worth in {currency}: {}, all of them {exactly}", review.kind.name, steps.join(", "))
}

fn certainty(found: &Sensitivity, currency: &str, style: Style) -> String {
    let mut out = style.bold("How well this is known") + "\n";
    for c in &found.certainty {
        let figures: Vec<String> = c
            .figures
            .iter()
            .map(|(name, settled)| {
                let half = if found.measure.is_money() { money(settled.half_width) } else { format!("{:.1}", settled.half_width * 100.0) };
                format!("{} {} ±{half}", if *name == "mean" { "mean" } else { name }, amount(found, settled.value))
            })
            .collect();
        let met = format!("hurdle met in {} ±{:.1}", percent(c.met.value), c.met.half_width * 100.0);
        let lead = format!("  {}: ", found.options[c.option].id);
        out += &(hanging(&lead, &format!("{}{}; {met}", figures.join(", "), unit(found, currency)), style.width) + "\n");
    }
    out += &(style.faint(&wrapped("95 % intervals from 8 independent sets of worlds.", style.width, "")) + "\n");
    out.extend(found.undecided.iter().map(|open| not_settled(open, found.trials, style)));
    out
}

/// A question that this many worlds leave open.
pub fn not_settled(open: &Open, trials: usize, style: Style) -> String {
    let needed = open.trials_needed;
    let would = if needed.is_finite() && needed < MOST {
        format!("about {needed:.0} would")
    } else {
        "it is too close to tell by running more".into()
    };
    style.warning(&wrapped(&format!("Not settled by {trials} worlds: {}. {}.", open.what, capital(&would)), style.width, "")) + "\n"
}
