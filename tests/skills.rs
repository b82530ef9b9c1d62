//! Several specialist skills: who takes which hard contacts, by hand and at the limits.

mod common;

use common::{Case, Lived, RETAILER, two_worlds};
use residual::engine::difficulty::TIERS;
use residual::engine::planner::Plan;
use residual::engine::rebaseline::{Cause, Figure};
use residual::engine::record::{Metric, TeamMetric};
use residual::engine::residual::{Inflow, Work, work_by_tier};
use residual::engine::routing::{Situation, Sourcing};
use residual::engine::run::{State, simulate};
use residual::engine::shares::Shares;
use residual::engine::skills::Skills;
use residual::engine::staffing::Staffing;
use residual::engine::switches::Switches;
use residual::engine::world::{Setting, World};
use residual::model::Model;

#[track_caller]
fn close(what: &str, a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs())), "{what}: {a} and {b}");
}

/// The retailer with a third team, and skills of the two specialist teams (empty: not written).
fn with_skills(specialists: &str, experts: &str, sets: &[&str]) -> Result<Model, String> {
    let skills = |list: &str| if list.is_empty() { String::new() } else { format!("skills = [{list}]\n") };
    let third = format!(
        "[[teams]]\nid = \"experts\"\nskill_tier = 5\nshare_of_in_house = 0.08\nloaded_hourly_cost = 36.0\nannual_attrition = 0.2\n{}\n[[vendors]]",
        skills(experts)
    );
    let text = RETAILER.replacen("[[vendors]]", &third, 1).replace("share_of_in_house = 0.82", "share_of_in_house = 0.74");
    let text = text.replacen("id = \"specialists\"\n", &format!("id = \"specialists\"\n{}", skills(specialists)), 1);
    let sets: Vec<(String, String)> =
        sets.iter().map(|set| set.split_once('=').expect("path=value")).map(|(path, value)| (path.to_owned(), value.to_owned())).collect();
    residual::scenario::load(&text, "skills.toml", &sets).map(|loaded| loaded.model).map_err(|failure| failure.render(false))
}

const ALL: &str = "\"order_status\", \"returns\", \"product\", \"account\", \"delivery\", \"complaints\"";
const HARD: &str = "\"delivery\", \"complaints\"";
const SIMPLE: &str = "\"order_status\", \"returns\", \"product\", \"account\"";

/// Today's work routed with so many FTE in each team.
fn routed(setting: &Setting<'_>, world: &World, effective: &[f64]) -> Sourcing {
    let (p, today) = (&world.p, &world.today);
    let mut skills = Skills::of(setting.model).expect("teams name skills");
    let mut shares = Shares::with_sizes(p.types.len(), p.vendors.len());
    shares.set(p, &Switches::NO_AI, false, 0.0);
    let inflow = Inflow { issues: &today.issues, hours: &today.hours, value: &today.value, z: &setting.z };
    let staffing = Staffing::new(setting.queues, p);
    skills.weigh(p, &shares, &inflow, &today.types, |j| (today.servers[j], &today.rates[j]));
    let mut sourcing = Sourcing::with_sizes(p.teams.len(), p.vendors.len());
    let situation = Situation { p, unit: &[], effective, staffing: &staffing, shares: &shares, released: &[] };
    skills.route(&mut sourcing, &situation);
    sourcing
}

/// Today's work of some types and tiers in one server's hands, at a share.
fn work_of(setting: &Setting<'_>, world: &World, server: usize, share: f64, types: &[usize], tiers: std::ops::Range<usize>) -> Work {
    let today = &world.today;
    let inflow = Inflow { issues: &today.issues, hours: &today.hours, value: &today.value, z: &setting.z };
    let only = |k: usize| if types.contains(&k) { share } else { 0.0 };
    let by_tier: [Work; TIERS] = work_by_tier(&inflow, &today.types, &today.servers[server], &today.rates[server], only);
    let mut sum = Work::default();
    for work in &by_tier[tiers] {
        sum.add(work, 1.0);
    }
    sum
}

#[test]
fn one_skill_for_everything_is_routing_without_skills() {
    let (plain, named) =
        (Case::new(with_skills("", "", &[]).expect("a scenario")), Case::new(with_skills(ALL, ALL, &[]).expect("a scenario")));
    let (a, b) = (plain.setting(), named.setting());
    for trial in [None, Some(4)] {
        let live = |setting| trial.map_or_else(|| Lived::expected(setting), |trial| Lived::drawn(setting, 8, trial));
        let (a, b) = (live(&a).run(&plain.option("redesign")).record, live(&b).run(&named.option("redesign")).record);
        for t in 0..a.months() {
            for metric in Metric::ALL {
                close(&format!("{} of month {t}, trial {trial:?}", metric.name()), a.get(t, *metric), b.get(t, *metric), 1e-7);
            }
        }
    }
}

#[test]
fn hours_by_tier_are_the_same_with_one_skill_and_without() {
    let counted = |model: Model| {
        let case = Case::new(model);
        let setting = case.setting();
        let (world, switches) = (World::expected(&setting), case.option("redesign"));
        let plan = Plan::forecast(&setting, &world, &switches);
        let mut state = State::counting(&setting);
        simulate(&setting, &world, &switches, &plan, None, &mut state);
        let roster = state.roster.expect("asked for");
        (0..case.model.calendar.months).flat_map(|t| (0..3).map(move |team| (t, team))).map(|(t, team)| roster.get(t, team).hours).collect()
    };
    let plain: Vec<[f64; TIERS]> = counted(with_skills("", "", &[]).expect("a scenario"));
    let named: Vec<[f64; TIERS]> = counted(with_skills(ALL, ALL, &[]).expect("a scenario"));
    assert!(plain.iter().flatten().sum::<f64>() > 0.0);
    for (a, b) in plain.iter().flatten().zip(named.iter().flatten()) {
        close("hours", *a, *b, 1e-7);
    }
}

#[test]
fn each_skill_is_a_queue_with_its_own_hard_contacts() {
    let case = Case::new(with_skills(SIMPLE, HARD, &["vendors.bpo_north.volume_share=0"]).expect("a scenario"));
    let setting = case.setting();
    let world = World::expected(&setting);
    let sourcing = routed(&setting, &world, &[1e4, 1e4, 1e4]);
    // Hard contacts of each skill with its team, the rest with generalists.
    let of = |team: usize, types: &[usize], tiers: std::ops::Range<usize>| work_of(&setting, &world, team, 1.0, types, tiers);
    let (simple, hard) = ([0, 1, 2, 3], [4, 5]);
    close("generalists", sourcing.team_work[0].hours, of(0, &[0, 1, 2, 3, 4, 5], 0..4).hours, 1e-12);
    close("specialists", sourcing.team_work[1].hours, of(1, &simple, 4..5).hours, 1e-12);
    close("experts", sourcing.team_work[2].hours, of(2, &hard, 4..5).hours, 1e-12);
    assert_eq!((sourcing.queues.len(), &sourcing.queue_of[..]), (3, &[0, 1, 2][..]));
    // Helping each other out entirely they need what one pool would; not at all, what each would alone.
    let staffing = Staffing::new(setting.queues, &world.p);
    let parts = [of(0, &[0, 1, 2, 3, 4, 5], 0..4), of(1, &simple, 4..5), of(2, &hard, 4..5)];
    let apart: f64 = parts.iter().map(|work| staffing.requirement(work)).sum();
    let mut together = Work::default();
    for work in &parts {
        together.add(work, 1.0);
    }
    for (cross_trained, wanted) in [(1.0, staffing.requirement(&together)), (0.0, apart)] {
        let mut world = world.clone();
        world.p.levers.routing.cross_trained = cross_trained;
        let sourcing = routed(&setting, &world, &[1e4, 1e4, 1e4]);
        close("required", sourcing.queues.iter().map(|queue| queue.required).sum(), wanted, 1e-9);
        close("wanted", sourcing.wanted.iter().sum(), wanted, 1e-9);
    }
    assert!(apart > staffing.requirement(&together) * 1.005, "small queues pay for lost pooling");
}

#[test]
fn a_short_skill_gives_to_generalists_and_a_rich_one_takes_from_them() {
    let case = Case::new(with_skills(SIMPLE, HARD, &["vendors.bpo_north.volume_share=0"]).expect("a scenario"));
    let setting = case.setting();
    let world = World::expected(&setting);
    let calm = routed(&setting, &world, &[1e4, 1e4, 1e4]);
    let (generalists, specialists, experts) = (calm.queues[0].required, calm.queues[1].required, calm.queues[2].required);
    let contacts = |sourcing: &Sourcing| sourcing.team_work.iter().map(|work| work.contacts).sum::<f64>();
    // Half the experts: what they cannot take goes to generalists, and their queue is full to the step below its edge.
    let short = routed(&setting, &world, &[1e4, 1e4, 0.5 * experts]);
    assert!(short.queues[2].required <= 0.5 * experts && short.queues[2].required > 0.42 * experts, "{}", short.queues[2].required);
    assert!(short.queues[0].work.hours > calm.queues[0].work.hours);
    close("specialists are not asked", short.queues[1].work.hours, calm.queues[1].work.hours, 1e-12);
    // Too few generalists: specialists with people to spare take easy work, in proportion to what they can spare.
    let few = routed(&setting, &world, &[0.9 * generalists, specialists + 2.0, experts + 4.0]);
    let taken = |q: usize| few.queues[q].work.hours - calm.queues[q].work.hours;
    assert!(taken(0) < 0.0 && taken(1) > 0.0);
    close("twice as many to spare", taken(2), 2.0 * taken(1), 1e-9);
    // Contacts change by who repeats them alone: nobody is lost on the way.
    assert!((contacts(&few) / contacts(&calm) - 1.0).abs() < 0.02 && (contacts(&short) / contacts(&calm) - 1.0).abs() < 0.02);
}

#[test]
fn vendors_give_up_what_a_skill_has_room_for() {
    let case = Case::new(with_skills(SIMPLE, HARD, &[]).expect("a scenario"));
    let setting = case.setting();
    let world = World::expected(&setting);
    let (vendor, teams) = (3, [0.0, 0.0]);
    // The vendor's skill ends at tier 3. Room in both skills: everything above goes.
    let roomy = routed(&setting, &world, &[1e4, 1e4, 1e4]);
    close("easy work stays", roomy.vendor_work[0].hours, work_of(&setting, &world, vendor, 0.4, &[0, 1, 2, 3, 4, 5], 0..3).hours, 1e-12);
    // Room with the experts alone: only their types go, easy tiers among them to generalists.
    let half = routed(&setting, &world, &[1e4, teams[0], 1e4]);
    let mut kept = work_of(&setting, &world, vendor, 0.4, &[0, 1, 2, 3], 0..5);
    kept.add(&work_of(&setting, &world, vendor, 0.4, &[4, 5], 0..3), 1.0);
    close("half goes", half.vendor_work[0].hours, kept.hours, 1e-12);
    // Types that no specialist names stay with the vendor, and with generalists.
    let alone = Case::new(with_skills(HARD, HARD, &[]).expect("a scenario"));
    let setting = alone.setting();
    let sourcing = routed(&setting, &world, &[1e4, 1e4, 1e4]);
    close("nobody named", sourcing.vendor_work[0].hours, kept.hours, 1e-12);
    assert_eq!(sourcing.queues.len(), 2, "two teams of one skill are one queue");
    let own = work_of(&setting, &world, 0, 0.6, &[0, 1, 2, 3], 0..5).hours + work_of(&setting, &world, 0, 0.6, &[4, 5], 0..4).hours;
    let relief = work_of(&setting, &world, 0, 0.4, &[4, 5], 3..4).hours;
    close("generalists keep the rest", sourcing.team_work[0].hours, own + relief, 1e-12);
}

#[test]
fn a_run_with_skills_plans_each_team_and_explains_its_months() {
    let case = Case::new(with_skills(SIMPLE, HARD, &["levers.quality.coaching_fcr=0"]).expect("a scenario"));
    let setting = case.setting();
    for lived in two_worlds(&setting, 8, 2) {
        let record = lived.run(&case.option("redesign")).record;
        assert!(record.values().iter().all(|x| x.is_finite()));
        let last = record.months() - 1;
        for team in 0..3 {
            let (heads, required) = (record.team(last, team, TeamMetric::Heads), record.team(last, team, TeamMetric::Required));
            assert!(heads > 0.5 * required, "team {team}: {heads} heads for {required} FTE");
        }
        assert!(record.end_mean(Metric::ServiceLevel, 6) > 0.6);
    }
    // Without coaching and assist, what the work comes to by causes is what was done.
    let (world, switches) = (World::expected(&setting), case.option("redesign"));
    let plan = Plan::forecast(&setting, &world, &switches);
    let mut state = State::explaining(&setting);
    simulate(&setting, &world, &switches, &plan, None, &mut state);
    let explained = state.rebaseline.as_ref().expect("asked for");
    for t in [4, 12, 20, 26] {
        for (what, chain) in (0..3).map(|team| ("a team", explained.team(t, team))).chain([("the channel", &explained.month(t).channel)]) {
            for figure in [Figure::Aht, Figure::Fcr] {
                assert!(chain.part(figure, Cause::Coaching).abs() < 1e-6 * chain.now(figure), "{what}, {}, month {t}", figure.name());
            }
        }
    }
}

#[test]
fn skills_are_contact_types_and_do_not_overlap() {
    let fault = |specialists, experts| with_skills(specialists, experts, &[]).expect_err("is wrong");
    assert!(fault("\"returns\", \"product\"", "\"returns\"").contains("skill-overlap"));
    let unknown = fault("\"retruns\"", "");
    assert!(unknown.contains("unknown-reference") && unknown.contains("did you mean `returns`?"), "{unknown}");
    let text = RETAILER.replacen("id = \"generalists\"\n", "id = \"generalists\"\nskills = [\"returns\"]\n", 1);
    let loaded = residual::scenario::load(&text, "generalists.toml", &[]).expect("a warning only");
    assert!(loaded.render_warnings(false).contains("the team is no specialist"));
}
