use std::sync::Arc;
use std::time::Duration;

use super::back_off::BackOff;
use super::pulse::Pulse;
use crate::dice::Dice;
use crate::stage::Pen;
use crate::wire::{Api, Ended, Frame, Kind, Refused, Socket};

/// A connection that is not there by then has failed (protocol §5).
const ATTEMPT: Duration = Duration::from_secs(5);
/// How long the restless stay.
const STAY: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(10));

/// A place in a dialog that somebody takes again and again, as the project's own clients do it.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) client: usize,
    pub(super) api: Api,
    pub(super) pen: Pen,
    pub(super) dialog: i64,
    pub(super) pulse: Arc<Pulse>,
    pub(super) back_off: BackOff,
    pub(super) dice: Dice,
    /// Reloads the page every few seconds.
    pub(super) restless: bool,
    /// The server named a time to come back.
    told: Option<Duration>,
    back_at_once: bool,
}

impl Seat {
    pub(super) fn new(
        client: usize,
        api: Api,
        pen: Pen,
        dialog: i64,
        pulse: Arc<Pulse>,
        dice: &Dice,
        restless: bool,
    ) -> Self {
        Self {
            client,
            api,
            pen,
            dialog,
            pulse,
            back_off: BackOff::new(dice.part(1)),
            dice: dice.part(2),
            restless,
            told: None,
            back_at_once: true,
        }
    }

    /// Waits as long as it should, and tries until it is in.
    pub(super) async fn sit(&mut self, after: i64) -> Socket {
        loop {
            if !std::mem::take(&mut self.back_at_once) {
                let wait = self.told.take().unwrap_or_else(|| self.back_off.failed());
                tokio::time::sleep(wait).await;
            }
            match tokio::time::timeout(ATTEMPT, self.open(after)).await {
                Ok(Ok(socket)) => {
                    self.back_off.succeeded();
                    self.pulse.welcomed(self.client);
                    return socket;
                }
                Ok(Err(error)) => self.note_refusal(&error),
                Err(_) => self.pulse.closed("no welcome within 5 s"),
            }
        }
    }

    async fn open(&self, after: i64) -> anyhow::Result<Socket> {
        let party = self.pen.party(&self.api).await?;
        let joined = Socket::join(self.api.address(), &party, self.dialog, Some(after)).await;
        if let Err(error) = &joined
            && let Some(Ended::Closed { code: 4001, .. }) = error.downcast_ref()
        {
            self.pen.forget().await;
        }
        joined.map(|(socket, _)| socket)
    }

    fn note_refusal(&mut self, error: &anyhow::Error) {
        if let Some(refused) = error.downcast_ref::<Refused>() {
            self.pulse
                .closed(&format!("upgrade refused with {}", refused.status));
            // At a moment of its own within the second that was named.
            self.told = refused
                .retry_after
                .map(|after| after + self.dice.between(Duration::ZERO, Duration::from_secs(1)));
        } else if let Some(ended) = error.downcast_ref::<Ended>() {
            self.left(ended);
        }
    }

    /// What the frame means for coming back.
    pub(super) fn hear(&mut self, frame: &Frame) {
        if frame.kind == Kind::Reconnect
            && let Some(after) = frame.retry_after_ms
        {
            self.pulse.told_to_retry(after);
            self.told = Some(Duration::from_millis(after));
        }
    }

    /// The connection is over.
    pub(super) fn left(&self, ended: &Ended) {
        match ended {
            Ended::Closed { code, .. } => self.pulse.closed(&code.to_string()),
            Ended::Refused { status, .. } => self.pulse.closed(&format!("refused with {status}")),
            Ended::Broken(_) => self.pulse.closed("broken"),
        }
    }

    /// Goes by itself, and comes back at once.
    pub(super) fn reload(&mut self) {
        self.back_at_once = true;
    }

    /// How long it stays this time; the patient stay for ever.
    pub(super) fn stay(&mut self) -> Duration {
        if self.restless {
            self.dice.between(STAY.0, STAY.1)
        } else {
            Duration::from_hours(24)
        }
    }
}
