//! Where words are looked for: a title, a heading, a sentence.

use std::collections::HashMap;

use super::phrases::phrases;
use super::question::Term;
use super::stop_words::without_stop_words;
use super::words::{root, stem, words};

/// How well a word is met by one of the same root.
const SAME_ROOT: f64 = 0.85;
/// How well a word is met by one that begins like it.
pub(super) const KIN: f64 = 0.6;

/// A text in which terms are looked for.
pub(super) struct Place {
    words: Vec<String>,
    stems: Vec<String>,
}

/// Terms, arranged so that a text is walked through once, whatever their number.
pub(super) struct Wanted<'q> {
    terms: &'q [Term],
    by_stem: HashMap<&'q str, Vec<(usize, f64)>>,
    by_root: HashMap<&'q str, Vec<usize>>,
}

/// How a text meets terms, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    /// 1 by itself, less by a word that may stand for it, 0 not at all.
    pub(super) how_well: Vec<f64>,
    /// How often, each time as well as it is.
    pub(super) how_often: Vec<f64>,
}

impl<'q> Wanted<'q> {
    pub(super) fn new(terms: &'q [Term]) -> Self {
        let mut by_stem: HashMap<&str, Vec<(usize, f64)>> = HashMap::new();
        let mut by_root: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, term) in terms.iter().enumerate() {
            by_stem.entry(&term.stem).or_default().push((at, 1.0));
            by_root.entry(&term.root).or_default().push(at);
            for other in &term.others {
                by_stem
                    .entry(&other.stem)
                    .or_default()
                    .push((at, other.closeness));
            }
        }
        Self {
            terms,
            by_stem,
            by_root,
        }
    }
}

impl Place {
    pub(super) fn of(text: &str) -> Self {
        let mut words = words(text);
        words.extend(phrases(&words));
        let stems = words.iter().map(|word| stem(word)).collect();
        Self { words, stems }
    }

    /// All of several places.
    pub(super) fn joined<'p>(places: impl Iterator<Item = &'p Self> + Clone) -> Self {
        Self {
            words: places.clone().flat_map(|place| &place.words).cloned().collect(),
            stems: places.flat_map(|place| &place.stems).cloned().collect(),
        }
    }

    pub(super) fn meets(&self, wanted: &Wanted<'_>) -> Met {
        let mut met = Met {
            how_well: vec![0.0; wanted.terms.len()],
            how_often: vec![0.0; wanted.terms.len()],
        };
        let mut note = |at: usize, how_well: f64| {
            met.how_well[at] = met.how_well[at].max(how_well);
            met.how_often[at] += how_well;
        };
        for (word, stem) in self.words.iter().zip(&self.stems) {
            if let Some(terms) = wanted.by_stem.get(stem.as_str()) {
                for (at, closeness) in terms {
                    note(*at, *closeness);
                }
            } else if let Some(terms) = wanted.by_root.get(root(stem)) {
                for at in terms {
                    note(*at, SAME_ROOT);
                }
            } else {
                for (at, term) in wanted.terms.iter().enumerate() {
                    if is_kin(word, &term.word) {
                        note(at, KIN);
                    }
                }
            }
        }
        met
    }

    /// The part of this text's own content words that the question names; `how_well` is how it meets the question.
    ///
    /// A word of the question counts once, whatever number of words stands for it here.
    pub(super) fn precision(&self, how_well: &[f64]) -> f64 {
        let content = without_stop_words(self.words.clone()).len();
        if content == 0 {
            return 0.0;
        }
        (how_well.iter().sum::<f64>() / content as f64).min(1.0)
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

/// For each term the better of two.
pub(super) fn best_of(one: &[f64], other: &[f64]) -> Vec<f64> {
    one.iter()
        .zip(other)
        .map(|(one, other)| one.max(*other))
        .collect()
}

pub(super) fn scaled(met: &[f64], by: f64) -> Vec<f64> {
    met.iter().map(|met| met * by).collect()
}
