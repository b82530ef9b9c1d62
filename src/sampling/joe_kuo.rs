//! Direction numbers of the Sobol sequence.
//!
//! Source: Joe and Kuo, *Constructing Sobol Sequences with Better Two-Dimensional Projections*, SIAM Journal on Scientific
//! Computing 30 (2008) 2635–2654, set `new-joe-kuo-6`; copyright 2008 Frances Y. Kuo and Stephen Joe, licence in
//! `LICENSES/joe-kuo.txt`.

/// One line per dimension from the second on: its number, the degree `s` of its primitive polynomial, the polynomial's inner
/// coefficients `a` as bits, and `m₁ … m_s`.
const TABLE: &str = include_str!("joe-kuo-6.txt");

/// Number of dimensions of the table.
pub(super) const DIMENSIONS: usize = 1024;

/// Binary digits of a point, and bits of its index.
pub(super) const BITS: usize = 64;

/// Direction numbers `v₁ … v₆₄` of a dimension (from 0, below [`DIMENSIONS`]), as binary fractions: `v_k = m_k/2^k` is the word
/// `m_k·2^{64−k}`.
///
/// Recurrence: `v_k = a₁v_{k−1} ⊕ … ⊕ a_{s−1}v_{k−s+1} ⊕ v_{k−s} ⊕ v_{k−s}/2^s`.
pub(super) fn directions(dimension: usize) -> [u64; BITS] {
    let mut v = [0; BITS];
    if dimension == 0 {
        for (k, v) in v.iter_mut().enumerate() {
            *v = 1 << (BITS - 1 - k);
        }
        return v;
    }
    let line = TABLE.lines().nth(dimension).expect("the table has a header and a line for each dimension but the first");
    let mut numbers = line.split(' ').map(|n| n.parse::<u64>().expect("the table holds whole numbers"));
    let mut next = || numbers.next().expect("a line of the table holds d, s, a and s numbers more");
    let (_, degree, coefficients) = (next(), next() as usize, next());
    for (k, v) in v.iter_mut().enumerate().take(degree) {
        *v = next() << (BITS - 1 - k);
    }
    for k in degree..BITS {
        v[k] = v[k - degree] ^ (v[k - degree] >> degree);
        for i in 1..degree {
            if coefficients >> (degree - 1 - i) & 1 == 1 {
                v[k] ^= v[k - i];
            }
        }
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_has_an_entry_that_makes_a_sequence() {
        assert_eq!(TABLE.lines().count(), DIMENSIONS);
        for dimension in 0..DIMENSIONS {
            for (k, v) in directions(dimension).into_iter().enumerate() {
                // m_k odd and below 2^k: the lowest bit in use is set, so that each bit of the index moves one more digit.
                assert_eq!(v.trailing_zeros() as usize, BITS - 1 - k, "dimension {dimension}, number {k}");
            }
        }
    }

    #[test]
    fn lines_are_numbered_by_dimension_and_hold_as_many_numbers_as_their_degree() {
        for (i, line) in TABLE.lines().enumerate().skip(1) {
            let numbers: Vec<usize> = line.split(' ').map(|n| n.parse().unwrap()).collect();
            assert_eq!((numbers[0], numbers.len()), (i + 1, 3 + numbers[1]));
        }
    }
}
