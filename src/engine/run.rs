//! One run: a world through all months under one set of switches. The parts are called by [`super::month`].

use super::ai::{AiMonth, Phases, Take};
use super::assist;
use super::backlog;
use super::contracts::{self, Account, AiInvoice, AiUsage};
use super::difficulty::{SLICES, TIERS};
use super::finance::{Ledger, compounded};
use super::month::month;
use super::people::pressure;
use super::planner::{Plan, Sight};
use super::quality::{self, Drift, Lost};
use super::rebaseline::{Lived, Rebaseline};
use super::record::{Metric, Record};
use super::residual::{Inflow, Rates, Server, Work, work_by_tier};
use super::roster::Roster;
use super::routing::{Situation, Sourcing};
use super::shares::{Programme, Shares};
use super::skills::Skills;
use super::staffing::{Service, Staffing, blended_occupancy};
use super::switches::{Pulled, Switches};
use super::today::ratio;
use super::workforce::{Team, steady_mix};
use super::world::{LOOKAHEAD, Outlook, Setting, World};
use crate::model::{Lever, Parameters};

/// How a queue served its month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Served {
    /// Overtime FTE.
    pub overtime: f64,
    /// Service of its real-time work.
    pub service: Service,
    /// Share of its contacts that is handled.
    pub handled: f64,
    /// FTE missing after overtime; below zero where deferred work that earlier months left open was worked off.
    pub missing: f64,
    /// FTE that work off what earlier months left open.
    pub clearing: f64,
    /// Share of its deferred work answered within the response target; 1 where there is none.
    pub in_time: f64,
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
    /// Who has which share of the work this month.
    pub(super) shares: Shares,
    pub(super) last_shares: Shares,
    pub(super) programme: Option<Programme>,
    /// Specialists by skill, where they name theirs.
    pub(super) skills: Option<Skills>,
    /// FTE whose work changes hands this month.
    pub(super) transferred_fte: f64,
    pub(super) transfer_cost: f64,
    /// By team and tier, where shares differ by contact type: what vendors have above their skill.
    pub(super) released: Vec<[Work; TIERS]>,
    /// Work by server and tier as if the server handled every issue.
    pub(super) unit: Vec<[Work; TIERS]>,
    /// In-house rates at `shift`.
    rates: Vec<Rates>,
    shift: f64,
    pub(super) pressure: f64,
    /// In-house handle time of last month, minutes.
    last_aht: f64,
    /// Effective FTE of each team, temporary staff included.
    pub(super) effective: Vec<f64>,
    pub(super) temporary: Vec<f64>,
    /// Factor on each team's handle time of an AI beside the agent; 1 without one.
    pub(super) assisted: Vec<f64>,
    /// `r_j` for the coming month, as decided at the end of the month before.
    pub(super) temporary_ratio: Vec<f64>,
    pub(super) sights: Vec<Sight>,
    pub(super) served: Vec<Served>,
    /// Deferred agent hours left open, by queue.
    pub(super) open: Vec<f64>,
    pub(super) vendor_served: Vec<Served>,
    pub(super) vendor_fte: Vec<f64>,
    /// Vendor `v`'s month `t` as its contract sees it, at `v·months + t`.
    pub(super) vendor_months: Vec<contracts::Month>,
    /// Vendor `v`'s volume in month `t` over what today's share would make it, at `v·months + t`.
    pub(super) vendor_factors: Vec<f64>,
    pub(super) accounts: Vec<Account>,
    /// Month from which renegotiated terms hold.
    pub(super) renegotiated_from: Vec<Option<usize>>,
    /// Month in which a vendor leaves.
    pub(super) exits: Vec<Option<usize>>,
    pub(super) invoices: Vec<contracts::Invoice>,
    /// The AI's months as its contract sees them; before go-live empty ones.
    pub(super) ai_months: Vec<AiUsage>,
    pub(super) ai_invoice: AiInvoice,
    pub(super) needs: Vec<f64>,
    pub(super) tops: Vec<f64>,
    pub(super) spare: Vec<f64>,
    pub(super) excess: Vec<f64>,
    /// Weeks of pay of those let go this month, by team.
    pub(super) weeks_of_pay: Vec<f64>,
    /// Redeployed heads of each team that are still with the company.
    pub(super) redeployed: Vec<f64>,
    /// Has anybody been let go or redeployed in this run?
    pub(super) reduced: bool,
    /// Cost of the month so far.
    pub(super) ledger: Ledger,
    /// Figures of the run.
    pub record: Record,
    /// What of every month is the work; kept only where it was asked for, so that an ordinary month costs nothing more.
    pub rebaseline: Option<Rebaseline>,
    /// The people team by team; kept only where it was asked for.
    pub roster: Option<Roster>,
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
            shares: Shares::with_sizes(types, vendors),
            last_shares: Shares::with_sizes(types, vendors),
            programme: None,
            skills: Skills::of(model),
            transferred_fte: 0.0,
            transfer_cost: 0.0,
            released: vec![[Work::default(); TIERS]; teams],
            unit: vec![[Work::default(); TIERS]; teams + vendors],
            rates: vec![Rates::with_types(types); teams],
            shift: f64::NAN,
            pressure: 0.0,
            last_aht: 0.0,
            effective: vec![0.0; teams],
            temporary: vec![0.0; teams],
            assisted: vec![1.0; teams],
            temporary_ratio: vec![0.0; teams],
            sights: vec![Sight::default(); teams],
            served: Vec::with_capacity(teams + 1),
            open: Vec::with_capacity(teams + 1),
            vendor_served: vec![Served::default(); vendors],
            vendor_fte: vec![0.0; vendors],
            vendor_months: vec![contracts::Month::default(); vendors * months],
            vendor_factors: vec![1.0; vendors * months],
            accounts: vec![Account::with_months(months); vendors],
            renegotiated_from: vec![None; vendors],
            exits: vec![None; vendors],
            invoices: vec![contracts::Invoice::default(); vendors],
            ai_months: vec![AiUsage::default(); months],
            ai_invoice: AiInvoice::default(),
            needs: vec![0.0; teams],
            tops: vec![0.0; teams],
            spare: vec![0.0; teams],
            excess: vec![0.0; teams],
            weeks_of_pay: vec![0.0; teams],
            redeployed: vec![0.0; teams],
            reduced: false,
            ledger: Ledger::default(),
            record: Record::new(months, teams),
            rebaseline: None,
            roster: None,
        }
    }

    /// Room for runs that explain their months' handle time, resolution and satisfaction.
    pub fn explaining(setting: &Setting<'_>) -> Self {
        let model = setting.model;
        let room = Rebaseline::with_sizes(model.calendar.months, model.types.len(), model.teams.len(), model.vendors.len());
        Self { rebaseline: Some(room), ..Self::new(setting) }
    }

    /// Room for runs that count their people team by team.
    pub fn counting(setting: &Setting<'_>) -> Self {
        let model = setting.model;
        Self { roster: Some(Roster::with_sizes(model.calendar.months, model.teams.len())), ..Self::new(setting) }
    }

    /// What the last month's routing started from, for people as good as `effective` says.
    pub fn situation<'a>(&'a self, p: &'a Parameters, effective: &'a [f64], staffing: &'a Staffing<'a>) -> Situation<'a> {
        Situation { p, unit: &self.unit, effective, staffing, shares: &self.shares, released: &self.released }
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

    /// A vendor's volumes over what today's share would make them, month by month: what was moved to or from it.
    pub fn vendor_factors(&self, vendor: usize) -> &[f64] {
        let months = self.ai_months.len();
        &self.vendor_factors[vendor * months..(vendor + 1) * months]
    }

    /// What moving work between vendors and the own team cost over the run.
    pub fn transfer_cost(&self) -> f64 {
        self.transfer_cost
    }

    /// Month in which a vendor leaves, if it does.
    pub fn exit(&self, vendor: usize) -> Option<usize> {
        self.exits[vendor]
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
    let mut run = Run::new(setting, world, switches, plan, counterfactual, state);
    run.start();
    for t in 0..setting.model.calendar.months {
        month(&mut run, t);
    }
}

impl<'a> Run<'a> {
    /// A run before its first month; `state` keeps what it holds.
    pub(super) fn new(
        setting: &'a Setting<'a>,
        world: &'a World,
        switches: &'a Switches,
        plan: &'a Plan,
        counterfactual: Option<&'a State>,
        state: &'a mut State,
    ) -> Self {
        Self {
            setting,
            world,
            outlook: if switches.frozen { &world.frozen } else { &world.outlook },
            switches,
            pulled: switches.pulled(setting.model, &world.p),
            plan,
            counterfactual,
            staffing: Staffing::new(setting.queues, &world.p),
            s: state,
        }
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
        if let Some(roster) = &mut s.roster {
            roster.begin(&s.teams);
        }
        s.sourcing.reset();
        s.phases.reset();
        s.drift.reset();
        s.record.reset();
        s.assisted.fill(1.0);
        s.redeployed.fill(0.0);
        s.reduced = false;
        s.open.clear();
        s.shift = f64::NAN;
        (s.pressure, s.last_aht) = (0.0, today.in_house_aht_minutes);
        s.ai_months.fill(AiUsage::default());
        self.vendors_negotiate();
    }

    /// Wages have risen by this much: a step in months 12, 24, ...
    pub(super) fn wage_index(&self, t: usize) -> f64 {
        if self.switches.frozen { 1.0 } else { compounded(self.world.p.workforce.wage_inflation, t / 12) }
    }

    /// Conversations reviewed this month.
    pub(super) fn reviews(&self, t: usize) -> f64 {
        if !self.pulled.acts(Lever::Quality, t) {
            return 0.0;
        }
        let lever = &self.world.p.levers.quality;
        lever.ai_review_share.map_or(lever.ai_reviews, |share| share * self.s.take.conversations())
    }

    pub(super) fn people_arrive(&mut self, t: usize) {
        let p = &self.world.p;
        let lives = self.team_lives();
        let assist = self.assist(t);
        let s = &mut *self.s;
        if !lives {
            for (j, team) in p.teams.iter().enumerate() {
                s.effective[j] = team.share_of_in_house;
                if let Some(assist) = assist {
                    let (in_ramp, proficient) = steady_mix(team, assist::start_productivity(p, Some(assist)));
                    s.assisted[j] = assist::aht_factor(assist, in_ramp, proficient);
                }
            }
            return;
        }
        let start_productivity = assist::start_productivity(p, assist);
        let peak = (self.outlook.full[t] - self.outlook.permanent[t]).max(0.0) * s.programme.map_or(1.0, |p| p.in_house_factor(t));
        for (j, team) in s.teams.iter_mut().enumerate() {
            team.arrive(t);
            s.temporary[j] = s.temporary_ratio[j] * peak;
            let (in_ramp, proficient) = team.productive(start_productivity);
            s.effective[j] = in_ramp + proficient + s.temporary[j];
            if let Some(assist) = assist {
                s.assisted[j] = assist::aht_factor(assist, in_ramp, proficient + s.temporary[j]);
            }
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
            t,
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

    /// Probits by which in-house resolution is shifted this month: coaching and assist up, pressure down.
    fn resolution_shift(&self, t: usize) -> f64 {
        let p = &self.world.p;
        let coached = quality::coaching(p, self.pulled.month(Lever::Quality), t) - p.behaviour.pressure_fcr * self.s.pressure;
        self.assist(t).map_or(coached, |assist| coached + assist.fcr_shift)
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
            today.shift_rates(p, z, shift, self.setting.exact(), &mut s.rates);
            s.shift = shift;
        }
        let inflow = Inflow { issues: &s.take.inflow, hours: &s.take.hours, value: &today.value, z };
        for (j, unit) in s.unit.iter_mut().enumerate() {
            let mut server = today.servers[j];
            let in_house = j < teams;
            if in_house {
                let eased = unhurried * s.assisted[j];
                server.aht_factor = server.aht_factor.map(|factor| factor * eased);
            }
            let rates = if in_house && shift != 0.0 { &s.rates[j] } else { &today.rates[j] };
            *unit = work_by_tier(&inflow, &today.types, &server, rates, |_| 1.0);
        }
        let team_rates = &s.rates;
        let server = |j: usize| {
            let (factor, shifted) = if j < teams { (unhurried * s.assisted[j], shift != 0.0) } else { (1.0, false) };
            let hands = Server { aht_factor: today.servers[j].aht_factor.map(|own| own * factor), ..today.servers[j] };
            (hands, if shifted { &team_rates[j] } else { &today.rates[j] })
        };
        if s.shares.differ() {
            s.shares.weigh(p, &inflow, &today.types, server, &mut s.unit, &mut s.released);
        }
        if let (Some(skills), true) = (&mut s.skills, self.pulled.acts(Lever::Routing, t)) {
            skills.weigh(p, &s.shares, &inflow, &today.types, server);
        }
    }

    pub(super) fn work_is_routed(&mut self, t: usize) {
        if !self.work_counts() {
            return;
        }
        let lives = self.team_lives();
        let s = &mut *self.s;
        let situation = Situation {
            p: &self.world.p,
            unit: &s.unit,
            effective: &s.effective,
            staffing: &self.staffing,
            shares: &s.shares,
            released: &s.released,
        };
        match (&mut s.skills, self.pulled.acts(Lever::Routing, t)) {
            (_, false) => s.sourcing.pool(&situation),
            (None, true) => s.sourcing.specialise(&situation),
            (Some(skills), true) => skills.route(&mut s.sourcing, &situation),
        }
        if !lives {
            for queue in &mut s.sourcing.queues {
                queue.effective = queue.required;
            }
        }
    }

    pub(super) fn customers_are_served(&mut self, _t: usize) {
        let p = &self.world.p;
        let lives = self.team_lives();
        let s = &mut *self.s;
        let (retry, queued) = (p.customers.retry, self.switches.frictions.queue);
        let handled = |work: &Work, service: &Service| 1.0 - service.abandonment * (1.0 - retry) * ratio(work.live_contacts, work.contacts);
        if s.open.len() != s.sourcing.queues.len() {
            let total = s.open.iter().fold(0.0, |sum, hours| sum + hours);
            s.open.resize(s.sourcing.queues.len(), 0.0);
            backlog::spread(&mut s.open, total, |queue| s.sourcing.queues[queue].work.deferred_workload);
        }
        s.served.clear();
        for (queue, open) in s.sourcing.queues.iter().zip(&mut s.open) {
            let missing = (queue.required - queue.effective).max(0.0);
            let mut overtime = missing.min(p.workforce.overtime_cap * queue.effective);
            let mut present = if queue.required > 0.0 { (queue.effective + overtime) / queue.required } else { 1.0 };
            let mut missing = (queue.required - queue.effective - overtime).max(0.0);
            let (mut clearing, mut in_time) = (0.0, 1.0);
            let deferred = queue.work.deferred_workload * queue.help * self.staffing.fte_per_deferred_hour();
            if let (Some(target), true) = (&p.service.deferred, lives && (deferred > 0.0 || *open > 0.0)) {
                let month = backlog::Month {
                    required: queue.required,
                    deferred,
                    effective: queue.effective,
                    arriving: queue.work.deferred_workload,
                    open: *open,
                    fte_per_hour: queue.help * self.staffing.fte_per_deferred_hour(),
                    overtime_cap: p.workforce.overtime_cap,
                };
                let outcome = month.outcome();
                (overtime, present, clearing) = (outcome.overtime, outcome.present, outcome.clearing);
                missing = month.missing(&outcome);
                in_time = month.in_time(&outcome, target.within_minutes);
                *open = outcome.open;
            }
            let mut service =
                if queued { self.staffing.service(queue.live_workload, queue.live_aht_minutes, present) } else { Service::UNHURRIED };
            if deferred > 0.0 && queued {
                service.occupancy = blended_occupancy(&service, deferred / queue.required, present, p.service.max_occupancy);
            }
            s.served.push(Served { overtime, service, handled: handled(&queue.work, &service), missing, clearing, in_time });
        }
        for (v, work) in s.sourcing.vendor_work.iter().enumerate() {
            s.vendor_fte[v] = self.staffing.requirement(work);
            let service = if queued { self.staffing.service(work.live_workload, work.live_aht_minutes(), 1.0) } else { Service::UNHURRIED };
            s.vendor_served[v] = Served { service, handled: handled(work, &service), in_time: 1.0, ..Served::default() };
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
                shares: &s.shares,
                skills: s.skills.as_ref().filter(|_| self.pulled.acts(Lever::Routing, t)),
                rates: &|j| if shifted { &rates[j] } else { &today.rates[j] },
                pressure: s.pressure,
                assisted: &s.assisted,
                booked: [Metric::AhtMinutes, Metric::Fcr, Metric::Csat].map(|metric| s.record.get(t, metric)),
                value_at_stake: (0..p.types.len()).map(at_stake).sum(),
            },
        );
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
}
