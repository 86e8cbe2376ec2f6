//! An article in passages: the pieces that are searched, and of which an answer is made.

use super::markdown::{Block, blocks};
use super::sentences::sentences;
use crate::store::Passage;

/// A passage grows to this many characters before the next one begins, if its section is that long.
const ENOUGH: usize = 400;
/// A passage is never longer, but for a single sentence that is.
const MOST: usize = 900;

/// Cuts an article's Markdown into passages of about 400 to 900 characters that never cross a heading.
///
/// A passage's heading is the path of headings above it (`Returns › Abroad`), empty at the top of the article; one that
/// only repeats the title is no part of it. In its text, paragraphs and lists are parted by an empty line, and list
/// items stand on lines of their own.
pub fn passages_of(title: &str, body: &str) -> Vec<Passage> {
    let mut cutter = Cutter::default();
    for block in blocks(body) {
        match block {
            Block::Heading(1, text) if text.eq_ignore_ascii_case(title.trim()) => cutter.enter(0, None),
            Block::Heading(level, text) => cutter.enter(level, Some(text)),
            Block::Paragraph(text) => cutter.paragraph(&text),
            Block::List(items) => cutter.list(&items),
        }
    }
    cutter.end();
    cutter.passages
}

#[derive(Default)]
struct Cutter {
    passages: Vec<Passage>,
    path: Vec<(usize, String)>,
    text: String,
}

impl Cutter {
    fn enter(&mut self, level: usize, heading: Option<String>) {
        self.end();
        self.path.retain(|(above, _)| *above < level);
        self.path.extend(heading.map(|text| (level, text)));
    }

    fn paragraph(&mut self, text: &str) {
        if self.text.len() >= ENOUGH || self.would_overflow(text.len()) {
            self.end();
        }
        self.begin_block();
        for sentence in sentences(text) {
            if self.would_overflow(sentence.len()) {
                self.end();
            }
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.text.push_str(sentence);
        }
    }

    /// A list stays with the sentence that introduces it.
    fn list(&mut self, items: &[String]) {
        let length: usize = items.iter().map(|item| item.len() + 1).sum();
        let introduced = self.text.ends_with(':');
        if !introduced && (self.text.len() >= ENOUGH || self.would_overflow(length)) {
            self.end();
        }
        self.begin_block();
        for item in items {
            if self.would_overflow(item.len()) {
                self.end();
            }
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            self.text.push_str(item);
        }
    }

    fn begin_block(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }

    fn would_overflow(&self, more: usize) -> bool {
        !self.text.is_empty() && self.text.len() + more > MOST
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if !text.is_empty() {
            let path: Vec<&str> = self.path.iter().map(|(_, heading)| heading.as_str()).collect();
            self.passages.push(Passage {
                heading: path.join(" › "),
                text: text.to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_passages_with_their_path() {
        let body = "# Returns\n\nSixty days.\n\n## Abroad\n\nIt costs more.\n\n### Norway\n\nCustoms.\n\n## Stores\n\nFree.";
        let found: Vec<_> = passages_of("Returns", body)
            .into_iter()
            .map(|p| (p.heading, p.text))
            .collect();
        let expected = [
            ("", "Sixty days."),
            ("Abroad", "It costs more."),
            ("Abroad › Norway", "Customs."),
            ("Stores", "Free."),
        ];
        assert_eq!(
            found,
            expected.map(|(heading, text)| (heading.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn long_sections_are_cut_between_sentences() {
        let sentence = "This sentence is made of exactly fifty characters. ";
        let body = sentence.repeat(60);
        let found = passages_of("Long", &body);
        assert!(found.len() >= 4);
        for passage in &found {
            assert!(passage.text.len() <= MOST, "{}", passage.text.len());
            assert!(passage.text.ends_with('.') && passage.text.starts_with("This"));
        }
        let together: Vec<_> = found.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(together.join(" "), body.trim_end());
    }

    #[test]
    fn a_list_stays_with_its_introduction() {
        let body = format!(
            "{}\n\nBring these:\n\n- a card\n- the code",
            "Many words stand here. ".repeat(20)
        );
        let found = passages_of("Pickup", &body);
        assert!(
            found
                .iter()
                .any(|p| p.text.ends_with("Bring these:\n\n- a card\n- the code"))
        );
    }

    #[test]
    fn short_paragraphs_share_a_passage() {
        assert_eq!(passages_of("T", "One.\n\nTwo.\n\n- three").len(), 1);
        assert_eq!(passages_of("T", " \n\n"), []);
    }
}
