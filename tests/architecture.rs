//! The house of `ARCHITECTURE.md`, read from the sources: floors, purity, size.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor. A room imports its own floor and those below.
const FLOORS: [&[&str]; 6] = [
    &["time", "dist", "sampling", "noise", "stats", "normal", "diagnostics"],
    &["registry", "scenario", "model"],
    &["engine", "results"],
    &["analysis"],
    &["report"],
    &["cli", "main"],
];
/// Floor of the program itself.
const OUTSIDE: usize = 5;
/// Floor of the engine.
const ENGINE: usize = 2;

/// Longest file.
const MAX_LINES: usize = 600;
/// `main.rs` stays under this.
const MAX_MAIN: usize = 40;

/// Rooms of the engine that may know each other: the run and its table of contents; the queue of a run is exact or a table of
/// the exact one.
const ENTWINED: [&[&str]; 2] = [&["booking", "decisions", "month", "roster", "run"], &["staffing", "tables"]];

/// A source file: its module path and its code without comments and tests.
struct Source {
    file: PathBuf,
    module: Vec<String>,
    code: String,
    lines: usize,
}

impl Source {
    fn room(&self) -> &str {
        &self.module[0]
    }

    fn floor(&self) -> usize {
        floor_of(self.room()).unwrap_or_else(|| panic!("{}: the room is on no floor", self.file.display()))
    }
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_under(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).expect("a folder of the crate").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_under(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Every file under `src` but the crate's table of contents and files that hold only tests.
fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    files_under(&root().join("src"), &mut files);
    let sources: Vec<Source> = files
        .into_iter()
        .filter_map(|file| {
            let text = fs::read_to_string(&file).expect("a source is text");
            let inside = file.strip_prefix(root().join("src")).expect("found there").with_extension("");
            let mut module: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if module.last().is_some_and(|name| name == "mod") {
                module.pop();
            }
            // Code below the tests would escape this reader.
            let tests = text.split_once("\n#[cfg(test)]\n").map(|(_, below)| below);
            assert!(
                tests.is_none_or(
                    |t| (t.starts_with("mod tests") || t.starts_with("pub(super) mod tests")) && t.matches("\n}\n").count() <= 1
                ),
                "{}: tests come last",
                file.display()
            );
            let is_test = module.last().is_some_and(|name| name == "tests");
            let code = code_of(&text);
            (!is_test && module != ["lib"]).then(|| Source { lines: text.lines().count(), file: inside, module, code })
        })
        .collect();
    assert!(sources.len() > 40, "the sources are found");
    sources
}

/// Text without comments, up to the test module at the end.
fn code_of(text: &str) -> String {
    let code = text.lines().take_while(|line| *line != "#[cfg(test)]");
    code.map(|line| comment_start(line).map_or(line, |at| &line[..at])).collect::<Vec<_>>().join("\n")
}

/// Where a comment begins; not at the slashes of an address.
fn comment_start(line: &str) -> Option<usize> {
    line.match_indices("//").map(|(at, _)| at).find(|at| !line[..*at].ends_with(':'))
}

/// Modules of the crate that a file names, as paths from the crate's root.
fn references(source: &Source) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (start, prefix) in [("crate::", None), ("super::", Some(1))] {
        for (at, _) in source.code.match_indices(start) {
            let before = source.code[..at].chars().next_back();
            // The second `super` of a chain was followed from the first.
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let base = match prefix {
                None => Vec::new(),
                Some(up) => source.module[..source.module.len() - up].to_vec(),
            };
            follow(&source.code[at + start.len()..], base, &mut found);
        }
    }
    found
}

/// Follows a path or a tree of paths: `engine::{ai, today::ratio}`.
fn follow(rest: &str, mut path: Vec<String>, found: &mut Vec<Vec<String>>) {
    if let Some(inside) = rest.strip_prefix('{') {
        for part in parts_of_group(inside) {
            follow(part.trim_start(), path.clone(), found);
        }
        return;
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let name = &rest[..end];
    if name == "super" {
        path.pop();
    } else if name != "self" && !name.is_empty() {
        path.push(name.to_owned());
    }
    match rest[end..].strip_prefix("::") {
        Some(rest) => follow(rest, path, found),
        None => found.push(path),
    }
}

/// Parts of a group between braces, commas inside inner braces apart.
fn parts_of_group(inside: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&inside[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

#[test]
fn imports_only_go_down() {
    let mut upward = Vec::new();
    let mut seen = 0;
    for source in sources() {
        for path in references(&source) {
            let Some(floor) = path.first().and_then(|room| floor_of(room)) else { continue };
            seen += 1;
            if floor > source.floor() {
                upward.push(format!("{} (floor {}) imports {} (floor {floor})", source.file.display(), source.floor(), path.join("::")));
            }
        }
    }
    assert!(seen > 100, "imports are found: {seen}");
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn every_room_of_the_crate_is_on_a_floor() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the crate's table of contents");
    let rooms = lib.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    for room in rooms {
        assert!(floor_of(room).is_some(), "{room} is on no floor");
    }
}

#[test]
fn trees_of_imports_are_read() {
    let source = |code: &str| Source { file: PathBuf::new(), module: vec!["engine".into(), "run".into()], code: code_of(code), lines: 1 };
    let names = |code: &str| references(&source(code)).iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(names("use crate::{model::{Lever, Terms}, stats::mean}; // crate::cli"), ["model::Lever", "model::Terms", "stats::mean"]);
    assert_eq!(names("use super::ai::{self, Take};\nuse super::super::cli::main;"), ["engine::ai", "engine::ai::Take", "cli::main"]);
    assert_eq!(names("let x = crate::engine::today::ratio(a, b);"), ["engine::today::ratio"]);
    assert_eq!(names("let x = 1;\n#[cfg(test)]\nmod tests {\n    use crate::report::X;\n}"), Vec::<String>::new());
}

#[test]
fn the_rooms_of_the_engine_do_not_go_round_in_circles() {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources().iter().filter(|s| s.room() == "engine" && s.module.len() > 1) {
        let from = imports.entry(source.module[1].clone()).or_default();
        from.extend(
            references(source).into_iter().filter(|p| p.len() > 1 && p[0] == "engine" && p[1] != source.module[1]).map(|p| p[1].clone()),
        );
    }
    assert!(imports.len() > 15, "the rooms are found");
    // Everything a room knows, directly or through others.
    loop {
        let known: usize = imports.values().map(BTreeSet::len).sum();
        for room in imports.keys().cloned().collect::<Vec<_>>() {
            let through: BTreeSet<String> = imports[&room].iter().filter_map(|via| imports.get(via)).flatten().cloned().collect();
            imports.get_mut(&room).expect("a room").extend(through);
        }
        if imports.values().map(BTreeSet::len).sum::<usize>() == known {
            break;
        }
    }
    let mut circles = Vec::new();
    for (room, known) in &imports {
        if known.contains(room) {
            let with: Vec<&str> =
                known.iter().filter(|other| imports.get(*other).is_some_and(|k| k.contains(room))).map(String::as_str).collect();
            if !ENTWINED.iter().any(|allowed| with.iter().all(|other| allowed.contains(other))) {
                circles.push(format!("{room} with {}", with.join(", ")));
            }
        }
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// Fails when a file of these floors holds one of these words.
#[track_caller]
fn assert_without(words: &[&str], applies: impl Fn(&Source) -> bool) {
    let mut found = Vec::new();
    for source in sources().iter().filter(|s| applies(s)) {
        for word in words {
            for (at, _) in source.code.match_indices(word) {
                let line = source.code[..at].lines().count().max(1);
                found.push(format!("{}.rs, near line {line}: {word}", source.file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_engine_is_pure() {
    let impure = [
        "std::fs",
        "std::io",
        "std::env",
        "std::time",
        "std::process",
        "std::net",
        "println!",
        "eprintln!",
        "print!(",
        "dbg!",
        "Instant",
        "SystemTime",
        "HashMap",
        "HashSet",
        "thread_rng",
        "Mutex",
        "static mut",
    ];
    assert_without(&impure, |s| s.floor() == ENGINE);
}

#[test]
fn only_the_outside_prints_reads_arguments_and_knows_the_clock() {
    let words = ["println!", "eprintln!", "print!(", "dbg!", "std::env", "std::process", "std::time", "SystemTime", "Instant"];
    assert_without(&words, |s| s.floor() < OUTSIDE);
}

#[test]
fn only_the_scenario_and_the_outside_open_files() {
    assert_without(&["std::fs", "File::"], |s| s.floor() < OUTSIDE && s.room() != "scenario");
}

#[test]
fn mathematics_are_the_same_on_every_processor() {
    // The C library's functions change their last bit with the processor; libm's do not. Square roots are exact everywhere.
    let functions = [
        "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos", "tan", "asin", "acos", "atan",
        "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot", "gamma", "ln_gamma", "mul_add", "sin_cos",
    ];
    let words: Vec<String> = functions.iter().flat_map(|f| [format!(".{f}("), format!("f64::{f}")]).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_without(&words, |s| s.floor() <= ENGINE);
}

#[test]
fn one_room_alone_knows_the_random_generator() {
    assert_without(&["rand::", "rand_chacha", "rand_distr"], |s| s.floor() <= ENGINE && s.room() != "noise");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        let folder = root().join(folder);
        if folder.is_dir() {
            files_under(&folder, &mut files);
        }
    }
    for file in files {
        let lines = fs::read_to_string(&file).expect("a source is text").lines().count();
        assert!(lines <= MAX_LINES, "{}: {lines} lines", file.strip_prefix(root()).unwrap_or(&file).display());
    }
    let main = sources().into_iter().find(|s| s.module == ["main"]).expect("there is a program");
    assert!(main.lines < MAX_MAIN, "main.rs: {} lines", main.lines);
}
