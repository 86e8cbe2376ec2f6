//! Entries on their way into the tables, and what has been there before.

use tandem::domain::{Author, Mark, Pool};
use tandem::store::Error;

use super::messages::write;
use crate::home::Home;
use crate::shop::{Shop, client_id, say};

stories!(
    ids_come_in_the_order_given,
    what_was_sent_is_found,
    what_was_sent_is_told_before_it_is_written_again,
);

async fn ids_come_in_the_order_given(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let (mut one, mut two) = (shop.dialog(&home, 1).await, shop.dialog(&home, 2).await);
    let mut entries = Vec::new();
    for number in 0..40 {
        entries.push(say(&mut one, &format!("one {number}")));
        entries.push(say(&mut two, &format!("two {number}")));
    }
    entries.reverse();
    let written = write(&home, entries).await;
    let mut conn = home.read().await;
    for dialog in [one.id, two.id] {
        for message in conn
            .entries_after(shop.tenant, dialog, Pool::Admin, 0, 100)
            .await
            .unwrap()
        {
            assert!(
                written.contains(&message),
                "{message:?} has another id than it was told"
            );
        }
    }
}

async fn what_was_sent_is_found(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let (mut one, mut two) = (shop.dialog(&home, 1).await, shop.dialog(&home, 2).await);
    let mut sent = say(&mut one, "sent");
    sent.client_id = Some(client_id(1).as_str().to_owned());
    let mut elsewhere = say(&mut two, "elsewhere");
    elsewhere.client_id.clone_from(&sent.client_id);
    let written = write(&home, vec![sent, elsewhere]).await;
    let author = Author::Contact(shop.contact).key();
    let key = |dialog, number| (dialog, author.clone(), client_id(number).as_str().to_owned());
    let mut keys = vec![key(one.id, 1), key(one.id, 1), key(one.id, 2)];
    keys.push((
        two.id,
        Author::Operator(shop.operator).key(),
        client_id(1).as_str().to_owned(),
    ));
    let found = home
        .write(move |tx| Box::pin(async move { tx.find_sent(&keys).await }))
        .await;
    assert_eq!(found, written[..1]);
}

async fn what_was_sent_is_told_before_it_is_written_again(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let mut sent = say(&mut dialog, "sent");
    sent.client_id = Some(client_id(1).as_str().to_owned());
    write(&home, vec![sent.clone()]).await;
    let before = dialog.clone();
    let mut entries = vec![say(&mut dialog, "before it"), sent, say(&mut dialog, "after it")];
    entries[1].staff_seq = 9;
    entries[1].public_seq = Some(9);
    let refused: Result<Vec<_>, Error> = home
        .store
        .write(move |tx| {
            Box::pin(async move {
                let ids = tx.save_posts(&entries, &[dialog]).await?;
                ids.ok_or(Error::NotCommitted)
            })
        })
        .await;
    assert!(matches!(refused, Err(Error::NotCommitted)), "{refused:?}");
    let mut conn = home.read().await;
    let kept = conn
        .entries_after(shop.tenant, before.id, Pool::Admin, 0, 9)
        .await;
    assert_eq!(kept.unwrap().len(), 1);
    let row = conn.dialog(shop.tenant, before.id).await.unwrap().unwrap();
    assert_eq!(row.seq, Mark::default(), "numbers of what was not kept");
}
