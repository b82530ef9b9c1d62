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

/// Shapley values over the orders that are possible where some players can only join after others.
///
/// `φ_i = Σ_S e(∅→S)·e(S∪i→N)/e(∅→N) · (v(S∪i) − v(S))` over the sets `S` that can be reached and that `i` can join, `e` the
/// number of orders. Without a rule it is the Shapley value, with a rule between all players the marginal contributions of
/// the one order there is. Source: Faigle and Kern, *The Shapley Value for Cooperative Games under Precedence Constraints*,
/// International Journal of Game Theory 21 (1992) 249–266.
#[derive(Clone, Debug)]
pub struct OrderedShapley {
    players: usize,
    /// Bit mask of the players that must have joined before each.
    after: Vec<usize>,
    /// Orders in which each set can be reached from nobody.
    to: Vec<f64>,
    /// Orders in which all can be reached from each set.
    from: Vec<f64>,
}

impl OrderedShapley {
    /// Players by the masks of those who must come before them.
    pub fn new(after: Vec<usize>) -> Self {
        let players = after.len();
        assert!(players <= 16, "a game is a table of all its subsets");
        let sets = 1_usize << players;
        let (mut to, mut from) = (vec![0.0; sets], vec![0.0; sets]);
        (to[0], from[sets - 1]) = (1.0, 1.0);
        for set in 0..sets {
            for (player, before) in after.iter().enumerate() {
                if set >> player & 1 == 0 && set & before == *before {
                    to[set | 1 << player] += to[set];
                }
            }
        }
        for set in (0..sets).rev() {
            for (player, before) in after.iter().enumerate() {
                if set >> player & 1 == 0 && set & before == *before {
                    from[set] += from[set | 1 << player];
                }
            }
        }
        Self { players, after, to, from }
    }

    /// Can these players be there without others?
    pub fn is_possible(&self, set: usize) -> bool {
        self.to[set] > 0.0
    }

    /// Value of a player. `worth` is asked of possible sets alone.
    pub fn value(&self, worth: impl Fn(usize) -> f64, player: usize) -> f64 {
        let bit = 1 << player;
        let joins = |set: &usize| set & bit == 0 && self.is_possible(*set) && set & self.after[player] == self.after[player];
        let orders = self.to[(1 << self.players) - 1];
        let part = |set: usize| self.to[set] * self.from[set | bit] / orders;
        (0..1 << self.players).filter(joins).map(|set| part(set) * (worth(set | bit) - worth(set))).sum()
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

    /// A game without any symmetry.
    fn odd(set: usize) -> f64 {
        (set * set % 23) as f64 + (set as f64).sqrt()
    }

    #[test]
    fn without_rules_all_orders_count() {
        let (free, plain) = (OrderedShapley::new(vec![0; 5]), Shapley::new(5));
        for player in 0..5 {
            assert!((free.value(odd, player) - plain.value(odd, player)).abs() < 1e-12);
        }
    }

    #[test]
    fn with_one_order_the_steps_count() {
        let chain = OrderedShapley::new(vec![0, 1, 3, 7]);
        for player in 0..4 {
            assert_eq!(chain.value(odd, player), odd((2 << player) - 1) - odd((1 << player) - 1));
        }
        assert!(chain.is_possible(3) && !chain.is_possible(2));
    }

    #[test]
    fn possible_orders_count_alike() {
        // 0 before 1, 2 free: the orders 012, 021 and 201.
        let game = OrderedShapley::new(vec![0, 1, 0]);
        let want = (2.0 * (odd(1) - odd(0)) + (odd(5) - odd(4))) / 3.0;
        assert!((game.value(odd, 0) - want).abs() < 1e-12);
        let sum: f64 = (0..3).map(|player| game.value(odd, player)).sum();
        assert!((sum - (odd(7) - odd(0))).abs() < 1e-12);
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
