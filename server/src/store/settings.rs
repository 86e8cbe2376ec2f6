use std::path::PathBuf;

use crate::domain::Secret;

/// Where the data is, and how many may read at once.
#[derive(Clone, Debug)]
pub struct Settings {
    pub place: Place,
    /// Reading connections of this node; at least 1.
    pub readers: u32,
}

#[derive(Clone, Debug)]
pub enum Place {
    /// One file, beside which the engine keeps a `-wal` and a `-shm`.
    Sqlite { file: PathBuf },
    /// `postgres://user:password@host/database`.
    Postgres { url: Secret },
}
