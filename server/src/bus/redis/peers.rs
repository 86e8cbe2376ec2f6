//! What was heard of the other nodes.

use std::collections::HashMap;

use crate::domain::NodeId;

/// More runs of nodes than an installation has between two restarts of one of them.
const KNOWN: usize = 1_024;

/// The last number heard of each.
#[derive(Debug, Default)]
pub(super) struct Peers(HashMap<NodeId, u64>);

impl Peers {
    /// Notes a parcel. False if one before it was not heard.
    pub(super) fn heard(&mut self, node: NodeId, number: u64) -> bool {
        if self.0.len() >= KNOWN && !self.0.contains_key(&node) {
            self.0.clear();
        }
        let last = self.0.entry(node).or_insert(number);
        let whole = number <= *last + 1;
        *last = (*last).max(number);
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Entropy;

    struct Byte(u8);

    impl Entropy for Byte {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn a_number_that_is_left_out_is_noticed_once() {
        let (one, other) = (NodeId::new(&Byte(1)), NodeId::new(&Byte(2)));
        let mut peers = Peers::default();
        // Nobody knows what the first that is heard of a node comes after; who joins looks at everything anyway.
        assert!(peers.heard(one, 7));
        assert!(peers.heard(other, 1));
        assert!(peers.heard(one, 8));
        assert!(peers.heard(one, 8), "doubled");
        assert!(!peers.heard(one, 10));
        assert!(peers.heard(one, 9), "late");
        assert!(peers.heard(one, 11));
    }
}
