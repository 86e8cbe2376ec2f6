//! What a process holds now, as the kernel counts it.

use anyhow::{Context, Result};

use super::Usage;

/// Things of which each belongs to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Census {
    /// Open files, connections among them.
    pub(crate) files: usize,
    pub(crate) threads: usize,
    /// Bytes of memory.
    pub(crate) resident: u64,
}

impl Census {
    pub(crate) fn of(pid: u32) -> Result<Self> {
        let count = |what: &str| {
            let entries = std::fs::read_dir(format!("/proc/{pid}/{what}")).context("the server is gone")?;
            anyhow::Ok(entries.count())
        };
        Ok(Self {
            files: count("fd")?,
            threads: count("task")?,
            resident: Usage::of(pid)?.resident,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_opened_is_counted() {
        let own = || Census::of(std::process::id()).unwrap();
        let before = own();
        let files: Vec<_> = (0..50)
            .map(|_| std::fs::File::open("/dev/null").unwrap())
            .collect();
        // Other tests open and close files meanwhile.
        assert!(own().files >= before.files + files.len() - 25);
        assert!(before.threads > 0 && before.resident > 0);
    }
}
