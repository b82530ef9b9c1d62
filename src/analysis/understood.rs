//! What was understood of a scenario, before anything is simulated: today's operation, what sizes the team, the mix of
//! work today and after the rollout, the containment planned. At the medians of all inputs; only the plan, no gates.

use serde::Serialize;

use crate::engine::ai::{AiMonth, Phases, Take};
use crate::engine::contracts::Unit;
use crate::engine::difficulty::TIERS;
use crate::engine::quality::Lost;
use crate::engine::residual::{Inflow, Work, work_by_tier};
use crate::engine::staffing::{Queues, ServiceGoal};
use crate::engine::switches::Switches;
use crate::engine::today::ratio;
use crate::engine::world::{Setting, World, service_goal};
use crate::model::Model;

/// A scenario as understood.
#[derive(Clone, Debug, Serialize)]
pub struct Understood {
    /// Name of the scenario.
    pub name: String,
    /// Currency of all amounts.
    pub currency: String,
    /// First month.
    pub start: String,
    /// Months simulated.
    pub months: usize,
    /// Month of go-live, 0-based.
    pub go_live: usize,
    /// Today's average month.
    pub today: Today,
    /// What sizes the in-house team.
    pub sizing: Sizing,
    /// Contact types: their part of the work today and at the end.
    pub types: Vec<TypePart>,
    /// Tiers of difficulty, the easiest first: their part of the work today and at the end.
    pub tiers: [Part; TIERS],
    /// Human contacts and handle time at the end of the run, without demand's growth and season.
    pub residual: Residual,
    /// Containment planned, month by month.
    pub containment: Vec<MonthPlan>,
    /// Every input with its value and source.
    pub assumptions: Vec<Input>,
}

/// Today's average month.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct Today {
    pub contacts: f64,
    /// Hours of agents' work, contacts served at once counted once.
    pub workload_hours: f64,
    pub aht_minutes: f64,
    pub fcr: f64,
    pub csat: f64,
    /// FTE in-house at the planning percentile.
    pub in_house_fte: f64,
    pub in_house_heads: f64,
    pub vendor_fte: f64,
    pub monthly_cost: f64,
    pub cost_per_contact: f64,
    pub vendor_invoice: f64,
    pub service_level: f64,
    pub abandonment: f64,
    pub occupancy: f64,
}

/// What sizes the team, by share of the half-hours of the week in which anybody calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Sizing {
    /// Half-hours a week with arrivals.
    pub half_hours: f64,
    /// Of those, the share in which answering in time asks for more agents than occupancy does.
    pub service_level: f64,
    /// The share in which occupancy asks for more.
    pub occupancy: f64,
    /// The share in which both ask for the same.
    pub both: f64,
    /// Share of the requirement that is deferred work, sized by hours and occupancy.
    pub deferred: f64,
}

/// Share of the work, today and at the end.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct Part {
    pub contacts_today: f64,
    pub hours_today: f64,
    pub contacts_after: f64,
    pub hours_after: f64,
}

/// A contact type's part.
#[derive(Clone, Debug, Serialize)]
pub struct TypePart {
    /// Name for people.
    pub name: String,
    /// Handle time today, minutes.
    pub aht_today_minutes: f64,
    /// Handle time of what is left for people, minutes.
    pub aht_after_minutes: f64,
    /// Share of its issues that no human sees at the end.
    pub taken: f64,
    /// Shares of the work.
    #[serde(flatten)]
    pub part: Part,
}

/// What is left for people at the end of the rollout.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "names say it")]
pub struct Residual {
    /// Human contacts over today's.
    pub contacts: f64,
    /// Human hours over today's.
    pub hours: f64,
    pub aht_minutes: f64,
}

/// A month of the plan.
#[derive(Clone, Debug, Serialize)]
pub struct MonthPlan {
    /// Calendar month.
    pub month: String,
    /// Containment as a dashboard shows it, induced conversations included.
    pub containment: f64,
    /// Issues truly resolved by the AI over all issues.
    pub resolved: f64,
}

/// An input and where it comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// Path.
    pub path: String,
    /// What it is, in a few words.
    pub words: String,
    /// As written, or the default.
    pub value: String,
    /// Unit.
    pub unit: String,
    /// Median in the base unit; none for a season.
    pub median: Option<f64>,
    /// 5th and 95th percentile; none where certain.
    pub interval: Option<(f64, f64)>,
    /// Source; none: an assumption.
    pub source: Option<String>,
    /// True when the scenario leaves it to its default.
    pub default: bool,
}

impl Understood {
    /// Of a model, exactly.
    pub fn of(model: &Model) -> Self {
        let goal = service_goal(model);
        let setting = Setting::new(model, Queues::Exact(&goal));
        let world = World::expected(&setting);
        let months = planned(&setting, &world);
        let (types, tiers, residual) = mix(&setting, &world);
        Self {
            name: model.name.clone(),
            currency: model.currency.clone(),
            start: model.calendar.label(0),
            months: model.calendar.months,
            go_live: model.calendar.go_live,
            today: today(&world),
            sizing: sizing(&goal, &world),
            types,
            tiers,
            residual,
            containment: months,
            assumptions: model.assumptions.iter().map(input).collect(),
        }
    }
}

fn input(a: &crate::model::Assumption) -> Input {
    Input {
        path: a.path.clone(),
        words: a.words.to_owned(),
        value: a.text.clone(),
        unit: a.unit.clone(),
        median: a.median.is_finite().then_some(a.median),
        interval: a.interval,
        source: a.source.clone(),
        default: a.default,
    }
}

fn today(world: &World) -> Today {
    let (today, types) = (&world.today, &world.p.types);
    let measured = |of: fn(&crate::model::ContactType) -> f64| types.iter().map(|k| k.volume * of(k)).sum::<f64>() / today.contacts;
    Today {
        contacts: today.contacts,
        workload_hours: today.all_work().workload(),
        aht_minutes: today.aht_minutes(),
        fcr: measured(|k| k.fcr),
        csat: measured(|k| k.csat),
        in_house_fte: today.effective_fte,
        in_house_heads: today.heads.iter().sum(),
        vendor_fte: today.vendor_volumes.iter().map(|v| v.get(Unit::Fte)).sum(),
        monthly_cost: today.monthly_cost,
        cost_per_contact: today.cost_per_contact(),
        vendor_invoice: today.vendor_invoices.iter().sum(),
        service_level: today.service.level,
        abandonment: today.service.abandonment,
        occupancy: today.service.occupancy,
    }
}

/// Asks both constraints in every half-hour of the week, at the work the team is planned for.
fn sizing(goal: &ServiceGoal, world: &World) -> Sizing {
    let factor = crate::engine::today::planning_factor(&world.p);
    let work = &world.today.in_house;
    let (workload, aht) = (factor * work.live_workload, work.live_aht_minutes());
    let mut sizing = Sizing::default();
    if workload > 0.0 {
        let unhurried = ServiceGoal { share: 0.0, ..goal.clone() };
        let anything = ServiceGoal { max_occupancy: 1.0, ..goal.clone() };
        for (load, count) in goal.intervals(workload) {
            let (service, occupancy) = (anything.agents(load, aht), unhurried.agents(load, aht));
            sizing.half_hours += count;
            match service.cmp(&occupancy) {
                std::cmp::Ordering::Greater => sizing.service_level += count,
                std::cmp::Ordering::Less => sizing.occupancy += count,
                std::cmp::Ordering::Equal => sizing.both += count,
            }
        }
        for share in [&mut sizing.service_level, &mut sizing.occupancy, &mut sizing.both] {
            *share /= sizing.half_hours;
        }
    }
    sizing.deferred = ratio(work.deferred_workload, work.workload());
    sizing
}

/// What the AI takes in month `t` at today's volume, on planned dates and without any lever.
fn take(setting: &Setting<'_>, world: &World, t: usize, factor: &dyn Fn(usize) -> f64) -> Take {
    let (model, p) = (setting.model, &world.p);
    let mut phases = Phases::with_phases(p.phases.len());
    for month in 0..=t {
        phases.open(p, model.calendar.go_live, month, false);
    }
    let mut take = Take::with_sizes(p.types.len(), p.phases.len());
    take.split(&AiMonth {
        t,
        model,
        p,
        today: &world.today,
        z: &setting.z,
        selections: None,
        switches: &Switches { ai: true, ..Switches::NO_AI },
        factor,
        months_in: &|phase| phases.months_in(phase, t),
        lost: Lost::NOTHING,
        context: p.ai.context_carried,
    });
    take
}

fn planned(setting: &Setting<'_>, world: &World) -> Vec<MonthPlan> {
    let calendar = &setting.model.calendar;
    (0..calendar.months)
        .map(|t| {
            let factor = |k| crate::engine::demand::expected_factor(&world.p, calendar, k, t, false);
            let take = take(setting, world, t, &factor);
            MonthPlan { month: calendar.label(t), containment: take.containment(), resolved: ratio(take.resolved, take.issues) }
        })
        .collect()
}

/// Work by type and tier, today and at the end, everybody keeping today's share of it.
fn mix(setting: &Setting<'_>, world: &World) -> (Vec<TypePart>, [Part; TIERS], Residual) {
    let (model, today) = (setting.model, &world.today);
    let end = take(setting, world, model.calendar.months - 1, &|_| 1.0);
    let by_type = |issues: &[f64], hours: &[f64], k: usize| {
        let inflow = Inflow { issues, hours, value: &today.value, z: &setting.z };
        let mut sum = [Work::default(); TIERS];
        for (j, server) in today.servers.iter().enumerate() {
            let only = |kind: usize| if kind == k { today.share(j, k) } else { 0.0 };
            for (sum, work) in sum.iter_mut().zip(&work_by_tier(&inflow, &today.types, server, &today.rates[j], only)) {
                sum.add(work, 1.0);
            }
        }
        sum
    };
    let count = model.types.len();
    let before: Vec<[Work; TIERS]> = (0..count).map(|k| by_type(&today.issues, &today.hours, k)).collect();
    let after: Vec<[Work; TIERS]> = (0..count).map(|k| by_type(&end.inflow, &end.hours, k)).collect();
    let sum = |work: &mut dyn Iterator<Item = &Work>| {
        let mut all = Work::default();
        work.for_each(|w| all.add(w, 1.0));
        all
    };
    let (all_before, all_after) = (sum(&mut before.iter().flatten()), sum(&mut after.iter().flatten()));
    let part = |b: &Work, a: &Work| Part {
        contacts_today: ratio(b.contacts, all_before.contacts),
        hours_today: ratio(b.hours, all_before.hours),
        contacts_after: ratio(a.contacts, all_after.contacts),
        hours_after: ratio(a.hours, all_after.hours),
    };
    let types = (0..count)
        .map(|k| {
            let (b, a) = (sum(&mut before[k].iter()), sum(&mut after[k].iter()));
            let issues = |cells: &[f64]| cells[k * setting.z.len()..(k + 1) * setting.z.len()].iter().sum::<f64>();
            TypePart {
                name: model.types[k].label.name.clone(),
                aht_today_minutes: 60.0 * ratio(b.hours, b.contacts),
                aht_after_minutes: 60.0 * ratio(a.hours, a.contacts),
                taken: 1.0 - ratio(issues(&end.inflow), issues(&today.issues)),
                part: part(&b, &a),
            }
        })
        .collect();
    let tiers = std::array::from_fn(|g| {
        let (b, a) = (sum(&mut before.iter().map(|w| &w[g])), sum(&mut after.iter().map(|w| &w[g])));
        part(&b, &a)
    });
    let residual = Residual {
        contacts: ratio(all_after.contacts, all_before.contacts),
        hours: ratio(all_after.hours, all_before.hours),
        aht_minutes: 60.0 * ratio(all_after.hours, all_after.contacts),
    };
    (types, tiers, residual)
}
