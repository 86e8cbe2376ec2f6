use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::domain::ImportReason;
use crate::outbound::{HeaderName, HeaderValue, Outbound, OutboundError, Refused, Reply, Target};

/// Redirects in a row.
const MOST_STEPS: usize = 5;

/// Bytes of a page, or of a PDF that stands on one.
pub(super) const MOST_PAGE_BYTES: usize = 5 * 1024 * 1024;

/// A site that asks for a longer pause than this is not waited for in this run.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How long a page may take, with all its redirects.
pub(super) const PAGE_WITHIN: Duration = Duration::from_secs(40);

/// A page as it came.
pub(super) struct Fetched {
    /// Where it was found in the end.
    pub(super) url: String,
    pub(super) content_type: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Why there is no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    /// The site says that it is not there (any more).
    Gone(u16),
    Failed(ImportReason, Option<u16>),
}

impl From<OutboundError> for Missed {
    fn from(error: OutboundError) -> Self {
        let reason = match error {
            OutboundError::Refused(refused) => return refused.into(),
            OutboundError::Unreachable(_) => ImportReason::Unreachable,
            OutboundError::TimedOut => ImportReason::TimedOut,
            OutboundError::BrokeOff(_) => ImportReason::BrokeOff,
            OutboundError::TooLarge { .. } => ImportReason::TooLarge,
            OutboundError::Tls(_) => ImportReason::Tls,
        };
        Self::Failed(reason, None)
    }
}

impl From<Refused> for Missed {
    fn from(refused: Refused) -> Self {
        let reason = match refused {
            Refused::Private | Refused::Own => ImportReason::AddressRefused,
            _ => ImportReason::InvalidAddress,
        };
        Self::Failed(reason, None)
    }
}

/// Fetches a page within `within`.
pub(super) async fn fetch(outbound: &Outbound, url: &str, within: Duration) -> Result<Fetched, Missed> {
    let fetching = follow(outbound, url);
    let fetched = timeout(within, fetching).await;
    fetched.unwrap_or(Err(Missed::Failed(ImportReason::TimedOut, None)))
}

async fn follow(outbound: &Outbound, url: &str) -> Result<Fetched, Missed> {
    let mut target = outbound.check(url)?;
    let mut steps = 0;
    let mut waited = false;
    loop {
        let reply = ask(outbound, &target).await?;
        match reply.status {
            200..=299 => {
                return Ok(Fetched {
                    url: target.as_str().to_owned(),
                    content_type: reply.content_type.clone(),
                    bytes: reply.bytes(MOST_PAGE_BYTES).await?,
                });
            }
            301 | 302 | 303 | 307 | 308 => {
                steps += 1;
                if steps > MOST_STEPS {
                    return Err(Missed::Failed(ImportReason::TooManyRedirects, None));
                }
                let next = reply
                    .header("location")
                    .map(|next| outbound.follow(&target, next));
                target = next.unwrap_or(Err(Refused::NotAnAddress))?;
            }
            status @ (404 | 410) => return Err(Missed::Gone(status)),
            429 | 503 if !waited && reply.retry_after.is_some_and(|pause| pause <= LONGEST_PAUSE) => {
                waited = true;
                sleep(reply.retry_after.unwrap_or_default()).await;
            }
            status => return Err(Missed::Failed(ImportReason::HttpError, Some(status))),
        }
    }
}

async fn ask(outbound: &Outbound, target: &Target) -> Result<Reply, OutboundError> {
    let wanted = "text/html, application/xhtml+xml, application/pdf, text/markdown, text/plain, */*;q=0.1";
    let accept = (
        HeaderName::from_static("accept"),
        HeaderValue::from_static(wanted),
    );
    outbound.get(target, vec![accept]).send().await
}
