use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes of a page in which its charset has to be named.
const LOOKED_THROUGH: usize = 1_024;

/// The text in whatever encoding it says, in the order in which browsers believe: the mark at its beginning,
/// the header, the page itself. One that says nothing, or says nonsense, is UTF-8 if it can be.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    let start = &bytes[..bytes.len().min(LOOKED_THROUGH)];
    let named = content_type
        .and_then(charset_in)
        .or_else(|| charset_in(&String::from_utf8_lossy(start)));
    if let Some(encoding) = named {
        // Pages that claim to be something else and are UTF-8 are more common than the other way round.
        if let Ok(text) = std::str::from_utf8(bytes)
            && encoding.is_ascii_compatible()
        {
            return text.to_owned();
        }
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Cut off or damaged in a few places, or of the time before UTF-8.
        Err(error) if error.valid_up_to() > bytes.len() / 2 => UTF_8.decode(bytes).0.into_owned(),
        Err(_) => WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

fn charset_in(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.'))
        .unwrap_or(rest.len());
    Encoding::for_label(&rest.as_bytes()[..end])
}
