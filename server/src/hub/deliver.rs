//! An event on its way into the outboxes of the connections that may see it.

use std::cell::OnceCell;
use std::sync::Arc;

use dashmap::mapref::one::RefMut;

use super::connection::Connection;
use super::live::Told;
use super::room::{Members, Room};
use super::{Frame, Hub, RoomKey};
use crate::domain::{Event, EventKind, Limits, Mutant, Pool, Visibility, planted, route};
use crate::protocol::{ServerFrame, ack_frame, render};

impl Hub {
    /// Gives `event` to every connection here that may see it, in the form that its pool gets. Who has no room
    /// left in its outbox is closed and loses its place.
    pub fn deliver(&self, event: &Event) {
        if let EventKind::RightEnded(ending) = event.kind {
            return self.end(event.tenant, ending);
        }
        let key = (event.tenant, event.dialog);
        let Some(mut room) = self.room_of(key, &event.kind) else {
            return;
        };
        if let EventKind::Posted { message, .. } = &event.kind {
            room.told.staff = room.told.staff.max(message.staff_seq);
            room.told.public = room.told.public.max(message.public_seq.unwrap_or(0));
        }
        let instead;
        let told = match room.live.follow(&event.kind, self.time.now().wall) {
            Told::Itself => Some(event),
            Told::Instead(kind) => {
                instead = Event { kind, ..*event };
                Some(&instead)
            }
            Told::Nothing => None,
        };
        for pool in [Pool::Admin, Pool::Client] {
            if let Some(event) = told {
                room.pool(pool).deliver(event, pool, &self.limits);
            }
        }
        let empty = room.is_empty();
        drop(room);
        if empty {
            self.tidy(key);
        }
    }

    /// A room exists while somebody listens, and from the start of a reply on, so that who joins sees it.
    fn room_of(&self, key: RoomKey, event: &EventKind) -> Option<RefMut<'_, RoomKey, Room>> {
        if matches!(event, EventKind::GenerationStarted { .. }) {
            Some(self.rooms.entry(key).or_default())
        } else {
            self.rooms.get_mut(&key)
        }
    }
}

impl Members {
    fn deliver(&mut self, event: &Event, pool: Pool, limits: &Limits) {
        if matches!(event.kind, EventKind::Posted { .. })
            && route(&event.kind, pool) != Visibility::Hidden
            && !planted(Mutant::M26)
        {
            self.watchers.iter().for_each(|watcher| watcher.wake());
        }
        let shipment = Shipment {
            event,
            pool,
            shared: OnceCell::new(),
        };
        self.seats.retain(|seat| match shipment.frame_for(seat) {
            Some(frame) => seat.queue.push(&frame, limits),
            None => true,
        });
    }
}

/// What one pool gets of an event, serialised when the first of it asks.
struct Shipment<'a> {
    event: &'a Event,
    pool: Pool,
    shared: OnceCell<Option<Arc<Frame>>>,
}

impl Shipment<'_> {
    fn frame_for(&self, seat: &Connection) -> Option<Arc<Frame>> {
        match &self.event.kind {
            EventKind::Posted { origin, .. }
                if (*origin == Some(seat.id) || planted(Mutant::M16)) && self.only_advances() =>
            {
                self.ack()
            }
            // Neither the connection that typed nor the same person's other screens.
            EventKind::Typing { author, origin, .. }
                if *origin == Some(seat.id)
                    || author
                        .as_ref()
                        .is_some_and(|author| seat.operator() == Some(author.id)) =>
            {
                None
            }
            _ => self.shared.get_or_init(|| self.render()).clone(),
        }
    }

    fn only_advances(&self) -> bool {
        route(&self.event.kind, self.pool) == Visibility::Advance
    }

    fn render(&self) -> Option<Arc<Frame>> {
        self.frame(&render(self.event, self.pool)?, false)
    }

    /// Who sent a message gets the receipt for it in place of the news.
    fn ack(&self) -> Option<Arc<Frame>> {
        let EventKind::Posted { message, .. } = &self.event.kind else {
            return None;
        };
        self.frame(&ack_frame(message, self.pool, false, false)?, true)
    }

    fn frame(&self, frame: &ServerFrame, ack: bool) -> Option<Arc<Frame>> {
        let bytes = frame
            .json()
            .inspect_err(|error| tracing::error!(%error, "a frame could not be written as JSON"))
            .ok()?;
        Some(Arc::new(Frame {
            dialog: Some(self.event.dialog),
            seq: self.seq(),
            ack,
            bytes: bytes.into(),
        }))
    }

    fn seq(&self) -> Option<i64> {
        match (&self.event.kind, self.pool) {
            (EventKind::Posted { message, .. }, Pool::Admin) => Some(message.staff_seq),
            (EventKind::Posted { message, .. }, Pool::Client) => message.public_seq,
            _ => None,
        }
    }
}
