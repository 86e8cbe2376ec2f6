use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AssistantId, ContactId, SiteId, TenantId, Timestamp};

/// Custom attributes: numbers, texts and flags under short names.
pub type Attributes = BTreeMap<String, serde_json::Value>;

/// A visitor: anonymous (widget) or identified (site).
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    pub id: ContactId,
    pub tenant: TenantId,
    pub assistant: AssistantId,
    pub site: Option<SiteId>,
    /// The user's id at the customer: the `sub` of the site token.
    pub external_id: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    /// A site token vouched for name and e-mail address; otherwise they are what somebody typed.
    pub verified: bool,
    pub attributes: Attributes,
    pub created_at: Timestamp,
}

/// The page that a visitor is on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub url: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub referrer: String,
}

impl Page {
    /// Characters kept of each part.
    const MAX: usize = 1_000;

    /// The same page with each part cut to what is kept.
    #[must_use]
    pub fn clipped(self) -> Self {
        let clip = |text: String| -> String { text.chars().filter(|c| *c != '\0').take(Self::MAX).collect() };
        Self {
            url: clip(self.url),
            title: clip(self.title),
            referrer: clip(self.referrer),
        }
    }
}
