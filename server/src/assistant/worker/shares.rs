//! Which tenant uses how much of this node's room for replies.

use std::collections::HashMap;

use tokio::task::{Id, JoinError};

use crate::domain::TenantId;

/// Who has taken how many places. A tenant that uses more than it leaves free gets no more: however much one
/// wants, there is a place for whoever comes next.
#[derive(Default)]
pub(super) struct Shares {
    taken: HashMap<TenantId, usize>,
    by: HashMap<Id, TenantId>,
}

impl Shares {
    pub(super) fn take(&mut self, task: Id, tenant: TenantId) {
        *self.taken.entry(tenant).or_default() += 1;
        self.by.insert(task, tenant);
    }

    /// A task has ended. One that panicked is not lost: its lease runs out.
    pub(super) fn give_back(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                if error.is_panic() {
                    tracing::error!(error = %error, "a worker panicked");
                }
                error.id()
            }
        };
        let Some(tenant) = self.by.remove(&id) else { return };
        if let Some(taken) = self.taken.get_mut(&tenant) {
            *taken -= 1;
            if *taken == 0 {
                self.taken.remove(&tenant);
            }
        }
    }

    /// Who has had enough for now, with so many places free. Who has none may always have one.
    pub(super) fn exhausted(&self, free: usize) -> Vec<TenantId> {
        let enough = self.taken.iter().filter(|(_, taken)| **taken > free);
        enough.map(|(tenant, _)| *tenant).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_greedy_tenant_leaves_room_for_the_next() {
        let mut shares = Shares::default();
        let mut tasks = tokio::task::JoinSet::new();
        let (greedy, late) = (TenantId(1), TenantId(2));
        let mut places = 8;
        while !shares.exhausted(places).contains(&greedy) {
            shares.take(tasks.spawn(async {}).id(), greedy);
            places -= 1;
        }
        assert_eq!(places, 3, "a little more than half of the places are taken");
        assert!(!shares.exhausted(places).contains(&late));
        while let Some(ended) = tasks.join_next_with_id().await {
            shares.give_back(ended);
        }
        assert!(shares.taken.is_empty() && shares.by.is_empty());
    }
}
