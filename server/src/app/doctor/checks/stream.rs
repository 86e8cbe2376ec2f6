//! Does what is sent piece by piece arrive piece by piece?

use std::time::Duration;

use axum::http::Method;

use super::super::finding::Finding;
use super::super::proxies::Need;
use super::super::request::{Answer, ask};
use super::super::target::{PATIENCE, Target};
use crate::app::probe::{BETWEEN, PIECES};

/// Buffering and compression of streams.
pub(crate) async fn check(target: &Target) -> Vec<Finding> {
    let headers = [("accept", "text/event-stream"), ("accept-encoding", "gzip, br")];
    match ask(target, Method::GET, "/api/probe/stream", &headers, None, PATIENCE).await {
        Ok(answer) => vec![compression(&answer), buffering(&answer)],
        Err(why) => vec![
            Finding::fail("buffering", format!("a stream does not arrive: {why}")).needs(Need::Unbuffered),
        ],
    }
}

fn compression(answer: &Answer) -> Finding {
    match answer.header("content-encoding") {
        None | Some("identity") => Finding::ok("compression", "streams are not compressed"),
        Some(how) => {
            let says = format!(
                "the proxy compresses streams ({how}), which holds them back: switch it off for them"
            );
            Finding::warn("compression", says).needs(Need::Unbuffered)
        }
    }
}

fn buffering(answer: &Answer) -> Finding {
    let sent_over = BETWEEN * (PIECES - 1);
    let came_over = match answer.pieces.as_slice() {
        [first, .., last] => last.saturating_sub(*first),
        _ => Duration::ZERO,
    };
    if came_over * 2 >= sent_over {
        return Finding::ok("buffering", "streams arrive as they are sent");
    }
    let says = format!(
        "a stream sent over {} ms came within {} ms: something on the way collects it, and answers are not seen growing",
        sent_over.as_millis(),
        came_over.as_millis()
    );
    Finding::fail("buffering", says).needs(Need::Unbuffered)
}
