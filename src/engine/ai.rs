//! What the AI takes: phases and gates, containment and resolution, and which contacts they are (model book, "What the AI
//! takes").

use super::difficulty::{SLICES, TIERS};
use super::lanes::{Lanes, tiers, tiers_mut};
use super::learning::{level, willing};
use super::quality::Lost;
use super::selection::{Below, Score, Selections};
use super::switches::Switches;
use super::today::Today;
use crate::model::{Model, Parameters};

/// Conversations of one phase in a month, induced ones excluded: what its gate looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhaseTake {
    /// Issues that met the AI.
    pub met: f64,
    /// Of those, contained.
    pub contained: f64,
    /// Of those, really resolved.
    pub resolved: f64,
}

/// What the AI does in a month, over all types.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Take {
    /// Human inflow by cell, `X`.
    pub inflow: Vec<f64>,
    /// Hours of a contact by cell, with the mean handoff factor of its inflow.
    pub hours: Vec<f64>,
    /// By phase.
    pub phases: Vec<PhaseTake>,
    /// Contained issues by type (real ones).
    pub contained_by_type: Vec<f64>,
    /// Induced conversations by type.
    pub induced_by_type: Vec<f64>,
    /// Issues in the month.
    pub issues: f64,
    /// Issues that met the AI.
    pub met: f64,
    /// Contained issues.
    pub contained: f64,
    /// Of those, really resolved.
    pub resolved: f64,
    /// Conversations that never would have become a human contact.
    pub induced: f64,
    /// Escalated issues.
    pub escalated: f64,
    /// Falsely contained issues whose customer reaches a human.
    pub returned: f64,
    /// Falsely contained issues given up.
    pub given_up: f64,
    /// Handoffs without context, returning falsely contained customers included.
    pub handoffs: f64,
    /// The same weighted with value at risk.
    pub value_handoffs: f64,
    /// Value at risk of the falsely contained issues given up.
    pub value_given_up: f64,
    /// Value at risk of all human inflow.
    pub value_inflow: f64,
    /// Human inflow in all.
    pub inflow_total: f64,
}

impl Take {
    /// Room for a model's sizes.
    pub fn with_sizes(types: usize, phases: usize) -> Self {
        Self {
            inflow: vec![0.0; types * SLICES],
            hours: vec![0.0; types * SLICES],
            phases: vec![PhaseTake::default(); phases],
            contained_by_type: vec![0.0; types],
            induced_by_type: vec![0.0; types],
            ..Self::default()
        }
    }

    /// Falsely contained conversations.
    pub fn false_contained(&self) -> f64 {
        self.contained - self.resolved
    }

    /// Conversations on the dashboard: contained and induced.
    pub fn conversations(&self) -> f64 {
        self.contained + self.induced
    }

    /// Containment as reported: (contained + induced) / (issues + induced); 0 in a month without issues.
    pub fn containment(&self) -> f64 {
        super::today::ratio(self.conversations(), self.issues + self.induced)
    }

    /// Truly resolved share of the contained; 0 where nothing is contained.
    pub fn resolution(&self) -> f64 {
        super::today::ratio(self.resolved, self.contained)
    }

    /// Unresolved share of the contained issues; `None` where nothing is contained.
    pub fn unresolved(&self) -> Option<f64> {
        (self.contained > 0.0).then(|| self.false_contained() / self.contained)
    }

    fn reset(&mut self) {
        self.phases.fill(PhaseTake::default());
        self.contained_by_type.fill(0.0);
        self.induced_by_type.fill(0.0);
        (self.issues, self.met, self.contained, self.resolved, self.induced) = (0.0, 0.0, 0.0, 0.0, 0.0);
        (self.escalated, self.returned, self.given_up, self.handoffs) = (0.0, 0.0, 0.0, 0.0);
        (self.value_handoffs, self.value_given_up, self.value_inflow, self.inflow_total) = (0.0, 0.0, 0.0, 0.0);
    }

    /// Splits the month's issues between the AI and people.
    pub fn split(&mut self, month: &AiMonth<'_>) {
        self.reset();
        let (p, today) = (month.p, month.today);
        let returning = if month.switches.frictions.false_containment { p.customers.false_containment_return } else { 0.0 };
        let escalated_length = 1.0 + p.ai.handoff_penalty * (1.0 - month.context) - p.ai.handoff_saving * month.context;
        let returned_length = 1.0 + p.ai.handoff_penalty;
        for (k, info) in month.model.types.iter().enumerate() {
            let started = info.phase.and_then(|phase| Some((phase, (month.months_in)(phase)?)));
            let scale = (month.factor)(k);
            let base = today.issues_of(k);
            let Some((phase, months)) = started.filter(|_| month.switches.ai) else {
                self.leave_to_people(k, base, scale, today);
                continue;
            };
            let mut level = level(p, k, phase, months, month.lost.size);
            level.reach *= willing(p, month.model.calendar.go_live, month.t);
            let score = Score::new(p.ai.selectivity, month.z, base);
            let contained_share = level.containment;
            let resolved_share = level.containment * level.resolution;
            let kept = month.selections.zip(month.lost.regressions);
            let contained: &Below = match kept.and_then(|(kept, _)| kept.contained(k, months)) {
                Some(kept) => kept,
                None => &score.select(contained_share),
            };
            let resolved: &Below = match kept.and_then(|(kept, regressions)| kept.resolved(k, months, regressions, resolved_share, &score))
            {
                Some(kept) => kept,
                None => &score.select(resolved_share),
            };
            let cells = k * SLICES..(k + 1) * SLICES;
            let flow = Flow { scale, met: level.reach, returning, lengths: [escalated_length, returned_length], context: month.context };
            let sum = flow.split(
                &Cells { issues: base, hours: &today.hours[cells.clone()], value: &today.value[cells.clone()], contained, resolved },
                (&mut self.inflow[cells.clone()], &mut self.hours[cells]),
            );
            let met = sum.issues * level.reach;
            let induced = p.types[k].ai.induced.unwrap_or(p.ai.induced) * met;
            self.contained_by_type[k] = sum.contained;
            self.induced_by_type[k] = induced;
            self.met += met;
            self.induced += induced;
            let seen = &mut self.phases[phase];
            seen.met += met;
            seen.contained += sum.contained;
            seen.resolved += sum.resolved;
            self.add(&sum);
        }
    }

    /// A type that the AI does not meet this month.
    fn leave_to_people(&mut self, k: usize, base: &[f64; SLICES], scale: f64, today: &Today) {
        let cells = k * SLICES..(k + 1) * SLICES;
        self.hours[cells.clone()].copy_from_slice(&today.hours[cells.clone()]);
        let (mut issues_sum, mut value_sum) = (Lanes::default(), Lanes::default());
        let inflow = tiers_mut(&mut self.inflow[cells.clone()]);
        for ((inflow, issues), value) in inflow.iter_mut().zip(tiers(base)).zip(tiers(&today.value[cells])) {
            let issues = Lanes::of(*issues);
            *inflow = (issues * scale).slices();
            issues_sum += issues;
            value_sum += issues * Lanes::of(*value);
        }
        // Summed as where the AI meets them: an AI that reaches nobody changes no bit.
        let issues = scale * issues_sum.sum();
        self.add(&TypeTake { issues, inflow: issues, value_inflow: scale * value_sum.sum(), ..TypeTake::default() });
    }

    fn add(&mut self, sum: &TypeTake) {
        self.issues += sum.issues;
        self.contained += sum.contained;
        self.resolved += sum.resolved;
        self.escalated += sum.escalated;
        self.returned += sum.returned;
        self.given_up += sum.given_up;
        self.handoffs += sum.handoffs;
        self.inflow_total += sum.inflow;
        self.value_handoffs += sum.value_handoffs;
        self.value_given_up += sum.value_given_up;
        self.value_inflow += sum.value_inflow;
    }
}

/// Sums over one type.
#[derive(Clone, Copy, Debug, Default)]
struct TypeTake {
    issues: f64,
    contained: f64,
    resolved: f64,
    escalated: f64,
    returned: f64,
    given_up: f64,
    handoffs: f64,
    inflow: f64,
    value_handoffs: f64,
    value_given_up: f64,
    value_inflow: f64,
}

/// A type's cells, and which of their issues the AI takes.
struct Cells<'a> {
    /// Issues of today's average month.
    issues: &'a [f64; SLICES],
    /// Hours of a contact at a fully skilled server.
    hours: &'a [f64],
    value: &'a [f64],
    contained: &'a Below,
    resolved: &'a Below,
}

/// How a type's issues flow in a month; the same in every cell.
struct Flow {
    /// The month's issues over today's.
    scale: f64,
    /// Share that meets the AI.
    met: f64,
    /// Share of the falsely contained that reaches a human.
    returning: f64,
    /// Handle time of escalated and of returning issues over that of fresh ones.
    lengths: [f64; 2],
    /// Share of escalations whose context is carried.
    context: f64,
}

impl Flow {
    /// Writes the human inflow of every cell and the hours of its contacts; returns the sums. All of these are linear in three
    /// sums over the cells, of issues, of contained and of falsely contained ones, plain and weighted with value.
    fn split(&self, cells: &Cells<'_>, (inflow, hours): (&mut [f64], &mut [f64])) -> TypeTake {
        let unmet = 1.0 - self.met;
        let back = self.met * self.returning;
        let [escalated_length, returned_length] = [self.met * self.lengths[0], back * self.lengths[1]];
        let (issues, fresh, value) = (tiers(cells.issues), tiers(cells.hours), tiers(cells.value));
        let (contained, resolved) = (tiers(cells.contained), tiers(cells.resolved));
        let (inflow, hours) = (tiers_mut(inflow), tiers_mut(hours));
        let (mut all, mut held, mut wrong) = (Lanes::default(), Lanes::default(), Lanes::default());
        let (mut all_value, mut held_value, mut wrong_value) = (Lanes::default(), Lanes::default(), Lanes::default());
        for g in 0..TIERS {
            let (issues, contained) = (Lanes::of(issues[g]), Lanes::of(contained[g]));
            let falsely = (contained - Lanes::of(resolved[g])).positive();
            let escalated = Lanes::all(1.0) - contained;
            let reaching = Lanes::all(unmet) + (escalated * self.met + falsely * back);
            let length = Lanes::all(unmet) + (escalated * escalated_length + falsely * returned_length);
            inflow[g] = (issues * self.scale * reaching).slices();
            hours[g] = (Lanes::of(fresh[g]) * length.over(reaching)).slices();
            let (of_contained, of_falsely) = (issues * contained, issues * falsely);
            all += issues;
            held += of_contained;
            wrong += of_falsely;
            all_value += issues * Lanes::of(value[g]);
            held_value += of_contained * Lanes::of(value[g]);
            wrong_value += of_falsely * Lanes::of(value[g]);
        }
        let (issues, value) = (self.scale * all.sum(), self.scale * all_value.sum());
        let met = self.scale * self.met;
        let (contained, falsely) = (met * held.sum(), met * wrong.sum());
        let (value_contained, value_falsely) = (met * held_value.sum(), met * wrong_value.sum());
        let (escalated, value_escalated) = (self.met * issues - contained, self.met * value - value_contained);
        let (returned, value_returned) = (falsely * self.returning, value_falsely * self.returning);
        TypeTake {
            issues,
            contained,
            resolved: contained - falsely,
            escalated,
            returned,
            given_up: falsely - returned,
            handoffs: escalated * (1.0 - self.context) + returned,
            inflow: unmet * issues + escalated + returned,
            value_handoffs: value_escalated * (1.0 - self.context) + value_returned,
            value_given_up: value_falsely - value_returned,
            value_inflow: unmet * value + value_escalated + value_returned,
        }
    }
}

/// What the AI's month depends on.
pub struct AiMonth<'a> {
    /// The month.
    pub t: usize,
    /// The model.
    pub model: &'a Model,
    /// Inputs.
    pub p: &'a Parameters,
    /// Today's calibration.
    pub today: &'a Today,
    /// Difficulty of the slices.
    pub z: &'a [f64; SLICES],
    /// Selections kept for the world; `None`: all are solved exactly.
    pub selections: Option<&'a Selections>,
    /// Switches of the run.
    pub switches: &'a Switches,
    /// What today's issues of a type are multiplied with.
    pub factor: &'a dyn Fn(usize) -> f64,
    /// Months since a phase started; `None`: not started.
    pub months_in: &'a dyn Fn(usize) -> Option<usize>,
    /// Resolution lost to drift.
    pub lost: Lost,
    /// Share of escalations whose context is carried.
    pub context: f64,
}

/// What a phase's gate is shown at the end of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GateView {
    /// Resolution as seen; 0 where nothing was contained.
    pub resolution: f64,
    /// Share of those met that escalated; 1 where nothing was contained.
    pub escalation: f64,
}

/// Phases: when each started, and what their gates have seen.
#[derive(Clone, Debug, Default)]
pub struct Phases {
    /// Month in which each phase started.
    pub started: Vec<Option<usize>>,
    /// By phase, the views of last month and of the month before.
    views: Vec<[GateView; 2]>,
}

impl Phases {
    /// Room for a number of phases.
    pub fn with_phases(phases: usize) -> Self {
        Self { started: vec![None; phases], views: vec![[GateView { resolution: 0.0, escalation: 1.0 }; 2]; phases] }
    }

    /// Before the first month of a run.
    pub fn reset(&mut self) {
        self.started.fill(None);
        self.views.fill([GateView { resolution: 0.0, escalation: 1.0 }; 2]);
    }

    /// Starts the phases that are due in month `t`: at the planned month, later if an unstarted earlier phase or the gate
    /// holds it back. `gates` off is the planner's view: planned dates.
    pub fn open(&mut self, p: &Parameters, go_live: usize, t: usize, gates: bool) {
        for phase in 0..self.started.len() {
            if self.started[phase].is_some() {
                continue;
            }
            let due = t >= go_live + p.phases[phase].start.max(0.0) as usize;
            let follows = phase == 0 || self.started[phase - 1].is_some();
            let passed = match (&p.phases[phase].gate, phase) {
                (Some(gate), 1..) if gates => self.views[phase - 1]
                    .iter()
                    .all(|view| view.resolution >= gate.min_resolution && view.escalation <= gate.max_escalation),
                _ => true,
            };
            if !(due && follows && passed) {
                break;
            }
            self.started[phase] = Some(t);
        }
    }

    /// Months since a phase started.
    pub fn months_in(&self, phase: usize, t: usize) -> Option<usize> {
        self.started[phase].map(|start| t - start)
    }

    /// Records what gates see of a month: `seen_resolution(phase, true share)` is the QA sample, or 1 where nobody looks.
    pub fn record(&mut self, take: &Take, seen_resolution: impl Fn(usize, f64) -> f64) {
        for (phase, (views, seen)) in self.views.iter_mut().zip(&take.phases).enumerate() {
            views[1] = views[0];
            views[0] = if seen.contained > 0.0 {
                GateView {
                    resolution: seen_resolution(phase, seen.resolved / seen.contained),
                    escalation: (seen.met - seen.contained) / seen.met,
                }
            } else {
                GateView { resolution: 0.0, escalation: 1.0 }
            };
        }
    }
}
