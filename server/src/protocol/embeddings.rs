//! Bodies of what is told and asked about vectors.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Time;
use super::assistants::named;
use crate::domain::{EmbeddingFault, EmbeddingState};

/// Who makes vectors of an assistant's articles: any endpoint that speaks OpenAI's `/embeddings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EmbeddingsBody {
    /// The address that `/embeddings` is added to; OpenAI's own if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    pub model: String,
    /// Millionths of a currency unit for a million tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_price_micros: Option<i64>,
    /// Whether a key is kept. It is never shown.
    pub has_key: bool,
}

/// The same as it is written. What is not named of it has its default; but the key stays unless it is named, or another
/// host is. Written again as it is, what had stopped begins anew.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmbeddingsIn {
    pub base_url: Option<String>,
    pub model: String,
    pub input_price_micros: Option<i64>,
    /// `null` takes it away.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    pub key: Option<Option<String>>,
}

impl fmt::Debug for EmbeddingsIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmbeddingsIn({})", self.model)
    }
}

/// How far an assistant's vectors are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EmbeddingStatusBody {
    pub state: EmbeddingState,
    /// Pieces of the assistant's articles.
    pub passages: i64,
    /// Of these: they have a vector.
    pub embedded: i64,
    /// So many may have one; the others are found by their words alone.
    pub most: i64,
    /// Numbers of a vector; not there before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<i64>,
    /// Why the last request for passages brought nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<EmbeddingFault>,
    /// When it is tried again by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Time>,
}
