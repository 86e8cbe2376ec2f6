//! Who may see an event: the table of the protocol's §3, as one pure function.

use super::{EntryKind, EventKind, Mutant, Sender, planted};

/// One side's live connections of a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pool {
    /// Operators.
    Admin,
    /// The contact: site and widget.
    Client,
}

/// What a pool gets of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// All of it.
    Full,
    /// Without what only operators may know: causes, reasons, who asked.
    Public,
    /// Only that the stream has moved on. (The connection that sent it gets its `ack`.)
    Advance,
    /// Nothing, in no form.
    Hidden,
}

/// The routing table. There is no other place that decides who sees what.
pub fn route(event: &EventKind, pool: Pool) -> Visibility {
    use Visibility::{Advance, Full, Hidden, Public};
    match (event, pool) {
        (EventKind::Posted { message, .. }, Pool::Admin)
            if planted(Mutant::M19) && message.sender == Sender::User =>
        {
            Advance
        }
        (EventKind::Posted { message, .. }, Pool::Client) => match (message.kind, message.sender) {
            (EntryKind::Note, _) => Hidden,
            (EntryKind::Message, Sender::User) => Advance,
            (EntryKind::Message, Sender::Assistant | Sender::Manager | Sender::System) => Public,
        },
        (
            EventKind::Typing {
                sender: Sender::User, ..
            }
            | EventKind::Presence(_)
            | EventKind::Marked { staff_only: true, .. },
            Pool::Client,
        )
        | (
            EventKind::Touched
            | EventKind::RightEnded(_)
            | EventKind::Viewed { .. }
            | EventKind::Staffed { .. },
            _,
        ) => Hidden,
        (
            EventKind::HandoffRequested { .. }
            | EventKind::HandoffStarted { .. }
            | EventKind::HandoffEnded { .. }
            | EventKind::Closed { .. }
            | EventKind::Reopened { .. }
            | EventKind::GenerationFailed { .. }
            | EventKind::GenerationCancelled { .. },
            Pool::Client,
        ) => Public,
        (
            EventKind::Typing { .. }
            | EventKind::Marked { .. }
            | EventKind::GenerationStarted { .. }
            | EventKind::GenerationDelta { .. }
            | EventKind::GenerationSnapshot { .. }
            | EventKind::GenerationCompleted { .. },
            Pool::Client,
        )
        | (_, Pool::Admin) => Full,
    }
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;
