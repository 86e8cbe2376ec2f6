//! Background work and its leases.

use tandem::domain::Timestamp;
use tandem::store::{Job, NewJob};

use crate::home::{Home, at};
use crate::shop::Shop;

stories!(
    a_job_is_done_once,
    a_key_is_one_job,
    the_longest_due_comes_first,
    a_lease_that_ran_out_is_taken_over,
    a_retry_waits_for_its_time,
    what_waits_for_too_late_a_time_is_called_back,
);

fn job(shop: Shop, key: &str, run_at: i64) -> NewJob {
    NewJob {
        tenant: shop.tenant,
        kind: "reply",
        key: key.to_owned(),
        generation: None,
        payload: serde_json::json!({ "of": key }),
        run_at: at(run_at),
        at: at(0),
    }
}

async fn enqueue(home: &Home, jobs: Vec<NewJob>) {
    home.write(move |tx| Box::pin(async move { tx.enqueue_jobs(&jobs).await }))
        .await;
}

async fn claim(home: &Home, owner: &'static str, until: i64, now: i64) -> Option<Job> {
    home.write(move |tx| Box::pin(tx.claim_job("reply", owner, at(until), at(now), &[])))
        .await
}

async fn next_due(home: &Home) -> Option<Timestamp> {
    home.read().await.next_due("reply").await.unwrap()
}

async fn a_job_is_done_once(home: Home) {
    let shop = Shop::open(&home, "one").await;
    enqueue(&home, vec![job(shop, "a", 0)]).await;
    let taken = claim(&home, "me", 100, 1).await.unwrap();
    assert_eq!(
        (taken.tenant, taken.key.as_str(), taken.attempts),
        (shop.tenant, "a", 1)
    );
    assert_eq!(taken.payload, serde_json::json!({ "of": "a" }));
    assert_eq!(claim(&home, "you", 100, 1).await, None);
    let id = taken.id;
    assert!(!home.write(move |tx| Box::pin(tx.finish_job(id, "you"))).await);
    assert!(home.write(move |tx| Box::pin(tx.finish_job(id, "me"))).await);
    assert_eq!(claim(&home, "you", 100, 1_000).await, None);
    assert_eq!(next_due(&home).await, None);
}

async fn a_key_is_one_job(home: Home) {
    let shop = Shop::open(&home, "one").await;
    enqueue(&home, vec![job(shop, "a", 5), job(shop, "b", 6)]).await;
    enqueue(&home, vec![job(shop, "a", 1), job(shop, "c", 7)]).await;
    enqueue(&home, Vec::new()).await;
    assert_eq!(
        next_due(&home).await,
        Some(at(5)),
        "the first of that name stays as it is"
    );
    let mut keys = Vec::new();
    while let Some(job) = claim(&home, "me", 100, 50).await {
        keys.push(job.key);
    }
    assert_eq!(keys, ["a", "b", "c"]);
}

async fn the_longest_due_comes_first(home: Home) {
    let shop = Shop::open(&home, "one").await;
    enqueue(
        &home,
        vec![job(shop, "late", 9), job(shop, "soon", 3), job(shop, "far", 99)],
    )
    .await;
    assert_eq!(claim(&home, "me", 200, 2).await, None);
    assert_eq!(claim(&home, "me", 200, 10).await.unwrap().key, "soon");
    assert_eq!(claim(&home, "me", 200, 10).await.unwrap().key, "late");
    assert_eq!(claim(&home, "me", 200, 10).await, None);
    assert_eq!(next_due(&home).await, Some(at(99)));
    let other = home
        .write(|tx| Box::pin(tx.claim_job("mail", "me", at(200), at(100), &[])))
        .await;
    assert_eq!(other, None, "a worker gets its own kind only");
}

async fn a_lease_that_ran_out_is_taken_over(home: Home) {
    let shop = Shop::open(&home, "one").await;
    enqueue(&home, vec![job(shop, "a", 0)]).await;
    let id = claim(&home, "gone", 10, 1).await.unwrap().id;
    assert!(
        home.write(move |tx| Box::pin(tx.extend_lease(id, "gone", at(20))))
            .await
    );
    assert_eq!(next_due(&home).await, Some(at(20)));
    assert_eq!(claim(&home, "me", 50, 19).await, None);
    let taken = claim(&home, "me", 50, 20).await.unwrap();
    assert_eq!((taken.id, taken.attempts), (id, 2));
    assert!(
        !home
            .write(move |tx| Box::pin(tx.extend_lease(id, "gone", at(90))))
            .await
    );
    assert!(!home.write(move |tx| Box::pin(tx.finish_job(id, "gone"))).await);
    assert!(
        !home
            .write(move |tx| Box::pin(tx.retry_job(id, "gone", at(90))))
            .await
    );
    assert!(home.write(move |tx| Box::pin(tx.finish_job(id, "me"))).await);
}

async fn a_retry_waits_for_its_time(home: Home) {
    let shop = Shop::open(&home, "one").await;
    enqueue(&home, vec![job(shop, "a", 0)]).await;
    let id = claim(&home, "me", 10, 1).await.unwrap().id;
    assert!(
        home.write(move |tx| Box::pin(tx.retry_job(id, "me", at(30))))
            .await
    );
    assert_eq!(claim(&home, "me", 99, 29).await, None);
    let again = claim(&home, "you", 99, 30).await.unwrap();
    assert_eq!((again.id, again.attempts), (id, 2));
}

async fn what_waits_for_too_late_a_time_is_called_back(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let far = 1_000_000;
    enqueue(&home, vec![job(shop, "taken", far)]).await;
    claim(&home, "gone", far + 10, far).await.unwrap();
    enqueue(&home, vec![job(shop, "held", 3)]).await;
    claim(&home, "still there", 59, 3).await.unwrap();
    enqueue(&home, vec![job(shop, "held too long", 4)]).await;
    claim(&home, "gone as well", 61, 4).await.unwrap();
    enqueue(
        &home,
        vec![job(shop, "soon", 90), job(shop, "far", far), job(shop, "now", 5)],
    )
    .await;
    let recalled = home
        .write(|tx| Box::pin(tx.recall_jobs("reply", at(100), at(60), at(10))))
        .await;
    assert_eq!(recalled, 3);
    let mut keys = Vec::new();
    while let Some(job) = claim(&home, "me", 60, 10).await {
        keys.push(job.key);
    }
    keys.sort();
    assert_eq!(keys, ["far", "held too long", "now", "taken"]);
    let recalled = home
        .write(|tx| Box::pin(tx.recall_jobs("reply", at(100), at(60), at(10))))
        .await;
    assert_eq!(recalled, 0);
}
