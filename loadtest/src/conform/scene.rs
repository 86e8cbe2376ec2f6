use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::course::Course;
use super::database::Database;
use crate::dice::Dice;
use crate::ledger::{self, History, Item, Ledger, Source, Stream};
use crate::nodes::{Bus, Neighbour};
use crate::server::{Installation, Running, Storage};
use crate::stage::{Operator, Pen, Shop, Visitor};
use crate::wire::{Api, Party};

/// What protocol.md §5 names as the reasons of a close; those that come from below it, too.
const CLOSE_CODES: [&str; 12] = [
    "1000", "1001", "1007", "1009", "1012", "4001", "4003", "4004", "4005", "4008", "4029", "1002",
];
/// Brakes that a test of its own checks; here one machine plays hundreds of people.
const ROOM: [(&str, u64); 4] = [
    ("TANDEM_LIMITS__CONNECTIONS_PER_DIALOG", 2_000),
    ("TANDEM_LIMITS__CONNECTIONS_PER_VISITOR", 2_000),
    ("TANDEM_LIMITS__CONNECTIONS_PER_OPERATOR", 2_000),
    ("TANDEM_LIMITS__DIALOGS_PER_CONTACT", 100_000),
];
/// Violations that are listed; alike ones tell no more.
const SHOWN: usize = 20;

/// A server with people, for one test.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) installation: Installation,
    pub(super) server: Running,
    pub(super) api: Api,
    /// The second node, where there are two.
    pub(super) neighbour: Option<Neighbour>,
    /// Public id.
    pub(super) assistant: String,
    /// Takes the dialogs over, so that the assistant keeps out of them; writes in them.
    pub(super) holder: Arc<Operator>,
    /// Only reads.
    pub(super) watcher: Arc<Operator>,
    /// Whether the server's description has a way to edit a message.
    pub(super) can_change: bool,
    ledgers: PathBuf,
    documented: HashSet<String>,
    /// What restores called the history.
    restores: Vec<String>,
}

/// A dialog, whose it is, and through which node its people come.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) dialog: i64,
    pub(super) visitor: Visitor,
    pub(super) node: usize,
}

impl Room {
    pub(super) fn party(&self) -> Party {
        self.visitor.party()
    }

    /// The same for people who come through another node, if there is one.
    pub(super) fn through(&self, node: usize) -> Self {
        Self { node, ..self.clone() }
    }
}

impl Scene {
    pub(super) async fn open(course: &Course, id: &str, settings: &[(&str, u64)]) -> Result<Self> {
        Self::open_with(course, id, settings, &[]).await
    }

    /// Two nodes on one database, where it is one that two can share.
    pub(super) async fn open_nodes(course: &Course, id: &str) -> Result<Self> {
        let bus = match course.storage {
            Storage::Sqlite => None,
            Storage::Postgres { .. } => Some(Bus::start(course.seed).await?),
        };
        Self::set_up(course, id, &[], &[], bus).await
    }

    /// The same with further words in the server's environment.
    pub(super) async fn open_with(
        course: &Course,
        id: &str,
        settings: &[(&str, u64)],
        words: &[(&str, String)],
    ) -> Result<Self> {
        Self::set_up(course, id, settings, words, None).await
    }

    async fn set_up(
        course: &Course,
        id: &str,
        settings: &[(&str, u64)],
        words: &[(&str, String)],
        bus: Option<Bus>,
    ) -> Result<Self> {
        let name = format!("conform-{}", id.to_lowercase());
        let mut installation = Installation::on(course.storage.clone(), &name, &course.server)?;
        for (name, value) in settings.iter().chain(&ROOM) {
            installation = installation.with(name, *value);
        }
        for (name, value) in words {
            installation = installation.with_word(name, value);
        }
        if let Some(bus) = &bus {
            installation = bus.tie(0, installation);
        }
        let shop = Shop::open(&installation, 2).await?;
        let description = installation.ask(&["openapi"], "").await?;
        let message = &description["paths"]["/api/v1/dialogs/{id}/messages/{message_id}"];
        let server = installation.start().await?;
        let neighbour = match bus {
            Some(bus) => Some(Neighbour::join(&installation, bus).await?),
            None => None,
        };
        let api = Api::new(installation.address())?;
        let assistant = shop.assistant.clone();
        let mut people = shop.operators.into_iter().map(Arc::new);
        let (holder, watcher) = people
            .next()
            .zip(people.next())
            .context("two operators are needed")?;
        Ok(Self {
            ledgers: installation.folder().join("ledgers"),
            installation,
            server,
            api,
            neighbour,
            assistant,
            holder,
            watcher,
            documented: documented(&description)?,
            restores: Vec::new(),
            can_change: message["patch"].is_object(),
        })
    }

    /// A dialog of a new visitor that the assistant holds.
    pub(super) async fn room(&self) -> Result<Room> {
        let mut secrets = Dice::fresh();
        let visitor = Visitor::new(&self.assistant, &mut secrets);
        let dialog = visitor.open_dialog(&self.api, &mut secrets).await?;
        Ok(Room {
            dialog,
            visitor,
            node: 0,
        })
    }

    /// All nodes, for clients to be spread over.
    pub(super) fn ways(&self) -> Vec<Api> {
        let second = self.neighbour.iter().map(|second| second.api.clone());
        std::iter::once(self.api.clone()).chain(second).collect()
    }

    /// For the report.
    pub(super) fn size(&self) -> &'static str {
        match self.neighbour {
            Some(_) => "2 nodes",
            None => "1 node",
        }
    }

    /// One of the nodes, going round.
    pub(super) fn way(&self, node: usize) -> &Api {
        match &self.neighbour {
            Some(second) if node % 2 == 1 => &second.api,
            _ => &self.api,
        }
    }

    /// A dialog of a new visitor that the first operator holds.
    pub(super) async fn held_room(&self) -> Result<Room> {
        let room = self.room().await?;
        self.hold(room.dialog).await?;
        Ok(room)
    }

    pub(super) async fn hold(&self, dialog: i64) -> Result<()> {
        let party = self.holder.party(&self.api).await?;
        let answer = self.api.claim(&party, dialog).await?;
        answer.read::<Value>().context("the operator cannot claim")?;
        Ok(())
    }

    pub(super) fn held_by(&self) -> Pen {
        Pen::Operator(Arc::clone(&self.holder))
    }

    pub(super) fn watched_by(&self) -> Pen {
        Pen::Operator(Arc::clone(&self.watcher))
    }

    /// A client's ledger of its own.
    pub(super) fn ledger(&self, dialog: i64, client: &str, stream: Stream) -> Result<Ledger> {
        Ledger::open(&self.folder(dialog), client, stream)
    }

    pub(super) fn writer_ledger(&self, dialog: i64, client: &str, stream: Stream) -> Result<Ledger> {
        Ledger::of_writer(&self.folder(dialog), client, stream)
    }

    fn folder(&self, dialog: i64) -> PathBuf {
        self.ledgers.join(format!("dialog-{dialog:06}"))
    }

    /// Reads a dialog over REST as its contact and as an operator, and from the tables.
    async fn collect(&self, database: &Database, room: &Room) -> Result<()> {
        let folder = self.folder(room.dialog);
        std::fs::create_dir_all(&folder)?;
        let staff = self.watcher.party(&self.api).await?;
        for (party, stream) in [(room.party(), Stream::Public), (staff, Stream::Staff)] {
            let (frames, last_seq) = self.api.history(&party, room.dialog).await?;
            let items: Option<Vec<Item>> = frames.iter().map(Item::of).collect();
            let items = items.context("an entry of a history lacks what each has")?;
            let told = History {
                stream,
                source: Source::Rest,
                last_seq,
                items,
                authors: Vec::new(),
            };
            ledger::write_history(&folder, &told)?;
        }
        for stored in database.histories(room.dialog).await? {
            ledger::write_history(&folder, &stored)?;
        }
        ledger::write_restores(&folder, &self.restores)?;
        ledger::write_documented(&folder, &self.documented)
    }

    /// The check of all ledgers against REST and the tables: I1 to I8 and I10.
    pub(super) async fn check(&self, rooms: &[Room]) -> Result<Vec<String>> {
        let database = Database::open(&self.installation).await?;
        let mut wrong = Vec::new();
        let mut count = 0;
        for room in rooms {
            self.collect(&database, room).await?;
            let (_, violations) = ledger::check(&ledger::read(&self.folder(room.dialog))?);
            count += violations.len();
            let shown = violations.iter().take(SHOWN.saturating_sub(wrong.len()));
            wrong.extend(shown.map(|violation| format!("dialog {}: {violation}", room.dialog)));
        }
        if count > wrong.len() {
            wrong.push(format!("… and {} more", count - wrong.len()));
        }
        Ok(wrong)
    }

    /// Stops the server, by SIGTERM or else by SIGKILL, and starts it again on the same data.
    pub(super) async fn restart(mut self, by_order: bool) -> Result<Self> {
        self.stop(by_order).await?;
        self.start().await
    }

    /// Stops the server, replaces the data by a backup (on PostgreSQL, where there is none, it only renames the
    /// history), and starts it again. The new name of the history.
    pub(super) async fn restore(mut self, backup: Option<&str>, by_order: bool) -> Result<(Self, String)> {
        self.stop(by_order).await?;
        let mut arguments = vec!["restore", "--json"];
        arguments.extend(backup.iter().flat_map(|backup| ["--from", backup]));
        let restored = self.installation.ask(&arguments, "").await?;
        let epoch = restored["history_epoch"]
            .as_str()
            .context("`tandem restore` printed no `history_epoch`")?;
        self.restores.push(epoch.to_owned());
        // Their sign-ins ended with it.
        self.holder.forget().await;
        self.watcher.forget().await;
        let epoch = epoch.to_owned();
        Ok((self.start().await?, epoch))
    }

    async fn stop(&mut self, by_order: bool) -> Result<()> {
        if !by_order {
            return self.server.kill_now().await;
        }
        self.server.ask_to_stop()?;
        let status = self.server.ended().await?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }

    async fn start(mut self) -> Result<Self> {
        self.server = self.installation.start().await?;
        // Connections to the old process are no use any more.
        self.api = Api::new(self.installation.address())?;
        Ok(self)
    }

    /// Ends the server; keeps the run's folder if something was wrong.
    pub(super) async fn end(mut self, held: bool) -> Result<()> {
        if !held {
            self.installation.keep();
            crate::terminal::complain(format_args!("kept: {}", self.installation.folder().display()));
        }
        if let Some(second) = self.neighbour {
            second.server.kill().await?;
        }
        self.server.kill().await
    }
}

/// The error codes that the server's own description names, and the protocol's close codes.
fn documented(description: &Value) -> Result<HashSet<String>> {
    let codes = description["components"]["schemas"]["ErrorCode"]["enum"]
        .as_array()
        .context("the server's description names no error codes")?;
    let codes = codes.iter().filter_map(Value::as_str);
    Ok(codes.chain(CLOSE_CODES).map(str::to_owned).collect())
}
