use serde::{Deserialize, Serialize};

use super::{AllowedOrigins, AssistantId, EngineKind, EngineSettings, HandoffPolicy, PublicId, TenantId};

/// An AI persona of a tenant: what a script tag names.
#[derive(Clone, Debug, PartialEq)]
pub struct Assistant {
    pub id: AssistantId,
    pub tenant: TenantId,
    pub public_id: PublicId,
    pub name: String,
    pub engine: EngineKind,
    pub engine_settings: EngineSettings,
    /// The engine's key, or the secret that a workflow's requests are signed with; only `access` opens it.
    pub engine_key: Option<Vec<u8>>,
    /// How it should speak, in its owner's words.
    pub instructions: String,
    pub handoff: HandoffPolicy,
    pub appearance: Appearance,
    pub allowed_origins: AllowedOrigins,
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
