//! Figures in rows: bars, steps of a bridge, dots with whiskers, pairs of before and after. A row a thing, its name readable.

use plotters::style::text_anchor::HPos;

use super::super::chart::{ChartError, step, text_width};
use super::canvas::{Caption, Drawing, Form, Painter, Pen, Reading, SLIDE_HEIGHT, Stroke, Target, Tone, caption, fitted};
use super::unit::Unit;

/// A bar from one value to another.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Colour.
    pub tone: Tone,
    /// Drawn lighter.
    pub light: bool,
}

/// A dot.
#[derive(Clone, Copy, Debug)]
pub struct Dot {
    /// Where.
    pub at: f64,
    /// Colour.
    pub tone: Tone,
    /// Hollow: as it was before.
    pub hollow: bool,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Name.
    pub label: String,
    /// Bars.
    pub bars: Vec<Bar>,
    /// Dots.
    pub dots: Vec<Dot>,
    /// From the 10th to the 90th percentile.
    pub whisker: Option<[f64; 2]>,
    /// Its value in words.
    pub value: String,
    /// A total.
    pub strong: bool,
    /// What a pointer reads: name and value.
    pub readings: Vec<(String, String)>,
}

impl Row {
    fn reading(&self, name: &str, value: &str) -> Reading {
        let tone = self.bars.first().map(|b| b.tone).or(self.dots.last().map(|d| d.tone)).unwrap_or(Tone::Ink);
        Reading { option: None, name: name.to_owned(), value: value.to_owned(), tone }
    }
}

/// A figure in rows.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Unit of the values.
    pub unit: Unit,
    /// Rows from top to bottom.
    pub rows: Vec<Row>,
    /// Is nothing part of the axis?
    pub from_zero: bool,
    /// Are bars joined by lines from the end of one to the beginning of the next?
    pub joined: bool,
    /// What colours mean; a hollow dot is said by `true`.
    pub legend: Vec<(Tone, bool, String)>,
}

struct Plot<'a> {
    figure: &'a Rows,
    form: Form,
    frame: [f64; 4],
    bounds: (f64, f64),
    row: f64,
    labels: f64,
}

impl Rows {
    /// Draws it.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn draw(&self, form: Form, said: &Caption) -> Result<Drawing, ChartError> {
        let width = form.width();
        let count = i32::try_from(self.rows.len()).unwrap_or(i32::MAX).max(1);
        let two_lines = form == Form::Wide && self.rows.iter().any(|r| text_width(&r.label, 13, r.strong) > 240.0);
        let row = match form {
            Form::Wide if two_lines => 36,
            Form::Wide => 30,
            _ => 44,
        };
        let head = if self.legend.is_empty() { 10 } else { 34 };
        let height = match form {
            Form::Slide => SLIDE_HEIGHT,
            Form::Narrow => 22 * self.legend_lines(width) + 12 + row * count + 30,
            Form::Wide => head + row * count + 30,
        };
        let mut painter = Painter::new((width, height));
        let (mut top, mut bottom) = (0, height);
        if form == Form::Slide {
            painter.layer(None, |pen| {
                (top, bottom) = caption(pen, said)?;
                Ok(())
            })?;
        }
        let legend = if form == Form::Narrow { 22 * self.legend_lines(width) + 12 } else { head };
        let values = self.rows.iter().map(|r| text_width(&r.value, 13, true)).fold(0.0, f64::max);
        let (left, right) = if form == Form::Narrow {
            (12.0, f64::from(width) - 12.0)
        } else {
            let widest = self.rows.iter().map(|r| text_width(&r.label, 13, r.strong)).fold(0.0, f64::max);
            let most = if form == Form::Slide { 330.0 } else { 252.0 };
            (
                widest.min(most) + 22.0 + if form == Form::Slide { 20.0 } else { 0.0 },
                f64::from(width) - values - if form == Form::Slide { 38.0 } else { 22.0 },
            )
        };
        let frame = [left, f64::from(top + legend), right, f64::from(bottom) - 24.0];
        let row = ((frame[3] - frame[1]) / f64::from(count)).min(f64::from(if form == Form::Slide { 66 } else { row }));
        let frame = [frame[0], frame[1], frame[2], frame[1] + row * f64::from(count)];
        let plot = Plot {
            figure: self,
            form,
            frame,
            bounds: self.bounds(),
            row,
            labels: left - 12.0 - if form == Form::Slide { 24.0 } else { 4.0 },
        };
        painter.layer(None, |pen| {
            plot.legend(pen, f64::from(top))?;
            plot.axis(pen)?;
            self.rows.iter().enumerate().try_for_each(|(i, row)| plot.draw(pen, i, row))
        })?;
        let targets = self.rows.iter().enumerate().map(|(i, row)| Target {
            at: plot.middle(i),
            title: row.label.clone(),
            readings: row.readings.iter().map(|(name, value)| row.reading(name, value)).collect(),
        });
        Ok(painter.done(targets.collect(), false, frame.map(|x| x.round() as i32)))
    }

    fn bounds(&self) -> (f64, f64) {
        let values = self.rows.iter().flat_map(|r| {
            let bars = r.bars.iter().flat_map(|b| [b.from, b.to]);
            bars.chain(r.dots.iter().map(|d| d.at)).chain(r.whisker.into_iter().flatten())
        });
        let start = if self.from_zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        let (low, high) = values.filter(|v| v.is_finite()).fold(start, |(l, h): (f64, f64), v| (l.min(v), h.max(v)));
        if !low.is_finite() || !high.is_finite() {
            return (0.0, 1.0);
        }
        let range = (high - low).max(self.unit.least_range());
        let around = range * 0.03;
        (if self.from_zero && low == 0.0 { 0.0 } else { low - around }, high.max(low + range) + around)
    }

    /// Places of the legend's entries in lines of a width.
    fn legend_places(&self, width: i32) -> Vec<(i32, f64)> {
        let (mut line, mut x) = (0, 0.0);
        let room = f64::from(width) - 20.0;
        let mut places = Vec::new();
        for (_, _, words) in &self.legend {
            let wide = text_width(words, 12, false) + 40.0;
            if x > 0.0 && x + wide > room {
                line += 1;
                x = 0.0;
            }
            places.push((line, x));
            x += wide;
        }
        places
    }

    fn legend_lines(&self, width: i32) -> i32 {
        self.legend_places(width).last().map_or(0, |(line, _)| line + 1)
    }
}

impl Plot<'_> {
    fn x(&self, value: f64) -> f64 {
        let [left, _, right, _] = self.frame;
        let (low, high) = self.bounds;
        left + (right - left) * (value - low) / (high - low)
    }

    /// Middle of the marks of a row.
    fn middle(&self, i: usize) -> f64 {
        let low = if self.form == Form::Narrow { 0.68 } else { 0.5 };
        self.frame[1] + self.row * (i as f64 + low)
    }

    fn thick(&self) -> f64 {
        if self.form == Form::Narrow { 14.0 } else { (self.row * 0.58).min(34.0) }
    }

    fn legend(&self, pen: &Pen<'_, '_>, top: f64) -> Result<(), ChartError> {
        let left = if self.form == Form::Slide { 24.0 } else { 4.0 };
        for ((tone, hollow, words), (line, x)) in self.figure.legend.iter().zip(self.figure.legend_places(self.form.width())) {
            let (x, y) = (left + x, top + 12.0 + 22.0 * f64::from(line));
            if self.figure.rows.iter().any(|r| !r.dots.is_empty()) {
                pen.dot((x + 6.0, y), 5.0, *tone, *hollow)?;
            } else {
                pen.bar([x, y - 6.0, x + 12.0, y + 6.0], *tone, if *hollow { 0.45 } else { 1.0 })?;
            }
            pen.text(words, (x + 18.0, y), 12, Tone::Soft, false, HPos::Left)?;
        }
        Ok(())
    }

    fn axis(&self, pen: &Pen<'_, '_>) -> Result<(), ChartError> {
        let [left, top, right, bottom] = self.frame;
        let (low, high) = self.bounds;
        let every = step(high - low) * if self.form == Form::Narrow { 2.0 } else { 1.0 };
        for i in (low / every).ceil() as i64..=(high / every).floor() as i64 {
            let value = i as f64 * every;
            let x = self.x(value);
            let (tone, width) = if i == 0 { (Tone::Soft, 1.0) } else { (Tone::Grid, 0.8) };
            pen.line(&[(x, top), (x, bottom)], Stroke { tone, width, dash: None })?;
            let words = self.figure.unit.tick(value, every);
            let half = text_width(&words, 12, false) / 2.0;
            let x = x.clamp(left.min(half + 2.0), right.max(left) - half.min(4.0));
            pen.text(&words, (x, bottom + 13.0), 12, Tone::Soft, false, HPos::Center)?;
        }
        Ok(())
    }

    fn draw(&self, pen: &Pen<'_, '_>, i: usize, row: &Row) -> Result<(), ChartError> {
        let y = self.middle(i);
        let half = self.thick() / 2.0;
        if self.form == Form::Narrow {
            let over = self.frame[1] + self.row * (i as f64 + 0.24);
            let values = text_width(&row.value, 13, true);
            let room = f64::from(self.form.width()) - values - 24.0;
            let name = fitted(&row.label, room, 13, row.strong, 1).concat();
            // Letters stand on a ground of their own, for lines of the axis run below them.
            let end = 8.0 + text_width(&name, 13, row.strong);
            pen.bar([0.0, over - 9.0, end, over + 9.0], Tone::Paper, 0.9)?;
            let begin = f64::from(self.form.width()) - values - 8.0;
            pen.bar([begin, over - 9.0, f64::from(self.form.width()), over + 9.0], Tone::Paper, 0.9)?;
            pen.text(&name, (4.0, over), 13, Tone::Ink, row.strong, HPos::Left)?;
            pen.text(&row.value, (f64::from(self.form.width()) - 4.0, over), 13, Tone::Ink, true, HPos::Right)?;
        } else {
            let most = if self.row >= 30.0 { 2 } else { 1 };
            let lines = fitted(&row.label, self.labels, 13, row.strong, most);
            for (line, words) in lines.iter().enumerate() {
                let up = 15.0 * (line as f64 - (lines.len() - 1) as f64 / 2.0);
                pen.text(words, (self.frame[0] - 12.0, y + up), 13, Tone::Ink, row.strong, HPos::Right)?;
            }
            pen.text(
                &row.value,
                (f64::from(self.form.width()) - if self.form == Form::Slide { 24.0 } else { 8.0 }, y),
                13,
                Tone::Ink,
                row.strong,
                HPos::Right,
            )?;
        }
        for bar in &row.bars {
            let (a, b) = (self.x(bar.from), self.x(bar.to));
            // What is too small for a bar still leaves a mark.
            let b = if (b - a).abs() < 1.0 && bar.from != bar.to { a + 1.0_f64.copysign(bar.to - bar.from) } else { b };
            if row.dots.is_empty() {
                pen.bar([a, y - half, b, y + half], bar.tone, if bar.light { 0.45 } else { 1.0 })?;
            } else {
                pen.bar([a, y - 1.5, b, y + 1.5], bar.tone, 0.45)?;
            }
        }
        if self.figure.joined
            && let (Some(bar), Some(_)) = (row.bars.last(), self.figure.rows.get(i + 1))
        {
            let x = self.x(bar.to);
            // A bar too thin to be seen is bridged as well.
            let start = if (self.x(bar.from) - x).abs() < 1.5 { y - half } else { y + half };
            pen.line(&[(x, start), (x, self.middle(i + 1) - half)], Stroke { tone: Tone::Soft, width: 0.8, dash: None })?;
        }
        if let Some([low, high]) = row.whisker.filter(|w| w.iter().all(|x| x.is_finite())) {
            let (a, b) = (self.x(low), self.x(high));
            let stroke = Stroke { tone: Tone::Ink, width: 1.2, dash: None };
            pen.line(&[(a, y), (b, y)], stroke)?;
            for x in [a, b] {
                pen.line(&[(x, y - 4.0), (x, y + 4.0)], stroke)?;
            }
        }
        for dot in row.dots.iter().filter(|d| d.at.is_finite()) {
            pen.dot((self.x(dot.at), y), 5.5, dot.tone, dot.hollow)?;
        }
        Ok(())
    }
}
