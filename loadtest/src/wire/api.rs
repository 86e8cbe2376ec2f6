//! REST.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, bail};
use reqwest::{Client, Method, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Frame, Heard, History, Party, Person};

/// No request may hang longer (trust.md F06).
const TIME_LIMIT: Duration = Duration::from_secs(10);
const PAGE: usize = 200;

/// A client of the server, with connections of its own.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    http: Client,
    address: SocketAddr,
}

/// What the server answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    body: Value,
}

/// No answer arrived, so nobody knows whether it was done: the network broke, or the server died.
#[derive(Debug)]
pub(crate) struct Failed(reqwest::Error);

impl Failed {
    /// Nothing at all came within the time limit, though the connection stood.
    pub(crate) fn was_silence(&self) -> bool {
        self.0.is_timeout()
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no answer: {}", self.0)
    }
}

impl std::error::Error for Failed {}

/// An error body.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Problem {
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) retryable: bool,
    #[serde(default)]
    pub(crate) holder: Option<Person>,
}

/// A stretch of a dialog, each entry as it was written.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) items: Vec<Heard>,
    pub(crate) last_seq: i64,
    pub(crate) more: bool,
}

#[derive(Deserialize)]
struct RawPage {
    items: Vec<Box<RawValue>>,
    last_seq: i64,
    more: bool,
}

impl Answer {
    pub(crate) fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body of a request that was done.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T> {
        if !self.is_done() {
            bail!("refused with {}: {}", self.status, self.body);
        }
        Ok(serde_json::from_value(self.body)?)
    }

    pub(crate) fn problem(&self) -> Option<Problem> {
        (!self.is_done()).then(|| Problem::deserialize(&self.body).ok())?
    }
}

impl Api {
    pub(crate) fn new(address: SocketAddr) -> Result<Self> {
        Ok(Self {
            http: Client::builder().no_proxy().timeout(TIME_LIMIT).build()?,
            address,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks something of the server at the address `path`, as `party` if there is one.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        party: Option<&Party>,
        body: Option<&Value>,
    ) -> Result<Answer, Failed> {
        let mut request = self
            .http
            .request(method, format!("http://{}{path}", self.address));
        if let Some(party) = party {
            request = request.bearer_auth(party.bearer());
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(Failed)?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await.map_err(Failed)?;
        // An answer without a body, or with one that is no JSON, is judged by its status.
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }

    pub(crate) async fn post(&self, party: &Party, path: &str, body: &Value) -> Result<Answer, Failed> {
        let path = party.rest(path, "");
        self.ask(Method::POST, &path, Some(party), Some(body)).await
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, party: &Party, path: &str, query: &str) -> Result<T> {
        let path = party.rest(path, query);
        self.ask(Method::GET, &path, Some(party), None).await?.read()
    }

    pub(crate) async fn post_message(
        &self,
        party: &Party,
        dialog: i64,
        client_id: &str,
        text: &str,
    ) -> Result<Answer, Failed> {
        let body = json!({ "client_id": client_id, "text": text });
        self.post(party, &format!("/dialogs/{dialog}/messages"), &body)
            .await
    }

    pub(crate) async fn claim(&self, party: &Party, dialog: i64) -> Result<Answer, Failed> {
        self.post(party, &format!("/dialogs/{dialog}/claim"), &json!({}))
            .await
    }

    /// The answer to a `GET`, to the byte, with its status.
    pub(crate) async fn text(&self, party: &Party, path: &str, query: &str) -> Result<(u16, String), Failed> {
        let request = self
            .http
            .get(format!("http://{}{}", self.address, party.rest(path, query)))
            .bearer_auth(party.bearer());
        let response = request.send().await.map_err(Failed)?;
        let status = response.status().as_u16();
        Ok((status, response.text().await.map_err(Failed)?))
    }

    /// A stream of events as it comes, whatever the server makes of the query.
    pub(crate) async fn stream(
        &self,
        party: &Party,
        path: &str,
        query: &str,
        last_event: Option<&str>,
    ) -> Result<Response> {
        let mut request = self
            .http
            .get(format!("http://{}{}", self.address, party.rest(path, query)))
            .bearer_auth(party.bearer());
        if let Some(last_event) = last_event {
            request = request.header("Last-Event-ID", last_event);
        }
        Ok(request.send().await?)
    }

    /// What follows the entry numbered `after`, to the byte. With `wait`, seconds to wait for something new.
    pub(crate) async fn raw_page(&self, party: &Party, dialog: i64, after: i64, wait: u64) -> Result<Page> {
        let query = format!("?after={after}&limit={PAGE}&wait={wait}");
        let path = format!("/dialogs/{dialog}/messages");
        let (status, body) = self.text(party, &path, &query).await?;
        if status != 200 {
            bail!("refused with {status}: {body}");
        }
        let page: RawPage = serde_json::from_str(&body)?;
        let items: serde_json::Result<Vec<Heard>> =
            page.items.iter().map(|item| Heard::read(item.get())).collect();
        Ok(Page {
            items: items?,
            last_seq: page.last_seq,
            more: page.more,
        })
    }

    /// All that `party` may see of a dialog, to the byte, and the last number given out in their stream.
    pub(crate) async fn raw_history(&self, party: &Party, dialog: i64) -> Result<(Vec<Heard>, i64)> {
        let mut items: Vec<Heard> = Vec::new();
        loop {
            let after = items.last().and_then(|heard| heard.frame.seq).unwrap_or(0);
            let page = self.raw_page(party, dialog, after, 0).await?;
            if page.items.is_empty() && page.more {
                bail!("the history of dialog {dialog} promises more after {after}, but gives nothing");
            }
            items.extend(page.items);
            if !page.more {
                return Ok((items, page.last_seq));
            }
        }
    }

    /// What follows the entry numbered `after` in the stream of `party`, one page of it.
    pub(crate) async fn page(&self, party: &Party, dialog: i64, after: i64) -> Result<History> {
        let query = format!("?after={after}&limit={PAGE}");
        self.get(party, &format!("/dialogs/{dialog}/messages"), &query)
            .await
    }

    /// All that `party` may see of a dialog, and the last number given out in their stream.
    pub(crate) async fn history(&self, party: &Party, dialog: i64) -> Result<(Vec<Frame>, i64)> {
        let mut items: Vec<Frame> = Vec::new();
        loop {
            let after = items.last().and_then(|frame| frame.seq).unwrap_or(0);
            let page = self.page(party, dialog, after).await?;
            if page.items.is_empty() && page.more {
                bail!(
                    "the history of dialog {dialog} says that there is more after {after}, but gives nothing"
                );
            }
            items.extend(page.items);
            if !page.more {
                return Ok((items, page.last_seq));
            }
        }
    }
}
