//! The manifest: what it takes to reproduce every number of a folder, and how the program knows a folder as its own.

use serde::{Deserialize, Serialize};

/// Name of the manifest's file.
pub const FILE: &str = "manifest.json";
/// How a manifest says whose it is.
pub const PROGRAM: &str = "residual";

/// `manifest.json`. The only file that knows of time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`PROGRAM`].
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Command that wrote the folder.
    pub command: String,
    /// The scenario.
    pub scenario: ScenarioFile,
    /// Seed.
    pub seed: u64,
    /// Trials done.
    pub trials: usize,
    /// Trials asked for, where the run was interrupted before it had done them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<usize>,
    /// Expected-value mode.
    pub expected: bool,
    /// Options run, `no_ai` included.
    pub options: Vec<String>,
    /// `--set` as given.
    pub set: Vec<String>,
    /// Threads; the numbers do not depend on them.
    pub threads: usize,
    /// When the run began, RFC 3339.
    pub started: String,
    /// How long it took.
    pub wall_seconds: f64,
    /// Every file of the folder but this one.
    pub files: Vec<String>,
}

/// Which scenario it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioFile {
    /// Name of its file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The manifest in some text, where that is one of ours.
    pub fn ours(text: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(text).ok().filter(|m| m.program == PROGRAM)
    }

    /// As JSON text, with a line end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("numbers and strings always serialise");
        text.push('\n');
        text
    }
}
