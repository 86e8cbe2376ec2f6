//! Rights that end: what rested on them closes, whether it sits here already or is just coming in.
//!
//! A proof is read from the database before its bearer is taken in. A right that ends in between is told while
//! nobody is here whom it concerns. So who comes in names a moment before the proof was read, and is held against
//! everything that has ended since.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{CloseReason, Hub};
use crate::domain::{EndedRight, Mutant, Principal, TenantId, planted};

/// Endings that are remembered. Whose proof is older than all of them has to prove it again.
const REMEMBERED: usize = 1_024;

/// A place in the order of what ended on this node: taken before a proof is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since(u64);

/// The last rights that ended.
#[derive(Default)]
pub(super) struct Endings(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    count: u64,
    last: VecDeque<(TenantId, EndedRight)>,
}

impl Endings {
    /// Whether what was proven after `since` has ended meanwhile, and how it closes.
    pub(super) fn of(&self, who: &Principal, since: Since) -> Option<CloseReason> {
        let remembered = self.lock();
        let newer = usize::try_from(remembered.count.saturating_sub(since.0)).unwrap_or(usize::MAX);
        if newer > remembered.last.len() {
            return Some(CloseReason::ProofEnded);
        }
        remembered
            .last
            .iter()
            .rev()
            .take(newer)
            .find_map(|(tenant, ending)| close_reason(*tenant, ending, who))
    }

    fn note(&self, tenant: TenantId, ending: EndedRight) {
        let mut remembered = self.lock();
        remembered.count += 1;
        if remembered.last.len() == REMEMBERED {
            remembered.last.pop_front();
        }
        remembered.last.push_back((tenant, ending));
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a connection of `who` closes on it; `None` if it is none of theirs.
fn close_reason(tenant: TenantId, ending: &EndedRight, who: &Principal) -> Option<CloseReason> {
    if who.tenant() != tenant || !ending.concerns(who) {
        return None;
    }
    Some(if ending.leaves_room() {
        CloseReason::ProofEnded
    } else {
        CloseReason::SessionEnded
    })
}

impl Hub {
    /// This moment in the order of what ends. Take it before a proof is read, and name it when its bearer comes in.
    pub fn since(&self) -> Since {
        Since(self.endings.lock().count)
    }

    /// Closes what rests on a right that has ended; what waits for it is not sent.
    pub fn end(&self, tenant: TenantId, ending: EndedRight) {
        if planted(Mutant::M25) {
            return;
        }
        // First, so that who comes in at this moment finds it there or is found by the search below.
        self.endings.note(tenant, ending);
        self.slots.for_each(|connection| {
            if let Some(reason) = close_reason(tenant, &ending, &connection.who) {
                connection.queue.close(reason);
            }
        });
        // A role decides what somebody may do, not what they may read.
        if matches!(ending, EndedRight::Role(_)) {
            return;
        }
        for room in self.rooms.iter().filter(|room| room.key().0 == tenant) {
            for waiter in room.waiters() {
                if let Some(reason) = close_reason(tenant, &ending, &waiter.who) {
                    waiter.end(reason);
                }
            }
        }
    }
}
