//! What was heard of the other nodes.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::NodeId;

/// More nodes than an installation has.
const KNOWN: usize = 1_024;

/// The last that was heard of each.
#[derive(Debug, Default)]
pub(super) struct Peers(HashMap<NodeId, Heard>);

#[derive(Debug)]
struct Heard {
    number: u64,
    at: Instant,
}

impl Peers {
    /// Notes a parcel. False if one before it was not heard.
    pub(super) fn heard(&mut self, node: NodeId, number: u64, at: Instant) -> bool {
        if self.0.len() >= KNOWN && !self.0.contains_key(&node) {
            self.0.clear();
        }
        let last = self.0.entry(node).or_insert(Heard { number, at });
        let whole = number <= last.number + 1;
        last.number = last.number.max(number);
        last.at = at;
        whole
    }

    /// Forgets who has given no sign of life for `silence`: they have gone.
    pub(super) fn forget_silent(&mut self, now: Instant, silence: Duration) {
        self.0.retain(|_, heard| now.duration_since(heard.at) <= silence);
    }

    pub(super) fn nodes(&self) -> BTreeSet<NodeId> {
        self.0.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: NodeId = NodeId(1);
    const OTHER: NodeId = NodeId(2);

    #[test]
    fn a_number_that_is_left_out_is_noticed_once() {
        let mut peers = Peers::default();
        let mut heard = |node, number| peers.heard(node, number, Instant::now());
        // Nobody knows what the first that is heard of a node comes after; who joins looks at everything anyway.
        assert!(heard(ONE, 7));
        assert!(heard(OTHER, 1));
        assert!(heard(ONE, 8));
        assert!(heard(ONE, 8), "doubled");
        assert!(!heard(ONE, 10));
        assert!(heard(ONE, 9), "late");
        assert!(heard(ONE, 11));
    }

    #[test]
    fn who_is_silent_has_gone() {
        let mut peers = Peers::default();
        let start = Instant::now();
        let later = start + Duration::from_secs(5);
        peers.heard(ONE, 1, start);
        peers.heard(OTHER, 1, later);
        peers.forget_silent(later, Duration::from_secs(4));
        assert_eq!(peers.nodes(), BTreeSet::from([OTHER]));
    }
}
