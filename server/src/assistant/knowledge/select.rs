//! From what was found to what is said: whose words, and whether they are enough.

use super::compose::{quote, supplement};
use super::evidence::ENOUGH_EVIDENCE;
use super::rank::Ranking;
use crate::store::PassageHit;

/// What the articles say to a question.
#[derive(Debug)]
pub(super) struct Selected<'a> {
    pub(super) text: String,
    /// Whose passages are quoted, best first; at most two.
    pub(super) sources: Vec<&'a PassageHit>,
}

/// Chooses what to quote; nothing when the articles do not answer the question.
pub(super) fn select<'a>(ranking: &Ranking<'a>) -> Option<Selected<'a>> {
    let first = ranking
        .articles
        .first()
        .filter(|first| first.evidence >= ENOUGH_EVIDENCE)?;
    let (hit, scored) = first.passages.first()?;
    let near = first
        .passages
        .iter()
        .take(2)
        .map(|(_, scored)| scored)
        .filter(|next| next.fit >= 0.75 * scored.fit)
        .collect::<Vec<_>>();
    let mut selected = Selected {
        text: quote(&near),
        sources: vec![*hit],
    };
    if selected.text.is_empty() {
        return None;
    }
    if let Some((other, more)) = ranking.articles.get(1).and_then(|second| second.passages.first())
        && let Some(addition) = supplement(&near, more, &ranking.weights)
    {
        selected.text.push_str("\n\n");
        selected.text.push_str(&addition);
        selected.sources.push(other);
    }
    Some(selected)
}
