//! How questions are put, in English: what stands in them for the asking's sake, and names nothing.

use std::borrow::Cow;

use super::words::{is_in, words};

/// What is asked about a thing in general.
const PADDING: &str = "policy policies window period info information detail details option options terms conditions rules \
    procedure process benefit benefits advantage advantages";

/// Whether a word only rounds a question off, as in `return policy`, unless the articles are about it.
pub(super) fn is_padding(word: &str) -> bool {
    is_in(PADDING, word)
}

/// `how long`, `how many`: the word behind `how` measures, it names nothing.
pub(super) fn without_measure_of_asking(words: Vec<String>) -> Vec<String> {
    const MEASURES: &str = "long big high old fast quickly late early hard wide";
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let measures = match kept.last().map(String::as_str) {
            Some("how") => is_in(MEASURES, &word),
            Some("much") => word == "money",
            _ => false,
        };
        if !measures {
            kept.push(word);
        }
    }
    kept
}

/// Without the addresses in it: no article holds the visitor's own, and all of their parts would be looked for.
pub(super) fn without_addresses(text: &str) -> Cow<'_, str> {
    let is_address = |word: &str| word.contains("://") || (word.contains('@') && word.contains('.'));
    if !text.split_whitespace().any(is_address) {
        return text.into();
    }
    let kept = text.split_whitespace().filter(|word| !is_address(word));
    kept.collect::<Vec<_>>().join(" ").into()
}

/// `US` is no pronoun, where not all is written in capitals.
pub(super) fn with_the_country(text: &str) -> Cow<'_, str> {
    if !text.contains("US") || !text.contains(char::is_lowercase) {
        return text.into();
    }
    let spelled = |word: &str| match word.trim_matches(|c: char| c.is_ascii_punctuation()) {
        "US" => word.replace("US", "USA"),
        _ => word.to_owned(),
    };
    text.split(' ').map(spelled).collect::<Vec<_>>().join(" ").into()
}

/// Whether a question of so many terms leans on the one before: it begins like it, points at it, or is a mere fragment.
pub(super) fn is_follow_up(text: &str, terms: usize) -> bool {
    let words = words(text);
    let starts =
        |with: &[&str]| words.iter().zip(with).filter(|(word, with)| word == with).count() == with.len();
    let points = words.iter().any(|word| {
        matches!(
            word.as_str(),
            "it" | "that" | "this" | "they" | "them" | "there" | "those" | "one"
        )
    });
    let leans = starts(&["and"])
        || starts(&["what", "about"])
        || starts(&["how", "about"])
        || starts(&["or"])
        || starts(&["but"]);
    leans || (points && terms <= 2) || words.len() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_no_pronoun() {
        assert_eq!(
            with_the_country("Do you ship to the US?"),
            "Do you ship to the USA?"
        );
        assert_eq!(with_the_country("CONTACT US"), "CONTACT US");
        assert_eq!(with_the_country("USB or US-plug"), "USB or US-plug");
    }

    #[test]
    fn addresses_are_not_looked_for() {
        assert_eq!(without_addresses("I am bob@example.com, hello"), "I am hello");
        assert_eq!(without_addresses("is https://a.example/b yours?"), "is yours?");
        assert_eq!(
            without_addresses("2 @ home, one at work"),
            "2 @ home, one at work"
        );
    }

    #[test]
    fn what_leans_on_the_question_before() {
        assert!(is_follow_up("and to Norway?", 1) && is_follow_up("Does it fit?", 1));
        assert!(!is_follow_up("Which payment methods are accepted here?", 3));
    }

    #[test]
    fn a_measure_names_nothing() {
        let kept = |text: &str| without_measure_of_asking(words(text)).join(" ");
        assert_eq!(kept("how long is a delivery"), "how is a delivery");
        assert_eq!(kept("a long delivery"), "a long delivery");
    }
}
