//! Parts of the page: numbers that say where they come from, figures with their tables, tabs, tables.

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::super::chart::{ChartError, printed};
use super::super::data::{Cell, Data};
use super::super::figures::canvas::{Drawing, Form, Target};
use super::super::figures::unit::grouped;
use super::super::figures::{Behind, Body, Figure};
use super::super::words::{chances, number, percent};
use super::trace::entry;

/// Text in which a number keeps its unit, with the quotes and minus signs of print.
pub fn set(text: &str, currency: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for (i, word) in text.split(' ').enumerate() {
        let bare = word.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | ')' | ':'));
        let last = out.trim_end_matches([')', ',']).chars().last();
        let unit =
            matches!(bare, "M" | "k" | "bn" | "%") || bare == currency && last.is_some_and(|c| c.is_ascii_digit() || "Mkn".contains(c));
        if i > 0 {
            out.push(if unit && last.is_some_and(|c| c.is_ascii_alphanumeric()) { '\u{a0}' } else { ' ' });
        }
        let minus = word.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(rest) = minus {
            out.push('\u{2212}');
            out.push_str(rest);
            continue;
        }
        for letter in word.chars() {
            out.push(match letter {
                '"' => {
                    open = !open;
                    if open { '\u{201c}' } else { '\u{201d}' }
                }
                '\'' => '\u{2019}',
                other => other,
            });
        }
    }
    out
}

/// A number in words, linked to what it is.
pub fn traced(cell: &Cell, words: &str, key: &str) -> Markup {
    let (_, name, formula, _) = entry(key);
    let title = format!("{name}: {formula}. From {}", cell.from);
    html! {
        a.n href={"#trace-" (key)} title=(title) data-from=(cell.from) data-value=(data_value(cell.value)) { (words) }
    }
}

fn data_value(value: f64) -> String {
    if value.is_finite() { format!("{value}") } else { String::new() }
}

/// A number that keeps its unit.
fn bound(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// Money with a true minus sign.
pub fn money(cell: &Cell, key: &str) -> Markup {
    traced(cell, &bound(&printed(cell.value)), key)
}

/// A share in percent.
pub fn share(cell: &Cell, key: &str) -> Markup {
    traced(cell, &bound(&percent(cell.value).replace('-', "\u{2212}")), key)
}

/// A number with decimals.
pub fn count(cell: &Cell, decimals: usize, key: &str) -> Markup {
    traced(cell, &if cell.value.is_finite() { grouped(cell.value, decimals) } else { "\u{2013}".into() }, key)
}

/// A chance, out of ten.
pub fn chance(cell: &Cell) -> Markup {
    traced(cell, &chances(cell.value), "probability")
}

/// Months until payback.
pub fn payback(cell: &Cell) -> Markup {
    traced(cell, &if cell.value.is_finite() { number(cell.value, 0) } else { "never".into() }, "payback")
}

/// A figure with one colour above it: what it is, the number, its range.
pub struct Key {
    /// What it is.
    pub what: String,
    /// The number.
    pub big: Markup,
    /// What is said below it.
    pub below: Markup,
    /// Variable of the colour.
    pub tone: &'static str,
}

/// Four numbers in a row.
pub fn four(keys: Vec<Key>) -> Markup {
    html! {
        dl.four {
            @for key in keys {
                div style={"--c:var(--" (key.tone) ")"} {
                    dt { (key.what) }
                    dd { span.big { (key.big) } " " span.range { (key.below) } }
                }
            }
        }
    }
}

/// Drawings of a figure on the page.
pub struct Drawn<'a> {
    /// The figure.
    pub figure: &'a Figure,
    wide: Drawing,
    narrow: Drawing,
}

impl<'a> Drawn<'a> {
    /// Draws a figure in both forms of the page.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn new(figure: &'a Figure) -> Result<Self, ChartError> {
        Ok(Self { figure, wide: figure.draw(Form::Wide, "")?, narrow: figure.draw(Form::Narrow, "")? })
    }

    /// What a pointer reads, for the script.
    pub fn hover(&self) -> (String, Value) {
        let rounded = |x: f64| (x * 10.0).round() / 10.0;
        let place = |drawing: &Drawing| {
            let at: Vec<f64> = drawing.targets.iter().map(|t| rounded(t.at)).collect();
            json!({ "size": [drawing.size.0, drawing.size.1], "frame": drawing.frame, "at": at })
        };
        let reading = |target: &Target| {
            let rows: Vec<Value> = target.readings.iter().map(|r| json!([r.option, r.name, r.value, r.tone.variable()])).collect();
            json!([target.title, rows])
        };
        let targets: Vec<Value> = self.wide.targets.iter().map(reading).collect();
        let value = json!({ "across": self.wide.across, "wide": place(&self.wide), "narrow": place(&self.narrow), "targets": targets });
        (self.figure.id(), value)
    }

    /// The figure with its table.
    pub fn show(&self, currency: &str) -> Markup {
        let figure = self.figure;
        let described = format!("{} {}", figure.title, figure.message);
        html! {
            figure id={"figure-" (figure.id())} {
                figcaption {
                    h3 { (set(&figure.message, currency)) }
                    p.what style="margin:0" { (figure.title) "." }
                }
                (legend(figure))
                div.plot tabindex="0" role="group" aria-label={"Figure. Arrow keys read its values, a table follows. " (figure.title)} data-figure=(figure.id()) {
                    div.wide { (PreEscaped(self.wide.for_page(&described))) }
                    div.narrow { (PreEscaped(self.narrow.for_page(&described))) }
                }
                p.note { (figure.note) " " span.source { (figure.source) } }
                details {
                    summary { "Numbers behind this figure" }
                    (behind(&figure.behind, &figure.title))
                }
            }
        }
    }
}

/// Names of lines where a narrow drawing has no room for them.
fn legend(figure: &Figure) -> Markup {
    let Body::Lines(lines) = &figure.body else { return html! {} };
    html! {
        ul.legend {
            @for series in &lines.series {
                li data-option=[series.option.as_ref()] style={"--c:var(--" (series.tone.variable()) ")"} {
                    i.dashed[series.dashed] {} span { (series.name) }
                }
            }
            @for shade in &lines.shades {
                li data-option=[shade.option.as_ref()] style={"--c:var(--" (shade.tone.variable()) ")"} { i.area {} span { (shade.name) } }
            }
        }
    }
}

fn behind(table: &Behind, title: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={"Table: " (title)} {
            table {
                caption { (title) }
                thead { tr { @for head in &table.head { th scope="col" { (head) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (i, cell) in row.iter().enumerate() {
                                @if i == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Figures of one kind, an option each behind a tab; the first is shown first. One alone needs no tabs.
pub fn tabs(data: &Data, kind: &str, drawn: &[&Drawn<'_>]) -> Markup {
    if drawn.len() < 2 {
        return html! { @for one in drawn { (one.show(data.currency())) } };
    }
    let name = |one: &Drawn<'_>| {
        let id = one.figure.option.as_deref().unwrap_or_default();
        data.options.iter().find(|o| o.id == id).map_or_else(|| id.to_owned(), |o| o.name.clone())
    };
    html! {
        div.tabs role="group" aria-label="Option looked at closely" {
            @for (i, one) in drawn.iter().enumerate() {
                input type="radio" name={"tab-" (kind)} id={"tab-" (one.figure.id())} value=[one.figure.option.as_ref()] checked[i == 0];
                label for={"tab-" (one.figure.id())} { (name(one)) }
            }
            div.panels { @for one in drawn { div { (one.show(data.currency())) } } }
        }
    }
}

/// Style of tabs: so many may be there.
pub fn tab_style(most: usize) -> String {
    let rules: Vec<String> = (1..=most).map(|i| format!(".tabs>input:nth-of-type({i}):checked~.panels>div:nth-child({i})")).collect();
    if rules.is_empty() { String::new() } else { format!("{}{{display:block}}", rules.join(",")) }
}

/// A table whose cells are markup; on a phone each row is a card.
///
/// `texts`: so many columns from the left hold text.
pub fn table(caption: &str, texts: usize, head: &[&str], rows: &[(Option<&str>, bool, Vec<Markup>)]) -> Markup {
    html! {
        table.stack {
            caption { (caption) }
            thead { tr { @for (i, title) in head.iter().enumerate() { th.left[i < texts] scope="col" { (title) } } } }
            tbody {
                @for (option, shown, cells) in rows {
                    tr.shown[*shown] data-option=[*option] {
                        @for (i, cell) in cells.iter().enumerate() {
                            @if i == 0 { th scope="row" { (cell) } } @else { td.left[i < texts] data-label=(head[i]) { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn text_is_set_as_in_print() {
        let said = set("Of 9.3 M USD on \"it\", -1.5 M (40 %), the team's. USD is money", "USD");
        assert_eq!(said, "Of 9.3\u{a0}M\u{a0}USD on \u{201c}it\u{201d}, \u{2212}1.5\u{a0}M (40\u{a0}%), the team\u{2019}s. USD is money");
    }
}
