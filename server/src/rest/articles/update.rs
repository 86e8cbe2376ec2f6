use axum::Json;
use axum::extract::State;

use super::{TITLE, link, locale, markdown, whole};
use crate::access::Admin;
use crate::assistant::knowledge::passages_of;
use crate::domain::ArticleId;
use crate::protocol::{ArticleBody, ArticlePatch, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, At, Body};
use crate::store::ArticleChange;

/// Changes what is named of an article.
#[utoipa::path(
    patch, path = "/articles/{id}", tag = "articles",
    params(("id" = i64, Path)),
    request_body = ArticlePatch,
    responses((status = 200, body = ArticleBody), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<ArticleId>,
    Body(patch): Body<ArticlePatch>,
) -> Answer<Json<ArticleBody>> {
    let tenant = admin.tenant;
    let now = rest
        .store
        .read()
        .await?
        .article(tenant, id)
        .await?
        .ok_or_else(Failure::not_found)?;
    let change = ArticleChange {
        title: match &patch.title {
            Some(title) => input::name("title", title, TITLE)?,
            None => now.title,
        },
        body: match &patch.body {
            Some(text) => markdown(text)?,
            None => now.body,
        },
        url: match &patch.url {
            Some(url) => link(Some(url))?,
            None => now.url,
        },
        locale: match &patch.locale {
            Some(tag) => locale(Some(tag))?,
            None => now.locale,
        },
        at: rest.clock.now(),
    };
    let passages = passages_of(&change.title, &change.body);
    let next = rest
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.update_article(tenant, id, &change, &passages).await?;
                tx.article(tenant, id).await
            })
        })
        .await?;
    let next = next.ok_or_else(Failure::not_found)?;
    Ok(Json(whole(&rest, tenant, next).await?))
}
