//! Who is there, where the visitor is, and how far each side has got.

use std::time::Duration;

use serde_json::json;

use crate::support::{Place, eventually, fits, stories};

stories!(
    contacts_are_told_whether_a_person_is_there,
    operators_see_who_is_there_and_on_which_page,
    colleagues_learn_of_marks_that_go_over_notes,
    marks_tell_what_has_arrived_on_any_device,
);

async fn contacts_are_told_whether_a_person_is_there(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let (elsewhere, _) = app.other_tenant("Elsewhere").await;
    let dialog = visitor.opens().await;
    let mut tab = visitor.knock(dialog, "").await;
    tab.expect_next(&json!({ "type": "hello", "operators_online": 0 }))
        .await;
    let (one, other) = (app.operator().await, app.operator().await);
    let desk = one.inbox().await;
    tab.expect_online(1).await;
    // A second screen is no second person; another company's people are none of ours.
    let second = one.inbox().await;
    let theirs = elsewhere.inbox().await;
    let colleague = other.inbox().await;
    tab.expect_online(2).await;
    let mut late = visitor.knock(dialog, "").await;
    late.expect_next(&json!({ "type": "hello", "operators_online": 2 }))
        .await;
    // A page that is loaded anew is no going.
    desk.close().await;
    second.close().await;
    late.round_trip().await;
    let anew = one.inbox().await;
    for socket in [anew, colleague] {
        socket.close().await;
    }
    let mut later = visitor.knock(dialog, "").await;
    later
        .expect_next(&json!({ "type": "hello", "operators_online": 2 }))
        .await;
    app.forward(Duration::from_secs(10));
    tab.expect_online(0).await;
    late.expect_online(0).await;
    for socket in [tab, late, later, theirs] {
        socket.close().await;
    }
    app.finish().await;
}

async fn operators_see_who_is_there_and_on_which_page(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    let mut desk = operator.socket(dialog).await;
    let mut tab = visitor.socket(dialog).await;
    desk.expect(&json!({ "type": "presence", "dialog_id": dialog, "visitor": true }))
        .await;
    let page = json!({ "url": "https://shop.example/boots", "title": "Boots", "referrer": "" });
    let mut frame = page.clone();
    frame["type"] = "page".into();
    tab.send(&frame).await;
    desk.expect(&json!({ "type": "presence", "page": page })).await;
    let colleague = app.owner.socket(dialog).await;
    let both = desk
        .expect(&json!({ "type": "presence", "viewers": [{}, {}] }))
        .await;
    let names: Vec<&str> = both["viewers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|who| who["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"Olivia Owner") && names.contains(&operator.name.as_str()),
        "{names:?}"
    );
    colleague.close().await;
    desk.expect(&json!({ "type": "presence", "viewers": [{ "name": operator.name }] }))
        .await;
    let told = format!("{:?}", tab.seen);
    assert!(!told.contains("viewers") && !told.contains("boots"), "{told}");
    tab.close().await;
    desk.expect(&json!({ "type": "presence", "visitor": false }))
        .await;
    desk.close().await;
    app.finish().await;
}

async fn colleagues_learn_of_marks_that_go_over_notes(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    operator.notes(dialog, "aside").await;
    let mut tab = visitor.socket(dialog).await;
    let mut desk = operator.socket(dialog).await;
    let path = format!("/dialogs/{dialog}/read");
    app.owner.post(&path, &json!({ "seq": 1 })).await.is(204);
    tab.expect(&json!({ "type": "read", "sender": "manager", "seq": 1 }))
        .await;
    desk.expect(&json!({ "type": "read", "sender": "manager", "seq": 1 }))
        .await;
    app.owner.post(&path, &json!({ "seq": 2 })).await.is(204);
    desk.expect(&json!({ "type": "read", "sender": "manager", "seq": 2 }))
        .await;
    tab.expect_silence(&app).await;
    tab.close().await;
    desk.close().await;
    app.finish().await;
}

async fn marks_tell_what_has_arrived_on_any_device(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let (mut phone, mut laptop) = (visitor.socket(dialog).await, visitor.socket(dialog).await);
    let mut desk = operator.socket(dialog).await;
    for round in 0..3 {
        let said = operator.says(dialog, &format!("word {round}")).await;
        // That it was written to a socket says nothing: a device says so itself.
        let quiet = desk.caught_up(&app).await;
        assert!(
            !quiet
                .iter()
                .any(|frame| fits(frame, &json!({ "type": "delivered" }))),
            "{quiet:?}"
        );
        phone
            .expect(&json!({ "type": "message", "id": said["id"] }))
            .await;
        phone
            .send(&json!({ "type": "delivered", "seq": round + 2 }))
            .await;
        desk.expect(&json!({ "type": "delivered", "sender": "user", "seq": round + 2 }))
            .await;
        // The second device is no news, and one that lags behind takes nothing back.
        laptop
            .send(&json!({ "type": "delivered", "seq": round + 2 }))
            .await;
        laptop.send(&json!({ "type": "delivered", "seq": 1 })).await;
        laptop.round_trip().await;
        let quiet = desk.caught_up(&app).await;
        assert!(
            !quiet
                .iter()
                .any(|frame| fits(frame, &json!({ "type": "delivered" }))),
            "{quiet:?}"
        );
        // Nobody has read what is not written.
        laptop.send(&json!({ "type": "read", "seq": 5_000 })).await;
        desk.expect(&json!({ "type": "read", "sender": "user", "seq": round + 2 }))
            .await;
    }
    eventually("both are kept", async || {
        let row = operator.dialog(dialog).await;
        (row["delivered"]["user"] == 4 && row["read"]["user"] == 4).then_some(())
    })
    .await;
    for socket in [phone, laptop, desk] {
        socket.close().await;
    }
    app.finish().await;
}
