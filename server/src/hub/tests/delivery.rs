use super::*;

#[test]
fn the_sender_gets_the_ack_and_the_visitors_other_tabs_the_advance() {
    let hub = hub();
    let mut this = join_contact(&hub, 1).unwrap();
    let mut other = join_contact(&hub, 1).unwrap();
    let mut admin = join_operator(&hub, 1).unwrap();
    hub.deliver(&posted(message(Sender::User, 7), Some(this.seat.connection_id())));

    let Some(Outgoing::Frame(ack)) = this.outbox.try_recv() else {
        panic!("no ack");
    };
    assert_eq!((ack.dialog, ack.seq, ack.ack), (Some(DIALOG), Some(7), true));
    let ack: Value = serde_json::from_slice(&ack.bytes).unwrap();
    assert_eq!((&ack["type"], &ack["seq"]), (&"ack".into(), &7.into()));

    let advance = &frames(&mut other.outbox)[0];
    assert_eq!(
        (&advance["type"], &advance["seq"]),
        (&"advance".into(), &7.into())
    );
    assert!(advance.get("text").is_none());

    let full = &frames(&mut admin.outbox)[0];
    assert_eq!((&full["type"], &full["seq"]), (&"message".into(), &107.into()));
    assert_eq!(full["text"], "text 7");
}

#[test]
fn an_operators_message_goes_to_all_in_their_own_numbers() {
    let hub = hub();
    let mut visitor = join_contact(&hub, 1).unwrap();
    let mut one = join_operator(&hub, 1).unwrap();
    let mut two = join_operator(&hub, 2).unwrap();
    hub.deliver(&posted(
        message(Sender::Manager, 3),
        Some(one.seat.connection_id()),
    ));
    for (outbox, seq) in [
        (&mut visitor.outbox, 3),
        (&mut one.outbox, 103),
        (&mut two.outbox, 103),
    ] {
        let got = frames(outbox);
        assert_eq!(got.len(), 1);
        assert_eq!(
            (&got[0]["type"], &got[0]["seq"]),
            (&"message".into(), &Value::from(seq))
        );
    }
}

#[test]
fn a_pool_shares_one_serialised_frame() {
    let hub = hub();
    let mut seats: Vec<_> = (1..=3)
        .map(|contact| join_contact(&hub, contact).unwrap())
        .collect();
    hub.deliver(&posted(message(Sender::Assistant, 1), None));
    let got: Vec<_> = seats
        .iter_mut()
        .map(|seat| seat.outbox.try_recv().unwrap())
        .collect();
    let [Outgoing::Frame(a), Outgoing::Frame(b), Outgoing::Frame(c)] = &got[..] else {
        panic!("no frames");
    };
    assert!(Arc::ptr_eq(a, b) && Arc::ptr_eq(b, c));
}

#[test]
fn a_note_reaches_no_client_and_wakes_none() {
    let hub = hub();
    let mut visitor = join_contact(&hub, 1).unwrap();
    let mut admin = join_operator(&hub, 1).unwrap();
    hub.deliver(&posted(note(1), None));
    assert_eq!(visitor.outbox.try_recv(), None);
    assert_eq!(frames(&mut admin.outbox)[0]["note"], true);
}

#[test]
fn typing_is_not_echoed_to_who_types() {
    let hub = hub();
    let mut visitor = join_contact(&hub, 1).unwrap();
    let mut here = join_operator(&hub, 1).unwrap();
    let mut elsewhere = join_operator(&hub, 1).unwrap();
    let mut colleague = join_operator(&hub, 2).unwrap();
    let typing = |sender, author, origin| {
        event(EventKind::Typing {
            sender,
            author,
            on: true,
            origin,
        })
    };
    hub.deliver(&typing(
        Sender::Manager,
        Some(person(1)),
        Some(here.seat.connection_id()),
    ));
    assert_eq!(types(&mut here.outbox), [""; 0]);
    assert_eq!(types(&mut elsewhere.outbox), [""; 0]);
    assert_eq!(types(&mut colleague.outbox), ["typing_start"]);
    assert_eq!(types(&mut visitor.outbox), ["typing_start"]);

    hub.deliver(&typing(Sender::User, None, Some(visitor.seat.connection_id())));
    assert_eq!(types(&mut visitor.outbox), [""; 0]);
    assert_eq!(types(&mut here.outbox), ["typing_start"]);
}

#[test]
fn nothing_crosses_to_another_tenant_or_dialog() {
    let hub = hub();
    let foreign = ContactPrincipal {
        tenant: TenantId(2),
        ..contact(9)
    };
    let mut neighbour = join(&hub, Principal::Contact(foreign), Some(DIALOG)).unwrap();
    let mut next_door = join(&hub, Principal::Contact(contact(1)), Some(DialogId(11))).unwrap();
    hub.deliver(&posted(message(Sender::Assistant, 1), None));
    assert_eq!(neighbour.outbox.try_recv(), None);
    assert_eq!(next_door.outbox.try_recv(), None);
}

#[tokio::test]
async fn a_long_poll_wakes_for_what_its_pool_may_see() {
    let hub = hub();
    let client = watch_as_contact(&hub, DIALOG).unwrap();
    let admin = watch_as_operator(&hub, DIALOG).unwrap();
    let woken = |watch: &super::super::Watch| {
        let waker = std::task::Context::from_waker(std::task::Waker::noop());
        let mut waker = waker;
        std::pin::pin!(watch.woken()).poll(&mut waker).is_ready()
    };
    hub.deliver(&posted(note(1), None));
    assert!(!woken(&client) && woken(&admin));
    // One's own message too: another tab may have sent it.
    hub.deliver(&posted(message(Sender::User, 1), None));
    assert!(woken(&client) && woken(&admin));
    hub.deliver(&event(EventKind::Touched));
    assert!(!woken(&client) && !woken(&admin));
}
