//! Queue tables against the exact queue: the bounds that `engine::tables` documents.

use residual::engine::staffing::ServiceGoal;
use residual::engine::tables::Tables;
use residual::engine::world::service_goal;

/// The built-in arrival profiles: few and many distinct loads, with and without a quiet night.
const PROFILES: [&str; 4] = ["retail", "office_hours", "around_the_clock", "utility"];

fn retailer(profile: &str) -> (ServiceGoal, Tables) {
    let text = include_str!("../scenarios/retailer.toml");
    let chosen = [("service.profile".to_owned(), profile.to_owned())];
    let loaded = residual::scenario::load(text, "retailer.toml", &chosen).expect("the shipped scenario loads");
    let goal = service_goal(&loaded.model);
    let tables = Tables::build(&goal, &loaded.model);
    (goal, tables)
}

/// Points spread evenly over the unit square (Kronecker sequence).
fn points(n: u32) -> impl Iterator<Item = (f64, f64, f64)> {
    (1..=n).map(|i| {
        let i = f64::from(i);
        ((i * 0.819_172_5).fract(), (i * 0.671_043_6).fract(), (i * 0.549_700_5).fract())
    })
}

/// FTE per agent-interval of the retailer.
const FTE: f64 = 0.5 * 52.0 / 12.0 / (160.0 * 0.68) * 1.06;

#[test]
fn required_fte_is_within_its_documented_bounds() {
    PROFILES.into_iter().for_each(required_fte_of);
}

fn required_fte_of(profile: &str) {
    let (goal, tables) = retailer(profile);
    let mut errors: Vec<f64> = points(6000)
        .filter_map(|(a, b, _)| {
            // 5 FTE to four times today's work, handle times of 3 to 25 minutes.
            let (work, aht) = (250.0 * (40_000.0_f64 / 250.0).powf(a), 3.0 * (25.0_f64 / 3.0).powf(b));
            let exact = goal.agent_intervals(work, aht);
            (exact * FTE >= 5.0).then(|| tables.agent_intervals(work, aht) / exact - 1.0)
        })
        .collect();
    let bias = errors.iter().sum::<f64>() / errors.len() as f64;
    for error in &mut errors {
        *error = error.abs();
    }
    errors.sort_by(f64::total_cmp);
    let p99 = errors[errors.len() * 99 / 100];
    let worst = errors[errors.len() - 1];
    println!("{profile}: {} points, bias {bias:.2e}, p99 {p99:.2e}, worst {worst:.2e}", errors.len());
    assert!(bias.abs() < 0.0002 && p99 < 0.006 && worst < 0.02, "{profile}: bias {bias:.2e}, p99 {p99:.2e}, worst {worst:.2e}");
}

#[test]
fn level_arrivals_step_far_but_seldom() {
    let (goal, _) = retailer("retail");
    let level = ServiceGoal { profile: residual::model::Profile::from_weights(&[1.0; 336]), ..goal };
    let tables = Tables::with_range(&level, 40_000.0, 2.5, 30.0);
    let mut errors: Vec<f64> = points(6000)
        .map(|(a, b, _)| {
            let (work, aht) = (2000.0 * 20.0_f64.powf(a), 3.0 * (25.0_f64 / 3.0).powf(b));
            tables.agent_intervals(work, aht) / level.agent_intervals(work, aht) - 1.0
        })
        .collect();
    let bias = errors.iter().sum::<f64>() / errors.len() as f64;
    for error in &mut errors {
        *error = error.abs();
    }
    errors.sort_by(f64::total_cmp);
    println!("level: bias {bias:.2e}, p99 {:.2e}, worst {:.2e}", errors[errors.len() * 99 / 100], errors[errors.len() - 1]);
    assert!(bias.abs() < 0.0002 && errors[errors.len() * 99 / 100] < 0.006);
}

#[test]
fn service_is_within_its_documented_bounds() {
    PROFILES.into_iter().for_each(service_of);
}

fn service_of(profile: &str) {
    let (goal, tables) = retailer(profile);
    let (mut sum, mut worst, mut n) = (0.0, 0.0_f64, 0.0);
    let (mut occupancy, mut abandonment) = (0.0_f64, 0.0_f64);
    for (a, b, c) in points(4000) {
        let (work, aht, ratio) = (250.0 * (40_000.0_f64 / 250.0).powf(a), 3.0 * (25.0_f64 / 3.0).powf(b), 0.3 + 1.5 * c);
        if goal.agent_intervals(work, aht) * FTE < 5.0 {
            continue;
        }
        let (exact, table) = (goal.service(work, aht, ratio), tables.service(work, aht, ratio));
        let error = (exact.level - table.level).abs();
        sum += error;
        worst = worst.max(error);
        occupancy = occupancy.max((exact.occupancy - table.occupancy).abs());
        abandonment = abandonment.max((exact.abandonment - table.abandonment).abs());
        n += 1.0;
    }
    println!("{profile}: {n} points, mean {:.2e}, worst {worst:.2e}, abandonment {abandonment:.2e}, occupancy {occupancy:.2e}", sum / n);
    assert!(sum / n < 0.002 && worst < 0.01, "{profile}: mean {:.2e}, worst {worst:.2e}", sum / n);
    assert!(
        abandonment < 0.015 && occupancy < if profile == "retail" { 0.015 } else { 0.02 },
        "{profile}: abandonment {abandonment:.2e}, occupancy {occupancy:.2e}"
    );
}

#[test]
fn outside_their_range_the_exact_queue_answers() {
    let (goal, tables) = retailer("retail");
    for (work, aht) in [(0.5, 6.0), (500_000.0, 6.0), (4000.0, 0.2), (4000.0, 400.0), (0.0, 0.0)] {
        assert_eq!(tables.agent_intervals(work, aht), goal.agent_intervals(work, aht));
        assert_eq!(tables.service(work, aht, 0.9), goal.service(work, aht, 0.9));
    }
}
