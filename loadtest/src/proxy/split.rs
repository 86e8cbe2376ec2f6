use super::resp::{self, Endless};
use super::rule::Direction;
use super::unit::{Form, Unit};

/// A body up to this length is one unit with its head; a longer one is passed on as it comes.
const LONGEST_BODY: usize = 1 << 20;

/// What is spoken over a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Anything: a unit is what arrived together.
    Raw,
    /// HTTP, and WebSockets after an upgrade.
    Http,
    /// RESP.
    Redis,
}

/// Cuts one direction of a connection into units.
#[derive(Debug)]
pub(super) struct Splitter {
    direction: Direction,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Head,
    Chunks,
    Frames,
    Resp,
    Raw,
}

impl Splitter {
    pub(super) fn new(language: Language, direction: Direction) -> Self {
        let state = match language {
            Language::Raw => State::Raw,
            Language::Http => State::Head,
            Language::Redis => State::Resp,
        };
        Self { direction, state }
    }

    /// Takes the next whole unit out of the buffer, if there is one.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> Option<Unit> {
        if buffer.is_empty() {
            return None;
        }
        match self.state {
            State::Raw => Some(Unit {
                bytes: std::mem::take(buffer),
                form: Form::Raw,
            }),
            State::Head => self.head(buffer),
            State::Chunks => self.chunk(buffer),
            State::Frames => frame(buffer),
            State::Resp => self.resp(buffer),
        }
    }

    fn head(&mut self, buffer: &mut Vec<u8>) -> Option<Unit> {
        let end = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = Head::read(&buffer[..end], self.direction);
        let body = match head.body {
            Body::Length(length) if length <= LONGEST_BODY => length,
            _ => 0,
        };
        if buffer.len() < end + body {
            return None;
        }
        self.state = match head.body {
            // A request to upgrade that is refused ends the connection with most clients; what they
            // would send after it is not cut any more, only passed on.
            _ if head.upgrade => State::Frames,
            Body::Length(length) if length <= LONGEST_BODY => State::Head,
            Body::Chunked => State::Chunks,
            Body::Length(_) | Body::ToTheEnd => State::Raw,
        };
        Some(Unit {
            bytes: buffer.drain(..end + body).collect(),
            form: Form::Http { status: head.status },
        })
    }

    fn resp(&mut self, buffer: &mut Vec<u8>) -> Option<Unit> {
        match resp::length(buffer) {
            Ok(whole) => Some(Unit {
                bytes: buffer.drain(..whole).collect(),
                form: Form::Resp,
            }),
            Err(Endless::Partial) => None,
            Err(Endless::Foreign) => {
                self.state = State::Raw;
                self.next(buffer)
            }
        }
    }

    fn chunk(&mut self, buffer: &mut Vec<u8>) -> Option<Unit> {
        let line = buffer.windows(2).position(|two| two == b"\r\n")?;
        let length = std::str::from_utf8(&buffer[..line])
            .ok()
            .and_then(|line| usize::from_str_radix(line.split(';').next()?.trim(), 16).ok());
        let Some(length) = length else {
            self.state = State::Raw;
            return self.next(buffer);
        };
        let whole = line + 2 + length + 2;
        if buffer.len() < whole {
            return None;
        }
        if length == 0 {
            self.state = State::Head;
        }
        Some(Unit {
            bytes: buffer.drain(..whole).collect(),
            form: Form::Chunk,
        })
    }
}

/// A WebSocket frame (RFC 6455, 5.2): two bytes, a longer length perhaps, a mask perhaps, the payload.
fn frame(buffer: &mut Vec<u8>) -> Option<Unit> {
    let second = *buffer.get(1)?;
    let (length, mut payload) = match second & 0x7f {
        126 => (
            usize::from(u16::from_be_bytes(buffer.get(2..4)?.try_into().ok()?)),
            4,
        ),
        127 => (
            u64::from_be_bytes(buffer.get(2..10)?.try_into().ok()?) as usize,
            10,
        ),
        length => (usize::from(length), 2),
    };
    let mask = if second & 0x80 == 0 {
        None
    } else {
        let mask = buffer.get(payload..payload + 4)?.try_into().ok()?;
        payload += 4;
        Some(mask)
    };
    let whole = payload.saturating_add(length);
    if buffer.len() < whole {
        return None;
    }
    Some(Unit {
        bytes: buffer.drain(..whole).collect(),
        form: Form::Frame { payload, mask },
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Body {
    Length(usize),
    Chunked,
    ToTheEnd,
}

/// What has to be known of a head to find its end.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: Option<u16>,
    body: Body,
    upgrade: bool,
}

impl Head {
    fn read(bytes: &[u8], direction: Direction) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let value = |wanted: &str| {
            text.lines()
                .skip(1)
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, value)| value.trim().to_ascii_lowercase())
        };
        let status = match direction {
            Direction::ToServer => None,
            Direction::ToClient => text.split(' ').nth(1).and_then(|status| status.parse().ok()),
        };
        let length = value("content-length").and_then(|length| length.parse().ok());
        let body = match (status, length) {
            (Some(100..200 | 204 | 304), _) => Body::Length(0),
            _ if value("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) => Body::Chunked,
            (_, Some(length)) => Body::Length(length),
            (None, None) => Body::Length(0),
            (Some(_), None) => Body::ToTheEnd,
        };
        let upgrade = match direction {
            Direction::ToServer => value("upgrade").is_some_and(|what| what.contains("websocket")),
            Direction::ToClient => status == Some(101),
        };
        Self {
            status,
            body,
            upgrade,
        }
    }
}
