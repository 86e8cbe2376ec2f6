//! Keeping the articles that an assistant answers from.

use super::knowledge::passages_of;
use crate::domain::{ArticleId, TenantId};
use crate::store::{ArticleChange, Error, NewArticle, Store};

/// Writes a new article, cut into passages. The caller has checked that the assistant is the tenant's.
pub async fn add_article(store: &Store, tenant: TenantId, new: NewArticle) -> Result<ArticleId, Error> {
    let passages = passages_of(&new.title, &new.body);
    store
        .write(move |tx| Box::pin(async move { tx.create_article(tenant, &new, &passages).await }))
        .await
}

/// Replaces an article: the next answer rests on the new words. False if the tenant has no such article.
pub async fn replace_article(
    store: &Store,
    tenant: TenantId,
    article: ArticleId,
    change: ArticleChange,
) -> Result<bool, Error> {
    let passages = passages_of(&change.title, &change.body);
    store
        .write(move |tx| {
            Box::pin(async move { tx.update_article(tenant, article, &change, &passages).await })
        })
        .await
}
