//! Shards and interruptions: a run in parts is the run in a piece, and what is stopped leaves nothing half-written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const RETAILER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/retailer.toml");

fn residual(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_residual")).args(arguments).output().expect("the program starts")
}

#[track_caller]
fn succeed(arguments: &[&str]) {
    let output = residual(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Fails with exit code 2 and these words.
#[track_caller]
fn refused(arguments: &[&str], words: &[&str]) {
    let output = residual(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    for word in words {
        assert!(said.contains(word), "{arguments:?} should say {word:?}: {said}");
    }
}

struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// Runs a shard into a file of this name.
    #[track_caller]
    fn shard(&self, name: &str, first: u32, trials: u32, more: &[&str]) -> String {
        let (out, first, trials) = (self.path(name), first.to_string(), trials.to_string());
        let mut arguments = vec!["shard", RETAILER, "--first", &first, "--trials", &trials, "--out", &out, "--quiet"];
        arguments.extend(more);
        succeed(&arguments);
        out
    }
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                found.insert(entry.strip_prefix(folder).expect("below it").to_owned(), fs::read(&entry).expect("a file"));
            }
        }
    }
    found
}

/// A manifest without its times.
fn timeless(bytes: &[u8]) -> Value {
    let mut manifest: Value = serde_json::from_slice(bytes).expect("a manifest");
    for key in ["started", "wall_seconds"] {
        assert!(manifest.as_object_mut().expect("an object").remove(key).is_some(), "{key}");
    }
    manifest
}

#[test]
fn parts_put_together_are_the_whole_byte_for_byte() {
    let room = Room::new();
    let flags = ["--seed", "3", "--set", "customers.patience=3 min", "--options", "technical_only,redesign"];
    let (whole, merged, parts) = (room.path("whole"), room.path("merged"), room.path("parts"));
    let mut run = vec!["run", RETAILER, "--trials", "1100", "--out", &whole, "--quiet", "--threads", "2"];
    run.extend(flags);
    succeed(&run);
    fs::create_dir(&parts).expect("writable");
    // Parts within the first worlds, across the pilot that sets the bins, behind it, and behind all analyses of the first
    // worlds; out of order by name.
    let bounds = [(0, 40), (40, 160), (200, 75), (275, 300), (575, 475), (1050, 50)];
    for (name, (first, trials)) in ["d.parquet", "a.parquet", "c.parquet", "b.parquet", "f.parquet", "e.parquet"].into_iter().zip(bounds) {
        room.shard(&format!("parts/{name}"), first, trials, &[&flags[..], &["--threads", "1"]].concat());
    }
    succeed(&["merge", &parts, "--out", &merged, "--quiet", "--threads", "2"]);
    let (a, b) = (files(Path::new(&whole)), files(Path::new(&merged)));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (path, bytes) in &a {
        if path == Path::new("manifest.json") {
            assert_eq!(timeless(bytes), timeless(&b[path]));
        } else {
            assert!(bytes == &b[path], "{} differs", path.display());
        }
    }
    assert!(a.len() >= 9, "{:?}", a.keys());
}

#[test]
fn parts_that_make_no_whole_are_refused_with_a_reason() {
    let room = Room::new();
    let (a, b) = (room.shard("a.parquet", 0, 4, &[]), room.shard("b.parquet", 4, 4, &[]));
    let late = room.shard("late.parquet", 9, 2, &[]);
    let over = room.shard("over.parquet", 3, 3, &[]);
    let seed = room.shard("seed.parquet", 4, 4, &["--seed", "2"]);
    let set = room.shard("set.parquet", 4, 4, &["--set", "customers.patience=3 min"]);
    let options = room.shard("options.parquet", 4, 4, &["--options", "redesign"]);
    let out = room.path("out");
    let merge = |parts: &[&String], words: &[&str]| {
        let mut arguments = vec!["merge"];
        arguments.extend(parts.iter().map(|part| part.as_str()));
        arguments.extend(["--out", &out]);
        refused(&arguments, words);
        assert!(!Path::new(&out).exists(), "nothing is written");
    };
    merge(&[&a, &late], &["worlds 4 to 8 are missing", "a.parquet", "late.parquet"]);
    merge(&[&b], &["worlds 0 to 3 are missing"]);
    merge(&[&a, &over], &["worlds 3 to 3 are in both"]);
    merge(&[&a, &a], &["worlds 0 to 3 are in both"]);
    merge(&[&a, &seed], &["different seeds: 1 and 2"]);
    merge(&[&a, &set], &["--set"]);
    merge(&[&a, &options], &["different options"]);
    // Another scenario, by a letter.
    let text = fs::read_to_string(RETAILER).expect("the shipped scenario");
    let other = room.path("retailer.toml");
    fs::write(&other, format!("{text}\n# another\n")).expect("writable");
    let foreign = room.path("foreign.parquet");
    succeed(&["shard", &other, "--first", "4", "--trials", "4", "--out", &foreign, "--quiet"]);
    merge(&[&a, &foreign], &["different scenarios"]);
    // No part at all, half a part, and a part that was tampered with.
    let none = room.path("none.parquet");
    fs::write(&none, "hello").expect("writable");
    merge(&[&a, &none], &["none.parquet", "no Parquet"]);
    let bytes = fs::read(&b).expect("a part");
    let half = room.path("half.parquet");
    fs::write(&half, &bytes[..bytes.len() / 2]).expect("writable");
    merge(&[&a, &half], &["half.parquet", "no Parquet"]);
    let missing = room.path("missing.parquet");
    merge(&[&a, &missing], &["missing.parquet", "cannot be read"]);
    let tampered = room.path("tampered.parquet");
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let at = bytes.windows(version.len()).position(|w| w == version.as_bytes());
    let at = at.unwrap_or_else(|| {
        let escaped = version.replace('"', "\\\"");
        bytes.windows(escaped.len()).position(|w| w == escaped.as_bytes()).expect("a part says its version")
    });
    let mut newer = bytes.clone();
    let digit = newer[at..].iter().position(u8::is_ascii_digit).expect("a digit") + at;
    newer[digit] = b'9';
    fs::write(&tampered, newer).expect("writable");
    merge(&[&a, &tampered], &["written by version 9"]);
    // What fits is not refused.
    succeed(&["merge", &b, &a, "--out", &out, "--quiet"]);
}

#[test]
fn a_shard_that_cannot_be_is_refused_before_it_runs() {
    let room = Room::new();
    let file = room.path("part.parquet");
    refused(&["shard", RETAILER, "--expected", "--out", &file], &["--expected"]);
    refused(&["shard", RETAILER, "--out", &room.path("nowhere/part.parquet")], &["folder does not exist"]);
    refused(&["shard", RETAILER, "--out", &room.path("")], &["is a folder"]);
    refused(&["merge", &room.path(""), "--out", &room.path("out")], &["holds no .parquet file"]);
}

#[cfg(unix)]
#[test]
fn the_recipe_for_xargs_does_what_it_says() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md")).expect("a page");
    let recipe = page.split("```sh\n# xargs\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a recipe");
    let small = recipe.replace("TRIALS=100000 SHARD=10000", "TRIALS=12 SHARD=4");
    assert_ne!(small, recipe);
    let room = Room::new();
    fs::copy(RETAILER, room.path("scenario.toml")).expect("writable");
    let program = Path::new(env!("CARGO_BIN_EXE_residual")).parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let ran = Command::new("sh").args(["-euc", &small]).current_dir(room.0.path()).env("PATH", format!("{program}:{path}")).output();
    let ran = ran.expect("a shell");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let manifest: Value = serde_json::from_slice(&fs::read(room.path("output/whole/manifest.json")).expect("a manifest")).expect("JSON");
    assert_eq!((&manifest["trials"], &manifest["command"]), (&12.into(), &"run".into()));
}

/// Runs the program until `stop` is due; returns it, still running.
#[cfg(target_os = "linux")]
fn begun(arguments: &[&str], until: impl Fn(u32) -> bool) -> std::process::Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_residual"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let started = Instant::now();
    while !until(child.id()) {
        assert!(started.elapsed() < Duration::from_secs(120), "it never got there");
        assert!(child.try_wait().expect("it can be asked").is_none(), "it ended too soon");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

/// Does the process listen to SIGINT?
#[cfg(target_os = "linux")]
fn listens(process: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_some_and(|mask| mask & 2 != 0)
}

#[cfg(target_os = "linux")]
fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").args([name, &process.to_string()]).status().expect("kill is there");
    assert!(sent.success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_shard_that_is_killed_leaves_nothing_and_can_be_run_again() {
    let room = Room::new();
    let file = room.path("part.parquet");
    for name in ["-KILL", "-INT"] {
        let mut child = begun(&["shard", RETAILER, "--trials", "10000000", "--out", &file], listens);
        signal(child.id(), name);
        assert!(!child.wait().expect("it ends").success(), "{name}");
        assert_eq!(fs::read_dir(room.0.path()).expect("a folder").count(), 0, "{name}");
    }
    room.shard("part.parquet", 0, 2, &[]);
    assert_eq!(fs::read_dir(room.0.path()).expect("a folder").count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_leaves_the_worlds_done_and_says_so() {
    let room = Room::new();
    let out = room.path("out");
    let child = begun(&["run", RETAILER, "--trials", "10000000", "--out", &out], listens);
    signal(child.id(), "-INT");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    let manifest: Value = serde_json::from_slice(&fs::read(format!("{out}/manifest.json")).expect("a manifest")).expect("JSON");
    let trials = manifest["trials"].as_u64().expect("a number");
    assert!(trials > 0 && trials < 10_000_000 && manifest["asked"] == 10_000_000, "{manifest}");
    assert!(said.contains(&format!("{trials} of 10000000 worlds")), "{said}");
    let summary: Value = serde_json::from_slice(&fs::read(format!("{out}/summary.json")).expect("a summary")).expect("JSON");
    assert_eq!((&summary["run"]["trials"], &summary["run"]["asked"]), (&manifest["trials"], &manifest["asked"]));
    // It is what a run of as many worlds leaves, but for what says that more were asked for.
    let whole = room.path("whole");
    succeed(&["run", RETAILER, "--trials", &trials.to_string(), "--out", &whole, "--quiet"]);
    for file in ["trials.csv", "months.csv", "bridge.csv", "levers.csv", "baselines.csv"] {
        let (a, b) = (fs::read(format!("{out}/{file}")), fs::read(format!("{whole}/{file}")));
        assert!(a.expect("written") == b.expect("written"), "{file}");
    }
}
