//! An event as the frame that one pool gets to see.

use super::{ChangeFrame, MessageFrame, PresenceFrame, ServerFrame};
use crate::domain::{Author, ChangeKind, Event, EventKind, Mark, MarkKind, Message, Pool, Visibility, route};

/// The frame of `event` for `pool`; `None` if that pool must not see it.
pub fn render(event: &Event, pool: Pool) -> Option<ServerFrame> {
    let full = match route(&event.kind, pool) {
        Visibility::Hidden => return None,
        Visibility::Advance => return advance_frame(event),
        Visibility::Public => false,
        Visibility::Full => true,
    };
    let dialog_id = event.dialog;
    Some(match &event.kind {
        EventKind::Posted { message, .. } => entry_frame(message, pool)?,
        EventKind::HandoffRequested {
            reason,
            by,
            position,
            wish,
        } => ServerFrame::HandoffRequested {
            dialog_id,
            wish: wish.clone().filter(|_| full),
            reason: full.then_some(*reason),
            requested_by: full.then_some(*by),
            position: *position,
        },
        EventKind::HandoffStarted { manager } => ServerFrame::HandoffStarted {
            dialog_id,
            manager: manager.clone(),
        },
        EventKind::HandoffEnded { to } => ServerFrame::HandoffEnded { dialog_id, to: *to },
        EventKind::Closed { by } => ServerFrame::DialogClosed { dialog_id, by: *by },
        EventKind::Reopened { by } => ServerFrame::DialogReopened { dialog_id, by: *by },
        EventKind::Typing {
            sender,
            author,
            on: true,
            ..
        } => ServerFrame::TypingStart {
            dialog_id,
            sender: *sender,
            author: author.clone(),
        },
        EventKind::Typing {
            sender,
            author,
            on: false,
            ..
        } => ServerFrame::TypingStop {
            dialog_id,
            sender: *sender,
            author: author.clone(),
        },
        EventKind::Marked {
            side,
            kind: MarkKind::Read,
            to,
            ..
        } => ServerFrame::Read {
            dialog_id,
            sender: *side,
            seq: number(*to, pool),
        },
        EventKind::Marked {
            side,
            kind: MarkKind::Delivered,
            to,
            ..
        } => ServerFrame::Delivered {
            dialog_id,
            sender: *side,
            seq: number(*to, pool),
        },
        EventKind::GenerationStarted { .. }
        | EventKind::GenerationDelta { .. }
        | EventKind::GenerationSnapshot { .. }
        | EventKind::GenerationCompleted { .. }
        | EventKind::GenerationFailed { .. }
        | EventKind::GenerationCancelled { .. } => return generation_frame(event, pool, full),
        EventKind::Presence(presence) => ServerFrame::Presence(PresenceFrame {
            dialog_id: Some(dialog_id),
            visitor: Some(presence.visitor),
            page: presence.page.clone(),
            viewers: Some(presence.viewers.clone()),
            operators_online: None,
        }),
        EventKind::Touched
        | EventKind::RightEnded(_)
        | EventKind::Viewed { .. }
        | EventKind::Staffed { .. } => return None,
    })
}

/// A reply being written. Why it came to nothing, and what it used, is told to operators only.
fn generation_frame(event: &Event, pool: Pool, full: bool) -> Option<ServerFrame> {
    let dialog_id = event.dialog;
    Some(match &event.kind {
        EventKind::GenerationStarted {
            generation,
            reply_to,
            attempt,
        } => ServerFrame::GenerationStarted {
            dialog_id,
            generation_id: *generation,
            reply_to_seq: number(*reply_to, pool),
            attempt: *attempt,
        },
        EventKind::GenerationDelta {
            generation,
            index,
            text,
            ..
        } => ServerFrame::GenerationDelta {
            dialog_id,
            generation_id: *generation,
            index: *index,
            text: text.to_string(),
        },
        EventKind::GenerationSnapshot {
            generation,
            attempt,
            index,
            text,
        } => ServerFrame::GenerationSnapshot {
            dialog_id,
            generation_id: *generation,
            attempt: *attempt,
            index: *index,
            text: text.to_string(),
        },
        EventKind::GenerationCompleted {
            generation,
            message,
            seq,
            latency_ms,
            usage,
        } => ServerFrame::GenerationCompleted {
            dialog_id,
            generation_id: *generation,
            message_id: *message,
            seq: number(*seq, pool),
            latency_ms: *latency_ms,
            usage: usage.filter(|_| full),
        },
        EventKind::GenerationFailed { generation, code } => ServerFrame::GenerationFailed {
            dialog_id,
            generation_id: *generation,
            code: full.then_some(*code),
        },
        EventKind::GenerationCancelled { generation, code } => ServerFrame::GenerationCancelled {
            dialog_id,
            generation_id: *generation,
            code: full.then_some(*code),
        },
        _ => return None,
    })
}

/// A numbered entry in the stream of `pool`; `None` for a note in the client's.
pub fn message_frame(message: &Message, pool: Pool) -> Option<MessageFrame> {
    let (seq, mut meta) = match pool {
        Pool::Admin => (message.staff_seq, message.meta.clone()),
        Pool::Client => (message.public_seq?, message.meta.for_client()),
    };
    let failed = meta.generation.take();
    Some(MessageFrame {
        id: message.id,
        dialog_id: message.dialog,
        seq,
        sender: message.sender,
        text: message.text.clone(),
        timestamp: message.at.into(),
        note: message.public_seq.is_none(),
        client_id: message.client_id.clone(),
        author: message.person.clone(),
        generation_id: match message.author {
            Author::Generation(generation) => Some(generation),
            _ => failed,
        },
        citations: message.citations.clone(),
        meta: (!meta.is_empty()).then_some(meta),
        edited_at: message.edited_at.map(Into::into),
        deleted: message.deleted,
    })
}

/// Whatever takes a number, as a reader of `pool` gets it from a history.
pub fn entry_frame(entry: &Message, pool: Pool) -> Option<ServerFrame> {
    let Some(change) = entry.change else {
        return message_frame(entry, pool).map(ServerFrame::Message);
    };
    let (of_seq, seq) = match pool {
        Pool::Admin => (change.of_staff, entry.staff_seq),
        Pool::Client => (change.of_public?, entry.public_seq?),
    };
    let frame = ChangeFrame {
        id: change.of,
        dialog_id: entry.dialog,
        of_seq,
        seq,
        text: (change.kind == ChangeKind::Updated && !entry.deleted).then(|| entry.text.clone()),
        timestamp: entry.at.into(),
    };
    Some(match change.kind {
        ChangeKind::Updated => ServerFrame::MessageUpdated(frame),
        ChangeKind::Deleted => ServerFrame::MessageDeleted(frame),
    })
}

/// What the contact's other connections learn of the contact's own message.
pub fn advance_frame(event: &Event) -> Option<ServerFrame> {
    match &event.kind {
        EventKind::Posted { message, .. } => Some(ServerFrame::Advance {
            dialog_id: event.dialog,
            seq: message.public_seq?,
        }),
        _ => None,
    }
}

/// The answer to who sent `message` over a socket of `pool`.
pub fn ack_frame(message: &Message, pool: Pool, duplicate: bool, mismatch: bool) -> Option<ServerFrame> {
    let seq = match pool {
        Pool::Admin => message.staff_seq,
        Pool::Client => message.public_seq?,
    };
    Some(ServerFrame::Ack {
        dialog_id: message.dialog,
        client_id: message.client_id.clone()?,
        id: message.id,
        seq,
        timestamp: message.at.into(),
        duplicate,
        mismatch: mismatch.then_some(true),
    })
}

fn number(mark: Mark, pool: Pool) -> i64 {
    match pool {
        Pool::Admin => mark.staff,
        Pool::Client => mark.public,
    }
}
