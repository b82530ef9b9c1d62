//! Who is needed and who is there, by team and month, over worlds: HR's view of an option.
//!
//! Teams only: no figure is of a person, and none can be traced to one.

use rayon::prelude::*;

use crate::engine::difficulty::TIERS;
use crate::engine::planner::Plan;
use crate::engine::record::{Metric, Record, TeamMetric};
use crate::engine::run::{State, simulate};
use crate::engine::switches::Switches;
use crate::engine::today::ratio;
use crate::engine::world::World;
use crate::model::{Lever, Named};
use crate::results::{BELOW_SERVICE, BELOW_SERVICE_MONTHS, Progress, RunOption, WorldRoom, Worlds};
use crate::stats::quantiles;

/// Worlds unless somebody asks for others: enough for the 95th percentile of a month.
pub const WORLDS: usize = 2_000;
/// Share of the required FTE that may be missing before a team counts as short.
pub const SHORT: f64 = 0.05;
/// Worlds simulated before their figures are reduced.
const BLOCK: usize = 256;

macro_rules! figures {
    ($($variant:ident = $name:literal: $help:literal,)*) => {
        /// A figure of a team in a month. Names are those of `staffing.csv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Figure { $(#[doc = $help] $variant,)* }

        impl Figure {
            /// All figures, in order.
            pub const ALL: &'static [Figure] = &[$(Figure::$variant,)*];

            /// Name in files.
            pub fn name(self) -> &'static str {
                match self { $(Figure::$variant => $name,)* }
            }

            /// What it is, with its unit.
            pub fn help(self) -> &'static str {
                match self { $(Figure::$variant => $help,)* }
            }
        }
    };
}

figures! {
    Required = "required_fte": "FTE that the team's work requires at the service goal.",
    Heads = "heads": "Heads on the floor, those in training excluded.",
    Effective = "effective_fte": "Effective FTE: heads by productivity, temporary staff included, without overtime.",
    Temporary = "temporary_fte": "Temporary staff for the season (FTE).",
    Overtime = "overtime_fte": "Overtime (FTE).",
    InClass = "in_class": "New people in a class (heads).",
    InRetraining = "in_retraining": "People of the team in specialist training (heads).",
    ClassBegins = "class_begins": "New people whose class begins in the month (heads).",
    RetrainingBegins = "retraining_begins": "People of the team whose specialist training begins in the month (heads).",
    Joined = "joined": "Heads that joined the floor at the start of the month: new, retrained, or back from a training that failed.",
    JoinedRetrained = "joined_retrained": "Of those who joined, retrained people of other teams.",
    Hires = "hires_to_decide": "Hires to decide by the end of the month (heads).",
    Cancelled = "places_to_cancel": "Places in classes not begun to cancel by the end of the month (heads).",
    Retrain = "to_retrain": "People to send into specialist training at the end of the month (heads).",
    Leavers = "leavers": "People who leave of their own accord at the end of the month (heads).",
    Severed = "severed": "People let go at the end of the month (heads).",
    Redeployed = "redeployed": "People who move to another department at the end of the month (heads); no saving of the company.",
    UnderNotice = "under_notice": "People still here who have been told that they will go, at the end of the month (heads).",
    Short = "short_probability": "Chance that effective FTE are more than 5 % below those required, before overtime.",
    Service = "service_level": "Service level of the team's queue over all arrivals (share).",
    Occupancy = "occupancy": "Occupancy of the team's queue (share).",
    Experience = "experience_index": "Agent experience of the team as a whole: 100 without strain by occupancy, hard work and old targets.",
    Tier1 = "tier_1_fte": "Required FTE for the easiest fifth of today's contacts.",
    Tier2 = "tier_2_fte": "Required FTE for the second fifth.",
    Tier3 = "tier_3_fte": "Required FTE for the middle fifth.",
    Tier4 = "tier_4_fte": "Required FTE for the fourth fifth.",
    Tier5 = "tier_5_fte": "Required FTE for the hardest fifth.",
}

impl Figure {
    /// Figures whose quantiles are kept.
    pub const SPREAD: [Figure; 5] = [Figure::Required, Figure::Heads, Figure::Hires, Figure::Retrain, Figure::Severed];
    /// Required FTE by tier.
    pub const TIERS: [Figure; TIERS] = [Figure::Tier1, Figure::Tier2, Figure::Tier3, Figure::Tier4, Figure::Tier5];
}

/// Quantiles over worlds of a figure in a month, of type 7.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "names say it")]
pub struct Quantiles {
    pub p10: f64,
    pub p50: f64,
    pub p80: f64,
    pub p90: f64,
    pub p95: f64,
}

impl Quantiles {
    /// Of one figure for each world.
    pub fn of(mut values: Vec<f64>) -> Self {
        let q = quantiles(&mut values, &[0.10, 0.50, 0.80, 0.90, 0.95]);
        Self { p10: q[0], p50: q[1], p80: q[2], p90: q[3], p95: q[4] }
    }
}

/// Which plan of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The option as it is.
    Chosen,
    /// The option without anybody let go.
    AttritionOnly,
}

impl Kind {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Chosen => "chosen",
            Kind::AttritionOnly => "attrition_only",
        }
    }
}

macro_rules! sums {
    ($($field:ident: $help:literal,)*) => {
        /// What a plan comes to over all months.
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct Sums { $(#[doc = $help] pub $field: f64,)* }

        impl Sums {
            /// Mean over worlds, summed in their order.
            pub fn mean(worlds: &[Self]) -> Self {
                let mean = |of: fn(&Self) -> f64| worlds.iter().map(of).sum::<f64>() / worlds.len() as f64;
                Self { $($field: mean(|world| world.$field),)* }
            }
        }
    };
}

sums! {
    cost: "Cost (money).",
    cost_savings: "Cost savings against `no_ai` (money).",
    contribution_lost: "Contribution lost (money).",
    service_debt: "FTE missing after overtime, at overtime price (money).",
    severance: "Severance (money).",
    hiring: "Hiring and training of new people (money).",
    hired: "Heads hired, by the month their class begins.",
    retrained: "Heads sent into specialist training.",
    left: "Heads who left of their own accord.",
    severed: "Heads let go.",
    redeployed: "Heads who moved to other departments.",
    rehired: "Of the heads hired, those that replace heads let go or redeployed in the twelve months before.",
    collective: "1 where as many were let go at once as make a collective dismissal by the scenario's law, else 0; the mean is a chance.",
    heads_at_end: "Heads on the floor in the last month.",
    spare: "Effective FTE above those required, in FTE-months.",
    short: "Effective FTE missing, before overtime, in FTE-months.",
    effective: "Effective FTE, in FTE-months.",
    covering: "Effective FTE of the team-months in which they covered the need, in FTE-months.",
    service_level: "Service level, mean over months (share).",
    months_below_service: "Months with service more than five points below target.",
    service_holds: "1 where at most two months of any twelve are, else 0; the mean is a chance.",
}

impl Sums {
    /// Of one world.
    pub fn of(record: &Record, target: f64, teams: usize) -> Self {
        let months = record.months();
        let sum = |metric| record.sum(metric);
        let below = |range: std::ops::Range<usize>| range.filter(|t| record.get(*t, Metric::ServiceLevel) < target - BELOW_SERVICE).count();
        let mut sums = Self {
            cost: sum(Metric::Cost),
            cost_savings: sum(Metric::CostSavings),
            contribution_lost: sum(Metric::ContributionLost),
            service_debt: sum(Metric::ServiceDebt),
            severance: sum(Metric::CostSeverance),
            hiring: sum(Metric::CostHiring) + sum(Metric::CostTraining),
            hired: sum(Metric::Hires),
            retrained: sum(Metric::Upskilled),
            left: sum(Metric::Leavers),
            severed: sum(Metric::Severed),
            redeployed: sum(Metric::Redeployed),
            rehired: sum(Metric::Rehired),
            collective: sum(Metric::CollectiveDismissal).min(1.0),
            heads_at_end: record.get(months - 1, Metric::Heads),
            service_level: sum(Metric::ServiceLevel) / months as f64,
            months_below_service: below(0..months) as f64,
            service_holds: f64::from(u8::from((0..months).all(|t| below(t..(t + 12).min(months)) <= BELOW_SERVICE_MONTHS))),
            ..Self::default()
        };
        for t in 0..months {
            for j in 0..teams {
                let (required, effective) = (record.team(t, j, TeamMetric::Required), record.team(t, j, TeamMetric::Effective));
                sums.spare += (effective - required).max(0.0);
                sums.short += (required - effective).max(0.0);
                sums.effective += effective;
                sums.covering += if effective >= required { effective } else { 0.0 };
            }
        }
        sums
    }
}

/// The people of one plan over worlds. Places are the teams in file order, then all of them together.
#[derive(Clone, Debug)]
pub struct People {
    /// The option.
    pub label: Named,
    /// Which plan of it.
    pub kind: Kind,
    /// What it comes to.
    pub sums: Sums,
    months: usize,
    places: usize,
    means: Vec<f64>,
    quantiles: Vec<Quantiles>,
}

impl People {
    /// Number of months.
    pub fn months(&self) -> usize {
        self.months
    }

    /// Number of teams.
    pub fn teams(&self) -> usize {
        self.places - 1
    }

    /// Place of all teams together.
    pub fn everybody(&self) -> usize {
        self.places - 1
    }

    /// Mean of a figure of a place in month `t`.
    pub fn mean(&self, t: usize, place: usize, figure: Figure) -> f64 {
        self.means[(t * self.places + place) * Figure::ALL.len() + figure as usize]
    }

    /// Quantiles of a figure of [`Figure::SPREAD`]; `None` for others.
    pub fn quantiles(&self, t: usize, place: usize, figure: Figure) -> Option<&Quantiles> {
        let at = Figure::SPREAD.iter().position(|f| *f == figure)?;
        self.quantiles.get((t * self.places + place) * Figure::SPREAD.len() + at)
    }

    /// Expected share of the heads who would leave of their own accord in a year at this month's pace,
    /// `1 − (1 − leavers/heads)^12`.
    pub fn attrition_a_year(&self, t: usize, place: usize) -> f64 {
        let hazard = ratio(self.mean(t, place, Figure::Leavers), self.mean(t, place, Figure::Heads)).min(1.0);
        1.0 - (0..12).fold(1.0, |staying, _| staying * (1.0 - hazard))
    }
}

/// `no_ai` and every option, each option that lets people go followed by its attrition-only plan.
#[derive(Clone, Debug)]
pub struct Headcount {
    /// Worlds done: all that were asked, or fewer after an interruption.
    pub trials: usize,
    /// Plans, `no_ai` first.
    pub plans: Vec<People>,
}

impl Headcount {
    /// The plan of an option.
    pub fn find(&self, id: &str, kind: Kind) -> Option<&People> {
        self.plans.iter().find(|p| p.label.id == id && p.kind == kind)
    }
}

/// What to study.
#[derive(Clone, Copy, Debug)]
pub struct HeadcountStudy<'a> {
    /// The worlds.
    pub worlds: &'a Worlds<'a>,
    /// Options, `no_ai` excluded.
    pub options: &'a [RunOption],
    /// First trial.
    pub first: u64,
    /// Number of trials.
    pub trials: usize,
}

/// Where a figure lies in the row of a plan in one world.
#[derive(Clone, Copy, Debug)]
struct Layout {
    months: usize,
    teams: usize,
}

impl Layout {
    fn width(self) -> usize {
        self.months * (self.teams + 1) * Figure::ALL.len()
    }

    /// Writes the figures of a run.
    fn write(self, state: &State, row: &mut [f64]) {
        let roster = state.roster.as_ref().expect("these states count their people");
        let record = &state.record;
        for (t, month) in row.chunks_mut((self.teams + 1) * Figure::ALL.len()).enumerate() {
            let (teams, all) = month.split_at_mut(self.teams * Figure::ALL.len());
            all.fill(0.0);
            for (j, team) in teams.chunks_mut(Figure::ALL.len()).enumerate() {
                let kept = roster.get(t, j);
                let of = |metric| record.team(t, j, metric);
                let mut set = |figure: Figure, value: f64| team[figure as usize] = value;
                let required = of(TeamMetric::Required);
                set(Figure::Required, required);
                set(Figure::Heads, of(TeamMetric::Heads));
                set(Figure::Effective, of(TeamMetric::Effective));
                set(Figure::Temporary, of(TeamMetric::Temporary));
                set(Figure::Overtime, kept.overtime);
                set(Figure::InClass, kept.in_class);
                set(Figure::InRetraining, kept.in_retraining);
                set(Figure::ClassBegins, of(TeamMetric::Hires));
                set(Figure::RetrainingBegins, of(TeamMetric::Upskilled));
                set(Figure::Joined, kept.joined_hired + kept.joined_retrained + kept.returned);
                set(Figure::JoinedRetrained, kept.joined_retrained);
                set(Figure::Hires, kept.hired);
                set(Figure::Cancelled, kept.cancelled);
                set(Figure::Retrain, kept.sent);
                set(Figure::Leavers, of(TeamMetric::Leavers));
                set(Figure::Severed, of(TeamMetric::Severed));
                set(Figure::Redeployed, of(TeamMetric::Redeployed));
                set(Figure::UnderNotice, of(TeamMetric::UnderNotice));
                set(Figure::Service, of(TeamMetric::ServiceLevel));
                set(Figure::Occupancy, of(TeamMetric::Occupancy));
                set(Figure::Experience, of(TeamMetric::Experience));
                let hours: f64 = kept.hours.iter().sum();
                for (figure, hours_of_tier) in Figure::TIERS.into_iter().zip(kept.hours) {
                    set(figure, required * ratio(hours_of_tier, hours));
                }
                for (sum, x) in all.iter_mut().zip(&*team) {
                    *sum += x;
                }
                team[Figure::Short as usize] = short(required, of(TeamMetric::Effective));
            }
            let mut set = |figure: Figure, value: f64| all[figure as usize] = value;
            set(Figure::Service, record.get(t, Metric::ServiceLevel));
            set(Figure::Occupancy, record.get(t, Metric::Occupancy));
            set(Figure::Experience, record.get(t, Metric::AgentExperience));
            let missing = short(all[Figure::Required as usize], all[Figure::Effective as usize]);
            all[Figure::Short as usize] = missing;
        }
    }
}

/// 1 where more than [`SHORT`] of what is required is missing.
fn short(required: f64, effective: f64) -> f64 {
    f64::from(u8::from(effective < (1.0 - SHORT) * required))
}

/// Sums and kept values of one plan, in the order of the worlds.
#[derive(Default)]
struct Gathered {
    totals: Vec<f64>,
    kept: Vec<Vec<f64>>,
    sums: Vec<Sums>,
}

impl HeadcountStudy<'_> {
    /// The plans to run: label, kind, switches.
    fn plans(&self) -> Vec<(Named, Kind, Switches)> {
        let today = Named { id: "no_ai".into(), name: "No AI: today's operation goes on".into() };
        let mut plans = vec![(today, Kind::Chosen, Switches::NO_AI)];
        let lever = &self.worlds.model().medians.levers.staffing;
        let severs = lever.severance_weeks.is_some() || lever.redeploy_share > 0.0;
        for option in self.options {
            plans.push((option.label.clone(), Kind::Chosen, option.switches));
            if severs && option.switches.levers[Lever::Staffing as usize].is_some() {
                plans.push((option.label.clone(), Kind::AttritionOnly, Switches { attrition_only: true, ..option.switches }));
            }
        }
        plans
    }

    /// Runs it. `progress` is told how many worlds are done, and may stop early.
    pub fn run(&self, progress: Progress<'_>) -> Headcount {
        let setting = self.worlds.setting;
        let model = setting.model;
        let medians = World::expected(setting);
        let plans = self.plans();
        let forecasts: Vec<Plan> = plans.iter().map(|(_, _, switches)| Plan::forecast(setting, &medians, switches)).collect();
        let layout = Layout { months: model.calendar.months, teams: model.teams.len() };
        let (row, count) = (layout.width(), plans.len());
        let asked = self.worlds.count(self.trials);
        let mut block = vec![0.0; BLOCK.min(asked) * count * row];
        let cells = layout.months * (layout.teams + 1);
        let mut gathered: Vec<Gathered> = (0..count)
            .map(|_| Gathered {
                totals: vec![0.0; row],
                kept: vec![Vec::with_capacity(asked); cells * Figure::SPREAD.len()],
                sums: Vec::with_capacity(asked),
            })
            .collect();
        let mut trials = 0;
        while trials < asked {
            let size = BLOCK.min(asked - trials);
            let start = self.first + trials as u64;
            let block = &mut block[..size * count * row];
            let done: Vec<Vec<Sums>> = block
                .par_chunks_mut(count * row)
                .enumerate()
                .map_init(
                    || Bench { room: self.worlds.room(), states: vec![State::counting(setting); count] },
                    |bench, (i, rows)| bench.trial(self.worlds, &plans, &forecasts, layout, start + i as u64, rows),
                )
                .collect();
            gathered.par_iter_mut().enumerate().for_each(|(plan, gathered)| {
                for (rows, sums) in block.chunks(count * row).zip(&done) {
                    gathered.add(&rows[plan * row..][..row], sums[plan]);
                }
            });
            trials += size;
            if !progress(trials) {
                break;
            }
        }
        let plans = plans.into_iter().zip(gathered).map(|((label, kind, _), gathered)| gathered.people(label, kind, layout, trials));
        Headcount { trials, plans: plans.collect() }
    }
}

impl Gathered {
    fn add(&mut self, row: &[f64], sums: Sums) {
        for (total, x) in self.totals.iter_mut().zip(row) {
            *total += x;
        }
        for (cell, kept) in row.chunks(Figure::ALL.len()).zip(self.kept.chunks_mut(Figure::SPREAD.len())) {
            for (figure, kept) in Figure::SPREAD.into_iter().zip(kept) {
                kept.push(cell[figure as usize]);
            }
        }
        self.sums.push(sums);
    }

    fn people(self, label: Named, kind: Kind, layout: Layout, trials: usize) -> People {
        People {
            label,
            kind,
            sums: Sums::mean(&self.sums),
            months: layout.months,
            places: layout.teams + 1,
            means: self.totals.into_iter().map(|total| total / trials as f64).collect(),
            quantiles: self.kept.into_par_iter().map(Quantiles::of).collect(),
        }
    }
}

/// Everything one worker needs, allocated once.
struct Bench {
    room: WorldRoom,
    states: Vec<State>,
}

impl Bench {
    /// Runs every plan in the world of a trial and writes its figures.
    fn trial(
        &mut self,
        worlds: &Worlds<'_>,
        plans: &[(Named, Kind, Switches)],
        forecasts: &[Plan],
        layout: Layout,
        trial: u64,
        rows: &mut [f64],
    ) -> Vec<Sums> {
        let setting = worlds.setting;
        let world = worlds.draw(trial, &mut self.room);
        let (no_ai, states) = self.states.split_first_mut().expect("no_ai is always there");
        simulate(setting, world, &plans[0].2, &forecasts[0], None, no_ai);
        for ((state, (_, _, switches)), forecast) in states.iter_mut().zip(&plans[1..]).zip(&forecasts[1..]) {
            simulate(setting, world, switches, forecast, Some(no_ai), state);
        }
        for (state, row) in self.states.iter().zip(rows.chunks_mut(layout.width())) {
            layout.write(state, row);
        }
        self.states.iter().map(|state| Sums::of(&state.record, world.p.service.share, layout.teams)).collect()
    }
}
