use serde::{Deserialize, Deserializer};

use super::{Config, Invalid};
use crate::domain::PageOrigin;
use crate::outbound::{Allowance, Settings};

/// The section `outbound`: whom this server may call at a tenant's wish.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OutboundSettings {
    /// Host names, addresses and networks that may be called although they are private.
    #[serde(deserialize_with = "list")]
    allow_private: Vec<String>,
}

impl OutboundSettings {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        match Allowance::parse(&self.allow_private) {
            Ok(_) => Ok(()),
            Err(error) => Err(Invalid::Setting {
                place: "setting `outbound.allow_private`".to_owned(),
                reason: error.to_string(),
            }),
        }
    }
}

impl Config {
    /// Whom this server may call. (The list was checked at the start.)
    pub fn outbound(&self) -> Settings {
        let listening = PageOrigin::parse(&format!("http://{}", self.listen));
        Settings {
            allow_private: Allowance::parse(&self.outbound.allow_private).unwrap_or_default(),
            own: self.public_origin().into_iter().chain(listening).collect(),
        }
    }
}

/// A list, or a text with commas: in the environment there is no other.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a list of names, or one text with commas")]
    enum Entries {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Entries::deserialize(deserializer)? {
        Entries::List(entries) => entries,
        Entries::Text(text) => text.split(',').map(|entry| entry.trim().to_owned()).collect(),
    })
}
