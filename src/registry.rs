//! The registry of keys: every key of a scenario, once. Path, domain, unit, default and its source, help, and where the
//! value lives in [`Parameters`]. Parsing, defaults, `--set`, sampling, the assumptions table, the order of Sobol
//! dimensions and the documentation all come from here; nothing about a key is written twice.
//!
//! A path's segments are joined by dots; `[]` marks a list of tables, `{}` a table whose keys are ids of contact types or of
//! vendors.

#[macro_use]
mod macros;
mod ai;
mod general;
mod levers;
mod people;
mod schema;
mod vendors;

pub use schema::{Schema, schema};

use crate::model::{Parameters, Target};

/// Indices into the lists along a path, outermost first.
pub type Place = [usize; 3];

/// A place a number is written to.
pub enum Slot<'a> {
    /// Always there.
    Number(&'a mut f64),
    /// `None` where the key is absent.
    Optional(&'a mut Option<f64>),
}

/// How a number is reached in [`Parameters`]. Writing creates optional tables on the way.
#[derive(Clone, Copy)]
pub struct Access {
    slot: for<'a> fn(&'a mut Parameters, Place) -> Slot<'a>,
    view: fn(&Parameters, Place) -> Option<f64>,
}

/// What values a number may take; decides units, the family of an interval and rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// 0..1, may be written in percent. Intervals are logit-normal.
    Share,
    /// Any sign, may be written in percent. Intervals are normal.
    Signed,
    /// A positive quantity (zero where certain), may be written in percent. Intervals are lognormal.
    Positive,
    /// A positive amount of money, may be written with `k` or `M`.
    Money,
    /// A time with its unit, kept in minutes.
    Duration,
    /// A whole number of months, rounded after sampling.
    Months,
    /// A whole number, rounded after sampling.
    Count,
    /// A tier of difficulty, 1 to 5.
    Tier,
}

impl Domain {
    /// True when values are whole numbers.
    pub const fn whole(self) -> bool {
        matches!(self, Domain::Months | Domain::Count | Domain::Tier)
    }

    /// True when `"62%"` is a value.
    pub const fn takes_percent(self) -> bool {
        matches!(self, Domain::Share | Domain::Signed | Domain::Positive)
    }

    /// True when `"380k"` is a value.
    pub const fn takes_thousands(self) -> bool {
        matches!(self, Domain::Money | Domain::Count | Domain::Positive)
    }

    /// Its name in messages, with an article.
    pub const fn describe(self) -> &'static str {
        match self {
            Domain::Share => "a share",
            Domain::Signed => "a number",
            Domain::Positive => "a positive number",
            Domain::Money => "an amount of money",
            Domain::Duration => "a duration",
            Domain::Months => "a number of months",
            Domain::Count => "a whole number",
            Domain::Tier => "a tier",
        }
    }

    /// Bounds beyond which no text needs to go, see [`Domain::bounds`].
    pub(crate) const fn far(self) -> (f64, f64) {
        match self {
            // A share's bounds are its meaning, and so is a positive value's zero.
            Domain::Share | Domain::Tier => (f64::NEG_INFINITY, f64::INFINITY),
            Domain::Signed => self.bounds(),
            _ => (f64::NEG_INFINITY, self.bounds().1),
        }
    }

    /// Bounds every value of the domain obeys. The far ones are beyond anything real and keep sums of products finite.
    const fn bounds(self) -> (f64, f64) {
        match self {
            Domain::Share => (0.0, 1.0),
            Domain::Signed => (-1e6, 1e6),
            Domain::Tier => (1.0, 5.0),
            Domain::Duration => (0.0, 1e7),
            _ => (0.0, 1e12),
        }
    }
}

/// What holds when a key is not written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Preset {
    /// It must be written (where its table is).
    Required,
    /// This value, an assumption like any other.
    Value(f64),
    /// This value, which means that the thing is not there (no such fee, no such term).
    Unused(f64),
    /// This value, unless one of these keys is written, then 0.
    Unless(f64, &'static [&'static str]),
    /// This text.
    Text(&'static str),
    /// Nothing.
    Absent,
    /// The value of another key.
    Like(&'static str),
}

/// What kind of value a key takes.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A number of [`Parameters`]: may be uncertain unless [`Key::certain`].
    Number(Access),
    /// A certain number kept outside [`Parameters`].
    Plain,
    /// A name for people, or an id.
    Text,
    /// A month of the calendar, `2026-01`.
    Start,
    /// One of these words; stored by its index when it belongs to [`Parameters`].
    Choice(&'static [&'static str], Option<fn(&mut Parameters, Place, usize)>),
    /// Any of these words.
    Choices(&'static [&'static str]),
    /// Paths of inputs, with `*` for any id.
    Paths,
    /// Ids of contact types.
    TypeIds,
    /// Twelve factors, January first.
    Season(fn(&mut Parameters, Place, [f64; 12])),
    /// A table that may be left out; its keys count only where it is written.
    OptionalTable,
    /// A list of tables, with how to make room for one more element.
    List(ListOf, Option<fn(&mut Parameters, Place)>),
    /// A table keyed by contact types, with how to make room for their number.
    ByType(Access),
    /// A table keyed by vendors.
    ByVendor(Access),
}

impl Kind {
    /// The list whose ids are the keys of the table, for a table of that sort.
    pub fn keyed_by(&self) -> Option<&'static str> {
        match self {
            Kind::ByType(_) => Some("contact_types"),
            Kind::ByVendor(_) => Some("vendors"),
            _ => None,
        }
    }
}

/// How elements of a list are called in paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// By their `id`.
    Ids,
    /// By their place, from 1.
    Places,
}

/// A key of the scenario file.
#[derive(Clone, Copy)]
pub struct Key {
    /// Path pattern: `contact_types[].ai.mature`.
    pub path: &'static str,
    /// Kind of value.
    pub kind: Kind,
    /// Domain, for numbers.
    pub domain: Domain,
    /// Unit in words.
    pub unit: &'static str,
    /// What holds when it is not written.
    pub preset: Preset,
    /// Source of that; `None`: an assumption.
    pub source: Option<&'static str>,
    /// What it means, in a sentence.
    pub help: &'static str,
    /// True when it cannot be uncertain.
    pub certain: bool,
    /// Least legal value.
    pub min: f64,
    /// Greatest legal value.
    pub max: f64,
    /// True when values are whole numbers although the domain is wider.
    pub whole: bool,
    /// Range seen in practice and its source; values far outside are warned of.
    pub usual: Option<(f64, f64, &'static str)>,
}

impl Key {
    /// What it is in a few words: the first half of its help, for what follows a colon explains its ends.
    pub fn words(&self) -> &'static str {
        self.help.split(':').next().unwrap_or_default().trim_end_matches('.')
    }

    /// Least value of a key that must be above zero.
    pub(crate) const LEAST_POSITIVE: f64 = 1e-3;

    const fn new(path: &'static str, kind: Kind, domain: Domain, unit: &'static str, help: &'static str) -> Self {
        let (min, max) = domain.bounds();
        let preset = Preset::Required;
        Self { path, kind, domain, unit, preset, source: None, help, certain: false, min, max, whole: domain.whole(), usual: None }
    }

    /// A number of [`Parameters`].
    const fn number(path: &'static str, domain: Domain, unit: &'static str, access: Access, help: &'static str) -> Self {
        Self::new(path, Kind::Number(access), domain, unit, help)
    }

    /// A certain number kept elsewhere.
    const fn plain(path: &'static str, domain: Domain, unit: &'static str, help: &'static str) -> Self {
        Self::new(path, Kind::Plain, domain, unit, help).certain()
    }

    /// Anything but a number.
    const fn other(path: &'static str, kind: Kind, help: &'static str) -> Self {
        Self::new(path, kind, Domain::Signed, "", help).certain()
    }

    /// A table that may be left out.
    const fn table(path: &'static str, help: &'static str) -> Self {
        Self::other(path, Kind::OptionalTable, help).absent()
    }

    /// Default value.
    const fn or(mut self, value: f64) -> Self {
        self.preset = Preset::Value(value);
        self
    }

    /// Value that stands for "there is none".
    const fn unused(mut self, value: f64) -> Self {
        self.preset = Preset::Unused(value);
        self
    }

    /// Default text.
    const fn or_text(mut self, text: &'static str) -> Self {
        self.preset = Preset::Text(text);
        self
    }

    /// May be left out.
    const fn absent(mut self) -> Self {
        self.preset = Preset::Absent;
        self
    }

    /// As another key where it is left out.
    const fn like(mut self, path: &'static str) -> Self {
        self.preset = Preset::Like(path);
        self
    }

    /// Any default.
    const fn preset(mut self, preset: Preset) -> Self {
        self.preset = preset;
        self
    }

    /// Source of the default.
    const fn from(mut self, source: &'static str) -> Self {
        self.source = Some(source);
        self
    }

    /// Cannot be uncertain.
    const fn certain(mut self) -> Self {
        self.certain = true;
        self
    }

    /// Whole numbers only.
    const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// Shares by contact type or vendor are numbers although their table is not.
    const fn share(mut self, unit: &'static str) -> Self {
        (self.domain, self.unit, self.certain) = (Domain::Share, unit, false);
        (self.min, self.max) = Domain::Share.bounds();
        self
    }

    /// Narrower bounds than the domain's.
    const fn between(mut self, min: f64, max: f64) -> Self {
        self.min = min;
        self.max = max;
        self
    }

    /// Positive, not zero: a thousandth of the unit at least, beneath which nothing is meant.
    const fn above_zero(mut self) -> Self {
        self.min = Self::LEAST_POSITIVE;
        self
    }

    /// Range seen in practice.
    const fn usual(mut self, low: f64, high: f64, source: &'static str) -> Self {
        self.usual = Some((low, high, source));
        self
    }

    /// A legal value from a drawn one: months and counts rounded (halves up), bounds kept.
    pub fn settle(&self, value: f64) -> f64 {
        let whole = if self.whole { libm::floor(value + 0.5) } else { value };
        whole.clamp(self.min, self.max)
    }

    /// True when the key is a number of [`Parameters`].
    pub fn is_number(&self) -> bool {
        self.access().is_some()
    }

    fn access(&self) -> Option<&Access> {
        match &self.kind {
            Kind::Number(access) | Kind::ByType(access) | Kind::ByVendor(access) => Some(access),
            _ => None,
        }
    }
}

const SECTIONS: [&[Key]; 13] = [
    general::KEYS,
    people::KEYS,
    ai::KEYS,
    ai::TYPE_KEYS,
    people::TEAM_KEYS,
    vendors::KEYS,
    vendors::CONTRACT_KEYS,
    vendors::RENEGOTIATED_TABLE,
    vendors::RENEGOTIATED_KEYS,
    vendors::ALTERNATIVE_LIST,
    vendors::ALTERNATIVE_KEYS,
    levers::KEYS,
    general::CLAIM_KEYS,
];

const COUNT: usize = {
    let (mut count, mut section) = (0, 0);
    while section < SECTIONS.len() {
        count += SECTIONS[section].len();
        section += 1;
    }
    count
};

/// Every key, in schema order.
pub static KEYS: [Key; COUNT] = {
    let mut keys = [SECTIONS[0][0]; COUNT];
    let (mut at, mut section) = (0, 0);
    while section < SECTIONS.len() {
        let mut i = 0;
        while i < SECTIONS[section].len() {
            keys[at] = SECTIONS[section][i];
            at += 1;
            i += 1;
        }
        section += 1;
    }
    keys
};

/// Every key, in schema order, for schemas and documentation.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    KEYS.iter()
}

/// Index of a path pattern.
pub fn index(path: &str) -> Option<usize> {
    KEYS.iter().position(|key| key.path == path)
}

/// Writes a drawn value, rounded and kept within the key's bounds. Creates optional tables on the way; allocates
/// nothing where they exist.
pub fn write(parameters: &mut Parameters, target: &Target, value: f64) {
    let key = &KEYS[target.key];
    put(parameters, target, key.settle(value));
}

/// Writes a value as it is: a missing one is written as NaN while a scenario is read, so that no later check fires on it.
pub(crate) fn put(parameters: &mut Parameters, target: &Target, value: f64) {
    if let Some(access) = KEYS[target.key].access() {
        match (access.slot)(parameters, target.place()) {
            Slot::Number(number) => *number = value,
            Slot::Optional(number) => *number = Some(value),
        }
    }
}

/// Value of a key; `None` where it is absent or not a number.
pub fn read(parameters: &Parameters, target: &Target) -> Option<f64> {
    KEYS[target.key].access().and_then(|access| (access.view)(parameters, target.place()))
}

impl Target {
    /// Indices along the path.
    pub fn place(&self) -> Place {
        [self.at, self.within[0], self.within[1]]
    }

    /// From a key and indices along its path.
    pub fn new(key: usize, place: Place) -> Self {
        Self { key, at: place[0], within: [place[1], place[2]] }
    }
}

/// Makes a list long enough for an index.
fn grow<T: Default + Clone>(list: &mut Vec<T>, index: usize) {
    if list.len() <= index {
        list.resize(index + 1, T::default());
    }
}
