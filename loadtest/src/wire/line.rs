//! One HTTP connection that posts, with next to no work of its own: a full HTTP client would take as
//! much of the machine as the server that it measures.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Party;

#[derive(Debug)]
pub(crate) struct Line {
    stream: TcpStream,
    /// The request up to the value of `Content-Length`.
    head: Vec<u8>,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Line {
    /// A connection for `POST` to one address.
    pub(crate) async fn open(server: SocketAddr, party: &Party, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {server}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: ",
            party.rest(path, ""),
            party.bearer()
        );
        Ok(Self {
            stream,
            head: head.into_bytes(),
            request: Vec::new(),
            answer: Vec::new(),
        })
    }

    /// Posts `body`; gives the status and the answer's body.
    pub(crate) async fn post(&mut self, body: &str) -> Result<(u16, &[u8])> {
        self.request.clear();
        self.request.extend_from_slice(&self.head);
        self.request
            .extend_from_slice(format!("{}\r\n\r\n{body}", body.len()).as_bytes());
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                bail!("the server closed the connection");
            }
            if let Some(head) = Head::read(&self.answer)? {
                while self.answer.len() < head.end + head.length {
                    if self.stream.read_buf(&mut self.answer).await? == 0 {
                        bail!("the answer ends in the middle");
                    }
                }
                return Ok((head.status, &self.answer[head.end..head.end + head.length]));
            }
        }
    }
}

/// What has to be known of an answer's head.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Where the body begins.
    end: usize,
    /// Bytes of the body.
    length: usize,
}

impl Head {
    /// `None` as long as the head is not complete.
    fn read(answer: &[u8]) -> Result<Option<Self>> {
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = std::str::from_utf8(&answer[..end])?;
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .context("the answer has no status")?
            .parse()?;
        let length = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .context("the answer has no length")?
            .1
            .trim()
            .parse()?;
        Ok(Some(Self {
            status,
            end: end + 4,
            length,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_complete() {
        let whole = b"HTTP/1.1 201 Created\r\ncontent-type: x\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(Head::read(&whole[..40]).unwrap(), None);
        let head = Head::read(whole).unwrap().unwrap();
        assert_eq!((head.status, &whole[head.end..]), (201, &b"{}"[..]));
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
