//! Vendors in a month: what work is moved to or from them, and what they bill (model book, "Contracts").

use super::contracts::{self, Unit};
use super::run::Run;
use super::shares::Programme;
use super::today::ratio;
use crate::model::Lever;

impl Run<'_> {
    /// The month's shares of vendors and in-house teams, and the FTE whose work changes hands: of everybody who gives work up,
    /// last month's FTE (today's in month 0) by the part of its share that goes.
    pub(super) fn work_changes_hands(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let pulled = self.pulled.month(Lever::Contracts).is_some();
        let s = &mut *self.s;
        s.transferred_fte = 0.0;
        let done = |t: usize| s.programme.map_or(0.0, |programme| programme.done(t));
        let (before, now) = (if t == 0 { 0.0 } else { done(t - 1) }, done(t));
        if t == 0 {
            s.shares.set(p, self.switches, pulled, 0.0);
        }
        if now == before {
            return;
        }
        std::mem::swap(&mut s.shares, &mut s.last_shares);
        s.shares.set(p, self.switches, pulled, now);
        let given = |before: f64, after: f64| ratio((before - after).max(0.0), before);
        for v in 0..p.vendors.len() {
            let fte = if t == 0 { today.vendor_volumes[v].get(Unit::Fte) } else { s.vendor_fte[v] };
            s.transferred_fte += fte * given(s.last_shares.overall(p, v), s.shares.overall(p, v));
        }
        let own = if t == 0 { today.required_fte } else { s.sourcing.queues.iter().map(|queue| queue.required).sum() };
        s.transferred_fte += own * given(s.last_shares.overall_in_house(p), s.shares.overall_in_house(p));
    }

    pub(super) fn vendors_bill(&mut self, t: usize) {
        if !self.switches.frictions.queue {
            return;
        }
        let p = &self.world.p;
        let months = self.setting.model.calendar.months;
        let s = &mut *self.s;
        for v in 0..p.vendors.len() {
            let served = &s.vendor_served[v];
            s.vendor_months[v * months + t] =
                contracts::Month::of(&s.sourcing.vendor_work[v], served.handled, s.vendor_fte[v], served.service.level, p);
            s.vendor_factors[v * months + t] = if s.programme.is_some() { s.shares.volume_factor(p, v) } else { 1.0 };
        }
        self.invoices_come(t);
    }

    /// Before a run: nothing is billed yet, who agrees to new terms and when is drawn, and what is to move is planned.
    pub(super) fn vendors_negotiate(&mut self) {
        let p = &self.world.p;
        let s = &mut *self.s;
        for account in &mut s.accounts {
            account.reset();
        }
        for (v, from) in s.renegotiated_from.iter_mut().enumerate() {
            let (lever, vendor) = (&p.levers.contracts, &p.vendors[v]);
            let agreed = |attempt| match &self.world.process {
                None => lever.success >= 0.5,
                Some(process) => process.negotiation(v, attempt) < lever.success,
            };
            *from = self
                .pulled
                .month(Lever::Contracts)
                .filter(|_| vendor.renegotiated.is_some())
                .and_then(|start| contracts::renegotiated_from(lever, &vendor.contract, start, agreed));
        }
        s.transfer_cost = 0.0;
        s.programme = Programme::of(self.setting.model, p, self.switches, &self.pulled);
        for (v, exit) in s.exits.iter_mut().enumerate() {
            *exit = s.programme.and_then(|programme| programme.exit(p, self.switches, &self.pulled, v));
        }
    }

    /// Invoices for vendors' months as they were worked. Where no work is moved, nothing else of a run depends on them but money
    /// (see [`super::reprice`]).
    pub(super) fn invoices_come(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let months = self.setting.model.calendar.months;
        let contract = self.switches.frictions.contract;
        let s = &mut *self.s;
        for (v, vendor) in p.vendors.iter().enumerate() {
            let (terms, since) = match (s.renegotiated_from[v], &vendor.renegotiated) {
                (Some(from), Some(terms)) if t >= from => (terms, from),
                _ => (&vendor.contract, 0),
            };
            let (month, factor) = (&s.vendor_months[v * months + t], s.vendor_factors[v * months + t]);
            let no_ai = self.counterfactual.map(|no_ai| no_ai.vendor_months[v * months + t].scaled(factor));
            let today = &today.vendor_volumes[v];
            s.invoices[v] = match s.exits[v] {
                Some(exit) if t > exit => contracts::Invoice::default(),
                Some(exit) if t == exit => s.accounts[v].close(terms, t),
                _ => s.accounts[v].bill(terms, since, month, no_ai.as_ref(), today, self.switches.frozen, contract),
            };
        }
    }
}
