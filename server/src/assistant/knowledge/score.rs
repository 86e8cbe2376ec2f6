//! How well a passage answers a question.

use std::collections::HashMap;

use super::facts::Fact;
use super::question::{Question, Term};
use super::sentences::{Unit, units};
use super::stop_words::without_stop_words;
use super::synonyms::SAME;
use super::words::{stem, words};

/// From here on the evidence is good enough to answer. Found on the demo's questions, checked on others.
pub const ENOUGH_EVIDENCE: f64 = 0.52;

/// How well a word is met by one that begins like it.
const KIN: f64 = 0.6;

/// A passage that was found, as the index gave it.
pub(super) struct Found<'a> {
    pub(super) title: &'a str,
    pub(super) heading: &'a str,
    pub(super) text: &'a str,
    /// The index's own opinion, 0 to 1.
    pub(super) rank: f64,
}

/// What a found passage is worth.
#[derive(Debug)]
pub(super) struct Scored<'a> {
    /// To order passages of different articles by.
    pub(super) score: f64,
    /// To order passages of one article by: what the title says is the same for all of them.
    pub(super) fit: f64,
    /// 0 to 1: how much of the question it meets.
    pub(super) evidence: f64,
    /// How well each term of the question is met, in the question's order.
    pub(super) anywhere: Vec<f64>,
    pub(super) units: Vec<ScoredUnit<'a>>,
}

#[derive(Debug)]
pub(super) struct ScoredUnit<'a> {
    pub(super) unit: Unit<'a>,
    /// 0 to a little over 1: how much of the question it meets by itself.
    pub(super) score: f64,
    /// How well each term of the question is met, in the question's order.
    pub(super) met: Vec<f64>,
}

/// How common words are in an assistant's passages.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    /// All passages of the assistant.
    pub(super) total: f64,
    /// In how many of them a word stands, as the index counts it.
    pub(super) of: HashMap<String, f64>,
}

impl Frequencies {
    fn of(&self, word: &str) -> f64 {
        self.of.get(word).copied().unwrap_or(0.0)
    }
}

/// What each term of a question counts, in the question's order: rare words much, common ones little.
///
/// `texts` are the passages that were found: they may hold a term in a form that the index does not join with it.
pub(super) fn weights(terms: &[Term], frequencies: &Frequencies, texts: &[Place]) -> Vec<f64> {
    terms
        .iter()
        .map(|term| {
            let own = frequencies.of(&term.written);
            if term.is_number() {
                // A number that stands nowhere says nothing: `98 cm` is met by `95 to 101 cm`.
                return if own > 0.0 { 1.0 } else { 0.0 };
            }
            let meeting = |least: f64| texts.iter().filter(|text| text.meets(term) >= least).count() as f64;
            let mut known = own.max(meeting(SAME));
            if known == 0.0 {
                known = meeting(KIN);
            }
            rarity(known, frequencies.total) * if term.is_vague() { 0.35 } else { 1.0 }
        })
        .collect()
}

/// The square root of the usual inverse document frequency: without it, one rare word outweighs all others.
fn rarity(frequency: f64, total: f64) -> f64 {
    let total = total.max(frequency).max(1.0);
    (1.0 + (total - frequency + 0.5) / (frequency + 0.5)).ln().sqrt()
}

/// Scores one passage. `weights` and `context` are those of the question's terms and of its context's.
pub(super) fn score<'a>(
    question: &Question,
    weights: &[f64],
    context: &[f64],
    found: &Found<'a>,
) -> Scored<'a> {
    let title = Place::of(found.title);
    let heading = Place::of(found.heading);
    let text = Place::of(found.text);
    let met_in =
        |place: &Place| -> Vec<f64> { question.terms.iter().map(|term| place.meets(term)).collect() };
    let (in_title, in_heading, in_text) = (met_in(&title), met_in(&heading), met_in(&text));
    let above: Vec<f64> = best_of(&scaled(&in_title, 0.7), &scaled(&in_heading, 0.9));
    let anywhere = best_of(&above, &in_text);

    let units: Vec<ScoredUnit<'a>> = units(found.text)
        .into_iter()
        .map(|unit| {
            let met = met_in(&Place::of(unit.text));
            let supported = best_of(&met, &scaled(&above, 0.7));
            let own = share(&met, weights);
            ScoredUnit {
                score: 0.6 * own
                    + 0.4 * share(&supported, weights)
                    + bonus(&question.wants, unit.text) * own.clamp(0.1, 0.5),
                unit,
                met: supported,
            }
        })
        .collect();
    let best_unit = units
        .iter()
        .map(|unit| share(&unit.met, weights))
        .fold(0.0, f64::max);
    let coverage = share(&anywhere, weights);
    let best_score = units.iter().map(|unit| unit.score).fold(0.0, f64::max);
    let context_met: Vec<f64> = question
        .context
        .iter()
        .map(|term| title.meets(term).max(heading.meets(term)).max(text.meets(term)))
        .collect();
    // A heading that the question names is good evidence, even if the question has more words than that.
    let on_topic = [(&in_title, &title), (&in_heading, &heading)]
        .into_iter()
        .map(|(met, place)| place.precision(question) * share(met, weights).sqrt())
        .fold(0.0, f64::max);
    let fit = 0.45 * share(&best_of(&in_text, &scaled(&in_heading, 0.9)), weights)
        + 0.35 * best_score
        + 0.20 * share(&in_heading, weights)
        + 0.10 * heading.precision(question)
        + 0.20 * share(&context_met, context)
        + 0.05 * found.rank
        + if found.heading.is_empty() {
            0.02 + 0.15 * on_topic
        } else {
            0.0
        };
    // What stands before the first heading stands right under the title.
    let (headed, named) = if found.heading.is_empty() {
        (&in_title, &title)
    } else {
        (&in_heading, &heading)
    };
    Scored {
        score: 0.45 * coverage
            + 0.35 * best_score
            + 0.20 * share(headed, weights)
            + 0.10 * named.precision(question)
            + 0.10 * share(&in_title, weights)
            + 0.10 * title.precision(question)
            + 0.20 * share(&context_met, context)
            + 0.05 * found.rank,
        fit,
        evidence: 0.5 * coverage + 0.5 * best_unit + 0.25 * on_topic,
        anywhere,
        units,
    }
}

/// A text in which terms are looked for.
pub(super) struct Place {
    words: Vec<String>,
    stems: Vec<String>,
}

impl Place {
    pub(super) fn of(text: &str) -> Self {
        let words = words(text);
        let stems = words.iter().map(|word| stem(word)).collect();
        Self { words, stems }
    }

    /// How well a term is met here: 1 by itself, less by a word that may stand for it.
    fn meets(&self, term: &Term) -> f64 {
        if self.stems.contains(&term.stem) {
            return 1.0;
        }
        let others = term
            .others
            .iter()
            .filter(|other| self.stems.contains(&other.stem));
        let closest = others.map(|other| other.closeness).fold(0.0, f64::max);
        if closest > 0.0 {
            return closest;
        }
        if self.words.iter().any(|word| is_kin(word, &term.word)) {
            return KIN;
        }
        0.0
    }

    /// The part of this text's own content words that the question names.
    fn precision(&self, question: &Question) -> f64 {
        let content = without_stop_words(self.words.clone());
        if content.is_empty() {
            return 0.0;
        }
        let named = content.iter().filter(|word| {
            let stem = stem(word);
            question
                .terms
                .iter()
                .any(|term| term.stem == stem || term.others.iter().any(|other| other.stem == stem))
        });
        named.count() as f64 / content.len() as f64
    }
}

/// One begins with the other and is hardly longer: `seal` and `sealant`.
fn is_kin(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short.len() >= 4 && long.len() <= short.len() + 3 && long.starts_with(short)
}

/// The weighted part of the terms that is met, 0 to 1.
fn share(met: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    met.iter()
        .zip(weights)
        .map(|(met, weight)| met * weight)
        .sum::<f64>()
        / total
}

fn scaled(met: &[f64], by: f64) -> Vec<f64> {
    met.iter().map(|met| met * by).collect()
}

fn best_of(one: &[f64], other: &[f64]) -> Vec<f64> {
    one.iter()
        .zip(other)
        .map(|(one, other)| one.max(*other))
        .collect()
}

/// What a unit gains for each kind of fact that the question asks for and the unit holds.
fn bonus(wants: &[Fact], text: &str) -> f64 {
    0.3 * wants.iter().filter(|fact| fact.is_told_by(text)).count() as f64
}

/// The part of the question that several passages meet together.
pub(super) fn share_together<'s, 'a: 's>(
    passages: impl Iterator<Item = &'s Scored<'a>>,
    weights: &[f64],
) -> f64 {
    let nothing = vec![0.0; weights.len()];
    share(
        &passages.fold(nothing, |met, passage| best_of(&met, &passage.anywhere)),
        weights,
    )
}
