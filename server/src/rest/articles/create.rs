use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{ARTICLES, TITLE, body, link, locale, markdown};
use crate::access::Admin;
use crate::assistant::knowledge::passages_of;
use crate::protocol::{ArticleBody, ArticleIn, ErrorCode, Problem};
use crate::rest::Rest;
use crate::rest::assistants::find;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, At, Body};
use crate::store::NewArticle;

/// Adds an article. The assistant answers from it at once.
#[utoipa::path(
    post, path = "/assistants/{id}/articles", tag = "articles",
    params(("id" = String, Path)),
    request_body = ArticleIn,
    responses((status = 201, body = ArticleBody), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
    Body(wanted): Body<ArticleIn>,
) -> Answer<(StatusCode, Json<ArticleBody>)> {
    let assistant = find(&rest, admin.tenant, &id).await?;
    if rest
        .store
        .read()
        .await?
        .articles(admin.tenant, assistant.id)
        .await?
        .len()
        >= ARTICLES
    {
        let problem = Problem::new(
            ErrorCode::LimitReached,
            "The assistant has all the articles it may have.",
        );
        return Err(problem.limit(ARTICLES as u64).into());
    }
    let new = NewArticle {
        assistant: assistant.id,
        title: input::name("title", &wanted.title, TITLE)?,
        body: markdown(&wanted.body)?,
        url: link(wanted.url.as_deref())?,
        locale: locale(wanted.locale.as_deref())?,
        at: rest.clock.now(),
    };
    let passages = passages_of(&new.title, &new.body);
    let tenant = admin.tenant;
    let made = rest
        .store
        .write(move |tx| {
            Box::pin(async move {
                let id = tx.create_article(tenant, &new, &passages).await?;
                tx.article(tenant, id).await
            })
        })
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(body(made.ok_or_else(Failure::not_found)?, None)),
    ))
}
