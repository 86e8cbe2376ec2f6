use std::hash::Hash;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use dashmap::{DashMap, Entry};

use super::Refusal;
use crate::domain::{ContactId, Limits, OperatorId, Pool, Principal};

/// How many connections each person has, each address, and the node in all.
#[derive(Default)]
pub(super) struct Caps {
    total: AtomicUsize,
    visitors: Counts<ContactId>,
    operators: Counts<OperatorId>,
    /// Each pool by itself: visitors behind the address of an office do not shut out those who work there.
    addresses: Counts<(IpAddr, Pool)>,
}

impl Caps {
    /// Counts one more connection of `who`, or says which cap is reached and counts nothing.
    pub(super) fn admit(
        &self,
        who: &Principal,
        address: Option<IpAddr>,
        limits: &Limits,
    ) -> Result<(), Refusal> {
        // Visitors fill the node only up to the share that is kept for operators.
        let room = match who {
            Principal::Contact(_) => limits
                .connections_total
                .saturating_sub(limits.connections_kept_for_operators),
            Principal::Operator(_) => limits.connections_total,
        };
        let more = |total: usize| (total < room).then_some(total + 1);
        if self
            .total
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, more)
            .is_err()
        {
            return Err(Refusal::PerNode);
        }
        let (admitted, refusal) = match who {
            Principal::Contact(contact) => (
                self.visitors.add(contact.contact, limits.connections_per_visitor),
                Refusal::PerVisitor,
            ),
            Principal::Operator(operator) => (
                self.operators.add(operator.id(), limits.connections_per_operator),
                Refusal::PerOperator,
            ),
        };
        if !admitted {
            self.total.fetch_sub(1, Ordering::AcqRel);
            return Err(refusal);
        }
        if let Some(address) = address
            && limits.connections_per_address > 0
            && !self
                .addresses
                .add((address, who.pool()), limits.connections_per_address)
        {
            self.release(who, None);
            return Err(Refusal::PerAddress);
        }
        Ok(())
    }

    /// Takes back what [`Self::admit`] counted.
    pub(super) fn release(&self, who: &Principal, address: Option<IpAddr>) {
        if let Some(address) = address {
            self.addresses.remove((address, who.pool()));
        }
        match who {
            Principal::Contact(contact) => self.visitors.remove(contact.contact),
            Principal::Operator(operator) => self.operators.remove(operator.id()),
        }
        self.total.fetch_sub(1, Ordering::AcqRel);
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.total.load(Ordering::Acquire) == 0
            && self.visitors.0.is_empty()
            && self.operators.0.is_empty()
            && self.addresses.0.is_empty()
    }
}

/// A number per key; what falls to nothing is forgotten.
struct Counts<K>(DashMap<K, usize>);

impl<K: Eq + Hash> Default for Counts<K> {
    fn default() -> Self {
        Self(DashMap::new())
    }
}

impl<K: Eq + Hash + Copy> Counts<K> {
    fn add(&self, key: K, limit: usize) -> bool {
        match self.0.entry(key) {
            Entry::Occupied(count) if *count.get() >= limit => false,
            Entry::Occupied(mut count) => {
                *count.get_mut() += 1;
                true
            }
            Entry::Vacant(_) if limit == 0 => false,
            Entry::Vacant(none) => {
                none.insert(1);
                true
            }
        }
    }

    fn remove(&self, key: K) {
        if let Entry::Occupied(mut count) = self.0.entry(key) {
            if *count.get() > 1 {
                *count.get_mut() -= 1;
            } else {
                count.remove();
            }
        }
    }
}
