use std::collections::BTreeSet;

use super::*;
use crate::app::document::document;

fn made() -> (Value, Value, String) {
    let http = serde_json::to_value(document()).unwrap();
    let sockets = asyncapi();
    let page = page::page(&http, &sockets);
    (http, sockets, page)
}

#[test]
fn the_page_has_every_operation_and_every_frame() {
    let (http, sockets, page) = made();
    let mut count = 0;
    for (path, item) in fields(&http["paths"]) {
        for (verb, _) in fields(item) {
            let id = html::anchor(&format!("{verb} {path}"));
            assert!(page.contains(&format!("<details id=\"{id}\">")), "{verb} {path}");
            count += 1;
        }
    }
    assert!(count > 40, "{count} operations");
    for (key, _) in fields(&sockets["components"]["messages"]) {
        let id = html::anchor(&key.replacen("inbox.", "client.", 1));
        assert!(page.contains(&format!("<details id=\"frame-{id}\">")), "{key}");
    }
}

#[test]
fn every_link_of_the_page_leads_somewhere_and_no_place_is_there_twice() {
    let (_, _, page) = made();
    let after = |mark: &str| -> Vec<String> {
        let parts = page.split(mark).skip(1);
        parts
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    let ids = after(" id=\"");
    let places: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), places.len(), "an id stands twice");
    let links = after("href=\"#");
    assert!(links.len() > 100);
    for link in &links {
        assert!(places.contains(link), "#{link} leads nowhere");
    }
}

#[test]
fn nothing_on_the_page_runs_or_comes_from_elsewhere() {
    let (_, _, page) = made();
    for bad in ["<script", " style=", " on", "src=", "http-equiv", "javascript:"] {
        let found = page.split('<').skip(1).map(|tag| tag.split('>').next().unwrap());
        assert!(
            !found.into_iter().any(|tag| format!("<{tag}").contains(bad)),
            "{bad}"
        );
    }
    assert!(!STYLES.contains("http") && !STYLES.contains("@import"));
}

#[test]
fn what_is_put_into_the_page_stays_text() {
    assert_eq!(
        html::escape("<a href=\"x\">'&"),
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;"
    );
    assert_eq!(
        prose::inline("a `b` <img src=x>"),
        "a <code>b</code> &lt;img src=x&gt;"
    );
}
