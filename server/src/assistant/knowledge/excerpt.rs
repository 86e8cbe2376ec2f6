//! What is quoted of one passage.

use std::collections::BTreeSet;

use super::score::ScoredUnit;
use super::sentences::is_step;

/// An answer is about this long at most, in bytes; a single sentence may be longer, up to as many characters.
const MOST: usize = 600;
/// And has at most so many sentences or list items. The steps of a numbered list count as one.
const MOST_UNITS: usize = 4;
/// A lone sentence shorter than this takes the next one along.
const TOO_SHORT: usize = 140;

/// How much more an answer may hold.
pub(super) struct Room {
    bytes: usize,
    units: usize,
}

impl Room {
    pub(super) fn new() -> Self {
        Self {
            bytes: MOST,
            units: MOST_UNITS,
        }
    }

    /// Whether a text of `bytes` has room. The first one always has.
    fn has(&self, bytes: usize) -> bool {
        bytes <= self.bytes || self.bytes == MOST
    }
}

/// The units of a passage that are quoted, in the article's order.
pub(super) struct Excerpt<'s, 'a> {
    units: &'s [ScoredUnit<'a>],
    chosen: BTreeSet<usize>,
}

impl<'s, 'a> Excerpt<'s, 'a> {
    pub(super) fn of(units: &'s [ScoredUnit<'a>]) -> Self {
        Self {
            units,
            chosen: BTreeSet::new(),
        }
    }

    /// Quotes the unit at `at`, if there is room.
    pub(super) fn take(&mut self, at: usize, room: &mut Room) {
        if room.units > 0 && self.add(at, room) {
            room.units -= 1;
        }
    }

    /// Adds what the chosen units cannot stand without: the rest of a numbered list, the line that introduces
    /// a list, the list that a line introduces, and to a lone sentence one of its neighbours.
    pub(super) fn support(&mut self, room: &mut Room) {
        for at in self.chosen.clone() {
            let unit = self.units[at].unit;
            if unit.item {
                let first = self.block(unit.block).next().unwrap_or(at);
                if is_step(unit.text) {
                    self.add_all(self.block(unit.block), room);
                }
                if first > 0 && self.introduces(first - 1) {
                    self.add(first - 1, room);
                }
            } else if self.introduces(at) {
                self.add_all(self.block(self.units[at + 1].unit.block), room);
            }
        }
        let only = self.chosen.first().copied().filter(|_| self.chosen.len() == 1);
        if let Some(at) = only {
            let text = self.units[at].unit.text;
            if at > 0 && points_back(text) {
                self.take(at - 1, room);
            }
            if text.len() < TOO_SHORT && at + 1 < self.units.len() {
                self.take(at + 1, room);
            }
        }
    }

    /// Sentences are joined by spaces, items by lines, blocks by empty lines.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut before: Option<usize> = None;
        for &at in &self.chosen {
            let unit = self.units[at].unit;
            if let Some(block) = before {
                text.push_str(match (unit.block == block, unit.item) {
                    (true, false) => " ",
                    (true, true) => "\n",
                    (false, _) => "\n\n",
                });
            }
            text.push_str(&clip(unit.text));
            before = Some(unit.block);
        }
        text
    }

    fn add(&mut self, at: usize, room: &mut Room) -> bool {
        let bytes = self.units[at].unit.text.len();
        if !room.has(bytes) || !self.chosen.insert(at) {
            return false;
        }
        room.bytes = room.bytes.saturating_sub(bytes);
        true
    }

    fn add_all(&mut self, at: std::ops::Range<usize>, room: &mut Room) {
        for at in at {
            self.add(at, room);
        }
    }

    /// Where the units of a block stand.
    fn block(&self, block: usize) -> std::ops::Range<usize> {
        let start = self.units.partition_point(|unit| unit.unit.block < block);
        let end = self.units.partition_point(|unit| unit.unit.block <= block);
        start..end
    }

    /// Whether a list follows on the unit at `at`, and belongs to it.
    fn introduces(&self, at: usize) -> bool {
        let unit = self.units[at].unit;
        !unit.item && unit.text.ends_with(':') && self.units.get(at + 1).is_some_and(|next| next.unit.item)
    }
}

/// Whether a sentence cannot stand alone.
fn points_back(sentence: &str) -> bool {
    const STARTS: &str = "It They This That These Those Then Otherwise But After Until However So";
    let first = sentence
        .split(' ')
        .next()
        .unwrap_or(sentence)
        .trim_end_matches(',');
    STARTS.split(' ').any(|start| start == first)
}

/// A text that is too long by itself ends at a word.
pub(super) fn clip(text: &str) -> String {
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::knowledge::sentences::units;

    fn excerpt(passage: &str, best: &[usize]) -> String {
        let scored: Vec<ScoredUnit<'_>> = units(passage)
            .into_iter()
            .map(|unit| ScoredUnit {
                unit,
                score: 1.0,
                met: Vec::new(),
                own: Vec::new(),
            })
            .collect();
        let mut excerpt = Excerpt::of(&scored);
        let mut room = Room::new();
        for &at in best {
            excerpt.take(at, &mut room);
        }
        excerpt.support(&mut room);
        excerpt.text()
    }

    #[test]
    fn steps_come_whole_and_with_their_introduction() {
        let passage = "Good news. To do it:\n\n1. Open.\n2. Press.\n3. Wait.\n4. Close.\n5. Smile.";
        assert_eq!(excerpt(passage, &[3]), passage.trim_start_matches("Good news. "));
        assert_eq!(excerpt(passage, &[1]), passage.trim_start_matches("Good news. "));
    }

    #[test]
    fn a_lone_sentence_is_not_left_without_its_neighbour() {
        let long = "x".repeat(TOO_SHORT);
        let passage = format!("Some leave. They come back {long}. The end.");
        assert_eq!(
            excerpt(&passage, &[1]),
            format!("Some leave. They come back {long}.")
        );
        assert_eq!(
            excerpt(&passage, &[0]),
            format!("Some leave. They come back {long}.")
        );
    }

    #[test]
    fn an_answer_has_an_end() {
        let passage = "A sentence of quite some length stands here for the test. ".repeat(15);
        assert_eq!(
            excerpt(&passage, &[0, 1, 2, 3, 4, 5, 6])
                .matches("stands")
                .count(),
            MOST_UNITS
        );
        let endless = "word ".repeat(1_000);
        let clipped = excerpt(&endless, &[0]);
        assert!(clipped.chars().count() <= MOST + 1 && clipped.ends_with("word…"));
    }
}
