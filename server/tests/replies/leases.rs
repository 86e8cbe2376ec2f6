use std::time::Duration;

use sqlx::Connection;
use tandem::domain::{EventKind, Sender};
use tandem::store::Error;

use super::house::House;
use super::script::{Script, Step, gate};

/// Longer than a lease.
const LATER: Duration = Duration::from_secs(16);

fn answer() -> Vec<Step> {
    vec![Step::Say("One "), Step::Say("two."), Step::Done]
}

#[tokio::test]
async fn what_a_killed_worker_left_is_answered_by_another_once() {
    let mut house = House::new().await;
    let node = house.node(
        "a",
        Script::new([vec![Step::Say("One "), Step::Gate(gate())]]),
        |_| {},
    );
    let dialog = house.ask("How long?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationDelta { .. }).then_some(()))
        .await;
    drop(node);

    let engine = Script::new([answer()]);
    let _other = house.node("b", engine.clone(), |_| {});
    house.clock.forward(LATER);
    let events = house.follow(dialog.id).await;
    let mut drawn = String::new();
    for event in &events {
        match event {
            EventKind::GenerationStarted { attempt, .. } => assert_eq!(*attempt, 2),
            EventKind::GenerationDelta { attempt: 2, text, .. } => drawn.push_str(text),
            EventKind::GenerationDelta { .. } => panic!("a word of a dead worker"),
            _ => {}
        }
    }
    assert_eq!(drawn, "One two.");
    house.settled().await;
    assert_eq!(house.entries(dialog.id).await.len(), 2);
}

/// F25: killed after each of 200 pieces, the question is answered once, and nothing of the dead worker's words is drawn
/// again or left.
#[tokio::test]
async fn a_worker_killed_at_any_piece_of_its_answer_leaves_one_answer() {
    const PIECES: usize = 200;
    let piece = |at: usize| -> &'static str { ["a ", "b ", "c ", "d "][at % 4] };
    let whole: String = (0..PIECES).map(piece).collect();
    let mut house = House::new().await;
    for killed_at in 0..PIECES {
        let mut begun: Vec<Step> = (0..=killed_at).map(|at| Step::Say(piece(at))).collect();
        begun.push(Step::Gate(gate()));
        let node = house.node("a", Script::new([begun]), |_| {});
        let dialog = house.ask("How long?").await;
        let mut drawn = String::new();
        let so_far: String = (0..=killed_at).map(piece).collect();
        house
            .until(|event| {
                if let EventKind::GenerationDelta { text, .. } = &event.kind {
                    drawn.push_str(text);
                }
                (drawn == so_far).then_some(())
            })
            .await;
        drop(node);

        let all = (0..PIECES)
            .map(|at| Step::Say(piece(at)))
            .chain([Step::Done])
            .collect();
        let other = house.node("b", Script::new([all]), |_| {});
        house.clock.forward(LATER);
        let events = house.follow(dialog.id).await;
        let mut again = String::new();
        for event in &events {
            match event {
                EventKind::GenerationDelta { attempt: 2, text, .. } => again.push_str(text),
                EventKind::GenerationDelta { .. } => panic!("a word of a dead worker"),
                _ => {}
            }
        }
        assert_eq!(again, whole, "killed at {killed_at}");
        house.settled().await;
        let entries = house.entries(dialog.id).await;
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].text, whole);
        drop(other);
    }
}

#[tokio::test]
async fn nobody_takes_a_job_whose_lease_is_kept() {
    let mut house = House::new().await;
    let hold = gate();
    let engine = Script::new([vec![
        Step::Say("One "),
        Step::Gate(hold.clone()),
        Step::Say("two."),
        Step::Done,
    ]]);
    let _node = house.node("a", engine.clone(), |settings| {
        settings.renew_every = Duration::from_millis(1);
    });
    let dialog = house.ask("How long?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationDelta { .. }).then_some(()))
        .await;
    let idle = Script::new([answer()]);
    let _other = house.node("b", idle.clone(), |_| {});
    // Six seconds each, and a renewal seen between: together far longer than a lease.
    for _ in 0..5 {
        house.clock.forward(Duration::from_secs(6));
        renewed(&house).await;
    }
    hold.add_permits(1);
    house.follow(dialog.id).await;
    assert!(idle.asked().is_empty());
    assert_eq!(house.entries(dialog.id).await.len(), 2);
}

/// Waits until the lease lasts its whole length again.
async fn renewed(house: &House) {
    use tandem::conversation::REPLY_JOB;
    use tandem::domain::Clock;

    let wanted = house.clock.now().plus(Duration::from_secs(10));
    loop {
        let due = house
            .store
            .read()
            .await
            .unwrap()
            .next_due(REPLY_JOB)
            .await
            .unwrap();
        if due.is_some_and(|due| due >= wanted) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_worker_that_wakes_too_late_says_nothing() {
    let mut house = House::new().await;
    let hold = gate();
    let sleeper = Script::new([vec![Step::Say("Late."), Step::Gate(hold.clone()), Step::Done]]);
    let asleep = house.node("a", sleeper.clone(), |settings| {
        settings.renew_every = Duration::from_hours(1);
        settings.concurrent = 1;
    });
    let dialog = house.ask("How long?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationDelta { .. }).then_some(()))
        .await;
    let engine = Script::new([answer()]);
    let _other = house.node("b", engine.clone(), |_| {});
    house.clock.forward(LATER);
    house.follow(dialog.id).await;
    hold.add_permits(10);
    house.when(|| sleeper.busy() == 0).await;
    asleep.stop().await;
    house.settled().await;
    let answers = house
        .entries(dialog.id)
        .await
        .into_iter()
        .filter(|entry| entry.sender == Sender::Assistant);
    assert_eq!(answers.count(), 1);
}

#[tokio::test]
async fn a_question_is_answered_once_wherever_its_worker_dies() {
    const WORDS: usize = 12;
    for survived in 0..WORDS {
        let mut house = House::new().await;
        let mut steps = vec![Step::Say("word "); survived];
        steps.push(Step::Gate(gate()));
        let engine = Script::new([steps]);
        let node = house.node("a", engine.clone(), |_| {});
        let dialog = house.ask("How long?").await;
        house.when(|| engine.busy() == 1).await;
        drop(node);
        house.when(|| engine.busy() == 0).await;

        let mut steps = vec![Step::Say("word "); WORDS];
        steps.push(Step::Done);
        let _other = house.node("b", Script::new([steps]), |_| {});
        house.clock.forward(LATER);
        house.follow(dialog.id).await;
        house.settled().await;
        let entries = house.entries(dialog.id).await;
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].text, "word ".repeat(WORDS));
    }
}

#[tokio::test]
async fn a_job_that_kills_every_worker_ends_with_an_honest_word() {
    let mut house = House::new().await;
    let dialog = house.ask("How long?").await;
    for _ in 0..4 {
        let engine = Script::new([vec![Step::Gate(gate())]]);
        let node = house.node("a", engine.clone(), |_| {});
        house.when(|| engine.busy() == 1).await;
        drop(node);
        house.when(|| engine.busy() == 0).await;
        house.clock.forward(LATER);
    }
    let engine = Script::new([answer()]);
    let _node = house.node("b", engine.clone(), |_| {});
    let events = house.follow(dialog.id).await;
    assert!(matches!(events.last(), Some(EventKind::GenerationFailed { .. })));
    assert!(engine.asked().is_empty());
    house.settled().await;
}

/// No lease runs out here: only who has the answer can save it.
#[tokio::test]
async fn an_answer_that_cannot_be_saved_is_kept_until_it_can() {
    let mut house = House::new().await;
    let hold = gate();
    let engine = Script::new([vec![
        Step::Say("One "),
        Step::Gate(hold.clone()),
        Step::Say("two."),
        Step::Done,
    ]]);
    let _node = house.node("a", engine.clone(), |settings| {
        settings.renew_every = Duration::from_hours(1);
        settings.save_every = Duration::from_hours(1);
    });
    let dialog = house.ask("How long?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationDelta { .. }).then_some(()))
        .await;
    let grip = house.grip().await;
    hold.add_permits(1);
    // The second stands in the queue behind the end of the answer, whichever of the two came first before it.
    for _ in 0..2 {
        let nothing = house
            .store
            .write(|_tx| Box::pin(std::future::ready(Ok::<_, Error>(()))));
        assert!(nothing.await.is_err(), "the database can be written to");
    }
    grip.close().await.unwrap();
    house.follow(dialog.id).await;
    assert_eq!(engine.asked().len(), 1);
    assert_eq!(house.entries(dialog.id).await.len(), 2);
}

/// What was asked while the clock was ahead is not left for the day that it showed.
#[tokio::test]
async fn a_clock_that_is_put_back_leaves_nobody_waiting() {
    const AHEAD: Duration = Duration::from_hours(48);
    let mut house = House::new().await;
    house.clock.forward(AHEAD);
    let half = vec![Step::Say("One "), Step::Gate(gate())];
    let node = house.node("a", Script::new([half]), |_| {});
    let leased = house.ask("How long?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationDelta { .. }).then_some(()))
        .await;
    drop(node);
    let queued = house.ask("And how much?").await;
    house.clock.back(AHEAD);

    let engine = Script::new([answer()]);
    let _other = house.node("b", engine.clone(), |_| {});
    let mut waiting = vec![leased.id, queued.id];
    while !waiting.is_empty() {
        let answered = house
            .until(|event| {
                matches!(event.kind, EventKind::GenerationCompleted { .. }).then_some(event.dialog)
            })
            .await;
        waiting.retain(|dialog| *dialog != answered);
    }
}
