//! `docs/validation.md`: public cases, closed forms and reference figures, each beside what the program says.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use residual::engine::record::Metric;
use residual::results::Total;

use crate::cases::{Case, WORLDS};
use crate::common;
use crate::figures::{change, count, millions, percent, table};
use crate::part_is_current;

const PAGE: &str = "docs/validation.md";

/// A published figure beside the same figure of a scenario.
struct Held {
    figure: &'static str,
    published: &'static str,
    value: f64,
    /// Where it lands when it lands.
    bounds: RangeInclusive<f64>,
    show: fn(f64) -> String,
    /// What else is said of the value.
    spread: String,
    /// Does the page say that it lands?
    lands: bool,
}

impl Held {
    fn row(&self) -> Vec<String> {
        let (here, lands) = ((self.show)(self.value), self.bounds.contains(&self.value));
        assert_eq!(lands, self.lands, "{}: published {}, here {here}, bounds {:?}", self.figure, self.published, self.bounds);
        let within = format!("{} to {}", (self.show)(*self.bounds.start()), (self.show)(*self.bounds.end()));
        let verdict = if self.lands { "lands" } else { "**missed**" };
        vec![self.figure.into(), self.published.into(), within, here + &self.spread, verdict.into()]
    }

    fn missed(self) -> Self {
        Self { lands: false, ..self }
    }
}

fn held(figure: &'static str, published: &'static str, show: fn(f64) -> String, value: f64, bounds: RangeInclusive<f64>) -> Held {
    Held { figure, published, value, bounds, show, spread: String::new(), lands: true }
}

fn side_by_side(name: &str, rows: &[Held]) {
    let rows: Vec<Vec<String>> = rows.iter().map(Held::row).collect();
    let text = format!("\n{}\n{WORLDS} worlds, seed 1.\n", table(&["figure", "published", "lands within", "here", ""], &rows));
    part_is_current(PAGE, name, &text);
}

fn fintech() {
    let case = Case::run("fintech_chat", &[]);
    let end = case.end();
    let mean = |option: &str, metric| case.mean(option, metric, end.clone());
    let chats = mean("volume_first", Metric::Contained);
    let share = chats / (chats + mean("volume_first", Metric::HumanContacts));
    let fte = |option: &str| mean(option, Metric::RequiredFte) + mean(option, Metric::VendorFte);
    let unit = case.against("volume_first", "no_ai", Metric::CostPerContact, &end);
    let real = mean("volume_first", Metric::ResolvedByAi) / mean("volume_first", Metric::AiResolution);
    let better = mean("corrected", Metric::AiResolution) - mean("volume_first", Metric::AiResolution);
    let heads = case.against("corrected", "volume_first", Metric::Heads, &end);
    let picky =
        Case::run("fintech_chat", &[("ai.selectivity", "0.5 to 0.8")]).against("volume_first", "no_ai", Metric::CostPerContact, &end);
    side_by_side(
        "fintech",
        &[
            held("assistant's chats a month (a tenth of 2.3 M)", "230 000", count, chats, 207e3..=253e3),
            held("its share of all chats", "two thirds", percent, share, 0.62..=0.71),
            held("FTE of work it takes over (a tenth of 700 to 853)", "70 to 85", count, fte("no_ai") - fte("volume_first"), 65.0..=90.0),
            held("cost per contact against none", "\u{2212}35 to \u{2212}45 % (\u{2212}40 % a transaction)", change, unit, 0.55..=0.65),
            held("the same with the selectivity of the other scenarios", "no figure", change, picky, 0.65..=0.8),
            held(
                "chats that never would have reached a person",
                "about half, or chats and FTE contradict each other",
                percent,
                1.0 - real / chats,
                0.4..=0.7,
            ),
            held(
                "true resolution won by the correction after 15 months",
                "\u{201c}lower quality\u{201d} said aloud",
                percent,
                better,
                0.01..=0.2,
            ),
            held("people hired again for quality: heads after the correction", "more", change, heads, 1.01..=1.5).missed(),
        ],
    );
}

fn software() {
    let case = Case::run("software_support", &[]);
    // The nine months of the figures; the run of the one world of medians also holds every conversation.
    let months = 3..12;
    let worlds = common::Case::new(case.model.clone());
    let setting = worlds.setting();
    let run = common::Lived::expected(&setting).run(&worlds.option("technical_only"));
    let usage = &run.ai_months()[months.clone()];
    let met: f64 = usage.iter().map(|month| month.conversations).sum();
    let contained: f64 = usage.iter().map(|month| month.contained).sum();
    let fewer = case.against("technical_only", "no_ai", Metric::HumanContacts, &(9..12));
    let ai = case.mean("technical_only", Metric::Contained, case.end());
    let share = ai / (ai + case.mean("technical_only", Metric::HumanContacts, case.end()));
    let heads = case.against("technical_only", "no_ai", Metric::Heads, &case.end());
    let cost = case.against("technical_only", "no_ai", Metric::Cost, &case.end());
    side_by_side(
        "software",
        &[
            held("assistant's conversations in nine months", "1 M", count, met, 0.85e6..=1.15e6),
            held("of them \u{201c}resolved\u{201d}", "84 %", percent, contained / met, 0.81..=0.87),
            held("cases", "\u{2212}5 %", change, fewer, 0.93..=0.97),
            held("assistant's share of all conversations at the end", "50 %", percent, share, 0.44..=0.56),
            held("heads", "\u{2212}44 %", change, heads, 0.50..=0.62).missed(),
            held("support cost (a weak source)", "\u{2212}17 %", change, cost, 0.78..=0.88).missed(),
        ],
    );
}

fn calculator() {
    let case = Case::run("vendor_calculator", &[]);
    let a_year = |figure, published, option: &str, total, bounds| {
        let [low, middle, high] = case.spread(option, total);
        let spread = format!(" (8 in 10: {} to {})", millions(low), millions(high));
        Held { spread, ..held(figure, published, millions, middle, bounds) }
    };
    side_by_side(
        "calculator",
        &[
            a_year("the slide, a year", "over 2 M", "technical_only", Total::RunRateSlideSavings, 1.9e6..=2.1e6),
            a_year("technology alone, a year", "near zero or negative", "technical_only", Total::RunRateCostSavings, -0.5e6..=0.1e6),
            a_year("with the redesign, a year", "no figure", "redesign", Total::RunRateCostSavings, 0.3e6..=0.9e6),
        ],
    );
}

fn outsourced() {
    let case = Case::run("outsourced", &[]);
    let go_live = case.model.calendar.go_live;
    let second_year = go_live + 12..go_live + 24;
    let today: f64 = case.results.today.today.vendor_invoices.iter().sum();
    let invoice = |option: &str| case.mean(option, Metric::VendorInvoice, second_year.clone());
    let contacts = case.against("technical_only", "no_ai", Metric::VendorContacts, &second_year);
    let hours = case.against("technical_only", "no_ai", Metric::VendorFte, &second_year);
    let minimum = case.mean("technical_only", Metric::VendorShortfall, second_year.clone()) / invoice("technical_only");
    side_by_side(
        "outsourced",
        &[
            held(
                "outsourcers' invoices, months 13 to 24, against today",
                "flat to slightly up (+2.1 and +2.7 % a year)",
                change,
                invoice("technical_only") / today,
                0.98..=1.06,
            ),
            held("contacts at outsourcers against none", "no figure", change, contacts, 0.65..=0.85),
            held("FTE they need for them", "no figure", change, hours, 0.85..=1.0),
            held("the same invoices, contracts renegotiated", "no figure", change, invoice("contracts_only") / today, 0.95..=1.06),
            held("share of the invoices that only the minimum makes", "no figure", percent, minimum, 0.0..=0.06),
        ],
    );
}

/// The mix-shift identity of facts §6: five types, difficulty within types switched off.
fn identity() {
    let types = [("a", 0.30, 4, 0.75), ("b", 0.25, 7, 0.40), ("c", 0.20, 11, 0.25), ("d", 0.15, 6, 0.45), ("e", 0.10, 14, 0.05)];
    let mut text = "[scenario]\nname = \"mix\"\nstart = \"2026-01\"\nmonths = 12\ngo_live = 0\n[difficulty]\naht_loading = 0\nfcr_slope = 0\n\
        [customers]\nrepeat_propensity = 0\n[workforce]\nmisskill_aht = 0\nmisskill_fcr = 0\nwage_inflation = 0\n[behaviour]\nhurry = 0\npressure_fcr = 0\n\
        [ai]\nselectivity = 0\ninduced = 0\nhandoff_penalty = 0\nhandoff_saving = 0\n[ai.quality]\nregression_probability = 0\n\
        [[ai.phases]]\nstart = 0\nramp_months = 1\n"
        .to_owned();
    for (id, share, aht, automated) in types {
        let _ = write!(
            text,
            "[[contact_types]]\nid = \"{id}\"\nvolume = {}\naht = \"{aht} min\"\nfcr = 0.9\ncsat = 0.8\n\
             ai = {{ reach = 1, launch = {automated}, mature = {automated}, resolution = 1 }}\n",
            share * 10_000.0
        );
    }
    text += "[[teams]]\nid = \"team\"\nskill_tier = 5\nloaded_hourly_cost = 30\n";
    let loaded = residual::scenario::load(&text, "mix.toml", &[]).unwrap_or_else(|failure| panic!("{}", failure.render(false)));
    let case = common::Case::new(loaded.model);
    let setting = case.setting();
    let lived = common::Lived::expected(&setting);
    let run = lived.run(&residual::engine::switches::Switches { ai: true, ..residual::engine::switches::Switches::NO_AI });
    // What the queue lets go hangs up alike of every type: it moves sums, and is taken out of them.
    let share = |metric| run.record.get(11, metric) / lived.no_ai.record.get(11, metric);
    let served = |record: &residual::engine::record::Record| {
        record.get(11, Metric::ResolvedByPeople) / (record.get(11, Metric::ResolvedByPeople) + record.get(11, Metric::IssuesLost))
    };
    let kept = served(&run.record) / served(&lived.no_ai.record);
    let (contacts, hours, aht) = (share(Metric::HumanContacts) / kept, share(Metric::HumanHours) / kept, share(Metric::AhtMinutes));
    let by_hand = |weight: fn(f64, f64) -> f64| {
        let sum = |left: fn(f64) -> f64| types.iter().map(|(_, s, aht, a)| s * weight(f64::from(*aht), 1.0) * left(*a)).sum::<f64>();
        sum(|a| 1.0 - a) / sum(|_| 1.0)
    };
    let (wanted_contacts, wanted_hours) = (by_hand(|_, one| one), by_hand(|aht, _| aht));
    let rows: Vec<Vec<String>> = [
        ("contacts that go", 1.0 - wanted_contacts, 1.0 - contacts),
        ("workload that goes", 1.0 - wanted_hours, 1.0 - hours),
        ("residual AHT", wanted_hours / wanted_contacts - 1.0, aht - 1.0),
    ]
    .into_iter()
    .map(|(figure, wanted, here)| {
        assert!((wanted - here).abs() < 1e-9, "{figure}: {wanted} by hand, {here} here");
        vec![figure.to_owned(), format!("{:.2} %", wanted * 100.0), format!("{:.2} %", here * 100.0)]
    })
    .collect();
    part_is_current(PAGE, "identity", &format!("\n{}", table(&["figure", "by hand", "here"], &rows)));
}

/// A row of the answers.
fn answer(scenario: &str, question: &str, answer: String) -> Vec<String> {
    vec![format!("[{scenario}](../scenarios/{scenario}.toml)"), question.to_owned(), answer]
}

fn retailer() -> Vec<Vec<String>> {
    let case = Case::run("retailer", &[]);
    let (technical, redesign) = (case.realised_a_year("technical_only"), case.realised_a_year("redesign"));
    assert!(technical < 0.0 && (0.3..0.5).contains(&redesign), "{technical} {redesign}");
    let cpc = case.against("technical_only", "no_ai", Metric::CostPerContact, &case.end());
    assert!((0.97..1.08).contains(&cpc), "the cost of a contact does not move: {cpc}");
    vec![answer(
        "retailer",
        "what of 60 % contained reaches the P&L",
        format!(
            "technology alone {} of the slide a year, redesign {}; cost per contact with the technology alone {}",
            percent(technical),
            percent(redesign),
            change(cpc)
        ),
    )]
}

fn right_to_human(retailer: &Case) -> Vec<Vec<String>> {
    let case = Case::run("right_to_human", &[]);
    let (before, after) = (14..15, case.end());
    let containment =
        case.mean("redesign", Metric::Containment, after.clone()) / retailer.mean("redesign", Metric::Containment, retailer.end());
    let assisted =
        case.mean("redesign", Metric::HumanContacts, after.clone()) / retailer.mean("redesign", Metric::HumanContacts, retailer.end());
    let unmoved = case.mean("redesign", Metric::Containment, before.clone()) / retailer.mean("redesign", Metric::Containment, before);
    assert!((unmoved - 1.0).abs() < 0.02 && (0.45..0.56).contains(&containment), "containment halves: {unmoved} {containment}");
    assert!((1.25..1.6).contains(&assisted), "{assisted}");
    let rate = [retailer.realised_a_year("redesign"), case.realised_a_year("redesign")];
    assert!(rate[1] < 0.75 * rate[0], "{rate:?}");
    vec![answer(
        "right_to_human",
        "half of the customers go past the AI after a year",
        format!(
            "people's contacts {} against the same without the rule, realised {} a year instead of {}",
            change(assisted),
            percent(rate[1]),
            percent(rate[0])
        ),
    )]
}

fn overcut(retailer: &Case) -> Vec<Vec<String>> {
    let case = Case::run("overcut", &[]);
    let heads = |t: usize| case.mean("redesign", Metric::Heads, t..t + 1);
    let lowest = (0..case.months()).map(heads).fold(f64::INFINITY, f64::min);
    let back = heads(case.months() - 1) / lowest;
    let service = (3..case.months()).map(|t| case.mean("redesign", Metric::ServiceLevel, t..t + 1)).fold(1.0, f64::min);
    let (sound, debt) = (case.sound("redesign"), case.total("redesign", Total::ServiceDebt));
    assert!(back > 1.2 && service < 0.65 && sound < 0.2, "cut too deep, hired again: {back} {service} {sound}");
    assert!(retailer.sound("redesign") > 0.8 && retailer.total("redesign", Total::ServiceDebt) < 0.2 * debt);
    vec![answer(
        "overcut",
        "cut to the business case, reviewed a year later",
        format!(
            "service falls to {}, then heads {} from the lowest; sound in {} of worlds, service debt {}",
            percent(service),
            change(back),
            percent(sound),
            millions(debt)
        ),
    )]
}

fn broadband() -> Vec<Vec<String>> {
    let (failing, high) = (Case::run("broadband_failing", &[]), Case::run("broadband_high_performing", &[]));
    let savings: Vec<f64> =
        ["wired_in", "targets", "context", "quality", "contracts", "rollout"].iter().map(|o| high.total(o, Total::CostSavings)).collect();
    assert!((savings[0] - failing.total("rollout", Total::CostSavings)).abs() < 1.0, "the lowest step is the failing archetype");
    assert!(savings[0] < -1.5e6 && savings[5] > 0.0 && savings[2] - savings[1] > 1e6 && savings[5] - savings[4] > 0.5e6, "{savings:?}");
    let steps: Vec<String> = savings.windows(2).map(|w| millions(w[1] - w[0])).collect();
    vec![
        answer(
            "broadband_failing",
            "how an operation fails with an AI",
            format!("loses {}, {} of the slide a year", millions(-savings[0]), percent(failing.realised_a_year("rollout"))),
        ),
        answer(
            "broadband_high_performing",
            "the same operation and AI, run well, lever by lever",
            format!(
                "{} of the slide a year; targets {}, context and routing {}, quality {}, contracts {}, team planned ahead {}",
                percent(high.realised_a_year("rollout")),
                steps[0],
                steps[1],
                steps[2],
                steps[3],
                steps[4]
            ),
        ),
    ]
}

fn small_centre() -> Vec<Vec<String>> {
    let case = Case::run("small_centre", &[]);
    let heads = case.results.today.today.heads.iter().sum::<f64>();
    assert!((27.0..33.0).contains(&heads), "thirty seats: {heads}");
    let large = Case::run(
        "small_centre",
        &[
            ("contact_types.orders.volume", "86000"),
            ("contact_types.questions.volume", "56000"),
            ("contact_types.problems.volume", "37000"),
        ],
    );
    let (small_rate, large_rate) = (case.realised_a_year("redesign"), large.realised_a_year("redesign"));
    let ends = case.spread("redesign", Total::CostSavings);
    assert!(small_rate < 0.15 && large_rate > small_rate + 0.15, "{small_rate} {large_rate}");
    assert!(ends[0] < 0.0 && ends[1].abs() < 0.05 * case.total("redesign", Total::SlideSavings), "{ends:?}");
    vec![answer(
        "small_centre",
        "does it pay with thirty seats",
        format!(
            "redesign {} of the slide a year; ten times as large with the same fixed costs {}",
            percent(small_rate),
            percent(large_rate)
        ),
    )]
}

fn utility() -> Vec<Vec<String>> {
    let case = Case::run("utility", &[]);
    let (technical, redesign) = (case.realised_a_year("technical_only"), case.realised_a_year("redesign"));
    assert!(technical < 0.0 && (0.1..0.5).contains(&redesign), "{technical} {redesign}");
    let in_time = |option: &str| (4..case.months()).map(|t| case.mean(option, Metric::DeferredInTime, t..t + 1)).fold(1.0, f64::min);
    let letters = ["no_ai", "technical_only", "redesign"].map(in_time);
    vec![answer(
        "utility",
        "calls and an e-mail back office",
        format!(
            "technology alone {} of the slide a year, redesign {}; letters answered in time in their worst month {} without AI, {} and {} with",
            percent(technical),
            percent(redesign),
            percent(letters[0]),
            percent(letters[1]),
            percent(letters[2])
        ),
    )]
}

/// How each scenario answers its own question.
fn answers() {
    let long = Case::run("retailer", &[("scenario.months", "36")]);
    let rows = [retailer(), right_to_human(&long), overcut(&long), broadband(), small_centre(), utility()].concat();
    let text = format!("\n{}\n{WORLDS} worlds each, seed 1.\n", table(&["scenario", "question", "answer"], &rows));
    part_is_current(PAGE, "answers", &text);
}

/// One test, for all of it writes the same page.
#[test]
fn cases_land_where_the_page_says() {
    identity();
    fintech();
    software();
    calculator();
    outsourced();
    answers();
}
