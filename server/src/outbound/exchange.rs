use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use reqwest::{RequestBuilder, Response};

use super::{HeaderName, HeaderValue, OutboundError};

/// Longer waits than a day are not believed.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(24);

/// A request that has not gone out yet.
#[must_use = "a request goes out when it is sent"]
pub struct Sending(RequestBuilder);

impl Sending {
    pub(super) fn new(request: RequestBuilder, headers: Vec<(HeaderName, HeaderValue)>) -> Self {
        let request = headers
            .into_iter()
            .fold(request, |request, (name, value)| request.header(name, value));
        Self(request)
    }

    /// Sets when all of the answer has to be there, its body included.
    pub fn within(self, whole: Duration) -> Self {
        Self(self.0.timeout(whole))
    }

    /// Sends it, and waits for the head of the answer. An answer of any status is one.
    pub async fn send(self) -> Result<Reply, OutboundError> {
        let response = self.0.send().await.map_err(OutboundError::of)?;
        Ok(Reply::new(response))
    }
}

/// The head of an answer; what follows is read when it is asked for.
pub struct Reply {
    pub status: u16,
    /// As the other side wishes; at most a day.
    pub retry_after: Option<Duration>,
    pub content_type: Option<String>,
    response: Response,
}

impl Reply {
    fn new(response: Response) -> Self {
        let header = |name: &str| response.headers().get(name)?.to_str().ok();
        let wait = header("retry-after").and_then(|value| wait(value.trim(), header("date")));
        Self {
            status: response.status().as_u16(),
            retry_after: wait.map(|wait| wait.min(LONGEST_RETRY_AFTER)),
            content_type: header("content-type").map(str::to_owned),
            response,
        }
    }

    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header of the answer that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The body as it comes. Dropping the stream ends the connection; after an error nothing follows.
    pub fn body(self, most_bytes: usize) -> impl Stream<Item = Result<Bytes, OutboundError>> + Send + use<> {
        let announced = self.response.content_length();
        let too_large = announced.is_some_and(|length| length > most_bytes as u64);
        let state = if too_large {
            Body::TooLarge
        } else {
            Body::Reading(Box::new(self.response), 0)
        };
        stream::unfold(state, move |state| async move {
            let too_large = OutboundError::TooLarge { most: most_bytes };
            let (mut response, read) = match state {
                Body::Reading(response, read) => (response, read),
                Body::TooLarge => return Some((Err(too_large), Body::Ended)),
                Body::Ended => return None,
            };
            match response.chunk().await {
                Ok(Some(piece)) if read + piece.len() > most_bytes => Some((Err(too_large), Body::Ended)),
                Ok(Some(piece)) => {
                    let read = read + piece.len();
                    Some((Ok(piece), Body::Reading(response, read)))
                }
                Ok(None) => None,
                Err(error) => Some((Err(OutboundError::of(error)), Body::Ended)),
            }
        })
    }

    /// All of the body.
    pub async fn bytes(self, most_bytes: usize) -> Result<Vec<u8>, OutboundError> {
        let mut whole = Vec::new();
        let mut pieces = std::pin::pin!(self.body(most_bytes));
        while let Some(piece) = pieces.next().await {
            whole.extend_from_slice(&piece?);
        }
        Ok(whole)
    }

    /// All of the body as UTF-8; what is none becomes `�`.
    pub async fn text(self, most_bytes: usize) -> Result<String, OutboundError> {
        let bytes = self.bytes(most_bytes).await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Seconds, or a date: that is held against the other side's own clock, which it tells with every answer.
fn wait(value: &str, now: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = httpdate::parse_http_date(now?).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

enum Body {
    Reading(Box<Response>, usize),
    TooLarge,
    Ended,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_seconds_or_as_a_date() {
        let now = Some("Sat, 21 Nov 2026 23:59:50 GMT");
        let seconds = |value| wait(value, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("7"), Some(7));
        assert_eq!(seconds("Sun, 22 Nov 2026 00:00:05 GMT"), Some(15));
        assert_eq!(seconds("Sat, 21 Nov 2026 00:00:05 GMT"), Some(0));
        assert_eq!(seconds("-7"), None);
        assert_eq!(seconds("soon"), None);
        assert_eq!(wait("Sun, 22 Nov 2026 00:00:05 GMT", None), None);
    }
}
