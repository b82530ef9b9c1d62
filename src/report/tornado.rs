//! The tornado as a chart: one bar an input, from its low end to its high end, around the base line.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::chart::{Area, ChartError, FAINT, GRID, INK, PALETTE, SCALE, drawing, printed, step, svg, text};
use super::sensitivity::{figure_words, value_words};
use super::words::percent;
use crate::analysis::sensitivity::Sensitivity;
use crate::analysis::tornado::TENTHS;

/// Bars shown.
const BARS: usize = 12;
/// Height of a bar with its room.
const ROW: i32 = 32;
/// Width of the chart, room for names and for the values of the widest bar, and where bars begin.
const WIDTH: i32 = 960;
const LEFT: i32 = 330;
const RIGHT: i32 = 90;
const TOP: i32 = 118;
const BOTTOM: i32 = 66;
/// Room on either side of the bars for the values of the inputs.
const VALUES: f64 = 0.16;

/// The tornado's chart as SVG.
///
/// # Errors
/// When it cannot be drawn.
pub fn tornado(found: &Sensitivity, subtitle: &str, currency: &str) -> Result<String, ChartError> {
    let shown = &found.drivers[..found.drivers.len().min(BARS)];
    let rows = i32::try_from(shown.len()).unwrap_or(0);
    let height = TOP + ROW * rows.max(1) + BOTTOM;
    let money = found.measure.is_money();
    let ends = shown.iter().flat_map(|d| [d.bar.low.value, d.bar.high.value, d.tenths[0], d.tenths[TENTHS - 1]]).chain([found.base.value]);
    let (low, high) = ends.filter(|x| x.is_finite()).fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let range = (high - low).max(if money { 1.0 } else { 1e-3 });
    let (low, high) = (low - VALUES * range, high + VALUES * range);
    let x = |amount: f64| LEFT + (f64::from(WIDTH - LEFT - RIGHT) * (amount - low) / (high - low)).round() as i32;
    let line = |area: &Area<'_>, ends: [(i32, i32); 2], color: RGBColor, width: i32| {
        let points = ends.map(|(x, y)| (x * SCALE, y * SCALE)).to_vec();
        area.draw(&PathElement::new(points, color.stroke_width(width as u32))).map_err(drawing)
    };
    svg((WIDTH, height), |area| {
        let title = format!("What drives the {}", figure_words(found));
        text(area, &title, (24, 34), 19, INK, true, HPos::Left)?;
        text(area, &subtitle.chars().take(110).collect::<String>(), (24, 58), 13, FAINT, false, HPos::Left)?;
        let note = "Each input at its 10th and 90th percentile (values beside the bars), all else as drawn, in the same worlds.";
        text(area, note, (24, height - 18), 11, FAINT, false, HPos::Left)?;
        let bottom = TOP + ROW * rows;
        let step = step(high - low);
        for i in (low / step).ceil() as i64..=(high / step).floor() as i64 {
            let amount = i as f64 * step;
            line(area, [(x(amount), TOP - 4), (x(amount), bottom)], GRID, 3)?;
            let words = match (money, i) {
                (true, 0) => "0".to_owned(),
                (true, _) => printed(amount).replace(".0 ", " "),
                (false, _) => percent(amount).replace('-', "\u{2212}"),
            };
            text(area, &words, (x(amount), bottom + 16), 12, FAINT, false, HPos::Center)?;
        }
        for (row, driver) in (0..).zip(shown) {
            let (top, middle) = (TOP + ROW * row + 5, TOP + ROW * row + ROW / 2);
            text(area, &driver.path, (LEFT - 12, middle), 12, INK, false, HPos::Right)?;
            // The correlation-aware form: means of the worlds in the lowest and the highest tenth of the input.
            let tenths = [driver.tenths[0], driver.tenths[TENTHS - 1]].map(x);
            let base = x(found.base.value);
            for (end, settled, color) in [(0, driver.bar.low, PALETTE[1]), (1, driver.bar.high, PALETTE[0])] {
                let tip = x(settled.value);
                let corners = [(base.min(tip) * SCALE, top * SCALE), (base.max(tip) * SCALE, (top + ROW - 10) * SCALE)];
                area.draw(&Rectangle::new(corners, color.filled())).map_err(drawing)?;
                let sign = if settled.value == driver.bar.low.value.min(driver.bar.high.value) { -1 } else { 1 };
                // Both ends on one side of the base line: the shorter bar's value would stand in the longer bar.
                let other = if end == 0 { driver.bar.high.value } else { driver.bar.low.value };
                let edge = if sign < 0 { tip.min(base).min(x(other)) } else { tip.max(base).max(x(other)) };
                let side = if sign < 0 { HPos::Right } else { HPos::Left };
                let edge = if sign < 0 { edge.min(tenths[0]).min(tenths[1]) } else { edge.max(tenths[0]).max(tenths[1]) };
                text(area, &value_words(driver.ends[end]).replace('-', "\u{2212}"), (edge + 8 * sign, middle), 11, color, false, side)?;
            }
            line(area, [(tenths[0], middle), (tenths[1], middle)], INK, 3)?;
            for (tip, color) in [(tenths[0], PALETTE[1]), (tenths[1], PALETTE[0])] {
                area.draw(&Circle::new((tip * SCALE, middle * SCALE), 5 * SCALE, INK.filled())).map_err(drawing)?;
                area.draw(&Circle::new((tip * SCALE, middle * SCALE), 4 * SCALE, color.filled())).map_err(drawing)?;
            }
        }
        let base = x(found.base.value);
        line(area, [(base, TOP - 8), (base, bottom)], INK, 5)?;
        let unit = if money { format!("{} {currency}", printed(found.base.value)) } else { percent(found.base.value) };
        text(area, &format!("base line {unit}"), (base, TOP - 18), 12, INK, true, HPos::Center)?;
        let legend = [(PALETTE[1], "input at its low end"), (PALETTE[0], "input at its high end")];
        for (i, (color, words)) in (0..).zip(legend) {
            let at = 24 + 190 * i;
            let corners = [(at * SCALE, 76 * SCALE), ((at + 12) * SCALE, 88 * SCALE)];
            area.draw(&Rectangle::new(corners, color.filled())).map_err(drawing)?;
            text(area, words, (at + 18, 82), 12, FAINT, false, HPos::Left)?;
        }
        area.draw(&Circle::new(((24 + 380 + 6) * SCALE, 82 * SCALE), 5 * SCALE, INK.filled())).map_err(drawing)?;
        text(
            area,
            "dots: worlds in its lowest and highest tenth, correlated inputs along",
            (24 + 380 + 18, 82),
            12,
            FAINT,
            false,
            HPos::Left,
        )
    })
}
