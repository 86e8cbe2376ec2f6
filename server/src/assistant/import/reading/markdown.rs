use super::Document;

/// A file that is Markdown already: its first heading is its title.
pub(super) fn read(text: &str) -> Document {
    let text = text.replace("\r\n", "\n");
    let mut title = String::new();
    let mut body = String::with_capacity(text.len());
    for line in text.lines() {
        match line.strip_prefix("# ") {
            Some(words) if title.is_empty() && body.trim().is_empty() => {
                words.trim().trim_end_matches('#').trim().clone_into(&mut title);
            }
            _ => {
                body.push_str(line);
                body.push('\n');
            }
        }
    }
    Document {
        title,
        body,
        canonical: None,
        locale: None,
    }
}

/// Text without any marks: what looks like some is escaped. Its lines are lines of a paragraph.
pub(super) fn of_plain_text(text: &str) -> Document {
    let mut body = String::with_capacity(text.len());
    for line in text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n").lines() {
        body.push_str(&escaped(line.trim()));
        body.push('\n');
    }
    Document {
        title: String::new(),
        body,
        canonical: None,
        locale: None,
    }
}

pub(super) fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let number = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let at_start = at == 0 && matches!(c, '#' | '>' | '+' | '-' | '=' | '~');
        let after_number = number > 0 && at == number && matches!(c, '.' | ')');
        if at_start || after_number || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
