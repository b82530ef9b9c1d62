//! Scrambled Sobol points against plain Monte Carlo at equal cost, as a Markdown table: `cargo bench --bench statistics`.
//!
//! Both run the redesign of the retailer in the same number of worlds, with the same process noise; only the inputs are drawn
//! otherwise. The error is the standard deviation of an estimate over many seeds. `SEEDS=8 LARGEST=512` is a quick look.

use rayon::prelude::*;
use residual::engine::planner::Plan;
use residual::engine::run::{State, simulate};
use residual::engine::staffing::Queues;
use residual::engine::switches::Switches;
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, World, service_goal};
use residual::noise::{Noise, StreamKey};
use residual::results::{Total, Worlds, totals};
use residual::stats;

/// What is estimated: mean and tenth percentile of cost savings, chance that the hurdle is met soundly.
const FIGURES: [&str; 3] = ["mean savings", "P10 of savings", "chance of the verdict"];

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (seeds, largest) = (number("SEEDS").unwrap_or(32), number("LARGEST").unwrap_or(4_096));
    let text = include_str!("../scenarios/retailer.toml");
    let model = residual::scenario::load(text, "retailer.toml", &[]).expect("the shipped scenario loads").model;
    let goal = service_goal(&model);
    let tables = Tables::build(&goal, &model);
    let setting = Setting::new(&model, Queues::Tables(&tables));
    let option = model.options.last().expect("the retailer has options");
    println!("Option `{}`, {seeds} seeds; money in thousands of {}.\n", option.label.id, model.currency);
    println!("| Worlds | figure | plain error | Sobol error | worlds saved |\n|---:|---|---:|---:|---:|");
    let mut trials = largest / 16;
    while trials <= largest {
        let estimates = |plain: bool| -> Vec<[f64; 3]> {
            (1..=seeds).into_par_iter().map(|seed| estimate(&setting, &Switches::of_option(option), seed, trials, plain)).collect()
        };
        let (plain, sobol) = (estimates(true), estimates(false));
        for (i, figure) in FIGURES.iter().enumerate() {
            let error = |estimates: &[[f64; 3]]| stats::sd(&estimates.iter().map(|e| e[i]).collect::<Vec<_>>());
            let (plain, sobol) = (error(&plain), error(&sobol));
            let unit = if i < 2 { 1e-3 } else { 100.0 };
            let sign = if i < 2 { "" } else { " points" };
            let saved = (plain / sobol) * (plain / sobol);
            println!("| {trials} | {figure} | {:.2}{sign} | {:.2}{sign} | {saved:.1} × |", plain * unit, sobol * unit);
        }
        trials *= 4;
    }
}

/// Estimates of one seed from worlds whose inputs are independent draws (`plain`) or those of the program.
fn estimate(setting: &Setting<'_>, switches: &Switches, seed: u64, trials: u64, plain: bool) -> [f64; 3] {
    let model = setting.model;
    let medians = World::expected(setting);
    let plans = [&Switches::NO_AI, switches].map(|switches| Plan::forecast(setting, &medians, switches));
    let worlds = Worlds::new(setting, seed, false);
    let noise = Noise::new(seed);
    let keys: Vec<StreamKey> = model.inputs.iter().map(|input| StreamKey::new("plain input", &[&input.path])).collect();
    let (mut room, mut no_ai, mut run) = (worlds.room(), State::new(setting), State::new(setting));
    let mut savings = Vec::new();
    let mut met = 0.0;
    for trial in 0..trials {
        let world = if plain {
            let mut uniforms: Vec<f64> = keys.iter().map(|key| noise.uniform(key, trial, 0)).collect();
            worlds.correlate(&mut uniforms, &mut room);
            worlds.draw_at(trial, &uniforms, &mut room)
        } else {
            worlds.draw(trial, &mut room)
        };
        simulate(setting, world, &Switches::NO_AI, &plans[0], None, &mut no_ai);
        simulate(setting, world, switches, &plans[1], Some(&no_ai), &mut run);
        let totals = totals(model, world, &run.record, &no_ai.record, &no_ai.record);
        savings.push(totals.get(Total::CostSavings));
        met += f64::from(u8::from(totals.is_sound() && totals.get(Total::RunRateRealisation) >= model.hurdle.realisation));
    }
    let mean = stats::mean(&savings);
    [mean, stats::quantiles(&mut savings, &[0.1])[0], met / trials as f64]
}
