//! What a bad scenario gets: the rendered text, pinned. Every message names the place, what was expected and what was
//! found; a change of wording is a change of these files.

use residual::scenario::load;

/// A scenario that fits on one screen: everything else has defaults.
const SMALL: &str = include_str!("common/small.toml");

const RETAILER: &str = include_str!("../scenarios/retailer.toml");

fn faults(text: &str, sets: &[(&str, &str)]) -> String {
    let sets: Vec<(String, String)> = sets.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect();
    match load(text, "small.toml", &sets) {
        Ok(loaded) => format!("(a model, with these warnings)\n{}", loaded.render_warnings(false)),
        Err(failure) => failure.render(false),
    }
}

/// The small scenario with one piece of text replaced.
fn with(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    faults(&SMALL.replace(from, to), &[])
}

/// The retailer with one piece of text replaced.
fn retailer(from: &str, to: &str) -> String {
    assert!(RETAILER.contains(from), "{from}");
    faults(&RETAILER.replace(from, to), &[])
}

macro_rules! pinned {
    ($($name:ident: $text:expr;)*) => {
        $(#[test] fn $name() { insta::assert_snapshot!($text); })*
    };
}

pinned! {
    the_small_scenario_is_a_model: faults(SMALL, &[]);
    default_options_without_specialists_go_without_routing: with("[[options]]\nid = \"as_it_comes\"\n", "");
    unknown_key_names_the_nearest: with("volume = 9000", "volumme = 9000");
    unknown_key_in_the_wrong_section: with("go_live = 3", "go_live = 3\nshrinkage = 0.3");
    unknown_section: with("[[teams]]", "[costumers]\nretry = 0.4\n\n[[teams]]");
    unknown_key_of_a_distribution: with("fcr = 0.7", "fcr = { mean = 0.7, sdd = 0.05 }");
    wrong_type: with("volume = 9000", "volume = [9000]");
    wrong_type_of_a_text: with("name = \"Small\"", "name = 7");
    wrong_type_of_a_table: with("[[teams]]", "[[demand]]\ngrowth = 0.1\n\n[[teams]]");
    a_word_where_a_number_belongs: with("fcr = 0.7", "fcr = \"high\"");
    a_word_nobody_knows: with("csat = 0.7", "csat = 0.7\nchannel = \"voise\"");
    out_of_domain_share: with("fcr = 0.7", "fcr = 1.4");
    out_of_domain_percent: with("fcr = 0.7", "fcr = \"55% to 110%\"");
    out_of_domain_volume: with("volume = 9000", "volume = -5");
    out_of_domain_month: with("start = \"2026-01\"", "start = \"2026-13\"");
    not_a_number_at_all: with("volume = 9000", "volume = nan");
    a_range_of_a_positive_value_from_zero: with("volume = 9000", "volume = \"0 to 9k\"");
    a_range_of_a_share_to_one: with("fcr = 0.7", "fcr = \"60% to 100%\"");
    missing_key_points_at_its_table: with("volume = 9000\n", "");
    missing_section: faults("[scenario]\nname = \"Empty\"\nstart = \"2026-01\"\nmonths = 12\ngo_live = 1\n", &[]);
    missing_everything: faults("# nothing yet\n", &[]);
    missing_key_of_an_optional_table: with("[[teams]]", "[[ai.phases]]\nstart = 0\n[[ai.phases]]\nstart = 3\ngate = { min_resolution = 0.7 }\n\n[[teams]]");
    bad_unit: with("aht = \"8 min\"", "aht = \"8 minutes\"");
    missing_unit: with("aht = \"8 min\"", "aht = 8");
    unit_of_another_domain: with("loaded_hourly_cost = 25", "loaded_hourly_cost = \"25 min\"");
    interval_reversed: with("mature = \"50% to 70%\"", "mature = \"70% to 50%\"");
    pert_out_of_order: with("volume = 9000", "volume = { min = 9000, mode = 8000, max = 10000 }");
    weights_without_values: with("volume = 9000", "volume = { values = [1, 2, 3], weights = [0.5, 0.5] }");
    must_be_certain: with("skill_tier = 4", "skill_tier = \"2 to 4\"");
    unknown_phase: with("ai = { reach", "ai = { phase = 3, reach");
    launch_above_mature: with("launch = 0.3", "launch = 0.6");
    phases_out_of_order: with("[[teams]]", "[[ai.phases]]\nstart = 4\n[[ai.phases]]\nstart = 2\n\n[[teams]]");
    gate_on_the_first_phase: with("[[teams]]", "[[ai.phases]]\nstart = 4\ngate = { min_resolution = 0.7, max_escalation = 0.5 }\n\n[[teams]]");
    unknown_lever: retailer("levers = { staffing = 9, routing = 9,", "levers = { stafing = 9, routing = 9,");
    unknown_correlation_path: retailer("between = [\"contact_types.*.ai.mature\"]", "between = [\"contact_types.*.ai.matur\", \"ai.selectivty\"]");
    correlation_of_certain_inputs: retailer("between = [\"contact_types.*.ai.mature\"]", "between = [\"contact_types.*.aht\"]");
    impossible_correlation: retailer("rho = 0.7                        # assumption\n\n[[correlations]]", "rho = -0.5\n\n[[correlations]]");
    correlation_beyond_one: retailer("rho = 0.7                        # assumption\n\n[[correlations]]", "rho = 1.2\n\n[[correlations]]");
    duplicate_id: retailer("id = \"returns\"", "id = \"order_status\"");
    id_that_cannot_stand_in_a_path: with("id = \"billing\"", "id = \"billing.and.more\"");
    duplicate_key: with("fcr = 0.7", "fcr = 0.7\nfcr = 0.8");
    syntax: with("fcr = 0.7", "fcr = = 0.7\ncsat 0.9");
    vendor_shares_above_one: retailer("volume_share = 0.40", "volume_share = 0.40\nvolume_share_by_type = { returns = 1.0, retruns = 0.2 }");
    vendors_beyond_the_whole: retailer("[levers.staffing]", "[[vendors]]\nid = \"second\"\nvolume_share = 0.7\nskill_tier = 2\ncontract = { per_contact = 4 }\n\n[levers.staffing]");
    terms_without_a_price: retailer("per_minute = 0.66", "per_minute = 0");
    team_shares: retailer("share_of_in_house = 0.18", "share_of_in_house = 0.28");
    go_live_after_the_end: with("go_live = 3", "go_live = 24");
    season_of_eleven: with("[[teams]]", "[demand]\nseason = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n\n[[teams]]");
    routing_without_specialists: retailer("specialist_from_tier = 5", "specialist_from_tier = 2");
    satisfaction_beyond_one: with("csat = 0.7", "csat = 0.97");
    a_certain_count_is_whole: with("months = 24", "months = 24.5");
    the_counterfactuals_id_is_taken: with("as_it_comes", "no_ai");
    unusual_values_are_warned_of: with("aht = \"8 min\"", "aht = \"3 h\"");
    work_moved_beyond_the_whole: retailer("negotiation_months = 3", "negotiation_months = 3\nvolume_share = { bpo_nort = 0.2, bpo_north = 1.2 }");
    work_moved_to_nobody: retailer("negotiation_months = 3", "negotiation_months = 3\nvolume_share = { bpo_north = \"10% to 20%\" }\nramp_months = 0");
    a_team_sized_to_the_slide: retailer("size_to = \"observed\"", "size_to = \"business_case\"\nseverance_bands = [{ from_months = 24, weeks = 8 }, { from_months = 12, weeks = 9 }]");
    opening_hours_and_profiles: retailer("profile = \"retail\"", "profile = \"retial\"\nprofile_file = \"arrivals.csv\"\nopening = { monday_to_friday = \"8-20\", saturday = \"04:00-09:00\", sunday = \"closed\" }");
    concurrency_of_calls: with("csat = 0.7", "csat = 0.7\nconcurrency = 3");
    several_faults_at_once: faults(
        &SMALL.replace("volume = 9000", "volumme = 9000").replace("fcr = 0.7", "fcr = 1.4").replace("\"8 min\"", "8").replace("skill_tier = 4", "skill_tier = 7"),
        &[("ai.selectivity", "2")],
    );
    the_column_counts_characters: with("name = \"Small\"", "\"größe\" = 1\nname = \"Small\"");
    set_an_unknown_path: faults(RETAILER, &[("contact_types.return.volume", "9")]);
    set_an_unknown_key: faults(RETAILER, &[("ai.selectivty", "0.4")]);
    set_an_illegal_value: faults(RETAILER, &[("contact_types.returns.ai.mature", "140%"), ("ai.phases.4.start", "3"), ("levers.staffing.size_to", "guess")]);
    set_a_table: faults(RETAILER, &[("contact_types.returns", "3")]);
    set_into_a_number: faults(RETAILER, &[("contact_types.returns.aht.low", "3 min")]);
    set_half_of_an_optional_table: faults(RETAILER, &[("ai.price.guarantee.threshold", "0.7")]);
    set_against_another_key: faults(RETAILER, &[("contact_types.returns.ai.launch", "0.9")]);
}

/// Every code the sources use is explained, and every explanation is of a code in use.
#[test]
fn all_codes_are_documented() {
    let sources = [
        include_str!("../src/scenario.rs"),
        include_str!("../src/scenario/build.rs"),
        include_str!("../src/scenario/check.rs"),
        include_str!("../src/scenario/correlate.rs"),
        include_str!("../src/scenario/extends.rs"),
        include_str!("../src/scenario/limits.rs"),
        include_str!("../src/scenario/profile.rs"),
        include_str!("../src/scenario/read.rs"),
        include_str!("../src/scenario/set.rs"),
        include_str!("../src/scenario/tree.rs"),
        include_str!("../src/scenario/value.rs"),
    ]
    .concat();
    for (code, _) in residual::scenario::CODES {
        assert!(sources.contains(&format!("\"{code}\"")), "{code} is not used");
    }
    for call in ["fault(\"", "warn(\"", "error(\"", "fault(\n"] {
        for at in sources.match_indices(call).map(|(at, _)| at + call.len()) {
            let code: String =
                sources[at..].trim_start_matches([' ', '"']).chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            let is_code = sources[at..].trim_start_matches([' ', '"'])[code.len()..].starts_with('"');
            assert!(!is_code || residual::scenario::explain(&code).is_some(), "{code} is not explained");
        }
    }
}
