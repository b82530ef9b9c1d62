//! The charts of the model book, drawn from the engine's own functions.

mod plot;

use residual::engine::contracts::{Bill, Month, Unit, Volumes, invoice};
use residual::engine::demand;
use residual::engine::difficulty::{SLICES, TIERS};
use residual::engine::learning::level;
use residual::engine::people::{Strain, pressure};
use residual::engine::planner::Plan;
use residual::engine::quality;
use residual::engine::rebaseline::{Cause, Figure};
use residual::engine::record::Metric;
use residual::engine::residual::Work;
use residual::engine::run::{State, simulate};
use residual::engine::selection::Score;
use residual::engine::staffing::Staffing;
use residual::engine::switches::{Friction, Frictions, Switches};
use residual::engine::world::World;
use residual::model::{DeadBand, Minimum, MinimumOf, Terms};
use residual::results::Total;

use crate::cases::Case;
use crate::common;
use crate::{is_current, root};
use plot::{Axis, Plot, Series};

fn kept(name: &str, plot: &Plot) {
    is_current(&root().join("docs/charts").join(name).with_extension("svg"), plot.svg().as_bytes());
}

fn retailer() -> common::Case {
    common::Case::retailer(&[])
}

/// A line from a function on evenly spaced points.
fn curve(name: &str, from: f64, to: f64, f: impl Fn(f64) -> f64) -> Series {
    let points = (0..=120).map(|i| from + (to - from) * f64::from(i) / 120.0).map(|x| (x, f(x)));
    Series::line(name, points.collect())
}

fn by_month(name: &str, values: impl Iterator<Item = f64>) -> Series {
    Series::line(name, values.enumerate().map(|(t, value)| (t as f64, value)).collect())
}

#[test]
fn demand_chart() {
    let case = Case::run("retailer", &[]);
    let statistics = &case.results.months[0];
    let of = |f: fn(&residual::results::SeriesStatistics) -> f64| {
        (0..case.months()).map(move |t| (t as f64, f(statistics.get(t, Metric::ContactsDemanded as usize)) / 1e3)).collect::<Vec<_>>()
    };
    let medians = &case.results.today.p;
    let expected = (0..case.months()).map(|t| {
        let contacts =
            (0..medians.types.len()).map(|k| medians.types[k].volume * demand::expected_factor(medians, &case.model.calendar, k, t, false));
        contacts.sum::<f64>() / 1e3
    });
    let band = Series::band("8 worlds in 10", of(|s| s.p10), of(|s| s.p90));
    kept(
        "demand",
        &Plot {
            title: "Contacts that demand brings, retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("contacts a month, thousands", 0),
            series: vec![band, by_month("expected: growth and season", expected)],
        },
    );
}

#[test]
fn difficulty_chart() {
    let case = retailer();
    let setting = case.setting();
    let world = World::expected(&setting);
    let (today, returns) = (&world.today, 1);
    let place = |n: usize| (n as f64 + 0.5) / SLICES as f64 * 100.0;
    let hours = (0..SLICES).map(|n| (place(n), today.hours[returns * SLICES + n] * 60.0)).collect();
    let resolved = |server: usize| {
        (0..SLICES)
            .map(|n| {
                let cell = returns * SLICES + n;
                (place(n), 10.0 * today.rates[server].resolved[cell] / today.rates[server].contacts[cell])
            })
            .collect()
    };
    kept(
        "difficulty",
        &Plot {
            title: "Easy and hard contacts of one type, retailer's returns",
            x: Axis::new("difficulty: percentile of today's contacts", 0),
            y: Axis::new("minutes; resolution in tenths", 0),
            series: vec![
                Series::line("handle time, minutes", hours),
                Series::line("resolution, specialists (× 10)", resolved(1)),
                Series::line("resolution, generalists (× 10)", resolved(0)),
            ],
        },
    );
}

#[test]
fn selection_chart() {
    let case = retailer();
    let setting = case.setting();
    let world = World::expected(&setting);
    let base = world.today.issues_of(1);
    let series = [0.0, 0.35, 0.65, 0.9].map(|rho| {
        let taken = Score::new(rho, &setting.z, base).select(0.6);
        let points = (0..SLICES).map(|n| ((n as f64 + 0.5) / SLICES as f64 * 100.0, taken[n] * 100.0));
        Series::line(format!("selectivity {rho}"), points.collect())
    });
    kept(
        "selection",
        &Plot {
            title: "Which contacts an AI takes that contains 60 %",
            x: Axis::new("difficulty: percentile of today's contacts", 0),
            y: Axis::new("contained, %", 0),
            series: series.into(),
        },
    );
}

#[test]
fn learning_chart() {
    let case = retailer();
    let setting = case.setting();
    let p = World::expected(&setting).p;
    let at = |f: fn(&residual::engine::learning::Level) -> f64| {
        let levels: Vec<f64> = (0..18).map(|months| f(&level(&p, 1, 0, months, 0.0)) * 100.0).collect();
        levels.into_iter()
    };
    kept(
        "learning",
        &Plot {
            title: "Reach, containment and true resolution, retailer's returns",
            x: Axis::new("months since the phase started", 0),
            y: Axis::new("%", 0),
            series: vec![
                by_month("reach, of issues", at(|l| l.reach)),
                by_month("true resolution, of contained", at(|l| l.resolution)),
                by_month("containment, of those met", at(|l| l.containment)),
                by_month("resolved by the AI, of issues", at(|l| l.reach * l.containment * l.resolution)),
            ],
        },
    );
}

#[test]
fn residual_chart() {
    let case = retailer();
    let setting = case.setting();
    let lived = common::Lived::expected(&setting);
    let run = lived.run(&case.option("technical_only")).record;
    let against = |metric| {
        let values: Vec<f64> = (0..run.months()).map(|t| 100.0 * run.get(t, metric) / lived.no_ai.record.get(t, metric)).collect();
        values.into_iter()
    };
    kept(
        "residual",
        &Plot {
            title: "What is left for people: the technology alone, retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("% of the same month without AI", 0),
            series: vec![
                by_month("handle time", against(Metric::AhtMinutes)),
                by_month("resolution (FCR)", against(Metric::Fcr)),
                by_month("hours of work", against(Metric::HumanHours)),
                by_month("contacts", against(Metric::HumanContacts)),
            ],
        },
    );
}

/// Work of so many hours a month at an AHT in minutes, all of it real-time.
fn work(hours: f64, aht: f64) -> Work {
    Work { contacts: hours * 60.0 / aht, hours, live_contacts: hours * 60.0 / aht, live_workload: hours, ..Work::default() }
}

#[test]
fn routing_chart() {
    let case = retailer();
    let setting = case.setting();
    let p = World::expected(&setting).p;
    let staffing = Staffing::new(setting.queues, &p);
    let premium = |share: f64| {
        move |hours: f64, staffing: &Staffing<'_>| {
            let pooled = staffing.requirement(&work(hours, 8.0));
            let parts = staffing.requirement(&work(hours * share, 8.0)) + staffing.requirement(&work(hours * (1.0 - share), 8.0));
            (parts / pooled - 1.0) * 100.0
        }
    };
    let sizes: Vec<f64> = (4..=80).map(|i| f64::from(i) * 200.0).collect();
    let line =
        |name: &str, share: f64| Series::line(name, sizes.iter().map(|hours| (*hours / 1e3, premium(share)(*hours, &staffing))).collect());
    kept(
        "routing",
        &Plot {
            title: "What it costs to split one queue in two",
            x: Axis::new("work, thousand hours a month", 0),
            y: Axis::new("more agents needed, %", 0),
            series: vec![line("20 % to specialists", 0.2), line("50 % to specialists", 0.5)],
        },
    );
}

#[test]
fn staffing_chart() {
    let case = retailer();
    let setting = case.setting();
    let p = World::expected(&setting).p;
    let staffing = Staffing::new(setting.queues, &p);
    let at = |name: &str, hours: f64, f: fn(residual::engine::staffing::Service) -> f64| {
        curve(name, 70.0, 120.0, |percent| f(staffing.service(hours, 8.0, percent / 100.0)) * 100.0)
    };
    kept(
        "staffing",
        &Plot {
            title: "Too few people, large and small queue",
            x: Axis::new("people present, % of required", 0),
            y: Axis::new("%", 0),
            series: vec![
                at("service level, 12 000 h a month", 12_000.0, |s| s.level),
                at("service level, 1 200 h a month", 1_200.0, |s| s.level),
                at("occupancy, 12 000 h", 12_000.0, |s| s.occupancy),
                at("abandonment, 12 000 h", 12_000.0, |s| s.abandonment),
            ],
        },
    );
}

#[test]
fn team_chart() {
    let case = retailer();
    let setting = case.setting();
    let lived = common::Lived::expected(&setting);
    let (alone, redesign) = (lived.run(&case.option("technical_only")).record, lived.run(&case.option("redesign")).record);
    kept(
        "team",
        &Plot {
            title: "Heads follow the work, retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("heads; FTE", 0),
            series: vec![
                by_month("heads, no AI", common::series(&lived.no_ai.record, Metric::Heads).into_iter()),
                by_month("heads, technology alone", common::series(&alone, Metric::Heads).into_iter()),
                by_month("FTE required, technology alone", common::series(&alone, Metric::RequiredFte).into_iter()),
                by_month("heads, redesign", common::series(&redesign, Metric::Heads).into_iter()),
                by_month("FTE required, redesign", common::series(&redesign, Metric::RequiredFte).into_iter()),
            ],
        },
    );
}

#[test]
fn contracts_chart() {
    let today = Volumes([40_000.0, 280_000.0, 5_500.0, 50.0, 30_000.0]);
    let price = Terms { per_minute: 0.66, ..Terms::default() };
    let minimum = Terms { minimum: Some(Minimum { share: 0.85, of: MinimumOf::Money }), ..price.clone() };
    let band = DeadBand { width: 0.075, additional_charge: 0.66, reduction_credit: 0.46 };
    let anchored = Terms { dead_band: Some(band), ..price.clone() };
    let line = |name: &str, terms: &Terms| {
        curve(name, 50.0, 120.0, |percent| {
            let month = Month { worked: Volumes(today.0.map(|units| units * percent / 100.0)), service: 0.8, csat: 0.7 };
            invoice(terms, &Bill::plain(&month, &today)).total() / 1e3
        })
    };
    assert!(today.get(Unit::Minutes) > 0.0);
    kept(
        "contracts",
        &Plot {
            title: "One month's invoice under three sets of terms",
            x: Axis::new("minutes, % of today", 0),
            y: Axis::new("invoice, thousands", 0),
            series: vec![
                line("minimum of 85 %", &minimum),
                line("band of ± 7.5 %, smaller credit", &anchored),
                line("0.66 a minute, nothing else", &price),
            ],
        },
    );
}

#[test]
fn quality_chart() {
    let case = retailer();
    let setting = case.setting();
    let p = World::expected(&setting).p;
    let line = |name: &str, unresolved: f64| curve(name, 0.0, 5_000.0, |reviews| quality::detection(&p, Some(unresolved), reviews) * 100.0);
    kept(
        "quality",
        &Plot {
            title: "A regression of 5 points: chance that a month finds it",
            x: Axis::new("conversations reviewed a month", 0),
            y: Axis::new("found, %", 0),
            series: vec![line("10 % unresolved", 0.1), line("20 % unresolved", 0.2), line("40 % unresolved", 0.4)],
        },
    );
}

#[test]
fn people_chart() {
    let case = retailer();
    let setting = case.setting();
    let world = World::expected(&setting);
    let yearly = |hazard: f64| (1.0 - libm::pow(1.0 - hazard, 12.0)) * 100.0;
    let line = |name: &str, hardness: f64, pressure: f64| {
        curve(name, 75.0, 100.0, |percent| {
            let strain = Strain { occupancy: percent / 100.0, hardness, pressure, assist: 0.0 };
            yearly(strain.hazard(&world.p, world.today.hazards[0]))
        })
    };
    kept(
        "people",
        &Plot {
            title: "Who leaves in a year, retailer's generalists",
            x: Axis::new("occupancy, %", 0),
            y: Axis::new("leavers, % a year", 0),
            series: vec![
                line("harder work and old targets", 0.4, 0.3),
                line("work harder by 0.4 standard deviations", 0.4, 0.0),
                line("today's work", 0.0, 0.0),
            ],
        },
    );
}

#[test]
fn baselines_chart() {
    let case = retailer();
    let setting = case.setting();
    let medians = World::expected(&setting);
    let lived = common::Lived::expected(&setting);
    let option = case.option("technical_only");
    let mut state = State::explaining(&setting);
    simulate(&setting, &medians, &option, &Plan::forecast(&setting, &medians, &option), Some(&lived.no_ai), &mut state);
    let explained = state.rebaseline.as_ref().expect("it was asked for");
    let months = case.model.calendar.months;
    let sum = |causes: &'static [Cause]| {
        (0..months).map(move |t| {
            let chain = &explained.month(t).channel;
            chain.today(Figure::Aht) + causes.iter().map(|cause| chain.part(Figure::Aht, *cause)).sum::<f64>()
        })
    };
    kept(
        "baselines",
        &Plot {
            title: "Why handle time rises, one cause after another: technology alone, retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("minutes", 0),
            series: vec![
                by_month("and handoffs and skill fit: new baseline", sum(&[Cause::Types, Cause::Slices, Cause::Handoff, Cause::SkillFit])),
                by_month("and harder contacts of a type", sum(&[Cause::Types, Cause::Slices])),
                by_month("today and the mix of types", sum(&[Cause::Types])),
            ],
        },
    );
}

#[test]
fn money_chart() {
    let case = retailer();
    let setting = case.setting();
    let lived = common::Lived::expected(&setting);
    let line = |name: &str, id: &str, metric| {
        by_month(name, common::series(&lived.run(&case.option(id)).record, metric).into_iter().map(|amount| amount / 1e6))
    };
    kept(
        "money",
        &Plot {
            title: "Slide and P&L since the start, retailer, expected mode",
            x: Axis::new("month of the run", 0),
            y: Axis::new("cumulative, M USD", 0),
            series: vec![
                line("the slide", "redesign", Metric::CumulativeSlide),
                line("redesign", "redesign", Metric::CumulativeSavings),
                line("redesign, with customers", "redesign", Metric::CumulativeValue),
                line("technology alone", "technical_only", Metric::CumulativeSavings),
            ],
        },
    );
}

#[test]
fn uncertainty_chart() {
    let case = Case::run("retailer", &[]);
    let savings = case.results.column(case.option("redesign"), Total::CostSavings);
    let running = |f: fn(&mut [f64]) -> f64| {
        let points = (1..=30).map(|i| i * 10).map(|n| (n as f64, f(&mut savings[..n].to_vec()) / 1e6));
        points.collect::<Vec<_>>()
    };
    kept(
        "uncertainty",
        &Plot {
            title: "How an answer settles: savings of the redesign, retailer",
            x: Axis::new("worlds", 0),
            y: Axis::new("cost savings, M USD", 1),
            series: vec![
                Series::line("P90", running(|w| residual::stats::quantiles(w, &[0.9])[0])),
                Series::line("mean", running(|w| w.iter().sum::<f64>() / w.len() as f64)),
                Series::line("P10", running(|w| residual::stats::quantiles(w, &[0.1])[0])),
            ],
        },
    );
    assert_eq!(TIERS * 4, SLICES, "four slices make a tier");
}

#[test]
fn pressure_chart() {
    let case = retailer();
    let setting = case.setting();
    let (p, before) = (World::expected(&setting).p, 6.4);
    let at = |name: &str, f: &dyn Fn(f64) -> f64| curve(name, 0.0, 70.0, |longer| f(pressure(before * (1.0 + longer / 100.0), before)));
    let resolved = |shift: f64| residual::normal::cdf(residual::normal::quantile(0.7) + shift) * 100.0;
    let leaving = |pressure: f64| 100.0 * libm::exp(p.behaviour.attrition_per_pressure * pressure);
    kept(
        "pressure",
        &Plot {
            title: "Old targets on longer contacts",
            x: Axis::new("handle time above the old target, %", 0),
            y: Axis::new("% of what it would be; resolution, %", 0),
            series: vec![
                at("leaving", &leaving),
                at("handling", &|pressure| 100.0 * (1.0 - p.behaviour.hurry * pressure)),
                at("resolution where it was 70 %", &|pressure| resolved(-p.behaviour.pressure_fcr * pressure)),
            ],
        },
    );
}

#[test]
fn unit_costs_chart() {
    let case = retailer();
    let setting = case.setting();
    let lived = common::Lived::expected(&setting);
    let run = lived.run(&case.option("technical_only")).record;
    let line = |name: &str, record, metric| by_month(name, common::series(record, metric).into_iter());
    kept(
        "unit_costs",
        &Plot {
            title: "Two unit costs of one rollout: the technology alone, retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("USD", 0),
            series: vec![
                line("per contact, technology alone", &run, Metric::CostPerContact),
                line("per contact, no AI", &lived.no_ai.record, Metric::CostPerContact),
                line("per conversation, the dashboard's", &run, Metric::CostPerConversation),
            ],
        },
    );
}

#[test]
fn planner_chart() {
    let heads = |name: &str, sets: &[&str], option: &str, metric| {
        let sets: Vec<&str> = ["scenario.months=36"].iter().chain(sets).copied().collect();
        let case = common::Case::retailer(&sets);
        let setting = case.setting();
        let run = common::Lived::expected(&setting).run(&case.option(option)).record;
        by_month(name, common::series(&run, metric).into_iter())
    };
    let cut = "levers.staffing.size_to=business_case";
    kept(
        "planner",
        &Plot {
            title: "Who decides on what: the redesign of the retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("heads; FTE", 0),
            series: vec![
                heads("no staffing lever", &[], "technical_only", Metric::Heads),
                heads("sized to what is seen", &[], "redesign", Metric::Heads),
                heads("to the business case, reviewed", &[cut, "levers.staffing.review_months=15"], "redesign", Metric::Heads),
                heads("to the business case for good", &[cut], "redesign", Metric::Heads),
                heads("FTE required, redesign", &[], "redesign", Metric::RequiredFte),
            ],
        },
    );
}

#[test]
fn moved_work_chart() {
    let invoices = |name: &str, sets: &[&str]| {
        let case = common::Case::retailer(sets);
        let setting = case.setting();
        let run = common::Lived::expected(&setting).run(&case.option("redesign")).record;
        by_month(name, common::series(&run, Metric::VendorInvoice).into_iter().map(|amount| amount / 1e3))
    };
    let [half, none] = ["0.2", "0"].map(|share| format!("levers.contracts.volume_share={{ bpo_north = {share} }}"));
    kept(
        "moved_work",
        &Plot {
            title: "A vendor's invoices when its work is moved, redesign of the retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("invoice, thousand USD", 0),
            series: vec![
                invoices("it keeps its 40 %", &[]),
                invoices("to 20 %", &[&half, "levers.contracts.ramp_months=6"]),
                invoices("it leaves", &[&none, "levers.contracts.ramp_months=6"]),
            ],
        },
    );
}

#[test]
fn bridge_chart() {
    let case = retailer();
    let setting = case.setting();
    let mut frictions = Frictions::NONE;
    let mut left = Vec::new();
    for step in 0..=Friction::ALL.len() {
        if step > 0 {
            frictions = frictions.with(Friction::ALL[step - 1]);
        }
        let world = World::expected(&setting);
        let lived = common::Lived::with(&setting, world, &Switches { frictions, ..Switches::NO_AI });
        let run = lived.run(&Switches { ai: true, frictions, ..Switches::NO_AI }).record;
        left.push(if step == 0 { run.sum(Metric::SlideSavings) } else { run.sum(Metric::CostSavings) } / 1e6);
    }
    kept(
        "bridge",
        &Plot {
            title: "What is left of the slide after each friction, retailer, expected mode",
            x: Axis::new("frictions on: 0 the slide, 10 the technology alone", 0),
            y: Axis::new("M USD over all months", 0),
            series: vec![by_month("left of the slide", left.into_iter())],
        },
    );
}

#[test]
fn people_flows_chart() {
    let case = retailer();
    let setting = case.setting();
    let run = common::Lived::expected(&setting).run(&case.option("redesign")).record;
    let so_far = |name: &str, metric| {
        let mut sum = 0.0;
        by_month(
            name,
            common::series(&run, metric).into_iter().map(move |heads| {
                sum += heads;
                sum
            }),
        )
    };
    kept(
        "people_flows",
        &Plot {
            title: "Where people come from and go to: redesign of the retailer",
            x: Axis::new("month of the run", 0),
            y: Axis::new("heads since the start", 0),
            series: vec![
                so_far("left of their own accord", Metric::Leavers),
                so_far("hired", Metric::Hires),
                so_far("sent to specialist training", Metric::Upskilled),
                so_far("let go", Metric::Severed),
            ],
        },
    );
}
