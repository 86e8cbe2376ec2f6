use std::borrow::Cow;

use serde::Deserialize;

use super::resp;
use super::rule::Direction;

/// What a stream was cut into, by what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A request or an answer: its head, and its body if the length was told beforehand.
    Http { status: Option<u16> },
    /// A chunk of a body of unknown length.
    Chunk,
    /// A WebSocket frame; the payload begins at `payload`.
    Frame { payload: usize, mask: Option<[u8; 4]> },
    /// A request to Redis, an answer of it, or something that it pushes.
    Resp,
    /// Bytes as they came.
    Raw,
}

/// A piece of a stream that rules look at as a whole.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) bytes: Vec<u8>,
    pub(super) form: Form,
}

#[derive(Deserialize)]
struct Typed<'a> {
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
}

impl Unit {
    pub(super) fn status(&self) -> Option<u16> {
        match self.form {
            Form::Http { status } => status,
            _ => None,
        }
    }

    /// What a frame says, unmasked; of everything else, all of it.
    fn text(&self) -> Cow<'_, [u8]> {
        match self.form {
            Form::Frame { payload, mask } => {
                let payload = self.bytes.get(payload..).unwrap_or_default();
                mask.map_or(Cow::Borrowed(payload), |mask| {
                    let plain = payload.iter().zip(mask.iter().cycle());
                    Cow::Owned(plain.map(|(byte, key)| byte ^ key).collect())
                })
            }
            _ => Cow::Borrowed(&self.bytes),
        }
    }

    pub(super) fn contains(&self, bytes: &[u8]) -> bool {
        bytes.is_empty() || self.text().windows(bytes.len()).any(|window| window == bytes)
    }

    pub(super) fn is_frame(&self, wanted: &str) -> bool {
        self.types().iter().any(|name| name == wanted)
    }

    /// The types of the frames in it: one over a WebSocket, perhaps several in a chunk of events. Of what is
    /// said to and by Redis, the command.
    fn types(&self) -> Vec<String> {
        let text = self.text();
        let name = |text: &[u8]| {
            serde_json::from_slice::<Typed<'_>>(text)
                .ok()
                .map(|typed| typed.name.into_owned())
        };
        match self.form {
            Form::Frame { .. } => name(&text).into_iter().collect(),
            Form::Chunk => text
                .split(|byte| *byte == b'\n')
                .filter_map(|line| line.strip_prefix(b"data:"))
                .filter_map(name)
                .collect(),
            Form::Resp => resp::name(&text).into_iter().collect(),
            Form::Http { .. } | Form::Raw => Vec::new(),
        }
    }

    /// What arrives when it is lost.
    pub(super) fn lost(&self, direction: Direction) -> Vec<u8> {
        if self.wants_answer(direction) {
            resp::HEARD_BY_NOBODY.to_vec()
        } else {
            Vec::new()
        }
    }

    /// What arrives after it when it is doubled.
    pub(super) fn again(&self, direction: Direction) -> Vec<u8> {
        let before = if self.wants_answer(direction) {
            resp::WITHOUT_ANSWER
        } else {
            &[]
        };
        [before, &self.bytes].concat()
    }

    /// Whether the other side counts on one answer to it. (HTTP has no more than one request on its way.)
    fn wants_answer(&self, direction: Direction) -> bool {
        self.form == Form::Resp && direction == Direction::ToServer
    }

    /// For the log: never more than a few words, and no tokens.
    pub(super) fn describe(&self) -> String {
        match self.form {
            Form::Http { status: Some(status) } => format!("answer {status}"),
            Form::Http { status: None } => {
                let method = self.bytes.split(|byte| *byte == b' ').next().unwrap_or_default();
                format!("request {}", String::from_utf8_lossy(method))
            }
            _ => {
                let types = self.types();
                if types.is_empty() {
                    format!("{} bytes", self.bytes.len())
                } else {
                    types.join(", ")
                }
            }
        }
    }
}
