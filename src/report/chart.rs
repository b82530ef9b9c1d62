//! Charts: SVG text by plotters, PNG and outlined SVG from the same drawing, with embedded fonts so that they look alike
//! everywhere.
//!
//! plotters puts everything on whole pixels; charts are drawn at [`SCALE`] times their size and scaled back by `viewBox`.

use std::sync::{Arc, LazyLock, Once};

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};
use resvg::{tiny_skia, usvg};

use super::words::money;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
/// Letters that Inter, as it is cut down here, lacks.
const FALLBACK: [&[u8]; 2] =
    [include_bytes!("../../assets/fonts/DejaVuSans.ttf"), include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf")];
const FAMILY: &str = "Inter";

/// Times a drawing is larger than its size.
pub(super) const SCALE: i32 = 4;
/// Pixels of a PNG for each SVG unit.
const PNG_SCALE: f32 = 2.0;

pub(super) const INK: RGBColor = RGBColor(27, 36, 48);
pub(super) const FAINT: RGBColor = RGBColor(93, 104, 117);
pub(super) const GRID: RGBColor = RGBColor(227, 230, 234);
/// Okabe and Ito's palette without its yellow: told apart by colour-blind readers too.
pub(super) const PALETTE: [RGBColor; 6] = [
    RGBColor(213, 94, 0),
    RGBColor(0, 114, 178),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
];

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A drawing of a size as SVG, on white.
pub(super) fn svg(size: (i32, i32), draw: impl FnOnce(&Area<'_>) -> Result<(), ChartError>) -> Result<String, ChartError> {
    Ok(framed(size, &format!("{}{}", white(size), layer(size, draw)?)))
}

/// A white ground.
pub(super) fn white((width, height): (i32, i32)) -> String {
    format!("<rect width=\"{}\" height=\"{}\" fill=\"#FFFFFF\"/>\n", width * SCALE, height * SCALE)
}

/// What stands between the tags of an SVG of a size.
pub(super) fn layer(size: (i32, i32), draw: impl FnOnce(&Area<'_>) -> Result<(), ChartError>) -> Result<String, ChartError> {
    register_fonts();
    let mut svg = String::new();
    {
        let large = ((size.0 * SCALE) as u32, (size.1 * SCALE) as u32);
        let area = SVGBackend::with_string(&mut svg, large).into_drawing_area();
        draw(&area)?;
        area.present().map_err(drawing)?;
    }
    let inside = svg.split_once('>').map_or("", |(_, rest)| rest).trim_start();
    let inside = inside.strip_suffix("</svg>\n").or_else(|| inside.strip_suffix("</svg>")).unwrap_or(inside);
    // A reader without the font gets one that is about as wide.
    Ok(inside.replace(&format!("font-family=\"{FAMILY}\""), "font-family=\"Inter, Verdana, DejaVu Sans, sans-serif\""))
}

/// Layers as one SVG of a size.
pub(super) fn framed((width, height): (i32, i32), layers: &str) -> String {
    format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\">\n{layers}</svg>\n",
        width * SCALE,
        height * SCALE
    )
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

/// Width of a text in SVG units.
pub(super) fn text_width(words: &str, size: i32, bold: bool) -> f64 {
    register_fonts();
    let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
    // Measured large and scaled down, for widths come in whole pixels; plotters' size of 1.24 is 1 here too.
    let (width, _) = (FAMILY, 124.0, weight).into_font().box_size(words).unwrap_or((0, 0));
    f64::from(width) / 100.0 * f64::from(size)
}

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    for bytes in [REGULAR, BOLD].into_iter().chain(FALLBACK) {
        fonts.load_font_data(bytes.to_vec());
    }
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

fn tree(svg: &str) -> Result<usvg::Tree, ChartError> {
    let options = usvg::Options { font_family: FAMILY.into(), fontdb: FONTS.clone(), ..usvg::Options::default() };
    usvg::Tree::from_str(svg, &options).map_err(|e| ChartError(e.to_string()))
}

/// An SVG as PNG, twice its size in pixels.
///
/// # Errors
/// When the SVG cannot be read or drawn.
pub fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    pixels(&tree(svg)?)
}

/// An SVG as SVG whose letters are outlines, which needs no font, and as PNG.
///
/// # Errors
/// When the SVG cannot be read or drawn.
pub fn both(svg: &str) -> Result<(String, Vec<u8>), ChartError> {
    let tree = tree(svg)?;
    let options = usvg::WriteOptions { preserve_text: false, coordinates_precision: 1, transforms_precision: 4, ..Default::default() };
    Ok((tree.to_string(&options), pixels(&tree)?))
}

fn pixels(tree: &usvg::Tree) -> Result<Vec<u8>, ChartError> {
    let size = tree.size();
    let (width, height) = ((size.width() * PNG_SCALE) as u32, (size.height() * PNG_SCALE) as u32);
    let mut picture = tiny_skia::Pixmap::new(width, height).ok_or_else(|| ChartError("the picture has no size".into()))?;
    resvg::render(tree, tiny_skia::Transform::from_scale(PNG_SCALE, PNG_SCALE), &mut picture.as_mut());
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
pub(super) fn apart(labels: &[(i32, i32)], top: i32, bottom: i32) -> Vec<i32> {
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

    fn drawn() -> String {
        svg((200, 100), |area| {
            text(area, "go-live <&> \u{2265} 5 \u{20ac}", (10, 50), 12, INK, true, HPos::Left)?;
            area.draw(&Rectangle::new([(0, 0), (40, 40)], PALETTE[0].filled())).map_err(drawing)
        })
        .expect("the fonts are embedded")
    }

    #[test]
    fn a_chart_is_drawn_in_every_form() {
        let svg = drawn();
        assert!(svg.starts_with("<svg width=\"200\" height=\"100\" viewBox=\"0 0 800 400\""), "{}", &svg[..80]);
        assert!(svg.contains("&lt;&amp;&gt;") && svg.trim_end().ends_with("</svg>") && svg.matches("<svg").count() == 1);
        let (outlined, png) = both(&svg).expect("our own SVG is valid");
        assert!(!outlined.contains("<text") && outlined.matches("<path").count() >= 1, "letters are outlines");
        assert_eq!(&png[1..4], b"PNG");
        assert_eq!((&png[16..20], &png[20..24]), (&400_u32.to_be_bytes()[..], &200_u32.to_be_bytes()[..]));
        assert_eq!(png, super::png(&svg).expect("it is drawn alone as well"));
    }

    #[test]
    fn widths_of_text_are_measured() {
        assert!(text_width("wide words", 12, false) > 2.0 * text_width("wide", 12, false) * 0.8);
        assert!((40.0..80.0).contains(&text_width("wide words", 12, false)), "{}", text_width("wide words", 12, false));
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
