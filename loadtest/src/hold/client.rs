use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::dice::Dice;
use crate::wire::{Kind, Socket};

/// What all clients count together.
#[derive(Debug, Default)]
pub(super) struct Tally {
    sent: AtomicU64,
    latencies: Mutex<Vec<u64>>,
}

impl Tally {
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }

    /// From sending to the ack, in nanoseconds.
    pub(super) fn latencies(&self) -> Vec<u64> {
        self.latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn acked(&self) -> usize {
        self.latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}

/// A visitor who stays, and writes now and then.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) tally: Arc<Tally>,
    pub(super) dice: Dice,
    pub(super) longest_pause: Duration,
}

impl Client {
    /// Returns when the connection has ended.
    pub(super) async fn run(mut self, mut socket: Socket) {
        let mut waiting = HashMap::new();
        let pause = tokio::time::sleep(self.pause());
        tokio::pin!(pause);
        loop {
            tokio::select! {
                frame = socket.next() => {
                    let Ok(frame) = frame else { return };
                    if frame.kind == Kind::Ack
                        && let Some(sent) = frame.client_id.and_then(|id| waiting.remove(&id))
                    {
                        self.acked(sent);
                    }
                }
                () = &mut pause => {
                    let client_id = self.dice.uuid();
                    let text = "Hello, I ordered the blue tent last week and wonder when it will arrive.";
                    let frame = json!({ "type": "message", "client_id": client_id, "text": text });
                    waiting.insert(client_id, Instant::now());
                    if socket.send(&frame).await.is_err() {
                        return;
                    }
                    self.tally.sent.fetch_add(1, Ordering::SeqCst);
                    pause.set(tokio::time::sleep(self.pause()));
                }
            }
        }
    }

    fn pause(&mut self) -> Duration {
        self.dice.between(Duration::ZERO, self.longest_pause)
    }

    fn acked(&self, sent: Instant) {
        let took = sent.elapsed().as_nanos() as u64;
        let latencies = &self.tally.latencies;
        latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(took);
    }
}
