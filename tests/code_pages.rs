//! A page for every code of a diagnostic, with what the program says of a scenario that has the fault. `BLESS=1 cargo test --test
//! code_pages` makes them anew; the pages are as the program speaks, and every code can be had.

use std::fs;
use std::path::{Path, PathBuf};

use residual::scenario::{self, CODES};

/// A scenario that fits on one screen: everything else has defaults.
const SMALL: &str = include_str!("common/small.toml");

const VENDOR: &str = "[[vendors]]\nid = \"bpo\"\nvolume_share = 0.4\nskill_tier = 3\ncontract = { per_minute = 0.6 }\n\n";
const CORRELATED: &str = "[[correlations]]\nbetween = [\"contact_types.billing.ai.mature\", \"ai.selectivity\"]\nrho = 0.5\n\n";

/// The small scenario with one piece of text replaced.
fn with(from: &str, to: &str) -> Vec<u8> {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replacen(from, to, 1).into_bytes()
}

/// With a piece put before the teams.
fn and(piece: &str) -> Vec<u8> {
    with("[[teams]]", &format!("{piece}[[teams]]"))
}

fn uncertain(pieces: &str) -> Vec<u8> {
    and(&format!("[ai]\nselectivity = \"0.5 to 0.8\"\ninduced = \"2% to 15%\"\n\n{pieces}"))
}

/// A scenario file that has the fault; none: the file is not there.
fn example(code: &str) -> Option<Vec<u8>> {
    Some(match code {
        "not-text" => vec![0x50, 0x4b, 3, 4, 0, 0, 0xff],
        "too-large" => vec![b'#'; 3_000_000],
        "too-deep" => format!("x = {}\n", "[".repeat(40)).into_bytes(),
        "empty" => b"\n".to_vec(),
        "no-base" => b"extends = \"base.toml\"\n".to_vec(),
        "base-cycle" => b"extends = \"scenario.toml\"\n".to_vec(),
        "syntax" => with("fcr = 0.7", "fcr = = 0.7"),
        "unknown-key" => with("volume = 9000", "volumme = 9000"),
        "missing-key" => with("volume = 9000\n", ""),
        "wrong-type" => with("volume = 9000", "volume = [9000]"),
        "bad-unit" => with("aht = \"8 min\"", "aht = \"8 minutes\""),
        "out-of-domain" => with("fcr = 0.7", "fcr = 1.4"),
        "interval-order" => with("mature = \"50% to 70%\"", "mature = \"70% to 50%\""),
        "wrong-length" => and("[demand]\nseason = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n\n"),
        "must-be-certain" => with("skill_tier = 4", "skill_tier = \"2 to 4\""),
        "unknown-word" => with("csat = 0.7", "csat = 0.7\nchannel = \"voise\""),
        "unknown-reference" => with("ai = { reach", "ai = { phase = 3, reach"),
        "bad-id" => with("id = \"billing\"", "id = \"billing.and.more\""),
        "duplicate-id" => and("[[teams]]\nid = \"agents\"\nskill_tier = 2\nloaded_hourly_cost = 20\nshare_of_in_house = 0.5\n\n"),
        "bad-month" => with("start = \"2026-01\"", "start = \"2026-13\""),
        "go-live" => with("go_live = 3", "go_live = 24"),
        "bad-gate" => and("[[ai.phases]]\nstart = 4\ngate = { min_resolution = 0.7, max_escalation = 0.5 }\n\n"),
        "phase-order" => and("[[ai.phases]]\nstart = 4\n[[ai.phases]]\nstart = 2\n\n"),
        "launch-above-mature" => with("launch = 0.3", "launch = 0.6"),
        "csat-range" => with("csat = 0.7", "csat = 0.97"),
        "csat-order" => and("[ai]\ncsat_resolved = 0.6\ncsat_false = 0.7\n\n"),
        "share-sum" => {
            and(&VENDOR.replace("0.4", "1.0").replace("volume_share = 1.0\n", "volume_share = 0.7\n").repeat(2).replacen("bpo", "first", 1))
        }
        "no-price" => and(&VENDOR.replace("per_minute = 0.6", "per_minute = 0")),
        "band-order" => {
            and(&VENDOR.replace("per_minute = 0.6", "bands = [{ up_to = 400, per_contact = 5 }, { up_to = 300, per_contact = 4 }]"))
        }
        "routing-groups" => with("id = \"as_it_comes\"", "id = \"as_it_comes\"\nlevers = { routing = 0 }"),
        "correlation-empty" => and(CORRELATED),
        "correlation-twice" => uncertain(&format!("{CORRELATED}{}", CORRELATED.replace("0.5", "0.6"))),
        "correlation-impossible" => {
            uncertain(&CORRELATED.replace("\"ai.selectivity\"]", "\"ai.selectivity\", \"ai.induced\"]").replace("0.5", "-0.9"))
        }
        "bad-profile" => and("[service]\nprofile_file = \"arrivals.csv\"\n\n"),
        "bad-hours" => and("[service]\nopening = { monday_to_friday = \"8-20\" }\n\n"),
        "idle-hours" => and("[service]\nopening = { monday_to_friday = \"08:00-20:00\", saturday = \"04:00-07:00\" }\n\n"),
        "business-case" => and("[levers.staffing]\nsize_to = \"business_case\"\n\n"),
        "staff-transfer" => and(&format!("{VENDOR}[levers.contracts]\nvolume_share = {{ bpo = 0.2 }}\n\n")),
        "skill-overlap" => {
            let second = SMALL.split_once("[[contact_types]]").and_then(|(_, rest)| rest.split_once("\n\n")).expect("a type").0;
            let team = |id: &str, tier: u8, share: f64, skills: &str| {
                format!("[[teams]]\nid = \"{id}\"\nskill_tier = {tier}\nshare_of_in_house = {share}\nloaded_hourly_cost = 30\n{skills}\n")
            };
            let pieces = [
                format!("[[contact_types]]{}\n\n", second.replace("billing", "disputes")),
                team("advisers", 5, 0.2, "skills = [\"billing\", \"disputes\"]\n"),
                team("lawyers", 5, 0.2, "skills = [\"disputes\"]\n"),
            ];
            let text = String::from_utf8(and(&pieces.concat())).expect("text");
            text.replace("skill_tier = 4", "skill_tier = 4\nshare_of_in_house = 0.6").into_bytes()
        }
        "no-effect" => with("csat = 0.7", "csat = 0.7\nconcurrency = 3"),
        "unusual" => with("aht = \"8 min\"", "aht = \"3 h\""),
        _ => return None,
    })
}

/// What the program says; empty where nothing is known to have the fault.
fn said(code: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file: PathBuf = folder.path().join("scenario.toml");
    match example(code) {
        Some(bytes) => fs::write(&file, bytes).expect("a file"),
        None if code == "unreadable" => {}
        None => return String::new(),
    }
    let said = match scenario::load_file(&file, &[]) {
        Ok(loaded) => loaded.render_warnings(false),
        Err(failure) => failure.render(false),
    };
    said.replace(&format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR), "")
}

#[test]
fn every_code_has_a_page_and_can_be_had() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics");
    let bless = std::env::var_os("BLESS").is_some();
    let mut missing = Vec::new();
    for (code, meaning) in CODES {
        let said = said(code);
        if !said.contains(&format!("[{code}]")) {
            missing.push(format!("{code}: {said}"));
            continue;
        }
        let looks = format!("What it looks like:\n\n```text\n{}\n```", said.trim_end());
        let page = format!("# {code}\n\n{meaning}\n\n{looks}\n\n[All diagnostics](../diagnostics.md)\n");
        let place = folder.join(format!("{code}.md"));
        if bless {
            fs::create_dir_all(&folder).and_then(|()| fs::write(&place, &page)).expect("a page");
        }
        let found = fs::read_to_string(&place).unwrap_or_default();
        assert!(found == page, "docs/diagnostics/{code}.md is not current: BLESS=1 cargo test --test code_pages\n{page}");
    }
    assert!(missing.is_empty(), "no example, or not of this code:\n{}", missing.join("\n"));
    for entry in fs::read_dir(&folder).expect("the pages") {
        let name = entry.expect("a page").file_name().to_string_lossy().into_owned();
        let known = name.strip_suffix(".md").is_some_and(|code| scenario::explain(code).is_some());
        assert!(known, "docs/diagnostics/{name} is of no code");
    }
}
