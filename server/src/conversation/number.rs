//! The numbers of a dialog's two streams.

use crate::domain::{Dialog, EntryKind, Mark, Mutant, Timestamp, next_of_sequence, planted};

/// The number that an entry takes: in the public stream too, unless it is a note.
pub(super) struct Number {
    /// After this entry.
    pub(super) mark: Mark,
    pub(super) public_seq: Option<i64>,
}

/// Takes the next number of `dialog`. The one place where numbers are given.
pub(super) fn next_number(dialog: &mut Dialog, kind: EntryKind, now: Timestamp) -> Number {
    if planted(Mutant::M03) {
        let taken = next_of_sequence();
        dialog.seq = Mark {
            public: taken,
            staff: taken,
        };
    }
    dialog.seq.staff += 1;
    let public_seq = match kind {
        EntryKind::Note if !planted(Mutant::M18) => None,
        EntryKind::Note | EntryKind::Message => {
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
