//! The over-cut as people read it, and as a file has it.

use super::layout::{Style, hanging, wrapped};
use super::sheets::{Sheet, figure};
use super::words::{money, number, percent};
use crate::analysis::overcut::OverCut;

/// A warning for each option whose team is cut to the slide's promise, in numbers; empty without any.
pub fn text(cuts: &[OverCut], currency: &str, style: Style) -> String {
    cuts.iter().map(|cut| one(cut, currency, style)).collect::<Vec<_>>().join("\n")
}

fn one(cut: &OverCut, currency: &str, style: Style) -> String {
    let (cut_to, kept) = (&cut.promised, &cut.observed);
    let lead = format!("Warning: `{}` sizes the team to the slide's promise.", cut.label.id);
    let worlds = if cut.worlds == 1 { "one world".to_owned() } else { format!("the same {} worlds", cut.worlds) };
    let against = format!("Against the same option sized to what is observed (in brackets), means over {worlds}:");
    let lines = [
        (
            "Service",
            format!(
                "{} in the worst month ({}), {} months more than five points below target ({}); {} of callers hang up in the worst month ({})",
                percent(cut_to.worst_service),
                percent(kept.worst_service),
                number(cut_to.months_below_service, 1),
                number(kept.months_below_service, 1),
                percent(cut_to.worst_abandonment),
                percent(kept.worst_abandonment),
            ),
        ),
        (
            "People",
            format!(
                "{} heads at the least ({}), {} let go ({}), {} left ({}), {} hired ({}), of them {} hired again within a year of a \
                 dismissal ({}), {} FTE-months of overtime ({})",
                number(cut_to.fewest_heads, 0),
                number(kept.fewest_heads, 0),
                number(cut_to.let_go, 0),
                number(kept.let_go, 0),
                number(cut_to.left, 0),
                number(kept.left, 0),
                number(cut_to.hired, 0),
                number(kept.hired, 0),
                number(cut_to.rehired, 1),
                number(kept.rehired, 1),
                number(cut_to.overtime, 0),
                number(kept.overtime, 0),
            ),
        ),
        (
            "Money",
            format!(
                "{currency} {} of cost savings ({}), {} of it owed to service ({}); with what customers take away {} ({})",
                money(cut_to.cost_savings),
                money(kept.cost_savings),
                money(cut_to.service_debt),
                money(kept.service_debt),
                money(cut_to.value_effect),
                money(kept.value_effect),
            ),
        ),
    ];
    let mut out = format!("{}\n{}\n", style.warning(&wrapped(&lead, style.width, "  ")), wrapped(&against, style.width, "  "));
    for (name, line) in lines {
        out.push_str(&hanging(&format!("  {name:8}"), &line, style.width));
        out.push('\n');
    }
    out
}

/// `overcut.csv`: a row for each option and figure.
pub fn csv(cuts: &[OverCut]) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(["option", "figure", "business_case", "observed", "worlds", "what"]);
    for cut in cuts {
        for ((name, help, promised), (_, _, observed)) in cut.promised.each().zip(cut.observed.each()) {
            let worlds = cut.worlds.to_string();
            sheet.row([cut.label.id.as_str(), name, &figure(promised), &figure(observed), &worlds, help]);
        }
    }
    sheet.bytes()
}
