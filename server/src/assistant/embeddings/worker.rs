use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::Embedder;
use super::run::Run;
use crate::assistant::jobs::Crew;
use crate::store::EMBED_JOB;

/// The embedders of this node: they take assistants whose passages lack vectors.
pub struct Embedders {
    embedder: Embedder,
    node: String,
}

impl Embedders {
    /// `node` is unlike that of any other node of the same database.
    pub fn new(embedder: Embedder, node: String) -> Self {
        Self { embedder, node }
    }

    /// Embeds until `stop`. A batch that is being made by then is given up: the next server makes it anew.
    pub async fn run(self, stop: CancellationToken) {
        let crew = Crew {
            kind: EMBED_JOB,
            store: self.embedder.store.clone(),
            clock: Arc::clone(&self.embedder.clock),
            node: self.node,
            wanted: Arc::default(),
        };
        let run = |lease| {
            let embedder = self.embedder.clone();
            async move { Run { embedder, lease }.go().await }
        };
        crew.run(stop, run).await;
    }
}
