//! The month: the table of contents of the model. Every line is one part of the month, told in the room of its name.

use super::run::Run;

/// Runs month `t`: from who is there in the morning to what is decided at the end.
pub fn month(run: &mut Run<'_>, t: usize) {
    run.people_arrive(t); // workforce: tenure advances, classes and moves arrive, temporary staff for the season
    run.ai_takes_its_share(t); // demand, ai: phases and gates, containment, resolution, what reaches people
    run.targets_press(t); // people: pressure of old targets, coaching
    run.work_changes_hands(t); // shares: what was moved between vendors and the own team
    run.residual_becomes_work(t); // residual: contacts, hours and resolutions by server and tier
    run.work_is_routed(t); // routing: vendors, generalists, specialists
    run.customers_are_served(t); // staffing, queue: overtime, service level, abandonment
    run.vendors_bill(t); // contracts: volumes, minimum, notice, indexation
    run.month_is_booked(t); // finance, people: every figure of the month
    run.targets_are_explained(t); // rebaseline: what of the month's figures is the work; only where it was asked for
    run.people_leave(t); // people, workforce: hazard under strain
    run.planner_decides(t); // planner: hires, cancels, retrains, lets go; effective next month
    run.people_are_counted(t); // roster: who is where; only where it was asked for
    run.quality_drifts(t); // quality: regressions born and found, what gates see
    run.books_are_closed(t); // finance: severance, totals, savings against no_ai
}
