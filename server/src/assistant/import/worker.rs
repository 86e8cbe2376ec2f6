use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::run::Run;
use super::{IMPORT_JOB, Importing};
use crate::assistant::jobs::Crew;

/// The importers of this node: they take sources whose time has come.
pub struct Importers {
    importing: Importing,
    node: String,
}

impl Importers {
    /// `node` is unlike that of any other node of the same database.
    pub fn new(importing: Importing, node: String) -> Self {
        Self { importing, node }
    }

    /// Runs sources until `stop`. A run that is not at its end by then is given up: the next server goes on with it.
    pub async fn run(self, stop: CancellationToken) {
        let crew = Crew {
            kind: IMPORT_JOB,
            store: self.importing.store.clone(),
            clock: Arc::clone(&self.importing.clock),
            node: self.node,
            wanted: Arc::clone(&self.importing.wanted),
        };
        let run = |lease| {
            let importing = self.importing.clone();
            async move { Run { importing, lease }.go().await }
        };
        crew.run(stop, run).await;
    }
}
