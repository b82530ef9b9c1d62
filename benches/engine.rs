//! Speed of the engine: nanoseconds per option-month, trials a second.

use residual::results::Experiment;
use std::time::Instant;

fn main() {
    let text = include_str!("../scenarios/retailer.toml");
    let loaded = residual::scenario::load(text, "retailer.toml", &[]).expect("the shipped scenario loads");
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a thread pool");
        pool.install(|| {
            let start = Instant::now();
            let goal = residual::engine::world::service_goal(&loaded.model);
            let tables = residual::engine::tables::Tables::build(&goal, &loaded.model);
            let built = start.elapsed();
            drop(tables);
            let mut best = f64::INFINITY;
            let trials: usize = std::env::var("TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(2000);
            for _ in 0..3 {
                let start = Instant::now();
                let mut experiment = Experiment::new(&loaded.model);
                experiment.trials = trials;
                let results = experiment.run(&|_| true);
                assert_eq!(results.trials, trials);
                best = best.min(start.elapsed().as_secs_f64() - built.as_secs_f64());
            }
            let option_months = (trials * 5 * loaded.model.calendar.months) as f64;
            println!(
                "{threads} threads: tables {:.0} ms, {:.2} µs per option-month, {:.0} trials/s",
                built.as_secs_f64() * 1e3,
                best * 1e6 / option_months,
                trials as f64 / best
            );
        });
    }
}
