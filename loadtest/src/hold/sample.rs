use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::client::Tally;
use crate::server::{Running, open_files};

/// The server at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    at: Instant,
    cpu: Duration,
    /// Of one core, since the sample before.
    pub(super) cpu_share: f64,
    /// Bytes.
    pub(super) resident: u64,
    files: usize,
    acked: usize,
}

impl Sample {
    pub(super) fn take(server: &Running, tally: &Tally, before: Option<&Self>) -> Result<Self> {
        let usage = server.usage()?;
        let at = Instant::now();
        let cpu_share = before.map_or(0.0, |before| {
            let cpu = usage.cpu.saturating_sub(before.cpu);
            cpu.as_secs_f64() / at.duration_since(before.at).as_secs_f64()
        });
        Ok(Self {
            at,
            cpu: usage.cpu,
            cpu_share,
            resident: usage.resident,
            files: open_files(server.pid())?,
            acked: tally.acked(),
        })
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.1} MiB, {:.1} % of a core, {} files, {} acked",
            self.resident as f64 / 1_048_576.0,
            self.cpu_share * 100.0,
            self.files,
            self.acked
        )
    }
}
