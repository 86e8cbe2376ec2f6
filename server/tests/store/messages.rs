//! The numbered entries.

use tandem::domain::{
    ArticleId, Author, Citation, Dialog, EntryKind, GenerationId, HandoffReason, Message, MessageMeta, Pool,
    Sender, SystemCode,
};
use tandem::store::NewMessage;

use crate::home::Home;
use crate::shop::{Shop, client_id, entry, say};

stories!(
    an_entry_comes_back_as_it_was_written,
    each_pool_reads_its_own_stream,
    a_page_back_is_in_order,
    notes_between_change_nothing_for_the_contact,
    numbers_translate,
    odd_texts_survive,
);

pub(crate) async fn write(home: &Home, entries: Vec<NewMessage>) -> Vec<Message> {
    home.write(move |tx| {
        Box::pin(async move {
            let ids = tx.insert_messages(&entries).await?;
            Ok(entries
                .into_iter()
                .zip(ids)
                .map(|(new, id)| new.with_id(id))
                .collect())
        })
    })
    .await
}

/// The numbers that the entries have used up.
async fn save(home: &Home, dialog: &Dialog) {
    let dialog = dialog.clone();
    home.write(move |tx| Box::pin(async move { tx.save_dialogs(&[dialog]).await }))
        .await;
}

async fn an_entry_comes_back_as_it_was_written(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let mut full = entry(
        &mut dialog,
        EntryKind::Message,
        Sender::Manager,
        Author::Operator(shop.operator),
        "**Hi**",
    );
    full.person = Some(shop.person());
    full.client_id = Some(client_id(7).as_str().to_owned());
    full.citations = vec![Citation {
        article_id: ArticleId(3),
        title: "Returns".to_owned(),
        url: Some("/r".to_owned()),
    }];
    let mut change = entry(
        &mut dialog,
        EntryKind::Message,
        Sender::System,
        Author::System,
        "A person was asked for.",
    );
    change.meta = MessageMeta {
        code: Some(SystemCode::HandoffRequested),
        reason: Some(HandoffReason::Visitor),
        ..MessageMeta::default()
    };
    let reply = entry(
        &mut dialog,
        EntryKind::Message,
        Sender::Assistant,
        Author::Generation(GenerationId(12)),
        "Here you are.",
    );
    let written = write(&home, vec![full, change, reply]).await;
    let mut conn = home.read().await;
    let read = conn
        .entries_after(shop.tenant, dialog.id, Pool::Admin, 0, 10)
        .await
        .unwrap();
    assert_eq!(read, written);
}

async fn each_pool_reads_its_own_stream(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let mut note = |text: &str| {
        entry(
            &mut dialog,
            EntryKind::Note,
            Sender::Manager,
            Author::Operator(shop.operator),
            text,
        )
    };
    let first = note("before anything");
    let second = note("and one more");
    let entries = vec![
        first,
        second,
        say(&mut dialog, "hello"),
        say(&mut dialog, "anybody?"),
    ];
    write(&home, entries).await;
    let mut conn = home.read().await;
    let staff = conn
        .entries_after(shop.tenant, dialog.id, Pool::Admin, 1, 2)
        .await
        .unwrap();
    assert_eq!(
        staff.iter().map(|entry| entry.staff_seq).collect::<Vec<_>>(),
        [2, 3]
    );
    let public = conn
        .entries_after(shop.tenant, dialog.id, Pool::Client, 0, 10)
        .await
        .unwrap();
    let texts: Vec<_> = public
        .iter()
        .map(|entry| (entry.public_seq, entry.text.as_str()))
        .collect();
    assert_eq!(texts, [(Some(1), "hello"), (Some(2), "anybody?")]);
}

async fn a_page_back_is_in_order(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let entries = (1..=9)
        .map(|number| say(&mut dialog, &number.to_string()))
        .collect();
    write(&home, entries).await;
    save(&home, &dialog).await;
    let mut conn = home.read().await;
    for pool in [Pool::Admin, Pool::Client] {
        let page = conn
            .entries_before(shop.tenant, dialog.id, pool, 8, 3)
            .await
            .unwrap();
        assert_eq!(
            page.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(),
            ["5", "6", "7"]
        );
        assert_eq!(
            conn.entries_before(shop.tenant, dialog.id, pool, 1, 3)
                .await
                .unwrap(),
            []
        );
    }
}

/// Whoever looks for a public number among staff numbers must find it wherever the notes stand.
async fn notes_between_change_nothing_for_the_contact(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let places: [fn(u32) -> bool; 4] = [
        |number| number < 12,
        |number| number > 20,
        |number| number % 5 != 0,
        |number| number % 7 == 3,
    ];
    for (which, is_note) in (1..).zip(places) {
        let mut dialog = shop.dialog(&home, which).await;
        let author = Author::Operator(shop.operator);
        let entries: Vec<_> = (0..30)
            .map(|number| {
                let kind = if is_note(number) {
                    EntryKind::Note
                } else {
                    EntryKind::Message
                };
                entry(
                    &mut dialog,
                    kind,
                    Sender::Manager,
                    author.clone(),
                    &number.to_string(),
                )
            })
            .collect();
        let public: Vec<_> = write(&home, entries)
            .await
            .into_iter()
            .filter(|entry| entry.public_seq.is_some())
            .collect();
        save(&home, &dialog).await;
        let mut conn = home.read().await;
        let many = i64::try_from(public.len()).unwrap();
        for number in 0..=many + 2 {
            let at = usize::try_from(number.min(many)).unwrap();
            let after = conn
                .entries_after(shop.tenant, dialog.id, Pool::Client, number, 4)
                .await
                .unwrap();
            assert_eq!(after, public[at..public.len().min(at + 4)], "after {number}");
            let before = conn
                .entries_before(shop.tenant, dialog.id, Pool::Client, number, 4)
                .await
                .unwrap();
            let end = usize::try_from((number - 1).clamp(0, many)).unwrap();
            assert_eq!(before, public[end.saturating_sub(4)..end], "before {number}");
            let staff = conn
                .staff_at_public(shop.tenant, dialog.id, number)
                .await
                .unwrap();
            let wanted = public.iter().find(|entry| entry.public_seq == Some(number));
            assert_eq!(
                staff,
                wanted.map(|entry| entry.staff_seq),
                "staff number of {number}"
            );
        }
        let all = conn
            .entries_before(shop.tenant, dialog.id, Pool::Client, i64::MAX, 100)
            .await
            .unwrap();
        assert_eq!(all, public);
    }
}

async fn numbers_translate(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let hello = say(&mut dialog, "hello");
    let note = entry(
        &mut dialog,
        EntryKind::Note,
        Sender::Manager,
        Author::Operator(shop.operator),
        "hm",
    );
    let again = say(&mut dialog, "again");
    write(&home, vec![hello, note, again]).await;
    let mut conn = home.read().await;
    assert_eq!(
        conn.staff_at_public(shop.tenant, dialog.id, 2).await.unwrap(),
        Some(3)
    );
    assert_eq!(
        conn.staff_at_public(shop.tenant, dialog.id, 3).await.unwrap(),
        None
    );
    for (staff, public) in [(0, 0), (1, 1), (2, 1), (3, 2), (99, 2)] {
        assert_eq!(
            conn.public_up_to_staff(shop.tenant, dialog.id, staff)
                .await
                .unwrap(),
            public
        );
    }
}

async fn odd_texts_survive(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let odd = [
        "'; drop table messages; --",
        "\"\\\n\t{}[]",
        "👩\u{200d}👩\u{200d}👧 שלום \u{200b}",
        "$1 %s {0}",
        "null",
        "[1]",
    ];
    let entries: Vec<_> = odd.iter().map(|text| say(&mut dialog, text)).collect();
    write(&home, entries).await;
    let read = home
        .read()
        .await
        .entries_after(shop.tenant, dialog.id, Pool::Client, 0, 10)
        .await
        .unwrap();
    assert_eq!(
        read.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(),
        odd
    );
}
