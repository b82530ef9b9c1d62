//! Present values, compounding and payback against closed forms and printed examples.

use super::assert_close;
use residual::engine::finance::{compounded, npv, payback};
use serde_json::Value;

fn finance() -> Value {
    let analysis: Value = serde_json::from_str(include_str!("../reference/analysis.json")).expect("the reference is JSON");
    analysis["finance"].clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// Amounts at the ends of years, the first after `first` years, month by month.
fn yearly(amounts: &[f64], first: usize) -> Vec<f64> {
    let mut months = vec![0.0; 12 * (amounts.len() + first) + 1];
    for (year, amount) in amounts.iter().enumerate() {
        months[12 * (year + first)] = *amount;
    }
    months
}

#[test]
fn yearly_amounts_have_the_present_values_spreadsheets_print() {
    let finance = finance();
    for name in ["NPV_1", "NPV_2", "NPV_3"] {
        let example = &finance[name];
        let rate = example["rate"].as_f64().expect("a rate");
        // A spreadsheet's NPV discounts the first of its values by a year; what comes at once stands apart.
        let initial = example["initial"].as_f64().unwrap_or(0.0);
        let got = initial + npv(rate, yearly(&numbers(&example["values"]), 1).into_iter());
        assert_close(name, got, example["result"].as_f64().expect("a result"), 1e-8);
    }
}

#[test]
fn a_rate_of_return_makes_the_present_value_nothing() {
    let finance = finance();
    for name in ["IRR_4y", "IRR_5y", "IRR_2y"] {
        let example = &finance[name];
        let (rate, values) = (example["result"].as_f64().expect("a rate"), numbers(&example["values"]));
        assert_close(name, npv(rate, yearly(&values, 0).into_iter()), 0.0, 1e-6 * values[0].abs());
    }
    let twice = &finance["IRR_multiple"];
    for root in numbers(&twice["roots"]) {
        assert_close("two roots", npv(root, yearly(&numbers(&twice["values"]), 0).into_iter()), 0.0, 1e-9);
    }
}

#[test]
fn dated_amounts_are_discounted_by_their_share_of_a_year() {
    // The printed example's dates in days; what falls on whole months here is moved there, so the value is one of the
    // example's own formula, not its printed result.
    let example = &finance()["XNPV"];
    let (rate, values) = (example["rate"].as_f64().expect("a rate"), numbers(&example["values"]));
    let days = [0.0, 60.0, 303.0, 411.0, 456.0];
    let discounted =
        |years: &dyn Fn(usize) -> f64| -> f64 { values.iter().enumerate().map(|(i, v)| v / libm::pow(1.0 + rate, years(i))).sum() };
    assert_close("as printed", discounted(&|i| days[i] / 365.0), example["result"].as_f64().expect("a result"), 1e-6);
    let months = [0, 2, 10, 14, 15];
    let mut amounts = vec![0.0; 16];
    for (month, value) in months.iter().zip(&values) {
        amounts[*month] = *value;
    }
    assert_close("by months", npv(rate, amounts.into_iter()), discounted(&|i| months[i] as f64 / 12.0), 1e-8);
}

#[test]
fn a_level_amount_has_the_value_of_an_annuity() {
    let finance = finance();
    let rate = finance["monthly_rate"]["annual"].as_f64().expect("a rate");
    let monthly = finance["monthly_rate"]["effective_monthly"].as_f64().expect("a rate");
    for months in [1, 12, 27, 120] {
        let got = npv(rate, std::iter::repeat_n(1000.0, months));
        let first_now = (1.0 - libm::pow(1.0 + monthly, -(months as f64))) / monthly * (1.0 + monthly);
        assert_close(&format!("{months} months"), got, 1000.0 * first_now, 1e-8 * got);
    }
}

#[test]
fn risk_adjusted_benefits_have_the_present_value_of_the_printed_convention() {
    let example = finance()["TEI_convention"]["example"].clone();
    let kept = 1.0 - example["risk"].as_f64().expect("a share");
    let benefits: Vec<f64> = numbers(&example["benefit"]).iter().map(|b| b * kept).collect();
    let got = npv(example["rate"].as_f64().expect("a rate"), yearly(&benefits, 1).into_iter());
    assert_close("PV", got, example["PV"].as_f64().expect("a value"), 1e-8);
}

#[test]
fn nothing_discounted_is_a_sum_and_nothing_compounded_is_one() {
    assert_eq!(npv(0.0, [1.0, 2.0, 4.0].into_iter()), 7.0);
    assert_eq!(compounded(0.07, 0), 1.0);
    assert_close("three years", compounded(0.03, 3), 1.092_727, 1e-15);
}

#[test]
fn payback_is_the_first_whole_period_from_which_the_sum_stays_positive() {
    let example = &finance()["payback"];
    let values = numbers(&example["values"]);
    let interpolated = example["simple_periods_interpolated"].as_f64().expect("a number");
    assert_eq!(payback(0, values.into_iter()), Some(interpolated.ceil() as usize));
}
