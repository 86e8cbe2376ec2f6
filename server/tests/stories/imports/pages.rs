//! Pages of a site, all that is odd about them, and what changes there.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Admin, HERE, article};
use crate::support::pages::{Page, Pages};
use crate::support::{Caller, Place, eventually, stories};

stories!(
    a_site_is_imported_with_all_its_oddities,
    what_changed_is_brought_up_to_date_and_nothing_else,
    a_source_is_looked_at_every_day,
    a_site_that_fails_leaves_what_was_there,
);

/// What is odd about a page, and why it is not imported.
fn oddities() -> [(&'static str, Page, &'static str); 9] {
    let pdf = Page::Of("application/pdf", (&b"%PDF-1.4 broken"[..]).into());
    [
        (
            "/moved",
            Page::Redirect(301, "/page/1?moved".to_owned()),
            "duplicate",
        ),
        (
            "/loop",
            Page::Redirect(302, "/loop".to_owned()),
            "too_many_redirects",
        ),
        (
            "/inwards",
            Page::Redirect(307, "http://127.0.0.3:1/".to_owned()),
            "address_refused",
        ),
        ("/error", Page::Refused(500), "http_error"),
        ("/large", Page::html("x".repeat(30 * 1024 * 1024)), "too_large"),
        ("/endless", Page::Endless, "too_large"),
        (
            "/picture",
            Page::Of("image/png", (&b"\x89PNG"[..]).into()),
            "unknown_type",
        ),
        ("/broken.pdf", pdf, "unreadable"),
        ("/empty", Page::html("<body><div id=app></div>"), "empty"),
    ]
}

/// Sixty pages in three ways of writing their letters, and the addresses of all that the site says it has.
fn coast(site: &Pages) -> Vec<String> {
    let mut urls = Vec::new();
    for number in 0..60 {
        let path = format!("/page/{number}");
        let steps = number * 7;
        let page = format!(
            "<title>Lighthouse {number}</title><body><header>Coast</header><main><h1>Lighthouse {number}</h1>
             <p>The lighthouse number {number} has {steps} steps and a red door. Größe: {number} m.</p></main>"
        );
        let latin: Vec<u8> = page
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        let page = match number % 3 {
            0 => Page::Of("text/html; charset=iso-8859-1", latin.into()),
            1 => Page::Of("text/html", latin.into()),
            _ => Page::html(page),
        };
        site.put(&path, page);
        urls.push(site.at(&path));
    }
    for (path, page, _) in oddities() {
        site.put(path, page);
        urls.push(site.at(path));
    }
    urls.push(site.at("/never-was"));
    urls
}

/// Two sitemaps behind an index that names a third, which is not there.
fn map(site: &Pages, urls: &[String]) {
    for (number, part) in urls.chunks(40).enumerate() {
        let entries: Vec<String> = part
            .iter()
            .map(|url| format!("<url><loc>{url}</loc></url>"))
            .collect();
        let text = format!("<urlset>{}</urlset>", entries.concat());
        site.put(
            &format!("/map{number}.xml"),
            Page::Of("application/xml", text.into()),
        );
    }
    let index = format!(
        "<sitemapindex><sitemap><loc>{0}/map0.xml</loc></sitemap><sitemap><loc>{0}/map1.xml</loc></sitemap>
         <sitemap><loc>{0}/no-map.xml</loc></sitemap></sitemapindex>",
        site.url
    );
    site.put("/sitemap.xml", Page::Of("application/xml", index.into()));
}

async fn a_site_is_imported_with_all_its_oddities(place: Place) {
    let app = place.app_with(HERE).await;
    let admin = Admin::of(&app);
    let site = Pages::start().await;
    map(&site, &coast(&site));

    let source = admin
        .import(&json!({ "kind": "sitemap", "url": site.at("/sitemap.xml") }))
        .await;
    let id = source["id"].as_i64().unwrap();
    assert_eq!(source["state"], "done", "{source}");
    assert_eq!(source["pages"]["found"], 70, "{source}");
    assert_eq!(source["pages"]["imported"], 60, "{source}");
    assert_eq!(source["pages"]["failed"], 9, "{source}");
    assert_eq!(source["pages"]["gone"], 1, "{source}");
    for (path, _, reason) in oddities() {
        let page = admin.page(id, &site.at(path)).await;
        let repeated = reason == "duplicate";
        if repeated && page["state"] == "imported" {
            // It came first, and the page that it leads to is the repetition.
            continue;
        }
        assert_eq!(page["reason"], reason, "{page}");
    }
    assert!(site.most_at_once() <= 4, "{} at once", site.most_at_once());
    // One of each way of writing; none that another address leads to.
    for number in [0, 4, 2] {
        let page = admin.page(id, &site.at(&format!("/page/{number}"))).await;
        let article = admin.article(&page).await.is(200);
        assert_eq!(article["title"], format!("Lighthouse {number}"));
        assert!(
            article["body"]
                .as_str()
                .unwrap()
                .contains(&format!("Größe: {number} m.")),
            "{article}"
        );
        assert!(!article["body"].as_str().unwrap().contains("Coast"));
    }
    let question = json!({ "question": "How many steps does the lighthouse number 42 have?" });
    let answer = app.owner.post(&admin.path("/try"), &question).await.is(200);
    assert!(answer["text"].as_str().unwrap().contains("294"), "{answer}");
    assert_eq!(answer["citations"][0]["url"], site.at("/page/42"), "{answer}");
}

async fn what_changed_is_brought_up_to_date_and_nothing_else(place: Place) {
    let app = place.app_with(HERE).await;
    let admin = Admin::of(&app);
    let site = Pages::start().await;
    for name in ["same", "changes", "edited", "deleted", "goes", "comes-back"] {
        site.put(
            &format!("/{name}"),
            article(name, &format!("The first text of {name}.")),
        );
    }
    let urls: Vec<String> = ["same", "changes", "edited", "deleted", "goes", "comes-back"]
        .iter()
        .map(|name| site.at(&format!("/{name}")))
        .collect();
    let source = admin.import(&json!({ "kind": "url", "urls": urls })).await;
    let id = source["id"].as_i64().unwrap();
    assert_eq!(source["pages"]["changed"], 6, "{source}");
    let mut before = Vec::new();
    for url in &urls {
        before.push(admin.page(id, url).await);
    }

    app.forward(Duration::from_secs(5));
    site.put("/changes", article("changes", "The second text."));
    site.put(
        "/edited",
        article("edited", "The second text, which nobody wants."),
    );
    site.put("/goes", Page::Refused(410));
    site.put("/comes-back", Page::Refused(404));
    let by_hand = json!({ "body": "Better words." });
    let edited = format!("/articles/{}", before[2]["article_id"]);
    app.owner.patch(&edited, &by_hand).await.is(200);
    app.owner
        .delete(&format!("/articles/{}", before[3]["article_id"]))
        .await
        .is(204);

    let source = admin.again(id).await;
    assert_eq!(source["pages"]["changed"], 1, "{source}");
    let states = |pages: &[Value]| -> Vec<String> {
        let mut states: Vec<String> = pages
            .iter()
            .map(|page| {
                format!(
                    "{} {}",
                    page["url"].as_str().unwrap().rsplit('/').next().unwrap(),
                    page["state"].as_str().unwrap()
                )
            })
            .collect();
        states.sort();
        states
    };
    let expected = [
        "changes imported",
        "comes-back gone",
        "deleted deleted",
        "edited edited",
        "goes gone",
        "same imported",
    ];
    assert_eq!(states(&admin.pages(id).await), expected);
    let same = admin.page(id, &urls[0]).await;
    assert_eq!(same["article_id"], before[0]["article_id"]);
    assert_eq!(
        same["imported_at"], before[0]["imported_at"],
        "it was not written again"
    );
    let changed = admin.page(id, &urls[1]).await;
    assert_eq!(changed["article_id"], before[1]["article_id"]);
    assert_eq!(admin.article(&changed).await.is(200)["body"], "The second text.");
    assert_eq!(admin.article(&before[2]).await.is(200)["body"], "Better words.");
    // Missed once: still there.
    assert_eq!(
        admin.article(&before[4]).await.is(200)["body"],
        "The first text of goes."
    );

    site.put(
        "/comes-back",
        article("comes-back", "The first text of comes-back."),
    );
    let source = admin.again(id).await;
    assert_eq!(source["pages"]["changed"], 0, "{source}");
    admin.article(&before[4]).await.is(404);
    let back = admin.page(id, &urls[5]).await;
    assert_eq!(back["state"], "imported");
    assert_eq!(back["article_id"], before[5]["article_id"]);

    // What was removed because its page was gone comes back with it.
    site.put("/goes", article("goes", "The third text."));
    admin.again(id).await;
    let again = admin.page(id, &urls[4]).await;
    assert_eq!(again["state"], "imported", "{again}");
    assert_eq!(admin.article(&again).await.is(200)["body"], "The third text.");
}

async fn a_source_is_looked_at_every_day(place: Place) {
    let app = place.app_with(HERE).await;
    let admin = Admin::of(&app);
    let site = Pages::start().await;
    site.put("/a", article("Opening hours", "We open at nine."));
    let source = admin
        .import(&json!({ "kind": "url", "urls": [site.at("/a")] }))
        .await;
    let id = source["id"].as_i64().unwrap();
    assert_eq!(site.asked("/a"), 1);
    site.put("/a", article("Opening hours", "We open at ten."));
    let page = admin.page(id, &site.at("/a")).await;
    app.forward(Duration::from_hours(24) + Duration::from_secs(1));
    // The owner's own token has run out by then.
    let owner = Caller::signed_in(app.url(), "owner@example.com", crate::support::PASSWORD).await;
    eventually("the second run", async || {
        let article = owner
            .get(&format!("/articles/{}", page["article_id"]))
            .await
            .is(200);
        (article["body"] == "We open at ten.").then_some(())
    })
    .await;
    assert_eq!(site.asked("/a"), 2);
}

async fn a_site_that_fails_leaves_what_was_there(place: Place) {
    let app = place.app_with(HERE).await;
    let admin = Admin::of(&app);
    let site = Pages::start().await;
    site.put("/a", article("Parking", "You can park behind the house."));
    let source = admin
        .import(&json!({ "kind": "url", "urls": [site.at("/a")] }))
        .await;
    let id = source["id"].as_i64().unwrap();
    let page = admin.page(id, &site.at("/a")).await;
    site.put("/a", Page::Refused(503));
    let source = admin.again(id).await;
    assert_eq!(
        (&source["state"], &source["reason"]),
        (&json!("failed"), &json!("http_error"))
    );
    assert_eq!(admin.page(id, &site.at("/a")).await["status"], 503);
    admin.article(&page).await.is(200);

    let source = admin
        .import(&json!({ "kind": "sitemap", "url": site.at("/none.xml") }))
        .await;
    assert_eq!(
        (&source["state"], &source["reason"]),
        (&json!("failed"), &json!("not_a_sitemap"))
    );
}
