//! The process that reads documents: started for each, and ended when it takes too long.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::reading::{Document, Unreadable, Wanted};

/// Documents that are read at the same time: each may take one processor and the memory that it is allowed.
const AT_ONCE: usize = 2;

/// How long one may take. (Its own limit is on the processor's time; this one ends also what just waits.)
pub const READ_WITHIN: Duration = Duration::from_secs(30);

/// Bytes of its answer.
const MOST_ANSWERED: u64 = 32 * 1024 * 1024;

/// Reads documents in processes of their own. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    program: PathBuf,
    turns: Arc<Semaphore>,
}

impl Reader {
    /// `program` is a `tandem` binary: `program read-document` reads one document.
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    pub(super) async fn read(&self, wanted: &Wanted, bytes: &[u8]) -> Result<Document, Unreadable> {
        let Ok(_turn) = self.turns.acquire().await else {
            return Err(Unreadable::Broken);
        };
        let mut child = match self.start() {
            Ok(child) => child,
            Err(error) => {
                tracing::error!(error = %error, "no process to read a document in");
                return Err(Unreadable::Broken);
            }
        };
        match timeout(READ_WITHIN, converse(&mut child, wanted, bytes)).await {
            Ok(Some(answer)) => answer,
            Ok(None) | Err(_) => Err(Unreadable::Broken),
        }
    }

    fn start(&self) -> std::io::Result<Child> {
        Command::new(&self.program)
            .arg("read-document")
            // It needs no secret, and may be made to do what the document says.
            .env_clear()
            // What its allocator keeps would count against the memory that it may have.
            .env("MALLOC_CONF", "background_thread:false,retain:false")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Nothing if the process died over the document.
async fn converse(child: &mut Child, wanted: &Wanted, bytes: &[u8]) -> Option<Result<Document, Unreadable>> {
    let mut line = serde_json::to_vec(wanted).ok()?;
    line.push(b'\n');
    let mut input = child.stdin.take()?;
    input.write_all(&line).await.ok()?;
    input.write_all(bytes).await.ok()?;
    drop(input);
    let mut answer = Vec::new();
    child
        .stdout
        .take()?
        .take(MOST_ANSWERED)
        .read_to_end(&mut answer)
        .await
        .ok()?;
    let status = child.wait().await.ok()?;
    // A parser may have written lines of its own before.
    let last = answer.trim_ascii_end().rsplit(|byte| *byte == b'\n').next()?;
    if !status.success() {
        return None;
    }
    serde_json::from_slice(last).ok()
}
