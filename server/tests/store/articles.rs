//! Articles and the search in them.

use tandem::domain::ArticleId;
use tandem::store::{ArticleChange, NewArticle, Passage};

use crate::home::{Home, at};
use crate::shop::{Shop, new_assistant};

stories!(
    an_article_comes_and_changes_and_goes,
    a_search_finds_words_in_any_form,
    the_title_weighs_most,
    a_search_stays_with_its_assistant,
    terms_are_words_and_nothing_else,
    frequencies_are_counted,
);

fn passage(heading: &str, text: &str) -> Passage {
    Passage {
        heading: heading.to_owned(),
        text: text.to_owned(),
    }
}

fn terms(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

async fn publish(home: &Home, shop: Shop, title: &str, passages: Vec<Passage>) -> ArticleId {
    let new = NewArticle {
        assistant: shop.assistant,
        title: title.to_owned(),
        body: "# body".to_owned(),
        url: Some("/help".to_owned()),
        locale: None,
        at: at(0),
    };
    home.write(move |tx| Box::pin(async move { tx.create_article(shop.tenant, &new, &passages).await }))
        .await
}

async fn found(home: &Home, shop: Shop, words: &[&str]) -> Vec<ArticleId> {
    let hits = home
        .read()
        .await
        .search_passages(shop.tenant, shop.assistant, &terms(words), 10)
        .await
        .unwrap();
    assert!(hits.is_sorted_by(|a, b| a.rank >= b.rank));
    hits.into_iter().map(|hit| hit.article).collect()
}

async fn an_article_comes_and_changes_and_goes(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let id = publish(
        &home,
        shop,
        "Returns",
        vec![passage("", "Send it back within 30 days.")],
    )
    .await;
    let mut conn = home.read().await;
    let article = conn.article(shop.tenant, id).await.unwrap().unwrap();
    assert_eq!(
        (article.title.as_str(), article.url.as_deref()),
        ("Returns", Some("/help"))
    );
    assert_eq!(
        conn.articles(shop.tenant, shop.assistant).await.unwrap(),
        [article]
    );

    let change = ArticleChange {
        title: "Refunds".to_owned(),
        body: "new".to_owned(),
        url: None,
        locale: Some("en".to_owned()),
        at: at(5),
    };
    let changed = home
        .write(move |tx| {
            let passages = [passage("", "Money comes within a week.")];
            Box::pin(async move { tx.update_article(shop.tenant, id, &change, &passages).await })
        })
        .await;
    assert!(changed);
    let article = conn.article(shop.tenant, id).await.unwrap().unwrap();
    assert_eq!((article.title.as_str(), article.updated_at), ("Refunds", at(5)));
    assert_eq!(found(&home, shop, &["days"]).await, []);
    assert_eq!(found(&home, shop, &["money"]).await, [id]);

    assert!(
        home.write(move |tx| Box::pin(tx.delete_article(shop.tenant, id)))
            .await
    );
    assert!(
        !home
            .write(move |tx| Box::pin(tx.delete_article(shop.tenant, id)))
            .await
    );
    assert_eq!(found(&home, shop, &["money"]).await, []);
    assert_eq!(conn.passage_count(shop.tenant, shop.assistant).await.unwrap(), 0);
}

async fn a_search_finds_words_in_any_form(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let shipping = publish(
        &home,
        shop,
        "Delivery",
        vec![passage(
            "Costs",
            "We are shipping parcels to Österreich; ask for the TX500 crate.",
        )],
    )
    .await;
    publish(&home, shop, "Gift cards", vec![passage("", "They never expire.")]).await;
    for word in ["shipped", "parcel", "cost", "tx500", "deliv", "österreich"] {
        assert_eq!(found(&home, shop, &[word]).await, [shipping], "{word}");
    }
    assert_eq!(
        found(&home, shop, &["nothing", "parcel"]).await,
        [shipping],
        "any of the words will do"
    );
    assert_eq!(found(&home, shop, &["parachute"]).await, []);
    assert_eq!(found(&home, shop, &[]).await, []);
}

async fn the_title_weighs_most(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let text = "A stove needs fuel, and fuel needs care, as everybody on a mountain knows by heart.";
    let aside = publish(&home, shop, "Camping", vec![passage("Food", text)]).await;
    let about = publish(&home, shop, "Stove care", vec![passage("Food", text)]).await;
    assert_eq!(found(&home, shop, &["stove", "please"]).await, [about, aside]);
    let hits = home
        .read()
        .await
        .search_passages(shop.tenant, shop.assistant, &terms(&["stove"]), 1)
        .await
        .unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(
        (hits[0].title.as_str(), hits[0].heading.as_str()),
        ("Stove care", "Food")
    );
    assert_eq!(hits[0].text, text);
    assert_eq!(hits[0].url.as_deref(), Some("/help"));
}

async fn a_search_stays_with_its_assistant(home: Home) {
    let (one, two) = (Shop::open(&home, "one").await, Shop::open(&home, "two").await);
    publish(&home, one, "Tents", vec![passage("", "Dry it before packing.")]).await;
    assert_eq!(found(&home, two, &["tents"]).await, []);
    let stolen = Shop {
        assistant: one.assistant,
        ..two
    };
    assert_eq!(found(&home, stolen, &["tents"]).await, []);
    let other = home
        .write(move |tx| {
            Box::pin(async move { tx.create_assistant(one.tenant, &new_assistant("other")).await })
        })
        .await;
    assert_eq!(
        found(
            &home,
            Shop {
                assistant: other,
                ..one
            },
            &["tents"]
        )
        .await,
        []
    );
}

async fn terms_are_words_and_nothing_else(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let id = publish(&home, shop, "Boots", vec![passage("", "Don't near fires.")]).await;
    for odd in [
        "\"",
        "*",
        "' | 'boots",
        "title:x",
        "a\" OR \"boots",
        "&!()",
        "\\",
        ":*",
        "near(",
        "\0",
    ] {
        let _ = found(&home, shop, &[odd]).await;
    }
    assert_eq!(found(&home, shop, &["boots)"]).await, [id]);
    assert_eq!(found(&home, shop, &["near", "and", "not", "or"]).await, [id]);
}

async fn frequencies_are_counted(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let passages = vec![
        passage("", "boots and socks"),
        passage("", "boots"),
        passage("Boots", "laces"),
        passage("", "x"),
    ];
    publish(&home, shop, "Feet", passages).await;
    let other = Shop::open(&home, "two").await;
    publish(&home, other, "Boots", vec![passage("", "boots")]).await;
    let mut conn = home.read().await;
    let words = terms(&["boot", "socks", "tents", "feet", "\""]);
    let frequencies = conn
        .document_frequency(shop.tenant, shop.assistant, &words)
        .await
        .unwrap();
    assert_eq!(frequencies, [3, 1, 0, 4, 0]);
    assert_eq!(conn.passage_count(shop.tenant, shop.assistant).await.unwrap(), 4);
}
