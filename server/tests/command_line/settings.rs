//! A setting that is wrong stops the start, by its name and not by its value.

use super::program::{Home, Outcome, outcome};

async fn with_file(home: &Home, text: &str) -> Outcome {
    std::fs::write(home.path("tandem.toml"), text).unwrap();
    // No flag: it would win over the file.
    home.run(&["serve"]).await
}

async fn with_variable(home: &Home, name: &str, value: &str) -> Outcome {
    let mut command = home.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env(name, value);
    outcome(command, "").await
}

#[track_caller]
fn names(outcome: &Outcome, setting: &str) {
    let line = outcome.complaint();
    assert!(line.contains(setting), "{line}");
    assert!(!line.contains("geheim"), "{line}");
}

#[tokio::test]
async fn a_mistake_in_the_file_is_told_by_name() {
    for (text, setting) in [
        ("lsten = \"127.0.0.1:1\"", "setting `lsten`"),
        ("listen = \"here\"", "setting `listen`"),
        ("readers = \"many\"", "setting `readers`"),
        ("readers = 0", "setting `readers`"),
        ("public_url = \"chat.example.com\"", "setting `public_url`"),
        ("log_format = \"xml\"", "setting `log_format`"),
        ("[limits]\nconections = 1", "setting `limits.conections`"),
        ("[limits]\nping_seconds = 60", "setting `limits.silent_seconds`"),
        ("[limits]\nframe_bytes = -1", "setting `limits.frame_bytes`"),
        ("[limitz]\nframe_bytes = 1", "setting `limitz`"),
        ("listen = ", "tandem.toml"),
        (
            "database_url = \"mysql://me:geheim@host/db\"",
            "setting `database_url`",
        ),
    ] {
        let home = Home::new();
        names(&with_file(&home, text).await, setting);
        assert!(
            !home.data().exists(),
            "nothing is made before the settings are right"
        );
    }
}

#[tokio::test]
async fn a_mistake_in_the_environment_is_told_by_name() {
    for (name, value, setting) in [
        ("TANDEM_NO_SUCH", "1", "setting `no_such`"),
        ("TANDEM_READERS", "many", "setting `readers`"),
        ("TANDEM_LISTEN", "nowhere", "setting `listen`"),
        ("TANDEM_LIMITS__NO_SUCH", "1", "setting `limits.no_such`"),
        (
            "TANDEM_LIMITS__CONNECTIONS_PER_DIALOG",
            "lots",
            "setting `limits.connections_per_dialog`",
        ),
        (
            "TANDEM_DATABASE_URL",
            "mysql://me:geheim@host/db",
            "setting `database_url`",
        ),
    ] {
        let home = Home::new();
        let mut command = home.command(&["serve"]);
        if name != "TANDEM_LISTEN" {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.env(name, value);
        names(&outcome(command, "").await, setting);
        assert!(home.contents().is_empty());
    }
}

/// Only a build that nobody gets can be told to make mistakes (docs/mutants.md).
#[cfg(not(feature = "mutants"))]
#[tokio::test]
async fn this_build_cannot_be_told_to_make_mistakes() {
    let home = Home::new();
    names(
        &with_variable(&home, "TANDEM_MUTANT", "M01").await,
        "setting `mutant`: there is no such setting",
    );
    names(
        &with_file(&home, "mutant = \"M01\"").await,
        "setting `mutant`: there is no such setting",
    );
    assert!(!home.data().exists());
}

#[tokio::test]
async fn a_mistake_in_a_flag_is_told() {
    let home = Home::new();
    names(
        &home.fails_to_serve(&["--listen", "nowhere"]).await,
        "setting `listen`",
    );
    names(
        &home.fails_to_serve(&["--config", "absent.toml"]).await,
        "absent.toml",
    );
    assert!(home.contents().is_empty());
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_told() {
    for url in [
        "postgres://me:geheim@127.0.0.1:1/db",
        "postgres://me:geheim@:::/db",
        "postgres://me:geheim@no-such-host.invalid/db",
    ] {
        let home = Home::new();
        let refused = with_variable(&home, "TANDEM_DATABASE_URL", url).await;
        names(&refused, "database");
        assert!(!home.data().join("tandem.db").exists());
    }
}
