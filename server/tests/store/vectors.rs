//! Vectors of passages, and who makes them.

use tandem::domain::{ArticleId, EmbeddingFault, EmbeddingSettings, Embeddings, PassageId};
use tandem::store::{ArticleChange, EMBED_JOB, EmbeddingChange, NewArticle, Passage, Saved};

use crate::home::{Home, at};
use crate::shop::Shop;

stories!(
    passages_get_vectors_once,
    vectors_go_with_their_passages,
    another_maker_begins_anew,
    a_fault_is_kept_until_somebody_mends_it,
    a_job_ends_when_nothing_is_left,
    vectors_stay_with_their_tenant,
);

fn settings(model: &str) -> EmbeddingSettings {
    EmbeddingSettings {
        base_url: None,
        model: model.to_owned(),
        input_price_micros: None,
    }
}

async fn save(home: &Home, shop: Shop, model: &str) {
    let change = EmbeddingChange {
        settings: settings(model),
        key: Some(vec![1, 2, 3]),
        at: at(0),
    };
    home.write(move |tx| {
        Box::pin(async move { tx.save_embeddings(shop.tenant, shop.assistant, &change).await })
    })
    .await;
}

async fn embeddings(home: &Home, shop: Shop) -> Embeddings {
    let found = home.read().await.embeddings(shop.tenant, shop.assistant).await;
    found.unwrap().unwrap()
}

async fn publish(home: &Home, shop: Shop, passages: usize) -> ArticleId {
    let new = NewArticle {
        assistant: shop.assistant,
        title: "Boots".to_owned(),
        body: "# body".to_owned(),
        url: None,
        locale: None,
        at: at(0),
    };
    let passages: Vec<Passage> = (0..passages)
        .map(|number| Passage {
            heading: String::new(),
            text: format!("Passage {number}."),
        })
        .collect();
    home.write(move |tx| Box::pin(async move { tx.create_article(shop.tenant, &new, &passages).await }))
        .await
}

async fn unembedded(home: &Home, shop: Shop) -> Vec<PassageId> {
    let lacking = home.read().await.unembedded(shop.tenant, shop.assistant, 9).await;
    lacking.unwrap().into_iter().map(|passage| passage.id).collect()
}

async fn keep(home: &Home, shop: Shop, model: &str, vectors: Vec<(PassageId, Vec<f32>)>) -> Saved {
    let made_by = settings(model);
    home.write(move |tx| {
        Box::pin(async move {
            tx.save_vectors(shop.tenant, shop.assistant, &made_by, &vectors)
                .await
        })
    })
    .await
}

async fn count(home: &Home, shop: Shop) -> (i64, i64) {
    home.read()
        .await
        .embedded_count(shop.tenant, shop.assistant)
        .await
        .unwrap()
}

async fn passages_get_vectors_once(home: Home) {
    let shop = Shop::open(&home, "one").await;
    publish(&home, shop, 3).await;
    let lacking = unembedded(&home, shop).await;
    assert_eq!(lacking.len(), 3);
    let vector = vec![0.6, -0.8, f32::MIN_POSITIVE];
    let some = vec![(lacking[0], vector.clone())];
    assert_eq!(keep(&home, shop, "m", some.clone()).await, Saved::Unwanted);
    save(&home, shop, "m").await;
    assert_eq!(embeddings(&home, shop).await.dimensions, None);
    assert_eq!(keep(&home, shop, "m", some.clone()).await, Saved::Kept);
    assert_eq!(embeddings(&home, shop).await.dimensions, Some(3));
    assert_eq!(unembedded(&home, shop).await, lacking[1..]);
    // A second time, and for a passage that never was.
    let again = vec![
        (lacking[0], vec![1.0, 0.0, 0.0]),
        (PassageId(9_999), vec![1.0, 0.0, 0.0]),
    ];
    assert_eq!(keep(&home, shop, "m", again).await, Saved::Kept);
    assert_eq!(count(&home, shop).await, (3, 1));
    let mut conn = home.read().await;
    let found = conn.vectors(shop.tenant, shop.assistant, &lacking).await.unwrap();
    assert_eq!(found, [(lacking[0], vector)]);
    assert_eq!(
        conn.embedded(shop.tenant, shop.assistant).await.unwrap(),
        [lacking[0]]
    );
    for wrong in [vec![1.0], vec![0.1; 4]] {
        let saved = keep(&home, shop, "m", vec![(lacking[1], wrong)]).await;
        assert_eq!(saved, Saved::WrongDimensions);
    }
    let uneven = vec![(lacking[1], vec![1.0, 0.0, 0.0]), (lacking[2], vec![1.0])];
    assert_eq!(keep(&home, shop, "m", uneven).await, Saved::WrongDimensions);
    assert_eq!(count(&home, shop).await, (3, 1));
}

async fn vectors_go_with_their_passages(home: Home) {
    let shop = Shop::open(&home, "one").await;
    save(&home, shop, "m").await;
    let first = publish(&home, shop, 2).await;
    let second = publish(&home, shop, 1).await;
    let all = unembedded(&home, shop).await;
    let vectors = all.iter().map(|id| (*id, vec![1.0])).collect();
    assert_eq!(keep(&home, shop, "m", vectors).await, Saved::Kept);
    assert_eq!(count(&home, shop).await, (3, 3));
    let before = embeddings(&home, shop).await.revision;
    let change = ArticleChange {
        title: "Boots".to_owned(),
        body: "new".to_owned(),
        url: None,
        locale: None,
        at: at(5),
    };
    home.write(move |tx| {
        let passages = [Passage {
            heading: String::new(),
            text: "New.".to_owned(),
        }];
        Box::pin(async move { tx.update_article(shop.tenant, first, &change, &passages).await })
    })
    .await;
    assert_eq!(count(&home, shop).await, (2, 1));
    let changed = embeddings(&home, shop).await.revision;
    assert!(changed > before, "what is held in memory is old");
    assert!(
        unembedded(&home, shop).await[0] > all[2],
        "a passage's number is never given again"
    );
    home.write(move |tx| Box::pin(tx.delete_article(shop.tenant, second)))
        .await;
    assert_eq!(count(&home, shop).await, (1, 0));
    assert!(embeddings(&home, shop).await.revision > changed);
}

async fn another_maker_begins_anew(home: Home) {
    let shop = Shop::open(&home, "one").await;
    publish(&home, shop, 1).await;
    save(&home, shop, "m").await;
    let passage = unembedded(&home, shop).await[0];
    keep(&home, shop, "m", vec![(passage, vec![1.0])]).await;
    save(&home, shop, "m").await;
    assert_eq!(count(&home, shop).await, (1, 1), "the same maker's are kept");
    let before = embeddings(&home, shop).await;
    save(&home, shop, "n").await;
    let after = embeddings(&home, shop).await;
    assert_eq!(count(&home, shop).await, (1, 0));
    assert_eq!(after.dimensions, None);
    assert!(after.revision > before.revision);
    // Who was at it for the maker before finds that nobody wants it.
    assert_eq!(
        keep(&home, shop, "m", vec![(passage, vec![1.0])]).await,
        Saved::Unwanted
    );
    assert_eq!(
        keep(&home, shop, "n", vec![(passage, vec![1.0, 0.0])]).await,
        Saved::Kept
    );
    home.write(move |tx| Box::pin(tx.drop_embeddings(shop.tenant, shop.assistant)))
        .await;
    assert_eq!(count(&home, shop).await, (1, 0));
    let mut conn = home.read().await;
    assert_eq!(conn.embeddings(shop.tenant, shop.assistant).await.unwrap(), None);
    assert_eq!(conn.next_due(EMBED_JOB).await.unwrap(), None);
    // An assistant that is taken out of service leaves none behind.
    save(&home, shop, "n").await;
    keep(&home, shop, "n", vec![(passage, vec![1.0, 0.0])]).await;
    home.write(move |tx| Box::pin(tx.delete_assistant(shop.tenant, shop.assistant, at(9))))
        .await;
    assert_eq!(count(&home, shop).await, (1, 0));
    assert_eq!(conn.next_due(EMBED_JOB).await.unwrap(), None);
}

async fn a_fault_is_kept_until_somebody_mends_it(home: Home) {
    let shop = Shop::open(&home, "one").await;
    publish(&home, shop, 1).await;
    save(&home, shop, "m").await;
    let note = async |of: Embeddings, fault| {
        home.write(move |tx| Box::pin(async move { tx.note_embedding(&of, fault, Some(at(7))).await }))
            .await
    };
    let of = embeddings(&home, shop).await;
    for failures in 1..=2 {
        assert!(note(of.clone(), Some(EmbeddingFault::RateLimited)).await);
        let now = embeddings(&home, shop).await;
        assert_eq!(now.fault, Some(EmbeddingFault::RateLimited));
        assert_eq!((now.failures, now.retry_at), (failures, Some(at(7))));
    }
    let other_key = Embeddings {
        key: None,
        ..of.clone()
    };
    assert!(!note(other_key, Some(EmbeddingFault::Unauthorized)).await);
    let passage = unembedded(&home, shop).await[0];
    keep(&home, shop, "m", vec![(passage, vec![1.0])]).await;
    let now = embeddings(&home, shop).await;
    assert_eq!((now.fault, now.failures, now.retry_at), (None, 0, None));
    note(of, Some(EmbeddingFault::WrongDimensions)).await;
    save(&home, shop, "m").await;
    let now = embeddings(&home, shop).await;
    assert_eq!(
        (now.fault, now.dimensions),
        (None, None),
        "of two lengths none is trusted"
    );
    assert_eq!(count(&home, shop).await, (1, 0));
}

async fn a_job_ends_when_nothing_is_left(home: Home) {
    let shop = Shop::open(&home, "one").await;
    save(&home, shop, "m").await;
    let claim = async |owner: &'static str, now| {
        let until = at(1_000_000);
        home.write(move |tx| Box::pin(async move { tx.claim_job(EMBED_JOB, owner, until, now, &[]).await }))
            .await
    };
    let end = async |of: Embeddings, job| {
        home.write(move |tx| {
            Box::pin(
                async move { Ok(tx.end_embedding(&of).await? && tx.retry_job(job, "a", at(500)).await?) },
            )
        })
        .await
    };
    let job = claim("a", at(0)).await.unwrap();
    assert_eq!(claim("b", at(0)).await, None, "one at a time");
    let of = embeddings(&home, shop).await;
    publish(&home, shop, 1).await;
    assert!(!end(of.clone(), job.id).await, "one came meanwhile");
    let passage = unembedded(&home, shop).await[0];
    keep(&home, shop, "m", vec![(passage, vec![1.0])]).await;
    assert!(end(of, job.id).await);
    let mut conn = home.read().await;
    assert_eq!(conn.next_due(EMBED_JOB).await.unwrap(), Some(at(500)));
    publish(&home, shop, 1).await;
    assert_eq!(
        conn.next_due(EMBED_JOB).await.unwrap(),
        Some(at(0)),
        "a new one hastens it"
    );
}

async fn vectors_stay_with_their_tenant(home: Home) {
    let (owner, stranger) = (Shop::open(&home, "one").await, Shop::open(&home, "two").await);
    publish(&home, owner, 1).await;
    save(&home, owner, "m").await;
    save(&home, stranger, "m").await;
    let passage = unembedded(&home, owner).await[0];
    let stolen = Shop {
        assistant: owner.assistant,
        ..stranger
    };
    assert_eq!(
        keep(&home, stranger, "m", vec![(passage, vec![1.0])]).await,
        Saved::Kept
    );
    assert_eq!(
        keep(&home, stolen, "m", vec![(passage, vec![1.0])]).await,
        Saved::Unwanted
    );
    assert_eq!(count(&home, owner).await, (1, 0), "it is not theirs to embed");
    keep(&home, owner, "m", vec![(passage, vec![1.0])]).await;
    let before = embeddings(&home, owner).await;
    home.write(move |tx| Box::pin(tx.drop_embeddings(stolen.tenant, stolen.assistant)))
        .await;
    assert_eq!(embeddings(&home, owner).await, before);
    for thief in [stranger, stolen] {
        let (tenant, assistant) = (thief.tenant, thief.assistant);
        let mut conn = home.read().await;
        assert_eq!(conn.vectors(tenant, assistant, &[passage]).await.unwrap(), []);
        assert_eq!(conn.passages(tenant, assistant, &[passage]).await.unwrap(), []);
        assert_eq!(conn.embedded(tenant, assistant).await.unwrap(), []);
        assert_eq!(conn.unembedded(tenant, assistant, 9).await.unwrap(), []);
        assert_eq!(conn.embedded_count(tenant, assistant).await.unwrap(), (0, 0));
    }
    let mut conn = home.read().await;
    assert_eq!(
        conn.embeddings(stolen.tenant, stolen.assistant).await.unwrap(),
        None
    );
    let all = conn.embeddings_of_all(stranger.tenant).await.unwrap();
    assert!(all.iter().all(|of| of.assistant == stranger.assistant));
    assert_eq!(
        conn.passages(owner.tenant, owner.assistant, &[passage])
            .await
            .unwrap()
            .len(),
        1
    );
}
