//! One run: a world through all months under one set of switches. The parts are called by [`super::month`].

use super::ai::{AiMonth, Phases, Take};
use super::contracts::{self, Account, AiInvoice, AiUsage};
use super::difficulty::{SLICES, TIERS};
use super::finance::{Ledger, compounded};
use super::month::month;
use super::people::{Strain, pressure};
use super::planner::{Outlooks, PEAK, Plan, Sight};
use super::quality::{self, Drift, Lost};
use super::rebaseline::{Lived, Rebaseline};
use super::record::{Metric, Record, TeamMetric};
use super::residual::{Inflow, Rates, Work, work_by_tier};
use super::routing::{SPECIALISTS, Situation, Sourcing};
use super::staffing::{Service, Staffing};
use super::switches::{Pulled, Switches};
use super::today::ratio;
use super::workforce::{Team, lead_months};
use super::world::{LOOKAHEAD, Outlook, Setting, World};
use crate::model::Lever;
use crate::stats::binomial_quantile;

/// How a queue served its month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Served {
    /// Overtime FTE.
    pub overtime: f64,
    /// Service of its real-time work.
    pub service: Service,
    /// Share of its contacts that is handled.
    pub handled: f64,
}

/// Everything that changes during a run; allocated once and used for many.
#[derive(Clone, Debug)]
pub struct State {
    pub(super) teams: Vec<Team>,
    pub(super) phases: Phases,
    pub(super) drift: Drift,
    /// Resolution lost to drift this month.
    pub(super) lost: Lost,
    pub(super) take: Take,
    pub(super) sourcing: Sourcing,
    /// Work by server and tier as if the server handled every issue.
    unit: Vec<[Work; TIERS]>,
    /// In-house rates at `shift`.
    rates: Vec<Rates>,
    shift: f64,
    pub(super) pressure: f64,
    /// In-house handle time of last month, minutes.
    last_aht: f64,
    /// Effective FTE of each team, temporary staff included.
    pub(super) effective: Vec<f64>,
    pub(super) temporary: Vec<f64>,
    /// `r_j` for the coming month, as decided at the end of the month before.
    temporary_ratio: Vec<f64>,
    sights: Vec<Sight>,
    pub(super) served: Vec<Served>,
    pub(super) vendor_served: Vec<Served>,
    pub(super) vendor_fte: Vec<f64>,
    /// Vendor `v`'s month `t` as its contract sees it, at `v·months + t`.
    pub(super) vendor_months: Vec<contracts::Month>,
    pub(super) accounts: Vec<Account>,
    /// Month from which renegotiated terms hold.
    renegotiated_from: Vec<Option<usize>>,
    pub(super) invoices: Vec<contracts::Invoice>,
    /// The AI's months as its contract sees them; before go-live empty ones.
    pub(super) ai_months: Vec<AiUsage>,
    pub(super) ai_invoice: AiInvoice,
    needs: Vec<f64>,
    tops: Vec<f64>,
    spare: Vec<f64>,
    excess: Vec<f64>,
    /// Cost of the month so far.
    pub(super) ledger: Ledger,
    /// Figures of the run.
    pub record: Record,
    /// What of every month is the work; kept only where it was asked for, so that an ordinary month costs nothing more.
    pub rebaseline: Option<Rebaseline>,
}

impl State {
    /// Room for the runs of a setting.
    pub fn new(setting: &Setting<'_>) -> Self {
        let model = setting.model;
        let (types, teams, vendors) = (model.types.len(), model.teams.len(), model.vendors.len());
        let (months, phases) = (model.calendar.months, model.medians.phases.len());
        Self {
            teams: vec![Team::with_months(months + LOOKAHEAD); teams],
            phases: Phases::with_phases(phases),
            drift: Drift::with_months(months),
            lost: Lost::NOTHING,
            take: Take::with_sizes(types, phases),
            sourcing: Sourcing::with_sizes(teams, vendors),
            unit: vec![[Work::default(); TIERS]; teams + vendors],
            rates: vec![Rates::with_types(types); teams],
            shift: f64::NAN,
            pressure: 0.0,
            last_aht: 0.0,
            effective: vec![0.0; teams],
            temporary: vec![0.0; teams],
            temporary_ratio: vec![0.0; teams],
            sights: vec![Sight::default(); teams],
            served: Vec::with_capacity(2),
            vendor_served: vec![Served::default(); vendors],
            vendor_fte: vec![0.0; vendors],
            vendor_months: vec![contracts::Month::default(); vendors * months],
            accounts: vec![Account::with_months(months); vendors],
            renegotiated_from: vec![None; vendors],
            invoices: vec![contracts::Invoice::default(); vendors],
            ai_months: vec![AiUsage::default(); months],
            ai_invoice: AiInvoice::default(),
            needs: vec![0.0; teams],
            tops: vec![0.0; teams],
            spare: vec![0.0; teams],
            excess: vec![0.0; teams],
            ledger: Ledger::default(),
            record: Record::new(months, teams),
            rebaseline: None,
        }
    }

    /// Room for runs that explain their months' handle time, resolution and satisfaction.
    pub fn explaining(setting: &Setting<'_>) -> Self {
        let model = setting.model;
        let room = Rebaseline::with_sizes(model.calendar.months, model.types.len(), model.teams.len(), model.vendors.len());
        Self { rebaseline: Some(room), ..Self::new(setting) }
    }

    /// A vendor's months as its contract sees them.
    pub fn vendor_months(&self, vendor: usize) -> &[contracts::Month] {
        let months = self.ai_months.len();
        &self.vendor_months[vendor * months..(vendor + 1) * months]
    }

    /// The AI's months as its contract sees them; empty ones before go-live.
    pub fn ai_months(&self) -> &[AiUsage] {
        &self.ai_months
    }

    /// Month from which a vendor's renegotiated terms hold, if they ever do.
    pub fn renegotiated_from(&self, vendor: usize) -> Option<usize> {
        self.renegotiated_from[vendor]
    }

    /// Month in which each phase started.
    pub fn phase_starts(&self) -> &[Option<usize>] {
        &self.phases.started
    }
}

/// A run in progress.
pub struct Run<'a> {
    pub(super) setting: &'a Setting<'a>,
    pub(super) world: &'a World,
    pub(super) outlook: &'a Outlook,
    pub(super) switches: &'a Switches,
    pub(super) pulled: Pulled,
    pub(super) plan: &'a Plan,
    /// `no_ai` of the same world and frictions; `None` while it runs itself.
    pub(super) counterfactual: Option<&'a State>,
    pub(super) staffing: Staffing<'a>,
    pub(super) s: &'a mut State,
}

/// Simulates one world under one set of switches; the figures are in `state.record`.
pub fn simulate(setting: &Setting<'_>, world: &World, switches: &Switches, plan: &Plan, counterfactual: Option<&State>, state: &mut State) {
    let outlook = if switches.frozen { &world.frozen } else { &world.outlook };
    let mut run = Run {
        setting,
        world,
        outlook,
        switches,
        pulled: switches.pulled(setting.model, &world.p),
        plan,
        counterfactual,
        staffing: Staffing::new(setting.queues, &world.p),
        s: state,
    };
    run.start();
    for t in 0..setting.model.calendar.months {
        month(&mut run, t);
    }
}

impl Run<'_> {
    fn start(&mut self) {
        let (p, today, whole) = (&self.world.p, &self.world.today, self.world.process.is_some());
        let s = &mut *self.s;
        for (j, team) in s.teams.iter_mut().enumerate() {
            team.start(p, &p.teams[j], today.heads[j], whole);
            s.temporary_ratio[j] = p.teams[j].share_of_in_house;
            s.sights[j] = Sight::default();
        }
        s.sourcing.reset();
        s.phases.reset();
        s.drift.reset();
        s.record.reset();
        s.shift = f64::NAN;
        (s.pressure, s.last_aht) = (0.0, today.in_house_aht_minutes);
        s.ai_months.fill(AiUsage::default());
        self.vendors_negotiate();
    }

    /// Before a run: nothing is billed yet, and it is drawn who agrees to new terms, and when.
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
    }

    /// Wages have risen by this much: a step in months 12, 24, ...
    pub(super) fn wage_index(&self, t: usize) -> f64 {
        if self.switches.frozen { 1.0 } else { compounded(self.world.p.workforce.wage_inflation, t / 12) }
    }

    /// Conversations reviewed this month.
    pub(super) fn reviews(&self, t: usize) -> f64 {
        if self.pulled.acts(Lever::Quality, t) { self.world.p.levers.quality.ai_reviews } else { 0.0 }
    }

    pub(super) fn people_arrive(&mut self, t: usize) {
        let p = &self.world.p;
        let lives = self.team_lives();
        let s = &mut *self.s;
        if !lives {
            for (effective, team) in s.effective.iter_mut().zip(&p.teams) {
                *effective = team.share_of_in_house;
            }
            return;
        }
        let peak = (self.outlook.full[t] - self.outlook.permanent[t]).max(0.0);
        for (j, team) in s.teams.iter_mut().enumerate() {
            team.arrive(t);
            s.temporary[j] = s.temporary_ratio[j] * peak;
            s.effective[j] = team.effective_fte(p) + s.temporary[j];
        }
    }

    pub(super) fn ai_takes_its_share(&mut self, t: usize) {
        let (model, world) = (self.setting.model, self.world);
        let p = &world.p;
        let s = &mut *self.s;
        if self.switches.ai {
            s.phases.open(p, model.calendar.go_live, t, true);
        }
        let context = if self.pulled.acts(Lever::Routing, t) { p.levers.routing.context_carried } else { p.ai.context_carried };
        s.lost = s.drift.lost(p, t, world.process.is_some());
        let (phases, outlook) = (&s.phases, self.outlook);
        s.take.split(&AiMonth {
            model,
            p,
            today: &world.today,
            z: &self.setting.z,
            selections: (!self.setting.exact()).then_some(&world.selections),
            switches: self.switches,
            factor: &|k| outlook.factor(k, t),
            months_in: &|phase| phases.months_in(phase, t),
            lost: s.lost,
            context,
        });
    }

    pub(super) fn targets_press(&mut self, t: usize) {
        let lifted = t == 0 || !self.switches.frictions.metrics || self.pulled.acts(Lever::Metrics, t);
        self.s.pressure = if lifted { 0.0 } else { pressure(self.s.last_aht, self.world.today.in_house_aht_minutes) };
    }

    /// Probits by which in-house resolution is shifted this month: coaching up, pressure down.
    fn resolution_shift(&self, t: usize) -> f64 {
        let p = &self.world.p;
        quality::coaching(p, self.pulled.month(Lever::Quality), t) - p.behaviour.pressure_fcr * self.s.pressure
    }

    /// Does anything of this run depend on people's work? Not while every contact costs the same (model book, "Bridge").
    fn work_counts(&self) -> bool {
        self.switches.frictions.queue || self.switches.frictions.harder
    }

    /// Does the team have a life of its own, or is what the work requires always there?
    pub(super) fn team_lives(&self) -> bool {
        self.switches.frictions.capacity && self.work_counts()
    }

    pub(super) fn residual_becomes_work(&mut self, t: usize) {
        if !self.work_counts() {
            return;
        }
        let (p, today, z) = (&self.world.p, &self.world.today, &self.setting.z);
        let teams = p.teams.len();
        let shift = self.resolution_shift(t);
        let s = &mut *self.s;
        let unhurried = 1.0 - p.behaviour.hurry * s.pressure;
        if shift != 0.0 && shift != s.shift {
            for (j, rates) in s.rates.iter_mut().enumerate() {
                today.shifted_rates(p, z, j, shift, self.setting.exact(), rates);
            }
            s.shift = shift;
        }
        let inflow = Inflow { issues: &s.take.inflow, hours: &s.take.hours, value: &today.value, z };
        for (j, unit) in s.unit.iter_mut().enumerate() {
            let mut server = today.servers[j];
            let in_house = j < teams;
            if in_house {
                server.aht_factor = server.aht_factor.map(|factor| factor * unhurried);
            }
            let rates = if in_house && shift != 0.0 { &s.rates[j] } else { &today.rates[j] };
            *unit = work_by_tier(&inflow, &today.types, &server, rates, |_| 1.0);
        }
    }

    pub(super) fn work_is_routed(&mut self, t: usize) {
        if !self.work_counts() {
            return;
        }
        let lives = self.team_lives();
        let s = &mut *self.s;
        let situation = Situation { p: &self.world.p, unit: &s.unit, effective: &s.effective, staffing: &self.staffing };
        if self.pulled.acts(Lever::Routing, t) {
            s.sourcing.specialise(&situation);
        } else {
            s.sourcing.pool(&situation);
        }
        if !lives {
            for queue in &mut s.sourcing.queues {
                queue.effective = queue.required;
            }
        }
    }

    pub(super) fn customers_are_served(&mut self, _t: usize) {
        let p = &self.world.p;
        let s = &mut *self.s;
        let (retry, queued) = (p.customers.retry, self.switches.frictions.queue);
        let handled = |work: &Work, service: &Service| 1.0 - service.abandonment * (1.0 - retry) * ratio(work.live_contacts, work.contacts);
        s.served.clear();
        for queue in &s.sourcing.queues {
            let missing = (queue.required - queue.effective).max(0.0);
            let overtime = missing.min(p.workforce.overtime_cap * queue.effective);
            let present = if queue.required > 0.0 { (queue.effective + overtime) / queue.required } else { 1.0 };
            let service =
                if queued { self.staffing.service(queue.live_workload, queue.live_aht_minutes, present) } else { Service::UNHURRIED };
            s.served.push(Served { overtime, service, handled: handled(&queue.work, &service) });
        }
        for (v, work) in s.sourcing.vendor_work.iter().enumerate() {
            s.vendor_fte[v] = self.staffing.requirement(work);
            let service = if queued { self.staffing.service(work.live_workload, work.live_aht_minutes(), 1.0) } else { Service::UNHURRIED };
            s.vendor_served[v] = Served { overtime: 0.0, service, handled: handled(work, &service) };
        }
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
        }
        self.invoices_come(t);
    }

    /// Invoices for vendors' months as they were worked. Nothing else of a run depends on them but money (see
    /// [`super::reprice`]).
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
            let month = &s.vendor_months[v * months + t];
            let no_ai = self.counterfactual.map(|no_ai| &no_ai.vendor_months[v * months + t]);
            let today = &today.vendor_volumes[v];
            s.invoices[v] = s.accounts[v].bill(terms, since, month, no_ai, today, self.switches.frozen, contract);
        }
    }

    pub(super) fn targets_are_explained(&mut self, t: usize) {
        let (p, today, z) = (&self.world.p, &self.world.today, &self.setting.z);
        // Where every contact costs the same nobody's work is known.
        let shifted = self.resolution_shift(t) != 0.0;
        if !self.work_counts() {
            return;
        }
        let s = &mut *self.s;
        let Some(rebaseline) = &mut s.rebaseline else { return };
        let at_stake = |k: usize| {
            let cells = today.issues_of(k).iter().zip(&today.value[k * SLICES..]);
            self.outlook.factor(k, t) * cells.map(|(issues, value)| issues * value).sum::<f64>()
        };
        let rates = &s.rates;
        rebaseline.explain(
            t,
            &Lived {
                p,
                today,
                z,
                exact: self.setting.exact(),
                take: &s.take,
                sourcing: &s.sourcing,
                rates: &|j| if shifted { &rates[j] } else { &today.rates[j] },
                pressure: s.pressure,
                booked: [Metric::AhtMinutes, Metric::Fcr, Metric::Csat].map(|metric| s.record.get(t, metric)),
                value_at_stake: (0..p.types.len()).map(at_stake).sum(),
            },
        );
    }

    pub(super) fn people_leave(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let lives = self.team_lives();
        let s = &mut *self.s;
        if !lives {
            return;
        }
        let (mut experience, mut everybody) = (0.0, 0.0);
        for (j, team) in s.teams.iter_mut().enumerate() {
            let work = &s.sourcing.team_work[j];
            let hardness = if work.contacts > 0.0 { work.hardness / work.contacts - today.hardness[j] } else { 0.0 };
            let occupancy = s.served[s.sourcing.queue_of[j]].service.occupancy;
            let strain = Strain { occupancy, hardness, pressure: s.pressure };
            let hazard = strain.hazard(p, today.hazards[j]);
            let heads = team.heads();
            experience += heads * strain.experience(p);
            everybody += heads;
            let leavers = match &self.world.process {
                None => heads * hazard,
                Some(process) => binomial_quantile(heads as u64, hazard, process.leavers(j, t)) as f64,
            };
            team.leave(leavers);
            s.record.set_team(t, j, TeamMetric::Leavers, leavers);
        }
        s.record.set(t, Metric::AgentExperience, ratio(experience, everybody));
    }

    pub(super) fn planner_decides(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let calendar = &self.setting.model.calendar;
        if !self.team_lives() {
            return;
        }
        let s = &mut *self.s;
        let full = self.outlook.full_actual[t];
        for (j, sight) in s.sights.iter_mut().enumerate() {
            let observed = if full > 0.0 { s.sourcing.wanted[j] / full } else { 1.0 };
            sight.note(observed, self.plan.observed(j, t), t >= calendar.go_live);
        }
        let lever = self.pulled.acts(Lever::Staffing, t);
        let outlooks = Outlooks {
            plan: self.plan,
            sights: &s.sights,
            shares: &|j| p.teams[j].share_of_in_house,
            lever,
            size_to: self.setting.model.size_to,
            ai: self.switches.ai,
            response_without: p.workforce.response_without,
        };
        let permanent = &self.outlook.permanent;
        let target = |j: usize, month: usize| outlooks.ratio(j, month) * permanent[month] * today.heads_per_fte[j];
        let lead = lead_months(p);
        for (j, team) in s.teams.iter().enumerate() {
            let arrival = t + lead + team.training;
            let staying = team.heads() * today.staying[j];
            let need = (target(j, arrival) - staying - team.pipeline(t)).max(0.0);
            s.needs[j] = if need < 1e-9 { 0.0 } else { need };
            if lever {
                let peak = (t + 1..=t + PEAK).map(|month| target(j, month)).fold(0.0, f64::max);
                s.tops[j] = peak.max(s.sights[j].now * permanent[t + 1] * today.heads_per_fte[j]);
            }
            s.temporary_ratio[j] = outlooks.ratio(j, t + 1);
        }
        if lever {
            self.team_is_reduced(t);
        }
        let s = &mut *self.s;
        for (j, team) in s.teams.iter_mut().enumerate() {
            let heads = if self.world.process.is_some() { (s.needs[j] + 0.5).floor() } else { s.needs[j] };
            team.hire(t + lead + team.training, heads);
        }
    }

    /// The staffing lever on teams with more heads than they will need: classes are cancelled, generalists retrained,
    /// and only then people let go whom attrition would not have absorbed.
    fn team_is_reduced(&mut self, t: usize) {
        let (p, today) = (&self.world.p, &self.world.today);
        let whole = self.world.process.is_some();
        let lever = &p.levers.staffing;
        let routing = self.pulled.acts(Lever::Routing, t);
        let s = &mut *self.s;
        let down = |x: f64| if whole { x.floor() } else { x };
        let specialist = |j: usize| routing && p.teams[j].skill_tier >= p.levers.routing.specialist_from_tier;
        for j in 0..s.teams.len() {
            let heads = s.teams[j].heads();
            s.spare[j] = (heads + s.teams[j].pipeline(t) - s.tops[j]).max(0.0);
            if s.needs[j] == 0.0 && s.spare[j] > 0.0 {
                let cancelled = s.teams[j].cancel(t, down(s.spare[j]));
                s.spare[j] -= cancelled;
            }
            s.excess[j] = heads * today.absorbed[j] + s.teams[j].pipeline(t) - s.tops[j];
        }
        if let (Some(upskill), true) = (&lever.upskill, routing) {
            for j in (0..s.teams.len()).filter(|j| !specialist(*j)) {
                for to in (0..s.teams.len()).filter(|to| specialist(*to)) {
                    if s.needs[to] <= 0.0 || upskill.success <= 0.0 {
                        continue;
                    }
                    let moved = down(s.spare[j].min(s.needs[to] / upskill.success).min(s.teams[j].heads()));
                    let succeed = match &self.world.process {
                        None => moved * upskill.success,
                        Some(process) => binomial_quantile(moved as u64, upskill.success, process.upskill(j, t)) as f64,
                    };
                    let arrival = s.teams[j].send(t, moved, moved - succeed);
                    s.teams[to].join(arrival, succeed);
                    s.needs[to] = (s.needs[to] - succeed).max(0.0);
                    s.spare[j] -= moved;
                    s.excess[j] -= succeed;
                }
            }
        }
        if lever.severance_weeks.is_some() {
            for (j, team) in s.teams.iter_mut().enumerate() {
                let severed = down(s.excess[j].min(lever.max_monthly_reduction * team.heads()).max(0.0));
                team.leave(severed);
                s.record.set_team(t, j, TeamMetric::Severed, severed);
            }
        }
    }

    pub(super) fn quality_drifts(&mut self, t: usize) {
        let (p, setting) = (&self.world.p, self.setting);
        let reviews = self.reviews(t);
        let process = self.world.process.as_ref();
        let s = &mut *self.s;
        if self.switches.ai && t >= setting.model.calendar.go_live && self.switches.frictions.quality {
            let found = quality::detection(p, s.take.unresolved(), reviews);
            match process {
                None => s.drift.expect(p, found),
                Some(process) => {
                    let born = process.regression(t) < p.ai.quality.regression_probability;
                    s.drift.draw(p, t, found, born, |birth| process.found(setting, birth, t));
                }
            }
        }
        let (take, phases) = (&s.take, &mut s.phases);
        phases.record(take, |phase, resolution| {
            if reviews <= 0.0 {
                return 1.0;
            }
            let sample = reviews * ratio(take.phases[phase].contained, take.contained);
            quality::seen_resolution(resolution, sample, process.map(|process| process.qa(phase, t)))
        });
        s.last_aht = s.record.get(t, Metric::InHouseAhtMinutes);
    }

    /// Is a team one of the specialists this month?
    pub fn is_specialist(&self, team: usize) -> bool {
        self.s.sourcing.queue_of[team] == SPECIALISTS
    }
}
