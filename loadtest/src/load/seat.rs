use std::sync::Arc;
use std::time::Duration;

use super::arrivals::Place;
use super::back_off::BackOff;
use super::pulse::Pulse;
use super::way::Way;
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
    node: usize,
    pub(super) pulse: Arc<Pulse>,
    pub(super) back_off: BackOff,
    pub(super) dice: Dice,
    /// Reloads the page every few seconds.
    pub(super) restless: bool,
    /// The server named a time to come back.
    told: Option<Duration>,
    back_at_once: bool,
    /// The name of the history that it knows.
    epoch: Option<String>,
    /// Another name that it was welcomed with and has not acted upon.
    anew: Option<String>,
    /// A `reset` has to follow that welcome.
    expects_reset: bool,
}

impl Seat {
    pub(super) fn new(
        client: usize,
        way: Way,
        pen: Pen,
        dialog: i64,
        pulse: Arc<Pulse>,
        dice: &Dice,
        restless: bool,
    ) -> Self {
        Self {
            client,
            api: way.api,
            pen,
            dialog,
            node: way.node,
            pulse,
            back_off: BackOff::new(dice.part(1)),
            dice: dice.part(2),
            restless,
            told: None,
            back_at_once: true,
            epoch: None,
            anew: None,
            expects_reset: false,
        }
    }

    pub(super) fn place(&self) -> Place {
        Place {
            dialog: self.dialog,
            node: self.node,
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
                Ok(Ok((socket, hello))) => {
                    self.back_off.succeeded();
                    self.compare(hello.history_epoch);
                    self.pulse.welcomed(self.client);
                    return socket;
                }
                Ok(Err(error)) => self.note_refusal(&error),
                Err(_) => self.pulse.closed("no welcome within 5 s"),
            }
        }
    }

    async fn open(&self, after: i64) -> anyhow::Result<(Socket, Frame)> {
        let party = self.pen.party(&self.api).await?;
        let path = match &self.epoch {
            Some(epoch) => party.socket_in(self.dialog, after, epoch),
            None => party.socket(self.dialog, Some(after)),
        };
        let joined = Socket::join_at(self.api.address(), &party, &path).await;
        if let Err(error) = &joined
            && let Some(Ended::Closed {
                code: 4001 | 4003, ..
            }) = error.downcast_ref()
        {
            self.pen.forget(&party).await;
        }
        joined
    }

    fn compare(&mut self, welcomed_with: Option<String>) {
        self.expects_reset = self.epoch.is_some() && self.epoch != welcomed_with;
        if self.expects_reset {
            self.anew.clone_from(&welcomed_with);
            self.pulse.began_anew(self.client);
        }
        self.epoch = welcomed_with;
    }

    /// The new name of the history, if the last welcome told one: the list is to be emptied and read anew.
    pub(super) fn take_anew(&mut self) -> Option<String> {
        self.anew.take()
    }

    /// Takes note of a `reset`; false if nothing had announced it.
    pub(super) fn take_reset(&mut self) -> bool {
        let expected = std::mem::take(&mut self.expects_reset);
        if expected {
            self.pulse.was_reset();
        }
        expected
    }

    /// Reads the dialog whole, as somebody does whose history became another one. Tries until it works.
    pub(super) async fn read_whole(&mut self) -> Vec<Frame> {
        loop {
            if let Ok(party) = self.pen.party(&self.api).await {
                match self.api.history(&party, self.dialog).await {
                    Ok((frames, _)) => return frames,
                    // If it was the token, the next one is new.
                    Err(_) => self.pen.forget(&party).await,
                }
            }
            tokio::time::sleep(self.back_off.failed()).await;
        }
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
