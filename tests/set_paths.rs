//! `--set` reaches every number of a scenario, and what it sets is what the engine gets.

mod common;

use common::RETAILER;
use residual::model::Target;
use residual::registry::{self, KEYS, Kind, Preset};
use residual::scenario;

/// The retailer with lists that it leaves out.
fn everything() -> String {
    let bands = "bands = [{ up_to = 300000, per_minute = 0.6 }, { per_minute = 0.5 }]\n";
    let alternative = format!("[[vendors.alternatives]]\nid = \"bands\"\n{bands}\n");
    let text = RETAILER.replacen(
        "[levers.staffing]\n",
        &format!("{alternative}[levers.staffing]\nseverance_bands = [{{ from_months = 12, weeks = 9 }}]\n"),
        1,
    );
    let bands_of = |text: String, table: &str| text.replacen(&format!("[vendors.{table}]\n"), &format!("[vendors.{table}]\n{bands}"), 1);
    bands_of(bands_of(text, "contract"), "renegotiated")
}

/// A legal value that is not the one that is there, if the key leaves room.
fn another(key: usize, there: Option<f64>) -> f64 {
    let key = &KEYS[key];
    let typical = match (key.preset, key.usual) {
        (Preset::Value(value), _) => value,
        (_, Some((low, high, _))) => f64::midpoint(low, high),
        _ => there.unwrap_or(1.0),
    };
    let whole = |x: f64| if key.whole { x.round() } else { x }.clamp(key.min, key.max);
    [0.9, 1.1, 0.5, 1.5, 2.0]
        .map(|k| whole(typical * k))
        .into_iter()
        .chain([key.min, key.max])
        .find(|x| Some(*x) != there)
        .unwrap_or(key.min)
}

#[test]
fn every_number_can_be_set() {
    let text = everything();
    let before = scenario::load(&text, "s", &[]).unwrap_or_else(|f| panic!("{f}")).model;
    let (mut set, mut reached) = (0, 0);
    let mut refused = Vec::new();
    for (index, key) in registry::keys().enumerate().filter(|(_, key)| key.is_number()) {
        let target = Target::new(index, [0; 3]);
        let value = another(index, registry::read(&before.medians, &target));
        let unit = if key.domain == registry::Domain::Duration { " min" } else { "" };
        let kind = if matches!(key.kind, Kind::ByType(_)) { "{}" } else { "" };
        assert!(kind.is_empty() || key.path.ends_with("{}"), "{}", key.path);
        let path = key.path.replace("[]", ".1").replace("{}", ".order_status");
        match scenario::load(&text, "s", &[(path.clone(), format!("{value}{unit}"))]) {
            Ok(loaded) => {
                set += 1;
                let now = registry::read(&loaded.model.medians, &target);
                reached += usize::from(now.is_some_and(|now| (now - value).abs() <= 1e-9 * value.abs()));
            }
            // Keys lean on each other, and some come in tables that ask for more: what must not be is that the path is unknown.
            Err(failure) => {
                let unknown = failure.diagnostics.iter().any(|d| ["unknown-key", "wrong-type", "bad-unit", "syntax"].contains(&d.code));
                if unknown {
                    refused.push(format!("{path} = {value}{unit}: {failure}"));
                }
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    println!("{set} set, {reached} reached");
    assert!(set > 180 && reached == set, "of {set} set {reached} are what was set");
}
