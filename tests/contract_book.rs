//! The AI vendor's contract in procurement's view, and the worksheet of all contracts read back.

mod common;

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use common::{Case, Lived, RETAILER, procurement, retailer};
use residual::analysis::procurement::{AiView, Procurement};
use residual::engine::record::Metric;
use residual::model::Model;
use residual::report::contracts_book::{SHEET, workbook};
use residual::report::contracts_text::term_sheets;

#[track_caller]
fn close(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "got {got}, want {want}");
}

fn priced(lines: &str) -> Model {
    let fee = "per_resolution = { value = 0.99, source = \"Intercom Fin, list price (fin.ai 2026)\" }";
    assert_eq!(RETAILER.matches(fee).count(), 1);
    let text = RETAILER.replace(fee, lines);
    residual::scenario::load(&text, "priced.toml", &[]).map_err(|f| f.render(false)).unwrap().model
}

fn ai(model: &Model, option: &str) -> AiView {
    procurement(model, option, 1, true).ai.unwrap()
}

#[test]
fn the_ais_contract_is_what_the_run_paid() {
    let lines = "per_resolution = 0.99\nguarantee = { metric = \"resolution\", threshold = 0.9, credit = 0.2 }\n\
                 commitment = { resolutions = 90000, overage = 0.8 }";
    let case = Case::new(priced(lines));
    let setting = case.setting();
    let run = Lived::expected(&setting).run(&case.option("redesign"));
    let ai = ai(&case.model, "redesign");
    close(ai.total.mean, run.record.sum(Metric::CostAiUsage) + run.record.sum(Metric::CostCredits), 1e-12);
    close(ai.credits.mean, -run.record.sum(Metric::CostCredits), 1e-12);
    close(ai.lines.iter().map(|(_, amount)| amount).sum::<f64>() - ai.credits.mean, ai.total.mean, 1e-12);
    close(ai.months.iter().map(|month| month.mean).sum(), ai.total.mean, 1e-12);
    // What the commitment takes: each month's missing units at 0.99, before drift.
    let missing: f64 = run.ai_months().iter().skip(3).map(|month| (90_000.0 - month.contained).max(0.0) * 0.99).sum();
    close(ai.commitment_unused.mean, missing, 1e-12);
    let bites = run.ai_months().iter().skip(3).filter(|month| month.contained < 90_000.0).count();
    close(ai.commitment_bites, bites as f64 / 24.0, 1e-12);
    assert!(ai.guarantee_missed > 0.0 && ai.guarantee);
    // Committed units are paid for whether they are used or not: nothing is saved where it binds throughout.
    let bound = self::ai(&priced("per_resolution = 0.99\ncommitment = { resolutions = 500000 }"), "redesign");
    close(bound.smaller.mean, 0.0, 1e-9);
}

#[test]
fn verified_counting_is_the_same_months_counted_otherwise() {
    let contained = ai(&retailer(&[]), "redesign");
    let verified = ai(&retailer(&["ai.price.counts=verified"]), "redesign");
    // The quality lever counts from go-live on; the AI's work does not answer to how it is paid.
    close(contained.as_verified.mean, verified.total.mean, 1e-12);
    close(verified.as_contained.mean, contained.total.mean, 1e-12);
    close(contained.total.mean, contained.as_contained.mean, 1e-12);
    close(contained.per_resolved / contained.per_contained, contained.as_contained.mean / contained.as_verified.mean, 2e-2);
    // Fewer resolved: no less to pay where all contained are billed.
    assert!(contained.worse.mean == 0.0 && verified.worse.mean < -1.0);
    close(contained.smaller.mean, -0.1 * contained.total.mean, 1e-12);
}

#[test]
fn plain_ai_prices_cost_the_same() {
    let first = ai(&retailer(&[]), "redesign");
    for (unit, line) in [("conversation", "per_conversation"), ("minute", "per_minute"), ("month", "fixed")] {
        let form = first.forms.iter().find(|form| form.unit == unit).unwrap();
        let other = ai(&priced(&format!("{line} = {:.12}", form.at_mean)), "redesign");
        close(other.total.mean, first.total.mean, 1e-9);
    }
}

fn book(model: &Model, views: &[Procurement]) -> (Vec<u8>, Range<Data>) {
    let bytes = workbook(model, views).unwrap();
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    let range = read.worksheet_range(SHEET).unwrap();
    (bytes, range)
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(x) => *x,
        Data::Int(x) => *x as f64,
        Data::Empty => 0.0,
        other => panic!("no number: {other:?}"),
    }
}

#[test]
fn every_contract_is_a_block_whose_lines_sum() {
    let model = retailer(&[]);
    let views = [procurement(&model, "redesign", 20, false)];
    let (bytes, range) = book(&model, &views);
    assert_eq!(bytes, workbook(&model, &views).unwrap(), "the same results are the same bytes");
    let (mut blocks, mut totals) = (0, Vec::new());
    let rows: Vec<&[Data]> = range.rows().collect();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row[0] == Data::String("Line, mean".into())) {
        blocks += 1;
        assert_eq!(row[2], Data::String("2026-01".into()));
        let lines: Vec<&&[Data]> = rows[at + 1..].iter().take_while(|row| row[0] != Data::String("Invoice".into())).collect();
        let total = rows[at + 1 + lines.len()];
        assert!(!lines.is_empty());
        for column in 1..2 + model.calendar.months {
            close(lines.iter().map(|row| number(&row[column])).sum(), number(&total[column]), 1e-9);
        }
        totals.push(number(&total[1]));
    }
    // As it runs, today, renegotiated, the AI.
    assert_eq!(blocks, 4);
    let sets = &views[0].vendors[0].sets;
    let want = sets.iter().map(|set| set.total.mean).chain([views[0].ai.as_ref().unwrap().total.mean]);
    for (got, want) in totals.into_iter().zip(want) {
        close(got, want, 1e-9);
    }
}

#[test]
fn a_term_sheet_can_be_pasted() {
    let model = retailer(&["vendors.bpo_north.cost_to_serve.per_hour=19", "vendors.bpo_north.cost_to_serve.margin=20%"]);
    let views = [procurement(&model, "redesign", 20, false)];
    let text = term_sheets(&model, &views);
    assert!(text.lines().all(|line| line.chars().count() <= 76), "{text}");
    for said in
        ["0.69 per handled minute", "at least 40 % of today's average month in money", "after 1 month", "+3 %", "Concede first", "USD"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
    let room = &views[0].vendors[0].room;
    assert!(!room.cost_assumed);
    close(room.cost_per_hour, 19.0, 1e-12);
    close(room.least_margin, 0.2, 1e-12);
}
