//! The month's books: every figure of the month, from contacts to contribution lost (model book, "Money", "Metrics and
//! people").

use super::contracts::{AiUsage, Invoice, Line, Unit, ai_invoice, guarantee_credit};
use super::finance::Ledger;
use super::quality;
use super::record::{Metric, Record, TeamMetric};
use super::reduction;
use super::run::Run;
use super::supervision;
use super::today::ratio;
use crate::model::Lever;

/// Sums over people's work in a month, after what is lost to abandonment.
#[derive(Clone, Copy, Debug, Default)]
struct Handled {
    contacts: f64,
    hours: f64,
    resolved: f64,
    /// Resolutions lost to abandonment.
    lost: f64,
    /// Satisfied customers before handoffs and waits.
    satisfied: f64,
    /// Satisfied customers lost to waits beyond today's.
    waited: f64,
    value_resolved: f64,
    in_house_contacts: f64,
    in_house_hours: f64,
    /// Contacts before abandonment, and those not answered in time.
    offered: f64,
    late: f64,
    value_offered: f64,
    value_late: f64,
}

impl Run<'_> {
    pub(super) fn month_is_booked(&mut self, t: usize) {
        self.book_work(t);
        if self.switches.frictions.queue {
            self.book_team(t);
        }
        self.book_costs(t);
    }

    /// Closes the month: what was decided at its end is booked, lines are summed and held against `no_ai`.
    pub(super) fn books_are_closed(&mut self, t: usize) {
        let p = &self.world.p;
        let index = self.wage_index(t);
        let s = &mut *self.s;
        let (mut leavers, mut severed) = (0.0, 0.0);
        for (j, inputs) in p.teams.iter().enumerate() {
            let gone = s.record.team(t, j, TeamMetric::Severed);
            if gone > 0.0 {
                let week = p.workforce.paid_hours * 12.0 / 52.0 * inputs.loaded_hourly_cost * index;
                s.ledger.add(Metric::CostSeverance, gone * week * s.weeks_of_pay[j]);
            }
            leavers += s.record.team(t, j, TeamMetric::Leavers);
            severed += gone;
        }
        s.record.set(t, Metric::Leavers, leavers);
        s.record.set(t, Metric::Severed, severed);
        s.ledger.record(&mut s.record, t);
        if s.reduced {
            self.book_reduction(t);
        }
        let slide = if self.switches.ai && t >= self.setting.model.calendar.go_live { self.promised(t) } else { 0.0 };
        self.s.record.set(t, Metric::SlideSavings, slide);
        self.book_savings(t);
    }

    /// What letting go brings with it: collective dismissals, and the pay of those whom other departments took. They leave the
    /// company as calmly as a team without strain.
    fn book_reduction(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let index = self.wage_index(t);
        let s = &mut *self.s;
        let (mut redeployed, mut notice, mut pay) = (0.0, 0.0, 0.0);
        for (j, inputs) in p.teams.iter().enumerate() {
            let moved = s.record.team(t, j, TeamMetric::Redeployed);
            notice += s.record.team(t, j, TeamMetric::UnderNotice);
            pay += s.redeployed[j] * p.workforce.paid_hours * inputs.loaded_hourly_cost * index;
            s.redeployed[j] = s.redeployed[j] * (1.0 - today.hazards[j]) + moved;
            redeployed += moved;
        }
        s.record.set(t, Metric::Redeployed, redeployed);
        s.record.set(t, Metric::UnderNotice, notice);
        s.record.set(t, Metric::RedeployedPay, pay);
        if let Some(law) = &p.levers.staffing.collective_dismissal {
            let collective = reduction::is_collective(law, |month| s.record.get(month, Metric::Severed), t);
            s.record.set(t, Metric::CollectiveDismissal, f64::from(u8::from(collective)));
        }
    }

    fn handled(&self) -> Handled {
        let (p, today) = (&self.world.p, &self.world.today);
        let s = &*self.s;
        let mut sum = Handled::default();
        let in_house = s.sourcing.queues.iter().zip(&s.served).map(|(queue, served)| (&queue.work, served, true));
        let vendors = s.sourcing.vendor_work.iter().zip(&s.vendor_served).map(|(work, served)| (work, served, false));
        for (work, served, own) in in_house.chain(vendors) {
            let contacts = work.contacts * served.handled;
            let resolved = work.resolved * served.handled;
            let live = ratio(work.live_contacts, work.contacts);
            let late = (1.0 - served.service.level) * live + (1.0 - served.in_time) * (1.0 - live);
            sum.contacts += contacts;
            sum.hours += work.hours * served.handled;
            sum.resolved += resolved;
            sum.lost += work.resolved - resolved;
            sum.satisfied += work.satisfaction * served.handled - p.difficulty.csat_gap * (contacts - resolved);
            sum.value_resolved += work.value_resolved * served.handled;
            sum.offered += work.contacts;
            sum.late += work.contacts * late;
            sum.value_offered += work.value_contacts;
            sum.value_late += work.value_contacts * late;
            if own {
                sum.in_house_contacts += contacts;
                sum.in_house_hours += work.hours * served.handled;
                let beyond = (today.service.level - served.service.level).max(0.0) * live + (1.0 - served.in_time) * (1.0 - live);
                sum.waited += p.difficulty.csat_wait * contacts * beyond;
            }
        }
        sum
    }

    fn book_work(&mut self, t: usize) {
        let sum = self.handled();
        let (p, model) = (&self.world.p, self.setting.model);
        let demanded: f64 = (0..p.types.len()).map(|k| p.types[k].volume * self.outlook.factor(k, t)).sum();
        let drift = self.s.lost.size;
        let s = &mut *self.s;
        let take = &s.take;
        let human_satisfied = sum.satisfied - sum.waited - p.difficulty.csat_handoff * take.handoffs;
        let ai_satisfied = p.ai.csat_resolved * take.resolved + p.ai.csat_false * take.false_contained();
        let effort = sum.offered - take.inflow_total + take.handoffs + sum.late;
        let value_effort = sum.value_offered - take.value_inflow + take.value_handoffs + sum.value_late;
        let value_given_up = take.value_given_up + take.value_inflow - sum.value_resolved;
        let live = self.switches.ai && t >= model.calendar.go_live;
        let record = &mut s.record;
        let mut set = |metric, value| record.set(t, metric, value);
        set(Metric::Containment, take.containment());
        set(Metric::AiResolution, take.resolution());
        set(Metric::Drift, if live { drift } else { 0.0 });
        set(Metric::Issues, take.issues);
        set(Metric::ContactsDemanded, demanded);
        set(Metric::Contained, take.conversations());
        set(Metric::HumanContacts, sum.contacts);
        set(Metric::HumanHours, sum.hours);
        set(Metric::AhtMinutes, ratio(sum.hours, sum.contacts) * 60.0);
        set(Metric::InHouseAhtMinutes, ratio(sum.in_house_hours, sum.in_house_contacts) * 60.0);
        set(Metric::Csat, ratio(human_satisfied, sum.contacts));
        set(Metric::CsatAllChannels, ratio(human_satisfied + ai_satisfied, sum.contacts + take.contained));
        set(Metric::Fcr, ratio(sum.resolved, sum.contacts));
        set(Metric::Pressure, s.pressure);
        set(Metric::Effort, effort);
        set(Metric::ResolvedByAi, take.resolved);
        set(Metric::ResolvedByPeople, sum.resolved);
        set(Metric::IssuesLost, sum.lost);
        set(Metric::IssuesGivenUp, take.given_up + take.inflow_total - sum.resolved);
        set(Metric::ContributionLost, value_given_up + p.customers.effort_loss * value_effort);
        set(Metric::DeferredInTime, 1.0);
        if self.assist(t).is_some() {
            self.book_assist(t);
        }
    }

    /// Share of in-house handle time that the AI beside the agent saved: what was handled over what it would have taken.
    fn book_assist(&mut self, t: usize) {
        let s = &mut *self.s;
        let (mut hours, mut without) = (0.0, 0.0);
        for (work, factor) in s.sourcing.team_work.iter().zip(&s.assisted) {
            hours += work.hours;
            without += work.hours / factor;
        }
        s.record.set(t, Metric::AssistSaving, if without > 0.0 { 1.0 - hours / without } else { 0.0 });
    }

    fn book_team(&mut self, t: usize) {
        let p = &self.world.p;
        let wage_index = self.wage_index(t);
        let hour = p.workforce.paid_hours * wage_index;
        let s = &mut *self.s;
        let (mut required, mut effective, mut overtime, mut contacts) = (0.0, 0.0, 0.0, 0.0);
        let (mut occupancy, mut level, mut abandonment) = (0.0, 0.0, 0.0);
        let (mut in_time, mut deferred) = (0.0, 0.0);
        for (queue, served) in s.sourcing.queues.iter().zip(&s.served) {
            required += queue.required;
            effective += queue.effective;
            overtime += served.overtime;
            occupancy += queue.effective * served.service.occupancy;
            level += queue.work.live_contacts * served.service.level;
            abandonment += queue.work.live_contacts * served.service.abandonment;
            contacts += queue.work.live_contacts;
            let mail = queue.work.contacts - queue.work.live_contacts;
            in_time += mail * served.in_time;
            deferred += mail;
        }
        let (mut debt, mut freed, mut training, mut hires, mut moves, mut rehires) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (j, inputs) in p.teams.iter().enumerate() {
            let (queue, share) = (s.sourcing.queue_of[j], s.sourcing.share_of_queue[j]);
            let (asked, served) = (&s.sourcing.queues[queue], &s.served[queue]);
            let hourly = inputs.loaded_hourly_cost * hour;
            debt += served.missing * share * hourly * (1.0 + p.workforce.overtime_premium);
            freed += (asked.effective - asked.required - served.clearing).max(0.0) * share * hourly;
            let team = &s.teams[j];
            let in_training = team.in_class(t) + team.in_move_training(t);
            let (begun, moved) = (team.class_begins(t), team.move_begins(t));
            (training, hires, moves) = (training + in_training, hires + begun, moves + moved);
            let rehired = if s.reduced { rehired(&s.record, t, j, begun) } else { 0.0 };
            rehires += rehired;
            let mut set = |metric, value| s.record.set_team(t, j, metric, value);
            set(TeamMetric::Required, asked.required * share);
            set(TeamMetric::Heads, team.heads());
            set(TeamMetric::Effective, asked.effective * share);
            set(TeamMetric::Training, in_training);
            set(TeamMetric::Hires, begun);
            set(TeamMetric::Upskilled, moved);
            set(TeamMetric::Temporary, s.temporary[j]);
            set(TeamMetric::Rehired, rehired);
            set(TeamMetric::ServiceLevel, served.service.level);
            set(TeamMetric::Occupancy, served.service.occupancy);
        }
        let heads = s.teams.iter().map(super::workforce::Team::heads).sum();
        let temporary = s.temporary.iter().sum();
        let open = s.open.iter().sum();
        let mut set = |metric, value| s.record.set(t, metric, value);
        set(Metric::RequiredFte, required);
        set(Metric::Heads, heads);
        set(Metric::TemporaryFte, temporary);
        set(Metric::EffectiveFte, effective);
        set(Metric::TrainingHeads, training);
        set(Metric::Hires, hires);
        set(Metric::Upskilled, moves);
        set(Metric::Rehired, rehires);
        set(Metric::Occupancy, ratio(occupancy, effective));
        set(Metric::ServiceLevel, if contacts > 0.0 { level / contacts } else { 1.0 });
        set(Metric::Abandonment, ratio(abandonment, contacts));
        set(Metric::OvertimeFte, overtime);
        set(Metric::BacklogHours, open);
        set(Metric::DeferredInTime, if deferred > 0.0 { in_time / deferred } else { 1.0 });
        set(Metric::ServiceDebt, debt);
        set(Metric::FreedCapacity, freed);
    }

    fn book_costs(&mut self, t: usize) {
        let mut ledger = Ledger::default();
        if self.switches.frictions.queue {
            self.book_people(t, &mut ledger);
            self.book_vendors(t, &mut ledger);
        } else {
            ledger.add(Metric::CostInHouseLabour, self.priced_work(t));
        }
        self.book_ai(t, &mut ledger);
        self.s.ledger = ledger;
    }

    /// Human cost below the queue step of the bridge: work at today's prices, nobody staffed by queue.
    fn priced_work(&self, t: usize) -> f64 {
        let (p, today, frictions) = (&self.world.p, &self.world.today, &self.switches.frictions);
        let c_0 = today.cost_per_contact();
        let take = &self.s.take;
        let price_of_hour = c_0 / (today.aht_minutes() / 60.0);
        if frictions.harder {
            let hours: f64 = self.s.sourcing.queues.iter().map(|q| q.work.hours).sum::<f64>()
                + self.s.sourcing.vendor_work.iter().map(|w| w.hours).sum::<f64>();
            return hours * price_of_hour;
        }
        let mut cost = 0.0;
        for (k, kind) in p.types.iter().enumerate() {
            let induced = if frictions.induced { 0.0 } else { take.induced_by_type[k] };
            let contacts = kind.volume * self.outlook.factor(k, t) - take.contained_by_type[k] - induced;
            cost += contacts * if frictions.short { kind.aht_minutes / 60.0 * price_of_hour } else { c_0 };
        }
        cost
    }

    fn book_people(&mut self, t: usize, ledger: &mut Ledger) {
        let p = &self.world.p;
        let w = &p.workforce;
        let index = self.wage_index(t);
        let people = self.people(t);
        let s = &mut *self.s;
        let [supervisors, analysts] = supervision::costs(p, people);
        ledger.add(Metric::CostSupervisors, supervisors * index);
        ledger.add(Metric::CostQaAnalysts, analysts * index);
        s.record.set(t, Metric::SupervisorFte, supervision::fte(w.supervisors.as_ref(), people));
        s.record.set(t, Metric::QaAnalystFte, supervision::fte(w.qa_analysts.as_ref(), people));
        for (j, inputs) in p.teams.iter().enumerate() {
            let month_of_pay = w.paid_hours * inputs.loaded_hourly_cost * index;
            let (queue, share) = (s.sourcing.queue_of[j], s.sourcing.share_of_queue[j]);
            if !self.switches.frictions.capacity {
                ledger.add(Metric::CostInHouseLabour, s.sourcing.queues[queue].required * share * month_of_pay);
                continue;
            }
            let team = &s.teams[j];
            let paid = team.heads() + team.in_class(t) + team.in_move_training(t);
            ledger.add(Metric::CostInHouseLabour, paid * month_of_pay);
            ledger.add(Metric::CostTemporary, s.temporary[j] * month_of_pay * (1.0 + w.temporary_premium));
            ledger.add(Metric::CostOvertime, s.served[queue].overtime * share * month_of_pay * (1.0 + w.overtime_premium));
            ledger.add(Metric::CostHiring, team.class_begins(t) * inputs.hire_cost);
            ledger.add(Metric::CostTraining, team.class_begins(t) * inputs.training_cost);
            let upskill = p.levers.staffing.upskill.as_ref().map_or(0.0, |u| u.cost);
            ledger.add(Metric::CostUpskilling, team.move_begins(t) * upskill);
        }
    }

    /// Books the month's invoices; returns their sum without what leaving a contract costs, and that.
    pub(super) fn book_invoices(&mut self, t: usize) -> (f64, f64) {
        let s = &mut *self.s;
        let over_vendors = |part: fn(&Invoice) -> f64| s.invoices.iter().map(part).sum::<f64>();
        let (shortfall, exit) = (over_vendors(|i| i.get(Line::Shortfall)), over_vendors(|i| i.get(Line::TerminationFee)));
        let (usage, bonus) = (over_vendors(Invoice::usage), over_vendors(|i| i.get(Line::Gainshare) + i.get(Line::Sla)));
        // A fee for leaving is a cost line of its own.
        let invoiced = over_vendors(Invoice::total) - exit;
        s.record.set(t, Metric::VendorInvoice, invoiced);
        s.record.set(t, Metric::TransferredFte, s.transferred_fte);
        s.record.set(t, Metric::VendorUsage, usage);
        s.record.set(t, Metric::VendorBonus, bonus);
        s.record.set(t, Metric::VendorShortfall, shortfall);
        (invoiced, exit)
    }

    fn book_vendors(&mut self, t: usize, ledger: &mut Ledger) {
        let (invoiced, exit) = self.book_invoices(t);
        ledger.add(Metric::CostVendor, invoiced);
        ledger.add(Metric::CostContractExit, exit);
        let s = &mut *self.s;
        let transfer = s.transferred_fte * self.world.p.levers.contracts.transfer_cost;
        s.transfer_cost += transfer;
        ledger.add(Metric::CostOneOff, transfer);
        s.record.set(t, Metric::VendorFte, s.vendor_fte.iter().sum());
        let contacts = s.sourcing.vendor_work.iter().zip(&s.vendor_served).map(|(w, served)| w.contacts * served.handled);
        s.record.set(t, Metric::VendorContacts, contacts.sum());
    }

    fn book_ai(&mut self, t: usize, ledger: &mut Ledger) {
        let (p, frictions) = (&self.world.p, &self.switches.frictions);
        let go_live = self.setting.model.calendar.go_live;
        let index = self.wage_index(t);
        let quality = self.pulled.acts(Lever::Quality, t);
        if self.switches.ai && t >= go_live {
            self.s.ai_months[t] = self.ai_month(t);
            self.s.ai_invoice = ai_invoice(&p.ai.price, &self.s.ai_months[t]);
            let fee = self.s.ai_invoice.total();
            ledger.add(Metric::CostAiUsage, fee);
            if let Some(guarantee) = &p.ai.price.guarantee {
                ledger.add(Metric::CostCredits, -guarantee_credit(guarantee, fee, self.s.ai_months[t].measured));
            }
            if frictions.ai_cost {
                ledger.add(Metric::CostAiPlatform, p.ai.platform_fee);
                let hours = p.ai.run_team_fte * p.workforce.paid_hours;
                ledger.add(Metric::CostAiRunTeam, hours * p.ai.run_team_hourly_cost * index);
                if t == go_live {
                    ledger.add(Metric::CostOneOff, p.ai.integration);
                }
            }
            if frictions.false_containment {
                ledger.add(Metric::CostAiErrors, p.ai.error_cost * self.s.take.false_contained());
            }
            if quality {
                let lever = &p.levers.quality;
                let hours = self.reviews(t) * lever.minutes_per_review / 60.0;
                ledger.add(Metric::CostQuality, hours * lever.reviewer_hourly_cost * index);
            }
        }
        if let Some(assist) = self.assist(t).filter(|_| frictions.ai_cost) {
            ledger.add(Metric::CostAssist, self.people(t) * assist.cost_per_seat);
        }
        if self.pulled.month(Lever::Metrics) == Some(t) {
            ledger.add(Metric::CostOneOff, p.levers.metrics_programme_cost);
        }
    }

    /// Everybody in-house who is paid to handle contacts: heads with those in training, and temporary staff; what the work requires
    /// where the team has no life of its own, and today's people where nobody is staffed by queue (the slide's first steps).
    fn people(&self, t: usize) -> f64 {
        let (s, today) = (&*self.s, &self.world.today);
        if !self.switches.frictions.queue {
            today.heads.iter().sum()
        } else if self.team_lives() {
            let heads: f64 = s.teams.iter().map(|team| team.heads() + team.in_class(t) + team.in_move_training(t)).sum();
            heads + s.temporary.iter().sum::<f64>()
        } else {
            s.sourcing.queues.iter().map(|queue| queue.required).sum()
        }
    }

    /// The month as the AI vendor's contract sees it. Seats are everybody who works in the tool: people in-house and vendors' FTE.
    fn ai_month(&self, t: usize) -> AiUsage {
        let (s, today) = (&*self.s, &self.world.today);
        let vendors: f64 = if self.switches.frictions.queue {
            s.vendor_fte.iter().sum()
        } else {
            today.vendor_volumes.iter().map(|v| v.get(Unit::Fte)).sum()
        };
        let seats = self.people(t) + vendors;
        AiUsage {
            contained: s.take.conversations(),
            resolved: s.take.resolved,
            conversations: s.take.met + s.take.induced,
            seats,
            years: (t - self.setting.model.calendar.go_live) / 12,
            audited: self.pulled.acts(Lever::Quality, t),
            measured: self.world.p.ai.price.guarantee.as_ref().and_then(|_| self.measured_resolution(t)),
        }
    }

    /// Resolution of the month as the quality lever's sample measures it, over the phases that were sampled; the same draws
    /// as the gates see. `None` where nobody looks.
    fn measured_resolution(&self, t: usize) -> Option<f64> {
        let take = &self.s.take;
        let reviews = self.reviews(t);
        if reviews <= 0.0 || take.contained <= 0.0 {
            return None;
        }
        let Some(process) = &self.world.process else { return Some(take.resolution()) };
        let (mut seen, mut sampled) = (0.0, 0.0);
        for (phase, found) in take.phases.iter().enumerate() {
            let sample = (reviews * ratio(found.contained, take.contained) + 0.5).floor();
            if sample >= 1.0 {
                let resolution = ratio(found.resolved, found.contained);
                seen += sample * quality::seen_resolution(resolution, sample, Some(process.qa(phase, t)));
                sampled += sample;
            }
        }
        (sampled > 0.0).then(|| seen / sampled)
    }

    /// What the slide promises in a month with the AI: conversations at today's cost per contact, less the usage fee.
    ///
    /// Where the scenario says what was promised (`[slide]`), that holds: the claimed containment of all the month's contacts,
    /// from go-live on and without a ramp; the claimed cost of a contact; the fee, where the slide deducts it, at this
    /// month's price of a conversation.
    fn promised(&self, t: usize) -> f64 {
        let (seen, fee, today) = (self.s.take.conversations(), self.s.ai_invoice.total(), self.world.today.cost_per_contact());
        let Some(claim) = &self.setting.model.slide else { return seen * today - fee };
        let (conversations, fee) = match claim.containment {
            None => (seen, fee),
            Some(share) => {
                let promised = share * self.s.record.get(t, Metric::ContactsDemanded);
                (promised, ratio(fee, seen) * promised)
            }
        };
        conversations * claim.cost_per_contact.unwrap_or(today) - if claim.includes_usage { fee } else { 0.0 }
    }

    /// What follows from the month's cost and slide.
    pub(super) fn book_savings(&mut self, t: usize) {
        let counterfactual = self.counterfactual;
        let record = &mut self.s.record;
        book_unit_costs(record, t);
        if let Some(no_ai) = counterfactual {
            let savings = no_ai.record.get(t, Metric::Cost) - record.get(t, Metric::Cost);
            let lost = record.get(t, Metric::ContributionLost) - no_ai.record.get(t, Metric::ContributionLost);
            record.set(t, Metric::CostSavings, savings);
            record.set(t, Metric::ValueEffect, savings - lost);
            record.set(t, Metric::CompanySavings, savings - record.get(t, Metric::RedeployedPay));
        }
        // A quantile of a sum is not a sum of quantiles: running sums are kept per world.
        for (sum, part) in [
            (Metric::CumulativeSavings, Metric::CostSavings),
            (Metric::CumulativeSlide, Metric::SlideSavings),
            (Metric::CumulativeValue, Metric::ValueEffect),
        ] {
            let before = if t == 0 { 0.0 } else { record.get(t - 1, sum) };
            record.set(t, sum, before + record.get(t, part));
        }
    }
}

/// Of a team's hires of month `t`, those that replace somebody let go or redeployed in the year before.
fn rehired(record: &Record, t: usize, team: usize, hires: f64) -> f64 {
    let year = t.saturating_sub(reduction::REHIRE_MONTHS)..t;
    let over = |metric| year.clone().map(|month| record.team(month, team, metric)).sum::<f64>();
    reduction::rehired(hires, over(TeamMetric::Severed) + over(TeamMetric::Redeployed), over(TeamMetric::Rehired))
}

/// The month's cost per contact, per conversation and per issue truly resolved.
fn book_unit_costs(record: &mut Record, t: usize) {
    let get = |metric| record.get(t, metric);
    let cost = get(Metric::Cost);
    let contact = ratio(cost, get(Metric::ContactsDemanded));
    let conversation = ratio(cost, get(Metric::HumanContacts) + get(Metric::Contained));
    let resolved = ratio(cost, get(Metric::Issues) - get(Metric::IssuesGivenUp));
    record.set(t, Metric::CostPerContact, contact);
    record.set(t, Metric::CostPerConversation, conversation);
    record.set(t, Metric::CostPerResolvedIssue, resolved);
}
