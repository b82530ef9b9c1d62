//! Sobol indices as a chart: for each input the part of the variance it causes alone and with others, with 95 % intervals.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::chart::{Area, ChartError, FAINT, GRID, INK, PALETTE, SCALE, drawing, svg, text};
use super::sensitivity::figure_words;
use super::words::percent;
use crate::analysis::function::Settled;
use crate::analysis::sensitivity::{Driver, Sensitivity};

/// Inputs shown.
const ROWS: usize = 12;
/// Height of a row, and of one of its two bars.
const ROW: i32 = 34;
const BAR: i32 = 11;
const WIDTH: i32 = 960;
const LEFT: i32 = 330;
const RIGHT: i32 = 120;
const TOP: i32 = 118;
const BOTTOM: i32 = 66;

/// The chart of the indices as SVG.
///
/// # Errors
/// When it cannot be drawn.
pub fn indices(found: &Sensitivity, subtitle: &str) -> Result<String, ChartError> {
    let mut shown: Vec<&Driver> = found.drivers.iter().collect();
    shown.sort_by(|a, b| b.index.total.value.total_cmp(&a.index.total.value));
    shown.truncate(ROWS);
    let rows = i32::try_from(shown.len()).unwrap_or(0);
    let height = TOP + ROW * rows.max(1) + BOTTOM;
    let reach = |s: &Settled| s.value + s.half_width;
    let most = shown.iter().flat_map(|d| [reach(&d.index.first), reach(&d.index.total)]).filter(|x| x.is_finite()).fold(0.05, f64::max);
    let step = if most > 0.5 {
        0.2
    } else if most > 0.2 {
        0.1
    } else {
        0.05
    };
    let most = (most / step).ceil() * step;
    let x = |part: f64| LEFT + (f64::from(WIDTH - LEFT - RIGHT) * part.clamp(0.0, most) / most).round() as i32;
    let line = |area: &Area<'_>, ends: [(i32, i32); 2], color: RGBColor, width: i32| {
        let points = ends.map(|(x, y)| (x * SCALE, y * SCALE)).to_vec();
        area.draw(&PathElement::new(points, color.stroke_width(width as u32))).map_err(drawing)
    };
    svg((WIDTH, height), |area| {
        let title = format!("What causes the spread of the {}", figure_words(found));
        text(area, &title, (24, 34), 19, INK, true, HPos::Left)?;
        text(area, &subtitle.chars().take(110).collect::<String>(), (24, 58), 13, FAINT, false, HPos::Left)?;
        let note = format!(
            "Parts of the variance that inputs cause, with 95 % intervals from {} runs. Luck alone causes {} of the whole variance.",
            found.runs[1],
            if found.fate.holds(0.0) { "a part not distinguishable from 0".to_owned() } else { percent(found.fate.value) }
        );
        text(area, &note, (24, height - 18), 11, FAINT, false, HPos::Left)?;
        let bottom = TOP + ROW * rows;
        for i in 0..=(most / step).round() as i32 {
            let part = f64::from(i) * step;
            line(area, [(x(part), TOP - 4), (x(part), bottom)], GRID, 3)?;
            text(area, &percent(part), (x(part), bottom + 16), 12, FAINT, false, HPos::Center)?;
        }
        for (row, driver) in (0..).zip(shown) {
            let top = TOP + ROW * row + 5;
            text(area, &driver.path, (LEFT - 12, top + BAR), 12, INK, false, HPos::Right)?;
            for (place, index, color) in [(0, driver.index.first, PALETTE[1]), (1, driver.index.total, PALETTE[4])] {
                let (above, below) = (top + place * (BAR + 1), top + place * (BAR + 1) + BAR);
                let middle = i32::midpoint(above, below);
                let corners = [(LEFT * SCALE, above * SCALE), (x(index.value) * SCALE, below * SCALE)];
                area.draw(&Rectangle::new(corners, color.filled())).map_err(drawing)?;
                let ends = [x(index.value - index.half_width), x(reach(&index))];
                line(area, ends.map(|end| (end, middle)), INK, 4)?;
                let words = if index.holds(0.0) { "~0".to_owned() } else { percent(index.value) };
                text(area, &words, (ends[1] + 8, middle), 11, INK, false, HPos::Left)?;
            }
        }
        line(area, [(LEFT, TOP - 4), (LEFT, bottom)], INK, 4)?;
        let legend = [(PALETTE[1], "alone (first order)"), (PALETTE[4], "with others (total)")];
        for (i, (color, words)) in (0..).zip(legend) {
            let at = 24 + 170 * i;
            let corners = [(at * SCALE, 76 * SCALE), ((at + 12) * SCALE, 88 * SCALE)];
            area.draw(&Rectangle::new(corners, color.filled())).map_err(drawing)?;
            text(area, words, (at + 18, 82), 12, FAINT, false, HPos::Left)?;
        }
        text(area, "~0: not distinguishable from 0", (24 + 340, 82), 12, FAINT, false, HPos::Left)
    })
}
