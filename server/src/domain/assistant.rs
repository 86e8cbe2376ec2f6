use serde::{Deserialize, Serialize};

use super::{AllowedOrigins, AssistantId, PublicId, TenantId};

/// An AI persona of a tenant: what a script tag names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assistant {
    pub id: AssistantId,
    pub tenant: TenantId,
    pub public_id: PublicId,
    pub name: String,
    pub engine: EngineKind,
    pub appearance: Appearance,
    pub allowed_origins: AllowedOrigins,
}

/// What writes the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineKind {
    /// Built in: whole sentences from the tenant's own articles, with their citation.
    #[default]
    Knowledge,
}

/// What a visitor sees before the first word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appearance {
    pub greeting: String,
    pub suggestions: Vec<String>,
    /// `#rrggbb`.
    pub color: String,
    pub avatar_url: Option<String>,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            greeting: "Hello! Ask me anything, or talk to a person at any time.".to_owned(),
            suggestions: Vec::new(),
            color: "#3b5bdb".to_owned(),
            avatar_url: None,
        }
    }
}
