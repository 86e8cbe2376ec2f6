use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::test_runner::{Config, TestRunner};
use tandem::conversation::Position;
use tandem::domain::{DialogId, Event, MarkKind, Pool, Principal};
use tandem::protocol::{MarksBody, ServerFrame, entry_frame, render};

use super::house::House;
use super::reader::{Reader, pair};
use super::script::{Step, steps};

#[test]
fn a_snapshot_and_what_follows_make_the_snapshot_of_the_end() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let house = runtime.block_on(House::new());
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let told = TestRunner::new(config).run(&steps(), |script| {
        runtime.block_on(live_through(&house, script));
        Ok(())
    });
    told.unwrap();
}

async fn live_through(house: &House, script: Vec<Step>) {
    let dialog = house.open().await;
    house.news().await;
    let sides = [(house.person(0), Pool::Client), (house.person(2), Pool::Admin)];
    // Somebody comes after each step, on each side.
    let mut readers = Vec::new();
    for (who, pool) in &sides {
        readers.push((0, snapshot(house, who, *pool, dialog).await));
    }
    let mut news: Vec<(usize, Arc<Event>)> = Vec::new();
    for (at, step) in script.into_iter().enumerate() {
        house.does(dialog, step).await;
        news.extend(house.news().await.into_iter().map(|event| (at, event)));
        for (who, pool) in &sides {
            readers.push((at + 1, snapshot(house, who, *pool, dialog).await));
        }
    }
    for (who, pool) in &sides {
        let end = snapshot(house, who, *pool, dialog).await;
        let whole = after(house, who, *pool, dialog, 0).await;
        let numbers: Vec<_> = whole.iter().map(|frame| frame.seq().unwrap()).collect();
        assert_eq!(numbers, (1..=end.last).collect::<Vec<_>>(), "contiguous");
        for (came, reader) in readers.iter().filter(|(_, reader)| reader.pool == *pool) {
            let mut live = reader.clone();
            for (_, event) in news.iter().filter(|(at, _)| at >= came) {
                if let Some(frame) = render(event, *pool) {
                    live.hears(&frame, &whole);
                }
            }
            assert_eq!(live, end, "who came after {came} steps and stayed");
            let mut resumed = reader.clone();
            for frame in after(house, who, *pool, dialog, reader.last).await {
                resumed.hears(&frame, &whole);
            }
            // Marks have no numbers: the `hello` of who comes back has them.
            (resumed.read, resumed.delivered) = (end.read, end.delivered);
            assert_eq!(resumed, end, "who left after {came} steps and came back");
        }
    }
}

async fn after(house: &House, who: &Principal, pool: Pool, dialog: DialogId, seq: i64) -> Vec<ServerFrame> {
    let page = house
        .conversation
        .history(who, dialog, Position::After(seq), 200)
        .await
        .unwrap();
    assert!(!page.more, "short enough for one page");
    page.entries
        .iter()
        .filter_map(|entry| entry_frame(entry, pool))
        .collect()
}

/// What a reader who comes now is given.
async fn snapshot(house: &House, who: &Principal, pool: Pool, dialog: DialogId) -> Reader {
    let from = Position::Before(i64::MAX);
    let page = house.conversation.history(who, dialog, from, 200).await.unwrap();
    let row = page.dialog;
    let manager = house.conversation.holder(&row).await.unwrap();
    let mut reader = Reader {
        pool,
        last: 0,
        lines: BTreeMap::new(),
        state: String::new(),
        manager: None,
        read: (0, 0),
        delivered: (0, 0),
    };
    for entry in &page.entries {
        match entry_frame(entry, pool) {
            Some(ServerFrame::Message(message)) => reader.message(&message),
            other => panic!("not in a page of the present: {other:?}"),
        }
    }
    row.handoff.holder.as_str().clone_into(&mut reader.state);
    reader.manager = manager.map(|person| person.name);
    reader.read = pair(MarksBody::of(&row.marks, MarkKind::Read, pool));
    reader.delivered = pair(MarksBody::of(&row.marks, MarkKind::Delivered, pool));
    reader.last = match pool {
        Pool::Client => row.seq.public,
        Pool::Admin => row.seq.staff,
    };
    reader
}
