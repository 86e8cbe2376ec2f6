use std::path::Path;

use super::engine::copy;
use super::installation::Contents;
use super::{Error, Store};

impl Store {
    /// Writes all that is committed in the SQLite database `file` at this moment into `copy`, which has to be an
    /// empty file; what the copy holds. Servers go on writing meanwhile. The copy is not synced to disk yet.
    pub async fn back_up(file: &Path, copy: &str) -> Result<Contents, Error> {
        copy::write(file, copy)?;
        copy::open(Path::new(copy))?.contents().await
    }
}
