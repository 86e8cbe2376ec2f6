//! One connection from its hello to its end, whatever carries it.

use std::future::Future;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;

use super::out::Out;
use super::session::{Next, Session, error_frame};
use super::work::{Done, Work};
use crate::hub::{CloseReason, Outbox, Outgoing};
use crate::protocol::{CloseCode, ErrorCode, ServerFrame};

/// How long a peer is waited for whose connection ends.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Frames written with one flush.
const BATCH: usize = 64;

/// What the peer did.
pub(super) enum Heard {
    Frame(Utf8Bytes),
    /// A sign of life, and nothing more.
    Life,
    /// Something that cannot be a frame.
    Noise,
    /// It has gone; or it has to, for this reason.
    End(Option<CloseCode>),
}

/// There is nobody to write to any more.
pub(super) struct Gone;

/// What brings frames to a peer, and its frames back if it has a way back.
pub(super) trait Carrier: Send {
    /// Whether the peer cannot speak: then that it takes what is written is its only sign of life.
    const MUTE: bool;

    /// What the peer does next. Cancelling it loses nothing.
    fn hear(&mut self) -> impl Future<Output = Heard> + Send;

    /// Writes all of `out` with one flush. Returns when the peer's side has taken it.
    fn write(&mut self, out: &mut Out) -> impl Future<Output = Result<(), Gone>> + Send;

    /// Says why it ends, in the carrier's own way.
    fn close(self, code: CloseCode) -> impl Future<Output = ()> + Send;
}

/// Serves a connection until either side ends it. The seat goes back when this returns.
pub(super) async fn serve<C: Carrier>(
    mut carrier: C,
    mut session: Session,
    mut outbox: Outbox,
    first: Option<Work>,
) {
    let mut out = Out::new(session.form);
    let mut pending = first;
    if session.only.is_none() {
        out.say(&session.inbox_hello());
    }
    let end = loop {
        if !out.is_empty() {
            tokio::select! {
                written = carrier.write(&mut out) => match written {
                    Ok(()) if C::MUTE => session.seat.alive(),
                    Ok(()) => {}
                    Err(Gone) => break None,
                },
                reason = outbox.cut_off() => {
                    out.clear();
                    break Some(reason.code());
                }
            }
        }
        tokio::select! {
            outgoing = outbox.recv(), if !session.joining => {
                if let Err(code) = take(outgoing, &mut outbox, &mut session, &mut out).await {
                    break Some(code);
                }
            }
            done = run(&mut pending) => match session.finish(done, &mut out).await {
                Next::Go => {}
                Next::Work(work) => pending = Some(work),
                Next::Close(code) => break Some(code),
            },
            heard = carrier.hear(), if pending.is_none() => match heard {
                Heard::Frame(text) => match session.hear(text.as_str(), &mut out) {
                    Next::Go => {}
                    Next::Work(work) => pending = Some(work),
                    Next::Close(code) => break Some(code),
                },
                Heard::Life => session.seat.alive(),
                Heard::Noise => {
                    session.seat.alive();
                    let message = "frames are text".to_owned();
                    out.say(&error_frame(ErrorCode::InvalidRequest, message, None, None));
                }
                Heard::End(code) => break code,
            },
        }
    };
    // The seat first: a peer that never reads its last words keeps no place.
    drop(session);
    let Some(code) = end else { return };
    let farewell = async {
        if out.is_empty() || carrier.write(&mut out).await.is_ok() {
            carrier.close(code).await;
        }
    };
    let _ = tokio::time::timeout(PATIENCE, farewell).await;
}

/// The pending work; waits for ever if there is none.
async fn run(pending: &mut Option<Work>) -> Done {
    match pending {
        Some(work) => {
            let done = work.await;
            *pending = None;
            done
        }
        None => std::future::pending().await,
    }
}

/// Takes all that waits in the outbox.
async fn take(
    first: Outgoing,
    outbox: &mut Outbox,
    session: &mut Session,
    out: &mut Out,
) -> Result<(), CloseCode> {
    let mut next = Some(first);
    while let Some(outgoing) = next {
        match outgoing {
            Outgoing::Frame(frame) => session.relay(&frame, out).await?,
            Outgoing::Ping => out.ping(),
            Outgoing::Close(reason) => {
                if let CloseReason::Restart { retry_after_ms } = reason {
                    out.say(&ServerFrame::Reconnect {
                        retry_after_ms,
                        why: "restarting".to_owned(),
                    });
                }
                return Err(reason.code());
            }
        }
        next = if out.len() < BATCH {
            outbox.try_recv()
        } else {
            None
        };
    }
    Ok(())
}
