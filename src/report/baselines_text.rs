//! New targets and the dual signal in words and tables: what to hand to team leads.

use std::fmt::Write as _;

use super::baselines::name;
use super::layout::{Column, Style, hanging, table, wrapped};
use super::words::{chances, money, number, percent};
use crate::analysis::rebaseline::{Baselines, Beside, Item, MISLEADING, Who};
use crate::analysis::targets::{OptionTargets, Targets};
use crate::engine::rebaseline::{Cause, Figure};
use crate::model::Model;
use crate::results::SeriesStatistics;

/// Minutes below which nothing is said to have changed: half of what is shown.
const SHOWN_MINUTES: f64 = 0.05;

/// Share points from which a part of resolution is worth a word.
const SHOWN_SHARE: f64 = 0.005;

/// What is told.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// The model.
    pub model: &'a Model,
    /// Everything.
    pub targets: &'a Targets,
    /// Place of the option whose targets are told.
    pub option: usize,
    /// The month.
    pub t: usize,
    /// True: that month alone, without the months before it.
    pub alone: bool,
    /// One world, so no bands.
    pub expected: bool,
}

impl Telling<'_> {
    fn option(&self) -> &OptionTargets {
        &self.targets.options[self.option]
    }

    fn baselines(&self) -> &Baselines {
        &self.option().baselines
    }

    fn who(&self) -> Vec<Who> {
        Who::all(self.baselines().teams()).collect()
    }

    fn said(&self, who: Who) -> &str {
        match who {
            Who::Channel => "all people",
            Who::Team(_) => name(who, self.model),
        }
    }

    fn get(&self, who: Who, figure: Figure, item: Item) -> &SeriesStatistics {
        self.baselines().get(self.t, who, figure, item)
    }

    /// The text of `residual baselines`.
    pub fn text(&self, style: Style) -> String {
        let mut parts = vec![self.heading(style), self.targets_table(style), self.explanations(style), self.account(style)];
        parts.push(self.misleading(style));
        if !self.alone {
            parts.push(self.by_month(style));
        }
        parts.push(self.spread(style));
        parts.push(self.signals(style));
        parts.join("\n")
    }

    fn heading(&self, style: Style) -> String {
        let since = self.t.checked_sub(self.targets.go_live);
        let when = since.map_or("before go-live".to_owned(), |months| format!("{months} months after go-live"));
        let text =
            format!("New targets for {} (month {}, {when}): {}", self.model.calendar.label(self.t), self.t, self.option().label.name);
        style.bold(&wrapped(&text, style.width, "")) + "\n"
    }

    fn names(&self) -> Column {
        Column::new("", ["", "team"], self.who().iter().map(|who| self.said(*who).to_owned()).collect())
    }

    /// Target and band of every team.
    fn targets_table(&self, style: Style) -> String {
        let cells = |figure: Figure, of: &dyn Fn(Who) -> f64| -> Vec<String> {
            self.who().iter().map(|who| if who.figures().contains(&figure) { shown(figure, of(*who)) } else { "-".into() }).collect()
        };
        let group = |figure: Figure, titles: [&'static str; 5], headings: [[&'static str; 2]; 5]| -> Vec<Column> {
            let item = |item: Item| move |who: Who| self.get(who, figure, item).mean;
            let target = |who: Who| self.get(who, figure, Item::Target);
            let mut columns = vec![
                Column::new(titles[0], headings[0], cells(figure, &item(Item::Before))),
                Column::new(titles[1], headings[1], cells(figure, &item(Item::Now))),
                Column::new(titles[2], headings[2], cells(figure, &item(Item::Target))),
            ];
            if !self.expected {
                columns.push(Column::new(titles[3], headings[3], cells(figure, &|who| target(who).p10)));
                columns.push(Column::new(titles[4], headings[4], cells(figure, &|who| target(who).p90)));
            }
            columns
        };
        let groups = [
            group(
                Figure::Aht,
                ["AHT before, minutes", "AHT now", "AHT new target", "AHT target P10", "AHT target P90"],
                [["AHT", "before"], ["min", "now"], ["new", "target"], ["", "P10"], ["", "P90"]],
            ),
            group(
                Figure::Fcr,
                ["FCR before", "FCR now", "FCR new target", "FCR target P10", "FCR target P90"],
                [["FCR", "before"], ["", "now"], ["new", "target"], ["", "P10"], ["", "P90"]],
            ),
            group(
                Figure::Csat,
                ["CSAT before", "CSAT now", "CSAT new target", "CSAT target P10", "CSAT target P90"],
                [["CSAT", "before"], ["", "now"], ["new", "target"], ["", "P10"], ["", "P90"]],
            ),
        ];
        let band = if self.expected { "" } else { " In 8 of 10 worlds it lies between P10 and P90." };
        let caption = format!(
            "Means of {}. The new target is the figure before AI and what the work changed: types, difficulty, handoffs, who gets it.{band} \
             All people: vendors included.",
            worlds(self.targets.trials)
        );
        format!("{}{}\n", table(&self.names(), &groups, style), style.faint(&wrapped(&caption, style.width, "")))
    }

    /// The sentence for each team.
    fn explanations(&self, style: Style) -> String {
        let mut out = style.bold("To tell the team") + "\n";
        for who in self.who() {
            let minutes = |item| self.get(who, Figure::Aht, item);
            let target = minutes(Item::Target);
            let parts = Cause::ALL.map(|cause| (cause, minutes(Item::Part(cause)).mean));
            let said = Minutes {
                before: minutes(Item::Before).mean,
                now: minutes(Item::Now).mean,
                target: target.mean,
                band: (target.p10, target.p90),
                parts,
            };
            let text = format!("{} {}", said.sentence(), self.resolution(who));
            out.push_str(&hanging(&format!("  {}: ", self.said(who)), &text, style.width));
            out.push('\n');
        }
        out
    }

    /// Resolution against its new target, and what the team's own causes do to it.
    fn resolution(&self, who: Who) -> String {
        let mean = |item| self.get(who, Figure::Fcr, item).mean;
        let (before, target, now) = (mean(Item::Before), mean(Item::Target), mean(Item::Now));
        let mut text = format!("Resolution: {} now, new target {}, {} before AI", percent(now), percent(target), percent(before));
        for (cause, words) in [(Cause::Hurry, "hurry"), (Cause::Coaching, "coaching"), (Cause::Queue, "the queue")] {
            let part = mean(Item::Part(cause));
            if part.abs() >= SHOWN_SHARE {
                let does = if part > 0.0 { "adds" } else { "costs" };
                // Writing to a String cannot fail, here and below.
                let _ = write!(text, "; {words} {does} {} points", number(100.0 * part.abs(), 0));
            }
        }
        text + "."
    }

    /// Where the change of handle time comes from.
    fn account(&self, style: Style) -> String {
        let minutes = |item: Item, title, heading| {
            let cells = self.who().iter().map(|who| signed(self.get(*who, Figure::Aht, item).mean, item)).collect();
            Column::new(title, heading, cells)
        };
        let part = |cause, title, heading| minutes(Item::Part(cause), title, heading);
        let work = vec![
            minutes(Item::Before, "before", ["", "before"]),
            part(Cause::Types, "other types", ["other", "types"]),
            part(Cause::Slices, "harder cases", ["harder", "cases"]),
            part(Cause::Handoff, "handoffs", ["hand-", "offs"]),
            part(Cause::SkillFit, "skill fit", ["skill", "fit"]),
            minutes(Item::Target, "= new target", ["= new", "target"]),
        ];
        let team = vec![
            part(Cause::Hurry, "hurry", ["", "hurry"]),
            part(Cause::Coaching, "coaching", ["coach-", "ing"]),
            part(Cause::Queue, "queue", ["", "queue"]),
            minutes(Item::Now, "= now", ["", "= now"]),
        ];
        let caption = "Minutes of handle time, means; the parts sum to the change. Harder cases: within types, in the hands of those who had \
                       them before AI. Skill fit: who gets them now. Queue: whom it loses.";
        let head = style.bold("Where the minutes come from");
        format!("{head}\n{}{}\n", table(&self.names(), &[work, team], style), style.faint(&wrapped(caption, style.width, "")))
    }

    /// From when old targets mislead.
    fn misleading(&self, style: Style) -> String {
        let b = self.baselines();
        let mut out = style.bold("When the old targets mislead") + "\n";
        for who in self.who() {
            let mut found = Vec::new();
            for figure in who.figures() {
                let from = b.misleading_from(who, *figure, self.targets.go_live);
                found.push(match from {
                    Some(t) => format!("{} from {}", spoken(*figure), self.model.calendar.label(t)),
                    None => format!("{} not at all", spoken(*figure)),
                });
            }
            out.push_str(&(hanging(&format!("  {}: ", self.said(who)), &(found.join(", ") + "."), style.width) + "\n"));
        }
        let caption =
            format!("The first month in which the new target is more than {} off the old one, median world.", percent(MISLEADING));
        out.push_str(&(style.faint(&wrapped(&caption, style.width, "")) + "\n"));
        out
    }

    /// Targets month by month, a table for each team.
    fn by_month(&self, style: Style) -> String {
        let b = self.baselines();
        let months: Vec<usize> = (self.targets.go_live.min(b.months() - 1)..b.months()).collect();
        let names = Column::new("month", ["", "month"], months.iter().map(|t| self.model.calendar.label(*t)).collect());
        let mut out = style.bold("Targets by month, to hand to team leads") + "\n";
        for who in self.who() {
            let group = |figure: Figure, titles: [&'static str; 4], heading: [&'static str; 2]| {
                let cells = |of: fn(&SeriesStatistics) -> f64, item: Item| -> Vec<String> {
                    months.iter().map(|t| shown(figure, of(b.get(*t, who, figure, item)))).collect()
                };
                let mut columns = vec![Column::new(titles[0], heading, cells(|s| s.mean, Item::Target))];
                if !self.expected {
                    columns.push(Column::new(titles[1], ["", "P10"], cells(|s| s.p10, Item::Target)));
                    columns.push(Column::new(titles[2], ["", "P90"], cells(|s| s.p90, Item::Target)));
                }
                columns.push(Column::new(titles[3], ["", "now"], cells(|s| s.mean, Item::Now)));
                columns
            };
            let groups = [
                group(Figure::Aht, ["AHT target, minutes", "AHT target P10", "AHT target P90", "AHT now"], ["AHT", "target"]),
                group(Figure::Fcr, ["FCR target", "FCR target P10", "FCR target P90", "FCR now"], ["FCR", "target"]),
            ];
            let before = |figure| shown(figure, b.get(self.t, who, figure, Item::Before).mean);
            let lead = format!("{}, before AI {} minutes and {} resolved:", self.said(who), before(Figure::Aht), before(Figure::Fcr));
            out.push_str(&wrapped(&lead, style.width, "  "));
            out.push('\n');
            out.push_str(&table(&names, &groups, style));
            if Some(&who) != self.who().last() {
                out.push('\n');
            }
        }
        out
    }

    /// How much wider the work is spread, and where the value rests.
    fn spread(&self, style: Style) -> String {
        let (before, now) = (&self.targets.no_ai().baselines, self.baselines());
        let cv = |b: &Baselines| percent(b.beside(self.t, Beside::HandleTimeCv).mean);
        let mut text = format!("Handle times vary by {} of their mean ({} without the AI)", cv(now), cv(before));
        if !self.expected {
            let workload = [now, before].map(|b| percent(b.workload_cv(self.t)));
            let _ = write!(text, ", the month's hours of work by {} over the worlds ({} without)", workload[0], workload[1]);
        }
        let share = |figure| percent(now.beside(self.t, figure).mean);
        let (issues, value) = (share(Beside::IssueShare), share(Beside::ValueShare));
        let _ = write!(text, ". People get {issues} of the issues, and with them {value} of the value at stake.");
        format!("{}\n{}\n", style.bold("How the work is spread"), wrapped(&format!("  {text}"), style.width, "  "))
    }

    /// The return as a pair: what the machine saved, what the people gained.
    fn return_in_words(&self) -> String {
        let (option, currency) = (self.option(), &self.model.currency);
        let signal = &option.signal;
        let saved = signal.machine_saved.mean;
        let machine = if saved < 0.0 { "cost more than it saved:" } else { "saved" };
        let gained = signal.people_gained.mean;
        let people = if gained < 0.0 { "lost" } else { "gained" };
        let clock = match signal.ticking_clock_month_where_it_ticks {
            None => "No clock ticks".to_owned(),
            Some(t) => {
                let from = self.model.calendar.label(t.round() as usize);
                let chance = if self.expected { String::new() } else { format!(" in {} worlds", often(signal.ticking_clock_probability)) };
                format!("A clock ticks{chance}, from {from}: part of the saving is borrowed from them")
            }
        };
        format!(
            "{}: the machine {machine} {} {currency}, the people {people} {} points. {clock}.",
            option.label.id,
            money(saved.abs()),
            number(gained.abs(), 1)
        )
    }

    /// The dual signal of every option.
    fn signals(&self, style: Style) -> String {
        let options = &self.targets.options[1..];
        let cells = |of: &dyn Fn(&OptionTargets) -> String| -> Vec<String> { options.iter().map(of).collect() };
        let start = |o: &OptionTargets| {
            let month = o.signal.ticking_clock_month_where_it_ticks;
            month.map_or("-".into(), |t| self.model.calendar.label(t.round() as usize))
        };
        let ticks = |o: &OptionTargets| match (self.expected, o.signal.ticking_clock_probability > 0.0) {
            (true, true) => "yes".into(),
            (true, false) => "no".into(),
            _ => chances(o.signal.ticking_clock_probability),
        };
        let names = Column::new("", ["", "option"], cells(&|o| o.label.id.clone()));
        let indices = vec![
            Column::new("efficiency", ["effi-", "ciency"], cells(&|o| number(o.signal.efficiency, 1))),
            Column::new("people", ["", "people"], cells(&|o| number(o.signal.people, 1))),
            Column::new("clock ticks", ["clock", "ticks"], cells(&ticks)),
            Column::new("from", ["", "from"], cells(&start)),
        ];
        let pair = vec![
            Column::new("machine saved", ["machine", "saved"], cells(&|o| money(o.signal.machine_saved.mean))),
            Column::new("people gained", ["people", "gained"], cells(&|o| number(o.signal.people_gained.mean, 1))),
        ];
        let parts = vec![
            Column::new("agent experience", ["agent", "exp."], cells(&|o| number(o.signal.agent_experience, 0))),
            Column::new("FCR", ["", "FCR"], cells(&|o| number(o.signal.fcr, 0))),
            Column::new("retention", ["reten-", "tion"], cells(&|o| number(o.signal.retention, 0))),
            Column::new("customer ease", ["customer", "ease"], cells(&|o| number(o.signal.customer_ease, 0))),
        ];
        let caption = format!(
            "100: as without the AI, mean of the last three months. Efficiency: cost per conversation, containment, hours per issue. People: \
             agent experience, FCR, retention and customer ease (less effort per resolved issue). A clock ticks where efficiency is above 100 and people below it for three \
             months in a row; from: the median month where it does. Machine saved: cost savings in {}. People gained: points of their index, \
             mean from go-live on. Means of {}.",
            self.model.currency,
            worlds(self.targets.trials)
        );
        let head = style.bold("Who pays for it");
        let pair_in_words = hanging("  ", &self.return_in_words(), style.width);
        format!(
            "{head}\n{pair_in_words}\n{}{}\n",
            table(&names, &[indices, pair, parts], style),
            style.faint(&wrapped(&caption, style.width, ""))
        )
    }
}

/// A chance before the word "worlds".
fn often(share: f64) -> String {
    if share >= 1.0 { "all".into() } else { chances(share) }
}

fn worlds(trials: usize) -> String {
    if trials == 1 { "1 world".into() } else { format!("{trials} worlds") }
}

fn shown(figure: Figure, value: f64) -> String {
    if figure == Figure::Aht { number(value, 1) } else { percent(value) }
}

fn spoken(figure: Figure) -> &'static str {
    match figure {
        Figure::Aht => "handle time",
        Figure::Fcr => "resolution",
        Figure::Csat => "satisfaction",
    }
}

/// Levels as they are, parts with their sign; nothing is no sum of nothings.
fn signed(value: f64, item: Item) -> String {
    match item {
        Item::Part(_) if value.abs() < SHOWN_MINUTES => "0.0".into(),
        Item::Part(_) => format!("{value:+.1}"),
        _ => number(value, 1),
    }
}

/// Handle times of a team in a month, in minutes.
#[derive(Clone, Copy, Debug)]
struct Minutes {
    before: f64,
    now: f64,
    target: f64,
    band: (f64, f64),
    parts: [(Cause, f64); 7],
}

impl Minutes {
    /// The sentence that explains a change: "9.2 minutes is on target; of the 2.8 more than before AI, 2.6 are the work".
    fn sentence(&self) -> String {
        let (change, work, own) = (self.now - self.before, self.target - self.before, self.now - self.target);
        let minutes = |x: f64| number(x, 1);
        if change.abs() < SHOWN_MINUTES && work.abs() < SHOWN_MINUTES {
            return format!("{} minutes, as before AI: the old target holds.", minutes(self.now));
        }
        let verdict = if own > SHOWN_MINUTES && self.now > self.band.1 {
            format!("{} minutes is over the new target of {}", minutes(self.now), minutes(self.target))
        } else if own < -SHOWN_MINUTES && self.now < self.band.0 {
            format!("{} minutes is less than the work takes, {}", minutes(self.now), minutes(self.target))
        } else {
            format!("{} minutes is on target", minutes(self.now))
        };
        let (size, direction) = (change.abs(), if change > 0.0 { "more" } else { "less" });
        let same_way = work * change > 0.0;
        let account = if change.abs() < SHOWN_MINUTES {
            format!("no change since before AI, but the work {} {}", if work > 0.0 { "adds" } else { "takes off" }, minutes(work.abs()))
        } else if same_way && work.abs() > size + SHOWN_MINUTES {
            let verb = if own < 0.0 { "off" } else { "back" };
            let (what, took) = self.taker(own);
            format!(
                "the work alone makes {} {direction} than before AI, and {what} {took} {} {verb}",
                minutes(work.abs()),
                minutes(own.abs())
            )
        } else if same_way {
            // Rounding may show more work than change.
            format!("of the {} {direction} than before AI, {} are the work", minutes(size), minutes(work.abs().min(size)))
        } else if work.abs() < SHOWN_MINUTES {
            format!("of the {} {direction} than before AI, none are the work", minutes(size))
        } else {
            format!("{} {direction} than before AI, although the work makes {} {}", minutes(size), minutes(work.abs()), {
                if work > 0.0 { "more" } else { "less" }
            })
        };
        format!("{verdict}; {account}{}.", self.detail())
    }

    /// What of the team or the queue took most of the work's change away.
    fn taker(&self, own: f64) -> (&'static str, &'static str) {
        let most = self.parts.iter().filter(|(cause, _)| !cause.is_the_work()).max_by(|a, b| (a.1 * own).total_cmp(&(b.1 * own)));
        match most.map(|(cause, _)| *cause) {
            Some(Cause::Hurry) => ("hurry under the old target", "takes"),
            Some(Cause::Coaching) => ("coaching", "takes"),
            _ => ("who hangs up or goes to vendors", "takes"),
        }
    }

    /// The work's parts that are worth a word, largest first.
    fn detail(&self) -> String {
        let mut parts: Vec<(Cause, f64)> =
            self.parts.iter().filter(|(cause, part)| cause.is_the_work() && part.abs() >= SHOWN_MINUTES).copied().collect();
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        if parts.is_empty() {
            return String::new();
        }
        let said: Vec<String> = parts.iter().map(|(cause, part)| format!("{} {part:+.1}", work_words(*cause))).collect();
        format!(" ({})", said.join(", "))
    }
}

fn work_words(cause: Cause) -> &'static str {
    match cause {
        Cause::Types => "other types",
        Cause::Slices => "harder cases",
        Cause::Handoff => "handoffs",
        Cause::SkillFit => "who gets them",
        Cause::Hurry => "hurry",
        Cause::Coaching => "coaching",
        Cause::Queue => "queue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(before: f64, target: f64, now: f64) -> Minutes {
        let mut parts = Cause::ALL.map(|cause| (cause, 0.0));
        (parts[0].1, parts[1].1, parts[4].1) = ((target - before) * 0.25, (target - before) * 0.75, now - target);
        Minutes { before, now, target, band: (target - 0.4, target + 0.4), parts }
    }

    #[test]
    fn a_team_lead_reads_what_is_the_work() {
        assert_eq!(
            minutes(6.4, 8.8, 9.0).sentence(),
            "9.0 minutes is on target; of the 2.6 more than before AI, 2.4 are the work (harder cases +1.8, other types +0.6)."
        );
    }

    #[test]
    fn every_case_has_its_words() {
        assert_eq!(minutes(6.4, 6.4, 6.42).sentence(), "6.4 minutes, as before AI: the old target holds.");
        assert!(minutes(6.4, 7.0, 8.4).sentence().starts_with("8.4 minutes is over the new target of 7.0; of the 2.0 more"));
        let hurried = minutes(6.4, 9.0, 8.0).sentence();
        assert!(
            hurried.starts_with("8.0 minutes is less than the work takes, 9.0; the work alone makes 2.6 more than before AI, and hurry")
        );
        assert!(hurried.contains("takes 1.0 off"), "{hurried}");
        assert!(minutes(6.4, 5.0, 6.4).sentence().contains("no change since before AI, but the work takes off 1.4"));
        assert!(minutes(6.4, 7.0, 5.9).sentence().contains("0.5 less than before AI, although the work makes 0.6 more"));
        assert!(minutes(6.4, 6.4, 7.0).sentence().contains("none are the work"));
    }
}
