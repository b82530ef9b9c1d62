//! The answer in a sentence, for a reader who knows no statistics, from the figures of any scenario.
//!
//! Amounts are medians: even chances of more or less. An option that is unsound in most worlds is never the best.

use super::option_part::{OptionPart, Unsound};
use super::words::{chances, money, percent};
use crate::analysis::verdict;

/// Is the option sound in most worlds?
pub fn is_sound(option: &OptionPart) -> bool {
    verdict::is_sound(option.probability.sound)
}

/// Place of the option with the largest cost savings among those admitted, by the rule of the verdict.
fn largest(options: &[OptionPart], admitted: impl Fn(&OptionPart) -> bool) -> Option<usize> {
    verdict::largest(options.iter().map(|option| admitted(option).then_some(option.cost_savings.p50)))
}

/// The answer.
pub fn sentence(options: &[OptionPart], currency: &str, expected: bool) -> String {
    let [_, candidates @ ..] = options else { return String::new() };
    if candidates.is_empty() {
        return "There is nothing to judge: no option with the AI was run, only today's operation.".into();
    }
    let telling = Telling { options: candidates, currency, expected };
    match largest(candidates, is_sound) {
        None => telling.none_is_sound(),
        Some(best) => {
            let best = &candidates[best];
            let answer = if best.slide_savings.p50 <= 0.0 {
                telling.empty_slide(best)
            } else if best.cost_savings.p50 > 0.0 {
                telling.gain(best)
            } else {
                telling.loss(best)
            };
            answer + &telling.tempting(best)
        }
    }
}

/// Why an unsound option is unsound, as the end of a sentence.
pub fn reason(option: &OptionPart) -> &'static str {
    option.unsound.unwrap_or(Unsound::Service).words()
}

struct Telling<'a> {
    options: &'a [OptionPart],
    currency: &'a str,
    expected: bool,
}

impl Telling<'_> {
    fn amount(&self, value: f64) -> String {
        format!("{} {}", money(value), self.currency)
    }

    /// " (8 chances in 10 that ...)", nothing where there is no spread.
    fn range(&self, option: &OptionPart) -> String {
        let spread = &option.cost_savings;
        if self.expected || spread.p10 >= spread.p90 {
            return String::new();
        }
        let (low, high) = (spread.p10, spread.p90);
        let said = match (low < 0.0, high < 0.0) {
            (false, _) => format!("it is between {} and {}", money(low), money(high)),
            (true, true) => format!("the loss is between {} and {}", money(-high), money(-low)),
            (true, false) => format!("it ends between a loss of {} and a saving of {}", money(-low), money(high)),
        };
        format!(" (8 chances in 10 that {said})")
    }

    fn gain(&self, best: &OptionPart) -> String {
        let alone = self.options.iter().find(|o| o.technology_alone);
        let slide = self.amount(alone.unwrap_or(best).slide_savings.p50);
        let saved = money(best.cost_savings.p50);
        let range = self.range(best);
        let settled = settled(best);
        match alone {
            Some(alone) if alone.label.id != best.label.id => {
                let alone = outcome(alone.cost_savings.p50);
                let with = name(best);
                format!("Of {slide} on the slide, the technology alone {alone}; with {with} {saved} reaches the P&L{range}{settled}.")
            }
            _ => {
                let who = if best.technology_alone { "the technology alone".into() } else { name(best) };
                format!("Of {slide} on the slide, {who} brings {saved} to the P&L{range}{settled}.")
            }
        }
    }

    fn loss(&self, best: &OptionPart) -> String {
        let slide = self.amount(best.slide_savings.p50);
        let lost = outcome(best.cost_savings.p50);
        let (range, later) = (self.range(best), later(best));
        if self.options.len() == 1 {
            return format!("Nothing of the {slide} on the slide reaches the P&L: {} {lost}{range}{later}.", name(best));
        }
        let others = self.options.iter().all(|o| o.cost_savings.p50 <= 0.0);
        let who = if others { "no option saves more than it costs" } else { "no sound option saves more than it costs" };
        format!("Nothing of the {slide} on the slide reaches the P&L: {who}; the least bad, {}, {lost}{range}{later}.", name(best))
    }

    fn empty_slide(&self, best: &OptionPart) -> String {
        let fees = "the AI's usage fee is more than today's cost of the conversations it takes";
        let slide = self.amount(best.slide_savings.p50);
        format!(
            "The slide itself promises no saving ({slide}): {fees}; {} {}{}.",
            name(best),
            outcome(best.cost_savings.p50),
            self.range(best)
        )
    }

    fn none_is_sound(&self) -> String {
        let top = &self.options[largest(self.options, |_| true).unwrap_or(0)];
        let slide = self.amount(top.slide_savings.p50);
        let who = if self.options.len() == 1 { name(top) } else { format!("the most that is shown, {},", name(top)) };
        format!(
            "Nothing here can be recommended, for no option with the AI is sound: of {slide} on the slide {who} {}{}, but {} ({}).",
            outcome(top.cost_savings.p50),
            self.range(top),
            reason(top),
            how_often(top, self.expected),
        )
    }

    /// A warning of an option that shows more than the best and is unsound; empty without one.
    fn tempting(&self, best: &OptionPart) -> String {
        let more = |o: &OptionPart| !is_sound(o) && o.cost_savings.p50 > best.cost_savings.p50;
        let Some(place) = largest(self.options, more) else { return String::new() };
        let option = &self.options[place];
        let shown = money(option.cost_savings.p50);
        format!(" {} shows more ({shown}) but is not sound: {} ({}).", name(option), reason(option), how_often(option, self.expected))
    }
}

fn how_often(option: &OptionPart, expected: bool) -> String {
    if expected { "expected".into() } else { format!("sound: {}", chances(option.probability.sound)) }
}

fn name(option: &OptionPart) -> String {
    format!("\"{}\"", option.label.name)
}

fn outcome(savings: f64) -> String {
    if savings < 0.0 { format!("loses {}", money(-savings)) } else { format!("saves {}", money(savings)) }
}

/// What a year brings once the rollout has settled.
fn settled(option: &OptionPart) -> String {
    let rate = option.run_rate.realisation.mean;
    if !rate.is_finite() {
        return String::new();
    }
    if rate > 0.0 {
        format!(", {} of the slide a year once it has settled", percent(rate))
    } else {
        ", but nothing a year once it has settled".into()
    }
}

/// What a loss turns into once the rollout has settled.
fn later(option: &OptionPart) -> String {
    let rate = option.run_rate.cost_savings.p50;
    if rate > 0.0 { format!(", though it saves {} a year once it has settled", money(rate)) } else { String::new() }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::Named;
    use crate::report::option_part::{EndState, Payback, Probability, Realisation, RunRate};
    use crate::stats::Summary as Spread;

    fn spread(middle: f64) -> Spread {
        let p = |by: f64| middle + by * 1e6;
        Spread { mean: middle, sd: 1e6, p5: p(-1.3), p10: p(-1.0), p50: middle, p90: p(1.0), p95: p(1.3) }
    }

    /// An option as a summary holds it; half its slide a year is reached once it has settled.
    pub(in crate::report) fn option(id: &str, slide: f64, savings: f64, sound: f64) -> OptionPart {
        let none = spread(0.0);
        let ratio = |mean: f64| Realisation { mean, p10: mean, p50: mean, p90: mean };
        OptionPart {
            label: Named { id: id.into(), name: format!("Plan {id}") },
            technology_alone: id == "alone",
            freed_capacity: none,
            unsound: (sound < 1.0).then_some(Unsound::Service),
            slide_savings: spread(slide),
            cost_savings: spread(savings),
            hard_savings: spread(savings * 0.6),
            avoided_growth: spread(savings * 0.4),
            value_effect: spread(savings),
            realisation: ratio(savings / slide),
            run_rate: RunRate {
                cost_savings: spread(savings / 2.0),
                slide_savings: spread(slide / 2.0),
                realisation: ratio(savings / slide),
            },
            npv: spread(savings),
            npv_with_customers: spread(savings),
            payback_month: Payback { p50: 9.0, probability: 0.9 },
            service_debt: none,
            months_below_service: Spread { p50: if sound < 0.5 { 4.0 } else { 0.0 }, ..none },
            probability: Probability { npv_positive: 0.9, hurdle_met: 0.2, best_option: 0.8, sound },
            end_state: EndState {
                containment: 0.6,
                resolution: 0.8,
                human_contacts: 90e3,
                aht_minutes: 8.05,
                csat: 0.67,
                csat_all_channels: 0.7,
                fcr: 0.71,
                cost_per_contact: 4.5,
                cost_per_conversation: 4.4,
                cost_per_resolved_issue: 5.9,
                required_fte: 80.0,
                heads: 82.0,
                occupancy: 0.74,
                service_level: 0.87,
                vendor_fte: 64.0,
                vendor_invoice: 235e3,
            },
            without_ai: None,
            bridge: None,
            dual_signal: None,
            months: serde_json::Map::new(),
        }
    }

    fn said(options: &[OptionPart]) -> String {
        let mut all = vec![option("no_ai", 0.0, 0.0, 1.0)];
        all.extend_from_slice(options);
        sentence(&all, "USD", false)
    }

    #[test]
    fn a_redesign_that_pays_is_held_against_the_technology_alone() {
        let text = said(&[option("alone", 9.3e6, -1.6e6, 1.0), option("redesign", 9.1e6, 2.8e6, 1.0)]);
        assert_eq!(
            text,
            "Of 9.3 M USD on the slide, the technology alone loses 1.6 M; with \"Plan redesign\" 2.8 M reaches the P&L \
             (8 chances in 10 that it is between 1.8 M and 3.8 M), 31 % of the slide a year once it has settled."
        );
    }

    #[test]
    fn one_option_is_told_alone() {
        let text = said(&[option("redesign", 9.1e6, 2.8e6, 1.0)]);
        assert!(text.starts_with("Of 9.1 M USD on the slide, \"Plan redesign\" brings 2.8 M to the P&L ("), "{text}");
        let text = said(&[option("alone", 9.1e6, 2.8e6, 1.0)]);
        assert!(text.starts_with("Of 9.1 M USD on the slide, the technology alone brings 2.8 M"), "{text}");
    }

    #[test]
    fn when_all_lose_nothing_reaches_the_p_and_l() {
        let text = said(&[option("alone", 9.3e6, -1.6e6, 1.0), option("late", 9.1e6, -0.5e6, 1.0)]);
        let start = "Nothing of the 9.1 M USD on the slide reaches the P&L: no option saves more than it costs; the least bad, \"Plan late\", loses 500 k (";
        assert!(text.starts_with(start), "{text}");
        let text = said(&[option("late", 9.1e6, -0.5e6, 1.0)]);
        assert!(text.starts_with("Nothing of the 9.1 M USD on the slide reaches the P&L: \"Plan late\" loses 500 k ("), "{text}");
    }

    #[test]
    fn a_loss_that_turns_says_so() {
        let mut late = option("late", 9.1e6, -0.5e6, 1.0);
        late.run_rate.cost_savings = spread(0.4e6);
        assert!(said(&[late]).ends_with(", though it saves 400 k a year once it has settled."));
    }

    #[test]
    fn a_range_says_loss_or_saving_and_not_minus() {
        let range = |savings: f64| {
            let telling = Telling { options: &[], currency: "USD", expected: false };
            telling.range(&option("late", 9.1e6, savings, 1.0))
        };
        assert_eq!(range(-1.6e6), " (8 chances in 10 that the loss is between 600 k and 2.6 M)");
        assert_eq!(range(-0.5e6), " (8 chances in 10 that it ends between a loss of 1.5 M and a saving of 500 k)");
    }

    #[test]
    fn an_empty_slide_is_named() {
        let mut dear = option("alone", -0.2e6, -1.0e6, 1.0);
        dear.realisation.mean = f64::NAN;
        let text = said(&[dear]);
        assert!(text.starts_with("The slide itself promises no saving (-200 k USD): the AI's usage fee is more"), "{text}");
        assert!(text.contains("\"Plan alone\" loses 1.0 M"), "{text}");
    }

    #[test]
    fn an_unsound_option_is_never_best_and_is_warned_of() {
        let options = [option("alone", 9.3e6, 4.0e6, 0.2), option("redesign", 9.1e6, 2.8e6, 0.9)];
        let text = said(&options);
        assert!(text.contains("with \"Plan redesign\" 2.8 M reaches the P&L"), "{text}");
        let end = "\"Plan alone\" shows more (4.0 M) but is not sound: service falls below target for too many months (sound: 2 in 10).";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn when_no_option_is_sound_nothing_is_recommended() {
        let text = said(&[option("alone", 9.3e6, 4.0e6, 0.2), option("redesign", 9.1e6, 2.8e6, 0.1)]);
        assert!(text.starts_with("Nothing here can be recommended"), "{text}");
        assert!(text.contains("\"Plan alone\", saves 4.0 M"), "{text}");
    }

    #[test]
    fn without_options_there_is_nothing_to_judge() {
        assert!(said(&[]).starts_with("There is nothing to judge"));
        assert_eq!(sentence(&[], "USD", false), "");
    }

    #[test]
    fn an_expected_value_has_no_chances() {
        let all = [option("no_ai", 0.0, 0.0, 1.0), option("redesign", 9.1e6, 2.8e6, 1.0)];
        assert!(!sentence(&all, "USD", true).contains("chances"));
    }
}
