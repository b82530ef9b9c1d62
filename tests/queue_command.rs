//! `residual queue` as planners meet it: published values through the command, its five keys, and friendly faults.

use std::process::{Command, Stdio};

use assert_cmd::prelude::*;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

fn queue(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("residual"));
    command.env_remove("COLUMNS").env_remove("CLICOLOR_FORCE").arg("queue").args(arguments);
    command
}

fn said(arguments: &[&str]) -> String {
    String::from_utf8(queue(arguments).assert().code(0).stderr("").get_output().stdout.clone()).expect("UTF-8")
}

fn answer(arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.push("--json");
    serde_json::from_str(&said(&all)).expect("nothing but JSON")
}

/// The flags that ask what a published value answers; `None` where the command cannot be asked.
fn flags(value: &Value) -> Option<Vec<String>> {
    let inputs = &value["inputs"];
    let number = |key: &str| inputs[key].as_f64();
    let minutes = |in_minutes: &str, in_seconds: &str| {
        number(in_minutes).map(|x| format!("{x} min")).or(number(in_seconds).map(|x| format!("{x} s")))
    };
    let aht = minutes("aht_min", "aht_s")?;
    let aht_minutes = number("aht_min").or(number("aht_s").map(|s| s / 60.0))?;
    let (contacts, interval) = match (number("calls"), number("calls_per_min"), number("calls_per_hour"), number("erlangs")) {
        (Some(calls), ..) => (calls, number("interval_min")?),
        (_, Some(calls), ..) => (60.0 * calls, 60.0),
        (.., Some(calls), _) => (calls, 60.0),
        (.., Some(erlangs)) => (60.0 * erlangs / aht_minutes, 60.0),
        _ => return None,
    };
    let mut flags: Vec<String> =
        vec!["--contacts".into(), contacts.to_string(), "--interval".into(), format!("{interval} min"), "--aht".into(), aht];
    let mut add = |flag: &str, value: Option<String>| flags.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
    add("--patience", minutes("patience_mean_min", "patience_mean_s"));
    add("--within", minutes("target_min", "target_s"));
    add("--agents", number("agents").map(|n| n.to_string()));
    add("--share", number("service_level").map(|x| x.to_string()));
    add("--max-occupancy", number("max_occupancy").map(|x| x.to_string()));
    Some(flags)
}

#[test]
fn published_values_come_out_of_the_command() {
    let file: Value = serde_json::from_str(include_str!("reference/erlang.json")).expect("JSON");
    let mut met = Vec::new();
    for value in file["values"].as_array().expect("a list") {
        let text = |key: &str| value[key].as_str().unwrap_or_default();
        let key = match (text("model"), text("metric")) {
            ("ErlangC", "agents_needed_before_shrinkage") => "agents",
            ("ErlangC" | "ErlangA", "service_level" | "served_within_20s_over_offered") => "service_level",
            ("ErlangC" | "ErlangA", "mean_wait" | "mean_wait_all_callers") => "asa_seconds",
            ("ErlangC" | "ErlangA", "occupancy") => "occupancy",
            _ => continue,
        };
        let Some(flags) = flags(value) else { continue };
        let got = answer(&flags.iter().map(String::as_str).collect::<Vec<_>>());
        let got = got[key].as_f64().expect("a number");
        let (expected, tolerance) = (value["expected"].as_f64().expect("a number"), value["tolerance"].as_f64().expect("a number"));
        assert!((got - expected).abs() <= tolerance, "{}: {key} is {got}, published {expected}", text("id"));
        let exact: f64 = text("exact").parse().expect("a number");
        assert!((got - exact).abs() < 1e-9 * exact.max(1.0), "{}: {key} is {got}, exactly {exact}", text("id"));
        met.push(text("id").to_owned());
    }
    let expected = [
        "pw_c_n14",
        "pw_c_sl14",
        "pw_c_sl15",
        "pw_a_occ",
        "pw_a_sl",
        "h_a_w13",
        "pl_c21_sl",
        "tf_w",
        "gmr_c_u",
        "gmr_a_w",
        "gmr_a_u",
        "mi_sl",
    ];
    assert_eq!(met, expected, "these are asked of the command");
}

const SMALL: [&str; 4] = ["--contacts", "100", "--aht", "3min"];

#[test]
fn json_has_exactly_the_five_keys() {
    let got =
        answer(&["--contacts", "1200", "--interval", "30min", "--aht", "5min", "--within", "20s", "--share", "80%", "--patience", "3min"]);
    let keys: Vec<&String> = got.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["agents", "service_level", "asa_seconds", "abandonment", "occupancy"]);
    let agents = got["agents"].as_u64().expect("a whole number");
    let level = |n: u64| {
        let n = n.to_string();
        let with = answer(&["--contacts", "1200", "--aht", "5min", "--patience", "3min", "--agents", &n]);
        with["service_level"].as_f64().expect("a number")
    };
    assert!(level(agents) >= 0.8 && level(agents - 1) < 0.8, "the fewest that do");
    // Little and flow balance: whoever gives up waited on average a patience per unit of abandonment.
    let (wait, lost) = (got["asa_seconds"].as_f64().expect("a number"), got["abandonment"].as_f64().expect("a number"));
    assert!((wait - 180.0 * lost).abs() < 1e-9, "{wait} {lost}");
    let occupancy = got["occupancy"].as_f64().expect("a number");
    assert!((occupancy - 200.0 * (1.0 - lost) / agents as f64).abs() < 1e-12);
}

#[test]
fn every_figure_is_named_and_they_differ_where_people_give_up() {
    let text = said(&[&SMALL[..], &["--patience", "2min"]].concat());
    for name in [
        "Service level, all arrivals (20 s)",
        "Service level, over those answered",
        "Service level, short abandons (up to 10 s) excluded",
        "Average wait, all arrivals",
        "Average speed of answer, those answered",
        "Abandonment",
        "Occupancy",
        "Erlang A",
    ] {
        assert!(text.contains(name), "{name}:\n{text}");
    }
    insta::assert_snapshot!(text);
    let without = said(&SMALL);
    assert!(without.contains("Erlang C") && !without.contains("short abandons") && !without.contains("Abandonment"), "{without}");
}

#[test]
fn patience_without_end_is_erlang_c_and_concurrency_one_is_voice() {
    let voice = answer(&SMALL);
    assert_eq!(answer(&[&SMALL[..], &["--concurrency", "1"]].concat()), voice);
    let patient = answer(&[&SMALL[..], &["--patience", "10000h"]].concat());
    for key in ["agents", "service_level", "asa_seconds", "occupancy"] {
        let (a, b) = (voice[key].as_f64().expect("a number"), patient[key].as_f64().expect("a number"));
        assert!((a - b).abs() < 1e-3 * b.max(1.0), "{key}: {a} {b}");
    }
    let chat = answer(&["--contacts", "100", "--aht", "6min", "--concurrency", "2"]);
    assert_eq!(chat, voice, "two at once of twice the length bind an agent as long");
}

#[test]
fn too_few_agents_are_said_to_be() {
    let few = [&SMALL[..], &["--agents", "10"]].concat();
    let got = answer(&few);
    assert_eq!((&got["asa_seconds"], got["service_level"].as_f64()), (&Value::Null, Some(0.0)));
    assert!(said(&few).starts_with("10 agents are too few: more work arrives than they can do"), "{}", said(&few));
    assert!(said(&[&SMALL[..], &["--agents", "12"]].concat()).contains("14 agents are needed"));
    assert!(said(&[&SMALL[..], &["--agents", "18"]].concat()).contains("14 agents would do"));
    assert!(said(&[&SMALL[..], &["--shrinkage", "30%"]].concat()).contains("20 have to be on the roster"));
}

#[test]
fn nonsense_is_told_what_is_wrong() {
    let wrong = |arguments: &[&str], told: &str| {
        queue(arguments).assert().code(2).stdout("").stderr(contains(told).and(contains("panicked").not()));
    };
    wrong(&[], "--contacts");
    wrong(&["--contacts", "100"], "--aht");
    wrong(&["--contacts", "0", "--aht", "3min"], "a number above 0");
    wrong(&["--contacts", "-5", "--aht", "3min"], "--contacts");
    wrong(&["--contacts", "many", "--aht", "3min"], "--contacts");
    wrong(&["--contacts", "100", "--aht", "3"], "write \"3 min\", \"3 s\" or \"3 h\"");
    wrong(&["--contacts", "100", "--aht", "0s"], "a duration above 0");
    wrong(&[&SMALL[..], &["--share", "80"]].concat(), "a share from 0.01 to 0.999");
    wrong(&[&SMALL[..], &["--share", "100%"]].concat(), "a share from 0.01 to 0.999");
    wrong(&[&SMALL[..], &["--agents", "0"]].concat(), "--agents");
    wrong(&[&SMALL[..], &["--agents", "2.5"]].concat(), "--agents");
    wrong(&[&SMALL[..], &["--patience", "0s"]].concat(), "a duration above 0");
    wrong(&[&SMALL[..], &["--shrinkage", "100%"]].concat(), "--shrinkage");
    wrong(&["--contacts", "1e9", "--aht", "3min"], "no queue of people is that large");
    wrong(&["--contacts", "100000", "--aht", "3min", "--interval", "1s"], "--contacts counts the arrivals of one --interval");
}

#[test]
fn a_large_queue_is_answered_and_a_reader_may_leave() {
    assert!(
        answer(&["--contacts", "30000", "--interval", "30min", "--aht", "90min", "--patience", "9000h"])["agents"].as_u64() > Some(80_000)
    );
    let mut child = queue(&SMALL).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    for width in ["40", "60", "80"] {
        let arguments = [&SMALL[..], &["--patience", "2min"]].concat();
        let text = String::from_utf8(queue(&arguments).env("COLUMNS", width).assert().code(0).get_output().stdout.clone()).expect("UTF-8");
        let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
        assert!(longest <= width.parse().expect("a number"), "{longest} > {width}:\n{text}");
    }
}
