//! What each word of a question counts: rare ones much, common ones little.

use std::collections::HashMap;

use super::place::{KIN, Met};
use super::question::Term;
use super::synonyms::SAME;

/// What a word that goes with anything counts, beside one that does not.
const VAGUE: f64 = 0.35;

/// How common words are in an assistant's passages.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    /// All passages of the assistant.
    pub(super) total: f64,
    /// In how many of them a word stands, as the index counts it.
    pub(super) of: HashMap<String, f64>,
}

impl Frequencies {
    /// In how many passages `word` stands.
    pub(super) fn of(&self, word: &str) -> f64 {
        self.of.get(word).copied().unwrap_or(0.0)
    }
}

/// What each term of a question counts, in the question's order.
///
/// `texts` is how the passages that were found meet the terms: they may hold one in a form that the index does not join
/// with it.
pub(super) fn weights(terms: &[Term], frequencies: &Frequencies, texts: &[Met]) -> Vec<f64> {
    terms
        .iter()
        .enumerate()
        .map(|(at, term)| {
            let own = frequencies.of(&term.written);
            if term.is_number() {
                // A number that stands nowhere says nothing: `98 cm` is met by `95 to 101 cm`.
                return if own > 0.0 { 1.0 } else { 0.0 };
            }
            let meeting = |least: f64| texts.iter().filter(|met| met.how_well[at] >= least).count() as f64;
            let mut known = own.max(meeting(SAME));
            if known == 0.0 {
                known = meeting(KIN);
            }
            rarity(known, frequencies.total) * if term.is_vague() { VAGUE } else { 1.0 }
        })
        .collect()
}

/// The usual inverse document frequency.
pub(super) fn rarity(frequency: f64, total: f64) -> f64 {
    let total = total.max(frequency).max(1.0);
    (1.0 + (total - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// The weighted part of the terms that is met, 0 to 1.
pub(super) fn share(met: &[f64], weights: &[f64]) -> f64 {
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
