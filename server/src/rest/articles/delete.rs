use axum::extract::State;
use axum::http::StatusCode;

use crate::access::Admin;
use crate::domain::ArticleId;
use crate::protocol::Problem;
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::At;

/// Removes an article. Answers that cited it keep its title.
#[utoipa::path(
    delete, path = "/articles/{id}", tag = "articles",
    params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<ArticleId>,
) -> Answer<StatusCode> {
    let tenant = admin.tenant;
    let deleted = rest
        .store
        .write(move |tx| Box::pin(async move { tx.delete_article(tenant, id).await }))
        .await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::not_found())
    }
}
