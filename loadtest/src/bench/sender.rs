use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Result, bail};

use super::field::Held;
use crate::dice::Dice;
use crate::wire::{Kind, Line, Socket};

/// What a visitor might write, so that a message has a usual length.
const WORDS: &str = "Hello, I ordered the blue tent last week and wonder when it will arrive.";

/// How a visitor's messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Socket,
    Post,
}

/// A visitor who sends one message after the other.
#[derive(Debug)]
pub(super) struct Sender {
    connection: Connection,
    dice: Dice,
    /// Times in texts count from here.
    base: Instant,
}

#[derive(Debug)]
enum Connection {
    Socket(Box<Socket>),
    Post(Line),
}

impl Sender {
    pub(super) async fn open(
        carrier: Carrier,
        server: SocketAddr,
        held: &Held,
        base: Instant,
    ) -> Result<Self> {
        let connection = match carrier {
            Carrier::Socket => {
                let (socket, _) = Socket::join(server, &held.visitor, held.dialog, None).await?;
                Connection::Socket(Box::new(socket))
            }
            Carrier::Post => {
                let path = format!("/dialogs/{}/messages", held.dialog);
                Connection::Post(Line::open(server, &held.visitor, &path).await?)
            }
        };
        Ok(Self {
            connection,
            dice: Dice::fresh(),
            base,
        })
    }

    /// Sends a message that says when it was sent, and waits until it is acknowledged.
    pub(super) async fn send(&mut self) -> Result<()> {
        let client_id = self.dice.uuid();
        match &mut self.connection {
            Connection::Socket(socket) => {
                let frame = message(&client_id, self.base, r#""type":"message","#);
                socket.send_text(frame).await?;
                let answer = socket
                    .until(|frame| matches!(frame.kind, Kind::Ack | Kind::Error))
                    .await?;
                if answer.kind == Kind::Error {
                    bail!("a message was refused with {:?}", answer.code);
                }
            }
            Connection::Post(line) => {
                let body = message(&client_id, self.base, "");
                let (status, answer) = line.post(&body).await?;
                if status != 201 {
                    bail!(
                        "a message was refused with {status}: {}",
                        String::from_utf8_lossy(answer)
                    );
                }
            }
        }
        Ok(())
    }
}

fn message(client_id: &str, base: Instant, before: &str) -> String {
    let sent = base.elapsed().as_nanos();
    format!(r#"{{{before}"client_id":"{client_id}","text":"{sent} {WORDS}"}}"#)
}

/// When the message with this text was sent, in nanoseconds since the base.
pub(super) fn sent_at(text: &str) -> Option<u64> {
    text.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_json_and_says_when_it_was_sent() {
        let frame = message("c", Instant::now(), r#""type":"message","#);
        let frame: serde_json::Value = serde_json::from_str(&frame).unwrap();
        assert_eq!(frame["type"], "message");
        assert!(sent_at(frame["text"].as_str().unwrap()).is_some());
        assert_eq!(sent_at("hello there"), None);
    }
}
