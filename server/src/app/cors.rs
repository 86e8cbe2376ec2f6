//! Which other pages may call the API: for the widget's and the site's prefixes exactly the allowed origins of
//! the assistant or site in question, for headless clients. Operators' prefixes answer to no other page.

use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::access::{Access, Denied};
use crate::domain::{PageOrigin, PublicId};
use crate::store::Store;

/// How long a browser may remember the answer.
const REMEMBERED: Duration = Duration::from_mins(10);

pub(super) fn layer(access: Access, store: Store) -> CorsLayer {
    let judge = Judge { access, store };
    CorsLayer::new()
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([header::RETRY_AFTER])
        .max_age(REMEMBERED)
        .allow_origin(AllowOrigin::async_predicate(
            move |origin: HeaderValue, parts: &Parts| {
                let asked = Asked::read(&origin, parts);
                async move {
                    match asked {
                        Some(asked) => judge.allows(asked).await.unwrap_or(false),
                        None => false,
                    }
                }
            },
        ))
}

#[derive(Clone)]
struct Judge {
    access: Access,
    store: Store,
}

struct Asked {
    origin: PageOrigin,
    of: Of,
}

/// Whose list decides.
enum Of {
    Assistant(PublicId),
    Site {
        token: String,
    },
    /// The request does not say: a preflight carries no token, and an opening names the assistant in its body.
    Anybody,
}

impl Asked {
    /// `None` where no other page may ask.
    fn read(origin: &HeaderValue, parts: &Parts) -> Option<Self> {
        let origin = PageOrigin::parse(origin.to_str().ok()?)?;
        let path = parts.uri.path();
        let of = if path.starts_with("/api/v1/widget/") {
            let query = parts.uri.query().unwrap_or_default();
            let named =
                url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "assistant_id");
            named.map_or(Some(Of::Anybody), |(_, id)| {
                PublicId::parse(&id).map(Of::Assistant)
            })?
        } else if path.starts_with("/api/v1/site/") {
            let bearer = parts.headers.get(header::AUTHORIZATION);
            let token = bearer.and_then(|value| value.to_str().ok()?.split_once(' '));
            token.map_or(Of::Anybody, |(_, token)| Of::Site {
                token: token.trim().to_owned(),
            })
        } else {
            return None;
        };
        Some(Self { origin, of })
    }
}

impl Judge {
    async fn allows(&self, asked: Asked) -> Result<bool, Denied> {
        let Asked { origin, of } = asked;
        let mut reader = self.store.read().await?;
        match of {
            Of::Assistant(id) => {
                let assistant = reader.assistant_by_public_id(&id).await?;
                Ok(assistant.is_some_and(|assistant| assistant.allowed_origins.contains(&origin)))
            }
            Of::Site { token } => {
                drop(reader);
                match self.access.site(&token).await {
                    Ok(user) => Ok(user.site.allowed_origins.contains(&origin)),
                    // So that the page can read why it was refused.
                    Err(_) => Ok(self
                        .store
                        .read()
                        .await?
                        .origin_is_allowed_somewhere(&origin)
                        .await?),
                }
            }
            Of::Anybody => Ok(reader.origin_is_allowed_somewhere(&origin).await?),
        }
    }
}
