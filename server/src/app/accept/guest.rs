//! A connection's bytes, with an end for those of strangers.
//!
//! Here and not around the HTTP connection, because an upgraded socket leaves that one behind.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::gate::Place;
use crate::access::Arrival;

/// How long a stranger's connection may live that takes a public file over a thin line: as long as it takes
/// something of it within each span of a stranger's life, and in all at most this.
const THIN_LINE: Duration = Duration::from_mins(1);

/// A connection and its place among all others, which goes back when this is dropped.
pub(super) struct Guest<S> {
    stream: S,
    arrival: Arrival,
    /// `None` once the connection may stay.
    end: Option<Box<End>>,
    _place: Place,
}

struct End {
    span: Duration,
    sleep: Pin<Box<Sleep>>,
    /// It is over then, whatever goes on.
    latest: Instant,
    /// A write waits for the peer to read.
    blocked: bool,
}

impl<S> Guest<S> {
    /// `span` is how long it may live as a stranger's.
    pub(super) fn new(stream: S, arrival: Arrival, place: Place, span: Duration) -> Self {
        let now = Instant::now();
        let end = (!arrival.is_proven()).then(|| {
            Box::new(End {
                span,
                sleep: Box::pin(sleep_until(now + span)),
                latest: now + span.max(THIN_LINE),
                blocked: false,
            })
        });
        Self {
            stream,
            arrival,
            end,
            _place: place,
        }
    }

    /// An error if the connection has outstayed.
    fn check(&mut self, context: &mut Context<'_>) -> Result<()> {
        if let Some(end) = &mut self.end {
            if self.arrival.is_proven() {
                self.end = None;
            } else if end.sleep.as_mut().poll(context).is_ready() {
                return Err(Error::new(ErrorKind::TimedOut, "nobody proved who they are"));
            }
        }
        Ok(())
    }

    /// Follows a write: who is slow to read, but reads, may have the rest.
    fn note(&mut self, written: &Poll<Result<usize>>) {
        let Some(end) = &mut self.end else { return };
        match written {
            Poll::Pending => end.blocked = true,
            Poll::Ready(Ok(_)) if end.blocked => {
                end.blocked = false;
                let later = (Instant::now() + end.span).min(end.latest);
                end.sleep.as_mut().reset(later);
            }
            Poll::Ready(_) => {}
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guest<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guest<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.check(context)?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.check(context)?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.note(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        Poll::Ready(self.check(context))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
#[path = "guest_tests.rs"]
mod tests;
