//! Mutations of the shipped scenarios, of `--set` and of bases against the parser, the validator and, where one passes, the
//! engine: no panic, no hang, and a fault is always said.
//!
//! Small by default. `FUZZ_SECONDS=3600 cargo test --profile ci --test fuzz -- --nocapture` runs long and guided: a text that
//! is told something no text before was told becomes one to mutate further. What fails is made shorter and kept in
//! `tests/corpus`, whose texts every run of the tests meets again.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use residual::analysis::understood::Understood;
use residual::registry;
use residual::results::{Experiment, Total};
use residual::scenario;

const SEEDS: [&str; 6] = [
    include_str!("../scenarios/retailer.toml"),
    include_str!("../templates/retail.toml"),
    include_str!("../templates/fintech.toml"),
    include_str!("../templates/utility.toml"),
    include_str!("../templates/small.toml"),
    "extends = \"base.toml\"\n\n[scenario]\nname = \"Variant\"\n\n[ai]\nselectivity = 0.7\n\n[[contact_types]]\nid = \"returns\"\nvolume = 40000\n",
];
/// What the last of them is based on.
const BASE: &str = SEEDS[0];

/// Longest that a mutated scenario may take: read, check, understood, one world.
const PATIENCE: Duration = Duration::from_secs(20);

const VALUES: [&str; 44] = [
    "0",
    "-0.0",
    "1",
    "-1",
    "0.5",
    "2",
    "1e-9",
    "1e-300",
    "5e-324",
    "1e9",
    "1e308",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "99999999999999999999",
    "0x7fffffffffffffff",
    "true",
    "\"\"",
    "\"x\"",
    "\"62%\"",
    "\"101%\"",
    "\"0% to 100%\"",
    "\"1% to 99.9%\"",
    "\"70% to 50%\"",
    "\"1 to 1e9\"",
    "\"4.2 min\"",
    "\"1e5 min\"",
    "\"0.001 s to 9000 min\"",
    "\"380k\"",
    "\"1e3k\"",
    "{ min = 0, mode = 0, max = 1 }",
    "{ low = 0.001, high = 1 }",
    "{ mean = 0.5, sd = 5 }",
    "{ mean = 1, sd = 1e-12 }",
    "{ values = [0, 1], weights = [1, 0] }",
    "{ values = [] }",
    "{ value = 0.3, source = \"\" }",
    "{}",
    "[]",
    "[[]]",
    "2026-01-01",
    "'''",
    "240",
];
const TOKENS: [&str; 26] = [
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]",
    "=",
    "\"",
    "'",
    "\n",
    ",",
    ".",
    "#",
    "\u{0}",
    "\u{feff}",
    "\u{1f642}",
    "\\u0000",
    "extends = \"x.toml\"\n",
    "[[contact_types]]\n",
    "[[teams]]\n",
    "[[vendors]]\n",
    "[ai.price]\n",
    "[[ai.phases]]\n",
    "id = \"a\"\n",
    "a.b.c.d = 1\n",
    "\r\n",
];

/// One change of a text. Places are shares of its length, so that shrinking moves them to the front.
#[derive(Clone, Debug)]
enum Mutation {
    /// Another byte.
    Byte(f64, u8),
    /// A token put in.
    Token(f64, usize),
    /// The value of a key replaced.
    Value(f64, usize),
    /// A line taken out.
    Without(f64),
    /// A line again, somewhere else.
    Again(f64, f64),
    /// The text cut off.
    Cut(f64),
    /// A number scaled.
    Scaled(f64, i32),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = || 0.0..1.0;
    prop_oneof![
        1 => (place(), any::<u8>()).prop_map(|(p, b)| Mutation::Byte(p, b)),
        1 => (place(), 0..TOKENS.len()).prop_map(|(p, t)| Mutation::Token(p, t)),
        6 => (place(), 0..VALUES.len()).prop_map(|(p, v)| Mutation::Value(p, v)),
        2 => place().prop_map(Mutation::Without),
        2 => (place(), place()).prop_map(|(a, b)| Mutation::Again(a, b)),
        1 => place().prop_map(Mutation::Cut),
        6 => (place(), -6..6).prop_map(|(p, e)| Mutation::Scaled(p, e)),
    ]
}

fn mutated(text: &str, mutations: &[Mutation]) -> Vec<u8> {
    let mut text = text.as_bytes().to_vec();
    for mutation in mutations {
        let whole = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<&str> = whole.lines().collect();
        let at = |place: &f64| (place * text.len() as f64) as usize;
        let line = |place: &f64| (place * lines.len() as f64) as usize;
        let edited = |place: &f64, edit: &dyn Fn(&str) -> String| {
            let keyed: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].contains(" = ")).collect();
            let Some(chosen) = keyed.get((place * keyed.len() as f64) as usize) else { return whole.clone() };
            let one = |(i, l): (usize, &&str)| if i == *chosen { edit(l) } else { (*l).to_owned() };
            lines.iter().enumerate().map(one).collect::<Vec<_>>().join("\n")
        };
        text = match mutation {
            Mutation::Byte(place, byte) => {
                let (mut bytes, at) = (text.clone(), at(place));
                if let Some(b) = bytes.get_mut(at) {
                    *b = *byte;
                }
                bytes
            }
            Mutation::Token(place, token) => {
                let (mut bytes, at) = (text.clone(), at(place));
                bytes.splice(at..at, TOKENS[*token].bytes());
                bytes
            }
            Mutation::Value(place, value) => edited(place, &|l| {
                let (key, _) = l.rsplit_once(" = ").expect("chosen for it");
                let close = if l.contains('{') && !key.is_empty() && l.trim_end().ends_with('}') { " }" } else { "" };
                format!("{key} = {}{close}", VALUES[*value])
            })
            .into_bytes(),
            Mutation::Scaled(place, exponent) => edited(place, &|l| {
                let (key, value) = l.split_once(" = ").expect("chosen for it");
                let end = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
                let number: f64 = value[..end].parse().unwrap_or(1.0);
                format!("{key} = {}{}", number * 10f64.powi(*exponent), &value[end..])
            })
            .into_bytes(),
            Mutation::Without(place) => {
                let gone = line(place);
                let kept = lines.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, l)| *l);
                kept.collect::<Vec<_>>().join("\n").into_bytes()
            }
            Mutation::Again(from, to) => {
                let (from, to) = (line(from), line(to));
                let mut more = lines.clone();
                if let Some(copy) = lines.get(from) {
                    more.insert(to.min(lines.len()), copy);
                }
                more.join("\n").into_bytes()
            }
            Mutation::Cut(place) => text[..at(place)].to_vec(),
        };
    }
    text
}

/// Paths that `--set` may name, with places for ids.
fn settable() -> Vec<String> {
    registry::keys().map(|key| key.path.replace("[]", ".1").replace("{}", ".returns")).collect()
}

/// A text and what is set over it.
#[derive(Clone, Debug)]
struct Case {
    text: Vec<u8>,
    sets: Vec<(String, String)>,
}

/// What must hold for any text. Returns what it was told, by code and kind of key; nothing: it is a scenario.
fn holds(case: &Case, patience: Duration, worlds: usize) -> Result<BTreeSet<String>, TestCaseError> {
    let start = Instant::now();
    // With FUZZ_LAST=FILE the text at work is kept there: what a crash of the whole process leaves behind.
    if let Some(last) = std::env::var_os("FUZZ_LAST") {
        let _ = std::fs::write(last, [format!("# {:?}\n", case.sets).as_bytes(), &case.text].concat());
    }
    let folder = tempfile::tempdir().map_err(|e| TestCaseError::fail(e.to_string()))?;
    let file = folder.path().join("s.toml");
    let written = std::fs::write(&file, &case.text).and_then(|()| std::fs::write(folder.path().join("base.toml"), BASE));
    written.map_err(|e| TestCaseError::fail(e.to_string()))?;
    let told = match scenario::load_file(&file, &case.sets) {
        Err(failure) => {
            prop_assert!(!failure.diagnostics.is_empty(), "a fault that is not said");
            prop_assert!(failure.diagnostics.iter().all(|d| scenario::explain(d.code).is_some()), "a code without a page");
            prop_assert!(!failure.render(true).is_empty());
            failure.diagnostics.iter().map(|d| format!("{} {}", d.code, pattern(&d.path))).collect()
        }
        Ok(loaded) => {
            loaded.render_warnings(false);
            let understood = Understood::of(&loaded.model);
            prop_assert!(
                understood.today.monthly_cost.is_finite() && understood.today.cost_per_contact.is_finite(),
                "{:?}",
                understood.today
            );
            for expected in [true, false] {
                let mut experiment = Experiment::new(&loaded.model);
                (experiment.expected, experiment.trials) = (expected, worlds);
                if !expected && worlds == 0 {
                    continue;
                }
                let results = experiment.run(&|_| true);
                for (option, totals) in results.options.iter().zip(&results.totals) {
                    for of in totals {
                        let saved = of.get(Total::CostSavings);
                        prop_assert!(saved.is_finite(), "{}: {saved}", option.id);
                    }
                }
            }
            BTreeSet::new()
        }
    };
    prop_assert!(start.elapsed() < patience, "{:?}", start.elapsed());
    Ok(told)
}

/// A path without ids and places.
fn pattern(path: &str) -> String {
    let known = |segment: &str| registry::keys().any(|key| key.path.split(['.', '[', '{']).any(|name| name == segment));
    path.split('.').map(|segment| if known(segment) { segment } else { "*" }).collect::<Vec<_>>().join(".")
}

#[test]
fn no_text_makes_the_program_panic_or_hang() {
    let seconds: u64 = std::env::var("FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    if seconds > 0 {
        return hunt(Duration::from_secs(seconds));
    }
    let config = Config { cases: 64, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let paths = settable();
    let outcome = TestRunner::new(config).run(&change(SEEDS.len(), paths.len()), |change| {
        holds(&changed(&SEEDS.map(str::to_owned), &paths, &change), PATIENCE, 0).map(|_| ())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// Which text, its mutations, and what is set: path and value.
type Change = (usize, Vec<Mutation>, Vec<(usize, usize)>);

fn change(texts: usize, paths: usize) -> impl Strategy<Value = Change> {
    let sets = proptest::collection::vec((0..paths, 0..VALUES.len()), 0..3);
    (0..texts, proptest::collection::vec(mutation(), 0..4), sets)
}

fn changed(texts: &[String], paths: &[String], (text, mutations, sets): &Change) -> Case {
    let sets = sets.iter().map(|(path, value)| (paths[*path].clone(), VALUES[*value].to_owned())).collect();
    Case { text: mutated(&texts[*text], mutations), sets }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Texts of the corpus. A first line `# --set path=value` sets it.
fn kept() -> Vec<(PathBuf, Case)> {
    let files = std::fs::read_dir(corpus()).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read(&path).expect("a file of the corpus");
        let lossy = String::from_utf8_lossy(&text).into_owned();
        let set = |line: &str| line.strip_prefix("# --set ")?.split_once('=').map(|(p, v)| (p.to_owned(), v.to_owned()));
        (path, Case { sets: lossy.lines().map_while(set).collect(), text })
    };
    files.into_iter().map(read).collect()
}

/// What once failed, and texts of kinds that once did.
#[test]
fn the_corpus_is_met_again() {
    let all = kept();
    assert!(all.len() >= 10, "{} texts", all.len());
    for (path, case) in all {
        holds(&case, PATIENCE, 2).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

thread_local! {
    /// Where the last panic was, for what is kept of it.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What is wrong with a case, a panic included.
fn fault(case: &Case, patience: Duration, worlds: usize) -> Result<BTreeSet<String>, String> {
    match catch_unwind(AssertUnwindSafe(|| holds(case, patience, worlds))) {
        Ok(held) => held.map_err(|error| error.to_string()),
        Err(_) => Err(PANIC.with(|said| said.borrow().clone())),
    }
}

/// Hunts for so long, then fails if it found anything.
fn hunt(length: Duration) {
    // Other work may share the machine: what takes ten times as long as it should is a hang, not less.
    let patience = 10 * PATIENCE;
    std::panic::set_hook(Box::new(|info| PANIC.with(|said| info.to_string().clone_into(&mut said.borrow_mut()))));
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0_u64);
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = proptest::test_runner::TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let paths = settable();
    let mut texts: Vec<String> = SEEDS.map(str::to_owned).to_vec();
    texts.extend(kept().into_iter().map(|(_, case)| String::from_utf8_lossy(&case.text).into_owned()));
    let (mut told, mut found) = (BTreeSet::new(), BTreeSet::new());
    let (start, mut said) = (Instant::now(), Instant::now());
    let (mut cases, mut passed) = (0_u64, 0_u64);
    let mut scenarios = texts.clone();
    while start.elapsed() < length {
        cases += 1;
        // Two of three begin with a scenario: what is broken already seldom gets as far as the engine.
        let from = if cases.is_multiple_of(3) { &texts } else { &scenarios };
        let tree = change(from.len(), paths.len()).new_tree(&mut runner).expect("a change");
        let case = changed(from, &paths, &tree.current());
        let worlds = if cases.is_multiple_of(16) { 2 } else { 0 };
        match fault(&case, patience, worlds) {
            Ok(codes) => {
                if codes.is_empty() {
                    passed += 1;
                    // A scenario as changed is one to change further; the oldest of them make room.
                    if scenarios.len() > 300 {
                        scenarios.remove(SEEDS.len());
                    }
                    scenarios.push(String::from_utf8_lossy(&case.text).into_owned());
                }
                let new = !codes.is_subset(&told) && codes.len() < 30;
                told.extend(codes);
                if new && case.text.len() < 40_000 && std::str::from_utf8(&case.text).is_ok() {
                    texts.push(String::from_utf8_lossy(&case.text).into_owned());
                }
            }
            Err(error) => {
                // One of a kind is enough: numbers aside, the same words are the same fault.
                let kind: String = error.chars().filter(|c| !c.is_ascii_digit()).take(160).collect();
                if found.insert(kind) {
                    keep(&shorter(case, patience), &error, found.len());
                }
            }
        }
        if said.elapsed() > Duration::from_secs(300) {
            println!(
                "{cases} texts in {:?}: {passed} scenarios, {} kinds of fault told, {} found",
                start.elapsed(),
                told.len(),
                found.len()
            );
            said = Instant::now();
        }
    }
    println!("{cases} texts in {:?}: {passed} scenarios, {} kinds of fault told, {} found", start.elapsed(), told.len(), found.len());
    assert!(found.is_empty(), "{found:#?}");
}

/// The same fault with as few lines as simple removal leaves.
fn shorter(mut case: Case, patience: Duration) -> Case {
    for i in (0..case.sets.len()).rev() {
        let mut less = case.clone();
        less.sets.remove(i);
        if fault(&less, patience, 2).is_err() {
            case = less;
        }
    }
    let mut size = case.text.split(|b| *b == b'\n').count() / 2;
    let start = Instant::now();
    while size > 0 && start.elapsed() < Duration::from_secs(120) {
        let mut from = 0;
        loop {
            let lines: Vec<&[u8]> = case.text.split(|b| *b == b'\n').collect();
            if from >= lines.len() {
                break;
            }
            let rest = [&lines[..from], &lines[(from + size).min(lines.len())..]].concat().join(&b'\n');
            let less = Case { text: rest, sets: case.sets.clone() };
            if fault(&less, patience, 2).is_err() {
                case = less;
            } else {
                from += size;
            }
        }
        size /= 2;
    }
    case
}

fn keep(case: &Case, error: &str, number: usize) {
    println!("FOUND {number}: {error}\n{:?}\n{}\n", case.sets, String::from_utf8_lossy(&case.text));
    let sets: Vec<String> = case.sets.iter().map(|(path, value)| format!("# --set {path}={value}\n")).collect();
    let sets = sets.concat();
    let name = format!("found-{}-{number}.toml", std::process::id());
    let _ = std::fs::create_dir_all(corpus()).and_then(|()| std::fs::write(corpus().join(name), [sets.as_bytes(), &case.text].concat()));
}
