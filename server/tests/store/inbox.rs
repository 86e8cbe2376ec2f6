//! Dialogs as lists show them.

use tandem::domain::{
    Author, Dialog, DialogId, EntryKind, HandoffReason, Holder, Mark, MarkKind, Sender, Side,
};
use tandem::store::{ContactChange, Counts, Filter, NewMessage, View};

use crate::home::{Home, at};
use crate::shop::{Shop, entry, say};

stories!(
    each_view_holds_its_own,
    a_dialog_without_a_word_is_in_no_view,
    a_list_pages_without_gap_or_repeat,
    a_search_finds_by_name_address_and_words,
    wildcards_find_only_themselves,
    unread_is_what_the_other_side_said,
    a_note_moves_nothing_for_the_contact,
);

async fn save(home: &Home, dialog: &Dialog) {
    let dialog = dialog.clone();
    home.write(move |tx| Box::pin(async move { tx.save_dialogs(&[dialog]).await }))
        .await;
}

async fn post(home: &Home, dialog: &Dialog, entries: Vec<NewMessage>) {
    let dialog = dialog.clone();
    home.write(move |tx| {
        Box::pin(async move {
            tx.save_dialogs(std::slice::from_ref(&dialog)).await?;
            tx.save_posts(&entries, &[dialog]).await
        })
    })
    .await;
}

fn view(view: View) -> Filter<'static> {
    Filter {
        view,
        assignee: None,
        q: None,
    }
}

async fn ids(home: &Home, shop: Shop, filter: Filter<'_>) -> Vec<DialogId> {
    let list = home
        .read()
        .await
        .inbox(shop.tenant, filter, None, 50)
        .await
        .unwrap();
    list.into_iter().map(|summary| summary.dialog.id).collect()
}

async fn each_view_holds_its_own(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let holders = [
        Holder::Assistant,
        Holder::Queued {
            since: at(1),
            reason: HandoffReason::Visitor,
        },
        Holder::Operator {
            operator: shop.operator,
            since: at(1),
        },
        Holder::Closed { since: at(1) },
    ];
    let mut made = Vec::new();
    for (holder, number) in holders.into_iter().zip(1..) {
        let mut dialog = shop.dialog(&home, number).await;
        dialog.handoff.holder = holder;
        dialog.seq.staff = 1;
        dialog.updated_at = at(i64::from(number));
        save(&home, &dialog).await;
        made.push(dialog.id);
    }
    assert_eq!(ids(&home, shop, view(View::Assistant)).await, [made[0]]);
    assert_eq!(ids(&home, shop, view(View::Waiting)).await, [made[1]]);
    assert_eq!(ids(&home, shop, view(View::Mine(shop.operator))).await, [made[2]]);
    assert_eq!(ids(&home, shop, view(View::Closed)).await, [made[3]]);
    assert_eq!(
        ids(&home, shop, view(View::All)).await,
        [made[2], made[1], made[0]]
    );
    let held = Filter {
        assignee: Some(shop.operator),
        ..view(View::All)
    };
    assert_eq!(ids(&home, shop, held).await, [made[2]]);

    let mut conn = home.read().await;
    let counts = conn.counts(shop.tenant, shop.operator).await.unwrap();
    assert_eq!(
        counts,
        Counts {
            mine: 1,
            waiting: 1,
            assistant: 1,
            all: 3,
            closed: 1
        }
    );
    let summaries = conn.summaries(shop.tenant, &made[2..3]).await.unwrap();
    assert_eq!(summaries[0].operator, Some(shop.person()));
    assert_eq!(summaries[0].assistant_name, "Assistant of one");
    assert_eq!(summaries[0].contact.id, shop.contact);
}

async fn a_dialog_without_a_word_is_in_no_view(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let empty = shop.dialog(&home, 1).await;
    let mut asking = shop.dialog(&home, 2).await;
    asking.handoff.holder = Holder::Queued {
        since: at(1),
        reason: HandoffReason::Visitor,
    };
    save(&home, &asking).await;
    assert_eq!(ids(&home, shop, view(View::Assistant)).await, []);
    assert_eq!(ids(&home, shop, view(View::All)).await, [asking.id]);
    let now = home
        .read()
        .await
        .counts(shop.tenant, shop.operator)
        .await
        .unwrap();
    assert_eq!((now.assistant, now.waiting, now.all), (0, 1, 1));

    let mut spoken = empty;
    let entries = vec![say(&mut spoken, "Hello")];
    post(&home, &spoken, entries).await;
    assert_eq!(ids(&home, shop, view(View::Assistant)).await, [spoken.id]);
    let now = home
        .read()
        .await
        .counts(shop.tenant, shop.operator)
        .await
        .unwrap();
    assert_eq!((now.assistant, now.waiting, now.all), (1, 1, 2));
}

async fn a_list_pages_without_gap_or_repeat(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut made = Vec::new();
    for number in 1..=9 {
        let mut dialog = shop.dialog(&home, number).await;
        dialog.seq.staff = 1;
        // Some at the very same time, some within the same ten seconds of the index, none in the order of their ids.
        dialog.updated_at = at(7_000 * i64::from(number * 5 % 9 / 2));
        save(&home, &dialog).await;
        made.push((dialog.updated_at, dialog.id));
    }
    made.sort_unstable();
    let newest_first: Vec<_> = made.into_iter().rev().map(|(_, id)| id).collect();
    let whole = ids(&home, shop, view(View::All)).await;
    assert_eq!(whole, newest_first);
    let mut conn = home.read().await;
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let page = conn.inbox(shop.tenant, view(View::All), before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.inbox_cursor());
        paged.extend(page.into_iter().map(|summary| summary.dialog.id));
    }
    assert_eq!(paged, whole);

    let (mut own, mut before) = (Vec::new(), None);
    loop {
        let page = conn
            .dialogs_of_contact(shop.tenant, shop.contact, before, 3)
            .await
            .unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.contact_cursor());
        own.extend(page.into_iter().map(|summary| summary.dialog.id));
    }
    own.sort_unstable();
    own.dedup();
    assert_eq!(own.len(), 9);
}

async fn a_search_finds_by_name_address_and_words(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let entries = vec![say(&mut dialog, "Where is my Tent?")];
    post(&home, &dialog, entries).await;
    let change = ContactChange {
        name: Some("Alex Stone".to_owned()),
        email: Some("alex@example.com".to_owned()),
        verified: false,
        attributes: tandem::domain::Attributes::new(),
        at: at(1),
    };
    home.write(move |tx| {
        Box::pin(async move { tx.update_contact(shop.tenant, shop.contact, &change).await })
    })
    .await;
    for q in ["stone", "ALEX@", "my tent"] {
        let filter = Filter {
            q: Some(q),
            ..view(View::All)
        };
        assert_eq!(ids(&home, shop, filter).await, [dialog.id], "{q}");
    }
    assert_eq!(
        ids(
            &home,
            shop,
            Filter {
                q: Some("stove"),
                ..view(View::All)
            }
        )
        .await,
        []
    );
}

async fn wildcards_find_only_themselves(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let (mut plain, mut odd) = (shop.dialog(&home, 1).await, shop.dialog(&home, 2).await);
    let entries = vec![say(&mut plain, "hello")];
    post(&home, &plain, entries).await;
    let entries = vec![say(&mut odd, r"100% of a_b in c:\d")];
    post(&home, &odd, entries).await;
    for q in ["%", "_", "\\", "a_b", "100%"] {
        let filter = Filter {
            q: Some(q),
            ..view(View::All)
        };
        assert_eq!(ids(&home, shop, filter).await, [odd.id], "{q}");
    }
}

async fn unread_is_what_the_other_side_said(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let author = Author::Operator(shop.operator);
    let entries = vec![
        say(&mut dialog, "one"),
        say(&mut dialog, "two"),
        entry(
            &mut dialog,
            EntryKind::Note,
            Sender::Manager,
            author.clone(),
            "a note",
        ),
        entry(
            &mut dialog,
            EntryKind::Message,
            Sender::Manager,
            author,
            "an answer",
        ),
    ];
    let read = Mark { public: 1, staff: 1 };
    dialog.marks = dialog
        .marks
        .advanced(Side::Manager, MarkKind::Read, read)
        .unwrap();
    post(&home, &dialog, entries).await;
    let mut conn = home.read().await;
    assert_eq!(
        conn.summaries(shop.tenant, &[dialog.id]).await.unwrap()[0].unread,
        1
    );
    let own = conn
        .dialogs_of_contact(shop.tenant, shop.contact, None, 10)
        .await
        .unwrap();
    assert_eq!(own[0].unread, 1);
    assert_eq!(own[0].last, Some((Sender::Manager, "an answer".to_owned())));
}

async fn a_note_moves_nothing_for_the_contact(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let (mut older, mut newer) = (shop.dialog(&home, 1).await, shop.dialog(&home, 2).await);
    let entries = vec![say(&mut older, "first")];
    post(&home, &older, entries).await;
    let entries = vec![say(&mut newer, "first"), say(&mut newer, "second")];
    post(&home, &newer, entries).await;
    let mut conn = home.read().await;
    let before = conn
        .dialogs_of_contact(shop.tenant, shop.contact, None, 10)
        .await
        .unwrap();

    let note = entry(
        &mut older,
        EntryKind::Note,
        Sender::Manager,
        Author::Operator(shop.operator),
        "psst",
    );
    older.updated_at = at(99);
    post(&home, &older, vec![note]).await;
    let after = conn
        .dialogs_of_contact(shop.tenant, shop.contact, None, 10)
        .await
        .unwrap();
    let seen = |list: &[tandem::store::DialogSummary]| -> Vec<_> {
        list.iter()
            .map(|row| (row.dialog.id, row.last.clone(), row.last_public_at, row.unread))
            .collect()
    };
    assert_eq!(seen(&after), seen(&before));
}
