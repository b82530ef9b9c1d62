//! The program as a user meets it: arguments, exit codes, files, and what it says.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::prelude::*;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

const TRIALS: &str = "60";

fn scenario() -> String {
    format!("{}/scenarios/retailer.toml", env!("CARGO_MANIFEST_DIR"))
}

/// `residual run` of the retailer in an empty folder of its own.
fn run(room: &TempDir, flags: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.current_dir(room.path()).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
    command.args(["run", &scenario(), "--trials", TRIALS]).args(flags);
    command
}

fn room() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("the file is there")).expect("valid JSON")
}

#[test]
fn the_main_job_says_the_answer_and_writes_every_file() {
    let room = room();
    let said = contains("on the slide").and(contains("redesign")).and(contains("Results: output/retailer;"));
    run(&room, &[]).assert().code(0).stdout(said).stderr("");
    let out = room.path().join("output/retailer");
    let files = [
        "summary.json",
        "months.csv",
        "trials.csv",
        "bridge.csv",
        "levers.csv",
        "baselines.csv",
        "contracts.csv",
        "staffing.csv",
        "drivers.csv",
        "bridge_months.csv",
        "understood.json",
        "report.html",
        "report.xlsx",
        "scenario.toml",
        "manifest.json",
        "plots/cumulative_savings.svg",
        "plots/cumulative_savings.png",
    ];
    for file in files {
        assert!(fs::metadata(out.join(file)).is_ok_and(|m| m.len() > 0), "{file}");
    }
    let manifest = json(&out.join("manifest.json"));
    assert_eq!((&manifest["program"], &manifest["trials"]), (&"residual".into(), &60.into()));
    assert!(!manifest.to_string().contains(env!("CARGO_MANIFEST_DIR")), "no path of this machine");
    assert_eq!(fs::read(out.join("scenario.toml")).ok(), fs::read(scenario()).ok());
    let trials = fs::read_to_string(out.join("trials.csv")).expect("it is there");
    assert_eq!(trials.lines().count(), 1 + 4 * 60);
}

#[test]
fn json_has_the_fixed_keys_and_is_alone_on_stdout() {
    let room = room();
    let output = run(&room, &["--json"]).assert().code(0).stderr("").get_output().stdout.clone();
    let summary: Value = serde_json::from_slice(&output).expect("nothing but JSON");
    assert_eq!(summary, json(&room.path().join("output/retailer/summary.json")));
    let keys = |value: &Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    assert_eq!(keys(&summary), ["scenario", "run", "today", "options", "levers", "verdict", "convergence"]);
    assert_eq!(keys(&summary["convergence"]), ["replicates", "confidence", "half_widths", "open"]);
    assert!(summary["convergence"]["half_widths"]["redesign"]["cost_savings"]["p50"].as_f64().is_some_and(|half| half > 0.0));
    assert_eq!(keys(&summary["run"]), ["version", "trials", "seed", "expected", "scenario_sha256"]);
    assert_eq!(keys(&summary["options"]), ["no_ai", "technical_only", "phase_two", "redesign"]);
    let option = &summary["options"]["redesign"];
    let fixed = [
        "name",
        "technology_alone",
        "freed_capacity",
        "unsound",
        "slide_savings",
        "cost_savings",
        "hard_savings",
        "avoided_growth",
        "value_effect",
        "realisation",
        "run_rate",
        "npv",
        "npv_with_customers",
        "payback_month",
        "service_debt",
        "months_below_service",
        "without_ai",
        "probability",
        "end_state",
        "bridge",
        "dual_signal",
        "months",
    ];
    assert_eq!(keys(option), fixed);
    assert_eq!(keys(&option["npv"]), ["mean", "sd", "p5", "p10", "p50", "p90", "p95"]);
    assert_eq!(keys(&option["probability"]), ["npv_positive", "hurdle_met", "best_option", "sound"]);
    assert_eq!(option["months"]["heads_by_team"][26].as_array().map(Vec::len), Some(2));
    // Today's operation has no slide, so nothing of it is realised, and no payback: null, not a number.
    assert_eq!(summary["options"]["no_ai"]["realisation"]["mean"], Value::Null);
    assert_eq!(summary["options"]["no_ai"]["payback_month"]["p50"], Value::Null);
    let best: f64 =
        summary["options"].as_object().expect("an object").values().filter_map(|o| o["probability"]["best_option"].as_f64()).sum();
    assert!((best - 1.0).abs() < 1e-9, "one option is best in every world: {best}");
}

#[test]
fn the_same_seed_gives_the_same_files_at_any_number_of_threads() {
    let room = room();
    for threads in ["1", "3"] {
        run(&room, &["--threads", threads, "--out", threads, "--quiet"]).assert().code(0);
    }
    for file in ["summary.json", "months.csv", "trials.csv", "bridge.csv", "levers.csv", "plots/cumulative_savings.png"] {
        let read = |threads: &str| fs::read(room.path().join(threads).join(file)).expect("it is there");
        assert!(read("1") == read("3"), "{file}");
    }
}

#[test]
fn until_goes_on_as_long_as_it_takes() {
    let room = room();
    let few = ["--trials", "16", "--options", "redesign", "--json"];
    let summary = |more: &[&str]| -> Value {
        let output = program(&room, &["run", &scenario()]).args(few).args(more).assert().code(0).get_output().stdout.clone();
        serde_json::from_slice(&output).expect("JSON")
    };
    let half = |summary: &Value| {
        let of = |pointer: &str| summary.pointer(pointer).and_then(Value::as_f64).expect(pointer);
        of("/convergence/half_widths/redesign/cost_savings/mean") / of("/options/redesign/cost_savings/mean")
    };
    let sixteen = summary(&[]);
    let tolerance = half(&sixteen) * 0.7;
    let settled = summary(&["--until", &format!("{tolerance}")]);
    assert!(half(&settled) <= tolerance && settled["run"]["trials"].as_u64().is_some_and(|n| n > 16 && n.is_power_of_two()), "{settled}");
    program(&room, &["run", &scenario(), "--until", "0"]).assert().code(2).stderr(contains("a share between 0 and 1"));
    program(&room, &["run", &scenario(), "--until", "1%", "--expected"]).assert().code(2);
}

#[test]
fn quiet_says_nothing() {
    run(&room(), &["--quiet"]).assert().code(0).stdout("").stderr("");
}

#[test]
fn expected_mode_says_what_it_is_for() {
    let room = room();
    run(&room, &["--expected"]).assert().code(0).stdout(contains("EXPECTED-VALUE MODE").and(contains("P10").not()));
    let summary = json(&room.path().join("output/retailer/summary.json"));
    let savings = &summary["options"]["redesign"]["cost_savings"];
    assert!(savings["p5"] == savings["mean"] && savings["p95"] == savings["mean"] && savings["sd"] == 0.0, "{savings}");
}

#[test]
fn narrow_terminals_are_not_overrun() {
    for width in [40, 60, 80, 100] {
        let output = run(&room(), &[]).env("COLUMNS", width.to_string()).assert().code(0).get_output().stdout.clone();
        let text = String::from_utf8(output).expect("UTF-8");
        // A word of its own line, as the path of an input, cannot be broken.
        let longest = text.lines().filter(|l| l.trim().contains(' ')).max_by_key(|l| l.chars().count()).unwrap_or("");
        assert!(
            longest.chars().count() <= width,
            "{longest:?} is longer than {width}:
{text}"
        );
        assert!(!text.contains('\u{1b}'), "no colours in a pipe");
    }
}

#[test]
fn a_missing_file_is_named() {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    let room = room();
    command.current_dir(room.path()).args(["run", "nowhere.toml"]);
    command.assert().code(2).stdout("").stderr(contains("cannot read the scenario file nowhere.toml"));
    assert_eq!(fs::read_dir(room.path()).map(Iterator::count).ok(), Some(0), "nothing is written");
}

#[test]
fn a_wrong_scenario_shows_every_fault_and_writes_nothing() {
    let room = room();
    let text =
        fs::read_to_string(scenario()).expect("shipped").replace("selectivity", "selectivty").replace("share = 0.80", "share = 1.80");
    fs::write(room.path().join("bad.toml"), text).expect("writable");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.current_dir(room.path()).args(["run", "bad.toml"]);
    command.assert().code(2).stdout("").stderr(contains("selectivty").and(contains("bad.toml:")).and(contains("1.8")));
    assert!(!room.path().join("output").exists());
}

#[test]
fn an_unknown_option_gets_the_nearest_and_all_known_ones() {
    let told = contains("did you mean `redesign`?").and(contains("technical_only, phase_two, redesign"));
    run(&room(), &["--options", "redesing"]).assert().code(2).stderr(told);
}

#[test]
fn chosen_options_run_alone() {
    let room = room();
    run(&room, &["--options", "redesign"]).assert().code(0).stdout(contains("phase_two").not());
    let summary = json(&room.path().join("output/retailer/summary.json"));
    assert_eq!(summary["options"].as_object().map(serde_json::Map::len), Some(2));
}

#[test]
fn faults_of_set_are_input_errors() {
    run(&room(), &["--set", "ai.selectivity"]).assert().code(2).stderr(contains("PATH=VALUE"));
    run(&room(), &["--set", "ai.selectivty=0.5"]).assert().code(2).stderr(contains("did you mean `ai.selectivity`"));
    run(&room(), &["--set", "ai.selectivity=lots"]).assert().code(2).stderr(contains("--set"));
    run(&room(), &["--trials", "0"]).assert().code(2);
}

#[test]
fn a_setting_reaches_the_model() {
    let room = room();
    run(&room, &["--expected", "--set", "ai.price.per_resolution=9.0"])
        .assert()
        .code(0)
        .stdout(contains("The slide itself promises no saving"));
    assert_eq!(json(&room.path().join("output/retailer/manifest.json"))["set"][0], "ai.price.per_resolution=9.0");
}

#[test]
fn a_folder_of_somebody_else_is_not_replaced() {
    let room = room();
    fs::write(room.path().join("thesis.tex"), "years").expect("writable");
    run(&room, &["--out", "."]).assert().code(2).stdout("").stderr(contains("was not written by residual").and(contains("--out")));
    run(&room, &["--out", "thesis.tex"]).assert().code(2).stderr(contains("is a file"));
    assert_eq!(fs::read_to_string(room.path().join("thesis.tex")).ok().as_deref(), Some("years"));
    fs::create_dir(room.path().join("empty")).expect("writable");
    run(&room, &["--out", "empty", "--expected"]).assert().code(0);
    run(&room, &["--out", "empty", "--expected"]).assert().code(0);
    assert!(room.path().join("empty/summary.json").exists());
}

#[test]
fn a_reader_who_leaves_early_is_no_fault() {
    let room = room();
    let mut child = run(&room, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let mut complaints = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut complaints).expect("UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{complaints}");
    assert_eq!(complaints, "");
    assert!(room.path().join("output/retailer/manifest.json").exists(), "files are written all the same");
}

#[test]
fn help_has_examples() {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.args(["run", "--help"]).assert().code(0).stdout(contains("Examples:").and(contains("--set")));
}

/// Another command of the program, in a room.
fn program(room: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.current_dir(room.path()).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE").args(arguments);
    command
}

#[test]
fn the_summary_holds_bridge_levers_and_judgement() {
    let room = room();
    let output = run(&room, &["--json"]).assert().code(0).get_output().stdout.clone();
    let summary: Value = serde_json::from_slice(&output).expect("JSON");
    let option = &summary["options"]["redesign"];
    let bridge = option["bridge"].as_array().expect("steps");
    let names: Vec<&str> = bridge.iter().filter_map(|step| step["step"].as_str()).collect();
    assert_eq!(names[..3], ["slide", "induced", "short"]);
    assert_eq!(names[names.len() - 2..], ["levers", "customers"]);
    let sum: f64 = bridge.iter().filter_map(|step| step["mean"].as_f64()).sum();
    let want = option["value_effect"]["mean"].as_f64().expect("a number");
    assert!((sum - want).abs() < 1e-6 * want.abs(), "{sum} {want}");
    let levers = &summary["levers"];
    let shapley = levers["shapley_on_cost_savings"].as_object().expect("by lever");
    assert_eq!(shapley.keys().collect::<Vec<_>>(), ["staffing", "routing", "metrics", "contracts", "quality"]);
    assert_eq!(levers["delay"].as_array().map(Vec::len), Some(6));
    assert_eq!(levers["interactions"].as_array().map(Vec::len), Some(10));
    let verdict = &summary["verdict"];
    assert_eq!(verdict["option"], "redesign");
    assert!(["reaches", "partly", "does_not"].iter().any(|o| verdict["outcome"] == *o));
    assert_eq!(verdict["probability"], option["probability"]["hurdle_met"]);
    assert_eq!(verdict["changes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn levers_are_told_and_written_where_asked() {
    let room = room();
    let said =
        contains("What waiting costs").and(contains("Best first lever")).and(contains("Who owns it")).and(contains("95 % intervals"));
    program(&room, &["levers", &scenario(), "--trials", TRIALS]).assert().code(0).stdout(said).stderr("");
    assert!(fs::read_dir(room.path()).expect("it is there").next().is_none(), "nothing is written unasked");
    program(&room, &["levers", &scenario(), "--trials", "3", "--out", "l", "--quiet"]).assert().code(0).stdout("");
    for file in ["levers.json", "levers.csv", "bridge.csv", "manifest.json"] {
        assert!(room.path().join("l").join(file).is_file(), "{file}");
    }
    let narrow =
        program(&room, &["levers", &scenario(), "--trials", "5"]).env("COLUMNS", "60").assert().code(0).get_output().stdout.clone();
    let widest = String::from_utf8_lossy(&narrow).lines().map(|l| l.chars().count()).max().unwrap_or(0);
    assert!(widest <= 60, "{widest}:\n{}", String::from_utf8_lossy(&narrow));
}

#[test]
fn two_scenarios_and_two_folders_are_compared_in_the_same_worlds() {
    let room = room();
    let dear = room.path().join("dear.toml");
    let text = fs::read_to_string(scenario()).expect("the shipped scenario");
    fs::write(&dear, text.replace("platform_fee = 22000.0", "platform_fee = 32000.0")).expect("a temporary file");
    let dear = dear.to_string_lossy().into_owned();
    let of_files = program(&room, &["compare", &scenario(), &dear, "--trials", "20", "--json"])
        .assert()
        .code(0)
        .stderr("")
        .get_output()
        .stdout
        .clone();
    for (file, out) in [(&scenario(), "a"), (&dear, "b")] {
        program(&room, &["run", file, "--trials", "20", "--quiet", "--out", out]).assert().code(0);
    }
    let of_folders = program(&room, &["compare", "a", "b", "--json"]).assert().code(0).get_output().stdout.clone();
    assert_eq!(String::from_utf8_lossy(&of_files), String::from_utf8_lossy(&of_folders), "the same worlds, whoever ran them");
    let mixed = program(&room, &["compare", "a", &dear, "--json"]).assert().code(0).get_output().stdout.clone();
    assert_eq!(of_files, mixed);
    let compared: Value = serde_json::from_slice(&of_files).expect("JSON");
    let figures = compared["options"][2]["figures"].as_array().expect("figures");
    let savings = figures.iter().find(|f| f["figure"] == "cost_savings").expect("it is there");
    assert!((savings["difference"]["mean"].as_f64().expect("a number") + 240_000.0).abs() < 1.0);
    program(&room, &["compare", "a", "b"]).assert().code(0).stdout(contains("B saves less, 240 k in mean"));
    // Other worlds are refused, with the reason.
    program(&room, &["run", &dear, "--trials", "20", "--seed", "2", "--quiet", "--out", "c"]).assert().code(0);
    program(&room, &["compare", "a", "c"]).assert().code(2).stderr(contains("different seeds (1 and 2)"));
    program(&room, &["run", &dear, "--trials", "5", "--set", "ai.selectivity=0.6", "--quiet", "--out", "d"]).assert().code(0);
    program(&room, &["compare", "a", "d"]).assert().code(2).stderr(contains("draw different inputs: ai.selectivity"));
}

#[test]
fn contracts_prices_every_set_of_terms_and_says_what_to_ask_for() {
    let room = room();
    let contracts = |flags: &[&str]| program(&room, &[&["contracts", &scenario(), "--trials", TRIALS], flags].concat());
    let said = contains("Term sheet").and(contains("renegotiated")).and(contains("Break-even"));
    contracts(&[]).assert().code(0).stdout(said).stderr("");
    assert!(fs::read_dir(room.path()).expect("it is there").next().is_none(), "nothing is written unasked");
    contracts(&["--out", "one", "--quiet"]).assert().code(0).stdout("");
    let invoices = |folder: &str| {
        let sheet = fs::read_to_string(room.path().join(folder).join("contracts.csv")).expect("it is there");
        assert!(sheet.starts_with("option,vendor,terms,figure,unit,month,mean,p10,p50,p90,p95\n"));
        sheet.lines().filter(|line| line.contains(",invoice,money,")).count()
    };
    // One invoice a month for each of three sets and for the AI, and one in all; two options in one table.
    assert_eq!(invoices("one"), 4 * (27 + 1));
    let files = ["contracts.json", "contracts.xlsx", "term_sheets.txt", "manifest.json"];
    assert!(files.iter().all(|file| room.path().join("one").join(file).is_file()));
    contracts(&["--options", "technical_only,redesign", "--quiet", "--out", "two"]).assert().code(0);
    assert_eq!(invoices("two"), 2 * 4 * (27 + 1));
    let output = contracts(&["--json"]).assert().code(0).get_output().stdout.clone();
    let views: Value = serde_json::from_slice(&output).expect("JSON");
    assert_eq!((&views[0]["option"], views[0]["vendors"][0]["sets"].as_array().map(Vec::len)), (&"redesign".into(), Some(3)));
    contracts(&["--vendor-margin", "-1"]).assert().code(2);
    let narrow = contracts(&[]).env("COLUMNS", "60").assert().code(0).get_output().stdout.clone();
    let widest = String::from_utf8_lossy(&narrow).lines().map(|l| l.chars().count()).max().unwrap_or(0);
    assert!(widest <= 60, "{widest}:\n{}", String::from_utf8_lossy(&narrow));
}

#[test]
fn baselines_hands_targets_to_team_leads() {
    let room = room();
    let baselines = |flags: &[&str]| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
        command.current_dir(room.path()).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
        command.args(["baselines", &scenario(), "--trials", "20"]).args(flags);
        command
    };
    let said = contains("minutes is on target").and(contains("are the work")).and(contains("A clock ticks"));
    baselines(&["--out", "targets"]).assert().code(0).stdout(said).stderr("");
    let table = fs::read_to_string(room.path().join("targets/baselines.csv")).expect("it is there");
    assert!(table.starts_with("option,month,date,team,figure,item,mean,p10,p50,p90\n"));
    assert!(table.contains("redesign,14,2027-03,generalists,aht_minutes,new_target,"));
    let narrow = baselines(&["--option", "technical_only", "--month", "2027-03"]).env("COLUMNS", "50").output().expect("it runs");
    let narrow = String::from_utf8(narrow.stdout).expect("text");
    assert!(narrow.contains("2027-03") && narrow.lines().all(|line| line.chars().count() <= 50), "{narrow}");
    baselines(&["--month", "2040-01"]).assert().code(2).stderr(contains("its months are 2026-01 to 2028-03, or 0 to 26"));
}
