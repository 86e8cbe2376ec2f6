//! The WebSocket carrier: one task per connection, many frames in one write.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};

use super::out::{Item, Out};
use super::serve::{Carrier, Gone, Heard, PATIENCE};
use crate::protocol::{CloseCode, ServerFrame};

impl Carrier for WebSocket {
    const MUTE: bool = false;

    async fn hear(&mut self) -> Heard {
        match self.next().await {
            Some(Ok(Message::Text(text))) => Heard::Frame(text),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Life,
            Some(Ok(Message::Binary(_))) => Heard::Noise,
            Some(Err(error)) => Heard::End(too_large(&error).then_some(CloseCode::TooLarge)),
            Some(Ok(Message::Close(_))) | None => Heard::End(None),
        }
    }

    async fn write(&mut self, out: &mut Out) -> Result<(), Gone> {
        for item in out.drain() {
            let message = match item {
                Item::Ping => Message::Ping(Bytes::new()),
                // Every frame was written by serde_json, so it is UTF-8; a frame that were not is left out.
                Item::Frame { bytes, .. } => match Utf8Bytes::try_from(bytes) {
                    Ok(text) => Message::Text(text),
                    Err(_) => continue,
                },
            };
            self.feed(message).await.map_err(|_| Gone)?;
        }
        self.flush().await.map_err(|_| Gone)
    }

    async fn close(mut self, code: CloseCode) {
        close(&mut self, code).await;
    }
}

/// One last word before [`close`]. Whether the peer still hears it does not matter.
pub(super) async fn say(socket: &mut WebSocket, frame: &ServerFrame) {
    let text = serde_json::to_string(frame).unwrap_or_default();
    let _ = tokio::time::timeout(PATIENCE, socket.send(Message::text(text))).await;
}

/// Says why, and does not wait long for a peer that does not read.
pub(super) async fn close(socket: &mut WebSocket, code: CloseCode) {
    let frame = CloseFrame {
        code: code.code(),
        reason: Utf8Bytes::from_static(code.reason()),
    };
    let closing = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            // The peer's own close frame ends the handshake; whatever else it says is not heard.
            while let Some(Ok(_)) = socket.next().await {}
        }
    };
    let _ = tokio::time::timeout(PATIENCE, closing).await;
}

fn too_large(error: &axum::Error) -> bool {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        if error.to_string().contains("too long") || error.to_string().contains("too large") {
            return true;
        }
        source = error.source();
    }
    false
}
