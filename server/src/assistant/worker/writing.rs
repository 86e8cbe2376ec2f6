//! The engine's pieces become deltas, and the whole becomes a reply.

use futures_util::StreamExt;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::attempt::{Attempt, Stop, Written};
use super::draft::{Delta, Draft};
use super::progress::Progress;
use super::{Shared, request};
use crate::assistant::breaker::Verdict;
use crate::assistant::engine::{Answer, Answering, EngineError, Piece};
use crate::assistant::past::{is_question, is_wish_for_person};
use crate::conversation::Reply;
use crate::domain::{AnswerRecord, Assistant, EventKind, FailureCode};

impl Attempt {
    /// Lets the engine write, and draws what it writes as it comes.
    pub(super) async fn write(&self) -> Result<Written, Stop> {
        let Shared { store, clock, .. } = &*self.shared;
        let assistant = request::assistant(store, &self.task.generation).await?;
        self.wait_for_more(&assistant).await;
        let begun_at = clock.now();
        let request = request::of(store, &self.task.generation, assistant, begun_at).await?;
        let assistant = request.assistant.clone();
        let asks = is_question(&request.question, &request.history);
        let question = if asks {
            request.question.clone()
        } else {
            String::new()
        };
        let asked_for_person = is_wish_for_person(&request.question, &request.history);
        let breaker = &self.shared.breaker;
        if let Some(until) = breaker
            .rests_until(&assistant, clock.now())
            .filter(|_| !self.probes)
        {
            return Err(Stop::Rests(until));
        }
        breaker.admit(&assistant, clock.now())?;
        let deadline = request.asked_by.as_ref().map(|asker| asker.deadline);
        let pieces = self.shared.engine.answer(request);
        let mut draft = Draft::new(self.shared.settings.delta_every);
        let written = self.follow(&assistant, pieces, &mut draft).await;
        if let Err(Stop::Failed(error)) = &written {
            self.keep_written(&draft, error).await;
        }
        let verdict = match &written {
            Ok(_) => Verdict::Works,
            Err(Stop::Failed(error)) if error.blames_engine => Verdict::Fails,
            Err(_) => Verdict::None,
        };
        breaker.note(&assistant, verdict, clock.now());
        if let Err(Stop::Failed(EngineError {
            retry_after: Some(wait),
            ..
        })) = &written
        {
            breaker.wants_rest(&assistant, *wait, clock.now());
        }
        match written? {
            Told::Reply(mut reply) => {
                reply.question = question;
                reply.asked_for_person = asked_for_person;
                reply.begun_at = Some(begun_at);
                Ok(Written::Reply(reply))
            }
            Told::Elsewhere => Ok(Written::Elsewhere(deadline.unwrap_or(clock.now()))),
        }
    }

    /// Whoever writes in several short messages is answered once. An engine that costs nothing need not wait: its answer
    /// is dropped if more comes. (But see [`Self::hear_out`].)
    async fn wait_for_more(&self, assistant: &Assistant) {
        let Shared { settings, clock, .. } = &*self.shared;
        let waited = clock.now().since(self.task.generation.created_at);
        if assistant.engine.is_costly() && self.number == 1 {
            sleep(settings.debounce.saturating_sub(waited)).await;
        }
    }

    /// Nobody who is still telling what they want is told after each line that it is not known: if more comes now, this
    /// answer is dropped and another begins.
    async fn hear_out(&self) {
        let Shared {
            settings,
            clock,
            typists,
            ..
        } = &*self.shared;
        let generation = &self.task.generation;
        let (now, waited) = (Instant::now(), clock.now().since(generation.created_at));
        let from = now + settings.hear_out.saturating_sub(waited);
        let end = now + settings.hear_out_typing.saturating_sub(waited);
        typists
            .pause(generation.tenant, generation.dialog, from, end)
            .await;
    }

    async fn follow(
        &self,
        assistant: &Assistant,
        mut pieces: Answering,
        draft: &mut Draft,
    ) -> Result<Told, Stop> {
        let Shared { settings, .. } = &*self.shared;
        let began = Instant::now();
        let end = began + settings.whole_answer;
        let mut progress = Progress::of(self);
        let mut first: Option<Instant> = None;
        let mut times_asked = 0;
        let mut patience = began + settings.first_piece;
        loop {
            let due = draft.due();
            let piece = tokio::select! {
                biased;
                () = sleep_until(due.unwrap_or(patience)), if due.is_some() => {
                    self.draw(draft);
                    continue;
                }
                () = progress.keep(draft) => return Err(Stop::Overtaken),
                piece = timeout_at(patience.min(end), pieces.next()) => piece,
            };
            match piece {
                Err(_) => return Err(silent(draft.text()).into()),
                Ok(None) => {
                    return Err(EngineError::passing(FailureCode::CutOff, "the answer was cut off").into());
                }
                Ok(Some(Err(error))) => {
                    let for_nothing = error.unbilled && times_asked <= 1;
                    self.note_end(assistant, if for_nothing { None } else { Some(draft.text()) });
                    return Err(error.into());
                }
                Ok(Some(Ok(Piece::Asking(asking)))) => {
                    self.pay(assistant, &asking).await?;
                    times_asked += 1;
                    // Only now the engine has something to answer.
                    patience = Instant::now() + settings.first_piece;
                    continue;
                }
                Ok(Some(Ok(Piece::Unsure))) => self.hear_out().await,
                Ok(Some(Ok(Piece::Thinking))) => {}
                Ok(Some(Ok(Piece::Delta(text)))) => {
                    first.get_or_insert_with(Instant::now);
                    draft.push(&text);
                }
                Ok(Some(Ok(Piece::Elsewhere))) => return Ok(Told::Elsewhere),
                Ok(Some(Ok(Piece::Done(answer)))) => {
                    self.draw(draft);
                    let first = first.map(|first| first.duration_since(began));
                    return self.reply(assistant, draft.text().to_owned(), *answer, first.map(millis));
                }
            }
            if draft.text().len() > settings.longest_answer {
                return Err(EngineError::too_long("the answer has no end").into());
            }
            patience = Instant::now() + settings.idle;
        }
    }

    /// Gives out what waits.
    fn draw(&self, draft: &mut Draft) {
        let Some(Delta { index, text }) = draft.take() else {
            return;
        };
        self.publish(EventKind::GenerationDelta {
            generation: self.task.generation.id,
            attempt: self.number,
            index,
            text,
        });
    }

    fn reply(
        &self,
        assistant: &Assistant,
        text: String,
        answer: Answer,
        first_piece_ms: Option<i64>,
    ) -> Result<Told, Stop> {
        if text.trim().is_empty() {
            return Err(EngineError::passing(FailureCode::Empty, "the answer is empty").into());
        }
        let now = self.shared.clock.now();
        let usage = answer.usage.unwrap_or_default();
        let cost_micros = assistant.engine_settings.cost(usage);
        let record = AnswerRecord {
            generation: self.task.generation.id,
            dialog: self.task.generation.dialog,
            engine: assistant.engine,
            model: answer.model,
            made_of: answer.made_of,
            usage,
            cost_micros,
            first_piece_ms,
            at: now,
        };
        Ok(Told::Reply(Box::new(Reply {
            text,
            citations: answer.citations,
            answered: answer.answered,
            wants_person: answer.wants_person,
            wish: answer.wish,
            details: answer.details,
            question: String::new(),
            asked_for_person: false,
            begun_at: None,
            usage: answer.usage,
            cost_micros,
            latency_ms: millis(now.since(self.task.generation.created_at)),
            record: Some(record),
        })))
    }
}

/// How an engine's stream ended well.
enum Told {
    Reply(Box<Reply>),
    Elsewhere,
}

fn millis(time: std::time::Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn silent(text: &str) -> EngineError {
    EngineError::silent(if text.is_empty() {
        "the engine gave nothing in time"
    } else {
        "the engine fell silent"
    })
}
