//! Laying text out: wrapped paragraphs, and tables that stay readable on a narrow terminal.

use std::fmt::Write as _;

/// How text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Characters a line may have.
    pub width: usize,
    /// True: bold and colours.
    pub color: bool,
}

impl Style {
    /// Bold text.
    pub fn bold(self, text: &str) -> String {
        self.painted(anstyle::Style::new().bold(), text)
    }

    /// Text in the background.
    pub fn faint(self, text: &str) -> String {
        self.painted(anstyle::Style::new().dimmed(), text)
    }

    /// Text that warns.
    pub fn warning(self, text: &str) -> String {
        self.painted(anstyle::AnsiColor::Yellow.on_default().bold(), text)
    }

    fn painted(self, style: anstyle::Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Breaks text between words into lines of at most `width` characters; later lines start with `indent`.
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    flowing("", text, width, indent)
}

/// A paragraph behind a lead: later lines begin where the first one's text does, or, where that is too narrow, four in.
pub fn hanging(lead: &str, text: &str, width: usize) -> String {
    let room = width.saturating_sub(length(lead));
    let indent = if room < 24 { 4 } else { length(lead) };
    flowing(lead, text, width, &" ".repeat(indent))
}

fn flowing(lead: &str, text: &str, width: usize, indent: &str) -> String {
    let mut out = lead.to_owned();
    let mut used = length(lead);
    for (place, word) in words(text).iter().enumerate() {
        let space = usize::from(place > 0);
        if used + space + length(word) <= width || used <= length(indent) {
            out.push_str(&" ".repeat(space));
            used += space + length(word);
        } else {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(indent);
            used = length(indent) + length(word);
        }
        out.push_str(word);
    }
    out
}

/// Words of a text; a number keeps its unit.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let unit = matches!(word.trim_end_matches([',', '.', ';', ')', ':']), "M" | "k" | "bn" | "%");
        match words.last_mut() {
            Some(number) if unit => *number = format!("{number} {word}"),
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// A column: what it holds, said in two lines above it, and its cells.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it holds, in a line of a card.
    pub title: &'static str,
    /// Heading in a table, at most two lines.
    pub heading: [&'static str; 2],
    /// One cell a row.
    pub cells: Vec<String>,
}

impl Column {
    /// A column.
    pub fn new(title: &'static str, heading: [&'static str; 2], cells: Vec<String>) -> Self {
        Self { title, heading, cells }
    }

    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|c| length(c));
        self.heading.iter().map(|h| length(h)).chain(cells).max().unwrap_or(0)
    }
}

/// Rows named by `names`, columns in groups: as many groups side by side as the width allows, the others in tables below;
/// a card for each row where not even one group fits.
pub fn table(names: &Column, groups: &[Vec<Column>], style: Style) -> String {
    let mut tables: Vec<Vec<&Column>> = Vec::new();
    for group in groups {
        let beside = tables.last().map_or(0, |columns| total_width(names, columns));
        let width = group.iter().map(|c| c.width() + 2).sum::<usize>();
        match tables.last_mut() {
            Some(columns) if beside + width <= style.width => columns.extend(group),
            _ => tables.push(group.iter().collect()),
        }
    }
    if tables.iter().all(|columns| total_width(names, columns) <= style.width) {
        return tables.iter().map(|columns| grid(names, columns, style)).collect::<Vec<_>>().join("\n");
    }
    cards(names, &groups.iter().flatten().collect::<Vec<_>>(), style)
}

fn total_width(names: &Column, columns: &[&Column]) -> usize {
    names.width() + columns.iter().map(|c| c.width() + 2).sum::<usize>()
}

fn grid(names: &Column, columns: &[&Column], style: Style) -> String {
    let line = |name: &str, cell: &dyn Fn(&Column) -> String| {
        let mut line = format!("{name:<width$}", width = names.width());
        for column in columns {
            line.push_str("  ");
            let _ = write!(line, "{:>width$}", cell(column), width = column.width());
        }
        line.trim_end().to_owned()
    };
    let mut out = String::new();
    for (row, name) in names.heading.iter().enumerate() {
        let heading = line(name, &|c| c.heading[row].to_owned());
        if !heading.is_empty() {
            out.push_str(&style.faint(&heading));
            out.push('\n');
        }
    }
    for (row, name) in names.cells.iter().enumerate() {
        out.push_str(&line(name, &|c| c.cells[row].clone()));
        out.push('\n');
    }
    out
}

fn cards(names: &Column, columns: &[&Column], style: Style) -> String {
    let width = columns.iter().map(|c| length(c.title)).max().unwrap_or(0);
    let mut out = String::new();
    for (row, name) in names.cells.iter().enumerate() {
        if row > 0 {
            out.push('\n');
        }
        out.push_str(&style.bold(name));
        out.push('\n');
        for column in columns {
            let _ = writeln!(out, "  {:<width$}  {}", column.title, column.cells[row].trim_end());
        }
    }
    out
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (Column, Vec<Vec<Column>>) {
        let cells = |c: &str| vec![c.to_owned(), c.to_owned()];
        let names = Column::new("", ["", "option"], vec!["a".into(), "bb".into()]);
        let groups = vec![
            vec![Column::new("cost savings P10", ["cost", "P10"], cells("1.0")), Column::new("P50", ["savings", "P50"], cells("2.0"))],
            vec![Column::new("CSAT", ["", "CSAT"], cells("67 %"))],
        ];
        (names, groups)
    }

    fn shown(width: usize) -> String {
        let (names, groups) = example();
        table(&names, &groups, Style { width, color: false })
    }

    #[test]
    fn a_wide_terminal_gets_one_table() {
        assert_eq!(
            shown(40),
            "        cost  savings\noption   P10      P50  CSAT\na        1.0      2.0  67 %\nbb       1.0      2.0  67 %\n"
        );
    }

    #[test]
    fn a_narrower_one_gets_a_table_for_each_group() {
        assert_eq!(shown(22).matches("option").count(), 2);
        assert!(shown(22).lines().all(|l| l.chars().count() <= 22));
    }

    #[test]
    fn the_narrowest_gets_cards() {
        assert!(shown(18).starts_with("a\n  cost savings P10  1.0\n"), "{}", shown(18));
    }

    #[test]
    fn paragraphs_hang_behind_their_lead() {
        let wide = hanging("  kind  1 M ", "one two three four five six seven eight nine", 50);
        assert_eq!(wide, "  kind  1 M one two three four five six seven\n            eight nine");
        let narrow = hanging("  kind  1 M ", "one two three four five", 24);
        assert_eq!(narrow, "  kind  1 M one two\n    three four five");
    }

    #[test]
    fn paragraphs_break_between_words() {
        assert_eq!(wrapped("one two three", 7, "  "), "one two\n  three");
        assert_eq!(wrapped("immeasurable", 4, ""), "immeasurable");
        assert_eq!(wrapped("between 1.3 M, 4 k", 10, ""), "between\n1.3 M, 4 k");
    }
}
