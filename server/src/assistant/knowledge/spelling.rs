//! Slips of the finger: the word of an article that a visitor must have meant.

use std::collections::BTreeSet;

use super::words::words;

/// Shorter words are too near to each other to guess.
const SHORTEST: usize = 6;
/// From this length on, two slips are forgiven.
const LONG: usize = 9;
/// Slips are rare at the beginning of a word, so candidates that the index is asked for share so many letters.
const SURE: usize = 3;
/// And those that stand in what was found for the other words of the question share these.
const FOUND: usize = 1;

/// How words begin that `word` may be meant for; nothing if it is too short to guess.
pub(super) fn beginning(word: &str) -> Option<String> {
    is_long_enough(word).then(|| word.chars().take(SURE).collect())
}

/// The word in `texts`, which were looked up by its [`beginning`], that `word` is a misspelling of. The nearest one; of
/// equals, the first in the alphabet.
pub(super) fn meant<'t>(word: &str, texts: impl Iterator<Item = &'t str>) -> Option<String> {
    nearest(word, SURE, texts)
}

/// The word that `word` is a misspelling of, in texts that were found for the rest of the question.
pub(super) fn meant_there<'t>(word: &str, texts: impl Iterator<Item = &'t str>) -> Option<String> {
    nearest(word, FOUND, texts)
}

fn is_long_enough(word: &str) -> bool {
    word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic)
}

fn nearest<'t>(word: &str, sure: usize, texts: impl Iterator<Item = &'t str>) -> Option<String> {
    if !is_long_enough(word) {
        return None;
    }
    let beginning: String = word.chars().take(sure).collect();
    let length = word.chars().count();
    let allowed = if length >= LONG { 2 } else { 1 };
    let candidates: BTreeSet<String> = texts
        .flat_map(words)
        .filter(|other| other.starts_with(&beginning) && other.chars().count().abs_diff(length) <= allowed)
        .collect();
    candidates
        .into_iter()
        .map(|other| (slips(word, &other), other))
        .filter(|(slips, _)| (1..=allowed).contains(slips))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, other)| other)
}

/// How many letters were left out, added, changed, or swapped with their neighbour.
fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for i in 1..=one.len() {
        let mut row = vec![i; other.len() + 1];
        for j in 1..=other.len() {
            let changed = usize::from(one[i - 1] != other[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + changed);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_slip_is_forgiven_and_two_in_a_long_word() {
        let text = "The warranty on delivery of a transceiver, and a trail.";
        let meant = |word| meant(word, std::iter::once(text));
        assert_eq!(meant("waranty").as_deref(), Some("warranty"));
        assert_eq!(meant("delievry").as_deref(), Some("delivery"));
        assert_eq!(meant("delievrx"), None, "a swap and another letter are two");
        assert_eq!(meant("transciever").as_deref(), Some("transceiver"));
        assert_eq!(meant("train"), None, "too short to guess");
    }

    #[test]
    fn a_slip_at_the_beginning_is_forgiven_where_the_rest_fits() {
        let text = "Deliveries are weighed on a reader.";
        assert_eq!(meant("raeder", std::iter::once(text)), None);
        assert_eq!(
            meant_there("raeder", std::iter::once(text)).as_deref(),
            Some("reader")
        );
        assert_eq!(meant_there("header", std::iter::once(text)), None);
    }

    proptest! {
        #[test]
        fn slips_count_the_same_from_both_sides(one in "[a-d]{0,8}", other in "[a-d]{0,8}") {
            prop_assert_eq!(slips(&one, &other), slips(&other, &one));
            prop_assert_eq!(slips(&one, &other) == 0, one == other);
            prop_assert!(slips(&one, &other) <= one.len().max(other.len()));
        }
    }
}
