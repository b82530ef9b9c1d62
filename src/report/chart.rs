//! Charts: SVG text by plotters, PNG from the same SVG, with embedded fonts so that they look alike everywhere.
//!
//! plotters puts everything on whole pixels; charts are drawn at [`SCALE`] times their size and scaled back by `viewBox`.

use std::sync::Once;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};
use resvg::{tiny_skia, usvg};

use super::words::money;
use crate::engine::record::Metric;
use crate::model::Model;
use crate::results::Results;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf");
const FAMILY: &str = "DejaVu Sans";

/// Size of a chart in SVG units.
pub(super) const SIZE: (i32, i32) = (960, 540);
pub(super) const SCALE: i32 = 4;
/// Pixels of a PNG for each SVG unit.
const PNG_SCALE: f32 = 2.0;
/// Room for title, labels at the end of lines, dates, and money.
const PLOT: Frame = Frame { left: 64, right: 232, top: 100, bottom: 66 };
/// Characters of a scenario's name.
const NAME: usize = 100;

pub(super) const INK: RGBColor = RGBColor(34, 40, 49);
pub(super) const FAINT: RGBColor = RGBColor(110, 118, 129);
pub(super) const GRID: RGBColor = RGBColor(228, 231, 235);
/// Okabe and Ito's palette without its yellow: told apart by colour-blind readers too.
pub(super) const PALETTE: [RGBColor; 6] = [
    RGBColor(213, 94, 0),
    RGBColor(0, 114, 178),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
];

struct Frame {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

/// A line over months, with its band where it has one.
#[derive(Clone, Debug)]
struct Line {
    name: String,
    middle: Vec<f64>,
    band: Option<(Vec<f64>, Vec<f64>)>,
    color: RGBColor,
    dashed: bool,
}

/// What a chart of cumulative money shows.
#[derive(Clone, Debug)]
pub struct Fan {
    title: String,
    subtitle: String,
    footnote: String,
    currency: String,
    lines: Vec<Line>,
    dates: Vec<String>,
    go_live: usize,
}

impl Fan {
    /// Cumulative cost savings of every option, and the slide of `best` (the first option with an AI where that has none).
    pub fn cumulative_savings(model: &Model, results: &Results, best: Option<usize>) -> Self {
        let series = |option: usize, metric: Metric, of: fn(&crate::results::SeriesStatistics) -> f64| -> Vec<f64> {
            let months = &results.months[option];
            (0..months.months()).map(|t| of(months.get(t, metric as usize))).collect()
        };
        let mut lines: Vec<Line> = (1..results.options.len())
            .map(|option| Line {
                name: named(results, option),
                middle: series(option, Metric::CumulativeSavings, |s| s.p50),
                band: (results.trials > 1)
                    .then(|| (series(option, Metric::CumulativeSavings, |s| s.p10), series(option, Metric::CumulativeSavings, |s| s.p90))),
                color: PALETTE[(option - 1) % PALETTE.len()],
                dashed: false,
            })
            .collect();
        if results.options.len() > 1 {
            let shown = best.filter(|b| *b > 0).unwrap_or(1);
            lines.push(Line {
                name: "The slide's promise".into(),
                middle: series(shown, Metric::CumulativeSlide, |s| s.p50),
                band: None,
                color: FAINT,
                dashed: true,
            });
        }
        let footnote = if results.trials > 1 {
            format!("Line: even chances of more or less. Band: 8 chances in 10. {} simulated worlds.", results.trials)
        } else {
            "Expected-value mode: one world without chance, to verify the program and not to decide by.".into()
        };
        let mut subtitle: String = model.name.chars().take(NAME).collect();
        if subtitle.len() < model.name.len() {
            subtitle.push('\u{2026}');
        }
        Self {
            title: "What reaches the P&L: cumulative cost savings against the slide".into(),
            subtitle,
            footnote,
            currency: model.currency.clone(),
            lines,
            dates: (0..model.calendar.months).map(|t| model.calendar.label(t)).collect(),
            go_live: model.calendar.go_live,
        }
    }

    /// The chart as SVG.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn svg(&self) -> Result<String, ChartError> {
        svg(SIZE, |area| self.draw(area))
    }

    fn draw(&self, area: &Area<'_>) -> Result<(), ChartError> {
        let bounds = self.bounds();
        let canvas = Canvas { area, bounds, months: self.dates.len() };
        canvas.text(&self.title, (24, 34), 19, INK, true, HPos::Left)?;
        canvas.text(&self.subtitle, (24, 58), 13, FAINT, false, HPos::Left)?;
        canvas.text(&self.footnote, (24, SIZE.1 - 18), 11, FAINT, false, HPos::Left)?;
        self.draw_axes(&canvas)?;
        for line in &self.lines {
            if let Some((low, high)) = &line.band {
                let mut outline = canvas.points(low);
                outline.extend(canvas.points(high).into_iter().rev());
                area.draw(&Polygon::new(outline, line.color.mix(0.16))).map_err(drawing)?;
            }
        }
        for line in &self.lines {
            let style = line.color.stroke_width(if line.dashed { 2 } else { 3 } * SCALE as u32);
            let points = canvas.points(&line.middle);
            if line.dashed {
                let (dash, gap) = (8 * SCALE, 6 * SCALE);
                area.draw(&DashedPathElement::new(points, dash, gap, style)).map_err(drawing)?;
            } else {
                area.draw(&PathElement::new(points, style)).map_err(drawing)?;
            }
        }
        self.draw_labels(&canvas)
    }

    fn draw_axes(&self, canvas: &Canvas<'_, '_>) -> Result<(), ChartError> {
        let (low, high) = self.bounds();
        let step = step(high - low);
        let (left, right) = (PLOT.left, SIZE.0 - PLOT.right);
        for i in (low / step).ceil() as i64..=(high / step).floor() as i64 {
            let amount = i as f64 * step;
            let y = canvas.y(amount);
            let (color, width) = if i == 0 { (INK, 5) } else { (GRID, 3) };
            canvas.line([(left * SCALE, y), (right * SCALE, y)], color, width)?;
            let text = if i == 0 { "0".into() } else { printed(amount).replace(".0 ", " ") };
            canvas.text(&text, (left - 8, y / SCALE), 12, FAINT, false, HPos::Right)?;
        }
        canvas.text(&format!("Cumulative, {}", self.currency), (24, PLOT.top - 16), 12, FAINT, false, HPos::Left)?;
        let every = self.dates.len().div_ceil(9).next_multiple_of(3);
        let bottom = SIZE.1 - PLOT.bottom;
        for (t, date) in self.dates.iter().enumerate().step_by(every) {
            let x = canvas.x(t);
            canvas.line([(x, bottom * SCALE), (x, (bottom + 5) * SCALE)], FAINT, 4)?;
            canvas.text(date, (x / SCALE, bottom + 18), 12, FAINT, false, HPos::Center)?;
        }
        let x = canvas.x(self.go_live);
        let marker = vec![(x, PLOT.top * SCALE), (x, bottom * SCALE)];
        let style = FAINT.stroke_width(SCALE as u32);
        canvas.area.draw(&DashedPathElement::new(marker, 2 * SCALE, 4 * SCALE, style)).map_err(drawing)?;
        canvas.text("go-live", (x / SCALE + 6, PLOT.top + 6), 12, FAINT, false, HPos::Left)
    }

    /// Labels beside the ends of their lines, moved apart where they would cover each other.
    fn draw_labels(&self, canvas: &Canvas<'_, '_>) -> Result<(), ChartError> {
        const LINE: i32 = 15;
        let lines = |text: &[String]| i32::try_from(text.len()).unwrap_or(i32::MAX / 100);
        let mut labels: Vec<(i32, Vec<String>, &Line)> = self
            .lines
            .iter()
            .filter_map(|line| {
                let end = *line.middle.last()?;
                let mut text = vec![format!("{} {}", printed(end), self.currency)];
                text.extend(super::layout::wrapped(&line.name, 30, "").lines().take(3).map(str::to_owned));
                Some((canvas.y(end) / SCALE, text, line))
            })
            .collect();
        labels.sort_by_key(|(y, ..)| *y);
        let tops = apart(
            &labels.iter().map(|(y, text, _)| (*y - LINE * lines(text) / 2, LINE * lines(text) + 8)).collect::<Vec<_>>(),
            PLOT.top - 12,
            SIZE.1 - PLOT.bottom + 24,
        );
        let x = SIZE.0 - PLOT.right;
        for ((y, text, line), top) in labels.iter().zip(tops) {
            let middle = top + LINE * lines(text) / 2;
            let style = line.color.stroke_width(SCALE as u32);
            let leader = vec![((x + 2) * SCALE, *y * SCALE), ((x + 14) * SCALE, middle * SCALE)];
            canvas.area.draw(&PathElement::new(leader, style)).map_err(drawing)?;
            for (row, words) in (0..).zip(text) {
                let at = (x + 20, top + LINE * row + LINE / 2);
                canvas.text(words, at, if row == 0 { 13 } else { 12 }, line.color, row == 0, HPos::Left)?;
            }
        }
        Ok(())
    }

    /// Least and greatest money shown: a little around everything drawn, 0 included.
    fn bounds(&self) -> (f64, f64) {
        let bands = self.lines.iter().filter_map(|l| l.band.as_ref()).flat_map(|(low, high)| low.iter().chain(high));
        let values = self.lines.iter().flat_map(|l| &l.middle).chain(bands).filter(|v| v.is_finite());
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        let range = (high - low).max(1.0);
        (low - range * 0.04, high.max(low + range) + range * 0.04)
    }
}

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Places on the drawing, in pixels of the large drawing for marks and in SVG units for text.
struct Canvas<'a, 'b> {
    area: &'a Area<'b>,
    bounds: (f64, f64),
    months: usize,
}

impl Canvas<'_, '_> {
    /// Where a month begins.
    fn x(&self, month: usize) -> i32 {
        let width = f64::from((SIZE.0 - PLOT.left - PLOT.right) * SCALE);
        PLOT.left * SCALE + (width * month as f64 / self.months.max(1) as f64).round() as i32
    }

    fn y(&self, amount: f64) -> i32 {
        let (low, high) = self.bounds;
        let height = f64::from((SIZE.1 - PLOT.top - PLOT.bottom) * SCALE);
        PLOT.top * SCALE + (height * (high - amount) / (high - low)).round() as i32
    }

    /// A line from 0 before the first month through the amounts at the end of each.
    fn points(&self, amounts: &[f64]) -> Vec<(i32, i32)> {
        let amounts = std::iter::once(&0.0).chain(amounts);
        amounts.enumerate().map(|(t, amount)| (self.x(t), self.y(*amount))).collect()
    }

    fn line(&self, ends: [(i32, i32); 2], color: RGBColor, width: u32) -> Result<(), ChartError> {
        self.area.draw(&PathElement::new(ends.to_vec(), color.stroke_width(width))).map_err(drawing)
    }

    fn text(&self, words: &str, at: (i32, i32), size: i32, color: RGBColor, bold: bool, side: HPos) -> Result<(), ChartError> {
        text(self.area, words, at, size, color, bold, side)
    }
}

/// A drawing of a size as SVG.
pub(super) fn svg(size: (i32, i32), draw: impl FnOnce(&Area<'_>) -> Result<(), ChartError>) -> Result<String, ChartError> {
    register_fonts();
    let (width, height) = size;
    let (large, high) = (width * SCALE, height * SCALE);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (large as u32, high as u32)).into_drawing_area();
        area.fill(&WHITE).map_err(drawing)?;
        draw(&area)?;
        area.present().map_err(drawing)?;
    }
    let head = format!("<svg width=\"{large}\" height=\"{high}\"");
    let scaled = format!("<svg width=\"{width}\" height=\"{height}\" role=\"img\"");
    let svg = svg.replacen(&head, &scaled, 1);
    // A reader without the font gets one that is as wide.
    Ok(svg.replace(&format!("font-family=\"{FAMILY}\""), &format!("font-family=\"{FAMILY}, Verdana, sans-serif\"")))
}

/// Text at a place in SVG units.
pub(super) fn text(
    area: &Area<'_>,
    words: &str,
    at: (i32, i32),
    size: i32,
    color: RGBColor,
    bold: bool,
    side: HPos,
) -> Result<(), ChartError> {
    // plotters writes a size of 1.24 as 1.
    let size = f64::from(size * SCALE) * 1.24;
    let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
    let style = TextStyle::from((FAMILY, size, weight).into_font()).color(&color).pos(Pos::new(side, VPos::Center));
    area.draw(&Text::new(words.to_owned(), (at.0 * SCALE, at.1 * SCALE), style)).map_err(drawing)
}

/// An SVG as PNG, twice its size in pixels.
///
/// # Errors
/// When the SVG cannot be read or drawn.
pub fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    let mut options = usvg::Options { font_family: FAMILY.into(), ..usvg::Options::default() };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| ChartError(e.to_string()))?;
    let size = tree.size();
    let (width, height) = ((size.width() * PNG_SCALE) as u32, (size.height() * PNG_SCALE) as u32);
    let mut picture = tiny_skia::Pixmap::new(width, height).ok_or_else(|| ChartError("the picture has no size".into()))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(PNG_SCALE, PNG_SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|e| ChartError(e.to_string()))
}

/// A chart that could not be drawn.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the chart could not be drawn: {0}")]
pub struct ChartError(String);

pub(super) fn drawing(error: impl std::fmt::Display) -> ChartError {
    ChartError(error.to_string())
}

/// Fonts are known to plotters process-wide.
fn register_fonts() {
    static FONTS: Once = Once::new();
    FONTS.call_once(|| {
        for (style, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
            assert!(register_font(FAMILY, style, bytes).is_ok(), "the embedded fonts are read by the tests");
        }
    });
}

/// Name of an option; one that is unsound in most worlds says so wherever its savings are shown.
fn named(results: &Results, option: usize) -> String {
    let sound = results.totals[option].iter().filter(|t| t.is_sound()).count();
    let name = &results.options[option].name;
    if 2 * sound < results.trials { format!("{name} (not sound)") } else { name.clone() }
}

/// Money with a true minus sign.
pub(super) fn printed(amount: f64) -> String {
    money(amount).replace('-', "\u{2212}")
}

/// A round step that cuts a range into four to nine parts.
pub(super) fn step(range: f64) -> f64 {
    let magnitude = 10_f64.powf((range / 5.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|m| m * magnitude);
    steps.into_iter().find(|s| range / s <= 8.0).unwrap_or(10.0 * magnitude)
}

/// Tops of labels of given (wanted top, height), ascending, moved as little as keeps them apart and inside.
fn apart(labels: &[(i32, i32)], top: i32, bottom: i32) -> Vec<i32> {
    let mut tops: Vec<i32> = Vec::with_capacity(labels.len());
    let mut free = top;
    for (wanted, height) in labels {
        let place = (*wanted).max(free);
        tops.push(place);
        free = place + height;
    }
    let mut limit = bottom;
    for (place, (_, height)) in tops.iter_mut().zip(labels).rev() {
        *place = (*place).min(limit - height);
        limit = *place;
    }
    tops
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fan(scale: f64) -> Fan {
        let rising = |by: f64| -> Vec<f64> { (0..27).map(|t| f64::from(t) * by * scale).collect() };
        let line = |name: &str, by: f64, color, dashed: bool| Line {
            name: name.into(),
            middle: rising(by),
            band: (!dashed).then(|| (rising(by - 4e4), rising(by + 4e4))),
            color,
            dashed,
        };
        Fan {
            title: "Title".into(),
            subtitle: "Subtitle <&>".into(),
            footnote: "Footnote".into(),
            currency: "USD".into(),
            lines: vec![line("First", -5e4, PALETTE[0], false), line("Slide", 3e5, FAINT, true)],
            dates: (0..27).map(|t| format!("2026-{t:02}")).collect(),
            go_live: 3,
        }
    }

    #[test]
    fn a_chart_is_drawn_in_both_forms() {
        let svg = fan(1.0).svg().expect("the fonts are embedded");
        assert!(svg.starts_with("<svg width=\"960\" height=\"540\""), "{}", &svg[..80]);
        assert!(svg.contains("viewBox=\"0 0 3840 2160\"") && svg.contains("go-live") && svg.contains("&lt;&amp;&gt;"));
        let png = png(&svg).expect("our own SVG is valid");
        assert_eq!(&png[1..4], b"PNG");
        assert_eq!((&png[16..20], &png[20..24]), (&1920_u32.to_be_bytes()[..], &1080_u32.to_be_bytes()[..]));
    }

    #[test]
    fn nothing_to_show_is_drawn_too() {
        assert!(fan(0.0).svg().is_ok());
        let mut empty = fan(1.0);
        empty.lines.clear();
        assert!(empty.svg().is_ok());
        empty.dates.truncate(1);
        empty.go_live = 0;
        assert!(empty.svg().is_ok());
    }

    #[test]
    fn steps_are_round() {
        assert_eq!([9.3e6, 1.1, 40.0].map(step), [2e6, 0.2, 5.0]);
    }

    #[test]
    fn labels_keep_apart_and_inside() {
        assert_eq!(apart(&[(10, 20), (15, 20)], 0, 100), [10, 30]);
        assert_eq!(apart(&[(85, 20), (90, 20)], 0, 100), [60, 80]);
    }
}
