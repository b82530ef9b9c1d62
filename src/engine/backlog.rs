//! Deferred work: what people work off in a month, what they leave open, and how long customers wait for it (model book,
//! "Staffing").
//!
//! Real-time work and the month's deferred work share people in proportion to what they require. Overtime, and people beyond that,
//! work off what earlier months left open; work is answered in the order in which it came. A backlog is cleared by those there are:
//! it enters no target.

/// Hours of a mean month, nights and weekends included: customers wait through them.
const HOURS_OF_MONTH: f64 = 365.25 * 24.0 / 12.0;

/// A queue's month with deferred work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Month {
    /// FTE that all work of the month requires.
    pub required: f64,
    /// Of these, for deferred work.
    pub deferred: f64,
    /// Effective FTE, without overtime.
    pub effective: f64,
    /// Deferred agent hours that come in the month.
    pub arriving: f64,
    /// Deferred agent hours open at its start.
    pub open: f64,
    /// FTE for one deferred agent hour.
    pub fte_per_hour: f64,
    /// Most overtime, as a share of effective FTE.
    pub overtime_cap: f64,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Overtime FTE.
    pub overtime: f64,
    /// People there for the month's work over those it requires.
    pub present: f64,
    /// FTE that work off earlier months' work.
    pub clearing: f64,
    /// Deferred agent hours open at the end.
    pub open: f64,
}

impl Month {
    /// Overtime, who works on what, and what stays open.
    pub fn outcome(&self) -> Outcome {
        let backlog = self.open * self.fte_per_hour;
        let overtime = (self.required + backlog - self.effective).max(0.0).min(self.overtime_cap * self.effective);
        let there = self.effective + overtime;
        let clearing = (there - self.required).clamp(0.0, backlog);
        let present = if self.required > 0.0 { (there - clearing) / self.required } else { 1.0 };
        let left = (1.0 - present).max(0.0) * self.arriving;
        let cleared = if clearing < backlog { clearing / self.fte_per_hour } else { self.open };
        Outcome { overtime, present, clearing, open: self.open - cleared + left }
    }

    /// FTE missing at the end: real-time work that nobody was there for, and the deferred work by which the month left more open than
    /// it found; less, where it worked off what earlier months were charged with.
    pub fn missing(&self, outcome: &Outcome) -> f64 {
        (self.required - self.deferred) * (1.0 - outcome.present).max(0.0) + (outcome.open - self.open) * self.fte_per_hour
    }

    /// Share of the deferred work arriving in the month that is answered within `minutes`, first come, first served.
    ///
    /// Work flows in and out evenly, so what is open moves in a straight line from the month's start to its end, and whoever comes
    /// when `B` hours are open waits `B` over the outflow. Within a month without backlog everybody is answered in time.
    pub fn in_time(&self, outcome: &Outcome, minutes: f64) -> f64 {
        let (before, after) = (self.open, outcome.open);
        let outflow = before + self.arriving - after;
        let bearable = outflow * minutes / 60.0 / HOURS_OF_MONTH;
        let (least, most) = (before.min(after), before.max(after));
        if most <= bearable {
            1.0
        } else if least > bearable {
            0.0
        } else {
            (bearable - least) / (most - least)
        }
    }
}

/// Moves what is open to the queues there are now, in proportion to the deferred work that they get.
pub fn spread(open: &mut [f64], total: f64, arriving: impl Fn(usize) -> f64) {
    let all: f64 = (0..open.len()).map(&arriving).sum();
    for (queue, hours) in open.iter_mut().enumerate() {
        *hours = match (all > 0.0, queue) {
            (true, _) => total * arriving(queue) / all,
            (false, 0) => total,
            (false, _) => 0.0,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A queue of deferred work alone: one FTE does 100 hours a month.
    fn mail(effective: f64, arriving: f64, open: f64) -> Month {
        let required = arriving / 100.0;
        Month { required, deferred: required, effective, arriving, open, fte_per_hour: 0.01, overtime_cap: 0.1 }
    }

    #[test]
    fn too_few_people_leave_work_open_and_more_work_it_off() {
        // Ten FTE and one of overtime for the work of 15: four FTE's work stays.
        let short = mail(10.0, 1500.0, 0.0);
        let outcome = short.outcome();
        assert!((outcome.overtime - 1.0).abs() < 1e-12 && (outcome.open - 400.0).abs() < 1e-9);
        assert!((short.missing(&outcome) - 4.0).abs() < 1e-9);
        // Then work for eight: two FTE and an eleventh in overtime clear 300 of the 400 hours.
        let easy = mail(10.0, 800.0, 400.0);
        let outcome = easy.outcome();
        assert!((outcome.clearing - 3.0).abs() < 1e-12 && (outcome.open - 100.0).abs() < 1e-9);
        assert!((easy.missing(&outcome) + 3.0).abs() < 1e-9, "what was charged once is not charged again");
        // Then nothing is left, and whoever is not needed is not in overtime either.
        let calm = mail(10.0, 800.0, 100.0).outcome();
        assert_eq!((calm.open, calm.overtime), (0.0, 0.0));
        assert!((calm.present - 9.0 / 8.0).abs() < 1e-12);
    }

    #[test]
    fn first_come_is_first_served() {
        // Nothing open at first, 400 hours at the end, 1100 done: the line passes a day's outflow, 36.1 hours, after 9 %.
        let month = mail(10.0, 1500.0, 0.0);
        let share = month.in_time(&month.outcome(), 24.0 * 60.0);
        let day = 1100.0 * 24.0 / HOURS_OF_MONTH;
        assert!((share - day / 400.0).abs() < 1e-12);
        // Two weeks behind all month long: nobody within a week, everybody within a month.
        let behind = Month { open: 750.0, overtime_cap: 0.0, ..mail(15.0, 1500.0, 0.0) };
        let outcome = behind.outcome();
        assert_eq!(outcome.open, 750.0);
        assert_eq!(behind.in_time(&outcome, 7.0 * 24.0 * 60.0), 0.0);
        assert_eq!(behind.in_time(&outcome, 31.0 * 24.0 * 60.0), 1.0);
        assert_eq!(mail(15.0, 1500.0, 0.0).in_time(&mail(15.0, 1500.0, 0.0).outcome(), 1.0), 1.0);
    }

    #[test]
    fn work_is_never_lost() {
        let mut open = 0.0;
        for (t, people) in [8.0, 9.0, 15.0, 12.0, 0.0, 30.0, 11.0].into_iter().enumerate() {
            let month = mail(people, 900.0 + 50.0 * t as f64, open);
            let outcome = month.outcome();
            let done = open + month.arriving - outcome.open;
            let capacity = (people + outcome.overtime) * 100.0;
            assert!(outcome.open >= 0.0 && done <= capacity + 1e-9, "month {t}: {done} of {capacity}");
            assert!(outcome.open == 0.0 || (done - capacity).abs() < 1e-9, "nobody idles while work is open");
            open = outcome.open;
        }
        let mut queues = [0.0; 2];
        spread(&mut queues, 90.0, |queue| [1.0, 2.0][queue]);
        assert_eq!(queues, [30.0, 60.0]);
        spread(&mut queues, 90.0, |_| 0.0);
        assert_eq!(queues, [90.0, 0.0]);
    }
}
