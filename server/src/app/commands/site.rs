use serde_json::json;

use super::{Made, find_assistant, with_data};
use crate::app::config::Config;
use crate::domain::AllowedOrigins;

/// `tandem site create`
pub async fn create(config: &Config, assistant: &str, name: &str) -> anyhow::Result<Made> {
    with_data(config, async |rest| {
        let assistant = find_assistant(rest, assistant).await?;
        let name = name.trim();
        anyhow::ensure!(
            !name.is_empty() && name.chars().count() <= 80,
            "--name has 1 to 80 characters"
        );
        let made = rest
            .access
            .create_site(&assistant, name.to_owned(), AllowedOrigins::default())
            .await?;
        let (id, secret) = (made.site.public_id, made.secret);
        Ok(Made {
            sentence: format!(
                "Site {name:?} is {id}; its secret, shown only now, is {}",
                secret.reveal()
            ),
            json: json!({ "site_id": id, "secret": secret.reveal() }),
        })
    })
    .await
}
