//! New targets and the dual signal as files have them: `baselines.csv`, and JSON.

use serde_json::{Map, Value, json};

use super::sheets::{Sheet, figure};
use crate::analysis::rebaseline::{Baselines, Beside, Item, Who};
use crate::analysis::targets::{OptionTargets, Targets};
use crate::engine::rebaseline::Figure;
use crate::model::Model;
use crate::results::SeriesStatistics;

/// Differences below this are rounding, and written as none.
const ROUNDING: f64 = 1e-12;

/// Figures beside the accounts that files show, by their names.
const SHOWN: [(&str, Beside); 6] = [
    ("efficiency_index", Beside::Efficiency),
    ("people_index", Beside::People),
    ("handle_time_cv", Beside::HandleTimeCv),
    ("workload_hours", Beside::Workload),
    ("issue_share", Beside::IssueShare),
    ("value_share", Beside::ValueShare),
];

/// Name of somebody with targets: `all`, or the id of a team.
pub fn name(who: Who, model: &Model) -> &str {
    match who {
        Who::Channel => "all",
        Who::Team(j) => &model.teams[j].id,
    }
}

/// `baselines.csv`, long form: option, month, date, team (`all`: the whole human channel), figure, item, mean and quantiles.
/// Items from `types` to `queue` are the parts of the change from `before` to `now`, and sum to it in mean.
pub fn csv(model: &Model, targets: &Targets) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(["option", "month", "date", "team", "figure", "item", "mean", "p10", "p50", "p90"]);
    for option in &targets.options {
        let baselines = &option.baselines;
        for t in 0..baselines.months() {
            let (month, date) = (t.to_string(), model.calendar.label(t));
            let mut row = |who: &str, name: &str, item: &str, s: &SeriesStatistics| {
                let figures = [s.mean, s.p10, s.p50, s.p90].map(|x| figure(if x.abs() < ROUNDING { 0.0 } else { x }));
                sheet.row([&option.label.id, &month, &date, who, name, item].into_iter().chain(figures.iter().map(String::as_str)));
            };
            for who in Who::all(baselines.teams()) {
                for figure in who.figures() {
                    for item in Item::ALL {
                        row(name(who, model), figure.name(), item.name(), baselines.get(t, who, *figure, item));
                    }
                }
            }
            for (name, beside) in SHOWN {
                row("all", name, "now", baselines.beside(t, beside));
            }
        }
    }
    sheet.bytes()
}

/// Everything as JSON text, accounts of month `t`, with a line end.
pub fn to_json(model: &Model, targets: &Targets, t: usize) -> String {
    let options: Map<String, Value> =
        targets.options.iter().map(|option| (option.label.id.clone(), option_json(model, targets, option, t))).collect();
    let value = json!({ "trials": targets.trials, "month": t, "date": model.calendar.label(t), "options": options });
    let mut text = serde_json::to_string_pretty(&value).expect("numbers and strings always serialise");
    text.push('\n');
    text
}

fn option_json(model: &Model, targets: &Targets, option: &OptionTargets, t: usize) -> Value {
    let b = &option.baselines;
    let over_months = |of: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..b.months()).map(of).collect() };
    let misleading = |who, figure: &Figure| json!(b.misleading_from(who, *figure, targets.go_live));
    let mut teams = Map::new();
    for who in Who::all(b.teams()) {
        let figures: Map<String, Value> = who
            .figures()
            .iter()
            .map(|figure| {
                let mut account: Map<String, Value> =
                    Item::ALL.iter().map(|item| (item.name().to_owned(), statistics(b.get(t, who, *figure, *item)))).collect();
                account.insert("old_target_misleads_from".into(), misleading(who, figure));
                account.insert("new_target_by_month".into(), json!(over_months(&|t| b.get(t, who, *figure, Item::Target).mean)));
                (figure.name().to_owned(), Value::Object(account))
            })
            .collect();
        teams.insert(name(who, model).to_owned(), Value::Object(figures));
    }
    let spread = |b: &Baselines| {
        json!({
            "handle_time_cv": b.beside(t, Beside::HandleTimeCv).mean,
            "workload_cv_over_worlds": b.workload_cv(t),
            "issue_share": b.beside(t, Beside::IssueShare).mean,
            "value_share": b.beside(t, Beside::ValueShare).mean,
        })
    };
    json!({
        "targets": teams,
        "spread": { "without_ai": spread(&targets.no_ai().baselines), "now": spread(b) },
        "dual_signal": option.signal,
        "efficiency_by_month": over_months(&|t| b.beside(t, Beside::Efficiency).mean),
        "people_by_month": over_months(&|t| b.beside(t, Beside::People).mean),
    })
}

fn statistics(s: &SeriesStatistics) -> Value {
    json!({ "mean": s.mean, "p10": s.p10, "p50": s.p50, "p90": s.p90 })
}
