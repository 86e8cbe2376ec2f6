use serde_json::json;

use super::{Made, with_data};
use crate::app::config::Config;
use crate::domain::PublicId;
use crate::store::NewTenant;

/// `tandem tenant create`
pub async fn create(config: &Config, name: &str) -> anyhow::Result<Made> {
    with_data(config, async |rest| {
        let name = name.trim();
        anyhow::ensure!(
            !name.is_empty() && name.chars().count() <= 80,
            "--name has 1 to 80 characters"
        );
        let public_id = PublicId::make("ten", rest.entropy.bytes());
        let new = NewTenant {
            public_id: public_id.clone(),
            name: name.to_owned(),
            at: rest.clock.now(),
        };
        rest.store
            .write(move |tx| Box::pin(async move { tx.create_tenant(&new).await }))
            .await?;
        Ok(Made {
            sentence: format!("Tenant {name:?} is {public_id}"),
            json: json!({ "tenant_id": public_id }),
        })
    })
    .await
}
