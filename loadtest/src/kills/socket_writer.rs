use anyhow::{Context, Result};
use serde_json::json;

use super::orders::BACK_OFF;
use super::writer::{Letter, Receipt, Writer};
use crate::wire::{Frame, Kind, Socket};

/// Messages on their way at once: a kill then finds several in every stage.
const WINDOW: usize = 3;

/// Writes over a socket that it opens again after each kill, until it is told to stop and all is
/// acknowledged. Reads meanwhile what the others write.
pub(super) async fn run(mut writer: Writer) -> Result<()> {
    loop {
        let party = writer.pen.party(&writer.api).await?;
        let after = Some(writer.position.last());
        let joined = Socket::join(writer.api.address(), &party, writer.dialog, after).await;
        let outcome = match joined {
            Ok((socket, _)) => talk(&mut writer, socket).await?,
            Err(_) => Outcome::Cut,
        };
        match outcome {
            Outcome::AllAcked => return Ok(()),
            Outcome::Cut => {
                writer.doubt();
                writer.link.wait_for_power().await;
            }
        }
    }
}

enum Outcome {
    AllAcked,
    Cut,
}

async fn talk(writer: &mut Writer, mut socket: Socket) -> Result<Outcome> {
    for letter in writer.unacked.clone() {
        if send(&mut socket, &letter).await.is_err() {
            return Ok(Outcome::Cut);
        }
    }
    let mut orders = writer.link.orders.clone();
    let pause = tokio::time::sleep(writer.pause());
    tokio::pin!(pause);
    loop {
        let stopped = writer.link.is_stopped();
        if stopped && writer.unacked.is_empty() {
            return Ok(Outcome::AllAcked);
        }
        tokio::select! {
            frame = socket.next() => match frame {
                Ok(frame) => {
                    if let Some(again) = hear(writer, &frame).await?
                        && send(&mut socket, &again).await.is_err()
                    {
                        return Ok(Outcome::Cut);
                    }
                }
                Err(_) => return Ok(Outcome::Cut),
            },
            () = &mut pause, if !stopped && writer.unacked.len() < WINDOW => {
                let letter = writer.compose()?;
                if send(&mut socket, &letter).await.is_err() {
                    return Ok(Outcome::Cut);
                }
                pause.set(tokio::time::sleep(writer.pause()));
            }
            changed = orders.changed() => changed.context("nobody gives orders any more")?,
        }
    }
}

async fn send(socket: &mut Socket, letter: &Letter) -> Result<(), crate::wire::Ended> {
    socket
        .send(&json!({ "type": "message", "client_id": letter.client_id, "text": letter.text }))
        .await
}

/// Takes a frame in; gives a message that is to be sent once more.
async fn hear(writer: &mut Writer, frame: &Frame) -> Result<Option<Letter>> {
    match (frame.kind, &frame.client_id) {
        (Kind::Ack, Some(client_id)) => {
            let receipt = Receipt::of(frame).context("an ack lacks what each has")?;
            writer.acked(client_id, &receipt)?;
        }
        (Kind::Message, _) => writer.heard(frame)?,
        (Kind::Reset, _) => writer.was_reset()?,
        (Kind::Error, Some(client_id)) if frame.retryable => {
            tokio::time::sleep(BACK_OFF).await;
            return Ok(writer
                .unacked
                .iter()
                .find(|letter| letter.client_id == *client_id)
                .cloned());
        }
        (Kind::Error, client_id) => {
            let code = frame.code.as_deref().unwrap_or("without a code");
            let client_id = client_id.clone().unwrap_or_default();
            writer.refused(&client_id, code)?;
        }
        _ => {}
    }
    Ok(None)
}
