//! Batteries: many runs in each of many worlds. Analyses ask for the runs they need, one battery runs them all, and each
//! reads its own: a world is drawn once, its counterfactuals run once, and a run that two analyses ask for runs once.

use crate::engine::record::{Metric, Record};
use crate::engine::switches::{Frictions, Switches};
use crate::model::Owner;
use crate::results::{RUN_RATE_MONTHS, Total, Totals};

/// What is kept by month of the runs that are followed.
const FOLLOWED: [Metric; 3] = [Metric::CostSavings, Metric::SlideSavings, Metric::ValueEffect];

/// What an analysis keeps of a run in a world. Money over all months unless it says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Cost savings.
    pub cost_savings: f64,
    /// Value effect.
    pub value_effect: f64,
    /// Slide savings.
    pub slide_savings: f64,
    /// Cost savings of the last 12 months.
    pub rate_cost_savings: f64,
    /// Value effect of the last 12 months.
    pub rate_value_effect: f64,
    /// Slide savings of the last 12 months.
    pub rate_slide_savings: f64,
    /// Months with in-house service more than 5 points below target.
    pub months_below_service: f64,
    /// 1 when service and attrition hold, else 0.
    pub sound: f64,
}

impl Figures {
    /// Number of figures.
    const COUNT: usize = 8;

    /// All figures, in the order of their declaration.
    fn values(&self) -> [f64; Self::COUNT] {
        [
            self.cost_savings,
            self.value_effect,
            self.slide_savings,
            self.rate_cost_savings,
            self.rate_value_effect,
            self.rate_slide_savings,
            self.months_below_service,
            self.sound,
        ]
    }

    /// From all figures, in that order.
    fn from_values(values: &[f64; Self::COUNT]) -> Self {
        let [
            cost_savings,
            value_effect,
            slide_savings,
            rate_cost_savings,
            rate_value_effect,
            rate_slide_savings,
            months_below_service,
            sound,
        ] = *values;
        Self {
            cost_savings,
            value_effect,
            slide_savings,
            rate_cost_savings,
            rate_value_effect,
            rate_slide_savings,
            months_below_service,
            sound,
        }
    }

    /// Of a run whose totals are known.
    pub(super) fn of(run: &Record, totals: &Totals) -> Self {
        let last_year = run.months().saturating_sub(RUN_RATE_MONTHS)..run.months();
        Self {
            cost_savings: totals.get(Total::CostSavings),
            value_effect: totals.get(Total::ValueEffect),
            slide_savings: totals.get(Total::SlideSavings),
            rate_cost_savings: totals.get(Total::RunRateCostSavings),
            rate_value_effect: last_year.map(|t| run.get(t, Metric::ValueEffect)).sum(),
            rate_slide_savings: totals.get(Total::RunRateSlideSavings),
            months_below_service: totals.get(Total::MonthsBelowService),
            sound: totals.get(Total::Sound),
        }
    }
}

/// A run of a battery, as its asker got it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunId(usize);

/// Runs that were asked for.
#[derive(Clone, Debug, Default)]
pub struct Battery {
    runs: Vec<Switches>,
    /// Runs whose savings, slide and value effect are also kept month by month, as means over worlds.
    followed: Vec<RunId>,
}

impl Battery {
    /// Asks for a run; the same switches are the same run.
    pub fn add(&mut self, switches: Switches) -> RunId {
        let switches = canonical(switches);
        let place = self.runs.iter().position(|run| *run == switches).unwrap_or_else(|| {
            self.runs.push(switches);
            self.runs.len() - 1
        });
        RunId(place)
    }

    /// Asks for a run and the means of its cost savings, slide savings and value effect by month.
    pub fn follow(&mut self, switches: Switches) -> RunId {
        let id = self.add(switches);
        if !self.followed.contains(&id) {
            self.followed.push(id);
        }
        id
    }

    /// Runs in each world, counterfactuals not counted.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Was nothing asked?
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// What was asked, each run once.
    pub(super) fn runs(&self) -> &[Switches] {
        &self.runs
    }

    /// Figures by month that are kept of the runs followed, over `months` months.
    pub(super) fn kept_by_month(&self, months: usize) -> usize {
        self.followed.len() * FOLLOWED.len() * months
    }

    /// Place of a run among those followed month by month.
    pub(super) fn followed(&self, place: usize) -> Option<usize> {
        self.followed.iter().position(|id| id.0 == place)
    }

    /// An empty table for its runs over `months` months, from a first world on.
    pub(super) fn table(&self, months: usize, first: u64) -> Table {
        Table {
            width: self.runs.len(),
            values: Vec::new(),
            lags: Vec::new(),
            sums: vec![0; self.kept_by_month(months)],
            followed: self.followed.clone(),
            months,
            first,
            trials: 0,
        }
    }
}

/// What a battery keeps of one world.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct WorldFigures {
    /// Of each run.
    pub(super) figures: Vec<Figures>,
    /// Months a lever slips under split ownership.
    pub(super) lag: f64,
    /// Figures by month of the followed runs, in quanta, one run after another, in each one figure after another.
    pub(super) savings: Vec<i128>,
}

impl WorldFigures {
    /// Notes the months of a followed run, the `at`-th.
    pub(super) fn follow(&mut self, at: usize, record: &Record) {
        let months = record.months();
        let kept = months * FOLLOWED.len();
        for (sums, metric) in self.savings[at * kept..][..kept].chunks_mut(months).zip(FOLLOWED) {
            for (t, sum) in sums.iter_mut().enumerate() {
                *sum = (record.get(t, metric) * QUANTA_PER_UNIT) as i128;
            }
        }
    }
}

/// Monthly savings are summed in quanta of 2⁻³² of a unit of money: whole numbers add up to the same in any order, so that
/// shards of a run have the bits of the whole.
const QUANTA_PER_UNIT: f64 = 4_294_967_296.0;

/// What a battery leaves behind: figures of every run in every world.
#[derive(Clone, Debug)]
pub struct Table {
    width: usize,
    values: Vec<Figures>,
    lags: Vec<f64>,
    /// Figures by month of the followed runs, summed over worlds, in quanta.
    sums: Vec<i128>,
    followed: Vec<RunId>,
    months: usize,
    /// Number of the first world.
    pub first: u64,
    /// Worlds done: all that were asked, or fewer after an interruption.
    pub trials: usize,
}

impl Table {
    /// A run's figures in a world, counted from the first of the table.
    pub fn get(&self, run: RunId, trial: usize) -> &Figures {
        &self.values[trial * self.width + run.0]
    }

    /// A run's figures in the order of worlds.
    pub fn column(&self, run: RunId) -> impl Iterator<Item = &Figures> {
        self.values.iter().skip(run.0).step_by(self.width)
    }

    /// Months a lever slips under split ownership, by world.
    pub fn lags(&self) -> &[f64] {
        &self.lags
    }

    /// Mean cost savings by month of a followed run; empty of others.
    pub fn monthly(&self, run: RunId) -> Vec<f64> {
        self.monthly_of(run, Metric::CostSavings)
    }

    /// Mean by month of a figure of a followed run: cost savings, slide savings or value effect. Empty of all else.
    pub fn monthly_of(&self, run: RunId, metric: Metric) -> Vec<f64> {
        let mean = |sum: &i128| *sum as f64 / QUANTA_PER_UNIT / self.trials as f64;
        match (self.followed.iter().position(|id| *id == run), FOLLOWED.iter().position(|m| *m == metric)) {
            (Some(at), Some(metric)) => self.sums[(at * FOLLOWED.len() + metric) * self.months..][..self.months].iter().map(mean).collect(),
            _ => Vec::new(),
        }
    }

    /// Adds the next world.
    pub(super) fn push(&mut self, world: WorldFigures) {
        self.values.extend(world.figures);
        self.lags.push(world.lag);
        for (sum, savings) in self.sums.iter_mut().zip(world.savings) {
            *sum += savings;
        }
        self.trials += 1;
    }

    /// Appends the table of later worlds, of the same runs; false where they are not.
    pub(super) fn append(&mut self, later: Self) -> bool {
        let alike = (self.width, &self.followed, self.months) == (later.width, &later.followed, later.months);
        if alike {
            self.values.extend(later.values);
            self.lags.extend(later.lags);
            for (sum, more) in self.sums.iter_mut().zip(later.sums) {
                *sum += more;
            }
            self.trials += later.trials;
        }
        alike
    }

    /// Figures kept of a world, in all: of every run, and the lag.
    pub(super) fn world_width(&self) -> usize {
        self.width * Figures::COUNT + 1
    }

    /// All figures of a world, counted from the first of the table.
    pub(super) fn world(&self, trial: usize) -> Vec<f64> {
        let figures = self.values[trial * self.width..(trial + 1) * self.width].iter().flat_map(Figures::values);
        figures.chain([self.lags[trial]]).collect()
    }

    /// Adds a world whose months are in the sums already; false where it has another number of figures.
    pub(super) fn push_values(&mut self, values: &[f64]) -> bool {
        let fits = values.len() == self.world_width();
        if let (true, Some((lag, figures))) = (fits, values.split_last()) {
            self.values.extend(figures.as_chunks().0.iter().map(Figures::from_values));
            self.lags.push(*lag);
            self.trials += 1;
        }
        fits
    }

    /// Sums of the followed runs' months.
    pub(super) fn sums(&self) -> &[i128] {
        &self.sums
    }

    /// Adds sums that were kept apart; false where there is another number of them.
    pub(super) fn add_sums(&mut self, sums: &[i128]) -> bool {
        let fits = sums.len() == self.sums.len();
        for (sum, more) in self.sums.iter_mut().zip(sums) {
            *sum += more;
        }
        fits
    }
}

/// The same run in the fewest words: nobody owns what is not there.
pub(super) fn canonical(switches: Switches) -> Switches {
    let idle = switches.levers.iter().all(Option::is_none);
    Switches { owner: if idle { Owner::Single } else { switches.owner }, ..switches }
}

/// Frictions of a run without AI, those that only the AI brings switched off, and of the rest those that the others hide: with
/// queues people are staffed and nothing is priced, with hours priced the mix is in them, and what people are paid for knows
/// pressure and capacity only where their hours are counted.
pub fn without_ai(frictions: Frictions) -> Frictions {
    Frictions { induced: false, false_containment: false, ai_cost: false, quality: false, ..visible(frictions) }
}

/// Frictions with those left out that change no cost because others, on or off, hide them. Two sets with the same visible
/// frictions have the same cost in every world.
pub fn visible(frictions: Frictions) -> Frictions {
    let f = frictions;
    let counted = f.harder || f.queue;
    Frictions {
        induced: f.induced && !counted,
        short: f.short && !counted,
        harder: f.harder && !f.queue,
        capacity: f.capacity && counted,
        contract: f.contract && f.queue,
        metrics: f.metrics && counted,
        ..f
    }
}
