use std::time::Duration;

use super::line;
use super::observer::Notes;
use crate::terminal::say;
use crate::wire::Frame;

/// Both streams end within this after the takeover (protocol.md §7).
const STREAM_ENDS: Duration = Duration::from_secs(1);
const SHOWN: usize = 20;

/// What came of a round.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) dialog: i64,
    pub(super) client: Notes,
    pub(super) admin: Notes,
    /// As the operator and as the visitor get them.
    pub(super) histories: [Vec<Frame>; 2],
}

impl Outcome {
    /// The answer had begun and was not complete when the operator took over.
    fn is_in_mid_answer(&self) -> bool {
        self.client.deltas > 0 && !self.client.completed_before && !self.admin.completed_before
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (whose, notes) in [("visitor", &self.client), ("operator", &self.admin)] {
            if notes.taken_over.is_none() {
                faults.push(format!("the {whose} was not told of the takeover"));
            }
            for word in &notes.words_after {
                faults.push(format!("the {whose} got a {word:?} after the takeover"));
            }
            if let (true, Some(taken_over)) = (self.is_in_mid_answer(), notes.taken_over) {
                let ended = notes.ended.map(|at| at.saturating_duration_since(taken_over));
                if ended.is_none_or(|after| after > STREAM_ENDS) {
                    faults.push(format!("the {whose}'s stream did not end within a second"));
                }
            }
        }
        for (whose, history) in ["operator", "visitor"].into_iter().zip(&self.histories) {
            let after = words_after_takeover(history);
            match after {
                None => faults.push(format!("the {whose}'s history tells of no takeover")),
                Some(0) => {}
                Some(words) => {
                    faults.push(format!(
                        "{words} messages of the assistant after it in the {whose}'s history"
                    ));
                }
            }
        }
        faults
    }
}

/// Messages of the assistant behind the takeover; `None` if there is no takeover.
fn words_after_takeover(history: &[Frame]) -> Option<usize> {
    let takeover = history.iter().position(|frame| {
        frame.meta.as_ref().and_then(|meta| meta.code.as_deref()) == Some("handoff_started")
    })?;
    Some(
        history[takeover..]
            .iter()
            .filter(|frame| frame.sender.as_deref() == Some("assistant"))
            .count(),
    )
}

#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) rounds: u32,
    pub(super) in_mid_answer: u32,
    pub(super) violations: Vec<String>,
    /// Words heard before the takeovers: that there was something to silence.
    deltas_before: usize,
}

impl Tally {
    pub(super) fn add(&mut self, outcome: &Outcome) {
        self.rounds += 1;
        self.in_mid_answer += u32::from(outcome.is_in_mid_answer());
        self.deltas_before += outcome.client.deltas;
        let faults = outcome.faults();
        self.violations.extend(
            faults
                .into_iter()
                .map(|fault| format!("dialog {}: {fault}", outcome.dialog)),
        );
    }

    pub(super) fn print(&self, wanted: u32) {
        line("takeovers", self.rounds);
        line(
            "  in mid-answer",
            format_args!("{} of {wanted}", self.in_mid_answer),
        );
        line("parts heard before them", self.deltas_before);
        line("violations", self.violations.len());
        for violation in self.violations.iter().take(SHOWN) {
            say(format_args!("  {violation}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::wire::Kind;

    fn entry(text: &str) -> Frame {
        serde_json::from_str(text).unwrap()
    }

    fn clean() -> Outcome {
        let now = Instant::now();
        let notes = Notes {
            deltas: 2,
            taken_over: Some(now),
            ended: Some(now + Duration::from_millis(3)),
            ..Notes::default()
        };
        let history = vec![
            entry(r#"{"type":"message","seq":1,"sender":"user","text":"?"}"#),
            entry(
                r#"{"type":"message","seq":2,"sender":"system","text":"","meta":{"code":"handoff_started"}}"#,
            ),
        ];
        Outcome {
            dialog: 1,
            client: notes.clone(),
            admin: notes,
            histories: [history.clone(), history],
        }
    }

    #[test]
    fn silence_is_right() {
        assert_eq!(clean().faults(), Vec::<String>::new());
        assert!(clean().is_in_mid_answer());
    }

    #[test]
    fn each_word_too_many_is_seen() {
        let late = || entry(r#"{"type":"message","seq":3,"sender":"assistant","text":"hi"}"#);
        let damages: [fn(&mut Outcome, Frame); 5] = [
            |outcome, _| outcome.client.words_after.push(Kind::GenerationDelta),
            |outcome, late| outcome.histories[1].push(late),
            |outcome, _| outcome.admin.taken_over = None,
            |outcome, _| outcome.admin.ended = None,
            |outcome, _| outcome.histories[0].clear(),
        ];
        for damage in damages {
            let mut outcome = clean();
            damage(&mut outcome, late());
            assert_eq!(outcome.faults().len(), 1, "{outcome:?}");
        }
    }
}
