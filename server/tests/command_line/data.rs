//! What stops a start leaves the data as it is.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};

use super::program::{Home, Outcome, outcome};

/// A home in which a server has run.
async fn lived_in() -> Home {
    let home = Home::new();
    let mut serving = home.serve().await;
    serving.terminate().await;
    assert!(serving.ended(crate::support::PATIENCE).await.success());
    home
}

#[track_caller]
fn names(outcome: &Outcome, what: &str) {
    let line = outcome.complaint();
    assert!(line.contains(what), "{line}");
}

#[tokio::test]
async fn a_taken_address_is_told_before_anything_is_touched() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let home = Home::new();
    names(&home.fails_to_serve(&["--listen", &address]).await, &address);
    assert!(home.contents().is_empty());
    let home = lived_in().await;
    let before = home.contents();
    names(&home.fails_to_serve(&["--listen", &address]).await, &address);
    assert_eq!(home.contents(), before);
}

#[tokio::test]
async fn a_file_in_the_place_of_the_data_folder_is_told() {
    let home = Home::new();
    fs::write(home.data(), "something of somebody's").unwrap();
    let before = home.contents();
    names(&home.fails_to_serve(&[]).await, "data");
    names(&home.run(&["tenant", "create", "--name", "Shop"]).await, "data");
    assert_eq!(home.contents(), before);
}

#[tokio::test]
async fn a_folder_that_is_marked_as_read_only_is_told() {
    let home = lived_in().await;
    let before = home.contents();
    fs::set_permissions(home.data(), Permissions::from_mode(0o500)).unwrap();
    names(&home.fails_to_serve(&[]).await, "data");
    fs::set_permissions(home.data(), Permissions::from_mode(0o700)).unwrap();
    assert_eq!(home.contents(), before);
}

/// A read-only mount where one can be made; else an immutable folder; else a place that is never writable.
#[tokio::test]
async fn a_place_that_cannot_be_written_to_is_told() {
    let home = lived_in().await;
    let before = home.contents();
    let serve = "exec \"$TANDEM\" serve --listen 127.0.0.1:0";
    let mounted = format!(
        "exec unshare -m sh -c 'mount --bind data data && mount -o remount,ro,bind data data && {serve}'"
    );
    let immutable =
        "chattr +i data; \"$TANDEM\" serve --listen 127.0.0.1:0; code=$?; chattr -i data; exit $code";
    let refused = if works(
        &home,
        "unshare -m sh -c 'mount --bind data data && mount -o remount,ro,bind data data'",
    )
    .await
    {
        outcome(home.shell(&mounted), "").await
    } else if works(&home, "chattr +i data && chattr -i data").await {
        outcome(home.shell(immutable), "").await
    } else {
        home.fails_to_serve(&["--data-dir", "/proc/tandem/data"]).await
    };
    names(&refused, "data");
    assert_eq!(home.contents(), before);
}

async fn works(home: &Home, line: &str) -> bool {
    outcome(home.shell(line), "").await.status.success()
}

async fn tamper(file: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(file);
    let mut connection = options.connect().await.unwrap();
    connection.execute(sql).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_stop_leaves_one_whole_file() {
    let home = lived_in().await;
    let names = |home: &Home| -> Vec<String> {
        let files = home.contents().into_keys().filter(|path| path.is_file());
        files
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&home), ["keys", "lock", "serving", "tandem.db"]);
    assert!(
        home.run(&["tenant", "create", "--name", "Shop"])
            .await
            .status
            .success()
    );
    assert_eq!(names(&home), ["keys", "lock", "serving", "tandem.db"]);
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let home = lived_in().await;
    tamper(
        &home.data().join("tandem.db"),
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'from the future', true, x'00', 0)",
    )
    .await;
    let before = home.contents();
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["migrate"],
        &["tenant", "create", "--name", "Shop"],
    ] {
        names(&home.run(command).await, "newer");
        assert_eq!(home.contents(), before, "{command:?}");
    }
}

#[tokio::test]
async fn what_is_no_database_is_left_alone() {
    let home = lived_in().await;
    fs::write(
        home.data().join("tandem.db"),
        "It was a dark and stormy night. ".repeat(200),
    )
    .unwrap();
    let before = home.contents();
    names(&home.fails_to_serve(&[]).await, "tandem.db");
    assert_eq!(home.contents(), before);
}

#[tokio::test]
async fn a_damaged_key_file_is_told() {
    let home = lived_in().await;
    let keys = home.data().join("keys");
    let whole = fs::read(&keys).unwrap();
    for damaged in [
        &b""[..],
        &whole[..63],
        &[whole.as_slice(), b"x"].concat(),
        &[0; 64],
    ] {
        fs::write(&keys, damaged).unwrap();
        let before = home.contents();
        names(&home.fails_to_serve(&[]).await, "key file");
        assert_eq!(home.contents(), before);
    }
    fs::write(&keys, &whole).unwrap();
    fs::set_permissions(&keys, Permissions::from_mode(0o644)).unwrap();
    names(&home.fails_to_serve(&[]).await, "chmod 600");
    fs::set_permissions(&keys, Permissions::from_mode(0o600)).unwrap();
    home.serve().await.kill().await;
}

#[tokio::test]
async fn data_and_keys_are_for_their_owner_only() {
    let home = lived_in().await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.data()), 0o700);
    for file in ["keys", "lock", "serving", "tandem.db"] {
        assert_eq!(mode(&home.data().join(file)), 0o600, "{file}");
    }
}

/// Neither would hear what is said through the other.
#[tokio::test]
async fn a_second_server_of_the_same_folder_is_refused() {
    let home = Home::new();
    let first = home.serve().await;
    names(&home.fails_to_serve(&[]).await, "another server");
    let made = home.run(&["tenant", "create", "--name", "Shop", "--json"]).await;
    assert!(made.status.success(), "commands may run beside it: {made:?}");
    first.kill().await;
    home.serve().await.kill().await;
}
