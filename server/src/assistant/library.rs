//! Keeping the articles that an assistant answers from.

use super::knowledge::passages_of;
use crate::domain::{ArticleId, TenantId};
use crate::store::{Error, NewArticle, Store};

/// Writes a new article, cut into passages. The caller has checked that the assistant is the tenant's.
pub async fn add_article(store: &Store, tenant: TenantId, new: NewArticle) -> Result<ArticleId, Error> {
    let passages = passages_of(&new.title, &new.body);
    store
        .write(move |tx| Box::pin(async move { tx.create_article(tenant, &new, &passages).await }))
        .await
}
