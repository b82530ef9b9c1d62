//! Line charts as plain SVG: few elements, whole tenths of a pixel, so that the same numbers are the same bytes.

use std::fmt::Write as _;

const SIZE: (f64, f64) = (760.0, 380.0);
/// Left, right (labels of lines), top, bottom.
const MARGINS: [f64; 4] = [58.0, 232.0, 50.0, 48.0];
/// Okabe and Ito's palette without its yellow: told apart by colour-blind readers too.
const PALETTE: [&str; 6] = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];
/// Distance of labels.
const APART: f64 = 16.0;
const FONT: &str = "font-family=\"DejaVu Sans, Verdana, sans-serif\"";

/// An axis: what it shows, and decimals of its numbers.
pub struct Axis {
    name: &'static str,
    decimals: usize,
}

impl Axis {
    pub fn new(name: &'static str, decimals: usize) -> Self {
        Self { name, decimals }
    }
}

/// A line, or a band between two.
pub struct Series {
    name: String,
    low: Vec<(f64, f64)>,
    high: Option<Vec<(f64, f64)>>,
}

impl Series {
    pub fn line(name: impl Into<String>, points: Vec<(f64, f64)>) -> Self {
        Self { name: name.into(), low: points, high: None }
    }

    pub fn band(name: impl Into<String>, low: Vec<(f64, f64)>, high: Vec<(f64, f64)>) -> Self {
        Self { name: name.into(), low, high: Some(high) }
    }

    fn points(&self) -> impl Iterator<Item = &(f64, f64)> {
        self.low.iter().chain(self.high.iter().flatten())
    }
}

/// A chart.
pub struct Plot {
    pub title: &'static str,
    pub x: Axis,
    pub y: Axis,
    pub series: Vec<Series>,
}

/// A round step that cuts a range into four to nine parts.
fn step(range: f64) -> f64 {
    let magnitude = libm::pow(10.0, libm::floor(libm::log10(range / 5.0)));
    [1.0, 2.0, 5.0, 10.0].map(|m| m * magnitude).into_iter().find(|step| range / step <= 7.0).unwrap_or(10.0 * magnitude)
}

impl Plot {
    fn bounds(&self) -> [f64; 4] {
        let points = self.series.iter().flat_map(Series::points);
        let mut bounds = points.fold([f64::INFINITY, f64::NEG_INFINITY, 0.0, f64::NEG_INFINITY], |b, (x, y)| {
            [b[0].min(*x), b[1].max(*x), b[2].min(*y), b[3].max(*y)]
        });
        let least = self.series.iter().flat_map(Series::points).map(|(_, y)| *y).fold(f64::INFINITY, f64::min);
        // The axis starts at 0 unless everything is far above it.
        if least > 0.6 * bounds[3] {
            bounds[2] = least - 0.5 * (bounds[3] - least).max(0.02 * bounds[3]);
        }
        let room = 0.05 * (bounds[3] - bounds[2]);
        bounds[3] += room;
        if bounds[2] < 0.0 {
            bounds[2] -= room;
        }
        bounds
    }

    /// The chart as SVG.
    pub fn svg(&self) -> String {
        let [left, right, top, bottom] = MARGINS;
        let (width, height) = SIZE;
        let [x0, x1, y0, y1] = self.bounds();
        let at_x = |x: f64| left + (width - left - right) * (x - x0) / (x1 - x0);
        let at_y = |y: f64| height - bottom - (height - top - bottom) * (y - y0) / (y1 - y0);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
            self.title.replace('&', "&amp;")
        );
        let text = |svg: &mut String, x: f64, y: f64, size: u32, fill: &str, anchor: &str, words: &str| {
            let words = words.replace('&', "&amp;").replace('<', "&lt;");
            let weight = if size > 14 { " font-weight=\"bold\"" } else { "" };
            let _ = writeln!(
                svg,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" {FONT} font-size=\"{size}\"{weight} fill=\"{fill}\" text-anchor=\"{anchor}\" dominant-baseline=\"middle\">{words}</text>"
            );
        };
        text(&mut svg, 16.0, 18.0, 15, "#222831", "start", self.title);
        text(&mut svg, 16.0, 38.0, 12, "#6e7681", "start", self.y.name);
        text(&mut svg, f64::midpoint(left, width - right), height - 10.0, 12, "#6e7681", "middle", self.x.name);
        for (axis, from, to, upright) in [(&self.x, x0, x1, false), (&self.y, y0, y1, true)] {
            let step = step(to - from);
            let mut tick = libm::ceil(from / step - 1e-9) * step;
            while tick <= to + 1e-9 * step {
                let shown = format!("{:.*}", axis.decimals.max(usize::from(step < 1.0)), tick + 0.0).replace('-', "\u{2212}");
                let (color, at) =
                    if upright { (if tick.abs() < 1e-9 { "#222831" } else { "#e4e7eb" }, at_y(tick)) } else { ("#6e7681", at_x(tick)) };
                if upright {
                    let _ = writeln!(svg, "<path d=\"M{left:.1} {at:.1}H{:.1}\" stroke=\"{color}\"/>", width - right);
                    text(&mut svg, left - 6.0, at, 11, "#6e7681", "end", &shown);
                } else {
                    let _ = writeln!(svg, "<path d=\"M{at:.1} {:.1}v4\" stroke=\"{color}\"/>", height - bottom);
                    text(&mut svg, at, height - bottom + 14.0, 11, "#6e7681", "middle", &shown);
                }
                tick += step;
            }
        }
        let path = |points: &[(f64, f64)]| {
            points.iter().enumerate().fold(String::new(), |mut d, (i, (x, y))| {
                let _ = write!(d, "{}{:.1} {:.1}", if i == 0 { 'M' } else { 'L' }, at_x(*x), at_y(*y));
                d
            })
        };
        let mut labels: Vec<(f64, &str, &str)> = Vec::new();
        for (series, color) in self.series.iter().zip(PALETTE) {
            let end = if let Some(high) = &series.high {
                let outline: Vec<_> = series.low.iter().chain(high.iter().rev()).copied().collect();
                let _ = writeln!(svg, "<path d=\"{}Z\" fill=\"{color}\" fill-opacity=\"0.18\"/>", path(&outline));
                f64::midpoint(series.low.last().map_or(0.0, |p| p.1), high.last().map_or(0.0, |p| p.1))
            } else {
                let line = path(&series.low);
                let _ =
                    writeln!(svg, "<path d=\"{line}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2.2\" stroke-linejoin=\"round\"/>");
                series.low.last().map_or(0.0, |p| p.1)
            };
            labels.push((at_y(end), &series.name, color));
        }
        // Labels beside the ends of their lines, moved apart, then back inside.
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut floor = top;
        for label in &mut labels {
            label.0 = label.0.max(floor);
            floor = label.0 + APART;
        }
        let mut ceiling = height - bottom;
        for label in labels.iter_mut().rev() {
            label.0 = label.0.min(ceiling);
            ceiling = label.0 - APART;
        }
        for (y, name, color) in labels {
            text(&mut svg, width - right + 8.0, y, 11, color, "start", name);
        }
        svg.push_str("</svg>\n");
        svg
    }
}
