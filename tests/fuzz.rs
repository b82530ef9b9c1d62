//! Mutations of the shipped scenarios against the parser, the validator and, where one passes, the engine: no panic, no
//! hang, and a fault is always said. Small by default; `FUZZ_SECONDS=3600 cargo test --release --test fuzz` runs long.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use residual::analysis::understood::Understood;
use residual::results::Experiment;
use residual::scenario;

const SEEDS: [&str; 5] = [
    include_str!("../scenarios/retailer.toml"),
    include_str!("../templates/retail.toml"),
    include_str!("../templates/fintech.toml"),
    include_str!("../templates/utility.toml"),
    include_str!("../templates/small.toml"),
];

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

fn mutated(seed: usize, mutations: &[Mutation]) -> Vec<u8> {
    let mut text = SEEDS[seed].as_bytes().to_vec();
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

/// What must hold for any text; true when it is a scenario.
fn holds(bytes: &[u8]) -> Result<bool, TestCaseError> {
    let start = Instant::now();
    // With FUZZ_LAST=FILE the text at work is kept there: what a crash of the whole process leaves behind.
    if let Some(last) = std::env::var_os("FUZZ_LAST") {
        let _ = std::fs::write(last, bytes);
    }
    let folder = tempfile::tempdir().map_err(|e| TestCaseError::fail(e.to_string()))?;
    let file = folder.path().join("s.toml");
    std::fs::write(&file, bytes).map_err(|e| TestCaseError::fail(e.to_string()))?;
    let passed = match scenario::load_file(&file, &[]) {
        Err(failure) => {
            prop_assert!(!failure.diagnostics.is_empty(), "a fault that is not said");
            prop_assert!(failure.diagnostics.iter().all(|d| scenario::explain(d.code).is_some()), "a code without a page");
            prop_assert!(!failure.render(true).is_empty());
            false
        }
        Ok(loaded) => {
            loaded.render_warnings(false);
            let understood = Understood::of(&loaded.model);
            prop_assert!(
                understood.today.monthly_cost.is_finite() && understood.today.cost_per_contact.is_finite(),
                "{:?}",
                understood.today
            );
            let mut experiment = Experiment::new(&loaded.model);
            experiment.expected = true;
            let results = experiment.run(&|_| true);
            for (option, totals) in results.options.iter().zip(&results.totals) {
                let saved = totals[0].get(residual::results::Total::CostSavings);
                prop_assert!(saved.is_finite(), "{}: {saved}", option.id);
            }
            true
        }
    };
    prop_assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    Ok(passed)
}

#[test]
fn no_text_makes_the_program_panic_or_hang() {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    let (start, length) = (Instant::now(), Duration::from_secs(seconds));
    let (mut cases, passed) = (0_u64, std::cell::Cell::new(0_u64));
    loop {
        let size = if seconds == 0 { 64 } else { 1000 };
        let config = Config { cases: size, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let texts = (0..SEEDS.len(), proptest::collection::vec(mutation(), 1..4));
        let outcome = runner.run(&texts, |(seed, mutations)| {
            passed.set(passed.get() + u64::from(holds(&mutated(seed, &mutations))?));
            Ok(())
        });
        if let Err(error) = outcome {
            panic!("{error}");
        }
        cases += u64::from(size);
        if start.elapsed() >= length {
            break;
        }
    }
    println!("{cases} texts in {:?}, of which {} are scenarios", start.elapsed(), passed.get());
}
