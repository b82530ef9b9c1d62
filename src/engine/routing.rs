//! Who handles the residual: the pool, or specialists and generalists with vendor relief and overflow (model book, "Who
//! handles the residual").

use super::difficulty::TIERS;
use super::residual::Work;
use super::shares::Shares;
use super::staffing::Staffing;
use crate::model::Parameters;

/// A queue of in-house teams in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Queue {
    /// Its work, as routed.
    pub work: Work,
    /// Real-time hours of the work, after concurrency.
    pub live_workload: f64,
    /// Mean real-time handle time of the work, after concurrency, in minutes.
    pub live_aht_minutes: f64,
    /// FTE the work requires, mutual help included.
    pub required: f64,
    /// Factor of mutual help on what the work would require alone, `κ`; 1 in the pool.
    pub help: f64,
    /// Effective FTE of its teams, temporary staff included, without overtime.
    pub effective: f64,
    /// Share of the issues of each tier that it takes; where shares differ by contact type, part of what the teams have of it
    /// together, times 1 and what vendors released for each such part.
    pub flow: [f64; TIERS],
}

impl Queue {
    /// FTE the queue would require without help from another.
    fn requirement(&self, staffing: &Staffing<'_>) -> f64 {
        staffing.requirement_at(self.live_workload, self.live_aht_minutes, self.work.deferred_workload)
    }
}

/// Who handles what in a month.
#[derive(Clone, Debug, Default)]
pub struct Sourcing {
    /// One queue without the routing lever; generalists and specialists with it, the latter by skill where they name theirs.
    pub queues: Vec<Queue>,
    /// Index of each team's queue.
    pub queue_of: Vec<usize>,
    /// Share of its queue that each team handles, by effective FTE.
    pub share_of_queue: Vec<f64>,
    /// Work of each team.
    pub team_work: Vec<Work>,
    /// Work of each vendor.
    pub vendor_work: Vec<Work>,
    /// FTE each team would need with everyone where routing wants them: what planners observe.
    pub wanted: Vec<f64>,
    /// Share of the hard tiers that vendors gave up.
    pub released: f64,
    /// Share of the hard work that specialists could take.
    pub hard_by_specialists: f64,
}

/// Index of the generalists' queue (and of the pool).
pub const GENERALISTS: usize = 0;
/// Index of the specialists' queue.
pub const SPECIALISTS: usize = 1;

/// What routing starts from.
pub struct Situation<'a> {
    /// Inputs.
    pub p: &'a Parameters,
    /// Work by server (teams, then vendors) and tier, as if the server handled every issue.
    pub unit: &'a [[Work; TIERS]],
    /// Effective FTE of each team, temporary staff included.
    pub effective: &'a [f64],
    /// Staffing of the world.
    pub staffing: &'a Staffing<'a>,
    /// Who has which share this month. Where shares differ by contact type, `unit` holds them already.
    pub shares: &'a Shares,
    /// By team and tier, where shares differ by contact type: what vendors have above their skill. Else not looked at.
    pub released: &'a [[Work; TIERS]],
}

impl Sourcing {
    /// Room for a model's sizes.
    pub fn with_sizes(teams: usize, vendors: usize) -> Self {
        Self {
            queues: Vec::with_capacity(teams + 1),
            queue_of: vec![0; teams],
            share_of_queue: vec![0.0; teams],
            team_work: vec![Work::default(); teams],
            vendor_work: vec![Work::default(); vendors],
            wanted: vec![0.0; teams],
            released: 0.0,
            hard_by_specialists: 1.0,
        }
    }

    /// Before a run: nobody handles anything.
    pub fn reset(&mut self) {
        self.queues.clear();
        self.team_work.fill(Work::default());
        self.vendor_work.fill(Work::default());
        self.wanted.fill(0.0);
    }

    /// Without the routing lever: vendors keep their share, in-house is one queue.
    pub fn pool(&mut self, s: &Situation<'_>) {
        self.queues.clear();
        self.queue_of.fill(GENERALISTS);
        self.share_effective(s, 1);
        self.keep_vendor_shares(s);
        (self.released, self.hard_by_specialists) = (0.0, 1.0);
        self.push_queue(s, &[s.shares.in_house; TIERS], 0.0, s.effective.iter().sum());
        let required = self.queues[GENERALISTS].requirement(s.staffing);
        self.queues[GENERALISTS].required = required;
        for (wanted, team) in self.wanted.iter_mut().zip(&s.p.teams) {
            *wanted = required * team.share_of_in_house;
        }
    }

    /// With the routing lever: specialists take the hard tiers as far as they have room, vendors are relieved of what is
    /// above their skill, and either group helps the other out.
    pub fn specialise(&mut self, s: &Situation<'_>) {
        let p = s.p;
        let from = p.levers.routing.specialist_from_tier as usize;
        let hard = |g: usize| g + 1 >= from;
        self.queues.clear();
        for (queue, team) in self.queue_of.iter_mut().zip(&p.teams) {
            *queue = if team.skill_tier >= p.levers.routing.specialist_from_tier { SPECIALISTS } else { GENERALISTS };
        }
        self.share_effective(s, 2);
        self.keep_vendor_shares(s);
        let effective = self.effective_by_group(s);

        // Step 1: vendors at their share.
        let in_house = s.shares.in_house;
        let own: [f64; TIERS] = [in_house; TIERS];
        let [easy_1, hard_1] = self.split(s, &own, 0.0, hard);
        let (r_easy, r_hard) = (s.staffing.requirement(&easy_1), s.staffing.requirement(&hard_1));
        let mut both = easy_1;
        both.add(&hard_1, 1.0);
        let kappa = mutual_help(s.staffing.requirement(&both), r_easy, r_hard, p.levers.routing.cross_trained);
        self.set_wanted(p, kappa * r_easy, kappa * r_hard);

        // Step 2: relief of vendors as far as specialists have room.
        let relief: [f64; TIERS] = std::array::from_fn(|g| if s.shares.differ() { 1.0 } else { s.shares.above_skill(p, 0, g) });
        let all_hard: [f64; TIERS] = std::array::from_fn(|g| if hard(g) { in_house + relief[g] } else { 0.0 });
        let (r_1, r_2) = (kappa * r_hard, kappa * s.staffing.requirement(&self.group_work(s, SPECIALISTS, &all_hard, 1.0)));
        let room = effective[SPECIALISTS] - r_1;
        self.released = if r_2 > r_1 { (room / (r_2 - r_1)).clamp(0.0, 1.0) } else { 0.0 };
        let flow: [f64; TIERS] = std::array::from_fn(|g| in_house + self.released * relief[g]);
        self.relieve_vendors(s);
        let [easy, difficult] = self.split(s, &flow, self.released, hard);
        let (r_easy, r_hard) = (kappa * s.staffing.requirement(&easy), kappa * s.staffing.requirement(&difficult));

        // Step 3: overflow.
        let (mut hard_kept, mut easy_kept) = (1.0, 1.0);
        // A share on the edge of a step must stay the load it was found with: the same work summed in another order may fall
        // on the other side.
        let mut on_edge = [None; 2];
        if r_hard > effective[SPECIALISTS] {
            hard_kept = s.staffing.largest_share(&difficult, effective[SPECIALISTS] / kappa);
            on_edge[SPECIALISTS] = Some((hard_kept, &difficult));
        } else if effective[GENERALISTS] < r_easy && effective[SPECIALISTS] > r_hard {
            let fits = s.staffing.largest_share(&easy, effective[GENERALISTS] / kappa);
            easy_kept = fits.max(1.0 - (effective[SPECIALISTS] - r_hard) / r_easy);
            on_edge[GENERALISTS] = Some((easy_kept, &easy));
        }
        self.hard_by_specialists = hard_kept;
        let to_generalists: [f64; TIERS] = std::array::from_fn(|g| flow[g] * if hard(g) { 1.0 - hard_kept } else { easy_kept });
        let to_specialists: [f64; TIERS] = std::array::from_fn(|g| flow[g] - to_generalists[g]);
        for (group, flow) in [(GENERALISTS, &to_generalists), (SPECIALISTS, &to_specialists)] {
            self.push_queue(s, flow, self.released, effective[group]);
            let queue = &mut self.queues[group];
            if let Some((share, whole)) = on_edge[group] {
                queue.live_workload = share * whole.live_workload;
                queue.live_aht_minutes = whole.live_aht_minutes();
            }
            queue.required = kappa * queue.requirement(s.staffing);
            queue.help = kappa;
        }
    }

    /// Inside a queue, work is shared in proportion to effective FTE; by today's share where nobody is left.
    pub(super) fn share_effective(&mut self, s: &Situation<'_>, queues: usize) {
        for queue in 0..queues {
            let members = || self.queue_of.iter().enumerate().filter(move |(_, q)| **q == queue).map(|(j, _)| j);
            let effective: f64 = members().map(|j| s.effective[j]).sum();
            for j in 0..self.queue_of.len() {
                if self.queue_of[j] == queue {
                    let (part, whole) = self.part_of_queue(s.p, j);
                    self.share_of_queue[j] = if effective > 0.0 { s.effective[j] / effective } else { part / whole };
                }
            }
        }
    }

    /// A team's part of its queue and the whole by today's headcount; teams of a queue that has nobody yet count alike.
    pub(super) fn part_of_queue(&self, p: &Parameters, team: usize) -> (f64, f64) {
        let members = || p.teams.iter().zip(&self.queue_of).filter(|(_, queue)| **queue == self.queue_of[team]);
        let today: f64 = members().map(|(t, _)| t.share_of_in_house).sum();
        if today > 0.0 { (p.teams[team].share_of_in_house, today) } else { (1.0, members().count() as f64) }
    }

    fn effective_by_group(&self, s: &Situation<'_>) -> [f64; 2] {
        let mut sum = [0.0; 2];
        for (queue, effective) in self.queue_of.iter().zip(s.effective) {
            sum[*queue] += effective;
        }
        sum
    }

    fn keep_vendor_shares(&mut self, s: &Situation<'_>) {
        for (v, share) in s.shares.vendors.iter().enumerate() {
            let mut work = Work::default();
            for tier in &s.unit[s.p.teams.len() + v] {
                work.add(tier, *share);
            }
            self.vendor_work[v] = work;
        }
    }

    fn relieve_vendors(&mut self, s: &Situation<'_>) {
        for (v, vendor) in s.p.vendors.iter().enumerate() {
            for (g, tier) in s.unit[s.p.teams.len() + v].iter().enumerate() {
                if (g + 1) as f64 > vendor.skill_tier {
                    self.vendor_work[v].add(tier, -self.released * s.shares.vendors[v]);
                }
            }
        }
    }

    /// Work of the generalists (all but the hard tiers) and of the specialists (the hard tiers).
    fn split(&self, s: &Situation<'_>, flow: &[f64; TIERS], released: f64, hard: impl Fn(usize) -> bool) -> [Work; 2] {
        let easy: [f64; TIERS] = std::array::from_fn(|g| if hard(g) { 0.0 } else { flow[g] });
        let difficult: [f64; TIERS] = std::array::from_fn(|g| flow[g] - easy[g]);
        [self.group_work(s, GENERALISTS, &easy, released), self.group_work(s, SPECIALISTS, &difficult, released)]
    }

    /// Work of a group that takes the share `flow[g]` of the issues of each tier, of which `released` by vendors for each part
    /// of the own.
    fn group_work(&self, s: &Situation<'_>, group: usize, flow: &[f64; TIERS], released: f64) -> Work {
        let mut work = Work::default();
        for j in 0..self.queue_of.len() {
            if self.queue_of[j] == group {
                work.add(&self.part(s, j, flow, released), 1.0);
            }
        }
        work
    }

    /// One team's part of what its group takes.
    fn part(&self, s: &Situation<'_>, team: usize, flow: &[f64; TIERS], released: f64) -> Work {
        let mut work = Work::default();
        if s.shares.differ() {
            for ((own, relief), share) in s.unit[team].iter().zip(&s.released[team]).zip(flow) {
                let taken = self.share_of_queue[team] * share / (1.0 + released);
                work.add(own, taken);
                work.add(relief, taken * released);
            }
            return work;
        }
        for (tier, share) in s.unit[team].iter().zip(flow) {
            work.add(tier, self.share_of_queue[team] * share);
        }
        work
    }

    /// A queue with its final flow, its requirement still to be set; each team's part is kept for its hardness.
    fn push_queue(&mut self, s: &Situation<'_>, flow: &[f64; TIERS], released: f64, effective: f64) {
        let group = self.queues.len();
        let mut work = Work::default();
        for j in 0..self.queue_of.len() {
            if self.queue_of[j] == group {
                self.team_work[j] = self.part(s, j, flow, released);
                work.add(&self.team_work[j], 1.0);
            }
        }
        let (live_workload, live_aht_minutes) = (work.live_workload, work.live_aht_minutes());
        self.queues.push(Queue { work, live_workload, live_aht_minutes, required: 0.0, help: 1.0, effective, flow: *flow });
    }

    fn set_wanted(&mut self, p: &Parameters, easy: f64, hard: f64) {
        for j in 0..p.teams.len() {
            let required = if self.queue_of[j] == SPECIALISTS { hard } else { easy };
            let (part, whole) = self.part_of_queue(p, j);
            self.wanted[j] = required * part / whole;
        }
    }
}

/// How far two queues that help each other out need what one pool would: `κ = (R_pool + (1−ξ)(R_s + R_g − R_pool))/(R_s + R_g)`.
fn mutual_help(pool: f64, easy: f64, hard: f64, cross_trained: f64) -> f64 {
    let apart = easy + hard;
    if apart > 0.0 { (pool + (1.0 - cross_trained) * (apart - pool)) / apart } else { 1.0 }
}
