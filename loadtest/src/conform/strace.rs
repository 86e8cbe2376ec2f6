//! What a process asks of the kernel, in the one order in which its tracer saw it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

/// Calls that write somewhere, and calls that return when it is on the disk.
const CALLS: &str = "trace=fsync,fdatasync,sync_file_range,write,pwrite64,writev,pwritev,sendto,sendmsg";
/// Bytes of each argument that are written down: a group of messages in one write, and to spare.
const LENGTH: &str = "1000000";
const ATTACHED_WITHIN: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// `strace` at work.
#[derive(Debug)]
pub(super) struct Tracer {
    child: Child,
    file: PathBuf,
}

/// A call, with the places in the trace where it began and ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) began: usize,
    /// `None` if it never returned.
    pub(super) ended: Option<usize>,
    pub(super) name: String,
    /// The file or socket, and what is written, as the tracer wrote it.
    pub(super) arguments: String,
    pub(super) succeeded: bool,
}

impl Call {
    pub(super) fn is_sync(&self) -> bool {
        self.name == "fsync" || self.name == "fdatasync"
    }

    /// Whether it goes to a file. (Sockets have no path.)
    pub(super) fn is_to_file(&self) -> bool {
        let path = self.arguments.split_once('<').map_or("", |(_, path)| path);
        path.starts_with('/') && !path.starts_with("/dev/")
    }

    /// The file's path, or what stands for it.
    pub(super) fn file(&self) -> &str {
        let path = self.arguments.split_once('<').map_or("", |(_, path)| path);
        path.split_once('>').map_or(path, |(path, _)| path)
    }
}

impl Tracer {
    /// Follows these processes, and those that they start.
    pub(super) async fn attach(processes: &[u32], file: &Path) -> Result<Self> {
        let mut command = Command::new("strace");
        command
            .args(["-f", "-y", "-s", LENGTH, "-e", CALLS, "-o"])
            .arg(file);
        for process in processes {
            command.arg("-p").arg(process.to_string());
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("`strace` is needed: install it, for example from the package of that name")?;
        let tracer = Self {
            child,
            file: file.to_owned(),
        };
        let attached = async {
            while !processes.iter().all(|process| is_traced(*process)) {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::time::timeout(ATTACHED_WITHIN, attached)
            .await
            .context("`strace` may not follow the server")?;
        Ok(tracer)
    }

    /// Lets the processes go on alone, and reads what they did.
    pub(super) async fn detach(mut self) -> Result<Vec<Call>> {
        let pid = self.child.id().context("`strace` has ended by itself")?;
        let pid = Pid::from_raw(pid as i32).context("`strace` has no process id")?;
        kill_process(pid, Signal::INT).context("cannot stop `strace`")?;
        self.child.wait().await?;
        let trace = std::fs::read(&self.file)?;
        let calls = calls(&String::from_utf8_lossy(&trace));
        ensure!(!calls.is_empty(), "`strace` saw nothing");
        Ok(calls)
    }
}

/// Whether all threads of a process are followed; one that has ended needs no tracer.
fn is_traced(process: u32) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else {
        return true;
    };
    threads.flatten().all(|thread| {
        let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        status
            .lines()
            .any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"))
    })
}

/// Puts the halves of interrupted calls together. Places are lines of the trace.
fn calls(trace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut open: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for (place, line) in trace.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        if rest.starts_with("<... ") {
            if let Some(index) = open.remove(thread) {
                calls[index].ended = Some(place);
                calls[index].succeeded = has_succeeded(rest);
            }
            continue;
        }
        let Some((name, arguments)) = rest.split_once('(') else {
            continue;
        };
        let is_unfinished = rest.ends_with("<unfinished ...>");
        if is_unfinished {
            open.insert(thread, calls.len());
        }
        calls.push(Call {
            began: place,
            ended: (!is_unfinished).then_some(place),
            name: name.to_owned(),
            arguments: arguments.to_owned(),
            succeeded: !is_unfinished && has_succeeded(rest),
        });
    }
    calls
}

fn has_succeeded(line: &str) -> bool {
    line.rsplit_once(" = ")
        .is_some_and(|(_, result)| !result.starts_with('-') && !result.starts_with('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_put_together_across_threads() {
        let trace = "10  pwrite64(5</d/tandem.db-wal>, \"hello\", 5, 0) = 5\n\
                     11  sendto(9<socket:[77]>, \"x\", 1, 0, NULL, 0 <unfinished ...>\n\
                     10  fdatasync(5</d/tandem.db-wal> <unfinished ...>\n\
                     11  <... sendto resumed>) = 1\n\
                     10  <... fdatasync resumed>) = 0\n\
                     10  fsync(6</d> <unfinished ...>\n\
                     11  +++ exited with 0 +++\n";
        let calls = calls(trace);
        let seen: Vec<_> = calls
            .iter()
            .map(|call| {
                (
                    call.name.as_str(),
                    call.began,
                    call.ended,
                    call.is_to_file(),
                    call.succeeded,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("pwrite64", 0, Some(0), true, true),
                ("sendto", 1, Some(3), false, true),
                ("fdatasync", 2, Some(4), true, true),
                ("fsync", 5, None, true, false),
            ]
        );
        assert_eq!(calls[2].file(), "/d/tandem.db-wal");
    }

    #[test]
    fn a_call_that_failed_did_nothing() {
        assert!(!has_succeeded("fdatasync(5</d>) = -1 EIO (Input/output error)"));
        assert!(has_succeeded("fdatasync(5</d>) = 0"));
    }
}
