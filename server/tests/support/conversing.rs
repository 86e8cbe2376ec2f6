//! What people do in dialogs, in one word each. By HTTP; sockets have frames for it.

use serde_json::{Value, json};

use super::{ANSWER, Answer, Caller, client_id, eventually};

impl Caller {
    /// What opens a dialog.
    pub(crate) fn opening(&self) -> Value {
        let mut opening = json!({ "client_id": client_id() });
        if let Some(assistant) = self.assistant() {
            opening["assistant_id"] = assistant.into();
            opening["visitor_token"] = self.token.as_str().into();
        }
        opening
    }

    /// Opens a dialog and says nothing yet. Its number.
    pub(crate) async fn opens(&self) -> i64 {
        let made = self.post("/dialogs", &self.opening()).await.is(201);
        made["dialog"]["id"].as_i64().unwrap()
    }

    /// Opens a dialog with a question.
    pub(crate) async fn asks(&self, question: &str) -> i64 {
        let mut opening = self.opening();
        opening["message"] = json!({ "client_id": client_id(), "text": question });
        let made = self.post("/dialogs", &opening).await.is(201);
        made["dialog"]["id"].as_i64().unwrap()
    }

    /// Says something new. The answer's body.
    pub(crate) async fn says(&self, dialog: i64, text: &str) -> Value {
        self.tries_to_say(dialog, text).await.is(201)
    }

    pub(crate) async fn tries_to_say(&self, dialog: i64, text: &str) -> Answer {
        let message = json!({ "client_id": client_id(), "text": text });
        self.post(&format!("/dialogs/{dialog}/messages"), &message).await
    }

    pub(crate) async fn notes(&self, dialog: i64, text: &str) -> Value {
        let note = json!({ "client_id": client_id(), "text": text });
        self.post(&format!("/dialogs/{dialog}/notes"), &note)
            .await
            .is(201)
    }

    /// Does something to a dialog that needs no more words: `close`, `reopen`.
    pub(crate) async fn tries_to(&self, verb: &str, dialog: i64) -> Answer {
        self.post(&format!("/dialogs/{dialog}/{verb}"), &json!({})).await
    }

    pub(crate) async fn claims(&self, dialog: i64) -> Value {
        self.tries_to("claim", dialog).await.is(200)
    }

    pub(crate) async fn closes(&self, dialog: i64) -> Value {
        self.tries_to("close", dialog).await.is(200)
    }

    /// `to` is `assistant` or `queue`.
    pub(crate) async fn releases(&self, dialog: i64, to: &str) -> Value {
        let release = json!({ "to": to });
        self.post(&format!("/dialogs/{dialog}/release"), &release)
            .await
            .is(200)
    }

    pub(crate) async fn asks_for_a_person(&self, dialog: i64) -> Value {
        self.tries_to("handoff", dialog).await.is(200)
    }

    /// The dialog as the caller sees it now.
    pub(crate) async fn dialog(&self, dialog: i64) -> Value {
        self.get(&format!("/dialogs/{dialog}")).await.is(200)
    }

    /// Everything after `after`, read page by page.
    pub(crate) async fn history_after(&self, dialog: i64, mut after: i64) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let page = self
                .get(&format!("/dialogs/{dialog}/messages?after={after}&limit=200"))
                .await
                .is(200);
            let items = page["items"].as_array().unwrap();
            all.extend(items.iter().cloned());
            match items.last() {
                Some(last) if page["more"] == true => after = last["seq"].as_i64().unwrap(),
                _ => return all,
            }
        }
    }

    pub(crate) async fn history(&self, dialog: i64) -> Vec<Value> {
        self.history_after(dialog, 0).await
    }

    /// Waits until the assistant has answered the question that a story asks most.
    pub(crate) async fn is_answered(&self, dialog: i64) -> Value {
        self.reads_of("assistant", dialog, |text| text.contains(ANSWER))
            .await
    }

    /// Waits until an entry that `fits` is in the history.
    pub(crate) async fn reads_entry(&self, dialog: i64, fits: impl Fn(&Value) -> bool) -> Value {
        eventually("an entry in the history", async || {
            self.history(dialog).await.into_iter().find(&fits)
        })
        .await
    }

    /// Waits until a message of `sender` that `fits` is in the history.
    pub(crate) async fn reads_of(&self, sender: &str, dialog: i64, fits: impl Fn(&str) -> bool) -> Value {
        eventually("a message in the history", async || {
            self.history(dialog)
                .await
                .into_iter()
                .find(|item| item["sender"] == sender && item["text"].as_str().is_some_and(&fits))
        })
        .await
    }
}
