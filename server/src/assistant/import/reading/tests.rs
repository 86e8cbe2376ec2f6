use proptest::prelude::*;

use super::*;

fn html(text: &str) -> Result<Document, Unreadable> {
    bytes(text.as_bytes(), "text/html")
}

fn bytes(bytes: &[u8], content_type: &str) -> Result<Document, Unreadable> {
    let url = "https://shop.example/help/returns";
    let wanted = Wanted {
        format: Format::of(Some(content_type), url, bytes).unwrap(),
        content_type: Some(content_type.to_owned()),
        url: Some(url.to_owned()),
        name: url.to_owned(),
    };
    read(&wanted, bytes)
}

const PAGE: &str = "<!doctype html><html lang=en-GB><head><title>Returns &amp; refunds | The Shop</title>
    <link rel=canonical href='/help/returns-and-refunds'><style>p { color: red }</style></head><body>
    <header><a href='/'>The Shop</a></header><nav><a href='/help'>Help</a></nav>
    <div id='cookie-banner'>We use cookies. <button>Accept</button></div>
    <main><h1>Returns &amp; refunds</h1><script>alert(1)</script>
    <p>You have <b>60 days</b> to send things back: see <a href='../terms?x=1#returns'>our terms</a>.</p>
    <img src='https://tracker.example/p.gif' alt='pixel'><a href='javascript:alert(2)'>Print</a>
    <h2>What it costs</h2><ul><li>At home: nothing</li><li>Abroad: 4.90</li></ul>
    <table><tr><th>Size</th><th>Fee</th></tr><tr><td>Large</td><td>9.90</td></tr></table>
    <details><summary>What about gifts?</summary><p>They go back, too.</p></details>
    <aside>Related: shipping</aside></main><footer>© The Shop</footer></body></html>";

#[test]
fn a_page_becomes_what_its_author_wrote() {
    let document = html(PAGE).unwrap();
    assert_eq!(document.title, "Returns & refunds");
    assert_eq!(document.locale.as_deref(), Some("en-GB"));
    assert_eq!(
        document.canonical.as_deref(),
        Some("https://shop.example/help/returns-and-refunds")
    );
    let body = &document.body;
    for held in [
        "You have **60 days** to send things back",
        "[our terms](https://shop.example/terms?x=1#returns)",
        "## What it costs",
        "- At home: nothing",
        "| Large | 9.90 |",
        "### What about gifts?\n\nThey go back, too.",
        "Print",
    ] {
        assert!(body.contains(held), "{held:?} is missing:\n{body}");
    }
    for left_out in [
        "cookies",
        "alert",
        "color",
        "tracker",
        "javascript",
        "Related",
        "©",
        "The Shop",
        "Help",
        "# Returns",
    ] {
        assert!(!body.contains(left_out), "{left_out:?} is in it:\n{body}");
    }
}

#[test]
fn a_page_without_a_main_part_is_read_without_its_frame() {
    let page = "<title>Opening hours - The Shop</title><body><header>The Shop</header><div><p>We are open from nine \
        to five, but on Sundays we are closed.</p></div><footer>Imprint</footer>";
    let document = html(page).unwrap();
    assert_eq!(document.title, "Opening hours");
    assert_eq!(
        document.body,
        "We are open from nine to five, but on Sundays we are closed."
    );
}

#[test]
fn a_page_about_cookies_is_not_a_banner() {
    let page = "<body><div class='cookie-policy'><h1>Cookies</h1><p>We bake three kinds of them, every day.</p></div>";
    let document = html(page).unwrap();
    assert_eq!(document.title, "Cookies");
    assert!(document.body.contains("three kinds"), "{}", document.body);
}

#[test]
fn every_encoding_is_read() {
    let page =
        |charset: &str| format!("<meta charset={charset}><h1>Größe</h1><p>Über 30 € kostet es nichts.</p>");
    for (label, charset) in [
        ("windows-1252", ""),
        ("utf-8", ""),
        ("utf-16le", ""),
        ("iso-8859-15", ""),
    ] {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let raw = match label {
            "utf-16le" => {
                let units = page(label)
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect::<Vec<_>>();
                [vec![0xff, 0xfe], units].concat()
            }
            _ => encoding.encode(&page(label)).0.into_owned(),
        };
        let document = bytes(&raw, &format!("text/html{charset}")).unwrap();
        assert_eq!(document.title, "Größe", "{label}");
        assert!(document.body.contains("Über 30 €"), "{label}: {}", document.body);
    }
    // Named by the header alone; named wrongly; not named at all.
    let raw = encoding_rs::SHIFT_JIS
        .encode("<h1>返品</h1><p>六十日以内</p>")
        .0
        .into_owned();
    assert_eq!(
        bytes(&raw, "text/html; charset=\"Shift_JIS\"").unwrap().title,
        "返品"
    );
    let raw = "<h1>Größe</h1><p>eins</p>".as_bytes();
    assert_eq!(
        bytes(raw, "text/html; charset=iso-8859-1").unwrap().title,
        "Größe"
    );
    assert_eq!(
        bytes(b"<h1>Gr\xf6\xdfe</h1><p>eins</p>", "text/html")
            .unwrap()
            .title,
        "Größe"
    );
}

#[test]
fn what_has_no_text_is_no_article() {
    assert_eq!(
        html("<body><script>app()</script><div id=root></div>"),
        Err(Unreadable::Empty)
    );
    assert_eq!(html(""), Err(Unreadable::Empty));
    assert_eq!(bytes(b"***\n---", "text/markdown"), Err(Unreadable::Empty));
}

#[test]
fn a_format_is_what_it_is_called_or_what_it_looks_like() {
    let of = |kind: Option<&str>, name: &str, bytes: &[u8]| Format::of(kind, name, bytes);
    assert_eq!(
        of(Some("text/html; charset=utf-8"), "https://a/b", b""),
        Some(Format::Html)
    );
    assert_eq!(of(None, "a.MD", b"# x"), Some(Format::Markdown));
    assert_eq!(
        of(Some("application/octet-stream"), "a.txt", b"x"),
        Some(Format::Text)
    );
    assert_eq!(
        of(Some("text/plain"), "https://a/readme.md?raw=1", b"x"),
        Some(Format::Markdown)
    );
    assert_eq!(of(Some("text/html"), "a.html", b"%PDF-1.7"), Some(Format::Pdf));
    assert_eq!(of(None, "a", b"<!DOCTYPE HTML>"), Some(Format::Html));
    assert_eq!(of(Some("image/png"), "a.html", b"x"), None);
    assert_eq!(of(Some("application/zip"), "a.zip", b"PK"), None);
    assert_eq!(of(None, "a.docx", b"PK"), None);
}

#[test]
fn text_stays_as_it_is() {
    let document = bytes(
        "Title\r\n\r\n# no heading\n* 5 < 6 [x](y)\n1. no list".as_bytes(),
        "text/plain",
    )
    .unwrap();
    assert_eq!(document.title, "returns");
    assert_eq!(
        document.body,
        "Title\n\n\\# no heading\n\\* 5 \\< 6 \\[x\\](y)\n1\\. no list"
    );
}

#[test]
fn markdown_is_called_by_its_first_heading() {
    let document = bytes(b"\n# Returns #\n\nText.\n\n# Again\n", "text/markdown").unwrap();
    assert_eq!(document.title, "Returns");
    assert_eq!(document.body, "Text.\n\n# Again");
    assert_eq!(bytes(b"Text.", "text/markdown").unwrap().title, "returns");
}

#[test]
fn what_is_too_long_becomes_several() {
    let paragraph = "word ".repeat(2_000);
    let body = vec![paragraph.trim(); 25].join("\n\n");
    let parts = split("Handbook", &body).unwrap();
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[1].0, "Handbook (2)");
    assert!(
        parts
            .iter()
            .all(|(_, part)| part.chars().count() <= MOST_CHARACTERS)
    );
    let whole: Vec<&str> = parts.iter().map(|(_, part)| part.as_str()).collect();
    assert_eq!(whole.join("\n\n"), body);
    let line = "ü".repeat(MOST_CHARACTERS * 2);
    let parts = split("One line", &line).unwrap();
    assert!(
        parts
            .iter()
            .all(|(_, part)| part.chars().count() <= MOST_CHARACTERS)
    );
    assert_eq!(split("x", &"a\n\n".repeat(5_000_000)), Err(Unreadable::TooLarge));
}

/// A PDF of those pages, as a program writes it: compressed, with a table of its objects.
pub(in crate::assistant::import) fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    use pdf_extract::content::{Content, Operation};
    use pdf_extract::{Document as Pdf, Object, Stream, dictionary};

    let mut pdf = Pdf::with_version("1.5");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = pdf.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let mut kids: Vec<Object> = Vec::new();
    for lines in pages {
        let mut operations = vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 12.into()]),
            Operation::new("Td", vec![50.into(), 750.into()]),
        ];
        for line in *lines {
            operations.push(Operation::new("Tj", vec![Object::string_literal(*line)]));
            operations.push(Operation::new("Td", vec![0.into(), (-14).into()]));
        }
        operations.push(Operation::new("ET", vec![]));
        let content = Content { operations }.encode().unwrap();
        let content = pdf.add_object(Stream::new(dictionary! {}, content));
        kids.push(
            pdf.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content })
                .into(),
        );
    }
    let count = kids.len() as i64;
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    pdf.objects.insert(tree, Object::Dictionary(pages));
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    let info = pdf.add_object(dictionary! { "Title" => Object::string_literal("Handbook for guests") });
    pdf.trailer.set("Root", catalog);
    pdf.trailer.set("Info", info);
    pdf.compress();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_pdf_is_read_page_by_page() {
    let raw = pdf(&[
        &[
            "Check-in begins at three in the after-",
            "noon. The desk is open until ten.",
            "Breakfast is served from seven.",
        ],
        &["Dogs are welcome in *most* rooms."],
    ]);
    let document = bytes(&raw, "application/pdf").unwrap();
    assert_eq!(document.title, "Handbook for guests");
    assert!(
        document
            .body
            .contains("three in the afternoon. The desk is open until ten."),
        "{}",
        document.body
    );
    assert!(
        document
            .body
            .contains("\n\nDogs are welcome in \\*most\\* rooms."),
        "{}",
        document.body
    );
}

#[test]
fn a_broken_pdf_is_told() {
    let whole = pdf(&[&["Hello there, this is a page."]]);
    assert_eq!(
        bytes(b"%PDF-1.7\nnonsense", "application/pdf"),
        Err(Unreadable::Broken)
    );
    assert_eq!(bytes(&whole[..60], "application/pdf"), Err(Unreadable::Broken));
    assert_eq!(bytes(&pdf(&[&[]]), "application/pdf"), Err(Unreadable::Empty));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_html_is_too_odd(text in "(<[a-z!/]{0,8}( [a-z]{1,4}=\"[^\"]{0,6}\")?>?|[ -~\u{80}-\u{2fff}]{0,8}){0,60}") {
        let _ = html(&text);
    }

    #[test]
    fn no_bytes_are_too_odd(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = bytes(&raw, "text/html");
        let _ = bytes(&raw, "text/plain");
    }

    #[test]
    fn escaped_text_has_no_marks(line in "[ -~]{0,40}") {
        let escaped = markdown::escaped(&line);
        prop_assert_eq!(escaped.replace('\\', ""), line.replace('\\', ""));
    }
}
