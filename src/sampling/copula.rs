//! Correlated inputs: the Gaussian copula.

use crate::normal;
use thiserror::Error;

/// A set of correlations that no inputs can have: the matrix is not positive semi-definite.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("these correlations contradict each other: number {pivot} cannot follow the ones before it in all the ways asked for")]
pub struct NotPositive {
    /// Index (from 0) of the first variable whose correlations with those before it cannot be.
    pub pivot: usize,
}

/// Pivots this close to 0 are rounding: the variable is a combination of those before it.
const SINGULAR: f64 = 1e-12;

/// Lower triangular `L` with `L·Lᵀ` = the symmetric `matrix`, of which the lower triangle is read; rows of length 1, 2, …
///
/// A semi-definite matrix is allowed: a pivot within ±1e-12 is taken as 0.
///
/// # Errors
/// The matrix is not positive semi-definite.
pub fn cholesky(matrix: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, NotPositive> {
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (i, wanted) in matrix.iter().enumerate() {
        let mut row = vec![0.0; i + 1];
        for j in 0..i {
            let above = &lower[j];
            let rest = wanted[j] - dot(&row[..j], &above[..j]);
            if above[j] > 0.0 {
                row[j] = rest / above[j];
            } else if rest * rest > SINGULAR {
                return Err(NotPositive { pivot: i });
            }
        }
        let pivot = wanted[i] - dot(&row[..i], &row[..i]);
        if pivot.is_nan() || pivot < -SINGULAR {
            return Err(NotPositive { pivot: i });
        }
        row[i] = if pivot > SINGULAR { pivot.sqrt() } else { 0.0 };
        lower.push(row);
    }
    Ok(lower)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Correlates some of the inputs of a world and leaves their marginal distributions as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    /// Indices of the correlated inputs, ascending: the canonical order.
    members: Vec<usize>,
    lower: Vec<Vec<f64>>,
}

impl Copula {
    /// From pairs of input indices and the correlation of their underlying normals; pairs not named are uncorrelated.
    ///
    /// # Errors
    /// The correlations contradict each other; the error's `pivot` is then the index of an input.
    pub fn new(pairs: &[(usize, usize, f64)]) -> Result<Self, NotPositive> {
        let mut members: Vec<usize> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
        members.sort_unstable();
        members.dedup();
        let mut matrix: Vec<Vec<f64>> = (0..members.len()).map(|i| vec![0.0; i + 1]).collect();
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] = 1.0;
        }
        let place = |input: usize| members.binary_search(&input).expect("members are the inputs of the pairs");
        for (a, b, rho) in pairs {
            debug_assert_ne!(a, b, "an input is not correlated with itself");
            let (i, j) = (place(*a.max(b)), place(*a.min(b)));
            matrix[i][j] = *rho;
        }
        let lower = cholesky(&matrix).map_err(|e| NotPositive { pivot: members[e.pivot] })?;
        Ok(Self { members, lower })
    }

    /// Indices of the correlated inputs, ascending.
    pub fn members(&self) -> &[usize] {
        &self.members
    }

    /// Turns independent standard normals of the members, in their order, into correlated ones: `z ← L·z`.
    pub fn correlate(&self, z: &mut [f64]) {
        // From the last row up, for a row needs only the entries before it as they were.
        for (i, row) in self.lower.iter().enumerate().rev() {
            z[i] = dot(row, &z[..=i]);
        }
    }

    /// Correlates the uniforms of all inputs of a world in place: `u ← Φ(L·Φ⁻¹(u))` for the members. `scratch` has room for the
    /// members; what it holds does not matter.
    pub fn apply(&self, u: &mut [f64], scratch: &mut [f64]) {
        let z = &mut scratch[..self.members.len()];
        for (z, member) in z.iter_mut().zip(&self.members) {
            *z = normal::quantile(u[*member]);
        }
        self.correlate(z);
        for (z, member) in z.iter().zip(&self.members) {
            // Φ rounds to 1 from 8.3 on; quantiles want the open interval.
            u[*member] = normal::cdf(*z).clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dimension, ScrambledSobol};
    use super::*;

    fn ranks(values: &[f64]) -> Vec<f64> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut ranks = vec![0.0; values.len()];
        for (rank, i) in order.into_iter().enumerate() {
            ranks[i] = rank as f64;
        }
        ranks
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() as f64;
        let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
        let cov: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
        let var = |v: &[f64], m: f64| v.iter().map(|x| (x - m) * (x - m)).sum::<f64>();
        cov / (var(a, ma) * var(b, mb)).sqrt()
    }

    /// Uniforms of four inputs over trials, one column per input.
    fn worlds(copula: &Copula) -> Vec<Vec<f64>> {
        let dimensions: Vec<Dimension> = (0..4).map(|d| Dimension::new(d, 1, &format!("input.{d}"))).collect();
        let sobol = ScrambledSobol::new(&dimensions);
        let mut columns = vec![Vec::new(); 4];
        for trial in 0..8192 {
            let mut u: Vec<f64> = (0..4).map(|d| sobol.point(trial, d)).collect();
            copula.apply(&mut u, &mut [0.0; 4]);
            for (column, u) in columns.iter_mut().zip(u) {
                column.push(u);
            }
        }
        columns
    }

    #[test]
    fn cholesky_times_its_transpose_is_the_matrix() {
        let matrix = vec![vec![1.0], vec![0.6, 1.0], vec![-0.3, 0.2, 1.0]];
        let l = cholesky(&matrix).unwrap();
        for (i, row) in matrix.iter().enumerate() {
            for (j, wanted) in row.iter().enumerate() {
                assert!((dot(&l[i][..=j], &l[j]) - wanted).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn contradicting_correlations_are_refused_with_the_place() {
        let full = vec![vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert_eq!(cholesky(&full), Err(NotPositive { pivot: 2 }));
        let pairs = [(7, 3, 0.9), (3, 11, -0.9), (11, 7, 0.9)];
        assert_eq!(Copula::new(&pairs), Err(NotPositive { pivot: 11 }));
        assert_eq!(Copula::new(&[(0, 1, 1.1)]), Err(NotPositive { pivot: 1 }));
        assert_eq!(Copula::new(&[(0, 1, f64::NAN)]), Err(NotPositive { pivot: 1 }));
        // The second repeats the first, so the third cannot tell them apart.
        let pairs = [(0, 1, 1.0), (0, 2, 0.5), (1, 2, 0.4)];
        assert_eq!(Copula::new(&pairs), Err(NotPositive { pivot: 2 }));
    }

    #[test]
    fn perfect_correlation_is_allowed_in_both_directions() {
        let copula = Copula::new(&[(0, 2, -1.0), (0, 1, 1.0), (1, 2, -1.0)]).unwrap();
        let mut z = [0.7, -2.0, 5.0];
        copula.correlate(&mut z);
        assert_eq!(z, [0.7, 0.7, -0.7]);
    }

    #[test]
    fn rank_correlations_are_those_of_the_reference_and_marginals_stay_uniform() {
        // Correlation of the normals for a rank correlation of 0.3, 0.5 and −0.8: 2 sin(πρ/6).
        for (rho, rank) in [(0.312_868_930_080_461_74, 0.3), (0.517_638_090_205_041_5, 0.5), (-0.813_473_286_151_600_3, -0.8)] {
            let columns = worlds(&Copula::new(&[(1, 3, rho)]).unwrap());
            let found = correlation(&ranks(&columns[1]), &ranks(&columns[3]));
            assert!((found - rank).abs() < 0.004, "{found} is not {rank}");
            let mut sorted = columns[3].clone();
            sorted.sort_by(f64::total_cmp);
            for (i, u) in sorted.iter().enumerate() {
                assert!((u - (i as f64 + 0.5) / 8192.0).abs() < 0.005);
            }
        }
    }

    #[test]
    fn inputs_without_correlation_are_left_alone() {
        let copula = Copula::new(&[(1, 3, 0.5)]).unwrap();
        assert_eq!(copula.members(), [1, 3]);
        let mut u = [0.1, 0.2, 0.3, 0.4];
        copula.apply(&mut u, &mut [0.0; 2]);
        assert_eq!((u[0], u[2]), (0.1, 0.3));
        assert!((u[1] - 0.2).abs() < 1e-15 && (u[3] - 0.4).abs() > 0.1);
        let mut none = [0.4];
        Copula::new(&[]).unwrap().apply(&mut none, &mut []);
        assert_eq!(none, [0.4]);
    }
}
