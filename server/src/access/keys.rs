//! The secret of this installation: one file beside the data, from which every key is derived.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::domain::Entropy;

/// The file's name in the data folder.
pub const KEY_FILE: &str = "keys";

/// Bytes of the file.
const LENGTH: usize = 64;

/// Fewer different bytes than this are no random ones: zeros, or somebody's phrase.
const DISTINCT: usize = 32;

/// Why the key file cannot be used. Each stops the start.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {} can be read by others: run chmod 600 on it", .0.display())]
    Exposed(PathBuf),
    #[error("the key file {} is damaged: it has to hold {LENGTH} random bytes; put the backup of it back", .0.display())]
    Damaged(PathBuf),
    #[error("the key file {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

/// Derives the keys of this installation. What is sealed or signed with them is lost with the file.
#[derive(Clone)]
pub struct Keys([u8; LENGTH]);

impl Keys {
    /// Reads the key file in the data folder; at the first start it makes one that only its owner may read.
    pub fn load_or_make(folder: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let path = folder.join(KEY_FILE);
        let result = match load(&path) {
            Err(Failure::Io(error)) if error.kind() == ErrorKind::NotFound => make(folder, &path, entropy)
                .map_err(Failure::Io)
                .and_then(|()| load(&path)),
            loaded => loaded,
        };
        result.map_err(|failure| failure.at(path))
    }

    /// Reads the key file in a folder that must have one.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(KEY_FILE);
        load(&path).map_err(|failure| failure.at(path))
    }

    /// The key for one purpose. From it nobody gets to the key of another purpose.
    pub(super) fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"tandem key v1\0");
        hash.update(self.0);
        hash.update(purpose.as_bytes());
        hash.finalize().into()
    }

    #[cfg(any(test, fuzzing))]
    pub(super) fn for_tests() -> Self {
        Self(std::array::from_fn(|at| at as u8))
    }
}

enum Failure {
    Exposed,
    Damaged,
    Io(io::Error),
}

impl Failure {
    fn at(self, path: PathBuf) -> KeyError {
        match self {
            Self::Exposed => KeyError::Exposed(path),
            Self::Damaged => KeyError::Damaged(path),
            Self::Io(source) => KeyError::Unreadable { path, source },
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn load(path: &Path) -> Result<Keys, Failure> {
    let file = File::open(path)?;
    if is_exposed(&file)? {
        return Err(Failure::Exposed);
    }
    let mut bytes = Vec::with_capacity(LENGTH + 1);
    file.take(LENGTH as u64 + 1).read_to_end(&mut bytes)?;
    let key: [u8; LENGTH] = bytes.try_into().map_err(|_| Failure::Damaged)?;
    let mut distinct = key;
    distinct.sort_unstable();
    if distinct.chunk_by(|a, b| a == b).count() < DISTINCT {
        return Err(Failure::Damaged);
    }
    Ok(Keys(key))
}

/// Writes the whole file under another name first: a crash in between must not leave half a key.
fn make(folder: &Path, path: &Path, entropy: &dyn Entropy) -> io::Result<()> {
    let draft = folder.join(format!("{KEY_FILE}.{:016x}", u64::from_le_bytes(entropy.bytes())));
    let mut file = for_owner_only().write(true).create_new(true).open(&draft)?;
    file.write_all(&entropy.bytes::<LENGTH>())?;
    file.sync_all()?;
    // Unlike a rename this never replaces the key of another process that starts at the same moment.
    let linked = match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    };
    fs::remove_file(&draft)?;
    linked?;
    File::open(folder)?.sync_all()
}

#[cfg(unix)]
fn for_owner_only() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    Ok(file.metadata()?.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn for_owner_only() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(not(unix))]
fn is_exposed(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
