//! Laying text out: wrapped paragraphs, and tables that stay readable on a narrow terminal.

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
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("never empty");
        let used = line.chars().count();
        if line.trim().is_empty() {
            line.push_str(word);
        } else if used + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(format!("{indent}{word}"));
        }
    }
    lines.join("\n")
}

/// A paragraph behind a lead: later lines begin where the first one's text does, or, where that is too narrow, four in.
pub fn hanging(lead: &str, text: &str, width: usize) -> String {
    let room = width.saturating_sub(length(lead));
    let indent = if room < 30 { 4 } else { length(lead) };
    // The lead's spaces are its own: it is wrapped as one word.
    let whole = format!("{} {text}", lead.trim_end().replace(' ', "\u{a0}"));
    let lines = wrapped(&whole, width, &" ".repeat(indent)).replace('\u{a0}', " ");
    let trimmed = lead.trim_end();
    lines.replacen(&format!("{trimmed} "), lead, 1)
}

/// A column: what it holds, said in two lines above it, and its cells.
#[derive(Clone, Debug)]
pub struct Column {
    /// Heading, at most two lines.
    pub heading: [&'static str; 2],
    /// One cell a row.
    pub cells: Vec<String>,
}

impl Column {
    /// A column.
    pub fn new(heading: [&'static str; 2], cells: Vec<String>) -> Self {
        Self { heading, cells }
    }

    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|c| length(c));
        self.heading.iter().map(|h| length(h)).chain(cells).max().unwrap_or(0)
    }

    /// Heading in one line, for cards.
    fn title(&self) -> String {
        self.heading.join(" ").trim().to_owned()
    }
}

/// Rows named by `names`, columns in groups. All in one table where the width allows, else a table for each group, else
/// a card for each row.
pub fn table(names: &Column, groups: &[Vec<Column>], style: Style) -> String {
    let all: Vec<&Column> = groups.iter().flatten().collect();
    if total_width(names, &all) <= style.width {
        return grid(names, &all, style);
    }
    let apart: Vec<Vec<&Column>> = groups.iter().map(|group| group.iter().collect()).collect();
    if apart.iter().all(|group| total_width(names, group) <= style.width) {
        return apart.iter().map(|group| grid(names, group, style)).collect::<Vec<_>>().join("\n");
    }
    cards(names, &all, style)
}

fn total_width(names: &Column, columns: &[&Column]) -> usize {
    names.width() + columns.iter().map(|c| c.width() + 2).sum::<usize>()
}

fn grid(names: &Column, columns: &[&Column], style: Style) -> String {
    let line = |name: &str, cell: &dyn Fn(&Column) -> String| {
        let mut line = format!("{name:<width$}", width = names.width());
        for column in columns {
            line.push_str("  ");
            line.push_str(&format!("{:>width$}", cell(column), width = column.width()));
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
    let width = columns.iter().map(|c| length(&c.title())).max().unwrap_or(0);
    let mut out = String::new();
    for (row, name) in names.cells.iter().enumerate() {
        if row > 0 {
            out.push('\n');
        }
        out.push_str(&style.bold(name));
        out.push('\n');
        for column in columns {
            out.push_str(&format!("  {:<width$}  {:>8}\n", column.title(), column.cells[row]));
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
        let names = Column::new(["", "option"], vec!["a".into(), "bb".into()]);
        let groups = vec![
            vec![Column::new(["cost", "P10"], cells("1.0")), Column::new(["savings", "P50"], cells("2.0"))],
            vec![Column::new(["", "CSAT"], cells("67 %"))],
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
        assert!(shown(18).starts_with("a\n  cost P10"), "{}", shown(18));
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
    }
}
