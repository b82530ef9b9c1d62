//! Queue tables: what a month's work requires and how it is served, tabulated once per run.
//!
//! Two tables over log workload × log handle time: agent-intervals a week (fine, for `R` is a step function), and service
//! level and abandonment by staffing ratio. Interpolation is linear. For requirements of 5 FTE and more: bias of the FTE
//! below 0.02 %, 99th percentile of its error 0.6 %, worst 2 %; service level off by 0.2 points in the mean, 1 at worst, abandonment and occupancy 1.5 at worst,
//! occupancy 2 with the built-in profiles other than `retail`
//! (`tests/tables.rs`). Below 5 FTE a queue is a handful of agents and the tables smooth its steps;
//! so it is with an arrival profile of a few distinct loads, whose steps are large at any size: bias and 99th percentile hold, the worst
//! error is that of a step. Outside their range the exact queue answers.

use rayon::prelude::*;

use super::queue;
use super::staffing::{Service, ServiceGoal};
use crate::model::{Channel, Model};
use libm::{exp, log};

/// Nodes of the requirement table per e-fold of workload.
const FINE: f64 = 256.0;
/// Nodes of the service table per e-fold of workload.
const COARSE: f64 = 24.0;
/// Nodes of the single-interval response per e-fold of load.
const LOADS: f64 = 64.0;
/// Nodes over handle time of the requirement table, and of the service table.
const FINE_AHT: usize = 49;
const COARSE_AHT: usize = 17;
/// Workload reaches from this share of the largest.
const SMALLEST: f64 = 1.0 / 4000.0;
/// Workload reaches to this multiple of today's.
const LARGEST: f64 = 4.0;
/// Handle time reaches from this share of the shortest type's to this multiple of the longest's.
const AHT_RANGE: (f64, f64) = (0.4, 3.0);

/// Staffing ratios of the service table: fine where service turns, coarse elsewhere.
const RATIO_FINE: (f64, f64, f64) = (0.4, 1.5, 0.025);
const RATIO_COARSE: f64 = 0.1;
const RATIO_MAX: f64 = 3.0;
const FINE_STEPS: usize = 44;
const BELOW_STEPS: usize = 4;
const RATIOS: usize = BELOW_STEPS + FINE_STEPS + 15 + 1;

/// Distinct loads of a week from which the grids are fine enough: their steps fall on different workloads and even out.
const EVEN: usize = 60;

/// How much finer than usual the grids over workload are: a profile with few distinct loads steps seldom and far. Building costs as
/// much as for one with many, for it has fewer loads to go through.
fn resolution(goal: &ServiceGoal) -> f64 {
    EVEN.div_ceil(goal.profile.shares.len().max(1)).min(8) as f64
}

/// A grid of equal steps in the logarithm.
#[derive(Clone, Copy, Debug)]
struct LogGrid {
    low: f64,
    high: f64,
    log_low: f64,
    per_log: f64,
    nodes: usize,
}

impl LogGrid {
    fn new(low: f64, high: f64, nodes: usize) -> Self {
        let log_low = log(low);
        Self { low, high, log_low, per_log: (nodes - 1) as f64 / (log(high) - log_low), nodes }
    }

    fn node(&self, i: usize) -> f64 {
        exp(self.log_low + i as f64 / self.per_log)
    }

    /// Node at or below `x`, and how far `x` is on the way to the next.
    #[inline]
    fn locate(&self, x: f64) -> (usize, f64) {
        let place = ((log(x) - self.log_low) * self.per_log).clamp(0.0, (self.nodes - 1) as f64);
        let i = (place as usize).min(self.nodes - 2);
        (i, place - i as f64)
    }

    fn holds(&self, x: f64) -> bool {
        x >= self.low && x <= self.high
    }
}

/// Queue response tabulated once per run.
#[derive(Clone, Debug)]
pub struct Tables {
    goal: ServiceGoal,
    work: LogGrid,
    aht: LogGrid,
    /// Agent-intervals at `workload node · FINE_AHT + handle-time node`.
    intervals: Vec<f64>,
    coarse_work: LogGrid,
    coarse_aht: LogGrid,
    /// Service level and abandonment at `(workload node · COARSE_AHT + handle-time node) · RATIOS + ratio node`.
    service: Vec<[f32; 2]>,
    per_week: f64,
    fewest: f64,
}

impl Tables {
    /// Tables for a model's real-time work.
    pub fn build(goal: &ServiceGoal, model: &Model) -> Self {
        let (mut workload, mut shortest, mut longest) = (0.0, f64::INFINITY, 0.0_f64);
        for (info, inputs) in model.types.iter().zip(&model.medians.types) {
            let concurrency = match info.channel {
                Channel::Voice => 1.0,
                Channel::Chat => inputs.concurrency,
                Channel::Email => continue,
            };
            let aht = inputs.aht_minutes / concurrency;
            workload += inputs.volume * aht / 60.0;
            shortest = f64::min(shortest, aht);
            longest = longest.max(aht);
        }
        if workload <= 0.0 {
            // Deferred work alone: no queue is ever asked, any range will do.
            (workload, shortest, longest) = (1.0, 1.0, 2.0);
        }
        Self::with_range(goal, LARGEST * workload, AHT_RANGE.0 * shortest, AHT_RANGE.1 * longest)
    }

    /// Tables up to a workload (hours a month) and between two handle times (minutes).
    pub fn with_range(goal: &ServiceGoal, largest: f64, shortest: f64, longest: f64) -> Self {
        let span = -log(SMALLEST) * resolution(goal);
        let grid = |per_fold: f64| LogGrid::new(largest * SMALLEST, largest, (span * per_fold) as usize + 1);
        let (work, coarse_work) = (grid(FINE), grid(COARSE));
        let (aht, coarse_aht) = (LogGrid::new(shortest, longest, FINE_AHT), LogGrid::new(shortest, longest, COARSE_AHT));
        let by_aht: Vec<Vec<f64>> = (0..FINE_AHT)
            .into_par_iter()
            .map(|h| {
                let capacity = Capacity::new(goal, aht.node(h), largest);
                (0..work.nodes).map(|w| capacity.agent_intervals(goal, work.node(w))).collect()
            })
            .collect();
        let intervals = (0..work.nodes).flat_map(|w| by_aht.iter().map(move |column| column[w])).collect();
        let by_aht: Vec<Vec<[f32; 2]>> =
            (0..COARSE_AHT).into_par_iter().map(|h| service_by_work(goal, coarse_aht.node(h), &coarse_work)).collect();
        let service = (0..coarse_work.nodes)
            .flat_map(|w| by_aht.iter().flat_map(move |rows| rows[w * RATIOS..(w + 1) * RATIOS].iter().copied()))
            .collect();
        let per_week = goal.intervals(1.0).map(|(load, count)| load * count).sum();
        Self { goal: goal.clone(), work, aht, intervals, coarse_work, coarse_aht, service, per_week, fewest: goal.fewest_intervals() }
    }

    /// Agent-intervals a week, see [`ServiceGoal::agent_intervals`].
    pub fn agent_intervals(&self, workload: f64, aht_minutes: f64) -> f64 {
        if !(self.work.holds(workload) && self.aht.holds(aht_minutes)) {
            return self.goal.agent_intervals(workload, aht_minutes);
        }
        let ((w, u), (h, v)) = (self.work.locate(workload), self.aht.locate(aht_minutes));
        let at = |w: usize| {
            let row = w * FINE_AHT + h;
            self.intervals[row] + v * (self.intervals[row + 1] - self.intervals[row])
        };
        let low = at(w);
        low + u * (at(w + 1) - low)
    }

    /// See [`ServiceGoal::fewest_intervals`].
    pub fn fewest_intervals(&self) -> f64 {
        self.fewest
    }

    /// Largest workload up to `most` that needs at most `agents` agent-intervals; `None` where the table does not reach.
    pub fn largest_workload(&self, agents: f64, aht_minutes: f64, most: f64) -> Option<f64> {
        if !self.work.holds(most) || !self.aht.holds(aht_minutes) {
            return None;
        }
        let (h, v) = self.aht.locate(aht_minutes);
        let at = |w: usize| {
            let row = w * FINE_AHT + h;
            self.intervals[row] + v * (self.intervals[row + 1] - self.intervals[row])
        };
        // Agent-intervals grow with workload, and so do their blends: the first node above the budget is found by halving.
        let (mut low, mut high) = (0, self.work.locate(most).0 + 1);
        if at(low) > agents {
            return None;
        }
        if at(high) <= agents {
            return Some(most);
        }
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if at(middle) <= agents { low = middle } else { high = middle }
        }
        let (below, above) = (at(low), at(high));
        let place = low as f64 + (agents - below) / (above - below);
        Some(exp(self.work.log_low + place / self.work.per_log).min(most))
    }

    /// Service of a month, see [`ServiceGoal::service`].
    pub fn service(&self, workload: f64, aht_minutes: f64, ratio: f64) -> Service {
        if !(self.coarse_work.holds(workload) && self.coarse_aht.holds(aht_minutes)) {
            return self.goal.service(workload, aht_minutes, ratio);
        }
        let ((w, u), (h, v)) = (self.coarse_work.locate(workload), self.coarse_aht.locate(aht_minutes));
        let (r, x) = locate_ratio(ratio);
        let at = |w: usize, h: usize| {
            let place = (w * COARSE_AHT + h) * RATIOS + r;
            let ([l0, a0], [l1, a1]) = (self.service[place], self.service[place + 1]);
            let between = |from: f32, to: f32| f64::from(from) + x * (f64::from(to) - f64::from(from));
            [between(l0, l1), between(a0, a1)]
        };
        let blend = |from: [f64; 2], to: [f64; 2], part: f64| [0, 1].map(|i| from[i] + part * (to[i] - from[i]));
        let [level, abandonment] = blend(blend(at(w, h), at(w, h + 1), v), blend(at(w + 1, h), at(w + 1, h + 1), v), u);
        let agents = ratio * self.agent_intervals(workload, aht_minutes);
        let carried = workload * self.per_week * (1.0 - abandonment);
        Service { level, abandonment, occupancy: if agents > 0.0 { (carried / agents).min(1.0) } else { 1.0 } }
    }
}

fn ratio_node(r: usize) -> f64 {
    let (low, high, step) = RATIO_FINE;
    if r <= BELOW_STEPS {
        r as f64 * RATIO_COARSE
    } else if r <= BELOW_STEPS + FINE_STEPS {
        low + (r - BELOW_STEPS) as f64 * step
    } else {
        high + (r - BELOW_STEPS - FINE_STEPS) as f64 * RATIO_COARSE
    }
}

/// Ratio node at or below, and the way to the next. Beyond the largest ratio service is as good as it gets.
fn locate_ratio(ratio: f64) -> (usize, f64) {
    let (low, high, step) = RATIO_FINE;
    let place = if ratio < low {
        ratio.max(0.0) / RATIO_COARSE
    } else if ratio < high {
        BELOW_STEPS as f64 + (ratio - low) / step
    } else {
        (BELOW_STEPS + FINE_STEPS) as f64 + (ratio.min(RATIO_MAX) - high) / RATIO_COARSE
    };
    let r = (place as usize).min(RATIOS - 2);
    (r, place - r as f64)
}

/// Largest load that 1, 2, 3, ... agents serve within the goal, at one handle time.
struct Capacity(Vec<f64>);

impl Capacity {
    fn new(goal: &ServiceGoal, aht_minutes: f64, largest_workload: f64) -> Self {
        let heaviest = goal.intervals(largest_workload).map(|(load, _)| load).fold(0.0, f64::max);
        let mut loads = Vec::new();
        while loads.last().is_none_or(|load| *load < heaviest) {
            loads.push(capacity(goal, aht_minutes, loads.len() as u32 + 1, loads.last().copied().unwrap_or(0.0)));
        }
        Self(loads)
    }

    /// Fewest agents for a load.
    fn agents(&self, load: f64) -> usize {
        self.0.partition_point(|capacity| *capacity < load) + 1
    }

    /// `Σ_i n_i`. Consecutive loads of the profile ascend, so one walk finds them all.
    fn agent_intervals(&self, goal: &ServiceGoal, workload: f64) -> f64 {
        let mut agents = 1;
        let mut sum = 0.0;
        for (load, count) in goal.intervals(workload) {
            while agents <= self.0.len() && self.0[agents - 1] < load {
                agents += 1;
            }
            sum += count * agents as f64;
        }
        sum
    }
}

/// Largest load that `agents` serve within the goal; `one_less` is that of one agent less.
fn capacity(goal: &ServiceGoal, aht_minutes: f64, agents: u32, one_less: f64) -> f64 {
    let patience = goal.patience_minutes.map(|p| p / aht_minutes);
    let within = goal.within_minutes / aht_minutes;
    // On the logit of the service level the way to the root is nearly straight.
    let miss = |load: f64| {
        let level = queue::response(agents, load, patience, within).service_level.clamp(1e-12, 1.0 - 1e-12);
        log(level / (1.0 - level)) - log(goal.share / (1.0 - goal.share).max(1e-12))
    };
    let cap = goal.max_occupancy * f64::from(agents);
    let at_cap = miss(cap);
    if at_cap >= 0.0 {
        return cap;
    }
    let (mut low, mut high) = (one_less.max(1e-9 * cap), cap);
    let (mut at_low, mut at_high) = (miss(low), at_cap);
    for _ in 0..60 {
        if at_low <= 0.0 || high - low < 1e-10 * cap {
            break;
        }
        let secant = low + (high - low) * at_low / (at_low - at_high);
        // Keep away from the ends, or one of them would never move.
        let edge = 0.02 * (high - low);
        let middle = secant.clamp(low + edge, high - edge);
        let value = miss(middle);
        if value >= 0.0 { (low, at_low) = (middle, value) } else { (high, at_high) = (middle, value) }
    }
    low
}

/// Service level and abandonment by workload and ratio at one handle time.
fn service_by_work(goal: &ServiceGoal, aht_minutes: f64, work: &LogGrid) -> Vec<[f32; 2]> {
    let capacity = Capacity::new(goal, aht_minutes, work.high);
    let least = goal.intervals(work.low).map(|(load, _)| load).fold(f64::INFINITY, f64::min);
    let most = goal.intervals(work.high).map(|(load, _)| load).fold(0.0, f64::max);
    let loads = LogGrid::new(least, most * 1.000_001, (log(most / least) * LOADS) as usize + 2);
    let single: Vec<[f64; 2 * RATIOS]> = (0..loads.nodes).map(|i| interval_response(goal, aht_minutes, &capacity, loads.node(i))).collect();
    let mut rows = Vec::with_capacity(work.nodes * RATIOS);
    for w in 0..work.nodes {
        let mut sum = [0.0; 2 * RATIOS];
        let mut total = 0.0;
        for (load, count) in goal.intervals(work.node(w)) {
            let (i, part) = loads.locate(load);
            let weight = load * count;
            for ((sum, from), to) in sum.iter_mut().zip(&single[i]).zip(&single[i + 1]) {
                *sum += weight * (from + part * (to - from));
            }
            total += weight;
        }
        rows.extend((0..RATIOS).map(|r| [(sum[r] / total) as f32, (sum[RATIOS + r] / total) as f32]));
    }
    rows
}

/// Service levels, then abandonments, of one interval at every ratio.
fn interval_response(goal: &ServiceGoal, aht_minutes: f64, capacity: &Capacity, load: f64) -> [f64; 2 * RATIOS] {
    let required = capacity.agents(load) as f64;
    let mut response = [0.0; 2 * RATIOS];
    // Neighbouring ratios share whole agents.
    let mut known: [(f64, (f64, f64)); 2] = [(-1.0, (0.0, 1.0)); 2];
    let mut whole = |agents: f64| {
        if let Some((_, value)) = known.iter().find(|(n, _)| *n == agents) {
            return *value;
        }
        let value = goal.whole(agents, load, aht_minutes);
        known = [known[1], (agents, value)];
        value
    };
    let mut saturated = false;
    for r in 0..RATIOS {
        if saturated {
            (response[r], response[RATIOS + r]) = (1.0, 0.0);
            continue;
        }
        let present = required * ratio_node(r);
        let below = present.floor();
        let part = present - below;
        let low = whole(below);
        let high = if part > 0.0 { whole(below + 1.0) } else { low };
        response[r] = low.0 + part * (high.0 - low.0);
        response[RATIOS + r] = low.1 + part * (high.1 - low.1);
        saturated = low.0 > 1.0 - 1e-9;
    }
    response
}
