//! Which words may stand for which, and how nearly.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::akin::AKIN;
use super::families::FAMILIES;
use super::words::stem;

/// How close words of one family are.
pub(super) const SAME: f64 = 0.9;
const AKIN_CLOSENESS: f64 = 0.6;

/// Stem of a word → the words that may stand for it, and how close they are.
static RELATIVES: LazyLock<HashMap<String, Vec<(&'static str, f64)>>> = LazyLock::new(|| {
    let mut relatives: HashMap<String, Vec<(&'static str, f64)>> = HashMap::new();
    for family in FAMILIES {
        for word in family.split(' ') {
            let others = family.split(' ').filter(|other| *other != word);
            let close = others.map(|other| (other, SAME));
            relatives.entry(stem(word)).or_default().extend(close);
        }
    }
    for line in AKIN {
        let mut words = line.split(' ');
        let word = words.next().unwrap_or_default();
        let akin = words.map(|other| (other, AKIN_CLOSENESS));
        relatives.entry(stem(word)).or_default().extend(akin);
    }
    relatives
});

/// The words that may stand in an article where a question has a word with this stem, with their closeness (0 to 1).
pub(super) fn relatives(stem: &str) -> &'static [(&'static str, f64)] {
    RELATIVES.get(stem).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_found_from_any_form() {
        let names = |word: &str| {
            relatives(&stem(word))
                .iter()
                .map(|(other, _)| *other)
                .collect::<Vec<_>>()
        };
        assert!(names("packages").contains(&"parcel"));
        assert!(names("phone").contains(&"telephone"));
        assert!(relatives("kayak").is_empty());
    }
}
