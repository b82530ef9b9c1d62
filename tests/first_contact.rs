//! First contact as a user meets it: slide, init, check, schema, completions.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::prelude::*;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

fn room() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn program(room: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.current_dir(room.path()).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE").args(arguments);
    command
}

fn retailer() -> String {
    format!("{}/scenarios/retailer.toml", env!("CARGO_MANIFEST_DIR"))
}

fn output(command: &mut Command) -> String {
    String::from_utf8(command.assert().code(0).get_output().stdout.clone()).expect("UTF-8")
}

const FOUR: [&str; 9] = ["slide", "--volume", "50000", "--containment", "67%", "--price", "0.99", "--cost-per-contact", "6"];

fn slide(room: &TempDir, more: &[&str]) -> Command {
    let mut command = program(room, &FOUR);
    command.args(["--trials", "200"]).args(more);
    command
}

#[test]
fn the_slide_of_the_engine_is_that_of_the_calculator() {
    for more in [&[][..], &["--vendor-share", "40%", "--aht", "7 min"], &["--one-off", "300k", "--months", "36"]] {
        let answer: Value = serde_json::from_str(&output(slide(&room(), &["--json"]).args(more))).expect("JSON");
        let number = |pointer: &str| answer.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("{pointer}"));
        assert!((number("/headline") - 2_014_020.0).abs() < 1.0);
        let (headline, p50) = (number("/headline"), number("/slide/p50"));
        assert!((p50 / headline - 1.0).abs() < 0.03, "{p50} is not {headline}");
        assert!(number("/technology/a_year/p50") < 0.4 * headline, "technology alone is far below the slide");
        assert!(number("/redesign/a_year/p50") > number("/technology/a_year/p50"));
    }
}

#[test]
fn the_scenario_behind_the_answer_runs_and_costs_what_was_given() {
    let room = room();
    slide(&room, &["--vendor-share", "40%", "--save", "s.toml"]).assert().code(0).stdout(contains("s.toml"));
    let checked: Value = serde_json::from_str(&output(&mut program(&room, &["check", "s.toml", "--json"]))).expect("JSON");
    let today = &checked["today"];
    assert!((today["cost_per_contact"].as_f64().expect("a number") - 6.0).abs() < 1e-4, "{today}");
    assert!((today["contacts"].as_f64().expect("a number") - 50_000.0).abs() < 1e-6);
    program(&room, &["check", "s.toml"]).assert().code(0).stderr("");
    let before = fs::read(room.path().join("s.toml")).expect("it is there");
    slide(&room, &["--save", "s.toml"]).assert().code(2).stderr(contains("already there"));
    assert_eq!(fs::read(room.path().join("s.toml")).expect("still there"), before);
}

#[test]
fn claims_that_no_operation_can_keep_are_refused() {
    let room = room();
    let with = |at: usize, value: &'static str| {
        let mut four = FOUR;
        four[at] = value;
        program(&room, &four).assert()
    };
    with(4, "97%").code(2).stderr(contains("repeats of one issue"));
    with(4, "67").code(2).stderr(contains("a share from 0 to 1"));
    with(8, "0").code(2);
    with(8, "0.01").code(2).stderr(contains("wage"));
    with(2, "-5").code(2);
    with(2, "nan").code(2);
    with(2, "1e9").code(2);
    with(6, "7").code(0).stdout(contains("promises nothing"));
    program(&room, &["slide"]).assert().code(2).stderr(contains("--volume"));
}

#[test]
fn every_starter_runs_as_it_is_and_gives_its_sources() {
    let room = room();
    let list = output(&mut program(&room, &["init", "--list"]));
    assert_eq!(fs::read_dir(room.path()).expect("a folder").count(), 0, "a list writes nothing");
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["retail", "fintech", "utility", "small"]);
    for name in names {
        let folder = format!("case {name}");
        let next = format!("residual check \"{}\"", Path::new(&folder).join(format!("{name}.toml")).display());
        program(&room, &["init", &folder, "--template", name]).assert().code(0).stdout(contains(next));
        let file = format!("{folder}/{name}.toml");
        program(&room, &["check", &file]).assert().code(0).stderr("");
        program(&room, &["run", &file, "--trials", "10", "--quiet"]).assert().code(0).stderr("");
        assert_sourced(name, &fs::read_to_string(room.path().join(&file)).expect("it is there"));
    }
    assert_sourced("retailer", &fs::read_to_string(retailer()).expect("the shipped scenario"));
}

/// Every number gives its source or says that it is an assumption; what the options do is no number but a question.
#[track_caller]
fn assert_sourced(name: &str, text: &str) {
    for line in text.split("[[options]]").next().unwrap_or_default().lines() {
        let number = line
            .split_once('=')
            .is_some_and(|(_, value)| value.split(['"', '#']).next().unwrap_or_default().contains(|c: char| c.is_ascii_digit()))
            || line.contains(" to ");
        let said = ["source =", "# assumption"].iter().any(|mark| line.contains(mark));
        assert!(said || !number || line.starts_with(['#', '[']), "{name}: {line}");
    }
}

#[test]
fn manual_pages_are_written_where_asked_and_replace_nothing_else() {
    let room = room();
    let page = output(&mut program(&room, &["man"]));
    assert!(page.contains(".TH residual") && page.contains("Exit codes"), "{page}");
    assert_eq!(fs::read_dir(room.path()).expect("a folder").count(), 0, "the program's own page goes to standard output");
    for _ in 0..2 {
        program(&room, &["man", "pages"]).assert().code(0).stdout(contains("pages"));
    }
    let names: Vec<String> = fs::read_dir(room.path().join("pages"))
        .expect("pages")
        .map(|e| e.expect("one").file_name().to_string_lossy().into_owned())
        .collect();
    for command in ["", "-run", "-check", "-slide", "-sensitivity", "-contracts", "-man"] {
        assert!(names.contains(&format!("residual{command}.1")), "{names:?}");
    }
    let run = fs::read_to_string(room.path().join("pages/residual-run.1")).expect("a page");
    assert!(run.contains("Examples:") && run.contains("until"), "{run}");
    fs::write(room.path().join("pages/residual-run.1"), "mine").expect("a file");
    program(&room, &["man", "pages"]).assert().code(2).stderr(contains("residual-run.1 is already there"));
    assert_eq!(fs::read_to_string(room.path().join("pages/residual-run.1")).ok().as_deref(), Some("mine"));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let room = room();
    fs::write(room.path().join("retail.toml"), "mine").expect("a file");
    program(&room, &["init"]).assert().code(2).stderr(contains("retail.toml is already there"));
    assert_eq!(fs::read_to_string(room.path().join("retail.toml")).expect("a text"), "mine");
    assert_eq!(fs::read_dir(room.path()).expect("a folder").count(), 1);
    program(&room, &["init", "retail.toml"]).assert().code(2).stderr(contains("is a file, not a folder"));
    program(&room, &["init", "--template", "bank"]).assert().code(2).stderr(contains("retail"));
}

#[test]
fn check_says_what_was_understood() {
    let room = room();
    let said = output(&mut program(&room, &["check", &retailer()]));
    for part in [
        "180,000 a month",
        "5.44 USD per contact",
        "sized by",
        "Where is my order?",
        "the hardest",
        "Containment planned",
        "assumption",
        "2026-04",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let json: Value = serde_json::from_str(&output(&mut program(&room, &["check", &retailer(), "--json"]))).expect("JSON");
    let sizing = |name: &str| json["sizing"][name].as_f64().expect("a share");
    assert!((sizing("service_level") + sizing("occupancy") + sizing("both") - 1.0).abs() < 1e-12);
    let sum = |name: &str| json["tiers"].as_array().expect("tiers").iter().map(|t| t[name].as_f64().expect("a share")).sum::<f64>();
    for name in ["contacts_today", "hours_today", "contacts_after", "hours_after"] {
        assert!((sum(name) - 1.0).abs() < 1e-9, "{name}");
    }
    let assumptions = json["assumptions"].as_array().expect("a list");
    let growth = assumptions.iter().find(|a| a["path"] == "demand.growth").expect("growth");
    assert_eq!((growth["value"].as_str(), growth["median"].as_f64()), (Some("0% to 4%"), Some(0.02)));
    program(&room, &["check", &retailer(), "--set", "teams.generalists.annual_attrition=95%"])
        .assert()
        .code(0)
        .stderr(contains("warning[unusual]").and(contains("Metrigy")));
    program(&room, &["check", "nowhere.toml"]).assert().code(2).stdout("").stderr(contains("nowhere.toml"));
    program(&room, &["check", "."]).assert().code(2).stderr(contains("it is a folder"));
    assert_eq!(fs::read_dir(room.path()).expect("a folder").count(), 0, "check writes nothing");
}

#[test]
fn narrow_terminals_and_pipes_are_minded() {
    let room = room();
    for width in [40, 60, 100] {
        for arguments in
            [vec!["check".to_owned(), retailer()], FOUR.iter().map(|a| (*a).to_owned()).chain(["--trials".into(), "50".into()]).collect()]
        {
            let mut command = program(&room, &[]);
            let text = output(command.args(arguments).env("COLUMNS", width.to_string()));
            // Paths of inputs cannot be broken between words.
            let long = text.lines().filter(|l| !l.contains('_') || !l.contains('.')).find(|l| l.chars().count() > width);
            assert_eq!(long, None, "{width}");
            assert!(!text.contains('\u{1b}'), "no colours in a pipe");
        }
    }
    let mut child = program(&room, &["schema"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("it ends");
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
}

#[test]
fn schema_completions_and_help_are_there() {
    let room = room();
    let schema: Value = serde_json::from_str(&output(&mut program(&room, &["schema"]))).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = output(&mut program(&room, &["completions", shell]));
        assert!(script.contains("residual") && script.contains("slide"), "{shell}");
    }
    for command in
        ["slide", "init", "check", "run", "schema", "completions", "man", "sensitivity", "levers", "compare", "baselines", "contracts"]
    {
        program(&room, &[command, "--help"]).assert().code(0).stdout(contains("Examples:"));
    }
}
