//! What waiting costs, and what it costs when nobody owns the whole (model book, "Money").

use super::battery::{Battery, Figures, RunId, Table};
use super::estimate::{Estimate, share};
use super::levers::Redesign;
use crate::engine::switches::Switches;
use crate::model::{Lever, Named, Owner};
use crate::results::{RUN_RATE_MONTHS, realisation};
use crate::time::Calendar;

/// Months from go-live in which the redesign is pulled, to be compared.
pub const DELAYS: [i32; 6] = [-3, 0, 3, 6, 9, 12];
/// The one others are held against: with the AI.
const ON_TIME: usize = 1;
/// Savings have met when they differ by less than this share of a month's slide savings, for good.
const MET: f64 = 0.02;

/// The runs of a cost of delay.
#[derive(Clone, Debug)]
pub struct DelayRuns {
    lever: Option<Lever>,
    runs: [RunId; DELAYS.len()],
}

impl DelayRuns {
    /// Asks for the whole redesign pulled in one month after another.
    pub fn ask_all(battery: &mut Battery, redesign: &Redesign) -> Self {
        Self::ask(battery, redesign, None)
    }

    /// Asks for one lever pulled in one month after another, the others when the redesign has them.
    pub fn ask_one(battery: &mut Battery, redesign: &Redesign, lever: Lever) -> Self {
        Self::ask(battery, redesign, Some(lever))
    }

    fn ask(battery: &mut Battery, redesign: &Redesign, lever: Option<Lever>) -> Self {
        let runs = DELAYS.map(|month| {
            let mut switches = redesign.switches(redesign.all(), true);
            for at in redesign.levers.iter().filter(|at| lever.is_none_or(|lever| lever == **at)) {
                switches.levers[*at as usize] = Some(month);
            }
            battery.follow(switches)
        });
        Self { lever, runs }
    }

    /// The cost of delay over the worlds of the table.
    pub fn read(&self, table: &Table, calendar: &Calendar) -> CostOfDelay {
        let on_time = self.runs[ON_TIME];
        let months = DELAYS.iter().zip(self.runs).map(|(month, run)| delay(table, calendar, *month, run, on_time)).collect();
        CostOfDelay { lever: self.lever, trials: table.trials, months }
    }
}

/// Cost of delay of a lever, or of the whole redesign.
#[derive(Clone, Debug, PartialEq)]
pub struct CostOfDelay {
    /// The lever that waits; none: the whole redesign.
    pub lever: Option<Lever>,
    /// Worlds behind it.
    pub trials: usize,
    /// One for each month of [`DELAYS`].
    pub months: Vec<Delay>,
}

/// The redesign pulled in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Delay {
    /// Month from go-live.
    pub month: i32,
    /// Cost savings over all months.
    pub cost_savings: Estimate,
    /// Value effect over all months.
    pub value_effect: Estimate,
    /// Cost savings of the last 12 months: the run-rate it ends in.
    pub run_rate_cost_savings: Estimate,
    /// Value effect of the last 12 months.
    pub run_rate_value_effect: Estimate,
    /// Realisation of the last 12 months, sums over worlds.
    pub run_rate_realisation: f64,
    /// Share of worlds in which it is sound.
    pub sound: f64,
    /// Cost savings lost against the redesign pulled at go-live.
    pub loss: Estimate,
    /// Months after go-live from which its mean monthly savings have met those of the redesign pulled at go-live; none:
    /// not within the run, and the loss goes on.
    pub meets: Option<usize>,
    /// Months in which the two differ, until they meet or the run ends.
    pub months_apart: usize,
    /// Cost savings lost in each of these months, in mean. Unlike the sum it does not depend on how long the run is.
    pub loss_a_month: f64,
    /// The loss for each month of waiting.
    pub loss_by_month_of_delay: f64,
}

fn delay(table: &Table, calendar: &Calendar, month: i32, run: RunId, on_time: RunId) -> Delay {
    let of = |money: fn(&Figures) -> f64| Estimate::of(table.column(run).map(money));
    let sum = |run: RunId, money: fn(&Figures) -> f64| table.column(run).map(money).sum::<f64>();
    let slide_a_month = sum(run, |f| f.rate_slide_savings) / table.trials as f64 / RUN_RATE_MONTHS.min(calendar.months) as f64;
    let (mine, theirs) = (table.monthly(run), table.monthly(on_time));
    let gaps: Vec<f64> = theirs.iter().zip(&mine).map(|(theirs, mine)| theirs - mine).collect();
    let apart = Apart::of(&gaps, MET * slide_a_month.abs());
    let loss = Estimate::of(table.column(on_time).zip(table.column(run)).map(|(a, b)| a.cost_savings - b.cost_savings));
    Delay {
        month,
        cost_savings: of(|f| f.cost_savings),
        value_effect: of(|f| f.value_effect),
        run_rate_cost_savings: of(|f| f.rate_cost_savings),
        run_rate_value_effect: of(|f| f.rate_value_effect),
        run_rate_realisation: realisation(sum(run, |f| f.rate_cost_savings), sum(run, |f| f.rate_slide_savings)),
        sound: share(table.column(run).map(|f| f.sound > 0.0)),
        meets: apart.meets.map(|t| t.saturating_sub(calendar.go_live)),
        months_apart: apart.months,
        loss_a_month: apart.loss_a_month,
        loss_by_month_of_delay: if month == 0 { 0.0 } else { loss.mean / f64::from(month) },
        loss,
    }
}

/// How long two series of monthly savings are apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// Month from which they stay within the tolerance; none: not within the run.
    pub meets: Option<usize>,
    /// Months from the first in which they differ until they meet.
    pub months: usize,
    /// Mean gap of these months.
    pub loss_a_month: f64,
}

impl Apart {
    /// Of the gaps by month.
    pub fn of(gaps: &[f64], tolerance: f64) -> Self {
        let meets = gaps.iter().rposition(|gap| gap.abs() > tolerance).map_or(0, |last| last + 1);
        let first = gaps.iter().position(|gap| gap.abs() > tolerance).unwrap_or(meets);
        let months = meets - first;
        let lost: f64 = gaps[first..meets].iter().sum();
        Self { meets: (meets < gaps.len()).then_some(meets), months, loss_a_month: if months > 0 { lost / months as f64 } else { 0.0 } }
    }
}

/// The two ways of owning an option.
#[derive(Clone, Debug)]
pub struct OwnershipRuns {
    label: Named,
    owner: Owner,
    single: RunId,
    split: RunId,
}

impl OwnershipRuns {
    /// Asks for an option under one owner and under split ownership; none for one without levers.
    pub fn ask(battery: &mut Battery, label: &Named, switches: &Switches) -> Option<Self> {
        switches.levers.iter().any(Option::is_some).then(|| Self {
            label: label.clone(),
            owner: switches.owner,
            single: battery.add(Switches { owner: Owner::Single, ..*switches }),
            split: battery.add(Switches { owner: Owner::Split, ..*switches }),
        })
    }

    /// What split ownership costs.
    pub fn read(&self, table: &Table) -> Ownership {
        let lost = |money: fn(&Figures) -> f64| {
            Estimate::of(table.column(self.single).zip(table.column(self.split)).map(|(one, two)| money(one) - money(two)))
        };
        Ownership {
            label: self.label.clone(),
            owner: self.owner,
            cost_savings: lost(|f| f.cost_savings),
            value_effect: lost(|f| f.value_effect),
            run_rate_cost_savings: lost(|f| f.rate_cost_savings),
            lag_months: Estimate::of(table.lags().iter().copied()),
            sound: [self.single, self.split].map(|run| share(table.column(run).map(|f| f.sound > 0.0))),
        }
    }
}

/// What split ownership of an option's levers costs against one owner, same levers, same months.
#[derive(Clone, Debug, PartialEq)]
pub struct Ownership {
    /// The option.
    pub label: Named,
    /// Who owns it in the scenario.
    pub owner: Owner,
    /// Cost savings lost.
    pub cost_savings: Estimate,
    /// Value effect lost.
    pub value_effect: Estimate,
    /// Cost savings of the last 12 months lost.
    pub run_rate_cost_savings: Estimate,
    /// Months every lever slips.
    pub lag_months: Estimate,
    /// Share of worlds in which it is sound: one owner, split.
    pub sound: [f64; 2],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_meet_when_they_stay_together() {
        let apart = Apart::of(&[0.0, 0.0, 4.0, 2.0, 0.0, 3.0, 0.05, -0.05], 0.1);
        assert_eq!(apart, Apart { meets: Some(6), months: 4, loss_a_month: 9.0 / 4.0 });
    }

    #[test]
    fn what_never_meets_goes_on() {
        assert_eq!(Apart::of(&[0.0, 1.0, 3.0], 0.1), Apart { meets: None, months: 2, loss_a_month: 2.0 });
    }

    #[test]
    fn the_same_series_was_never_apart() {
        assert_eq!(Apart::of(&[0.0; 4], 0.0), Apart { meets: Some(0), months: 0, loss_a_month: 0.0 });
    }
}
