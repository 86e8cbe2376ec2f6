//! What a reader missed, as the frames that its socket would have got.

use crate::conversation::{Conversation, Error, Position};
use crate::domain::{
    Clock, Dialog, DialogId, MarkKind, Message, Mutant, Person, Pool, Principal, Sender, planted,
};
use crate::hub::LiveGeneration;
use crate::protocol::{self, MarksBody, SUBPROTOCOL, ServerFrame};

/// Entries sent over the socket before the reader is told to fetch the rest.
const PAGE: i64 = 200;

/// Where a reader says that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Claimed {
    pub(super) after: Option<i64>,
    pub(super) history_epoch: Option<String>,
}

/// The frames with which following a dialog begins.
pub(super) struct Backlog {
    pub(super) frames: Vec<ServerFrame>,
    /// The number up to which they bring the reader.
    pub(super) last: i64,
}

/// Facts about the connection that stand in each `hello`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Greeting {
    pub(super) connection: i64,
    pub(super) heartbeat_seconds: u64,
    /// For contacts.
    pub(super) operators_online: Option<usize>,
}

/// Reads what follows `claimed`, after the connection has joined the dialog's pool.
pub(super) async fn begin(
    conversation: &Conversation,
    clock: &dyn Clock,
    principal: &Principal,
    dialog: DialogId,
    claimed: Claimed,
    greeting: Greeting,
    live: Option<LiveGeneration>,
) -> Result<Backlog, Error> {
    let epoch = conversation.history_epoch().to_owned();
    let pool = principal.pool();
    let (dialog, entries, more) = match claimed.after {
        Some(after) => {
            let from = Position::After(after.max(0));
            let page = conversation.history(principal, dialog, from, PAGE).await?;
            (page.dialog, page.entries, page.more)
        }
        // Who names no place fetches what it wants to show by itself.
        None => (conversation.dialog(principal, dialog).await?, Vec::new(), false),
    };
    let last = dialog.end_in(pool);
    let manager = conversation.holder(&dialog).await?;
    let position = conversation.queue_position(&dialog).await?;
    let mut frames = vec![hello(&dialog, pool, manager, position, &epoch, greeting, clock)];
    let other_history = !planted(Mutant::M23) && claimed.history_epoch.is_some_and(|named| named != epoch);
    let ahead = claimed.after.is_some_and(|after| after > last || after < 0);
    let mut sent = last;
    if other_history || ahead {
        frames.push(ServerFrame::Reset {
            dialog_id: dialog.id,
            history_epoch: epoch,
        });
    } else if claimed.after.is_some() {
        sent = entries
            .last()
            .map_or(last, |entry| number(entry, pool))
            .max(claimed.after.unwrap_or(0));
        frames.extend(entries.iter().filter_map(|entry| entry_frame(entry, pool)));
        if more {
            sent = last;
        }
        if more && !planted(Mutant::M22) {
            frames.push(ServerFrame::More {
                dialog_id: dialog.id,
                upto: last,
            });
        }
    }
    if let Some(live) = live {
        frames.push(ServerFrame::GenerationStarted {
            dialog_id: dialog.id,
            generation_id: live.generation,
            reply_to_seq: match pool {
                Pool::Admin => live.reply_to.staff,
                Pool::Client => live.reply_to.public,
            },
            attempt: live.attempt,
        });
        if live.index >= 0 {
            frames.push(ServerFrame::GenerationSnapshot {
                dialog_id: dialog.id,
                generation_id: live.generation,
                attempt: live.attempt,
                index: live.index,
                text: live.text,
            });
        }
    }
    Ok(Backlog { frames, last: sent })
}

/// Reads the numbers after `after` up to and including `upto`.
pub(super) async fn between(
    conversation: &Conversation,
    principal: &Principal,
    dialog: DialogId,
    after: i64,
    upto: i64,
) -> Result<Backlog, Error> {
    let pool = principal.pool();
    let page = conversation
        .history(principal, dialog, Position::After(after), PAGE)
        .await?;
    let entries: Vec<&Message> = page
        .entries
        .iter()
        .filter(|entry| number(entry, pool) <= upto)
        .collect();
    let last = entries.last().map_or(after, |entry| number(entry, pool));
    let mut frames: Vec<ServerFrame> = entries
        .into_iter()
        .filter_map(|entry| entry_frame(entry, pool))
        .collect();
    if last < upto {
        frames.push(ServerFrame::More {
            dialog_id: dialog,
            upto,
        });
    }
    Ok(Backlog { frames, last: upto })
}

/// An entry as a socket of `pool` gets it: a contact's own words only as the number they have.
pub(super) fn entry_frame(entry: &Message, pool: Pool) -> Option<ServerFrame> {
    match (pool, entry.sender) {
        (Pool::Client, Sender::User) if entry.change.is_none() => Some(ServerFrame::Advance {
            dialog_id: entry.dialog,
            seq: entry.public_seq?,
        }),
        _ => protocol::entry_frame(entry, pool),
    }
}

pub(super) fn number(entry: &Message, pool: Pool) -> i64 {
    match pool {
        Pool::Admin => entry.staff_seq,
        Pool::Client => entry.public_seq.unwrap_or(0),
    }
}

fn hello(
    dialog: &Dialog,
    pool: Pool,
    manager: Option<Person>,
    position: Option<i64>,
    epoch: &str,
    greeting: Greeting,
    clock: &dyn Clock,
) -> ServerFrame {
    ServerFrame::Hello {
        protocol: SUBPROTOCOL.to_owned(),
        connection_id: greeting.connection,
        heartbeat_seconds: greeting.heartbeat_seconds,
        server_time: clock.now().into(),
        history_epoch: epoch.to_owned(),
        dialog_id: Some(dialog.id),
        state: Some(dialog.handoff.holder.as_str().to_owned()),
        manager,
        position,
        last_seq: Some(dialog.end_in(pool)),
        read: Some(MarksBody::of(&dialog.marks, MarkKind::Read, pool)),
        delivered: Some(MarksBody::of(&dialog.marks, MarkKind::Delivered, pool)),
        operators_online: greeting.operators_online,
    }
}
