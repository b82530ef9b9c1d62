//! Reproducibility: bits depend on the scenario, the seed and the number of the trial, and on nothing else.

mod common;

use common::{retailer, retailer_with};
use rayon::ThreadPoolBuilder;
use residual::model::Model;
use residual::results::{Experiment, Results, RunOption, Total, Totals};
use std::process::Command;

fn run(model: &Model, configure: impl FnOnce(&mut Experiment<'_>)) -> Results {
    let mut experiment = Experiment::new(model);
    experiment.trials = 300;
    configure(&mut experiment);
    experiment.run(&|_| true)
}

fn on_threads(threads: usize, job: impl FnOnce() -> Results + Send) -> Results {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start").install(job)
}

fn bits(totals: &[Totals]) -> Vec<u64> {
    totals.iter().flat_map(|t| t.values().iter().map(|x| x.to_bits())).collect()
}

fn input_bits(inputs: &[Vec<f64>]) -> Vec<u64> {
    inputs.iter().flatten().map(|x| x.to_bits()).collect()
}

/// Every statistic of every month.
fn month_bits(results: &Results, option: usize) -> Vec<u64> {
    let months = &results.months[option];
    let cells = (0..months.months()).flat_map(|t| (0..months.width()).map(move |column| (t, column)));
    let statistics = cells.map(|(t, column)| months.get(t, column));
    statistics.flat_map(|s| [s.mean, s.p5, s.p10, s.p50, s.p90, s.p95].map(f64::to_bits)).collect()
}

#[test]
fn one_two_and_eight_threads_give_the_same_bits() {
    let model = retailer(&[]);
    // More than one block of trials, and no multiple of it.
    let one = on_threads(1, || run(&model, |_| ()));
    for threads in [2, 8] {
        let other = on_threads(threads, || run(&model, |_| ()));
        assert_eq!(input_bits(&one.inputs), input_bits(&other.inputs), "{threads} threads");
        for (option, name) in one.options.iter().enumerate() {
            assert_eq!(bits(&one.totals[option]), bits(&other.totals[option]), "{threads} threads, {}", name.id);
            assert_eq!(month_bits(&one, option), month_bits(&other, option), "{threads} threads, {}", name.id);
        }
    }
}

#[test]
fn five_hundred_trials_are_the_first_of_a_thousand() {
    let model = retailer(&[]);
    let (few, many) = (run(&model, |e| e.trials = 500), run(&model, |e| e.trials = 1000));
    assert_eq!((few.trials, many.trials), (500, 1000));
    assert_eq!(input_bits(&few.inputs), input_bits(&many.inputs[..500]));
    for (option, name) in few.options.iter().enumerate() {
        assert_eq!(bits(&few.totals[option]), bits(&many.totals[option][..500]), "{}", name.id);
    }
    // And a shard that begins in the middle is that part of the whole.
    let shard = run(&model, |e| (e.first, e.trials) = (390, 40));
    assert_eq!(input_bits(&shard.inputs), input_bits(&many.inputs[390..430]));
    for (option, name) in shard.options.iter().enumerate() {
        assert_eq!(bits(&shard.totals[option]), bits(&many.totals[option][390..430]), "{}", name.id);
    }
}

#[test]
fn another_seed_gives_other_worlds() {
    let model = retailer(&[]);
    let (a, b) = (run(&model, |e| e.trials = 20), run(&model, |e| (e.trials, e.seed) = (20, 2)));
    assert!(a.inputs.iter().zip(&b.inputs).all(|(a, b)| a != b));
    assert_ne!(bits(&a.totals[0]), bits(&b.totals[0]));
}

#[test]
fn an_option_more_or_less_or_elsewhere_changes_no_world() {
    let model = retailer(&[]);
    let three = run(&model, |e| e.trials = 60);
    let turned = run(&model, |e| {
        e.trials = 60;
        e.options.reverse();
        let more = RunOption {
            label: e.options[0].label.clone(),
            switches: residual::engine::switches::Switches { levers: [Some(5); 5], ..e.options[0].switches },
        };
        e.options.insert(1, more);
    });
    assert_eq!(input_bits(&three.inputs), input_bits(&turned.inputs));
    for (place, option) in three.options.iter().enumerate() {
        // The first of a name: the one added shares its name with another.
        let there = turned.options.iter().position(|o| o.id == option.id).expect("every option ran");
        assert_eq!(bits(&three.totals[place]), bits(&turned.totals[there]), "{}", option.id);
    }
}

#[test]
fn an_input_made_certain_leaves_the_draws_of_the_others() {
    let before = retailer(&[]);
    let path = "ai.selectivity";
    let gone = before.inputs.iter().position(|input| input.path == path).expect("the retailer is not sure of it");
    assert!(before.correlations.iter().all(|c| c.a != gone && c.b != gone), "{path} is correlated with nothing");
    let after = retailer_with(&[format!("{path}=0.65")]);
    assert_eq!(after.inputs.len() + 1, before.inputs.len());
    let (a, b) = (run(&before, |e| e.trials = 100), run(&after, |e| e.trials = 100));
    for (trial, (mut a, b)) in a.inputs.into_iter().zip(b.inputs).enumerate() {
        a.remove(gone);
        assert_eq!(a, b, "trial {trial}");
    }
}

#[test]
fn an_input_made_uncertain_leaves_the_draws_of_the_others() {
    let before = retailer(&[]);
    let after = retailer_with(&["difficulty.fcr_slope=0.4 to 0.6".to_owned()]);
    let new = after.inputs.iter().position(|input| input.path == "difficulty.fcr_slope").expect("it is uncertain now");
    assert_eq!(after.inputs.len(), before.inputs.len() + 1);
    let (a, b) = (run(&before, |e| e.trials = 100), run(&after, |e| e.trials = 100));
    for (trial, (a, mut b)) in a.inputs.into_iter().zip(b.inputs).enumerate() {
        b.remove(new);
        assert_eq!(a, b, "trial {trial}");
    }
}

#[test]
fn a_spread_changed_leaves_the_place_of_every_draw_in_its_own_distribution() {
    let (narrow, wide) = (retailer(&[]), retailer_with(&["ai.selectivity=20% to 90%".to_owned()]));
    let (a, b) = (run(&narrow, |e| e.trials = 100), run(&wide, |e| e.trials = 100));
    let place = narrow.inputs.iter().position(|input| input.path == "ai.selectivity").expect("uncertain");
    for (a, b) in a.inputs.iter().zip(&b.inputs) {
        for (i, (x, y)) in a.iter().zip(b).enumerate() {
            if i == place {
                let (u, v) = (narrow.inputs[i].distribution.cdf(*x), wide.inputs[i].distribution.cdf(*y));
                assert!((u - v).abs() < 1e-12, "{u} and {v}");
            } else {
                assert_eq!(x, y, "{}", narrow.inputs[i].path);
            }
        }
    }
}

/// Trials of the golden run.
const GOLDEN_TRIALS: usize = 200;
const GOLDEN_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/retailer_200_trials.txt");
/// Set to rewrite the golden file.
const REFRESH: &str = "RESIDUAL_REFRESH_GOLDEN";
/// Set in the child process that runs without the newer instructions of the processor.
const MASKED: &str = "RESIDUAL_GOLDEN_MASKED";
const HASHED: &str = "totals of every option and trial, bits";

/// The golden run in words: hash of all bits, then means that tell a reader what moved.
fn golden() -> String {
    let model = retailer(&[]);
    let results = run(&model, |e| e.trials = GOLDEN_TRIALS);
    let mut hasher = blake3::Hasher::new();
    for totals in &results.totals {
        for bits in bits(totals) {
            hasher.update(&bits.to_le_bytes());
        }
    }
    let mut lines = vec![
        format!("# {HASHED}; {GOLDEN_TRIALS} trials, seed 1. Rewritten with {REFRESH}=1; a change is a breaking change."),
        format!("blake3 {}", hasher.finalize().to_hex()),
    ];
    for (option, name) in results.options.iter().enumerate() {
        for total in [Total::SlideSavings, Total::CostSavings, Total::ValueEffect, Total::Npv, Total::Attrition, Total::Sound] {
            let mean = residual::stats::mean(&results.column(option, total));
            lines.push(format!("{} mean {} {mean:.9e}", name.id, total.name()));
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn two_hundred_trials_are_those_of_the_golden_file() {
    let got = golden();
    if std::env::var_os(REFRESH).is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden")).expect("the folder is made");
        std::fs::write(GOLDEN_FILE, &got).expect("the golden file is written");
        return;
    }
    let want = std::fs::read_to_string(GOLDEN_FILE).expect("the golden file is there");
    let moved: Vec<String> =
        want.lines().zip(got.lines()).filter(|(want, got)| want != got).map(|(want, got)| format!("  was {want}\n  now {got}")).collect();
    let masked = if std::env::var_os(MASKED).is_some() { " on a processor with fewer instructions" } else { "" };
    assert!(
        want == got,
        "the golden run came out otherwise{masked}:\n{}\nIf that is meant, rewrite the file with\n  \
         {REFRESH}=1 cargo test --test reproducible two_hundred\nand say so in the changelog.",
        moved.join("\n")
    );
}

#[test]
fn a_processor_with_fewer_instructions_gives_the_same_bits() {
    if std::env::var_os(REFRESH).is_some() {
        return;
    }
    // glibc's mathematics choose their code by these; the engine must not use them. Elsewhere the variable does nothing.
    let child = Command::new(std::env::current_exe().expect("a test runs from a file"))
        .args(["--exact", "two_hundred_trials_are_those_of_the_golden_file", "--nocapture"])
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2_Usable,-AVX2,-AVX512F")
        .env(MASKED, "1")
        .output()
        .expect("the test binary runs itself");
    let (out, err) = (String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success() && out.contains("1 passed"), "{out}\n{err}");
}
