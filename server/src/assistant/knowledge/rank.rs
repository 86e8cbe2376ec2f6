//! From what the index found to articles in order: which one is meant, and which of its passages.

use std::collections::HashMap;

use super::question::Question;
use super::score::{Found, Frequencies, Place, Scored, score, share_together, weights};
use crate::domain::ArticleId;
use crate::store::PassageHit;

/// An article that may answer, with those of its passages that were found.
pub(super) struct Ranked<'a> {
    /// To order articles by; about 0 to 1.8.
    pub(super) score: f64,
    /// 0 to a little over 1: how much of the question its best passage meets.
    pub(super) evidence: f64,
    /// At least one; what fits the question best stands first.
    pub(super) passages: Vec<(&'a PassageHit, Scored<'a>)>,
}

/// The articles in order, best first, and what each term of the question counts.
pub(super) struct Ranking<'a> {
    pub(super) articles: Vec<Ranked<'a>>,
    pub(super) weights: Vec<f64>,
}

/// Puts the articles of `hits` in order.
pub(super) fn rank<'a>(
    question: &Question,
    hits: &'a [PassageHit],
    frequencies: &Frequencies,
) -> Ranking<'a> {
    let texts: Vec<Place> = hits.iter().map(|hit| Place::of(&hit.text)).collect();
    let weighed = weights(&question.terms, frequencies, &texts);
    let context = weights(&question.context, frequencies, &texts);
    let highest = hits.iter().map(|hit| hit.rank).fold(f64::MIN_POSITIVE, f64::max);
    let mut articles: HashMap<ArticleId, Vec<(&PassageHit, Scored<'_>)>> = HashMap::new();
    for hit in hits {
        let found = Found {
            title: &hit.title,
            heading: &hit.heading,
            text: &hit.text,
            rank: hit.rank / highest,
        };
        let scored = score(question, &weighed, &context, &found);
        articles.entry(hit.article).or_default().push((hit, scored));
    }
    let mut articles: Vec<Ranked<'_>> = articles
        .into_values()
        .map(|passages| ranked(passages, &weighed))
        .collect();
    articles.sort_by(|one, other| {
        other
            .score
            .total_cmp(&one.score)
            .then(one.passages[0].0.article.cmp(&other.passages[0].0.article))
    });
    Ranking {
        articles,
        weights: weighed,
    }
}

fn ranked<'a>(mut passages: Vec<(&'a PassageHit, Scored<'a>)>, weights: &[f64]) -> Ranked<'a> {
    let most = |of: fn(&Scored<'_>) -> f64| passages.iter().map(|(_, scored)| of(scored)).fold(0.0, f64::max);
    let together = share_together(passages.iter().map(|(_, scored)| scored), weights);
    let (score, evidence) = (most(|scored| scored.score), most(|scored| scored.evidence));
    passages.sort_by(|(_, one), (_, other)| other.fit.total_cmp(&one.fit));
    Ranked {
        score: score + 0.15 * together,
        evidence,
        passages,
    }
}
