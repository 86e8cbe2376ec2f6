//! `tandem backup`, beside a server that goes on writing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::program::{Home, outcome};
use super::signals::furnished;
use crate::support::Caller;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Says one thing after the other until the flag is up. How many were acknowledged.
async fn talk(visitor: &Caller, dialog: i64, enough: &AtomicBool) -> usize {
    let mut said = 0;
    while !enough.load(Ordering::Relaxed) {
        visitor.says(dialog, &format!("while it is copied {said}")).await;
        said += 1;
    }
    said
}

#[tokio::test]
async fn it_is_whole_though_the_server_goes_on_writing() {
    let home = Home::new();
    let mut serving = home.serve().await;
    let (owner, assistant) = furnished(&mut serving).await;
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    owner.claims(dialog).await;
    let mut before = 0;
    for number in 0..40 {
        before = visitor.says(dialog, &format!("before {number}")).await["seq"]
            .as_i64()
            .unwrap();
    }
    let enough = AtomicBool::new(false);
    let copying = async {
        let made = home.run(&["backup", "--to", "kept", "--json"]).await.json();
        enough.store(true, Ordering::Relaxed);
        made
    };
    let (made, said) = tokio::join!(copying, talk(&visitor, dialog, &enough));
    assert!(said > 0, "nothing was written meanwhile");
    assert_eq!(visitor.history(dialog).await.len() as i64, before + said as i64);
    serving.kill().await;

    assert_eq!(made["backup"], "kept");
    assert_eq!(made["dialogs"], 1);
    let (folder, names) = (home.path("kept"), ["keys", "tandem.db"]);
    assert_eq!(mode(&folder), 0o700);
    let mut found: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    found.sort();
    assert_eq!(found, names);
    for name in names {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    assert_eq!(
        made["database_bytes"],
        fs::metadata(folder.join("tandem.db")).unwrap().len()
    );

    // Elsewhere, as on a new machine.
    let restored = home
        .run(&["restore", "--from", "kept", "--data-dir", "elsewhere", "--json"])
        .await
        .json();
    assert_eq!(
        (&restored["dialogs"], &restored["messages"]),
        (&made["dialogs"], &made["messages"])
    );
    assert_eq!(restored["moved_to"], Value::Null);
    let serving = home.serve_with(&[("TANDEM_DATA_DIR", "elsewhere")]).await;
    let history = visitor.at(&serving.url).history(dialog).await;
    assert!(
        history.len() as i64 >= before,
        "what was acknowledged before is there"
    );
    assert_eq!(json!(history.len()), made["messages"]);
    assert!(
        history
            .iter()
            .zip(1..)
            .all(|(entry, seq)| entry["seq"] == json!(seq))
    );
    serving.kill().await;
    assert_eq!(mode(&home.path("elsewhere")), 0o700);
}

#[tokio::test]
async fn what_cannot_be_backed_up_is_told_and_leaves_nothing() {
    let home = Home::new();
    let nothing = home.run(&["backup", "--to", "kept"]).await;
    assert!(nothing.complaint().contains("nothing to back up"), "{nothing:?}");
    home.run(&["tenant", "create", "--name", "Shop", "--json"])
        .await
        .json();
    fs::create_dir(home.path("there")).unwrap();
    let before = home.contents();
    for (to, what) in [
        ("there", "already"),
        ("no/such", "no is not there"),
        ("/", "already"),
        ("data/keys", "already"),
    ] {
        let refused = home.run(&["backup", "--to", to]).await;
        assert!(refused.complaint().contains(what), "{refused:?}");
        assert_eq!(home.contents(), before, "{to}");
    }
    let keys = fs::read(home.data().join("keys")).unwrap();
    fs::write(home.data().join("keys"), b"short").unwrap();
    let refused = home.run(&["backup", "--to", "kept"]).await;
    assert!(refused.complaint().contains("key file"), "{refused:?}");
    fs::write(home.data().join("keys"), keys).unwrap();
    assert_eq!(home.contents(), before);
}

#[tokio::test]
async fn on_postgres_its_own_tools_are_named() {
    let home = Home::new();
    for (arguments, what) in [
        (["backup", "--to", "kept"], "pg_dump"),
        (["restore", "--from", "kept"], "pg_restore"),
    ] {
        let mut command = home.command(&arguments);
        command.env("TANDEM_DATABASE_URL", "postgres://nobody@127.0.0.1:9/none");
        let refused = outcome(command, "").await;
        assert!(refused.complaint().contains(what), "{refused:?}");
    }
    assert!(home.contents().is_empty());
}
