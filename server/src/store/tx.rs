use std::ops::{Deref, DerefMut};

use super::Conn;
use crate::domain::{Mutant, planted};

/// The transaction that a unit of work is in: everything a [`Conn`] reads, and all writes.
///
/// A unit may not wait for anything but this transaction: all other writers wait for it.
pub struct Tx {
    conn: Conn,
    after: Vec<AfterCommit>,
    begun: Begun,
}

/// How much of the next transaction stands already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Begun {
    #[default]
    Nothing,
    Transaction,
    /// And in it the savepoint of its first unit.
    Savepoint,
}

pub(super) type AfterCommit = Box<dyn FnOnce() + Send>;

impl Tx {
    pub(super) fn new(conn: Conn) -> Self {
        Self {
            conn,
            after: Vec::new(),
            begun: Begun::Nothing,
        }
    }

    /// Has `then` run once this unit is durable, in the order of the commits, before its caller hears of
    /// it. Never runs if the unit fails. Must be short and must not block: the next commit waits.
    pub fn after_commit(&mut self, then: impl FnOnce() + Send + 'static) {
        if planted(Mutant::M15) {
            return then();
        }
        self.after.push(Box::new(then));
    }

    pub(super) fn take_after(&mut self) -> Vec<AfterCommit> {
        std::mem::take(&mut self.after)
    }

    /// Notes with what the last commit went on.
    pub(super) fn has_begun(&mut self, begun: Begun) {
        self.begun = begun;
    }

    pub(super) fn take_begun(&mut self) -> Begun {
        std::mem::take(&mut self.begun)
    }

    pub(super) async fn discard(self) {
        self.conn.discard().await;
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
