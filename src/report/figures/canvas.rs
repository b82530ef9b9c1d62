//! The canvas of a figure: a frame, forms it is drawn in, colours with a meaning, and layers that can be switched off.

use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::super::chart::{Area, ChartError, SCALE, drawing, framed, layer, text, text_width, white};

/// Where a figure is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the column of the page.
    Wide,
    /// On a phone.
    Narrow,
    /// Alone on a slide, with its title and footnote.
    Slide,
}

impl Form {
    /// Width in SVG units.
    pub fn width(self) -> i32 {
        match self {
            Form::Wide => 760,
            Form::Narrow => 360,
            Form::Slide => 960,
        }
    }
}

/// Height of a slide.
pub(super) const SLIDE_HEIGHT: i32 = 540;

/// What a colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Text and totals.
    Ink,
    /// What stands back.
    Soft,
    /// Lines of the grid.
    Grid,
    /// The ground.
    Paper,
    /// Money lost.
    Lost,
    /// Money won.
    Won,
    /// People.
    People,
    /// Option by its place among the colours of options.
    Option(usize),
}

/// Colours of options: the recommended one, the technology alone, the others. Told apart by hue, lightness and width by readers
/// with any colour vision, and always named beside the line.
const OPTIONS: [RGBColor; 6] = [
    RGBColor(10, 127, 134),
    RGBColor(107, 118, 131),
    RGBColor(143, 99, 0),
    RGBColor(162, 62, 107),
    RGBColor(79, 125, 34),
    RGBColor(124, 92, 196),
];

/// Colours that are variables of the page.
const VARIABLES: [(Tone, &str); 13] = [
    (Tone::Ink, "ink"),
    (Tone::Soft, "soft"),
    (Tone::Grid, "grid"),
    (Tone::Paper, "paper"),
    (Tone::Lost, "lost"),
    (Tone::Won, "won"),
    (Tone::People, "people"),
    (Tone::Option(0), "o0"),
    (Tone::Option(1), "o1"),
    (Tone::Option(2), "o2"),
    (Tone::Option(3), "o3"),
    (Tone::Option(4), "o4"),
    (Tone::Option(5), "o5"),
];

impl Tone {
    /// The colour on white.
    pub fn color(self) -> RGBColor {
        match self {
            Tone::Ink => RGBColor(27, 36, 48),
            Tone::Soft => RGBColor(93, 104, 117),
            Tone::Grid => RGBColor(227, 230, 234),
            Tone::Paper => RGBColor(255, 255, 255),
            Tone::Lost => RGBColor(196, 73, 15),
            Tone::Won => RGBColor(11, 102, 168),
            Tone::People => RGBColor(142, 74, 144),
            Tone::Option(place) => OPTIONS[place % OPTIONS.len()],
        }
    }

    /// Name of the page's variable.
    pub fn variable(self) -> &'static str {
        let tone = if let Tone::Option(place) = self { Tone::Option(place % OPTIONS.len()) } else { self };
        VARIABLES.iter().find(|(t, _)| *t == tone).map_or("ink", |(_, name)| name)
    }

    /// The colour as `#RRGGBB`.
    pub fn hex(self) -> String {
        let RGBColor(r, g, b) = self.color();
        format!("#{r:02X}{g:02X}{b:02X}")
    }
}

/// One row of what a pointer reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Option it belongs to, where it belongs to one.
    pub option: Option<String>,
    /// What it is.
    pub name: String,
    /// Its value in words.
    pub value: String,
    /// Colour of the mark.
    pub tone: Tone,
}

/// A place of a drawing that can be read: its place along the axis of reading, its heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Place in SVG units.
    pub at: f64,
    /// Heading: a month, a row.
    pub title: String,
    /// What is read there.
    pub readings: Vec<Reading>,
}

/// A finished drawing.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Width and height in SVG units.
    pub size: (i32, i32),
    /// Layers from the ground up, with the option that switches each, as SVG without its frame.
    pub layers: Vec<(Option<String>, String)>,
    /// Places that can be read.
    pub targets: Vec<Target>,
    /// True: targets lie along the horizontal axis.
    pub across: bool,
    /// The part of the drawing in which marks lie: left, top, right, bottom.
    pub frame: [i32; 4],
}

impl Drawing {
    /// The SVG of a page: colours are its variables, layers of options are groups, the ground shows through.
    pub fn for_page(&self, described: &str) -> String {
        let paint =
            |layer: &str| VARIABLES.iter().fold(layer.to_owned(), |svg, (tone, name)| svg.replace(&tone.hex(), &format!("var(--{name})")));
        let group = |(option, layer): &(Option<String>, String)| match option {
            Some(id) => format!("<g data-option=\"{id}\">{}</g>\n", paint(layer)),
            None => paint(layer),
        };
        let inside: String = self.layers.iter().map(group).collect();
        let (width, height) = self.size;
        let (large, high) = (width * SCALE, height * SCALE);
        format!(
            "<svg viewBox=\"0 0 {large} {high}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            escaped(described),
            // The page has the fonts of its own.
            inside.replace(" font-family=\"Inter, Verdana, DejaVu Sans, sans-serif\"", "").replace('\n', "")
        )
    }

    /// The SVG of a slide.
    pub fn for_slide(&self) -> String {
        let inside: String = self.layers.iter().map(|(_, layer)| layer.as_str()).collect();
        framed(self.size, &format!("{}{inside}", white(self.size)))
    }
}

/// Text inside an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Draws layers of one size.
pub struct Painter {
    size: (i32, i32),
    layers: Vec<(Option<String>, String)>,
}

impl Painter {
    /// An empty drawing.
    pub fn new(size: (i32, i32)) -> Self {
        Self { size, layers: Vec::new() }
    }

    /// Draws the next layer.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn layer(&mut self, option: Option<&str>, draw: impl FnOnce(&Pen<'_, '_>) -> Result<(), ChartError>) -> Result<(), ChartError> {
        let inside = layer(self.size, |area| draw(&Pen { area }))?;
        self.layers.push((option.map(str::to_owned), inside));
        Ok(())
    }

    /// The drawing.
    pub fn done(self, targets: Vec<Target>, across: bool, frame: [i32; 4]) -> Drawing {
        Drawing { size: self.size, layers: self.layers, targets, across, frame }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub tone: Tone,
    /// Width in SVG units.
    pub width: f64,
    /// Lengths of dash and gap.
    pub dash: Option<(i32, i32)>,
}

/// Draws in SVG units.
pub struct Pen<'a, 'b> {
    area: &'a Area<'b>,
}

fn large(x: f64) -> i32 {
    (x * f64::from(SCALE)).round() as i32
}

impl Pen<'_, '_> {
    /// A line through points; cut where one is no number.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn line(&self, points: &[(f64, f64)], stroke: Stroke) -> Result<(), ChartError> {
        for part in points.split(|(x, y)| !x.is_finite() || !y.is_finite()).filter(|part| part.len() > 1) {
            let points: Vec<(i32, i32)> = part.iter().map(|(x, y)| (large(*x), large(*y))).collect();
            let style = stroke.tone.color().stroke_width(large(stroke.width).max(1) as u32);
            match stroke.dash {
                Some((dash, gap)) => {
                    self.area.draw(&DashedPathElement::new(points, dash * SCALE, gap * SCALE, style)).map_err(drawing)?;
                }
                None => self.area.draw(&PathElement::new(points, style)).map_err(drawing)?,
            }
        }
        Ok(())
    }

    /// A filled shape.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn fill(&self, points: &[(f64, f64)], tone: Tone, opacity: f64) -> Result<(), ChartError> {
        let points: Vec<(i32, i32)> = points.iter().map(|(x, y)| (large(*x), large(*y))).collect();
        self.area.draw(&Polygon::new(points, tone.color().mix(opacity))).map_err(drawing)
    }

    /// A filled rectangle between two corners.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn bar(&self, [x0, y0, x1, y1]: [f64; 4], tone: Tone, opacity: f64) -> Result<(), ChartError> {
        let corners = [(large(x0.min(x1)), large(y0.min(y1))), (large(x0.max(x1)), large(y0.max(y1)))];
        self.area.draw(&Rectangle::new(corners, tone.color().mix(opacity).filled())).map_err(drawing)
    }

    /// A dot; a hollow one shows the ground inside.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn dot(&self, (x, y): (f64, f64), radius: f64, tone: Tone, hollow: bool) -> Result<(), ChartError> {
        let at = (large(x), large(y));
        self.area.draw(&Circle::new(at, large(radius), tone.color().filled())).map_err(drawing)?;
        if hollow {
            self.area.draw(&Circle::new(at, large(radius - 2.0), Tone::Paper.color().filled())).map_err(drawing)?;
        }
        Ok(())
    }

    /// Text, centred on its height.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn text(&self, words: &str, (x, y): (f64, f64), size: i32, tone: Tone, bold: bool, side: HPos) -> Result<(), ChartError> {
        text(self.area, words, (x.round() as i32, y.round() as i32), size, tone.color(), bold, side)
    }
}

/// Lines that a text takes in a width, at most `most`, the last one cut with an ellipsis.
pub fn fitted(words: &str, width: f64, size: i32, bold: bool, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut rest = words.split_whitespace().peekable();
    while let Some(word) = rest.next() {
        let full = lines.len() == most;
        let line = lines.last_mut().expect("there is one from the start");
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        let more = if full && rest.peek().is_some() { "\u{2026}" } else { "" };
        if text_width(&format!("{longer}{more}"), size, bold) <= width {
            *line = longer;
        } else if line.is_empty() || full {
            let mut cut = longer;
            while cut.chars().count() > 1 && text_width(&format!("{cut}\u{2026}"), size, bold) > width {
                cut.pop();
            }
            *line = format!("{}\u{2026}", cut.trim_end());
            if full {
                break;
            }
        } else {
            lines.push(String::new());
            let line = lines.last_mut().expect("just pushed");
            word.clone_into(line);
            // A word wider than the line is cut.
            while text_width(line, size, bold) > width && line.chars().count() > 2 {
                line.pop();
            }
        }
    }
    lines
}

/// What a slide says around its plot.
#[derive(Clone, Debug, Default)]
pub struct Caption {
    /// The finding, in a sentence.
    pub message: String,
    /// What is shown.
    pub title: String,
    /// How to read it, and where it comes from.
    pub note: String,
}

/// Draws a slide's caption; returns the room left: top and bottom.
///
/// # Errors
/// When it cannot be drawn.
pub fn caption(pen: &Pen<'_, '_>, caption: &Caption) -> Result<(i32, i32), ChartError> {
    let width = f64::from(Form::Slide.width() - 48);
    let mut y = 36.0;
    for line in fitted(&caption.message, width, 20, true, 2) {
        pen.text(&line, (24.0, y), 20, Tone::Ink, true, HPos::Left)?;
        y += 27.0;
    }
    for line in fitted(&caption.title, width, 13, false, 1) {
        pen.text(&line, (24.0, y), 13, Tone::Soft, false, HPos::Left)?;
        y += 20.0;
    }
    let notes = fitted(&caption.note, width, 11, false, 2);
    let bottom = f64::from(SLIDE_HEIGHT) - 14.0 - 15.0 * (notes.len() - 1) as f64;
    for (i, line) in notes.iter().enumerate() {
        pen.text(line, (24.0, bottom + 15.0 * i as f64), 11, Tone::Soft, false, HPos::Left)?;
    }
    Ok((y as i32, bottom as i32 - 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colours by WCAG 2.
    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let light = |RGBColor(r, g, b): RGBColor| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        let (a, b) = (light(a) + 0.05, light(b) + 0.05);
        a.max(b) / a.min(b)
    }

    fn variable(block: &str, name: &str) -> RGBColor {
        let text = block.split_once(&format!("--{name}:#")).unwrap_or_else(|| panic!("{name} is in the style")).1;
        let text: String = text.chars().take_while(char::is_ascii_hexdigit).collect();
        let text = if text.len() == 3 { text.chars().flat_map(|c| [c, c]).collect() } else { text };
        let part = |i: usize| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hexadecimal");
        RGBColor(part(0), part(1), part(2))
    }

    #[test]
    fn colours_of_letters_are_read_on_their_ground_in_light_and_in_dark() {
        let style = include_str!("../../../assets/report/style.css");
        let light = style.split_once(":root{").expect("the light colours").1;
        let dark = style.split_once(":root[data-theme=dark]{").expect("the dark colours").1;
        for (tone, name) in VARIABLES {
            assert_eq!(variable(light, name), tone.color(), "{name}: page and slides have the same colours");
            if !matches!(tone, Tone::Grid | Tone::Paper) {
                assert!(contrast(tone.color(), variable(light, "paper")) >= 4.5, "{name} on white");
                assert!(contrast(variable(dark, name), variable(dark, "paper")) >= 4.5, "{name} in the dark");
            }
        }
    }

    #[test]
    fn text_fits_its_width() {
        let lines = fitted("one two three four five six seven eight nine ten", 80.0, 13, false, 2);
        assert!(lines.len() == 2 && lines[1].ends_with('\u{2026}'), "{lines:?}");
        assert!(lines.iter().all(|line| text_width(line, 13, false) <= 80.0), "{lines:?}");
        assert_eq!(fitted("short", 80.0, 13, false, 2), ["short"]);
        assert!(text_width(&fitted("incomprehensibilities", 40.0, 13, false, 1)[0], 13, false) <= 40.0);
    }
}
