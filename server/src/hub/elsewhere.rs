//! Who is there on other nodes, as they told it.

use std::collections::BTreeMap;

use dashmap::DashMap;

use super::presence::Change;
use super::{Hub, RoomKey};
use crate::domain::{DialogId, NodeId, OperatorId, TenantId, Viewing};

/// Only what is not empty is kept, so it is as large as what the other nodes hold open.
#[derive(Default)]
pub(super) struct Elsewhere {
    viewing: DashMap<RoomKey, BTreeMap<NodeId, Viewing>>,
    staff: DashMap<TenantId, BTreeMap<NodeId, Vec<OperatorId>>>,
}

impl Elsewhere {
    pub(super) fn add_viewing(&self, key: RoomKey, viewing: &mut Viewing) {
        if let Some(parts) = self.viewing.get(&key) {
            parts.values().for_each(|part| viewing.join(part));
        }
    }

    pub(super) fn add_staff(&self, tenant: TenantId, operators: &mut Vec<OperatorId>) {
        if let Some(parts) = self.staff.get(&tenant) {
            operators.extend(parts.values().flatten());
        }
    }
}

impl Hub {
    /// Another node says who has a dialog open there.
    pub fn viewed_elsewhere(&self, tenant: TenantId, dialog: DialogId, node: NodeId, viewing: &Viewing) {
        let part = (!viewing.is_empty()).then(|| viewing.clone());
        if put(&self.elsewhere.viewing, (tenant, dialog), node, part) {
            self.changes.note(Change::DialogElsewhere(tenant, dialog));
        }
    }

    /// Another node says which operators are connected there.
    pub fn staffed_elsewhere(&self, tenant: TenantId, node: NodeId, operators: &[OperatorId]) {
        let part = (!operators.is_empty()).then(|| operators.to_vec());
        if put(&self.elsewhere.staff, tenant, node, part) {
            self.changes.note(Change::OperatorsElsewhere(tenant));
        }
    }

    /// Another node is not heard of any more: nobody is there.
    pub fn forget_node(&self, node: NodeId) {
        let viewed: Vec<RoomKey> = self.elsewhere.viewing.iter().map(|parts| *parts.key()).collect();
        for (tenant, dialog) in viewed {
            self.viewed_elsewhere(tenant, dialog, node, &Viewing::default());
        }
        let staffed: Vec<TenantId> = self.elsewhere.staff.iter().map(|parts| *parts.key()).collect();
        for tenant in staffed {
            self.staffed_elsewhere(tenant, node, &[]);
        }
    }

    /// Notes all that is here as if it had just changed: for nodes that have not heard of it.
    pub fn tell_all(&self) {
        for (tenant, dialog) in self.listened_to() {
            self.changes.note(Change::Dialog(tenant, dialog));
        }
        for tenant in self.staff.tenants() {
            self.changes.note(Change::Operators(tenant));
        }
    }
}

/// Keeps one node's part, or forgets it. Whether that changed anything.
fn put<K: Eq + std::hash::Hash + Copy, V: PartialEq>(
    all: &DashMap<K, BTreeMap<NodeId, V>>,
    key: K,
    node: NodeId,
    part: Option<V>,
) -> bool {
    let Some(part) = part else {
        let gone = all.get_mut(&key).and_then(|mut parts| parts.remove(&node));
        all.remove_if(&key, |_, parts| parts.is_empty());
        return gone.is_some();
    };
    let mut parts = all.entry(key).or_default();
    if parts.get(&node) == Some(&part) {
        return false;
    }
    parts.insert(node, part);
    true
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
    fn parts_are_kept_once_and_leave_nothing_behind() {
        let (one, other) = (NodeId::new(&Byte(1)), NodeId::new(&Byte(2)));
        let all = DashMap::new();
        assert!(put(&all, 7, one, Some("here")));
        assert!(!put(&all, 7, one, Some("here")), "no news");
        assert!(put(&all, 7, other, Some("here too")));
        assert!(put(&all, 7, one, Some("still")));
        assert!(put(&all, 7, one, None));
        assert!(!put(&all, 7, one, None));
        assert!(put(&all, 7, other, None));
        assert!(all.is_empty());
    }
}
