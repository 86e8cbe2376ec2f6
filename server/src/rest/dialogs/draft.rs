use axum::Json;
use axum::extract::State;

use super::about;
use crate::access::Operator;
use crate::assistant::Form;
use crate::assistant::ask::Asked;
use crate::assistant::engine::Request;
use crate::domain::DialogId;
use crate::protocol::{DraftBody, DraftIn, DraftMode, ErrorCode, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, At, Body};

const LANGUAGE: usize = 40;

/// Writes a reply for an operator, or their own words in another form. They send it, change it or drop it.
#[utoipa::path(
    post, path = "/dialogs/{id}/draft", tag = "dialogs",
    params(("id" = i64, Path)),
    request_body = DraftIn,
    responses(
        (status = 200, body = DraftBody), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem), (status = 503, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(dialog): At<DialogId>,
    Body(wanted): Body<DraftIn>,
) -> Answer<Json<DraftBody>> {
    let (assistant, past) = about(&rest, operator, dialog).await?;
    let language = match wanted.language.as_deref() {
        Some(raw) => Some(input::name("language", raw, LANGUAGE)?),
        None => None,
    };
    let form = match wanted.mode {
        DraftMode::Reply => None,
        DraftMode::Shorter => Some(Form::Shorter),
        DraftMode::Friendlier => Some(Form::Friendlier),
        DraftMode::Formal => Some(Form::Formal),
        DraftMode::Correct => Some(Form::Correct),
        DraftMode::Translate => Some(Form::Translated { language }),
    };
    let asked = if let Some(form) = form {
        let text = wanted.text.as_deref().unwrap_or_default();
        let text = input::text(text, rest.conversation.limits().text_characters)?;
        rest.ask
            .rewrite(&assistant, &form, text.into_string())
            .await
            .ok_or_else(|| {
                Failure::new(ErrorCode::NotSupported, "The assistant's engine cannot rewrite.")
            })??
    } else {
        let request = Request {
            assistant,
            question: past.question,
            history: past.history,
            away: None,
            asked_by: None,
        };
        rest.ask.ask(request).await?
    };
    Ok(Json(body(asked)))
}

fn body(asked: Asked) -> DraftBody {
    DraftBody {
        text: asked.text,
        citations: asked.answer.citations,
        usage: asked.answer.usage,
    }
}
