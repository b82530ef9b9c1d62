//! Procurement's view in words: what the terminal says after `contracts`, and the term sheets that are pasted into a mail.

use super::layout::{Column, Style, hanging, table, wrapped};
use super::terms::{in_a_line, items, price, unit_words};
use super::words::{chances, money, number, percent};
use crate::analysis::procurement::{AiView, Clause, ClauseWorth, Kind, Procurement, SetView, SourcingView, VendorView};
use crate::model::Model;

/// Share of the rate below which a clause is worth nothing.
const NOTHING: f64 = 5e-4;
/// Width of a pasted term sheet.
const MAIL: Style = Style { width: 76, color: false };

/// The whole text after `contracts`, but for where the files are.
pub fn after_contracts(model: &Model, view: &Procurement, style: Style) -> String {
    let mut parts = Vec::new();
    if view.vendors.is_empty() {
        parts.push(wrapped("The scenario has no vendors: there is no contract to price but the AI's.", style.width, "") + "\n");
    }
    for vendor in &view.vendors {
        parts.push(style.bold(&wrapped(&headline(model, vendor, &view.option), style.width, "")) + "\n");
        parts.push(sets_table(vendor, view, style));
        parts.extend(minimum(vendor).map(|text| paragraph("Minimum:     ", &text, style)));
        parts.push(paragraph("Break-even:  ", &break_even(vendor), style));
        parts.push(paragraph("Savings end: ", &savings_end(vendor), style));
        parts.push(paragraph("Room:        ", &room(vendor), style));
        parts.push(term_sheet(model, vendor, style));
    }
    parts.extend(view.sourcing.as_ref().filter(|s| s.rows.len() > 1).map(|sourcing| sourcing_text(sourcing, style)));
    parts.extend(view.ai.as_ref().map(|ai| ai_text(ai, view, model, style)));
    parts.join("\n")
}

/// The term sheets of all vendors, as plain text to paste.
pub fn term_sheets(model: &Model, views: &[Procurement]) -> String {
    let sheets = views.iter().flat_map(|view| view.vendors.iter().map(move |vendor| (view, vendor)));
    let sheets: Vec<String> = sheets
        .map(|(view, vendor)| {
            let basis = format!(
                "Figures in {} over {} months from {}, over {} worlds of the option \"{}\".",
                model.currency,
                model.calendar.months,
                model.calendar.label(0),
                view.trials,
                view.option
            );
            format!("{}\n{}\n", term_sheet(model, vendor, MAIL), wrapped(&basis, MAIL.width, ""))
        })
        .collect();
    sheets.join("\n\n")
}

fn paragraph(lead: &str, text: &str, style: Style) -> String {
    hanging(lead, text, style.width) + "\n"
}

fn find(vendor: &VendorView, kind: Kind) -> Option<&SetView> {
    vendor.sets.iter().find(|set| set.kind == kind)
}

fn headline(model: &Model, vendor: &VendorView, option: &str) -> String {
    let Some(today) = find(vendor, Kind::Today) else { return vendor.name.clone() };
    let idle = if today.idle.mean > 0.005 * today.total.mean {
        format!(", {} of it for work that is not done", money(today.idle.mean))
    } else {
        String::new()
    };
    let asked = &vendor.sets[vendor.recommended];
    let saved = money(today.total.mean - asked.total.mean);
    let small = today.total.mean - asked.total.mean < 0.005 * today.total.mean;
    let ask = match (asked.kind, vendor.acceptable) {
        (Kind::Today, true) => "; no other terms on the table are cheaper and still cover the vendor's cost".to_owned(),
        (Kind::Today, false) => {
            "; no other terms on the table are cheaper, and today's do not cover the vendor's cost and margin".to_owned()
        }
        (_, true) if small => format!("; \"{}\" would cost the same ({saved} less)", asked.name),
        (_, true) => format!("; \"{}\" would save {saved} and still cover the vendor's cost and margin", asked.name),
        (_, false) => format!("; \"{}\" would save {saved}, but do not cover the vendor's cost and margin: it will not sign", asked.name),
    };
    let leaves = vendor.exit.map_or_else(String::new, |t| {
        let (label, last) = (model.calendar.label(t), "its figures are up to then, the fee for leaving included");
        format!(" The option lets the vendor go in {label}: {last}.")
    });
    let over = format!("{} {} over {} months", money(today.total.mean), model.currency, model.calendar.months);
    format!("{} under {option}: today's terms cost {over}{idle}{ask}.{leaves}", vendor.name)
}

fn sets_table(vendor: &VendorView, view: &Procurement, style: Style) -> String {
    let sets = &vendor.sets;
    let cells = |of: &dyn Fn(&SetView) -> String| -> Vec<String> { sets.iter().map(of).collect() };
    let names = Column::new("terms", ["", "terms"], cells(&|set| set.id.clone()));
    let invoices = vec![
        Column::new("invoices, mean", ["invoices", "mean"], cells(&|set| money(set.total.mean))),
        Column::new("invoices, P10", ["", "P10"], cells(&|set| money(set.total.p10))),
        Column::new("invoices, P50", ["", "P50"], cells(&|set| money(set.total.p50))),
        Column::new("invoices, P90", ["", "P90"], cells(&|set| money(set.total.p90))),
        Column::new("invoices, P95", ["", "P95"], cells(&|set| money(set.total.p95))),
    ];
    let prices = vec![
        Column::new("per contact", ["per", "contact"], cells(&|set| number(set.per_contact, 2))),
        Column::new("per minute", ["per", "minute"], cells(&|set| number(set.per_minute, 2))),
        Column::new("per resolved contact", ["per re-", "solved"], cells(&|set| number(set.per_resolution, 2))),
    ];
    let risks = vec![
        Column::new("months in which the minimum bites", ["minimum", "bites"], cells(&|set| percent(set.minimum_bites))),
        Column::new("share of the invoice it then makes", ["how", "deep"], cells(&|set| percent(set.minimum_depth))),
        Column::new("paid for work not done", ["for no", "work"], cells(&|set| money(set.idle.mean))),
        Column::new("with AHT 10 % up", ["AHT", "+10 %"], cells(&|set| money(set.harder.mean))),
        Column::new("with volume 10 % down", ["volume", "-10 %"], cells(&|set| money(set.smaller.mean))),
    ];
    let fewer = if view.root_trials < view.trials {
        format!(" Rates and clauses below are solved for over the first {} worlds.", view.root_trials)
    } else {
        String::new()
    };
    let caption = format!(
        "Every set of terms is priced over the same months of the same worlds, as if in force throughout; as_it_runs: today's until a \
         renegotiation succeeds. Bites: share of months from go-live; deep: share of the invoice in those. AHT and volume: change of all \
         invoices.{fewer}"
    );
    format!("{}\n{}\n", table(&names, &[invoices, prices, risks], style), style.faint(&wrapped(&caption, style.width, "")))
}

fn minimum(vendor: &VendorView) -> Option<String> {
    let today = find(vendor, Kind::Today)?;
    let agreed = today.terms.as_ref()?.minimum.as_ref()?;
    if today.minimum_bites <= 0.0 {
        return Some(format!("today's, {} of the average month, never bites in these worlds.", percent(agreed.share)));
    }
    Some(format!(
        "today's, {} of the average month, bites in {} of the months from go-live and is then {} of the invoice: {} in all, {} in one case in ten.",
        percent(agreed.share),
        percent(today.minimum_bites),
        percent(today.minimum_depth),
        money(today.minimum.mean),
        money(today.minimum.p90)
    ))
}

fn break_even(vendor: &VendorView) -> String {
    let forms = vendor.forms.iter().filter(|form| form.at_mean.is_finite());
    let forms: Vec<String> =
        forms.map(|form| format!("{} per {} ({})", price(form.at_mean), unit_words(form.unit), price(form.at_p90))).collect();
    if forms.is_empty() {
        return "the vendor does no work in these months.".into();
    }
    let mut said = vec![format!(
        "a single plain price would cost the same as today's terms on average (in the bad case, P90) at {}.",
        forms.join(", ")
    )];
    for set in vendor.sets.iter().filter(|set| !matches!(set.kind, Kind::Today | Kind::AsItRuns)) {
        let Some(even) = &set.break_even else { continue };
        let (name, unit) = (&set.name, unit_words(even.unit));
        said.push(match (even.at_mean, even.rate) {
            (Some(factor), Some(rate)) => format!(
                "\"{name}\" ask {} per {unit} and would cost the same at {}{}.",
                price(rate),
                price(rate * factor),
                even.at_p90.map_or_else(String::new, |at| format!(" ({})", price(rate * at)))
            ),
            (Some(factor), None) => format!("\"{name}\" would cost the same at {} of its rates.", percent(factor)),
            (None, _) if set.total.mean > find(vendor, Kind::Today).map_or(0.0, |today| today.total.mean) => {
                format!("\"{name}\" cost more at any rate.")
            }
            (None, _) => format!("\"{name}\" cost less at any rate."),
        });
    }
    said.join(" ")
}

fn savings_end(vendor: &VendorView) -> String {
    let even = &vendor.break_even;
    if even.lost_anyway > 0.5 {
        let lost = if even.lost_anyway >= 1.0 { "in any world".into() } else { in_worlds(even.lost_anyway) };
        return format!("the rollout saves nothing {lost}, even without minimum and notice.");
    }
    let middle = |spread: f64, what: String| if spread.is_finite() { format!(", {what} in the middle world") } else { String::new() };
    let minimum = if even.minimum_can > 0.0 {
        let at = middle(even.minimum.p50, format!("from {} of today's average month", percent(even.minimum.p50)));
        format!(
            "a higher minimum (up to 150 % of today was tried) would eat all savings of the rollout {}{at}",
            in_worlds(even.minimum_can)
        )
    } else {
        "no minimum up to 150 % of today's average month would eat all savings of the rollout".into()
    };
    let notice = if even.notice_can > 0.0 {
        let at = middle(even.notice.p50, format!("from {} months", number(even.notice.p50, 0)));
        format!("longer notice (up to 24 months) would {}{at}", in_worlds(even.notice_can))
    } else {
        "no notice up to 24 months would".into()
    };
    let anyway = if even.lost_anyway > 0.0 {
        format!(" {} there are none to eat, even without either.", capital(&in_worlds(even.lost_anyway)))
    } else {
        String::new()
    };
    format!("{minimum}; {notice}.{anyway}")
}

fn room(vendor: &VendorView) -> String {
    let room = &vendor.room;
    let how =
        if room.cost_assumed { "assumed from today's price; vendors.*.cost_to_serve or --vendor-cost say it better" } else { "as given" };
    let cost = format!("{} a productive hour ({how}) and a margin of {}", price(room.cost_per_hour), percent(room.least_margin));
    let width = if room.probability > 0.0 {
        format!("{} wide on average, below {} in one case in ten", money(room.room.mean), money(room.room.p10))
    } else {
        format!("today's terms are {} short of it", money(-room.room.mean))
    };
    format!(
        "for the agents this work needs the vendor must get {} ({} to {}), at {cost}. Today's terms pay {}. A range both can accept exists \
         {}: {width}.",
        money(room.vendor_needs.mean),
        money(room.vendor_needs.p10),
        money(room.vendor_needs.p90),
        money(room.buyer_pays.mean),
        in_worlds(room.probability),
    )
}

/// The recommended terms in words, then what is behind each: two parts, for the second is not for the vendor's eyes.
fn term_sheet(model: &Model, vendor: &VendorView, style: Style) -> String {
    let asked = &vendor.sets[vendor.recommended];
    let Some(terms) = &asked.terms else { return String::new() };
    let parts = items(terms, &model.calendar);
    let mut lines = vec![style.bold(&format!("Term sheet: {}, {}", vendor.name, lower_first(&asked.name)))];
    for (place, part) in parts.iter().enumerate() {
        lines.push(hanging(&format!("  {}. ", place + 1), &format!("{}: {}.", part.heading, part.text), style.width));
    }
    lines.push(style.bold("For us alone"));
    let mut item = |text: String| lines.push(hanging("  - ", &text, style.width));
    item(format!("What to expect: {} in all, {} in one case in ten.", money(asked.total.mean), money(asked.total.p90)));
    for part in &parts {
        let worth = part.clause.and_then(|clause| vendor.clauses.iter().find(|worth| worth.clause == clause));
        let behind = match (part.heading, worth) {
            ("Price", _) => limits(asked),
            (_, Some(worth)) => worth_words(worth),
            (_, None) => continue,
        };
        item(format!("{}: {behind}", part.heading));
    }
    let absent = vendor.clauses.iter().filter(|worth| !worth.present && matters(worth));
    let absent: Vec<String> = absent.map(|worth| format!("{}, {} of the rate", named(worth), points(worth.mean))).collect();
    if !absent.is_empty() {
        item(format!("Not in these terms, and what it would cost us on average: {}.", absent.join("; ")));
    }
    for text in concessions(vendor) {
        item(text);
    }
    lines.join("\n") + "\n"
}

/// Walk-away and ceiling of the rate.
fn limits(asked: &SetView) -> String {
    let Some(even) = &asked.break_even else { return "not known.".into() };
    let at = |factor: f64| match even.rate {
        Some(rate) => format!("{} per {}", price(rate * factor), unit_words(even.unit)),
        None => format!("{} of these rates", percent(factor)),
    };
    let floor = asked.walk_away.map(|factor| format!("below {} the vendor does not earn its margin", at(factor)));
    let ceiling = even.at_mean.filter(|_| asked.kind != Kind::Today);
    let ceiling = ceiling.map(|factor| format!("above {} today's terms are cheaper for us", at(factor)));
    let none = match (asked.walk_away, even.at_mean) {
        (Some(floor), Some(ceiling)) if floor > ceiling => " There is no rate both can live with on average.",
        _ => "",
    };
    let said: Vec<String> = floor.into_iter().chain(ceiling).collect();
    if said.is_empty() { "no rate covers the vendor's cost.".into() } else { format!("{}.{none}", said.join("; ")) }
}

fn matters(worth: &ClauseWorth) -> bool {
    [worth.mean, worth.buyer_bad_case, worth.vendor_bad_case].iter().any(|share| share.abs() >= NOTHING)
}

fn worth_words(worth: &ClauseWorth) -> String {
    if !matters(worth) {
        return "worth nothing to either side in these worlds.".into();
    }
    format!(
        "costs us {} of the rate on average, {} when invoices are high; gives the vendor {} when its revenue is low.",
        points(worth.mean),
        points(worth.buyer_bad_case),
        points(worth.vendor_bad_case)
    )
}

/// What may be given, cheapest for us first, and what is held longest.
fn concessions(vendor: &VendorView) -> Vec<String> {
    let known: Vec<&ClauseWorth> = vendor.clauses.iter().filter(|worth| matters(worth) && worth.mean.is_finite()).collect();
    let free: Vec<String> = vendor.clauses.iter().filter(|worth| !matters(worth)).map(named).collect();
    let mut said = Vec::new();
    if !free.is_empty() {
        said.push(format!("Give away: {}. In these worlds it costs us nothing, and the vendor may value it.", free.join(", ")));
    }
    if let Some(first) = known.first() {
        said.push(format!(
            "Concede first: {}. For each point it costs us it protects the vendor most when its revenue is low ({} for {}).",
            named(first),
            points(first.vendor_bad_case),
            points(first.mean)
        ));
    }
    if let (Some(last), true) = (known.last(), known.len() > 1) {
        said.push(format!("Hold longest: {}. It costs us {} and helps the vendor least for it.", named(last), points(last.mean)));
    }
    said
}

fn points(share: f64) -> String {
    if share.is_finite() { format!("{} %", number(share * 100.0, 1)) } else { "more than any rate".into() }
}

/// The clause: as it stands in the terms, or in the usual size that was valued where they have none.
fn named(worth: &ClauseWorth) -> String {
    let (name, usual) = match worth.clause {
        Clause::Minimum => ("the minimum", "a minimum of 80 % of today's average month in money"),
        Clause::Notice => ("the notice", "3 months' notice"),
        Clause::RampDown => ("the ramp-down limit", "a ramp-down limit of 20 % a quarter"),
        Clause::AhtReopener => ("the AHT re-opener", "an AHT re-opener beyond 5 %"),
        Clause::Indexation => ("the indexation", "indexation of 3 % a year"),
    };
    if worth.present { format!("{name} as above") } else { usual.to_owned() }
}

fn sourcing_text(sourcing: &SourcingView, style: Style) -> String {
    let rows = &sourcing.rows;
    let (now, best) = (&rows[0], &rows[sourcing.best]);
    let lead = if sourcing.best == 0 {
        format!(
            "Who absorbs the fall: at equal service the rollout {} with {}, and nothing else tried does better on average. {}",
            saves(now.at_equal_service.mean),
            now.name,
            most_often(sourcing)
        )
    } else {
        format!(
            "Who absorbs the fall: at equal service the rollout {} with {}, and {} with {}. {}",
            saves(best.at_equal_service.mean),
            best.name,
            saves(now.at_equal_service.mean),
            now.name,
            most_often(sourcing)
        )
    };
    let cells = |of: &dyn Fn(&crate::analysis::procurement::SourcingRow) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    let names = Column::new("shares", ["", "shares"], cells(&|row| row.name.clone()));
    let savings = vec![
        Column::new("cost savings, mean", ["savings", "mean"], cells(&|row| money(row.cost_savings.mean))),
        Column::new("cost savings, P10", ["", "P10"], cells(&|row| money(row.cost_savings.p10))),
        Column::new("cost savings, P90", ["", "P90"], cells(&|row| money(row.cost_savings.p90))),
    ];
    let service = vec![
        Column::new("at equal service", ["at equal", "service"], cells(&|row| money(row.at_equal_service.mean))),
        Column::new("months below service", ["months", "short"], cells(&|row| number(row.months_below_service, 1))),
        Column::new("best in", ["best", "in"], cells(&|row| percent(row.best))),
    ];
    let stranded = vec![
        Column::new("vendors' invoices", ["vendor", "invoices"], cells(&|row| money(row.vendor_invoices.mean))),
        Column::new("own people", ["own", "people"], cells(&|row| money(row.in_house.mean))),
        Column::new("own heads paid above need", ["idle", "heads"], cells(&|row| money(row.idle_heads.mean))),
        Column::new("invoices for work not done", ["for no", "work"], cells(&|row| money(row.idle_invoices.mean))),
        Column::new("moving the work", ["moving", "it"], cells(&|row| money(row.moving.mean))),
    ];
    let caption = format!(
        "Each row is a run of its own in the same {} worlds; percentages are of the work; it moves once notice has passed, from {} on at the \
         latest. Idle heads: own hours paid above need from go-live ({} of them without the AI, for the season). For no work: minimum, \
         notice and ramp-down limit. Moving: transfer and termination fees. At equal service: less what missing people would cost.",
        sourcing.trials,
        when(sourcing.starts),
        money(sourcing.idle_heads_without_ai)
    );
    format!(
        "{}\n\n{}\n{}\n",
        style.bold(&wrapped(&lead, style.width, "")),
        table(&names, &[savings, service, stranded], style),
        style.faint(&wrapped(&caption, style.width, ""))
    )
}

/// Which row is best in most worlds.
fn most_often(sourcing: &SourcingView) -> String {
    let best = sourcing.rows.iter().fold(&sourcing.rows[0], |best, row| if row.best > best.best { row } else { best });
    format!("Most often the best of all tried: {} ({}).", best.name, in_worlds(best.best))
}

/// A month by its distance from go-live.
fn when(months: isize) -> String {
    match months {
        0 => "the month of go-live".into(),
        m if m > 0 => format!("{m} months after go-live"),
        m => format!("{} months before go-live", -m),
    }
}

fn ai_text(ai: &AiView, view: &Procurement, model: &Model, style: Style) -> String {
    let lead = format!(
        "AI vendor under {}: {} {} over {} months ({} to {}), {} for each conversation it contained, {} for each it truly resolved.",
        view.option,
        money(ai.total.mean),
        model.currency,
        model.calendar.months,
        money(ai.total.p10),
        money(ai.total.p90),
        price(ai.per_contained),
        price(ai.per_resolved)
    );
    let mut parts = vec![style.bold(&wrapped(&lead, style.width, "")) + "\n"];
    let mut say = |lead: &str, text: Option<String>| parts.extend(text.map(|text| paragraph(lead, &text, style)));
    let gap = ai.as_contained.mean - ai.as_verified.mean;
    let counted = format!(
        "{} if every contained conversation is billed, {} if only those truly resolved are: {} hangs on who counts.",
        money(ai.as_contained.mean),
        money(ai.as_verified.mean),
        money(gap)
    );
    say("Counting:    ", (gap.abs() > 0.5).then_some(counted));
    let unused = &ai.commitment_unused;
    let commitment = format!(
        "unused in {} of months, {} paid for nothing ({} in one case in ten).",
        percent(ai.commitment_bites),
        money(unused.mean),
        money(unused.p90)
    );
    say("Commitment:  ", (unused.p95 > 0.0).then_some(commitment));
    let drift = format!("price drift moves the invoices by {} ({} to {}).", money(ai.drift.mean), money(ai.drift.p10), money(ai.drift.p90));
    say("Drift:       ", (ai.drift.mean.abs() > 0.5).then_some(drift));
    let guarantee = if ai.credits.p95 > 0.0 {
        format!("missed in {} of months; {} comes back.", percent(ai.guarantee_missed), money(ai.credits.mean))
    } else {
        "never pays: it is kept, or nobody measures (that needs the quality lever).".to_owned()
    };
    say("Guarantee:   ", ai.guarantee.then_some(guarantee));
    let worse = if ai.worse.mean.abs() < 0.5 { "no less".to_owned() } else { format!("{} less", money(-ai.worse.mean)) };
    let smaller = money(-ai.smaller.mean);
    let risk = format!("with 10 % fewer conversations we pay {smaller} less; with a resolution 10 points lower we pay {worse}.");
    say("Exposure:    ", Some(risk));
    let forms: Vec<String> =
        ai.forms.iter().filter(|form| form.at_mean.is_finite()).map(|form| format!("{} per {}", price(form.at_mean), form.unit)).collect();
    say("Break-even:  ", Some(format!("a single plain price would cost the same on average at {}.", forms.join(", "))));
    let end = ai.break_even.as_ref().map(|even| {
        let free =
            if even.not_even_free > 0.0 { format!(" Not even a free AI saves {}.", in_worlds(even.not_even_free)) } else { String::new() };
        let now = format!("{} per {} now;", price(even.price), even.unit);
        match (even.at_zero_savings.p10, even.at_zero_savings.p50) {
            (bad, middle) if bad >= 0.0 => {
                format!(
                    "{now} the rollout's savings are gone at {} in the middle world, at {} in one case in ten.{free}",
                    price(middle),
                    price(bad)
                )
            }
            (_, middle) if middle >= 0.0 => format!("{now} the rollout's savings are gone at {} in the middle world.{free}", price(middle)),
            _ => format!("{now} the rollout saves nothing at any price of the AI in the middle world.{free}"),
        }
    });
    say("Savings end: ", end);
    parts.join("")
}

/// `in 8 in 10 worlds`, `in more than 9 in 10 worlds`, `in every world`, `in no world`.
fn in_worlds(share: f64) -> String {
    match share {
        s if s >= 1.0 => "in every world".into(),
        s if s <= 0.0 => "in no world".into(),
        s => format!("in {} worlds", chances(s).replace("above", "more than").replace("below", "fewer than")),
    }
}

/// `saves 2.4 M`, `costs 291 k more than it saves`.
fn saves(amount: f64) -> String {
    if amount >= 0.0 { format!("saves {}", money(amount)) } else { format!("costs {} more than it saves", money(-amount)) }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// All sets of a vendor in a line each: what is compared.
pub fn sets_in_words(model: &Model, vendor: &VendorView) -> Vec<(String, String)> {
    let worded = vendor.sets.iter().filter_map(|set| Some((set.name.clone(), in_a_line(set.terms.as_ref()?, &model.calendar))));
    worded.collect()
}
