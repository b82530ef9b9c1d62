//! Four slices at once: a tier of a contact type. Written so that compilers use vector instructions, in plain arithmetic
//! whose bits do not depend on them.

use std::ops::{Add, AddAssign, Mul, Sub};

use super::difficulty::PER_TIER;

/// The slices of one tier.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lanes(pub [f64; PER_TIER]);

impl Lanes {
    /// The same value in every slice.
    #[inline]
    pub fn all(value: f64) -> Self {
        Self([value; PER_TIER])
    }

    /// Each slice through a function.
    #[must_use]
    #[inline]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self(self.0.map(f))
    }

    /// Slice by slice through a function of two.
    #[must_use]
    #[inline]
    pub fn with(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }

    /// Sum over the slices.
    #[inline]
    pub fn sum(self) -> f64 {
        let [a, b, c, d] = self.0;
        (a + b) + (c + d)
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
}

impl Mul<f64> for Lanes {
    type Output = Self;
    #[inline]
    fn mul(self, k: f64) -> Self {
        self.map(|a| a * k)
    }
}

impl AddAssign for Lanes {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The tiers of a vector over cells (type × slice), in order.
#[inline]
pub fn tiers(cells: &[f64]) -> &[[f64; PER_TIER]] {
    cells.as_chunks().0
}

/// The same, to write.
#[inline]
pub fn tiers_mut(cells: &mut [f64]) -> &mut [[f64; PER_TIER]] {
    cells.as_chunks_mut().0
}
