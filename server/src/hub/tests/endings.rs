use super::*;
use crate::domain::EndedRight;
use crate::hub::CloseReason;

fn end(hub: &Hub, ending: EndedRight) {
    hub.deliver(&Event::right_ended(TENANT, ending));
}

const ENDED: Option<Outgoing> = Some(Outgoing::Close(CloseReason::SessionEnded));
const PROOF_ENDED: Option<Outgoing> = Some(Outgoing::Close(CloseReason::ProofEnded));

#[test]
fn a_sign_in_that_ended_closes_its_sockets_and_no_others() {
    let hub = hub();
    let mut ended = join_operator(&hub, 1).unwrap();
    let mut ended_inbox = join_inbox(&hub, 1);
    let mut other = join_operator(&hub, 2).unwrap();
    hub.deliver(&posted(message(Sender::User, 1), None));
    end(&hub, EndedRight::Session(SessionId(1)));
    assert_eq!(ended.outbox.try_recv(), ENDED);
    assert_eq!(ended_inbox.outbox.try_recv(), ENDED);
    assert_eq!(types(&mut other.outbox), ["message"]);
    assert_eq!(other.outbox.try_recv(), None);
}

#[test]
fn another_tenants_right_is_another_right() {
    let hub = hub();
    let mut operator = join_operator(&hub, 1).unwrap();
    hub.deliver(&Event::right_ended(
        TenantId(2),
        EndedRight::Membership(OperatorId(1)),
    ));
    assert_eq!(operator.outbox.try_recv(), None);
}

#[test]
fn who_may_come_back_with_another_token_is_told_so() {
    let hub = hub();
    let mut visitor = join_contact(&hub, 1).unwrap();
    let mut operator = join_operator(&hub, 1).unwrap();
    end(&hub, EndedRight::Role(OperatorId(1)));
    end(&hub, EndedRight::Assistant(AssistantId(1)));
    assert_eq!(operator.outbox.try_recv(), PROOF_ENDED);
    assert_eq!(visitor.outbox.try_recv(), PROOF_ENDED);
}

/// The right ends between the reading of the proof and the coming in: nobody was here whom it concerned.
#[test]
fn a_proof_that_ended_on_the_way_in_opens_nothing() {
    let hub = hub();
    let since = hub.since();
    end(&hub, EndedRight::Session(SessionId(1)));
    let late = Registration {
        who: Principal::Operator(operator(1)),
        dialog: Some(DIALOG),
        since,
        address: None,
    };
    assert_eq!(hub.register(late.clone()).unwrap().outbox.try_recv(), ENDED);
    let watch = hub.watch(&late.who, DIALOG, since).unwrap();
    assert_eq!(watch.ended(), Some(CloseReason::SessionEnded));
    let other = Registration {
        who: Principal::Operator(operator(2)),
        ..late
    };
    assert_eq!(hub.register(other).unwrap().outbox.try_recv(), None);
    // Whoever proves it again afterwards is welcome: a role ends for what was proven before.
    assert_eq!(join_operator(&hub, 1).unwrap().outbox.try_recv(), None);
}

#[test]
fn whose_proof_is_older_than_what_is_remembered_proves_it_again() {
    let hub = hub();
    let since = hub.since();
    for session in 100..1_200 {
        end(&hub, EndedRight::Session(SessionId(session)));
    }
    let late = Registration {
        who: Principal::Operator(operator(1)),
        dialog: None,
        since,
        address: None,
    };
    assert_eq!(hub.register(late).unwrap().outbox.try_recv(), PROOF_ENDED);
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_woken_by_the_end_of_the_right_to_wait() {
    let hub = hub();
    let visitor = watch_as_contact(&hub, DIALOG).unwrap();
    let desk = watch_as_operator(&hub, DIALOG).unwrap();
    end(&hub, EndedRight::Contact(ContactId(1)));
    visitor.woken().await;
    assert_eq!(visitor.ended(), Some(CloseReason::SessionEnded));
    // What somebody may do is no matter to who only reads.
    end(&hub, EndedRight::Role(OperatorId(1)));
    assert_eq!(desk.ended(), None);
    end(&hub, EndedRight::Membership(OperatorId(1)));
    desk.woken().await;
    assert_eq!(desk.ended(), Some(CloseReason::SessionEnded));
}

/// While its backlog is read, a connection takes nothing of what waits; but it hears that it has to go.
#[tokio::test(start_paused = true)]
async fn who_is_still_joining_is_cut_off_too() {
    let hub = hub();
    let mut joining = join_contact(&hub, 1).unwrap();
    hub.deliver(&posted(message(Sender::Assistant, 1), None));
    let waiting = tokio::time::timeout(Duration::from_mins(1), joining.outbox.next(true));
    assert!(waiting.await.is_err());
    end(&hub, EndedRight::VisitorToken(TokenHash([1; 32])));
    assert_eq!(Some(joining.outbox.next(true).await), ENDED);
}
