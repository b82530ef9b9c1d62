//! Where every number on the page comes from: its formula in the words of the model book, and the files that hold it.

/// An entry: key, name, formula, files.
pub type Entry = (&'static str, &'static str, &'static str, &'static str);

/// Every kind of number on the page.
pub const ENTRIES: [Entry; 28] = [
    (
        "slide_savings",
        "Slide savings",
        "(contained + induced conversations) \u{d7} today\u{2019}s cost per contact \u{2212} AI usage fee, summed over months: what the business case counts",
        "summary.json: options, slide_savings; trials.csv: slide_savings; months.csv: slide_savings",
    ),
    (
        "cost_savings",
        "Cost savings",
        "cost without AI \u{2212} cost with the option, in the same world, summed over months: what reaches the P&L",
        "summary.json: options, cost_savings; trials.csv: cost_savings; months.csv: cost_savings",
    ),
    (
        "realisation",
        "Realised",
        "cost savings \u{f7} slide savings, a ratio of sums over worlds; none where the slide is not positive",
        "summary.json: options, realisation; trials.csv: realisation",
    ),
    (
        "run_rate",
        "Realised a year",
        "cost savings of the last 12 months \u{f7} slide savings of the same months",
        "summary.json: options, run_rate; trials.csv: run_rate_cost_savings, run_rate_slide_savings, run_rate_realisation",
    ),
    (
        "npv",
        "Net present value (NPV)",
        "sum over months of cost savings in month t \u{d7} (1 + discount rate)^(\u{2212}t/12)",
        "summary.json: options, npv; trials.csv: npv",
    ),
    (
        "payback",
        "Payback",
        "months after go-live from which cumulative cost savings stay at or above 0; \u{201c}never\u{201d} counts as later than any month",
        "summary.json: options, payback_month; trials.csv: payback_month",
    ),
    (
        "value_effect",
        "Value effect",
        "cost savings \u{2212} extra contribution lost with issues given up and customer effort: modelled loyalty, never mixed with cash",
        "summary.json: options, value_effect; trials.csv: value_effect; months.csv: value_effect",
    ),
    (
        "hard_savings",
        "Hard savings",
        "cost without AI at today\u{2019}s volume and prices \u{2212} cost with the option",
        "summary.json: options, hard_savings; trials.csv: hard_savings",
    ),
    (
        "avoided_growth",
        "Avoided growth",
        "cost savings \u{2212} hard savings: cost that growth, indexation and wage inflation would have added",
        "summary.json: options, avoided_growth; trials.csv: avoided_growth",
    ),
    (
        "freed_capacity",
        "Freed capacity",
        "paid hours above need, at cost; time and not money until somebody acts on it, and never added to savings",
        "summary.json: options, freed_capacity; trials.csv: freed_capacity; months.csv: freed_capacity",
    ),
    (
        "probability",
        "Chances",
        "share of worlds in which it holds: NPV above 0, hurdle met by a sound option, best among sound options, sound",
        "summary.json: options, probability; trials.csv: npv, run_rate_realisation, sound",
    ),
    (
        "service",
        "Months below service",
        "months in which in-house service is more than 5 points below target",
        "summary.json: options, months_below_service; trials.csv: months_below_service; months.csv: service_level",
    ),
    (
        "heads",
        "Heads",
        "heads of in-house teams at work, those in classes and in specialist training excluded",
        "months.csv: heads, and heads.<team>",
    ),
    (
        "required_fte",
        "Required FTE",
        "agents that the Erlang-A queue needs in each half-hour for the service target, \u{d7} half-hours a month \u{f7} (paid hours \u{d7} (1 \u{2212} shrinkage)), with schedule inefficiency",
        "months.csv: required_fte, and required_fte.<team>",
    ),
    (
        "movements",
        "Hires, leavers, specialist training, severance",
        "heads that move in the month, summed over months, means over worlds",
        "months.csv: hires, leavers, upskilled, severed, and the same by team",
    ),
    (
        "invoice",
        "Vendor invoices",
        "the month\u{2019}s volumes priced by the terms in force: usage, minimum, notice, indexation, service credits",
        "months.csv: vendor_invoice",
    ),
    ("shortfall", "Only because of minimums", "what a minimum adds to the usage charge of the month", "months.csv: vendor_shortfall"),
    ("vendor_fte", "Vendor FTE", "FTE that vendors need for their share of the work, by the same queue", "months.csv: vendor_fte"),
    ("today", "Today", "the average month before AI, with every input at its median and before abandonment", "summary.json: today"),
    (
        "baseline",
        "New baselines",
        "the human channel\u{2019}s figure computed anew with one cause after another put in; a new target is the sum of the parts that are not the team\u{2019}s doing",
        "baselines.csv: item before, types to queue, new_target, now",
    ),
    (
        "signal",
        "Two signals",
        "geometric means of figures over those without AI in the same world, \u{d7} 100; mean of the last three months",
        "summary.json: options, dual_signal; baselines.csv: efficiency_index, people_index",
    ),
    (
        "bridge",
        "Bridge",
        "change of cost savings when one friction after another is switched on in the same worlds; steps add up in every world",
        "bridge.csv, bridge_months.csv; summary.json: options, bridge",
    ),
    (
        "levers",
        "Levers",
        "Shapley value: mean gain of a lever over all orders of pulling the levers, exact over all subsets",
        "levers.csv: shapley, shapley_without_ai, because_of_ai, interaction, subset; summary.json: levers",
    ),
    (
        "delay",
        "Cost of delay",
        "cost savings with the redesign at go-live \u{2212} cost savings with it in another month",
        "levers.csv: delay; summary.json: levers, delay",
    ),
    (
        "ownership",
        "Split ownership",
        "cost savings with one owner \u{2212} cost savings with every lever slipping by the coordination lag",
        "levers.csv: split_owner; summary.json: levers, ownership",
    ),
    (
        "convergence",
        "How well a mean is known",
        "half the 95 % interval of the mean, from independent sets of worlds; where a run has too few for that, two standard deviations \u{f7} \u{221a}worlds",
        "summary.json: convergence, half_widths; options, cost_savings (sd)",
    ),
    ("end_state", "At the end", "mean of the last three months, mean over worlds", "summary.json: options, end_state"),
    (
        "mix",
        "Residual mix",
        "shares of people\u{2019}s contacts and hours by type and by tier, today and at the end of the rollout as planned",
        "understood.json: types, tiers, residual",
    ),
];

/// The entry of a key.
pub fn entry(key: &str) -> &'static Entry {
    ENTRIES.iter().find(|(k, ..)| *k == key).unwrap_or(&ENTRIES[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart() {
        let mut keys: Vec<&str> = ENTRIES.iter().map(|(key, ..)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), ENTRIES.len());
        assert_eq!(entry("npv").0, "npv");
    }
}
