//! Numbers in words of the book.

/// Money in millions.
pub fn millions(amount: f64) -> String {
    signed(&format!("{:.2} M", amount / 1e6))
}

/// A share as whole percent.
pub fn percent(share: f64) -> String {
    signed(&format!("{:.0} %", share * 100.0))
}

/// A change as percent with its sign.
pub fn change(ratio: f64) -> String {
    signed(&format!("{:+.1} %", (ratio - 1.0) * 100.0))
}

/// A count with thousands apart.
pub fn count(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    if number < 0.0 { format!("\u{2212}{text}") } else { text }
}

/// With a true minus sign.
fn signed(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

/// A table in Markdown.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.to_vec());
    text.push_str(&line(vec!["---"; head.len()]));
    for row in rows {
        text.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    text
}
