use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::{Census, Usage};

/// A start that takes longer has failed.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How often a server that is starting is asked. Also the precision of [`Running::ready_after`].
const ASK_EVERY: Duration = Duration::from_millis(1);
const LOG_LINES: usize = 12;

/// A server that answers. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    pid: u32,
    ready_after: Duration,
}

impl Running {
    pub(super) async fn start(mut command: Command, address: SocketAddr, log: PathBuf) -> Result<Self> {
        let started = Instant::now();
        let mut child = command.spawn().context("cannot start the server")?;
        let pid = child.id().context("the server has no process id")?;
        while !is_ready(address).await {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended with {status}:\n{}", tail(&log));
            }
            if started.elapsed() > START_LIMIT {
                bail!("the server is not ready after {START_LIMIT:?}:\n{}", tail(&log));
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        Ok(Self {
            child,
            pid,
            ready_after: started.elapsed(),
        })
    }

    /// From the start of the process to the first good answer of `/readyz`.
    pub(crate) fn ready_after(&self) -> Duration {
        self.ready_after
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Asks it to stop (SIGTERM); it goes on until it has.
    pub(crate) fn ask_to_stop(&self) -> Result<()> {
        self.signal(Signal::TERM).context("cannot ask the server to stop")
    }

    /// Stops it in mid-air (SIGSTOP), as a machine that falls asleep does.
    pub(crate) fn freeze(&self) -> Result<()> {
        self.signal(Signal::STOP).context("cannot freeze the server")
    }

    /// Lets it go on where it was.
    pub(crate) fn thaw(&self) -> Result<()> {
        self.signal(Signal::CONT).context("cannot thaw the server")
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let pid = Pid::from_raw(self.pid as i32).context("the server has no process id")?;
        Ok(kill_process(pid, signal)?)
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait().await?)
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    pub(crate) fn census(&self) -> Result<Census> {
        Census::of(self.pid)
    }

    pub(crate) fn usage(&self) -> Result<Usage> {
        Usage::of(self.pid)
    }

    /// SIGKILL, as [`Self::kill`] does it, where the value stays.
    pub(crate) async fn kill_now(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the server had ended by itself with {status}");
        }
        self.child.kill().await.context("cannot kill the server")
    }

    /// SIGKILL: no handler, no last write. Returns when the process is gone.
    pub(crate) async fn kill(mut self) -> Result<()> {
        self.kill_now().await
    }
}

/// Asks `/readyz` once, on a connection of its own.
pub(crate) async fn is_ready(address: SocketAddr) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    matches!(
        tokio::time::timeout(Duration::from_secs(5), ask).await,
        Ok(Ok(answer)) if answer.starts_with(b"HTTP/1.1 200")
    )
}

/// The last lines of the server's log.
fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
}
