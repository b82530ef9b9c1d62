//! Drivers: which inputs move a figure, by rank correlation over the trials already run.

/// Rank correlation (Spearman's) of every input with an outcome, both by trial; 0 where one of them never varies.
///
/// It asks only whether more of an input goes with more of the outcome, so a bent relation does not fool it.
pub fn rank_correlations(inputs: &[Vec<f64>], outcome: &[f64]) -> Vec<f64> {
    let of_outcome = ranks(outcome);
    let count = inputs.first().map_or(0, Vec::len);
    (0..count)
        .map(|input| {
            let values: Vec<f64> = inputs.iter().map(|trial| trial[input]).collect();
            correlation(&ranks(&values), &of_outcome)
        })
        .collect()
}

/// Indices of the `count` strongest correlations, strongest first, ties to the earlier; those of exactly 0 are left out.
pub fn strongest(correlations: &[f64], count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..correlations.len()).filter(|i| correlations[*i] != 0.0).collect();
    order.sort_by(|a, b| correlations[*b].abs().total_cmp(&correlations[*a].abs()));
    order.truncate(count);
    order
}

/// Ranks from 0; equal values share the mean of their ranks.
pub(super) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let value = values[order[first]];
        let count = order[first..].iter().take_while(|i| values[**i] == value).count().max(1);
        for place in &order[first..first + count] {
            ranks[*place] = first as f64 + (count - 1) as f64 / 2.0;
        }
        first += count;
    }
    ranks
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - mean_a) * (y - mean_b);
        aa += (x - mean_a) * (x - mean_a);
        bb += (y - mean_b) * (y - mean_b);
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bent_rise_is_a_perfect_rank_correlation() {
        let inputs: Vec<Vec<f64>> = (0..9).map(|i| vec![f64::from(i), f64::from(-i), 7.0]).collect();
        let outcome: Vec<f64> = (0..9).map(|i| f64::from(i).exp()).collect();
        assert_eq!(rank_correlations(&inputs, &outcome), [1.0, -1.0, 0.0]);
    }

    #[test]
    fn equal_values_share_a_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [2.5, 0.0, 2.5, 1.0]);
    }

    #[test]
    fn the_strongest_come_first_whatever_their_sign() {
        assert_eq!(strongest(&[0.1, -0.9, 0.0, 0.5], 3), [1, 3, 0]);
        assert!(strongest(&[0.0, 0.0], 3).is_empty());
    }
}
