//! One WebSocket, heard frame by frame.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{PATIENCE, TestApp, client_id, fits};

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) struct Socket {
    stream: Stream,
    /// Every frame that ever came.
    pub(crate) seen: Vec<Value>,
    /// The sub-protocol that the server chose.
    pub(crate) protocol: Option<String>,
    /// How many operators are there, as a contact was last told. (Colleagues come and go while a story is told, so
    /// these frames stand in no order to the others.)
    pub(crate) online: Option<i64>,
    /// Dialog and holder of the last greeting. (That they took it may be told once more: it was on its way already.)
    held: Option<Box<[Value; 2]>>,
    pings: u32,
}

#[derive(Debug)]
enum Event {
    Frame(Value),
    Closed(u16),
    /// Nothing, for longer than anybody waits.
    Silence,
}

impl Socket {
    /// The request that opens a socket; with a token, it is shown as a sub-protocol.
    pub(crate) fn request(address: &str, token: Option<&str>) -> Request<()> {
        let mut request = address.into_client_request().unwrap();
        if let Some(token) = token {
            let protocols = format!("tandem.v1, bearer.{token}");
            request
                .headers_mut()
                .insert("sec-websocket-protocol", protocols.parse().unwrap());
        }
        request
    }

    /// Opens a socket, which may be turned away at once.
    pub(crate) async fn open(address: &str, token: Option<&str>) -> Self {
        Self::open_as(Self::request(address, token)).await.unwrap()
    }

    /// The HTTP status if the upgrade is refused.
    pub(crate) async fn open_as(request: Request<()>) -> Result<Self, u16> {
        match timeout(PATIENCE, connect_async(request))
            .await
            .expect("no upgrade")
        {
            Ok((stream, response)) => Ok(Self {
                stream,
                seen: Vec::new(),
                protocol: response
                    .headers()
                    .get("sec-websocket-protocol")
                    .map(|value| value.to_str().unwrap().to_owned()),
                online: None,
                held: None,
                pings: 0,
            }),
            Err(tungstenite::Error::Http(refused)) => Err(refused.status().as_u16()),
            Err(error) => panic!("no connection: {error}"),
        }
    }

    pub(crate) async fn send(&mut self, frame: &Value) {
        self.send_raw(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn send_raw(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    /// Says something; the `client_id` it said it under.
    pub(crate) async fn says(&mut self, text: &str) -> String {
        let id = client_id();
        self.send(&json!({ "type": "message", "client_id": id, "text": text }))
            .await;
        id
    }

    /// What comes next.
    async fn event(&mut self) -> Event {
        let event = timeout(PATIENCE, self.read()).await.unwrap_or(Event::Silence);
        if let Event::Frame(frame) = &event {
            self.seen.push(frame.clone());
        }
        event
    }

    async fn read(&mut self) -> Event {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if self.is_news(&frame) {
                        return Event::Frame(frame);
                    }
                }
                Some(Ok(Message::Close(frame))) => {
                    // Reading on sends the answer that ends the connection.
                    let _ = self.stream.next().await;
                    return Event::Closed(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Event::Closed(1006),
            }
        }
    }

    /// Whether it stands in an order to the other frames, and was not told by the greeting.
    fn is_news(&mut self, frame: &Value) -> bool {
        let holder = || Some(Box::new([frame["dialog_id"].clone(), frame["manager"].clone()]));
        match frame["type"].as_str() {
            Some("presence") if !frame["operators_online"].is_null() => {
                self.online = frame["operators_online"].as_i64();
                false
            }
            Some("hello") => {
                self.held = holder();
                true
            }
            Some("handoff_started") => self.held.take() != holder(),
            Some("handoff_ended" | "dialog_closed") => {
                // That the same person takes it again is news.
                self.held = None;
                true
            }
            _ => true,
        }
    }

    /// The next frame.
    #[track_caller]
    pub(crate) fn next(&mut self) -> impl Future<Output = Value> {
        let at = std::panic::Location::caller();
        async move {
            match self.event().await {
                Event::Frame(frame) => frame,
                end => panic!("{at}: {end:?} after {:#?}", self.last_words()),
            }
        }
    }

    /// Reads on until a frame fits, and gives it.
    #[track_caller]
    pub(crate) fn expect(&mut self, pattern: &Value) -> impl Future<Output = Value> {
        let at = std::panic::Location::caller();
        async move {
            loop {
                match self.event().await {
                    Event::Frame(frame) if fits(&frame, pattern) => return frame,
                    Event::Frame(_) => {}
                    end => panic!("{at}: {end:?} before {pattern}, after {:#?}", self.last_words()),
                }
            }
        }
    }

    /// The very next frame fits.
    pub(crate) async fn expect_next(&mut self, pattern: &Value) -> Value {
        let frame = self.next().await;
        assert!(fits(&frame, pattern), "not {pattern} but {frame}");
        frame
    }

    /// Everything that comes until the server closes with `code`.
    #[track_caller]
    pub(crate) fn expect_close(&mut self, code: u16) -> impl Future<Output = Vec<Value>> {
        let at = std::panic::Location::caller();
        async move {
            let mut frames = Vec::new();
            loop {
                match self.event().await {
                    Event::Frame(frame) => frames.push(frame),
                    Event::Closed(found) => {
                        assert_eq!(found, code, "{at}: after {:#?}", self.last_words());
                        return frames;
                    }
                    Event::Silence => panic!("{at}: not closed after {:#?}", self.last_words()),
                }
            }
        }
    }

    /// Waits until the contact has been told that so many operators are there.
    pub(crate) async fn expect_online(&mut self, operators: i64) {
        while self.online != Some(operators) {
            self.round_trip().await;
        }
    }

    /// A `ping` and its `pong`: what came in between.
    pub(crate) async fn round_trip(&mut self) -> Vec<Value> {
        self.pings += 1;
        let nonce = format!("round trip {}", self.pings);
        self.send(&json!({ "type": "ping", "nonce": nonce })).await;
        let mut between = Vec::new();
        loop {
            let frame = self.next().await;
            if fits(&frame, &json!({ "type": "pong", "nonce": nonce })) {
                return between;
            }
            between.push(frame);
        }
    }

    /// Everything that came of what has happened so far. (A `pong` may overtake what waits in the
    /// connection's queue, but not twice: between two it is emptied.)
    pub(crate) async fn caught_up(&mut self, app: &TestApp) -> Vec<Value> {
        app.barrier().await;
        let mut frames = Vec::new();
        for _ in 0..3 {
            frames.extend(self.round_trip().await);
        }
        frames
    }

    /// Nothing came of what has happened since the last look.
    #[track_caller]
    pub(crate) fn expect_silence(&mut self, app: &TestApp) -> impl Future<Output = ()> {
        let at = std::panic::Location::caller();
        async move {
            let frames = self.caught_up(app).await;
            assert!(frames.is_empty(), "{at}: {frames:#?}");
        }
    }

    /// Ends the connection as a page does that is left.
    pub(crate) async fn close(mut self) {
        let _ = self.stream.close(None).await;
    }

    fn last_words(&self) -> &[Value] {
        &self.seen[self.seen.len().saturating_sub(12)..]
    }
}
