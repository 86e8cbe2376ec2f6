//! Many want a dialog at the same moment: one gets it, and the others know who.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Caller, Place, TestApp, fits, stories};

stories!(
    of_eight_claims_at_once_one_wins,
    of_eight_claims_over_sockets_one_wins,
);

async fn eight(app: &TestApp) -> Vec<Caller> {
    let mut operators = Vec::new();
    for _ in 0..8 {
        operators.push(app.operator().await);
    }
    operators
}

async fn of_eight_claims_at_once_one_wins(place: Place) {
    let app = place.app().await;
    let operators = eight(&app).await;
    let visitor = app.visitor();
    for round in 0..50 {
        let dialog = visitor.opens().await;
        if round % 2 == 0 {
            visitor.asks_for_a_person(dialog).await;
        }
        let answers = join_all(
            operators
                .iter()
                .map(|operator| operator.tries_to("claim", dialog)),
        )
        .await;
        let winners: Vec<_> = operators
            .iter()
            .zip(&answers)
            .filter(|(_, answer)| answer.status == 200)
            .collect();
        let [(winner, won)] = winners.as_slice() else {
            panic!("{} winners", winners.len())
        };
        assert_eq!(won.is(200)["assignee"]["id"], winner.id);
        for lost in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(
                lost.refuses(409, "already_claimed")["holder"]["name"],
                winner.name
            );
        }
        // Once more by the winner changes nothing.
        winner.claims(dialog).await;
        let starts = visitor.history(dialog).await;
        let starts = starts
            .iter()
            .filter(|entry| entry["meta"]["code"] == "handoff_started")
            .count();
        assert_eq!(starts, 1);
    }
    app.finish().await;
}

async fn of_eight_claims_over_sockets_one_wins(place: Place) {
    let app = place.app().await;
    let operators = eight(&app).await;
    let visitor = app.visitor();
    for _ in 0..8 {
        let dialog = visitor.opens().await;
        let mut sockets = join_all(operators.iter().map(|operator| operator.socket(dialog))).await;
        join_all(sockets.iter_mut().map(|socket| async {
            socket.send(&json!({ "type": "claim" })).await;
        }))
        .await;
        let started = json!({ "type": "handoff_started" });
        let managers = join_all(sockets.iter_mut().map(|socket| socket.expect(&started))).await;
        let winner = managers[0]["manager"]["id"].clone();
        assert!(
            managers.iter().all(|frame| frame["manager"]["id"] == winner),
            "{managers:?}"
        );
        let mut lost = 0;
        for (operator, socket) in operators.iter().zip(&mut sockets) {
            socket.caught_up(&app).await;
            let refusal = json!({ "type": "error", "code": "already_claimed", "dialog_id": dialog });
            let refused: Vec<&Value> = socket.seen.iter().filter(|frame| fits(frame, &refusal)).collect();
            lost += refused.len();
            assert_eq!(refused.is_empty(), winner == operator.id);
            assert!(refused.iter().all(|frame| frame["holder"]["id"] == winner));
        }
        assert_eq!(lost, 7);
        join_all(sockets.into_iter().map(crate::support::Socket::close)).await;
    }
    app.finish().await;
}
