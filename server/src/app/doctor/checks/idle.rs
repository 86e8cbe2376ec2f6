//! Are quiet connections left alone?

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::super::finding::Finding;
use super::super::proxies::Need;
use super::super::target::Target;
use super::super::visitor::Visitor;

/// Longer than the minute after which many proxies hang up.
const QUIET: Duration = Duration::from_secs(65);

/// Seconds of the longest long poll.
const LONG_POLL: u64 = 25;

pub(crate) async fn check(target: &Target, visitor: &Visitor, slow: bool) -> Finding {
    if !slow {
        return Finding::skipped(
            "idle",
            "--slow takes a minute to see whether quiet connections are left alone",
        );
    }
    let (held, waited) = tokio::join!(hold(target, visitor), visitor.waits(target, LONG_POLL));
    match (held, waited) {
        (Ok(()), Ok(status)) if status.is_success() => Finding::ok(
            "idle",
            format!(
                "a quiet socket lives for {} s, and a long poll for {LONG_POLL}",
                QUIET.as_secs()
            ),
        ),
        (Err(why), _) => {
            Finding::fail("idle", format!("a quiet socket is cut off: {why}")).needs(Need::Patience)
        }
        (_, Ok(status)) => {
            Finding::fail("idle", format!("a long poll is cut off with {status}")).needs(Need::Patience)
        }
        (_, Err(why)) => {
            Finding::fail("idle", format!("a long poll is cut off: {why}")).needs(Need::Patience)
        }
    }
}

/// Listens, and answers the server's pings, which the library does by itself.
async fn hold(target: &Target, visitor: &Visitor) -> Result<(), String> {
    let mut socket = visitor.connect(target).await?;
    let end = async {
        while let Some(message) = socket.next().await {
            match message {
                Ok(Message::Close(frame)) => {
                    return frame.map_or_else(
                        || "closed".to_owned(),
                        |frame| format!("closed with {}", u16::from(frame.code)),
                    );
                }
                Err(error) => return error.to_string(),
                Ok(_) => {}
            }
        }
        "hung up".to_owned()
    };
    match timeout(QUIET, end).await {
        Ok(why) => Err(why),
        Err(_) => Ok(()),
    }
}
