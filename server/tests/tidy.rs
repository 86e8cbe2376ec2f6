//! The plan of the house, held: who imports whom, which outside crate stands where, how long a file may be.
//!
//! Changing a table here is changing the architecture: say so in the same commit, in `docs/architecture.md`.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the sources has failed"
)]

#[path = "tidy/files.rs"]
mod files;
#[path = "tidy/imports.rs"]
mod imports;
#[path = "tidy/mutants.rs"]
mod mutants;

use files::{Source, all};
use imports::{crates_named, modules_named};

/// Each floor's modules, from the ground up. A module may import from the floors below its own.
const FLOORS: [&[&str]; 7] = [
    &["domain"],
    &["protocol", "store", "bus", "outbound"],
    &["hub", "access"],
    &["conversation"],
    &["assistant"],
    &["rest", "sockets"],
    &["app"],
];

/// Outside crates that stand in these modules only.
const CRATES: [(&str, &[&str]); 32] = [
    ("jiff", &["domain"]),
    ("async_stream", &["assistant"]),
    ("eventsource_stream", &["assistant"]),
    ("standardwebhooks", &["assistant", "rest"]),
    ("hmac", &["access"]),
    ("rusqlite", &["store"]),
    ("sqlx", &["store"]),
    ("redis", &["bus"]),
    ("reqwest", &["outbound"]),
    ("dom_query", &["assistant"]),
    ("encoding_rs", &["assistant"]),
    ("flate2", &["assistant"]),
    ("pdf_extract", &["assistant"]),
    ("quick_xml", &["assistant"]),
    ("rustls_native_certs", &["outbound"]),
    ("dashmap", &["hub"]),
    ("jsonwebtoken", &["access"]),
    ("argon2", &["access"]),
    ("chacha20poly1305", &["access"]),
    ("axum", &["access", "rest", "sockets", "app"]),
    ("hyper", &["app"]),
    ("hyper_util", &["app"]),
    ("utoipa", &["protocol", "rest", "sockets", "app"]),
    ("utoipa_axum", &["rest", "sockets"]),
    ("pulldown_cmark", &["app"]),
    ("rust_embed", &["app"]),
    ("tracing_subscriber", &["app"]),
    ("getrandom", &["app"]),
    ("hyper", &["app"]),
    ("rustls", &["app", "outbound"]),
    ("tokio_tungstenite", &["app"]),
    ("clap", &[]),
];

/// What the ground floor may use beside the standard library.
const DOMAIN_CRATES: [&str; 3] = ["jiff", "serde", "serde_json"];

/// A file should have about 150 lines; above this one it has to be in the list below, with its reason.
const LONG: usize = 300;
/// And above this one it has to be taken apart.
const TOO_LONG: usize = 500;
const MAY_BE_LONG: [(&str, &str); 1] = [(
    "protocol/server.rs",
    "every frame of the server in one place: the wire at a glance",
)];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

#[test]
fn imports_go_down() {
    let mut wrong = Vec::new();
    for source in all() {
        let Some(own) = source.module() else { continue };
        let own_floor = floor(own).unwrap_or_else(|| panic!("{own} has no floor: give it one"));
        for (line, other) in modules_named(&source.text) {
            if other == own {
                continue;
            }
            match floor(&other) {
                Some(other_floor) if other_floor < own_floor => {}
                Some(_) => wrong.push(format!(
                    "{}:{line} imports {other}, which is not below {own}",
                    source.path
                )),
                None => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_crates_stand_where_the_table_says() {
    let mut wrong = Vec::new();
    for source in all() {
        let Some(own) = source.module() else { continue };
        if source.is_test() {
            continue;
        }
        for (line, name) in crates_named(&source.text) {
            if let Some((_, allowed)) = CRATES.iter().find(|(named, _)| *named == name)
                && !allowed.contains(&own)
            {
                wrong.push(format!(
                    "{}:{line} uses {name}, which belongs to {allowed:?}",
                    source.path
                ));
            }
            if own == "domain" && !DOMAIN_CRATES.contains(&name.as_str()) {
                wrong.push(format!(
                    "{}:{line} uses {name}: the domain knows nothing of the world",
                    source.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    let mut wrong = Vec::new();
    for source in all() {
        let lines = source.lines_without_tests();
        let listed = MAY_BE_LONG.iter().any(|(path, _)| *path == source.path);
        if lines > TOO_LONG || (lines > LONG && !listed) {
            wrong.push(format!("{} has {lines} lines", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_a_drawer() {
    let vague = ["util", "utils", "common", "helpers", "helper", "misc", "manager"];
    let mut wrong = Vec::new();
    for source in all() {
        let stem = source
            .path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".rs");
        if vague.contains(&stem) {
            wrong.push(source.path);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |engine: &str| -> Vec<String> {
        let folder = files::root().join("migrations").join(engine);
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

/// sqlx takes a statement that was put together at run time only in this wrapping. (Debug builds put `explain` before those
/// that they have.)
#[test]
fn sql_is_never_put_together() {
    let mut wrong = Vec::new();
    for source in all() {
        for (number, line) in source.text.lines().enumerate() {
            if line.contains("AssertSqlSafe") && !source.path.ends_with("store/engine/plans.rs") {
                wrong.push(format!("{}:{} {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The checks above can fail: here is a house with each fault in it.
mod faults {
    use super::*;

    #[test]
    fn an_import_is_seen_however_it_is_written() {
        let text = "use crate::app::config;\nuse crate::{hub::Hub, domain::DialogId};\nlet x = crate::rest::router();\n";
        let named: Vec<String> = modules_named(text).into_iter().map(|(_, name)| name).collect();
        assert_eq!(named, ["app", "hub", "domain", "rest"]);
    }

    #[test]
    fn words_in_comments_are_no_imports() {
        assert!(modules_named("// see crate::app::config\n/// [`crate::hub`]\n").is_empty());
    }

    #[test]
    fn a_crate_is_seen_in_use_and_in_a_path() {
        let text =
            "use sqlx::Row;\nfn f() -> Result<(), sqlx::Error> {}\nuse std::fmt;\n#[derive(sqlx::FromRow)]\n";
        let named: Vec<(usize, String)> = crates_named(text);
        let lines: Vec<usize> = named
            .iter()
            .filter(|(_, name)| name == "sqlx")
            .map(|(line, _)| *line)
            .collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn tests_do_not_count_as_lines() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n".to_owned();
        let source = Source {
            path: "hub/mod.rs".to_owned(),
            text,
        };
        assert_eq!(source.lines_without_tests(), 2);
        assert_eq!(source.module(), Some("hub"));
    }
}
