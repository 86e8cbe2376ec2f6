//! Many at once: one order, no holes, one winner.

use std::sync::{Arc, Mutex};

use tandem::domain::{Author, DialogId, Holder, Pool, TenantId};
use tandem::store::{Error, Store};
use tokio::task::JoinSet;

use crate::home::{Home, at};
use crate::shop::{Shop, client_id, read_dialog, say};

stories!(
    sixty_four_writers_leave_no_hole,
    of_eight_claims_one_wins,
    a_client_id_sent_eight_times_is_one_message,
    commits_and_what_follows_them_have_one_order,
    two_nodes_share_one_database,
);

/// One message as a unit of work; the number that it got.
async fn post(store: Store, tenant: TenantId, dialog: DialogId, text: String) -> Result<i64, Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                let mut row = tx
                    .lock_dialogs(&[(tenant, dialog)])
                    .await?
                    .remove(&dialog)
                    .unwrap();
                let entry = say(&mut row, &text);
                tx.insert_messages(std::slice::from_ref(&entry)).await?;
                tx.save_dialogs(&[row]).await?;
                Ok(entry.staff_seq)
            })
        })
        .await
}

async fn sixty_four_writers_leave_no_hole(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await.id;
    let mut tasks = JoinSet::new();
    for number in 0..64 {
        tasks.spawn(post(home.store.clone(), shop.tenant, dialog, number.to_string()));
    }
    let mut told: Vec<i64> = tasks.join_all().await.into_iter().map(Result::unwrap).collect();
    told.sort_unstable();
    assert_eq!(told, (1..=64).collect::<Vec<_>>());
    let read = home
        .read()
        .await
        .entries_after(shop.tenant, dialog, Pool::Client, 0, 100)
        .await
        .unwrap();
    assert!(read.iter().map(|entry| entry.public_seq.unwrap()).eq(1..=64));
    assert_eq!(read_dialog(&home, shop.tenant, dialog).await.seq.staff, 64);
}

async fn of_eight_claims_one_wins(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await.id;
    for round in 0..1_000 {
        let mut claims = JoinSet::new();
        for _ in 0..8 {
            let store = home.store.clone();
            claims.spawn(async move {
                store
                    .write::<bool, Error>(move |tx| {
                        Box::pin(async move {
                            let mut row = tx
                                .lock_dialogs(&[(shop.tenant, dialog)])
                                .await?
                                .remove(&dialog)
                                .unwrap();
                            let Ok(next) = row.handoff.clone().claim(shop.operator, at(round)) else {
                                return Ok(false);
                            };
                            row.handoff = next;
                            tx.save_dialogs(&[row]).await?;
                            Ok(true)
                        })
                    })
                    .await
                    .unwrap()
            });
        }
        let won = claims.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1, "round {round}");
        let mut row = read_dialog(&home, shop.tenant, dialog).await;
        assert_eq!(
            row.handoff.holder,
            Holder::Operator {
                operator: shop.operator,
                since: at(round)
            }
        );
        row.handoff.holder = Holder::Assistant;
        home.write(move |tx| Box::pin(async move { tx.save_dialogs(&[row]).await }))
            .await;
    }
}

async fn a_client_id_sent_eight_times_is_one_message(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await.id;
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let store = home.store.clone();
        tasks.spawn(async move {
            store
                .write::<i64, Error>(move |tx| {
                    Box::pin(async move {
                        let mut row = tx
                            .lock_dialogs(&[(shop.tenant, dialog)])
                            .await?
                            .remove(&dialog)
                            .unwrap();
                        let author = Author::Contact(shop.contact).key();
                        let key = (dialog, author, client_id(1).as_str().to_owned());
                        if let Some(first) = tx.find_sent(&[key]).await?.pop() {
                            return Ok(first.staff_seq);
                        }
                        let mut entry = say(&mut row, "once");
                        entry.client_id = Some(client_id(1).as_str().to_owned());
                        tx.insert_messages(std::slice::from_ref(&entry)).await?;
                        tx.save_dialogs(&[row]).await?;
                        Ok(entry.staff_seq)
                    })
                })
                .await
                .unwrap()
        });
    }
    assert_eq!(tasks.join_all().await, [1; 8]);
    let read = home
        .read()
        .await
        .entries_after(shop.tenant, dialog, Pool::Admin, 0, 10)
        .await
        .unwrap();
    assert_eq!(read.len(), 1);
}

async fn commits_and_what_follows_them_have_one_order(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await.id;
    let published = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let (store, published) = (home.store.clone(), Arc::clone(&published));
        tasks.spawn(async move {
            let seen = Arc::clone(&published);
            let number = store
                .write::<i64, Error>(move |tx| {
                    Box::pin(async move {
                        let mut row = tx
                            .lock_dialogs(&[(shop.tenant, dialog)])
                            .await?
                            .remove(&dialog)
                            .unwrap();
                        let entry = say(&mut row, "x");
                        tx.insert_messages(std::slice::from_ref(&entry)).await?;
                        tx.save_dialogs(&[row]).await?;
                        let number = entry.staff_seq;
                        tx.after_commit(move || published.lock().unwrap().push(number));
                        Ok(number)
                    })
                })
                .await
                .unwrap();
            assert!(
                seen.lock().unwrap().contains(&number),
                "published before its caller hears of it"
            );
        });
    }
    tasks.join_all().await;
    assert_eq!(*published.lock().unwrap(), (1..=200).collect::<Vec<_>>());
}

async fn two_nodes_share_one_database(home: Home) {
    let other = Home::open(home.settings.clone()).await;
    assert_eq!(home.store.history_epoch(), other.store.history_epoch());
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&other, 1).await.id;
    let mut tasks = JoinSet::new();
    for number in 0..32 {
        for store in [&home.store, &other.store] {
            tasks.spawn(post(store.clone(), shop.tenant, dialog, number.to_string()));
        }
    }
    let mut told: Vec<i64> = tasks.join_all().await.into_iter().map(Result::unwrap).collect();
    told.sort_unstable();
    assert_eq!(told, (1..=64).collect::<Vec<_>>());
    other.close().await;
}
