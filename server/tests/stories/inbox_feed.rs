//! What operators with their inbox open hear of dialogs.

use serde_json::{Value, json};

use crate::support::{Place, Socket, fits, stories};

stories!(an_opened_dialog_is_no_news_until_something_is_said);

async fn an_opened_dialog_is_no_news_until_something_is_said(place: Place) {
    let app = place.app().await;
    let mut inbox = app.owner.inbox().await;
    let silent = app.visitor();
    let opened = silent.opens().await;
    let mut heard = Vec::new();
    // What is told of the second was looked for after all that happened before the first was told.
    for _ in 0..2 {
        let visitor = app.visitor();
        let dialog = visitor.opens().await;
        visitor.says(dialog, "Is anybody there?").await;
        heard.extend(until_told_of(&mut inbox, dialog).await);
    }
    let told = heard.iter().find(|frame| fits(frame, &changed(opened)));
    assert_eq!(told, None, "nothing was said in it");
    silent.says(opened, "Hello").await;
    until_told_of(&mut inbox, opened).await;
    drop(inbox);
    app.finish().await;
}

fn changed(dialog: i64) -> Value {
    json!({ "type": "dialog_updated", "dialog": { "id": dialog } })
}

/// Everything up to the news of that dialog.
async fn until_told_of(inbox: &mut Socket, dialog: i64) -> Vec<Value> {
    let mut heard = Vec::new();
    while heard.last().is_none_or(|frame| !fits(frame, &changed(dialog))) {
        heard.push(inbox.next().await);
    }
    heard
}
