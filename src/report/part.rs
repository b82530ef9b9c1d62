//! A part of a run as Parquet: the worlds of one shard. Totals are columns that other programs read as well
//! (`technical_only.cost_savings`); what else it takes to put the whole together is one value, in the first row.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, Repetition, Type as PhysicalType};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use serde::{Deserialize, Serialize};

use super::manifest::{PROGRAM, ScenarioFile};
use crate::analysis::pass::Passed;
use crate::results::{Total, Totals};

/// Worlds that are written and read at a time.
const ROWS: usize = 16_384;
/// Name under which a file says what it is.
const KEY: &str = "residual";
/// Column of what is no total.
const REST: &str = "rest";

/// What a part is a part of. Two parts that differ in anything but their worlds belong to different runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartFacts {
    /// Always [`PROGRAM`].
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Number of the first world.
    pub first: u64,
    /// How many worlds.
    pub trials: u64,
    /// The scenario.
    pub scenario: ScenarioFile,
    /// Its text, then those of the scenarios it is based on and of its arrival profile.
    pub texts: Vec<String>,
    /// `--set` as given.
    pub set: Vec<(String, String)>,
    /// Options, `no_ai` first.
    pub options: Vec<String>,
    /// Were options chosen with a flag?
    pub chosen: bool,
}

/// Why a file is no part that can be read.
#[derive(Debug, thiserror::Error)]
pub enum PartFault {
    /// It is no Parquet, or a damaged one.
    #[error("is no Parquet file, or a damaged one: {0}")]
    Parquet(#[from] ParquetError),
    /// It is Parquet of somebody else.
    #[error("was not written by `residual shard`")]
    Foreign,
    /// It was written by another version, or damaged.
    #[error("does not hold what it says: written by another version, or damaged")]
    Inconsistent,
}

/// Writes a part.
///
/// # Errors
/// When writing fails.
pub fn write<W: Write + Send>(facts: &PartFacts, passed: &Passed, out: W) -> Result<(), PartFault> {
    let properties = WriterProperties::builder()
        .set_created_by(format!("{PROGRAM} {}", facts.version))
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_key_value_metadata(Some(vec![KeyValue::new(KEY.to_owned(), serde_json::to_string(facts).ok())]))
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema(&facts.options)?), Arc::new(properties))?;
    let mut rest = Some(passed.rest_to_bytes());
    let mut from = 0;
    while from < passed.trials || rest.is_some() {
        let rows = from..(from + ROWS).min(passed.trials);
        let mut group = file.next_row_group()?;
        let numbers: Vec<i64> = rows.clone().map(|row| (passed.first + row as u64).cast_signed()).collect();
        with_column(&mut group, |column| column.typed::<Int64Type>().write_batch(&numbers, None, None).map(drop))?;
        for totals in &passed.totals {
            for total in Total::ALL {
                let figures: Vec<f64> = totals[rows.clone()].iter().map(|t| t.get(*total)).collect();
                with_column(&mut group, |column| column.typed::<DoubleType>().write_batch(&figures, None, None).map(drop))?;
            }
        }
        let held: Vec<ByteArray> = rest.take().map(ByteArray::from).into_iter().collect();
        let levels: Vec<i16> = rows.clone().map(|row| i16::from(row == 0 && !held.is_empty())).collect();
        with_column(&mut group, |column| column.typed::<ByteArrayType>().write_batch(&held, Some(&levels), None).map(drop))?;
        group.close()?;
        from = rows.end;
    }
    file.close()?;
    Ok(())
}

fn with_column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    write: impl FnOnce(&mut parquet::file::writer::SerializedColumnWriter<'_>) -> Result<(), ParquetError>,
) -> Result<(), ParquetError> {
    let mut column = group.next_column()?.ok_or_else(|| ParquetError::General("more columns than the schema has".into()))?;
    write(&mut column)?;
    column.close()
}

fn schema(options: &[String]) -> Result<Type, ParquetError> {
    let column = |name: &str, kind, repetition| Type::primitive_type_builder(name, kind).with_repetition(repetition).build().map(Arc::new);
    let mut columns = vec![column("trial", PhysicalType::INT64, Repetition::REQUIRED)?];
    for option in options {
        for total in Total::ALL {
            columns.push(column(&format!("{option}.{}", total.name()), PhysicalType::DOUBLE, Repetition::REQUIRED)?);
        }
    }
    columns.push(column(REST, PhysicalType::BYTE_ARRAY, Repetition::OPTIONAL)?);
    Type::group_type_builder("part").with_fields(columns).build()
}

/// What a part says it is.
///
/// # Errors
/// When it is none.
pub fn facts<R: ChunkReader + 'static>(file: &SerializedFileReader<R>) -> Result<PartFacts, PartFault> {
    let pairs = file.metadata().file_metadata().key_value_metadata().ok_or(PartFault::Foreign)?;
    let text = pairs.iter().find(|pair| pair.key == KEY).and_then(|pair| pair.value.as_deref()).ok_or(PartFault::Foreign)?;
    let facts: PartFacts = serde_json::from_str(text).map_err(|_| PartFault::Inconsistent)?;
    if facts.program == PROGRAM { Ok(facts) } else { Err(PartFault::Foreign) }
}

/// Reads a part: its totals onto the end of `totals` (by option), and the bytes of the rest.
///
/// # Errors
/// When the file does not hold what it says.
pub fn read<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    facts: &PartFacts,
    totals: &mut [Vec<Totals>],
) -> Result<Vec<u8>, PartFault> {
    let consistent = |holds: bool| if holds { Ok(()) } else { Err(PartFault::Inconsistent) };
    let wide = 2 + facts.options.len() * Total::ALL.len();
    let metadata = file.metadata();
    consistent(metadata.file_metadata().num_rows() == facts.trials.cast_signed() && totals.len() == facts.options.len())?;
    let mut rest = Vec::new();
    for group in 0..metadata.num_row_groups() {
        let rows = metadata.row_group(group).num_rows() as usize;
        let group = file.get_row_group(group)?;
        consistent(group.num_columns() == wide && rows <= ROWS)?;
        for (option, totals) in totals.iter_mut().enumerate() {
            let mut figures = vec![[0.0; Total::ALL.len()]; rows];
            for total in 0..Total::ALL.len() {
                let place = 1 + option * Total::ALL.len() + total;
                let ColumnReader::DoubleColumnReader(mut reader) = group.get_column_reader(place)? else {
                    return Err(PartFault::Inconsistent);
                };
                let mut column = Vec::with_capacity(rows);
                reader.read_records(rows, None, None, &mut column)?;
                consistent(column.len() == rows)?;
                for (row, figure) in figures.iter_mut().zip(column) {
                    row[total] = figure;
                }
            }
            totals.extend(figures.into_iter().map(Totals::from_values));
        }
        if rest.is_empty() {
            let ColumnReader::ByteArrayColumnReader(mut reader) = group.get_column_reader(wide - 1)? else {
                return Err(PartFault::Inconsistent);
            };
            let (mut values, mut levels) = (Vec::new(), Vec::new());
            reader.read_records(1, Some(&mut levels), None, &mut values)?;
            rest = values.first().map(|value| value.data().to_vec()).unwrap_or_default();
        }
    }
    Ok(rest)
}
