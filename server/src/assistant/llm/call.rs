//! One request to a model, and its stream as it comes.

use std::pin::Pin;
use std::time::Duration;

use async_stream::try_stream;
use eventsource_stream::Eventsource;
use futures_util::{Stream, StreamExt};

use super::prompt::Prompt;
use crate::assistant::engine::EngineError;
use crate::domain::{Assistant, FailureCode, Secret, Usage};
use crate::outbound::{HeaderName, HeaderValue, Outbound, OutboundError};

/// Bytes of a whole stream; an answer of 32,000 characters in the smallest pieces fits.
const LONGEST_STREAM: usize = 16 * 1024 * 1024;

/// Bytes of an error's body that are read, to let the connection be used again.
const LONGEST_ERROR: usize = 16 * 1024;

/// What a model says, in either dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Text(String),
    /// Something that nobody is shown.
    Thinking,
    Tool(ToolCall),
    /// The model has come to an end by itself. Without this a stream was cut off.
    End(End),
}

/// A tool that the model calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ToolCall {
    pub(super) id: String,
    pub(super) name: String,
    /// JSON, as the model wrote it: it may be anything.
    pub(super) arguments: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) stop: Stop,
    pub(super) usage: Option<Usage>,
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Finished,
    Tools,
    /// It had more to say than it was allowed to.
    Length,
    /// It, or its maker, will not answer this.
    Refused,
}

/// A request as HTTP.
pub(super) struct Posted {
    pub(super) url: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: serde_json::Value,
}

/// How a maker of models is spoken to.
pub(super) trait Dialect: Send + Sync {
    fn post(
        &self,
        assistant: &Assistant,
        key: Option<&Secret>,
        prompt: &Prompt,
    ) -> Result<Posted, EngineError>;
    fn reader(&self) -> Box<dyn Reader>;
}

/// Reads the events of one stream.
pub(super) trait Reader: Send {
    fn read(&mut self, event: &str, data: &str) -> Result<Vec<Said>, EngineError>;
    /// The stream has ended: what is still to be told, if the model had come to an end.
    fn close(&mut self) -> Vec<Said>;
}

pub(super) type Saying = Pin<Box<dyn Stream<Item = Result<Said, EngineError>> + Send>>;

/// Sends the request and gives what is said. Nothing follows an end.
pub(super) fn call(outbound: &Outbound, posted: Posted, mut reader: Box<dyn Reader>) -> Saying {
    let outbound = outbound.clone();
    Box::pin(try_stream! {
        let Posted { url, headers, body } = posted;
        let target = outbound
            .check(&url)
            .map_err(|refused| {
                EngineError::lasting(FailureCode::AddressRefused, format!("the engine's address: {refused}")).unbilled()
            })?;
        let sent = outbound.post_json(&target, headers, body.to_string()).send().await;
        let reply = sent.map_err(|error| {
            let told = unreachable(&error);
            if error.was_sent() { told } else { told.unbilled() }
        })?;
        if !reply.is_success() {
            let (status, wait) = (reply.status, reply.retry_after);
            // Read, so that the connection can be used again; never told, for it may repeat the question.
            let _ = reply.text(LONGEST_ERROR).await;
            Err(refused(status, wait).unbilled())?;
            return;
        }
        if !reply.content_type.as_deref().is_some_and(|kind| kind.starts_with("text/event-stream")) {
            Err(EngineError::lasting(
                FailureCode::Malformed,
                "the engine does not stream: its answer is no event stream",
            ))?;
            return;
        }
        let mut events = Box::pin(reply.body(LONGEST_STREAM).eventsource());
        while let Some(event) = events.next().await {
            let event = event.map_err(broken)?;
            for said in reader.read(&event.event, &event.data)? {
                let ended = matches!(said, Said::End(_));
                yield said;
                if ended {
                    return;
                }
            }
        }
        for said in reader.close() {
            yield said;
        }
    })
}

pub(in crate::assistant) fn unreachable(error: &OutboundError) -> EngineError {
    let detail = format!("the engine could not be asked: {error}");
    let code = match error {
        OutboundError::Refused(_) => FailureCode::AddressRefused,
        OutboundError::TimedOut => FailureCode::EngineSilent,
        OutboundError::TooLarge { .. } => FailureCode::Malformed,
        _ => FailureCode::Unavailable,
    };
    if error.is_passing() {
        EngineError::passing(code, detail)
    } else {
        EngineError::lasting(code, detail)
    }
}

fn broken(error: eventsource_stream::EventStreamError<OutboundError>) -> EngineError {
    use eventsource_stream::EventStreamError::{Parser, Transport, Utf8};
    match error {
        Transport(OutboundError::BrokeOff(how)) => cut_off(&how),
        Transport(error) => unreachable(&error),
        Utf8(_) => malformed("it is no UTF-8"),
        Parser(_) => malformed("it holds no events"),
    }
}

/// The stream ended before the answer did.
pub(super) fn cut_off(how: &str) -> EngineError {
    EngineError::passing(
        FailureCode::CutOff,
        format!("the engine's answer was cut off: {how}"),
    )
}

/// How long an engine is left alone that has too much to do and does not say for how long.
const UNSAID: Duration = Duration::from_secs(1);

/// What a status says. 529 is how some makers say that they have too much to do.
pub(in crate::assistant) fn refused(status: u16, retry_after: Option<Duration>) -> EngineError {
    let detail = format!("the engine answered with status {status}");
    match status {
        429 => EngineError::busy(Some(retry_after.unwrap_or(UNSAID)), detail),
        408 | 409 | 425 | 500..=599 => EngineError {
            retry_after,
            ..EngineError::passing(FailureCode::Unavailable, detail)
        },
        401 | 403 => EngineError::lasting(FailureCode::Unauthorized, detail),
        404 => EngineError::lasting(FailureCode::NotFound, detail),
        _ => EngineError::lasting(FailureCode::Rejected, detail),
    }
}

/// An error that a maker tells inside its stream, by its kind.
pub(super) fn told(kind: &str) -> EngineError {
    // A kind is a word of the maker's; anything else would be a text.
    let word: String = kind
        .chars()
        .filter(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-'))
        .take(60)
        .collect();
    let detail = format!("the engine told of an error: {word}");
    if word == "429" {
        return EngineError::busy(None, detail);
    }
    if let Ok(status @ 400..=499) = word.parse::<u16>() {
        return refused(status, None);
    }
    let lasting = [
        ("invalid_request", FailureCode::Rejected),
        ("authentication", FailureCode::Unauthorized),
        ("permission", FailureCode::Unauthorized),
        ("not_found", FailureCode::NotFound),
        ("billing", FailureCode::Rejected),
        ("too_large", FailureCode::Rejected),
    ];
    if word.starts_with("rate_limit") {
        EngineError::busy(Some(UNSAID), detail)
    } else if let Some((_, code)) = lasting.iter().find(|(kind, _)| word.contains(kind)) {
        EngineError::lasting(*code, detail)
    } else {
        EngineError::passing(FailureCode::Unavailable, detail)
    }
}

/// Something that is not what the dialect says.
pub(super) fn malformed(what: &str) -> EngineError {
    EngineError::passing(
        FailureCode::Malformed,
        format!("the engine's stream is malformed: {what}"),
    )
}

/// The key that is kept is of no use.
pub(super) fn unusable_key(why: &str) -> EngineError {
    EngineError::lasting(FailureCode::KeyUnusable, format!("the engine's key: {why}"))
}

/// A header that holds a secret.
pub(in crate::assistant) fn secret_header(
    name: &'static str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), EngineError> {
    let mut value =
        HeaderValue::from_str(value).map_err(|_| unusable_key("it has characters that no header takes"))?;
    value.set_sensitive(true);
    Ok((HeaderName::from_static(name), value))
}

/// `base` with `path` added to its path; its query stays.
pub(in crate::assistant) fn joined(base: &str, path: &str) -> Result<String, EngineError> {
    let mut url = url::Url::parse(base)
        .map_err(|_| EngineError::lasting(FailureCode::AddressRefused, "the engine's address is none"))?;
    let whole = format!("{}{path}", url.path().trim_end_matches('/'));
    url.set_path(&whole);
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_query() {
        let joined = |base: &str| joined(base, "/chat/completions").unwrap();
        assert_eq!(joined("http://a/v1"), "http://a/v1/chat/completions");
        assert_eq!(joined("http://a/v1/"), "http://a/v1/chat/completions");
        assert_eq!(
            joined("https://a/o?api-version=1"),
            "https://a/o/chat/completions?api-version=1"
        );
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        for status in [408, 429, 500, 502, 503, 504, 529] {
            assert!(refused(status, None).retryable, "{status}");
        }
        for status in [301, 400, 401, 403, 404, 413, 422] {
            assert!(!refused(status, None).retryable, "{status}");
        }
        let wait = Some(Duration::from_secs(7));
        assert_eq!(refused(429, wait).retry_after, wait);
        assert_eq!(refused(503, wait).retry_after, wait);
        assert!(told("429").retryable && !told("429").blames_engine && told("500").retryable);
        assert!(!told("401").retryable);
        assert!(told("overloaded_error").retryable && !told("invalid_request_error").retryable);
        assert!(!told("x\" <b>leak</b> how are you").detail.contains('<'));
    }
}
