//! The keys of tenants' engines, and of whoever makes vectors for them: sealed at rest, opened only for the request that needs them.

use super::{Access, Denied};
use crate::domain::{Assistant, Embeddings, PublicId, Secret};

impl Access {
    /// Seals an engine's key for one assistant. It opens for no other.
    pub fn seal_engine_key(&self, assistant: &PublicId, key: &Secret) -> Result<Vec<u8>, Denied> {
        self.sealer
            .seal(&label(assistant), key, &*self.entropy)
            .map_err(Denied::broken)
    }

    /// The assistant's engine key; nothing if it has none.
    pub fn engine_key(&self, assistant: &Assistant) -> Result<Option<Secret>, Denied> {
        let sealed = assistant.engine_key.as_deref();
        sealed
            .map(|sealed| self.sealer.open(&label(&assistant.public_id), sealed))
            .transpose()
            .map_err(Denied::broken)
    }

    /// Seals the key of whoever makes an assistant's vectors. It opens for nothing else of it.
    pub fn seal_embeddings_key(&self, assistant: &PublicId, key: &Secret) -> Result<Vec<u8>, Denied> {
        self.sealer
            .seal(&embeddings_label(assistant), key, &*self.entropy)
            .map_err(Denied::broken)
    }

    /// The key for vectors; nothing if there is none.
    pub fn embeddings_key(&self, embeddings: &Embeddings) -> Result<Option<Secret>, Denied> {
        let sealed = embeddings.key.as_deref();
        sealed
            .map(|sealed| self.sealer.open(&embeddings_label(&embeddings.public_id), sealed))
            .transpose()
            .map_err(Denied::broken)
    }
}

/// Another place than a site's secrets, should a site and an assistant ever have one name.
fn label(assistant: &PublicId) -> String {
    format!("engine key of {assistant}")
}

fn embeddings_label(assistant: &PublicId) -> String {
    format!("embeddings key of {assistant}")
}
