//! The report of a run: page, workbook and plots, made of the bytes of its other files alone.

use rayon::prelude::*;

use super::chart::ChartError;
use super::data::{Data, DataError, Files};
use super::record::RunRecord;
use super::{figures, html, workbook};

/// Parts of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// `report.html`.
    pub html: bool,
    /// `report.xlsx`.
    pub xlsx: bool,
    /// `plots/`.
    pub plots: bool,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The files do not make one.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A figure could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// The workbook could not be made.
    #[error("report.xlsx could not be made: {0}")]
    Workbook(String),
}

/// Name of the page.
pub const PAGE: &str = "report.html";
/// Name of the workbook.
pub const WORKBOOK: &str = "report.xlsx";
/// Folder of the plots.
pub const PLOTS: &str = "plots/";

/// Is it a file that a report is made of, or one that is made?
pub fn is_rendered(path: &str) -> bool {
    path == PAGE || path == WORKBOOK || path.starts_with(PLOTS)
}

/// Makes the parts of the report that are wanted. The same files and the same record give the same bytes.
///
/// # Errors
/// When files are missing or broken, or a part cannot be made.
pub fn rendered(files: &Files, record: &RunRecord, wanted: Wanted) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    if wanted == (Wanted { html: false, xlsx: false, plots: false }) {
        return Ok(Vec::new());
    }
    let data = Data::read(files)?;
    let figures = figures::all(&data);
    let book = || wanted.xlsx.then(|| workbook::workbook(files, &data, record)).transpose();
    let drawn = || -> Result<_, ChartError> {
        let page = wanted.html.then(|| html::page(&data, record, &figures)).transpose()?;
        let plots =
            if wanted.plots { figures.par_iter().map(|figure| plots(&data, figure)).collect::<Result<Vec<_>, _>>()? } else { Vec::new() };
        Ok((page, plots))
    };
    let (book, drawn) = rayon::join(book, drawn);
    let (page, plots) = drawn?;
    let book = book.map_err(|e| ReportError::Workbook(e.to_string()))?;
    let page = page.map(|text| (PAGE.to_owned(), text.into_bytes()));
    let book = book.map(|bytes| (WORKBOOK.to_owned(), bytes));
    Ok(page.into_iter().chain(book).chain(plots.into_iter().flatten()).collect())
}

/// A figure for slides, in both forms.
fn plots(data: &Data, figure: &figures::Figure) -> Result<[(String, Vec<u8>); 2], ChartError> {
    let option = figure.option.as_deref().unwrap_or_default();
    let name = data.options.iter().find(|o| o.id == option || option.starts_with(&format!("{}-", o.id)));
    let (svg, png) = figure.slide(name.map_or(option, |o| o.name.as_str()))?;
    let path = |kind: &str| format!("{PLOTS}{}.{kind}", figure.id());
    Ok([(path("svg"), svg.into_bytes()), (path("png"), png)])
}
