use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use serde_json::json;

use super::Made;
use crate::access::{KEY_FILE, Keys};
use crate::app::config::{Config, DATABASE_FILE};
use crate::app::data_folder::{Draft, copy_privately, private_file};
use crate::app::hold::Hold;
use crate::store::{Error, Place, Store};

/// `tandem backup`: the database as one file, and the keys without which half of it cannot be read.
pub async fn run(config: &Config, to: &Path) -> anyhow::Result<Made> {
    let Place::Sqlite { file } = config.database().place else {
        bail!(
            "the database is PostgreSQL: back it up with pg_dump, and keep a copy of {} with it",
            config.data_dir.join(KEY_FILE).display()
        );
    };
    ensure!(
        file.is_file(),
        "there is nothing to back up: {} is not there",
        file.display()
    );
    let beside = place_of(to)?;
    let _hold = Hold::shared(&config.data_dir)?;
    // Under this name until it is whole: what is called as it was asked for is a backup.
    let random = u64::from_le_bytes(crate::app::outside().entropy.bytes());
    let mut unfinished = beside.into_os_string();
    unfinished.push(format!(".{random:016x}.unfinished"));
    let draft = Draft::make(unfinished.into()).with_context(|| format!("{} cannot be made", to.display()))?;
    let copy = draft.join(DATABASE_FILE);
    // Made before the engine does, so that at no moment others may read it.
    private_file(&copy)?;
    let name = copy
        .to_str()
        .with_context(|| format!("the name {} is not Unicode", to.display()))?;
    let contents = Store::back_up(&file, name).await.map_err(|error| match error {
        Error::Full => anyhow::anyhow!("the disk of {} is full", to.display()),
        other => other.into(),
    })?;
    copy_privately(&config.data_dir.join(KEY_FILE), &draft.join(KEY_FILE)).context("the key file")?;
    Keys::load(&draft.join(""))?;
    let bytes = fs::metadata(&copy)?.len();
    draft
        .publish(to)
        .with_context(|| format!("{} cannot be made", to.display()))?;
    Ok(Made {
        sentence: format!(
            "{} holds all data: {} dialogs with {} entries ({bytes} bytes), and the keys",
            to.display(),
            contents.dialogs,
            contents.messages
        ),
        json: json!({
            "backup": to, "dialogs": contents.dialogs, "messages": contents.messages, "database_bytes": bytes,
        }),
    })
}

/// The path of the new folder, without what would make it something else than a name in a folder that is there.
fn place_of(to: &Path) -> anyhow::Result<PathBuf> {
    ensure!(
        fs::symlink_metadata(to).is_err(),
        "{} is there already: each backup is a new folder",
        to.display()
    );
    let name = to.file_name().context("--to must name a folder")?;
    let parent = to.parent().unwrap_or(Path::new(""));
    ensure!(
        parent == Path::new("") || parent.is_dir(),
        "the folder {} is not there",
        parent.display()
    );
    Ok(parent.join(name))
}
