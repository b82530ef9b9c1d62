//! Speed by count: instructions that a world of the retailer takes, all analyses of `run` included. A count does not depend on
//! what else a machine does, so it may be held to a bound where a time may not.

use std::path::Path;
use std::process::Command;

const RETAILER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/retailer.toml");

/// Millions of instructions a world may take: the count of the date in `docs/performance.md` and a quarter on top.
const MOST: f64 = 145.0;

/// Instructions of a shard of so many worlds.
fn instructions(room: &Path, trials: &str) -> f64 {
    let counts = room.join(format!("callgrind-{trials}"));
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", &format!("--callgrind-out-file={}", counts.display())])
        .arg(env!("CARGO_BIN_EXE_residual"))
        .args(["shard", RETAILER, "--trials", trials, "--threads", "1", "--quiet", "--out"])
        .arg(room.join(format!("{trials}.parquet")))
        .status()
        .expect("valgrind starts");
    assert!(status.success());
    let counts = std::fs::read_to_string(counts).expect("valgrind writes its counts");
    let total = counts.lines().find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")));
    total.and_then(|total| total.trim().parse().ok()).expect("a total")
}

#[test]
fn a_world_takes_no_more_instructions_than_it_did() {
    if cfg!(debug_assertions) {
        eprintln!("skipped: instructions are counted in an optimised build, `cargo test --profile ci --test instructions`");
        return;
    }
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|said| said.status.success()) {
        eprintln!("skipped: valgrind is not installed");
        return;
    }
    let room = tempfile::tempdir().expect("a temporary folder");
    // What a program does once, tables of the queue first of all, falls out of the difference.
    let (few, more) = (instructions(room.path(), "2"), instructions(room.path(), "6"));
    let world = (more - few) / 4.0 / 1e6;
    eprintln!("{world:.1} million instructions a world");
    assert!(world > 1.0, "counted were {few} and {more}");
    assert!(
        world <= MOST,
        "{world:.1} million instructions a world, of at most {MOST}: find out where with `valgrind --tool=callgrind`, or raise the \
         bound and say why in docs/performance.md"
    );
}
