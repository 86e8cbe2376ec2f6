//! Who may use the data folder at the same time.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::data_folder::{FolderError, RESTORING, for_owner_only};

const LOCK: &str = "lock";
const SERVING: &str = "serving";

/// How long a claim may outlive its process. A server that is killed while it starts a process of its own (one that
/// reads a document) leaves its locks to that one, until it runs its own program.
const LAST_BREATH: Duration = Duration::from_secs(2);
const AGAIN: Duration = Duration::from_millis(20);

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
    pub(super) async fn alone(folder: &Path) -> Result<Self, FolderError> {
        Self::sole(folder, LOCK, FolderError::InUse).await
    }

    /// The claim of a server that knows of no other: there is one at a time.
    pub(super) async fn serving(folder: &Path) -> Result<Self, FolderError> {
        Self::sole(folder, SERVING, FolderError::Served).await
    }

    /// Both claims, for as long as this one.
    pub(super) fn and(&mut self, other: Self) {
        self.locks.extend(other.locks);
    }

    async fn sole(folder: &Path, name: &str, taken: fn(PathBuf) -> FolderError) -> Result<Self, FolderError> {
        let lock = open(folder, name)?;
        let patience = Instant::now() + LAST_BREATH;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { locks: vec![lock] }),
                Err(TryLockError::WouldBlock) if Instant::now() < patience => sleep(AGAIN).await,
                Err(TryLockError::WouldBlock) => return Err(taken(folder.to_owned())),
                Err(TryLockError::Error(reason)) => return Err(unusable(folder, reason)),
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_claim_that_is_about_to_end_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let dying = Hold::serving(folder.path()).await.unwrap();
        let ends = async {
            sleep(LAST_BREATH / 2).await;
            drop(dying);
        };
        let (next, ()) = tokio::join!(Hold::serving(folder.path()), ends);
        let _held = next.unwrap();
        let began = Instant::now();
        assert!(matches!(
            Hold::serving(folder.path()).await,
            Err(FolderError::Served(_))
        ));
        assert!(began.elapsed() <= LAST_BREATH + AGAIN);
    }

    #[tokio::test(start_paused = true)]
    async fn who_replaces_the_data_is_alone() {
        let folder = tempfile::tempdir().unwrap();
        let using = [
            Hold::shared(folder.path()).unwrap(),
            Hold::shared(folder.path()).unwrap(),
        ];
        assert!(matches!(
            Hold::alone(folder.path()).await,
            Err(FolderError::InUse(_))
        ));
        drop(using);
        let _alone = Hold::alone(folder.path()).await.unwrap();
        assert!(matches!(
            Hold::shared(folder.path()),
            Err(FolderError::Restoring(_))
        ));
    }
}
