use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use reqwest::{RequestBuilder, Response};

use super::{HeaderName, HeaderValue, OutboundError};

/// Longer waits than a day are not believed.
const LONGEST_RETRY_AFTER: u64 = 86_400;

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
    /// As the other side wishes, if it says so in seconds; at most a day.
    pub retry_after: Option<Duration>,
    pub content_type: Option<String>,
    response: Response,
}

impl Reply {
    fn new(response: Response) -> Self {
        let header = |name: &str| response.headers().get(name)?.to_str().ok();
        let seconds = header("retry-after").and_then(|value| value.trim().parse::<u64>().ok());
        Self {
            status: response.status().as_u16(),
            retry_after: seconds.map(|seconds| Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER))),
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

enum Body {
    Reading(Box<Response>, usize),
    TooLarge,
    Ended,
}
