//! A store, a conversation and three people in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use futures_util::FutureExt as _;
use tandem::bus::{Bus, LocalBus, Subscription};
use tandem::conversation::{Conversation, NewDialog};
use tandem::domain::{
    AllowedOrigins, Appearance, Attributes, ClientId, Clock, ContactPrincipal, ContactProof, DialogId,
    EngineKind, Event, Limits, OperatorPrincipal, Principal, PublicId, Role, SessionId, Timestamp, TokenHash,
};
use tandem::store::{self, NewAssistant, NewContact, NewOperator, NewTenant, Place, Store};
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub(super) struct House {
    pub(super) conversation: Conversation,
    pub(super) contact: ContactPrincipal,
    /// An agent, and an admin.
    pub(super) operators: [OperatorPrincipal; 2],
    events: tokio::sync::Mutex<Subscription>,
    ids: AtomicU64,
    _tasks: JoinSet<()>,
    _folder: TempDir,
}

/// Time that goes on by a second whenever somebody looks.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}

impl House {
    pub(super) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let place = Place::Sqlite {
            file: folder.path().join("tandem.db"),
        };
        let (store, writer) = Store::open(&store::Settings { place, readers: 2 }).await.unwrap();
        let mut tasks = JoinSet::new();
        let forever = CancellationToken::new();
        tasks.spawn(writer.run(forever.clone()));
        let bus = Arc::new(LocalBus::new());
        let limits = Limits {
            dialogs_per_contact: usize::MAX / 2,
            marks_per_minute: 0,
            actions_per_minute: 0,
            ..Limits::default()
        };
        let (conversation, poster) = Conversation::new(
            store.clone(),
            bus.clone(),
            Arc::new(Ticking(AtomicI64::new(1_700_000_000_000))),
            Arc::new(limits),
            Arc::new(Notify::new()),
        );
        tasks.spawn(poster.run(forever));
        let (contact, operators) = people(&store).await;
        Self {
            conversation,
            contact,
            operators,
            events: tokio::sync::Mutex::new(bus.subscribe()),
            ids: AtomicU64::new(1),
            _tasks: tasks,
            _folder: folder,
        }
    }

    pub(super) fn client_id(&self) -> ClientId {
        let number = self.ids.fetch_add(1, Ordering::Relaxed);
        ClientId::parse(&format!("00000000-0000-4000-8000-{number:012}")).unwrap()
    }

    pub(super) async fn open(&self) -> DialogId {
        let new = NewDialog {
            client_id: self.client_id(),
            page: None,
            message: None,
        };
        self.conversation
            .open(&self.contact, new)
            .await
            .unwrap()
            .dialog
            .id
    }

    /// 0 is the contact, 1 the agent, 2 the admin.
    pub(super) fn person(&self, number: usize) -> Principal {
        match number {
            0 => Principal::Contact(self.contact.clone()),
            number => Principal::Operator(self.operators[number - 1].clone()),
        }
    }

    /// What has happened since the last look. (Events are on the bus before their cause is acknowledged.)
    pub(super) async fn news(&self) -> Vec<Arc<Event>> {
        let mut events = self.events.lock().await;
        let mut news = Vec::new();
        while let Some(event) = events.recv().now_or_never().flatten() {
            news.push(event);
        }
        news
    }
}

async fn people(store: &Store) -> (ContactPrincipal, [OperatorPrincipal; 2]) {
    let at = Timestamp(1_700_000_000_000);
    store
        .write(move |tx| {
            Box::pin(async move {
                let tenant = NewTenant {
                    public_id: PublicId::make("ten", [1; 16]),
                    name: "Shop".to_owned(),
                    at,
                };
                let tenant = tx.create_tenant(&tenant).await?;
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
                let contact = ContactPrincipal {
                    tenant,
                    assistant,
                    site: None,
                    contact: tx.create_contact(tenant, &contact).await?,
                    proof: ContactProof::VisitorToken(TokenHash([1; 32])),
                };
                let mut operators = Vec::new();
                for (name, role) in [("Olga", Role::Agent), ("Ada", Role::Admin)] {
                    let operator = NewOperator {
                        email: format!("{name}@example.com"),
                        name: name.to_owned(),
                        avatar_url: None,
                        password_hash: "none".to_owned(),
                        at,
                    };
                    let operator = tx.create_operator(&operator).await?.unwrap();
                    tx.add_membership(tenant, operator, role, at).await?;
                    let (operator, role) = tx.member(tenant, operator).await?.unwrap();
                    operators.push(OperatorPrincipal {
                        tenant,
                        role,
                        session: SessionId(operator.id.0),
                        person: operator.person(),
                    });
                }
                let operators = <[OperatorPrincipal; 2]>::try_from(operators).unwrap();
                Ok::<_, store::Error>((contact, operators))
            })
        })
        .await
        .unwrap()
}
