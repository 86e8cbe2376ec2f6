//! A dialog as it goes on, whatever carries it.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Api, Ended, Events, Heard, Party, Socket};

/// Between two polls; a real client waits 3 s, and here nobody has that long.
const POLL_EVERY: Duration = Duration::from_millis(100);
/// Seconds that a long poll waits.
const LONG_POLL: u64 = 5;

/// The ways to read a dialog, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    Socket,
    Events,
    LongPoll,
    Poll,
}

impl Carrier {
    pub(crate) const ALL: [Self; 4] = [Self::Socket, Self::Events, Self::LongPoll, Self::Poll];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Socket => "socket",
            Self::Events => "events",
            Self::LongPoll => "long poll",
            Self::Poll => "poll",
        }
    }

    /// Whether the contact's own words come as a number instead of a message.
    pub(crate) fn hides_own_words(self) -> bool {
        matches!(self, Self::Socket | Self::Events)
    }
}

/// What follows a number in a dialog, over one of the carriers.
#[derive(Debug)]
pub(crate) enum Feed {
    Socket(Box<Socket>),
    Events(Box<Events>),
    Poll(Box<Polling>),
}

#[derive(Debug)]
pub(crate) struct Polling {
    api: Api,
    party: Party,
    dialog: i64,
    after: i64,
    /// Seconds to wait for something new; 0 asks and comes back.
    wait: u64,
    asked: bool,
    heard: VecDeque<Heard>,
}

impl Feed {
    /// Goes on after the number `after`.
    pub(crate) async fn open(
        carrier: Carrier,
        api: &Api,
        party: &Party,
        dialog: i64,
        after: i64,
    ) -> Result<Self, Ended> {
        Ok(match carrier {
            Carrier::Socket => {
                let path = party.socket(dialog, Some(after));
                let socket = Socket::open(api.address(), &path, party.bearer())
                    .await
                    .map_err(|error| Ended::Broken(error.to_string()))?;
                Self::Socket(Box::new(socket))
            }
            Carrier::Events => Self::Events(Box::new(
                Events::open(api.address(), party, dialog, Some(after)).await?,
            )),
            Carrier::LongPoll | Carrier::Poll => Self::Poll(Box::new(Polling {
                api: api.clone(),
                party: party.clone(),
                dialog,
                after,
                wait: if carrier == Carrier::LongPoll {
                    LONG_POLL
                } else {
                    0
                },
                asked: false,
                heard: VecDeque::new(),
            })),
        })
    }

    /// The next frame. May be dropped and called again without a loss.
    pub(crate) async fn next(&mut self) -> Result<Heard, Ended> {
        match self {
            Self::Socket(socket) => {
                let text = socket.next_text().await?;
                Heard::read(&text)
                    .map_err(|error| Ended::Broken(format!("a frame is not as documented: {error}")))
            }
            Self::Events(events) => events.next().await,
            Self::Poll(polling) => polling.next().await,
        }
    }

    /// Lets the connection end with a reset, where there is one to reset.
    pub(crate) fn reset_in_the_end(&self) {
        if let Self::Socket(socket) = self {
            socket.reset_in_the_end();
        }
    }
}

impl Polling {
    async fn next(&mut self) -> Result<Heard, Ended> {
        loop {
            if let Some(heard) = self.heard.pop_front() {
                return Ok(heard);
            }
            if self.wait == 0 && self.asked {
                tokio::time::sleep(POLL_EVERY).await;
            }
            let page = self
                .api
                .raw_page(&self.party, self.dialog, self.after, self.wait)
                .await
                .map_err(|error| Ended::Broken(error.to_string()))?;
            self.asked = true;
            if let Some(last) = page.items.last().and_then(|heard| heard.frame.seq) {
                self.after = last;
            }
            self.heard.extend(page.items);
        }
    }
}
