//! Faults planted on purpose, to test the tests: `docs/mutants.md` says which, and what catches each.
//!
//! Only a build with the feature `mutants` has them, and does one of them wrong when its settings say so. In
//! every other build [`planted`] is a constant `false`, and the compiler leaves out what hangs on it.

/// One planted fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "mutants", derive(serde::Deserialize))]
pub enum Mutant {
    /// Callers are told before the commit.
    M01,
    /// SQLite syncs at its checkpoints only.
    M02,
    /// Numbers come from a sequence that no transaction takes back.
    M03,
    /// A `client_id` is neither looked up nor unique.
    M04,
    /// Who resumes gets the last entry that they have once more.
    M05,
    /// What happens now is sent before what was missed.
    M06,
    /// What the other nodes tell is taken for everything that they wrote.
    M07,
    /// A reply is said although the dialog changed hands.
    M08,
    /// A claim goes by what was read before its transaction.
    M09,
    /// The outbox of a connection has no bound.
    M10,
    /// An article is found whoever's it is.
    M11,
    /// A workflow's callback needs no token.
    M12,
    /// A trusted proxy is believed what it was told, too.
    M13,
    /// A visitor's token passes for an operator's.
    M14,
    /// Events are published before the commit.
    M15,
    /// All tabs of the contact get the `ack`.
    M16,
    /// A reply is drawn on after a person took over.
    M17,
    /// A note takes a number of the public stream.
    M18,
    /// Operators get `advance` in place of the contact's message.
    M19,
    /// A full outbox drops what does not fit.
    M20,
    /// Server-Sent Events ignore `Last-Event-ID`.
    M21,
    /// A backlog that is cut off is not followed by `more`.
    M22,
    /// A place in another history is taken for one in this.
    M23,
    /// A connection that ends keeps its places.
    M24,
    /// A sign-in that ends leaves its connections open.
    M25,
    /// Who waits by long poll is not woken.
    M26,
}

#[cfg(feature = "mutants")]
static PLANTED: std::sync::OnceLock<Mutant> = std::sync::OnceLock::new();

/// Plants `mutant` in this process, for good. The first one stays.
#[cfg(feature = "mutants")]
pub fn plant(mutant: Mutant) {
    let _ = PLANTED.set(mutant);
}

#[cfg(feature = "mutants")]
static SEQUENCE: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(1);

/// What a sequence of the database would give ([`Mutant::M03`]): the next number of all dialogs together, whatever
/// becomes of the transaction.
#[cfg(feature = "mutants")]
pub fn next_of_sequence() -> i64 {
    SEQUENCE.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// There is no sequence.
#[cfg(not(feature = "mutants"))]
pub const fn next_of_sequence() -> i64 {
    0
}

/// Whether this process is to do `mutant`.
#[cfg(feature = "mutants")]
pub fn planted(mutant: Mutant) -> bool {
    PLANTED.get() == Some(&mutant)
}

/// Never.
#[cfg(not(feature = "mutants"))]
pub const fn planted(_: Mutant) -> bool {
    false
}
