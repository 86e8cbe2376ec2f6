//! Who a contact is, and what they thought.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Time;
use crate::domain::{Attributes, ContactId};

/// Either a site token, which proves who the visitor is, or what they say of themselves.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifyIn {
    /// A token of one of the assistant's sites. Not together with the others.
    pub token: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IdentifiedBody {
    pub contact: OwnContactBody,
    /// Only with a site token: takes the place of the one before, which opens nothing from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor_token: Option<String>,
}

/// A contact as they may know themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OwnContactBody {
    pub id: ContactId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The customer's site vouched for name and e-mail address.
    pub verified: bool,
    #[schema(value_type = Object)]
    pub attributes: Attributes,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingIn {
    /// 1 to 5, 5 being best.
    pub score: i64,
    /// At most 1,000 characters.
    pub comment: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatingBody {
    pub score: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub timestamp: Time,
}
