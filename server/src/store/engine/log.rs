//! Carrying the log of commits over into the database file, beside the writer.
//!
//! Why: the engine has the commit that fills the log do it, and under load everybody waited a dozen milliseconds for
//! that, several times a second. Here a thread carries over what is committed while commits go on. The log begins anew
//! only where all of it is carried over; so the last few pages, those that came meanwhile, are the writer's own.

use std::cell::Cell;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::local;
use super::sqlite::DatabaseFile;
use crate::store::Error;

/// Pages in the log from which it is carried over: eight times the engine's own measure, because a busy page is
/// then carried over once instead of eight times. 32 MiB.
const MANY: i32 = 8_000;

/// Pages that the writer may carry over itself, in a millisecond or two.
const FEW: i32 = 300;

/// How often the thread tries to get as near to the writer as that.
const ROUNDS: u32 = 4;

/// Pages from which the writer waits no longer for the thread. 64 MiB.
const MOST: i32 = 16_000;

thread_local! {
    /// The hook of the engine is a bare function: it has no other place to leave its number.
    static PAGES: Cell<i32> = const { Cell::new(0) };
}

/// The writer's side.
pub(super) struct Log {
    /// Pages in the log after the last commit.
    pages: i32,
    /// From how many pages on something is to be done.
    from: i32,
    /// Pages in the log when the thread last began.
    begun: i32,
    rounds: u32,
    thread: Option<Thread>,
}

struct Thread {
    wake: SyncSender<()>,
    works: Arc<AtomicBool>,
    handle: JoinHandle<()>,
}

impl Log {
    /// Takes over from the engine, for the connection of the one writer.
    pub(super) fn take_over(writer: &Connection, file: &Arc<DatabaseFile>) -> Result<Self, Error> {
        let second = local::open(&file.path)?;
        let (wake, woken) = sync_channel(1);
        let works = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&works);
        let file = Arc::clone(file);
        let thread = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || carry_over_when_woken(&second, &file.handle, &woken, &done))
            .map(|handle| Thread { wake, works, handle });
        match &thread {
            // (With this setting the engine would put its own hook in the place of ours, so it comes first.)
            Ok(_) => {
                writer.pragma_update(None, "wal_autocheckpoint", 0)?;
                writer.wal_hook(Some(|_, pages| {
                    PAGES.set(pages);
                    Ok(())
                }));
            }
            Err(error) => {
                tracing::warn!(%error, "no thread for the log: commits carry it over");
                writer.pragma_update(None, "wal_autocheckpoint", MANY)?;
            }
        }
        Ok(Self {
            pages: 0,
            from: MANY,
            begun: 0,
            rounds: 0,
            thread: thread.ok(),
        })
    }

    /// To be called on the thread of a commit, right after it.
    pub(super) fn note_commit(&mut self) {
        let pages = PAGES.get();
        if pages < self.pages {
            // It began anew.
            self.from = MANY;
        }
        self.pages = pages;
    }

    /// To be called between two transactions of the writer.
    pub(super) fn carry_over(&mut self, writer: &Connection) {
        let Some(thread) = &self.thread else { return };
        if self.pages < self.from {
            return;
        }
        let works = thread.works.load(Ordering::Acquire);
        if works && self.pages < MOST {
            return;
        }
        let is_near = self.rounds > 0 && self.pages - self.begun <= FEW;
        if works || is_near || self.rounds == ROUNDS {
            carry_over(writer);
            // A reader may hold the log open; then nothing is gained by trying at each commit.
            self.from = self.pages + MANY / 4;
            self.rounds = 0;
            return;
        }
        self.begun = self.pages;
        self.rounds += 1;
        thread.works.store(true, Ordering::Release);
        // If it has ended, the writer does it all once there is [`MOST`].
        let _ = thread.wake.try_send(());
    }
}

impl Drop for Log {
    /// The thread's connection is closed before the writer's: the last one takes the log away.
    fn drop(&mut self) {
        if let Some(Thread { wake, handle, .. }) = self.thread.take() {
            drop(wake);
            // It panics nowhere, and if it had, there would be nobody to tell.
            let _ = handle.join();
        }
    }
}

/// The engine syncs the database file only where nothing of the log is left to carry over. That is the writer's last
/// part, and it would wait there for all that was written before; so it is synced here as well.
fn carry_over_when_woken(connection: &Connection, database: &File, woken: &Receiver<()>, works: &AtomicBool) {
    while woken.recv().is_ok() {
        carry_over(connection);
        if let Err(error) = database.sync_data() {
            // Nothing rests on it: the engine's own sync says so, too, and then the log stays.
            tracing::warn!(%error, "the database file could not be synced");
        }
        works.store(false, Ordering::Release);
    }
}

/// Carries over what no reader needs in its old state, unless somebody else is just doing that.
fn carry_over(connection: &Connection) {
    if let Err(error) = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(())) {
        // Nothing is lost: the log stays, and is read as before.
        tracing::warn!(%error, "the log could not be carried over into the database");
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Pages that each of these commits writes, and some more.
    const PAGES_AT_ONCE: i32 = 100;

    fn opened(folder: &Path) -> (Connection, Log) {
        let path = folder.join("log.db");
        let writer = Connection::open(&path).unwrap();
        writer.pragma_update(None, "journal_mode", "wal").unwrap();
        writer
            .execute_batch("create table rows (bytes blob) strict")
            .unwrap();
        let log = Log::take_over(&writer, &DatabaseFile::open(&path).unwrap()).unwrap();
        (writer, log)
    }

    fn commit(writer: &Connection, log: &mut Log) {
        log.carry_over(writer);
        writer
            .execute("insert into rows values (zeroblob(?1))", [PAGES_AT_ONCE * 4_096])
            .unwrap();
        log.note_commit();
    }

    #[test]
    fn the_log_begins_anew_before_it_is_long() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, mut log) = opened(folder.path());
        let mut before = 0;
        while log.pages >= before {
            before = log.pages;
            commit(&writer, &mut log);
            assert!(log.pages < 2 * MOST, "{} pages", log.pages);
        }
        assert!(before >= MANY, "{before} pages");
        assert_eq!(log.from, MANY);
    }

    #[test]
    fn a_reader_who_holds_it_open_does_not_make_each_commit_carry_over() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, mut log) = opened(folder.path());
        commit(&writer, &mut log);
        let reader = Connection::open(folder.path().join("log.db")).unwrap();
        reader.execute_batch("begin; select count(*) from rows").unwrap();
        while log.from == MANY {
            commit(&writer, &mut log);
            assert!(log.pages < 2 * MOST, "{} pages", log.pages);
        }
        assert!(log.from > log.pages, "{} of {}", log.pages, log.from);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_writer_that_goes_leaves_no_open_file() {
        let folder = tempfile::tempdir().unwrap();
        drop(opened(folder.path()));
        let path = folder.path().join("log.db");
        let file = DatabaseFile::open(&path).unwrap();
        for _ in 0..3 {
            let writer = Connection::open(&path).unwrap();
            drop(Log::take_over(&writer, &file).unwrap());
        }
        let open = std::fs::read_dir("/proc/self/fd").unwrap();
        let ours = open
            .filter(|entry| std::fs::read_link(entry.as_ref().unwrap().path()).is_ok_and(|to| to == path));
        assert_eq!(ours.count(), 1);
    }
}
