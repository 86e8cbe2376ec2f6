//! The page as a whole.

use serde_json::Value;

use super::html::{anchor, code, escape, folded};
use super::prose::{inline, written};
use super::{errors, fields, rest, schema, sockets};

/// All of the contract, from the OpenAPI and the AsyncAPI document.
pub(super) fn page(http: &Value, live: &Value) -> String {
    let (prose, headings) = written();
    let mut links: Vec<(String, String)> = headings
        .into_iter()
        .map(|heading| (heading.id, heading.title))
        .collect();
    let mut body = prose;
    for (title, section) in [
        ("HTTP", rest::operations(http)),
        ("Sockets", sockets::channels(live)),
        ("Frames of the server", sockets::frames(live, "server")),
        ("Frames of the client", sockets::frames(live, "client")),
        ("Close codes", sockets::close_codes(live)),
        ("Error codes", errors::codes(http)),
        ("Types", types(http)),
    ] {
        let id = format!("reference-{}", anchor(title));
        body += &format!("<h2 id=\"{id}\">{title}</h2>\n{section}");
        links.push((id, title.to_owned()));
    }
    let links: String = links
        .iter()
        .map(|(id, title)| format!("<li><a href=\"#{id}\">{}</a></li>", escape(title)))
        .collect();
    let version = live["info"]["version"].as_str().unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Tandem – the protocol</title>\n\
         <link rel=\"stylesheet\" href=\"/docs/page.css\">\n</head>\n<body>\n\
         <header><p class=\"name\">Tandem</p><h1>The protocol</h1><p class=\"version\">version {}</p></header>\n\
         <nav aria-label=\"Contents\"><ol>{links}</ol></nav>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(version)
    )
}

/// Every named type.
fn types(http: &Value) -> String {
    fields(&http["components"]["schemas"])
        .map(|(name, shape)| {
            let about = shape["description"].as_str().map(inline).unwrap_or_default();
            let head = format!("{} <span class=\"says\">{about}</span>", code(name));
            let listed = schema::object(shape);
            let body = match (listed.is_empty(), name.as_str()) {
                (_, "ServerFrame" | "ClientFrame" | "InboxFrame") => {
                    "<p>One of the frames above, told apart by its <code>type</code>.</p>".to_owned()
                }
                (true, _) => format!("<p>{}</p>", schema::kind(shape)),
                (false, _) => listed,
            };
            folded(&format!("type-{}", anchor(name)), &head, &body)
        })
        .collect()
}
