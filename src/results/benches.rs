//! Workbenches of the threads: what a worker needs is made once for each thread and used for all its worlds.

use std::sync::Mutex;

use rayon::prelude::*;

/// A bench for each thread of the pool that the work runs in.
#[derive(Debug)]
pub struct Benches<B> {
    benches: Vec<Mutex<Option<B>>>,
}

impl<B: Send> Benches<B> {
    /// For the pool at hand; a bench is made when its thread first works.
    #[allow(clippy::new_without_default, reason = "it looks at the pool it is made in")]
    pub fn new() -> Self {
        Self { benches: (0..rayon::current_num_threads().max(1)).map(|_| Mutex::new(None)).collect() }
    }

    /// Does `work` on every item, in parallel; results come in the order of items.
    pub fn map<T: Send, R: Send>(
        &self,
        items: &mut [T],
        make: impl Fn() -> B + Sync,
        work: impl Fn(&mut B, usize, &mut T) -> R + Sync,
    ) -> Vec<R> {
        let on = |(place, item): (usize, &mut T)| {
            let thread = rayon::current_thread_index().unwrap_or(0) % self.benches.len();
            // Only a panic in another world's work could poison a bench, and that panic ends the run.
            let mut bench = self.benches[thread].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            work(bench.get_or_insert_with(&make), place, item)
        };
        items.par_iter_mut().enumerate().map(on).collect()
    }
}
