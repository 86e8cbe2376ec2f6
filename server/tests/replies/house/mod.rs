//! A database, a bus, a clock that stands still, and workers that can be killed.

mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx::{Connection, Executor, SqliteConnection};
use tandem::assistant::engine::Engine;
use tandem::assistant::worker::{Cancellations, Parts, Settings, Typists, Workers};
use tandem::bus::{Bus, LocalBus, Subscription};
use tandem::conversation::{Conversation, NewDialog, NewPost};
use tandem::domain::{
    AllowedOrigins, Appearance, Attributes, ClientId, Clock, ContactPrincipal, ContactProof, Dialog,
    DialogId, EngineKind, Entropy, EntryKind, Limits, MessageText, OperatorPrincipal, Principal, PublicId,
    Role, SessionId, Timestamp, TokenHash,
};
use tandem::store::{self, NewAssistant, NewContact, NewOperator, NewTenant, Place, Store};
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Far longer than anything here takes; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) struct House {
    pub(super) store: Store,
    pub(super) conversation: Conversation,
    pub(super) clock: Arc<Standing>,
    pub(super) contact: ContactPrincipal,
    pub(super) operator: OperatorPrincipal,
    bus: Arc<LocalBus>,
    events: Subscription,
    wanted: Arc<Notify>,
    ids: u32,
    _tasks: JoinSet<()>,
    folder: TempDir,
}

/// Time that only moves when it is told to.
pub(super) struct Standing(AtomicI64);

impl Standing {
    pub(super) fn forward(&self, by: Duration) {
        self.0
            .fetch_add(by.as_millis().try_into().unwrap(), Ordering::SeqCst);
    }

    /// A clock that went wrong is put right.
    pub(super) fn back(&self, by: Duration) {
        self.0
            .fetch_sub(by.as_millis().try_into().unwrap(), Ordering::SeqCst);
    }
}

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// All zeros: no waits between tries.
struct NoChance;

impl Entropy for NoChance {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

/// The workers of one node. Dropping them is a `kill -9`.
pub(super) struct Node {
    tasks: JoinSet<()>,
    stop: CancellationToken,
    pub(super) cancellations: Cancellations,
}

impl Node {
    /// Stops politely, and waits for it.
    pub(super) async fn stop(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }
}

impl House {
    pub(super) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let place = Place::Sqlite {
            file: folder.path().join("tandem.db"),
        };
        let (store, writer) = Store::open(&store::Settings { place, readers: 4 }).await.unwrap();
        let mut tasks = JoinSet::new();
        let forever = CancellationToken::new();
        tasks.spawn(writer.run(forever.clone()));
        let clock = Arc::new(Standing(AtomicI64::new(1_700_000_000_000)));
        let bus = Arc::new(LocalBus::new());
        let wanted = Arc::new(Notify::new());
        let (conversation, poster) = Conversation::new(
            store.clone(),
            bus.clone(),
            clock.clone(),
            Arc::new(Limits {
                // One visitor asks all the questions.
                messages_per_minute: 0,
                ..Limits::default()
            }),
            wanted.clone(),
        );
        tasks.spawn(poster.run(forever));
        let (contact, operator) = people(&store, clock.now()).await;
        let events = bus.subscribe();
        Self {
            store,
            conversation,
            clock,
            contact,
            operator,
            bus,
            events,
            wanted,
            ids: 0,
            _tasks: tasks,
            folder,
        }
    }

    /// Somebody else at the database, who lets nobody write until this is closed.
    pub(super) async fn grip(&self) -> SqliteConnection {
        let file = self.folder.path().join("tandem.db");
        let address = format!("sqlite://{}", file.display());
        let mut holder = SqliteConnection::connect(&address).await.unwrap();
        holder.execute("begin immediate").await.unwrap();
        holder
    }

    /// Starts workers with short times; `adjust` may change their settings.
    pub(super) fn node(
        &self,
        name: &str,
        engine: Arc<dyn Engine>,
        adjust: impl FnOnce(&mut Settings),
    ) -> Node {
        let mut settings = Settings::new(name.to_owned());
        settings.look_every = Duration::from_millis(5);
        settings.sweep_every = Duration::from_millis(5);
        settings.delta_every = Duration::ZERO;
        settings.debounce = Duration::ZERO;
        settings.hear_out = Duration::ZERO;
        settings.save_every = Duration::ZERO;
        adjust(&mut settings);
        let cancellations = Cancellations::default();
        let workers = Workers::new(Parts {
            store: self.store.clone(),
            conversation: self.conversation.clone(),
            bus: self.bus.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(NoChance),
            engine,
            wanted: self.wanted.clone(),
            cancellations: cancellations.clone(),
            typists: Typists::default(),
            settings,
        });
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        tasks.spawn(workers.run(stop.clone()));
        Node {
            tasks,
            stop,
            cancellations,
        }
    }

    /// The visitor opens a dialog with a question.
    pub(super) async fn ask(&mut self, question: &str) -> Dialog {
        let new = NewDialog {
            client_id: self.client_id(),
            page: None,
            message: Some((self.client_id(), text(question))),
        };
        self.conversation
            .open(&self.contact.clone(), new)
            .await
            .unwrap()
            .dialog
    }

    /// And says more in it.
    pub(super) async fn say(&mut self, dialog: DialogId, words: &str) {
        let post = NewPost {
            dialog,
            kind: EntryKind::Message,
            client_id: self.client_id(),
            text: text(words),
            expected_epoch: None,
            origin: None,
        };
        self.conversation
            .post(&Principal::Contact(self.contact.clone()), post)
            .await
            .unwrap();
    }

    fn client_id(&mut self) -> ClientId {
        self.ids += 1;
        ClientId::parse(&format!("00000000-0000-4000-8000-{:012}", self.ids)).unwrap()
    }
}

fn text(words: &str) -> MessageText {
    MessageText::parse(words, 8_000).unwrap()
}

async fn people(store: &Store, at: Timestamp) -> (ContactPrincipal, OperatorPrincipal) {
    store
        .write(move |tx| {
            Box::pin(async move {
                let public_id = PublicId::make("ten", [1; 16]);
                let tenant = tx
                    .create_tenant(&NewTenant {
                        public_id,
                        name: "Shop".to_owned(),
                        at,
                    })
                    .await?;
                let assistant = NewAssistant {
                    public_id: PublicId::make("ast", [1; 16]),
                    name: "Ada".to_owned(),
                    engine: EngineKind::Knowledge,
                    appearance: Appearance::default(),
                    allowed_origins: AllowedOrigins::default(),
                    at,
                };
                let assistant = tx.create_assistant(tenant, &assistant).await?;
                let contact = NewContact {
                    assistant,
                    site: None,
                    external_id: None,
                    name: None,
                    email: None,
                    verified: false,
                    attributes: Attributes::default(),
                    at,
                };
                let contact = tx.create_contact(tenant, &contact).await?;
                let operator = NewOperator {
                    email: "op@example.com".to_owned(),
                    name: "Olga".to_owned(),
                    avatar_url: None,
                    password_hash: "none".to_owned(),
                    at,
                };
                let operator = tx.create_operator(&operator).await?.unwrap();
                tx.add_membership(tenant, operator, Role::Agent, at).await?;
                let (operator, role) = tx.member(tenant, operator).await?.unwrap();
                let contact = ContactPrincipal {
                    tenant,
                    assistant,
                    site: None,
                    contact,
                    proof: ContactProof::VisitorToken(TokenHash([1; 32])),
                };
                let operator = OperatorPrincipal {
                    tenant,
                    role,
                    session: SessionId(1),
                    person: operator.person(),
                };
                Ok::<_, store::Error>((contact, operator))
            })
        })
        .await
        .unwrap()
}
