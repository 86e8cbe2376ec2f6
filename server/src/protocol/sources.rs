//! Bodies of imported knowledge.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Time;
use crate::domain::{ArticleId, ImportReason, PageState, SourceId, SourceKind, SourceState};

/// Names what to import: `urls` with the kind `url`, `url` with the kind `sitemap`. A file is sent to
/// `…/files` instead.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceIn {
    pub kind: SourceKind,
    /// The pages, up to 500.
    pub urls: Option<Vec<String>>,
    /// The sitemap, or an index of sitemaps.
    pub url: Option<String>,
}

/// Where an assistant's articles are imported from, and how the last run went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceBody {
    pub id: SourceId,
    pub kind: SourceKind,
    /// For people: the file's name, the sitemap's address, or the first page's.
    pub name: String,
    /// The pages of a list, or the one sitemap. Empty for a file.
    pub urls: Vec<String>,
    pub state: SourceState,
    /// Why the last run failed as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ImportReason>,
    pub pages: SourceCounts,
    pub created_at: Time,
    /// When the last run ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run_at: Option<Time>,
    /// When the source is looked at again by itself. Never for a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_run_at: Option<Time>,
}

/// How many pages of a source are in which state; `found` is all of them. It counts up while a run goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceCounts {
    pub found: i64,
    /// Not looked at yet.
    pub pending: i64,
    /// Their articles stand as the pages do.
    pub imported: i64,
    /// Of all that have an article: written or written anew by the last run.
    pub changed: i64,
    /// Changed by hand since: left alone.
    pub edited: i64,
    /// Their articles were deleted by hand: not brought back.
    pub deleted: i64,
    pub failed: i64,
    /// Not there any more. Their articles go when they are missed a second time.
    pub gone: i64,
}

/// One page of a source, or one part of a document that is too long for one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourcePageBody {
    /// The page's address; of a file, its name.
    pub url: String,
    /// 1, 2, 3 … for the parts of a long document.
    pub part: i64,
    pub state: PageState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ImportReason>,
    /// With the reason `http_error` and the state `gone`: what the site answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_id: Option<ArticleId>,
    /// When it was last looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Time>,
    /// When its article was last written from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported_at: Option<Time>,
}
