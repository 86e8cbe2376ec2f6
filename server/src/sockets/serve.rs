//! One connection from its hello to its end, whatever carries it.

use std::future::Future;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::time::{Instant, sleep_until, timeout};

use super::out::Out;
use super::session::{Next, Session, error_frame};
use super::work::{Done, Work};
use crate::domain::{Mutant, planted};
use crate::hub::{CloseReason, Outbox, Outgoing};
use crate::protocol::{CloseCode, ErrorCode, ServerFrame};

/// How long a peer is waited for whose connection ends.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The same if it was silent for so long that it is most likely dead.
const SILENT_PATIENCE: Duration = Duration::from_secs(1);

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

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The peer has gone.
    Gone,
    Close(CloseCode),
    /// The peer has given no sign of life for long: most likely, nobody hears why.
    Silent(CloseCode),
}

impl From<CloseReason> for End {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::Silent => Self::Silent(reason.code()),
            _ => Self::Close(reason.code()),
        }
    }
}

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

/// Serves a connection until either side ends it. The seat goes back when the future is done.
///
/// What the connection holds is boxed, and rare steps are boxed when they come: a future has room for the largest
/// of its steps, and there are ten thousand of them.
pub(super) fn serve<C: Carrier>(
    carrier: C,
    session: Session,
    outbox: Outbox,
    first: Option<Work>,
) -> impl Future<Output = ()> + Send {
    let out = Out::new(session.form);
    let held = Box::new(Held {
        carrier,
        session,
        outbox,
        out,
        pending: first,
    });
    async move { held.serve().await }
}

/// All that one connection consists of.
struct Held<C> {
    carrier: C,
    session: Session,
    outbox: Outbox,
    out: Out,
    /// What the peer's last frame has set going.
    pending: Option<Work>,
}

impl<C: Carrier> Held<C> {
    async fn serve(mut self: Box<Self>) {
        if self.pending.is_some() {
            self.session.patience.begin();
        }
        if self.session.only.is_none() {
            self.out.say(&self.session.inbox_hello());
        }
        let end = loop {
            if let Err(end) = self.turn().await {
                break end;
            }
        };
        let Self {
            carrier,
            session,
            out,
            ..
        } = *self;
        // The seat first: a peer that never reads its last words keeps no place.
        drop(session);
        Box::pin(farewell(carrier, out, end)).await;
    }

    /// Writes what there is to say, and deals with the next thing that happens.
    async fn turn(&mut self) -> Result<(), End> {
        let Self {
            carrier,
            session,
            outbox,
            out,
            pending,
        } = self;
        if !out.is_empty() {
            tokio::select! {
                // First: whoever is cut off gets nothing more of what was read for them.
                biased;
                reason = outbox.cut_off() => {
                    out.clear();
                    return Err(reason.into());
                }
                written = carrier.write(out) => match written {
                    Ok(()) if C::MUTE => session.seat.alive(),
                    Ok(()) => {}
                    Err(Gone) => return Err(End::Gone),
                },
            }
        }
        let due = session.late_marks.due();
        let next = tokio::select! {
            outgoing = outbox.next(session.joining && !planted(Mutant::M06)) => {
                return take(outgoing, outbox, session, out).await;
            }
            done = run(pending) => {
                session.patience.end();
                session.finish(done, out).await
            }
            () = until(due), if pending.is_none() => session.late_mark(),
            heard = carrier.hear(), if pending.is_none() => match heard {
                Heard::Frame(text) => session.hear(text.as_str(), out),
                Heard::Life => {
                    session.seat.alive();
                    Next::Go
                }
                Heard::Noise => {
                    session.seat.alive();
                    let message = "frames are text".to_owned();
                    out.say(&error_frame(ErrorCode::InvalidRequest, message, None, None));
                    Next::Go
                }
                Heard::End(code) => return Err(code.map_or(End::Gone, End::Close)),
            },
        };
        match next {
            Next::Go => Ok(()),
            Next::Work(work) => {
                *pending = Some(work);
                session.patience.begin();
                Ok(())
            }
            Next::Close(code) => Err(End::Close(code)),
        }
    }
}

/// The last words, for a peer that is not waited for long.
async fn farewell<C: Carrier>(mut carrier: C, mut out: Out, end: End) {
    let (code, patience) = match end {
        End::Gone => return,
        End::Close(code) => (code, PATIENCE),
        End::Silent(code) => (code, SILENT_PATIENCE),
    };
    let speaking = async {
        if out.is_empty() || carrier.write(&mut out).await.is_ok() {
            carrier.close(code).await;
        }
    };
    let _ = timeout(patience, speaking).await;
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

/// Waits for that moment; for ever if there is none.
async fn until(due: Option<Instant>) {
    match due {
        Some(due) => Box::pin(sleep_until(due)).await,
        None => std::future::pending().await,
    }
}

/// Takes all that waits in the outbox.
async fn take(first: Outgoing, outbox: &mut Outbox, session: &mut Session, out: &mut Out) -> Result<(), End> {
    let mut next = Some(first);
    while let Some(outgoing) = next {
        match outgoing {
            Outgoing::Frame(frame) => session.relay(&frame, out).await.map_err(End::Close)?,
            Outgoing::Ping => out.ping(),
            Outgoing::Close(reason) => {
                if let CloseReason::Restart { retry_after_ms } = reason {
                    out.say(&ServerFrame::Reconnect {
                        retry_after_ms,
                        why: "restarting".to_owned(),
                    });
                }
                return Err(reason.into());
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

#[cfg(test)]
mod tests {
    use axum::extract::ws::WebSocket;

    use super::*;

    /// A peer that takes nothing, as one does whose line is dead.
    struct Dead;

    impl Carrier for Dead {
        const MUTE: bool = false;

        async fn hear(&mut self) -> Heard {
            std::future::pending().await
        }

        async fn write(&mut self, _: &mut Out) -> Result<(), Gone> {
            std::future::pending().await
        }

        async fn close(self, _: CloseCode) {
            std::future::pending::<()>().await;
        }
    }

    /// What was found silent after 41 s at the latest is gone, with its file, long before 45.
    #[tokio::test(start_paused = true)]
    async fn who_is_silent_is_not_waited_for_as_others_are() {
        let out = || Out::new(super::super::out::Form::Bare);
        let began = Instant::now();
        farewell(Dead, out(), CloseReason::Silent.into()).await;
        assert_eq!(began.elapsed(), SILENT_PATIENCE);
        let began = Instant::now();
        farewell(Dead, out(), CloseReason::TooSlow.into()).await;
        assert_eq!(began.elapsed(), PATIENCE);
    }

    fn future_of<A, B, C, D, F: Future>(_: impl Fn(A, B, C, D) -> F) -> usize {
        // What `serve` returns is the box and its steps; `Held::serve` is what it awaits.
        size_of::<F>()
    }

    /// Ten thousand idle connections pay for each byte.
    #[test]
    fn an_idle_connection_is_small() {
        let held = size_of::<Held<WebSocket>>();
        let future = future_of(serve::<WebSocket>);
        assert!(held <= 768, "{held} bytes are held");
        assert!(future <= 1_024, "the future has {future} bytes");
    }
}
