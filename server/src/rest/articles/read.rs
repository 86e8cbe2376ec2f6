use axum::Json;
use axum::extract::State;

use super::{body, whole};
use crate::access::Operator;
use crate::domain::ArticleId;
use crate::protocol::{ArticleBody, ListOf, Problem};
use crate::rest::Rest;
use crate::rest::assistants::find;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::At;

/// The articles that an assistant answers from.
#[utoipa::path(
    get, path = "/assistants/{id}/articles", tag = "articles",
    params(("id" = String, Path)),
    responses((status = 200, body = ListOf<ArticleBody>), (status = 404, body = Problem)),
)]
pub(crate) async fn list(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<String>,
) -> Answer<Json<ListOf<ArticleBody>>> {
    let assistant = find(&rest, operator.tenant, &id).await?;
    let mut reader = rest.store.read().await?;
    let found = reader.articles(operator.tenant, assistant.id).await?;
    let mut origins = reader.article_origins(operator.tenant, assistant.id).await?;
    let items = found.into_iter().map(|article| {
        let origin = origins.remove(&article.id);
        body(article, origin)
    });
    Ok(Json(ListOf {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// One article.
#[utoipa::path(
    get, path = "/articles/{id}", tag = "articles",
    params(("id" = i64, Path)),
    responses((status = 200, body = ArticleBody), (status = 404, body = Problem)),
)]
pub(crate) async fn get(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<ArticleId>,
) -> Answer<Json<ArticleBody>> {
    let found = rest.store.read().await?.article(operator.tenant, id).await?;
    let found = found.ok_or_else(Failure::not_found)?;
    Ok(Json(whole(&rest, operator.tenant, found).await?))
}
