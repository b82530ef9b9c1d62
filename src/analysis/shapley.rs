//! Shapley values: what each of a few players is worth when all orders of joining count alike.
//!
//! A game is given as the worth of every subset, by bit mask: bit `i` set, player `i` plays. Source: Shapley, *A Value for
//! n-Person Games* (1953); the interaction index is that of Grabisch and Roubens, *An Axiomatic Approach to the Concept of
//! Interaction Among Players in Cooperative Games*, International Journal of Game Theory 28 (1999) 547–565.

/// Weights of the games of a number of players, set up once.
#[derive(Clone, Debug)]
pub struct Shapley {
    players: usize,
    /// `weights[s] = s!(n−1−s)!/n!`: of the marginal contributions to the subsets of `s` others.
    weights: Vec<f64>,
    /// The same for a game of one player fewer.
    reduced: Vec<f64>,
}

/// `s!(n−1−s)!/n!` for `s` in 0..n: one over `n·C(n−1, s)`.
fn weights(n: usize) -> Vec<f64> {
    let mut choose = 1.0;
    (0..n)
        .map(|s| {
            let weight = 1.0 / (n as f64 * choose);
            choose *= (n - 1 - s) as f64 / (s + 1) as f64;
            weight
        })
        .collect()
}

impl Shapley {
    /// Games of `players` players, at most 16: a table has `2^players` entries.
    pub fn new(players: usize) -> Self {
        assert!(players <= 16, "a game is a table of all its subsets");
        Self { players, weights: weights(players), reduced: weights(players.saturating_sub(1)) }
    }

    /// Number of subsets.
    pub fn subsets(&self) -> usize {
        1 << self.players
    }

    /// `φ_i = Σ_S |S|!(n−1−|S|)!/n! · (v(S∪i) − v(S))`. The values of all players sum to `v(all) − v(none)`.
    pub fn value(&self, worth: impl Fn(usize) -> f64, player: usize) -> f64 {
        let bit = 1 << player;
        (0..self.subsets())
            .filter(|set| set & bit == 0)
            .map(|set| self.weights[set.count_ones() as usize] * (worth(set | bit) - worth(set)))
            .sum()
    }

    /// Value of a player in the game of all others but `other`, who is always there (`present`) or never.
    pub fn value_given(&self, worth: impl Fn(usize) -> f64, player: usize, other: usize, present: bool) -> f64 {
        let (bit, fixed) = (1 << player, 1 << other);
        (0..self.subsets())
            .filter(|set| set & (bit | fixed) == 0)
            .map(|set| {
                let with = if present { set | fixed } else { set };
                self.reduced[set.count_ones() as usize] * (worth(with | bit) - worth(with))
            })
            .sum()
    }

    /// Shapley interaction index of two players: what each adds to the other, `φ_i` with `j` always there less `φ_i` without.
    /// Positive: they need each other; negative: they do the same work twice.
    pub fn interaction(&self, worth: impl Fn(usize) -> f64, i: usize, j: usize) -> f64 {
        self.value_given(&worth, i, j, true) - self.value_given(&worth, i, j, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_shares_of_orders() {
        assert_eq!(weights(3), [1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0]);
        assert!(weights(0).is_empty());
    }

    #[test]
    fn a_game_of_one_is_its_worth() {
        let game = Shapley::new(1);
        assert_eq!(game.value(|set| [2.0, 7.0][set], 0), 5.0);
    }

    #[test]
    fn players_who_only_add_do_not_interact() {
        let game = Shapley::new(4);
        let worth = |set: usize| (0..4).filter(|i| set >> i & 1 == 1).map(|i| f64::from(1 << i)).sum::<f64>();
        for i in 0..4 {
            assert!((game.value(worth, i) - f64::from(1 << i)).abs() < 1e-12);
            for j in 0..4 {
                assert!(i == j || game.interaction(worth, i, j).abs() < 1e-12);
            }
        }
    }
}
