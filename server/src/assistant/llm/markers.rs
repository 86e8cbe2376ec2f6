//! How a model names its sources: numbers in brackets, taken out of the text as it streams.

use std::collections::BTreeSet;

use super::prompt::UNKNOWN;

/// Characters between the brackets of a marker, at most.
const LONGEST: usize = 24;

/// Takes markers such as `[2]`, `[1, 3]` and `[unknown]` out of a text that comes in pieces, however it is cut.
#[derive(Default)]
pub(super) struct Markers {
    /// What may still turn out to be a marker.
    held: String,
    in_code: bool,
    shown: bool,
    cited: BTreeSet<usize>,
    unknown: bool,
}

enum Found {
    Marker {
        numbers: Vec<usize>,
        unknown: bool,
    },
    Text,
    /// More has to come before it is clear.
    Unclear,
}

impl Markers {
    /// Takes the next piece of the text; what of it may be shown.
    pub(super) fn push(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        self.read(false)
    }

    /// The text has ended; what is left of it.
    pub(super) fn finish(&mut self) -> String {
        self.read(true)
    }

    /// Whether anything was shown.
    pub(super) fn has_shown(&self) -> bool {
        self.shown
    }

    /// The numbers that were named, from 1.
    pub(super) fn cited(&self) -> impl Iterator<Item = usize> {
        self.cited.iter().copied()
    }

    /// Whether the model said that it does not know.
    pub(super) fn is_unknown(&self) -> bool {
        self.unknown
    }

    fn read(&mut self, last: bool) -> String {
        let held = std::mem::take(&mut self.held);
        let mut out = String::new();
        let mut rest = held.as_str();
        while let Some(character) = rest.chars().next() {
            if character == '`' {
                self.in_code = !self.in_code;
            }
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            let behind = rest.get(spaces..).unwrap_or_default();
            if !self.in_code && (behind.starts_with('[') || (spaces > 0 && behind.is_empty())) {
                match marker(behind, last) {
                    Found::Unclear => {
                        self.held.push_str(rest);
                        break;
                    }
                    Found::Marker { numbers, unknown } => {
                        self.cited.extend(numbers);
                        self.unknown |= unknown;
                        rest = behind.split_once(']').map_or("", |(_, rest)| rest);
                        continue;
                    }
                    Found::Text => {}
                }
            }
            out.push(character);
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
        self.shown |= !out.trim().is_empty();
        out
    }
}

/// What stands at the beginning of `text`, which begins with `[` or is empty.
fn marker(text: &str, last: bool) -> Found {
    let Some(inner) = text.strip_prefix('[') else {
        return if last { Found::Text } else { Found::Unclear };
    };
    let Some((inner, behind)) = inner.split_once(']') else {
        let may_be = !last && inner.len() <= LONGEST && could_become(inner);
        return if may_be { Found::Unclear } else { Found::Text };
    };
    let Some((numbers, unknown)) = meaning(inner) else {
        return Found::Text;
    };
    match behind.chars().next() {
        // A link, or the definition of one.
        Some('(' | ':' | '[') if !behind.starts_with('[') || meaning_of_next(behind).is_none() => Found::Text,
        None if !last => Found::Unclear,
        _ => Found::Marker { numbers, unknown },
    }
}

/// Of `[1][2]` the second is a marker too.
fn meaning_of_next(behind: &str) -> Option<()> {
    let inner = behind.strip_prefix('[')?;
    match inner.split_once(']') {
        Some((inner, _)) => meaning(inner).map(|_| ()),
        None => could_become(inner).then_some(()),
    }
}

fn meaning(inner: &str) -> Option<(Vec<usize>, bool)> {
    if inner.len() > LONGEST {
        return None;
    }
    if UNKNOWN.trim_matches(['[', ']']).eq_ignore_ascii_case(inner) {
        return Some((Vec::new(), true));
    }
    let numbers: Option<Vec<usize>> = inner
        .split([',', ';'])
        .map(|number| number.trim().parse().ok().filter(|number| *number > 0))
        .collect();
    numbers.map(|numbers| (numbers, false))
}

/// Whether more could make a marker of what has come.
fn could_become(inner: &str) -> bool {
    inner
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b';' | b' '))
        || UNKNOWN
            .trim_matches(['[', ']'])
            .get(..inner.len())
            .is_some_and(|beginning| beginning.eq_ignore_ascii_case(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> (String, Vec<usize>, bool) {
        let mut markers = Markers::default();
        let mut shown = String::new();
        for piece in pieces {
            shown.push_str(&markers.push(piece));
        }
        shown.push_str(&markers.finish());
        (shown, markers.cited().collect(), markers.is_unknown())
    }

    const TEXT: &str = "Sixty days [1]. It is free [2, 3][1], see [here](https://a.example/[4]) and [5](https://b) — \
                        or `list[6]`, [not one], [] and [0]. I do not know the rest. [unknown]";
    const SHOWN: &str = "Sixty days. It is free, see [here](https://a.example/) and [5](https://b) — or `list[6]`, \
                         [not one], [] and [0]. I do not know the rest.";

    #[test]
    fn markers_are_taken_out_wherever_the_text_is_cut() {
        let whole = read(&[TEXT]);
        assert_eq!(whole.0, SHOWN);
        assert_eq!(whole.1, [1, 2, 3, 4]);
        assert!(whole.2);
        for at in (0..TEXT.len()).filter(|at| TEXT.is_char_boundary(*at)) {
            assert_eq!(read(&[&TEXT[..at], &TEXT[at..]]), whole, "cut at {at}");
        }
        let letters: Vec<String> = TEXT.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        assert_eq!(read(&letters), whole);
    }

    #[test]
    fn what_only_looks_like_one_is_not_held_back() {
        let mut markers = Markers::default();
        assert_eq!(markers.push("a [long text"), "a [long text");
        assert_eq!(markers.push(" [12"), "");
        assert_eq!(markers.push("x]"), " [12x]");
        assert_eq!(markers.finish(), "");
    }
}
