//! Bodies of administration.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Time;
use crate::domain::{ArticleId, OperatorId, PublicId, Role, SiteSecretId, SourceId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleBody {
    pub id: ArticleId,
    pub title: String,
    /// Markdown.
    pub body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    pub updated_at: Time,
    /// If it was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<ArticleSourceBody>,
}

/// Where an imported article comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleSourceBody {
    pub id: SourceId,
    /// The page's address; of a file, its name.
    pub url: String,
    /// When it was last written from there. A later `updated_at` means that somebody changed it by hand since.
    pub imported_at: Time,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleIn {
    pub title: String,
    pub body: String,
    pub url: Option<String>,
    pub locale: Option<String>,
}

/// Only what is named changes.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticlePatch {
    pub title: Option<String>,
    pub body: Option<String>,
    pub url: Option<String>,
    pub locale: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteBody {
    pub id: PublicId,
    pub assistant_id: PublicId,
    pub name: String,
    pub allowed_origins: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteIn {
    pub assistant_id: PublicId,
    pub name: String,
    #[serde(default)]
    pub allowed_origins: Vec<String>,
}

/// A new site, and the only time that its secret is shown.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SiteSecretBody {
    pub site: SiteBody,
    pub secret: String,
}

/// One of a site's secrets; what it is was told when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecretBody {
    pub id: SiteSecretId,
    pub created_at: Time,
}

/// A new secret, and the only time that it is shown.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct NewSecretBody {
    pub id: SiteSecretId,
    pub created_at: Time,
    pub secret: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberBody {
    pub id: OperatorId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// Has a live connection.
    pub online: bool,
}

/// Adds an operator to the tenant.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperatorIn {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password: String,
}

impl fmt::Debug for OperatorIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperatorIn(…)")
    }
}

/// Only what is named changes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperatorPatch {
    pub role: Option<Role>,
}
