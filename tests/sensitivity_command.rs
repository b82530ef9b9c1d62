//! `residual sensitivity` as a user meets it.

use std::fs;
use std::process::Command;

use assert_cmd::prelude::*;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

fn program(room: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.current_dir(room.path()).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE").args(["sensitivity"]).args(arguments);
    command
}

fn room() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn retailer() -> String {
    format!("{}/scenarios/retailer.toml", env!("CARGO_MANIFEST_DIR"))
}

const FEW: [&str; 4] = ["--trials", "64", "--points", "16"];

#[test]
fn files_and_figures_are_there() {
    let room = room();
    let scenario = retailer();
    let output = program(&room, &[&scenario, "--json"]).args(FEW).assert().code(0).stderr("").get_output().stdout.clone();
    let found: Value = serde_json::from_slice(&output).expect("nothing but JSON");
    let folder = room.path().join("output/retailer-sensitivity");
    for file in ["sensitivity.csv", "sensitivity.json", "manifest.json", "plots/tornado.svg", "plots/indices.svg"] {
        assert!(fs::metadata(folder.join(file)).is_ok_and(|m| m.len() > 100), "{file}");
    }
    for file in ["plots/tornado.png", "plots/indices.png"] {
        assert!(fs::read(folder.join(file)).is_ok_and(|bytes| bytes.starts_with(b"\x89PNG")), "{file}");
    }
    assert_eq!(fs::read(folder.join("sensitivity.json")).ok(), Some(output));
    let mut sheet = csv::Reader::from_path(folder.join("sensitivity.csv")).expect("a table");
    let columns = sheet.headers().expect("a header").clone();
    for column in
        ["input", "at_p10", "at_p90", "first_order", "first_order_told_from_0", "total_order_half_width", "evppi", "tenth_1", "tenth_10"]
    {
        assert!(columns.iter().any(|c| c == column), "{column}");
    }
    let inputs = found["inputs"].as_array().expect("inputs");
    assert_eq!(sheet.records().map(|row| row.expect("a row").len()).collect::<Vec<_>>(), vec![columns.len(); inputs.len()]);
    assert_eq!((found["option"].as_str(), found["versus"].as_str()), (Some("redesign"), Some("no_ai")));
    assert!(
        inputs.iter().all(|i| i["tornado"]["swing"]["value"].is_number() && i["total_order"]["not_distinguishable_from_0"].is_boolean())
    );
    assert!(
        found["information"]["reviews"]
            .as_array()
            .is_some_and(|r| r.len() == 6 && r[0]["reviews"].as_array().is_some_and(|n| n.len() == 4))
    );
}

#[test]
fn the_worlds_are_those_of_a_run() {
    let room = room();
    let scenario = retailer();
    let found = program(&room, &[&scenario, "--json"]).args(FEW).assert().code(0).get_output().stdout.clone();
    let found: Value = serde_json::from_slice(&found).expect("JSON");
    let mut run = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    run.current_dir(room.path()).args(["run", &scenario, "--trials", "64", "--json"]);
    let run: Value = serde_json::from_slice(&run.assert().code(0).get_output().stdout).expect("JSON");
    let number = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_f64).expect(pointer);
    let (one, other) = (number(&found, "/figure/value"), number(&run, "/options/redesign/cost_savings/mean"));
    assert!((one - other).abs() <= 1e-9 * one.abs(), "{one} {other}");
    let (one, other) = (number(&found, "/figure/half_width"), number(&run, "/convergence/half_widths/redesign/cost_savings/mean"));
    assert!((one - other).abs() <= 1e-6 * one, "{one} {other}");
}

#[test]
fn differences_ratios_and_narrow_terminals() {
    let room = room();
    let scenario = retailer();
    let text = |more: &[&str]| {
        let output = program(&room, &[&scenario]).args(FEW).args(more).env("COLUMNS", "60").assert().code(0).get_output().stdout.clone();
        String::from_utf8(output).expect("UTF-8")
    };
    let less = text(&["--study", "redesign", "--versus", "technical_only", "--of", "npv"]);
    assert!(less.starts_with("NPV of redesign less technical_only"), "{less}");
    let ratio = text(&["--of", "run_rate_realisation", "--until", "90%"]);
    assert!(ratio.starts_with("Run-rate realisation of redesign: "), "{ratio}");
    for text in [less, ratio] {
        let long = text.lines().filter(|l| !l.contains("contact_types.")).find(|l| l.chars().count() > 60);
        assert_eq!(long, None);
        assert!(text.contains("not distinguishable") && !text.contains('\u{1b}'));
    }
}

#[test]
fn what_cannot_be_answered_is_refused_and_nothing_written() {
    let room = room();
    let scenario = retailer();
    program(&room, &[&scenario, "--study", "redesing"]).assert().code(2).stderr(contains("did you mean `redesign`?"));
    program(&room, &[&scenario, "--expected"]).assert().code(2).stderr(contains("one world without chance"));
    program(&room, &[&scenario, "--until", "2"]).assert().code(2).stderr(contains("a share between 0 and 1"));
    let certain = "[scenario]\nname = \"Certain\"\nstart = \"2026-01\"\nmonths = 12\ngo_live = 1\n[[contact_types]]\nid = \"a\"\nvolume = 9000\n\
        aht = \"8 min\"\nfcr = 0.7\ncsat = 0.7\nai = { reach = 0.9, launch = 0.3, mature = 0.6, resolution = 0.8 }\n\
        [[teams]]\nid = \"t\"\nskill_tier = 4\nloaded_hourly_cost = 25\n[[options]]\nid = \"as_it_comes\"\n";
    fs::write(room.path().join("certain.toml"), certain).expect("a file");
    program(&room, &["certain.toml"]).args(FEW).assert().code(2).stderr(contains("no uncertain input").and(contains("as a range")));
    assert_eq!(fs::read_dir(room.path()).expect("a folder").count(), 1, "nothing but the scenario");
    program(&room, &[&scenario, "--quiet", "--out", "q"]).args(FEW).assert().code(0).stdout("").stderr("");
}
