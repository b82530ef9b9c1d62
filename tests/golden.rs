//! Golden files: the tables of bridge and levers of the shipped scenarios, to the last digit. They pin what analytic tests
//! have proven; a change of one is a change of published numbers. `RESIDUAL_REFRESH_GOLDEN=1` writes them anew.

mod common;

use residual::analysis::leader::Study;
use residual::engine::staffing::Queues;
use residual::engine::tables::Tables;
use residual::engine::world::{Setting, service_goal};
use residual::report::leader;
use residual::results::{Experiment, Worlds};

/// Worlds of the golden run, and of its smaller battery.
const TRIALS: (usize, usize) = (40, 8);

fn held_against(file: &str, text: &[u8]) {
    let path = format!("{}/tests/golden/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("RESIDUAL_REFRESH_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file is written");
        return;
    }
    let golden = std::fs::read_to_string(&path).expect("the golden file is there");
    let now = String::from_utf8(text.to_vec()).expect("tables are text");
    for (line, (was, is)) in golden.lines().zip(now.lines()).enumerate() {
        assert_eq!(was, is, "{file}, line {}: the golden file has the upper one, this run the lower", line + 1);
    }
    assert_eq!(golden.lines().count(), now.lines().count(), "{file}: as many rows");
}

#[test]
fn bridge_and_levers_of_the_retailer_are_those_of_the_golden_files() {
    let model = common::retailer(&[]);
    let experiment = Experiment::new(&model);
    let goal = service_goal(&model);
    let tables = Tables::build(&goal, &model);
    let setting = Setting::new(&model, Queues::Tables(&tables));
    let worlds = Worlds::new(&setting, 1, false);
    let (trials, fewer) = TRIALS;
    let study = Study { worlds: &worlds, options: &experiment.options, first: 0, trials, lever_trials: trials, fewer };
    let figures = study.run(&|_| true);
    held_against("retailer_bridge.csv", &leader::bridges(&figures));
    held_against("retailer_levers.csv", &leader::levers(&figures));
}
