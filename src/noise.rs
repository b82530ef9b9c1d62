//! Process noise: keyed streams of uniforms.
//!
//! A stream is named by its source and the ids it belongs to (`leavers` of team `core`); a uniform is found by (seed, stream,
//! trial, index), where the index is the month or the attempt. Nothing else matters: not the order of calls, not the number
//! of trials, months or other streams. So every option meets the same luck, and any trial can be recomputed alone.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Words of 32 bits a stream owns within a trial: room for 2¹⁹ uniforms, far above any number of months.
const WORDS_PER_STREAM_LOG2: u32 = 20;

/// Bits of the hash of a stream's name that decide its place. Two of a thousand streams collide with probability 2e-9.
const PLACE_BITS: u32 = 48;

/// Name of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamKey {
    /// Place in the cipher's output, below 2⁴⁸.
    place: u64,
}

impl StreamKey {
    /// Stream of `source` for the things named by `ids`: names are hashed with their lengths, so `["ab", "c"]` and
    /// `["a", "bc"]` differ.
    pub fn new(source: &str, ids: &[&str]) -> Self {
        let hash = hash_names("residual noise stream", 0, source, ids);
        Self { place: first_u64(&hash) >> (64 - PLACE_BITS) }
    }
}

/// All process noise of a seed.
#[derive(Clone, Debug)]
pub struct Noise {
    /// Keyed, never used to draw: clones start from it.
    base: ChaCha8Rng,
}

impl Noise {
    /// Noise of a seed.
    pub fn new(seed: u64) -> Self {
        Self::keyed(hash_names("residual process noise", seed, "", &[]))
    }

    /// Noise of a key that is a hash already.
    pub(crate) fn keyed(key: [u8; 32]) -> Self {
        Self { base: ChaCha8Rng::from_seed(key) }
    }

    /// Fills `out` with the uniforms 0, 1, … of a stream in a trial, each within the open interval (0, 1).
    ///
    /// Element `m` is the same whatever the length of `out`. A stream holds 2¹⁹ uniforms.
    pub fn uniforms(&self, key: &StreamKey, trial: u64, out: &mut [f64]) {
        debug_assert!(out.len() <= 1 << (WORDS_PER_STREAM_LOG2 - 1));
        let mut rng = self.at(*key, trial, 0);
        for u in out {
            *u = open_unit(rng.next_u64());
        }
    }

    /// Uniform `index` (below 2¹⁹) of a stream in a trial: the element that [`Noise::uniforms`] would put there.
    pub fn uniform(&self, key: &StreamKey, trial: u64, index: u64) -> f64 {
        debug_assert!(index < 1 << (WORDS_PER_STREAM_LOG2 - 1));
        open_unit(self.at(*key, trial, index).next_u64())
    }

    /// Generator about to give uniform `index`; each takes two words.
    fn at(&self, key: StreamKey, trial: u64, index: u64) -> ChaCha8Rng {
        let mut rng = self.base.clone();
        rng.set_stream(trial);
        rng.set_word_pos((u128::from(key.place) << WORDS_PER_STREAM_LOG2) + 2 * u128::from(index));
        rng
    }
}

/// Maps 64 random bits to the open interval (0, 1): `(k + ½)/2⁵²` of their upper 52 bits `k`.
///
/// With 53 bits the half would not fit into a double, and the largest `k` would round to 1.
#[inline]
pub fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// Hash of a seed and names within a domain, a constant text that keeps the uses of hashing apart.
pub(crate) fn hash_names(domain: &str, seed: u64, name: &str, ids: &[&str]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for text in [domain, name].iter().chain(ids) {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(&seed.to_le_bytes());
    *hasher.finalize().as_bytes()
}

/// First eight bytes of a hash as a number.
pub(crate) fn first_u64(hash: &[u8; 32]) -> u64 {
    u64::from_le_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Largest distance between the empirical and the uniform distribution function, times √n: 1.95 is exceeded once in 1000.
    fn kolmogorov(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let distance = values.iter().enumerate().map(|(i, u)| {
            let i = i as f64;
            f64::max(u - i / n, (i + 1.0) / n - u)
        });
        distance.fold(0.0, f64::max) * n.sqrt()
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let products: f64 = a.iter().zip(b).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum();
        12.0 * products / a.len() as f64
    }

    #[test]
    fn uniforms_are_pinned() {
        let noise = Noise::new(42);
        let mut out = [0.0; 3];
        noise.uniforms(&StreamKey::new("demand", &[]), 0, &mut out);
        assert_eq!(out, [0.066_599_863_968_975_66, 0.053_384_327_588_936_41, 0.334_829_186_357_518_24]);
        noise.uniforms(&StreamKey::new("leavers", &["core"]), 99_999, &mut out);
        assert_eq!(out, [0.069_286_277_493_861_51, 0.455_281_104_407_956_44, 0.428_521_289_684_061_45]);
    }

    #[test]
    fn uniforms_never_reach_the_ends() {
        assert!(open_unit(0) > 0.0);
        assert!(open_unit(u64::MAX) < 1.0);
        assert_eq!(open_unit(0), 1.0 - open_unit(u64::MAX));
    }

    #[test]
    fn uniforms_depend_on_nothing_but_seed_stream_trial_and_index() {
        let noise = Noise::new(7);
        let key = StreamKey::new("leavers", &["core"]);
        let (mut short, mut long) = ([0.0; 5], [0.0; 300]);
        noise.uniforms(&key, 12, &mut long);
        noise.uniforms(&StreamKey::new("leavers", &["other"]), 3, &mut short);
        noise.uniforms(&key, 12, &mut short);
        assert_eq!(short, long[..5]);
        for index in [0, 1, 31, 32, 33, 299] {
            assert_eq!(noise.uniform(&key, 12, index), long[index as usize]);
        }
        assert_eq!(Noise::new(7).uniform(&key, 12, 299), long[299]);
    }

    #[test]
    fn streams_trials_and_seeds_differ() {
        let mut seen = BTreeSet::new();
        for seed in 0..4 {
            let noise = Noise::new(seed);
            for source in ["leavers", "upskill"] {
                for id in ["a", "b"] {
                    for trial in [0, 1, u64::MAX] {
                        for index in 0..4 {
                            let u = noise.uniform(&StreamKey::new(source, &[id]), trial, index);
                            assert!(seen.insert(u.to_bits()));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn names_are_not_merely_joined() {
        assert_ne!(StreamKey::new("x", &["ab", "c"]), StreamKey::new("x", &["a", "bc"]));
        assert_ne!(StreamKey::new("x", &["a"]), StreamKey::new("xa", &[]));
        assert_ne!(StreamKey::new("x", &[""]), StreamKey::new("x", &[]));
    }

    #[test]
    fn uniforms_are_uniform_over_months_and_over_trials_and_independent() {
        let noise = Noise::new(1);
        let (key, other) = (StreamKey::new("demand", &[]), StreamKey::new("regression", &[]));
        let mut months = vec![0.0; 20_000];
        noise.uniforms(&key, 5, &mut months);
        let trials: Vec<f64> = (0..20_000).map(|i| noise.uniform(&key, i, 3)).collect();
        let others: Vec<f64> = (0..20_000).map(|i| noise.uniform(&other, i, 3)).collect();
        // Standard error of a correlation of 20 000 pairs: 0.007.
        assert!(correlation(&trials, &others).abs() < 0.03);
        assert!(correlation(&trials, &months).abs() < 0.03);
        assert!(correlation(&months[1..], &months[..19_999]).abs() < 0.03);
        assert!(kolmogorov(months) < 1.95 && kolmogorov(trials) < 1.95 && kolmogorov(others) < 1.95);
    }
}
