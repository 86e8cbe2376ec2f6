//! Kinds of facts that English questions ask for, and whether a sentence holds one.
//!
//! In another language no kind is recognised, and sentences are told apart by their words alone.

use super::words::{is_in, words};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Money,
    Time,
    Number,
    /// What to do, step by step.
    Steps,
}

impl Fact {
    /// What `question` asks for; nothing, or several.
    pub(super) fn asked_for(question: &str) -> Vec<Self> {
        let words = words(question);
        let has = |any: &str| words.iter().any(|word| is_in(any, word));
        let asks = |how: &str| {
            words
                .windows(2)
                .any(|pair| pair[0] == "how" && is_in(how, &pair[1]))
        };
        let money = asks("much expensive") || has("cost costs price prices fee fees charge pay free");
        let time = asks("long soon quickly fast late often")
            || has("when hours days weeks months deadline until window period");
        let number = asks("many much far big high heavy old wide often long")
            || has("number size amount percent temperature");
        let steps = asks("do can to should");
        [
            (money, Self::Money),
            (time, Self::Time),
            (number, Self::Number),
            (steps, Self::Steps),
        ]
        .into_iter()
        .filter_map(|(asked, fact)| asked.then_some(fact))
        .collect()
    }

    /// Whether `sentence` holds a fact of this kind.
    pub(super) fn is_told_by(self, sentence: &str) -> bool {
        match self {
            Self::Money => sentence.contains(['€', '$', '£', '¥']) || sentence.contains("free"),
            Self::Time => words(sentence).iter().any(|word| is_in(TIMES, word)),
            Self::Number => sentence.bytes().any(|byte| byte.is_ascii_digit()),
            Self::Steps => words(sentence)
                .iter()
                .find(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
                .is_some_and(|word| is_in(IMPERATIVES, word)),
        }
    }
}

const TIMES: &str = "minute minutes hour hours day days week weeks month months year years monday tuesday wednesday \
    thursday friday saturday sunday once always daily";

/// How sentences begin that say what to do.
const IMPERATIVES: &str = "add ask attach book bring call change check choose click close contact copy create download enter \
    fill find follow go install log make measure never open order pick place press pull push put remove restart scan see \
    select send set show sign store tap to turn use wash write";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_asks_for_kinds_of_facts() {
        assert_eq!(
            Fact::asked_for("How long does it take?"),
            [Fact::Time, Fact::Number]
        );
        assert_eq!(Fact::asked_for("How do I get in?"), [Fact::Steps]);
        assert_eq!(Fact::asked_for("Wie komme ich hinein?"), []);
    }

    #[test]
    fn a_sentence_tells_some() {
        assert!(Fact::Money.is_told_by("It costs €4.90."));
        assert!(Fact::Time.is_told_by("It takes two days."));
        assert!(Fact::Number.is_told_by("Take 3.") && !Fact::Number.is_told_by("Take some."));
        assert!(Fact::Steps.is_told_by("1. Press the button.") && !Fact::Steps.is_told_by("Buttons press."));
    }
}
