//! What the one writer promises.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tandem::domain::Pool;
use tandem::store::{Error, Settings, Store};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::home::{Home, on_sqlite};
use crate::shop::{Shop, say};

stories!(
    a_unit_that_fails_leaves_nothing,
    one_bad_unit_fails_alone,
    a_swallowed_error_is_not_taken_for_success,
    a_panic_is_one_units_own,
    a_panic_after_the_commit_stops_nobody,
    a_unit_sees_what_it_wrote,
    readers_see_only_what_is_committed,
    a_stopped_writer_finishes_what_is_queued,
    a_closed_database_opens_again,
);

/// The error type of some service above the store.
#[derive(Debug, PartialEq)]
enum Refusal {
    No,
    Store(String),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Store(error.to_string())
    }
}

async fn value(store: &Store, key: &str) -> Option<String> {
    store.read().await.unwrap().value(key).await.unwrap()
}

async fn a_unit_that_fails_leaves_nothing(home: Home) {
    let told = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&told);
    let refused: Result<(), Refusal> = home
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.put_value("key", "written").await?;
                tx.after_commit(move || tell.store(true, Ordering::SeqCst));
                Err(Refusal::No)
            })
        })
        .await;
    assert_eq!(refused, Err(Refusal::No));
    assert_eq!(value(&home.store, "key").await, None);
    home.write(|tx| Box::pin(tx.put_value("other", "x"))).await;
    assert!(
        !told.load(Ordering::SeqCst),
        "what follows a commit does not follow a failure"
    );
}

async fn one_bad_unit_fails_alone(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let first = say(&mut dialog, "a");
    let mut tasks = JoinSet::new();
    for number in 0..60 {
        let (store, mut entry) = (home.store.clone(), first.clone());
        tasks.spawn(async move {
            let bad = number % 20 == 7;
            (entry.staff_seq, entry.public_seq) = (number + 1, Some(number + 1));
            if bad {
                entry.public_seq = Some(number + 2);
            }
            let result: Result<_, Error> = store
                .write(move |tx| Box::pin(async move { tx.insert_messages(&[entry]).await }))
                .await;
            assert_eq!(result.is_err(), bad, "{result:?}");
        });
    }
    tasks.join_all().await;
    let read = home
        .read()
        .await
        .entries_after(shop.tenant, dialog.id, Pool::Admin, 0, 99)
        .await
        .unwrap();
    assert_eq!(read.len(), 57);
}

async fn a_swallowed_error_is_not_taken_for_success(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let entry = say(&mut dialog, "a");
    let result: Result<bool, Error> = home
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.put_value("before", "x").await?;
                let mut bad = entry.clone();
                bad.public_seq = Some(bad.staff_seq + 1);
                Ok(tx.insert_messages(&[bad]).await.is_err())
            })
        })
        .await;
    // SQLite undoes the one statement and goes on; PostgreSQL gives the whole unit up. Both say the truth.
    let kept = value(&home.store, "before").await;
    assert_eq!(result.is_ok(), kept.is_some());
}

#[expect(clippy::manual_assert, reason = "the panic is the point")]
async fn a_panic_is_one_units_own(home: Home) {
    let mut tasks = JoinSet::new();
    for number in 0..8 {
        let store = home.store.clone();
        tasks.spawn(async move {
            let result: Result<(), Error> = store
                .write(move |tx| {
                    Box::pin(async move {
                        tx.put_value(&format!("key{number}"), "x").await?;
                        if number == 3 {
                            panic!("on purpose");
                        }
                        Ok(())
                    })
                })
                .await;
            assert_eq!(matches!(result, Err(Error::Panicked)), number == 3);
        });
    }
    tasks.join_all().await;
    for number in 0..8 {
        assert_eq!(
            value(&home.store, &format!("key{number}")).await.is_none(),
            number == 3
        );
    }
}

async fn a_panic_after_the_commit_stops_nobody(home: Home) {
    let kept: Result<(), Error> = home
        .store
        .write(|tx| {
            Box::pin(async move {
                tx.put_value("key", "x").await?;
                tx.after_commit(|| panic!("on purpose"));
                Ok(())
            })
        })
        .await;
    assert!(kept.is_ok());
    home.write(|tx| Box::pin(tx.put_value("key", "y"))).await;
    assert_eq!(value(&home.store, "key").await.as_deref(), Some("y"));
}

async fn a_unit_sees_what_it_wrote(home: Home) {
    let seen = home
        .write(|tx| {
            Box::pin(async move {
                tx.put_value("key", "mine").await?;
                tx.value("key").await
            })
        })
        .await;
    assert_eq!(seen.as_deref(), Some("mine"));
}

async fn readers_see_only_what_is_committed(home: Home) {
    let store = home.store.clone();
    let seen = home
        .write(|tx| {
            Box::pin(async move {
                tx.put_value("key", "mine").await?;
                store.read().await?.value("key").await
            })
        })
        .await;
    assert_eq!(seen, None);
}

async fn a_stopped_writer_finishes_what_is_queued(home: Home) {
    let settings = home.close().await;
    let (store, writer) = Store::open(&settings).await.unwrap();
    let stop = CancellationToken::new();
    let mut queued = JoinSet::new();
    for number in 0..20 {
        let store = store.clone();
        queued.spawn(async move {
            store
                .write::<(), Error>(move |tx| {
                    Box::pin(async move { tx.put_value(&format!("key{number}"), "x").await })
                })
                .await
        });
    }
    stop.cancel();
    writer.run(stop).await;
    // Who came in time is written, who came late is told so; nobody is left waiting.
    for (number, result) in queued.join_all().await.into_iter().enumerate() {
        assert!(
            matches!(result, Ok(()) | Err(Error::Stopped)),
            "{number}: {result:?}"
        );
    }
    let late = store
        .write::<(), Error>(|tx| Box::pin(tx.put_value("late", "x")))
        .await
        .unwrap_err();
    assert!(matches!(late, Error::Stopped));
    assert!(late.is_retryable());
}

async fn a_closed_database_opens_again(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let epoch = home.store.history_epoch().to_owned();
    assert!(epoch.len() >= 32);
    let settings: Settings = home.close().await;
    let again = Home::open(settings).await;
    assert_eq!(again.store.history_epoch(), epoch);
    assert_eq!(
        again
            .read()
            .await
            .tenant(shop.tenant)
            .await
            .unwrap()
            .unwrap()
            .name,
        "one"
    );
    again.close().await;
}

#[tokio::test]
async fn two_databases_have_two_histories() {
    let mut epochs = Vec::new();
    for _ in 0..2 {
        let epochs = &mut epochs;
        on_sqlite(async |home| epochs.push(home.store.history_epoch().to_owned())).await;
    }
    assert_ne!(epochs[0], epochs[1]);
}
