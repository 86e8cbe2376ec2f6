//! Where things are, seen from this program.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The server's binary: the one that was named, or `tandem` beside this program.
pub(crate) fn binary(named: Option<&Path>) -> Result<PathBuf> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => std::env::current_exe()?.with_file_name("tandem"),
    };
    if !path.is_file() {
        bail!(
            "there is no server at {}: build it, or name it with --binary",
            path.display()
        );
    }
    Ok(path.canonicalize()?)
}

/// The folder that cargo builds into. Data goes there and never to `/tmp`, which is memory on many
/// machines: a sync costs nothing there, and every figure would be too good.
pub(crate) fn target() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let beside = program.parent().context("this program is in no folder")?;
    // Cargo marks its folder as one that backups may leave out.
    let marked = program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists());
    Ok(marked.unwrap_or(beside).to_owned())
}

/// A file or folder of the checkout that this program was built in, such as `server/demo`.
pub(crate) fn checkout(part: &str) -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let here = std::env::current_dir()?;
    program
        .ancestors()
        .chain(here.ancestors())
        .map(|folder| folder.join(part))
        .find(|path| path.exists())
        .with_context(|| format!("{part} is neither beside this program nor in this folder"))
}
