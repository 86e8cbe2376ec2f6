use std::fmt;

use serde::{Deserialize, Serialize};

use super::Entropy;

/// One run of one node, told from every other by chance alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u64);

impl NodeId {
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(u64::from_be_bytes(entropy.bytes()))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node-{:016x}", self.0)
    }
}
