use tandem::domain::{Dialog, EventKind, FailureCode, GenerationId, GenerationStatus, Sender};

use super::house::House;
use super::script::{Script, Step, gate};

/// A dialog whose reply is being written: its first delta is out and saved.
async fn being_written(house: &mut House) -> (Dialog, GenerationId) {
    let dialog = house.ask("How long?").await;
    let generation = house.drawn().await;
    house.written(generation, 0).await;
    (dialog, generation)
}

async fn take_over(house: &House, dialog: &Dialog) {
    let operator = house.operator.clone();
    house.conversation.claim(&operator, dialog.id).await.unwrap();
}

/// What comes of a dialog that an operator takes while the engine is writing. `told` says whether the node hears
/// of it, or has to find out.
async fn taken_over(told: bool) {
    let mut house = House::new().await;
    let (hold, never) = (gate(), gate());
    let steps = vec![
        Step::Say("One "),
        Step::Gate(hold.clone()),
        Step::Say("two "),
        Step::Gate(never.clone()),
        Step::Say("three."),
        Step::Done,
    ];
    let engine = Script::new([steps]);
    let node = house.node("a", engine.clone(), |_| {});
    let (dialog, generation) = being_written(&mut house).await;
    take_over(&house, &dialog).await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationCancelled { .. }).then_some(()))
        .await;
    if told {
        node.cancellations.cancelled(generation);
    } else {
        hold.add_permits(1);
    }
    house.when(|| engine.busy() == 0).await;
    house.settled().await;
    node.stop().await;

    // The node has stopped, so nothing can follow any more: what was published is all there is.
    let last = house.ask("Anything else?").await;
    house
        .until(|event| {
            let late = match &event.kind {
                // By it the node finds out; screens have heard the end, and draw nothing after it.
                EventKind::GenerationDelta { index, .. } => told || *index > 1,
                EventKind::GenerationCompleted { .. } | EventKind::GenerationFailed { .. } => true,
                _ => false,
            };
            assert!(!late, "{event:?}");
            (event.dialog == last.id).then_some(())
        })
        .await;
    let entries = house.entries(dialog.id).await;
    assert!(entries.iter().any(|entry| entry.sender == Sender::User));
    assert!(entries.iter().all(|entry| entry.sender != Sender::Assistant));
    let kept = house.generation(generation).await;
    assert_eq!(
        (kept.status, kept.text.as_str()),
        (GenerationStatus::Cancelled, "One ")
    );
}

#[tokio::test]
async fn an_answer_ends_at_once_when_a_person_takes_over() {
    taken_over(true).await;
}

#[tokio::test]
async fn a_node_that_was_not_told_finds_out_by_its_next_word() {
    taken_over(false).await;
}

#[tokio::test]
async fn a_reply_that_nobody_wants_any_more_is_not_begun() {
    let mut house = House::new().await;
    let dialog = house.ask("How long?").await;
    take_over(&house, &dialog).await;
    let engine = Script::new([vec![Step::Done]]);
    let _node = house.node("a", engine.clone(), |_| {});
    house.settled().await;
    assert!(engine.asked().is_empty());
}

#[tokio::test]
async fn the_end_of_an_answer_is_fenced_even_when_no_word_is_left() {
    let mut house = House::new().await;
    let hold = gate();
    let engine = Script::new([vec![Step::Say("All."), Step::Gate(hold.clone()), Step::Done]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let (dialog, _) = being_written(&mut house).await;
    take_over(&house, &dialog).await;
    hold.add_permits(1);
    house.settled().await;
    let entries = house.entries(dialog.id).await;
    assert!(entries.iter().any(|entry| entry.sender == Sender::User));
    assert!(entries.iter().all(|entry| entry.sender != Sender::Assistant));
}

/// On another node the end may have come before the start, which would stay on its screens if nothing followed it.
#[tokio::test]
async fn a_node_says_itself_that_what_it_began_is_over() {
    for words in [vec![Step::Done], vec![Step::Say("more."), Step::Done]] {
        let mut house = House::new().await;
        let hold = gate();
        let mut steps = vec![Step::Say("One "), Step::Gate(hold.clone())];
        steps.extend(words);
        let engine = Script::new([steps]);
        let node = house.node("a", engine.clone(), |_| {});
        let (dialog, generation) = being_written(&mut house).await;
        take_over(&house, &dialog).await;
        let over = EventKind::GenerationCancelled {
            generation,
            code: FailureCode::TakenOver,
        };
        house.until(|event| (event.kind == over).then_some(())).await;
        hold.add_permits(1);
        house.until(|event| (event.kind == over).then_some(())).await;
        node.stop().await;
    }
}
