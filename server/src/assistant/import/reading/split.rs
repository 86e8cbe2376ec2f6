use super::Unreadable;

/// Characters of an article; the same bound as for one that is written by hand.
pub(in crate::assistant::import) const MOST_CHARACTERS: usize = 100_000;

/// Articles that one document may become.
pub(super) const MOST_PARTS: usize = 40;

/// Cuts what is too long for one article between its paragraphs.
pub(in crate::assistant::import) fn split(
    title: &str,
    body: &str,
) -> Result<Vec<(String, String)>, Unreadable> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut length = 0;
    for paragraph in pieces(body) {
        let characters = paragraph.chars().count() + 2;
        if length > 0 && length + characters > MOST_CHARACTERS {
            parts.push(String::new());
            length = 0;
        }
        if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push_str("\n\n");
            }
            part.push_str(paragraph);
        }
        length += characters;
    }
    if parts.len() > MOST_PARTS {
        return Err(Unreadable::TooLarge);
    }
    let name = |number: usize| {
        if number == 0 {
            return title.to_owned();
        }
        let short: String = title.chars().take(super::LONGEST_TITLE - 6).collect();
        format!("{short} ({})", number + 1)
    };
    Ok(parts
        .into_iter()
        .enumerate()
        .map(|(number, part)| (name(number), part))
        .collect())
}

/// Paragraphs; one that alone is too long is cut where it has to be.
fn pieces(body: &str) -> impl Iterator<Item = &str> {
    body.split("\n\n").flat_map(|paragraph| {
        let mut rest = paragraph;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let cut = rest
                .char_indices()
                .nth(MOST_CHARACTERS - 2)
                .map_or(rest.len(), |(at, _)| at);
            let (piece, left) = rest.split_at(cut);
            rest = left;
            Some(piece)
        })
    })
}
