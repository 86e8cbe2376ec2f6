use std::time::{Duration, Instant};

use anyhow::Result;

use crate::wire::{Ended, Frame, Kind, Socket};

/// What one socket told of the assistant, in the order in which it told.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// Parts of the answer before the takeover.
    pub(super) deltas: usize,
    /// The answer was complete before the takeover.
    pub(super) completed_before: bool,
    /// A word of the assistant after the takeover: which frames.
    pub(super) words_after: Vec<Kind>,
    /// The takeover was told.
    pub(super) taken_over: Option<Instant>,
    /// The end of the stream was told: cancelled, failed or completed.
    pub(super) ended: Option<Instant>,
}

impl Notes {
    /// Takes a frame in.
    pub(super) fn note(&mut self, frame: &Frame) {
        let assistant = frame.sender.as_deref() == Some("assistant");
        match frame.kind {
            Kind::HandoffStarted => self.taken_over = self.taken_over.or_else(|| Some(Instant::now())),
            Kind::GenerationDelta | Kind::GenerationSnapshot if self.taken_over.is_none() => self.deltas += 1,
            Kind::Message if assistant && self.taken_over.is_none() => self.completed_before = true,
            Kind::GenerationStarted | Kind::GenerationDelta | Kind::GenerationSnapshot
                if self.taken_over.is_some() =>
            {
                self.words_after.push(frame.kind);
            }
            Kind::Message if assistant => self.words_after.push(frame.kind),
            Kind::GenerationCompleted if self.taken_over.is_some() => {
                self.words_after.push(frame.kind);
                self.ended = Some(Instant::now());
            }
            Kind::GenerationCancelled | Kind::GenerationFailed | Kind::GenerationCompleted => {
                self.ended = Some(Instant::now());
            }
            _ => {}
        }
    }
}

/// A socket that is listened to.
#[derive(Debug)]
pub(super) struct Observer {
    pub(super) socket: Socket,
    pub(super) notes: Notes,
}

impl Observer {
    pub(super) fn new(socket: Socket) -> Self {
        Self {
            socket,
            notes: Notes::default(),
        }
    }

    /// Listens until the takeover is told, and `listen` longer.
    pub(super) async fn listen_out(&mut self, limit: Duration, listen: Duration) -> Result<(), Ended> {
        let start = Instant::now();
        loop {
            let until = self.notes.taken_over.map_or(start + limit, |at| at + listen);
            match tokio::time::timeout_at(until.into(), self.socket.next()).await {
                Ok(frame) => self.notes.note(&frame?),
                Err(_) => return Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(frames: &[&str]) -> Notes {
        let mut notes = Notes::default();
        for frame in frames {
            notes.note(&serde_json::from_str(frame).unwrap());
        }
        notes
    }

    const DELTA: &str = r#"{"type":"generation_delta","generation_id":1,"index":0,"text":"The"}"#;
    const TAKEN: &str = r#"{"type":"handoff_started","dialog_id":1,"manager":{"id":2,"name":"Ada"}}"#;
    const ANSWER: &str = r#"{"type":"message","id":1,"dialog_id":1,"seq":3,"sender":"assistant","text":"x"}"#;
    const PERSON: &str = r#"{"type":"message","id":1,"dialog_id":1,"seq":3,"sender":"manager","text":"x"}"#;
    const CANCELLED: &str = r#"{"type":"generation_cancelled","generation_id":1}"#;

    #[test]
    fn a_clean_takeover_leaves_no_words() {
        let notes = told(&[DELTA, DELTA, TAKEN, CANCELLED, PERSON]);
        assert_eq!((notes.deltas, notes.words_after.len()), (2, 0));
        assert!(notes.ended.is_some() && !notes.completed_before);
    }

    #[test]
    fn each_word_after_the_takeover_is_seen() {
        for word in [
            DELTA,
            ANSWER,
            r#"{"type":"generation_started","generation_id":2,"attempt":1}"#,
            r#"{"type":"generation_snapshot","generation_id":1,"index":4,"text":"The"}"#,
            r#"{"type":"generation_completed","generation_id":1,"message_id":3,"seq":3}"#,
        ] {
            assert_eq!(told(&[DELTA, TAKEN, word]).words_after.len(), 1, "{word}");
        }
    }

    #[test]
    fn an_answer_before_the_takeover_is_no_fault() {
        let notes = told(&[DELTA, ANSWER, TAKEN]);
        assert!(notes.completed_before && notes.words_after.is_empty());
    }
}
