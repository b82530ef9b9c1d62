//! Figures in words: money, shares and chances as people say them.

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
    fn chances_are_out_of_ten() {
        assert_eq!([0.0, 0.01, 0.5, 0.97, 1.0].map(chances), ["never", "below 1 in 10", "5 in 10", "above 9 in 10", "always"]);
    }
}
