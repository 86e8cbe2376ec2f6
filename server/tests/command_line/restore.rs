//! `tandem restore`: the past comes back whole, and what it replaces is kept.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};

use super::program::{Home, outcome};
use super::signals::furnished;
use crate::support::{Caller, LONG_ANSWER, on_postgres};

/// A home with a dialog of one visitor, of which there is a backup, and in which more was said since.
async fn with_a_past(home: &Home) -> (Caller, i64) {
    let mut serving = home.serve().await;
    let (owner, assistant) = furnished(&mut serving).await;
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    owner.claims(dialog).await;
    visitor.says(dialog, "before").await;
    home.run(&["backup", "--to", "kept", "--json"]).await.json();
    visitor.says(dialog, "after").await;
    // Without a farewell: what was said last is not in the database's own file yet.
    serving.kill().await;
    (visitor, dialog)
}

async fn texts(visitor: &Caller, dialog: i64) -> Vec<String> {
    let history = visitor.history(dialog).await;
    let said = history.iter().filter(|entry| entry["sender"] == "user");
    said.map(|entry| entry["text"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_was_there_is_moved_aside_whole() {
    let home = Home::new();
    let (visitor, dialog) = with_a_past(&home).await;
    let restored = home.run(&["restore", "--from", "kept", "--json"]).await.json();
    let serving = home.serve().await;
    assert_eq!(texts(&visitor.at(&serving.url), dialog).await, ["before"]);
    serving.kill().await;
    // And the other past can still be gone on with.
    let aside = restored["moved_to"].as_str().unwrap();
    assert!(aside.starts_with("./data/before-restore-"), "{aside}");
    let serving = home.serve_with(&[("TANDEM_DATA_DIR", aside)]).await;
    assert_eq!(
        texts(&visitor.at(&serving.url), dialog).await,
        ["before", "after"]
    );
    serving.kill().await;
}

#[tokio::test]
async fn what_a_server_uses_is_not_replaced() {
    let home = Home::new();
    let (visitor, dialog) = with_a_past(&home).await;
    let serving = home.serve().await;
    let refused = home.run(&["restore", "--from", "kept"]).await;
    assert!(refused.complaint().contains("stop the server"), "{refused:?}");
    assert_eq!(
        texts(&visitor.at(&serving.url), dialog).await,
        ["before", "after"]
    );
    // Killed, it holds nothing any more.
    serving.kill().await;
    home.run(&["restore", "--from", "kept", "--json"]).await.json();
}

async fn tamper(file: PathBuf, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    connection.execute(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// A copy of the backup, to be spoilt.
fn spoilt(home: &Home, name: &str) -> PathBuf {
    let folder = home.path(name);
    fs::create_dir(&folder).unwrap();
    for file in ["keys", "tandem.db"] {
        fs::copy(home.path("kept").join(file), folder.join(file)).unwrap();
    }
    folder
}

#[tokio::test]
async fn what_is_no_whole_backup_is_refused_and_changes_nothing() {
    let home = Home::new();
    with_a_past(&home).await;
    fs::create_dir(home.path("empty")).unwrap();
    let database = |name: &str| spoilt(&home, name).join("tandem.db");
    let mut bytes = fs::read(home.path("kept/tandem.db")).unwrap();
    fs::write(database("cut"), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(database("prose"), "It was a dark and stormy night. ".repeat(200)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0xa5);
    fs::write(database("bad-page"), bytes).unwrap();
    let future = database("future");
    tamper(
        future,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'from the future', true, x'00', 0)",
    )
    .await;
    let foreign = database("foreign");
    fs::remove_file(&foreign).unwrap();
    tamper(foreign, "create table songs (title text)").await;
    fs::write(spoilt(&home, "hot").join("tandem.db-wal"), "x").unwrap();
    fs::write(spoilt(&home, "bad-keys").join("keys"), [0; 64]).unwrap();
    fs::remove_file(spoilt(&home, "no-keys").join("keys")).unwrap();
    let before = home.contents();
    for (from, what) in [
        ("absent", "is no backup"),
        ("empty", "is no backup"),
        ("cut", "damaged"),
        ("prose", "damaged"),
        ("bad-page", "damaged"),
        ("future", "newer"),
        ("foreign", "none of tandem's"),
        ("hot", "while a server was running"),
        ("bad-keys", "key file"),
        ("no-keys", "holds no keys"),
    ] {
        let refused = home.run(&["restore", "--from", from]).await;
        assert!(refused.complaint().contains(what), "{from}: {refused:?}");
        assert_eq!(home.contents(), before, "{from}");
    }
    let refused = home.run(&["restore"]).await;
    assert!(refused.complaint().contains("--from"), "{refused:?}");
}

#[tokio::test]
async fn one_that_died_halfway_is_done_again_before_anything_else() {
    let home = Home::new();
    let (visitor, dialog) = with_a_past(&home).await;
    // The moment between two renames: the database is not in its place, and what is to come there waits.
    fs::rename(home.path("kept/keys"), home.path("spare")).unwrap();
    fs::copy(home.path("spare"), home.path("kept/keys")).unwrap();
    fs::create_dir(home.data().join("restoring")).unwrap();
    fs::rename(
        home.data().join("tandem.db"),
        home.data().join("restoring/tandem.db"),
    )
    .unwrap();
    for arguments in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["migrate"],
        &["backup", "--to", "new"],
    ] {
        let refused = home.run(arguments).await;
        let line = refused.complaint();
        assert!(
            line.contains("restore") || line.contains("nothing to back up"),
            "{line}"
        );
    }
    assert!(
        !home.data().join("tandem.db").exists(),
        "an empty one would look like the loss of everything"
    );
    home.run(&["restore", "--from", "kept", "--json"]).await.json();
    let serving = home.serve().await;
    assert_eq!(texts(&visitor.at(&serving.url), dialog).await, ["before"]);
    serving.kill().await;
}

#[tokio::test]
async fn everybody_signs_in_again_and_open_questions_are_answered() {
    let home = Home::new();
    let mut serving = home.serve_with(&[("TANDEM_ANSWER_PACE_MS", "1000")]).await;
    let (owner, assistant) = furnished(&mut serving).await;
    let body = "To waterproof a leather boot, brush off all dirt, warm the wax in your hands and rub it into the \
                leather boot with a soft cloth, seam by seam. Leave the leather boot for a whole night.";
    owner
        .post(
            &format!("/assistants/{assistant}/articles"),
            &json!({ "title": "Care of leather boots", "body": body }),
        )
        .await
        .is(201);
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    tab.says(LONG_ANSWER).await;
    tab.expect(&json!({ "type": "generation_delta" })).await;
    home.run(&["backup", "--to", "kept", "--json"]).await.json();
    serving.kill().await;
    home.run(&["restore", "--from", "kept", "--json"]).await.json();

    let serving = home.serve_with(&[("TANDEM_ANSWER_PACE_MS", "0")]).await;
    owner
        .at(&serving.url)
        .get("/me")
        .await
        .refuses(401, "unauthenticated");
    Caller::signed_in(&serving.url, "olga@example.com", "correct horse battery").await;
    let visitor = visitor.at(&serving.url);
    visitor
        .reads_of("assistant", dialog, |text| text.contains("wax in your hands"))
        .await;
    let history = visitor.history(dialog).await;
    let answers = history.iter().filter(|entry| entry["sender"] == "assistant");
    assert_eq!(answers.count(), 1);
    serving.kill().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_pg_restore_the_history_gets_another_name() {
    on_postgres(async |place| {
        let home = Home::new();
        let url = place.database_url.unwrap();
        let database = [("TANDEM_DATABASE_URL", url.as_str())];
        let mut serving = home.serve_with(&database).await;
        let (_, assistant) = furnished(&mut serving).await;
        let visitor = Caller::visitor(&serving.url, &assistant);
        let dialog = visitor.opens().await;
        let epoch = |page: &serde_json::Value| page["history_epoch"].as_str().unwrap().to_owned();
        let path = format!("/dialogs/{dialog}/messages?after=0");
        let before = epoch(&visitor.get(&path).await.is(200));
        let restore = || {
            let mut command = home.command(&["restore", "--json"]);
            command.envs(database);
            outcome(command, "")
        };
        let refused = restore().await;
        assert!(refused.complaint().contains("stop the server"), "{refused:?}");
        serving.kill().await;
        let restored = restore().await.json();
        assert_eq!(restored["dialogs"], 1);
        let serving = home.serve_with(&database).await;
        let after = epoch(&visitor.at(&serving.url).get(&path).await.is(200));
        assert_eq!(restored["history_epoch"], after);
        assert_ne!(before, after);
        serving.kill().await;
    })
    .await;
}
