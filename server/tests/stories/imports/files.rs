//! Files that somebody sends.

use std::time::Duration;

use serde_json::json;

use super::{Admin, HERE};
use crate::support::{Place, stories};

stories!(a_file_becomes_articles_and_its_next_version_replaces_them,);

async fn a_file_becomes_articles_and_its_next_version_replaces_them(place: Place) {
    let app = place.app_with(HERE).await;
    let admin = Admin::of(&app);
    let made = admin
        .send("house.md", "# The house\n\nThe cellar has nine rooms.")
        .await
        .is(201);
    assert_eq!((&made["state"], &made["kind"]), (&json!("done"), &json!("file")));
    let id = made["id"].as_i64().unwrap();
    let page = admin.pages(id).await.remove(0);
    assert_eq!(admin.article(&page).await.is(200)["title"], "The house");
    app.forward(Duration::from_secs(1));
    let next = admin
        .send("house.md", "# The house\n\nThe cellar has ten rooms.")
        .await
        .is(200);
    assert_eq!(next["id"], id);
    let same = admin.pages(id).await.remove(0);
    assert_eq!(same["article_id"], page["article_id"]);
    assert!(
        admin.article(&same).await.is(200)["body"]
            .as_str()
            .unwrap()
            .contains("ten rooms")
    );
    // A long one is several articles, and a shorter version takes the rest away.
    let long = "The garden has many paths. "
        .repeat(9_000)
        .replace(". The garden has many paths. The", ".\n\nThe");
    admin.send("house.md", long).await.is(200);
    let parts = admin.pages(id).await;
    assert!(parts.len() >= 2, "{} parts", parts.len());
    admin
        .send("house.md", "# The house\n\nShort again.")
        .await
        .is(200);
    assert_eq!(admin.pages(id).await.len(), 1);
    admin.article(&parts[1]).await.is(404);
    for (name, bytes) in [
        ("a.pdf", "%PDF-1.4 x"),
        ("a.docx", "PK"),
        ("a.txt", "  \n"),
        ("a.html", "<p></p>"),
    ] {
        let refused = admin.send(name, bytes).await.is(422);
        assert_eq!(refused["code"], "unreadable_file", "{name}: {refused}");
    }
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    assert_eq!(
        admin.send("a.txt", large).await.is(413)["code"],
        "payload_too_large"
    );
    let path = admin.path(&format!("/sources/{id}/refresh"));
    app.owner.post(&path, &json!({})).await.is(422);
}
