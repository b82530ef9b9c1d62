//! The report of a run: the page in a real browser, the workbook read back by another library, every number traced to its
//! file, and the same bytes when it is made again.

mod browser;
mod formulas;
mod page;
mod sentences;
mod trace;
mod words;
mod workbook;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// A finished run, made once for all tests.
struct Run {
    room: tempfile::TempDir,
}

static RUN: LazyLock<Run> = LazyLock::new(|| {
    let room = tempfile::tempdir().expect("a temporary folder");
    let scenario = format!("{}/tests/report/scenario.toml", env!("CARGO_MANIFEST_DIR"));
    let output = program(room.path(), &["run", &scenario, "--trials", "24", "--out", "retailer", "--quiet"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Run { room }
});

impl Run {
    fn folder(&self) -> PathBuf {
        self.room.path().join("retailer")
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.folder().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
    }

    fn text(&self, file: &str) -> String {
        String::from_utf8(self.bytes(file)).expect("text")
    }

    fn summary(&self) -> Value {
        serde_json::from_slice(&self.bytes("summary.json")).expect("JSON")
    }
}

/// Runs the program in a folder.
fn program(room: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.current_dir(room).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE").args(arguments);
    command.output().expect("the program starts")
}

fn plots(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join("plots"))
        .into_iter()
        .flatten()
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Copies the run into a folder of its own.
fn copy(name: &str) -> PathBuf {
    let to = RUN.room.path().join(name);
    let copied = Command::new("cp").arg("-r").arg(RUN.folder()).arg(&to).status().expect("cp");
    assert!(copied.success());
    to
}

#[test]
fn the_report_made_again_from_the_folder_is_the_same_to_the_bit() {
    let folder = copy("again");
    let before: Vec<Vec<u8>> =
        ["report.html", "report.xlsx", "plots/bridge-redesign.svg", "plots/bridge-redesign.png"].map(|f| RUN.bytes(f)).into();
    for file in ["report.html", "report.xlsx", "plots/bridge-redesign.svg"] {
        fs::remove_file(folder.join(file)).expect("it was written");
    }
    let output = program(RUN.room.path(), &["report", "again"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("again/report.html") && said.contains("figures"), "{said}");
    for (file, bytes) in ["report.html", "report.xlsx", "plots/bridge-redesign.svg", "plots/bridge-redesign.png"].iter().zip(before) {
        assert!(fs::read(folder.join(file)).ok() == Some(bytes), "{file} differs");
    }
    assert_eq!(plots(&folder), plots(&RUN.folder()));
    let manifest =
        |folder: &Path| -> Value { serde_json::from_slice(&fs::read(folder.join("manifest.json")).expect("it is there")).expect("JSON") };
    let (one, other) = (manifest(&RUN.folder()), manifest(&folder));
    assert_eq!((&one["started"], &one["wall_seconds"]), (&other["started"], &other["wall_seconds"]), "the run's time stays");
    let sorted = |m: &Value| {
        let mut files: Vec<String> =
            m["files"].as_array().expect("a list").iter().map(|f| f.as_str().unwrap_or_default().to_owned()).collect();
        files.sort();
        files
    };
    assert_eq!(sorted(&one), sorted(&other));
}

#[test]
fn parts_of_the_report_can_be_left_out() {
    let room = tempfile::tempdir().expect("a temporary folder");
    let scenario = format!("{}/templates/small.toml", env!("CARGO_MANIFEST_DIR"));
    let run = |parts: &str| {
        let output = program(room.path(), &["run", &scenario, "--trials", "3", "--out", "out", "--quiet", "--report", parts]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let there = |file: &str| room.path().join("out").join(file).exists();
        (there("report.html"), there("report.xlsx"), there("plots"))
    };
    assert_eq!(run("html,xlsx,plots"), (true, true, true));
    assert_eq!(run("none"), (false, false, false));
    assert_eq!(run("html"), (true, false, false));
    let output = program(room.path(), &["report", "out", "--report", "xlsx,none"]);
    assert_eq!(output.status.code(), Some(2));
    let output = program(room.path(), &["report", "out", "--report", "xlsx"]);
    assert!(output.status.success());
    assert!(room.path().join("out/report.html").exists() && room.path().join("out/report.xlsx").exists(), "the page is kept");
}

#[test]
fn a_folder_without_a_run_is_refused_with_the_reason() {
    let room = RUN.room.path();
    let refused = |folder: &str, why: &str| {
        let output = program(room, &["report", folder]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(why) && said.contains("residual run"), "{said}");
    };
    fs::create_dir_all(room.join("empty")).expect("writable");
    refused("nowhere", "does not exist");
    refused("empty", "was not written by residual");
    refused("retailer/summary.json", "is a file");
    let broken = copy("broken");
    fs::write(broken.join("months.csv"), "option,month\n").expect("writable");
    refused("broken", "months.csv cannot be read");
    fs::remove_file(broken.join("months.csv")).expect("it is there");
    refused("broken", "lacks months.csv");
}

#[test]
fn sections_whose_files_are_missing_are_left_out() {
    let folder = copy("thin");
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("it is there");
    let mut manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let gone = [
        "baselines.csv",
        "bridge.csv",
        "bridge_months.csv",
        "levers.csv",
        "drivers.csv",
        "understood.json",
        "staffing.csv",
        "contracts.csv",
    ];
    for file in gone {
        fs::remove_file(folder.join(file)).ok();
    }
    let files = manifest["files"].as_array_mut().expect("a list");
    files.retain(|f| !gone.contains(&f.as_str().unwrap_or_default()));
    fs::write(folder.join("manifest.json"), manifest.to_string()).expect("writable");
    let output = program(RUN.room.path(), &["report", "thin"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = fs::read_to_string(folder.join("report.html")).expect("it is there");
    assert!(page.contains("id=\"answer\"") && page.contains("id=\"savings\""));
    for section in ["bridge", "baselines", "signals", "drivers", "mix", "assumptions"] {
        assert!(!page.contains(&format!("<section id=\"{section}\"")), "{section} has no data");
    }
}

#[test]
fn every_figure_is_there_for_slides_without_any_font() {
    let names = plots(&RUN.folder());
    let svgs = names.iter().filter(|n| n.contains(".svg")).count();
    assert!(svgs >= 20 && names.len() == 2 * svgs, "{names:?}");
    for name in names {
        let bytes = RUN.bytes(&format!("plots/{name}"));
        if name.contains(".png") {
            assert_eq!((&bytes[16..20], &bytes[20..24]), (&1920_u32.to_be_bytes()[..], &1080_u32.to_be_bytes()[..]), "{name}: slide size");
        } else {
            let text = String::from_utf8(bytes).expect("text");
            assert!(
                text.contains("<title>") && text.contains("<desc>") && !text.contains("<text") && !text.contains("font-family"),
                "{name}"
            );
            assert!(!text.contains("href=\"http"), "{name}");
        }
    }
}
