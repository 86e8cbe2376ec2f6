//! `TANDEM_*` as settings: `TANDEM_LISTEN`, nested with two underscores.

use toml::{Table, Value};

use super::Invalid;

const PREFIX: &str = "TANDEM_";

/// Names under the prefix that are the tests' own, not the server's.
const OURS: &str = "TEST_";

/// Lays the environment over `table`.
pub(super) fn apply(
    table: &mut Table,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<(), Invalid> {
    for (variable, text) in environment {
        let Some(name) = variable
            .strip_prefix(PREFIX)
            .filter(|name| !name.starts_with(OURS))
        else {
            continue;
        };
        let path: Vec<String> = name.to_lowercase().split("__").map(str::to_owned).collect();
        let wrong = || Invalid::Setting {
            place: format!("variable `{variable}`"),
            reason: "there is no such setting".to_owned(),
        };
        match path.as_slice() {
            [setting] if !setting.is_empty() => {
                table.insert(setting.clone(), value(&text));
            }
            [section, setting] if !section.is_empty() && !setting.is_empty() => {
                let inner = table
                    .entry(section.clone())
                    .or_insert_with(|| Value::Table(Table::new()));
                let Value::Table(inner) = inner else {
                    return Err(wrong());
                };
                inner.insert(setting.clone(), value(&text));
            }
            _ => return Err(wrong()),
        }
    }
    Ok(())
}

/// Numbers and flags are themselves; all else is text.
fn value(text: &str) -> Value {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return Value::Integer(number);
    }
    match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => Value::String(text.to_owned()),
    }
}
