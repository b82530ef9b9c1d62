//! Tenure: the steady state that a run starts in is one.

use super::assert_close;
use super::common::{Case, Lived};
use residual::engine::record::{Metric, TeamMetric};
use residual::engine::workforce::{Team, base_hazard, heads_per_fte};
use residual::model::Parameters;

fn parameters() -> Parameters {
    Case::retailer(&[]).model.medians
}

#[test]
fn the_monthly_hazard_compounds_to_the_yearly_one() {
    let p = parameters();
    for team in &p.teams {
        let stay = libm::pow(1.0 - base_hazard(team), 12.0);
        assert_close("a year", 1.0 - stay, team.annual_attrition, 1e-14);
    }
}

#[test]
fn heads_per_fte_is_the_inverse_of_the_mean_productivity_of_a_geometric_tenure() {
    let mut p = parameters();
    for (attrition, ramp, start) in [(0.36, 3.0, 0.5), (0.2, 5.0, 0.5), (0.8, 12.0, 0.1), (0.0, 4.0, 0.5), (0.36, 0.0, 0.5)] {
        p.workforce.start_productivity = start;
        let mut team = p.teams[0].clone();
        (team.annual_attrition, team.ramp_months) = (attrition, ramp);
        let hazard = base_hazard(&team);
        // A long sum over tenures, each proficient past its ramp.
        let mut mean = 0.0;
        let mut share = hazard;
        let mut all = 0.0;
        for i in 0..20_000 {
            let productivity = if f64::from(i) < ramp { start + (1.0 - start) * f64::from(i) / ramp } else { 1.0 };
            mean += share * productivity;
            all += share;
            share *= 1.0 - hazard;
        }
        let mean = mean + (1.0 - all);
        assert_close(&format!("{attrition} {ramp}"), heads_per_fte(&p, &team), 1.0 / mean, 1e-12);
    }
}

#[test]
fn a_team_that_hires_what_leaves_stays_as_it_is() {
    let p = parameters();
    for inputs in &p.teams {
        let hazard = base_hazard(inputs);
        let mut team = Team::with_months(200);
        team.start(&p, inputs, 120.0, false);
        let effective = team.effective_fte(&p);
        assert_close("heads per FTE", 120.0 / effective, heads_per_fte(&p, inputs), 1e-12);
        for t in 0..100 {
            team.arrive(t);
            assert_close(&format!("heads, month {t}"), team.heads(), 120.0, 1e-9);
            assert_close(&format!("effective, month {t}"), team.effective_fte(&p), effective, 1e-9);
            team.leave(hazard * team.heads());
            // Classes in the pipeline at the start cover the months until the first of these arrives.
            let arrival = t + p.workforce.lead_time_months as usize + team.training;
            team.hire(arrival, hazard * 120.0);
        }
    }
}

#[test]
fn a_flat_year_without_ai_and_without_strain_settles_where_the_hiring_rule_says() {
    let season = "demand.season=[1,1,1,1,1,1,1,1,1,1,1,1]";
    let calm = ["behaviour.attrition_per_occupancy=0", "behaviour.attrition_per_hardness=0", "behaviour.attrition_per_pressure=0"];
    let flat = ["demand.growth=0", season, "workforce.wage_inflation=0", "vendors.bpo_north.contract.indexation=0"];
    let sets: Vec<&str> = calm.into_iter().chain(flat).collect();
    let case = Case::retailer(&sets);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let (record, today, p) = (&lived.no_ai.record, &lived.world.today, &lived.world.p);
    // The first month is today to the last line.
    let own = [Metric::CostInHouseLabour, Metric::CostHiring, Metric::CostTraining].iter().map(|m| record.get(0, *m)).sum::<f64>();
    let vendors: f64 = today.vendor_invoices.iter().sum();
    assert_close("in-house cost", own / (today.monthly_cost - vendors), 1.0, 1e-12);
    for (j, inputs) in p.teams.iter().enumerate() {
        assert_close("heads at the start", record.team(0, j, TeamMetric::Heads), today.heads[j], 1e-9);
        // The rule fills `target − H(1−h)^L − (L−1)·hires`, as if nobody left from the pipeline on arrival; hires equal
        // leavers, `hH`, where `H = target/((1−h)^L + Lh)`: a few tenths of a percent below target.
        let hazard = base_hazard(inputs);
        let lead = p.workforce.lead_time_months + residual::engine::workforce::training_months(inputs) as f64;
        let settled = today.heads[j] / (libm::pow(1.0 - hazard, lead) + lead * hazard);
        assert!((0.995..1.0).contains(&(settled / today.heads[j])));
        let last = record.months() - 1;
        assert_close(&format!("heads of team {j}"), record.team(last, j, TeamMetric::Heads) / settled, 1.0, 1e-7);
        assert_close(&format!("leavers of team {j}"), record.team(last, j, TeamMetric::Leavers) / (hazard * settled), 1.0, 1e-7);
        assert_close(&format!("hires of team {j}"), record.team(last, j, TeamMetric::Hires) / (hazard * settled), 1.0, 1e-6);
    }
    for t in 0..record.months() {
        assert_close(&format!("requirement, month {t}"), record.get(t, Metric::RequiredFte) / today.required_fte, 1.0, 1e-4);
    }
}

#[test]
fn whole_heads_start_as_rounded_and_classes_add_up() {
    let p = parameters();
    for heads in [3.0, 17.4, 17.5, 112.096, 5000.2] {
        let inputs = &p.teams[0];
        let mut team = Team::with_months(40);
        team.start(&p, inputs, heads, true);
        assert_eq!(team.heads(), (heads + 0.5).floor());
        let due = p.workforce.lead_time_months + team.training as f64 - 1.0;
        assert_eq!(team.pipeline(0), (base_hazard(inputs) * heads * due + 0.5).floor());
    }
}
