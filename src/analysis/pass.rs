//! One pass over worlds for everybody who asks: options in full, batteries of runs, months explained. A world is drawn once,
//! each counterfactual is simulated once, and so is a run that several ask for.
//!
//! What a pass leaves behind is a part of a whole: parts of later worlds append to it, and the whole has the same bits as if
//! it had been run in a piece. Shards are passes that begin somewhere else.

use super::battery::{Battery, Figures, Table, WorldFigures, canonical, without_ai};
use super::dual_signal::{Signal, WorldSignal};
use super::rebaseline::{Beside, Layout};
use crate::engine::planner::Plan;
use crate::engine::record::Record;
use crate::engine::reprice::{operation, reprice};
use crate::engine::run::{State, simulate};
use crate::engine::switches::{Frictions, Switches};
use crate::engine::world::World;
use crate::model::Lever;
use crate::results::identities::{self, Violation};
use crate::results::{Gatherer, PILOT, Progress, RunOption, Total, Totals, WorldRoom, Worlds, no_ai_label, on_benches, totals};

/// Worlds whose sampled inputs are kept. What drives a result is known long before, and any world's can be drawn again.
pub const INPUTS_KEPT: usize = 100_000;
/// Worlds between two reports of progress.
const BLOCK: usize = 256;
/// The same where many runs are made in each.
const DEEP_BLOCK: usize = 32;

/// What to run.
#[derive(Debug)]
pub struct Pass<'a> {
    /// The worlds.
    pub worlds: &'a Worlds<'a>,
    /// Options, `no_ai` excluded.
    pub options: &'a [RunOption],
    /// Number of the first world.
    pub first: u64,
    /// How many worlds.
    pub trials: usize,
    /// Are totals and months of the options kept, in all worlds?
    pub kept: bool,
    /// Batteries, each with the number of the world before which it ends.
    pub batteries: Vec<(Battery, u64)>,
    /// Number of the world before which options explain their months.
    pub explained: u64,
}

/// What a pass, or several in a row, leave behind.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Number of the first world.
    pub first: u64,
    /// Worlds done: all that were asked, or fewer after an interruption.
    pub trials: usize,
    /// Figures by option (`no_ai` first) and world; empty unless kept.
    pub totals: Vec<Vec<Totals>>,
    /// Sampled inputs by world, of the first [`INPUTS_KEPT`]; empty unless kept.
    pub inputs: Vec<Vec<f64>>,
    /// Monthly figures by option.
    pub months: Vec<Gatherer>,
    /// Tables of the batteries, in their order.
    pub tables: Vec<Table>,
    /// Explained months by option.
    pub explained: Vec<Gatherer>,
    /// Signals by option and world.
    pub signals: Vec<Vec<WorldSignal>>,
    /// The first month of an option that does not add up, if any: a fault of the program.
    pub violation: Option<Violation>,
}

impl Passed {
    /// Appends what was run in the worlds behind; false where that is something else.
    #[must_use]
    pub fn append(&mut self, later: Self) -> bool {
        let follows = later.first == self.first + self.trials as u64
            && [self.totals.len(), self.months.len(), self.tables.len(), self.explained.len(), self.signals.len()]
                == [later.totals.len(), later.months.len(), later.tables.len(), later.explained.len(), later.signals.len()];
        if !follows {
            return false;
        }
        self.trials += later.trials;
        self.violation = self.violation.take().or(later.violation);
        self.inputs.extend(later.inputs);
        self.inputs.truncate(INPUTS_KEPT);
        for (mine, theirs) in self.totals.iter_mut().zip(later.totals) {
            mine.extend(theirs);
        }
        for (mine, theirs) in self.signals.iter_mut().zip(later.signals) {
            mine.extend(theirs);
        }
        let mut tables = self.tables.iter_mut().zip(later.tables);
        let months = self.months.iter_mut().chain(&mut self.explained);
        tables.all(|(mine, theirs)| mine.append(theirs))
            && months.zip(later.months.into_iter().chain(later.explained)).all(|(mine, theirs)| mine.append(theirs).is_ok())
    }
}

/// A run, once, and who asked for it.
struct Order {
    switches: Switches,
    /// Which of its family's counterfactuals it is held against.
    against: usize,
    /// Options it is, counted from `no_ai` = 0.
    options: Vec<usize>,
    /// Battery and place in it.
    askers: Vec<(usize, usize)>,
    /// Number of the world before which batteries ask for it.
    until: u64,
}

/// Runs that differ by their invoices alone: one is simulated, the others are priced.
struct Operation {
    switches: Switches,
    plan: Plan,
    orders: Vec<Order>,
}

/// Runs whose counterfactuals differ by their invoices alone, so that few states are enough.
struct Family {
    no_ai: Switches,
    counterfactuals: Vec<Switches>,
    operations: Vec<Operation>,
    /// Number of the world before which batteries ask for any of it.
    until: u64,
}

/// Everything to do in a world.
struct Agenda {
    families: Vec<Family>,
    idle: Plan,
}

/// Where a world's monthly figures go; empty where nobody asks for them.
struct Slot<'r> {
    rows: &'r mut [f64],
    explained: &'r mut [f64],
}

/// What else is kept of a world.
struct Made {
    totals: Vec<Totals>,
    inputs: Vec<f64>,
    figures: Vec<Option<WorldFigures>>,
    signals: Vec<Option<WorldSignal>>,
    violation: Option<Violation>,
}

/// Everything one worker needs, allocated once.
struct Bench {
    room: WorldRoom,
    frozen: State,
    /// Counterfactuals of a family.
    no_ai: Vec<State>,
    /// The run at hand, and one that is priced from it.
    run: State,
    priced: State,
    /// `no_ai` and a run that explain their months, where any do: those of the pilot too, behind which a shard may begin.
    explaining: Option<[State; 2]>,
    signals: Vec<Signal>,
}

impl Pass<'_> {
    /// Number of options with `no_ai`.
    fn count(&self) -> usize {
        self.options.len() + 1
    }

    /// Id of an option.
    fn id(&self, option: usize) -> String {
        option.checked_sub(1).map_or_else(|| no_ai_label().id, |i| self.options[i].label.id.clone())
    }

    fn layout(&self) -> Layout {
        Layout { teams: self.worlds.model().teams.len() }
    }

    /// Figures in a row of the options' months, and of their explained months.
    fn row_lengths(&self) -> (usize, usize) {
        let model = self.worlds.model();
        let width = Record::new(1, model.teams.len()).width();
        let explained = if self.explained > 0 { model.calendar.months * self.layout().width() } else { 0 };
        (if self.kept { model.calendar.months * width } else { 0 }, explained)
    }

    /// Number of the world before which the pass ends.
    fn end(&self) -> u64 {
        self.first + self.worlds.count(self.trials) as u64
    }

    /// Number of the world before which more is done than running options.
    fn deep(&self) -> u64 {
        self.batteries.iter().map(|(_, until)| *until).fold(self.explained, u64::max)
    }

    /// Runs that progress counts to.
    pub fn steps(&self) -> usize {
        let agenda = self.agenda(&World::expected(self.worlds.setting));
        let deep = self.deep().clamp(self.first, self.end());
        (self.first..deep).map(|world| self.runs_of(&agenda, world)).sum::<usize>() + (self.end() - deep) as usize * self.runs_behind()
    }

    fn runs_of(&self, agenda: &Agenda, world: u64) -> usize {
        let orders = agenda.families.iter().flat_map(|family| &family.operations).flat_map(|operation| &operation.orders);
        orders.filter(|order| self.is_due(order, world)).count() + 1
    }

    /// Runs of a world behind the deep ones: the options and `no_ai`, where they are kept.
    fn runs_behind(&self) -> usize {
        if self.kept { self.count() } else { 1 }
    }

    /// Are the options run in this world for their own sake?
    fn options_run(&self, world: u64) -> bool {
        self.kept || world < self.explained
    }

    fn is_due(&self, order: &Order, world: u64) -> bool {
        world < order.until || !order.options.is_empty() && self.options_run(world)
    }

    fn agenda(&self, medians: &World) -> Agenda {
        let model = self.worlds.model();
        let forecast = |switches: &Switches| Plan::forecast(self.worlds.setting, medians, switches);
        let idle = forecast(&Switches::NO_AI);
        let counterfactual = |frictions: Frictions| Switches { frictions: without_ai(frictions), ..Switches::NO_AI };
        // The options' counterfactual comes first: it is `no_ai` itself.
        let no_ai = counterfactual(Frictions::ALL);
        let mut families = vec![Family { no_ai: operation(model, &no_ai), counterfactuals: vec![no_ai], operations: Vec::new(), until: 0 }];
        let mut place = |switches: Switches| -> [usize; 3] {
            let switches = canonical(switches);
            let (no_ai, bare) = (counterfactual(switches.frictions), operation(model, &switches));
            let family = place_of(
                &mut families,
                |family| family.no_ai == operation(model, &no_ai),
                || Family { no_ai: operation(model, &no_ai), counterfactuals: Vec::new(), operations: Vec::new(), until: 0 },
            );
            let Family { counterfactuals, operations, .. } = &mut families[family];
            let against = place_of(counterfactuals, |known| *known == no_ai, || no_ai);
            let operation = place_of(
                operations,
                |operation| operation.switches == bare,
                || {
                    // A plan speaks through the staffing lever alone.
                    let pulled = bare.levers[Lever::Staffing as usize].is_some();
                    Operation { switches: bare, plan: if pulled { forecast(&bare) } else { idle.clone() }, orders: Vec::new() }
                },
            );
            let fresh = || Order { switches, against, options: Vec::new(), askers: Vec::new(), until: 0 };
            let order = place_of(&mut operations[operation].orders, |order| order.switches == switches, fresh);
            [family, operation, order]
        };
        let mut asked = Vec::new();
        if self.kept || self.explained > self.first {
            asked.extend(self.options.iter().enumerate().map(|(i, option)| (place(option.switches), Some(i + 1), None, 0)));
        }
        for (battery, (runs, until)) in self.batteries.iter().enumerate() {
            asked.extend(runs.runs().iter().enumerate().map(|(at, run)| (place(*run), None, Some((battery, at)), *until)));
        }
        for ([family, operation, order], option, asker, until) in asked {
            let family = &mut families[family];
            family.until = family.until.max(until);
            let order = &mut family.operations[operation].orders[order];
            order.until = order.until.max(until);
            order.options.extend(option);
            order.askers.extend(asker);
        }
        Agenda { families, idle }
    }

    /// What it would leave behind without any world.
    pub fn nothing(&self) -> Passed {
        let months = self.worlds.model().calendar.months;
        let (row, explained_row) = self.row_lengths();
        let (count, trials) = (self.count(), self.worlds.count(self.trials));
        let gatherers = |row: usize| if row > 0 { vec![Gatherer::new(row); count] } else { Vec::new() };
        Passed {
            first: self.first,
            trials: 0,
            totals: vec![Vec::with_capacity(trials.min(1 << 20)); if self.kept { count } else { 0 }],
            inputs: Vec::with_capacity(if self.kept { trials.min(INPUTS_KEPT) } else { 0 }),
            months: gatherers(row),
            tables: self.batteries.iter().map(|(battery, _)| battery.table(months, self.first)).collect(),
            explained: gatherers(explained_row),
            signals: vec![Vec::new(); if explained_row > 0 { count } else { 0 }],
            violation: None,
        }
    }

    /// Runs it. `progress` is told how many runs are done, of [`Pass::steps`], and may stop early: what is left is then of
    /// the worlds done.
    pub fn run(&self, progress: Progress<'_>) -> Passed {
        let agenda = self.agenda(&World::expected(self.worlds.setting));
        let trials = self.worlds.count(self.trials);
        let mut passed = self.nothing();
        self.aim(&agenda, &mut passed);
        let mut runs = 0;
        while passed.trials < trials {
            let from = self.first + passed.trials as u64;
            let block = if from < self.deep() { DEEP_BLOCK.min((self.deep() - from) as usize) } else { BLOCK };
            let size = block.min(trials - passed.trials);
            let made = self.block(&agenda, from, size, true, |gather| gather.add(from, &mut passed));
            for world in made {
                passed.violation = passed.violation.or(world.violation);
                if self.kept && passed.inputs.len() < INPUTS_KEPT {
                    passed.inputs.push(world.inputs);
                }
                for (totals, of_world) in passed.totals.iter_mut().zip(world.totals) {
                    totals.push(of_world);
                }
                for (table, of_world) in passed.tables.iter_mut().zip(world.figures) {
                    if let Some(of_world) = of_world {
                        table.push(of_world);
                    }
                }
                for (signals, of_world) in passed.signals.iter_mut().zip(world.signals) {
                    signals.extend(of_world);
                }
            }
            passed.trials += size;
            runs += if from < self.deep() {
                (from..from + size as u64).map(|world| self.runs_of(&agenda, world)).sum()
            } else {
                size * self.runs_behind()
            };
            if !progress(runs) {
                break;
            }
        }
        passed
    }

    /// A pass that begins behind the first world and goes beyond the pilot has to see the pilot, which sets the bins.
    fn aim(&self, agenda: &Agenda, passed: &mut Passed) {
        let pilot = PILOT as u64;
        let binned = |until: u64| self.first > 0 && until.min(self.end()) > pilot.max(self.first);
        if self.kept && binned(u64::MAX) || binned(self.explained) {
            // Explained months have a pilot of their own only where more worlds than that explain theirs.
            self.block(agenda, 0, PILOT, false, |gather| gather.aim(passed));
        }
    }

    /// Runs a block of worlds, its monthly figures handed to `gather`. Without `figures`: for these alone.
    fn block(&self, agenda: &Agenda, from: u64, size: usize, figures: bool, gather: impl FnOnce(&Gather<'_>)) -> Vec<Made> {
        let count = self.count();
        let (row, explained_row) = self.row_lengths();
        let explains = (self.explained.saturating_sub(from) as usize).min(size);
        let (mut rows, mut explained) = (vec![0.0; size * count * row], vec![0.0; explains * count * explained_row]);
        let made = {
            let mut rows = rows.chunks_mut((count * row).max(1));
            let mut explained = explained.chunks_mut((count * explained_row).max(1));
            let slots = (0..size).map(|_| Slot { rows: rows.next().unwrap_or_default(), explained: explained.next().unwrap_or_default() });
            let mut slots: Vec<Slot<'_>> = slots.collect();
            on_benches(&mut slots, || self.bench(), |bench, i, slot| self.world(agenda, bench, from + i as u64, slot, figures))
        };
        gather(&Gather { rows: &rows, row, explained: &explained, explained_row, count });
        made
    }

    fn bench(&self) -> Bench {
        let setting = self.worlds.setting;
        let two = |state: State| [state.clone(), state];
        Bench {
            room: self.worlds.room(),
            frozen: State::new(setting),
            no_ai: two(State::new(setting)).into(),
            run: State::new(setting),
            priced: State::new(setting),
            explaining: (self.explained > 0).then(|| two(State::explaining(setting))),
            signals: Vec::new(),
        }
    }

    fn world(&self, agenda: &Agenda, bench: &mut Bench, number: u64, slot: &mut Slot<'_>, figures: bool) -> Made {
        let setting = self.worlds.setting;
        let model = setting.model;
        let Bench { room, frozen, no_ai: plain_no_ai, run: plain_run, priced, explaining, signals } = bench;
        let world = self.worlds.draw(number, room);
        let fresh = |(battery, until): &(Battery, u64)| {
            (figures && number < *until).then(|| WorldFigures {
                figures: vec![Figures::default(); battery.len()],
                lag: world.p.split_lag,
                savings: vec![0; battery.kept_by_month(model.calendar.months)],
            })
        };
        let blank = Totals::from_values([0.0; Total::ALL.len()]);
        let mut made = Made {
            totals: vec![blank; if self.kept { self.count() } else { 0 }],
            inputs: Vec::new(),
            figures: self.batteries.iter().map(fresh).collect(),
            signals: vec![None; if slot.explained.is_empty() { 0 } else { self.count() }],
            violation: None,
        };
        if self.kept {
            simulate(setting, world, &Switches { frozen: true, ..Switches::NO_AI }, &agenda.idle, None, frozen);
            made.inputs = self.worlds.inputs(world);
        }
        let mut explaining = explaining.as_mut().filter(|_| number < self.explained);
        for (place, family) in agenda.families.iter().enumerate() {
            let options = place == 0 && self.options_run(number);
            if !(options || figures && number < family.until) {
                continue;
            }
            let is_due = |order: &Order| options && !order.options.is_empty() || figures && number < order.until;
            let (first, others) = plain_no_ai.split_first_mut().expect("a family has a counterfactual");
            let (first, mut explaining_run) = match &mut explaining {
                Some([no_ai, run]) if options => (no_ai, Some(run)),
                _ => (first, None),
            };
            simulate(setting, world, &family.counterfactuals[0], &agenda.idle, None, first);
            for (switches, state) in family.counterfactuals[1..].iter().zip(others.iter_mut()) {
                reprice(setting, world, switches, &agenda.idle, None, first, state);
            }
            let no_ai = |order: &Order| if order.against == 0 { &*first } else { &others[order.against - 1] };
            let mut keep = |option: usize, run: &State, no_ai: &State, totals: Totals| {
                if let (true, Some(kept)) = (self.kept, made.totals.get_mut(option)) {
                    if made.violation.is_none() {
                        let broken = identities::check(&run.record, (option > 0).then_some(&no_ai.record));
                        made.violation = broken.map(|broken| Violation { option: self.id(option), trial: number, broken });
                    }
                    *kept = totals;
                    let row = slot.rows.len() / self.count();
                    slot.rows[option * row..][..row].copy_from_slice(run.record.values());
                }
                if let Some(signal) = made.signals.get_mut(option) {
                    let row = slot.explained.len() / self.count();
                    *signal = Some(self.explain(run, no_ai, signals, &mut slot.explained[option * row..][..row]));
                }
            };
            if options {
                keep(0, first, first, totals(model, world, &first.record, &first.record, &frozen.record));
            }
            for operation in &family.operations {
                let mut simulated = false;
                for order in operation.orders.iter().filter(|order| is_due(order)) {
                    let is_option = options && !order.options.is_empty();
                    let no_ai = no_ai(order);
                    let run = match &mut explaining_run {
                        Some(run) if is_option => {
                            simulate(setting, world, &order.switches, &operation.plan, Some(no_ai), run);
                            &mut **run
                        }
                        _ if simulated => {
                            reprice(setting, world, &order.switches, &operation.plan, Some(no_ai), plain_run, priced);
                            &mut *priced
                        }
                        _ => {
                            simulate(setting, world, &order.switches, &operation.plan, Some(no_ai), plain_run);
                            simulated = true;
                            &mut *plain_run
                        }
                    };
                    // Where no option is kept, nobody asks for hard savings, which alone look at `frozen`.
                    let totals = totals(model, world, &run.record, &no_ai.record, &frozen.record);
                    for option in order.options.iter().filter(|_| is_option) {
                        keep(*option, run, no_ai, totals);
                    }
                    for (battery, at) in &order.askers {
                        let Some(kept) = &mut made.figures[*battery] else { continue };
                        kept.figures[*at] = Figures::of(&run.record, &totals);
                        if let Some(followed) = self.batteries[*battery].0.followed(*at) {
                            kept.follow(followed, &run.record);
                        }
                    }
                }
            }
        }
        made
    }

    /// Writes a run's explained months; returns its signal.
    fn explain(&self, run: &State, no_ai: &State, signals: &mut Vec<Signal>, rows: &mut [f64]) -> WorldSignal {
        let layout = self.layout();
        let kept = run.rebaseline.as_ref().expect("options are run in states that explain their months where that is asked");
        signals.clear();
        for (t, row) in rows.chunks_mut(layout.width()).enumerate() {
            let signal = Signal::of(&run.record, &no_ai.record, t);
            layout.write(kept, t, row);
            (row[Beside::Efficiency as usize], row[Beside::People as usize]) = (signal.efficiency, signal.people);
            signals.push(signal);
        }
        WorldSignal::of(&run.record, signals, self.worlds.model().calendar.go_live)
    }
}

/// Place of the first that fits; one is added where none does.
fn place_of<T>(all: &mut Vec<T>, fits: impl Fn(&T) -> bool, fresh: impl FnOnce() -> T) -> usize {
    all.iter().position(fits).unwrap_or_else(|| {
        all.push(fresh());
        all.len() - 1
    })
}

/// Monthly figures of a block of worlds.
struct Gather<'r> {
    rows: &'r [f64],
    row: usize,
    explained: &'r [f64],
    explained_row: usize,
    count: usize,
}

impl Gather<'_> {
    /// Rows of an option, world by world.
    fn of_option(&self, option: usize) -> [Vec<&[f64]>; 2] {
        let rows = |all: &'_ [f64], row: usize| -> Vec<_> {
            if row == 0 {
                Vec::new()
            } else {
                (0..all.len() / (row * self.count)).map(|world| (world * self.count + option) * row).collect()
            }
        };
        let (own, explained) = (rows(self.rows, self.row), rows(self.explained, self.explained_row));
        [
            own.into_iter().map(|at| &self.rows[at..at + self.row]).collect(),
            explained.into_iter().map(|at| &self.explained[at..at + self.explained_row]).collect(),
        ]
    }

    /// Adds them to what was gathered before.
    fn add(&self, from: u64, passed: &mut Passed) {
        for option in 0..self.count {
            let [rows, explained] = self.of_option(option);
            if let Some(months) = passed.months.get_mut(option) {
                months.add(from, &rows);
            }
            if let Some(months) = passed.explained.get_mut(option) {
                months.add(from, &explained);
            }
        }
    }

    /// Sets the bins by them.
    fn aim(&self, passed: &mut Passed) {
        for option in 0..self.count {
            let [rows, explained] = self.of_option(option);
            if let Some(months) = passed.months.get_mut(option) {
                months.aim(&rows);
            }
            if let (Some(months), PILOT) = (passed.explained.get_mut(option), explained.len()) {
                months.aim(&explained);
            }
        }
    }
}

impl Battery {
    /// Runs all of it in `trials` worlds from `first` on, in parallel; reduced in the order of trials. `progress` is told how
    /// many runs are done and may stop early: the table then holds fewer worlds.
    pub fn run(&self, worlds: &Worlds<'_>, first: u64, trials: usize, progress: Progress<'_>) -> Table {
        let until = first + worlds.count(trials) as u64;
        let batteries = vec![(self.clone(), until)];
        let pass = Pass { worlds, options: &[], first, trials, kept: false, batteries, explained: 0 };
        pass.run(progress).tables.swap_remove(0)
    }
}
