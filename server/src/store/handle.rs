use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use super::engine::{self, Connections};
use super::group::{DialogKey, Unit, Work};
use super::{Conn, Error, OpenError, Settings, Tx, Writer};

/// A handle to the database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    readers: Connections,
    aside: Connections,
    units: mpsc::Sender<Box<dyn Unit>>,
    history_epoch: Arc<str>,
}

impl Store {
    /// Opens the database, makes it if it is not there, and brings it up to date. The caller has to drive
    /// the [`Writer`]'s `run`.
    pub async fn open(settings: &Settings) -> Result<(Self, Writer), OpenError> {
        let opened = engine::open(settings).await?;
        let history_epoch = {
            let mut conn = opened.readers.acquire().await?;
            conn.value("history_epoch").await?.unwrap_or_default().into()
        };
        let (units, writer) = Writer::new(opened.writer);
        Ok((
            Self {
                readers: opened.readers,
                aside: opened.aside,
                units,
                history_epoch,
            },
            writer,
        ))
    }

    /// Brings the database up to date and closes it again.
    pub async fn migrate_only(settings: &Settings) -> Result<(), OpenError> {
        let opened = engine::open(settings).await?;
        opened.readers.close().await;
        opened.aside.close().await;
        opened.writer.close().await;
        Ok(())
    }

    /// A connection for reads that find their rows by key, apart from the writer's. On SQLite they block for the
    /// microseconds that they take. Waits at most 5 s for one, then [`Error::Busy`].
    pub async fn read(&self) -> Result<Conn, Error> {
        self.readers.acquire().await
    }

    /// A connection for reads that look through many rows (search, lists): they take their time on threads of
    /// their own, and no [`Store::read`] waits for them. Waits at most 5 s for one, then [`Error::Busy`].
    pub async fn read_aside(&self) -> Result<Conn, Error> {
        self.aside.acquire().await
    }

    /// Has the writer do `work` in its transaction, and returns once it is synced to disk. If `work` gives
    /// an error, nothing of it is kept and that error comes back. Finishes even if the caller goes away.
    pub async fn write<T, E>(
        &self,
        work: impl for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.hand_over(None, work).await
    }

    /// The same for work that changes nothing but what the locks of these dialogs cover. On PostgreSQL only such
    /// works share a transaction; of others each has its own.
    pub async fn write_dialogs<T, E>(
        &self,
        dialogs: Vec<DialogKey>,
        work: impl for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.hand_over(Some(dialogs), work).await
    }

    async fn hand_over<T, E>(
        &self,
        dialogs: Option<Vec<DialogKey>>,
        work: impl for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (caller, result) = oneshot::channel();
        let unit = Box::new(Work::new(dialogs, work, caller));
        self.units.send(unit).await.map_err(|_| Error::Stopped)?;
        result.await.unwrap_or_else(|_| Err(Error::NotCommitted.into()))
    }

    /// Names the history that numbers belong to. Opaque; another one after a restore from a backup.
    pub fn history_epoch(&self) -> &str {
        &self.history_epoch
    }

    /// Closes the reading connections. (The writer closes its own at the end of its `run`.)
    pub async fn close(&self) {
        self.readers.close().await;
        self.aside.close().await;
    }
}
