//! Sets of terms priced over the same worlds: invoices, what the minimum takes, what is paid for work not done, exposure.

use super::Spread;
use super::break_even::SetBreakEven;
use super::cases::{BLOCK, Case, each, scaled};
use super::kind::Kind;
use crate::engine::contracts::{Account, Line, UNITS, Unit};
use crate::model::Terms;
use rayon::prelude::*;
use serde::Serialize;

/// A set of terms as tables show it. Money in the scenario's currency over the horizon unless it says otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct SetView {
    /// Id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Which terms.
    pub kind: Kind,
    /// Invoice by month.
    pub months: Vec<Spread>,
    /// Invoices in all.
    pub total: Spread,
    /// Mean of each line.
    pub lines: Vec<(&'static str, f64)>,
    /// The same lines, each month's mean.
    pub lines_by_month: Vec<(&'static str, Vec<f64>)>,
    /// The terms at the medians of all inputs; `None` for a sequence of terms.
    #[serde(skip)]
    pub terms: Option<Terms>,
    /// Invoices over contacts handled: all worlds together.
    pub per_contact: f64,
    /// Invoices over minutes handled.
    pub per_minute: f64,
    /// Invoices over contacts resolved.
    pub per_resolution: f64,
    /// Share of months from go-live in which the minimum adds to the invoice.
    pub minimum_bites: f64,
    /// Share of the invoice it makes where it does.
    pub minimum_depth: f64,
    /// What the minimum adds.
    pub minimum: Spread,
    /// Paid for work not done: invoices less what the same terms would charge without minimum, notice and ramp-down.
    pub idle: Spread,
    /// Change of invoices from go-live on with minutes, hours and FTE 10 % up.
    pub harder: Spread,
    /// Change of invoices from go-live on with 10 % less of every unit.
    pub smaller: Spread,
    /// Factor on the main rate at which it costs the same as today's terms.
    pub break_even: Option<SetBreakEven>,
    /// Factor on the main rate below which it does not cover the vendor's cost to serve and margin, on average.
    pub walk_away: Option<f64>,
}

/// A set of terms over all worlds.
#[derive(Clone, Debug)]
pub struct Priced {
    /// Invoices in all, by world.
    pub totals: Vec<f64>,
    worlds: Vec<PricedWorld>,
    /// Mean of each line of each month, at `month·lines + line`.
    by_month: Vec<f64>,
    units: [f64; UNITS],
}

#[derive(Clone, Debug, Default)]
struct PricedWorld {
    months: Vec<f64>,
    lines: [f64; Line::COUNT],
    bites: (usize, usize),
    /// Minimum and invoice of the months in which it bites.
    bitten: (f64, f64),
    idle: f64,
    harder: f64,
    smaller: f64,
}

/// Harder work: the same contacts take 10 % longer, and hours and FTE with them.
const HARDER: [f64; UNITS] = [1.0, 1.1, 1.1, 1.1, 1.0];
/// Less work: 10 % less of every unit.
const SMALLER: [f64; UNITS] = [0.9; UNITS];

/// Prices a set over all worlds.
pub fn price(cases: &[Case], v: usize, kind: Kind, go_live: usize) -> Priced {
    let worlds = each(cases, |case, account| {
        let vendor = &case.vendors[v];
        let schedule = kind.schedule(vendor);
        let mut world = PricedWorld { months: Vec::with_capacity(vendor.months.len()), ..PricedWorld::default() };
        vendor.bill(
            schedule,
            account,
            true,
            |_, month| *month,
            |t, invoice| {
                world.months.push(invoice.total());
                for (sum, line) in world.lines.iter_mut().zip(Line::ALL) {
                    *sum += invoice.get(line);
                }
                if t >= go_live {
                    let shortfall = invoice.get(Line::Shortfall);
                    world.bites.1 += 1;
                    if shortfall > 0.0 {
                        world.bites.0 += 1;
                        world.bitten.0 += shortfall;
                        world.bitten.1 += invoice.total();
                    }
                }
            },
        );
        let total: f64 = world.months.iter().sum();
        let mut other = |committed, factors: [f64; UNITS]| {
            let mut sum = 0.0;
            let change = |t, month: &_| if t >= go_live { scaled(month, factors) } else { *month };
            vendor.bill(schedule, account, committed, change, |_, invoice| sum += invoice.total());
            sum
        };
        world.idle = total - other(false, [1.0; UNITS]);
        world.harder = other(true, HARDER) - total;
        world.smaller = other(true, SMALLER) - total;
        world
    });
    let by_month = lines_by_month(cases, v, kind);
    let units = std::array::from_fn(|unit| cases.iter().map(|case| case.vendors[v].worked(unit)).sum());
    Priced { totals: worlds.iter().map(|world| world.months.iter().sum()).collect(), worlds, by_month, units }
}

/// Mean of each line of each month over all worlds. Worlds are summed in blocks, blocks in order: the same bits on any number of
/// threads, and no more memory than a block's.
fn lines_by_month(cases: &[Case], v: usize, kind: Kind) -> Vec<f64> {
    let months = cases.first().map_or(0, |case| case.ai_months.len());
    let blocks: Vec<Vec<f64>> = cases
        .par_chunks(BLOCK)
        .map_init(
            || Account::with_months(months),
            |account, block| {
                let mut sums = vec![0.0; months * Line::COUNT];
                for case in block {
                    let vendor = &case.vendors[v];
                    vendor.bill(
                        kind.schedule(vendor),
                        account,
                        true,
                        |_, month| *month,
                        |t, invoice| {
                            for line in Line::ALL {
                                sums[t * Line::COUNT + line as usize] += invoice.get(line);
                            }
                        },
                    );
                }
                sums
            },
        )
        .collect();
    let mut means = vec![0.0; months * Line::COUNT];
    for block in blocks {
        for (mean, sum) in means.iter_mut().zip(block) {
            *mean += sum / cases.len() as f64;
        }
    }
    means
}

impl Priced {
    fn spread(&self, figure: impl Fn(&PricedWorld) -> f64) -> Spread {
        Spread::of(self.worlds.iter().map(figure).collect())
    }

    /// The table row of the set.
    pub fn view(&self, id: String, name: String, kind: Kind, terms: Option<Terms>) -> SetView {
        let sum: f64 = self.totals.iter().sum();
        let over = |unit: Unit| if self.units[unit as usize] > 0.0 { sum / self.units[unit as usize] } else { f64::NAN };
        let all = |figure: &dyn Fn(&PricedWorld) -> f64| self.worlds.iter().map(figure).sum::<f64>();
        let months = self.worlds.first().map_or(0, |world| world.months.len());
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let lines = Line::ALL.into_iter().map(|line| (line.name(), all(&|w| w.lines[line as usize]) / self.worlds.len() as f64));
        SetView {
            id,
            name,
            kind,
            months: (0..months).map(|t| self.spread(|world| world.months[t])).collect(),
            total: Spread::of(self.totals.clone()),
            lines: lines.filter(|(_, amount)| *amount != 0.0).collect(),
            lines_by_month: Line::ALL
                .into_iter()
                .map(|line| (line.name(), (0..months).map(|t| self.by_month[t * Line::COUNT + line as usize]).collect::<Vec<_>>()))
                .filter(|(_, amounts)| amounts.iter().any(|amount| *amount != 0.0))
                .collect(),
            terms,
            per_contact: over(Unit::Contacts),
            per_minute: over(Unit::Minutes),
            per_resolution: over(Unit::Resolutions),
            minimum_bites: share(all(&|w| w.bites.0 as f64), all(&|w| w.bites.1 as f64)),
            minimum_depth: share(all(&|w| w.bitten.0), all(&|w| w.bitten.1)),
            minimum: self.spread(|world| world.lines[Line::Shortfall as usize]),
            idle: self.spread(|world| world.idle),
            harder: self.spread(|world| world.harder),
            smaller: self.spread(|world| world.smaller),
            break_even: None,
            walk_away: None,
        }
    }
}
