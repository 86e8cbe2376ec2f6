//! An import whose server is killed in its middle.

use serde_json::{Value, json};

use super::program::Home;
use super::signals::furnished;
use crate::support::eventually;
use crate::support::pages::{Page, Pages};

const HERE: (&str, &str) = ("TANDEM_OUTBOUND__ALLOW_PRIVATE", "127.0.0.1");
const PAGES: usize = 40;
const KILLS: usize = 4;

#[tokio::test]
async fn an_import_goes_on_where_a_kill_left_it() {
    let home = Home::new();
    let site = Pages::start().await;
    let paths: Vec<String> = (0..PAGES).map(|page| format!("/page-{page}")).collect();
    for path in &paths {
        let text = format!("<h1>{path}</h1><main><p>What is to be said of {path} is said here.</p></main>");
        site.put(path, Page::html(text));
    }
    let urls: Vec<String> = paths.iter().map(|path| site.at(path)).collect();
    let mut serving = home.serve_with(&[HERE]).await;
    let (mut owner, assistant) = furnished(&mut serving).await;
    let sources = format!("/assistants/{assistant}/sources");
    let wanted = json!({ "kind": "url", "urls": urls });
    let source = owner.post(&sources, &wanted).await.is(201)["id"].clone();
    for kill in 1..=KILLS {
        let some = PAGES * kill / (KILLS + 1);
        eventually("some pages", async || {
            let asked = paths.iter().filter(|path| site.asked(path.as_str()) > 0).count();
            (asked >= some).then_some(())
        })
        .await;
        serving.kill().await;
        serving = home.serve_with(&[HERE]).await;
        owner = owner.at(&serving.url);
    }
    let pages = eventually("the end of the import", async || {
        let shown = owner.get(&format!("{sources}/{source}")).await.is(200);
        let ended = shown["state"] == "done";
        assert_ne!(shown["state"], "failed", "{shown}");
        let pages = owner.get(&format!("{sources}/{source}/pages")).await.is(200);
        ended.then_some(pages)
    })
    .await;
    let items = pages["items"].as_array().unwrap();
    assert_eq!(items.len(), PAGES);
    assert!(items.iter().all(|page| page["state"] == "imported"), "{pages}");
    let mut articles: Vec<&Value> = items.iter().map(|page| &page["article_id"]).collect();
    articles.sort_by_key(|id| id.as_i64());
    articles.dedup();
    assert_eq!(articles.len(), PAGES, "an article for each");
    let listed = owner
        .get(&format!("/assistants/{assistant}/articles?limit=100"))
        .await
        .is(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), PAGES, "and none twice");
    // A page that had been looked at is not looked at again, but for the few that were under way at a kill.
    let asked: usize = paths.iter().map(|path| site.asked(path)).sum();
    assert!(asked <= PAGES + KILLS * 4, "{asked}");
}
