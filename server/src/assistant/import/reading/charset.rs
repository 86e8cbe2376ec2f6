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
        Err(_) if is_damaged(bytes) => UTF_8.decode(bytes).0.into_owned(),
        // Of the time before UTF-8.
        Err(_) => WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// Whether it is UTF-8 that was cut off, or broken in a few places: more of its letters are whole than broken.
fn is_damaged(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let cut_off = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    cut_off || whole > broken
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_names_no_charset_is_read_as_it_was_written() {
        let latin = |text: &str| WINDOWS_1252.encode(text).0.into_owned();
        let late = format!("{} Größe", "All of it is plain. ".repeat(20));
        assert_eq!(decode(&latin("Größe"), None), "Größe");
        assert_eq!(decode(&latin(&late), None), late);
        assert_eq!(decode(late.as_bytes(), Some("text/html")), late);

        let mut damaged = "Größe und Länge".as_bytes().to_vec();
        damaged.push(0xff);
        assert_eq!(decode(&damaged, None), "Größe und Länge\u{fffd}");
        let cut_off = &late.as_bytes()[..late.len() - 2];
        assert!(
            decode(cut_off, None).ends_with(" Grö\u{fffd}"),
            "{}",
            decode(cut_off, None)
        );
    }
}
