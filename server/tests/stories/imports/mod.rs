//! Articles that come from pages, sitemaps and files, and stay what they are there.

mod files;
mod pages;
mod rights;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::pages::Page;
use crate::support::{Answer, Caller, TestApp, eventually};

/// The site of the stories is on this machine.
const HERE: &str = "[outbound]\nallow_private = [\"127.0.0.1\"]";

struct Admin<'a> {
    app: &'a TestApp,
    owner: &'a Caller,
}

impl<'a> Admin<'a> {
    fn of(app: &'a TestApp) -> Self {
        Self {
            app,
            owner: &app.owner,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/assistants/{}{rest}", self.app.assistant)
    }

    /// Adds a source, and waits until it has been run.
    async fn import(&self, source: &Value) -> Value {
        let made = self.owner.post(&self.path("/sources"), source).await.is(201);
        assert!(
            matches!(made["state"].as_str(), Some("pending" | "running" | "done")),
            "{made}"
        );
        self.ended(made["id"].as_i64().unwrap()).await
    }

    async fn ended(&self, id: i64) -> Value {
        let path = self.path(&format!("/sources/{id}"));
        eventually("the end of an import", async || {
            let source = self.owner.get(&path).await.is(200);
            let over = matches!(source["state"].as_str(), Some("done" | "failed"));
            over.then_some(source)
        })
        .await
    }

    async fn again(&self, id: i64) -> Value {
        // A run tells pages that it has looked at by the time.
        self.app.forward(Duration::from_secs(1));
        let path = self.path(&format!("/sources/{id}/refresh"));
        self.owner.post(&path, &json!({})).await.is(202);
        self.ended(id).await
    }

    async fn pages(&self, id: i64) -> Vec<Value> {
        let path = self.path(&format!("/sources/{id}/pages"));
        let pages = self.owner.get(&path).await.is(200);
        pages["items"].as_array().unwrap().clone()
    }

    async fn page(&self, id: i64, url: &str) -> Value {
        let pages = self.pages(id).await;
        pages.into_iter().find(|page| page["url"] == url).unwrap()
    }

    async fn article(&self, page: &Value) -> Answer {
        self.owner.get(&format!("/articles/{}", page["article_id"])).await
    }

    async fn send(&self, name: &str, bytes: impl Into<reqwest::Body>) -> Answer {
        let path = self.path(&format!("/files?name={name}"));
        let sent = self.owner.request(Method::POST, &path).body(bytes).send().await;
        Answer::of(format!("POST {path}"), sent.unwrap()).await
    }
}

fn article(title: &str, text: &str) -> Page {
    Page::html(format!(
        "<title>{title}</title><nav>Menu</nav><main><h1>{title}</h1><p>{text}</p></main>"
    ))
}
