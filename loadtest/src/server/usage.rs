//! What a process has used, as the kernel counts it.

use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Processor time since the start, and memory in use now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Of all threads, in user and kernel mode. The kernel counts in steps of 10 ms.
    pub(crate) cpu: Duration,
    /// Bytes.
    pub(crate) resident: u64,
}

impl Usage {
    pub(crate) fn of(pid: u32) -> Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).context("the server is gone")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).context("the server is gone")?;
        let ticks = ticks(&stat).context("/proc/…/stat has another form than expected")?;
        Ok(Self {
            cpu: Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64),
            resident: resident(&status).context("/proc/…/status names no VmRSS")?,
        })
    }

    /// What this program itself has used.
    pub(crate) fn own() -> Result<Self> {
        Self::of(std::process::id())
    }
}

/// How many files and sockets a process has open.
pub(crate) fn open_files(pid: u32) -> Result<usize> {
    Ok(std::fs::read_dir(format!("/proc/{pid}/fd"))
        .context("the server is gone")?
        .count())
}

/// User and system time, fields 14 and 15. The second field, the program's name, may hold anything
/// but ends with the last parenthesis.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Allows this process, and what it starts, as many open files as may be had. Returns how many.
pub(crate) fn raise_file_limit() -> Result<u64> {
    let now = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: now.maximum,
            maximum: now.maximum,
        },
    )
    .context("cannot raise the file limit")?;
    Ok(now.maximum.unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programs_name_cannot_shift_the_fields() {
        let stat = "42 (od) d (x) S 1 2 3 4 5 6 7 8 9 10 250 75 0 0 20 0";
        assert_eq!(ticks(stat), Some(325));
    }

    #[test]
    fn memory_is_read_in_bytes() {
        let status = "Name:\ttandem\nVmPeak:\t 9 kB\nVmRSS:\t    2048 kB\n";
        assert_eq!(resident(status), Some(2048 * 1024));
    }

    #[test]
    fn this_process_uses_memory() {
        assert!(Usage::own().unwrap().resident > 0);
    }
}
