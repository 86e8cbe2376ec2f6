use super::*;
use crate::domain::{EndedRight, NodeId, Viewing};
use crate::hub::staff::GRACE;
use crate::hub::{Change, Frame};

#[tokio::test(start_paused = true)]
async fn coming_and_going_is_told_once_per_look() {
    let hub = hub();
    let visitor = join_contact(&hub, 1).unwrap();
    let one = join_operator(&hub, 1).unwrap();
    let again = join_operator(&hub, 1).unwrap();
    let mut changes = hub.changes().take().await;
    changes.sort_by_key(|change| matches!(change, Change::Dialog(..)));
    assert_eq!(
        changes,
        [Change::Operators(TENANT), Change::Dialog(TENANT, DIALOG)]
    );
    assert_eq!(
        hub.presence(TENANT, DIALOG),
        Viewing {
            visitor: true,
            viewers: vec![person(1)]
        }
    );
    assert_eq!(hub.operators_online(TENANT), 1);

    // The last of an operator's connections takes them offline, not the first.
    drop(one);
    assert_eq!(hub.changes().take().await, [Change::Dialog(TENANT, DIALOG)]);
    drop((again, visitor));
    assert_eq!(hub.changes().take().await, [Change::Dialog(TENANT, DIALOG)]);
    assert_eq!(hub.presence(TENANT, DIALOG), Viewing::default());
    assert_eq!(hub.operators_online(TENANT), 1);
    tokio::time::advance(GRACE).await;
    hub.sweep_staff();
    assert_eq!(hub.changes().take().await, [Change::Operators(TENANT)]);
    assert_eq!(hub.operators_online(TENANT), 0);

    let nothing = tokio::time::timeout(Duration::from_mins(1), hub.changes().take());
    assert!(nothing.await.is_err());
}

#[tokio::test(start_paused = true)]
async fn who_loads_the_page_anew_was_never_gone() {
    let hub = hub();
    drop(join_inbox(&hub, 1));
    hub.changes().take().await;
    tokio::time::advance(GRACE.mul_f64(0.99)).await;
    hub.sweep_staff();
    assert!(hub.operator_online(TENANT, OperatorId(1)));
    let _back = join_inbox(&hub, 1);
    tokio::time::advance(GRACE * 2).await;
    hub.sweep_staff();
    assert_eq!(hub.operators_online(TENANT), 1);
    let nothing = tokio::time::timeout(Duration::from_mins(1), hub.changes().take());
    assert!(nothing.await.is_err(), "a reload is no news");
}

#[tokio::test(start_paused = true)]
async fn who_signs_out_is_gone_at_once() {
    let hub = hub();
    let ended = join_inbox(&hub, 1);
    hub.changes().take().await;
    hub.deliver(&Event::right_ended(TENANT, EndedRight::Session(SessionId(1))));
    drop(ended);
    assert_eq!(hub.changes().take().await, [Change::Operators(TENANT)]);
    assert_eq!(hub.operators_online(TENANT), 0);
    assert!(hub.staff.is_empty());
}

/// They come back to this one, or to another.
#[tokio::test(start_paused = true)]
async fn the_people_of_a_node_that_goes_are_waited_for() {
    let (hub, node) = (hub(), NodeId(2));
    hub.staffed_elsewhere(TENANT, node, &[OperatorId(1), OperatorId(2)]);
    hub.forget_node(node);
    assert_eq!(hub.operators_online(TENANT), 2);
    let _back = join_inbox(&hub, 1);
    tokio::time::advance(GRACE).await;
    hub.sweep_staff();
    assert_eq!(hub.operators_online(TENANT), 1);
    // What a node says itself counts at once: it has waited already.
    hub.staffed_elsewhere(TENANT, node, &[OperatorId(3)]);
    hub.staffed_elsewhere(TENANT, node, &[]);
    assert_eq!(hub.operators_online(TENANT), 1);
}

#[test]
fn a_visitor_who_polls_is_there() {
    let hub = hub();
    let _watch = watch_as_contact(&hub, DIALOG).unwrap();
    assert!(hub.presence(TENANT, DIALOG).visitor);
    assert!(!hub.presence(TenantId(2), DIALOG).visitor);
}

#[test]
fn inbox_frames_go_to_the_tenants_inbox_sockets_only() {
    let hub = hub();
    let mut inbox = join_inbox(&hub, 1);
    let mut dialog_socket = join_operator(&hub, 2).unwrap();
    let elsewhere = OperatorPrincipal {
        tenant: TenantId(2),
        ..operator(3)
    };
    let mut foreign = join(&hub, Principal::Operator(elsewhere), None).unwrap();
    let frame = Arc::new(Frame {
        dialog: None,
        seq: None,
        ack: false,
        bytes: "{}".into(),
    });
    hub.deliver_to_inbox(TENANT, &frame);
    assert!(inbox.outbox.try_recv().is_some());
    assert!(dialog_socket.outbox.try_recv().is_none());
    assert!(foreign.outbox.try_recv().is_none());

    let mut tenants = hub.tenants_with_inbox();
    tenants.sort_unstable();
    assert_eq!(tenants, [TENANT, TenantId(2)]);
}
