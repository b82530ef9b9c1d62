//! Rebaselining over worlds: new targets with their bands, the parts of every change, and how much wider the work is spread
//! (model book, "Metrics and people").

use crate::engine::rebaseline::{Cause, Figure, Rebaseline};
use crate::results::{MonthStatistics, SeriesStatistics};

/// How far the new baseline may leave an old target, relative to it, before the target misleads: below it, a team's own month
/// to month swing is as large.
pub const MISLEADING: f64 = 0.05;

/// Whose figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// All people who serve customers, vendors included.
    Channel,
    /// One in-house team.
    Team(usize),
}

impl Who {
    /// The channel, then every team.
    pub fn all(teams: usize) -> impl Iterator<Item = Who> {
        std::iter::once(Who::Channel).chain((0..teams).map(Who::Team))
    }

    /// Figures it has targets on.
    pub fn figures(self) -> &'static [Figure] {
        match self {
            Who::Channel => &Figure::ALL,
            Who::Team(_) => &Figure::OF_TEAMS,
        }
    }
}

/// One item of a figure's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Before AI: what the old target measured.
    Before,
    /// What a cause adds.
    Part(Cause),
    /// The new baseline: before, and the parts that are the work.
    Target,
    /// The month's figure.
    Now,
}

impl Item {
    /// All items, in the order of the files.
    pub const ALL: [Item; 10] = [
        Item::Before,
        Item::Part(Cause::Types),
        Item::Part(Cause::Slices),
        Item::Part(Cause::Handoff),
        Item::Part(Cause::SkillFit),
        Item::Part(Cause::Hurry),
        Item::Part(Cause::Coaching),
        Item::Part(Cause::Queue),
        Item::Target,
        Item::Now,
    ];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Item::Before => "before",
            Item::Part(cause) => cause.name(),
            Item::Target => "new_target",
            Item::Now => "now",
        }
    }

    fn place(self) -> usize {
        match self {
            Item::Before => 0,
            Item::Part(cause) => 1 + cause as usize,
            Item::Target => 1 + Cause::ALL.len(),
            Item::Now => 2 + Cause::ALL.len(),
        }
    }
}

/// A figure of the month beside the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Efficiency index.
    Efficiency,
    /// People index.
    People,
    /// Coefficient of variation of handle time.
    HandleTimeCv,
    /// Hours of people's work before abandonment.
    Workload,
    /// Their square, for the variation over worlds.
    WorkloadSquared,
    /// Share of issues that reach people.
    IssueShare,
    /// Share of the value at stake that reaches people.
    ValueShare,
}

/// Number of figures beside the accounts.
const BESIDE: usize = 7;

/// Place of each figure in a month's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// In-house teams.
    pub teams: usize,
}

impl Layout {
    /// Figures in a month's row.
    pub fn width(self) -> usize {
        BESIDE + Item::ALL.len() * (Figure::ALL.len() + self.teams * Figure::OF_TEAMS.len())
    }

    /// Column of an item.
    pub fn column(self, who: Who, figure: Figure, item: Item) -> usize {
        let before = match who {
            Who::Channel => 0,
            Who::Team(j) => Figure::ALL.len() + j * Figure::OF_TEAMS.len(),
        };
        BESIDE + (before + figure as usize) * Item::ALL.len() + item.place()
    }

    /// Writes a month's row, all but the two indices.
    pub fn write(self, kept: &Rebaseline, t: usize, row: &mut [f64]) {
        let month = kept.month(t);
        let hours = month.workload_hours;
        for (place, value) in [
            (Beside::HandleTimeCv, month.handle_time_cv),
            (Beside::Workload, hours),
            (Beside::WorkloadSquared, hours * hours),
            (Beside::IssueShare, month.issue_share),
            (Beside::ValueShare, month.value_share),
        ] {
            row[place as usize] = value;
        }
        for who in Who::all(self.teams) {
            let chain = match who {
                Who::Channel => &month.channel,
                Who::Team(j) => kept.team(t, j),
            };
            for figure in who.figures() {
                for item in Item::ALL {
                    row[self.column(who, *figure, item)] = match item {
                        Item::Before => chain.today(*figure),
                        Item::Part(cause) => chain.part(*figure, cause),
                        Item::Target => chain.baseline(*figure),
                        Item::Now => chain.now(*figure),
                    };
                }
            }
        }
    }
}

/// New baselines of one option over worlds.
#[derive(Clone, Debug)]
pub struct Baselines {
    layout: Layout,
    months: MonthStatistics,
}

impl Baselines {
    /// From the statistics of its rows.
    pub fn new(layout: Layout, months: MonthStatistics) -> Self {
        Self { layout, months }
    }

    /// Number of months.
    pub fn months(&self) -> usize {
        self.months.months()
    }

    /// In-house teams.
    pub fn teams(&self) -> usize {
        self.layout.teams
    }

    /// An item of a figure's account in month `t`.
    pub fn get(&self, t: usize, who: Who, figure: Figure, item: Item) -> &SeriesStatistics {
        self.months.get(t, self.layout.column(who, figure, item))
    }

    /// A figure beside the accounts.
    pub fn beside(&self, t: usize, figure: Beside) -> &SeriesStatistics {
        self.months.get(t, figure as usize)
    }

    /// Variation of a month's workload over worlds: standard deviation over mean.
    pub fn workload_cv(&self, t: usize) -> f64 {
        let (mean, square) = (self.beside(t, Beside::Workload).mean, self.beside(t, Beside::WorkloadSquared).mean);
        if mean > 0.0 { libm::sqrt((square / (mean * mean) - 1.0).max(0.0)) } else { 0.0 }
    }

    /// What of a figure's mean change is the work: the parts of types, slices, handoff and skill fit.
    pub fn work_part(&self, t: usize, who: Who, figure: Figure) -> f64 {
        let parts = Cause::ALL.into_iter().filter(|cause| cause.is_the_work());
        parts.map(|cause| self.get(t, who, figure, Item::Part(cause)).mean).sum()
    }

    /// First month from go-live in which the median new baseline leaves the old target by more than [`MISLEADING`] of it.
    pub fn misleading_from(&self, who: Who, figure: Figure, go_live: usize) -> Option<usize> {
        (go_live..self.months()).find(|t| {
            let (before, target) = (self.get(*t, who, figure, Item::Before).p50, self.get(*t, who, figure, Item::Target).p50);
            before > 0.0 && (target / before - 1.0).abs() > MISLEADING
        })
    }
}
