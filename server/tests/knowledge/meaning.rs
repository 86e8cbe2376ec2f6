//! The retrieval benchmark once more, for an assistant whose articles are embedded.
//!
//! Unless `TANDEM_TEST_EMBEDDINGS` names an endpoint (and `TANDEM_TEST_EMBEDDINGS_MODEL` a model of it), the vectors are the
//! stand-in's, which know nothing but words, and these badly: so what is held to a floor is that poor vectors do no harm.

use std::env;
use std::sync::Arc;

use stub::Provider;
use tandem::access::{Access, Cost, Keys};
use tandem::assistant::embeddings::{Embedder, Embedders};
use tandem::domain::{Assistant, EmbeddingSettings};
use tandem::outbound::{Allowance, Outbound};
use tandem::store::{EmbeddingChange, Error, Store};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Whoever makes vectors, and what has to live as long.
pub(super) struct Maker {
    pub(super) embedder: Embedder,
    settings: EmbeddingSettings,
    running: JoinSet<()>,
    _keys: TempDir,
    _provider: Provider,
}

impl Maker {
    pub(super) async fn new(store: &Store) -> Self {
        let provider = Provider::start().await;
        let named = env::var("TANDEM_TEST_EMBEDDINGS").unwrap_or_default();
        let base_url = if named.is_empty() {
            provider.openai()
        } else {
            named
        };
        let keys = TempDir::new().unwrap();
        let outside = tandem::app::outside();
        let access = Access::new(tandem::access::Parts {
            store: store.clone(),
            keys: Keys::load_or_make(keys.path(), &*outside.entropy).unwrap(),
            clock: Arc::clone(&outside.clock),
            entropy: Arc::clone(&outside.entropy),
            password_cost: Cost::LEAST,
            secure_cookies: false,
            right_ended: Arc::new(|_, _| {}),
        })
        .unwrap();
        let outbound = Outbound::new(&tandem::outbound::Settings {
            allow_private: Allowance::parse(&["127.0.0.0/8"]).unwrap(),
            ..tandem::outbound::Settings::default()
        })
        .unwrap();
        Self {
            embedder: Embedder::new(store.clone(), outbound, access, outside.clock, outside.entropy),
            settings: EmbeddingSettings {
                base_url: Some(base_url),
                model: env::var("TANDEM_TEST_EMBEDDINGS_MODEL").unwrap_or_else(|_| "m".to_owned()),
                input_price_micros: None,
            },
            running: JoinSet::new(),
            _keys: keys,
            _provider: provider,
        }
    }

    /// Returns when all passages of `assistant` have a vector.
    pub(super) async fn embed(&mut self, store: &Store, assistant: &Assistant) {
        let change = EmbeddingChange {
            settings: self.settings.clone(),
            key: None,
            at: tandem::app::outside().clock.now(),
        };
        let (tenant, id) = (assistant.tenant, assistant.id);
        let saved: Result<(), Error> = store
            .write(move |tx| Box::pin(async move { tx.save_embeddings(tenant, id, &change).await }))
            .await;
        saved.unwrap();
        let embedders = Embedders::new(self.embedder.clone(), "exam".to_owned());
        self.running.spawn(embedders.run(CancellationToken::new()));
        loop {
            let mut conn = store.read().await.unwrap();
            let (passages, embedded) = conn.embedded_count(tenant, id).await.unwrap();
            let of = conn.embeddings(tenant, id).await.unwrap().unwrap();
            assert_eq!(of.fault, None, "the maker of vectors failed");
            if passages == embedded {
                return;
            }
            drop(conn);
            tokio::task::yield_now().await;
        }
    }
}
