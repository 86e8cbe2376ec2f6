//! Server-Sent Events.

use std::net::SocketAddr;

use reqwest::{Client, Response};

use super::{Ended, Heard, Party};

/// A stream of events. It only listens; what is said goes by REST.
#[derive(Debug)]
pub(crate) struct Events {
    response: Response,
    /// What has arrived and is not a whole event yet.
    rest: Vec<u8>,
}

/// One event, as far as it matters here.
#[derive(Debug, Default, PartialEq, Eq)]
struct Event {
    id: Option<i64>,
    data: String,
}

impl Events {
    /// Opens the stream of a dialog that goes on after `after`.
    pub(crate) async fn open(
        server: SocketAddr,
        party: &Party,
        dialog: i64,
        after: Option<i64>,
    ) -> Result<Self, Ended> {
        Self::open_with(server, party, dialog, "", after).await
    }

    /// The same with a query, which begins with `?` or is empty.
    pub(crate) async fn open_with(
        server: SocketAddr,
        party: &Party,
        dialog: i64,
        query: &str,
        after: Option<i64>,
    ) -> Result<Self, Ended> {
        let path = party.rest(&format!("/dialogs/{dialog}/events"), query);
        let broken = |error: reqwest::Error| Ended::Broken(error.to_string());
        // A connection of its own, and no time limit: a stream may be silent for long.
        let http = Client::builder().no_proxy().build().map_err(broken)?;
        let mut request = http
            .get(format!("http://{server}{path}"))
            .bearer_auth(party.bearer());
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after);
        }
        let response = request.send().await.map_err(broken)?;
        let status = response.status().as_u16();
        if status != 200 {
            let body: serde_json::Value =
                serde_json::from_slice(&response.bytes().await.unwrap_or_default()).unwrap_or_default();
            let code = body["code"].as_str().unwrap_or_default().to_owned();
            return Err(Ended::Refused { status, code });
        }
        Ok(Self {
            response,
            rest: Vec::new(),
        })
    }

    /// The next frame. May be dropped and called again without a loss.
    pub(crate) async fn next(&mut self) -> Result<Heard, Ended> {
        loop {
            while let Some(event) = take_event(&mut self.rest) {
                if event.data.is_empty() {
                    continue;
                }
                let heard = Heard::read(&event.data)
                    .map_err(|error| Ended::Broken(format!("an event is not as documented: {error}")))?;
                if event.id.is_some() && event.id != heard.frame.seq {
                    let (id, seq) = (event.id, heard.frame.seq);
                    return Err(Ended::Broken(format!("an event has id {id:?} and seq {seq:?}")));
                }
                return Ok(heard);
            }
            match self.response.chunk().await {
                Ok(Some(chunk)) => self.rest.extend_from_slice(&chunk),
                Ok(None) => return Err(Ended::Broken("the stream ended".to_owned())),
                Err(error) => return Err(Ended::Broken(error.to_string())),
            }
        }
    }
}

/// Takes the first whole event out of what has arrived.
fn take_event(rest: &mut Vec<u8>) -> Option<Event> {
    let end = rest.windows(2).position(|two| two == b"\n\n")?;
    let block: Vec<u8> = rest.drain(..end + 2).collect();
    let mut event = Event::default();
    for line in String::from_utf8_lossy(&block).lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => event.id = value.parse().ok(),
            "data" if event.data.is_empty() => value.clone_into(&mut event.data),
            "data" => {
                event.data.push('\n');
                event.data.push_str(value);
            }
            _ => {}
        }
    }
    Some(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_one_by_one_and_half_ones_wait() {
        let mut rest = b": hello\n\nid: 7\ndata: {\"a\":1}\n\ndata: x\nda".to_vec();
        assert_eq!(take_event(&mut rest), Some(Event::default()));
        let seven = Event {
            id: Some(7),
            data: "{\"a\":1}".to_owned(),
        };
        assert_eq!(take_event(&mut rest), Some(seven));
        assert_eq!(take_event(&mut rest), None);
        rest.extend_from_slice(b"ta:y\n\n");
        assert_eq!(take_event(&mut rest).unwrap().data, "x\ny");
    }
}
