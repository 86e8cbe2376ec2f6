use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::SiteUser;
use crate::domain::{Assistant, Away, Hours};
use crate::protocol::{ConfigAppearance, ConfigAssistant, ConfigLimits, OpenBody, Problem, WidgetConfig};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, Asked};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Named {
    assistant_id: String,
}

/// What a widget shows before the first word. Writes nothing anywhere.
#[utoipa::path(
    get, path = "/config", tag = "widget",
    params(Named),
    responses((status = 200, body = WidgetConfig), (status = 404, body = Problem)),
)]
pub(crate) async fn widget(
    State(rest): State<Rest>,
    Asked(named): Asked<Named>,
) -> Answer<Json<WidgetConfig>> {
    let id = input::public_id(&named.assistant_id)?;
    let mut reader = rest.store.read().await?;
    let assistant = reader.assistant_by_public_id(&id).await?;
    let assistant = assistant.ok_or_else(Failure::not_found)?;
    let hours = reader.hours(assistant.tenant).await?;
    Ok(Json(config(&rest, assistant, hours.as_ref())))
}

/// The same for a signed-in user.
#[utoipa::path(
    get, path = "/config", tag = "site",
    responses((status = 200, body = WidgetConfig), (status = 401, body = Problem)),
)]
pub(crate) async fn site(State(rest): State<Rest>, user: SiteUser) -> Answer<Json<WidgetConfig>> {
    let mut reader = rest.store.read().await?;
    let assistant = reader.assistant(user.site.tenant, user.site.assistant).await?;
    let assistant = assistant.ok_or_else(Failure::not_found)?;
    let hours = reader.hours(assistant.tenant).await?;
    Ok(Json(config(&rest, assistant, hours.as_ref())))
}

fn config(rest: &Rest, assistant: Assistant, hours: Option<&Hours>) -> WidgetConfig {
    let now = rest.clock.now();
    let may_ask_person = Away::at(&assistant.handoff, hours, now).is_none();
    WidgetConfig {
        may_ask_person,
        online: rest.hub.operators_online(assistant.tenant) > 0,
        hours: OpenBody::at(hours, now),
        assistant: ConfigAssistant {
            id: assistant.public_id,
            name: assistant.name,
            avatar_url: assistant.appearance.avatar_url,
        },
        offer_person: assistant.handoff.always_offer && may_ask_person,
        greeting: assistant.appearance.greeting,
        suggestions: assistant.appearance.suggestions,
        appearance: ConfigAppearance {
            color: assistant.appearance.color,
        },
        locale: "en".to_owned(),
        limits: ConfigLimits {
            text_max: rest.conversation.limits().text_characters,
        },
    }
}
