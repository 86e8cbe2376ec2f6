use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::OpenBody;
use crate::domain::PublicId;

/// What anybody may know of an assistant before the first word. Reading it writes nothing anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WidgetConfig {
    pub assistant: ConfigAssistant,
    pub greeting: String,
    pub suggestions: Vec<String>,
    pub appearance: ConfigAppearance,
    pub locale: String,
    /// The way to a person is shown from the first moment on; otherwise once the assistant has answered.
    pub offer_person: bool,
    /// An operator is there.
    pub online: bool,
    /// By the opening hours.
    pub hours: OpenBody,
    /// False while it is closed and the assistant keeps its dialogs: who asks for a person is refused until then.
    pub may_ask_person: bool,
    pub limits: ConfigLimits,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConfigAssistant {
    pub id: PublicId,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConfigAppearance {
    /// `#rrggbb`.
    pub color: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConfigLimits {
    /// Characters of one message.
    pub text_max: usize,
}
