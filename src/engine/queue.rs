//! Erlang queues: what a number of agents does with an offered load, and how many agents a service target needs.
//!
//! Time is measured in mean handle times (AHT) throughout, so a queue is described by pure numbers:
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | `n` | agents | count |
//! | `a` | offered load, arrival rate × AHT | Erlangs |
//! | `θ` | AHT / mean patience | 1/AHT |
//! | `t` | target wait | AHT |
//!
//! Erlang A is the queue M/M/n+M: Poisson arrivals, exponential handle times, exponential patience, first come first
//! served. `π_n` is the probability that exactly all agents are busy and nobody waits. Two sums carry everything:
//!
//! ```text
//! 1/B  = Σ_{j≥0} n!/((n−j)!·a^j)                        (states up to n, relative to π_n)
//! J(b) = Σ_{k≥0} b^k / Π_{i=1..k+1} (n + iθ)            (1 + a·J(a): states from n on, relative to π_n)
//! π_n  = 1 / (1/B + a·J(a))
//! ```
//!
//! The wait `V` that an endlessly patient caller would meet has, for `v > 0`, the density
//! `n·π_n·exp(a(1−e^{−θv})/θ − n·v)` (Mandelbaum and Zeltyn 2007, "Service engineering in action: the Palm/Erlang-A
//! queue"; the exponent is the net drift of the work ahead once impatient callers are taken out). A caller who meets `v`
//! is served with probability `e^{−θv}`. Integrating to `t` and substituting `y = e^{−θv}` gives incomplete gamma
//! functions of shape `n/θ + 1`, which are again the sum `J`:
//!
//! ```text
//! P(0 < W ≤ t, served) = n·π_n·(J(a) − E·J(a·e^{−θt})),   E = exp(a(1−e^{−θt})/θ − (n+θ)t)
//! ```
//!
//! The sums have positive terms, so nothing cancels. Far in overload `J` exceeds the range of a float; there the
//! complement `J = G − D` (complete minus upper incomplete gamma) is used with `G` kept as a logarithm.

use std::f64::consts::TAU;

/// Terms below this share of the sum are dropped.
const NEGLIGIBLE: f64 = 1e-17;
/// Patience beyond this many AHT is endless: the sums could no longer tell the difference.
const ENDLESS_PATIENCE: f64 = 1e9;
/// Patience below this many AHT is this many: callers leave unless an agent is free.
const LEAST_PATIENCE: f64 = 1e-12;
/// From this argument of the incomplete gamma function on its downward sum reaches full precision (the least term is
/// about e^−45).
const COMPLEMENT_FROM: f64 = 45.0;
/// Above this shape Stirling's series with five terms is exact to rounding.
const STIRLING_FROM: f64 = 12.0;

/// What callers meet in a queue in steady state. Shares are of **all** arrivals, those who give up included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// Share of arrivals served within the target wait, 0 to 1.
    pub service_level: f64,
    /// Share of arrivals that leave unserved, 0 to 1.
    pub abandonment: f64,
    /// Share of arrivals that find all agents busy, 0 to 1.
    pub wait_probability: f64,
    /// Mean time in queue in AHT, over all arrivals: those served at once count 0, those who leave count until they leave.
    /// Infinite in an unstable queue.
    pub mean_wait: f64,
    /// Share of agents' time spent handling, 0 to 1.
    pub occupancy: f64,
}

/// Erlang B: the share of arrivals lost when nobody can wait.
///
/// `B = (a^n/n!) / Σ_{k≤n} a^k/k!` for `agents ≥ 0` and `load ≥ 0` Erlangs; 1 without agents.
/// Summed downward from the largest state as `1/B = Σ_j n!/((n−j)!·a^j)`, cut off at rounding (Jagerman 1974).
pub fn erlang_b(agents: u32, load: f64) -> f64 {
    1.0 / (1.0 + states_below(agents, load))
}

/// Erlang C: the share of arrivals that wait when everybody waits until served.
///
/// `C = B / (1 − ρ(1−B))`, `ρ = load/agents`; 1 when `load ≥ agents`, where the queue has no steady state.
pub fn erlang_c(agents: u32, load: f64) -> f64 {
    let n = f64::from(agents);
    if load >= n {
        return 1.0;
    }
    1.0 / (1.0 + states_below(agents, load) * (1.0 - load / n))
}

/// Response of the Erlang A queue M/M/n+M, or of Erlang C when `patience` is `None`.
///
/// * `agents`: n ≥ 0. Without agents nobody is served: service level 0, abandonment 1, occupancy 0, and callers wait out
///   their patience.
/// * `load`: offered load in Erlangs, ≥ 0.
/// * `patience`: mean patience in AHT, > 0.
/// * `within`: target wait in AHT, ≥ 0. At 0 the service level is the share that does not wait.
///
/// An Erlang C queue with `load ≥ agents` has no steady state. It answers with its limit: service level 0,
/// abandonment 0, every arrival waits, mean wait infinite, occupancy 1.
///
/// Formulas in the [module's introduction](self); abandonment is `θ·E[queue]/a` and mean wait `E[queue]/a` (Little).
/// Error below 1e-9 for 1 ≤ n ≤ 5000, loads of 0.5 to 1.3 n, patience of 0.05 to 50 AHT (`tests/analytic`). The number
/// of terms grows as the square root of `n·patience`.
pub fn response(agents: u32, load: f64, patience: Option<f64>, within: f64) -> Response {
    debug_assert!(load >= 0.0 && within >= 0.0, "load and target wait must not be negative");
    if agents == 0 {
        return Response {
            service_level: 0.0,
            abandonment: 1.0,
            wait_probability: 1.0,
            mean_wait: patience.unwrap_or(f64::INFINITY),
            occupancy: 0.0,
        };
    }
    let n = f64::from(agents);
    let below = states_below(agents, load);
    let theta = match patience {
        Some(patience) if patience < ENDLESS_PATIENCE => 1.0 / patience.max(LEAST_PATIENCE),
        _ => return endless_patience(n, load, below, within),
    };
    if below == f64::INFINITY {
        // The chance that all agents are busy is below the least float.
        return Response { service_level: 1.0, abandonment: 0.0, wait_probability: 0.0, mean_wait: 0.0, occupancy: load / n };
    }
    let tail = Tail::new(n, theta, load, within);
    // Everything relative to π_n and divided by e^scale.
    let state_n = libm::exp(-tail.scale);
    let below = below * state_n;
    let total = below + state_n + load * tail.served;
    let abandonment = (tail.unserved / total).min(1.0);
    Response {
        service_level: ((below + n * tail.served_in_time) / total).clamp(0.0, 1.0),
        abandonment,
        wait_probability: ((state_n + load * tail.served) / total).min(1.0),
        mean_wait: abandonment / theta,
        occupancy: (load * (1.0 - abandonment) / n).min(1.0),
    }
}

/// Fewest agents, at least one, whose queue serves `share` of all arrivals within `within` AHT with `load/agents` at most
/// `max_occupancy`; none for a load of 0.
///
/// * `load`: offered load in Erlangs.
/// * `share`: share of all arrivals, 0 to 1; 1 means to the last digit of a float.
/// * `patience_in_aht`: mean patience in AHT, `None` for Erlang C.
/// * `within_in_aht`: target wait in AHT.
/// * `max_occupancy`: above 0; infinite for no bound but Erlang C's stability.
///
/// Exact, because the service level grows with every agent: the search ends with a number that passes and whose
/// predecessor fails. It steps by secants on the logit of the service level, which is nearly straight in `n`: one to
/// six evaluations.
pub fn agents_required(load: f64, share: f64, patience_in_aht: Option<f64>, within_in_aht: f64, max_occupancy: f64) -> u32 {
    debug_assert!(max_occupancy > 0.0, "the highest occupancy must be positive");
    if load.is_nan() || load <= 0.0 {
        return 0;
    }
    let share = share.clamp(0.0, 1.0);
    let service = |agents: u32| response(agents, load, patience_in_aht, within_in_aht).service_level;
    let least = least_agents(load, share, max_occupancy);
    let mut level = service(least);
    if level >= share || least == u32::MAX {
        return least;
    }

    // `failed` does not pass, `passed` does (or is the end of the range, not yet tried).
    let (mut failed, mut passed) = (least, u32::MAX);
    let goal = logit(share);
    // With the spread of a Poisson load as the scale, the logit climbs by about two per √load.
    let spread = libm::sqrt(load.max(1.0));
    let mut slope = 2.0 / spread;
    let mut here = (f64::from(least), logit(level));
    let mut turn = 0;
    while passed - failed > 1 {
        let aim = if turn == 0 && here.1 < -4.0 {
            // So far below the goal the logit is not straight; start where the goal usually lies.
            load + 0.6 * spread
        } else {
            here.0 + (goal - here.1) / slope
        };
        let agents = if turn < 6 {
            (libm::ceil(aim) as u32).clamp(failed + 1, passed - 1)
        } else if passed == u32::MAX {
            // The secants stall: gallop, then halve.
            failed.saturating_add(1 << (turn - 6).min(31)).min(passed - 1)
        } else {
            failed + (passed - failed) / 2
        };
        level = service(agents);
        if level >= share {
            passed = agents;
        } else {
            failed = agents;
        }
        let next = (f64::from(agents), logit(level));
        if next.1 != here.1 && (turn > 0 || here.1 >= -4.0) {
            slope = ((next.1 - here.1) / (next.0 - here.0)).max(1e-9);
        }
        here = next;
        turn += 1;
    }
    passed
}

/// The bound that needs no queue: occupancy, and that `n` agents serve at most `n/a` of the arrivals.
fn least_agents(load: f64, share: f64, max_occupancy: f64) -> u32 {
    let mut by_occupancy = libm::ceil(load / max_occupancy).max(1.0);
    // The rounding of the quotient must not move the bound by one.
    if by_occupancy > 1.0 && load / (by_occupancy - 1.0) <= max_occupancy {
        by_occupancy -= 1.0;
    } else if load / by_occupancy > max_occupancy {
        by_occupancy += 1.0;
    }
    // A hair below, so that rounding cannot exclude the answer.
    let by_work = libm::ceil(load * share * (1.0 - 1e-12));
    by_occupancy.max(by_work) as u32
}

/// `ln(p/(1−p))` kept finite.
fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-12, 1.0 - 1e-12);
    libm::log(p / (1.0 - p))
}

/// Erlang C from the states below `n`.
fn endless_patience(n: f64, load: f64, below: f64, within: f64) -> Response {
    if load >= n {
        return Response { service_level: 0.0, abandonment: 0.0, wait_probability: 1.0, mean_wait: f64::INFINITY, occupancy: 1.0 };
    }
    let wait_probability = 1.0 / (1.0 + below * (1.0 - load / n));
    Response {
        service_level: 1.0 - wait_probability * libm::exp(-(n - load) * within),
        abandonment: 0.0,
        wait_probability,
        mean_wait: wait_probability / (n - load),
        occupancy: load / n,
    }
}

/// `1/B − 1`: the states with a free agent relative to `π_n`. Infinite when beyond the range of a float.
fn states_below(agents: u32, load: f64) -> f64 {
    let n = f64::from(agents);
    let per_load = 1.0 / load;
    let mut factor = n;
    let (mut term, mut sum) = (1.0, 0.0);
    while factor > 0.0 {
        term *= factor * per_load;
        sum += term;
        if term <= sum * NEGLIGIBLE || sum == f64::INFINITY {
            break;
        }
        factor -= 1.0;
    }
    sum
}

/// The states from `n` on, relative to `π_n` and divided by `e^scale`.
struct Tail {
    /// `J(a)`: those who wait and are served, per `n·π_n`; also the states above `n` per `a·π_n`.
    served: f64,
    /// `J(a) − E·J(a·e^{−θt})`: the part of `served` that waits at most `t`.
    served_in_time: f64,
    /// `θ·E[queue]/a` per `π_n`.
    unserved: f64,
    /// Logarithm of the common factor taken out.
    scale: f64,
}

impl Tail {
    fn new(n: f64, theta: f64, load: f64, within: f64) -> Self {
        // Share of the callers in queue who are still patient after the target wait, and what is left of the arrivals.
        let patient = libm::exp(-theta * within);
        let later_load = load * patient;
        let left = if theta * within < 0.5 { -libm::expm1(-theta * within) } else { 1.0 - patient };
        let log_later = load * left / theta - (n + theta) * within;

        if !needs_complement(n, theta, load) {
            let [served, later, queue] = tail_sums(n, theta, load, later_load);
            return Self { served, served_in_time: (served - libm::exp(log_later) * later).max(0.0), unserved: queue * theta, scale: 0.0 };
        }

        let scale = log_complete(n, theta, load);
        let upper = upper_sum(n, theta, load) * libm::exp(-scale);
        let served = 1.0 - upper;
        let in_time = if needs_complement(n, theta, later_load) {
            // Both complements share the complete part, which drops out.
            libm::exp(log_later - scale) * upper_sum(n, theta, later_load) - upper
        } else {
            let [later, _, _] = tail_sums(n, theta, later_load, 0.0);
            served - libm::exp(log_later - scale) * later
        };
        Self {
            served,
            served_in_time: in_time.max(0.0),
            // Flow balance: a·P(abandon) = (a−n)·P(wait) + n·π_n, without cancellation as a > n here.
            unserved: libm::exp(-scale) + (load - n) * served,
            scale,
        }
    }
}

/// Whether `J(b)` is taken as complete minus upper incomplete gamma: beyond the mean, where the upper part is the
/// smaller one, and far enough out for its sum to converge.
fn needs_complement(n: f64, theta: f64, b: f64) -> bool {
    b > n + theta && b > COMPLEMENT_FROM * theta
}

/// `J(b)`, `J(c)` for `c ≤ b`, and `Σ k·b^(k−1)/Π_{i=1..k}(n+iθ)` (mean queue per `b·π_n`) in one pass, which shares the
/// divisions.
fn tail_sums(n: f64, theta: f64, b: f64, c: f64) -> [f64; 3] {
    let mut rate = n + theta;
    let mut position = 1.0;
    let mut b_term = 1.0 / rate;
    let mut c_term = b_term;
    let (mut b_sum, mut c_sum, mut queue) = (b_term, c_term, b_term);
    // The terms of `c` fall faster, so those of `b` decide.
    while b_term > b_sum * NEGLIGIBLE {
        rate += theta;
        position += 1.0;
        let per_rate = 1.0 / rate;
        b_term *= b * per_rate;
        c_term *= c * per_rate;
        b_sum += b_term;
        c_sum += c_term;
        queue += position * b_term;
    }
    [b_sum, c_sum, queue]
}

/// `D(b) = (1/b)·Σ_j Π_{i<j} (n − iθ)/b`, the upper incomplete gamma part of `J(b)` for `b > n + θ`.
fn upper_sum(n: f64, theta: f64, b: f64) -> f64 {
    let per_load = 1.0 / b;
    let mut factor = n;
    let (mut term, mut sum) = (1.0_f64, 1.0);
    while term.abs() > NEGLIGIBLE * sum {
        term *= factor * per_load;
        sum += term;
        factor -= theta;
    }
    sum * per_load
}

/// `ln(Γ(s)·e^x·x^{−s}/θ)` with `s = n/θ + 1` and `x = b/θ`: the complete part of `J(b)`.
///
/// Stirling's series with the large parts cancelled by hand, `ln √(2π/s) + s(μ − ln(1+μ)) + 1/(12s) − …`, `μ = (x−s)/s`:
/// the plain difference is of terms near 10^6 at `s = 10^5`.
fn log_complete(n: f64, theta: f64, b: f64) -> f64 {
    let (s, x) = (n / theta + 1.0, b / theta);
    let log_gamma = if s < STIRLING_FROM {
        libm::lgamma(s) + x - s * libm::log(x)
    } else {
        let excess = (b - n - theta) / (n + theta);
        let r = 1.0 / (s * s);
        let stirling = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / s;
        0.5 * libm::log(TAU / s) + s * (excess - libm::log1p(excess)) + stirling
    };
    log_gamma - libm::log(theta)
}
