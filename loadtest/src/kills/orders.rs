use std::time::Duration;

use tokio::sync::watch;

/// What the clients are told by who kills the server.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Orders {
    /// The server answers. Set to false just before it is killed, to true once it is ready again.
    pub(super) up: bool,
    /// Send nothing new, see to it that all is acknowledged, and end.
    pub(super) stop: bool,
}

/// How long to hold back when the server refuses though it is up.
pub(super) const BACK_OFF: Duration = Duration::from_millis(20);

/// A client's view of the orders, and its word back that it was served.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) orders: watch::Receiver<Orders>,
    /// How many messages have been acknowledged, by everybody.
    pub(super) acks: watch::Sender<u64>,
}

impl Link {
    /// After a connection broke: returns when it is worth another try.
    pub(super) async fn wait_for_power(&mut self) {
        if self.orders.borrow().up {
            // A leftover of the killed process; its successor is there already.
            tokio::time::sleep(BACK_OFF).await;
        }
        // The other side never goes before its clients.
        let _ = self.orders.wait_for(|orders| orders.up).await;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.orders.borrow().stop
    }

    pub(super) fn acked(&self) {
        self.acks.send_modify(|acks| *acks += 1);
    }
}
