//! What is left of a reply that has ended.

use tandem::domain::{Author, EntryKind, FailureCode, GenerationStatus, Handoff, Holder, Mark, Sender};
use tandem::store::Ending;

use crate::generations::{completed, want, wanted};
use crate::home::{Home, at};
use crate::shop::{Shop, entry, say};

stories!(
    a_takeover_leaves_a_suggestion,
    how_many_replies_ended_is_read_at_once,
);

async fn a_takeover_leaves_a_suggestion(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut dialog = shop.dialog(&home, 1).await;
    let id = want(&home, vec![wanted(&dialog, 1)]).await[0];
    let question = say(&mut dialog, "why?");
    dialog.handoff = Handoff {
        holder: Holder::Operator {
            operator: shop.operator,
            since: at(5),
        },
        epoch: 2,
    };
    let held = dialog.clone();
    home.write(move |tx| {
        Box::pin(async move {
            tx.insert_messages(&[question]).await?;
            tx.begin_attempt(shop.tenant, id, 1, at(1)).await?;
            tx.save_progress(shop.tenant, id, 1, 2, "Because").await?;
            tx.cancel_generations(shop.tenant, held.id, false, FailureCode::TakenOver, at(5))
                .await?;
            tx.save_dialogs(&[held]).await
        })
    })
    .await;
    let suggestion = home
        .read()
        .await
        .suggestion(shop.tenant, dialog.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((suggestion.id, suggestion.text.as_str()), (id, "Because"));

    let author = Author::Operator(shop.operator);
    let answer = entry(
        &mut dialog,
        EntryKind::Message,
        Sender::Manager,
        author,
        "It is so.",
    );
    home.write(move |tx| Box::pin(async move { tx.insert_messages(&[answer]).await }))
        .await;
    assert_eq!(
        home.read()
            .await
            .suggestion(shop.tenant, dialog.id)
            .await
            .unwrap(),
        None
    );
}

async fn how_many_replies_ended_is_read_at_once(home: Home) {
    let (one, two) = (Shop::open(&home, "one").await, Shop::open(&home, "two").await);
    let (mut mine, other) = (one.dialog(&home, 1).await, two.dialog(&home, 1).await);
    let question = say(&mut mine, "why?");
    let ids = want(
        &home,
        vec![
            wanted(&mine, 1),
            wanted(&mine, 2),
            wanted(&mine, 3),
            wanted(&other, 1),
        ],
    )
    .await;
    let (done, failed) = (ids[0], ids[1]);
    let (message, mark) = home
        .write(move |tx| {
            Box::pin(async move {
                let mark = Mark {
                    public: question.public_seq.unwrap(),
                    staff: question.staff_seq,
                };
                let message = tx.insert_messages(&[question]).await?[0];
                let said = Ending {
                    message: Some(message),
                    ..completed()
                };
                tx.finish_generation(one.tenant, done, &said).await?;
                let gave_up = Ending {
                    status: GenerationStatus::Error,
                    code: Some(FailureCode::EngineSilent),
                    usage: None,
                    ..completed()
                };
                tx.finish_generation(one.tenant, failed, &gave_up).await?;
                Ok((message, mark))
            })
        })
        .await;
    let asked: Vec<_> = ids.iter().map(|id| (one.tenant, *id)).collect();
    let mut ends = home.read().await.reply_ends(&asked).await.unwrap();
    ends.sort_by_key(|end| end.generation.0);
    let known: Vec<_> = ends.iter().map(|end| end.generation).collect();
    assert_eq!(known, ids[..3], "and nothing of another tenant");
    assert_eq!(
        (ends[0].status, ends[0].message, ends[0].usage),
        (
            GenerationStatus::Completed,
            Some((message, mark)),
            completed().usage
        )
    );
    assert_eq!(
        (ends[1].status, ends[1].code, ends[1].message),
        (GenerationStatus::Error, Some(FailureCode::EngineSilent), None)
    );
    assert_eq!(ends[2].status, GenerationStatus::Queued);
    assert_eq!(home.read().await.reply_ends(&[]).await.unwrap(), []);
}
