//! Units of figures, and how their values are said.

use super::super::chart::printed;
use super::super::words::number;

/// Unit of the values of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Unit {
    /// Money in a currency.
    Money(String),
    /// Shares, said in percent.
    Share,
    /// Numbers of something, with decimals in words.
    Count(String, usize),
}

impl Unit {
    /// A value in words.
    pub fn text(&self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => "\u{2013}".into(),
            Unit::Money(_) => printed(value),
            Unit::Share => format!("{} %", number(value * 100.0, usize::from((value * 100.0).abs() < 9.95))).replace('-', "\u{2212}"),
            Unit::Count(_, decimals) => grouped(value, *decimals),
        }
    }

    /// A value on the axis.
    pub fn tick(&self, value: f64, step: f64) -> String {
        match self {
            _ if value.abs() < step * 1e-6 && *self != Unit::Share => "0".into(),
            Unit::Money(_) => printed(value).replace(".0 ", " "),
            Unit::Share => format!("{} %", number(value * 100.0, usize::from(step < 0.0099))).replace('-', "\u{2212}"),
            Unit::Count(..) => grouped(value, usize::from(step < 0.99)),
        }
    }

    /// What stands at the axis.
    pub fn axis(&self) -> String {
        match self {
            Unit::Money(currency) => currency.clone(),
            Unit::Share => String::new(),
            Unit::Count(what, _) => what.clone(),
        }
    }

    /// The least range an axis spans.
    pub fn least_range(&self) -> f64 {
        match self {
            Unit::Money(_) => 1.0,
            Unit::Share => 1e-3,
            Unit::Count(..) => 1e-2,
        }
    }
}

/// A number with thousands apart by thin spaces and a true minus sign: `180 000`.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("\u{2212}", rest));
    let (whole, part) = digits.split_once('.').map_or((digits, String::new()), |(whole, part)| (whole, format!(".{part}")));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && whole.len() > 4 {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    format!("{sign}{out}{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_said_with_their_unit() {
        let money = Unit::Money("USD".into());
        assert_eq!((money.text(-1.6e6), money.tick(2e6, 1e6), money.tick(0.0, 1e6)), ("\u{2212}1.6 M".into(), "2 M".into(), "0".into()));
        assert_eq!([0.45, 0.0123, -0.2].map(|x| Unit::Share.text(x)), ["45 %", "1.2 %", "\u{2212}20 %"]);
        assert_eq!(Unit::Count("FTE".into(), 1).text(f64::NAN), "\u{2013}");
        assert_eq!((grouped(180_000.0, 0), grouped(-1234.5, 1)), ("180\u{a0}000".into(), "\u{2212}1234.5".into()));
    }
}
