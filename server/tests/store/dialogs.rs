//! The row of a dialog.

use tandem::domain::{DialogId, Handoff, HandoffReason, Holder, Mark, MarkKind, Page, Side, TenantId};

use crate::home::{Home, at};
use crate::shop::{Shop, client_id, read_dialog, say};

stories!(
    a_dialog_comes_back_as_it_was_opened,
    everything_that_may_change_is_saved,
    a_client_id_opens_one_dialog,
    a_batch_is_locked_and_saved_at_once,
    saving_what_is_not_there_is_an_error,
    the_queue_has_an_order,
    the_last_public_message_is_previewed,
);

async fn a_dialog_comes_back_as_it_was_opened(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut new = shop.new_dialog(1);
    new.page = Some(Page {
        url: "https://shop.example/?a=\"b\"".to_owned(),
        ..Page::default()
    });
    let made = new.clone();
    let id = home
        .write(move |tx| Box::pin(async move { tx.insert_dialog(&made).await }))
        .await;
    assert_eq!(read_dialog(&home, shop.tenant, id).await, new.with_id(id));
}

async fn everything_that_may_change_is_saved(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let states = [
        Holder::Queued {
            since: at(1),
            reason: HandoffReason::Failure,
        },
        Holder::Operator {
            operator: shop.operator,
            since: at(2),
        },
        Holder::Closed { since: at(3) },
        Holder::Assistant,
    ];
    for (holder, round) in states.into_iter().zip(1..) {
        dialog.handoff = Handoff {
            holder,
            epoch: 1 + round,
        };
        dialog.seq = Mark {
            public: 3 * round,
            staff: 4 * round,
        };
        let read = Mark {
            public: round,
            staff: round + 1,
        };
        dialog.marks = dialog.marks.advanced(Side::User, MarkKind::Read, read).unwrap();
        let got = Mark {
            public: 2 * round,
            staff: 2 * round + 1,
        };
        dialog.marks = dialog
            .marks
            .advanced(Side::Manager, MarkKind::Delivered, got)
            .unwrap();
        dialog.page = (round % 2 == 0).then(Page::default);
        dialog.updated_at = at(round);
        let changed = dialog.clone();
        home.write(move |tx| Box::pin(async move { tx.save_dialogs(&[changed]).await }))
            .await;
        assert_eq!(read_dialog(&home, shop.tenant, dialog.id).await, dialog);
    }
}

async fn a_client_id_opens_one_dialog(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let dialog = shop.dialog(&home, 1).await;
    let again = shop.new_dialog(1);
    let refused = home
        .store
        .write::<DialogId, tandem::store::Error>(move |tx| {
            Box::pin(async move { tx.insert_dialog(&again).await })
        })
        .await
        .unwrap_err();
    assert!(refused.is_retryable(), "another try finds the first: {refused}");
    let mut conn = home.read().await;
    let found = conn
        .dialog_by_client_id(shop.tenant, shop.contact, &client_id(1))
        .await
        .unwrap();
    assert_eq!(found, Some(dialog));
    assert_eq!(
        conn.dialog_by_client_id(shop.tenant, shop.contact, &client_id(2))
            .await
            .unwrap(),
        None
    );
    assert_eq!(conn.count_dialogs(shop.tenant, shop.contact).await.unwrap(), 1);
}

async fn a_batch_is_locked_and_saved_at_once(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut wanted = Vec::new();
    for number in 1..=5 {
        wanted.push((shop.tenant, shop.dialog(&home, number).await.id));
    }
    let ids: Vec<DialogId> = wanted.iter().map(|(_, id)| *id).collect();
    wanted.push((shop.tenant, DialogId(9_999)));
    wanted.push((TenantId(9_999), ids[0]));
    let locked = home
        .write(move |tx| {
            Box::pin(async move {
                let locked = tx.lock_dialogs(&wanted).await?;
                let mut rows: Vec<_> = locked.values().cloned().collect();
                for row in &mut rows {
                    row.seq.staff = row.id.0;
                }
                tx.save_dialogs(&rows).await?;
                assert_eq!(tx.lock_dialogs(&[]).await?.len(), 0);
                assert_eq!(tx.lock_dialogs(&[(TenantId(9_999), rows[0].id)]).await?.len(), 0);
                Ok(locked)
            })
        })
        .await;
    assert_eq!(locked.len(), 5);
    for id in ids {
        assert!(locked.contains_key(&id));
        assert_eq!(read_dialog(&home, shop.tenant, id).await.seq.staff, id.0);
    }
}

async fn saving_what_is_not_there_is_an_error(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    dialog.tenant = TenantId(dialog.tenant.0 + 1);
    let saved: Result<(), tandem::store::Error> = home
        .store
        .write(move |tx| Box::pin(async move { tx.save_dialogs(&[dialog]).await }))
        .await;
    assert!(matches!(
        saved,
        Err(tandem::store::Error::WrongRowCount {
            expected: 1,
            found: 0
        })
    ));
}

async fn the_queue_has_an_order(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut ids = Vec::new();
    for (number, since) in [(1, 20), (2, 10), (3, 20)] {
        let mut dialog = shop.dialog(&home, number).await;
        dialog.handoff.holder = Holder::Queued {
            since: at(since),
            reason: HandoffReason::Visitor,
        };
        ids.push(dialog.id);
        home.write(move |tx| Box::pin(async move { tx.save_dialogs(&[dialog]).await }))
            .await;
    }
    let idle = shop.dialog(&home, 4).await.id;
    let mut conn = home.read().await;
    let mut places = Vec::new();
    for id in ids.into_iter().chain([idle]) {
        places.push(conn.queue_position(shop.tenant, id).await.unwrap());
    }
    assert_eq!(places, [Some(2), Some(1), Some(3), None]);
}

async fn the_last_public_message_is_previewed(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let entries = [say(&mut dialog, "first"), say(&mut dialog, &"é".repeat(300))];
    let id = dialog.id;
    home.write(move |tx| Box::pin(async move { tx.save_posts(&entries, &[dialog]).await }))
        .await;
    let summaries = home.read().await.summaries(shop.tenant, &[id]).await.unwrap();
    let (sender, text) = summaries[0].last.clone().unwrap();
    assert_eq!(sender, tandem::domain::Sender::User);
    assert_eq!(text, "é".repeat(200));
    assert_eq!(summaries[0].last_public_at, at(2));
}
