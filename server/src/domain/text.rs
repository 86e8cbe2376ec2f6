//! What people type, once it has been checked.

use std::fmt;

/// A message's text: something that can be seen, at most a limit of characters, and no control characters but line ends
/// and tabs. (PostgreSQL cannot keep a NUL, and the others do nothing on a screen.)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageText(String);

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidText {
    Empty,
    TooLong { limit: usize },
}

impl MessageText {
    /// Checks `raw` against `limit`, counted in Unicode characters.
    pub fn parse(raw: &str, limit: usize) -> Result<Self, InvalidText> {
        let text = if raw.chars().any(is_control) {
            raw.chars().filter(|character| !is_control(*character)).collect()
        } else {
            raw.to_owned()
        };
        if text.chars().all(is_unseen) {
            return Err(InvalidText::Empty);
        }
        // Bytes bound characters from above, so the usual text is not counted.
        if text.len() > limit && text.chars().count() > limit {
            return Err(InvalidText::TooLong { limit });
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// Whether nothing of it alone shows on a screen: spaces, and what has no width.
fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The UUID that a client gives to each thing it sends, so that a repeat is known as one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidClientId;

impl ClientId {
    /// Takes a UUID in its 36-character form, in any letter case.
    pub fn parse(raw: &str) -> Result<Self, InvalidClientId> {
        let fits = raw.len() == 36
            && raw.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if fits {
            Ok(Self(raw.to_ascii_lowercase()))
        } else {
            Err(InvalidClientId)
        }
    }

    /// The id that the server gives to what came without one: a UUID of version 4.
    pub fn from_random(mut random: [u8; 16]) -> Self {
        random[6] = (random[6] & 0x0f) | 0x40;
        random[8] = (random[8] & 0x3f) | 0x80;
        let hex = format!("{:032x}", u128::from_be_bytes(random));
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        Self(parts.join("-"))
    }

    /// The id of something that the server itself writes exactly once.
    pub fn internal(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_measured_in_characters() {
        assert!(MessageText::parse(&"é".repeat(10), 10).is_ok());
        assert_eq!(
            MessageText::parse(&"é".repeat(11), 10),
            Err(InvalidText::TooLong { limit: 10 })
        );
    }

    #[test]
    fn blank_is_no_message() {
        for blank in [
            "",
            "  \n\t",
            "\0",
            "\u{200b}\u{200d} \u{feff}",
            "\u{2800}",
            "\u{1b}\u{7f}",
        ] {
            assert_eq!(
                MessageText::parse(blank, 10),
                Err(InvalidText::Empty),
                "{blank:?}"
            );
        }
    }

    #[test]
    fn what_controls_a_terminal_is_taken_out_and_the_rest_stays() {
        let text = |raw| MessageText::parse(raw, 100).map(MessageText::into_string);
        assert_eq!(text("a\0b\u{1b}[31m\u{9b}c").as_deref(), Ok("ab[31mc"));
        for whole in ["one\r\n\ttwo", "👩\u{200d}👧 ❤\u{fe0f}", "می\u{200c}خواهم"] {
            assert_eq!(text(whole).as_deref(), Ok(whole));
        }
    }

    #[test]
    fn a_client_id_is_a_uuid() {
        let upper = ClientId::parse("3F2504E0-4F89-41D3-9A0C-0305E82C3301").unwrap();
        assert_eq!(upper.as_str(), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        let made = ClientId::from_random([0xff; 16]);
        assert_eq!(made.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(ClientId::parse(made.as_str()), Ok(made));
        for bad in ["", "3f2504e0", "3f2504e0-4f89-41d3-9a0c-0305e82c330g", "g33"] {
            assert_eq!(ClientId::parse(bad), Err(InvalidClientId), "{bad:?}");
        }
    }
}
