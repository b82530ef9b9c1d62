use super::*;
use crate::model::{Channel, Lever, MinimumOf, Owner, Parameters, SizeTo, Target};
use crate::registry::{self, KEYS, Kind};
use tree::{Node, Value};

const RETAILER: &str = include_str!("../../scenarios/retailer.toml");

/// The fee of the retailer's AI, as written.
const FEE: &str = "per_resolution = { value = 0.99, source = \"Intercom Fin, list price (fin.ai 2026)\" }";

/// A model, with keys the engine does not simulate yet let through.
fn understood(text: &str, sets: &[(String, String)]) -> Result<Loaded, Failure> {
    let mut find = |wanted: &str, _: &str| Err(Diagnostic::error("no-base", "extends", wanted));
    assemble(text, ("retailer.toml", "retailer.toml"), sets, &mut find)
}

fn retailer(sets: &[(&str, &str)]) -> Model {
    let sets: Vec<(String, String)> = sets.iter().map(|(p, v)| ((*p).to_owned(), (*v).to_owned())).collect();
    understood(RETAILER, &sets).unwrap_or_else(|f| panic!("{f}")).model
}

/// A model of the retailer's text with one piece replaced; what waits for the engine is let through.
fn replaced(from: &str, to: &str) -> Result<Loaded, Failure> {
    assert!(RETAILER.contains(from), "{from}");
    understood(&RETAILER.replacen(from, to, 1), &[])
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{a} is not {b}");
}

#[test]
fn the_retailer_is_a_complete_model_without_warnings() {
    let loaded = load(RETAILER, "retailer.toml", &[]).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(loaded.render_warnings(false), "");
    let m = loaded.model;
    assert_eq!((m.calendar.start_year, m.calendar.start_month, m.calendar.months, m.calendar.go_live), (2026, 0, 27, 3));
    assert_eq!((m.name.as_str(), m.currency.as_str()), ("Retailer: the AI contains 60 % of contacts", "USD"));
    let p = &m.medians;
    close(p.types[0].aht_minutes, 4.2);
    close(p.service.within_minutes, 0.5);
    assert_eq!(p.customers.patience_minutes, Some(3.0));
    close(p.demand.season.iter().sum::<f64>(), 12.0);
    close(p.types.iter().map(|t| t.volume).sum(), 180_000.0);
    assert_eq!(m.types.iter().map(|t| t.phase).collect::<Vec<_>>(), [Some(0), Some(0), Some(1), Some(1), Some(2), Some(2)]);
    assert!(m.types.iter().all(|t| t.channel == Channel::Voice));
    assert_eq!((p.phases[0].gate.is_some(), p.phases[1].gate.as_ref().map(|g| g.min_resolution)), (false, Some(0.78)));
    let contract = &p.vendors[0].contract;
    assert_eq!(contract.minimum.as_ref().map(|m| (m.share, m.of)), Some((0.85, MinimumOf::Money)));
    assert_eq!(p.vendors[0].renegotiated.as_ref().map(|t| t.notice_months), Some(1.0));
    assert_eq!(p.levers.staffing.severance_weeks, Some(8.0));
    assert_eq!(p.levers.staffing.upskill.as_ref().map(|u| u.success), Some(0.7));
    assert_eq!(m.size_to, SizeTo::Observed);
    assert_eq!(m.options.iter().map(|o| o.label.id.as_str()).collect::<Vec<_>>(), ["technical_only", "phase_two", "redesign"]);
    assert_eq!(m.options[0].levers, [None; 5]);
    assert_eq!((m.options[1].levers, m.options[1].owner), ([Some(9); 5], Owner::Split));
    assert_eq!(m.options[2].levers[Lever::Staffing as usize], Some(0));
    assert_eq!((m.hurdle.realisation, m.hurdle.probability), (0.5, 0.8));
    assert_eq!(m.slide, None);
    // Every pair of six maturities and of six resolutions.
    assert_eq!(m.correlations.len(), 30);
    assert!(m.correlations.iter().all(|c| c.a < c.b && c.rho == 0.7));
    close(m.profile.shares.iter().zip(&m.profile.counts).map(|(s, n)| s * n).sum(), 1.0);
}

#[test]
fn uncertain_inputs_come_in_schema_order() {
    let m = retailer(&[]);
    let paths: Vec<&str> = m.inputs.iter().map(|i| i.path.as_str()).collect();
    insta::assert_snapshot!(paths.join("\n"));
    assert!(m.inputs.iter().enumerate().all(|(n, i)| i.dimension == n));
    assert_eq!(m.inputs.iter().filter(|i| i.rounded).map(|i| i.path.as_str()).collect::<Vec<_>>(), ["ownership.split_lag"]);
}

#[test]
fn medians_follow_the_family_of_the_domain() {
    let p = retailer(&[]).medians;
    close(p.demand.growth, 0.02);
    close(p.ai.integration, (380e3_f64 * 650e3).sqrt());
    close(p.ai.induced, (0.02_f64 * 0.15).sqrt());
    let logit = |x: f64| (x / (1.0 - x)).ln();
    close(p.types[0].ai.mature, 1.0 / (1.0 + (-f64::midpoint(logit(0.76), logit(0.88))).exp()));
    close(p.split_lag, 2.0);
}

#[test]
fn a_set_keeps_the_dimensions_of_the_others() {
    let before = retailer(&[]);
    let after = retailer(&[("ai.selectivity", "0.7"), ("contact_types.returns.aht", "6 to 8 min"), ("demand.shock_sd", "0.04 to 0.08")]);
    assert!(after.inputs.iter().all(|i| i.path != "ai.selectivity"));
    for input in &after.inputs {
        match before.inputs.iter().find(|i| i.path == input.path) {
            Some(known) => assert_eq!(input.dimension, known.dimension, "{}", input.path),
            None => assert!(input.dimension >= before.inputs.len(), "{}", input.path),
        }
    }
    let mut dimensions: Vec<usize> = after.inputs.iter().map(|i| i.dimension).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    assert_eq!(dimensions.len(), after.inputs.len());
}

#[test]
fn a_set_reaches_every_kind_of_path() {
    let m = retailer(&[
        ("contact_types.order_status.volume", "71k"),
        ("contact_types.2.volume", "39000"),
        ("ai.phases.2.start", "5"),
        ("vendors.bpo_north.contract.per_minute", "0.7"),
        ("vendors.bpo_north.renegotiated.minimum.share", "35%"),
        ("vendors.bpo_north.contract.dead_band.width", "0.1"),
        ("vendors.bpo_north.contract.dead_band.additional_charge", "4"),
        ("vendors.bpo_north.contract.dead_band.reduction_credit", "3"),
        ("vendors.bpo_north.volume_share_by_type.returns", "0.6"),
        ("levers.staffing.size_to", "business_case"),
        ("options.redesign.levers.staffing", "-3"),
        ("options.phase_two.owner", "single"),
        ("correlations.1.rho", "0.5"),
        ("service.within", "20 s"),
        ("scenario.start", "2027-04"),
        ("scenario.name", "2027"),
        ("demand.season", "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]"),
        ("slide.containment", "0.6"),
        ("ai.price.counts", "verified"),
        ("workforce.shrinkage", "{ value = 0.31, source = \"payroll\" }"),
    ]);
    let p = &m.medians;
    assert_eq!((p.types[0].volume, p.types[1].volume, p.phases[1].start), (71_000.0, 39_000.0, 5.0));
    let vendor = &p.vendors[0];
    assert_eq!(vendor.contract.per_minute, 0.7);
    assert_eq!(vendor.renegotiated.as_ref().and_then(|t| t.minimum.as_ref()).map(|m| m.share), Some(0.35));
    assert_eq!(vendor.contract.dead_band.as_ref().map(|d| d.reduction_credit), Some(3.0));
    assert_eq!((vendor.share_of_type(1), vendor.share_of_type(0)), (0.6, 0.4));
    assert_eq!((m.size_to, m.options[2].levers[0], m.options[1].owner), (SizeTo::BusinessCase, Some(-3), Owner::Single));
    assert_eq!(m.correlations.iter().filter(|c| c.rho == 0.5).count(), 15);
    assert_eq!((m.calendar.start_year, m.calendar.start_month, m.name.as_str()), (2027, 3, "2027"));
    close(p.demand.season[11], 24.0 / 13.0);
    assert_eq!(m.slide.and_then(|s| s.containment), Some(0.6));
    assert!(p.ai.price.verified);
    let shrinkage = m.assumptions.iter().find(|a| a.path == "workforce.shrinkage");
    assert_eq!(shrinkage.map(|a| (a.text.as_str(), a.source.as_deref(), a.default)), Some(("0.31", Some("payroll"), false)));
}

#[test]
fn an_input_made_certain_leaves_its_correlations_in_silence() {
    let sets = [("contact_types.returns.ai.mature".to_owned(), "0.6".to_owned())];
    let loaded = load(RETAILER, "retailer.toml", &sets).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.model.correlations.len(), 25);
}

#[test]
fn a_set_works_on_parts_that_are_there_by_default() {
    let small = "[scenario]\nname = \"S\"\nstart = \"2026-01\"\nmonths = 12\ngo_live = 1\n\
        [[contact_types]]\nid = \"a\"\nvolume = 1000\naht = \"5 min\"\nfcr = 0.7\ncsat = 0.7\n\
        [[teams]]\nid = \"t\"\nskill_tier = 4\nloaded_hourly_cost = 25\n";
    let sets = [("options.redesign.levers.staffing".to_owned(), "2".to_owned()), ("ai.phases.1.start".to_owned(), "1".to_owned())];
    let m = load(small, "s.toml", &sets).unwrap_or_else(|f| panic!("{f}")).model;
    assert_eq!(m.options[2].levers, [Some(2), None, Some(0), Some(0), Some(0)]);
    assert_eq!((m.medians.phases.len(), m.medians.phases[0].start, m.types[0].phase), (1, 1.0, None));
    assert_eq!(m.medians.service.within_minutes, 0.5);
    assert!(m.assumptions.iter().filter(|a| a.default).count() > 30);
}

fn value(pattern: &str, text: &str) -> Result<value::Given, Vec<String>> {
    let key = &KEYS[registry::index(pattern).unwrap_or_else(|| panic!("{pattern}"))];
    let node = tree::parse(&format!("x = {text}"), 0).ok().and_then(|root| match root.value {
        Value::Table(table) => table.get("x").cloned(),
        _ => None,
    });
    let node: Node = node.unwrap_or_else(|| panic!("{text}"));
    let mut faults = Vec::new();
    value::given(&node, key, pattern, &mut faults).ok_or_else(|| faults.iter().map(|f| f.code.to_owned()).collect())
}

fn certain(pattern: &str, text: &str) -> f64 {
    match value(pattern, text).unwrap_or_else(|codes| panic!("{text}: {codes:?}")).quantity {
        Quantity::Certain(x) => x,
        Quantity::Uncertain(d) => panic!("{text}: {d:?}"),
    }
}

fn interval(pattern: &str, text: &str) -> (f64, f64, f64) {
    match value(pattern, text).unwrap_or_else(|codes| panic!("{text}: {codes:?}")).quantity {
        Quantity::Certain(x) => panic!("{text}: {x}"),
        Quantity::Uncertain(d) => (d.interval().0, d.median(), d.interval().1),
    }
}

#[test]
fn certain_values_take_their_units() {
    for (pattern, text, expected) in [
        ("contact_types[].fcr", "0.62", 0.62),
        ("contact_types[].fcr", "\"62%\"", 0.62),
        ("contact_types[].fcr", "\" 62 % \"", 0.62),
        ("contact_types[].aht", "\"4.2 min\"", 4.2),
        ("contact_types[].aht", "\"30 s\"", 0.5),
        ("contact_types[].aht", "\"2h\"", 120.0),
        ("service.within", "0", 0.0),
        ("ai.integration", "\"380k\"", 380_000.0),
        ("ai.integration", "\"1.2M\"", 1_200_000.0),
        ("contact_types[].volume", "70_000", 70_000.0),
        ("contact_types[].volume", "\"70_000\"", 70_000.0),
        ("ai.price.price_drift", "\"-5%\"", -0.05),
        ("ai.induced", "\"12%\"", 0.12),
        ("levers.quality.ai_reviews", "0x10", 16.0),
        ("ai.error_cost", "{ value = 0.4, source = \"refunds of May\" }", 0.4),
    ] {
        close(certain(pattern, text), expected);
    }
}

#[test]
fn ranges_share_the_unit_of_their_end() {
    for (pattern, text, low, median, high) in [
        ("contact_types[].aht", "\"4 to 6 min\"", 4.0, 24.0_f64.sqrt(), 6.0),
        ("contact_types[].aht", "\"30 s to 2 min\"", 0.5, 1.0, 2.0),
        ("ai.integration", "\"380k to 650k\"", 380e3, (380e3_f64 * 650e3).sqrt(), 650e3),
        ("demand.growth", "\"-2 to 4%\"", -0.02, 0.01, 0.04),
        ("contact_types[].ai.mature", "\"40% to 60%\"", 0.4, 0.5, 0.6),
        ("contact_types[].ai.mature", "{ value = \"40% to 60%\", source = \"pilot\" }", 0.4, 0.5, 0.6),
    ] {
        let (l, m, h) = interval(pattern, text);
        for (found, wanted) in [(l, low), (m, median), (h, high)] {
            assert!((found - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{text}: {found} is not {wanted}");
        }
    }
}

#[test]
fn distribution_tables_are_read() {
    let (low, median, high) = interval("ai.learning_months", "{ low = 2, high = 8 }");
    assert!((low - 2.3).abs() < 1e-9 && (median - 5.0).abs() < 1e-9 && (high - 7.7).abs() < 1e-9);
    let (low, median, high) = interval("ai.learning_months", "{ min = 2, mode = 3, max = 8 }");
    assert!(2.0 < low && low < median && 3.0 < median && median < high && high < 8.0);
    let (low, median, high) = interval("demand.growth", "{ mean = 0.05, sd = \"1%\" }");
    assert!((median - 0.05).abs() < 1e-12 && (high - low - 2.0 * 0.016_448_536).abs() < 1e-6);
    assert!(interval("contact_types[].fcr", "{ mean = 0.7, sd = 0.05 }").1 > 0.69);
    assert_eq!(interval("ai.learning_months", "{ values = [2, 3, 6], weights = [0.5, 0.3, 0.2] }").0, 2.0);
    let given = value("contact_types[].fcr", "{ value = { low = 0.5, high = 0.7 }, source = \"QA\" }").expect("a legal value");
    assert_eq!((given.source.as_deref(), given.text.as_str()), (Some("QA"), "{ low = 0.5, high = 0.7 }"));
}

#[test]
fn illegal_values_are_refused() {
    for (pattern, text, code) in [
        ("contact_types[].fcr", "1.2", "out-of-domain"),
        ("contact_types[].fcr", "\"62 min\"", "bad-unit"),
        ("contact_types[].fcr", "\"70% to 50%\"", "interval-order"),
        ("contact_types[].fcr", "\"50% to 50%\"", "interval-order"),
        ("contact_types[].ai.mature", "\"0% to 50%\"", "out-of-domain"),
        ("ai.induced", "\"0% to 5%\"", "out-of-domain"),
        ("contact_types[].aht", "4.2", "bad-unit"),
        ("contact_types[].aht", "\"4.2 days\"", "bad-unit"),
        ("ai.integration", "\"5%\"", "bad-unit"),
        ("ai.integration", "inf", "out-of-domain"),
        ("ai.integration", "true", "wrong-type"),
        ("ai.integration", "2026-01-01", "wrong-type"),
        ("ai.integration", "{}", "wrong-type"),
        ("ai.integration", "{ low = 2 }", "missing-key"),
        ("ai.integration", "{ low = 5, high = 2 }", "interval-order"),
        ("ai.integration", "{ low = 2, high = 5, mode = 3 }", "unknown-key"),
        ("ai.integration", "{ mean = 2, sd = 0 }", "out-of-domain"),
        ("ai.integration", "{ values = [], weights = [] }", "wrong-length"),
        ("ai.integration", "{ source = \"x\" }", "missing-key"),
        ("ai.integration", "\"\"", "wrong-type"),
        ("ai.integration", "\"1 to \"", "wrong-type"),
        ("service.share", "\"70% to 80%\"", "must-be-certain"),
        ("service.share", "{ low = 0.7, high = 0.8 }", "must-be-certain"),
        ("ai.quality.fix_months", "1.5", "out-of-domain"),
    ] {
        let codes = value(pattern, text).map(|g| format!("{g:?}")).expect_err(text);
        assert!(codes.iter().any(|c| c == code), "{pattern} = {text}: {codes:?}, not {code}");
    }
}

#[test]
fn every_number_of_the_registry_can_be_written_and_read_back() {
    let mut parameters = Parameters::default();
    let mut count = 0;
    for (index, key) in KEYS.iter().enumerate() {
        if let Kind::List(_, Some(make_room)) = key.kind {
            for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                make_room(&mut parameters, [a, b, 1]);
                // Bands of plain contracts count on the second index.
                make_room(&mut parameters, [a, 1, b]);
            }
        }
        if !key.is_number() {
            continue;
        }
        count += 1;
        for place in [[0, 0, 0], [1, 1, 1]] {
            let target = Target::new(index, place);
            let least = if key.min.is_finite() { key.min } else { 0.0 };
            let value = key.settle(least + if key.whole { 1.0 } else { 0.01 });
            registry::write(&mut parameters, &target, value);
            assert_eq!(registry::read(&parameters, &target), Some(value), "{}", key.path);
        }
    }
    assert!(count > 150, "{count}");
}

#[test]
fn a_drawn_value_is_settled_in_its_domain() {
    let mut parameters = Parameters::default();
    for (path, drawn, settled) in [("ownership.split_lag", 2.5, 3.0), ("ownership.split_lag", -1.0, 0.0), ("ai.selectivity", 0.9999, 0.999)]
    {
        let target = Target::new(registry::index(path).expect(path), [0; 3]);
        registry::write(&mut parameters, &target, drawn);
        assert_eq!(registry::read(&parameters, &target), Some(settled), "{path}");
    }
}

#[test]
fn keys_are_unique_and_their_defaults_legal() {
    for (i, key) in KEYS.iter().enumerate() {
        assert_eq!(registry::index(key.path), Some(i), "{} stands twice", key.path);
        assert!(key.help.ends_with('.'), "{}", key.path);
        match key.preset {
            registry::Preset::Value(x) | registry::Preset::Unused(x) | registry::Preset::Unless(x, _) => {
                assert_eq!(key.settle(x), x, "{}", key.path);
            }
            registry::Preset::Like(other) => assert!(registry::index(other).is_some(), "{}", key.path),
            registry::Preset::Text(word) => {
                if let Kind::Choice(words, _) = key.kind {
                    assert!(words.contains(&word), "{}", key.path);
                }
            }
            _ => {}
        }
        assert!(!key.is_number() || !key.unit.is_empty(), "{}", key.path);
    }
}

#[test]
fn another_fee_replaces_the_default_price_of_a_resolution() {
    let loaded = replaced(FEE, "per_conversation = 1.5").unwrap_or_else(|f| panic!("{f}"));
    assert_eq!((loaded.model.medians.ai.price.per_resolution, loaded.model.medians.ai.price.per_conversation), (0.0, 1.5));
    let loaded = replaced(FEE, "").unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(loaded.model.medians.ai.price.per_resolution, 0.99);
}

#[test]
fn every_contract_term_is_read() {
    let terms = "per_contact = 4\nbands = [{ up_to = 40000, per_contact = 5.2 }, { per_contact = 4.1 }]\nband_mode = \"whole\"\n\
        dead_band = { width = 0.08, additional_charge = 4, reduction_credit = 2 }\nramp_down = { share_per_quarter = 0.2 }\n\
        aht_reopener = { band = 0.1, pass_through = 0.5 }\nsla = { target = 0.8, bonus = 0.01, malus = \"1% to 2%\", cap = 0.1 }\n\
        gainshare = { share = 0.3 }\ntermination_fee = { months = 2 }\nterm_ends = 12\n";
    let alternative = format!("[[vendors.alternatives]]\nid = \"per_head\"\n{terms}[levers.staffing]");
    let m = replaced("[levers.staffing]", &alternative).unwrap_or_else(|f| panic!("{f}")).model;
    assert_eq!(m.alternatives[0][0].name, "per_head");
    let t = &m.medians.vendors[0].alternatives[0];
    assert_eq!((t.per_contact, t.whole_bands, t.ramp_down, t.gainshare), (4.0, true, Some(0.2), Some(0.3)));
    assert_eq!((t.termination_fee, t.term_ends), (Some(2.0), Some(12.0)));
    assert_eq!(t.bands.iter().map(|b| (b.up_to, b.per_contact)).collect::<Vec<_>>(), [(Some(40_000.0), 5.2), (None, 4.1)]);
    assert_eq!(t.aht_reopener.as_ref().map(|r| r.pass_through), Some(0.5));
    assert!(m.inputs.iter().any(|i| i.path == "vendors.bpo_north.alternatives.per_head.sla.malus"));
}

#[test]
fn no_text_makes_it_panic() {
    let lines: Vec<&str> = RETAILER.lines().collect();
    for skip in 0..lines.len() {
        let text: Vec<&str> = lines.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, l)| *l).collect();
        let _ = load(&text.join("\n"), "x", &[]).map_err(|f| f.render(false));
    }
    for cut in (0..RETAILER.len()).step_by(97).filter(|c| RETAILER.is_char_boundary(*c)) {
        let _ = load(&RETAILER[..cut], "x", &[]).map_err(|f| f.render(true));
    }
    for (path, text) in [
        ("", ""),
        (".", "1"),
        ("ai", "1"),
        ("ai.phases", "[]"),
        ("ai.phases", "3"),
        ("contact_types", "[1, {}]"),
        ("teams", "[]"),
        ("ai..x", "1"),
        ("ai.phases.0.start", "1"),
        ("vendors.bpo_north.contract", "{}"),
        ("vendors.bpo_north.volume_share_by_type.returns.x", "1"),
        ("options", "[]"),
        ("correlations", "[{}]"),
        ("demand.season.1", "2"),
        ("ai.phases.99999999999999999999.start", "1"),
    ] {
        let _ = load(RETAILER, "x", &[(path.to_owned(), text.to_owned())]).map_err(|f| f.render(false));
    }
}

#[test]
fn without_a_season_every_month_is_like_the_mean() {
    let (head, tail) = RETAILER.split_once("season = [").expect("the retailer has a season");
    let rest = &tail[tail.find('\n').expect("a line ends")..];
    let model = understood(&format!("{head}{rest}"), &[]).unwrap_or_else(|f| panic!("{f}")).model;
    assert_eq!(model.medians.demand.season, [1.0; 12]);
}
