//! Words of a text, brought to a form in which a question's and an article's words meet.

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As it stands there, in lower case: this is what an index is asked for.
    pub(super) written: String,
    /// Without accents.
    pub(super) plain: String,
}

/// The words of a text, each also split at its hyphens: `re-proof` gives `reproof`, `re`, `proof`.
pub(super) fn tokens(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    for chunk in text.split(|c: char| !(c.is_alphanumeric() || is_inner(c))) {
        let chunk = chunk.trim_matches(is_inner);
        if chunk.is_empty() {
            continue;
        }
        let lower = chunk.to_lowercase().replace('’', "'").replace('‑', "-");
        let word = lower.strip_suffix("'s").unwrap_or(&lower);
        if word.contains(['-', '\'']) {
            found.push(Word::new(&word.replace(['-', '\''], "")));
            found.extend(word.split('-').filter(|part| !part.is_empty()).map(Word::new));
        } else {
            found.extend(parts_of_measure(word).map(Word::new));
        }
    }
    found
}

/// The same words, without accents.
pub(super) fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|word| word.plain).collect()
}

impl Word {
    fn new(written: &str) -> Self {
        Self {
            written: written.to_owned(),
            plain: fold(written),
        }
    }
}

/// `84cm` is a number and a unit; any other word is itself.
fn parts_of_measure(word: &str) -> impl Iterator<Item = &str> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = word.split_at(digits);
    [number, unit].into_iter().filter(|part| !part.is_empty())
}

/// Apostrophes and hyphens belong to a word when letters stand on both sides.
fn is_inner(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '‑')
}

/// Lower-case Latin letters without their accents.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ğ' => folded.push('g'),
            'ì'..='ï' | 'ī' => folded.push('i'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ō' | 'ő' => folded.push('o'),
            'ř' => folded.push('r'),
            'ś' | 'š' | 'ş' => folded.push('s'),
            'ť' => folded.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            other => folded.push(other),
        }
    }
    folded
}

/// Whether `word` stands in a list of words with spaces between.
pub(super) fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// The trunk of an English word: without plural, `-ing`, `-ed`, a final `e`, and with one spelling for British and American.
///
/// It is light on purpose: it may leave two relatives apart, but hardly ever joins strangers, and as it treats a
/// question and an article alike it does no harm to another language.
pub(super) fn stem(word: &str) -> String {
    if word.len() < 4 || !word.is_ascii() || word.bytes().any(|b| b.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut trunk = strip_plural(word);
    for ending in ["ing", "ed"] {
        if let Some(rest) = trunk.strip_suffix(ending)
            && rest.len() >= 3
            && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            trunk = if keeps_its_e(rest) {
                format!("{rest}e")
            } else {
                undouble(rest)
            };
            break;
        }
    }
    if let Some(rest) = trunk.strip_suffix("our").filter(|rest| rest.len() > 2) {
        trunk = format!("{rest}or");
    }
    if let Some(rest) = trunk
        .strip_suffix('e')
        .filter(|rest| rest.len() > 2 && !keeps_its_e(rest))
    {
        trunk.truncate(rest.len());
    }
    if let Some(rest) = trunk.strip_suffix('i').filter(|rest| rest.len() > 1) {
        trunk = format!("{rest}y");
    }
    // `cancelled` and `cancel`.
    if trunk.len() > 6 && trunk.ends_with("ll") {
        trunk.pop();
    }
    // `organise` and `organize`, `litre` and `liter`.
    match trunk.strip_suffix("is") {
        Some(rest) if rest.len() > 3 => format!("{rest}iz"),
        _ => match trunk.strip_suffix("tr") {
            Some(rest) if rest.len() > 1 => format!("{rest}ter"),
            _ => trunk,
        },
    }
}

/// Whether `rest` is another word without the `e` behind it: a `plane` is no `plan`.
fn keeps_its_e(rest: &str) -> bool {
    const OTHERS: &str = "bar bit can cap car cod cub fat fin hat hop kit man mat not pan pin plan rat rob scar sit star tap tub win";
    is_in(OTHERS, rest)
}

/// What words of one family begin with, given a [`stem`]: `approv` for `approval` and `approve`, `cancel` for `cancellation`.
///
/// It joins strangers more easily than a stem does, so whoever compares roots trusts them less.
pub(super) fn root(stem: &str) -> &str {
    const ENDINGS: [(&str, usize); 22] = [
        ("ship", 4),
        ("ization", 4),
        ("ication", 4),
        ("ation", 5),
        ("ition", 5),
        ("ement", 4),
        ("ment", 4),
        ("ance", 4),
        ("ence", 4),
        ("able", 4),
        ("ible", 4),
        ("ally", 4),
        ("ness", 4),
        ("ion", 5),
        ("ity", 4),
        ("ive", 4),
        ("ly", 4),
        ("al", 4),
        ("or", 4),
        ("er", 4),
        ("at", 5),
        ("y", 5),
    ];
    if !stem.is_ascii() {
        return stem;
    }
    let ending = ENDINGS
        .iter()
        .find(|(ending, least)| stem.len() >= ending.len() + least && stem.ends_with(ending));
    let root = ending.map_or(stem, |(ending, _)| &stem[..stem.len() - ending.len()]);
    match root.strip_suffix('l').filter(|_| root.len() > 6) {
        Some(single) if single.ends_with('l') => single,
        _ => root,
    }
}

fn strip_plural(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.len() > 1) {
        return format!("{rest}y");
    }
    for sharp in ["sses", "xes", "ches", "shes", "zes"] {
        if word.len() > sharp.len() + 1 && word.ends_with(sharp) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(rest) if !rest.ends_with(['s', 'u', 'i']) => rest.to_owned(),
        _ => word.to_owned(),
    }
}

/// `shipp` → `ship`, but `spell` and `press` stay.
fn undouble(trunk: &str) -> String {
    let mut backwards = trunk.chars().rev();
    match (backwards.next(), backwards.next()) {
        (Some(last), Some(before)) if last == before && !"aeioulsz".contains(last) => {
            trunk[..trunk.len() - 1].to_owned()
        }
        _ => trunk.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_join_and_part() {
        assert_eq!(
            words("Re-proof my e-mail!"),
            ["reproof", "re", "proof", "my", "email", "e", "mail"]
        );
        assert_eq!(words("women's size – 36"), ["women", "size", "36"]);
    }

    #[test]
    fn accents_fall_away_but_are_remembered() {
        assert_eq!(words("Größe CAFÉ"), ["große", "cafe"]);
        assert_eq!(tokens("CAFÉ")[0].written, "café");
    }

    #[test]
    fn relatives_meet() {
        for (one, other) in [
            ("shipping", "ship"),
            ("returned", "returns"),
            ("changing", "change"),
            ("parties", "party"),
            ("dried", "dries"),
            ("colours", "color"),
            ("boxes", "box"),
            ("litres", "liter"),
            ("charges", "charged"),
            ("cancelled", "cancel"),
            ("refilled", "refill"),
            ("rating", "rates"),
            ("taped", "tape"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} and {other}");
        }
    }

    #[test]
    fn strangers_stay_apart() {
        for (one, other) in [
            ("ring", "r"),
            ("gas", "ga"),
            ("bus", "bu"),
            ("press", "pres"),
            ("tent", "ten"),
            ("plane", "plan"),
            ("hoping", "hopping"),
            ("sited", "sitting"),
        ] {
            assert_ne!(stem(one), stem(other), "{one} and {other}");
        }
    }
}
