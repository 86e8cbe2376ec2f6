//! From bytes that anybody may have written to an article in Markdown.
//!
//! Parsers of HTML and PDF can be made to take for ever, to take all memory, or to overflow their stack, which
//! nothing catches. So none of this runs in the server: `tandem read-document` does it, in a process of its own
//! with limits on time and memory ([`super::reader`]).

mod charset;
mod html;
mod markdown;
mod pdf;
mod split;

use serde::{Deserialize, Serialize};

use crate::domain::ImportReason;

pub(super) use split::{MOST_CHARACTERS, split};

/// Characters of a title.
const LONGEST_TITLE: usize = 200;

/// How bytes are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Html,
    Pdf,
    Markdown,
    Text,
}

impl Format {
    /// By what the other side says it is, else by how the name ends, else by how it begins.
    pub(super) fn of(content_type: Option<&str>, name: &str, bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        let essence = content_type
            .and_then(|kind| kind.split(';').next())
            .map(|kind| kind.trim().to_ascii_lowercase())
            .unwrap_or_default();
        let path = name.split(['?', '#']).next().unwrap_or_default();
        let ending = path
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "application/pdf" => Some(Self::Pdf),
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "" | "application/octet-stream" | "text/plain" => match ending.as_deref() {
                Some("html" | "htm" | "xhtml") => Some(Self::Html),
                Some("md" | "markdown") => Some(Self::Markdown),
                Some("txt" | "text") => Some(Self::Text),
                _ if essence == "text/plain" => Some(Self::Text),
                _ if looks_like_html(bytes) => Some(Self::Html),
                _ => None,
            },
            _ => None,
        }
    }
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
    start.contains("<html") || start.contains("<!doctype html")
}

/// What is to be read: the first line of the process's input, before the bytes themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wanted {
    pub format: Format,
    /// What the other side says of the bytes: `text/html; charset=…`.
    pub content_type: Option<String>,
    /// Where it comes from: links are told from there.
    pub url: Option<String>,
    /// What it is called if it does not say so itself.
    pub name: String,
}

/// An article as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub title: String,
    /// Markdown.
    pub body: String,
    /// The address that the page says is its own.
    pub canonical: Option<String>,
    pub locale: Option<String>,
}

/// Why there is no article in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    #[error("it is neither HTML nor PDF nor text")]
    UnknownType,
    #[error("it is broken, or it takes too long to read")]
    Broken,
    #[error("it opens with a password only")]
    Encrypted,
    #[error("there is no text in it")]
    Empty,
    #[error("there is more text in it than fits into {} articles", split::MOST_PARTS)]
    TooLarge,
}

impl From<Unreadable> for ImportReason {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::UnknownType => Self::UnknownType,
            Unreadable::Broken => Self::Unreadable,
            Unreadable::Encrypted => Self::Encrypted,
            Unreadable::Empty => Self::Empty,
            Unreadable::TooLarge => Self::TooLarge,
        }
    }
}

/// Reads a document. It may take long, take much memory, panic or overflow the stack: see above.
pub fn read(wanted: &Wanted, bytes: &[u8]) -> Result<Document, Unreadable> {
    let text = || charset::decode(bytes, wanted.content_type.as_deref());
    let mut document = match wanted.format {
        Format::Html => html::read(&text(), wanted)?,
        Format::Pdf => pdf::read(bytes)?,
        Format::Markdown => markdown::read(&text()),
        Format::Text => markdown::of_plain_text(&text()),
    };
    let body = document.body.replace('\0', "");
    body.trim().clone_into(&mut document.body);
    if !document.body.chars().any(char::is_alphanumeric) {
        return Err(Unreadable::Empty);
    }
    document.title = title(&document.title)
        .or_else(|| title(&name_of(&wanted.name)))
        .unwrap_or_else(|| "?".to_owned());
    Ok(document)
}

/// One line without characters that nobody sees.
fn title(raw: &str) -> Option<String> {
    let words: Vec<&str> = raw.split_whitespace().collect();
    let line: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_TITLE)
        .collect();
    (!line.trim().is_empty()).then_some(line)
}

/// `…/returns-and-refunds.pdf` is called `returns and refunds`.
fn name_of(name: &str) -> String {
    let path = name
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let stem = match last.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 8 => stem,
        _ => last,
    };
    stem.replace(['-', '_', '+'], " ").replace("%20", " ")
}

#[cfg(test)]
mod tests;
