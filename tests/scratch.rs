use residual::engine::planner::Plan;
use residual::engine::record::*;
use residual::engine::run::{State, simulate};
use residual::engine::staffing::Queues;
use residual::engine::switches::*;
use residual::engine::world::*;

#[test]
fn compare() {
    let text = std::fs::read_to_string("scenarios/retailer.toml").unwrap();
    let loaded = residual::scenario::load(&text, "retailer.toml", &[]).unwrap();
    let model = &loaded.model;
    let goal = service_goal(model);
    let setting = Setting::new(model, Queues::Exact(&goal));
    let world = World::expected(&setting);
    let reference: serde_json::Value = serde_json::from_str(include_str!("reference/retailer_expected.json")).unwrap();
    let t = &world.today;
    println!(
        "today contacts {} hours {} fte {} req {} heads {:?} cost {} c0 {} aht {}",
        t.contacts,
        t.all_work().hours,
        t.effective_fte,
        t.required_fte,
        t.heads,
        t.monthly_cost,
        t.cost_per_contact(),
        t.aht_minutes()
    );
    println!("{}", reference["today"]);
    let mut no_ai = State::new(&setting);
    let plan = Plan::forecast(&setting, &world, &Switches::NO_AI);
    simulate(&setting, &world, &Switches::NO_AI, &plan, None, &mut no_ai);
    compare_series("no_ai", &reference["options"]["no_ai"], &no_ai);
    for option in &model.options {
        let switches = Switches::of_option(option);
        let plan = Plan::forecast(&setting, &world, &switches);
        let mut state = State::new(&setting);
        simulate(&setting, &world, &switches, &plan, Some(&no_ai), &mut state);
        compare_series(&option.label.id, &reference["options"][&option.label.id], &state);
        println!("phases {:?} {}", state.phase_starts(), reference["options"][&option.label.id]["phase_start_months"]);
    }
}

fn compare_series(id: &str, reference: &serde_json::Value, state: &State) {
    for metric in Metric::ALL {
        let Some(series) = reference["months"][metric.name()].as_array() else {
            if id == "no_ai" {
                println!("no reference {}", metric.name());
            }
            continue;
        };
        let mut worst = (0.0, 0, 0.0, 0.0);
        let mut first = None;
        for (t, value) in series.iter().enumerate() {
            let (want, got) = (value.as_f64().unwrap(), state.record.get(t, *metric));
            let error = (got - want).abs() / want.abs().max(1e-3);
            if error > worst.0 {
                worst = (error, t, want, got);
            }
            if error > 1e-6 && first.is_none() {
                first = Some((t, want, got));
            }
        }
        if worst.0 > 1e-6 {
            println!("{id} {}: worst {:?} first {:?}", metric.name(), worst, first);
        }
    }
}

#[test]
fn edge() {
    let text = std::fs::read_to_string("scenarios/retailer.toml").unwrap();
    let loaded = residual::scenario::load(&text, "retailer.toml", &[]).unwrap();
    let goal = service_goal(&loaded.model);
    let (w, aht): (f64, f64) = (std::env::var("W").unwrap().parse().unwrap(), std::env::var("AHT").unwrap().parse().unwrap());
    let total: f64 = 0.0;
    let _ = total;
    for ((a, c), (b, _)) in goal.intervals(w).zip(goal.intervals(w * (1.0 + 1e-13))) {
        let (n, m) = (goal.agents(a, aht), goal.agents(b, aht));
        if n != m {
            println!("flip load {a:.17} share {} count {c} {n}->{m} occupancy {}", a / w, a / f64::from(n));
        }
    }
}

#[test]
fn bridge() {
    let text = std::fs::read_to_string("scenarios/retailer.toml").unwrap();
    let loaded = residual::scenario::load(&text, "retailer.toml", &[]).unwrap();
    let model = &loaded.model;
    let goal = service_goal(model);
    let setting = Setting::new(model, Queues::Exact(&goal));
    let world = World::expected(&setting);
    let reference: serde_json::Value = serde_json::from_str(include_str!("reference/retailer_expected.json")).unwrap();
    let mut frictions = Frictions::NONE;
    let mut last = 0.0;
    for step in 0..=10 {
        if step > 0 {
            frictions = frictions.with(Friction::ALL[step - 1]);
        }
        let base = Switches { frictions, ..Switches::NO_AI };
        let with = Switches { ai: true, ..base };
        let plan = Plan::forecast(&setting, &world, &with);
        let (mut a, mut b) = (State::new(&setting), State::new(&setting));
        simulate(&setting, &world, &base, &plan, None, &mut a);
        simulate(&setting, &world, &with, &plan, Some(&a), &mut b);
        let s = b.record.sum(Metric::CostSavings);
        println!("step {step} {} {}", s - last, reference["options"]["technical_only"]["bridge"][step]);
        last = s;
    }
}
