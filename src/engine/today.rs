//! Today as measured: the calibration of every world (model book, "Difficulty, and today as measured").
//!
//! Intercepts, handle times and issues per slice are solved so that today's volume, AHT and FCR come out exactly.

use super::assist;
use super::contracts::{self, Bill, Volumes};
use super::difficulty::{PER_TIER, SLICES, skill_gaps};
use super::residual::{Inflow, Rates, SERIES_REACH, Server, TypeFactors, Work, total, work_by_tier};
use super::staffing::{Service, Staffing};
use super::supervision;
use super::workforce;
use crate::model::Parameters;
use crate::normal;
use libm::{exp, log, sqrt};

/// Today's operation in one world. Vectors over cells are laid out type × slice.
#[derive(Clone, Debug, Default)]
pub struct Today {
    /// In-house teams first, then vendors.
    pub servers: Vec<Server>,
    /// Share of the issues of type `k` that server `j` handles, at `k·servers + j`.
    pub shares: Vec<f64>,
    /// Per contact type: intercept, satisfaction, concurrency.
    pub types: Vec<TypeFactors>,
    /// Issues a month by cell at today's volume, `I_kn`.
    pub issues: Vec<f64>,
    /// Hours of a contact at a fully skilled server by cell, `h_kn`.
    pub hours: Vec<f64>,
    /// Value at risk of an issue by cell.
    pub value: Vec<f64>,
    /// Rates of every server today.
    pub rates: Vec<Rates>,
    /// In-house work by type: the base of `R_full` and `R_perm`.
    pub in_house_by_type: Vec<Work>,
    /// In-house work in all.
    pub in_house: Work,
    /// Work of each server.
    pub work: Vec<Work>,
    /// Contact-weighted difficulty of each team's work.
    pub hardness: Vec<f64>,
    /// In-house handle time before AI, in minutes.
    pub in_house_aht_minutes: f64,
    /// FTE in-house work requires at its average month.
    pub required_fte: f64,
    /// The same at the planning percentile: today's effective FTE.
    pub effective_fte: f64,
    /// Heads of each team.
    pub heads: Vec<f64>,
    /// Heads per effective FTE of each team.
    pub heads_per_fte: Vec<f64>,
    /// The same with an AI beside the agent, whose gain of start productivity needs fewer heads.
    pub assisted_heads_per_fte: Vec<f64>,
    /// Monthly leaving hazard of each team without strain, `h₀`.
    pub hazards: Vec<f64>,
    /// Share of each team that stays from a hiring decision to the month before the class joins.
    pub staying: Vec<f64>,
    /// Share of each team that stays over `attrition_first_months`.
    pub absorbed: Vec<f64>,
    /// Service of today's work at its required FTE.
    pub service: Service,
    /// Billed volumes of each vendor: the base of minimums.
    pub vendor_volumes: Vec<Volumes>,
    /// Invoice of each vendor.
    pub vendor_invoices: Vec<f64>,
    /// Cost of a month: labour of heads, steady turnover, those who lead and listen to them, vendor invoices.
    pub monthly_cost: f64,
    /// Contacts of a month.
    pub contacts: f64,
}

impl Today {
    /// Room for a model's sizes; filled by [`Today::calibrate`].
    pub fn with_sizes(types: usize, teams: usize, vendors: usize) -> Self {
        let (servers, cells) = (teams + vendors, types * SLICES);
        let server = Server { aht_factor: [1.0; 5], fcr_shift: [0.0; 5] };
        Self {
            servers: vec![server; servers],
            shares: vec![0.0; types * servers],
            types: vec![TypeFactors { alpha: 0.0, satisfaction: 0.0, concurrency: 1.0 }; types],
            issues: vec![0.0; cells],
            hours: vec![0.0; cells],
            value: vec![0.0; cells],
            rates: vec![Rates::with_types(types); servers],
            in_house_by_type: vec![Work::default(); types],
            work: vec![Work::default(); servers],
            hardness: vec![0.0; teams],
            heads: vec![0.0; teams],
            heads_per_fte: vec![0.0; teams],
            assisted_heads_per_fte: vec![0.0; teams],
            hazards: vec![0.0; teams],
            staying: vec![0.0; teams],
            absorbed: vec![0.0; teams],
            vendor_volumes: vec![Volumes::default(); vendors],
            vendor_invoices: vec![0.0; vendors],
            ..Self::default()
        }
    }

    /// Issues by slice of a type at today's volume.
    pub fn issues_of(&self, kind: usize) -> &[f64; SLICES] {
        self.issues[kind * SLICES..].first_chunk().expect("twenty slices a type")
    }

    /// Share of the issues of a type that a server handles.
    pub fn share(&self, server: usize, kind: usize) -> f64 {
        self.shares[kind * self.servers.len() + server]
    }

    /// Cost per contact today, `c₀`.
    pub fn cost_per_contact(&self) -> f64 {
        self.monthly_cost / self.contacts
    }

    /// Mean handle time over all servers, in minutes.
    pub fn aht_minutes(&self) -> f64 {
        let (hours, contacts) = self.work.iter().fold((0.0, 0.0), |(h, c), w| (h + w.hours, c + w.contacts));
        hours / contacts * 60.0
    }

    /// Work of vendors and teams together.
    pub fn all_work(&self) -> Work {
        let mut sum = Work::default();
        for work in &self.work {
            sum.add(work, 1.0);
        }
        sum
    }

    /// Solves today for the inputs of a world. Allocates nothing.
    pub fn calibrate(&mut self, p: &Parameters, z: &[f64; SLICES], concurrency: &[f64], staffing: &Staffing<'_>) {
        self.set_servers(p);
        for (k, live) in concurrency.iter().enumerate() {
            self.calibrate_type(p, z, k, *live);
        }
        for (server, rates) in self.servers.iter().zip(&mut self.rates) {
            rates.set(&self.types, z, p.difficulty.fcr_slope, p.customers.repeat_propensity, server, 0.0);
        }
        self.set_work(p, z);
        self.set_team(p, staffing);
        self.set_cost(p, staffing);
    }

    /// Rates of a server with resolution shifted by `shift` probits: set anew where everything is `exact` or the shift is beyond
    /// the series, by series else.
    pub fn shifted_rates(&self, p: &Parameters, z: &[f64; SLICES], server: usize, shift: f64, exact: bool, out: &mut Rates) {
        self.shift_like(p, z, server, (shift, exact), None, out);
    }

    /// The same for all in-house teams, from the first on.
    pub fn shift_rates(&self, p: &Parameters, z: &[f64; SLICES], shift: f64, exact: bool, out: &mut [Rates]) {
        for j in 0..out.len() {
            let (done, rest) = out.split_at_mut(j);
            self.shift_like(p, z, j, (shift, exact), done.first(), &mut rest[0]);
        }
    }

    /// `first`: the same of the first team; others differ from it in the tiers above somebody's skill alone.
    fn shift_like(
        &self,
        p: &Parameters,
        z: &[f64; SLICES],
        server: usize,
        (shift, exact): (f64, bool),
        first: Option<&Rates>,
        out: &mut Rates,
    ) {
        let repeat = p.customers.repeat_propensity;
        if exact || shift.abs() > SERIES_REACH {
            out.set(&self.types, z, p.difficulty.fcr_slope, repeat, &self.servers[server], shift);
            return;
        }
        let (mine, theirs) = (&self.servers[server].fcr_shift, &self.servers[0].fcr_shift);
        let like = first.map(|first| (first, std::array::from_fn(|g| mine[g] == theirs[g])));
        out.shift(&self.rates[server], repeat, shift, like);
    }

    fn set_servers(&mut self, p: &Parameters) {
        let w = &p.workforce;
        let server = |skill: f64, aht_factor: f64, fcr_shift: f64| {
            let gaps = skill_gaps(skill);
            Server {
                aht_factor: gaps.map(|gap| aht_factor * (1.0 + w.misskill_aht * gap)),
                fcr_shift: gaps.map(|gap| fcr_shift - w.misskill_fcr * gap),
            }
        };
        for (j, team) in p.teams.iter().enumerate() {
            self.servers[j] = server(team.skill_tier, 1.0, 0.0);
        }
        for (v, vendor) in p.vendors.iter().enumerate() {
            self.servers[p.teams.len() + v] = server(vendor.skill_tier, vendor.aht_factor, vendor.fcr_shift);
        }
        for (k, shares) in self.shares.chunks_mut(self.servers.len()).enumerate() {
            let vendor_share: f64 = p.vendors.iter().map(|v| v.share_of_type(k)).sum();
            let in_house = p.teams.iter().map(|team| (1.0 - vendor_share).max(0.0) * team.share_of_in_house);
            for (share, today) in shares.iter_mut().zip(in_house.chain(p.vendors.iter().map(|v| v.share_of_type(k)))) {
                *share = today;
            }
        }
    }

    /// `α_k`, `m_k` and `I_kn`: today's FCR, AHT and volume as measured.
    fn calibrate_type(&mut self, p: &Parameters, z: &[f64; SLICES], k: usize, concurrency: f64) {
        let kind = &p.types[k];
        let (slope, repeat) = (p.difficulty.fcr_slope, p.customers.repeat_propensity);
        let shares = &self.shares[k * self.servers.len()..(k + 1) * self.servers.len()];
        let fcr_at = |alpha: f64| {
            let mut sum = 0.0;
            for (n, zn) in z.iter().enumerate() {
                let (mut contacts, mut resolved) = (0.0, 0.0);
                for (server, share) in self.servers.iter().zip(shares) {
                    let f = normal::cdf(alpha - slope * zn + server.fcr_shift[n / PER_TIER]);
                    let c = share / (1.0 - repeat * (1.0 - f));
                    contacts += c;
                    resolved += c * f;
                }
                sum += resolved / contacts;
            }
            sum / SLICES as f64
        };
        let alpha = solve_increasing(fcr_at, kind.fcr, normal::quantile(kind.fcr) * sqrt(1.0 + slope * slope));
        let sigma = sqrt(log(1.0 + kind.aht_cv * kind.aht_cv));
        let loading = p.difficulty.aht_loading * sigma;
        let mut mean_factor = 0.0;
        for (n, zn) in z.iter().enumerate() {
            let (mut contacts, mut weighted) = (0.0, 0.0);
            for (server, share) in self.servers.iter().zip(shares) {
                let f = normal::cdf(alpha - slope * zn + server.fcr_shift[n / PER_TIER]);
                let c = share / (1.0 - repeat * (1.0 - f));
                contacts += c;
                weighted += c * server.aht_factor[n / PER_TIER];
            }
            let length = exp(loading * zn);
            self.issues[k * SLICES + n] = kind.volume / SLICES as f64 / contacts;
            self.hours[k * SLICES + n] = length;
            mean_factor += length * weighted / contacts / SLICES as f64;
        }
        let scale = kind.aht_minutes / 60.0 / mean_factor;
        let value_mean = z.iter().map(|zn| exp(p.difficulty.value_loading * zn)).sum::<f64>() / SLICES as f64;
        for (n, zn) in z.iter().enumerate() {
            self.hours[k * SLICES + n] *= scale;
            self.value[k * SLICES + n] = kind.value_at_risk * exp(p.difficulty.value_loading * zn) / value_mean;
        }
        let satisfaction = kind.csat + p.difficulty.csat_gap * (1.0 - kind.fcr);
        self.types[k] = TypeFactors { alpha, satisfaction, concurrency };
    }

    fn set_work(&mut self, p: &Parameters, z: &[f64; SLICES]) {
        let inflow = Inflow { issues: &self.issues, hours: &self.hours, value: &self.value, z };
        self.in_house_by_type.fill(Work::default());
        self.in_house = Work::default();
        for (j, server) in self.servers.iter().enumerate() {
            self.work[j] = total(&work_by_tier(&inflow, &self.types, server, &self.rates[j], |k| self.share(j, k)));
            if j < p.teams.len() {
                self.in_house.add(&self.work[j], 1.0);
                for k in 0..self.types.len() {
                    let only = |kind: usize| if kind == k { self.share(j, k) } else { 0.0 };
                    let work = total(&work_by_tier(&inflow, &self.types, server, &self.rates[j], only));
                    self.in_house_by_type[k].add(&work, 1.0);
                }
                self.hardness[j] = ratio(self.work[j].hardness, self.work[j].contacts);
            }
        }
        self.in_house_aht_minutes = ratio(self.in_house.hours, self.in_house.contacts) * 60.0;
        self.contacts = p.types.iter().map(|k| k.volume).sum();
    }

    fn set_team(&mut self, p: &Parameters, staffing: &Staffing<'_>) {
        let mut planned = Work::default();
        planned.add(&self.in_house, planning_factor(p));
        self.required_fte = staffing.requirement(&self.in_house);
        self.effective_fte = staffing.requirement(&planned);
        self.service = staffing.service(self.in_house.live_workload, self.in_house.live_aht_minutes(), 1.0);
        for (j, team) in p.teams.iter().enumerate() {
            self.heads_per_fte[j] = workforce::heads_per_fte(p, team);
            let (in_ramp, proficient) = workforce::steady_mix(team, assist::start_productivity(p, p.assist.as_ref()));
            self.assisted_heads_per_fte[j] = 1.0 / (in_ramp + proficient);
            self.hazards[j] = workforce::base_hazard(team);
            let staying = log(1.0 - self.hazards[j]);
            let months = workforce::lead_months(p) + workforce::training_months(team) - 1;
            self.staying[j] = exp(staying * months as f64);
            self.absorbed[j] = exp(staying * p.levers.staffing.attrition_first_months);
            self.heads[j] = team.headcount.unwrap_or(team.share_of_in_house * self.effective_fte * self.heads_per_fte[j]);
        }
    }

    fn set_cost(&mut self, p: &Parameters, staffing: &Staffing<'_>) {
        let (mut cost, mut people) = (0.0, 0.0);
        for (team, heads) in p.teams.iter().zip(&self.heads) {
            let month_of_pay = p.workforce.paid_hours * team.loaded_hourly_cost;
            let months = workforce::training_months(team) as f64;
            let training = team.hire_cost + team.training_cost + months * month_of_pay;
            let hired = workforce::base_hazard(team) * heads;
            cost += heads * month_of_pay + hired * training;
            people += heads + hired * months;
        }
        cost += supervision::costs(p, people).iter().sum::<f64>();
        for (v, vendor) in p.vendors.iter().enumerate() {
            let work = &self.work[p.teams.len() + v];
            // Service is asked of the queue only where a contract looks at it.
            let service = match &vendor.contract.sla {
                Some(_) => staffing.service(work.live_workload, work.live_aht_minutes(), 1.0).level,
                None => 1.0,
            };
            let month = contracts::Month::of(work, 1.0, staffing.requirement(work), service, p);
            self.vendor_volumes[v] = month.worked;
            self.vendor_invoices[v] = contracts::invoice(&vendor.contract, &Bill::plain(&month, &month.worked)).total();
            cost += self.vendor_invoices[v];
        }
        self.monthly_cost = cost;
    }
}

/// What expected load is multiplied with in every sizing decision: `e^{z_p σ_d}` for `planning_percentile` p.
pub fn planning_factor(p: &Parameters) -> f64 {
    exp(normal::quantile(p.workforce.planning_percentile) * p.demand.shock_sd)
}

/// `a/b`, 0 where there is nothing to divide by.
#[inline]
pub fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}

/// Root of an increasing function by secant steps kept inside a shrinking bracket.
fn solve_increasing(f: impl Fn(f64) -> f64, target: f64, start: f64) -> f64 {
    let (mut low, mut high) = (start - 8.0, start + 8.0);
    let (mut x0, mut y0) = (start, f(start) - target);
    let mut x1 = start - y0 / normal::pdf(start).max(0.05);
    for _ in 0..100 {
        let y1 = f(x1) - target;
        if y1 > 0.0 {
            high = high.min(x1);
        } else {
            low = low.max(x1);
        }
        if y1 == 0.0 || (x1 - x0).abs() < 1e-14 * (1.0 + x1.abs()) {
            break;
        }
        let secant = if y1 == y0 { f64::midpoint(low, high) } else { x1 - y1 * (x1 - x0) / (y1 - y0) };
        (x0, y0) = (x1, y1);
        x1 = if secant > low && secant < high { secant } else { f64::midpoint(low, high) };
    }
    x1
}
