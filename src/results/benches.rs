//! Workbenches: what a worker needs is made once and used for many worlds.

use rayon::prelude::*;

/// Shares of a block that may be handed to another thread, for each thread.
const SHARES: usize = 4;

/// Does `work` on every item, in parallel, on a bench that `make` makes for a worker; results come in the order of items.
pub fn on_benches<T: Send, B: Send, R: Send>(
    items: &mut [T],
    make: impl Fn() -> B + Sync + Send,
    work: impl Fn(&mut B, usize, &mut T) -> R + Sync + Send,
) -> Vec<R> {
    let least = items.len() / (rayon::current_num_threads() * SHARES);
    let items = items.par_iter_mut().enumerate().with_min_len(least.max(1));
    items.map_init(make, |bench, (place, item)| work(bench, place, item)).collect()
}
