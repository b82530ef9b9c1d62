//! The bits of `trials.csv`: the same on any number of threads, and on a processor whose vector instructions are masked.

use std::path::Path;
use std::process::Command;

const RETAILER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/retailer.toml");
/// glibc's mathematics choose their code by these.
const MASK: &str = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2_Usable,-AVX2,-AVX512F";
/// Set in a child of this test that says what the C library's mathematics make of some numbers.
const PROBE: &str = "RESIDUAL_PROBE_OF_MATHS";

/// Hash of `trials.csv` of a run on some threads, with these variables set.
fn trials(room: &Path, threads: &str, set: &[(&str, &str)]) -> String {
    let out = room.join(format!("out-{threads}-{}", set.len()));
    let status = Command::new(env!("CARGO_BIN_EXE_residual"))
        .args(["run", RETAILER, "--trials", "40", "--quiet", "--threads", threads, "--out"])
        .arg(&out)
        .envs(set.iter().copied())
        .status()
        .expect("the program starts");
    assert!(status.success(), "{threads} threads, {set:?}");
    blake3::hash(&std::fs::read(out.join("trials.csv")).expect("it is written")).to_hex().to_string()
}

#[test]
fn what_the_c_library_makes_of_some_numbers() {
    if std::env::var_os(PROBE).is_some() {
        let mut hasher = blake3::Hasher::new();
        for i in 0..20_000 {
            let x = f64::from(i) * 1.000_1e-3 + 0.1;
            for y in [x.exp(), x.ln(), x.sin(), x.powf(1.7)] {
                hasher.update(&y.to_bits().to_le_bytes());
            }
        }
        println!("probe {}", hasher.finalize().to_hex());
    }
}

/// What the probe says, in a process with these variables.
fn probe(set: &[(&str, &str)]) -> String {
    let child = Command::new(std::env::current_exe().expect("a test runs from a file"))
        .args(["--exact", "what_the_c_library_makes_of_some_numbers", "--nocapture"])
        .env(PROBE, "1")
        .envs(set.iter().copied())
        .output()
        .expect("the test binary runs itself");
    let out = String::from_utf8_lossy(&child.stdout).into_owned();
    out.split("probe ").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("it says a hash").to_owned()
}

#[test]
fn trials_have_the_same_bits_on_any_threads_and_with_vector_instructions_masked() {
    let room = tempfile::tempdir().expect("a temporary folder");
    let one = trials(room.path(), "1", &[]);
    for threads in ["2", "8"] {
        assert_eq!(trials(room.path(), threads, &[]), one, "{threads} threads");
    }
    let masked = [("GLIBC_TUNABLES", MASK)];
    if probe(&masked) == probe(&[]) {
        eprintln!("skipped: masking vector instructions had no effect on the mathematics of this machine's C library");
        return;
    }
    assert_eq!(trials(room.path(), "1", &masked), one, "with vector instructions masked");
}
