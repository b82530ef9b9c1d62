//! Every command on a page of the book and in the README runs as a reader would run it.
//!
//! A block marked `console` holds commands behind `$ ` and what they say: both are compared, and `BLESS=1` writes anew what they
//! say. Commands of other blocks (`sh`) are run with few worlds, and must succeed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{blessing, files, root};

/// A folder with the scenarios in it, as a reader has after `git clone`.
fn room() -> tempfile::TempDir {
    let room = tempfile::tempdir().expect("a folder");
    fs::create_dir(room.path().join("scenarios")).expect("a folder");
    for scenario in files("scenarios", "toml") {
        fs::copy(&scenario, room.path().join("scenarios").join(scenario.file_name().expect("a name"))).expect("a copy");
    }
    room
}

/// Runs a line in a shell that finds the program; what it says on both outputs.
fn shell(line: &str, room: &Path) -> (bool, String) {
    let program = assert_cmd::cargo::cargo_bin!("residual");
    let folder = program.parent().expect("a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let line = line.replace("cargo run --release -- ", "residual ");
    let done = Command::new("bash")
        .args(["-c", &format!("set -o pipefail; {line}")])
        .current_dir(room)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    let said: Vec<&str> = said.lines().map(str::trim_end).collect();
    let end = if said.is_empty() { "" } else { "\n" };
    (done.status.success(), timeless(&(said.join("\n") + end)))
}

/// Wall time is not the same twice.
fn timeless(said: &str) -> String {
    let Some(at) = said.find(" worlds in ") else { return said.to_owned() };
    let after = at + " worlds in ".len();
    let end = said[after..].find(" s)").map_or(after, |end| after + end);
    format!("{}…{}", &said[..after], &said[end..])
}

/// A page with its `console` blocks run anew.
fn rerun(text: &str, page: &str, room: &Path) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in text.lines() {
        if inside {
            if line == "```" {
                inside = false;
            } else if let Some(command) = line.strip_prefix("$ ") {
                let (done, said) = shell(command, room);
                assert!(done, "{page}: {command}\n{said}");
                let _ = write!(out, "{line}\n{said}");
                continue;
            } else {
                continue;
            }
        } else if line == "```console" {
            inside = true;
        }
        let _ = writeln!(out, "{line}");
    }
    out
}

#[test]
fn examples_say_what_the_pages_show() {
    let room = room();
    for path in files("docs", "md") {
        let page = path.strip_prefix(root()).expect("inside").display().to_string();
        let text = fs::read_to_string(&path).expect("a page");
        if !text.contains("```console") {
            continue;
        }
        let now = rerun(&text, &page, room.path());
        if blessing() && now != text {
            fs::write(&path, &now).expect("the page is written");
        } else {
            let differs = text.lines().zip(now.lines()).find(|(page, now)| page != now);
            assert!(now == text, "{page} is not current (BLESS=1 cargo test --profile ci --test book); page and now:\n{differs:#?}");
        }
    }
}

/// Commands that simulate, and so take `--trials`.
fn simulates(line: &str) -> bool {
    let known = ["run", "levers", "baselines", "contracts", "sensitivity", "compare", "slide", "staffing"];
    line.split_whitespace().nth(1).is_some_and(|command| known.contains(&command))
}

#[test]
fn commands_of_the_readme_run() {
    let room = room();
    let text = fs::read_to_string(root().join("README.md")).expect("the README");
    fs::copy(root().join("scenarios/retailer.toml"), room.path().join("my.toml")).expect("a copy");
    let mut inside = false;
    let mut run = 0;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
            continue;
        }
        let command = line.split(" #").next().unwrap_or_default().trim().replace("cargo run --release -- ", "residual ");
        if !inside || !command.starts_with("residual ") {
            continue;
        }
        // A reader has jq; a test needs nothing but the program, and fewer worlds.
        let mut words: Vec<&str> = command.split(" | jq").next().unwrap_or_default().split_whitespace().collect();
        if let Some(at) = words.iter().position(|word| *word == "--trials") {
            words.drain(at..at + 2);
        }
        if simulates(&command) && !command.contains("--expected") {
            words.extend(["--trials", "20"]);
        }
        let command = words.join(" ");
        let (done, said) = shell(&command, room.path());
        assert!(done, "{command}\n{said}");
        run += 1;
    }
    assert!(run >= 6, "the README shows commands: {run}");
}
