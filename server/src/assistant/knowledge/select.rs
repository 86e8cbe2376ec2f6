//! From what was found to what is said: which article, which passage, and whether it is enough.

use std::collections::HashMap;

use super::compose::{quote, supplement};
use super::question::Question;
use super::score::{ENOUGH_EVIDENCE, Found, Frequencies, Place, Scored, score, share_together, weights};
use crate::domain::ArticleId;
use crate::store::PassageHit;

/// What the articles say to a question.
#[derive(Debug)]
pub(super) struct Selected<'a> {
    pub(super) text: String,
    /// Whose passages are quoted, best first; at most two.
    pub(super) sources: Vec<&'a PassageHit>,
    pub(super) evidence: f64,
}

/// Chooses what to quote; nothing when the articles do not answer the question.
pub(super) fn select<'a>(
    question: &Question,
    hits: &'a [PassageHit],
    frequencies: &Frequencies,
) -> Option<Selected<'a>> {
    let selected = best(question, hits, frequencies)?;
    (selected.evidence >= ENOUGH_EVIDENCE && !selected.text.is_empty()).then_some(selected)
}

pub(super) fn best<'a>(
    question: &Question,
    hits: &'a [PassageHit],
    frequencies: &Frequencies,
) -> Option<Selected<'a>> {
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
    let mut ranked: Vec<(f64, Vec<(&PassageHit, Scored<'_>)>)> = articles
        .into_values()
        .map(|mut passages| {
            let best = passages
                .iter()
                .map(|(_, scored)| scored.score)
                .fold(0.0, f64::max);
            let together = share_together(passages.iter().map(|(_, scored)| scored), &weighed);
            passages.sort_by(|(_, one), (_, other)| other.fit.total_cmp(&one.fit));
            (best + 0.15 * together, passages)
        })
        .collect();
    ranked.sort_by(|(one, of), (other, another)| {
        other
            .total_cmp(one)
            .then(of[0].0.article.cmp(&another[0].0.article))
    });

    let mut ranked = ranked.iter().map(|(_, passages)| passages);
    let first = ranked.next()?;
    let (hit, scored) = first.first()?;
    let near = first
        .iter()
        .take(2)
        .map(|(_, scored)| scored)
        .filter(|next| next.fit >= 0.75 * scored.fit)
        .collect::<Vec<_>>();
    let evidence = first
        .iter()
        .map(|(_, scored)| scored.evidence)
        .fold(0.0, f64::max);
    let mut selected = Selected {
        text: quote(&near),
        sources: vec![hit],
        evidence,
    };
    if let Some((other, more)) = ranked.next().and_then(|passages| passages.first())
        && let Some(addition) = supplement(&near, more, &weighed)
    {
        selected.text.push_str("\n\n");
        selected.text.push_str(&addition);
        selected.sources.push(other);
    }
    Some(selected)
}
