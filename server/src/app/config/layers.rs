//! The layers of settings as one table, and the reading of it.

use std::path::Path;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::{Flags, Invalid};

const DEFAULT_FILE: &str = "tandem.toml";

/// The settings file. One that was named has to be there.
pub(super) fn file(named: Option<&Path>) -> Result<Table, Invalid> {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    let unreadable = |reason: String| Invalid::Unreadable {
        path: path.to_owned(),
        reason: reason.replace('\n', " "),
    };
    match std::fs::read_to_string(path) {
        Ok(text) => text
            .parse()
            .map_err(|error: toml::de::Error| unreadable(error.message().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(Table::new()),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// The text of a settings file.
pub(super) fn text(text: &str) -> Result<Table, Invalid> {
    text.parse().map_err(|error: toml::de::Error| Invalid::Setting {
        place: "the settings".to_owned(),
        reason: one_line(error.message()),
    })
}

pub(super) fn flags(table: &mut Table, flags: &Flags) {
    if let Some(listen) = &flags.listen {
        table.insert("listen".to_owned(), Value::String(listen.clone()));
    }
    if let Some(folder) = &flags.data_dir {
        table.insert(
            "data_dir".to_owned(),
            Value::String(folder.to_string_lossy().into_owned()),
        );
    }
}

/// Reads the table one setting at a time, so that a mistake is told with its name and without its value,
/// which may be a secret.
pub(super) fn read<T: DeserializeOwned>(table: Table) -> Result<T, Invalid> {
    for (name, value) in &table {
        try_alone::<T>(name, None, value)?;
        if let Value::Table(inner) = value {
            for (key, value) in inner {
                try_alone::<T>(name, Some(key), value)?;
            }
        }
    }
    Value::Table(table)
        .try_into()
        .map_err(|error: toml::de::Error| Invalid::Setting {
            place: "the settings".to_owned(),
            reason: one_line(error.message()),
        })
}

fn try_alone<T: DeserializeOwned>(name: &str, key: Option<&str>, value: &Value) -> Result<(), Invalid> {
    let mut alone = Table::new();
    match (key, value) {
        (Some(key), value) => {
            let mut inner = Table::new();
            inner.insert(key.to_owned(), value.clone());
            alone.insert(name.to_owned(), Value::Table(inner));
        }
        // Its settings are tried one by one.
        (None, Value::Table(_)) => {
            alone.insert(name.to_owned(), Value::Table(Table::new()));
        }
        (None, value) => {
            alone.insert(name.to_owned(), value.clone());
        }
    }
    let result: Result<T, toml::de::Error> = Value::Table(alone).try_into();
    result.map(drop).map_err(|error| {
        let place = key.map_or_else(|| name.to_owned(), |key| format!("{name}.{key}"));
        let reason = if error.message().starts_with("unknown field") {
            "there is no such setting".to_owned()
        } else {
            one_line(error.message())
        };
        Invalid::Setting {
            place: format!("setting `{place}`"),
            reason,
        }
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
