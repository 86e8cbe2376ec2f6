//! The WebSocket carrier: one task per connection, many frames in one write.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};

use super::out::{Item, Out};
use super::serve::{Carrier, Gone, Heard, PATIENCE};
use crate::protocol::{CloseCode, ServerFrame};

/// How long a connection is kept on which bytes may come that nobody reads.
const LINGER: Duration = Duration::from_secs(1);

impl Carrier for WebSocket {
    const MUTE: bool = false;

    async fn hear(&mut self) -> Heard {
        match self.next().await {
            Some(Ok(Message::Text(text))) => Heard::Frame(text),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Life,
            Some(Ok(Message::Binary(_))) => Heard::Noise,
            Some(Err(error)) => Heard::End(fault(&error)),
            Some(Ok(Message::Close(_))) => {
                // The library has the answer to it ready; whether it arrives is the peer's affair.
                let _ = Box::pin(tokio::time::timeout(PATIENCE, self.flush())).await;
                Heard::End(None)
            }
            None => Heard::End(None),
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
        if socket.send(Message::Close(Some(frame))).await.is_err() {
            return;
        }
        // The peer's own close frame ends the handshake; whatever else it says is not heard.
        while let Some(Ok(_)) = socket.next().await {}
        if matches!(
            code,
            CloseCode::TooLarge | CloseCode::ProtocolError | CloseCode::InvalidText
        ) {
            // Nothing is read any more of what the peer may still be sending, and to hang up over unread
            // bytes would take the close frame away again before the peer has seen it.
            tokio::time::sleep(LINGER).await;
        }
    };
    let _ = tokio::time::timeout(PATIENCE, closing).await;
}

/// With which code a connection closes on which an error came up; none if the peer is gone. (The
/// library's own error is hidden behind axum's; the stories of abuse hold its texts.)
fn fault(error: &axum::Error) -> Option<CloseCode> {
    let text = error.to_string();
    if text.contains("reset without closing") {
        return None;
    }
    [
        ("Space limit exceeded", CloseCode::TooLarge),
        ("UTF-8 encoding error", CloseCode::InvalidText),
        ("WebSocket protocol error", CloseCode::ProtocolError),
    ]
    .into_iter()
    .find_map(|(begin, code)| text.starts_with(begin).then_some(code))
}
