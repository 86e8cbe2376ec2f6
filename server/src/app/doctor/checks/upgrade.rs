use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::super::finding::Finding;
use super::super::proxies::Need;
use super::super::target::{PATIENCE, Target};
use super::super::visitor::socket;
use crate::protocol::CloseCode;

/// Nobody's token: the server says so right after the upgrade, and that is what is looked for.
const NOBODY: &str = "doctor";

/// Does a WebSocket get through, with its sub-protocol, its origin and its close code?
pub(crate) async fn check(target: &Target) -> Finding {
    let mut socket = match socket(target, "/ws/inbox", NOBODY).await {
        Ok(socket) => socket,
        Err(why) if why.starts_with("403") => {
            let says = format!(
                "the server refuses its own origin {}: set public_url to it, and let the proxy pass `Host` on",
                target.origin()
            );
            return Finding::fail("upgrade", says).needs(Need::Host);
        }
        Err(why) => {
            return Finding::fail("upgrade", format!("no WebSocket gets through: {why}"))
                .needs(Need::Upgrade);
        }
    };
    let wanted = CloseCode::Unauthenticated.code();
    match timeout(PATIENCE, socket.next()).await {
        Ok(Some(Ok(Message::Close(Some(frame))))) if u16::from(frame.code) == wanted => {
            Finding::ok("upgrade", "WebSockets get through, and say why they close")
        }
        Ok(Some(Ok(other))) => {
            Finding::warn("upgrade", format!("a WebSocket got through and said {other:?}"))
        }
        _ => {
            Finding::fail("upgrade", "a WebSocket got through, and nothing came over it").needs(Need::Upgrade)
        }
    }
}
