use serde::{Deserialize, Serialize};

use super::{ArticleId, AssistantId, Timestamp};

/// A help article, in Markdown, that an assistant answers from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub id: ArticleId,
    pub assistant: AssistantId,
    pub title: String,
    pub body: String,
    pub url: Option<String>,
    pub locale: Option<String>,
    pub updated_at: Timestamp,
}

/// The article that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    pub article_id: ArticleId,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
