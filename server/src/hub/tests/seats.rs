use super::*;
use crate::hub::Census;

fn assert_nothing_left(hub: &Hub) {
    assert_eq!(hub.census(), Census::default());
    assert!(hub.caps.is_empty());
    assert!(hub.staff.is_empty());
}

#[test]
fn the_51st_visitor_is_refused_and_operators_do_not_notice() {
    let hub = hub();
    let mut seats: Vec<_> = (1..=50)
        .map(|contact| join_contact(&hub, contact).unwrap())
        .collect();
    assert_eq!(join_contact(&hub, 51).err(), Some(Refusal::PerDialog));

    seats.extend((1..=50).map(|id| join_operator(&hub, id).unwrap()));
    assert_eq!(join_operator(&hub, 51).err(), Some(Refusal::PerDialog));

    seats.remove(0);
    assert!(join_contact(&hub, 51).is_ok());
}

#[test]
fn a_seat_gives_everything_back_when_it_is_dropped() {
    let hub = hub();
    let contact = join_contact(&hub, 1).unwrap();
    let mut inbox = join_inbox(&hub, 1);
    inbox.seat.subscribe(DIALOG).unwrap();
    inbox.seat.subscribe(DialogId(11)).unwrap();
    let watch = watch_as_contact(&hub, DIALOG).unwrap();
    assert_eq!(
        hub.census(),
        Census {
            connections: 2,
            rooms: 2,
            seats: 3,
            watches: 1,
            generations: 0
        }
    );
    drop((contact, inbox, watch));
    assert_nothing_left(&hub);
}

#[test]
fn a_refused_connection_leaves_nothing_behind() {
    let hub = hub_with(Limits {
        connections_per_dialog: 0,
        ..Limits::default()
    });
    assert_eq!(join_contact(&hub, 1).err(), Some(Refusal::PerDialog));
    assert_eq!(join_operator(&hub, 1).err(), Some(Refusal::PerDialog));
    assert_eq!(watch_as_operator(&hub, DIALOG).err(), Some(Refusal::PerDialog));
    assert_nothing_left(&hub);
}

#[test]
fn one_person_has_only_so_many_connections() {
    let hub = hub();
    let visitor: Vec<_> = (0..5).map(|_| join_contact(&hub, 1).unwrap()).collect();
    assert_eq!(join_contact(&hub, 1).err(), Some(Refusal::PerVisitor));
    let operators: Vec<_> = (0..20).map(|_| join_operator(&hub, 1).unwrap()).collect();
    assert_eq!(join_operator(&hub, 1).err(), Some(Refusal::PerOperator));
    drop((visitor, operators));
    assert_nothing_left(&hub);
    assert!(join_contact(&hub, 1).is_ok());
    assert!(join_operator(&hub, 1).is_ok());
}

#[test]
fn visitors_cannot_take_the_operators_share_of_the_node() {
    let hub = hub_with(Limits {
        connections_total: 4,
        connections_kept_for_operators: 2,
        ..Limits::default()
    });
    let _visitors = [join_contact(&hub, 1).unwrap(), join_contact(&hub, 2).unwrap()];
    assert_eq!(join_contact(&hub, 3).err(), Some(Refusal::PerNode));
    let _operators = [join_operator(&hub, 1).unwrap(), join_operator(&hub, 2).unwrap()];
    assert_eq!(join_operator(&hub, 3).err(), Some(Refusal::PerNode));
}

#[test]
fn an_inbox_subscription_is_a_place_in_the_dialogs_admin_pool() {
    let hub = hub_with(Limits {
        connections_per_dialog: 1,
        subscriptions_per_connection: 2,
        ..Limits::default()
    });
    let dialog_socket = join_operator(&hub, 1).unwrap();
    let mut inbox = join_inbox(&hub, 2).seat;
    assert_eq!(inbox.subscribe(DIALOG).err(), Some(Refusal::PerDialog));
    drop(dialog_socket);
    inbox.subscribe(DIALOG).unwrap();
    inbox.subscribe(DIALOG).unwrap();
    assert_eq!(join_operator(&hub, 1).err(), Some(Refusal::PerDialog));

    inbox.subscribe(DialogId(11)).unwrap();
    assert_eq!(inbox.subscribe(DialogId(12)).err(), Some(Refusal::PerConnection));
    inbox.unsubscribe(DIALOG);
    assert!(join_operator(&hub, 1).is_ok());
    inbox.subscribe(DialogId(12)).unwrap();
}

#[test]
fn an_address_has_only_so_many_places_on_each_side() {
    let hub = hub_with(Limits {
        connections_per_address: 2,
        ..Limits::default()
    });
    let office = Some(IpAddr::from([192, 0, 2, 1]));
    let visitor = |id, from| join_from(&hub, Principal::Contact(contact(id)), Some(DIALOG), from);
    let crowd = [visitor(1, office).unwrap(), visitor(2, office).unwrap()];
    assert_eq!(visitor(3, office).err(), Some(Refusal::PerAddress));
    // Others are other people, and those who work there have places of their own.
    let other = Some(IpAddr::from([192, 0, 2, 2]));
    let elsewhere = [visitor(3, other).unwrap(), visitor(4, None).unwrap()];
    let desk = Principal::Operator(operator(1));
    let staff = join_from(&hub, desk, None, office).unwrap();
    drop((crowd, elsewhere, staff));
    assert_nothing_left(&hub);
    assert!(visitor(3, office).is_ok());
}

#[test]
fn a_long_poll_counts_as_a_place() {
    let hub = hub_with(Limits {
        connections_per_dialog: 1,
        ..Limits::default()
    });
    let watch = watch_as_contact(&hub, DIALOG).unwrap();
    assert_eq!(join_contact(&hub, 1).err(), Some(Refusal::PerDialog));
    assert!(join_operator(&hub, 1).is_ok());
    drop(watch);
    assert!(join_contact(&hub, 1).is_ok());
}

#[test]
fn thousands_come_and_go_and_nothing_stays() {
    let hub = hub();
    std::thread::scope(|threads| {
        for thread in 0..4 {
            let hub = &hub;
            threads.spawn(move || {
                for round in 0..2_000 {
                    let visitor = Principal::Contact(contact(thread * 10_000 + round));
                    let dialog = DialogId(1 + round % 7);
                    drop(join(hub, visitor, Some(dialog)));
                    let operator = Principal::Operator(operator(thread + 1));
                    drop(join(hub, operator, Some(dialog)));
                    hub.deliver(&posted(message(Sender::User, round), None));
                }
            });
        }
    });
    assert_nothing_left(&hub);
}
