//! One order out of two: of what shares the question's words, and of what means the same.

use std::collections::{HashMap, HashSet};

use super::rank::{Ranked, Ranking};
use crate::domain::{ArticleId, PassageId};
use crate::store::PassageHit;

/// How little the first places of an order count above the next: the usual figure for reciprocal ranks.
const FLATNESS: f64 = 60.0;

/// What was found in which way.
#[derive(Debug, Default)]
pub(super) struct Ways {
    pub(super) by_words: HashSet<PassageId>,
    /// Nearest first.
    pub(super) by_meaning: Vec<PassageId>,
}

/// The articles of `ranking` with their passages, in an order that does justice to both ways. Without any found by meaning it
/// is the ranking's own.
pub(super) fn fused<'r, 'a>(
    ranking: &'r Ranking<'a>,
    ways: &Ways,
) -> Vec<(&'r Ranked<'a>, Vec<&'a PassageHit>)> {
    let near: HashMap<PassageId, usize> = ways.by_meaning.iter().copied().zip(0..).collect();
    let nearest = |ranked: &Ranked<'_>| {
        let places = ranked.passages.iter().filter_map(|(hit, _)| near.get(&hit.id));
        places.min().copied()
    };
    let mut by_meaning: Vec<(usize, ArticleId)> = ranking
        .articles
        .iter()
        .filter_map(|ranked| Some((nearest(ranked)?, ranked.passages.first()?.0.article)))
        .collect();
    by_meaning.sort_unstable();
    let article_near: HashMap<ArticleId, usize> = by_meaning
        .into_iter()
        .map(|(_, article)| article)
        .zip(0..)
        .collect();
    let mut articles: Vec<(f64, &Ranked<'_>)> = Vec::with_capacity(ranking.articles.len());
    let mut place = 0;
    for ranked in &ranking.articles {
        let has_words = ranked
            .passages
            .iter()
            .any(|(hit, _)| ways.by_words.contains(&hit.id));
        let by_words = has_words.then_some(place);
        place += usize::from(has_words);
        let article = ranked.passages.first().map(|(hit, _)| hit.article);
        let by_meaning = article.and_then(|article| article_near.get(&article).copied());
        articles.push((worth(by_words) + worth(by_meaning), ranked));
    }
    articles.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    articles
        .into_iter()
        .map(|(_, ranked)| (ranked, passages(ranked, ways, &near)))
        .collect()
}

fn passages<'a>(ranked: &Ranked<'a>, ways: &Ways, near: &HashMap<PassageId, usize>) -> Vec<&'a PassageHit> {
    let mut own_near: Vec<usize> = ranked
        .passages
        .iter()
        .filter_map(|(hit, _)| near.get(&hit.id).copied())
        .collect();
    own_near.sort_unstable();
    let mut passages: Vec<(f64, &PassageHit)> = Vec::with_capacity(ranked.passages.len());
    let mut place = 0;
    for (hit, _) in &ranked.passages {
        let has_words = ways.by_words.contains(&hit.id);
        let by_words = has_words.then_some(place);
        place += usize::from(has_words);
        let by_meaning = near.get(&hit.id).and_then(|at| own_near.binary_search(at).ok());
        passages.push((worth(by_words) + worth(by_meaning), hit));
    }
    passages.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    passages.into_iter().map(|(_, hit)| hit).collect()
}

/// What a place is worth, from 0; nothing for who has none.
fn worth(place: Option<usize>) -> f64 {
    place.map_or(0.0, |place| 1.0 / (FLATNESS + 1.0 + place as f64))
}
