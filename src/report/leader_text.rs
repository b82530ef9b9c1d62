//! What the terminal says of the bridge, the levers, waiting and owning.

use std::fmt::Write as _;

use super::judgement::lever_words;
use super::layout::{Column, Style, hanging, table, wrapped};
use super::summary::Summary;
use super::words::{chances, money, money_unit, number, percent};
use crate::analysis::bridge::{Bridge, Step, Tone};
use crate::analysis::delay::{CostOfDelay, Delay};
use crate::analysis::estimate::Estimate;
use crate::analysis::leader::Leader;
use crate::analysis::levers::{LeverStudy, MOSTLY, Subset};
use crate::model::{Lever, Owner};

/// Characters of a bar, at most and at least.
const BAR: (usize, usize) = (36, 12);

/// The bridge of the best option, or without one of the first.
pub fn bridge_of_best(summary: &Summary, leader: &Leader, style: Style) -> Option<String> {
    let best = summary.verdict.best.unwrap_or(1);
    let bridge = leader.bridges.get(best - 1)?;
    Some(bridge_chart(bridge, &summary.scenario.currency, style))
}

/// A line of the chart: where its bar begins and ends.
struct Line {
    words: String,
    amount: f64,
    from: f64,
    to: f64,
    mark: char,
    /// P10 and P90 of a step.
    range: Option<[f64; 2]>,
    /// Mean over all possible orders, of a friction.
    share: Option<f64>,
}

/// A bridge as a small bar chart: totals from nothing, steps from where the one before ended.
pub fn bridge_chart(bridge: &Bridge, currency: &str, style: Style) -> String {
    let lines = lines(bridge);
    let (size, unit) = money_unit(lines.iter().flat_map(|l| [l.from, l.to]));
    let names = lines.iter().map(|l| l.words.chars().count()).max().unwrap_or(0);
    let decimals = usize::from(size > 1.0);
    let cell = |amount: Option<f64>| format!("{:>7}", amount.map(|a| number(a / size, decimals)).unwrap_or_default());
    // Spread and order-free shares are told where there is room for them beside the bars.
    let spread = bridge.trials > 1;
    let figures = 7 + 14 * usize::from(spread) + 7;
    let full = style.width >= names + 4 + figures + BAR.1;
    let room = style.width.saturating_sub(names + 4 + if full { figures } else { 8 });
    let bar = room.min(BAR.0);
    let (low, high) = lines.iter().fold((0.0_f64, 0.0_f64), |(low, high), l| (low.min(l.to), high.max(l.to).max(l.from)));
    let place = |x: f64| ((x - low) / (high - low).max(f64::MIN_POSITIVE) * bar as f64).round() as usize;
    let mut out = style.bold(&wrapped(&format!("From the slide to the P&L: {}", bridge.label.id), style.width, "")) + "\n";
    if full {
        let range = if spread { "    P10    P90" } else { "" };
        let blank = " ".repeat(names + 2 + range.len());
        out.push_str(&(style.faint(&format!("{blank}           any")) + "\n"));
        out.push_str(&(style.faint(&format!("  {:<names$}   mean{range}  order", "")) + "\n"));
    }
    for line in &lines {
        let amount = number(line.amount / size, decimals);
        let mut text = format!("  {:<names$}{}", line.words, cell(Some(line.amount)));
        if full {
            if spread {
                text += &cell(line.range.map(|r| r[0]));
                text += &cell(line.range.map(|r| r[1]));
            }
            text += &cell(line.share);
        }
        if bar >= BAR.1 {
            let (a, b) = (place(line.from.min(line.to)), place(line.from.max(line.to)));
            // What is too small for a bar still leaves a mark.
            let long = (b - a).max(usize::from(line.amount != 0.0));
            text.push_str("  ");
            text.push_str(&" ".repeat(a.min(bar - long.min(bar))));
            text.extend(std::iter::repeat_n(line.mark, long));
        } else if text.chars().count() > style.width {
            text = hanging(&format!("  {amount:>7}  "), &line.words, style.width);
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    let marks = if lines.iter().any(|l| l.mark == '~') { "; ~ saved on people or customers, no gain" } else { "" };
    let apart = if full { " Any order: a friction's mean over all orders in which frictions can be told apart." } else { "" };
    let caption = format!("Means in {unit}{currency} over {} worlds: = totals, - lost, + won{marks}.{apart}", bridge.trials);
    out.push_str(&style.faint(&wrapped(&caption, style.width, "")));
    out.push('\n');
    out
}

fn lines(bridge: &Bridge) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut level = 0.0;
    let total =
        |words: &str, level: f64| Line { words: words.into(), amount: level, from: 0.0, to: level, mark: '=', range: None, share: None };
    for step in &bridge.steps {
        let amount = step.amount.mean;
        if step.step == Step::Levers {
            lines.push(total("= The technology alone", level));
            if amount == 0.0 {
                continue;
            }
        }
        let from = if step.step == Step::Slide { 0.0 } else { level };
        level += amount;
        let mark = match step.tone {
            Tone::Total => '=',
            Tone::Loss => '-',
            Tone::Gain => '+',
            Tone::OnPeople => '~',
        };
        let range = Some([step.amount.p10, step.amount.p90]);
        let share = step.share.map(|share| share.mean);
        lines.push(Line { words: step.step.words().into(), amount, from, to: level, mark, range, share });
        match step.step {
            Step::Levers => lines.push(total("= Reaches the P&L", level)),
            Step::Customers => lines.push(total("= With what customers bring", level)),
            _ => {}
        }
    }
    lines
}

/// The text of `residual levers`.
pub fn levers(leader: &Leader, currency: &str, expected: bool, style: Style) -> String {
    let mut parts = vec![heading(leader, style), lever_table(&leader.levers, currency, style)];
    parts.push(together(&leader.levers, style));
    parts.push(delay_table(&leader.delay, currency, style));
    parts.extend(delay_of_levers(leader, currency, style));
    parts.extend(owners(leader, style));
    if !expected {
        parts.push(errors(leader, style));
    }
    parts.join("\n")
}

fn heading(leader: &Leader, style: Style) -> String {
    let redesign = &leader.levers.redesign;
    let months: Vec<String> = redesign.levers.iter().map(|l| format!("{} {:+}", l.name(), redesign.months[*l as usize])).collect();
    let owner = if redesign.owner == Owner::Split { "split ownership" } else { "one owner" };
    let mut text =
        format!("What each lever of \"{}\" is worth, {owner}. Months from go-live: {}.", redesign.option.name, months.join(", "));
    if !redesign.added.is_empty() {
        let added: Vec<&str> = redesign.added.iter().map(|l| l.name()).collect();
        let _ = write!(text, " Not in the option, and studied at go-live: {}.", added.join(", "));
    }
    style.bold(&wrapped(&text, style.width, "")) + "\n"
}

fn lever_table(study: &LeverStudy, currency: &str, style: Style) -> String {
    let values = &study.with_ai.on_cost_savings;
    let (size, unit) = money_unit(values.iter().flat_map(|v| [v.value.p10, v.value.p90, v.value.mean]));
    let decimals = if size > 1.0 { 2 } else { 0 };
    let cell = |amount: f64| number(amount / size, decimals);
    let spread = study.with_ai.trials > 1;
    let mut names: Vec<String> = values.iter().map(|v| v.name.to_owned()).collect();
    names.push("all".into());
    let column = |title, heading: [&'static str; 2], each: &dyn Fn(usize) -> f64, all: f64| {
        Column::new(title, heading, (0..values.len()).map(each).chain([all]).map(cell).collect())
    };
    let all = &study.with_ai;
    let mut worth = vec![column("worth, mean", ["worth", "mean"], &|i| values[i].value.mean, all.all_on_cost_savings.mean)];
    if spread {
        worth.push(column("worth, P10", ["", "P10"], &|i| values[i].value.p10, all.all_on_cost_savings.p10));
        worth.push(column("worth, P90", ["", "P90"], &|i| values[i].value.p90, all.all_on_cost_savings.p90));
    }
    let none = study.subsets[0].cost_savings.mean;
    let on_value = &all.on_value_effect;
    worth.push(column(
        "pulled alone",
        ["pulled", "alone"],
        &|i| study.subsets[1 << i].cost_savings.mean - none,
        all.all_on_cost_savings.mean,
    ));
    worth.push(column("with customers", ["with", "customers"], &|i| on_value[i].value.mean, all.all_on_value_effect.mean));
    let (without, because) = (&study.without_ai, &study.because_of_ai);
    let needed: f64 = because.iter().map(|v| v.value.mean).sum();
    let anyway = vec![
        column("without the AI", ["without", "the AI"], &|i| without.on_cost_savings[i].value.mean, without.all_on_cost_savings.mean),
        column("because of the AI", ["because", "of the AI"], &|i| because[i].value.mean, needed),
    ];
    let caption = format!(
        "Means in {unit}{currency} of cost savings over the technology alone: each lever's Shapley value, all orders of pulling alike. \
         Without the AI: what would have worked anyway; because of the AI: the rest ({} worlds).",
        without.trials
    );
    let shown = table(&Column::new("lever", ["", "lever"], names), &[worth, anyway], style);
    format!("{shown}{}\n", style.faint(&wrapped(&caption, style.width, "")))
}

fn together(study: &LeverStudy, style: Style) -> String {
    let mut out = style.bold("Which need each other") + "\n";
    let mut named = false;
    for interaction in study.strongest() {
        let more = if interaction.index.mean > 0.0 { "more" } else { "less" };
        let text = format!("{}: together {} {more} than apart.", interaction.sentence(), money(interaction.index.mean.abs()));
        out.push_str(&hanging("  - ", &text, style.width));
        out.push('\n');
        named = true;
    }
    if !named {
        out.push_str("  No two levers change each other's worth by more than chance.\n");
    }
    let [first, pair] = study.best();
    for (what, best, count) in [("Best first lever", first, "lever"), ("Best pair", pair, "pair of levers")] {
        let text = match best {
            Some(best) => {
                let words: Vec<&str> = best.levers.iter().map(|l| lever_words(*l)).collect();
                let more = best.cost_savings.mean - study.subsets[0].cost_savings.mean;
                let savings = money(best.cost_savings.mean);
                format!("{} ({}): cost savings of {savings}, {} more than without.", best.name(), words.join("; "), money(more))
            }
            None => format!("none: no single {count} makes the rollout sound."),
        };
        out.push_str(&hanging(&format!("  {what}: "), &text, style.width));
        out.push('\n');
    }
    let tempting = |size: usize, best: Option<&Subset>| {
        let most = study.subsets.iter().filter(|s| s.levers.len() == size && !s.is_sound());
        most.filter(|s| best.is_none_or(|b| s.cost_savings.mean > b.cost_savings.mean)).map(Subset::name).collect::<Vec<_>>()
    };
    let unsound = tempting(1, first);
    if !unsound.is_empty() && first.is_some() {
        let text = format!("{} would save more alone, but service or people do not hold.", unsound.join(", "));
        out.push_str(&(hanging("  ! ", &text, style.width) + "\n"));
    }
    out
}

fn delay_table(cost: &CostOfDelay, currency: &str, style: Style) -> String {
    let months = &cost.months;
    let (size, unit) = money_unit(months.iter().flat_map(|d| [d.cost_savings.mean, d.value_effect.mean]));
    let decimals = if size > 1.0 { 2 } else { 0 };
    let money_of = |of: &dyn Fn(&Delay) -> f64| -> Vec<String> { months.iter().map(|d| number(of(d) / size, decimals)).collect() };
    let text_of = |of: &dyn Fn(&Delay) -> String| -> Vec<String> { months.iter().map(of).collect() };
    let names = Column::new("month", ["", "month"], text_of(&|d| format!("{:+}", d.month)));
    let sums = vec![
        Column::new("cost savings", ["cost", "savings"], money_of(&|d| d.cost_savings.mean)),
        Column::new("value effect", ["value", "effect"], money_of(&|d| d.value_effect.mean)),
        Column::new("lost in all", ["lost", "in all"], money_of(&|d| d.loss.mean)),
    ];
    let meets = |d: &Delay| match d.meets {
        _ if d.month == 0 => "-".into(),
        Some(month) => month.to_string(),
        None => "later".into(),
    };
    let rates = vec![
        Column::new("run-rate a year", ["run-rate", "a year"], money_of(&|d| d.run_rate_cost_savings.mean)),
        Column::new("realised a year", ["realised", "a year"], text_of(&|d| percent(d.run_rate_realisation))),
        Column::new(
            "lost a month",
            ["lost a", "month"],
            text_of(&|d| if d.months_apart == 0 { "-".into() } else { money(d.loss_a_month) }),
        ),
        Column::new("until month", ["until", "month"], text_of(&meets)),
        Column::new("sound", ["", "sound"], text_of(&|d| sound(d.sound))),
    ];
    let caption = format!(
        "Means in {unit}{currency}, all levers pulled together in the month from go-live. Lost: against go-live. Lost a month: while the \
         monthly savings differ; until that month after go-live they have met (later: not within the run)."
    );
    let head = style.bold("What waiting costs");
    format!("{head}\n{}{}\n", table(&names, &[sums, rates], style), style.faint(&wrapped(&caption, style.width, "")))
}

fn sound(share: f64) -> String {
    if share < MOSTLY { "NO".into() } else { chances(share) }
}

/// Headings of the months of delay, in a table and in cards.
const HEADINGS: [[&str; 2]; 6] = [["month", "-3"], ["", "+0"], ["", "+3"], ["", "+6"], ["", "+9"], ["", "+12"]];
/// The same in a line.
const TITLES: [&str; 6] = ["month -3", "month +0", "month +3", "month +6", "month +9", "month +12"];

/// What each lever loses when it alone waits.
fn delay_of_levers(leader: &Leader, currency: &str, style: Style) -> Option<String> {
    let costs = &leader.delay_by_lever;
    let (size, unit) = money_unit(costs.iter().flat_map(|c| c.months.iter().map(|d| d.loss.mean)));
    let decimals = if size > 1.0 { 2 } else { 0 };
    let first = costs.first()?;
    let names = Column::new("lever", ["", "lever"], costs.iter().map(|c| c.lever.map_or("all", Lever::name).to_owned()).collect());
    let columns = HEADINGS
        .iter()
        .zip(TITLES)
        .zip(0..first.months.len())
        .map(|((heading, title), i)| {
            Column::new(title, *heading, costs.iter().map(|c| number(c.months[i].loss.mean / size, decimals)).collect())
        })
        .collect();
    let caption =
        format!("Cost savings lost in {unit}{currency} when that lever alone waits, the others as planned ({} worlds).", first.trials);
    Some(format!("{}{}\n", table(&names, &[columns], style), style.faint(&wrapped(&caption, style.width, ""))))
}

/// What a split owner costs, in money and months.
fn owners(leader: &Leader, style: Style) -> Option<String> {
    if leader.ownership.is_empty() {
        return None;
    }
    let mut out = style.bold("Who owns it") + "\n";
    for o in &leader.ownership {
        let (verb, whose) = if o.owner == Owner::Split { ("costs", "its split owner") } else { ("would cost", "a split owner") };
        let text = format!(
            "{whose} {verb} {} of cost savings ({} with customers): every lever slips by {} months in mean.",
            money(o.cost_savings.mean),
            money(o.value_effect.mean),
            number(o.lag_months.mean, 1),
        );
        out.push_str(&(hanging(&format!("  {}: ", o.label.id), &text, style.width) + "\n"));
    }
    Some(out)
}

/// How well the means are known.
fn errors(leader: &Leader, style: Style) -> String {
    let study = &leader.levers;
    let within = |values: &mut dyn Iterator<Item = &Estimate>| money(values.map(Estimate::half_width).fold(0.0, f64::max));
    let text = format!(
        "Means of {} worlds: values of levers are known within {}, those without the AI and delays of single levers, of {} worlds, within \
         {} and {} (95 % intervals). P10 to P90 is how worlds differ, which more worlds do not change.",
        leader.lever_trials,
        within(&mut study.with_ai.on_cost_savings.iter().map(|v| &v.value)),
        leader.fewer_trials,
        within(&mut study.without_ai.on_cost_savings.iter().map(|v| &v.value)),
        within(&mut leader.delay_by_lever.iter().flat_map(|c| c.months.iter().map(|d| &d.loss))),
    );
    style.faint(&wrapped(&text, style.width, "")) + "\n"
}
