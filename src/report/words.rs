//! Figures in words: money, shares and chances as people say them.

use crate::time::Calendar;

/// Money in the shortest form that keeps two figures: `9.3 M`, `380 k`, `-1.6 M`, `950`.
pub fn money(amount: f64) -> String {
    if !amount.is_finite() {
        return "-".into();
    }
    let size = amount.abs();
    let (scaled, unit) = match size {
        s if s >= 999.5e6 => (amount / 1e9, " bn"),
        s if s >= 999.5e3 => (amount / 1e6, " M"),
        s if s >= 999.5 => (amount / 1e3, " k"),
        _ => (amount, ""),
    };
    let decimals = usize::from(scaled.abs() < 99.95 && unit != " k" && !unit.is_empty());
    let text = format!("{scaled:.decimals$}");
    // A loss of nothing is nothing.
    let text = if text == "-0" { "0".into() } else { text };
    format!("{text}{unit}")
}

/// A unit in which all of some amounts read well: its size and name.
pub fn money_unit(amounts: impl IntoIterator<Item = f64>) -> (f64, &'static str) {
    let greatest = amounts.into_iter().filter(|a| a.is_finite()).fold(0.0, |m: f64, a| m.max(a.abs()));
    match greatest {
        m if m >= 999.5e6 => (1e9, "bn "),
        m if m >= 950e3 => (1e6, "M "),
        m if m >= 950.0 => (1e3, "k "),
        _ => (1.0, ""),
    }
}

/// A share in percent, `45 %`; `-` where there is none.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.0} %", share * 100.0 + 0.0) } else { "-".into() }
}

/// A number with a fixed number of decimals, never "-0"; `-` where there is none.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "-".into();
    }
    let text = format!("{value:.decimals$}");
    let nothing = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if nothing { text.trim_start_matches('-').to_owned() } else { text }
}

/// A probability as a reader who knows no statistics hears it: `9 in 10`, `never`, `always`.
pub fn chances(share: f64) -> String {
    let tenths = (share * 10.0).round();
    match share {
        s if s.is_nan() => "-".into(),
        s if s <= 0.0 => "never".into(),
        s if s >= 1.0 => "always".into(),
        s if s < 0.05 => "below 1 in 10".into(),
        s if s > 0.95 => "above 9 in 10".into(),
        _ => format!("{tenths:.0} in 10"),
    }
}

/// A sentence's first letter made large.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A count as people say it: words up to twelve, then digits.
pub fn counted(count: f64) -> String {
    const WORDS: [&str; 13] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let whole = count.round().max(0.0);
    WORDS.get(whole as usize).map_or_else(|| number(whole, 0), |word| (*word).to_owned())
}

/// A month as people say it: `March 2026`.
pub fn month(calendar: &Calendar, t: usize) -> String {
    const NAMES: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let year = calendar.label(t);
    format!("{} {}", NAMES[calendar.season_index(t)], year.split('-').next().unwrap_or_default())
}

/// Parts of a sentence: `a`, `a and b`, `a, b and c`.
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_it_is_said() {
        let said = [9_252_303.0, -1_575_277.0, 380_000.0, 950.0, -0.3, 999_600.0, 123_456_789.0, 2.5e9, f64::NAN].map(money);
        assert_eq!(said, ["9.3 M", "-1.6 M", "380 k", "950", "0", "1.0 M", "123 M", "2.5 bn", "-"]);
    }

    #[test]
    fn a_loss_of_nothing_is_nothing() {
        assert_eq!((number(-0.01, 1), number(-0.06, 1), number(f64::INFINITY, 0)), ("0.0".into(), "-0.1".into(), "-".into()));
    }

    #[test]
    fn people_and_months_read_as_they_are_said() {
        assert_eq!([0.4, 0.6, 12.2, 13.0].map(counted), ["no", "one", "twelve", "13"]);
        let calendar = Calendar { start_year: 2026, start_month: 10, months: 4, go_live: 1 };
        assert_eq!([0, 2].map(|t| month(&calendar, t)), ["November 2026", "January 2027"]);
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!([listed(&[]), listed(&parts[..1]), listed(&parts[..2]), listed(&parts)], ["", "a", "a and b", "a, b and c"]);
    }

    #[test]
    fn chances_are_out_of_ten() {
        assert_eq!([0.0, 0.01, 0.5, 0.97, 1.0].map(chances), ["never", "below 1 in 10", "5 in 10", "above 9 in 10", "always"]);
    }
}
