//! The numbers of a dialog's two streams.

use crate::domain::{Dialog, EntryKind, Mark, Timestamp};

/// The number that an entry takes: in the public stream too, unless it is a note.
pub(super) struct Number {
    /// After this entry.
    pub(super) mark: Mark,
    pub(super) public_seq: Option<i64>,
}

/// Takes the next number of `dialog`. The one place where numbers are given.
pub(super) fn next_number(dialog: &mut Dialog, kind: EntryKind, now: Timestamp) -> Number {
    dialog.seq.staff += 1;
    let public_seq = match kind {
        EntryKind::Note => None,
        EntryKind::Message => {
            dialog.seq.public += 1;
            Some(dialog.seq.public)
        }
    };
    dialog.updated_at = now;
    Number {
        mark: dialog.seq,
        public_seq,
    }
}
