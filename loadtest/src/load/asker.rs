use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::phase::Orders;
use super::pulse::Pulse;
use super::seat::Seat;
use crate::dice::Dice;
use crate::stage::Visitor;
use crate::wire::{Api, Frame, Kind, Socket};

/// What is not answered by then is forgotten (trust.md F25), counted while the server works.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// A visitor who asks the assistant one question after the other.
#[derive(Debug)]
pub(super) struct Asker {
    pub(super) seat: Seat,
    pub(super) visitor: Visitor,
    pub(super) questions: Arc<Vec<String>>,
    pub(super) orders: Orders,
    pub(super) pulse: Arc<Pulse>,
    pub(super) dice: Dice,
}

/// What an asker found.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    pub(super) asked: usize,
    pub(super) answered: usize,
    /// The assistant could not, and a person was called.
    pub(super) handed_over: usize,
    /// From the first sending of a question to its end.
    pub(super) slowest: Duration,
    pub(super) wrong: Vec<String>,
}

enum Turn {
    Answered,
    HandedOver,
    Silence,
}

impl Asker {
    /// Asks until it is told to settle; then reads each dialog once more.
    pub(super) async fn run(mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        let mut asked = Vec::new();
        let mut after = 0;
        while !self.orders.is_settling() {
            let question = format!(
                "{} ({})",
                self.questions[self.dice.below(self.questions.len() as u64) as usize],
                self.dice.below(1 << 32)
            );
            asked.push(question.clone());
            answers.asked += 1;
            let since = Instant::now();
            let turn = self.ask(&question, &mut after).await?;
            answers.slowest = answers.slowest.max(since.elapsed());
            match turn {
                Turn::Answered => answers.answered += 1,
                // People hold this dialog now; the assistant is asked in another one.
                Turn::HandedOver => {
                    answers.handed_over += 1;
                    self.judge(&asked, &mut answers.wrong).await?;
                    asked.clear();
                    after = 0;
                    self.seat.dialog = self.open().await?;
                }
                Turn::Silence => {
                    let dialog = self.seat.dialog;
                    answers
                        .wrong
                        .push(format!("dialog {dialog}: “{question}” was not answered"));
                }
            }
            let pause = self.dice.between(PAUSE.0, PAUSE.1);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.orders.changed() => {}
            }
        }
        self.judge(&asked, &mut answers.wrong).await?;
        Ok(answers)
    }

    async fn open(&mut self) -> Result<i64> {
        let since = Instant::now();
        loop {
            match self.visitor.open_dialog(&self.seat.api, &mut self.dice).await {
                Ok(dialog) => return Ok(dialog),
                Err(error) if since.elapsed() > PATIENCE => return Err(error),
                Err(_) => tokio::time::sleep(self.seat.back_off.failed()).await,
            }
        }
    }

    /// One question until its answer, over as many connections as it takes. All numbers up to `after`
    /// belong to earlier questions.
    async fn ask(&mut self, question: &str, after: &mut i64) -> Result<Turn> {
        let client_id = self.dice.uuid();
        let mut own = None;
        let (pulse, orders) = (Arc::clone(&self.pulse), self.orders.clone());
        let patience = pulse.worked_for(PATIENCE, || orders.is_settling());
        tokio::pin!(patience);
        loop {
            let from = *after;
            let mut socket = tokio::select! {
                socket = self.seat.sit(from) => socket,
                () = &mut patience => return Ok(Turn::Silence),
            };
            let talk = self.talk(&mut socket, &client_id, question, &mut own, after);
            tokio::select! {
                turn = talk => if let Some(turn) = turn {
                    return Ok(turn);
                },
                () = &mut patience => return Ok(Turn::Silence),
            }
        }
    }

    /// `None` if the connection ended first.
    async fn talk(
        &mut self,
        socket: &mut Socket,
        client_id: &str,
        question: &str,
        own: &mut Option<i64>,
        after: &mut i64,
    ) -> Option<Turn> {
        let message = json!({ "type": "message", "client_id": client_id, "text": question });
        if own.is_none() {
            socket.send(&message).await.ok()?;
        }
        loop {
            let frame = match socket.next().await {
                Ok(frame) => frame,
                Err(ended) => {
                    self.seat.left(&ended);
                    return None;
                }
            };
            self.seat.hear(&frame);
            match frame.kind {
                Kind::Ack if frame.client_id.as_deref() == Some(client_id) => *own = frame.seq,
                Kind::Error if frame.retryable => {
                    self.pulse
                        .refused(frame.code.as_deref().unwrap_or("without a code"));
                    tokio::time::sleep(self.seat.back_off.failed()).await;
                    socket.send(&message).await.ok()?;
                }
                Kind::Message => {
                    let turn = turn(&frame);
                    if turn.is_some() {
                        *after = frame.seq.unwrap_or(*after);
                        return turn;
                    }
                }
                _ => {}
            }
        }
    }

    /// Each question stands there once, and no question has two answers.
    async fn judge(&mut self, asked: &[String], wrong: &mut Vec<String>) -> Result<()> {
        let dialog = self.seat.dialog;
        let (history, _) = read(&self.seat.api, &self.visitor, dialog).await?;
        for question in asked {
            let times = history
                .iter()
                .filter(|frame| frame.text.as_deref() == Some(question))
                .count();
            if times != 1 {
                wrong.push(format!(
                    "dialog {dialog}: “{question}” stands there {times} times"
                ));
            }
        }
        let sender = |frame: &Frame| frame.sender.clone().unwrap_or_default();
        for (first, second) in history.iter().zip(history.iter().skip(1)) {
            if sender(first) == "assistant" && sender(second) == "assistant" {
                wrong.push(format!("dialog {dialog}: two answers in a row, {:?}", second.seq));
            }
        }
        for (index, frame) in history.iter().enumerate() {
            if frame.seq != Some(index as i64 + 1) {
                wrong.push(format!(
                    "dialog {dialog}: {:?} is number {}",
                    frame.seq,
                    index + 1
                ));
            }
        }
        Ok(())
    }
}

/// What a message means for the question before it.
fn turn(frame: &Frame) -> Option<Turn> {
    let code = frame.meta.as_ref().and_then(|meta| meta.code.as_deref());
    match (frame.sender.as_deref(), code) {
        (Some("assistant"), _) => Some(Turn::Answered),
        (Some("system"), Some("handoff_requested")) => Some(Turn::HandedOver),
        _ => None,
    }
}

async fn read(api: &Api, visitor: &Visitor, dialog: i64) -> Result<(Vec<Frame>, i64)> {
    let since = Instant::now();
    loop {
        match api.history(&visitor.party(), dialog).await {
            Ok(history) => return Ok(history),
            Err(error) if since.elapsed() > PATIENCE => {
                return Err(error).context("a dialog cannot be read");
            }
            Err(error) if since.elapsed() > PATIENCE * 2 => bail!(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    }
}
