use serde_json::json;

use super::Made;
use crate::app::config::Config;
use crate::app::data_folder::make_folder;
use crate::app::hold::Hold;
use crate::store::Store;

/// `tandem migrate`
pub async fn run(config: &Config) -> anyhow::Result<Made> {
    make_folder(&config.data_dir)?;
    let _hold = Hold::shared(&config.data_dir)?;
    Store::migrate_only(&config.database()).await?;
    Ok(Made {
        sentence: "The database is up to date".to_owned(),
        json: json!({ "migrated": true }),
    })
}
