use std::time::Duration;

use tandem::assistant::engine::EngineError;
use tandem::conversation::REPLY_JOB;
use tandem::domain::{DialogId, EventKind, FailureCode, Holder, Sender, SystemCode};
use tandem::store;

use super::house::House;
use super::script::{Script, Step, gate, passing};

#[tokio::test]
async fn after_two_failures_the_third_try_answers() {
    let mut house = House::new().await;
    let engine = Script::new([
        vec![Step::Say("Half "), passing()],
        vec![passing()],
        vec![Step::Say("Whole."), Step::Done],
    ]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;
    assert_eq!(attempts(&events), [1, 2, 3]);
    let said: Vec<_> = house
        .entries(dialog.id)
        .await
        .into_iter()
        .map(|entry| entry.text)
        .collect();
    assert_eq!(said, ["How long?", "Whole."]);
    let Some(EventKind::GenerationCompleted { generation, .. }) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(house.generation(*generation).await.attempt, 3);
}

#[tokio::test]
async fn after_four_failures_it_says_so_and_a_person_is_asked_for() {
    let mut house = House::new().await;
    let engine = Script::new([vec![passing()]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;
    assert_eq!(attempts(&events), [1, 2, 3, 4]);
    apologised_once(&house, &events, dialog.id, 4, &engine, FailureCode::Unavailable).await;
}

#[tokio::test]
async fn an_answer_that_just_stops_is_no_answer() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Say("The refund is ")]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How much is the refund?").await;
    let events = house.follow(dialog.id).await;
    apologised_once(&house, &events, dialog.id, 4, &engine, FailureCode::CutOff).await;
}

#[tokio::test]
async fn an_empty_answer_is_no_answer() {
    let mut house = House::new().await;
    let engine = Script::new([
        vec![Step::Say(" \n"), Step::Done],
        vec![Step::Say("Yes."), Step::Done],
    ]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("Really?").await;
    let events = house.follow(dialog.id).await;
    assert_eq!(attempts(&events), [1, 2]);
    assert_eq!(house.entries(dialog.id).await[1].text, "Yes.");
}

#[tokio::test]
async fn an_engine_that_never_says_a_word_is_told_from_one_of_another_kind() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Say(" \n"), Step::Done]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("Really?").await;
    let events = house.follow(dialog.id).await;
    apologised_once(&house, &events, dialog.id, 4, &engine, FailureCode::Empty).await;
}

#[tokio::test]
async fn what_another_try_cannot_mend_is_not_tried_again() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Fail(EngineError::lasting(
        FailureCode::NotFound,
        "no such model",
    ))]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;
    apologised_once(&house, &events, dialog.id, 1, &engine, FailureCode::NotFound).await;
}

#[tokio::test]
async fn an_engine_that_gives_nothing_is_given_up() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Gate(gate())]]);
    let _node = house.node("a", engine.clone(), |settings| {
        settings.first_piece = Duration::from_millis(20);
    });
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;
    apologised_once(&house, &events, dialog.id, 1, &engine, FailureCode::EngineSilent).await;
}

#[tokio::test]
async fn an_engine_that_falls_silent_is_given_up() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Say("It "), Step::Gate(gate())]]);
    let _node = house.node("a", engine.clone(), |settings| {
        settings.idle = Duration::from_millis(20);
    });
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;
    apologised_once(&house, &events, dialog.id, 1, &engine, FailureCode::EngineSilent).await;
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Say("blah "); 100]]);
    let _node = house.node("a", engine.clone(), |settings| settings.longest_answer = 100);
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;
    apologised_once(&house, &events, dialog.id, 1, &engine, FailureCode::TooLong).await;
}

#[tokio::test]
async fn one_that_panics_does_not_take_the_others_along() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Panic], vec![Step::Say("Yes."), Step::Done]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let first = house.ask("Really?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationStarted { .. }).then_some(()))
        .await;
    // A reply has started before its engine is asked, and the script goes to who asks first.
    while engine.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    let second = house.ask("And this?").await;
    house.follow(second.id).await;
    house.clock.forward(Duration::from_secs(16));
    let events = house.follow(first.id).await;
    assert_eq!(attempts(&events), [2], "the lease of the first try ran out");
}

fn attempts(events: &[EventKind]) -> Vec<i32> {
    let started = events.iter().filter_map(|event| match event {
        EventKind::GenerationStarted { attempt, .. } => Some(*attempt),
        _ => None,
    });
    started.collect()
}

/// The visitor got one honest word, the dialog waits for a person, and the engine was asked `tries` times.
async fn apologised_once(
    house: &House,
    events: &[EventKind],
    dialog: DialogId,
    tries: usize,
    engine: &Script,
    code: FailureCode,
) {
    let told: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            EventKind::GenerationFailed { code, .. } => Some(*code),
            _ => None,
        })
        .collect();
    assert_eq!(told, [code]);
    house.settled().await;
    assert_eq!(engine.asked().len(), tries);
    let entries = house.entries(dialog).await;
    assert!(entries.iter().all(|entry| entry.sender != Sender::Assistant));
    let words = entries
        .iter()
        .filter(|entry| entry.meta.code == Some(SystemCode::AssistantFailed));
    assert_eq!(words.count(), 1);
    let mut conn = house.store.read().await.unwrap();
    let dialog = conn.dialog(house.contact.tenant, dialog).await.unwrap().unwrap();
    assert!(matches!(dialog.handoff.holder, Holder::Queued { .. }));
    let generations = conn
        .active_generations(dialog.tenant, Some(dialog.id), None)
        .await
        .unwrap();
    assert!(generations.is_empty());
}

/// Nothing leaves such a reply behind; a restored or mended database may hold one.
#[tokio::test]
async fn a_reply_that_no_job_leads_to_is_given_up() {
    let mut house = House::new().await;
    let dialog = house.ask("How long?").await;
    let generation = house.last_generation(dialog.id).await;
    let key = format!("{REPLY_JOB}:{}", generation.id);
    let tenant = dialog.tenant;
    let dropped: Result<(), store::Error> = house
        .store
        .write(move |tx| Box::pin(async move { tx.drop_job(tenant, &key).await }))
        .await;
    dropped.unwrap();
    assert_eq!(
        house.conversation.give_up_forgotten().await.unwrap(),
        0,
        "too early"
    );

    house.clock.forward(Duration::from_secs(121));
    let engine = Script::new([vec![Step::Say("Late."), Step::Done]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let ended = house.follow(dialog.id).await;
    assert!(matches!(
        ended.last(),
        Some(EventKind::GenerationFailed {
            code: FailureCode::EngineFailed,
            ..
        })
    ));
    assert!(engine.asked().is_empty());
    let entries = house.entries(dialog.id).await;
    let codes: Vec<_> = entries.iter().filter_map(|entry| entry.meta.code).collect();
    assert_eq!(codes, [SystemCode::AssistantFailed, SystemCode::HandoffRequested]);
    assert_eq!(house.conversation.give_up_forgotten().await.unwrap(), 0);
}
