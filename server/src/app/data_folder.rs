//! The folder that holds the data, and files in it that only their owner reads.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Is there while a restore puts files in place. What it leaves behind if it dies in between is no whole data.
pub(super) const RESTORING: &str = "restoring";

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum FolderError {
    #[error("the data folder {} cannot be made: {reason}", folder.display())]
    NotMade { folder: PathBuf, reason: io::Error },
    #[error("the data folder {} cannot be used: {reason}", folder.display())]
    Unusable { folder: PathBuf, reason: io::Error },
    #[error("a restore is at work in the data folder {}", .0.display())]
    Restoring(PathBuf),
    #[error(
        "a restore into the data folder {} did not come to its end: run `tandem restore --from …` again",
        .0.display()
    )]
    HalfRestored(PathBuf),
    #[error("the data folder {} is in use: stop the server first", .0.display())]
    InUse(PathBuf),
    #[error(
        "another server is at work in the data folder {}: they would not hear of each other",
        .0.display()
    )]
    Served(PathBuf),
}

/// Makes the data folder, for this user's eyes only, if it is not there.
pub(super) fn make_folder(folder: &Path) -> Result<(), FolderError> {
    private_folder(true)
        .create(folder)
        .map_err(|reason| FolderError::NotMade {
            folder: folder.to_owned(),
            reason,
        })
}

/// Makes folders that nobody else may look into: `with_parents`, and if they are there already all the same; or
/// exactly one.
pub(super) fn private_folder(with_parents: bool) -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(with_parents);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Makes a file that nobody else may read, and that is not there yet.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    for_owner_only().create_new(true).open(path)
}

/// To write a file that nobody else may read.
pub(super) fn for_owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Copies a file into one that nobody else may read; not synced to disk yet.
pub(super) fn copy_privately(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut File::open(from)?, &mut private_file(to)?)?;
    Ok(())
}

/// Has the disk keep a file's bytes, or a folder's names.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// A folder in which something is put together. Unless it was [`Draft::publish`]ed it is removed again.
#[derive(Debug)]
pub(super) struct Draft(Option<PathBuf>);

impl Draft {
    /// Makes the folder, for this user's eyes only; it must not be there yet.
    pub(super) fn make(path: PathBuf) -> io::Result<Self> {
        private_folder(false).create(&path)?;
        Ok(Self(Some(path)))
    }

    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.0.as_deref().unwrap_or(Path::new("")).join(name)
    }

    /// Syncs the folder with its files, and gives it its name: from now on it is whole.
    pub(super) fn publish(mut self, name: &Path) -> io::Result<()> {
        let Some(path) = self.0.clone() else { return Ok(()) };
        for entry in fs::read_dir(&path)? {
            sync(&entry?.path())?;
        }
        sync(&path)?;
        fs::rename(&path, name)?;
        self.0 = None;
        sync(
            name.parent()
                .filter(|parent| *parent != Path::new(""))
                .unwrap_or(Path::new(".")),
        )
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // What cannot be removed is only in the way, and its name says what it is.
            let _ = fs::remove_dir_all(path);
        }
    }
}
