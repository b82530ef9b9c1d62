//! Files that are no scenarios, and scenarios spread over files: a clear error, no panic, no hang.

use std::fs;
use std::path::PathBuf;

use residual::scenario::{self, Failure, Loaded};
use tempfile::TempDir;

const RETAILER: &str = include_str!("../scenarios/retailer.toml");

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder in it");
        fs::write(path, bytes).expect("a file in it");
    }
    folder
}

fn load(folder: &TempDir, name: &str, sets: &[(&str, &str)]) -> Result<Loaded, Failure> {
    let sets: Vec<(String, String)> = sets.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect();
    scenario::load_file(&folder.path().join(name), &sets)
}

/// What the program would say, without the name of the temporary folder.
fn said(folder: &TempDir, name: &str) -> String {
    let said = load(folder, name, &[]).expect_err("a fault").render(false);
    said.replace(&format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR), "")
}

fn alone(bytes: &[u8]) -> String {
    said(&folder(&[("s.toml", bytes)]), "s.toml")
}

fn code(bytes: &[u8]) -> String {
    let said = alone(bytes);
    said.split(['[', ']']).nth(1).unwrap_or_default().to_owned()
}

#[test]
fn what_is_no_scenario_is_said_to_be_none() {
    let latin: Vec<u8> = RETAILER.replace("A mid-size", "Ein gr\u{f6}\u{df}erer").chars().map(|c| c as u32 as u8).collect();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(RETAILER.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let all = [
        alone(b""),
        alone(b" \n\n"),
        alone(&latin),
        alone(&utf16),
        alone(&[0x50, 0x4b, 3, 4, 0, 0, 0xff]),
        alone(&vec![b'#'; 10_000_000]),
        alone(format!("x = {}", "[".repeat(100_000)).as_bytes()),
        said(&folder(&[]), "missing.toml"),
        said(&folder(&[("sub/s.toml", b"")]), "sub"),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn deep_texts_are_refused_in_every_form() {
    for deep in [
        "x = ".to_owned() + &"[".repeat(200_000),
        "x = ".to_owned() + &"[".repeat(40) + &"]".repeat(40),
        "x = ".to_owned() + &"{a=".repeat(100_000),
        format!("[{}]", "a.".repeat(200_000) + "a"),
        format!("{} = 1", "a . ".repeat(100_000) + "a"),
        format!("{} = 1", "\"a\".".repeat(100_000) + "a"),
    ] {
        assert_eq!(code(deep.as_bytes()), "too-deep", "{}", &deep[..30]);
    }
    for deep in ["[".repeat(100_000), "{a=".repeat(40_000)] {
        assert!(scenario::load(RETAILER, "s", &[("ai.selectivity".to_owned(), deep.clone())]).is_err());
        assert!(scenario::certain("ai.selectivity", &deep).is_err());
    }
    let brackets_in_a_text = RETAILER.replace("name = \"Returns", &format!("name = \"{}Returns", "[.".repeat(100)));
    assert!(load(&folder(&[("s.toml", brackets_in_a_text.as_bytes())]), "s.toml", &[]).is_ok());
}

#[test]
fn large_texts_within_the_limit_do_not_hang() {
    let types = "[[contact_types]]\nid = \"a\"\n".repeat(30_000);
    let keys: Vec<String> = (0..60_000).map(|i| format!("key{i} = {i}")).collect();
    let line = format!("x = \"{}\"", "y".repeat(1_000_000));
    let wide = format!("x = [{}]", "1, ".repeat(300_000));
    for text in [types, keys.join("\n"), line, wide, "a".repeat(1_000_000), "[".repeat(20) + &"\"".repeat(900_000)] {
        let start = std::time::Instant::now();
        assert!(!alone(text.as_bytes()).is_empty());
        assert!(start.elapsed().as_secs() < 20, "{}", &text[..20]);
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    for number in ["nan", "inf", "-inf", "1e308", "-1e308", "1e400", "99999999999999999999999999"] {
        for key in
            ["volume = 70000.0", "platform_fee = 22000.0", "shock_sd = 0.06", "overtime_premium = 0.5", "price_drift = \"-5% to 15%\""]
        {
            let name = key.split(' ').next().expect("a key");
            let text = RETAILER.replace(key, &format!("{name} = {number}"));
            assert_eq!(code(text.as_bytes()), "out-of-domain", "{name} = {number}");
            let text = RETAILER.replace(key, &format!("{name} = {{ low = 0.1, high = {number} }}"));
            assert!(load(&folder(&[("s.toml", text.as_bytes())]), "s.toml", &[]).is_err(), "{name} up to {number}");
        }
    }
    let zero = RETAILER.replace("platform_fee = 22000.0", "platform_fee = -0.0");
    let loaded = load(&folder(&[("s.toml", zero.as_bytes())]), "s.toml", &[]).expect("a negative zero is a zero");
    assert!(loaded.model.medians.ai.platform_fee.is_sign_positive());
    let negative = RETAILER.replace("volume = 70000.0", "volume = -0.0");
    assert_eq!(code(negative.as_bytes()), "out-of-domain");
    let endless = RETAILER.replace("growth = \"0% to 4%\"", "growth = 5").replace("months = 27", "months = 240");
    assert_eq!(code(endless.as_bytes()), "too-large");
}

#[test]
fn a_scenario_may_say_only_what_differs() {
    let small = "extends = \"base/retailer.toml\"\n[scenario]\nname = \"Variant\"\n[ai]\nselectivity = 0.7\n\
        [[contact_types]]\nid = \"returns\"\nvolume = 40000\n[[contact_types]]\nid = \"sizes\"\nvolume = 5000\naht = \"3 min\"\nfcr = 0.8\ncsat = 0.8\n\
        [[ai.phases]]\nstart = 0\n[[ai.phases]]\nstart = 2\n[[ai.phases]]\nstart = 6\n\
        [[options]]\nid = \"redesign\"\nlevers = { staffing = -3 }\n";
    let folder = folder(&[("small.toml", small.as_bytes()), ("base/retailer.toml", RETAILER.as_bytes())]);
    let base = load(&folder, "base/retailer.toml", &[]).expect("the base").model;
    let loaded = load(&folder, "small.toml", &[("demand.shock_sd", "0.05")]).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(loaded.sources().count(), 2);
    let model = loaded.model;
    assert_eq!((model.name.as_str(), base.name.as_str()), ("Variant", "Retailer: the AI contains 60 % of contacts"));
    let ids: Vec<&str> = model.types.iter().map(|t| t.label.id.as_str()).collect();
    assert_eq!(ids, ["order_status", "returns", "product", "account", "delivery", "complaints", "sizes"]);
    assert_eq!((model.medians.types[1].volume, model.medians.types[1].aht_minutes), (40_000.0, 6.5));
    // Lists by place are replaced as a whole: no gates any more.
    assert!(model.medians.phases.iter().all(|p| p.gate.is_none()));
    // Tables merge: the option keeps its other levers.
    assert_eq!((model.options[2].levers[0], model.options[2].levers[4]), (Some(-3), Some(0)));
    let paths = |m: &residual::model::Model| m.inputs.iter().map(|i| i.path.clone()).collect::<Vec<_>>();
    let without: Vec<String> = paths(&base).into_iter().filter(|path| path != "ai.selectivity").collect();
    assert_eq!(paths(&model), without);
}

#[test]
fn faults_point_into_the_file_they_are_in() {
    let base = RETAILER.replace("aht_cv = 0.85", "aht_cv = 85");
    let middle = "extends = \"../base.toml\"\n[demand]\nshock_sd = 3\n";
    let top = "extends = \"sub/middle.toml\"\n[scenario]\nmonths = \"long\"\ngo_life = 3\n";
    let all = folder(&[("top.toml", top.as_bytes()), ("sub/middle.toml", middle.as_bytes()), ("base.toml", base.as_bytes())]);
    let nowhere = folder(&[("top.toml", b"# variant\nextends = \"nowhere.toml\"\n")]);
    let broken = folder(&[("top.toml", b"extends = \"base.toml\"\n"), ("base.toml", b"[scenario]\nname = \n")]);
    let circle = folder(&[("a.toml", b"extends = \"b.toml\"\n"), ("b.toml", b"extends = \"./a.toml\"\n")]);
    let number = folder(&[("top.toml", b"extends = 7\n")]);
    let texts = [said(&all, "top.toml"), said(&nowhere, "top.toml"), said(&broken, "top.toml"), said(&circle, "a.toml")];
    insta::assert_snapshot!(texts.join("\n\n").replace('\\', "/"));
    assert!(said(&number, "top.toml").contains("extends: expected a text, found the number 7"));
    let set = load(&folder(&[("s.toml", RETAILER.as_bytes())]), "s.toml", &[("extends", "x.toml")]);
    assert!(set.expect_err("a fault").render(false).contains("unknown path `extends`"));
}

#[test]
fn every_shipped_scenario_loads() {
    let scenarios = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in fs::read_dir(scenarios).expect("the folder of scenarios") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "toml") {
            scenario::load_file(&path, &[]).unwrap_or_else(|f| panic!("{f}"));
        }
    }
}

#[test]
fn the_widest_scenario_is_read_in_time() {
    let kind = |i: usize| {
        format!(
            "[[contact_types]]\nid = \"t{i}\"\nvolume = \"900 to 1100\"\naht = \"5 to 6 min\"\naht_cv = \"0.8 to 1.2\"\nfcr = \"60% to 70%\"\n\
            csat = 0.7\nvalue_at_risk = \"5 to 9\"\ngrowth = \"1% to 3%\"\n\
            ai = {{ reach = \"80% to 90%\", launch = 0.3, mature = \"50% to 70%\", resolution = \"70% to 80%\", induced = \"1% to 2%\" }}\n"
        )
    };
    let types: String = (0..100).map(kind).collect();
    let rest = "[scenario]\nname = \"Wide\"\nstart = \"2026-01\"\nmonths = 12\ngo_live = 1\n[[teams]]\nid = \"a\"\nskill_tier = 4\n\
        loaded_hourly_cost = 25\n[[options]]\nid = \"as_it_comes\"\n";
    let correlated = "[[correlations]]\nbetween = [\"contact_types.*.*\", \"contact_types.*.ai.*\"]\nrho = 0.3\n";
    let start = std::time::Instant::now();
    let loaded = scenario::load(&format!("{rest}{types}{correlated}"), "wide.toml", &[]).unwrap_or_else(|f| panic!("{f}"));
    assert!(loaded.model.inputs.len() > 900);
    let mut experiment = residual::results::Experiment::new(&loaded.model);
    experiment.trials = 2;
    assert_eq!(experiment.run(&|_| true).trials, 2);
    let against = correlated.replace("0.3", "-0.3");
    assert!(scenario::load(&format!("{rest}{types}{against}"), "wide.toml", &[]).is_err());
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}
