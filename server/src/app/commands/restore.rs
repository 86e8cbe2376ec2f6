use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};

use super::Made;
use crate::access::{KEY_FILE, Keys};
use crate::app::config::{Config, DATABASE_FILE};
use crate::app::data_folder::{Draft, RESTORING, copy_privately, make_folder, private_folder, sync};
use crate::app::hold::Hold;
use crate::domain::Timestamp;
use crate::protocol::Time;
use crate::store::{Contents, Place, Store};

/// What the engine keeps beside a database that is open, or was when its process died.
const COMPANIONS: [&str; 3] = ["tandem.db-wal", "tandem.db-shm", "tandem.db-journal"];

/// Where the backup is put together before anything is touched.
const DRAFT: &str = "restore.unfinished";

/// `tandem restore`: the data is what the backup in `from` holds, under a `history_epoch` of its own, so that clients
/// who have seen more begin anew. What was there before is moved aside.
pub async fn run(config: &Config, from: Option<&Path>) -> anyhow::Result<Made> {
    let outside = crate::app::outside();
    let epoch = format!("{:032x}", u128::from_le_bytes(outside.entropy.bytes()));
    let now = outside.clock.now();
    match (config.database().place, from) {
        (Place::Sqlite { .. }, Some(from)) => {
            let (contents, aside) = replace(&config.data_dir, from, &epoch, now).await?;
            Ok(made(Some(from), contents, aside.as_deref(), &epoch))
        }
        (Place::Postgres { .. }, None) => {
            make_folder(&config.data_dir)?;
            let _hold = Hold::alone(&config.data_dir).await?;
            let contents = Store::adopt_in_place(&config.database(), &epoch, now).await?;
            Ok(made(None, contents, None, &epoch))
        }
        (Place::Sqlite { .. }, None) => bail!("--from has to name the folder that `tandem backup` made"),
        (Place::Postgres { .. }, Some(_)) => bail!(
            "the database is PostgreSQL: restore it with pg_restore, put the key file back into {}, and then run \
             `tandem restore` without --from",
            config.data_dir.display()
        ),
    }
}

fn made(from: Option<&Path>, contents: Contents, aside: Option<&Path>, epoch: &str) -> Made {
    let before = aside.map_or_else(String::new, |aside| {
        format!(" What was there before is in {}", aside.display())
    });
    let sentence = format!(
        "Restored: {} dialogs with {} entries. Operators have to sign in again.{before}",
        contents.dialogs, contents.messages
    );
    let json = json!({
        "restored": from, "dialogs": contents.dialogs, "messages": contents.messages,
        "history_epoch": epoch, "moved_to": aside,
    });
    Made { sentence, json }
}

/// How much there is now, and where the data went that was there before.
async fn replace(
    folder: &Path,
    from: &Path,
    epoch: &str,
    now: Timestamp,
) -> anyhow::Result<(Contents, Option<PathBuf>)> {
    is_backup(from)?;
    make_folder(folder)?;
    let _hold = Hold::alone(folder).await?;
    // Left by one that died.
    for left in [DRAFT, RESTORING] {
        match fs::remove_dir_all(folder.join(left)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    let no_place = || format!("the backup cannot be copied to {}", folder.display());
    let draft = Draft::make(folder.join(DRAFT)).with_context(no_place)?;
    for name in [DATABASE_FILE, KEY_FILE] {
        copy_privately(&from.join(name), &draft.join(name)).with_context(no_place)?;
    }
    let unusable = || format!("the backup {} cannot be used", from.display());
    Keys::load(&draft.join("")).with_context(unusable)?;
    let contents = Store::adopt(&draft.join(DATABASE_FILE), epoch, now)
        .await
        .with_context(unusable)?;
    // From here until its name is gone no server starts: it could find one half of the old and one of the new.
    let ready = folder.join(RESTORING);
    draft.publish(&ready).with_context(no_place)?;
    let aside = move_aside(folder, now).context("what is there cannot be moved aside")?;
    for name in [KEY_FILE, DATABASE_FILE] {
        fs::rename(ready.join(name), folder.join(name))?;
    }
    sync(folder)?;
    fs::remove_dir_all(&ready)?;
    sync(folder)?;
    Ok((contents, aside))
}

/// Refuses what `tandem backup` cannot have made.
fn is_backup(from: &Path) -> anyhow::Result<()> {
    for name in [DATABASE_FILE, KEY_FILE] {
        ensure!(
            from.join(name).is_file(),
            "{} is no backup: it holds no {name}",
            from.display()
        );
    }
    // A copy of a folder that was in use: what was committed last is in these, and may not fit.
    for name in COMPANIONS {
        ensure!(
            !from.join(name).exists(),
            "{} is no backup: it holds {name}, so it was copied while a server was running",
            from.display()
        );
    }
    Ok(())
}

/// Moves what makes up the present data into a folder of its own, if there is anything.
fn move_aside(folder: &Path, now: Timestamp) -> io::Result<Option<PathBuf>> {
    let there: Vec<&str> = [KEY_FILE, DATABASE_FILE]
        .into_iter()
        .chain(COMPANIONS)
        .filter(|name| folder.join(name).exists())
        .collect();
    if there.is_empty() {
        return Ok(None);
    }
    let at = match serde_json::to_value(Time(now)) {
        Ok(Value::String(at)) => at.replace(':', "-"),
        _ => now.0.to_string(),
    };
    let aside = folder.join(format!("before-restore-{at}"));
    private_folder(false).create(&aside)?;
    for name in there {
        fs::rename(folder.join(name), aside.join(name))?;
    }
    sync(&aside)?;
    sync(folder)?;
    Ok(Some(aside))
}
