//! What waits for one connection: bounded, and allocated only when something waits.
//!
//! A queue under a small lock rather than a channel: an idle connection holds no buffer at all, the bound counts
//! bytes as well as frames, and a close goes past everything that waits.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;

use super::connection::Connection;
use crate::domain::{DialogId, Limits, Mutant, planted};
use crate::protocol::CloseCode;

/// An emptied queue keeps at most room for this many frames.
const KEPT: usize = 8;

/// A serialised frame. One is made per event and pool, and shared by all who get it.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    /// The dialog that it is about; `None` for what concerns the whole inbox.
    pub dialog: Option<DialogId>,
    /// Where it takes the reader's stream of that dialog; `None` if it is not numbered.
    pub seq: Option<i64>,
    /// Whether it acknowledges the reader's own message: then it has to go out even if the number is known.
    pub ack: bool,
    /// JSON, so valid UTF-8.
    pub bytes: Bytes,
}

impl Frame {
    /// No frame for the peer, but word for its session: the dialog's stream has come to `seq`.
    pub(super) fn word(dialog: DialogId, seq: i64) -> Self {
        Self {
            dialog: Some(dialog),
            seq: Some(seq),
            ack: false,
            bytes: Bytes::new(),
        }
    }

    /// Whether it only says how far the stream has come.
    pub fn is_word(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// What a session has to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    Frame(Arc<Frame>),
    /// Ask for a sign of life.
    Ping,
    /// Nothing follows.
    Close(CloseReason),
}

/// Why this side closes a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// More waited than the bounds allow.
    TooSlow,
    /// No sign of life for too long.
    Silent,
    /// The right behind it ended.
    SessionEnded,
    /// What it was proven with counts no longer; another token may.
    ProofEnded,
    /// The server leaves; the client is to come back after this many milliseconds.
    Restart { retry_after_ms: u64 },
}

impl CloseReason {
    pub fn code(self) -> CloseCode {
        match self {
            // Who is silent will hardly read it; if they do: come back and catch up.
            Self::TooSlow | Self::Silent => CloseCode::TooSlow,
            Self::SessionEnded => CloseCode::SessionEnded,
            Self::ProofEnded => CloseCode::Unauthenticated,
            Self::Restart { .. } => CloseCode::Restarting,
        }
    }

    /// Whether what still waits is not to be sent.
    fn drops_waiting(self) -> bool {
        !matches!(self, Self::Restart { .. })
    }
}

/// The reading end of a connection's queue, for the one task that serves it.
pub struct Outbox {
    connection: Arc<Connection>,
}

impl Outbox {
    pub(super) fn new(connection: Arc<Connection>) -> Self {
        Self { connection }
    }

    /// What to do next. After a close it gives that close again and again.
    pub async fn recv(&mut self) -> Outgoing {
        poll_fn(|context| self.connection.queue.poll_next(context)).await
    }

    /// The same, but for somebody who is still `joining` nothing of what waits: only that they are cut off.
    pub async fn next(&mut self, joining: bool) -> Outgoing {
        if joining {
            Outgoing::Close(self.cut_off().await)
        } else {
            self.recv().await
        }
    }

    /// What to do next, if it is there already: for writing all that waits with one flush.
    pub fn try_recv(&mut self) -> Option<Outgoing> {
        self.connection.queue.lock().next()
    }

    /// Waits until the connection is to be closed without sending what waits. Watch it while writing: a peer
    /// that reads nothing blocks the write for ever.
    pub async fn cut_off(&mut self) -> CloseReason {
        poll_fn(|context| self.connection.queue.poll_cut_off(context)).await
    }
}

#[cfg(test)]
impl Outbox {
    /// How many frames the queue could take without allocating.
    pub(super) fn room_held(&self) -> usize {
        self.connection.queue.lock().frames.capacity()
    }
}

/// A connection's queue: any task may fill it, one reads.
#[derive(Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    ping: bool,
    closing: Option<CloseReason>,
    reader: Option<Waker>,
}

impl Queue {
    /// Adds a frame. False if the connection takes nothing more: it is closing, or this frame was one too many.
    pub(super) fn push(&self, frame: &Arc<Frame>, limits: &Limits) -> bool {
        let mut waiting = self.lock();
        if waiting.closing.is_some() {
            return false;
        }
        let bytes = waiting.bytes + frame.bytes.len();
        let fits = planted(Mutant::M10)
            || (waiting.frames.len() < limits.outbox_frames && bytes <= limits.outbox_bytes);
        if planted(Mutant::M20) && !fits {
            return true;
        }
        if fits {
            waiting.bytes = bytes;
            waiting.frames.push_back(Arc::clone(frame));
        } else {
            waiting.close(CloseReason::TooSlow);
        }
        wake(waiting);
        fits
    }

    pub(super) fn ping(&self) {
        let mut waiting = self.lock();
        waiting.ping = waiting.closing.is_none();
        wake(waiting);
    }

    /// The first reason stays.
    pub(super) fn close(&self, reason: CloseReason) {
        let mut waiting = self.lock();
        if waiting.closing.is_none() {
            waiting.close(reason);
            wake(waiting);
        }
    }

    /// Why it is closing, if it is.
    pub(super) fn closing(&self) -> Option<CloseReason> {
        self.lock().closing
    }

    fn poll_next(&self, context: &Context<'_>) -> Poll<Outgoing> {
        let mut waiting = self.lock();
        match waiting.next() {
            Some(next) => Poll::Ready(next),
            None => waiting.wait(context),
        }
    }

    fn poll_cut_off(&self, context: &Context<'_>) -> Poll<CloseReason> {
        let mut waiting = self.lock();
        match waiting.closing {
            Some(reason) if reason.drops_waiting() => Poll::Ready(reason),
            _ => waiting.wait(context),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn next(&mut self) -> Option<Outgoing> {
        // First, so that a busy connection is asked too.
        if std::mem::take(&mut self.ping) {
            return Some(Outgoing::Ping);
        }
        if let Some(frame) = self.frames.pop_front() {
            self.bytes -= frame.bytes.len();
            if self.frames.is_empty() && self.frames.capacity() > KEPT {
                self.frames = VecDeque::new();
            }
            return Some(Outgoing::Frame(frame));
        }
        self.closing.map(Outgoing::Close)
    }

    fn close(&mut self, reason: CloseReason) {
        self.closing = Some(reason);
        self.ping = false;
        if reason.drops_waiting() {
            self.frames = VecDeque::new();
            self.bytes = 0;
        }
    }

    fn wait<T>(&mut self, context: &Context<'_>) -> Poll<T> {
        match &mut self.reader {
            Some(reader) => reader.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Poll::Pending
    }
}

/// Wakes the reader once the lock is free, so that it does not run into it.
fn wake(mut waiting: MutexGuard<'_, Waiting>) {
    let reader = waiting.reader.take();
    drop(waiting);
    if let Some(reader) = reader {
        reader.wake();
    }
}
