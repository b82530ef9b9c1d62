//! What the terminal says after `staffing`: the plan in words, the people by team and month, how sure that is, and the other plans.

use super::layout::{Column, Style, hanging, table, wrapped};
use super::staffing::{View, place_name};
use super::staffing_plan::plan;
use super::words::{capital, chances, listed, money, month, number, percent};
use crate::analysis::hr::headcount::{Figure, Kind, People, Sums};
use crate::analysis::hr::percentile::{Newsvendor, Percentiles, Planned};
use crate::analysis::hr::pooling::{Pays, Pooling};

/// Months between the rows of a team's table.
const EVERY: usize = 3;
/// Heads below which a flow is nobody.
const SOMEBODY: f64 = 0.5;
/// Chance from which a warning is given.
const LIKELY: f64 = 0.05;
/// FTE below which a pooling loss is none.
const NO_LOSS: f64 = 0.05;

impl View<'_> {
    /// The whole text, but for where the files are.
    pub fn text(&self, style: Style) -> String {
        let mut parts = vec![style.bold(&wrapped(&self.headline(), style.width, "")) + "\n", self.in_words(style)];
        parts.extend(
            (0..=self.people.everybody())
                .filter(|place| *place < self.people.teams() || self.people.teams() > 1)
                .map(|place| self.months(place, style)),
        );
        parts.push(style.faint(&wrapped(&self.caption(), style.width, "")) + "\n");
        parts.extend(self.warnings(style));
        parts.push(self.mix(style));
        parts.extend(self.attrition_only().map(|other| self.beside(other, style)));
        parts.extend(self.percentiles.map(|found| self.percentile(found, style)));
        parts.extend(self.pooling.map(|found| pooling(found, &self.model.currency, style)));
        parts.join("\n")
    }

    fn certain(&self) -> bool {
        self.headcount.trials == 1
    }

    fn worlds(&self) -> String {
        if self.certain() { "1 world".into() } else { format!("{} worlds", self.headcount.trials) }
    }

    /// From how many heads to how many, and how.
    fn headline(&self) -> String {
        let (people, calendar, s) = (self.people, &self.model.calendar, &self.people.sums);
        let first = people.mean(0, people.everybody(), Figure::Heads);
        let whole = |x: f64| number(x, 0);
        let flows = [
            (s.hired, "hired"),
            (s.retrained, "retrained"),
            (s.left, "leave of their own accord"),
            (s.severed, "let go"),
            (s.redeployed, "moved to other departments"),
        ];
        let flows: Vec<String> = flows.iter().filter(|(n, _)| *n >= SOMEBODY).map(|(n, what)| format!("{} {what}", whole(*n))).collect();
        let how = if flows.is_empty() { String::new() } else { format!(": {}", listed(&flows)) };
        format!(
            "{}: from {} heads in {} to {} in {}{how}.",
            people.label.name,
            whole(first),
            month(calendar, 0),
            whole(s.heads_at_end),
            month(calendar, people.months() - 1),
        )
    }

    /// What the plan risks.
    fn warnings(&self, style: Style) -> Option<String> {
        let s = &self.people.sums;
        let mut lines = Vec::new();
        if s.collective >= LIKELY {
            let chance = chances(s.collective);
            lines.push(format!(
                "! A wave of dismissals counts as a collective dismissal by the law given ({chance}): plan for its procedure."
            ));
        }
        if s.rehired >= SOMEBODY {
            lines.push(format!("! {} of the hires replace people who were let go or moved within the year before.", number(s.rehired, 0)));
        }
        (!lines.is_empty()).then(|| lines.iter().map(|line| style.warning(&wrapped(line, style.width, "  ")) + "\n").collect())
    }

    /// The plan of the next months.
    fn in_words(&self, style: Style) -> String {
        let mut lines = Vec::new();
        for month in plan(self.model, self.people, self.from, self.headcount.trials) {
            lines.push(style.bold(&format!("In {}", month.name)));
            for (team, said) in &month.teams {
                lines.push(hanging(&format!("  {team}: "), said.as_str().unwrap_or_default(), style.width));
            }
        }
        lines.join("\n") + "\n"
    }

    /// A team's months: every third, the first and the last.
    fn months(&self, place: usize, style: Style) -> String {
        let people = self.people;
        let last = people.months() - 1;
        let rows: Vec<usize> = (0..=last).filter(|t| t.is_multiple_of(EVERY) || *t == last).collect();
        let cells = |of: &dyn Fn(usize) -> String| -> Vec<String> { rows.iter().map(|t| of(*t)).collect() };
        let mean = |figure: Figure, decimals| move |t: usize| number(people.mean(t, place, figure), decimals);
        // A flow is that of all months since the row before: nobody is lost between rows.
        let flow = |figure: Figure| {
            move |t: usize| {
                let since = if t.is_multiple_of(EVERY) { t.saturating_sub(EVERY - 1) } else { t - t % EVERY + 1 };
                let sum: f64 = (since..=t).map(|m| people.mean(m, place, figure)).sum();
                number(sum, usize::from(sum < 9.95))
            }
        };
        let required = |of: fn(&crate::analysis::hr::headcount::Quantiles) -> f64| {
            move |t: usize| people.quantiles(t, place, Figure::Required).map_or("-".into(), |q| number(of(q), 1))
        };
        let names = Column::new("", ["", "month"], cells(&|t| self.model.calendar.label(t)));
        let need = if self.certain() {
            vec![Column::new("required FTE", ["needs", "FTE"], cells(&mean(Figure::Required, 1)))]
        } else {
            vec![
                Column::new("required FTE, P50", ["needs", "P50"], cells(&required(|q| q.p50))),
                Column::new("required FTE, P80", ["FTE", "P80"], cells(&required(|q| q.p80))),
                Column::new("required FTE, P95", ["", "P95"], cells(&required(|q| q.p95))),
            ]
        };
        let have = vec![
            Column::new("heads", ["", "heads"], cells(&mean(Figure::Heads, 0))),
            Column::new("effective FTE", ["effec-", "tive"], cells(&mean(Figure::Effective, 1))),
            Column::new(
                "in training",
                ["train-", "ing"],
                cells(&|t| number(people.mean(t, place, Figure::InClass) + people.mean(t, place, Figure::InRetraining), 1)),
            ),
        ];
        let flows = vec![
            Column::new("hires to decide", ["to", "hire"], cells(&flow(Figure::Hires))),
            Column::new("to retrain", ["to re-", "train"], cells(&flow(Figure::Retrain))),
            Column::new("leave of their own accord", ["", "leave"], cells(&flow(Figure::Leavers))),
            Column::new("let go", ["let", "go"], cells(&flow(Figure::Severed))),
        ];
        let service = vec![
            Column::new("chance of being short", ["short", "chance"], cells(&|t| percent(people.mean(t, place, Figure::Short)))),
            Column::new("service level", ["", "service"], cells(&|t| percent(people.mean(t, place, Figure::Service)))),
            Column::new("occupancy", ["occu-", "pancy"], cells(&|t| percent(people.mean(t, place, Figure::Occupancy)))),
        ];
        let strain = vec![
            Column::new("experience index", ["expe-", "rience"], cells(&mean(Figure::Experience, 0))),
            Column::new("attrition a year", ["attri-", "tion"], cells(&|t| percent(people.attrition_a_year(t, place)))),
        ];
        let title = if place == people.everybody() { "All teams".to_owned() } else { capital(&self.model.teams[place].name) };
        format!("{}\n{}", style.bold(&title), table(&names, &[need, have, flows, service, strain], style))
    }

    fn caption(&self) -> String {
        let quantiles = if self.certain() { "" } else { " P80: enough in 8 of 10 worlds." };
        format!(
            "Means of {}.{quantiles} To hire, to retrain, leave, let go: all months since the row before. Short: more than 5 % of the FTE \
             required are missing, before overtime. Experience: of the team as a whole, 100 without strain by occupancy, hard work and old \
             targets. Attrition: a year, at the month's pace.",
            self.worlds()
        )
    }

    /// Required FTE by tier of difficulty, before AI and at the end.
    fn mix(&self, style: Style) -> String {
        let people = self.people;
        let ends = [0, people.months() - 1];
        let names = Column::new(
            "",
            ["", "team"],
            (0..=people.everybody())
                .flat_map(|place| ends.map(|t| format!("{} {}", place_name(self.model, place), self.model.calendar.label(t))))
                .collect(),
        );
        let share = |figure: Figure| -> Vec<String> {
            let of = |place: usize, t: usize| {
                let required = people.mean(t, place, Figure::Required);
                if required > 0.0 { percent(people.mean(t, place, figure) / required) } else { "-".into() }
            };
            (0..=people.everybody()).flat_map(|place| ends.map(|t| of(place, t))).collect()
        };
        let titles = [("tier 1", "1"), ("tier 2", "2"), ("tier 3", "3"), ("tier 4", "4"), ("tier 5", "5")];
        let columns =
            Figure::TIERS.into_iter().zip(titles).map(|(figure, (title, short))| Column::new(title, ["tier", short], share(figure)));
        let caption = "Share of the required FTE by tier of difficulty: 1 the easiest fifth of today's contacts, 5 the hardest.";
        format!(
            "{}\n{}{}\n",
            style.bold("What skills the work asks for"),
            table(&names, &[columns.collect()], style),
            style.faint(&wrapped(caption, style.width, ""))
        )
    }

    /// The plan as chosen beside the one that lets nobody go.
    fn beside(&self, other: &People, style: Style) -> String {
        let both = [self.people, other];
        let cells = |of: &dyn Fn(&Sums) -> String| -> Vec<String> { both.iter().map(|p| of(&p.sums)).collect() };
        let names = Column::new("", ["", "plan"], [Kind::Chosen, Kind::AttritionOnly].map(|k| k.name().replace('_', " ")).to_vec());
        let mut heads = vec![
            Column::new("heads at the end", ["heads", "at end"], cells(&|s| number(s.heads_at_end, 0))),
            Column::new("hired", ["", "hired"], cells(&|s| number(s.hired, 0))),
            Column::new("retrained", ["re-", "trained"], cells(&|s| number(s.retrained, 0))),
            Column::new("leave", ["", "leave"], cells(&|s| number(s.left, 0))),
            Column::new("let go", ["let", "go"], cells(&|s| number(s.severed, 0))),
        ];
        if self.people.sums.redeployed >= SOMEBODY {
            heads.push(Column::new("moved to other departments", ["other", "depts"], cells(&|s| number(s.redeployed, 0))));
        }
        let costs = vec![
            Column::new("severance", ["sever-", "ance"], cells(&|s| money(s.severance))),
            Column::new("cost savings", ["cost", "savings"], cells(&|s| money(s.cost_savings))),
            Column::new("spare FTE-months", ["spare", "FTE-m."], cells(&|s| number(s.spare, 0))),
            Column::new("missing FTE-months", ["miss.", "FTE-m."], cells(&|s| number(s.short, 0))),
            Column::new("months below service", ["below", "service"], cells(&|s| number(s.months_below_service, 1))),
        ];
        let gap = self.people.sums.cost_savings - other.sums.cost_savings;
        let said = if self.people.sums.severed + self.people.sums.redeployed < SOMEBODY {
            "The plan lets nobody go: attrition does it all.".to_owned()
        } else if gap > 0.0 {
            format!("Letting nobody go costs {} {} of the savings.", money(gap), self.model.currency)
        } else {
            format!(
                "Letting nobody go saves {} {} more: severance costs more than waiting for attrition.",
                money(-gap),
                self.model.currency
            )
        };
        format!(
            "{}\n{}{}\n",
            style.bold("Without letting anybody go"),
            table(&names, &[heads, costs], style),
            wrapped(&said, style.width, "")
        )
    }

    fn percentile(&self, found: &Percentiles, style: Style) -> String {
        let currency = &self.model.currency;
        let one = |n: &Newsvendor, counting: &str| {
            let bound = match (n.inside, n.percentile < 0.5) {
                (true, _) => "",
                (false, true) => " or lower",
                (false, false) => " or higher",
            };
            let missing = if n.short > 0.0 {
                format!("a missing one {} more than it saves", number(n.short, 0))
            } else {
                "a missing one less than it saves".to_owned()
            };
            format!(
                "{counting}, a spare FTE costs {} {currency} a month and {missing}: cheapest is to have enough {} of the time, {}{bound}.",
                number(n.spare, 0),
                percent(n.fractile),
                p(n.percentile),
            )
        };
        let used = format!("In use: {} of demand, which has enough {} of the time.", p(found.used), percent(found.covered));
        let lines = [
            used,
            one(&found.equal_service, "At equal service (what overtime cannot fill is bought at its price)"),
            one(&found.with_customers, "With customers lost in queues"),
            best_percentile(found, currency),
        ];
        let lines: Vec<String> = lines.iter().map(|line| hanging("  ", line, style.width)).collect();
        format!("{}\n{}\n", style.bold("The percentile to plan for"), lines.join("\n"))
    }
}

/// `P75`.
fn p(percentile: f64) -> String {
    format!("P{}", number(100.0 * percentile, 0))
}

/// Which percentile to plan for, and what the one in use costs beside it.
fn best_percentile(found: &Percentiles, currency: &str) -> String {
    let (Some(from), Some(best)) = (found.service_holds_from, found.best) else {
        return "Service holds at no percentile tried: it is the plan itself that is short of people.".into();
    };
    let lowest = found.plans.first().map_or(0.0, |plan| plan.percentile);
    let holds = if from <= lowest {
        "Service holds at every percentile tried".to_owned()
    } else {
        format!("Service holds in 8 of 10 worlds from {} on, so no lower one is best", p(from))
    };
    let worth = if (best - found.used).abs() < 0.02 || found.loss.abs() < 500.0 {
        "the one in use is as good".to_owned()
    } else {
        let service = |percentile: f64| {
            let apart = |plan: &&Planned| (plan.percentile - percentile).abs();
            let near = found.plans.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
            percent(near.map_or(f64::NAN, |plan| plan.sums.service_level))
        };
        format!(
            "the one in use costs {} {currency} {}, customers counted, for a service of {} instead of {}",
            money(found.loss.abs()),
            if found.loss > 0.0 { "more" } else { "less" },
            service(found.used),
            service(best),
        )
    };
    format!("{holds}. Best: {}; {worth}.", p(best))
}

fn pooling(p: &Pooling, currency: &str, style: Style) -> String {
    let fte = |x: f64| number(x, 1);
    let own = &p.own;
    let lost = if own.loss_without_help < NO_LOSS {
        "two queues need no more than one would".to_owned()
    } else {
        format!(
            "two queues need {} FTE more than one would for the same work ({} if nobody helped the other queue)",
            fte(own.loss),
            fte(own.loss_without_help)
        )
    };
    let specialists = format!("{} of {} FTE", fte(own.specialists), fte(own.split.fte));
    let gap = own.pooled.fte - own.split.fte;
    let won = if gap >= 0.0 {
        format!("skill wins {} FTE: without specialists the work would take {} in all", fte(gap + own.loss), fte(own.pooled.fte))
    } else {
        format!("without specialists the work would take {} FTE in all, {} fewer", fte(own.pooled.fte), fte(-gap))
    };
    let money_gap = own.pooled.money() - own.split.money();
    let worth = if money_gap >= 0.0 {
        format!("With wages and the customers kept, specialists are worth {} {currency} a month here", money(money_gap))
    } else {
        format!("With wages and the customers kept, specialists cost {} {currency} a month more than they bring here", money(-money_gap))
    };
    let from = |pays: &Pays| match pays {
        Pays::Always => "at any size".to_owned(),
        Pays::Never => "at no size tried".to_owned(),
        Pays::From { fte: all, specialists } => format!("from {} FTE on ({} specialists)", fte(*all), fte(*specialists)),
    };
    let lines = [
        format!("For work from tier {} up ({specialists} at the end): {lost}; {won}.", number(p.from_tier, 0)),
        format!("{worth}."),
        format!(
            "A specialist queue pays by FTE {}, by wages {}, with customers {}.",
            from(&p.by_fte),
            from(&p.by_wages),
            from(&p.by_money)
        ),
    ];
    let as_one = p.as_one.then(|| "The specialist queues are counted as one: apart they need more.".to_owned());
    let lines: Vec<String> = lines.into_iter().chain(as_one).map(|line| hanging("  ", &line, style.width)).collect();
    format!("{}\n{}\n", style.bold("Specialists or one pool"), lines.join("\n"))
}
