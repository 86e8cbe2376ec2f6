//! One order out of two: of what shares the question's words, and of what means the same.

use std::collections::{HashMap, HashSet};

use super::rank::{Ranked, Ranking};
use crate::domain::{ArticleId, PassageId};
use crate::store::PassageHit;

/// Added to each place, from 1, before it is turned over: how little the first places count above the next.
///
/// Usual is 60, for orders of the same worth, where whatever stands somewhere in both comes before the first of either. But
/// here nobody knows what the vectors are worth: by words alone 169 of the benchmark's 185 right articles are among the first
/// three; with 60 and a random order beside them 50 are, with this 164.
const FLATNESS: f64 = 1.0;

/// What the words' order counts beside the other: the likelier it is that the first of its articles answers, the more. On the
/// benchmark; without any evidence the words give way.
const OF_WORDS: f64 = 0.5;
const OF_EVIDENCE: f64 = 3.0;

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
    let evidence = ranking.articles.first().map_or(0.0, |first| first.evidence);
    let worth = Worth {
        of_words: OF_WORDS + OF_EVIDENCE * evidence,
    };
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
        articles.push((worth.of(by_words, by_meaning), ranked));
    }
    articles.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    articles
        .into_iter()
        .map(|(_, ranked)| (ranked, passages(ranked, ways, &near, worth)))
        .collect()
}

fn passages<'a>(
    ranked: &Ranked<'a>,
    ways: &Ways,
    near: &HashMap<PassageId, usize>,
    worth: Worth,
) -> Vec<&'a PassageHit> {
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
        passages.push((worth.of(by_words, by_meaning), hit));
    }
    passages.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    passages.into_iter().map(|(_, hit)| hit).collect()
}

/// What places in the two orders are worth together.
#[derive(Clone, Copy)]
struct Worth {
    of_words: f64,
}

impl Worth {
    /// Of places from 0; who has none in an order gets nothing for it.
    fn of(self, by_words: Option<usize>, by_meaning: Option<usize>) -> f64 {
        let turned = |place: usize| 1.0 / (FLATNESS + 1.0 + place as f64);
        self.of_words * by_words.map_or(0.0, turned) + by_meaning.map_or(0.0, turned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_evidence_the_words_hold_and_without_they_give_way() {
        let sure = Worth {
            of_words: OF_WORDS + OF_EVIDENCE,
        };
        assert!(sure.of(Some(0), None) > sure.of(Some(3), Some(0)));
        assert!(sure.of(Some(2), None) > sure.of(None, Some(0)));
        let unsure = Worth { of_words: OF_WORDS };
        assert!(unsure.of(Some(0), None) < unsure.of(None, Some(0)));
        assert!(
            unsure.of(Some(0), Some(1)) > unsure.of(None, Some(0)),
            "both ways are best"
        );
        assert!(unsure.of(Some(1), None) < unsure.of(Some(0), None));
    }
}
