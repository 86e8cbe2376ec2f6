//! What a history shows by itself.

use std::collections::{HashMap, HashSet};

use super::{History, Violation};
use crate::ledger::entry::{CANARY, Item, Stream};

/// I3: 1, 2, 3 … to the last number given out.
pub(super) fn numbers(history: &History, violations: &mut Vec<Violation>) {
    let stream = history.stream;
    let mut expected = 1;
    for item in &history.items {
        if item.seq != expected {
            violations.push(Violation::Hole {
                stream,
                expected,
                found: item.seq,
            });
        }
        expected = item.seq + 1;
    }
    if history.last_seq != expected - 1 {
        violations.push(Violation::WrongEnd {
            stream,
            last_seq: history.last_seq,
            found: expected - 1,
        });
    }
}

/// I2, I7, and no text twice: each text is sent under one `client_id` only.
pub(super) fn authors(
    history: &History,
    sent: &HashSet<&str>,
    is_stored: bool,
    violations: &mut Vec<Violation>,
) {
    let stream = history.stream;
    let is_from_a_client = |item: &&Item| match item.sender.as_str() {
        "system" => false,
        // The tables tell of which generation it is; without them nobody has let the assistant speak.
        "assistant" => !is_stored,
        _ => true,
    };
    if stream == Stream::Public {
        for item in history.items.iter().filter(|item| item.text.contains(CANARY)) {
            violations.push(Violation::Leaked {
                client: "whoever reads the public history".to_owned(),
                text: item.text.clone(),
            });
        }
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for item in history.items.iter().filter(is_from_a_client) {
        *times.entry(&item.text).or_default() += 1;
        if !sent.contains(item.text.as_str()) {
            violations.push(Violation::FromNobody {
                stream,
                seq: item.seq,
            });
        }
    }
    for (text, times) in times.into_iter().filter(|(_, times)| *times > 1) {
        violations.push(Violation::Doubled {
            stream,
            text: text.to_owned(),
            times,
        });
    }
}

/// I4: what the server tells is what is stored.
pub(super) fn stored(told: &History, stored: &History, violations: &mut Vec<Violation>) {
    let stream = told.stream;
    let longest = told.items.len().max(stored.items.len());
    for index in 0..longest {
        let (told, stored) = (told.items.get(index), stored.items.get(index));
        if told != stored {
            let seq = told.or(stored).map_or(0, |item| item.seq);
            violations.push(Violation::DatabaseDiffers { stream, seq });
        }
    }
    if told.last_seq != stored.last_seq {
        let seq = stored.last_seq;
        violations.push(Violation::DatabaseDiffers { stream, seq });
    }
}

/// I8: each message of the assistant is the only one of its generation, and none stands where an
/// operator had the dialog.
pub(super) fn generations(stored: &History, violations: &mut Vec<Violation>) {
    let mut messages: HashMap<&str, usize> = HashMap::new();
    let mut held = false;
    for (item, author) in stored.items.iter().zip(&stored.authors) {
        match item.code.as_deref() {
            Some("handoff_started") => held = true,
            Some("handoff_ended" | "dialog_closed" | "dialog_reopened") => held = false,
            _ => {}
        }
        if item.sender == "assistant" {
            *messages.entry(author).or_default() += 1;
            if held {
                violations.push(Violation::SpokeOver { seq: item.seq });
            }
        }
    }
    for (author, messages) in messages {
        if messages != 1 || !author.starts_with('g') {
            violations.push(Violation::Generations {
                author: author.to_owned(),
                messages,
            });
        }
    }
}
