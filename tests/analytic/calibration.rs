//! Calibration: today's volume, handle time and resolution come out as measured, whatever the inputs.

use super::assert_close;
use super::common::{Case, Lived, retailer_with};
use residual::engine::difficulty::{PER_TIER, SLICES};
use residual::engine::record::Metric;
use residual::engine::world::World;
use residual::model::Parameters;
use residual::noise::{Noise, StreamKey};

/// Overwrites what calibration depends on with random legal values.
fn shake(p: &mut Parameters, trial: u64) {
    let mut u = vec![0.0; 200];
    Noise::new(11).uniforms(&StreamKey::new("calibration", &[]), trial, &mut u);
    let mut draws = u.into_iter();
    let mut within = |low: f64, high: f64| low + (high - low) * draws.next().expect("enough uniforms");
    p.difficulty.aht_loading = within(0.0, 1.2);
    p.difficulty.fcr_slope = within(0.0, 1.5);
    p.customers.repeat_propensity = within(0.0, 0.95);
    p.workforce.misskill_aht = within(0.0, 0.4);
    p.workforce.misskill_fcr = within(0.0, 0.6);
    for kind in &mut p.types {
        kind.volume = within(50.0, 200_000.0);
        kind.aht_minutes = within(1.0, 40.0);
        kind.aht_cv = within(0.1, 2.0);
        kind.fcr = within(0.05, 0.98);
    }
    for team in &mut p.teams {
        team.skill_tier = within(1.0, 6.0).floor().min(5.0);
    }
    for vendor in &mut p.vendors {
        vendor.volume_share = within(0.0, 1.0);
        vendor.skill_tier = within(1.0, 6.0).floor().min(5.0);
        vendor.aht_factor = within(0.7, 1.5);
        vendor.fcr_shift = within(-0.6, 0.4);
    }
}

#[test]
fn today_is_reproduced_for_any_inputs() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    for trial in 0..40 {
        let mut world = World::expected(&setting);
        shake(&mut world.p, trial);
        world.settle(&setting);
        let (p, today) = (&world.p, &world.today);
        for (k, kind) in p.types.iter().enumerate() {
            // Contacts, hours and resolutions of a type over all servers, from issues, rates and handle times alone.
            let (mut contacts, mut hours, mut resolved) = (0.0, 0.0, 0.0);
            for n in 0..SLICES {
                let cell = k * SLICES + n;
                let mut slice = 0.0;
                for (j, share) in (0..today.servers.len()).map(|j| (j, today.share(j, k))) {
                    let c = today.issues[cell] * share * today.rates[j].contacts[cell];
                    slice += c;
                    hours += c * today.hours[cell] * today.servers[j].aht_factor[n / PER_TIER];
                    resolved += today.issues[cell] * share * today.rates[j].resolved[cell];
                }
                assert_close(&format!("trial {trial} type {k} slice {n}"), slice / (kind.volume / SLICES as f64), 1.0, 1e-12);
                contacts += slice;
            }
            assert_close(&format!("trial {trial} type {k}: volume"), contacts / kind.volume, 1.0, 1e-12);
            assert_close(&format!("trial {trial} type {k}: handle time"), hours / contacts * 60.0 / kind.aht_minutes, 1.0, 1e-12);
            assert_close(&format!("trial {trial} type {k}: resolution"), resolved / contacts, kind.fcr, 1e-12);
        }
        let all = today.all_work();
        let volume: f64 = p.types.iter().map(|kind| kind.volume).sum();
        assert_close(&format!("trial {trial}: contacts"), all.contacts / volume, 1.0, 1e-12);
        assert_close(&format!("trial {trial}: shares"), today.shares.iter().sum::<f64>() / p.types.len() as f64, 1.0, 1e-12);
    }
}

#[test]
fn harder_slices_take_longer_and_resolve_less() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let today = World::expected(&setting).today;
    for k in 0..case.model.types.len() {
        for cell in k * SLICES + 1..(k + 1) * SLICES {
            assert!(today.hours[cell] > today.hours[cell - 1]);
            for rates in &today.rates {
                let fcr = |cell: usize| rates.resolved[cell] / rates.contacts[cell];
                assert!(fcr(cell) < fcr(cell - 1));
            }
        }
    }
}

#[test]
fn satisfaction_with_resolved_and_unresolved_contacts_averages_to_todays() {
    let case = Case::retailer(&[]);
    let setting = case.setting();
    let world = World::expected(&setting);
    for (kind, solved) in world.p.types.iter().zip(&world.today.types) {
        let gap = world.p.difficulty.csat_gap;
        let mean = kind.fcr * solved.satisfaction + (1.0 - kind.fcr) * (solved.satisfaction - gap);
        assert_close("csat", mean, kind.csat, 1e-15);
    }
}

#[test]
fn value_at_risk_keeps_its_mean_whatever_its_loading() {
    for loading in ["0", "0.4", "1.1"] {
        let case = Case::new(retailer_with(&[format!("difficulty.value_loading={loading}")]));
        let setting = case.setting();
        let world = World::expected(&setting);
        for (k, kind) in world.p.types.iter().enumerate() {
            let values = &world.today.value[k * SLICES..(k + 1) * SLICES];
            assert_close(loading, values.iter().sum::<f64>() / SLICES as f64 / kind.value_at_risk, 1.0, 1e-12);
            assert!(loading == "0" || values[SLICES - 1] > values[0]);
        }
    }
}

#[test]
fn a_month_like_today_without_ai_is_today() {
    // Season, growth and abandonment away: the first month of no_ai is today's work.
    let season = "demand.season=[1,1,1,1,1,1,1,1,1,1,1,1]";
    let case = Case::retailer(&["demand.growth=0", season, "customers.patience=1000000 min"]);
    let setting = case.setting();
    let lived = Lived::expected(&setting);
    let (today, record) = (&lived.world.today, &lived.no_ai.record);
    let work = today.all_work();
    assert_close("contacts", record.get(0, Metric::HumanContacts) / work.contacts, 1.0, 1e-6);
    assert_close("hours", record.get(0, Metric::HumanHours) / work.hours, 1.0, 1e-6);
    assert_close("handle time", record.get(0, Metric::AhtMinutes) / today.aht_minutes(), 1.0, 1e-7);
    assert_close("required", record.get(0, Metric::RequiredFte) / today.required_fte, 1.0, 1e-12);
}
