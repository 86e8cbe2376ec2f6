use anyhow::Result;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use crate::dice::Dice;
use crate::wire::{Api, Party};

/// Somebody on a page with the widget.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// Public id of the assistant on that page.
    pub(crate) assistant: String,
    pub(crate) token: String,
}

#[derive(Deserialize)]
struct Created {
    dialog: CreatedDialog,
}

#[derive(Deserialize)]
struct CreatedDialog {
    id: i64,
}

impl Visitor {
    pub(crate) fn new(assistant: &str, dice: &mut Dice) -> Self {
        Self {
            assistant: assistant.to_owned(),
            token: dice.token(),
        }
    }

    pub(crate) fn party(&self) -> Party {
        Party::visitor(&self.assistant, &self.token)
    }

    /// Opens a dialog of this visitor, without a message.
    pub(crate) async fn open_dialog(&self, api: &Api, dice: &mut Dice) -> Result<i64> {
        let body = json!({
            "assistant_id": self.assistant,
            "client_id": dice.uuid(),
            "visitor_token": self.token,
        });
        let answer = api
            .ask(Method::POST, "/api/v1/widget/dialogs", None, Some(&body))
            .await?;
        Ok(answer.read::<Created>()?.dialog.id)
    }
}
