//! The same operation under other contracts: a run that differs from another by its vendors' terms alone has its customers,
//! its people and all cost lines but one. Its invoices are written anew over the months the vendors worked, and what follows
//! from them, to the same bits as if it had been simulated.

use super::finance::Ledger;
use super::planner::Plan;
use super::record::Metric;
use super::run::{Run, State};
use super::switches::Switches;
use super::world::{Setting, World};
use crate::model::{Lever, Model, Owner};

/// What of a run's switches its operation depends on: all but the contracts lever and the contract friction. Runs with the
/// same operation differ by their invoices alone. Who owns a redesign counts only where something else is pulled. Where the
/// lever moves work between vendors and the own team, every switch counts.
pub fn operation(model: &Model, switches: &Switches) -> Switches {
    let mut bare = *switches;
    if switches.moved.is_some() || model.medians.vendors.iter().any(|vendor| vendor.moved_to.is_some()) {
        return bare;
    }
    bare.levers[Lever::Contracts as usize] = None;
    bare.frictions.contract = true;
    if bare.levers.iter().all(Option::is_none) {
        bare.owner = Owner::Single;
    }
    bare
}

/// Writes the figures of a run under `switches` into the record of `state`, from a run with the same operation (see
/// [`operation`]) in the same world. `counterfactual` is that of `switches`; `None` for a counterfactual itself.
pub fn reprice(
    setting: &Setting<'_>,
    world: &World,
    switches: &Switches,
    plan: &Plan,
    counterfactual: Option<&State>,
    operated: &State,
    state: &mut State,
) {
    state.record.copy_from(&operated.record);
    state.vendor_months.copy_from_slice(&operated.vendor_months);
    state.vendor_factors.copy_from_slice(&operated.vendor_factors);
    let mut run = Run::new(setting, world, switches, plan, counterfactual, state);
    run.vendors_negotiate();
    for t in 0..setting.model.calendar.months {
        if switches.frictions.queue {
            run.invoices_come(t);
            let mut ledger = Ledger::of(&run.s.record, t);
            ledger.set(Metric::CostVendor, run.book_invoices(t).0);
            ledger.record(&mut run.s.record, t);
        }
        run.book_savings(t);
    }
}
