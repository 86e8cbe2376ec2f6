//! A script, played as the bytes of a body.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, stream};
use http_body_util::StreamBody;
use hyper::body::Frame;
use hyper::header::HeaderValue;
use hyper::{Response, StatusCode};
use serde_json::Value;

use crate::line::Scissors;
use crate::provider::Watch;
use crate::script::{Ending, Gate, Pace, Piece, Script, Trouble};
use crate::voice::Voice;

pub(crate) type Body = StreamBody<Pin<Box<dyn Stream<Item = Result<Frame<Bytes>, io::Error>> + Send>>>;

/// One thing that the body does.
#[derive(Debug)]
pub(crate) enum Beat {
    Say(Bytes),
    /// The bytes before were a piece of the answer.
    Told,
    Wait(Duration),
    Gate(Gate),
    Silence,
    Murmur(Bytes, Duration),
    End(Ending),
}

/// The beats of a whole answer that is not streamed.
pub(crate) fn whole(script: &Script, text: Bytes) -> Vec<Beat> {
    shaped(vec![Beat::Say(text)], script)
}

/// The beats of a stream.
pub(crate) fn streamed(script: &Script, voice: &mut dyn Voice) -> Vec<Beat> {
    let mut beats: Vec<Beat> = voice.opening().into_iter().map(Beat::Say).collect();
    for (at, piece) in script.pieces.iter().enumerate() {
        if troubled(script, at, voice, &mut beats) {
            return shaped(beats, script);
        }
        match &script.pace {
            Pace::AtOnce => {}
            Pace::Every(pause) => beats.push(Beat::Wait(*pause)),
            Pace::Gate(gate) => beats.push(Beat::Gate(gate.clone())),
        }
        let events = match piece {
            Piece::Text(text) => voice.text(text),
            Piece::Call { name, arguments } => voice.call(name, arguments),
        };
        beats.extend(events.into_iter().map(Beat::Say));
        beats.push(Beat::Told);
    }
    if !troubled(script, script.pieces.len(), voice, &mut beats) {
        beats.extend(voice.closing(script).into_iter().map(Beat::Say));
    }
    shaped(beats, script)
}

/// Adds what goes wrong before piece `at`; whether it is the end.
fn troubled(script: &Script, at: usize, voice: &mut dyn Voice, beats: &mut Vec<Beat>) -> bool {
    for (_, trouble) in script.troubles.iter().filter(|(before, _)| *before == at) {
        match trouble {
            Trouble::Silence => beats.push(Beat::Silence),
            Trouble::Murmur(pause) => beats.push(Beat::Murmur(voice.murmur(), *pause)),
            Trouble::Cut(ending) => beats.push(Beat::End(*ending)),
            Trouble::BadUtf8 => beats.push(Beat::Say(voice.bad_utf8())),
            Trouble::BadJson => beats.push(Beat::Say(voice.bad_json())),
            Trouble::Error { kind, goes_on } => {
                beats.push(Beat::Say(voice.error(kind)));
                if !goes_on {
                    beats.push(Beat::End(Ending::Clean));
                }
            }
        }
        if matches!(
            beats.last(),
            Some(Beat::Silence | Beat::Murmur(..) | Beat::End(_))
        ) {
            return true;
        }
    }
    false
}

/// Cut at the byte, and torn into writes, as the script says.
fn shaped(beats: Vec<Beat>, script: &Script) -> Vec<Beat> {
    let beats = match script.cut_at {
        Some((bytes, ending)) => cut(beats, bytes, ending),
        None => beats,
    };
    let size = script.drip.map(|_| 1).or(script.bytes_a_write);
    let Some(size) = size else { return beats };
    let mut torn = Vec::new();
    for beat in beats {
        match beat {
            Beat::Say(bytes) => {
                for at in (0..bytes.len()).step_by(size) {
                    torn.extend(script.drip.map(Beat::Wait));
                    torn.push(Beat::Say(bytes.slice(at..(at + size).min(bytes.len()))));
                    // Hyper flushes when it has to wait, so each goes out by itself.
                    torn.push(Beat::Wait(Duration::ZERO));
                }
            }
            other => torn.push(other),
        }
    }
    torn
}

fn cut(beats: Vec<Beat>, mut left: usize, ending: Ending) -> Vec<Beat> {
    let mut kept = Vec::new();
    for beat in beats {
        if let Beat::Say(bytes) = &beat {
            if bytes.len() > left {
                kept.push(Beat::Say(bytes.slice(..left)));
                kept.push(Beat::End(ending));
                break;
            }
            left -= bytes.len();
        }
        kept.push(beat);
    }
    kept
}

/// A plain answer, all at once.
pub(crate) fn document(status: StatusCode, body: &Value) -> Response<Body> {
    let bytes = Bytes::from(body.to_string());
    let frames = stream::once(async { Ok(Frame::data(bytes)) });
    let mut response = Response::new(StreamBody::new(Box::pin(frames) as _));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", kind);
    response
}

/// What is left to play.
struct Player {
    beats: VecDeque<Beat>,
    line: Scissors,
    watch: Watch,
}

pub(crate) fn play(beats: Vec<Beat>, line: Scissors, watch: Watch) -> Body {
    let player = Player {
        beats: beats.into(),
        line,
        watch,
    };
    let frames = stream::unfold(player, |mut player| async move {
        let frame = player.next().await?;
        Some((frame.map(Frame::data), player))
    });
    StreamBody::new(Box::pin(frames))
}

impl Player {
    async fn next(&mut self) -> Option<Result<Bytes, io::Error>> {
        loop {
            let Some(beat) = self.beats.pop_front() else {
                self.watch.finished();
                return None;
            };
            match beat {
                Beat::Say(bytes) => return Some(Ok(bytes)),
                Beat::Told => self.watch.told(),
                Beat::Wait(Duration::ZERO) => tokio::task::yield_now().await,
                Beat::Wait(pause) => tokio::time::sleep(pause).await,
                Beat::Gate(gate) => gate.pass().await,
                Beat::Silence => match never().await {},
                Beat::Murmur(bytes, pause) => {
                    tokio::time::sleep(pause).await;
                    self.beats.push_front(Beat::Murmur(bytes.clone(), pause));
                    return Some(Ok(bytes));
                }
                Beat::End(Ending::Clean) => {
                    self.watch.finished();
                    return None;
                }
                Beat::End(ending) => {
                    if ending == Ending::Reset {
                        self.line.reset();
                    }
                    self.watch.finished();
                    // What was said before goes out while this waits.
                    tokio::task::yield_now().await;
                    return Some(Err(io::ErrorKind::ConnectionAborted.into()));
                }
            }
        }
    }
}

async fn never() -> Infallible {
    std::future::pending().await
}
