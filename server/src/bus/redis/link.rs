//! The connection to Redis: made again whenever it breaks, or only seems to be one.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use redis::aio::{MultiplexedConnection, PubSub};
use redis::{AsyncConnectionConfig, Client, Msg, RedisError};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use super::parcel::Parcel;
use super::peers::Peers;
use super::{Doubt, Meeting, NotAnAddress};
use crate::bus::{Bus, LocalBus};
use crate::domain::{Event, NodeId};

/// Events of one parcel.
const BATCH: usize = 64;

/// How often a sign of life goes out. It comes back over the channel: a subscription over a dead connection is
/// silent for ever and gives no error.
const BEAT: Duration = Duration::from_secs(2);

/// Without hearing itself for so long the link is taken for dead.
const SILENT: Duration = Duration::from_secs(7);

/// How long a connection, and each command, may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// First and longest pause before another attempt.
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// How long what waits may still go out at the end.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A link that held for so long was a good one: the next attempt follows soon.
const GOOD: Duration = Duration::from_secs(10);

/// Why a connection was given up.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("{}", told(.0))]
    Redis(#[from] RedisError),
    #[error("no answer")]
    NoAnswer,
    #[error("the subscription fell silent")]
    Silent,
    #[error("the subscription ended")]
    Ended,
}

/// What of an error may stand in a log: its kind, for its text may repeat the address with the password.
fn told(error: &RedisError) -> String {
    format!("{:?}", error.kind())
}

/// The other nodes, as this one hears of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    pub nodes: BTreeSet<NodeId>,
    /// How often the link was made: each time they may have forgotten this node.
    pub links: u64,
}

/// This node's end of the channel.
pub struct Link {
    client: Client,
    channel: String,
    doubt: Doubt,
    mouth: Mouth,
    ear: Ear,
}

/// What goes out.
struct Mouth {
    node: NodeId,
    number: u64,
    waiting: mpsc::Receiver<Arc<Event>>,
    left_out: Arc<AtomicU64>,
}

/// What comes in.
struct Ear {
    node: NodeId,
    local: Arc<LocalBus>,
    peers: Peers,
    met: watch::Sender<Met>,
    doubt: Doubt,
}

impl Link {
    pub(super) fn new(
        meeting: Meeting,
        local: Arc<LocalBus>,
        waiting: mpsc::Receiver<Arc<Event>>,
        left_out: Arc<AtomicU64>,
    ) -> Result<Self, NotAnAddress> {
        let doubt = Doubt::default();
        Ok(Self {
            client: Client::open(meeting.url.reveal()).map_err(|_| NotAnAddress)?,
            channel: meeting.channel,
            mouth: Mouth {
                node: meeting.node,
                number: 0,
                waiting,
                left_out,
            },
            ear: Ear {
                node: meeting.node,
                local,
                peers: Peers::default(),
                met: watch::Sender::default(),
                doubt: Arc::clone(&doubt),
            },
            doubt,
        })
    }

    /// The name under which the other nodes hear of this one.
    pub fn node(&self) -> NodeId {
        self.ear.node
    }

    /// Who of the other nodes is met.
    pub fn met(&self) -> watch::Receiver<Met> {
        self.ear.met.subscribe()
    }

    /// Notified when something of the other nodes may have been missed.
    pub fn doubt(&self) -> Doubt {
        Arc::clone(&self.doubt)
    }

    /// Holds the connection until `stop`, and then until what was published is said.
    pub async fn run(mut self, stop: CancellationToken) {
        let (mut pause, longest) = PAUSE;
        loop {
            let since = Instant::now();
            let late = async {
                stop.cancelled().await;
                tokio::time::sleep(LAST_WORDS).await;
            };
            let broken = tokio::select! {
                broken = self.hold(&stop) => broken,
                () = late => return,
            };
            if stop.is_cancelled() {
                return;
            }
            tracing::warn!(error = %broken, "the link to the other nodes is broken: they are heard of by looking");
            if since.elapsed() >= GOOD {
                pause = PAUSE.0;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => return,
            }
            // Nobody knows who is there on nodes that cannot be heard.
            self.ear.forget_silent();
            pause = (pause * 2).min(longest);
        }
    }

    /// One connection, until it breaks.
    async fn hold(&mut self, stop: &CancellationToken) -> Broken {
        let (to, from) = match timeout(ANSWER_WITHIN, connect(&self.client, &self.channel)).await {
            Ok(Ok(ends)) => ends,
            Ok(Err(error)) => return error.into(),
            Err(_) => return Broken::NoAnswer,
        };
        tracing::info!("linked to the other nodes");
        // Whatever they said until now was not heard, and they may have given this node up.
        self.doubt.notify_one();
        self.ear.meet(|met| met.links += 1);
        tokio::select! {
            broken = self.mouth.speak(to, &self.channel, stop) => broken,
            broken = self.ear.listen(from.into_on_message()) => broken,
        }
    }
}

async fn connect(client: &Client, channel: &str) -> Result<(MultiplexedConnection, PubSub), RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(ANSWER_WITHIN))
        .set_response_timeout(Some(ANSWER_WITHIN));
    let to = client
        .get_multiplexed_async_connection_with_config(&config)
        .await?;
    let mut from = client.get_async_pubsub().await?;
    from.subscribe(channel).await?;
    Ok((to, from))
}

impl Mouth {
    /// Says what there is to say; after `stop` what waits, and no more.
    async fn speak(
        &mut self,
        mut to: MultiplexedConnection,
        channel: &str,
        stop: &CancellationToken,
    ) -> Broken {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut events = Vec::with_capacity(BATCH);
        loop {
            tokio::select! {
                received = self.waiting.recv_many(&mut events, BATCH) => if received == 0 {
                    return Broken::Ended;
                },
                _ = beat.tick() => {}
                () = stop.cancelled(), if !self.waiting.is_closed() => {
                    self.waiting.close();
                    continue;
                }
            }
            self.number += 1 + self.left_out.swap(0, Ordering::Relaxed);
            let parcel = Parcel {
                node: self.node,
                number: self.number,
                events: std::mem::take(&mut events),
            };
            let bytes = match parcel.pack() {
                Ok(bytes) => bytes,
                Err(error) => {
                    // The others see the missing number.
                    tracing::error!(%error, "events could not be written as JSON");
                    continue;
                }
            };
            let mut publish = redis::cmd("PUBLISH");
            publish.arg(channel).arg(bytes);
            if let Err(error) = publish.query_async::<()>(&mut to).await {
                return error.into();
            }
        }
    }
}

impl Ear {
    async fn listen(&mut self, mut from: impl Stream<Item = Msg> + Unpin) -> Broken {
        let mut deadline = Instant::now() + SILENT;
        loop {
            let message = match timeout_at(deadline, from.next()).await {
                Err(_) => return Broken::Silent,
                // What others say is no proof that they hear this node.
                Ok(_) if Instant::now() > deadline => return Broken::Silent,
                Ok(None) => return Broken::Ended,
                Ok(Some(message)) => message,
            };
            match Parcel::unpack(message.get_payload_bytes()) {
                Ok(parcel) if parcel.node == self.node => {
                    deadline = Instant::now() + SILENT;
                    self.forget_silent();
                }
                Ok(parcel) => self.take(parcel),
                Err(error) => {
                    // Another version of this program, in the middle of an upgrade: the database tells what it did.
                    tracing::warn!(%error, "something of another node could not be read");
                    self.doubt.notify_one();
                }
            }
        }
    }

    fn forget_silent(&mut self) {
        self.peers.forget_silent(Instant::now(), SILENT);
        self.meet(|_| {});
    }

    /// Tells of nodes that came or went and of what `more` changes, if there is any news in it.
    fn meet(&self, more: impl FnOnce(&mut Met)) {
        self.met.send_if_modified(|met| {
            let before = met.clone();
            met.nodes = self.peers.nodes();
            more(met);
            *met != before
        });
    }

    fn take(&mut self, parcel: Parcel) {
        let whole = self.peers.heard(parcel.node, parcel.number, Instant::now());
        self.meet(|_| {});
        for event in parcel.into_events() {
            self.local.publish(event);
        }
        if !whole {
            self.doubt.notify_one();
        }
    }
}
