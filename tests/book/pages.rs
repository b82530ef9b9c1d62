//! The pages themselves: links, keys and tests they name exist, nothing is left out, nobody scrolls three screens.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use residual::registry;

use crate::{files, root};

/// Pages of the book, with their paths from the repository's root.
fn pages() -> Vec<(String, String)> {
    let mut all = files("docs", "md");
    all.extend(["README.md", "ARCHITECTURE.md", "scenarios/README.md"].map(|page| root().join(page)));
    let name = |path: &Path| path.strip_prefix(root()).expect("inside").display().to_string();
    all.iter().map(|path| (name(path), fs::read_to_string(path).expect("a page"))).collect()
}

/// Text without blocks of code.
fn prose(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !fence && !inside
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Everything between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn links(text: &str) -> Vec<String> {
    text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split_once(')')).map(|(link, _)| link.to_owned()).collect()
}

/// The anchor that a heading has on the usual web pages.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_').map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_link_leads_somewhere() {
    for (page, text) in pages() {
        for link in links(&prose(&text)) {
            if link.starts_with("http") {
                continue;
            }
            let (path, place) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { root().join(&page) } else { root().join(&page).parent().expect("a folder").join(path) };
            assert!(target.exists(), "{page} links to {link}");
            if !place.is_empty() {
                let there = fs::read_to_string(&target).expect("a page");
                assert!(there.lines().any(|line| line.starts_with('#') && anchor(line) == place), "{page}: {link} has no such heading");
            }
        }
    }
}

#[test]
fn every_test_named_exists() {
    let mut named = 0;
    for (page, text) in pages() {
        for word in quoted(&prose(&text)) {
            let Some((file, test)) = word.split_once(".rs::") else { continue };
            let code = fs::read_to_string(root().join(format!("{file}.rs"))).unwrap_or_else(|_| panic!("{page}: no file {file}.rs"));
            assert!(code.contains(&format!("fn {test}(")), "{page}: {file}.rs has no test {test}");
            named += 1;
        }
    }
    assert!(named > 40, "tests are named: {named}");
}

/// Sections of a scenario and, without brackets, all paths of keys and tables.
fn paths() -> (BTreeSet<String>, BTreeSet<String>) {
    let mut all = BTreeSet::new();
    for key in registry::keys() {
        let path = key.path.replace(['[', ']', '{', '}'], "");
        let segments: Vec<&str> = path.split('.').collect();
        for end in 1..=segments.len() {
            all.insert(segments[..end].join("."));
        }
    }
    let sections = all.iter().filter(|path| !path.contains('.') && *path != "extends").cloned().collect();
    (sections, all)
}

#[test]
fn every_key_mentioned_is_a_key() {
    let (sections, all) = paths();
    let mut mentioned = 0;
    for (page, text) in pages().into_iter().filter(|(page, _)| page.starts_with("docs/") && page != "docs/scenario.md") {
        for word in quoted(&prose(&text)) {
            let word = word.split([' ', '=']).next().unwrap_or_default();
            let is_file = [".csv", ".json", ".toml"].iter().any(|ending| word.ends_with(ending));
            let is_path = !is_file && word.contains('.') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.');
            if is_path && sections.contains(word.split('.').next().unwrap_or_default()) {
                assert!(all.contains(word), "{page} mentions `{word}`, and there is no such key");
                mentioned += 1;
            }
        }
    }
    assert!(mentioned > 40, "keys are mentioned: {mentioned}");
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).expect("the summary");
    let listed: BTreeSet<String> = links(&summary).into_iter().collect();
    for path in files("docs", "md") {
        let page = path.strip_prefix(root().join("docs")).expect("inside").display().to_string();
        assert!(page == "SUMMARY.md" || listed.contains(&page), "docs/SUMMARY.md leaves out {page}");
    }
}

#[test]
fn every_part_of_a_month_has_its_page_in_its_place() {
    let month = fs::read_to_string(root().join("src/engine/month.rs")).expect("the month");
    let parts: Vec<&str> = month.lines().filter_map(|line| line.trim_start().strip_prefix("run.")?.split('(').next()).collect();
    assert!(parts.len() >= 13, "{parts:?}");
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).expect("the summary");
    let mut at = 0;
    for (number, part) in parts.iter().enumerate() {
        let page = format!("model/{part}.md");
        let text = fs::read_to_string(root().join("docs").join(&page)).unwrap_or_else(|_| panic!("no page for {part}"));
        assert!(text.contains(&format!("Month part {} (`{part}`", number + 1)), "{page} says where it stands");
        for heading in ["## What happens", "## Where it comes from", "## Limits", "## Proof"] {
            assert!(text.contains(heading), "{page} lacks {heading}");
        }
        assert!(text.contains(".svg)"), "{page} shows its behaviour");
        assert!(text.to_lowercase().contains("assumption") || text.contains("redacted"), "{page} says what is assumed");
        let found = summary[at..].find(&page).unwrap_or_else(|| panic!("docs/SUMMARY.md: {page} is not in the order of the month"));
        at += found;
    }
}

#[test]
fn every_chart_is_shown_and_every_chart_shown_is_made() {
    let shown: BTreeSet<String> = pages()
        .iter()
        .flat_map(|(_, text)| links(text))
        .filter(|link| Path::new(link).extension().is_some_and(|e| e == "svg"))
        .filter_map(|link| link.rsplit('/').next().map(str::to_owned))
        .collect();
    let kept: BTreeSet<String> =
        files("docs/charts", "svg").iter().map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    assert_eq!(shown, kept);
}

#[test]
fn pages_for_people_in_a_hurry_are_one_screen() {
    for page in ["leader.md", "hr.md", "procurement.md"] {
        let text = fs::read_to_string(root().join("docs").join(page)).expect("a page");
        assert!(text.lines().count() <= 64, "docs/{page} has {} lines", text.lines().count());
        assert!(text.contains("```console"), "docs/{page} has a worked example");
    }
}

#[test]
fn no_page_knows_this_machine() {
    for (page, text) in pages() {
        for folder in ["tmp", "root", "work", "home"] {
            let path = format!("/{folder}/");
            assert!(!text.contains(&path), "{page} has a path of a machine: {path}");
        }
    }
}
