//! The queue against published values: papers, textbooks and the tests of other programs, with their sources in
//! `tests/reference/erlang.json`.

use residual::engine::queue::{Response, agents_required, erlang_b, erlang_c, response};

use crate::assert_close;

/// The inputs of a published value, in AHT and Erlangs.
struct Published {
    load: f64,
    agents: u32,
    /// AHT in the unit of time of the expected value.
    aht: f64,
    patience: Option<f64>,
    within: f64,
}

impl Published {
    fn read(inputs: &serde_json::Value, unit: &str) -> Self {
        let number = |key: &str| inputs[key].as_f64();
        let aht_min = number("aht_min").or(number("aht_s").map(|s| s / 60.0)).unwrap_or(f64::NAN);
        let per_min = match &inputs["calls_per_min"] {
            // One entry takes the abandoned calls off by hand.
            serde_json::Value::String(text) => {
                assert_eq!(text, "48*(1-0.031)");
                Some(48.0 * (1.0 - 0.031))
            }
            value => value.as_f64(),
        };
        let per_min =
            per_min.or(number("calls_per_hour").map(|calls| calls / 60.0)).or_else(|| Some(number("calls")? / number("interval_min")?));
        let in_min = |minutes: &str, seconds: &str| number(minutes).or(number(seconds).map(|s| s / 60.0));
        Self {
            load: number("erlangs").or(per_min.map(|calls| calls * aht_min)).unwrap_or(f64::NAN),
            agents: number("agents").or(number("lines")).unwrap_or(0.0) as u32,
            aht: if unit == "s" { 60.0 * aht_min } else { aht_min },
            patience: in_min("patience_mean_min", "patience_mean_s").map(|patience| patience / aht_min),
            within: in_min("target_min", "target_s").map_or(f64::NAN, |target| target / aht_min),
        }
    }

    fn response(&self, within: f64) -> Response {
        response(self.agents, self.load, self.patience, within)
    }
}

/// Where an increasing function reaches `goal`.
fn root(mut low: f64, mut high: f64, goal: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < goal {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Extended Erlang B: blocked calls try again with probability `recall`, so the load is the fixed point of
/// `A = A₀ + recall·A·B(n, A)`.
fn blocking_with_recalls(lines: u32, fresh: f64, recall: f64) -> f64 {
    let mut load = fresh;
    for _ in 0..200 {
        load = fresh + recall * load * erlang_b(lines, load);
    }
    erlang_b(lines, load)
}

/// Every entry of the file is answered; none is skipped. Two of its numbers come from a step beyond the formulas (staffing
/// by Erlang C first; recalls), which is repeated here.
#[test]
fn published_values_are_met() {
    let file: serde_json::Value = serde_json::from_str(include_str!("../reference/erlang.json")).expect("the reference file is JSON");
    let values = file["values"].as_array().expect("the reference file has a list of values");
    assert_eq!(values.len(), 32);
    for value in values {
        let text = |key: &str| value[key].as_str().unwrap_or_default();
        let inputs = &value["inputs"];
        let number = |key: &str| inputs[key].as_f64().unwrap_or(f64::NAN);
        let mut asked = Published::read(inputs, text("unit"));
        let load = asked.load;
        let within = asked.within;
        let got = match (text("model"), text("metric")) {
            ("ErlangB", "blocking") => erlang_b(asked.agents, load),
            ("ErlangB", "offered_load") => root(0.0, 2.0 * number("lines"), number("blocking"), |load| erlang_b(asked.agents, load)),
            ("ExtendedErlangB", "lines_needed") => {
                let blocking = |lines| blocking_with_recalls(lines, load, number("recall_factor"));
                f64::from((1..100).find(|lines| blocking(*lines) <= number("max_blocking")).expect("enough lines never block"))
            }
            ("ErlangC", "p_wait") => {
                assert_close(text("id"), erlang_c(asked.agents, load), asked.response(0.0).wait_probability, 1e-15);
                erlang_c(asked.agents, load)
            }
            ("ErlangC", "offered_load") => root(0.0, number("agents"), number("p_wait"), |load| erlang_c(asked.agents, load)),
            ("ErlangC", "agents_needed_before_shrinkage") => {
                f64::from(agents_required(load, number("service_level"), None, within, number("max_occupancy")))
            }
            // A service level above nothing at all needs a steady state and no more.
            ("ErlangC", "least_agents_for_stability") => f64::from(agents_required(load, 1e-9, None, 0.0, 1.0)),
            ("ErlangC", "wait_90th_percentile") => asked.aht * root(0.0, 100.0, 0.9, |within| asked.response(within).service_level),
            ("ErlangA", "1-p_abandon") => {
                assert_eq!(inputs["agents"], "Erlang C 80/20 staffing (=24)");
                asked.agents = agents_required(load, 0.8, None, 20.0 / number("aht_s"), 1.0);
                assert_eq!(asked.agents, 24);
                1.0 - asked.response(0.0).abandonment
            }
            ("ErlangA", "p_wait") => asked.response(within).wait_probability,
            ("ErlangC" | "ErlangA", "service_level" | "served_within_20s_over_offered") => asked.response(within).service_level,
            ("ErlangC" | "ErlangA", "mean_wait" | "mean_wait_all_callers") => asked.aht * asked.response(0.0).mean_wait,
            ("ErlangC" | "ErlangA", "occupancy") => asked.response(0.0).occupancy,
            (model, metric) => panic!("{}: nothing answers {metric} of {model}", text("id")),
        };
        let expected = value["expected"].as_f64().expect("a number");
        assert_close(text("id"), got, expected, value["tolerance"].as_f64().expect("a number"));
        let exact: f64 = text("exact").parse().expect("a number in a string");
        assert_close(text("id"), got, exact, 1e-11 * exact.abs().max(1.0));
    }
}
