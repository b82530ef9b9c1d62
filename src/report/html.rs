//! `report.html`: one page for the leader, HR and procurement, with everything in it. It opens from disk, asks nothing of any
//! network, prints, and reads on a phone, in the dark, with keys and aloud.

mod basis;
mod leader;
mod parts;
mod people;
mod trace;
mod vendors;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::chart::ChartError;
use super::data::Data;
use super::figures::Figure;
use super::figures::unit::grouped;
use super::record::RunRecord;
use parts::Drawn;
pub use trace::ENTRIES as TRACE;

const STYLE: &str = include_str!("../../assets/report/style.css");
const SCRIPT: &str = include_str!("../../assets/report/script.js");
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.woff2");
const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.woff2");

/// Entry points: name, whom it is for, order of the parts.
const VIEWS: [(&str, &str, &str); 3] = [
    ("leader", "Leader", "answer bridge savings levers people contracts baselines signals drivers mix assumptions method record sources"),
    ("hr", "HR", "people baselines signals mix answer levers savings bridge contracts drivers assumptions method record sources"),
    (
        "procurement",
        "Procurement",
        "contracts answer bridge savings levers drivers people baselines signals mix assumptions method record sources",
    ),
];

/// What the sections draw from.
struct Page<'a> {
    data: &'a Data,
    record: &'a RunRecord,
    drawn: Vec<Drawn<'a>>,
}

impl Page<'_> {
    /// Figures of a kind.
    fn of(&self, kind: &str) -> Vec<&Drawn<'_>> {
        self.drawn.iter().filter(|d| d.figure.kind == kind).collect()
    }

    /// A figure of a kind shown, one tab an option.
    fn show(&self, kind: &str) -> Markup {
        parts::tabs(self.data, kind, &self.of(kind))
    }

    fn has(&self, kind: &str) -> bool {
        self.drawn.iter().any(|d| d.figure.kind == kind)
    }
}

/// The page.
///
/// # Errors
/// When a figure cannot be drawn.
pub fn page(data: &Data, record: &RunRecord, figures: &[Figure]) -> Result<String, ChartError> {
    let drawn = figures.iter().map(Drawn::new).collect::<Result<Vec<_>, _>>()?;
    let hover: Map<String, Value> = drawn.iter().map(Drawn::hover).collect();
    let page = Page { data, record, drawn };
    let style = STYLE
        .replace("@REGULAR@", &BASE64.encode(REGULAR))
        .replace("@SEMIBOLD@", &BASE64.encode(SEMIBOLD))
        .replace("@TABS@", &parts::tab_style(data.options.len()));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; script-src 'sha256-{}'",
        BASE64.encode(Sha256::digest(SCRIPT.as_bytes()))
    );
    // A closing tag inside the data would end them.
    let hover = Value::Object(hover).to_string().replace("</", "<\\/");
    let sections = [
        leader::answer(&page),
        leader::bridge(&page),
        leader::savings(&page),
        leader::levers(&page),
        people::people(&page),
        vendors::contracts(&page),
        people::baselines(&page),
        people::signals(&page),
        basis::drivers(&page),
        basis::mix(&page),
        basis::assumptions(&page),
        basis::method(&page),
        basis::record(&page),
        basis::sources(),
    ];
    let name = data.said("/scenario/name");
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={"residual " (record.version)};
                title { (name) " \u{b7} what reaches the P&L" }
                link rel="icon" href="data:,";
                style { (PreEscaped(style)) }
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (header(data, record))
                (bar(data))
                main { @for section in sections { (section) } }
                footer.small {
                    p { "Made by residual " (record.version) " from the files beside this page. Money in " (data.currency()) "; means and chances are over simulated worlds, not forecasts of one future." }
                }
                div #tip hidden {}
                div #said .sr aria-live="polite" {}
                script type="application/json" id="hover" { (PreEscaped(hover)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    Ok(markup.into_string())
}

fn header(data: &Data, record: &RunRecord) -> Markup {
    let first = data.dates.first().map_or("", String::as_str);
    let last = data.dates.last().map_or("", String::as_str);
    let live = data.dates.get(data.go_live()).map_or("", String::as_str);
    html! {
        header {
            p.kicker { "What reaches the P&L" }
            h1 { (data.said("/scenario/name")) }
            p.meta {
                (data.dates.len()) " months, " (first) " to " (last) ", go-live " (live) " \u{b7} money in " (data.currency()) " \u{b7} "
                (grouped(data.worlds() as f64, 0)) @if data.worlds() == 1 { " world" } @else { " simulated worlds" }
            }
            @if let Some(asked) = record.asked {
                p.banner role="note" {
                    "This run was interrupted: it holds " (grouped(record.trials as f64, 0)) " of the " (grouped(asked as f64, 0)) " worlds asked for."
                }
            }
            @if data.is_expected() {
                p.banner role="note" {
                    "Expected-value mode: one world with every input at its median and no chance at all. It is there to verify the program, not to decide by."
                }
            }
        }
    }
}

fn bar(data: &Data) -> Markup {
    let options: Vec<_> = data.options.iter().skip(1).collect();
    html! {
        div.bar {
            div {
                nav.views aria-label="Entry points" {
                    @for (i, (view, name, order)) in VIEWS.iter().enumerate() {
                        @let first = order.split(' ').next().unwrap_or_default();
                        a href={"#" (first)} data-view=(view) data-order=(order) aria-current=[(i == 0).then_some("page")] { (name) }
                    }
                }
                @if options.len() > 1 {
                    fieldset.options {
                        legend { "Options" }
                        @for option in options {
                            @let tone = super::figures::tone_of(data, &option.id).variable();
                            label style={"--c:var(--" (tone) ")"} title=(option.name) {
                                input type="checkbox" value=(option.id) checked autocomplete="off"; (option.id)
                            }
                        }
                    }
                }
                button #theme type="button" hidden title="Light or dark" { "Light / dark" }
            }
        }
    }
}

/// A part of the page.
fn section(id: &str, title: &str, inside: &Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={"title-" (id)} {
            h2 id={"title-" (id)} { (title) }
            (inside)
        }
    }
}
