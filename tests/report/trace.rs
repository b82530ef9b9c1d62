//! Every number on the page is that of the file it names, and its words are the number.

use std::collections::BTreeMap;

use serde_json::Value;

use super::RUN;
use super::words::{attribute, elements, plain, readable};

struct Tables {
    summary: Value,
    files: BTreeMap<&'static str, Vec<BTreeMap<String, String>>>,
}

fn tables() -> Tables {
    let file = |name: &'static str| {
        let mut reader = csv::Reader::from_reader(std::io::Cursor::new(RUN.bytes(name)));
        let head: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let rows = reader.records().map(|r| head.iter().cloned().zip(r.expect("a row").iter().map(str::to_owned)).collect());
        (name, rows.collect())
    };
    Tables { summary: RUN.summary(), files: [file("months.csv"), file("baselines.csv")].into() }
}

impl Tables {
    /// The figure at a place as the page names it.
    fn figure(&self, from: &str) -> f64 {
        let (file, place) = from.split_once(' ').expect("a file and a place");
        if file == "summary.json" {
            let value = self.summary.pointer(place).unwrap_or_else(|| panic!("summary.json has no {place}"));
            return value.as_f64().unwrap_or(f64::NAN);
        }
        let (keys, span) = match place.split_once(", months ") {
            Some((keys, span)) => {
                let (from, to) = span.split_once(" to ").expect("a span");
                (keys, Some(from.parse().expect("a month")..=to.parse::<usize>().expect("a month")))
            }
            None => (place, None),
        };
        let wanted: Vec<(&str, &str)> = keys.split(' ').filter_map(|part| part.split_once('=')).collect();
        let column = keys.rsplit(' ').next().expect("a column");
        let of = |row: &&BTreeMap<String, String>| {
            let month = row["month"].parse::<usize>().expect("a month");
            wanted.iter().all(|(key, value)| row[*key] == *value) && span.as_ref().is_none_or(|s| s.contains(&month))
        };
        let found: Vec<f64> = self.files[file].iter().filter(of).map(|row| row[column].parse().unwrap_or(f64::NAN)).collect();
        assert!(found.len() == 1 || keys.contains(" sum of "), "{from}: {} cells", found.len());
        found.iter().sum()
    }
}

/// The number that words say, and half the last digit's place; none where words are no number.
fn spoken(words: &str) -> Option<(f64, f64)> {
    let text = words.trim_start_matches("\u{b1} ").replace('\u{2212}', "-");
    let mut parts = text.split(' ').collect::<Vec<_>>();
    let unit = match parts.last() {
        Some(&"%") => 0.01,
        Some(&"k") => 1e3,
        Some(&"M") => 1e6,
        Some(&"bn") => 1e9,
        _ => 1.0,
    };
    if unit != 1.0 {
        parts.pop();
    }
    let number = parts.concat();
    let decimals = number.split_once('.').map_or(0, |(_, part)| part.len());
    Some((number.parse::<f64>().ok()? * unit, 0.500_001 * unit / 10_f64.powi(i32::try_from(decimals).ok()?)))
}

#[test]
fn every_number_is_that_of_the_file_it_names() {
    let page = readable(&RUN.text("report.html"));
    let tables = tables();
    let mut seen = 0;
    for (tag, inside) in elements(&page, "a").into_iter().filter(|(tag, _)| tag.contains("class=\"n\"")) {
        let from = attribute(tag, "data-from").expect("a source");
        let value: f64 = attribute(tag, "data-value").expect("a value").parse().unwrap_or(f64::NAN);
        let target = attribute(tag, "href").expect("a link").trim_start_matches('#');
        assert!(page.contains(&format!("id=\"{target}\"")), "{target} is explained");
        assert!(attribute(tag, "title").is_some_and(|title| title.contains(from)), "hovering names the cell");
        let filed = tables.figure(from);
        let close = filed.is_nan() && value.is_nan() || (filed - value).abs() <= 1e-9 * filed.abs().max(1e-9);
        assert!(close, "{from}: the page has {value}, the file {filed}");
        let words = plain(inside);
        if let Some((said, within)) = spoken(&words) {
            // Shares that a table gives in percent without the sign.
            let alike = |x: f64| (said - x).abs() <= within;
            assert!(alike(value) || alike(value * 100.0) || alike(value.abs()), "{from}: {value} is said as {words}");
        }
        seen += 1;
    }
    assert!(seen > 150, "numbers are found: {seen}");
}

#[test]
fn every_file_that_a_source_names_is_there_with_its_columns() {
    let heads: BTreeMap<&str, String> =
        ["months.csv", "drivers.csv", "bridge.csv", "bridge_months.csv", "levers.csv", "baselines.csv", "staffing.csv"]
            .into_iter()
            .map(|file| (file, RUN.text(file)))
            .collect();
    let page = readable(&RUN.text("report.html"));
    let mut named = 0;
    for (tag, inside) in elements(&page, "span").into_iter().filter(|(tag, _)| tag.contains("class=\"source\"")) {
        assert!(!tag.is_empty());
        let said = plain(inside);
        let file = heads.keys().find(|file| said.contains(&format!("{file}: ")));
        let Some(file) = file else {
            assert!(["understood.json", "bridge.csv ("].iter().any(|other| said.contains(other)), "{said}");
            continue;
        };
        let columns = said.split_once(&format!("{file}: ")).expect("just found").1;
        for word in columns.split([',', ' ', '(', ')', ':']).map(|w| w.trim_end_matches('.')).filter(|w| w.contains('_')) {
            assert!(heads[file].contains(word), "{file} has no {word}");
            named += 1;
        }
    }
    assert!(named > 20, "columns are named: {named}");
}

#[test]
fn words_are_read_back_as_numbers() {
    assert_eq!(spoken("9.3 M").map(|(x, _)| x.round()), Some(9_300_000.0));
    assert_eq!(spoken("\u{2212}40 %").map(|(x, _)| x), Some(-0.4));
    assert_eq!(spoken("182 221").map(|(x, _)| x), Some(182_221.0));
    assert_eq!(spoken("never"), None);
}
