//! The JSON Schema against the program: what it lets through and what it refuses.

use std::fs;
use std::path::Path;

use residual::report::schema;
use residual::{registry, scenario};
use serde_json::Value;

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema::schema()).expect("a valid schema")
}

fn json(text: &str) -> Value {
    let table: toml::Table = toml::from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    serde_json::to_value(table).expect("TOML without dates is JSON")
}

fn shipped() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["scenarios", "templates"].iter().filter_map(|folder| fs::read_dir(root.join(folder)).ok()).flatten();
    let paths = files.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.map(|path| (path.display().to_string(), fs::read_to_string(path).expect("a text"))).collect()
}

#[test]
fn the_schema_is_a_schema() {
    jsonschema::draft202012::meta::validate(&schema::schema()).expect("valid against the meta-schema");
}

#[test]
fn every_shipped_scenario_fits() {
    let validator = validator();
    for (path, text) in shipped() {
        let faults: Vec<String> = validator.iter_errors(&json(&text)).map(|e| format!("{} at {}", e, e.instance_path())).collect();
        assert!(faults.is_empty(), "{path}: {faults:#?}");
    }
}

const RETAILER: &str = include_str!("../scenarios/retailer.toml");

/// What the schema and the program refuse alike.
#[test]
fn bad_scenarios_do_not_fit() {
    let validator = validator();
    let bad = [
        ("volume = 70000.0", "volumme = 70000.0"),
        ("volume = 70000.0", ""),
        ("volume = 70000.0", "volume = -5"),
        ("volume = 70000.0", "volume = true"),
        ("volume = 70000.0", "volume = [70000]"),
        ("volume = 70000.0", "volume = \"many\""),
        ("volume = 70000.0", "volume = { low = 1 }"),
        ("volume = 70000.0", "volume = { mean = 1, sdd = 2 }"),
        ("volume = 70000.0", "volume = { source = \"a guess\" }"),
        ("aht = \"4.2 min\"", "aht = 4.2"),
        ("aht = \"4.2 min\"", "aht = \"4.2 minutes\""),
        ("fcr = 0.86", "fcr = 1.86"),
        ("fcr = 0.86", "fcr = \"86 h\""),
        ("months = 27", "months = \"20 to 30\""),
        ("months = 27", "months = 27.5"),
        ("start = \"2026-01\"", "start = \"2026-13\""),
        ("counts = \"contained\"", "counts = \"all\""),
        ("owner = \"split\"", "owner = \"nobody\""),
        ("of = \"money\"", "of = \"cash\""),
        ("name = \"Retailer: the AI contains 60 % of contacts\"", "name = 7"),
        ("between = [\"contact_types.*.ai.mature\"]", "between = \"ai.selectivity\""),
        ("rho = 0.7", "rho = 1.7"),
        ("season = [1.06, ", "season = ["),
        ("[ownership]", "[owner]"),
        ("[ownership]", "[slide]\ncontainment = 6\n[ownership]"),
        ("skill_tier = 5", "skill_tier = 9"),
        ("skill_tier = 5", "skill_tier = \"3 to 5\""),
    ];
    for (from, to) in bad {
        assert!(RETAILER.contains(from), "{from}");
        let text = RETAILER.replacen(from, to, 1);
        assert!(scenario::load(&text, "s", &[]).is_err(), "the program takes {to}");
        assert!(!validator.is_valid(&json(&text)), "the schema takes {to}");
    }
    assert!(!validator.is_valid(&json("")));
    assert!(!validator.is_valid(&json("[scenario]\nname = \"x\"\nstart = \"2026-01\"\nmonths = 12\ngo_live = 1\n")));
    assert!(validator.is_valid(&json("extends = \"retailer.toml\"\n[ai]\nselectivity = 0.7\n")));
}

/// Every value form that the program takes, and every example the schema gives.
#[test]
fn good_values_fit_and_examples_are_values() {
    let validator = validator();
    for volume in [
        "\"70k\"",
        "\"60k to 80k\"",
        "{ min = 1, mode = \"2k\", max = 3000 }",
        "{ low = 2, high = 8 }",
        "{ mean = 5, sd = 1 }",
        "{ values = [2, 3], weights = [0.5, 0.5] }",
        "{ value = \"60k to 80k\", source = \"2025\" }",
        "\" 70_000 \"",
        "\"1.5 M\"",
        "\"70000%\"",
    ] {
        let text = RETAILER.replacen("volume = 70000.0", &format!("volume = {volume}"), 1);
        scenario::load(&text, "s", &[]).unwrap_or_else(|f| panic!("{f}"));
        assert!(validator.is_valid(&json(&text)), "{volume}");
    }
    let mut seen = 0;
    for key in registry::keys().filter(|key| key.is_number() && !key.path.contains(['[', '{'])) {
        let pointer = key.path.split('.').fold(String::new(), |path, name| path + "/properties/" + name);
        let schema = schema::schema();
        // Keys of tables that wait for the engine are left out.
        let Some(examples) = schema.pointer(&format!("{pointer}/examples")) else { continue };
        for example in examples.as_array().expect("a list") {
            let value = match example {
                Value::String(text) => format!("{text:?}"),
                Value::Object(_) => continue,
                other => other.to_string(),
            };
            let loaded = scenario::load(RETAILER, "s", &[(key.path.to_owned(), value.clone())]);
            // Keys lean on each other; what is asked here is whether the value itself is one.
            let own = loaded
                .err()
                .map(|f| f.diagnostics.into_iter().filter(|d| d.path == key.path && d.code != "csat-range").collect::<Vec<_>>());
            assert!(own.as_ref().is_none_or(Vec::is_empty), "{} = {value}: {own:?}", key.path);
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}
