//! Who is there on other nodes, as they told it.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::time::Duration;

use dashmap::DashMap;
use tokio::time::Instant;

use super::presence::Change;
use super::{Hub, RoomKey};
use crate::domain::{DialogId, NodeId, OperatorId, TenantId, Viewing};

/// What a node says is true for so long: it says it again each minute, and that it is over may have been lost.
const TRUE_FOR: Duration = Duration::from_secs(150);

/// What nodes said of one thing, and when.
type Parts<V> = BTreeMap<NodeId, (V, Instant)>;

/// Only what is not empty is kept, so it is as large as what the other nodes hold open.
#[derive(Default)]
pub(super) struct Elsewhere {
    viewing: DashMap<RoomKey, Parts<Viewing>>,
    staff: DashMap<TenantId, Parts<Vec<OperatorId>>>,
}

impl Elsewhere {
    pub(super) fn add_viewing(&self, key: RoomKey, viewing: &mut Viewing) {
        if let Some(parts) = self.viewing.get(&key) {
            parts.values().for_each(|(part, _)| viewing.join(part));
        }
    }

    pub(super) fn add_staff(&self, tenant: TenantId, operators: &mut Vec<OperatorId>) {
        if let Some(parts) = self.staff.get(&tenant) {
            operators.extend(parts.values().flat_map(|(part, _)| part));
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
    pub fn forget_node(&self, gone: NodeId) {
        self.forget(|node, _| node == gone);
    }

    /// Forgets what no node has said for long.
    pub fn forget_what_is_not_said_again(&self) {
        self.forget(|_, said| said.elapsed() > TRUE_FOR);
    }

    fn forget(&self, is_over: impl Fn(NodeId, Instant) -> bool) {
        for ((tenant, dialog), _) in take(&self.elsewhere.viewing, &is_over) {
            self.changes.note(Change::DialogElsewhere(tenant, dialog));
        }
        for (tenant, operators) in take(&self.elsewhere.staff, &is_over) {
            self.staff.linger(tenant, &operators.concat(), self.time.now());
            self.changes.note(Change::OperatorsElsewhere(tenant));
        }
    }

    /// Has all that is here told to the other nodes once more. (Nothing changed for those who are here.)
    pub fn tell_nodes_again(&self) {
        for (tenant, dialog) in self.listened_to() {
            self.changes.note(Change::DialogAgain(tenant, dialog));
        }
        for tenant in self.staff.tenants() {
            self.changes.note(Change::OperatorsAgain(tenant));
        }
    }
}

/// Keeps one node's part, or forgets it. Whether that changed anything.
fn put<K: Eq + Hash + Copy, V: PartialEq>(
    all: &DashMap<K, Parts<V>>,
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
    let news = parts.get(&node).is_none_or(|(known, _)| *known != part);
    parts.insert(node, (part, Instant::now()));
    news
}

/// Takes out the parts that are over. Of what they were, and what they said.
fn take<K: Eq + Hash + Copy, V>(
    all: &DashMap<K, Parts<V>>,
    is_over: &impl Fn(NodeId, Instant) -> bool,
) -> Vec<(K, Vec<V>)> {
    let mut taken = Vec::new();
    all.retain(|key, parts| {
        let (over, stay) = std::mem::take(parts)
            .into_iter()
            .partition::<Parts<V>, _>(|(node, (_, said))| is_over(*node, *said));
        *parts = stay;
        if !over.is_empty() {
            taken.push((*key, over.into_values().map(|(part, _)| part).collect()));
        }
        !parts.is_empty()
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: NodeId = NodeId(1);
    const OTHER: NodeId = NodeId(2);

    #[test]
    fn parts_are_kept_once_and_leave_nothing_behind() {
        let all = DashMap::new();
        assert!(put(&all, 7, ONE, Some("here")));
        assert!(!put(&all, 7, ONE, Some("here")), "no news");
        assert!(put(&all, 7, OTHER, Some("here too")));
        assert!(put(&all, 7, ONE, Some("still")));
        assert!(put(&all, 7, ONE, None));
        assert!(!put(&all, 7, ONE, None));
        assert_eq!(take(&all, &|node, _| node == OTHER), [(7, vec!["here too"])]);
        assert!(all.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_said_again_is_over() {
        let all = DashMap::new();
        put(&all, 7, ONE, Some("here"));
        put(&all, 8, ONE, Some("here"));
        tokio::time::advance(TRUE_FOR).await;
        put(&all, 8, ONE, Some("here"));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(
            take(&all, &|_, said| said.elapsed() > TRUE_FOR),
            [(7, vec!["here"])]
        );
        assert_eq!(all.len(), 1);
    }
}
