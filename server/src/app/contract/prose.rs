//! Sentences: the page's own, and the doc comments of the types, both in Markdown.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::html::{anchor, escape};

const SOURCE: &str = include_str!("../../../../docs/protocol.md");

/// A heading of the page: where it is, and what it says.
pub(super) struct Heading {
    pub(super) id: String,
    pub(super) title: String,
}

/// The written part of the page, and its headings.
pub(super) fn written() -> (String, Vec<Heading>) {
    let mut headings = Vec::new();
    let mut events = Vec::new();
    let mut in_heading = false;
    let options = Options::ENABLE_TABLES;
    for event in Parser::new_ext(SOURCE, options) {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) => in_heading = true,
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => in_heading = false,
            Event::Text(title) if in_heading => {
                let id = anchor(&title);
                let heading = format!("<h2 id=\"{id}\">{}</h2>\n", escape(&title));
                events.push(Event::Html(CowStr::from(heading)));
                headings.push(Heading {
                    id,
                    title: title.into_string(),
                });
            }
            // A wide table scrolls by itself, not the page.
            Event::Start(Tag::Table(columns)) => {
                events.push(Event::Html(CowStr::from("<div class=\"wide\">")));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html(CowStr::from("</div>\n")));
            }
            other => events.push(other),
        }
    }
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    (page, headings)
}

/// A doc comment as one run of text, without a paragraph around it.
pub(super) fn inline(markdown: &str) -> String {
    let kept = Parser::new(markdown).filter_map(|event| match event {
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => None,
        Event::SoftBreak | Event::HardBreak => Some(Event::Text(CowStr::from(" "))),
        // No comment has markup of its own: whatever looks like it is meant as text.
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        other => Some(other),
    });
    let mut text = String::new();
    html::push_html(&mut text, kept);
    text
}
