//! Connections for short reads, lent one at a time.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::log::Log;
use super::sqlite::DatabaseFile;
use super::{ACQUIRE_WITHIN, local};
use crate::store::Error;

/// How many may be lent at once. A read holds one for microseconds, so this is far more than cores.
const LENT: usize = 32;

/// How many stay open while nobody reads: each keeps its statements and its pages ready.
const KEPT: usize = 4;

pub(in crate::store) struct Lender {
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    /// Dropped last.
    file: Arc<DatabaseFile>,
}

impl Lender {
    pub(super) fn new(file: Arc<DatabaseFile>) -> Self {
        Self {
            places: Arc::new(Semaphore::new(LENT)),
            idle: Mutex::default(),
            file,
        }
    }

    pub(super) async fn lend(self: &Arc<Self>) -> Result<Local, Error> {
        let place = tokio::time::timeout(ACQUIRE_WITHIN, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::Busy)?.map_err(|_| Error::Stopped)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = if let Some(connection) = idle {
            connection
        } else {
            let connection = local::open(&self.file.path)?;
            connection.pragma_update(None, "query_only", "on")?;
            connection
        };
        Ok(Local {
            log: None,
            connection: Some(connection),
            lent: Some((Arc::clone(self), place)),
        })
    }

    /// Lends no more, and closes what is idle; what is lent is closed when it comes back.
    pub(super) fn close(&self) {
        self.places.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A connection that is called: the writer's own, or one that goes back to its lender when it is dropped.
pub(in crate::store) struct Local {
    /// The writer's. (Dropped first: the connection that is closed last takes the log away.)
    log: Option<Box<Log>>,
    /// Always there, until the drop.
    connection: Option<Connection>,
    lent: Option<(Arc<Lender>, OwnedSemaphorePermit)>,
}

impl Local {
    pub(super) fn own(connection: Connection) -> Self {
        Self {
            log: None,
            connection: Some(connection),
            lent: None,
        }
    }

    pub(super) fn writer((connection, log): (Connection, Log)) -> Self {
        let mut writer = Self::own(connection);
        writer.log = Some(Box::new(log));
        writer
    }

    pub(super) fn before_begin(&mut self) {
        if let (Some(log), Some(connection)) = (&mut self.log, &self.connection) {
            log.carry_over(connection);
        }
    }

    pub(super) fn after_commit(&mut self) {
        if let Some(log) = &mut self.log {
            log.note_commit();
        }
    }

    pub(super) fn connection(&self) -> Result<&Connection, Error> {
        self.connection.as_ref().ok_or(Error::Stopped)
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let Some((lender, _place)) = self.lent.take() else {
            return;
        };
        let mut idle = lender.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT && !lender.places.is_closed() {
            idle.extend(self.connection.take());
        }
    }
}
