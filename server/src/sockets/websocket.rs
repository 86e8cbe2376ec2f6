//! The WebSocket carrier: one task per connection, many frames in one write.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};

use super::session::{Next, Session, bytes};
use super::work::Work;
use crate::hub::{CloseReason, Outbox, Outgoing};
use crate::protocol::{CloseCode, ServerFrame};

/// How long a peer is waited for whose connection ends.
const PATIENCE: Duration = Duration::from_secs(5);

/// Frames written with one flush.
const BATCH: usize = 64;

/// Serves a connection until either side ends it. The seat goes back when this returns.
pub(super) async fn serve(
    mut socket: WebSocket,
    mut session: Session,
    mut outbox: Outbox,
    first: Option<Work>,
) {
    let mut out: Vec<Bytes> = Vec::new();
    let mut pending = first;
    if session.only.is_none() {
        out.push(bytes(&session.inbox_hello()));
    }
    let end = loop {
        if !out.is_empty() {
            let writing = write(&mut socket, &mut out);
            tokio::select! {
                written = writing => if written.is_err() { break None },
                reason = outbox.cut_off() => break Some(reason.code()),
            }
        }
        tokio::select! {
            outgoing = outbox.recv(), if !session.joining => {
                match drain(outgoing, &mut outbox, &mut session, &mut socket, &mut out).await {
                    Ok(()) => {}
                    Err(end) => break end,
                }
            }
            done = run(&mut pending) => match session.finish(done, &mut out).await {
                Next::Go => {}
                Next::Work(work) => pending = Some(work),
                Next::Close(code) => break Some(code),
            },
            incoming = socket.next(), if pending.is_none() => match incoming {
                Some(Ok(Message::Text(text))) => match session.hear(text.as_str(), &mut out) {
                    Next::Go => {}
                    Next::Work(work) => pending = Some(work),
                    Next::Close(code) => break Some(code),
                },
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => session.seat.alive(),
                Some(Ok(Message::Binary(_))) => {
                    session.seat.alive();
                    out.push(bytes(&super::session::error_frame(
                        crate::protocol::ErrorCode::InvalidRequest,
                        "frames are text".to_owned(),
                        None,
                        None,
                    )));
                }
                Some(Err(error)) => break too_large(&error).then_some(CloseCode::TooLarge),
                Some(Ok(Message::Close(_))) | None => break None,
            },
        }
    };
    // The seat first: a peer that never reads its close frame keeps no place.
    drop(session);
    if let Some(code) = end {
        close(&mut socket, code).await;
    }
}

/// The pending work; waits for ever if there is none.
async fn run(pending: &mut Option<Work>) -> super::work::Done {
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
async fn drain(
    first: Outgoing,
    outbox: &mut Outbox,
    session: &mut Session,
    socket: &mut WebSocket,
    out: &mut Vec<Bytes>,
) -> Result<(), Option<CloseCode>> {
    let mut next = Some(first);
    while let Some(outgoing) = next {
        match outgoing {
            Outgoing::Frame(frame) => session.relay(&frame, out).await.map_err(Some)?,
            Outgoing::Ping => socket.send(Message::Ping(Bytes::new())).await.map_err(|_| None)?,
            Outgoing::Close(reason) => {
                if let CloseReason::Restart { retry_after_ms } = reason {
                    out.push(bytes(&ServerFrame::Reconnect {
                        retry_after_ms,
                        why: "restarting".to_owned(),
                    }));
                }
                write(socket, out).await.map_err(|_| None)?;
                return Err(Some(reason.code()));
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

async fn write(socket: &mut WebSocket, out: &mut Vec<Bytes>) -> Result<(), axum::Error> {
    for frame in out.drain(..) {
        // Every frame was written by serde_json, so it is UTF-8; a frame that were not is left out.
        if let Ok(text) = Utf8Bytes::try_from(frame) {
            socket.feed(Message::Text(text)).await?;
        }
    }
    socket.flush().await
}

/// One last word before [`close`]. Whether the peer still hears it does not matter.
pub(super) async fn say(socket: &mut WebSocket, frame: &ServerFrame) {
    if let Ok(text) = Utf8Bytes::try_from(bytes(frame)) {
        let _ = tokio::time::timeout(PATIENCE, socket.send(Message::Text(text))).await;
    }
}

/// Says why, and does not wait long for a peer that does not read.
pub(super) async fn close(socket: &mut WebSocket, code: CloseCode) {
    let frame = CloseFrame {
        code: code.code(),
        reason: Utf8Bytes::from_static(code.reason()),
    };
    let closing = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            // The peer's own close frame ends the handshake; whatever else it says is not heard.
            while let Some(Ok(_)) = socket.next().await {}
        }
    };
    let _ = tokio::time::timeout(PATIENCE, closing).await;
}

fn too_large(error: &axum::Error) -> bool {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        if error.to_string().contains("too long") || error.to_string().contains("too large") {
            return true;
        }
        source = error.source();
    }
    false
}
