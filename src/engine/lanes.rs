//! Four slices at once: a tier of a contact type. Written so that compilers use vector instructions, in plain arithmetic
//! whose bits do not depend on them.

#![allow(clippy::inline_always, reason = "the inner loop of the engine is made of these; measured by instructions")]

use std::ops::{Add, AddAssign, Mul, Sub};

use super::difficulty::PER_TIER;

/// The slices of one tier.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lanes(pub [f64; PER_TIER]);

// Everything is written out lane by lane and always inlined: compilers turn that into vector instructions, while the
// closures of `array::map` and `from_fn` may stay calls.
impl Lanes {
    /// The same value in every slice.
    #[inline(always)]
    pub fn all(value: f64) -> Self {
        Self([value, value, value, value])
    }

    /// Each slice through a function.
    #[must_use]
    #[inline(always)]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let [a, b, c, d] = self.0;
        Self([f(a), f(b), f(c), f(d)])
    }

    /// Slice by slice through a function of two.
    #[must_use]
    #[inline(always)]
    pub fn with(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let ([a, b, c, d], [e, g, h, i]) = (self.0, other.0);
        Self([f(a, e), f(b, g), f(c, h), f(d, i)])
    }

    /// Sum over the slices.
    #[inline(always)]
    pub fn sum(self) -> f64 {
        let [a, b, c, d] = self.0;
        (a + b) + (c + d)
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
}

impl Mul<f64> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, k: f64) -> Self {
        self.map(|a| a * k)
    }
}

impl AddAssign for Lanes {
    #[inline(always)]
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
