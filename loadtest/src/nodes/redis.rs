use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::server::{Folder, port};

/// A start that takes longer has failed.
const START_LIMIT: Duration = Duration::from_secs(10);
const ASK_EVERY: Duration = Duration::from_millis(10);
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// A Redis of this run alone, which may be treated badly. It keeps nothing on disk, so after a restart it
/// knows nothing. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Redis {
    folder: Folder,
    address: SocketAddr,
    child: Option<Child>,
}

impl Redis {
    pub(super) async fn start() -> Result<Self> {
        let mut redis = Self {
            folder: Folder::make("redis")?,
            address: port::free()?,
            child: None,
        };
        redis.come_back().await?;
        Ok(redis)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// SIGKILL. Returns when it is gone.
    pub(crate) async fn fall(&mut self) -> Result<()> {
        let mut child = self.child.take().context("Redis does not run")?;
        child.kill().await.context("cannot kill Redis")
    }

    /// A new one at the old address, which knows nothing. Returns when it answers.
    pub(crate) async fn come_back(&mut self) -> Result<()> {
        let child = Command::new("redis-server")
            .args(["--port", &self.address.port().to_string()])
            .args(["--bind", &Ipv4Addr::LOCALHOST.to_string()])
            .args(["--save", "", "--appendonly", "no", "--logfile", "log"])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("there is no program `redis-server` here (package redis-server)")?;
        let child = self.child.insert(child);
        let started = Instant::now();
        while ask(self.address, "PING")
            .await
            .is_none_or(|said| said != "+PONG\r\n")
        {
            if let Some(status) = child.try_wait()? {
                bail!("Redis ended with {status}");
            }
            if started.elapsed() > START_LIMIT {
                bail!("Redis does not answer after {START_LIMIT:?}");
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        Ok(())
    }

    /// How many connections are subscribed to something.
    pub(super) async fn subscribers(&self) -> usize {
        let listed = ask(self.address, "CLIENT LIST TYPE PUBSUB").await;
        listed.map_or(0, |lines| lines.matches("cmd=").count())
    }
}

/// Asks one thing on a connection of its own; `None` if no answer came.
async fn ask(address: SocketAddr, words: &str) -> Option<String> {
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        stream
            .write_all(format!("{words}\r\nQUIT\r\n").as_bytes())
            .await?;
        let mut said = String::new();
        stream.read_to_string(&mut said).await?;
        std::io::Result::Ok(said)
    };
    let said = tokio::time::timeout(ANSWER_WITHIN, asked).await.ok()?.ok()?;
    Some(said.strip_suffix("+OK\r\n").unwrap_or(&said).to_owned())
}
