use std::path::Path;

use super::engine::{self, copy};
use super::installation::Contents;
use super::{Conn, CopyError, Error, OpenError, Settings, Store, Tx};
use crate::domain::Timestamp;

impl Store {
    /// Turns `file`, the copy of a SQLite database, into one that a server may go on with: see [`renew`]. Refuses one
    /// that is damaged, of a newer version, or none of ours. Leaves one file, which is not synced to disk yet.
    pub async fn adopt(file: &Path, history_epoch: &str, at: Timestamp) -> Result<Contents, CopyError> {
        copy::judge(file)?;
        let conn = copy::open(file).map_err(OpenError::from)?;
        Ok(renew(conn, history_epoch, at).await.map_err(OpenError::from)?)
    }

    /// Does the same to the database that these settings name, after somebody has restored it by other means. Brings
    /// it up to date first.
    pub async fn adopt_in_place(
        settings: &Settings,
        history_epoch: &str,
        at: Timestamp,
    ) -> Result<Contents, OpenError> {
        let opened = engine::open(settings).await?;
        let renewed = match opened.writer.acquire().await {
            Ok(conn) => renew(conn, history_epoch, at).await,
            Err(error) => Err(error),
        };
        opened.readers.close().await;
        opened.aside.close().await;
        opened.writer.close().await;
        Ok(renewed?)
    }
}

/// Makes the past that came back another history than the one that clients know, and undoes what must not come back
/// with it: sign-ins, of which some were ended since, and the leases of workers that are no more.
async fn renew(conn: Conn, history_epoch: &str, at: Timestamp) -> Result<Contents, Error> {
    let mut tx = Tx::new(conn);
    tx.begin().await?;
    tx.put_value("history_epoch", history_epoch).await?;
    tx.revoke_all_sessions(at).await?;
    tx.free_leases().await?;
    let contents = tx.contents().await?;
    tx.command("commit").await?;
    Ok(contents)
}
