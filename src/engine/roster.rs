//! The people of a run, team by team and month by month, in the detail HR asks for. Kept only where it was asked for, so that an
//! ordinary month costs nothing more.

use super::difficulty::TIERS;
use super::record::TeamMetric;
use super::run::Run;
use super::workforce::{Team, lead_months};

/// One team in one month, beside its figures in the record. Heads unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TeamMonth {
    /// Joined the floor at the start of the month: new people from their class.
    pub joined_hired: f64,
    /// Joined the floor at the start of the month: retrained people of other teams.
    pub joined_retrained: f64,
    /// Came back to the floor at the start of the month: their retraining failed.
    pub returned: f64,
    /// In a class this month.
    pub in_class: f64,
    /// In specialist training this month.
    pub in_retraining: f64,
    /// Hires decided on at the end of the month.
    pub hired: f64,
    /// Places in classes not begun that were cancelled at the end of the month.
    pub cancelled: f64,
    /// Left the floor for specialist training at the end of the month.
    pub sent: f64,
    /// Overtime (FTE).
    pub overtime: f64,
    /// Hours of the team's work by tier of difficulty, before abandonment.
    pub hours: [f64; TIERS],
}

/// Every team in every month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    teams: usize,
    months: Vec<TeamMonth>,
    /// Heads in classes still to arrive, at the end of the month before, by team.
    ahead: Vec<f64>,
}

impl Roster {
    /// Room for a run.
    pub fn with_sizes(months: usize, teams: usize) -> Self {
        Self { teams, months: vec![TeamMonth::default(); months * teams], ahead: vec![0.0; teams] }
    }

    /// Before a run: what is in the pipeline.
    pub(super) fn begin(&mut self, teams: &[Team]) {
        self.months.fill(TeamMonth::default());
        for (ahead, team) in self.ahead.iter_mut().zip(teams) {
            *ahead = team.classes_after(0);
        }
    }

    /// A team in a month.
    pub fn get(&self, t: usize, team: usize) -> &TeamMonth {
        &self.months[t * self.teams + team]
    }
}

impl Run<'_> {
    /// Counts the people at the end of a month, after its decisions.
    pub(super) fn people_are_counted(&mut self, t: usize) {
        if !self.team_lives() || self.s.roster.is_none() {
            return;
        }
        let lead = lead_months(&self.world.p);
        let s = &mut *self.s;
        let Some(roster) = &mut s.roster else { return };
        // In the pool there are no skills.
        let by_skill = s.skills.as_ref().filter(|_| s.sourcing.queues.len() > 1);
        for (j, team) in s.teams.iter().enumerate() {
            let queue = s.sourcing.queue_of[j];
            let (asked, served, share) = (&s.sourcing.queues[queue], &s.served[queue], s.sourcing.share_of_queue[j]);
            let [joined_hired, joined_retrained, returned] = team.joined(t);
            let hired = team.class_begins(t + lead);
            let ahead = team.classes_after(t);
            // Classes ahead change by what arrived, what was decided on and what was cancelled.
            let cancelled = (roster.ahead[j] - joined_hired + hired - ahead).max(0.0);
            roster.ahead[j] = ahead;
            let by_tier = || -> [f64; TIERS] {
                std::array::from_fn(|g| {
                    let own = s.unit[j][g].hours;
                    // Where shares differ by contact type, what vendors gave up is not in the team's own.
                    let taken = if s.shares.differ() {
                        (own + s.sourcing.released * s.released[j][g].hours) / (1.0 + s.sourcing.released)
                    } else {
                        own
                    };
                    taken * share * asked.flow[g]
                })
            };
            roster.months[t * roster.teams + j] = TeamMonth {
                joined_hired,
                joined_retrained,
                returned,
                in_class: team.in_class(t),
                in_retraining: team.in_move_training(t),
                hired,
                cancelled: if cancelled < 1e-9 { 0.0 } else { cancelled },
                sent: team.move_begins(t + 1),
                overtime: served.overtime * share,
                hours: by_skill.map_or_else(by_tier, |skills| skills.hours(&s.sourcing, j)),
            };
        }
        debug_assert!(s.teams.iter().enumerate().all(|(j, team)| {
            let gone = [TeamMetric::Leavers, TeamMetric::Severed, TeamMetric::Redeployed].map(|metric| s.record.team(t, j, metric));
            let gone = gone.iter().sum::<f64>() + roster.get(t, j).sent;
            (s.record.team(t, j, TeamMetric::Heads) - gone - team.heads()).abs() < 1e-6
        }));
    }
}
