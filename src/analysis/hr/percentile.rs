//! Which percentile of demand to plan for: the newsvendor's answer, with the costs of being short and of being over as the
//! simulation has them.
//!
//! The same option runs in the same worlds planned at one percentile after another. What each plan costs is explained by the FTE
//! it had too many and too few: `cost = c₀ + c_spare·spare + c_short·short`, by least squares over the plans. A spare FTE-month
//! then costs `c_spare` (wages, ramp, turnover), a missing one `c_short` more than the wage it saves (overtime, vendors, people
//! who leave, and with customers counted the contribution lost in queues). The newsvendor covers the need with the chance
//! `c_short/(c_short + c_spare)`; the best percentile is the one whose plan does.
//!
//! Being short is counted in two ways: at equal service, where what overtime cannot fill is bought at its price (with overtime
//! alone the fractile is `premium/(1 + premium)`), and with the customers lost. The higher answer holds; and as costs know no
//! promise, the percentile from which service holds is found beside them, and no lower one is called best.
//!
//! Source: Arrow, Harris and Marschak, *Optimal Inventory Policy*, Econometrica 19 (1951) 250–272; for staffing Harrison and Zeevi,
//! *A Method for Staffing Large Call Centers Based on Stochastic Fluid Models*, M&SOM 7 (2005) 20–36.

use rayon::prelude::*;

use super::headcount::Sums;
use crate::engine::planner::Plan;
use crate::engine::run::{State, simulate};
use crate::engine::switches::Switches;
use crate::engine::world::{Setting, World};
use crate::model::Model;
use crate::normal;
use crate::results::Worlds;

/// Worlds of the study: the plans differ by their percentile alone, so few tell them apart.
pub const WORLDS: usize = 400;
/// Plans, evenly spaced in the normal quantile of their percentile.
const PLANS: usize = 9;
/// The outermost of them.
const REACH: f64 = 2.0;
/// Share of worlds in which a plan has to hold service.
pub const HOLDS: f64 = 0.8;

/// `c_short/(c_short + c_spare)`: how often the newsvendor covers the need, for costs a unit short and a unit over, within 0..1.
///
/// Being short that costs nothing is never insured against (0); being over that costs nothing always (1).
pub fn fractile(short: f64, spare: f64) -> f64 {
    let (short, spare) = (short.max(0.0), spare.max(0.0));
    if short + spare > 0.0 { short / (short + spare) } else { 0.5 }
}

/// An option planned at one percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planned {
    /// Percentile of demand that every sizing decision plans for.
    pub percentile: f64,
    /// What the plan comes to, mean over worlds.
    pub sums: Sums,
}

impl Planned {
    /// Share of its effective FTE that worked in team-months with enough of them: how often the need was covered.
    pub fn covered(&self) -> f64 {
        if self.sums.effective > 0.0 { self.sums.covering / self.sums.effective } else { 0.0 }
    }
}

/// The newsvendor's answer for one way of counting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newsvendor {
    /// Cost of an FTE-month that was not needed (money).
    pub spare: f64,
    /// Cost of an FTE-month that was missing, beyond what it saved (money); negative where being short is cheaper.
    pub short: f64,
    /// How often the need is best covered.
    pub fractile: f64,
    /// Percentile whose plan covers it that often, within those tried.
    pub percentile: f64,
    /// False where a lower or higher percentile than any tried would be best.
    pub inside: bool,
}

/// The percentile in use and the best ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Percentiles {
    /// Worlds.
    pub trials: usize,
    /// Percentile in use.
    pub used: f64,
    /// How often the plan in use covers the need.
    pub covered: f64,
    /// Counting cost at equal service: what is missing after overtime is bought at overtime price.
    pub equal_service: Newsvendor,
    /// Counting cost and the contribution lost with customers.
    pub with_customers: Newsvendor,
    /// Lowest percentile tried from which service holds in [`HOLDS`] of the worlds; `None`: at none.
    pub service_holds_from: Option<f64>,
    /// The percentile to plan for: the higher of the newsvendor's two, and none below the one from which service holds. `None`:
    /// service holds at none, so that another percentile is not the answer.
    pub best: Option<f64>,
    /// Cost of the plan in use above the best one's over all months, contribution lost included (money).
    pub loss: f64,
    /// The plans, by percentile.
    pub plans: Vec<Planned>,
}

/// Studies one option. `None` where the percentile changes nothing or is itself uncertain: demand has no shocks, or there is only
/// the world of medians.
pub fn study(
    worlds: &Worlds<'_>,
    switches: &Switches,
    seed: u64,
    first: u64,
    trials: usize,
    progress: &dyn Fn(usize, usize),
) -> Option<Percentiles> {
    let model = worlds.model();
    let used = model.medians.workforce.planning_percentile;
    let uncertain = model.inputs.iter().any(|input| input.path == "workforce.planning_percentile");
    if uncertain || model.medians.demand.shock_sd <= 0.0 || worlds.count(2) < 2 {
        return None;
    }
    let mut percentiles: Vec<f64> =
        (0..PLANS).map(|i| normal::cdf(REACH * (2.0 * i as f64 / (PLANS - 1) as f64 - 1.0))).chain([used]).collect();
    percentiles.sort_by(f64::total_cmp);
    percentiles.dedup();
    let trials = trials.min(WORLDS);
    let mut plans = Vec::with_capacity(percentiles.len());
    let count = percentiles.len();
    for (i, percentile) in percentiles.into_iter().enumerate() {
        progress(i * trials, count * trials);
        plans.push(Planned { percentile, sums: planned(worlds, switches, percentile, seed, first, trials) });
    }
    Some(Percentiles::read(trials, used, plans))
}

/// An option planned at a percentile: the same inputs and the same luck.
fn planned(worlds: &Worlds<'_>, switches: &Switches, percentile: f64, seed: u64, first: u64, trials: usize) -> Sums {
    let mut model: Model = worlds.model().clone();
    model.medians.workforce.planning_percentile = percentile;
    let setting = Setting::new(&model, worlds.setting.queues);
    let worlds = Worlds::new(&setting, seed, false);
    let medians = World::expected(&setting);
    let plans = [Switches::NO_AI, *switches].map(|switches| Plan::forecast(&setting, &medians, &switches));
    let sums: Vec<Sums> = (0..trials)
        .into_par_iter()
        .map_init(
            || (worlds.room(), State::new(&setting), State::new(&setting)),
            |(room, no_ai, state), i| {
                let world = worlds.draw(first + i as u64, room);
                simulate(&setting, world, &Switches::NO_AI, &plans[0], None, no_ai);
                simulate(&setting, world, switches, &plans[1], Some(no_ai), state);
                Sums::of(&state.record, world.p.service.share, model.teams.len())
            },
        )
        .collect();
    Sums::mean(&sums)
}

impl Percentiles {
    /// From plans in the order of their percentiles, the one in use among them.
    pub fn read(trials: usize, used: f64, plans: Vec<Planned>) -> Self {
        let equal_service = newsvendor(&plans, |sums| sums.cost + sums.service_debt);
        let with_customers = newsvendor(&plans, |sums| sums.cost + sums.contribution_lost);
        let failing = plans.iter().rposition(|plan| plan.sums.service_holds < HOLDS);
        let service_holds_from = plans.get(failing.map_or(0, |last| last + 1)).map(|plan| plan.percentile);
        let best = service_holds_from.map(|from| from.max(equal_service.percentile).max(with_customers.percentile));
        let money = |percentile| between(&plans, percentile, |sums| sums.cost + sums.contribution_lost);
        Self {
            trials,
            used,
            covered: plans.iter().find(|plan| plan.percentile == used).map_or(f64::NAN, Planned::covered),
            equal_service,
            with_customers,
            service_holds_from,
            best,
            loss: best.map_or(0.0, |best| money(used) - money(best)),
            plans,
        }
    }
}

fn newsvendor(plans: &[Planned], cost: impl Fn(&Sums) -> f64) -> Newsvendor {
    let rows: Vec<[f64; 3]> = plans.iter().map(|plan| [plan.sums.spare, plan.sums.short, cost(&plan.sums)]).collect();
    let (spare, short) = costs(&rows);
    let fractile = fractile(short, spare);
    let (percentile, inside) = covering(plans, fractile);
    Newsvendor { spare, short, fractile, percentile, inside }
}

/// Least squares of the third column on the first two and a constant: their coefficients; zero where they cannot be told apart.
pub fn costs(rows: &[[f64; 3]]) -> (f64, f64) {
    let n = rows.len() as f64;
    let mean = |c: usize| rows.iter().map(|row| row[c]).sum::<f64>() / n;
    let centre = [mean(0), mean(1), mean(2)];
    let product = |a: usize, b: usize| rows.iter().map(|row| (row[a] - centre[a]) * (row[b] - centre[b])).sum::<f64>();
    let (xx, xy, yy, xz, yz) = (product(0, 0), product(0, 1), product(1, 1), product(0, 2), product(1, 2));
    let determinant = xx * yy - xy * xy;
    if determinant <= 1e-12 * xx * yy {
        return (0.0, 0.0);
    }
    ((xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant)
}

/// Percentile at which the need is covered with a chance, straight in the normal quantile between plans; and whether it lies
/// within them.
fn covering(plans: &[Planned], chance: f64) -> (f64, bool) {
    let z = |plan: &Planned| normal::quantile(plan.percentile);
    let [first, .., last] = plans else { return (f64::NAN, false) };
    if chance <= first.covered() {
        return (first.percentile, chance >= first.covered());
    }
    for pair in plans.windows(2) {
        let (low, high) = (pair[0].covered(), pair[1].covered());
        if chance <= high && high > low {
            let part = ((chance - low) / (high - low)).clamp(0.0, 1.0);
            return (normal::cdf(z(&pair[0]) + part * (z(&pair[1]) - z(&pair[0]))), true);
        }
    }
    (last.percentile, false)
}

/// A figure at a percentile between plans, straight in the normal quantile.
fn between(plans: &[Planned], percentile: f64, figure: impl Fn(&Sums) -> f64) -> f64 {
    let z = normal::quantile(percentile);
    let place = |plan: &Planned| normal::quantile(plan.percentile);
    let at = plans.windows(2).find(|pair| z <= place(&pair[1])).or(plans.windows(2).last());
    let Some([low, high]) = at else { return f64::NAN };
    let part = ((z - place(low)) / (place(high) - place(low))).clamp(0.0, 1.0);
    figure(&low.sums) + part * (figure(&high.sums) - figure(&low.sums))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fractile_is_the_newsvendors() {
        assert_eq!(fractile(3.0, 1.0), 0.75);
        assert_eq!(fractile(-5.0, 1.0), 0.0);
        assert_eq!(fractile(2.0, 0.0), 1.0);
    }

    #[test]
    fn costs_are_found_again() {
        let rows: Vec<[f64; 3]> = (1..8).map(f64::from).map(|x| [x * x, 40.0 / x, 1e6 + 5000.0 * x * x + 9000.0 * 40.0 / x]).collect();
        let (spare, short) = costs(&rows);
        assert!((spare - 5000.0).abs() < 1e-6 && (short - 9000.0).abs() < 1e-6, "{spare} {short}");
        assert_eq!(costs(&[[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 6.0, 9.0]]), (0.0, 0.0));
    }

    /// A need that is normal with mean `m` and deviation `s`, planned at its percentiles: the textbook's case, in which spare and
    /// short have closed forms, and the best percentile is the fractile itself.
    #[test]
    fn a_normal_need_is_best_planned_at_the_fractile() {
        let (m, s, wage, missing) = (100.0, 8.0, 5000.0, 7000.0);
        let plans: Vec<Planned> = (1..100)
            .map(|i| {
                let percentile = f64::from(i) / 100.0;
                let z = normal::quantile(percentile);
                // E max(0, z − Z) and E max(0, Z − z) of a standard normal Z.
                let (over, under) = (z * percentile + normal::pdf(z), normal::pdf(z) - z * (1.0 - percentile));
                let effective = m + s * z;
                let sums = Sums {
                    cost: 1e6 + wage * s * over + missing * s * under,
                    spare: s * over,
                    short: s * under,
                    effective,
                    covering: percentile * effective,
                    service_holds: 1.0,
                    ..Sums::default()
                };
                Planned { percentile, sums }
            })
            .collect();
        let answer = Percentiles::read(1, 0.75, plans);
        let found = answer.with_customers;
        assert!((found.fractile - 7.0 / 12.0).abs() < 1e-9, "{answer:?}");
        assert!((found.percentile - 7.0 / 12.0).abs() < 1e-5 && found.inside && answer.best == Some(found.percentile));
        assert!((answer.covered - 0.75).abs() < 1e-12);
        let cost = |p: f64| {
            let z = normal::quantile(p);
            wage * s * (z * p + normal::pdf(z)) + missing * s * (normal::pdf(z) - z * (1.0 - p))
        };
        assert!((answer.loss - (cost(0.75) - cost(7.0 / 12.0))).abs() < 10.0, "{}", answer.loss);
    }

    #[test]
    fn no_percentile_is_best_at_which_service_fails() {
        let plan = |percentile: f64, service_holds| Planned {
            percentile,
            sums: Sums {
                cost: 100.0 * percentile,
                spare: percentile,
                short: 1.0 / (1.0 + percentile),
                effective: 1.0,
                covering: percentile,
                service_holds,
                ..Sums::default()
            },
        };
        let failing = vec![plan(0.2, 0.1), plan(0.5, 0.79), plan(0.8, 0.79)];
        assert_eq!(Percentiles::read(1, 0.8, failing).best, None, "where service never holds none is best");
        let plans = vec![plan(0.2, 0.1), plan(0.4, 0.79), plan(0.6, 0.81), plan(0.8, 1.0)];
        let answer = Percentiles::read(1, 0.8, plans);
        assert_eq!((answer.service_holds_from, answer.best), (Some(0.6), Some(0.6)), "{answer:?}");
        assert!(answer.with_customers.percentile < 0.3 && !answer.with_customers.inside);
        assert!((answer.loss - 20.0).abs() < 1e-9);
    }
}
