//! The main content of a page: what its author wrote for this page alone.

use dom_query::{Document as Page, Selection};
use url::Url;

use super::{Document, Unreadable, Wanted};

/// What is never content.
const NEVER: &str = "script, style, noscript, template, iframe, object, embed, svg, canvas, video, audio, img, picture, \
    form, button, input, select, textarea, dialog, nav, [hidden], [aria-hidden=true], [role=navigation], \
    [role=search], [role=dialog], [role=alertdialog], [class*=breadcrumb i], [class*=skip-link i]";

/// What stands around the content; but inside an article it may be a part of it.
const AROUND: &str = "header, footer, aside, [role=banner], [role=contentinfo], [role=complementary]";

/// What asks for consent. A page about cookies may be called so too, hence the length below.
const CONSENT: &str = "[id*=cookie i], [class*=cookie i], [id*=consent i], [class*=consent i], [id*=gdpr i], \
    [class*=gdpr i], [id*=onetrust i]";
const LONGEST_CONSENT: usize = 2_000;

/// Where authors say that the content is, best first.
const MAIN: [&str; 4] = ["main", "[role=main]", "article", "#content"];

pub(super) fn read(html: &str, wanted: &Wanted) -> Result<Document, Unreadable> {
    let page = Page::from(html);
    let base = base(&page, wanted.url.as_deref());
    let canonical =
        attribute(&page, "link[rel~=canonical i]", "href").and_then(|link| absolute(base.as_ref(), &link));
    let locale = attribute(&page, "html", "lang").filter(|tag| is_language(tag));
    let outer_title = attribute(&page, "meta[property='og:title']", "content")
        .filter(|title| !title.trim().is_empty())
        .unwrap_or_else(|| page.select("head title").first().text().to_string());
    page.select(NEVER).remove();
    drop_consent(&page);
    let content = content(&page);
    let heading = content.select("h1").first();
    let title = match heading.text().trim() {
        "" => without_site(&outer_title),
        words => words.to_owned(),
    };
    // It is the article's title by then.
    heading.remove();
    // What is folded away on a page is a question and its answer; what defines a word, too.
    content.select("summary, dt").rename("h3");
    content.select("details, dl, dd").rename("div");
    mend_links(&content, base.as_ref());
    let node = content.nodes().first().ok_or(Unreadable::Empty)?;
    Ok(Document {
        title,
        body: node.md(None).to_string(),
        canonical,
        locale,
    })
}

fn attribute(page: &Page, selector: &str, name: &str) -> Option<String> {
    let found = page.select(selector).first().attr(name)?;
    Some(found.trim().to_owned())
}

/// What links are relative to.
fn base(page: &Page, url: Option<&str>) -> Option<Url> {
    let own = url.and_then(|url| Url::parse(url).ok());
    let named = page.select("base[href]").first().attr("href");
    match (own, named) {
        (Some(own), Some(named)) => Some(own.join(&named).unwrap_or(own)),
        (own, _) => own,
    }
}

fn absolute(base: Option<&Url>, link: &str) -> Option<String> {
    let url = match base {
        Some(base) => base.join(link),
        None => Url::parse(link),
    };
    let url = url.ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
}

fn drop_consent(page: &Page) {
    for node in page.select(CONSENT).nodes() {
        let holds_the_page =
            node.is("html, body, main, article") || !Selection::from(*node).select("h1").is_empty();
        if !holds_the_page && node.text().len() <= LONGEST_CONSENT {
            node.remove_from_parent();
        }
    }
}

/// The part that says to be the content and has most of the words; else all but what stands around.
fn content(page: &Page) -> Selection<'_> {
    let body = page.select("body");
    for selector in MAIN {
        let found = page.select(selector);
        let longest = found.nodes().iter().max_by_key(|node| node.text().len());
        if let Some(node) = longest
            && node.text().chars().filter(|c| c.is_alphanumeric()).count() >= 40
        {
            let part = Selection::from(*node);
            part.select("footer, aside").remove();
            return part;
        }
    }
    // A page's name may stand in its header.
    let heading = body.select("h1").first();
    let in_header = !heading.is_empty() && !body.select("header h1").is_empty();
    if in_header {
        body.select("footer, aside, [role=contentinfo], [role=complementary]")
            .remove();
    } else {
        body.select(AROUND).remove();
    }
    body
}

/// Links lead where they led on the page; those that lead nowhere are their words alone.
fn mend_links(content: &Selection<'_>, base: Option<&Url>) {
    for node in content.select("a").nodes() {
        let link = Selection::from(*node);
        let target = link.attr("href").and_then(|href| absolute(base, href.trim()));
        match target {
            _ if link.text().trim().is_empty() => link.remove(),
            Some(target) if !link.attr("href").is_some_and(|href| href.starts_with('#')) => {
                link.set_attr("href", &target);
            }
            _ => link.rename("span"),
        }
    }
}

/// `Returns | The Shop` is about returns.
fn without_site(title: &str) -> String {
    let title = title.trim();
    let cut = [" | ", " – ", " — ", " · ", " :: ", " - "]
        .iter()
        .find_map(|between| title.rsplit_once(between));
    match cut {
        Some((own, _)) if own.trim().chars().count() >= 3 => own.trim().to_owned(),
        _ => title.to_owned(),
    }
}

fn is_language(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
