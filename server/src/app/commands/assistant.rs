use serde_json::json;

use super::{Made, find_tenant, with_data};
use crate::app::config::Config;
use crate::domain::{AllowedOrigins, Appearance, EngineKind, PublicId};
use crate::store::NewAssistant;

/// `tandem assistant create`
pub async fn create(config: &Config, tenant: &str, name: &str, engine: EngineKind) -> anyhow::Result<Made> {
    with_data(config, async |rest| {
        let tenant = find_tenant(rest, tenant).await?;
        let name = name.trim();
        anyhow::ensure!(
            !name.is_empty() && name.chars().count() <= 80,
            "--name has 1 to 80 characters"
        );
        let public_id = PublicId::make("ast", rest.entropy.bytes());
        let new = NewAssistant {
            public_id: public_id.clone(),
            name: name.to_owned(),
            engine,
            appearance: Appearance::default(),
            allowed_origins: AllowedOrigins::default(),
            at: rest.clock.now(),
        };
        rest.store
            .write(move |tx| Box::pin(async move { tx.create_assistant(tenant.id, &new).await }))
            .await?;
        Ok(Made {
            sentence: format!("Assistant {name:?} is {public_id}"),
            json: json!({ "assistant_id": public_id }),
        })
    })
    .await
}
