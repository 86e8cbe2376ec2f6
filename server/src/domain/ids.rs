//! Ids as types, so that a dialog's number is never taken for a message's.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Largest id that every JSON reader keeps exact (2^53 − 1).
const MAX_EXACT: i64 = (1 << 53) - 1;

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The id, if `raw` is one that could have been given out: 1 to 2^53 − 1.
            pub fn parse(raw: i64) -> Option<Self> {
                (1..=MAX_EXACT).contains(&raw).then_some(Self(raw))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

numbered! {
    /// One customer company.
    TenantId,
    /// A person who answers.
    OperatorId,
    /// A sign-in of an operator: what a refresh cookie continues.
    SessionId,
    /// An AI persona of a tenant.
    AssistantId,
    /// A place where signed-in users chat.
    SiteId,
    /// One of the secrets with which a site's backend signs.
    SiteSecretId,
    /// A visitor, anonymous or identified.
    ContactId,
    /// One conversation of one contact.
    DialogId,
    /// One entry of a dialog.
    MessageId,
    /// One reply being written; its correlation id.
    GenerationId,
    /// A help article.
    ArticleId,
    /// A piece of an article that a search can find. An article that changes gets new ones.
    PassageId,
    /// A place that articles are imported from.
    SourceId,
    /// A question that nothing answered.
    QuestionId,
    /// A piece of background work.
    JobId,
    /// A live connection of this node. Never stored.
    ConnectionId,
}

/// The unguessable name of a tenant, assistant or site: the only one that ever stands in a page.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicId(String);

impl PublicId {
    const MAX_LENGTH: usize = 64;

    /// Takes what a stranger named, if it has the shape of a public id.
    pub fn parse(raw: &str) -> Option<Self> {
        let fits = !raw.is_empty()
            && raw.len() <= Self::MAX_LENGTH
            && raw
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        fits.then(|| Self(raw.to_owned()))
    }

    /// `prefix_` and 128 random bits in lower-case base 32.
    pub fn make(prefix: &str, random: [u8; 16]) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut bits = u128::from_be_bytes(random);
        let mut id = String::with_capacity(prefix.len() + 27);
        id.push_str(prefix);
        id.push('_');
        for _ in 0..26 {
            id.push(char::from(ALPHABET[(bits & 31) as usize]));
            bits >>= 5;
        }
        Self(id)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_positive_and_exact_in_json() {
        assert_eq!(DialogId::parse(0), None);
        assert_eq!(DialogId::parse(-4), None);
        assert_eq!(DialogId::parse(1 << 53), None);
        assert_eq!(DialogId::parse(MAX_EXACT), Some(DialogId(MAX_EXACT)));
    }

    #[test]
    fn a_public_id_keeps_all_of_its_random_bits() {
        let one = PublicId::make("ast", [0; 16]);
        let mut random = [0; 16];
        random[0] = 0x80;
        assert_ne!(one, PublicId::make("ast", random));
        assert_eq!(PublicId::parse(one.as_str()), Some(one));
    }

    #[test]
    fn a_public_id_has_no_room_for_tricks() {
        for bad in ["", "a/b", "a b", "é", &"a".repeat(65)] {
            assert_eq!(PublicId::parse(bad), None, "{bad:?}");
        }
    }
}
