//! Inputs: one point of a scrambled Sobol sequence per trial, and the correlation of inputs.
//!
//! Trials are dealt to [`REPLICATES`] independent scrambles in turn: trial `i` is point `i / 8` of scramble `i mod 8`. Points
//! inside a scramble are spread evenly and so are not independent of each other; the scrambles are, and how far their figures
//! differ says honestly how well a figure over all trials is known, however many there are.
//!
//! A point spreads its trials far more evenly than independent draws do, so that means over worlds settle with fewer of them.
//! Coordinates are found by (seed, path, dimension, trial) alone: trial `i` is the same however many trials run, in any order.

mod copula;
mod joe_kuo;

pub use copula::{Copula, NotPositive, cholesky};

use crate::noise::{Noise, StreamKey, hash_names, open_unit};
use joe_kuo::{BITS, DIMENSIONS};

/// Binary digits that share one hash: the 63 nodes of a binary tree of 6 levels take one bit each of its 64.
const GROUP: usize = 6;

/// Groups that are scrambled digit by digit. Points of 2³⁶ trials all differ in these 36 digits, and digits below the first in
/// which points differ are independent under Owen scrambling; a plain hash does for them.
const GROUPS: usize = 6;

/// Digits below the groups.
const REST: usize = BITS - GROUP * GROUPS;

/// A coordinate: which dimension of the Sobol sequence, and the key of its scrambling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    index: usize,
    key: [u8; 32],
}

impl Dimension {
    /// Dimension `index` (from 0) of the sequence, scrambled by (seed, path). Low dimensions are the most even ones.
    pub fn new(index: usize, seed: u64, path: &str) -> Self {
        Self { index, key: hash_names("residual input", seed, path, &[]) }
    }
}

/// A Sobol sequence under Owen's nested uniform scrambling.
///
/// In each dimension, digit `i` of a point (base 2) is flipped or not by a coin that belongs to the digits before it. Every
/// point is uniform on (0, 1), averages over points are unbiased, and each run of `2^k` trials that starts at a multiple of
/// `2^k` still puts one point into each of the `2^k` equal intervals. The coins are bits of keyed 64-bit hashes.
///
/// Source: Owen, *Randomly Permuted (t,m,s)-Nets and (t,s)-Sequences*, in Monte Carlo and Quasi-Monte Carlo Methods in
/// Scientific Computing (1995) 299–317. Direction numbers: Joe and Kuo (2008).
#[derive(Clone, Debug)]
pub struct ScrambledSobol {
    coordinates: Vec<Coordinate>,
}

#[derive(Clone, Debug)]
enum Coordinate {
    Sobol(Box<Scrambled>),
    /// Beyond the table.
    Plain(Box<Noise>, StreamKey),
}

#[derive(Clone, Debug)]
struct Scrambled {
    directions: [u64; BITS],
    /// One key per group of digits, and one for the digits below.
    keys: [u64; GROUPS + 1],
}

impl ScrambledSobol {
    /// With these coordinates, in this order. The first 1024 dimensions are those of the sequence; coordinates beyond are
    /// independent uniforms, keyed in the same way.
    pub fn new(dimensions: &[Dimension]) -> Self {
        let coordinates = dimensions.iter().map(|dimension| {
            if dimension.index >= DIMENSIONS {
                return Coordinate::Plain(Box::new(Noise::keyed(dimension.key)), StreamKey::new("input", &[]));
            }
            Coordinate::Sobol(Box::new(Scrambled { directions: joe_kuo::directions(dimension.index), keys: keys(&dimension.key) }))
        });
        Self { coordinates: coordinates.collect() }
    }

    /// Number of coordinates.
    pub fn dimensions(&self) -> usize {
        self.coordinates.len()
    }

    /// Coordinate `dimension` (its place in the list given to [`ScrambledSobol::new`]) of the point of a trial, within the open
    /// interval (0, 1), to 52 binary digits.
    pub fn point(&self, trial: u64, dimension: usize) -> f64 {
        match &self.coordinates[dimension] {
            Coordinate::Sobol(sobol) => open_unit(scramble(raw(&sobol.directions, trial), &sobol.keys)),
            Coordinate::Plain(noise, key) => noise.uniform(key, trial, 0),
        }
    }
}

/// Independent scrambles that trials are dealt to in turn.
///
/// Source: Owen, *Monte Carlo variance of scrambled net quadrature*, SIAM Journal on Numerical Analysis 34 (1997) 1884–1910;
/// L'Ecuyer et al., *Confidence intervals for randomized quasi-Monte Carlo estimators*, Winter Simulation Conference (2023).
pub const REPLICATES: usize = 8;

/// One scramble of named coordinates (dimension of the sequence and name), by its number. `set` > 0: further coordinates for the
/// same names, independent of the first, in the dimensions behind them.
pub fn replicate(named: &[(usize, String)], seed: u64, replicate: usize, set: usize) -> ScrambledSobol {
    let beyond = named.iter().map(|(index, _)| index + 1).max().unwrap_or(0);
    let key = |name: &str| match (replicate, set) {
        (0, 0) => name.to_owned(),
        _ => format!("{name}, replicate {replicate}, set {set}"),
    };
    let dimensions: Vec<Dimension> = named.iter().map(|(index, name)| Dimension::new(index + set * beyond, seed, &key(name))).collect();
    ScrambledSobol::new(&dimensions)
}

/// The replicate that a trial belongs to, and its place there.
pub fn replicate_and_place(trial: u64) -> (usize, u64) {
    ((trial % REPLICATES as u64) as usize, trial / REPLICATES as u64)
}

/// The trial at a place of a replicate.
pub fn trial_number(replicate: usize, place: usize) -> u64 {
    (place * REPLICATES + replicate) as u64
}

/// Independent keys from the key of a coordinate.
fn keys(key: &[u8; 32]) -> [u64; GROUPS + 1] {
    let mut output = blake3::Hasher::new_keyed(key).finalize_xof();
    std::array::from_fn(|_| {
        let mut bytes = [0; 8];
        output.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    })
}

/// The plain Sobol point of an index: the sum without carry of the direction numbers of its bits.
#[inline]
fn raw(directions: &[u64; BITS], mut index: u64) -> u64 {
    let mut x = 0;
    while index != 0 {
        x ^= directions[index.trailing_zeros() as usize];
        index &= index - 1;
    }
    x
}

/// Flips digits of `x` by coins that depend on the key and on the digits above.
#[inline]
fn scramble(x: u64, keys: &[u64; GROUPS + 1]) -> u64 {
    let mut flips = mix(keys[GROUPS] ^ (x >> REST)) >> (BITS - REST);
    for (group, key) in keys[..GROUPS].iter().enumerate() {
        // The group's digits, and above them a bit that marks where they begin: shifted right, they number the nodes of a
        // binary tree from its root, 1, down.
        let below = BITS - GROUP * (group + 1);
        let digits = x >> below & ((1 << GROUP) - 1) | 1 << GROUP;
        let above = if group == 0 { 0 } else { x >> (below + GROUP) };
        let coins = mix(key ^ above);
        let mut flipped = 0;
        for level in 0..GROUP {
            flipped |= (coins >> (digits >> (GROUP - level)) & 1) << (GROUP - 1 - level);
        }
        flips |= flipped << below;
    }
    x ^ flips
}

/// A bijection of 64-bit words in which every bit of the input moves every bit of the output.
///
/// Source: Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014, with the constants of
/// Stafford's variant 13.
#[inline]
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests;
