//! The shipped scenarios: each says what it asks, and every number where it comes from.

use std::fs;

use crate::files;

#[test]
fn every_scenario_says_what_it_asks() {
    let all = files("scenarios", "toml");
    assert!(all.len() >= 11, "{}", all.len());
    let list = fs::read_to_string(crate::root().join("scenarios/README.md")).expect("a list of scenarios");
    for path in all {
        let (text, name) =
            (fs::read_to_string(&path).expect("a scenario"), path.file_name().expect("a name").to_string_lossy().into_owned());
        let header: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(header.len() >= 2 && header.join(" ").contains(['?', '.']), "{name} begins with the question it asks");
        assert!(list.contains(&format!("({name})")), "scenarios/README.md lists {name}");
    }
}

/// Keys whose numbers are structure and not facts.
const STRUCTURE: [&str; 6] = ["levers =", "start = \"20", "id =", "name =", "between =", "extends ="];

#[test]
fn every_number_has_its_source_or_is_called_an_assumption() {
    for path in files("scenarios", "toml") {
        let (text, name) =
            (fs::read_to_string(&path).expect("a scenario"), path.file_name().expect("a name").to_string_lossy().into_owned());
        let header: String = text.lines().take_while(|line| line.starts_with('#')).collect();
        if header.contains("A number without a source is an assumption") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let written = line.trim_start();
            if written.starts_with('#') || STRUCTURE.iter().any(|key| written.starts_with(key)) {
                continue;
            }
            let Some((_, value)) = line.split_once('=') else { continue };
            let (value, comment) = value.split_once('#').map_or((value, ""), |(value, comment)| (value, comment.trim()));
            let has_number = value.chars().any(|c| c.is_ascii_digit());
            let said = value.contains("source = ") || comment.len() > 5;
            assert!(!has_number || said, "scenarios/{name}, line {}: a source or the word assumption is missing: {line}", number + 1);
        }
    }
}

#[test]
fn every_scenario_is_understood_and_only_long_cases_are_unusual() {
    for path in files("scenarios", "toml") {
        let loaded = residual::scenario::load_file(&path, &[]).unwrap_or_else(|failure| panic!("{}", failure.render(false)));
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let codes: Vec<&str> = loaded.warnings.iter().map(|warning| warning.code).collect();
        let allowed: &[&str] = match name.as_str() {
            "software_support" => &["unusual"],
            "overcut" => &["business-case"],
            _ => &[],
        };
        assert!(codes.iter().all(|code| allowed.contains(code)), "{name}: {codes:?}");
    }
}
