//! A WebSocket by hand: bytes as a client would never send them, and what came back.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Caller, PATIENCE};

/// One frame, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct RawFrame {
    pub(crate) fin: bool,
    /// The three reserved bits, as they stand in the first byte.
    pub(crate) reserved: u8,
    pub(crate) opcode: u8,
    pub(crate) masked: bool,
    /// What the length field says, if it is not the truth.
    pub(crate) claims: Option<u64>,
    pub(crate) payload: Vec<u8>,
}

/// How a connection ended, seen from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A close frame with this code, 1005 for one without, and then the end.
    Closed(u16),
    /// The end without a word.
    Dropped,
}

/// What the server said up to the end.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) texts: Vec<String>,
    pub(crate) pongs: Vec<Vec<u8>>,
    pub(crate) end: End,
}

pub(crate) struct RawSocket {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl RawFrame {
    pub(crate) fn new(opcode: u8, payload: impl Into<Vec<u8>>) -> Self {
        Self {
            fin: true,
            reserved: 0,
            opcode,
            masked: true,
            claims: None,
            payload: payload.into(),
        }
    }

    pub(crate) fn text(payload: impl Into<Vec<u8>>) -> Self {
        Self::new(1, payload)
    }

    pub(crate) fn close(code: u16, reason: impl AsRef<[u8]>) -> Self {
        Self::new(8, [&code.to_be_bytes(), reason.as_ref()].concat())
    }

    /// Not the last of its message.
    pub(crate) fn begun(self) -> Self {
        Self { fin: false, ..self }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        const MASK: [u8; 4] = [0x1f, 0x2e, 0x3d, 0x4c];
        let mut bytes = vec![u8::from(self.fin) << 7 | self.reserved | self.opcode];
        let bit = u8::from(self.masked) << 7;
        match self.claims.unwrap_or(self.payload.len() as u64) {
            short @ 0..=125 => bytes.push(bit + short as u8),
            middle @ 126..=0xffff => {
                bytes.push(bit + 126);
                bytes.extend((middle as u16).to_be_bytes());
            }
            long => {
                bytes.push(bit + 127);
                bytes.extend(long.to_be_bytes());
            }
        }
        if self.masked {
            bytes.extend(MASK);
            bytes.extend(
                self.payload
                    .iter()
                    .enumerate()
                    .map(|(at, byte)| byte ^ MASK[at % 4]),
            );
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}

/// Sends `request` as it stands; the status of the answer, or none if the server hung up.
pub(crate) async fn knock(address: SocketAddr, request: &[u8]) -> (TcpStream, Option<u16>, Vec<u8>) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream.write_all(request).await.unwrap();
    let mut head = Vec::new();
    let reading = async {
        loop {
            if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
                return Some(end + 4);
            }
            if matches!(stream.read_buf(&mut head).await, Ok(0) | Err(_)) {
                return None;
            }
        }
    };
    let Some(end) = timeout(PATIENCE, reading).await.expect("no answer, and no end") else {
        return (stream, None, Vec::new());
    };
    let unread = head.split_off(end);
    let status = String::from_utf8_lossy(&head)
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (stream, status, unread)
}

impl RawSocket {
    /// The request that opens a visitor's or operator's socket of a dialog.
    pub(crate) fn handshake(caller: &Caller, dialog: i64) -> String {
        let address = caller.socket_address(dialog);
        let (host, path) = address.trim_start_matches("ws://").split_once('/').unwrap();
        format!(
            "GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: tandem.v1, bearer.{}\r\n\r\n",
            caller.token
        )
    }

    pub(crate) async fn open(address: SocketAddr, caller: &Caller, dialog: i64) -> Self {
        let request = Self::handshake(caller, dialog);
        let (stream, status, unread) = knock(address, request.as_bytes()).await;
        assert_eq!(status, Some(101));
        Self { stream, unread }
    }

    pub(crate) async fn send(&mut self, frame: &RawFrame) {
        self.send_bytes(&frame.bytes()).await;
    }

    /// A server that has hung up meanwhile is no mistake: how it ended is what the caller asks next.
    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        let _ = timeout(PATIENCE, self.stream.write_all(bytes))
            .await
            .expect("the server reads no more, and does not hang up");
    }

    /// Everything up to the text that holds `wanted`.
    pub(crate) async fn hear(&mut self, wanted: &str) -> Result<Vec<Vec<u8>>, Heard> {
        self.read(|text| text.contains(wanted)).await
    }

    /// Everything up to the end.
    pub(crate) async fn end(mut self) -> Heard {
        match self.read(|_| false).await {
            Err(heard) => heard,
            Ok(_) => unreachable!("nothing was waited for"),
        }
    }

    /// The pongs that came before the text that was waited for.
    async fn read(&mut self, found: impl Fn(&str) -> bool) -> Result<Vec<Vec<u8>>, Heard> {
        let mut heard = Heard {
            texts: Vec::new(),
            pongs: Vec::new(),
            end: End::Dropped,
        };
        loop {
            let next = timeout(PATIENCE, self.frame()).await;
            let Some((opcode, payload)) = next.expect("it neither answers nor ends") else {
                return Err(heard);
            };
            match opcode {
                1 => {
                    let text = String::from_utf8(payload).unwrap();
                    if found(&text) {
                        return Ok(heard.pongs);
                    }
                    heard.texts.push(text);
                }
                8 => {
                    let code = payload
                        .first_chunk()
                        .map_or(1005, |code| u16::from_be_bytes(*code));
                    heard.end = End::Closed(code);
                }
                10 => heard.pongs.push(payload),
                _ => {}
            }
        }
    }

    /// The next frame of the server, which are all whole and unmasked.
    async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let Some((opcode, from, to)) = measure(&self.unread) {
                let payload = self.unread[from..to].to_vec();
                self.unread.drain(..to);
                return Some((opcode, payload));
            }
            if matches!(self.stream.read_buf(&mut self.unread).await, Ok(0) | Err(_)) {
                return None;
            }
        }
    }
}

/// Kind, begin and end of the first frame's payload, if all of it is there.
fn measure(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    assert_eq!(
        first & 0xf0,
        0x80,
        "the server sends whole frames without reserved bits"
    );
    assert_eq!(second & 0x80, 0, "the server does not mask");
    let (from, length) = match second {
        126 => (4, u64::from(u16::from_be_bytes(*bytes.get(2..4)?.first_chunk()?))),
        127 => (10, u64::from_be_bytes(*bytes.get(2..10)?.first_chunk()?)),
        short => (2, u64::from(short)),
    };
    let to = from + usize::try_from(length).ok()?;
    (bytes.len() >= to).then_some((first & 0x0f, from, to))
}
