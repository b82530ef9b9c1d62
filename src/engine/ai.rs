//! What the AI takes: phases and gates, containment and resolution, and which contacts they are (model book, "What the AI
//! takes").

use super::difficulty::SLICES;
use super::switches::Switches;
use super::today::Today;
use crate::model::{Model, Parameters};
use crate::normal;
use libm::{exp, sqrt};

/// How the AI stands with one contact type in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Level {
    /// Share of issues that meet the AI.
    pub reach: f64,
    /// Of those, the share that ends without a human: what dashboards show.
    pub containment: f64,
    /// Of the contained, the share really resolved.
    pub resolution: f64,
}

/// Reach, containment and resolution `months` after the type's phase started, with quality drift `drift`.
pub fn level(p: &Parameters, kind: usize, phase: usize, months: usize, drift: f64) -> Level {
    let ai = &p.types[kind].ai;
    let ramp = ((months + 1) as f64 / p.phases[phase].ramp_months.max(1.0)).min(1.0);
    let to_learn = exp(-(months as f64) / p.ai.learning_months);
    let launch = ai.resolution_launch.unwrap_or(ai.resolution);
    Level {
        reach: ai.reach * ramp,
        containment: ai.mature - (ai.mature - ai.launch) * to_learn,
        resolution: (ai.resolution - (ai.resolution - launch) * to_learn - drift).max(0.0),
    }
}

/// Probability, slice by slice, that a contact's score is below the cut at which `share` of the issues lie below it:
/// `P_n(a) = Φ((a − ρ z_n)/√(1−ρ²))`, weighted with `issues`.
pub fn select(rho: f64, z: &[f64; SLICES], issues: &[f64], share: f64) -> [f64; SLICES] {
    if share <= 0.0 {
        return [0.0; SLICES];
    }
    if share >= 1.0 {
        return [1.0; SLICES];
    }
    let spread = sqrt((1.0 - rho * rho).max(1e-12));
    let total: f64 = issues.iter().sum();
    let mut probability = [0.0; SLICES];
    // The score is standard normal but for the slicing of z, so Φ⁻¹(share) is nearly the cut.
    let mut cut = normal::quantile(share);
    let (mut low, mut high) = (cut - 6.0, cut + 6.0);
    for _ in 0..60 {
        let (mut mean, mut slope) = (0.0, 0.0);
        for n in 0..SLICES {
            let x = (cut - rho * z[n]) / spread;
            probability[n] = normal::cdf(x);
            mean += issues[n] * probability[n];
            slope += issues[n] * normal::pdf(x);
        }
        let miss = mean / total - share;
        if miss.abs() < 1e-14 {
            break;
        }
        if miss > 0.0 {
            high = cut
        } else {
            low = cut
        }
        let step = cut - miss * total * spread / slope;
        let next = if step > low && step < high { step } else { (low + high) / 2.0 };
        if next == cut {
            break;
        }
        cut = next;
    }
    probability
}

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

    fn reset(&mut self) {
        self.phases.fill(PhaseTake::default());
        self.contained_by_type.fill(0.0);
        self.induced_by_type.fill(0.0);
        (self.issues, self.met, self.contained, self.resolved, self.induced) = (0.0, 0.0, 0.0, 0.0, 0.0);
        (self.escalated, self.returned, self.given_up, self.handoffs) = (0.0, 0.0, 0.0, 0.0);
        (self.value_handoffs, self.value_given_up, self.value_inflow, self.inflow_total) = (0.0, 0.0, 0.0, 0.0);
    }

    /// Splits the month's issues between the AI and people.
    ///
    /// `factor(k)` scales today's issues of type `k` to the month, `months_in(phase)` is the time since a phase started
    /// (`None`: not started), `context` the share of escalations whose context is carried.
    #[allow(clippy::too_many_arguments, reason = "the parts of one equation")]
    pub fn split(
        &mut self,
        model: &Model,
        p: &Parameters,
        today: &Today,
        z: &[f64; SLICES],
        switches: &Switches,
        factor: impl Fn(usize) -> f64,
        months_in: impl Fn(usize) -> Option<usize>,
        drift: f64,
        context: f64,
    ) {
        self.reset();
        let returning = if switches.frictions.false_containment { p.customers.false_containment_return } else { 0.0 };
        let escalated_length = 1.0 + p.ai.handoff_penalty * (1.0 - context) - p.ai.handoff_saving * context;
        let returned_length = 1.0 + p.ai.handoff_penalty;
        for (k, info) in model.types.iter().enumerate() {
            let started = info.phase.and_then(|phase| Some((phase, months_in(phase)?)));
            let level = match started {
                Some((phase, months)) if switches.ai => level(p, k, phase, months, drift),
                _ => Level::default(),
            };
            let cells = k * SLICES..(k + 1) * SLICES;
            let base = &today.issues[cells.clone()];
            let contained = select(p.ai.selectivity, z, base, level.containment);
            let resolved = select(p.ai.selectivity, z, base, level.containment * level.resolution);
            let (mut sum_issues, mut sum_contained, mut sum_resolved) = (0.0, 0.0, 0.0);
            let scale = factor(k);
            for (n, cell) in cells.enumerate() {
                let issues = base[n] * scale;
                let met = issues * level.reach;
                let unmet = issues * (1.0 - level.reach);
                let escalated = met * (1.0 - contained[n]);
                let falsely = met * (contained[n] - resolved[n]).max(0.0);
                let returned = returning * falsely;
                let inflow = unmet + escalated + returned;
                let length = unmet + escalated * escalated_length + returned * returned_length;
                let value = today.value[cell];
                self.inflow[cell] = inflow;
                self.hours[cell] = today.hours[cell] * if inflow > 0.0 { length / inflow } else { 1.0 };
                sum_issues += issues;
                sum_contained += met * contained[n];
                sum_resolved += met * resolved[n];
                let handoffs = escalated * (1.0 - context) + returned;
                self.escalated += escalated;
                self.returned += returned;
                self.given_up += falsely - returned;
                self.handoffs += handoffs;
                self.value_handoffs += handoffs * value;
                self.value_given_up += (falsely - returned) * value;
                self.value_inflow += inflow * value;
                self.inflow_total += inflow;
            }
            let induced = p.types[k].ai.induced.unwrap_or(p.ai.induced) * sum_issues * level.reach;
            self.contained_by_type[k] = sum_contained;
            self.induced_by_type[k] = induced;
            self.issues += sum_issues;
            self.met += sum_issues * level.reach;
            self.contained += sum_contained;
            self.resolved += sum_resolved;
            self.induced += induced;
            if let Some((phase, _)) = started {
                let seen = &mut self.phases[phase];
                seen.met += sum_issues * level.reach;
                seen.contained += sum_contained;
                seen.resolved += sum_resolved;
            }
        }
    }
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
