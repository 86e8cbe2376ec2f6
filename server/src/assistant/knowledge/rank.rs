//! From what the index found to articles in order: which one is meant, and which of its passages.

use std::collections::HashMap;

use super::evidence::Evidence;
use super::place::{Met, Wanted, best_of};
use super::question::Question;
use super::score::{Read, Scored, Sought, score};
use super::weight::{Frequencies, rarity, share, weights};
use crate::domain::ArticleId;
use crate::store::PassageHit;

/// An article that may answer, with those of its passages that were found.
pub(super) struct Ranked<'a> {
    /// To order articles by.
    pub(super) score: f64,
    /// How likely it is that it answers, 0 to 1.
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
    let read: Vec<Read<'a>> = hits.iter().map(Read::of).collect();
    let (terms, context) = (Wanted::new(&question.terms), Wanted::new(&question.context));
    let met = |wanted: &Wanted<'_>| -> Vec<Met> { read.iter().map(|read| read.text.meets(wanted)).collect() };
    let sought = Sought {
        weights: weights(&question.terms, frequencies, &met(&terms)),
        context_weights: weights(&question.context, frequencies, &met(&context)),
        terms,
        context,
        wants: &question.wants,
    };
    let mut grouped: HashMap<ArticleId, Vec<(&PassageHit, Scored<'_>)>> = HashMap::new();
    for read in &read {
        let scored = score(&sought, read);
        grouped
            .entry(read.hit.article)
            .or_default()
            .push((read.hit, scored));
    }
    let mut articles: Vec<Ranked<'_>> = grouped
        .into_values()
        .map(|passages| ranked(passages, &sought.weights))
        .collect();
    articles.sort_by(|one, other| {
        other
            .score
            .total_cmp(&one.score)
            .then(one.passages[0].0.article.cmp(&other.passages[0].0.article))
    });
    judge(&mut articles, &sought.weights, rarity(0.0, frequencies.total));
    Ranking {
        articles,
        weights: sought.weights,
    }
}

fn ranked<'a>(mut passages: Vec<(&'a PassageHit, Scored<'a>)>, weights: &[f64]) -> Ranked<'a> {
    let best = passages
        .iter()
        .map(|(_, scored)| scored.score)
        .fold(0.0, f64::max);
    let together = share(&met_together(&passages, weights.len()), weights);
    passages.sort_by(|(_, one), (_, other)| other.fit.total_cmp(&one.fit));
    Ranked {
        score: best + 0.55 * together,
        evidence: 0.0,
        passages,
    }
}

/// Weighs the evidence for each of the articles, which are in order.
fn judge(articles: &mut [Ranked<'_>], weights: &[f64], rarest: f64) {
    let scores: Vec<f64> = articles.iter().map(|ranked| ranked.score).collect();
    for (at, ranked) in articles.iter_mut().enumerate() {
        let best_other = scores.get(usize::from(at == 0)).copied().unwrap_or(0.0);
        let evidence = Evidence {
            met: met_together(&ranked.passages, weights.len()),
            lead: ranked.score - best_other,
            rarest,
        };
        ranked.evidence = evidence.weigh(&ranked.passages, weights);
    }
}

/// How well an article's passages meet each of the terms, one here and one there.
fn met_together(passages: &[(&PassageHit, Scored<'_>)], terms: usize) -> Vec<f64> {
    passages.iter().fold(vec![0.0; terms], |met, (_, scored)| {
        best_of(&met, &scored.anywhere)
    })
}
