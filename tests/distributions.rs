//! Distributions of what is drawn, against independent distribution functions and moments. Every figure compares trials with
//! what chance allows: limits are those that one of many thousand correct runs would pass; seeds are fixed.

mod common;

use common::{Case, Lived, retailer, retailer_with};
use residual::engine::demand;
use residual::engine::record::{Metric, TeamMetric};
use residual::engine::staffing::Queues;
use residual::engine::switches::Switches;
use residual::engine::tables::Tables;
use residual::engine::workforce::base_hazard;
use residual::engine::world::{Setting, World};
use residual::model::Model;
use residual::noise::Noise;
use residual::results::{Experiment, Results};
use residual::stats::{binomial_quantile, mean, sd};
use statrs::distribution::{Beta, Binomial, ContinuousCDF, Discrete, DiscreteCDF, LogNormal, Normal, Uniform};

/// Upper 95th percentile of a standard normal, which intervals are made of.
const Z95: f64 = 1.644_853_626_951_472_2;
/// Trials of inputs.
const TRIALS: usize = 2000;

/// The inputs alone: no option but `no_ai`.
fn inputs_of(model: &Model) -> Results {
    let mut experiment = Experiment::new(model);
    experiment.trials = TRIALS;
    experiment.options.clear();
    experiment.run(&|_| true)
}

fn column(model: &Model, results: &Results, path: &str) -> Vec<f64> {
    let place = model.inputs.iter().position(|input| input.path == path);
    let place = place.unwrap_or_else(|| panic!("{path} is not uncertain"));
    results.inputs.iter().map(|trial| trial[place]).collect()
}

/// Largest distance between the trials' distribution function and `cdf`, times √n: 1.95 is passed by one in a thousand samples
/// of independent draws, and Sobol points lie closer.
fn kolmogorov(values: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let distance = sorted.iter().enumerate().map(|(i, x)| {
        let (i, u) = (i as f64, cdf(*x));
        (u - i / n).max((i + 1.0) / n - u)
    });
    distance.fold(0.0, f64::max) * n.sqrt()
}

fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

#[test]
fn intervals_of_the_shipped_scenario_are_drawn_as_their_domains_say() {
    let model = retailer(&[]);
    let results = inputs_of(&model);
    let standard = Normal::standard();
    let check = |path: &str, low: f64, high: f64, to_line: &dyn Fn(f64) -> f64| {
        let (from, to) = (to_line(low), to_line(high));
        let cdf = |x: f64| standard.cdf((to_line(x) - 0.5 * (from + to)) / ((to - from) / (2.0 * Z95)));
        let d = kolmogorov(&column(&model, &results, path), cdf);
        assert!(d < 1.95, "{path}: {d}");
    };
    // Shares: logit-normal.
    for (path, low, high) in [
        ("customers.repeat_propensity", 0.50, 0.70),
        ("customers.false_containment_return", 0.60, 0.80),
        ("workforce.response_without", 0.25, 0.60),
        ("behaviour.hurry", 0.05, 0.25),
        ("ai.selectivity", 0.5, 0.8),
        ("contact_types.order_status.ai.mature", 0.76, 0.88),
        ("contact_types.complaints.ai.resolution", 0.48, 0.75),
        ("teams.generalists.annual_attrition", 0.30, 0.42),
        ("customers.effort_loss", 0.01, 0.04),
    ] {
        check(path, low, high, &logit);
    }
    // Positive quantities: lognormal, also where written in percent.
    for (path, low, high) in [
        ("ai.induced", 0.02, 0.15),
        ("ai.handoff_penalty", 0.10, 0.25),
        ("ai.integration", 380_000.0, 650_000.0),
        ("ai.run_team_fte", 1.0, 3.0),
        ("ai.error_cost", 0.2, 1.0),
        ("behaviour.attrition_per_hardness", 0.15, 0.45),
        ("behaviour.pressure_fcr", 0.3, 0.7),
    ] {
        check(path, low, high, &f64::ln);
    }
    // Quantities of any sign: normal.
    for (path, low, high) in [("demand.growth", 0.0, 0.04), ("workforce.wage_inflation", 0.02, 0.04), ("ai.price.price_drift", -0.05, 0.15)]
    {
        check(path, low, high, &|x| x);
    }
}

#[test]
fn every_input_of_the_shipped_scenario_keeps_its_interval() {
    let model = retailer(&[]);
    let results = inputs_of(&model);
    for input in model.inputs.iter().filter(|input| !input.rounded) {
        let (low, high) = input.distribution.interval();
        let values = column(&model, &results, &input.path);
        let below = |x: f64| values.iter().filter(|v| **v < x).count() as f64 / values.len() as f64;
        // Standard error of a share of 5 % of independent draws: 0.5 points.
        assert!((below(low) - 0.05).abs() < 0.015, "{}: {} below {low}", input.path, below(low));
        assert!((below(high) - 0.95).abs() < 0.015, "{}: {} below {high}", input.path, below(high));
    }
}

#[test]
fn every_form_of_a_distribution_is_drawn_as_it_says() {
    let model = retailer_with(
        &[
            "contact_types.returns.aht={ min = \"4 min\", mode = \"6 min\", max = \"12 min\" }",
            "workforce.misskill_aht={ low = 0.05, high = 0.25 }",
            "ai.platform_fee={ mean = 20000, sd = 6000 }",
        ]
        .map(str::to_owned),
    );
    let results = inputs_of(&model);
    let pert = Beta::new(1.0 + 4.0 * 2.0 / 8.0, 1.0 + 4.0 * 6.0 / 8.0).expect("shapes are positive");
    let uniform = Uniform::new(0.05, 0.25).expect("a range");
    let variance = (1.0 + 0.09_f64).ln();
    let moments = LogNormal::new(20_000.0_f64.ln() - variance / 2.0, variance.sqrt()).expect("a spread");
    for (path, cdf) in [
        ("contact_types.returns.aht", &(|x: f64| pert.cdf((x - 4.0) / 8.0)) as &dyn Fn(f64) -> f64),
        ("workforce.misskill_aht", &|x| uniform.cdf(x)),
        ("ai.platform_fee", &|x| moments.cdf(x)),
    ] {
        let d = kolmogorov(&column(&model, &results, path), cdf);
        assert!(d < 1.95, "{path}: {d}");
    }
}

#[test]
fn months_are_whole_and_discrete_values_come_in_proportion() {
    let model = retailer(&["levers.contracts.negotiation_months={ values = [2, 3, 6], weights = [0.5, 0.3, 0.2] }"]);
    let results = inputs_of(&model);
    let months = column(&model, &results, "levers.contracts.negotiation_months");
    for (value, weight) in [(2.0, 0.5), (3.0, 0.3), (6.0, 0.2)] {
        let share = months.iter().filter(|m| **m == value).count() as f64 / months.len() as f64;
        assert!((share - weight).abs() < 0.03, "{value}: {share}");
    }
    let lags = column(&model, &results, "ownership.split_lag");
    assert!(lags.iter().all(|lag| *lag == lag.floor() && *lag >= 0.0));
    // Lognormal from 1 to 4, rounded: P(2) is what lies between 1.5 and 2.5.
    let lag = LogNormal::new(2.0_f64.ln(), 4.0_f64.ln() / (2.0 * Z95)).expect("a spread");
    let (got, want) = (lags.iter().filter(|lag| **lag == 2.0).count() as f64 / TRIALS as f64, lag.cdf(2.5) - lag.cdf(1.5));
    assert!((got - want).abs() < 0.03, "{got} and {want}");
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank as f64;
    }
    ranks
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let covariance: f64 = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
    covariance / ((a.len() - 1) as f64 * sd(a) * sd(b))
}

#[test]
fn correlated_inputs_have_the_rank_correlation_of_their_copula_and_others_none() {
    let model = retailer(&[]);
    let results = inputs_of(&model);
    let ids = ["order_status", "returns", "product", "account", "delivery", "complaints"];
    // Spearman's correlation of a Gaussian copula: (6/π) asin(ρ/2).
    let spearman = 6.0 / std::f64::consts::PI * (0.7_f64 / 2.0).asin();
    for key in ["ai.mature", "ai.resolution"] {
        let columns = ids.map(|id| ranks(&column(&model, &results, &format!("contact_types.{id}.{key}"))));
        for i in 0..ids.len() {
            for j in 0..i {
                let got = correlation(&columns[i], &columns[j]);
                // Standard error of 2000 pairs at this correlation: about 0.012.
                assert!((got - spearman).abs() < 0.045, "{key} of {} and {}: {got}, wanted {spearman}", ids[i], ids[j]);
            }
        }
    }
    let mature = ranks(&column(&model, &results, "contact_types.returns.ai.mature"));
    for path in ["contact_types.returns.ai.resolution", "ai.selectivity", "demand.growth", "customers.repeat_propensity"] {
        let got = correlation(&mature, &ranks(&column(&model, &results, path)));
        // Standard error without correlation: 0.022.
        assert!(got.abs() < 0.08, "{path}: {got}");
    }
}

#[test]
fn leavers_are_binomial() {
    // Exactly where it is promised, and in the moments where the normal takes over.
    for (n, p) in [(40_u64, 0.035), (136, 0.03), (800, 0.02), (2000, 0.035), (9000, 0.4)] {
        let oracle = Binomial::new(p, n).expect("a share");
        let draws = 20_000_u32;
        let leavers: Vec<f64> = (0..draws).map(|i| binomial_quantile(n, p, (f64::from(i) + 0.5) / f64::from(draws)) as f64).collect();
        let (want_mean, want_sd) = (n as f64 * p, (n as f64 * p * (1.0 - p)).sqrt());
        assert!((mean(&leavers) - want_mean).abs() < 0.012 * want_sd.max(1.0), "n {n} p {p}: mean {}", mean(&leavers));
        assert!((sd(&leavers) / want_sd - 1.0).abs() < 0.01, "n {n} p {p}: sd {} wanted {want_sd}", sd(&leavers));
        if want_mean.min(n as f64 - want_mean) <= 30.0 {
            let top = (want_mean + 6.0 * want_sd) as u64;
            for k in 0..top.min(n) {
                let share = leavers.iter().filter(|x| **x == k as f64).count() as f64 / f64::from(draws);
                assert!((share - oracle.pmf(k)).abs() < 2.0 / f64::from(draws), "n {n} p {p} k {k}: {share}");
            }
            assert!(oracle.cdf(top) > 0.999_99);
        }
    }
}

/// Runs `no_ai` in many drawn worlds with the queue's tables.
fn in_many_worlds(sets: &[&str], worlds: u64, mut see: impl FnMut(&Lived<'_>)) {
    let case = Case::retailer(sets);
    let tables = Tables::build(&case.goal, &case.model);
    let setting = Setting::new(&case.model, Queues::Tables(&tables));
    let noise = Noise::new(21);
    for trial in 0..worlds {
        let mut world = World::room(&setting);
        world.draw(&setting, &noise, trial);
        see(&Lived::with(&setting, world, &Switches::NO_AI));
    }
}

#[test]
fn heads_of_the_first_month_leave_as_a_binomial_says() {
    // Nothing strains: everybody leaves at the base hazard, and inputs stand at their medians.
    let calm = ["behaviour.attrition_per_occupancy=0", "behaviour.attrition_per_hardness=0", "behaviour.attrition_per_pressure=0"];
    let (mut leavers, mut later) = ([Vec::new(), Vec::new()], Vec::new());
    let mut expected = [(0.0, 0.0); 2];
    in_many_worlds(&calm, 700, |lived| {
        for (j, leavers) in leavers.iter_mut().enumerate() {
            let heads = lived.no_ai.record.team(0, j, TeamMetric::Heads);
            let hazard = base_hazard(&lived.world.p.teams[j]);
            expected[j] = (heads * hazard, (heads * hazard * (1.0 - hazard)).sqrt());
            leavers.push(lived.no_ai.record.team(0, j, TeamMetric::Leavers));
        }
        later.push(lived.no_ai.record.team(7, 0, TeamMetric::Leavers));
    });
    for (leavers, (want_mean, want_sd)) in leavers.iter().zip(expected) {
        let n = leavers.len() as f64;
        assert!((mean(leavers) - want_mean).abs() < 4.0 * want_sd / n.sqrt(), "mean {} wanted {want_mean}", mean(leavers));
        assert!((sd(leavers) / want_sd - 1.0).abs() < 0.10, "sd {} wanted {want_sd}", sd(leavers));
    }
    // Teams and months have streams of their own. Standard error without correlation: 0.038.
    assert!(correlation(&leavers[0], &leavers[1]).abs() < 0.15);
    assert!(correlation(&leavers[0], &later).abs() < 0.15);
}

#[test]
fn demand_shocks_have_their_spread_mean_and_memory() {
    let mut p = retailer(&[]).medians;
    for (spread, memory) in [(0.06, 0.5), (0.2, 0.9), (0.1, 0.0)] {
        (p.demand.shock_sd, p.demand.shock_persistence) = (spread, memory);
        let (months, worlds) = (24, 4000);
        let noise = Noise::new(5);
        let key = residual::noise::StreamKey::new("demand", &[]);
        let mut by_month = vec![Vec::new(); months];
        let mut factors = vec![Vec::new(); months];
        for trial in 0..worlds {
            let mut draws = vec![0.0; months];
            noise.uniforms(&key, trial, &mut draws);
            for draw in &mut draws {
                *draw = residual::normal::quantile(*draw);
            }
            demand::shocks_in_place(&p, &mut draws);
            for (t, x) in draws.iter().enumerate() {
                by_month[t].push(*x);
                factors[t].push(demand::shock_factor(&p, *x));
            }
        }
        // Standard errors of 4000 worlds: mean σ/63, deviation 1.1 %, correlation 0.016.
        for t in [0, 1, 12, 23] {
            assert!(mean(&by_month[t]).abs() < 4.0 * spread / 63.0, "month {t}: {}", mean(&by_month[t]));
            assert!((sd(&by_month[t]) / spread - 1.0).abs() < 0.045, "month {t}: stationary from the start, {}", sd(&by_month[t]));
            assert!((mean(&factors[t]) - 1.0).abs() < 4.0 * spread / 63.0, "month {t}: volume keeps its mean, {}", mean(&factors[t]));
            let line = Normal::new(0.0, spread).expect("a spread");
            assert!(kolmogorov(&by_month[t], |x| line.cdf(x)) < 1.95, "month {t}");
        }
        for lag in [1, 2, 5] {
            let got = correlation(&by_month[8], &by_month[8 + lag]);
            let want = libm::pow(memory, lag as f64);
            assert!((got - want).abs() < 0.065, "lag {lag}: {got}, wanted {want}");
        }
    }
}

#[test]
fn demand_of_a_run_carries_the_shock_to_every_type_alike() {
    let mut ratios = Vec::new();
    in_many_worlds(&[], 300, |lived| {
        let (outlook, p, calendar) = (&lived.world.outlook, &lived.world.p, &lived.setting.model.calendar);
        let shock = |k: usize| outlook.factor(k, 6) / demand::expected_factor(p, calendar, k, 6, false);
        assert!((0..p.types.len()).all(|k| (shock(k) / shock(0) - 1.0).abs() < 1e-12));
        // The same shock with and without growth: the counterfactual at today's volume lives in the same world.
        let frozen = lived.world.frozen.factor(0, 6) / demand::expected_factor(p, calendar, 0, 6, true);
        assert!((frozen / shock(0) - 1.0).abs() < 1e-12);
        ratios.push(shock(0));
    });
    assert!((sd(&ratios) / 0.06 - 1.0).abs() < 0.15, "{}", sd(&ratios));
    assert!((mean(&ratios) - 1.0).abs() < 4.0 * 0.06 / 300.0_f64.sqrt(), "{}", mean(&ratios));
}

#[test]
fn regressions_are_born_and_found_as_often_as_they_should_be() {
    // Each month one is born with probability 0.12 and each is found with 0.05 while nobody looks: the expected number still at
    // work follows from both, months of fixing included.
    let (born, found, fix, size) = (0.12, 0.05, 1, 0.05);
    let case = Case::retailer(&[]);
    let tables = Tables::build(&case.goal, &case.model);
    let setting = Setting::new(&case.model, Queues::Tables(&tables));
    let go_live = case.model.calendar.go_live;
    let noise = Noise::new(22);
    let (worlds, month) = (600, go_live + 18);
    let mut drifts = Vec::new();
    for trial in 0..worlds {
        let mut world = World::room(&setting);
        world.draw(&setting, &noise, trial);
        let lived = Lived::with(&setting, world, &Switches::NO_AI);
        drifts.push(lived.run(&case.option("technical_only")).record.get(month, Metric::Drift));
    }
    // Born in `b`, active from `b + 1`, looked for at the end of each active month, at work until `fix` months after.
    let active: f64 = (go_live..month).map(|b| born * libm::pow(1.0 - found, (month - b - 1).saturating_sub(fix) as f64)).sum();
    let (got, want) = (mean(&drifts), size * active);
    let error = sd(&drifts) / f64::from(u32::try_from(worlds).expect("few")).sqrt();
    assert!((got - want).abs() < 4.0 * error, "{got}, wanted {want} ± {error}");
    assert!(drifts.iter().all(|d| (d / size - (d / size).round()).abs() < 1e-9), "drift comes in whole regressions");
}

#[test]
fn negotiations_succeed_as_often_as_they_should() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let noise = Noise::new(23);
    let mut world = World::room(&setting);
    let mut won = 0;
    for trial in 0..2000 {
        world.draw(&setting, &noise, trial);
        won += u32::from(world.process.as_ref().expect("drawn").negotiation(0, 0) < world.p.levers.contracts.success);
    }
    // Standard error of a share of 70 % of 2000: one point.
    assert!((f64::from(won) / 2000.0 - 0.70).abs() < 0.04, "{won}");
}
