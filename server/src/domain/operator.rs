use serde::{Deserialize, Serialize};

use super::OperatorId;

/// A person who answers. What they may do stands in their membership of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    pub id: OperatorId,
    pub email: String,
    pub name: String,
    pub avatar_url: Option<String>,
}

impl Operator {
    /// What a visitor may know of them.
    pub fn person(&self) -> Person {
        Person {
            id: self.id,
            name: self.name.clone(),
            avatar_url: self.avatar_url.clone(),
        }
    }
}

/// An operator's public name and face.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    pub id: OperatorId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
}

/// What an operator may do in a tenant; each includes the ones below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Agent,
    Admin,
    Owner,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Agent, Self::Admin, Self::Owner]
            .into_iter()
            .find(|role| role.as_str() == raw)
    }
}
