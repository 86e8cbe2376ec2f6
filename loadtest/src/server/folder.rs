use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::dice::Dice;

/// A folder of this run alone. It goes when this value does, unless it is to be kept.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    pub(crate) fn make(name: &str) -> Result<Self> {
        let run = Dice::fresh().roll() >> 32;
        let path = super::target()?
            .join("loadtest-runs")
            .join(format!("{name}-{run:08x}"));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path, keep: false })
    }

    /// A part of this one, which goes when the whole does.
    pub(super) fn within(&self, name: &str) -> Result<Self> {
        let path = self.path.join(name);
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path, keep: true })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn keep(&mut self) {
        self.keep = true;
    }

    pub(crate) fn discard(&mut self) {
        self.keep = false;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed stays under `target`, which is there to be thrown away.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
