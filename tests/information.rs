//! Values of information and their stated errors, over many seeds, against known answers: an interval of 95 % holds the truth
//! about as often as it says, and what tells nothing is told from nothing no oftener than it may.

use residual::analysis::function::{Function, Plain, Sample};
use residual::analysis::information::{Choice, Information};
use residual::analysis::regression::{Regression, scores, scores_by_rank};
use residual::normal;

/// Seeds of each case.
const SEEDS: u64 = 60;
/// Fewest of as many intervals of 95 % that hold the truth unless the intervals are at fault: 99.7 % of times.
const HELD: usize = 52;

/// Doing nothing, or something worth a function of standard normal scores.
fn go(inputs: usize, worth: impl Fn(&[f64]) -> f64 + Sync) -> impl Function {
    Plain {
        inputs,
        outputs: 1,
        function: move |u: &[f64], out: &mut [f64]| {
            let z: Vec<f64> = u.iter().map(|u| normal::quantile(*u)).collect();
            out[0] = worth(&z);
        },
    }
}

fn samples<F: Function>(function: &F, each: usize, seeds: u64) -> impl Iterator<Item = (Sample, Choice)> {
    (0..seeds).map(move |seed| {
        let sample = Sample::draw(function, seed, each, &|_| ());
        let choice = Choice::new(vec![vec![0.0; sample.len()], sample.outcomes(0)]);
        (sample, choice)
    })
}

/// Intervals of a value hold the truth.
#[track_caller]
fn assert_values<F: Function>(what: &str, each: usize, truth: f64, value: &dyn Fn(&Sample, &Choice) -> Information, function: &F) {
    let found: Vec<Information> = samples(function, each, SEEDS).map(|(sample, choice)| value(&sample, &choice)).collect();
    let held = found.iter().filter(|f| (f.value - truth).abs() <= f.half_width()).count();
    assert!(held >= HELD, "{what}, {} trials: {held} of {SEEDS}", 8 * each);
}

/// The same of the value of knowing a group of inputs.
#[track_caller]
fn assert_held<F: Function>(what: &str, function: &F, each: usize, known: &[usize], truth: f64) {
    let of = |sample: &Sample, choice: &Choice| {
        let inputs: Vec<Vec<f64>> = known.iter().map(|i| scored(sample, *i)).collect();
        choice.of(&inputs.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    assert_values(what, each, truth, &of, function);
}

/// Normal scores of an input.
fn scored(sample: &Sample, input: usize) -> Vec<f64> {
    scores(&sample.uniforms(input), &sample.uniforms(input))
}

/// `E max(0, μ + σz)`.
fn loss(mean: f64, sd: f64) -> f64 {
    sd * normal::pdf(mean / sd) + mean * normal::cdf(mean / sd)
}

#[test]
fn a_straight_line_is_held() {
    // The linear model of the reference: 1 + z₁ + 2z₂ + z₃.
    let line = go(3, |z| 1.0 + z[0] + 2.0 * z[1] + z[2]);
    for each in [16, 128] {
        assert_held("the strong input", &line, each, &[1], loss(1.0, 2.0) - 1.0);
        assert_held("a weak input", &line, each, &[0], loss(1.0, 1.0) - 1.0);
        assert_held("two inputs", &line, each, &[0, 1], loss(1.0, 5.0_f64.sqrt()) - 1.0);
    }
}

#[test]
fn a_curve_is_held() {
    // With a = √(1 + m): E max(0, z² − 1 − m) = 2·(aφ(a) − m·Φ(−a)).
    for m in [0.0_f64, 0.4] {
        let a = (1.0 + m).sqrt();
        let curve = go(2, |z| z[0] * z[0] - 1.0 - m + 1.5 * z[1]);
        for each in [32, 128, 512] {
            assert_held("a parabola", &curve, each, &[0], 2.0 * (a * normal::pdf(a) - m * normal::cdf(-a)));
        }
    }
}

#[test]
fn inputs_that_act_together_are_held() {
    // E max(0, z₁z₂) = ½·E|z₁|·E|z₂| = 1/π.
    let product = go(3, |z| z[0] * z[1] + z[2]);
    assert_held("a product", &product, 128, &[0, 1], std::f64::consts::FRAC_1_PI);
}

#[test]
fn a_step_is_held_where_the_input_has_two_values() {
    // An answer, yes or no: −2 or 1 with even chances; half of 1 is won by knowing it.
    let answer = Plain {
        inputs: 2,
        outputs: 2,
        function: |u: &[f64], out: &mut [f64]| {
            let yes = u[0] < 0.5;
            out[0] = if yes { 1.0 } else { -2.0 } + normal::quantile(u[1]);
            out[1] = f64::from(u8::from(yes));
        },
    };
    let held = (0..SEEDS).filter(|seed| {
        let sample = Sample::draw(&answer, *seed, 64, &|_| ());
        let found = Choice::new(vec![vec![0.0; sample.len()], sample.outcomes(0)]).of(&[&scores_by_rank(&sample.outcomes(1))]);
        (found.value - 0.5).abs() <= found.half_width()
    });
    assert!(held.count() >= HELD);
}

#[test]
fn weak_things_in_much_luck_are_held() {
    // One part in forty of the variance.
    let weak = go(2, |z| 0.1 + 0.3 * z[0] + 1.9 * z[1]);
    for each in [64, 256] {
        assert_held("a weak input", &weak, each, &[0], loss(0.1, 0.3) - 0.1);
    }
}

#[test]
fn what_tells_nothing_is_told_from_nothing_no_oftener_than_it_may() {
    for mean in [0.0, 0.2] {
        let nothing = go(2, |z| mean + z[1]);
        let mut told = 0;
        for (sample, choice) in samples(&nothing, 32, 200) {
            let found = choice.of(&[&scored(&sample, 0)]);
            told += usize::from(found.is_told());
        }
        assert!(told <= 10, "one in twenty: {told} of 200");
    }
}

#[test]
fn a_study_of_a_part_is_held() {
    let line = go(2, |z| 0.5 + 2.0 * z[0] + z[1]);
    for (known, each) in [(0.3, 32), (0.3, 128), (0.8, 64)] {
        let sd = 2.0 * f64::sqrt(known);
        assert_values(
            "a study of a part",
            each,
            loss(0.5, sd) - 0.5,
            &|sample, choice| {
                let z = scored(sample, 0);
                let group: [&[f64]; 1] = [&z];
                choice.study(Regression::new(&group)).value(Some(&[known]))
            },
            &line,
        );
    }
}
