//! Vectors of passages: who makes them for an assistant, and how that goes.

use serde::{Deserialize, Serialize};

use super::{AssistantId, EngineSettings, PublicId, TenantId, Timestamp, Usage};

/// Who makes an assistant's vectors. Those of another address or model do not compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddingSettings {
    /// The address that `/embeddings` is added to; OpenAI's own if there is none.
    pub base_url: Option<String>,
    pub model: String,
    /// Millionths of a currency unit for a million tokens.
    pub input_price_micros: Option<i64>,
}

impl EmbeddingSettings {
    /// Whether vectors made under `other` compare with those made under this.
    pub fn makes_the_same(&self, other: &Self) -> bool {
        self.base_url == other.base_url && self.model == other.model
    }

    /// What so many tokens cost, in millionths of a currency unit, rounded up.
    pub fn cost(&self, tokens: i64) -> i64 {
        let price = EngineSettings {
            input_price_micros: self.input_price_micros,
            ..EngineSettings::default()
        };
        price.cost(Usage {
            input_tokens: tokens,
            output_tokens: 0,
        })
    }
}

/// An assistant's vectors: who makes them, and how far they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embeddings {
    pub tenant: TenantId,
    pub assistant: AssistantId,
    /// The assistant's.
    pub public_id: PublicId,
    pub settings: EmbeddingSettings,
    /// Only `access` opens it.
    pub key: Option<Vec<u8>>,
    /// The length of all vectors; none is known before the first.
    pub dimensions: Option<usize>,
    /// Rises whenever passages or vectors change.
    pub revision: i64,
    /// Why the last request for passages brought nothing.
    pub fault: Option<EmbeddingFault>,
    /// Such requests in a row.
    pub failures: i64,
    /// Not before then the next one is made.
    pub retry_at: Option<Timestamp>,
}

impl Embeddings {
    /// Vectors of one assistant; further passages are found by their words alone.
    pub const MOST: i64 = 20_000;
    /// Bytes of one assistant's vectors: of more than 1,677 dimensions there are fewer than [`MOST`](Self::MOST).
    pub const MOST_BYTES: i64 = 128 * 1024 * 1024;
    /// The longest vector that is taken.
    pub const MOST_DIMENSIONS: usize = 4_096;

    /// How many passages may have a vector.
    pub fn most(&self) -> i64 {
        let bytes = self.dimensions.and_then(|length| i64::try_from(length * 4).ok());
        bytes.map_or(Self::MOST, |bytes| {
            Self::MOST.min(Self::MOST_BYTES / bytes.max(1))
        })
    }

    /// How it goes, if `embedded` of `passages` have a vector.
    pub fn state(&self, passages: i64, embedded: i64) -> EmbeddingState {
        match self.fault {
            Some(fault) if fault.is_lasting() => EmbeddingState::Stopped,
            Some(_) => EmbeddingState::Waiting,
            None if embedded < passages.min(self.most()) => EmbeddingState::Working,
            None => EmbeddingState::Ready,
        }
    }
}

/// How it goes with an assistant's vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmbeddingState {
    /// Passages without a vector get theirs.
    Working,
    /// All have theirs that may.
    Ready,
    /// Something failed that may pass: it is tried again by itself.
    Waiting,
    /// Something failed that somebody has to mend. Nothing is asked before the settings are saved again.
    Stopped,
}

/// Why a request for vectors brought none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmbeddingFault {
    /// 401 or 403: the key is not taken.
    Unauthorized,
    /// 404: no such address, or no such model.
    NotFound,
    /// Any other refusal of the request itself.
    Rejected,
    /// The address leads to where this server does not call.
    AddressRefused,
    /// The key that is kept does not open, or no header takes it.
    KeyUnusable,
    /// A vector is not as long as the others, or longer than any may be.
    WrongDimensions,
    /// 429.
    RateLimited,
    /// No connection, or an error of the other side's.
    Unavailable,
    TimedOut,
    /// The answer holds no vectors, or not those that were asked for.
    Malformed,
    /// What the tenant spends in a day is spent.
    BudgetSpent,
}

impl EmbeddingFault {
    /// Whether another try cannot mend it.
    pub fn is_lasting(self) -> bool {
        matches!(
            self,
            Self::Unauthorized
                | Self::NotFound
                | Self::Rejected
                | Self::AddressRefused
                | Self::KeyUnusable
                | Self::WrongDimensions
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embeddings(dimensions: Option<usize>, fault: Option<EmbeddingFault>) -> Embeddings {
        Embeddings {
            tenant: TenantId(1),
            assistant: AssistantId(1),
            public_id: PublicId::make("ast", [0; 16]),
            settings: EmbeddingSettings {
                base_url: None,
                model: "m".to_owned(),
                input_price_micros: Some(20_000),
            },
            key: None,
            dimensions,
            revision: 0,
            fault,
            failures: 0,
            retry_at: None,
        }
    }

    #[test]
    fn long_vectors_are_fewer() {
        assert_eq!(embeddings(None, None).most(), 20_000);
        assert_eq!(embeddings(Some(1_536), None).most(), 20_000);
        assert_eq!(embeddings(Some(4_096), None).most(), 8_192);
    }

    #[test]
    fn the_state_follows_from_what_is_there() {
        let ready = embeddings(Some(384), None);
        assert_eq!(ready.state(3, 2), EmbeddingState::Working);
        assert_eq!(ready.state(3, 3), EmbeddingState::Ready);
        assert_eq!(ready.state(30_000, 20_000), EmbeddingState::Ready);
        let failing = embeddings(None, Some(EmbeddingFault::RateLimited));
        assert_eq!(failing.state(3, 3), EmbeddingState::Waiting);
        let stopped = embeddings(None, Some(EmbeddingFault::Unauthorized));
        assert_eq!(stopped.state(3, 0), EmbeddingState::Stopped);
    }

    #[test]
    fn a_price_rounds_up() {
        let settings = embeddings(None, None).settings;
        assert_eq!(
            (settings.cost(1), settings.cost(1_000_000), settings.cost(0)),
            (1, 20_000, 0)
        );
    }
}
