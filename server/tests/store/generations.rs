//! Replies being written.

use tandem::domain::{Dialog, FailureCode, GenerationId, GenerationStatus, Mark};
use tandem::store::{Ending, NewGeneration, NewJob};

use crate::home::{Home, at};
use crate::shop::Shop;

stories!(
    a_generation_goes_through_its_states,
    what_a_try_had_written_stays_until_the_next_writes,
    a_workflow_that_is_asked_again_writes_from_the_beginning,
    what_has_ended_stays_ended,
    only_what_is_active_is_cancelled,
    what_is_active_is_listed,
    what_no_job_leads_to_is_found,
);

pub(crate) fn wanted(dialog: &Dialog, reply_to: i64) -> NewGeneration {
    NewGeneration {
        tenant: dialog.tenant,
        dialog: dialog.id,
        assistant: dialog.assistant,
        reply_to: Mark {
            public: reply_to,
            staff: reply_to,
        },
        handler_epoch: dialog.handoff.epoch,
        at: at(0),
    }
}

pub(crate) async fn want(home: &Home, wanted: Vec<NewGeneration>) -> Vec<GenerationId> {
    home.write(move |tx| Box::pin(async move { tx.insert_generations(&wanted).await }))
        .await
}

pub(crate) fn completed() -> Ending {
    Ending {
        status: GenerationStatus::Completed,
        code: None,
        message: None,
        text: Some("All of it.".to_owned()),
        latency_ms: Some(42),
        usage: Some(tandem::domain::Usage {
            input_tokens: 5,
            output_tokens: 2,
        }),
        at: at(9),
    }
}

async fn a_generation_goes_through_its_states(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await;
    let id = want(&home, vec![wanted(&dialog, 1)]).await[0];
    let read = async || {
        home.read()
            .await
            .generation(shop.tenant, id)
            .await
            .unwrap()
            .unwrap()
    };
    let queued = read().await;
    assert_eq!(
        (queued.status, queued.attempt, queued.index),
        (GenerationStatus::Queued, 0, -1)
    );
    assert_eq!((queued.reply_to_public, queued.handler_epoch), (1, 1));

    assert!(
        home.write(move |tx| Box::pin(tx.begin_attempt(shop.tenant, id, 1, at(1))))
            .await
    );
    assert!(
        home.write(move |tx| Box::pin(tx.save_progress(shop.tenant, id, 1, 4, "All")))
            .await
    );
    let late = home
        .write(move |tx| Box::pin(tx.save_progress(shop.tenant, id, 1, 3, "Al")))
        .await;
    assert!(!late, "progress never goes back");
    let running = read().await;
    assert_eq!(
        (running.status, running.attempt, running.index),
        (GenerationStatus::Generating, 1, 4)
    );
    assert_eq!(running.text, "All");

    let finished = home
        .write(move |tx| Box::pin(async move { tx.finish_generation(shop.tenant, id, &completed()).await }))
        .await;
    assert!(finished);
    let done = read().await;
    assert_eq!(
        (done.status, done.latency_ms),
        (GenerationStatus::Completed, Some(42))
    );
    assert_eq!(done.text, "All of it.");
}

async fn what_a_try_had_written_stays_until_the_next_writes(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await;
    let id = want(&home, vec![wanted(&dialog, 1)]).await[0];
    let read = async || {
        let found = home.read().await.generation(shop.tenant, id).await;
        let row = found.unwrap().unwrap();
        (row.attempt, row.text_of, row.index, row.text)
    };
    home.write(move |tx| Box::pin(tx.begin_attempt(shop.tenant, id, 1, at(1))))
        .await;
    assert_eq!(read().await, (1, 1, -1, String::new()));
    let (stale, early) = home
        .write(move |tx| {
            Box::pin(async move {
                tx.save_progress(shop.tenant, id, 1, 7, "half").await?;
                tx.begin_attempt(shop.tenant, id, 2, at(2)).await?;
                let stale = tx.save_progress(shop.tenant, id, 1, 8, "half of it").await?;
                Ok((stale, tx.begin_attempt(shop.tenant, id, 1, at(3)).await?))
            })
        })
        .await;
    assert_eq!(
        (stale, early),
        (false, false),
        "an earlier try has no say any more"
    );
    assert_eq!(read().await, (2, 1, 7, "half".to_owned()));

    let (saved, late) = home
        .write(move |tx| {
            Box::pin(async move {
                let saved = tx.save_progress(shop.tenant, id, 2, 1, "half of").await?;
                Ok((saved, tx.save_progress(shop.tenant, id, 2, 0, "half").await?))
            })
        })
        .await;
    assert_eq!((saved, late), (true, false));
    assert_eq!(read().await, (2, 2, 1, "half of".to_owned()));
}

/// A workflow's pieces are put one behind the other: they begin anew with each try.
async fn a_workflow_that_is_asked_again_writes_from_the_beginning(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await;
    let id = want(&home, vec![wanted(&dialog, 1)]).await[0];
    let numbers = home
        .write(move |tx| {
            Box::pin(async move {
                let mut numbers = Vec::new();
                for attempt in [1, 2] {
                    tx.begin_attempt(shop.tenant, id, attempt, at(1)).await?;
                    tx.await_workflow(shop.tenant, id, at(9)).await?;
                    for piece in ["One ", "two."] {
                        numbers.push(tx.append_progress(shop.tenant, id, piece, 100).await?);
                    }
                }
                Ok(numbers)
            })
        })
        .await;
    assert_eq!(numbers, [Some(0), Some(1), Some(0), Some(1)]);
    let found = home.read().await.generation(shop.tenant, id).await;
    assert_eq!(found.unwrap().unwrap().text, "One two.");
}

async fn what_has_ended_stays_ended(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await;
    let id = want(&home, vec![wanted(&dialog, 1)]).await[0];
    let (began, saved, finished) = home
        .write(move |tx| {
            Box::pin(async move {
                tx.begin_attempt(shop.tenant, id, 1, at(1)).await?;
                tx.cancel_generations(shop.tenant, dialog.id, true, FailureCode::Superseded, at(2))
                    .await?;
                let began = tx.begin_attempt(shop.tenant, id, 2, at(3)).await?;
                let saved = tx.save_progress(shop.tenant, id, 1, 5, "late").await?;
                Ok((
                    began,
                    saved,
                    tx.finish_generation(shop.tenant, id, &completed()).await?,
                ))
            })
        })
        .await;
    assert_eq!((began, saved, finished), (false, false, false));
    let generation = home
        .read()
        .await
        .generation(shop.tenant, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(generation.status, GenerationStatus::Cancelled);
    assert_eq!(generation.code, Some(FailureCode::Superseded));
}

async fn only_what_is_active_is_cancelled(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let (one, two) = (shop.dialog(&home, 1).await, shop.dialog(&home, 2).await);
    let ids = want(&home, vec![wanted(&one, 1), wanted(&two, 1), wanted(&one, 2)]).await;
    let (done, dialog) = (ids[0], one.id);
    let cancelled = home
        .write(move |tx| {
            Box::pin(async move {
                tx.finish_generation(shop.tenant, done, &completed()).await?;
                tx.cancel_generations(shop.tenant, dialog, false, FailureCode::TakenOver, at(3))
                    .await
            })
        })
        .await;
    assert_eq!(
        cancelled
            .iter()
            .map(|generation| generation.id)
            .collect::<Vec<_>>(),
        [ids[2]]
    );
    assert_eq!(cancelled[0].status, GenerationStatus::Cancelled);
    let untouched = home
        .read()
        .await
        .generation(shop.tenant, ids[1])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(untouched.status, GenerationStatus::Queued);
}

async fn what_is_active_is_listed(home: Home) {
    let (one, two) = (Shop::open(&home, "one").await, Shop::open(&home, "two").await);
    let (mine, other) = (one.dialog(&home, 1).await, two.dialog(&home, 1).await);
    let ids = want(&home, vec![wanted(&mine, 1), wanted(&other, 1)]).await;
    let mut conn = home.read().await;
    let mut list = async |dialog, contact| -> Vec<GenerationId> {
        let list = conn
            .active_generations(one.tenant, dialog, contact)
            .await
            .unwrap();
        list.into_iter().map(|generation| generation.id).collect()
    };
    assert_eq!(list(None, None).await, ids[..1]);
    assert_eq!(list(Some(mine.id), Some(one.contact)).await, ids[..1]);
    assert_eq!(list(Some(other.id), None).await, []);
    assert_eq!(list(None, Some(two.contact)).await, []);
}

async fn what_no_job_leads_to_is_found(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await;
    let ids = want(
        &home,
        vec![wanted(&dialog, 1), wanted(&dialog, 2), wanted(&dialog, 3)],
    )
    .await;
    let (ended, led_to) = (ids[0], ids[1]);
    home.write(move |tx| {
        Box::pin(async move {
            tx.finish_generation(shop.tenant, ended, &completed()).await?;
            tx.enqueue_jobs(&[NewJob {
                tenant: shop.tenant,
                kind: "reply",
                key: "b".to_owned(),
                generation: Some(led_to),
                payload: serde_json::Value::Null,
                run_at: at(0),
                at: at(0),
            }])
            .await
        })
    })
    .await;
    let found = async |before| {
        let found = home
            .read()
            .await
            .forgotten_generations(at(before), 10)
            .await
            .unwrap();
        found
            .into_iter()
            .map(|generation| generation.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(found(1).await, [ids[2]]);
    assert!(found(0).await.is_empty());
}
