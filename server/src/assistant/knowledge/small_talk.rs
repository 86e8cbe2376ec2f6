//! What is said that is no question to the articles.

use super::words::{is_in, words};
use crate::domain::Away;

/// Whether the message holds nothing that an article could answer: politeness, a wish for a person, or no word at all.
pub fn is_talk(message: &str, previous: Option<&str>) -> bool {
    words(message).is_empty() || SmallTalk::of(message, previous).is_some()
}

/// Whether the message is a wish for a person, and nothing else.
pub fn asks_for_person(message: &str, previous: Option<&str>) -> bool {
    SmallTalk::of(message, previous) == Some(SmallTalk::Person)
}

/// Said when the articles do not answer…
const UNKNOWN: &str = "I could not find an answer to that in our help articles.";

/// …and when they do not answer what follows.
const UNKNOWN_AGAIN: &str = "Our help articles do not answer that either.";

/// Said when the articles do not answer, and when somebody wants a person. The handover itself is a button:
/// no word in a message changes who has the dialog.
const OFFER: &str = "Would you like to talk to a person? Ask for one with the button below, and somebody from the team takes over.";

/// The same to somebody who has just read it.
const OFFER_AGAIN: &str = "A person can help: ask for one with the button below.";

/// Small talk in a visitor's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SmallTalk {
    Greeting,
    Thanks,
    Farewell,
    /// "Ok."
    Assent,
    /// "Who are you?"
    Identity,
    /// A person is wanted.
    Person,
}

impl SmallTalk {
    /// Small talk, if the message is nothing else in any of its lines. `previous` is what the assistant said last.
    pub(super) fn of(message: &str, previous: Option<&str>) -> Option<Self> {
        let mut found = None;
        for line in message.lines().filter(|line| !words(line).is_empty()) {
            let talk = Self::of_line(line, previous)?;
            // A wish is not lost among thanks.
            found = found.filter(|found| *found == Self::Person).or(Some(talk));
        }
        found
    }

    fn of_line(message: &str, previous: Option<&str>) -> Option<Self> {
        let words = words(message);
        let all_of = |list: &str| words.iter().all(|word| is_in(list, word));
        let some_of = |list: &str| words.iter().any(|word| is_in(list, word));
        if words.is_empty() || words.len() > MOST_WORDS {
            return None;
        }
        if wants_person(&words) || (offered(previous) && all_of(CONSENT) && some_of(YES)) {
            return Some(Self::Person);
        }
        if asks_who(&words) {
            return Some(Self::Identity);
        }
        // Order matters: "ok, thanks, bye" is a farewell.
        [
            (FAREWELL, Self::Farewell),
            (THANKS, Self::Thanks),
            (GREETING, Self::Greeting),
        ]
        .into_iter()
        .find(|(set, _)| some_of(set))
        .filter(|_| all_of(PLEASANTRIES))
        .map(|(_, kind)| kind)
        .or_else(|| all_of(ASSENT).then_some(Self::Assent))
    }

    /// What is said to it. `away` if no person can be had.
    pub(super) fn reply(self, away: Option<&Away>) -> String {
        match self {
            Self::Greeting => "Hello! What would you like to know?".to_owned(),
            Self::Thanks => "You are welcome! Is there anything else you would like to know?".to_owned(),
            Self::Farewell => "Goodbye, and have a good day!".to_owned(),
            Self::Assent => "All right. Is there anything else you would like to know?".to_owned(),
            Self::Identity => {
                format!(
                    "I am an automatic assistant, and I answer from our help articles. {}",
                    offer(away)
                )
            }
            Self::Person if away.is_some() => format!("{} I can go on helping you meanwhile.", offer(away)),
            Self::Person => {
                "Of course. Ask for a person with the button below, and somebody from the team takes over. \
                             If you say what it is about meanwhile, they can help you faster."
                    .to_owned()
            }
        }
    }

    /// Whether the reply settles the matter; a wish for a person it cannot settle.
    pub(super) fn is_answered(self) -> bool {
        self != Self::Person
    }
}

/// The honest answer when the articles hold none. `previous` is what the assistant said last: nobody reads the same twice.
pub(super) fn does_not_know(previous: Option<&str>, away: Option<&Away>) -> String {
    match (previous.is_some_and(is_unknown), away) {
        (false, _) => format!("{UNKNOWN} {}", offer(away)),
        (true, None) => format!("{UNKNOWN_AGAIN} {OFFER_AGAIN}"),
        (true, Some(_)) => UNKNOWN_AGAIN.to_owned(),
    }
}

/// Whether an answer says only that it does not know.
pub(super) fn is_unknown(answer: &str) -> bool {
    answer.starts_with(UNKNOWN) || answer.starts_with(UNKNOWN_AGAIN)
}

/// The way to a person, if there is one.
fn offer(away: Option<&Away>) -> &'static str {
    away.map_or(OFFER, |_| Away::SENTENCE)
}

/// Longer messages are about something.
const MOST_WORDS: usize = 12;

const GREETING: &str = "hello hi hey heya hiya howdy greetings morning afternoon evening hallo moin servus bonjour \
    salut hola ciao buongiorno ola hej namaste";
const THANKS: &str = "thanks thank thx ty cheers danke merci gracias grazie obrigado obrigada bedankt great perfect \
    awesome cool nice wonderful excellent helpful";
const FAREWELL: &str = "bye goodbye farewell tschuss adios arrivederci";
/// All that a message is made of which only says that it was heard.
const ASSENT: &str = "ok okay alright right yes yeah yep yup sure no nope nah good fine understood got it i see hmm hm ah oh \
    ja nein oui non si well then gut alles klar";
const YES: &str = "yes yeah yep yup sure ok okay please ja oui si";
const CONSENT: &str =
    "yes yeah yep yup sure ok okay please ja oui si do that i would like to it would be great good";
/// All that a message of mere politeness is made of.
const PLEASANTRIES: &str = "hello hi hey heya hiya howdy greetings good morning afternoon evening day hallo moin servus \
    bonjour salut hola ciao buongiorno ola hej namaste there everyone all team thanks thank thx ty \
    cheers danke merci gracias grazie obrigado obrigada bedankt great perfect awesome cool nice \
    wonderful excellent helpful you so very much a lot many ok okay alright that thats that's was \
    is it this for your the help really answer my friend bye goodbye farewell tschuss adios \
    arrivederci have and one too to see later now how are doing yes no nope";

/// Whether the words ask for a person: "can I talk to somebody", or just "human please".
fn wants_person(words: &[String]) -> bool {
    const PEOPLE: &str = "human person agent operator someone somebody representative rep employee staff people advisor \
    adviser supporter mensch mitarbeiter humain humano umano";
    const PLAIN: &str = "human person agent operator representative rep";
    const MEETING: &str =
        "talk speak chat connect transfer reach forward escalate sprechen parler hablar parlare";
    const AROUND: &str = "a an real live human actual please i want need would like give me to get the in can could no \
    bot not support customer service now your my is there any here";
    let any = |list: &str| words.iter().any(|word| is_in(list, word));
    let nothing_else = words
        .iter()
        .all(|word| is_in(PEOPLE, word) || is_in(AROUND, word));
    // "A live agent, please", but not "somebody" or "people" alone.
    (any(PEOPLE) && any(MEETING)) || (any(PLAIN) && nothing_else)
}

/// Whether the words ask whom one is talking to.
fn asks_who(words: &[String]) -> bool {
    const SELF: &str = "bot robot ai machine computer chatbot human real person";
    let joined = words.join(" ");
    (joined.starts_with("are you") && words.len() <= 6 && words.iter().any(|word| is_in(SELF, word)))
        || [
            "who are you",
            "what are you",
            "what can you do",
            "who am i talking to",
            "what is your name",
            "what's your name",
        ]
        .contains(&joined.as_str())
}

fn offered(previous: Option<&str>) -> bool {
    previous.is_some_and(|text| text.ends_with(OFFER) || text.ends_with(OFFER_AGAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str) -> Option<SmallTalk> {
        SmallTalk::of(message, None)
    }

    #[test]
    fn politeness_is_answered_politely() {
        assert_eq!(of("Hi there!"), Some(SmallTalk::Greeting));
        assert_eq!(of("hello, how are you?"), Some(SmallTalk::Greeting));
        assert_eq!(of("Thank you so much, that was great"), Some(SmallTalk::Thanks));
        assert_eq!(of("ok thanks, bye!"), Some(SmallTalk::Farewell));
        assert_eq!(of("Are you a bot?"), Some(SmallTalk::Identity));
    }

    #[test]
    fn several_messages_are_small_talk_if_each_of_them_is() {
        assert_eq!(of("Hi!\nCan I talk to a human?\nthanks"), Some(SmallTalk::Person));
        assert_eq!(of("ok\nthank you\n"), Some(SmallTalk::Thanks));
        assert_eq!(of("ok\nand where is my parcel?"), None);
        assert!(is_talk("👍", None) && is_talk("…\nok", None) && !is_talk("Returns?", None));
    }

    #[test]
    fn who_only_says_that_they_heard_asks_nothing() {
        for heard in ["ok", "Yes.", "no", "ah ok, got it", "Alles klar"] {
            assert_eq!(of(heard), Some(SmallTalk::Assent), "{heard}");
        }
        assert_eq!(of("is it right then?"), None);
    }

    #[test]
    fn a_question_in_polite_words_is_a_question() {
        for question in [
            "Hi, where is my parcel?",
            "thanks, and to Norway?",
            "Can somebody else collect my order?",
            "How many people fit into the tent?",
            "Good morning, are you open today?",
            "Do you have a day tent for one person?",
        ] {
            assert_eq!(of(question), None, "{question}");
        }
    }

    #[test]
    fn a_person_is_wanted_in_many_words() {
        for wish in [
            "Can I talk to a human?",
            "human please",
            "I want to speak with someone",
            "give me a real person",
            "live agent",
            "connect me to a representative",
        ] {
            assert_eq!(of(wish), Some(SmallTalk::Person), "{wish}");
        }
        assert!(!SmallTalk::Person.is_answered());
    }

    #[test]
    fn nobody_reads_twice_in_a_row_that_nothing_was_found() {
        let first = does_not_know(Some("It costs €5."), None);
        let second = does_not_know(Some(&first), None);
        let third = does_not_know(Some(&second), None);
        assert!(is_unknown(&first) && is_unknown(&second));
        assert!(!second.contains("could not find"), "{second}");
        assert_eq!(second, third);
        assert!(second.len() < first.len());
    }

    #[test]
    fn who_is_away_is_told_without_an_hour() {
        let away = Away {
            until: None,
            in_words: Some("Monday at 09:00".to_owned()),
        };
        let first = does_not_know(None, Some(&away));
        let second = does_not_know(Some(&first), Some(&away));
        let talk = SmallTalk::Person.reply(Some(&away));
        for text in [&first, &second, &talk] {
            assert!(!text.contains("09:00") && !text.contains("button"), "{text}");
        }
        assert_ne!(first, second);
    }

    #[test]
    fn yes_takes_up_an_offer_but_nothing_else() {
        let offer = does_not_know(None, None);
        let again = does_not_know(Some(&offer), None);
        for offer in [offer, again] {
            assert_eq!(SmallTalk::of("yes please", Some(&offer)), Some(SmallTalk::Person));
        }
        assert_eq!(SmallTalk::of("yes please", Some("It costs €5.")), None);
    }
}
