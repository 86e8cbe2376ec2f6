pub(super) mod create;
pub(super) mod delete;
pub(super) mod read;
pub(super) mod update;

use crate::domain::{Article, TenantId};
use crate::protocol::{ArticleBody, ArticleSourceBody};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::store::ArticleOrigin;

const TITLE: usize = 200;
/// Characters of an article.
const BODY: usize = 100_000;
/// Articles of an assistant.
const ARTICLES: usize = 2_000;

/// An article, and where it was imported from if it was.
async fn whole(rest: &Rest, tenant: TenantId, article: Article) -> Answer<ArticleBody> {
    let mut reader = rest.store.read().await?;
    let mut origins = reader.article_origins(tenant, article.assistant).await?;
    let origin = origins.remove(&article.id);
    Ok(body(article, origin))
}

fn body(article: Article, origin: Option<ArticleOrigin>) -> ArticleBody {
    ArticleBody {
        id: article.id,
        title: article.title,
        body: article.body,
        url: article.url,
        locale: article.locale,
        updated_at: article.updated_at.into(),
        source: origin.map(|origin| ArticleSourceBody {
            id: origin.source,
            url: origin.url,
            imported_at: origin.imported_at.into(),
        }),
    }
}

/// An article's text: not blank, at most 100,000 characters, no NUL.
fn markdown(raw: &str) -> Answer<String> {
    let text = raw.replace('\0', "");
    if text.trim().is_empty() {
        return Err(Failure::invalid("`body` must not be empty"));
    }
    if text.chars().count() > BODY {
        return Err(Failure::invalid(format!("`body` has at most {BODY} characters")));
    }
    Ok(text)
}

/// Where an article can be read: a link that is safe to show to a visitor.
fn link(raw: Option<&str>) -> Answer<Option<String>> {
    let Some(raw) = raw.map(str::trim).filter(|raw| !raw.is_empty()) else {
        return Ok(None);
    };
    let parsed = url::Url::parse(raw).ok();
    match parsed.filter(|url| matches!(url.scheme(), "http" | "https") && raw.len() <= 2_000) {
        Some(url) => Ok(Some(url.to_string())),
        None => Err(Failure::invalid("`url` starts with http:// or https://")),
    }
}

/// A language tag such as `en` or `pt-BR`.
fn locale(raw: Option<&str>) -> Answer<Option<String>> {
    let Some(raw) = raw.map(str::trim).filter(|raw| !raw.is_empty()) else {
        return Ok(None);
    };
    if raw.len() <= 35
        && raw
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        Ok(Some(raw.to_owned()))
    } else {
        Err(Failure::invalid(
            "`locale` is a language tag such as `en` or `pt-BR`",
        ))
    }
}
