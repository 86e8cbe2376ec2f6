//! A connection that can be made to break.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How much more may be written, and how the line ends.
#[derive(Debug)]
struct Fate {
    left: AtomicUsize,
    reset: AtomicBool,
}

/// What breaks a line from outside.
#[derive(Clone, Debug)]
pub(crate) struct Scissors(Arc<Fate>);

impl Scissors {
    /// Lets `bytes` more out, of the answer's head too, and breaks the line then.
    pub(crate) fn cut_after(&self, bytes: usize) {
        self.0.left.store(bytes, Ordering::SeqCst);
    }

    /// However it ends, the peer gets a reset.
    pub(crate) fn reset(&self) {
        self.0.reset.store(true, Ordering::SeqCst);
    }
}

/// The server's end of a connection.
pub(crate) struct Line {
    stream: TcpStream,
    fate: Arc<Fate>,
}

impl Line {
    pub(crate) fn new(stream: TcpStream) -> (Self, Scissors) {
        let fate = Arc::new(Fate {
            left: AtomicUsize::new(usize::MAX),
            reset: AtomicBool::new(false),
        });
        let scissors = Scissors(Arc::clone(&fate));
        (Self { stream, fate }, scissors)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.fate.reset.load(Ordering::SeqCst) {
            // A line that is gone already needs no reset.
            self.stream.set_zero_linger().ok();
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let left = self.fate.left.load(Ordering::SeqCst);
        if left == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let most = bytes.len().min(left);
        let written = Pin::new(&mut self.stream).poll_write(context, &bytes[..most]);
        if let Poll::Ready(Ok(written)) = written
            && left != usize::MAX
        {
            self.fate.left.store(left - written, Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
