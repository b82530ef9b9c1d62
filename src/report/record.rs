//! How a run was made, as far as its report tells: nothing of clocks and threads, which change no number.

use super::manifest::Manifest;

/// What a report says of its run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "names say it; see the manifest")]
pub struct RunRecord {
    pub version: String,
    pub command: String,
    pub scenario_file: String,
    pub scenario_sha256: String,
    pub seed: u64,
    pub trials: usize,
    /// Trials asked for, where the run was interrupted before it had done them.
    pub asked: Option<usize>,
    pub expected: bool,
    pub options: Vec<String>,
    pub set: Vec<String>,
}

impl RunRecord {
    /// Of a manifest.
    pub fn of(manifest: &Manifest) -> Self {
        Self {
            version: manifest.version.clone(),
            command: manifest.command.clone(),
            scenario_file: manifest.scenario.file.clone(),
            scenario_sha256: manifest.scenario.sha256.clone(),
            seed: manifest.seed,
            trials: manifest.trials,
            asked: manifest.asked,
            expected: manifest.expected,
            options: manifest.options.clone(),
            set: manifest.set.clone(),
        }
    }

    /// The command that makes the same numbers again.
    pub fn again(&self) -> String {
        let mut parts = vec![format!("residual {} {}", self.command, self.scenario_file)];
        if self.expected {
            parts.push("--expected".into());
        } else {
            parts.push(format!("--trials {} --seed {}", self.trials, self.seed));
        }
        let options: Vec<&str> = self.options.iter().map(String::as_str).filter(|o| *o != "no_ai").collect();
        if !options.is_empty() {
            parts.push(format!("--options {}", options.join(",")));
        }
        parts.extend(self.set.iter().map(|set| format!("--set {}", quoted(set))));
        parts.join(" ")
    }
}

fn quoted(text: &str) -> String {
    if text.chars().all(|c| c.is_alphanumeric() || "._=-%/".contains(c)) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_can_be_pasted_into_a_shell() {
        let record = RunRecord {
            version: "0".into(),
            command: "run".into(),
            scenario_file: "a.toml".into(),
            scenario_sha256: String::new(),
            seed: 7,
            trials: 100,
            asked: None,
            expected: false,
            options: vec!["no_ai".into(), "redesign".into()],
            set: vec!["customers.patience=2 min".into(), "demand.growth=0.01".into()],
        };
        assert_eq!(
            record.again(),
            "residual run a.toml --trials 100 --seed 7 --options redesign --set 'customers.patience=2 min' --set demand.growth=0.01"
        );
    }
}
