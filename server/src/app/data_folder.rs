//! The folder that holds the data, who may use it at the same time, and files in it that only their owner reads.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const LOCK: &str = "lock";
const SERVING: &str = "serving";

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

/// A claim to the data folder, until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Hold {
    locks: Vec<File>,
}

impl Hold {
    /// The claim of whoever uses the data: servers and commands, any number at a time.
    pub(super) fn shared(folder: &Path) -> Result<Self, FolderError> {
        let lock = open(folder, LOCK)?;
        match lock.try_lock_shared() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderError::Restoring(folder.to_owned())),
            Err(TryLockError::Error(reason)) => return Err(unusable(folder, reason)),
        }
        if folder.join(RESTORING).exists() {
            return Err(FolderError::HalfRestored(folder.to_owned()));
        }
        Ok(Self { locks: vec![lock] })
    }

    /// The claim of who replaces the data: nobody else has one.
    pub(super) fn alone(folder: &Path) -> Result<Self, FolderError> {
        Self::sole(folder, LOCK, FolderError::InUse)
    }

    /// The claim of a server that knows of no other: there is one at a time.
    pub(super) fn serving(folder: &Path) -> Result<Self, FolderError> {
        Self::sole(folder, SERVING, FolderError::Served)
    }

    /// Both claims, for as long as this one.
    pub(super) fn and(&mut self, other: Self) {
        self.locks.extend(other.locks);
    }

    fn sole(folder: &Path, name: &str, taken: fn(PathBuf) -> FolderError) -> Result<Self, FolderError> {
        let lock = open(folder, name)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { locks: vec![lock] }),
            Err(TryLockError::WouldBlock) => Err(taken(folder.to_owned())),
            Err(TryLockError::Error(reason)) => Err(unusable(folder, reason)),
        }
    }
}

fn unusable(folder: &Path, reason: io::Error) -> FolderError {
    FolderError::Unusable {
        folder: folder.to_owned(),
        reason,
    }
}

/// The file is never removed: who holds a lock on a file that is gone holds none.
fn open(folder: &Path, name: &str) -> Result<File, FolderError> {
    let path = folder.join(name);
    // Reading is enough for a lock, and the file may be on a disk that takes no more.
    match File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            for_owner_only().create(true).truncate(false).open(&path)
        }
        opened => opened,
    }
    .map_err(|reason| unusable(folder, reason))
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

fn for_owner_only() -> OpenOptions {
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
