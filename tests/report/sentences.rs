//! Golden text: every sentence of the page, figures masked (each is held against its file elsewhere), in the order of reading.
//! `RESIDUAL_REFRESH_GOLDEN=1` writes it anew.

use super::RUN;
use super::words::{plain, readable};

/// Headings, paragraphs, items and captions in order.
fn sentences(page: &str) -> String {
    let text = readable(page);
    let body = text.split_once("<body>").expect("a body").1;
    let kinds = ["h1", "h2", "h3", "h4", "p", "li", "caption", "summary", "dt", "dd"];
    let mut lines = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        if kinds.contains(&name.as_str())
            && let Some((inside, _)) = rest.split_once('>').and_then(|(_, inside)| inside.split_once(&format!("</{name}>")))
        {
            let said = plain(inside);
            if !said.is_empty() {
                lines.push(format!("{name}: {}", masked(&said)));
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Figures as `0`, with their signs and units; names with a digit in them (P10) stay.
fn masked(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit = |i: usize| letters.get(i).is_some_and(char::is_ascii_digit);
    let (mut out, mut i) = (String::new(), 0);
    while i < letters.len() {
        let named = i > 0 && (letters[i - 1].is_alphanumeric() || letters[i - 1] == '_');
        let signed = matches!(letters[i], '\u{2212}' | '+') && digit(i + 1);
        if named || !(digit(i) || signed) {
            out.push(letters[i]);
            i += 1;
            continue;
        }
        i += 1;
        while digit(i) || letters.get(i) == Some(&'.') && digit(i + 1) || letters.get(i) == Some(&' ') && (i + 1..i + 4).all(digit) {
            i += 1;
        }
        out.push('0');
        // A unit depends on the figure.
        let unit = [" M", " k", " bn"].into_iter().find(|unit| {
            let after = i + unit.len();
            letters[i..].iter().collect::<String>().starts_with(unit) && !letters.get(after).is_some_and(|c| c.is_alphanumeric())
        });
        i += unit.map_or(0, str::len);
    }
    out
}

#[test]
fn the_page_says_what_it_said() {
    let now = sentences(&RUN.text("report.html"));
    let path = format!("{}/tests/golden/report_sentences.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("RESIDUAL_REFRESH_GOLDEN").is_some() {
        std::fs::write(&path, &now).expect("the golden file is written");
        return;
    }
    let golden = std::fs::read_to_string(&path).expect("the golden file is there");
    for (line, (was, is)) in golden.lines().zip(now.lines()).enumerate() {
        assert_eq!(was, is, "line {}: the golden file has the left one, this page the right", line + 1);
    }
    assert_eq!(golden.lines().count(), now.lines().count(), "as many sentences");
}

#[test]
fn sentences_are_read_and_masked() {
    let page = "<body><h1>A &amp; B</h1><svg><p>no</p></svg><p>Of <a>9.3\u{a0}M</a> USD, \u{2212}1.5 % is lost in 8 of 10. My P10: 12 345.</p></body>";
    assert_eq!(sentences(page), "h1: A & B\np: Of 0 USD, 0 % is lost in 0 of 0. My P10: 0.\n");
}
