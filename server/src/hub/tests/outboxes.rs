use super::*;
use crate::domain::EndedRight;
use crate::domain::Entropy;
use crate::hub::{CloseReason, Frame};
use crate::protocol::CloseCode;

const SLOW: Outgoing = Outgoing::Close(CloseReason::TooSlow);

#[test]
fn a_slow_peer_is_closed_with_4008_and_loses_its_place() {
    let hub = hub();
    let mut slow = join_contact(&hub, 1).unwrap();
    let mut quick = join_contact(&hub, 2).unwrap();
    for seq in 1..=257 {
        hub.deliver(&posted(message(Sender::Assistant, seq), None));
        assert_eq!(frames(&mut quick.outbox).len(), 1);
    }
    assert_eq!(hub.census().seats, 1);
    assert_eq!(slow.outbox.try_recv(), Some(SLOW));
    assert_eq!(slow.outbox.try_recv(), Some(SLOW));
    assert_eq!(CloseReason::TooSlow.code(), CloseCode::TooSlow);
    drop((slow, quick));
    assert_eq!(hub.census().connections, 0);
}

#[test]
fn bytes_are_bounded_as_well_as_frames() {
    let hub = hub_with(Limits {
        outbox_bytes: 10,
        ..Limits::default()
    });
    let mut seat = join_inbox(&hub, 1);
    let five = Arc::new(Frame {
        dialog: None,
        seq: None,
        ack: false,
        bytes: "12345".into(),
    });
    for _ in 0..20 {
        hub.deliver_to_inbox(TENANT, &five);
        hub.deliver_to_inbox(TENANT, &five);
        // What was taken out no longer counts.
        assert!(matches!(seat.outbox.try_recv(), Some(Outgoing::Frame(_))));
        assert!(matches!(seat.outbox.try_recv(), Some(Outgoing::Frame(_))));
    }
    for _ in 0..3 {
        hub.deliver_to_inbox(TENANT, &five);
    }
    assert_eq!(seat.outbox.try_recv(), Some(SLOW));
}

#[tokio::test(start_paused = true)]
async fn a_waiting_reader_is_woken_by_frame_and_close() {
    let hub = hub();
    let Registered { seat, mut outbox, .. } = join_contact(&hub, 1).unwrap();
    let (got, ()) = tokio::join!(outbox.recv(), async {
        hub.deliver(&posted(message(Sender::Assistant, 1), None));
    });
    assert!(matches!(got, Outgoing::Frame(_)));
    let (got, ()) = tokio::join!(outbox.recv(), async { seat.close(CloseReason::Silent) });
    assert_eq!(got, Outgoing::Close(CloseReason::Silent));
}

#[tokio::test(start_paused = true)]
async fn a_blocked_write_is_cut_off_but_not_by_a_polite_leave() {
    struct Zero;
    impl Entropy for Zero {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    let hub = hub();
    let mut operator = join_operator(&hub, 1).unwrap();
    hub.deliver(&posted(message(Sender::Assistant, 1), None));
    let (reason, ()) = tokio::join!(operator.outbox.cut_off(), async {
        hub.end(TENANT, EndedRight::Session(SessionId(1)));
    });
    assert_eq!(reason, CloseReason::SessionEnded);
    assert_eq!(reason.code(), CloseCode::SessionEnded);
    assert_eq!(operator.outbox.recv().await, Outgoing::Close(reason));

    let mut visitor = join_contact(&hub, 1).unwrap();
    hub.deliver(&posted(message(Sender::Assistant, 2), None));
    hub.drain(&Zero).await;
    let polite = tokio::time::timeout(Duration::from_secs(1), visitor.outbox.cut_off());
    assert!(polite.await.is_err());
    assert!(matches!(visitor.outbox.recv().await, Outgoing::Frame(_)));
    let restart = CloseReason::Restart { retry_after_ms: 0 };
    assert_eq!(visitor.outbox.recv().await, Outgoing::Close(restart));
    assert_eq!(join_contact(&hub, 2).err(), Some(Refusal::Leaving));
}

#[test]
fn an_idle_connection_holds_no_buffer() {
    assert!(size_of::<Outgoing>() <= 32);
    let hub = hub();
    let mut seat = join_contact(&hub, 1).unwrap();
    for seq in 1..=100 {
        hub.deliver(&posted(message(Sender::Assistant, seq), None));
    }
    assert_eq!(frames(&mut seat.outbox).len(), 100);
    assert_eq!(seat.outbox.room_held(), 0);
}
