pub(super) mod create;
pub(super) mod delete;
pub(super) mod embeddings;
pub(crate) mod engine;
pub(super) mod read;
pub(super) mod replay;
pub(super) mod try_out;
pub(super) mod update;

use crate::domain::{AllowedOrigins, Appearance, Assistant, Embeddings, PageOrigin, TenantId};
use crate::protocol::AssistantBody;
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input;

const NAME: usize = 80;
const GREETING: usize = 500;
const SUGGESTIONS: usize = 6;
const SUGGESTION: usize = 120;
const ORIGINS: usize = 50;

pub(super) fn body(assistant: Assistant, embeddings: Option<Embeddings>) -> AssistantBody {
    AssistantBody {
        id: assistant.public_id,
        name: assistant.name,
        engine: engine::engine_body(
            assistant.engine,
            assistant.engine_settings,
            assistant.engine_key.is_some(),
        ),
        instructions: assistant.instructions,
        handoff: engine::policy_body(assistant.handoff),
        embeddings: embeddings.map(|of| embeddings::body(of.settings, of.key.is_some())),
        greeting: assistant.appearance.greeting,
        suggestions: assistant.appearance.suggestions,
        color: assistant.appearance.color,
        avatar_url: assistant.appearance.avatar_url,
        allowed_origins: origins_body(&assistant.allowed_origins),
    }
}

pub(super) fn origins_body(origins: &AllowedOrigins) -> Vec<String> {
    origins
        .0
        .iter()
        .map(|origin| origin.as_str().to_owned())
        .collect()
}

/// The tenant's own assistant of that public id.
pub(super) async fn find(rest: &Rest, tenant: TenantId, raw: &str) -> Answer<Assistant> {
    let id = input::public_id(raw)?;
    let found = rest.store.read().await?.assistant_by_public_id(&id).await?;
    found
        .filter(|assistant| assistant.tenant == tenant)
        .ok_or_else(Failure::not_found)
}

pub(super) fn origins(raw: &[String]) -> Answer<AllowedOrigins> {
    if raw.len() > ORIGINS {
        return Err(Failure::invalid(format!(
            "`allowed_origins` has at most {ORIGINS} entries"
        )));
    }
    let mut origins = Vec::with_capacity(raw.len());
    for entry in raw {
        let origin = PageOrigin::parse(entry).ok_or_else(|| {
            Failure::invalid("an origin is `https://` and a host, with a port if it has one")
        })?;
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    Ok(AllowedOrigins(origins))
}

/// Checks what was named of an appearance, and keeps the rest.
fn appearance(
    now: Appearance,
    greeting: Option<&str>,
    suggestions: Option<&[String]>,
    color: Option<&str>,
) -> Answer<Appearance> {
    let mut next = now;
    if let Some(greeting) = greeting {
        next.greeting = input::name("greeting", greeting, GREETING)?;
    }
    if let Some(suggestions) = suggestions {
        if suggestions.len() > SUGGESTIONS {
            return Err(Failure::invalid(format!(
                "`suggestions` has at most {SUGGESTIONS} entries"
            )));
        }
        next.suggestions = suggestions
            .iter()
            .map(|text| input::name("suggestions", text, SUGGESTION))
            .collect::<Answer<_>>()?;
    }
    if let Some(color) = color {
        let hex = color.strip_prefix('#').filter(|hex| hex.len() == 6);
        if !hex.is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            return Err(Failure::invalid("`color` is # and six hexadecimal digits"));
        }
        color.clone_into(&mut next.color);
    }
    Ok(next)
}
