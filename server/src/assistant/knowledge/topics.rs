//! Whether a question is about something that the tenant leaves to people.

use std::collections::BTreeSet;

use super::phrases::{phrases, with_phrases};
use super::stop_words::without_stop_words;
use super::synonyms::{SAME, relatives};
use super::words::{root, stem, words};

/// Words that a topic is looked for in at a time, and how far the next stretch begins behind: what stands at two ends of
/// a letter does not belong together.
const STRETCH: usize = 60;
const STEP: usize = 30;

/// Letters of a root that tell a family of words from strangers.
const TELLING_ROOT: usize = 5;

/// The first of `topics` that `asked` is about: all words of the topic that say something are in it, in any form or as a
/// word for the same.
pub(super) fn about<'t>(asked: &str, topics: &'t [String]) -> Option<&'t str> {
    if topics.is_empty() {
        return None;
    }
    let words = words(asked);
    let mut at = 0;
    let mut stretches = vec![stems_in(&words[..words.len().min(STRETCH)])];
    while at + STRETCH < words.len() {
        at += STEP;
        stretches.push(stems_in(&words[at..words.len().min(at + STRETCH)]));
    }
    topics
        .iter()
        .find(|topic| {
            // `e-mail` is one word or two.
            [topic.replace(['-', '‑'], ""), topic.replace(['-', '‑'], " ")]
                .iter()
                .map(|topic| wanted(topic))
                .any(|wanted| !wanted.is_empty() && stretches.iter().any(|there| all_in(&wanted, there)))
        })
        .map(String::as_str)
}

/// The stems of what a topic says.
fn wanted(topic: &str) -> Vec<String> {
    let kept = without_stop_words(with_phrases(words(topic)));
    kept.iter().map(|word| stem(word)).collect()
}

/// The stems of what is said there, word by word and as phrases.
fn stems_in(words: &[String]) -> BTreeSet<String> {
    let phrases = phrases(words);
    let kept = without_stop_words(words.to_vec());
    kept.iter().chain(&phrases).map(|word| stem(word)).collect()
}

fn all_in(wanted: &[String], there: &BTreeSet<String>) -> bool {
    wanted.iter().all(|stem| is_in(stem, there))
}

fn is_in(wanted: &str, there: &BTreeSet<String>) -> bool {
    let same = |other: &&str| there.contains(&stem(other));
    let of_family = |other: &String| root(other).len() >= TELLING_ROOT && root(other) == root(wanted);
    there.contains(wanted)
        || relatives(wanted)
            .iter()
            .filter(|(_, closeness)| *closeness >= SAME)
            .any(|(other, _)| same(other))
        || there.iter().any(of_family)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_about(topic: &str, asked: &str) -> bool {
        about(asked, &[topic.to_owned()]).is_some()
    }

    #[test]
    fn a_topic_is_met_in_any_form_and_by_words_for_the_same() {
        for (topic, asked) in [
            ("Cancelling a contract", "How can I cancel my contract?"),
            (
                "Cancelling a contract",
                "I have a contract. I want its cancellation, now!",
            ),
            ("refunds", "When will you reimburse me?"),
            ("Legal threats", "this is a legal matter, and yes, it is a threat"),
            ("E-mail changes", "can you change my email"),
            ("Email changes", "can you change my e-mail"),
            ("Approval", "Who approves it?"),
            ("Damaged goods", "The goods came broken"),
            ("Logging in", "I cannot log in"),
            ("Kündigung", "Wie geht das mit der Kündigung?"),
        ] {
            assert!(is_about(topic, asked), "{topic}: {asked}");
        }
    }

    #[test]
    fn a_part_of_a_word_or_of_a_topic_is_not_the_topic() {
        for (topic, asked) in [
            ("Cancelling a contract", "Can I cancel my order?"),
            ("Cancelling a contract", "Who has contracted it?"),
            ("art", "When will my cart be empty?"),
            ("Damaged goods", "Good morning! Where are you?"),
            ("refunds", "How much money is on the card?"),
            ("The others", "What about the others?"),
            ("", "Hello?"),
        ] {
            assert!(!is_about(topic, asked), "{topic}: {asked}");
        }
    }

    #[test]
    fn a_letter_is_read_whole_but_its_ends_do_not_belong_together() {
        let filler = "the weather was lovely and we walked along the river ".repeat(12);
        assert!(is_about(
            "Legal threats",
            &format!("{filler} my legal threat stands. {filler}")
        ));
        assert!(!is_about(
            "Legal threats",
            &format!("Is this legal? {filler} I see no threat.")
        ));
    }

    #[test]
    fn the_first_topic_counts() {
        let topics = ["Weddings", "Refunds", "Returns"].map(str::to_owned);
        assert_eq!(about("a refund for a return", &topics), Some("Refunds"));
        assert_eq!(about("a tent", &topics), None);
    }
}
