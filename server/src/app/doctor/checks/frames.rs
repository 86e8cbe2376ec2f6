//! Do frames get through up to the limit, and no further?

use futures_util::{SinkExt, StreamExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::super::finding::Finding;
use super::super::target::{PATIENCE, Target};
use super::super::visitor::{Socket, Visitor};
use crate::protocol::CloseCode;

/// Bytes of the largest frame that every installation takes unless it was told otherwise.
const LARGEST: usize = 64 * 1024;

pub(crate) async fn check(target: &Target, visitor: &Visitor) -> Finding {
    match tried(target, visitor).await {
        Ok(finding) => finding,
        Err(why) => Finding::fail("frames", format!("a live connection could not be tried: {why}")),
    }
}

async fn tried(target: &Target, visitor: &Visitor) -> Result<Finding, String> {
    let mut socket = visitor.connect(target).await?;
    if !said(&mut socket, LARGEST).await?.contains("\"pong\"") {
        return Ok(Finding::fail("frames", "a frame of 64 KiB does not get through"));
    }
    let end = said(&mut socket, LARGEST + 1).await?;
    if end == CloseCode::TooLarge.code().to_string() {
        Ok(Finding::ok(
            "frames",
            "frames get through up to 64 KiB, and larger ones are refused",
        ))
    } else {
        Ok(Finding::warn(
            "frames",
            format!("a frame of more than 64 KiB was answered by {end}, not by a close with 1009"),
        ))
    }
}

/// Sends a `ping` of so many bytes: the text that answers it, or the code of the close.
async fn said(socket: &mut Socket, bytes: usize) -> Result<String, String> {
    let bare = r#"{"type":"ping","padding":""}"#;
    let padding = "x".repeat(bytes - bare.len());
    let frame = bare.replace("\"\"", &format!("\"{padding}\""));
    socket
        .send(Message::text(frame))
        .await
        .map_err(|error| error.to_string())?;
    let answer = async {
        while let Some(message) = socket.next().await {
            match message.map_err(|error| error.to_string())? {
                Message::Text(text) if text.contains("\"pong\"") => return Ok(text.as_str().to_owned()),
                Message::Close(Some(frame)) => return Ok(u16::from(frame.code).to_string()),
                _ => {}
            }
        }
        Err("it ended without a word".to_owned())
    };
    timeout(PATIENCE, answer)
        .await
        .map_err(|_| "no answer came".to_owned())?
}
