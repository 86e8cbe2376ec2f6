//! A visitor of the doctor's own: one empty dialog, on which live connections are tried.

use axum::http::{Method, StatusCode};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::request::ask;
use super::target::{Line, PATIENCE, Target};
use crate::access::make_token;
use crate::domain::{Entropy, Secret};

pub(super) type Socket = WebSocketStream<Box<dyn Line>>;

pub(super) struct Visitor {
    assistant: String,
    token: Secret,
    dialog: i64,
}

impl Visitor {
    pub(super) async fn open(
        target: &Target,
        assistant: &str,
        entropy: &dyn Entropy,
    ) -> Result<Self, String> {
        let token = make_token(entropy);
        let random = u128::from_be_bytes(entropy.bytes());
        let id = format!(
            "{:08x}-0000-4000-8000-{:012x}",
            (random >> 96) as u32,
            random & 0xffff_ffff_ffff
        );
        let body = json!({ "assistant_id": assistant, "client_id": id, "visitor_token": token.reveal() });
        let headers = [("content-type", "application/json")];
        let path = "/api/v1/widget/dialogs";
        let answer = ask(
            target,
            Method::POST,
            path,
            &headers,
            Some(body.to_string()),
            PATIENCE,
        )
        .await?;
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        match (answer.status, said["dialog"]["id"].as_i64()) {
            (StatusCode::CREATED | StatusCode::OK, Some(dialog)) => Ok(Self {
                assistant: assistant.to_owned(),
                token,
                dialog,
            }),
            (status, _) => Err(format!(
                "{status}, {}",
                said["title"].as_str().unwrap_or("and no reason")
            )),
        }
    }

    /// A live connection, of which `hello` has been heard.
    pub(super) async fn connect(&self, target: &Target) -> Result<Socket, String> {
        let path = format!(
            "/ws/widget/dialogs/{}?assistant_id={}",
            self.dialog, self.assistant
        );
        let mut socket = socket(target, &path, self.token.reveal()).await?;
        match timeout(PATIENCE, socket.next()).await {
            Ok(Some(Ok(Message::Text(text)))) if text.contains("\"hello\"") => Ok(socket),
            Ok(Some(Ok(Message::Close(Some(frame))))) => {
                Err(format!("closed with {}", u16::from(frame.code)))
            }
            _ => Err("no hello came".to_owned()),
        }
    }

    /// Waits for something new, of which there is nothing, for as long as a long poll lasts.
    pub(super) async fn waits(&self, target: &Target, seconds: u64) -> Result<StatusCode, String> {
        let path = format!(
            "/api/v1/widget/dialogs/{}/messages?assistant_id={}&after=0&wait={seconds}",
            self.dialog, self.assistant
        );
        let proof = format!("Bearer {}", self.token.reveal());
        let patience = PATIENCE + std::time::Duration::from_secs(seconds);
        let headers = [("authorization", proof.as_str())];
        let answer = ask(target, Method::GET, &path, &headers, None, patience).await?;
        Ok(answer.status)
    }
}

/// Opens a socket, showing `token` and the installation's own origin.
pub(super) async fn socket(target: &Target, path: &str, token: &str) -> Result<Socket, String> {
    let request = handshake(target, path, token)?;
    let line = target.connect().await?;
    let shaking = timeout(PATIENCE, client_async(request, line)).await;
    let (socket, response) = shaking
        .map_err(|_| "no answer to the upgrade".to_owned())?
        .map_err(|error| match error {
            tokio_tungstenite::tungstenite::Error::Http(refused) => refused.status().to_string(),
            other => other.to_string(),
        })?;
    let chosen = response.headers().get("sec-websocket-protocol");
    if chosen.is_none_or(|name| name != crate::protocol::SUBPROTOCOL) {
        return Err("the sub-protocol got lost on the way".to_owned());
    }
    Ok(socket)
}

fn handshake(target: &Target, path: &str, token: &str) -> Result<Request<()>, String> {
    let address = format!("{}{path}", target.origin().replacen("http", "ws", 1));
    let mut request = address.into_client_request().map_err(|error| error.to_string())?;
    let protocols = format!("{}, bearer.{token}", crate::protocol::SUBPROTOCOL);
    for (name, value) in [("sec-websocket-protocol", protocols), ("origin", target.origin())] {
        let value = HeaderValue::from_str(&value).map_err(|error| error.to_string())?;
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}
