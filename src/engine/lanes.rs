//! Four slices at once: a tier of a contact type, in the processor's vector registers. The arithmetic is plain: bits do not
//! depend on how wide the registers are.

use std::ops::{Add, AddAssign, Mul, Sub};

use wide::f64x4;

use super::difficulty::PER_TIER;

/// The slices of one tier, in vector registers. Sums, products and quotients are those of IEEE 754, lane by lane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lanes(f64x4);

impl Lanes {
    /// Of four slices.
    #[inline]
    pub fn of(slices: [f64; PER_TIER]) -> Self {
        Self(f64x4::new(slices))
    }

    /// The same value in every slice.
    #[inline]
    pub fn all(value: f64) -> Self {
        Self(f64x4::splat(value))
    }

    /// The slices.
    #[inline]
    pub fn slices(self) -> [f64; PER_TIER] {
        self.0.to_array()
    }

    /// What of each slice is above 0.
    #[must_use]
    #[inline]
    pub fn positive(self) -> Self {
        Self(self.0.simd_gt(f64x4::ZERO).bitselect(self.0, f64x4::ZERO))
    }

    /// One over each slice.
    #[must_use]
    #[inline]
    pub fn inverse(self) -> Self {
        Self(f64x4::ONE / self.0)
    }

    /// Slice over slice; 1 where there is nothing to divide by.
    #[must_use]
    #[inline]
    pub fn over(self, other: Self) -> Self {
        Self(other.0.simd_gt(f64x4::ZERO).bitselect(self.0 / other.0, f64x4::ONE))
    }

    /// Sum over the slices, in an order that does not depend on the processor.
    #[inline]
    pub fn sum(self) -> f64 {
        let [a, b, c, d] = self.slices();
        (a + b) + (c + d)
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Mul<f64> for Lanes {
    type Output = Self;
    #[inline]
    fn mul(self, k: f64) -> Self {
        Self(self.0 * f64x4::splat(k))
    }
}

impl AddAssign for Lanes {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
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
