//! `residual staffing` as a user meets it: files, JSON, pipes, widths, and what is refused.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::prelude::*;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

fn scenario() -> String {
    format!("{}/scenarios/retailer.toml", env!("CARGO_MANIFEST_DIR"))
}

fn room() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn program(room: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.current_dir(room.path()).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE").args(arguments);
    command
}

fn staffing(room: &TempDir, flags: &[&str]) -> Command {
    let mut command = program(room, &["staffing", &scenario(), "--trials", "40"]);
    command.args(flags);
    command
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn it_says_the_plan_and_writes_table_and_sheet() {
    let room = room();
    let said = contains("In January 2026")
        .and(contains("generalists: "))
        .and(contains("Without letting anybody go"))
        .and(contains("The percentile to plan for"))
        .and(contains("Specialists or one pool"))
        .and(contains("Results: output/retailer-staffing,"));
    staffing(&room, &[]).assert().code(0).stdout(said).stderr("");
    let out = room.path().join("output/retailer-staffing");
    let manifest: Value = serde_json::from_slice(&read(&out.join("manifest.json"))).expect("JSON");
    assert_eq!((&manifest["command"], &manifest["trials"]), (&"staffing".into(), &40.into()));
    assert_eq!(manifest["files"], serde_json::json!(["staffing.csv", "staffing.xlsx", "staffing.json"]));
    assert!(read(&out.join("staffing.xlsx")).starts_with(b"PK"));
    let csv = String::from_utf8(read(&out.join("staffing.csv"))).expect("UTF-8");
    // Six plans, 27 months, two teams and all of them.
    assert_eq!(csv.lines().count(), 1 + 6 * 27 * 3);
    assert!(csv.starts_with("option,plan,team,month,date,required_fte,required_fte_p50,required_fte_p80,required_fte_p95,heads,"));
}

#[test]
fn the_main_job_writes_the_same_table() {
    let room = room();
    staffing(&room, &["--quiet"]).assert().code(0).stdout("").stderr("");
    program(&room, &["run", &scenario(), "--trials", "40", "--quiet"]).assert().code(0);
    let csv = |folder: &str| read(&room.path().join("output").join(folder).join("staffing.csv"));
    assert!(csv("retailer") == csv("retailer-staffing"), "the same worlds, the same table");
}

#[test]
fn the_same_seed_gives_the_same_files_at_any_number_of_threads() {
    let room = room();
    for threads in ["1", "3"] {
        staffing(&room, &["--threads", threads, "--out", threads, "--quiet"]).assert().code(0);
    }
    for file in ["staffing.csv", "staffing.xlsx", "staffing.json"] {
        assert!(read(&room.path().join("1").join(file)) == read(&room.path().join("3").join(file)), "{file}");
    }
}

#[test]
fn json_is_alone_and_tells_of_the_option_asked_for() {
    let room = room();
    let output =
        staffing(&room, &["--json", "--option", "phase_two", "--month", "2026-12"]).assert().code(0).stderr("").get_output().stdout.clone();
    let told: Value = serde_json::from_slice(&output).expect("nothing but JSON");
    assert_eq!(
        (&told["option"], &told["plan"][0]["month"], &told["months"][26]),
        (&"phase_two".into(), &"2026-12".into(), &"2028-03".into())
    );
    let keys: Vec<&String> = told.as_object().expect("an object").keys().collect();
    let expected = ["trials", "option", "months", "teams", "in_all", "attrition_only", "plan", "planning_percentile", "pooling"];
    assert_eq!(keys, expected);
    assert_eq!(told["planning_percentile"]["used"], 0.75);
    assert_eq!(output, read(&room.path().join("output/retailer-staffing/staffing.json")));
}

#[test]
fn an_option_without_redesign_is_told_without_what_it_has_not() {
    let said = contains("Without letting anybody go").not().and(contains("Specialists or one pool").not()).and(contains("In January 2026"));
    staffing(&room(), &["--option", "technical_only"]).assert().code(0).stdout(said);
}

#[test]
fn expected_mode_has_no_chance() {
    staffing(&room(), &["--expected"])
        .assert()
        .code(0)
        .stdout(contains("Means of 1 world").and(contains("P80").not()).and(contains("(0 to").not()));
}

#[test]
fn narrow_terminals_are_not_overrun_and_readers_may_leave() {
    let room = room();
    for width in [40, 60, 80] {
        let output = staffing(&room, &[]).env("COLUMNS", width.to_string()).assert().code(0).get_output().stdout.clone();
        let text = String::from_utf8(output).expect("UTF-8");
        let longest = text.lines().filter(|l| l.trim().contains(' ')).map(|l| l.chars().count()).max().unwrap_or(0);
        assert!(longest <= width, "{longest} > {width}:\n{text}");
        assert!(!text.contains('\u{1b}'), "no colours in a pipe");
    }
    let mut child = staffing(&room, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_written() {
    let room = room();
    program(&room, &["staffing"]).assert().code(2).stderr(contains("<SCENARIO>"));
    program(&room, &["staffing", "nowhere.toml"]).assert().code(2).stderr(contains("cannot read the scenario file nowhere.toml"));
    staffing(&room, &["--option", "redesing"]).assert().code(2).stderr(contains("did you mean `redesign`?"));
    staffing(&room, &["--month", "2030-01"]).assert().code(2).stderr(contains("its months are 2026-01 to 2028-03"));
    staffing(&room, &["--options", "no_ai"]).assert().code(2).stderr(contains("no option with the AI"));
    fs::write(room.path().join("prose.toml"), "Dear planner,").expect("writable");
    program(&room, &["staffing", "prose.toml"]).assert().code(2).stdout("").stderr(contains("prose.toml"));
    assert!(!room.path().join("output").exists());
    fs::write(room.path().join("thesis.tex"), "years").expect("writable");
    staffing(&room, &["--out", "."]).assert().code(2).stderr(contains("was not written by residual"));
}
