//! Reading imports out of a source, by its words: enough for a house whose code is formatted.

/// The modules of this crate that a source names, with the line of each.
pub(crate) fn modules_named(text: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    for (number, line) in code_lines(text) {
        for (at, _) in line.match_indices("crate::") {
            if starts_mid_word(line, at) {
                continue;
            }
            let rest = &line[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                // `use crate::{hub::Hub, domain::DialogId};`
                for part in group.split(',') {
                    named.push((number, word(part.trim_start())));
                }
            } else {
                named.push((number, word(rest)));
            }
        }
    }
    named.retain(|(_, name)| !name.is_empty());
    named
}

/// The outside crates that a source names as the first part of a path.
pub(crate) fn crates_named(text: &str) -> Vec<(usize, String)> {
    const OURS: [&str; 9] = [
        "crate", "self", "super", "std", "core", "alloc", "Self", "tandem", "tests",
    ];
    let mut named: Vec<(usize, String)> = Vec::new();
    for (number, line) in code_lines(text) {
        for (at, _) in line.match_indices("::") {
            let start = line[..at]
                .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
                .map_or(0, |i| i + 1);
            let name = &line[start..at];
            let first = !line[..start].ends_with("::");
            let module_like = name.chars().next().is_some_and(|c| c.is_ascii_lowercase());
            let known = named.iter().any(|(line, other)| *line == number && other == name);
            if first && module_like && !OURS.contains(&name) && !known {
                named.push((number, name.to_owned()));
            }
        }
    }
    // A path that begins with a module or a function-local name is no crate: only names of the manifest count.
    let manifest = std::fs::read_to_string(super::files::root().join("Cargo.toml")).unwrap();
    named.retain(|(_, name)| {
        let dashed = name.replace('_', "-");
        manifest.lines().any(|line| {
            line.split(['=', ' '])
                .next()
                .is_some_and(|key| key == dashed || key == name.as_str())
        })
    });
    named
}

/// Lines with their numbers, without comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(at, line)| {
        let code = line.trim_start();
        (!code.starts_with("//")).then_some((at + 1, line))
    })
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn starts_mid_word(line: &str, at: usize) -> bool {
    line[..at]
        .chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || c == '_')
}
