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

/// Bounds on custom attributes: how many, characters of a name, and bytes in all.
const MAX_ATTRIBUTES: usize = 50;
const MAX_ATTRIBUTE_NAME: usize = 64;
const MAX_ATTRIBUTE_BYTES: usize = 4 * 1_024;

/// Why attributes were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidAttributes {
    /// A value is no text, number or flag, or a name is empty, long or has control characters.
    Shape,
    /// More than is kept of a contact.
    TooMany,
}

/// `known` after `news`: each replaces the one of its name, and `null` takes it away.
pub fn merged_attributes(mut known: Attributes, news: Attributes) -> Result<Attributes, InvalidAttributes> {
    for (name, value) in news {
        let fits = !name.is_empty()
            && name.chars().count() <= MAX_ATTRIBUTE_NAME
            && !name.chars().any(char::is_control)
            && !value.is_array()
            && !value.is_object()
            // PostgreSQL keeps no NUL.
            && !value.as_str().is_some_and(|text| text.contains('\0'));
        if !fits {
            return Err(InvalidAttributes::Shape);
        }
        if value.is_null() {
            known.remove(&name);
        } else {
            known.insert(name, value);
        }
    }
    let bytes = serde_json::to_vec(&known).map_or(usize::MAX, |json| json.len());
    if known.len() > MAX_ATTRIBUTES || bytes > MAX_ATTRIBUTE_BYTES {
        return Err(InvalidAttributes::TooMany);
    }
    Ok(known)
}

/// What the contact thought of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// 1 to 5, 5 being best.
    pub score: i64,
    pub comment: Option<String>,
    pub at: Timestamp,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn attributes(json: serde_json::Value) -> Attributes {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn attributes_replace_each_other_by_name() {
        let known = attributes(json!({ "plan": "free", "seats": 2, "trial": true }));
        let news = attributes(json!({ "plan": "pro", "trial": null, "city": "Graz" }));
        let merged = merged_attributes(known, news);
        assert_eq!(
            merged,
            Ok(attributes(json!({ "plan": "pro", "seats": 2, "city": "Graz" })))
        );
    }

    #[test]
    fn strangers_cannot_make_them_grow() {
        let shapes = [
            json!({ "": 1 }),
            json!({ "a\nb": 1 }),
            json!({ "a": [] }),
            json!({ "a": {} }),
            json!({ "a": "\0" }),
        ];
        for bad in shapes {
            let merged = merged_attributes(Attributes::new(), attributes(bad.clone()));
            assert_eq!(merged, Err(InvalidAttributes::Shape), "{bad}");
        }
        let many: Attributes = (0..51).map(|at| (format!("a{at}"), json!(at))).collect();
        let long = attributes(json!({ "a": "x".repeat(4_096) }));
        for bad in [many, long] {
            assert_eq!(
                merged_attributes(Attributes::new(), bad),
                Err(InvalidAttributes::TooMany)
            );
        }
    }
}
