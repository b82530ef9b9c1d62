//! Sensitivity: what drives the answer of an option or of the difference between two, and what is worth measuring first.
//!
//! It puts the studies of any function ([`super::tornado`], [`super::sobol`], [`super::information`], [`super::break_even`],
//! [`super::convergence`]) on the engine. All of them meet the same worlds; the first eighth of the trials are the first worlds
//! of `residual run`.

use super::break_even::break_even;
use super::convergence::{settled_mean, settled_quantile, trials_needed};
use super::function::{REPLICATES, Sample, Settled, means};
use super::information::{Choice, Information, revealed};
use super::known::Open;
use super::options::{Kept, Options, outcome};
use super::regression::{Regression, scores, scores_by_rank};
use super::sobol::{Index, indices};
use super::tornado::{Bar, tenths, tornado};
use super::verdict;
use crate::engine::switches::Switches;
use crate::model::{Model, Named};
use crate::registry;
use crate::results::{RunOption, Worlds};
use crate::stats::{mean, quantiles};

/// Ends of the tornado's bars.
pub const ENDS: [f64; 2] = [0.1, 0.9];
/// Conversations that a pilot might review.
pub const REVIEWS: [f64; 4] = [100.0, 300.0, 1000.0, 3000.0];
/// Part of what knowing exactly is worth that a pilot should bring; more reviews are rarely worth their trouble.
const ENOUGH: f64 = 0.8;
/// Most trials that `until` goes to.
pub const MOST_UNTIL: usize = 1 << 17;

/// The figure asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Cost savings over all months.
    CostSavings,
    /// Value effect over all months.
    ValueEffect,
    /// Cost savings over slide savings in the last 12 months, sums over worlds.
    RunRateRealisation,
    /// Present value of cost savings.
    Npv,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 4] = [Measure::CostSavings, Measure::ValueEffect, Measure::RunRateRealisation, Measure::Npv];

    /// Name in files and flags.
    pub fn name(self) -> &'static str {
        match self {
            Measure::CostSavings => "cost_savings",
            Measure::ValueEffect => "value_effect",
            Measure::RunRateRealisation => "run_rate_realisation",
            Measure::Npv => "npv",
        }
    }

    /// Is it money?
    pub fn is_money(self) -> bool {
        self != Measure::RunRateRealisation
    }

    /// The money that options are chosen by where this figure is asked about.
    fn kept(self) -> Kept {
        match self {
            Measure::ValueEffect => Kept::ValueEffect,
            Measure::Npv => Kept::Npv,
            Measure::CostSavings | Measure::RunRateRealisation => Kept::CostSavings,
        }
    }

    /// The figure of a run from means of its outcomes.
    fn of_means(self, means: &[f64], run: usize) -> f64 {
        if self.is_money() {
            return means[outcome(run, self.kept())];
        }
        means[outcome(run, Kept::RunRateCostSavings)] / means[outcome(run, Kept::RunRateSlideSavings)]
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The worlds.
    pub worlds: &'a Worlds<'a>,
    /// Options, `no_ai` excluded.
    pub options: &'a [RunOption],
    /// The option studied, by its place; none: the best.
    pub option: Option<usize>,
    /// The option it is held against; none: `no_ai`.
    pub versus: Option<usize>,
    /// The figure.
    pub measure: Measure,
    /// Seed.
    pub seed: u64,
    /// Trials of all options.
    pub trials: usize,
    /// Points of the tornado and of the Sobol indices.
    pub points: [usize; 2],
    /// Go on, doubling the trials, until the interval of the figure is at most this part of it on either side.
    pub until: Option<f64>,
}

/// What one input does.
#[derive(Clone, Debug)]
pub struct Driver {
    /// Its place among the model's inputs.
    pub input: usize,
    /// Its path.
    pub path: String,
    /// Its values at the ends of the bar.
    pub ends: [f64; 2],
    /// Its bar.
    pub bar: Bar,
    /// The figure in each tenth of the trials, companions of a correlation along.
    pub tenths: Vec<f64>,
    /// Its indices.
    pub index: Index,
    /// Value of knowing it.
    pub information: Information,
    /// Its value at which the figure crosses 0 (realisation: the hurdle's).
    pub nothing: Option<f64>,
    /// Its value at which the probability of meeting the hurdle crosses the hurdle's.
    pub hurdle: Option<f64>,
    /// Its value at which another option becomes the best, and that option (0: `no_ai`).
    pub other: Option<(usize, f64)>,
}

/// Something that a pilot or a question would settle together.
#[derive(Clone, Debug)]
pub struct Known {
    /// What.
    pub name: String,
    /// Value of knowing it.
    pub information: Information,
}

/// Reviewing conversations of one type to learn how many the AI truly resolves.
#[derive(Clone, Debug)]
pub struct Review {
    /// Input that is learnt.
    pub path: String,
    /// Contact type.
    pub kind: Named,
    /// Reviews, and the value of that many.
    pub values: Vec<(f64, Information)>,
    /// Value of knowing the resolution exactly.
    pub exactly: Information,
}

impl Review {
    /// Fewest reviews that bring most of what knowing exactly would, and their value.
    pub fn enough(&self) -> (f64, Information) {
        let wanted = ENOUGH * self.exactly.value;
        *self.values.iter().find(|(_, value)| value.value >= wanted).unwrap_or(&self.values[self.values.len() - 1])
    }
}

/// How well a figure of an option is known.
#[derive(Clone, Debug)]
pub struct Certainty {
    /// Place of the option.
    pub option: usize,
    /// Mean, 10th percentile, median, 90th percentile of the figure (of realisation the ratio of sums alone).
    pub figures: Vec<(&'static str, Settled)>,
    /// Probability of meeting the hurdle.
    pub met: Settled,
}

/// The answers.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// Options, `no_ai` first.
    pub options: Vec<Named>,
    /// The option studied, by its place among them.
    pub option: usize,
    /// What it is held against.
    pub versus: usize,
    /// The figure.
    pub measure: Measure,
    /// The figure, with its interval.
    pub figure: Settled,
    /// Trials of all options.
    pub trials: usize,
    /// Base line of the tornado.
    pub base: Settled,
    /// Runs of the tornado and of the indices.
    pub runs: [usize; 2],
    /// Inputs, the widest bar first.
    pub drivers: Vec<Driver>,
    /// Correlated sets, and their indices together.
    pub sets: Vec<(Vec<String>, Index)>,
    /// Part of the variance that luck causes.
    pub fate: Settled,
    /// Runs so far and the widest half interval of a total index then.
    pub convergence: Vec<(usize, f64)>,
    /// Options that could be chosen.
    pub choosable: Vec<usize>,
    /// The option with the highest mean among them.
    pub chosen: usize,
    /// Value of knowing everything, luck included.
    pub perfect: Information,
    /// Value of knowing things together.
    pub groups: Vec<Known>,
    /// Reviews, the most valuable first.
    pub reviews: Vec<Review>,
    /// How well figures are known.
    pub certainty: Vec<Certainty>,
    /// What is not yet decided by this many trials, and how many trials would.
    pub undecided: Vec<Open>,
}

impl Question<'_> {
    /// Answers it. Progress is told in evaluations; `None` where the model has no uncertain input.
    #[allow(clippy::too_many_lines, reason = "one study after another, each of a few lines")]
    pub fn answer(&self, told: &(dyn Fn(&str, usize, usize) + Sync)) -> Option<Sensitivity> {
        let model = self.worlds.model();
        if model.inputs.is_empty() || self.options.is_empty() {
            return None;
        }
        // Places of options are those of results: `no_ai` is 0.
        let runs: Vec<Switches> = std::iter::once(Switches::NO_AI).chain(self.options.iter().map(|o| o.switches)).collect();
        let all = Options::new(self.worlds, &runs);
        let sample = self.sample(&all, told);
        let columns: Vec<Vec<f64>> = (0..runs.len()).map(|run| sample.outcomes(outcome(run, Kept::CostSavings))).collect();
        let option = self.option.map_or_else(|| best(&sample, &columns), |place| place + 1);
        let versus = self.versus.map_or(0, |place| place + 1);
        let figure = |means: &[f64]| self.difference(means, option, versus);
        let settled = settled_figure(&sample, &figure);

        let against = (versus > 0).then(|| runs[versus]);
        let pair: Vec<Switches> = std::iter::once(runs[option]).chain(against).collect();
        let pair = Options::new(self.worlds, &pair);
        let of_pair = |means: &[f64]| self.difference(means, 0, usize::from(versus > 0));
        let evaluations = self.points.map(|each| each * REPLICATES);
        let bars = tornado(&pair, &of_pair, ENDS, self.seed, self.points[0], &|done| {
            told("one input at a time", done, evaluations[0] * (1 + 2 * model.inputs.len()));
        });
        let sets = correlated_sets(model);
        let groups: Vec<Vec<usize>> = (0..model.inputs.len()).map(|i| vec![i]).chain(sets.iter().cloned()).collect();
        let centre = means(sample.points().map(|(_, out)| out), sample.points().next().map_or(0, |(_, out)| out.len()));
        let scalar = |out: &[f64]| self.scalar(out, &centre, option, versus);
        let found = indices(&pair, &groups, &scalar, self.seed, self.points[1], &|done| {
            told("indices", done, evaluations[1] * (groups.len() + 2));
        });

        let inputs: Vec<Vec<f64>> = (0..model.inputs.len()).map(|i| values_of(model, i, &sample.uniforms(i))).collect();
        let sound = |run: usize| verdict::is_sound(mean(&sample.outcomes(outcome(run, Kept::Sound))));
        let mut choosable: Vec<usize> = (1..runs.len()).filter(|run| sound(*run)).collect();
        choosable.insert(0, 0);
        let worth = |run: usize| if run == 0 { vec![0.0; sample.len()] } else { sample.outcomes(outcome(run, self.measure.kept())) };
        let choice = Choice::new(choosable.iter().map(|run| worth(*run)).collect());
        let scored: Vec<Vec<f64>> = (0..inputs.len()).map(|i| scores(&inputs[i], &sample.uniforms(i))).collect();

        let drawn = figure_by_trial(&sample, &|out| self.scalar_of_all(out, &centre, option, versus));
        let zero = if self.measure.is_money() || versus > 0 { 0.0 } else { model.hurdle.realisation };
        let met = sample.outcomes(outcome(option, Kept::Met));
        let others: Vec<(usize, Vec<f64>)> =
            (0..choosable.len()).filter(|place| *place != choice.chosen).map(|place| (choosable[place], choice.advantage(place))).collect();
        let mut drivers: Vec<Driver> = model
            .inputs
            .iter()
            .enumerate()
            .map(|(i, input)| {
                let z: [&[f64]; 1] = [&scored[i]];
                let crossing = |outcome: &[f64], threshold| break_even(&scored[i], outcome, threshold).map(|u| value_of(model, i, u));
                Driver {
                    input: i,
                    path: input.path.clone(),
                    ends: ENDS.map(|end| value_of(model, i, end)),
                    bar: bars.bars[i],
                    tenths: tenths(&sample, i, &figure),
                    index: found.of[i],
                    information: choice.study(Regression::new(&z)).value(None),
                    nothing: crossing(&drawn, zero),
                    hurdle: crossing(&met, model.hurdle.probability),
                    other: nearest(&others, &scored[i]).map(|(run, u)| (run, value_of(model, i, u))),
                }
            })
            .collect();
        drivers.sort_by(|a, b| b.bar.swing.value.abs().total_cmp(&a.bar.swing.value.abs()));

        let mut names: Vec<Named> = vec![Named { id: "no_ai".into(), name: "No AI".into() }];
        names.extend(self.options.iter().map(|o| o.label.clone()));
        let certainty = self.certainty(&sample, runs.len());
        let mut result = Sensitivity {
            option,
            versus,
            measure: self.measure,
            figure: settled,
            trials: sample.len(),
            base: bars.base,
            runs: [bars.runs, found.runs],
            drivers,
            sets: sets
                .iter()
                .zip(&found.of[model.inputs.len()..])
                .map(|(set, index)| (set.iter().map(|i| model.inputs[*i].path.clone()).collect(), *index))
                .collect(),
            fate: found.fate,
            convergence: found.convergence,
            chosen: choosable[choice.chosen],
            perfect: choice.perfect(),
            groups: groups_of(model, &all, &sample, &scored, &choice),
            reviews: reviews(model, &inputs, &scored, &choice),
            certainty,
            undecided: Vec::new(),
            options: names,
            choosable,
        };
        result.undecided = undecided(model, &result, &sample, self.measure.kept());
        if let Some(tolerance) = self.until.filter(|tolerance| settled.half_width > tolerance * settled.value.abs()) {
            let threshold = tolerance * settled.value.abs();
            result.undecided.push(Open {
                what: format!("the figure to {} %", tolerance * 100.0),
                value: settled.value,
                half_width: settled.half_width,
                threshold,
                trials_needed: trials_needed(sample.len(), settled.half_width, threshold),
            });
        }
        Some(result)
    }

    /// Trials of all options, as many as asked or as it takes.
    fn sample(&self, all: &Options<'_>, told: &(dyn Fn(&str, usize, usize) + Sync)) -> Sample {
        let each = self.trials.div_ceil(REPLICATES).max(2);
        let mut sample = Sample::draw(all, self.seed, each, &|done| told("worlds", done, each * REPLICATES));
        let Some(tolerance) = self.until else { return sample };
        loop {
            let columns: Vec<Vec<f64>> = (0..=self.options.len()).map(|run| sample.outcomes(outcome(run, Kept::CostSavings))).collect();
            let option = self.option.map_or_else(|| best(&sample, &columns), |place| place + 1);
            let versus = self.versus.map_or(0, |place| place + 1);
            let settled = settled_figure(&sample, &|means| self.difference(means, option, versus));
            if settled.half_width <= tolerance * settled.value.abs() || sample.len() * 2 > MOST_UNTIL {
                return sample;
            }
            let (before, each) = (sample.len(), sample.each * 2);
            sample.extend(all, self.seed, each, &|done| told("worlds", before + done, each * REPLICATES));
        }
    }

    /// The figure, or the difference of two, from means; 0 to be held against stands for `no_ai`, which saves nothing.
    fn difference(&self, means: &[f64], option: usize, versus: usize) -> f64 {
        let less = if versus == 0 { 0.0 } else { self.measure.of_means(means, versus) };
        self.measure.of_means(means, option) - less
    }

    /// A world's part in the figure, of outcomes of the pair of runs; see [`Question::part`].
    fn scalar(&self, out: &[f64], centre: &[f64], option: usize, versus: usize) -> f64 {
        let less = if versus == 0 { 0.0 } else { self.part(out, 1, centre, versus) };
        self.part(out, 0, centre, option) - less
    }

    /// The same of outcomes of all runs.
    fn scalar_of_all(&self, out: &[f64], centre: &[f64], option: usize, versus: usize) -> f64 {
        let less = if versus == 0 { 0.0 } else { self.part(out, versus, centre, versus) };
        self.part(out, option, centre, option) - less
    }

    /// A world's part in a figure: money itself. A ratio of sums `R = N̄/D̄` has no figure in one world that is not wild where the
    /// slide is small; taken is its influence on the ratio, `R + (N − R·D)/D̄`, whose mean is `R`.
    fn part(&self, out: &[f64], run: usize, centre: &[f64], of: usize) -> f64 {
        if self.measure.is_money() {
            return out[outcome(run, self.measure.kept())];
        }
        let ratio = self.measure.of_means(centre, of);
        let rest = out[outcome(run, Kept::RunRateCostSavings)] - ratio * out[outcome(run, Kept::RunRateSlideSavings)];
        ratio + rest / centre[outcome(of, Kept::RunRateSlideSavings)]
    }

    fn certainty(&self, sample: &Sample, runs: usize) -> Vec<Certainty> {
        (1..runs)
            .map(|option| {
                let mean = settled_figure(sample, &|means| self.measure.of_means(means, option));
                let mut figures = vec![("mean", mean)];
                if self.measure.is_money() {
                    let values = sample.outcomes(outcome(option, self.measure.kept()));
                    figures.extend([("p10", 0.1), ("p50", 0.5), ("p90", 0.9)].map(|(name, p)| (name, settled_quantile(&values, p))));
                }
                Certainty { option, figures, met: settled_mean(&sample.outcomes(outcome(option, Kept::Met))) }
            })
            .collect()
    }
}

/// A figure of means, with its interval from the replicates.
fn settled_figure(sample: &Sample, figure: &dyn Fn(&[f64]) -> f64) -> Settled {
    let width = sample.points().next().map_or(0, |(_, out)| out.len());
    let parts: Vec<f64> = (0..REPLICATES).map(|r| figure(&means(sample.replicate(r), width))).collect();
    Settled::of(figure(&means(sample.points().map(|(_, out)| out), width)), &parts)
}

fn figure_by_trial(sample: &Sample, figure: &dyn Fn(&[f64]) -> f64) -> Vec<f64> {
    sample.points().map(|(_, out)| figure(out)).collect()
}

/// The option of the verdict; without a sound one that with the largest median of cost savings.
fn best(sample: &Sample, savings: &[Vec<f64>]) -> usize {
    let median = |run: usize| quantiles(&mut savings[run].clone(), &[0.5])[0];
    let figures: Vec<(f64, f64)> = (0..savings.len()).map(|run| (median(run), mean(&sample.outcomes(outcome(run, Kept::Sound))))).collect();
    let all = || verdict::largest(figures.iter().enumerate().map(|(run, (median, _))| (run > 0).then_some(*median)));
    verdict::best_of(&figures).or_else(all).unwrap_or(0)
}

/// Of the probabilities of an input at which some option overtakes the best, the one nearest to its median.
fn nearest(advantages: &[(usize, Vec<f64>)], scores: &[f64]) -> Option<(usize, f64)> {
    let crossings = advantages.iter().filter_map(|(run, advantage)| Some((*run, break_even(scores, advantage, 0.0)?)));
    crossings.min_by(|a, b| (a.1 - 0.5).abs().total_cmp(&(b.1 - 0.5).abs()))
}

/// Value of an input at a uniform, as the engine takes it.
fn value_of(model: &Model, input: usize, u: f64) -> f64 {
    let input = &model.inputs[input];
    registry::KEYS[input.target.key].settle(input.distribution.quantile(u))
}

fn values_of(model: &Model, input: usize, uniforms: &[f64]) -> Vec<f64> {
    uniforms.iter().map(|u| value_of(model, input, *u)).collect()
}

/// Sets of inputs that correlations tie together, directly or through others.
fn correlated_sets(model: &Model) -> Vec<Vec<usize>> {
    let mut set: Vec<usize> = (0..model.inputs.len()).collect();
    for pair in model.correlations.iter().filter(|pair| pair.rho != 0.0) {
        let (from, to) = (set[pair.a].max(set[pair.b]), set[pair.a].min(set[pair.b]));
        for place in &mut set {
            if *place == from {
                *place = to;
            }
        }
    }
    let members = |first: usize| (0..set.len()).filter(|i| set[*i] == first).collect::<Vec<_>>();
    (0..set.len()).filter(|i| set[*i] == *i).map(members).filter(|set| set.len() > 1).collect()
}

/// What a pilot or a question settles together: containment and resolution of a type, the vendors' answers, attrition.
fn groups_of(model: &Model, all: &Options<'_>, sample: &Sample, scored: &[Vec<f64>], choice: &Choice) -> Vec<Known> {
    let mut groups = Vec::new();
    let mut add = |name: String, values: Vec<&[f64]>| {
        if !values.is_empty() {
            groups.push(Known { name, information: choice.of(&values) });
        }
    };
    let with = |wanted: &dyn Fn(&str) -> bool| -> Vec<&[f64]> {
        model.inputs.iter().zip(scored).filter(|(input, _)| wanted(&input.path)).map(|(_, values)| values.as_slice()).collect()
    };
    for kind in &model.types {
        let start = format!("contact_types.{}.ai.", kind.label.id);
        let measured = |path: &str| matches!(path.strip_prefix(&start), Some("mature" | "resolution"));
        add(format!("containment and resolution of {}", kind.label.id), with(&measured));
    }
    for (v, vendor) in model.vendors.iter().enumerate() {
        if model.medians.vendors[v].renegotiated.is_some() {
            add(format!("the answer of vendor {}", vendor.id), vec![&scores_by_rank(&sample.outcomes(all.answer(v)))]);
        }
    }
    add("attrition of the teams".into(), with(&|path| path.ends_with(".annual_attrition")));
    groups.sort_by(|a, b| b.information.value.total_cmp(&a.information.value));
    groups
}

/// What reviewing conversations is worth, by contact type with an uncertain resolution.
fn reviews(model: &Model, inputs: &[Vec<f64>], scored: &[Vec<f64>], choice: &Choice) -> Vec<Review> {
    let mut reviews: Vec<Review> = Vec::new();
    for kind in &model.types {
        let path = format!("contact_types.{}.ai.resolution", kind.label.id);
        let Some(i) = model.inputs.iter().position(|input| input.path == path) else { continue };
        let z: [&[f64]; 1] = [&scored[i]];
        let study = choice.study(Regression::new(&z));
        let values = REVIEWS.map(|n| (n, study.value(Some(&[revealed(&inputs[i], n)])))).to_vec();
        reviews.push(Review { path, kind: kind.label.clone(), values, exactly: study.value(None) });
    }
    reviews.sort_by(|a, b| b.exactly.value.total_cmp(&a.exactly.value));
    reviews
}

/// Decisions that lie within the interval of what decides them, and the trials that would settle them.
fn undecided(model: &Model, found: &Sensitivity, sample: &Sample, kept: Kept) -> Vec<Open> {
    let mut open = Vec::new();
    let mut ask = |what: String, settled: Settled, threshold: f64| open.extend(Open::ask(what, settled, threshold, sample.len()));
    let id = &found.options[found.option].id;
    let met = settled_mean(&sample.outcomes(outcome(found.option, Kept::Met)));
    ask(format!("whether {id} meets the hurdle often enough"), met, model.hurdle.probability);
    let rate = settled_quantile(&sample.outcomes(outcome(found.option, Kept::RunRateCostSavings)), 0.5);
    ask(format!("whether {id} saves anything a year once it has settled"), rate, 0.0);
    let worth = |run: usize| if run == 0 { vec![0.0; sample.len()] } else { sample.outcomes(outcome(run, kept)) };
    let chosen = worth(found.chosen);
    for run in found.choosable.iter().filter(|run| **run != found.chosen) {
        let lead: Vec<f64> = chosen.iter().zip(worth(*run)).map(|(x, other)| x - other).collect();
        ask(format!("whether {} is better than {}", found.options[found.chosen].id, found.options[*run].id), settled_mean(&lead), 0.0);
    }
    open
}
