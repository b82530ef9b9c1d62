//! What the terminal says after a run: the answer, a row for each option, what kind of saving it is, what matters most.

use super::layout::{Column, Style, hanging, table, wrapped};
use super::leader_text;
use super::option_part::OptionPart;
use super::summary::Summary;
use super::verdict;
use super::words::{chances, money, money_unit, number, percent};
use crate::analysis::drivers;
use crate::analysis::leader::Leader;
use crate::model::Model;
use crate::registry;
use crate::results::{Results, Total};

/// Inputs that are named.
const DRIVERS: usize = 3;
/// Characters of an option's id in the table.
const NAME_WIDTH: usize = 18;

/// The whole text after `run`, but for where the files are.
pub fn after_run(summary: &Summary, model: &Model, results: &Results, leader: &Leader, style: Style) -> String {
    let mut parts = Vec::new();
    if summary.run.expected {
        let banner = "EXPECTED-VALUE MODE: one world with every input at its median and no chance at all. It is there to verify \
                      the program, not to decide by.";
        parts.push(style.warning(&wrapped(banner, style.width, "")) + "\n");
    }
    parts.push(style.bold(&wrapped(&summary.verdict.sentence, style.width, "")) + "\n");
    parts.extend(summary.verdict.judgement.as_ref().map(|j| wrapped(&j.judgement, style.width, "") + "\n"));
    parts.push(options_table(summary, style));
    parts.extend(notes(summary, style));
    parts.extend(leader_text::bridge_of_best(summary, leader, style));
    parts.extend(kinds_of_saving(summary, style));
    parts.extend(what_matters(summary, model, results, style));
    parts.join("\n")
}

fn options_table(summary: &Summary, style: Style) -> String {
    let options = &summary.options;
    let spread = summary.run.trials > 1;
    let (size, unit) =
        money_unit(options.iter().flat_map(|o| [o.slide_savings.p90, o.cost_savings.p10, o.cost_savings.p90, o.value_effect.p50]));
    let decimals = usize::from(size > 1.0);
    let amounts = |of: &dyn Fn(&OptionPart) -> f64| -> Vec<String> {
        // Against itself no_ai saves nothing by definition: a dash says that better than a zero.
        let cell = |(place, o)| if place == 0 { "-".into() } else { number(of(o) / size, decimals) };
        options.iter().enumerate().map(cell).collect()
    };
    let cells = |of: &dyn Fn(&OptionPart) -> String| -> Vec<String> { options.iter().map(of).collect() };
    let mut savings = amounts(&|o| o.cost_savings.p50);
    for (cell, option) in savings.iter_mut().zip(options) {
        cell.push(if option.months_below_service.p50 >= 1.0 { '!' } else { ' ' });
    }
    let names = Column::new("", ["", "option"], options.iter().map(|o| shortened(&o.label.id)).collect());
    let mut money_columns = vec![Column::new("slide", ["", "slide"], amounts(&|o| o.slide_savings.p50))];
    if spread {
        money_columns.push(Column::new("cost savings P10", ["cost", "P10"], amounts(&|o| o.cost_savings.p10)));
        money_columns.push(Column::new("cost savings P50", ["savings", "P50 "], savings));
        money_columns.push(Column::new("cost savings P90", ["", "P90"], amounts(&|o| o.cost_savings.p90)));
    } else {
        money_columns.push(Column::new("cost savings", ["cost", "savings "], savings));
    }
    let return_columns = vec![
        Column::new("realised in all", ["realised", "in all"], cells(&|o| percent(o.realisation.mean))),
        Column::new("realised a year", ["", "a year"], cells(&|o| percent(o.run_rate.realisation.mean))),
        Column::new("NPV", ["", "NPV"], amounts(&|o| o.npv.p50)),
        Column::new("payback", ["pay-", "back"], options.iter().enumerate().map(|(place, o)| payback(place, o)).collect()),
        Column::new("value effect", ["value", "effect"], amounts(&|o| o.value_effect.p50)),
    ];
    let team_columns = vec![
        Column::new("human AHT", ["human", "AHT"], cells(&|o| number(o.end_state.aht_minutes, 1))),
        Column::new("human CSAT", ["", "CSAT"], cells(&|o| percent(o.end_state.csat))),
        Column::new("FTE, own", ["FTE", "own"], cells(&|o| number(o.end_state.required_fte, 0))),
        Column::new("FTE, vendor", ["", "vendor"], cells(&|o| number(o.end_state.vendor_fte, 0))),
        Column::new("sound", ["", "sound"], cells(&|o| soundness(o, summary.run.expected))),
    ];
    let scenario = &summary.scenario;
    let caption = format!(
        "Money in {unit}{currency} over {months} months{even}. Realised: share of the slide that reaches the P&L, in all and in the last year. Payback: months \
         after go-live. AHT in minutes, CSAT and FTE: last three months. {sound}",
        currency = scenario.currency,
        months = scenario.months,
        sound = if spread { "Sound: in how many worlds service and staff turnover hold." } else { "" },
        even = if spread { "; P50: even chances of more or less, P10 to P90: 8 chances in 10" } else { "" },
    );
    format!(
        "{}\n{}\n",
        table(&names, &[money_columns, return_columns, team_columns], style),
        style.faint(&wrapped(&caption, style.width, ""))
    )
}

fn payback(place: usize, option: &OptionPart) -> String {
    match option.payback_month.p50 {
        _ if place == 0 => "-".into(),
        months if months.is_finite() => number(months, 0),
        _ => "never".into(),
    }
}

fn soundness(option: &OptionPart, expected: bool) -> String {
    match (expected, verdict::is_sound(option)) {
        (true, true) => "yes".into(),
        (true, false) => "NO".into(),
        (false, true) => chances(option.probability.sound),
        (false, false) => format!("NO ({})", chances(option.probability.sound)),
    }
}

/// What must be read beside a saving: months below service, and why an option is not sound.
fn notes(summary: &Summary, style: Style) -> Option<String> {
    let mut lines = Vec::new();
    for option in &summary.options {
        let id = &option.label.id;
        let below = option.months_below_service.p50;
        if below >= 1.0 {
            let months = number(below, 0);
            lines.push(format!("! {id}: in-house service is below target in {months} months; its savings are not at equal service."));
        }
        if !verdict::is_sound(option) {
            lines.push(format!("! {id} is not sound: {}. It is never called the best.", verdict::reason(option)));
        }
    }
    if lines.is_empty() {
        return None;
    }
    Some(lines.iter().map(|l| style.warning(&wrapped(l, style.width, "  ")) + "\n").collect())
}

/// Kinds of saving of the best option. Each stands alone: no line is the sum of others.
fn kinds_of_saving(summary: &Summary, style: Style) -> Option<String> {
    let option = summary.verdict.best.map(|best| &summary.options[best])?;
    let mut out = style.bold(&wrapped(&format!("What kind of money {} is", option.label.id), style.width, "")) + "\n";
    let kinds = [
        ("hard saving", option.hard_savings.p50, "against today's volume and prices"),
        ("avoided growth", option.avoided_growth.p50, "cost that growth and rising prices would have added"),
        ("freed capacity", option.freed_capacity.p50, "paid hours above need: time, not money, until somebody acts on it"),
    ];
    for (kind, amount, meaning) in kinds {
        out.push_str(&hanging(&format!("  {kind:<15} {:>7}  ", money(amount)), meaning, style.width));
        out.push('\n');
    }
    Some(out)
}

/// The inputs that matter most for the savings of the best option, or of the one with the largest where none is.
fn what_matters(summary: &Summary, model: &Model, results: &Results, style: Style) -> Option<String> {
    if summary.run.expected || summary.options.len() < 2 {
        return None;
    }
    let best = summary.verdict.best;
    let by_savings = |a: &usize, b: &usize| summary.options[*a].cost_savings.p50.total_cmp(&summary.options[*b].cost_savings.p50);
    let option = best.or_else(|| (1..summary.options.len()).max_by(by_savings))?;
    let correlations = drivers::rank_correlations(&results.inputs, &results.column(option, Total::CostSavings));
    let strongest = drivers::strongest(&correlations, DRIVERS);
    if strongest.is_empty() {
        return None;
    }
    let heading = format!("What moves the cost savings of {} most", summary.options[option].label.id);
    let mut out = style.bold(&wrapped(&heading, style.width, "")) + "\n";
    for (place, input) in strongest.into_iter().enumerate() {
        let r = correlations[input];
        let direction = if r > 0.0 { "the more, the more is saved" } else { "the more, the less is saved" };
        let line = format!("{}: {direction} (rank correlation {r:+.2})", input_in_words(model, input));
        out.push_str(&hanging(&format!("  {}. ", place + 1), &line, style.width));
        out.push('\n');
    }
    Some(out)
}

/// An input as people would name it, with its path.
pub fn input_in_words(model: &Model, input: usize) -> String {
    let input = &model.inputs[input];
    let help = registry::KEYS[input.target.key].words();
    let id = |section: &str| input.path.strip_prefix(section).and_then(|rest| rest.strip_prefix('.')).and_then(|p| p.split('.').next());
    let types: Vec<_> = model.types.iter().map(|t| &t.label).collect();
    let named = [("contact_types", types), ("teams", model.teams.iter().collect()), ("vendors", model.vendors.iter().collect())];
    let of = named.iter().find_map(|(section, labels)| labels.iter().find(|label| id(section) == Some(label.id.as_str())));
    match of {
        Some(label) => format!("{help}, \"{}\" ({})", label.name, input.path),
        None => format!("{help} ({})", input.path),
    }
}

fn shortened(id: &str) -> String {
    if id.chars().count() <= NAME_WIDTH { id.to_owned() } else { id.chars().take(NAME_WIDTH - 1).chain(['~']).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::summary::{RunPart, ScenarioPart, TodayPart, VerdictPart};
    use super::super::verdict::tests::option;
    use super::*;

    fn summary(expected: bool) -> Summary {
        let options = vec![option("no_ai", 0.0, 0.0, 1.0), option("alone", 9.3e6, 4.0e6, 0.2), option("redesign", 9.1e6, 2.8e6, 0.9)];
        Summary {
            scenario: ScenarioPart {
                name: "Retailer".into(),
                currency: "USD".into(),
                months: 27,
                go_live: 3,
                teams: Vec::new(),
                vendors: Vec::new(),
            },
            run: RunPart {
                version: "0",
                trials: if expected { 1 } else { 100 },
                asked: None,
                seed: 1,
                expected,
                scenario_sha256: String::new(),
            },
            today: TodayPart {
                contacts: 0.0,
                workload_hours: 0.0,
                in_house_fte: 0.0,
                in_house_heads: 0.0,
                vendor_fte: 0.0,
                monthly_cost: 0.0,
                cost_per_contact: 0.0,
                aht_minutes: 0.0,
                csat: 0.0,
                fcr: 0.0,
            },
            levers: None,
            verdict: VerdictPart { best: Some(2), option: None, sentence: String::new(), judgement: None },
            convergence: None,
            options,
        }
    }

    const PLAIN: Style = Style { width: 100, color: false };

    #[test]
    fn savings_bought_with_waiting_customers_are_marked() {
        let text = options_table(&summary(false), PLAIN);
        assert!(text.contains("4.0!"), "{text}");
        assert!(text.contains("NO (2 in 10)"), "{text}");
        let notes = notes(&summary(false), PLAIN).expect("one option is unsound");
        assert!(notes.contains("! alone: in-house service is below target in 4 months"), "{notes}");
    }

    #[test]
    fn no_width_is_exceeded() {
        for width in [40, 60, 80, 100, 120] {
            let style = Style { width, color: false };
            let (s, mut text) = (summary(false), String::new());
            text.push_str(&options_table(&s, style));
            text.extend(notes(&s, style));
            text.extend(kinds_of_saving(&s, style));
            let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
            assert!(longest <= width, "{longest} > {width}:\n{text}");
        }
    }

    #[test]
    fn one_world_has_no_quantiles() {
        let text = options_table(&summary(true), PLAIN);
        assert!(!text.contains("P10") && text.contains("NO"), "{text}");
    }

    #[test]
    fn no_line_adds_kinds_of_saving_together() {
        let text = kinds_of_saving(&summary(false), PLAIN).expect("redesign is best");
        assert!(!text.contains("total") && !text.contains("sum"), "{text}");
        assert_eq!(text.lines().count(), 4, "{text}");
    }

    #[test]
    fn long_ids_are_shortened() {
        assert_eq!(shortened("an_option_with_a_very_long_id"), "an_option_with_a_~");
    }
}
