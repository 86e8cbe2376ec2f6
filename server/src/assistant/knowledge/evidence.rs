//! Whether what was found is enough to answer from.

use super::score::Scored;
use crate::store::PassageHit;

/// From here on an answer is likelier right than wrong.
///
/// The figures below come from a logistic regression over one half of the benchmark's questions and those of the demo; they
/// are checked on the other half. A question that nobody can answer weighed twice as much as one that somebody can.
pub const ENOUGH_EVIDENCE: f64 = 0.5;

/// What speaks for an article and against it.
pub(super) struct Evidence {
    /// How well each term of the question is met anywhere in the article.
    pub(super) met: Vec<f64>,
    /// How much better it is than the best of the others; negative if it is not the best.
    pub(super) lead: f64,
    /// What a word counts that stands nowhere.
    pub(super) rarest: f64,
}

impl Evidence {
    /// How likely it is that the article answers, 0 to 1. `weights` is what each term of the question counts.
    pub(super) fn weigh(&self, passages: &[(&PassageHit, Scored<'_>)], weights: &[f64]) -> f64 {
        let most =
            |of: fn(&Scored<'_>) -> f64| passages.iter().map(|(_, scored)| of(scored)).fold(0.0, f64::max);
        let terms = || self.met.iter().zip(weights);
        // A rare word that is met is worth more than many common ones; a rare one that is not met may be the very thing.
        let known: f64 = terms().map(|(met, weight)| met * weight).sum();
        let missed = terms()
            .map(|(met, weight)| (1.0 - met) * weight)
            .fold(0.0, f64::max);
        let sum = 1.23 * most(|scored| scored.coverage)
            + 1.34 * most(|scored| scored.best_unit)
            + 1.41 * most(|scored| scored.on_topic)
            + 1.56 * known / self.rarest
            + 2.15 * self.lead
            - 1.58 * missed / self.rarest
            - 2.47;
        1.0 / (1.0 + (-sum).exp())
    }
}
