//! Somebody whose network lets no socket through: the same words, by asking.

use std::time::Duration;

use serde_json::Value;

use super::{Caller, PATIENCE, fits};

/// Between two polls that do not wait.
const BETWEEN: Duration = Duration::from_millis(3);

/// Reads one dialog by polls, long ones or not.
pub(crate) struct Poller {
    caller: Caller,
    dialog: i64,
    last: i64,
    /// Seconds that one request may wait.
    wait: u64,
    waiting: Vec<Value>,
    /// Every entry that ever came.
    pub(crate) seen: Vec<Value>,
}

impl Poller {
    pub(crate) fn after(caller: &Caller, dialog: i64, last: i64, wait: u64) -> Self {
        Self {
            caller: caller.clone(),
            dialog,
            last,
            wait,
            waiting: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Reads on until an entry fits, and gives it.
    #[track_caller]
    pub(crate) fn expect(&mut self, pattern: &Value) -> impl Future<Output = Value> {
        let at = std::panic::Location::caller();
        async move {
            let reading = async {
                let mut next = tokio::time::interval(BETWEEN);
                loop {
                    while !self.waiting.is_empty() {
                        let entry = self.waiting.remove(0);
                        if fits(&entry, pattern) {
                            return entry;
                        }
                    }
                    next.tick().await;
                    self.poll().await;
                }
            };
            let read = tokio::time::timeout(PATIENCE, reading).await;
            read.unwrap_or_else(|_| panic!("{at}: {pattern} never came"))
        }
    }

    async fn poll(&mut self) {
        let path = format!(
            "/dialogs/{}/messages?after={}&wait={}",
            self.dialog, self.last, self.wait
        );
        let page = self.caller.get(&path).await.is(200);
        for entry in page["items"].as_array().unwrap() {
            assert_eq!(entry["seq"], self.last + 1, "a hole, or twice the same");
            self.last += 1;
            self.waiting.push(entry.clone());
            self.seen.push(entry.clone());
        }
    }
}
