//! One request for vectors.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use crate::assistant::llm::{OPENAI, joined, secret_header};
use crate::domain::{EmbeddingFault, EmbeddingSettings, Embeddings, Secret};
use crate::outbound::{Outbound, OutboundError, Reply};

/// Bytes of an answer: 64 of the longest vectors fit.
const LONGEST: usize = 8 * 1024 * 1024;

/// Bytes of a refusal that are read, to let the connection be used again.
const LONGEST_REFUSAL: usize = 16 * 1024;

/// More tokens than this are not believed of one request.
const MOST_TOKENS: i64 = 10_000_000;

/// What came back.
#[derive(Debug, PartialEq)]
pub(super) struct Called {
    /// One for each text, in their order, each of length 1.
    pub(super) vectors: Vec<Vec<f32>>,
    /// As the other side counts them, if it does.
    pub(super) tokens: Option<i64>,
}

/// Why nothing of use came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    pub(super) fault: EmbeddingFault,
    /// As the other side wishes.
    pub(super) retry_after: Option<Duration>,
    /// Whether it may be billed all the same.
    pub(super) costs: bool,
}

impl Failed {
    fn free(fault: EmbeddingFault) -> Self {
        Self {
            fault,
            retry_after: None,
            costs: false,
        }
    }

    fn billed(fault: EmbeddingFault) -> Self {
        Self {
            costs: true,
            ..Self::free(fault)
        }
    }
}

/// Asks for the vectors of `texts`, of which there is at least one and none is empty.
pub(super) async fn call(
    outbound: &Outbound,
    settings: &EmbeddingSettings,
    key: Option<&Secret>,
    texts: &[String],
    within: Duration,
) -> Result<Called, Failed> {
    let base = settings.base_url.as_deref().unwrap_or(OPENAI);
    let refused = || Failed::free(EmbeddingFault::AddressRefused);
    let url = joined(base, "/embeddings").map_err(|_| refused())?;
    let target = outbound.check(&url).map_err(|_| refused())?;
    let bearer = key.map(|key| secret_header("authorization", &format!("Bearer {}", key.reveal())));
    let headers = bearer
        .transpose()
        .map_err(|_| Failed::free(EmbeddingFault::KeyUnusable))?;
    let body = json!({"model": settings.model, "input": texts}).to_string();
    let sending = outbound
        .post_json(&target, headers.into_iter().collect(), body)
        .within(within);
    let reply = sending.send().await.map_err(|error| unsent(&error))?;
    if !reply.is_success() {
        return Err(refusal(reply).await);
    }
    let bytes = reply.bytes(LONGEST).await.map_err(|error| match error {
        OutboundError::TimedOut => Failed::billed(EmbeddingFault::TimedOut),
        OutboundError::TooLarge { .. } => Failed::billed(EmbeddingFault::Malformed),
        _ => Failed::billed(EmbeddingFault::Unavailable),
    })?;
    read(&bytes, texts.len()).map_err(Failed::billed)
}

fn unsent(error: &OutboundError) -> Failed {
    let fault = match error {
        OutboundError::Refused(_) => EmbeddingFault::AddressRefused,
        OutboundError::TimedOut => EmbeddingFault::TimedOut,
        _ => EmbeddingFault::Unavailable,
    };
    Failed {
        costs: error.was_sent(),
        ..Failed::free(fault)
    }
}

async fn refusal(reply: Reply) -> Failed {
    let fault = match reply.status {
        401 | 403 => EmbeddingFault::Unauthorized,
        404 => EmbeddingFault::NotFound,
        429 => EmbeddingFault::RateLimited,
        408 | 409 | 425 | 500.. => EmbeddingFault::Unavailable,
        _ => EmbeddingFault::Rejected,
    };
    let retry_after = reply.retry_after;
    // Never told: it may repeat what it was asked.
    let _ = reply.text(LONGEST_REFUSAL).await;
    Failed {
        retry_after,
        ..Failed::free(fault)
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Item>,
    usage: Option<Tokens>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

#[derive(Deserialize)]
struct Tokens {
    #[serde(default, rename = "prompt_tokens")]
    prompt: Option<i64>,
}

/// Reads the vectors of `asked` texts, and puts them in order.
fn read(bytes: &[u8], asked: usize) -> Result<Called, EmbeddingFault> {
    let answer: Answer = serde_json::from_slice(bytes).map_err(|_| EmbeddingFault::Malformed)?;
    let mut places: Vec<Option<Vec<f32>>> = vec![None; asked];
    for (at, item) in answer.data.into_iter().enumerate() {
        let place = places.get_mut(item.index.unwrap_or(at));
        let place = place.filter(|place| place.is_none());
        *place.ok_or(EmbeddingFault::Malformed)? = Some(unit(item.embedding)?);
    }
    let vectors: Option<Vec<Vec<f32>>> = places.into_iter().collect();
    let vectors = vectors.ok_or(EmbeddingFault::Malformed)?;
    if vectors.windows(2).any(|pair| pair[0].len() != pair[1].len()) {
        return Err(EmbeddingFault::WrongDimensions);
    }
    let tokens = answer.usage.and_then(|tokens| tokens.prompt);
    Ok(Called {
        vectors,
        tokens: tokens.map(|tokens| tokens.clamp(0, MOST_TOKENS)),
    })
}

/// The same direction at length 1, so that two are compared by one product.
fn unit(mut vector: Vec<f32>) -> Result<Vec<f32>, EmbeddingFault> {
    if !(1..=Embeddings::MOST_DIMENSIONS).contains(&vector.len()) {
        return Err(EmbeddingFault::WrongDimensions);
    }
    let square: f64 = vector.iter().map(|number| f64::from(*number).powi(2)).sum();
    let length = square.sqrt();
    // What is no number, or without end, makes the sum so; and nothing has no direction.
    if !length.is_finite() || length <= 0.0 {
        return Err(EmbeddingFault::Malformed);
    }
    for number in &mut vector {
        *number = (f64::from(*number) / length) as f32;
    }
    Ok(vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, asked: usize) -> Result<Called, EmbeddingFault> {
        read(text.as_bytes(), asked)
    }

    #[test]
    fn vectors_come_in_the_order_of_their_texts() {
        let text = r#"{"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}],
            "usage": {"prompt_tokens": 7, "total_tokens": 7}}"#;
        let called = of(text, 2).unwrap();
        assert_eq!(called.vectors, [vec![0.6, 0.8], vec![0.0, 1.0]]);
        assert_eq!(called.tokens, Some(7));
        let bare = of(r#"{"data": [{"embedding": [1]}, {"embedding": [-2]}]}"#, 2).unwrap();
        assert_eq!(bare.vectors, [vec![1.0], vec![-1.0]]);
        assert_eq!(bare.tokens, None);
    }

    #[test]
    fn what_is_no_answer_is_none() {
        let long = format!(r#"{{"data": [{{"embedding": [{}1]}}]}}"#, "1,".repeat(4_096));
        for (text, fault) in [
            ("no JSON", EmbeddingFault::Malformed),
            ("{}", EmbeddingFault::Malformed),
            (r#"{"data": []}"#, EmbeddingFault::Malformed),
            (r#"{"data": [{"embedding": [NaN]}]}"#, EmbeddingFault::Malformed),
            (r#"{"data": [{"embedding": [null]}]}"#, EmbeddingFault::Malformed),
            (r#"{"data": [{"embedding": [1e39]}]}"#, EmbeddingFault::Malformed),
            (r#"{"data": [{"embedding": [0, 0]}]}"#, EmbeddingFault::Malformed),
            (
                r#"{"data": [{"index": 1, "embedding": [1]}]}"#,
                EmbeddingFault::Malformed,
            ),
            (
                r#"{"data": [{"embedding": [1]}, {"embedding": [1]}]}"#,
                EmbeddingFault::Malformed,
            ),
            (
                r#"{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}"#,
                EmbeddingFault::Malformed,
            ),
            (
                r#"{"data": [{"embedding": []}]}"#,
                EmbeddingFault::WrongDimensions,
            ),
            (long.as_str(), EmbeddingFault::WrongDimensions),
        ] {
            assert_eq!(of(text, 1), Err(fault), "{text:.60}");
        }
        let uneven = r#"{"data": [{"embedding": [1]}, {"embedding": [1, 1]}]}"#;
        assert_eq!(of(uneven, 2), Err(EmbeddingFault::WrongDimensions));
    }
}
