//! Figures over months: lines with bands, areas between them, a mark at go-live.

use plotters::style::text_anchor::HPos;

use super::super::chart::{ChartError, apart, step, text_width};
use super::super::data::Data;
use super::canvas::{Caption, Drawing, Form, Painter, Pen, Reading, SLIDE_HEIGHT, Stroke, Target, Tone, caption, fitted};
use super::unit::Unit;

/// A line, with its band where it has one.
#[derive(Clone, Debug)]
pub struct Series {
    /// Option that switches it; none: always there.
    pub option: Option<String>,
    /// Name for people.
    pub name: String,
    /// The line.
    pub middle: Vec<f64>,
    /// Lower and upper edge of the band.
    pub band: Option<(Vec<f64>, Vec<f64>)>,
    /// Colour.
    pub tone: Tone,
    /// Drawn with dashes.
    pub dashed: bool,
    /// Drawn stronger than the others.
    pub strong: bool,
}

/// A shaded area between two lines.
#[derive(Clone, Debug)]
pub struct Shade {
    /// Option that switches it.
    pub option: Option<String>,
    /// Name for people.
    pub name: String,
    /// Lower edge.
    pub low: Vec<f64>,
    /// Upper edge; shaded where it is above the lower one.
    pub high: Vec<f64>,
    /// Colour.
    pub tone: Tone,
    /// How much of it covers what is below, 0 to 1.
    pub opacity: f64,
}

/// A figure over months.
#[derive(Clone, Debug)]
pub struct Lines {
    /// Unit of the values.
    pub unit: Unit,
    /// Names of the months.
    pub months: Vec<String>,
    /// Amounts that run up from nothing before the first month.
    pub cumulative: bool,
    /// Month of go-live.
    pub go_live: usize,
    /// Is nothing part of the axis?
    pub from_zero: bool,
    /// A level to hold the lines against.
    pub level: Option<f64>,
    /// Shades, below the lines.
    pub shades: Vec<Shade>,
    /// Lines.
    pub series: Vec<Series>,
}

struct Plot<'a> {
    lines: &'a Lines,
    frame: [f64; 4],
    bounds: (f64, f64),
}

/// Height of a line of a label.
const LABEL: i32 = 15;

impl Lines {
    /// A plain figure over the months of a run: from zero, nothing shaded, no level, no lines yet.
    pub fn by_month(data: &Data, unit: Unit) -> Self {
        Self {
            unit,
            months: data.dates.clone(),
            cumulative: false,
            go_live: data.go_live(),
            from_zero: true,
            level: None,
            shades: Vec::new(),
            series: Vec::new(),
        }
    }

    /// Draws it.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn draw(&self, form: Form, said: &Caption) -> Result<Drawing, ChartError> {
        let width = form.width();
        let height = match form {
            Form::Wide => 380,
            Form::Narrow => 260,
            Form::Slide => SLIDE_HEIGHT,
        };
        let mut painter = Painter::new((width, height));
        let (mut top, mut bottom) = (16, height - 8);
        if form == Form::Slide {
            painter.layer(None, |pen| {
                (top, bottom) = caption(pen, said)?;
                Ok(())
            })?;
            top += 6;
        }
        let right = match form {
            Form::Wide => 176,
            Form::Slide => 220,
            Form::Narrow => 14,
        };
        let left = if form == Form::Slide { 76.0 } else { 52.0 };
        let frame = [left, f64::from(top) + 8.0, f64::from(width - right), f64::from(bottom) - 26.0];
        let plot = Plot { lines: self, frame, bounds: self.bounds() };
        painter.layer(None, |pen| plot.axes(pen, form))?;
        for shade in &self.shades {
            painter.layer(shade.option.as_deref(), |pen| plot.shade(pen, shade))?;
        }
        for series in &self.series {
            painter.layer(series.option.as_deref(), |pen| plot.band(pen, series))?;
        }
        for series in self.series.iter().filter(|s| !s.strong).chain(self.series.iter().filter(|s| s.strong)) {
            painter.layer(series.option.as_deref(), |pen| plot.line(pen, series))?;
        }
        if form != Form::Narrow {
            for (series, top, text) in plot.labels(f64::from(right) - 26.0) {
                painter.layer(series.option.as_deref(), |pen| plot.label(pen, series, top, &text))?;
            }
        }
        let targets = (0..self.months.len()).map(|t| self.target(t, plot.x(t))).collect();
        Ok(painter.done(targets, true, frame.map(|x| x.round() as i32)))
    }

    fn target(&self, t: usize, at: f64) -> Target {
        let lines = self.series.iter().filter(|s| s.middle.get(t).is_some_and(|x| x.is_finite())).map(|s| {
            let band = s
                .band
                .as_ref()
                .map_or_else(String::new, |(low, high)| format!(" ({} to {})", self.unit.text(low[t]), self.unit.text(high[t])));
            Reading { option: s.option.clone(), name: s.name.clone(), value: self.unit.text(s.middle[t]) + &band, tone: s.tone }
        });
        Target { at, title: self.months[t].clone(), readings: lines.collect() }
    }

    /// Least and greatest value shown, a little around everything drawn.
    fn bounds(&self) -> (f64, f64) {
        let bands = self.series.iter().filter_map(|s| s.band.as_ref()).flat_map(|(low, high)| low.iter().chain(high));
        let shades = self.shades.iter().flat_map(|s| s.low.iter().chain(&s.high));
        let values = self.series.iter().flat_map(|s| &s.middle).chain(bands).chain(shades).chain(self.level.as_ref());
        let start = if self.from_zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        let (low, high) = values.filter(|v| v.is_finite()).fold(start, |(l, h): (f64, f64), v| (l.min(*v), h.max(*v)));
        if !low.is_finite() || !high.is_finite() {
            return (0.0, 1.0);
        }
        let range = (high - low).max(self.unit.least_range());
        let below = if self.from_zero && low == 0.0 { 0.0 } else { range * 0.05 };
        (low - below, high.max(low + range) + range * 0.05)
    }
}

impl Plot<'_> {
    /// Place of a month's value.
    fn x(&self, t: usize) -> f64 {
        let [left, _, right, _] = self.frame;
        let inside = if self.lines.cumulative { 1.0 } else { 0.5 };
        left + (right - left) * (t as f64 + inside) / self.lines.months.len().max(1) as f64
    }

    fn y(&self, value: f64) -> f64 {
        let [_, top, _, bottom] = self.frame;
        let (low, high) = self.bounds;
        top + (bottom - top) * (high - value) / (high - low)
    }

    fn points(&self, values: &[f64]) -> Vec<(f64, f64)> {
        let start = self.lines.cumulative.then(|| (self.frame[0], self.y(0.0)));
        start.into_iter().chain(values.iter().enumerate().map(|(t, v)| (self.x(t), self.y(*v)))).collect()
    }

    fn axes(&self, pen: &Pen<'_, '_>, form: Form) -> Result<(), ChartError> {
        let [left, top, right, bottom] = self.frame;
        let (low, high) = self.bounds;
        let step = step(high - low) * if form == Form::Narrow { 2.0 } else { 1.0 };
        let unit = self.lines.unit.axis();
        if !unit.is_empty() {
            pen.text(&unit, (left - 48.0, top - 14.0), 12, Tone::Soft, false, HPos::Left)?;
        }
        for i in (low / step).ceil() as i64..=(high / step).floor() as i64 {
            let value = i as f64 * step;
            let y = self.y(value);
            let (tone, width) = if i == 0 { (Tone::Soft, 1.0) } else { (Tone::Grid, 0.8) };
            pen.line(&[(left, y), (right, y)], Stroke { tone, width, dash: None })?;
            pen.text(&self.lines.unit.tick(value, step), (left - 8.0, y), 12, Tone::Soft, false, HPos::Right)?;
        }
        let months = self.lines.months.len();
        // Labels keep a little apart.
        let wide = text_width(self.lines.months.first().map_or("", String::as_str), 12, false) + 14.0;
        let every = ((wide * months as f64 / (right - left)).ceil() as usize).next_multiple_of(3).max(1);
        for (t, date) in self.lines.months.iter().enumerate().step_by(every) {
            let x = if self.lines.cumulative { self.x(t) - (self.x(1) - self.x(0)) } else { self.x(t) };
            pen.line(&[(x, bottom), (x, bottom + 4.0)], Stroke { tone: Tone::Soft, width: 0.8, dash: None })?;
            pen.text(date, (x.max(left + 10.0), bottom + 15.0), 12, Tone::Soft, false, HPos::Center)?;
        }
        if let Some(level) = self.lines.level {
            let y = self.y(level);
            pen.line(&[(left, y), (right, y)], Stroke { tone: Tone::Ink, width: 1.0, dash: None })?;
        }
        if self.lines.go_live < months {
            let x = left + (right - left) * self.lines.go_live as f64 / months as f64;
            pen.line(&[(x, top), (x, bottom)], Stroke { tone: Tone::Soft, width: 0.8, dash: Some((2, 3)) })?;
            pen.text("go-live", (x + 5.0, top + 5.0), 12, Tone::Soft, false, HPos::Left)?;
        }
        Ok(())
    }

    /// Shades the parts in which the upper edge is above the lower, cut where the two cross.
    fn shade(&self, pen: &Pen<'_, '_>, shade: &Shade) -> Result<(), ChartError> {
        let gap = |t: usize| shade.high[t] - shade.low[t];
        for t in 1..shade.low.len().min(shade.high.len()) {
            let (a, b) = (gap(t - 1), gap(t));
            if !(a.is_finite() && b.is_finite()) || (a <= 0.0 && b <= 0.0) {
                continue;
            }
            let (x0, x1) = (self.x(t - 1), self.x(t));
            let cross = |from: f64, to: f64| from + (to - from) * a / (a - b);
            let (mut left, mut right) = ((x0, shade.low[t - 1], shade.high[t - 1]), (x1, shade.low[t], shade.high[t]));
            if a < 0.0 || b < 0.0 {
                let meet = cross(shade.low[t - 1], shade.low[t]);
                let at = (cross(x0, x1), meet, meet);
                if a < 0.0 { left = at } else { right = at }
            }
            let corners = [(left.0, left.1), (right.0, right.1), (right.0, right.2), (left.0, left.2)];
            pen.fill(&corners.map(|(x, v)| (x, self.y(v))), shade.tone, shade.opacity)?;
        }
        Ok(())
    }

    fn band(&self, pen: &Pen<'_, '_>, series: &Series) -> Result<(), ChartError> {
        let Some((low, high)) = &series.band else { return Ok(()) };
        let mut outline = self.points(low);
        outline.extend(self.points(high).into_iter().rev());
        outline.retain(|(_, y)| y.is_finite());
        if outline.len() < 3 {
            return Ok(());
        }
        pen.fill(&outline, series.tone, 0.15)
    }

    fn line(&self, pen: &Pen<'_, '_>, series: &Series) -> Result<(), ChartError> {
        let width = if series.strong { 3.0 } else { 2.0 };
        let dash = series.dashed.then_some((7, 5));
        pen.line(&self.points(&series.middle), Stroke { tone: series.tone, width, dash })
    }

    /// Labels beside the ends of their lines, moved apart where they would cover each other: top of each and its lines.
    fn labels(&self, room: f64) -> Vec<(&Series, i32, Vec<String>)> {
        let mut labels: Vec<(&Series, f64, Vec<String>)> = self
            .lines
            .series
            .iter()
            .filter_map(|series| {
                let end = *series.middle.last().filter(|x| x.is_finite())?;
                let mut text = vec![self.lines.unit.text(end)];
                text.extend(fitted(&series.name, room, 12, false, 3));
                Some((series, self.y(end), text))
            })
            .collect();
        labels.sort_by(|a, b| a.1.total_cmp(&b.1));
        let height = |text: &[String]| LABEL * i32::try_from(text.len()).unwrap_or(3) + 8;
        let wanted: Vec<(i32, i32)> = labels.iter().map(|(_, y, text)| (*y as i32 - (height(text) - 8) / 2, height(text))).collect();
        let tops = apart(&wanted, self.frame[1] as i32 - 14, self.frame[3] as i32 + 34);
        labels.into_iter().zip(tops).map(|((series, _, text), top)| (series, top, text)).collect()
    }

    fn label(&self, pen: &Pen<'_, '_>, series: &Series, top: i32, text: &[String]) -> Result<(), ChartError> {
        let Some(end) = series.middle.last() else { return Ok(()) };
        let right = self.frame[2];
        let middle = f64::from(top) + f64::from(LABEL) * text.len() as f64 / 2.0;
        let from = self.x(self.lines.months.len().saturating_sub(1));
        let leader = [(from.max(right - 8.0) + 2.0, self.y(*end)), (right + 12.0, middle)];
        pen.line(&leader, Stroke { tone: series.tone, width: 1.0, dash: None })?;
        for (row, words) in text.iter().enumerate() {
            let y = f64::from(top + LABEL / 2) + f64::from(LABEL) * row as f64;
            pen.text(words, (right + 18.0, y), if row == 0 { 13 } else { 12 }, series.tone, row == 0, HPos::Left)?;
        }
        Ok(())
    }
}
