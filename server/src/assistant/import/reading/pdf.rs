use pdf_extract::{Document as Pdf, OutputError, extract_text_from_mem_by_pages};

use super::markdown::escaped;
use super::{Document, Unreadable};

/// Pages of a document.
const MOST_PAGES: usize = 1_000;

/// Characters of a first line that can be a title.
const LONGEST_HEADING: usize = 120;

/// A line that is shorter than this share of the longest one ends a paragraph.
const SHORT: usize = 2;

pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let pdf = Pdf::load_mem(bytes).map_err(|_| Unreadable::Broken)?;
    if pdf.is_encrypted() {
        return Err(Unreadable::Encrypted);
    }
    if pdf.get_pages().len() > MOST_PAGES {
        return Err(Unreadable::TooLarge);
    }
    let pages = extract_text_from_mem_by_pages(bytes).map_err(|error| match error {
        OutputError::PdfError(_) | OutputError::FormatError(_) | OutputError::IoError(_) => {
            Unreadable::Broken
        }
    })?;
    let body: Vec<String> = pages.iter().map(|page| paragraphs(page)).collect();
    Ok(Document {
        title: title_of(&pdf)
            .or_else(|| pages.iter().find_map(|page| heading(page)))
            .unwrap_or_default(),
        body: body.join("\n\n"),
        canonical: None,
        locale: None,
    })
}

/// The first line of a page, where it can be a title: documents seldom say what they are called.
fn heading(page: &str) -> Option<String> {
    let line = page.lines().map(str::trim).find(|line| !line.is_empty())?;
    let letters = line.chars().filter(|character| character.is_alphabetic()).count();
    (letters >= 3 && line.chars().count() <= LONGEST_HEADING).then(|| line.to_owned())
}

/// Lines as they were laid out become paragraphs again.
fn paragraphs(page: &str) -> String {
    let longest = page
        .lines()
        .map(|line| line.trim().chars().count())
        .max()
        .unwrap_or(0);
    let mut out = String::with_capacity(page.len());
    for line in page.lines().map(str::trim) {
        if line.is_empty() {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.truncate(out.trim_end().len());
                out.push_str("\n\n");
            }
            continue;
        }
        // A word that was parted at the end of a line.
        if out.ends_with('-') && line.starts_with(char::is_lowercase) {
            out.pop();
        } else if !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        out.push_str(&escaped(line));
        let ends = line.ends_with(['.', '!', '?', ':']) && line.chars().count() * SHORT < longest;
        if ends {
            out.push_str("\n\n");
        }
    }
    out.trim().to_owned()
}

/// What the document says it is called, if that is more than the name of a program's draft.
fn title_of(pdf: &Pdf) -> Option<String> {
    let info = pdf.trailer.get(b"Info").ok()?;
    let info = match info.as_reference() {
        Ok(id) => pdf.get_object(id).ok()?.as_dict().ok()?,
        Err(_) => info.as_dict().ok()?,
    };
    let raw = info.get(b"Title").ok()?.as_str().ok()?;
    let title = match raw {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE
            .decode_without_bom_handling(rest)
            .0
            .into_owned(),
        _ => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(raw)
            .0
            .into_owned(),
    };
    let is_draft = title.starts_with("Microsoft Word") || title.eq_ignore_ascii_case("untitled");
    (!is_draft && title.trim().chars().count() >= 3).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_is_a_title_if_it_can_be_one() {
        assert_eq!(
            heading("\n  Opening hours \n\nWe are open."),
            Some("Opening hours".to_owned())
        );
        for none in ["", " \n ", "12\nHours", &"long ".repeat(40)] {
            assert_eq!(heading(none), None, "{none:?}");
        }
    }
}
