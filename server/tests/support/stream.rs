//! One stream of Server-Sent Events, heard event by event.

use reqwest::Method;
use serde_json::Value;
use tokio::time::timeout;

use super::{Answer, Caller, PATIENCE, fits};

pub(crate) struct Stream {
    response: reqwest::Response,
    heard: Vec<u8>,
    /// Every frame that ever came.
    pub(crate) seen: Vec<Value>,
    /// The last `id`.
    pub(crate) last_id: Option<i64>,
    /// How many comments came.
    pub(crate) comments: usize,
}

impl Stream {
    /// Opens a stream; the answer if it is refused. `more` is put behind the address: `after=3`.
    pub(crate) async fn knock(
        caller: &Caller,
        dialog: i64,
        more: &str,
        last_event_id: Option<&str>,
    ) -> Result<Self, Answer> {
        let path = format!("/dialogs/{dialog}/events?{more}");
        // The whole of the stream is one answer: it may take longer than any other.
        let mut request = caller.request(Method::GET, &path).timeout(PATIENCE * 4);
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = timeout(PATIENCE, request.send())
            .await
            .expect("no answer")
            .unwrap();
        if response.status() != 200 {
            return Err(Answer::of(path, response).await);
        }
        Ok(Self {
            response,
            heard: Vec::new(),
            seen: Vec::new(),
            last_id: None,
            comments: 0,
        })
    }

    pub(crate) async fn open(caller: &Caller, dialog: i64, more: &str) -> Self {
        Self::knock(caller, dialog, more, None).await.unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.response.headers().get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The next frame; `None` at the end of the stream.
    pub(crate) async fn read(&mut self) -> Option<Value> {
        loop {
            if let Some(block) = self.block() {
                if let Some(frame) = self.event(&block) {
                    return Some(frame);
                }
                continue;
            }
            let piece = timeout(PATIENCE, self.response.chunk()).await;
            let piece = piece.unwrap_or_else(|_| panic!("silence after {:#?}", self.seen));
            self.heard.extend(piece.ok().flatten()?);
        }
    }

    /// Reads on until a comment has come.
    pub(crate) async fn comment(&mut self) {
        let before = self.comments;
        while self.comments == before {
            if let Some(block) = self.block() {
                self.event(&block);
                continue;
            }
            let piece = timeout(PATIENCE, self.response.chunk()).await.unwrap().unwrap();
            self.heard.extend(piece.expect("the stream has ended"));
        }
    }

    /// What stands before the next empty line.
    fn block(&mut self) -> Option<String> {
        let end = self.heard.windows(2).position(|pair| pair == b"\n\n")?;
        let block = String::from_utf8(self.heard[..end].to_vec()).unwrap();
        self.heard.drain(..end + 2);
        Some(block)
    }

    fn event(&mut self, block: &str) -> Option<Value> {
        let (mut data, mut id) = (None, None);
        for line in block.lines() {
            match line.split_once(':').expect(line) {
                ("", _) => self.comments += 1,
                ("id", number) => id = Some(number.trim().parse::<i64>().unwrap()),
                ("data", json) => data = Some(serde_json::from_str::<Value>(json).unwrap()),
                other => panic!("{other:?}"),
            }
        }
        let frame = data?;
        if frame["type"] == "presence" && !frame["operators_online"].is_null() {
            return None;
        }
        let number = ["message", "advance", "message_updated", "message_deleted"]
            .iter()
            .any(|kind| frame["type"] == *kind)
            .then(|| frame["seq"].as_i64().unwrap());
        // The older form has no type of its own.
        let number = number.or_else(|| frame["message"]["seq"].as_i64());
        assert_eq!(id, number, "{frame}");
        self.last_id = id.or(self.last_id);
        self.seen.push(frame.clone());
        Some(frame)
    }

    /// Reads on until a frame fits, and gives it.
    #[track_caller]
    pub(crate) fn expect(&mut self, pattern: &Value) -> impl Future<Output = Value> {
        let at = std::panic::Location::caller();
        async move {
            loop {
                match self.read().await {
                    Some(frame) if fits(&frame, pattern) => return frame,
                    Some(_) => {}
                    None => panic!("{at}: the end before {pattern}, after {:#?}", self.seen),
                }
            }
        }
    }

    /// The very next frame fits.
    pub(crate) async fn expect_next(&mut self, pattern: &Value) -> Value {
        let frame = self.read().await.expect("the stream has ended");
        assert!(fits(&frame, pattern), "not {pattern} but {frame}");
        frame
    }

    /// Everything until the stream ends.
    pub(crate) async fn all_that_is_left(&mut self) -> Vec<Value> {
        let mut frames = Vec::new();
        while let Some(frame) = self.read().await {
            frames.push(frame);
        }
        frames
    }
}
