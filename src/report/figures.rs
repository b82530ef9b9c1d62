//! Figures of the report: what each shows, what it says, where its numbers come from, and the table behind it.

pub mod canvas;
pub mod hr;
pub mod lines;
mod money;
mod people;
pub mod rows;
pub mod unit;
mod work;
pub use money::step_words;
pub use work::input_words;

use canvas::{Caption, Drawing, Form, Tone};
use lines::Lines;
use rows::Rows;

use super::chart::{ChartError, both};
use super::data::Data;

/// What a figure draws.
#[derive(Clone, Debug)]
pub enum Body {
    /// Lines over months.
    Lines(Lines),
    /// Rows.
    Rows(Rows),
}

/// The table behind a figure.
#[derive(Clone, Debug, Default)]
pub struct Behind {
    /// Headings of the columns.
    pub head: Vec<String>,
    /// Rows of cells in words.
    pub rows: Vec<Vec<String>>,
}

/// A figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What kind of figure it is; with its option the name of its files.
    pub kind: &'static str,
    /// The option it is about, where it is about one.
    pub option: Option<String>,
    /// The finding, in a sentence.
    pub message: String,
    /// What is shown.
    pub title: String,
    /// How to read it.
    pub note: String,
    /// How its numbers are made, and the file and columns they come from.
    pub source: String,
    /// What is drawn.
    pub body: Body,
    /// The table behind it.
    pub behind: Behind,
}

impl Figure {
    /// Name of its files and anchor.
    pub fn id(&self) -> String {
        self.option.as_ref().map_or_else(|| self.kind.to_owned(), |option| format!("{}-{option}", self.kind))
    }

    /// Draws it.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn draw(&self, form: Form, name: &str) -> Result<Drawing, ChartError> {
        let title = if name.is_empty() { self.title.clone() } else { format!("{} \u{b7} {name}", self.title) };
        let caption = Caption { message: self.message.clone(), title, note: format!("{} {}", self.note, self.source) };
        match &self.body {
            Body::Lines(lines) => lines.draw(form, &caption),
            Body::Rows(rows) => rows.draw(form, &caption),
        }
    }

    /// The slide as SVG with outlined letters, described for readers who do not see it, and as PNG.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn slide(&self, name: &str) -> Result<(String, Vec<u8>), ChartError> {
        let (svg, png) = both(&self.draw(Form::Slide, name)?.for_slide())?;
        let described = format!("<title>{}</title><desc>{}</desc>", canvas::escaped(&self.message), canvas::escaped(&self.title));
        let (head, inside) = svg.split_once('>').unwrap_or((&svg, ""));
        Ok((format!("{head} role=\"img\">{described}{inside}"), png))
    }
}

/// Every figure that the data hold, in the order of the page.
pub fn all(data: &Data) -> Vec<Figure> {
    [money::figures(data), people::figures(data), work::figures(data)].concat()
}

/// Text that begins with a capital.
pub(super) fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Colour of an option.
pub(super) fn tone_of(data: &Data, id: &str) -> Tone {
    let shown = data.shown();
    if id == shown.id {
        return Tone::Option(0);
    }
    let Some(option) = data.options.iter().find(|o| o.id == id) else { return Tone::Ink };
    if option.technology_alone || id == data.options[0].id {
        return Tone::Option(1);
    }
    let others = data.options.iter().skip(1).filter(|o| o.id != shown.id && !o.technology_alone);
    Tone::Option(others.take_while(|o| o.id != id).count() % 4 + 2)
}

/// Name of an option; one that is unsound in most worlds says so wherever its savings are shown.
pub(super) fn named(data: &Data, id: &str) -> String {
    let option = data.options.iter().find(|o| o.id == id);
    option.map_or_else(|| id.to_owned(), |o| if o.sound { o.name.clone() } else { format!("{} (not sound)", o.name) })
}

/// A line of a table: a month and what the series say there.
pub(super) fn months_behind(lines: &Lines, spread: bool) -> Behind {
    let mut head = vec!["month".to_owned()];
    for series in &lines.series {
        head.push(series.name.clone());
        if spread && series.band.is_some() {
            head.push("P10".into());
            head.push("P90".into());
        }
    }
    let rows = lines.months.iter().enumerate().map(|(t, month)| {
        let mut row = vec![month.clone()];
        for series in &lines.series {
            let cell = |values: &[f64]| values.get(t).map_or_else(String::new, |v| lines.unit.text(*v));
            row.push(cell(&series.middle));
            if let (true, Some((low, high))) = (spread, &series.band) {
                row.push(cell(low));
                row.push(cell(high));
            }
        }
        row
    });
    Behind { head, rows: rows.collect() }
}

/// Rows as a table: name, value and what a pointer reads.
pub(super) fn rows_behind(rows: &Rows, what: &str) -> Behind {
    let names = rows
        .rows
        .iter()
        .max_by_key(|r| r.readings.len())
        .map_or_else(Vec::new, |r| r.readings.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
    let cells = |row: &rows::Row| {
        names
            .iter()
            .map(|name| row.readings.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, v)| v.clone()))
            .collect::<Vec<_>>()
    };
    Behind {
        head: std::iter::once(what.to_owned()).chain(names.iter().cloned()).collect(),
        rows: rows.rows.iter().map(|r| std::iter::once(r.label.clone()).chain(cells(r)).collect()).collect(),
    }
}
