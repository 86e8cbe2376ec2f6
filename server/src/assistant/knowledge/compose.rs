//! An answer out of the passages that were found: whole sentences, quoted as they stand.

use super::excerpt::{Excerpt, Room, clip};
use super::score::{Scored, ScoredUnit};

/// Of the best passage, a sentence is quoted that is worth this part of the best sentence; of the second passage, that part.
const WORTH: [f64; 2] = [0.4, 0.75];

/// Quotes what answers the question out of an article's best `passages`, of which there are at most two, best first.
pub(super) fn quote(passages: &[&Scored<'_>]) -> String {
    let mut candidates: Vec<(usize, usize, f64)> = Vec::new();
    for (passage, scored) in passages.iter().enumerate() {
        let units = scored.units.iter().enumerate();
        candidates.extend(units.map(|(at, unit)| (passage, at, unit.score)));
    }
    candidates.sort_by(|(.., one), (.., other)| other.total_cmp(one));
    let best = candidates.first().map_or(0.0, |(.., score)| *score);

    let mut room = Room::new();
    let mut excerpts: Vec<Excerpt<'_, '_>> =
        passages.iter().map(|scored| Excerpt::of(&scored.units)).collect();
    for (passage, at, score) in candidates {
        let worth = WORTH.get(passage).copied().unwrap_or(1.0);
        if score >= worth * best
            && let Some(excerpt) = excerpts.get_mut(passage)
        {
            excerpt.take(at, &mut room);
        }
    }
    for excerpt in &mut excerpts {
        excerpt.support(&mut room);
    }
    let texts: Vec<String> = excerpts
        .iter()
        .map(Excerpt::text)
        .filter(|text| !text.is_empty())
        .collect();
    texts.join("\n\n")
}

/// The unit of another article that meets what the first one's `passages` left open, if one does so clearly.
pub(super) fn supplement(passages: &[&Scored<'_>], other: &Scored<'_>, weights: &[f64]) -> Option<String> {
    let open = |at: usize| passages.iter().all(|passage| passage.anywhere[at] < 0.5);
    let total: f64 = weights.iter().sum();
    let gain = |unit: &ScoredUnit<'_>| -> f64 {
        let gained = (0..weights.len())
            .filter(|at| open(*at))
            .map(|at| unit.met[at] * weights[at]);
        gained.sum::<f64>() / total.max(f64::MIN_POSITIVE)
    };
    let best = other
        .units
        .iter()
        .max_by(|one, another| gain(one).total_cmp(&gain(another)))?;
    (gain(best) >= 0.3 && best.score >= 0.4).then(|| clip(best.unit.text))
}
