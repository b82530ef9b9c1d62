//! The waits of one queue in detail: how long those who are answered waited, and how many gave up early. For planners' figures
//! on one queue; the months of a run need only [`super::queue`].
//!
//! Time is measured in mean handle times, as in [`super::queue`]. An endlessly patient caller would meet the wait `V`, whose
//! density for `v > 0` is proportional to `exp(a(1−e^{−θv})/θ − n·v)` (Mandelbaum and Zeltyn 2007). Its logarithm is concave,
//! so a quadrature between the two points where it has fallen by [`FALL`] is exact to rounding, and it normalises itself.

use super::queue::{Response, response};
use libm::{exp, expm1, log};

/// Fall of the logarithm of the density beyond which nothing counts.
const FALL: f64 = 45.0;
/// Panels of the quadrature between two points where the integrand may bend.
const PANELS: u32 = 48;
/// Patience beyond this many mean patiences: everybody has given up.
const GIVEN_UP: f64 = 40.0;
/// Abscissas and weights of the ten-point Gauss–Legendre rule on [−1, 1], the positive half.
const GAUSS: [(f64, f64); 5] = [
    (0.148_874_338_981_631_2, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

/// What callers of a queue meet beyond [`Response`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waits {
    /// Mean wait in AHT of those who are answered: what phone switches report as average speed of answer. Infinite in an
    /// unstable queue, and where nobody is answered.
    pub answered: f64,
    /// Share of all arrivals who give up within the time asked about, 0 to 1.
    pub given_up_within: f64,
}

/// Waits of a queue with `agents`, `load` Erlangs, mean `patience` in AHT (`None`: Erlang C); `within`: the time in AHT, at
/// least 0, up to which those who give up are counted.
///
/// A caller who would wait `v` is answered with probability `e^{−θv}` and gives up before `s` with `1 − e^{−θ·min(v,s)}`.
pub fn waits(agents: u32, load: f64, patience: Option<f64>, within: f64) -> Waits {
    let whole = response(agents, load, patience, within);
    let theta = match patience {
        Some(patience) if whole.abandonment > 0.0 => 1.0 / patience,
        _ => return Waits { answered: whole.mean_wait, given_up_within: 0.0 },
    };
    if agents == 0 {
        return Waits { answered: f64::INFINITY, given_up_within: -expm1(-theta * within) };
    }
    of_delayed(f64::from(agents), load, theta, within, &whole)
}

/// The same by quadrature over those who do not find a free agent.
fn of_delayed(n: f64, load: f64, theta: f64, within: f64, whole: &Response) -> Waits {
    let exponent = |v: f64| -load * expm1(-theta * v) / theta - n * v;
    let mode = if load > n { log(load / n) / theta } else { 0.0 };
    let peak = exponent(mode);
    let inside = |v: f64| exponent(v) - peak > -FALL;
    let mut end = if mode > 0.0 { mode } else { 1.0 / n };
    while inside(end) {
        end *= 2.0;
    }
    let high = crossing(mode, end, inside);
    let low = if inside(0.0) { 0.0 } else { crossing(mode, 0.0, inside) };
    let bends = [low, within, 1.0 / theta, GIVEN_UP / theta, high];
    let mean = |value: &dyn Fn(f64) -> f64| integral(&bends, low, high, |v| exp(exponent(v) - peak) * value(v));
    let everybody = mean(&|_| 1.0);
    let waited = mean(&|v| v * exp(-theta * v)) / everybody;
    let early = mean(&|v| -expm1(-theta * v.min(within))) / everybody;
    Waits {
        answered: whole.wait_probability * waited / (1.0 - whole.abandonment),
        given_up_within: (whole.wait_probability * early).min(whole.abandonment),
    }
}

/// Where `inside` ends between a point inside and one outside.
fn crossing(mut within: f64, mut outside: f64, inside: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..60 {
        let middle = f64::midpoint(within, outside);
        if inside(middle) { within = middle } else { outside = middle }
    }
    outside
}

/// Integral from `low` to `high` with panels between the bends inside.
fn integral(bends: &[f64], low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let mut sum = 0.0;
    let mut from = low;
    while from < high {
        let to = bends.iter().copied().filter(|bend| *bend > from).fold(high, f64::min);
        let half = (to - from) / (2.0 * f64::from(PANELS));
        for panel in 0..PANELS {
            let middle = from + half * f64::from(2 * panel + 1);
            for (x, weight) in GAUSS {
                sum += half * weight * (f(middle - half * x) + f(middle + half * x));
            }
        }
        from = to;
    }
    sum
}
