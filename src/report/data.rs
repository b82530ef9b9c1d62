//! What a report is made of: the files of a finished run, read back. A run makes its report from the same bytes that it writes,
//! so a report made later from the folder is the same to the bit.

use std::collections::BTreeMap;

use serde_json::Value;

/// A file by its path in the folder.
pub type Files = [(String, Vec<u8>)];

/// Statistics of `months.csv`, in the order of its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "names say it")]
pub enum Stat {
    Mean,
    P5,
    P10,
    P50,
    P90,
    P95,
}

impl Stat {
    /// Name of the column.
    pub fn name(self) -> &'static str {
        ["mean", "p5", "p10", "p50", "p90", "p95"][self as usize]
    }
}

/// A figure with the place it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The figure; not a number where there is none.
    pub value: f64,
    /// Its place: a file, and a pointer or the keys of its row and its column.
    pub from: String,
}

/// An option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionName {
    /// Id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The AI wired into today's operation, no lever pulled.
    pub technology_alone: bool,
    /// Sound in most worlds.
    pub sound: bool,
}

/// A table of a file: its header and rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// How strongly an input and the savings go together.
#[derive(Clone, Debug, PartialEq)]
pub struct InputDriver {
    /// Path of the input.
    pub path: String,
    /// Spearman's rank correlation with cost savings over worlds.
    pub correlation: f64,
}

/// The files of a run, read.
#[derive(Clone, Debug)]
pub struct Data {
    /// `summary.json`.
    pub summary: Value,
    /// `understood.json`; null without one.
    pub understood: Value,
    /// `sensitivity.json`; null without one.
    pub sensitivity: Value,
    /// Options in order, `no_ai` first.
    pub options: Vec<OptionName>,
    /// Calendar months.
    pub dates: Vec<String>,
    months: BTreeMap<(String, String), Vec<[f64; 6]>>,
    baselines: BTreeMap<[String; 4], Vec<[f64; 4]>>,
    /// Tables by the name of their file.
    pub tables: BTreeMap<String, Table>,
    /// What moves the savings of the option shown first, the strongest first.
    pub drivers: Vec<InputDriver>,
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// A file that a report cannot do without.
    #[error("{0} is not there")]
    Missing(&'static str),
    /// A file that is not what it should be.
    #[error("{0} cannot be read: {1}")]
    Broken(String, String),
}

/// Files that are shown as they are.
const SHOWN: [&str; 7] = ["drivers.csv", "overcut.csv", "bridge.csv", "bridge_months.csv", "levers.csv", "staffing.csv", "contracts.csv"];

impl Data {
    /// Reads the files of a run.
    ///
    /// # Errors
    /// When one that is needed is missing, or one is not what it should be.
    pub fn read(files: &Files) -> Result<Self, DataError> {
        let file = |name: &str| files.iter().find(|(path, _)| path == name).map(|(_, bytes)| bytes.as_slice());
        let json = |name: &str| match file(name) {
            None => Ok(Value::Null),
            Some(bytes) => serde_json::from_slice(bytes).map_err(|e| DataError::Broken(name.into(), e.to_string())),
        };
        let mut data = Self {
            summary: json("summary.json")?,
            understood: json("understood.json")?,
            sensitivity: json("sensitivity.json")?,
            options: Vec::new(),
            dates: Vec::new(),
            months: BTreeMap::new(),
            baselines: BTreeMap::new(),
            tables: BTreeMap::new(),
            drivers: Vec::new(),
        };
        if data.summary["options"].as_object().is_none_or(serde_json::Map::is_empty) {
            return Err(DataError::Missing("summary.json"));
        }
        data.options = data.names();
        data.read_months(file("months.csv").ok_or(DataError::Missing("months.csv"))?)?;
        if let Some(bytes) = file("baselines.csv") {
            data.read_baselines(bytes)?;
        }
        for name in SHOWN {
            if let Some(bytes) = file(name) {
                data.tables.insert(name.into(), table(name, bytes)?);
            }
        }
        if let Some(table) = data.tables.get("drivers.csv") {
            data.drivers = data.read_drivers(table);
        }
        Ok(data)
    }

    fn names(&self) -> Vec<OptionName> {
        let options = self.summary["options"].as_object().into_iter().flatten();
        options
            .map(|(id, option)| OptionName {
                id: id.clone(),
                name: option["name"].as_str().unwrap_or(id).to_owned(),
                technology_alone: option["technology_alone"].as_bool().unwrap_or(false),
                sound: option.pointer("/probability/sound").and_then(Value::as_f64).is_none_or(|share| share >= 0.5),
            })
            .collect()
    }

    fn read_months(&mut self, bytes: &[u8]) -> Result<(), DataError> {
        for record in rows("months.csv", bytes, 10)? {
            let record = record?;
            if record[0] == *self.options[0].id && self.dates.last().is_none_or(|last| *last != record[2]) {
                self.dates.push(record[2].to_owned());
            }
            let figures = std::array::from_fn(|i| number(&record[4 + i]));
            self.months.entry((record[0].to_owned(), record[3].to_owned())).or_default().push(figures);
        }
        if self.dates.is_empty() {
            return Err(DataError::Broken("months.csv".into(), "it has no months".into()));
        }
        Ok(())
    }

    fn read_baselines(&mut self, bytes: &[u8]) -> Result<(), DataError> {
        for record in rows("baselines.csv", bytes, 10)? {
            let record = record?;
            let key = [&record[0], &record[3], &record[4], &record[5]].map(str::to_owned);
            self.baselines.entry(key).or_default().push(std::array::from_fn(|i| number(&record[6 + i])));
        }
        Ok(())
    }

    fn read_drivers(&self, table: &Table) -> Vec<InputDriver> {
        let (Some(input), Some(correlation)) = (table.column("input"), table.column("rank_correlation")) else { return Vec::new() };
        let shown = &self.shown().id;
        let mine = table.rows.iter().filter(|row| row[0] == *shown);
        let mut found: Vec<InputDriver> = mine
            .map(|row| InputDriver { path: row[input].clone(), correlation: number(&row[correlation]) })
            .filter(|d| d.correlation.is_finite() && d.correlation != 0.0)
            .collect();
        found.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
        found
    }

    /// The option looked at first: the best, else the one that saves most, else the last.
    pub fn shown(&self) -> &OptionName {
        let best = self.best();
        let by_savings = |a: &&OptionName, b: &&OptionName| {
            let savings = |o: &OptionName| self.summary["options"][&o.id]["cost_savings"]["p50"].as_f64().unwrap_or(f64::NEG_INFINITY);
            savings(a).total_cmp(&savings(b))
        };
        best.or_else(|| self.options.iter().skip(1).max_by(by_savings)).unwrap_or(&self.options[0])
    }

    /// The best option with the AI, where one is.
    pub fn best(&self) -> Option<&OptionName> {
        let id = self.summary["verdict"]["option"].as_str()?;
        self.options.iter().skip(1).find(|o| o.id == id)
    }

    /// Options with the AI, the one looked at first in front.
    pub fn in_focus(&self) -> Vec<&OptionName> {
        let shown = self.shown();
        let others = self.options.iter().skip(1).filter(|o| o.id != shown.id);
        (self.options.len() > 1).then_some(shown).into_iter().chain(others).collect()
    }

    /// A figure of the summary.
    pub fn at(&self, pointer: &str) -> Cell {
        let value = self.summary.pointer(pointer).and_then(Value::as_f64).unwrap_or(f64::NAN);
        Cell { value, from: format!("summary.json {pointer}") }
    }

    /// A figure of an option in the summary.
    pub fn of(&self, option: &str, pointer: &str) -> Cell {
        self.at(&format!("/options/{option}/{pointer}"))
    }

    /// A text of the summary.
    pub fn said(&self, pointer: &str) -> &str {
        self.summary.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Currency.
    pub fn currency(&self) -> &str {
        self.said("/scenario/currency")
    }

    /// Month of go-live.
    pub fn go_live(&self) -> usize {
        self.summary.pointer("/scenario/go_live").and_then(Value::as_u64).map_or(0, |t| t as usize)
    }

    /// Expected-value mode: one world without chance.
    pub fn is_expected(&self) -> bool {
        self.summary.pointer("/run/expected").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Number of worlds.
    pub fn worlds(&self) -> usize {
        self.summary.pointer("/run/trials").and_then(Value::as_u64).map_or(0, |n| n as usize)
    }

    /// A metric over months; empty where it is not kept.
    pub fn series(&self, option: &str, metric: &str, stat: Stat) -> Vec<f64> {
        let months = self.months.get(&(option.to_owned(), metric.to_owned()));
        months.map_or_else(Vec::new, |months| months.iter().map(|row| row[stat as usize]).collect())
    }

    /// A metric's mean in a month.
    pub fn month(&self, option: &str, metric: &str, t: usize) -> Cell {
        let value = self.series(option, metric, Stat::Mean).get(t).copied().unwrap_or(f64::NAN);
        Cell { value, from: format!("months.csv option={option} metric={metric} month={t} mean") }
    }

    /// Sum of a metric's means over months.
    pub fn summed(&self, option: &str, metric: &str) -> Cell {
        let value = self.series(option, metric, Stat::Mean).iter().sum();
        Cell { value, from: format!("months.csv option={option} metric={metric} sum of mean") }
    }

    /// Ids of the in-house teams.
    pub fn teams(&self) -> Vec<String> {
        if let Some(teams) = self.summary.pointer("/scenario/teams").and_then(Value::as_array) {
            return teams.iter().filter_map(|t| t["id"].as_str().map(str::to_owned)).collect();
        }
        let of = |key: &(String, String)| key.1.strip_prefix("heads.").map(str::to_owned);
        self.months.keys().filter(|key| key.0 == self.options[0].id).filter_map(of).collect()
    }

    /// Name of a team for people.
    pub fn team_name(&self, id: &str) -> String {
        let teams = self.summary.pointer("/scenario/teams").and_then(Value::as_array).into_iter().flatten();
        teams.filter(|t| t["id"] == *id).find_map(|t| t["name"].as_str()).unwrap_or(id).to_owned()
    }

    /// An item of a figure's new baseline over months: mean, P10, P50, P90. Empty where there is none.
    pub fn baseline(&self, option: &str, team: &str, figure: &str, item: &str) -> &[[f64; 4]] {
        self.baselines.get(&[option, team, figure, item].map(str::to_owned)).map_or(&[], Vec::as_slice)
    }

    /// Are there baselines?
    pub fn has_baselines(&self) -> bool {
        !self.baselines.is_empty()
    }

    /// Mean of an item of a baseline in a month.
    pub fn baseline_cell(&self, option: &str, team: &str, figure: &str, item: &str, t: usize) -> Cell {
        let value = self.baseline(option, team, figure, item).get(t).map_or(f64::NAN, |row| row[0]);
        Cell { value, from: format!("baselines.csv option={option} team={team} figure={figure} item={item} month={t} mean") }
    }

    /// Rows of a table whose first cells are these.
    pub fn rows(&self, file: &str, first: &[&str]) -> Vec<&Vec<String>> {
        let rows = self.tables.get(file).map_or(&[][..], |table| table.rows.as_slice());
        rows.iter().filter(|row| row.iter().zip(first).all(|(cell, wanted)| cell == wanted)).collect()
    }
}

impl Table {
    /// Place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|h| h == name)
    }
}

/// A number of a file; nothing is not a number.
pub fn number(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

fn table(name: &str, bytes: &[u8]) -> Result<Table, DataError> {
    let broken = |e: csv::Error| DataError::Broken(name.into(), e.to_string());
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    let rows: Result<Vec<Vec<String>>, csv::Error> = reader.records().map(|r| Ok(r?.iter().map(str::to_owned).collect())).collect();
    Ok(Table { head, rows: rows.map_err(broken)? })
}

/// Records of a file that has at least so many columns.
fn rows<'a>(
    name: &'static str,
    bytes: &'a [u8],
    columns: usize,
) -> Result<impl Iterator<Item = Result<csv::StringRecord, DataError>> + 'a, DataError> {
    let broken = move |e: csv::Error| DataError::Broken(name.into(), e.to_string());
    let mut reader = csv::Reader::from_reader(bytes);
    if reader.headers().map_err(broken)?.len() < columns {
        return Err(DataError::Broken(name.into(), format!("it has fewer than {columns} columns")));
    }
    Ok(reader.into_records().map(move |record| record.map_err(broken)))
}
