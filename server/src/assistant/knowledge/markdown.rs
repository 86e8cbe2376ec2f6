//! An article's Markdown, reduced to headings, paragraphs and lists of plain sentences.

/// One block of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Level 1 to 6.
    Heading(usize, String),
    /// One line, without line breaks of the source.
    Paragraph(String),
    /// `- …` or `1. …`, one line each.
    List(Vec<String>),
}

/// The blocks of `source`, in order. What is no text (rules, comments, pictures) is left out.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut fence: Option<&str> = None;
    let text = without_comments(source);
    for line in text.lines() {
        let trimmed = line
            .trim()
            .trim_start_matches("> ")
            .trim_start_matches('>')
            .trim();
        if let Some(mark) = fence {
            if trimmed.starts_with(mark) {
                fence = None;
                reader.end();
            } else {
                reader.paragraph_line(trimmed);
            }
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        if fence.is_some() {
            reader.end();
        } else {
            reader.line(trimmed);
        }
    }
    reader.end();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    paragraph: String,
    items: Vec<String>,
    /// The cells of a table's first row, which name those of the others.
    columns: Vec<String>,
    /// An empty line stands above.
    apart: bool,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.end_paragraph();
            self.columns.clear();
            self.apart = true;
            return;
        } else if let Some((level, title)) = heading(line) {
            self.end();
            self.blocks.push(Block::Heading(level, inline(title)));
        } else if line.starts_with('|') {
            self.end_paragraph();
            self.row(line);
        } else if is_rule(line) {
            self.rule(line);
        } else if let Some(item) = item(line) {
            self.end_paragraph();
            self.items.push(item);
        } else if let (false, Some(item)) = (self.apart, self.items.last_mut()) {
            // A line that goes on with the list item above.
            item.push(' ');
            item.push_str(&inline(line));
        } else {
            self.paragraph_line(line);
        }
        self.apart = false;
    }

    fn paragraph_line(&mut self, line: &str) {
        self.end_list();
        let text = inline(line);
        if !text.is_empty() {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(&text);
        }
    }

    /// `===` or `---` below a paragraph makes it a heading; else `---` is a line across the page.
    fn rule(&mut self, line: &str) {
        let level = if line.starts_with('=') { 1 } else { 2 };
        if self.paragraph.is_empty() || line.starts_with(['*', '_']) {
            self.end();
        } else {
            let title = std::mem::take(&mut self.paragraph);
            self.end();
            self.blocks.push(Block::Heading(level, title));
        }
    }

    /// A row of a table becomes a list item that names its columns.
    fn row(&mut self, line: &str) {
        let cells: Vec<String> = line.trim_matches('|').split('|').map(inline).collect();
        if cells
            .iter()
            .all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' ')))
        {
            return;
        }
        if self.columns.is_empty() {
            self.columns = cells;
            return;
        }
        let named =
            cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.is_empty())
                .map(
                    |(at, cell)| match self.columns.get(at).filter(|name| !name.is_empty()) {
                        Some(name) => format!("{name}: {cell}"),
                        None => cell.clone(),
                    },
                );
        self.items
            .push(format!("- {}", named.collect::<Vec<_>>().join(", ")));
    }

    fn end_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            self.end_list();
            self.blocks
                .push(Block::Paragraph(std::mem::take(&mut self.paragraph)));
        }
    }

    fn end_list(&mut self) {
        if !self.items.is_empty() {
            self.blocks.push(Block::List(std::mem::take(&mut self.items)));
        }
    }

    fn end(&mut self) {
        self.end_paragraph();
        self.end_list();
        self.columns.clear();
    }
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = line.get(level..)?.strip_prefix(' ')?;
    (1..=6)
        .contains(&level)
        .then(|| (level, title.trim().trim_end_matches('#').trim_end()))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3
        && ["=", "-", "*", "_"]
            .iter()
            .any(|mark| line.replace(' ', "").replace(mark, "").is_empty())
}

/// A list item with a marker of one kind, and its text.
fn item(line: &str) -> Option<String> {
    for bullet in ["- ", "* ", "+ ", "• "] {
        if let Some(text) = line.strip_prefix(bullet) {
            let text = text.trim_start_matches("[ ] ").trim_start_matches("[x] ");
            return Some(format!("- {}", inline(text)));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let text = line.get(digits..)?.strip_prefix(['.', ')'])?.strip_prefix(' ')?;
    (1..=3)
        .contains(&digits)
        .then(|| format!("{}. {}", &line[..digits], inline(text)))
}

fn without_comments(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, inside)) = rest.split_once("<!--") {
        text.push_str(before);
        rest = inside.split_once("-->").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

/// Text without emphasis, code marks, pictures and tags. Links stay, for they are of use in an answer.
fn inline(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest
            .strip_prefix('\\')
            .filter(|after| after.starts_with(|c: char| c.is_ascii_punctuation()))
        {
            let escaped = after.chars().next().map_or(0, char::len_utf8);
            text.push_str(&after[..escaped]);
            rest = &after[escaped..];
        } else if let Some(after) = after_picture(rest).or_else(|| after_tag(rest)) {
            rest = after;
        } else if matches!(c, '*' | '`') || (c == '_' && at_word_edge(&text, &rest[1..])) {
            rest = &rest[1..];
        } else if let Some(after) = rest.strip_prefix("~~") {
            rest = after;
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn after_picture(rest: &str) -> Option<&str> {
    let (_, target) = rest.strip_prefix("![")?.split_once("](")?;
    target.split_once(')').map(|(_, after)| after)
}

fn after_tag(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('<')?;
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
        return None;
    }
    let (tag, after) = inside.split_once('>')?;
    // `<https://…>` and `<a@b.c>` are links, no tags: only their brackets go, in the next round.
    (!tag.contains("://") && !tag.contains('@')).then_some(after)
}

/// `_` is emphasis only at the edge of a word: `snake_case` keeps it.
fn at_word_edge(before: &str, after: &str) -> bool {
    !(before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_a_page() {
        let page = "# Fees\n\nOne **bold**\nsentence with `code`.\n\n- *first*\n  goes on\n- second\n\nNext\n----\n\
                    > Quoted.\n\n1) Open it.\n2) Close it.\n<!-- not\nthis -->\n***\nEnd.";
        assert_eq!(
            blocks(page),
            [
                Block::Heading(1, "Fees".into()),
                Block::Paragraph("One bold sentence with code.".into()),
                Block::List(vec!["- first goes on".into(), "- second".into()]),
                Block::Heading(2, "Next".into()),
                Block::Paragraph("Quoted.".into()),
                Block::List(vec!["1. Open it.".into(), "2. Close it.".into()]),
                Block::Paragraph("End.".into()),
            ]
        );
    }

    #[test]
    fn a_table_becomes_a_list_that_names_its_columns() {
        let page = "| Size | Chest |\n|---|:--:|\n| S | 88 cm |\n| M | |";
        assert_eq!(
            blocks(page),
            [Block::List(vec![
                "- Size: S, Chest: 88 cm".into(),
                "- Size: M".into()
            ])]
        );
    }

    #[test]
    fn inline_marks_fall_away_but_links_and_names_stay() {
        assert_eq!(
            inline("See [the form](https://a.example/x_y) ![p](p.png)<br>snake_case \\*star\\* a_b"),
            "See [the form](https://a.example/x_y) snake_case *star* a_b"
        );
        assert_eq!(inline("5 < 6 and _really_ ~~not~~"), "5 < 6 and really not");
    }

    #[test]
    fn code_is_text_and_its_marks_are_not_read() {
        assert_eq!(blocks("```sh\n# run\n```"), [Block::Paragraph("# run".into())]);
    }

    #[test]
    fn any_text_is_read_without_falling() {
        for odd in [
            "", "#", "|", "||", "[x](", "![", "<", "<a", "_", "\\", "~~~", "1.", "é_é", "<!--",
        ] {
            let _ = blocks(odd);
        }
    }
}
