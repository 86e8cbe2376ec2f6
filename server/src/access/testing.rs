//! What the tests of this floor stand on: a database in a folder of its own, a clock that stands still, and
//! random numbers that are the same each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Access, Cost, Keys, Parts};
use crate::domain::{
    Assistant, Clock, EndedRight, EngineKind, Entropy, Operator, PublicId, Role, Secret, TenantId, Timestamp,
};
use crate::store::{NewAssistant, NewTenant, Place, Settings, Store};

pub(super) const PASSWORD: &str = "correct horse battery";

/// Random numbers from a counter.
#[derive(Default)]
pub(super) struct Seeded(AtomicU64);

impl Seeded {
    /// Other numbers than those of a counter that starts elsewhere.
    pub(super) fn starting_at(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let seed = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&Sha256::digest(seed.to_le_bytes())[..chunk.len()]);
        }
    }
}

pub(super) struct Standing(AtomicI64);

impl Standing {
    pub(super) fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }

    pub(super) fn set_back(&self, by: Duration) {
        self.0.fetch_sub(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A running floor with one tenant in it.
pub(super) struct World {
    pub(super) access: Access,
    pub(super) store: Store,
    pub(super) clock: Arc<Standing>,
    pub(super) tenant: TenantId,
    /// Rights that were told to have ended.
    pub(super) ended: Arc<Mutex<Vec<EndedRight>>>,
    _tasks: JoinSet<()>,
    _folder: TempDir,
}

impl World {
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite {
            file: folder.path().join("tandem.db"),
        };
        let (store, writer) = Store::open(&Settings { place, readers: 2 }).await.unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(writer.run(CancellationToken::new()));
        let clock = Arc::new(Standing(AtomicI64::new(1_800_000_000_000)));
        let entropy = Arc::new(Seeded::default());
        let ended = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&ended);
        let access = Access::new(Parts {
            store: store.clone(),
            keys: Keys::for_tests(),
            clock: clock.clone(),
            entropy,
            password_cost: Cost::LEAST,
            secure_cookies: true,
            right_ended: Arc::new(move |_, ending| {
                told.lock().unwrap_or_else(PoisonError::into_inner).push(ending);
            }),
        })
        .unwrap();
        let mut world = Self {
            access,
            store,
            clock,
            tenant: TenantId(0),
            ended,
            _tasks: tasks,
            _folder: folder,
        };
        world.tenant = world.add_tenant("Acme").await;
        world
    }

    pub(super) async fn add_tenant(&self, name: &str) -> TenantId {
        let tenant = NewTenant {
            public_id: PublicId::parse(&format!("ten_{name}")).unwrap(),
            name: name.to_owned(),
            at: self.clock.now(),
        };
        self.store
            .write(move |tx| Box::pin(async move { tx.create_tenant(&tenant).await }))
            .await
            .unwrap()
    }

    pub(super) async fn add_operator(&self, email: &str, role: Role) -> Operator {
        let member = super::NewMember {
            email: email.to_owned(),
            name: "Ada".to_owned(),
            role,
            password: Secret::new(PASSWORD.to_owned()),
        };
        self.access.create_member(self.tenant, member).await.unwrap()
    }

    pub(super) async fn add_assistant(&self, tenant: TenantId, public_id: &str) -> Assistant {
        let new = NewAssistant {
            public_id: PublicId::parse(public_id).unwrap(),
            name: "Robin".to_owned(),
            engine: EngineKind::Knowledge,
            appearance: crate::domain::Appearance::default(),
            allowed_origins: crate::domain::AllowedOrigins::default(),
            at: self.clock.now(),
        };
        let id = self
            .store
            .write(move |tx| Box::pin(async move { tx.create_assistant(tenant, &new).await }))
            .await
            .unwrap();
        let mut reader = self.store.read().await.unwrap();
        reader.assistant(tenant, id).await.unwrap().unwrap()
    }

    pub(super) fn rights_ended(&self) -> Vec<EndedRight> {
        self.ended.lock().unwrap().clone()
    }
}

/// The value of the cookie in a `Set-Cookie`.
pub(super) fn cookie_value(cookie: &str) -> String {
    let value = cookie.strip_prefix("tandem_refresh=").unwrap();
    value.split(';').next().unwrap().to_owned()
}
