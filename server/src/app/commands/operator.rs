use serde_json::json;

use super::{Made, find_tenant, with_data};
use crate::access::NewMember;
use crate::app::config::Config;
use crate::domain::{Role, Secret};

pub struct NewOperator<'a> {
    pub tenant: &'a str,
    pub email: &'a str,
    pub name: Option<&'a str>,
    pub role: Role,
    /// Made at random, and told, if absent.
    pub password: Option<Secret>,
}

/// `tandem operator create`
pub async fn create(config: &Config, wanted: NewOperator<'_>) -> anyhow::Result<Made> {
    with_data(config, async |rest| {
        let tenant = find_tenant(rest, wanted.tenant).await?;
        let made_password = wanted.password.is_none();
        let password = wanted
            .password
            .unwrap_or_else(|| crate::access::make_token(&*rest.entropy));
        let fallback = wanted.email.split('@').next().unwrap_or(wanted.email);
        let member = NewMember {
            email: wanted.email.to_owned(),
            name: wanted.name.unwrap_or(fallback).to_owned(),
            role: wanted.role,
            password: password.clone(),
        };
        let operator = rest.access.create_member(tenant.id, member).await?;
        let mut json = json!({ "operator_id": operator.id });
        let mut sentence = format!(
            "{} may sign in to {:?} as {}",
            operator.email,
            tenant.name,
            wanted.role.as_str()
        );
        if made_password {
            json["password"] = password.reveal().into();
            sentence = format!("{sentence} with the password {}", password.reveal());
        }
        Ok(Made { sentence, json })
    })
    .await
}
