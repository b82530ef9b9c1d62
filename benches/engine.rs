//! Speed and memory, as Markdown tables for `docs/performance.md`: `cargo bench --bench engine`.
//!
//! Times are the best of three. `TRIALS=500` takes fewer worlds, `MEMORY=0` leaves out the table that runs 100 000.

use std::hint::black_box;
use std::time::Instant;

use residual::analysis::battery::Battery;
use residual::analysis::bridge::Chain;
use residual::analysis::delay::DelayRuns;
use residual::analysis::levers::{Redesign, Subsets};
use residual::analysis::pack::{Depth, Pack};
use residual::engine::lanes::Lanes;
use residual::engine::queue;
use residual::engine::residual::{Inflow, Rates, work_by_tier};
use residual::engine::staffing::Queues;
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, World, service_goal};
use residual::model::Model;
use residual::noise::{Noise, StreamKey};
use residual::normal;
use residual::results::{Experiment, Worlds};

const RETAILER: &str = include_str!("../scenarios/retailer.toml");
/// Set in a child that measures its own memory: trials, then how many options.
const MEMORY_OF: &str = "RESIDUAL_MEMORY_OF";

fn main() {
    // `cargo test` runs benches too, with nothing to measure.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let model = residual::scenario::load(RETAILER, "retailer.toml", &[]).expect("the shipped scenario loads").model;
    if let Ok(of) = std::env::var(MEMORY_OF) {
        return measure_memory(&model, &of);
    }
    let trials: usize = number("TRIALS").unwrap_or(2_000);
    let goal = service_goal(&model);
    let start = Instant::now();
    let tables = on(1, || Tables::build(&goal, &model));
    let built = start.elapsed().as_secs_f64();
    let setting = Setting::new(&model, Queues::Tables(&tables));
    println!("Retailer, {} months, {} contact types; {trials} worlds.\n", model.calendar.months, model.types.len());
    println!("Queue tables: {:.0} ms on one thread, once a run.\n", built * 1e3);
    option_months(&setting, trials);
    threads(&setting, trials);
    analyses(&setting, trials);
    queues(&tables);
    if number("MEMORY") != Some(0) {
        memory(trials);
    }
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// Does some work on a number of threads.
fn on<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start").install(work)
}

/// Seconds of the best of three.
fn best(mut work: impl FnMut()) -> f64 {
    let once = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once(&mut work)).fold(f64::INFINITY, f64::min)
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn experiment<'a>(setting: &Setting<'a>, trials: usize) -> Experiment<'a> {
    Experiment { trials, ..Experiment::new(setting.model) }
}

/// The redesign's subsets as a battery.
fn subsets(setting: &Setting<'_>) -> Battery {
    let mut battery = Battery::default();
    Subsets::ask(&mut battery, &Redesign::of(setting.model, &Experiment::new(setting.model).options), true);
    battery
}

/// Nanoseconds per option-month on one thread, with few and many options, against the arithmetic they need.
fn option_months(setting: &Setting<'_>, trials: usize) {
    let months = setting.model.calendar.months;
    let worlds = Worlds::new(setting, 1, false);
    let few = experiment(setting, trials);
    // The options, `no_ai`, and `no_ai` at today's prices.
    let runs = few.options.len() + 2;
    let with_few = on(1, || best(|| drop(few.run_with(setting, &|_| true)))) / (trials * runs * months) as f64;
    let many = subsets(setting);
    let some = trials / 4;
    let with_many = on(1, || best(|| drop(many.run(&worlds, 0, some, &|_| true)))) / (some * (many.len() + 1) * months) as f64;
    let floor_few = on(1, || floor(setting, &worlds, trials / 4, runs));
    let floor_many = on(1, || floor(setting, &worlds, trials / 16, many.len() + 1));
    println!("| One thread | ns per option-month | arithmetic floor, ns | ratio |\n|---|---:|---:|---:|");
    println!("| {} options | {:.0} | {:.0} | {:.2} |", runs - 1, with_few * 1e9, floor_few * 1e9, with_few / floor_few);
    println!("| {} subsets of levers | {:.0} | {:.0} | {:.2} |\n", many.len(), with_many * 1e9, floor_many * 1e9, with_many / floor_many);
}

/// The arithmetic that the equations need and nothing else: draws by inverse distribution functions and Φ of every cell once a
/// world; in an option's month the split of every cell, slice sums of every server, the shift of in-house resolution, and
/// the look-ups of requirement and service. Seconds per option-month with `runs` options in each of `trials` worlds.
fn floor(setting: &Setting<'_>, worlds: &Worlds<'_>, trials: usize, runs: usize) -> f64 {
    let (model, Queues::Tables(tables)) = (setting.model, setting.queues) else { return f64::NAN };
    let mut world = World::expected(setting);
    let (p, months, teams) = (world.p.clone(), model.calendar.months, model.teams.len());
    let noise = Noise::new(1);
    let keys: Vec<StreamKey> = (0..3 + 2 * teams).map(|i| StreamKey::new("bench", &[&i.to_string()])).collect();
    let mut draws = vec![0.0; months];
    let mut shifted = vec![Rates::with_types(model.types.len()); teams];
    let (issues, length, value) = (world.today.issues.clone(), world.today.hours.clone(), world.today.value.clone());
    let (mut inflow, mut hours) = (issues.clone(), length.clone());
    let work = || {
        for trial in 0..trials as u64 {
            black_box(worlds.inputs_of(trial));
            for key in &keys {
                noise.uniforms(key, trial, &mut draws);
                black_box(draws.iter().map(|u| normal::quantile(*u)).sum::<f64>());
            }
            let today = &mut world.today;
            for (server, rates) in today.servers.iter().zip(&mut today.rates) {
                rates.set(&today.types, &setting.z, p.difficulty.fcr_slope, p.customers.repeat_propensity, server, 0.0);
            }
            let today = &world.today;
            for run in 0..runs {
                for t in 0..months {
                    let taken = 0.01 * (t + run) as f64;
                    let cells = issues.as_chunks::<4>().0.iter().zip(length.as_chunks::<4>().0);
                    let out = inflow.as_chunks_mut::<4>().0.iter_mut().zip(hours.as_chunks_mut::<4>().0);
                    for ((issues, length), (inflow, hours)) in cells.zip(out) {
                        let reaching = Lanes::all(1.0) - Lanes::of(*issues) * (1e-6 * taken);
                        *inflow = (Lanes::of(*issues) * reaching).slices();
                        *hours = (Lanes::of(*length) * Lanes::all(1.02).over(reaching)).slices();
                    }
                    for (rates, from) in shifted.iter_mut().zip(&today.rates) {
                        rates.shift(from, p.customers.repeat_propensity, black_box(0.05), None);
                    }
                    let inflow = Inflow { issues: &inflow, hours: &hours, value: &value, z: &setting.z };
                    for (j, server) in today.servers.iter().enumerate() {
                        let rates = shifted.get(j).unwrap_or(&today.rates[j]);
                        let work = work_by_tier(&inflow, &today.types, server, rates, |_| 1.0);
                        let (workload, aht) = (work[0].live_workload, work[0].live_aht_minutes());
                        black_box((tables.agent_intervals(workload, aht), tables.service(workload, aht, 0.97)));
                    }
                }
            }
        }
    };
    best(work) / (trials * runs * months) as f64
}

fn threads(setting: &Setting<'_>, trials: usize) {
    println!("| Threads | trials/s, all options | over one thread |\n|---:|---:|---:|");
    let few = experiment(setting, trials);
    let mut one = 0.0;
    let mut threads = 1;
    while threads <= processors() {
        let speed = trials as f64 / on(threads, || best(|| drop(few.run_with(setting, &|_| true))));
        one = if threads == 1 { speed } else { one };
        println!("| {threads} | {speed:.0} | {:.2} |", speed / one);
        threads *= 2;
    }
    println!();
}

/// Trials a second of the analyses, on all threads.
fn analyses(setting: &Setting<'_>, trials: usize) {
    let worlds = Worlds::new(setting, 1, false);
    let options = Experiment::new(setting.model).options;
    let redesign = Redesign::of(setting.model, &options);
    let row = |name: &str, runs: usize, trials: usize, seconds: f64| {
        let ten_thousand = 1e4 / trials as f64 * seconds;
        println!("| {name} | {runs} | {:.0} | {ten_thousand:.1} |", trials as f64 / seconds);
    };
    println!("| All {} threads | runs a world | trials/s | s for 10 000 |\n|---|---:|---:|---:|", processors());
    let few = experiment(setting, trials);
    on(processors(), || {
        row("options alone", options.len() + 2, trials, best(|| drop(few.run_with(setting, &|_| true))));
        let mut bridge = Battery::default();
        Chain::ask(&mut bridge);
        let some = trials / 4;
        row("bridge", bridge.len(), some, best(|| drop(bridge.run(&worlds, 0, some, &|_| true))));
        let sets = subsets(setting);
        row("subsets of levers", sets.len(), some, best(|| drop(sets.run(&worlds, 0, some, &|_| true))));
        let mut pack = bridge.clone();
        Subsets::ask(&mut pack, &redesign, true);
        DelayRuns::ask_all(&mut pack, &redesign);
        row("bridge, subsets and delay", pack.len(), some, best(|| drop(pack.run(&worlds, 0, some, &|_| true))));
    });
    let seconds = on(processors(), || {
        let pack = Pack { worlds: &worlds, options: &options, first: 0, trials: 10_000, depth: Depth::BESIDE };
        best(|| drop(pack.run(&|_| true)))
    });
    println!("\n`run` with 10 000 trials, without tables of the queue and files: {seconds:.2} s.\n");
}

fn queues(tables: &Tables) {
    println!("| Queue function, ns | n = 10 | n = 100 | n = 1000 |\n|---|---:|---:|---:|");
    let loads = [(10, 8.0), (100, 90.0), (1000, 970.0)];
    let row = |name: &str, work: &dyn Fn(u32, f64) -> f64| {
        let cells = loads.map(|(agents, load)| {
            let repeats = 20_000;
            let seconds = best(|| {
                for i in 0..repeats {
                    black_box(work(black_box(agents), black_box(load + 1e-6 * f64::from(i))));
                }
            });
            format!("{:.0}", seconds / f64::from(repeats) * 1e9)
        });
        println!("| {name} | {} |", cells.join(" | "));
    };
    row("Erlang C", &queue::erlang_c);
    row("Erlang A: service level, abandonment", &|n, load| queue::response(n, load, Some(0.6), 0.05).service_level);
    row("fewest agents for 80 % in 20 s", &|_, load| f64::from(queue::agents_required(load, 0.8, Some(0.6), 0.05, 0.88)));
    row("table of agent-intervals", &|_, load| tables.agent_intervals(40.0 * load, 7.0));
    row("table of service", &|_, load| tables.service(40.0 * load, 7.0, 0.97).level);
    println!();
}

/// Peak memory of runs in processes of their own.
fn memory(trials: usize) {
    println!("| Peak memory, MB | 1 option | 3 options |\n|---|---:|---:|");
    let largest = if trials < 2_000 { trials * 10 } else { 100_000 };
    for trials in [largest / 100, largest / 10, largest] {
        let cells = [1, 3].map(|options| {
            let child = std::env::current_exe()
                .and_then(|program| std::process::Command::new(program).env(MEMORY_OF, format!("{trials} {options}")).output());
            child.map_or_else(|error| error.to_string(), |child| String::from_utf8_lossy(&child.stdout).trim().to_owned())
        });
        println!("| {trials} trials | {} |", cells.join(" | "));
    }
}

fn measure_memory(model: &Model, of: &str) {
    let mut of = of.split(' ').filter_map(|x| x.parse::<usize>().ok());
    let (trials, options) = (of.next().unwrap_or(1), of.next().unwrap_or(1));
    let goal = service_goal(model);
    let tables = Tables::build(&goal, model);
    let setting = Setting::new(model, Queues::Tables(&tables));
    let worlds = Worlds::new(&setting, 1, false);
    let all = Experiment::new(model).options;
    let options = &all[..options.min(all.len())];
    let answers = Pack { worlds: &worlds, options, first: 0, trials, depth: Depth::BESIDE }.run(&|_| true);
    black_box(answers);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    println!("{}", peak.map_or("not known here".to_owned(), |kb| format!("{:.0}", kb / 1024.0)));
}
