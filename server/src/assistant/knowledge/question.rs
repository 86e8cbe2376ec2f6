//! What a visitor asks, as terms to look for.

use std::collections::BTreeSet;

use super::aims::Aim;
use super::asking::{
    is_follow_up, is_padding, with_the_country, without_addresses, without_measure_of_asking,
};
use super::facts::Fact;
use super::phrases::with_phrases;
use super::stop_words::without_stop_words;
use super::synonyms::{SAME, relatives};
use super::weight::Frequencies;
use super::words::{Word, is_in, root, stem, tokens};

/// More words than this of one question are not looked for; a pasted letter is no question.
const MAX_TERMS: usize = 24;

/// How nearly the first word of a phrase says the same by itself.
const HALF_OF_A_PHRASE: f64 = 0.6;

/// A question, taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Question {
    pub(super) terms: Vec<Term>,
    /// Terms of the question before, and of what is asked without a word: they help to choose, but need not be met.
    pub(super) context: Vec<Term>,
    pub(super) wants: Vec<Fact>,
}

/// One thing that the question is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// As it was written, in lower case.
    pub(super) written: String,
    /// Without accents.
    pub(super) word: String,
    pub(super) stem: String,
    pub(super) root: String,
    /// Words that may stand for it, also the word joined with the one behind it (`pick up`, `pickup`).
    pub(super) others: Vec<Other>,
}

/// A word that may stand in an article for one of the question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Other {
    pub(super) word: String,
    pub(super) stem: String,
    /// How nearly it means the same, 0 to 1.
    pub(super) closeness: f64,
}

impl Other {
    fn new(word: &str, closeness: f64) -> Self {
        Self {
            word: word.to_owned(),
            stem: stem(word),
            closeness,
        }
    }
}

impl Term {
    pub(super) fn is_number(&self) -> bool {
        self.word.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// A word that goes with anything: good to choose between passages, poor evidence by itself.
    pub(super) fn is_vague(&self) -> bool {
        const VAGUE: &str = "amount take keep use run come show support new old give wait start stop enter typ work hold set \
            add turn day item status";
        is_in(VAGUE, &self.stem) || is_in(VAGUE, &self.word)
    }
}

impl Question {
    /// Takes `asked` apart. A follow-up (`And to Norway?`) is understood with the help of the question before, `previous`.
    pub(super) fn parse(asked: &str, previous: Option<&str>) -> Self {
        let terms = terms(asked);
        let mut question = Self {
            wants: Fact::asked_for(asked),
            context: Vec::new(),
            terms,
        };
        if let Some(previous) = previous {
            if question.terms.is_empty() {
                question.terms = self::terms(previous);
            } else if is_follow_up(asked, question.terms.len()) {
                question.context = self::terms(previous);
            }
        }
        if let Some(aim) = Aim::of(asked) {
            question.take_aim(aim);
        }
        question
    }

    /// What it is after helps to choose; words that only say so are not looked for, if any other is left.
    fn take_aim(&mut self, aim: Aim) {
        self.context.extend(terms(aim.helps()));
        self.terms.retain(|term| !aim.is_said_by(&term.word));
        if self.terms.iter().all(Term::is_number) {
            self.terms.append(&mut self.context);
        }
    }

    /// Drops what only rounds a question off (`return policy`) where no article has the word, if anything is left.
    pub(super) fn drop_padding(&mut self, frequencies: &Frequencies) {
        let pads = |term: &Term| is_padding(&term.word) && frequencies.of(&term.written) < 0.5;
        if !self.terms.iter().all(pads) {
            self.terms.retain(|term| !pads(term));
        }
    }

    /// Understands `written` as `meant`, too: it stands nowhere as it was written.
    pub(super) fn take_for(&mut self, written: &str, meant: &str) {
        for term in self.terms.iter_mut().chain(&mut self.context) {
            if term.written == written {
                term.others.push(Other::new(meant, SAME));
            }
        }
    }

    /// Words of the question that nothing is known of here: those may be slips of the finger.
    pub(super) fn unknown_words(&self, frequencies: &Frequencies) -> Vec<String> {
        let unknown = |term: &&Term| {
            frequencies.of(&term.written) < 0.5 && term.others.iter().all(|other| other.closeness >= 1.0)
        };
        let terms = self.terms.iter().chain(&self.context);
        terms.filter(unknown).map(|term| term.written.clone()).collect()
    }

    /// The words of the question, and of its context.
    pub(super) fn written_words(&self) -> Vec<String> {
        self.terms
            .iter()
            .chain(&self.context)
            .map(|term| term.written.clone())
            .collect()
    }

    /// The words to search for, each once: those of the question first.
    pub(super) fn search_words(&self) -> Vec<String> {
        let own = self.terms.iter().chain(&self.context);
        let written = own.clone().map(|term| &term.written);
        let standing_in = own.flat_map(|term| &term.others).map(|other| &other.word);
        let mut seen = BTreeSet::new();
        written
            .chain(standing_in)
            .filter(|word| seen.insert(word.as_str()))
            .cloned()
            .collect()
    }
}

fn terms(text: &str) -> Vec<Term> {
    let tokens = tokens(&with_the_country(&without_addresses(text)));
    let all = without_measure_of_asking(tokens.iter().map(|token| token.plain.clone()).collect());
    let all = with_phrases(all);
    let joined: Vec<(String, String)> = all
        .windows(2)
        .map(|pair| (pair[0].clone(), pair.concat()))
        .collect();
    let mut found: Vec<Term> = Vec::new();
    for word in without_stop_words(all) {
        let stem = stem(&word);
        if found.len() == MAX_TERMS || found.iter().any(|term| term.stem == stem) {
            continue;
        }
        let mut others: Vec<Other> = relatives(&stem)
            .iter()
            .map(|(other, closeness)| Other::new(other, *closeness))
            .collect();
        let both = joined.iter().filter(|(first, _)| *first == word);
        others.extend(both.map(|(_, both)| Other::new(both, 1.0)));
        others.extend(first_part(&word, &tokens).map(|part| Other::new(part, HALF_OF_A_PHRASE)));
        let written = tokens
            .iter()
            .find(|token| token.plain == word)
            .map(|token| token.written.clone());
        found.push(Term {
            written: written.unwrap_or_else(|| word.clone()),
            root: root(&stem).to_owned(),
            word,
            stem,
            others,
        });
    }
    found
}

/// What begins the phrase that `word` was made of, if it is one: an article may have the two words apart.
fn first_part<'t>(word: &str, tokens: &'t [Word]) -> Option<&'t str> {
    if tokens.iter().any(|token| token.plain == word) {
        return None;
    }
    let parts = tokens.iter().map(|token| token.plain.as_str());
    parts
        .filter(|part| word.starts_with(part) || word.starts_with(&stem(part)))
        .max_by_key(|part| part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(terms: &[Term]) -> Vec<&str> {
        terms.iter().map(|term| term.stem.as_str()).collect()
    }

    #[test]
    fn a_question_is_what_it_is_about() {
        let question = Question::parse("How long does shipping to Norway take?", None);
        assert_eq!(stems(&question.terms), ["ship", "norway", "tak"]);
        assert!(question.terms[2].is_vague());
        assert_eq!(question.wants, [Fact::Time, Fact::Number]);
        assert!(question.search_words().contains(&"delivery".to_owned()));
    }

    #[test]
    fn what_is_meant_without_a_word_helps_to_choose() {
        let question = Question::parse("how much is shipping", None);
        assert_eq!(stems(&question.terms), ["ship"]);
        assert_eq!(stems(&question.context), ["cost"]);
        let question = Question::parse("My boots have not arrived", None);
        assert_eq!(stems(&question.terms), ["boot"]);
        assert_eq!(stems(&question.context), ["parcel", "track", "delivery"]);
        let question = Question::parse("Where is my order 12345?", None);
        assert_eq!(stems(&question.terms), ["12345", "parcel", "track", "delivery"]);
        assert!(question.context.is_empty());
    }

    #[test]
    fn what_rounds_a_question_off_is_dropped_where_no_article_has_it() {
        let nowhere = Frequencies::default();
        let mut question = Question::parse("return policy", None);
        question.drop_padding(&nowhere);
        assert_eq!(stems(&question.terms), ["return"]);
        let mut question = Question::parse("policy?", None);
        question.drop_padding(&nowhere);
        assert_eq!(question.terms.len(), 1);
        let known = Frequencies {
            total: 10.0,
            of: [("policy".to_owned(), 3.0)].into(),
        };
        let mut question = Question::parse("home policy", None);
        question.drop_padding(&known);
        assert_eq!(question.terms.len(), 2);
    }

    #[test]
    fn two_words_may_be_one_in_the_article() {
        let question = Question::parse("a card holder", None);
        assert!(
            question.terms[0]
                .others
                .iter()
                .any(|other| other.word == "cardholder")
        );
        let question = Question::parse("pick it up", None);
        assert_eq!(stems(&question.terms), ["pickup"]);
        assert!(question.search_words().contains(&"collection".to_owned()));
        assert!(question.search_words().contains(&"pick".to_owned()));
    }

    #[test]
    fn a_follow_up_remembers_what_it_is_about() {
        let previous = Some("How long is a delivery?");
        assert_eq!(
            stems(&Question::parse("and to Norway?", previous).context),
            ["delivery"]
        );
        assert_eq!(
            stems(&Question::parse("How much is it?", previous).terms),
            ["delivery"]
        );
        assert!(
            Question::parse("Which payment methods are accepted here?", previous)
                .context
                .is_empty()
        );
    }

    #[test]
    fn a_pasted_letter_stays_bounded() {
        let letter = (0..500)
            .map(|n| format!("wort{n}x"))
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(Question::parse(&letter, None).terms.len(), MAX_TERMS);
    }
}
