//! Keys that are understood and checked but not simulated yet. A scenario that uses one is refused: a term that changes
//! nothing would be worse than no term. Whoever implements a key takes its line out here, and nowhere else.

/// Keys by their path; a table stands for everything in it.
const WAITING: &[&str] = &["vendors[].volume_share_by_type{}"];

/// Keys of every set of terms: today's, renegotiated, alternatives.
const WAITING_TERMS: &[&str] = &["termination_fee"];

/// True when the engine simulates what stands at a path pattern.
pub(super) fn is_ready(path: &str) -> bool {
    let terms = ["vendors[].contract.", "vendors[].renegotiated.", "vendors[].alternatives[]."];
    let term = terms.iter().find_map(|prefix| path.strip_prefix(prefix));
    !WAITING.contains(&path) && !term.is_some_and(|name| WAITING_TERMS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_waiting_key_is_a_key() {
        for path in WAITING {
            assert!(super::super::index(path).is_some(), "{path}");
        }
        for name in WAITING_TERMS {
            assert!(super::super::index(&format!("vendors[].contract.{name}")).is_some(), "{name}");
        }
    }
}
