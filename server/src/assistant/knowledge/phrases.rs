//! Two words that mean something else together: `shut down`, `log in`.

use super::synonyms::relatives;
use super::words::{is_in, stem};

/// What makes another verb of a verb.
const PARTICLES: &str = "on off up down out back in away aside over";
/// What may stand between the two.
const BETWEEN: &str = "it this that them him her me us something";

/// The phrases of a text, each as one word: `shutdown`, `login`. `words` are the text's.
pub(super) fn phrases(words: &[String]) -> Vec<String> {
    let near = words.windows(2).map(|pair| (&pair[0], &pair[1]));
    let far = words
        .windows(3)
        .filter(|three| is_in(BETWEEN, &three[1]))
        .map(|three| (&three[0], &three[2]));
    near.chain(far)
        .filter(|(_, particle)| is_in(PARTICLES, particle))
        .filter_map(|(verb, particle)| phrase(verb, particle))
        .collect()
}

/// The same words, with each phrase that the thesaurus knows in the place of the two words that it is made of.
pub(super) fn with_phrases(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let mut before = kept.iter().rev();
        let (last, other) = (before.next(), before.next());
        let near = last.and_then(|verb| phrase(verb, &word));
        let far = other
            .filter(|_| last.is_some_and(|last| is_in(BETWEEN, last)))
            .and_then(|verb| phrase(verb, &word));
        let (dropped, phrase) = match (near, far) {
            (Some(phrase), _) => (1, phrase),
            (None, Some(phrase)) => (2, phrase),
            (None, None) => (0, word),
        };
        kept.truncate(kept.len() - dropped);
        kept.push(phrase);
    }
    kept
}

/// The two as one word, if the thesaurus knows it: `logged`, `in` gives `login`.
fn phrase(first: &str, second: &str) -> Option<String> {
    // `I phone` is no telephone.
    if first.len() < 2 {
        return None;
    }
    [format!("{first}{second}"), format!("{}{second}", stem(first))]
        .into_iter()
        .find(|both| !relatives(&stem(both)).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::knowledge::words::words;

    #[test]
    fn a_phrase_is_one_word_whatever_stands_between() {
        let of = |text: &str| with_phrases(words(text));
        assert_eq!(of("Shut it down"), ["shutdown"]);
        assert_eq!(of("we were logged in there"), ["we", "were", "login", "there"]);
        assert_eq!(of("can I phone you"), ["can", "i", "phone", "you"]);
        assert_eq!(
            phrases(&words("Switch it on, then log out.")),
            ["logout", "switchon"]
        );
    }
}
