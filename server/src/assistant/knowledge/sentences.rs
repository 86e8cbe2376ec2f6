//! A passage's text in the pieces that an answer may quote: sentences and list items.

/// A piece that is quoted whole or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    pub(super) text: &'a str,
    /// Which paragraph or list of the passage it stands in, counted from 0.
    pub(super) block: usize,
    /// A list item, with its marker.
    pub(super) item: bool,
}

/// The units of a passage, in order.
pub(super) fn units(passage: &str) -> Vec<Unit<'_>> {
    let mut found = Vec::new();
    for (block, paragraph) in passage.split("\n\n").enumerate() {
        for line in paragraph
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.trim().is_empty())
        {
            if is_item(line) {
                found.push(Unit {
                    text: line,
                    block,
                    item: true,
                });
            } else {
                found.extend(sentences(line).map(|text| Unit {
                    text,
                    block,
                    item: false,
                }));
            }
        }
    }
    found
}

/// Whether a line of a passage is a list item: `- …` or `1. …`.
pub(super) fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ") || is_step(line)
}

/// Whether a line is a step of a numbered list.
pub(super) fn is_step(line: &str) -> bool {
    let digits = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    digits.len() < line.trim_start().len() && digits.starts_with(". ")
}

/// The sentences of one line, trimmed, in order. Joined by spaces they give the line again.
pub(super) fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = first_end(rest).unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(sentence.trim_end())
    })
}

/// Where the first sentence ends, if another one follows.
fn first_end(text: &str) -> Option<usize> {
    for (at, c) in text.char_indices() {
        let after = at + c.len_utf8();
        match c {
            '。' | '！' | '？' => return Some(after),
            '.' | '!' | '?' | '…' => {
                let closing = text[after..].len()
                    - text[after..]
                        .trim_start_matches(['"', '”', '’', '»', ')', '\''])
                        .len();
                let after = after + closing;
                let next = text[after..].trim_start();
                let gap = text[after..].starts_with(char::is_whitespace);
                let starts_anew = next.chars().next().is_some_and(|c| !c.is_lowercase());
                if gap && starts_anew && !(c == '.' && is_abbreviation(&text[..at])) {
                    return Some(after);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether the dot after `before` belongs to its last word: `e.g.`, `Dr.`, a single initial.
fn is_abbreviation(before: &str) -> bool {
    const KNOWN: [&str; 18] = [
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "vs", "etc", "approx", "max", "min", "incl",
        "excl", "e.g", "i.e", "z.b",
    ];
    let word = before
        .rsplit([' ', '(', '"'])
        .next()
        .unwrap_or(before)
        .to_lowercase();
    let single_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    single_letter || KNOWN.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<&str> {
        sentences(line).collect()
    }

    #[test]
    fn sentences_end_where_another_begins() {
        assert_eq!(
            split("It costs €4.90. Free from €75! Is it? \"Yes.\" Good."),
            ["It costs €4.90.", "Free from €75!", "Is it?", "\"Yes.\"", "Good."]
        );
        assert_eq!(
            split("送料は500円です。翌日届きます。"),
            ["送料は500円です。", "翌日届きます。"]
        );
    }

    #[test]
    fn abbreviations_and_decimals_end_nothing() {
        for whole in [
            "Ask Dr. Summers for help.",
            "Some shoes, e.g. Boots, are wide.",
            "Version 1.2.3 is out.",
            "Open 10.00 to 19.00 daily.",
        ] {
            assert_eq!(split(whole), [whole]);
        }
    }

    #[test]
    fn list_items_are_whole() {
        let passage = "Bring these. Really:\n\n- the code. Or the number.\n- a card\n\n1. Open it.";
        let texts: Vec<_> = units(passage)
            .into_iter()
            .map(|u| (u.text, u.block, u.item))
            .collect();
        assert_eq!(
            texts,
            [
                ("Bring these.", 0, false),
                ("Really:", 0, false),
                ("- the code. Or the number.", 1, true),
                ("- a card", 1, true),
                ("1. Open it.", 2, true),
            ]
        );
    }
}
