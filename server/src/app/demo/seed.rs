//! What the demo shop has, made once; started again it is found again.

use crate::access::{Denied, NewMember, SiteIdentity};
use crate::app::assets;
use crate::app::node::{Node, Outside};
use crate::assistant::add_article;
use crate::domain::{
    AllowedOrigins, Appearance, Assistant, Attributes, EngineKind, OperatorId, PublicId, Role, Secret,
    TenantId,
};
use crate::rest::Rest;
use crate::store::{NewArticle, NewAssistant, NewTenant};

/// Where the installation keeps which tenant is the demo's.
const TENANT: &str = "demo_tenant";
const SITE: &str = "demo_site";
const OPERATOR: &str = "ann@northfell.example";
const OPERATOR_NAME: &str = "Ann Berg";

/// Who is signed in on the account page.
pub(super) const CUSTOMER_ID: &str = "customer-2041";
pub(super) const CUSTOMER_NAME: &str = "Mika Sand";
const CUSTOMER_EMAIL: &str = "mika@example.org";

/// The demo, ready to be looked at.
#[derive(Clone, Debug)]
pub struct Demo {
    pub(super) assistant: PublicId,
    pub(super) site: PublicId,
    pub operator_email: String,
    /// Another one at each start: it stands nowhere but on the terminal.
    pub operator_password: Secret,
}

impl Demo {
    /// What the shop's own backend would make for its signed-in customer.
    pub(super) async fn site_token(&self, rest: &Rest) -> Result<Secret, Denied> {
        const LIFETIME: std::time::Duration = std::time::Duration::from_hours(12);
        let mut attributes = Attributes::new();
        attributes.insert("plan".to_owned(), "Summit Club · Climber".into());
        attributes.insert("orders".to_owned(), 4.into());
        let identity = SiteIdentity {
            external_id: CUSTOMER_ID.to_owned(),
            name: Some(CUSTOMER_NAME.to_owned()),
            email: Some(CUSTOMER_EMAIL.to_owned()),
            attributes,
            expires_at: rest.clock.now().plus(LIFETIME),
        };
        rest.access.vouch(&self.site, &identity).await
    }
}

/// Finds the demo in the data, or makes it; gives its operator a new password either way.
pub(crate) async fn prepare(node: &Node, outside: &Outside) -> anyhow::Result<Demo> {
    let rest = &node.rest;
    let password = Secret::new(readable_password(outside.entropy.bytes()));
    let (tenant, site) = {
        let mut reader = rest.store.read().await?;
        (reader.value(TENANT).await?, reader.value(SITE).await?)
    };
    let known = tenant
        .as_deref()
        .and_then(PublicId::parse)
        .zip(site.as_deref().and_then(PublicId::parse));
    let (assistant, site) = match known {
        Some((tenant, site)) => found(rest, &tenant, site, &password).await?,
        None => made(rest, &password).await?,
    };
    Ok(Demo {
        assistant,
        site,
        operator_email: OPERATOR.to_owned(),
        operator_password: password,
    })
}

async fn found(
    rest: &Rest,
    tenant: &PublicId,
    site: PublicId,
    password: &Secret,
) -> anyhow::Result<(PublicId, PublicId)> {
    let mut reader = rest.store.read().await?;
    let gone = || anyhow::anyhow!("the data folder's demo is incomplete: start with another --data-dir");
    let tenant = reader.tenant_by_public_id(tenant).await?.ok_or_else(gone)?;
    let assistant = reader
        .assistants(tenant.id)
        .await?
        .into_iter()
        .next()
        .ok_or_else(gone)?;
    let members = reader.members(tenant.id).await?;
    let operator: OperatorId = members
        .into_iter()
        .find(|(member, _)| member.email == OPERATOR)
        .map(|(m, _)| m.id)
        .ok_or_else(gone)?;
    drop(reader);
    rest.access.change_password(operator, password.clone()).await?;
    Ok((assistant.public_id, site))
}

async fn made(rest: &Rest, password: &Secret) -> anyhow::Result<(PublicId, PublicId)> {
    let now = rest.clock.now();
    let tenant = NewTenant {
        public_id: PublicId::make("ten", rest.entropy.bytes()),
        name: "Northfell".to_owned(),
        at: now,
    };
    let tenant_name = tenant.public_id.clone();
    let new = NewAssistant {
        public_id: PublicId::make("ast", rest.entropy.bytes()),
        name: "Fell".to_owned(),
        engine: EngineKind::Knowledge,
        appearance: appearance(),
        allowed_origins: AllowedOrigins::default(),
        at: now,
    };
    let public_id = new.public_id.clone();
    let (tenant, assistant): (TenantId, Option<Assistant>) = rest
        .store
        .write(move |tx| {
            Box::pin(async move {
                let tenant = tx.create_tenant(&tenant).await?;
                tx.create_assistant(tenant, &new).await?;
                Ok::<_, crate::store::Error>((tenant, tx.assistant_by_public_id(&public_id).await?))
            })
        })
        .await?;
    let assistant = assistant.ok_or_else(|| anyhow::anyhow!("the demo's assistant could not be made"))?;
    for text in assets::shop_articles() {
        let (title, body) = split(&text);
        let article = NewArticle {
            assistant: assistant.id,
            title,
            body,
            url: None,
            locale: Some("en".to_owned()),
            at: now,
        };
        add_article(&rest.store, tenant, article).await?;
    }
    let member = NewMember {
        email: OPERATOR.to_owned(),
        name: OPERATOR_NAME.to_owned(),
        role: Role::Owner,
        password: password.clone(),
    };
    rest.access.create_member(tenant, member).await?;
    let site = rest
        .access
        .create_site(&assistant, "Account pages".to_owned(), AllowedOrigins::default())
        .await?;
    let site = site.site.public_id;
    // Last, so that a start that was cut off is not taken for a whole one.
    let kept = site.clone();
    rest.store
        .write(move |tx| {
            Box::pin(async move {
                tx.put_value(SITE, kept.as_str()).await?;
                tx.put_value(TENANT, tenant_name.as_str()).await
            })
        })
        .await?;
    Ok((assistant.public_id, site))
}

fn appearance() -> Appearance {
    Appearance {
        greeting:
            "Hi! I am Fell, Northfell's assistant. Ask me about orders, sizes or looking after your gear, \
                   or talk to a person whenever you like."
                .to_owned(),
        suggestions: vec![
            "How long does standard delivery take?".to_owned(),
            "How do I wash a down jacket?".to_owned(),
            "Can I return boots that I wore outdoors?".to_owned(),
        ],
        color: "#1f6f5c".to_owned(),
        avatar_url: None,
    }
}

/// `# Title` and what follows it.
fn split(text: &str) -> (String, String) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    (
        first.trim_start_matches('#').trim().to_owned(),
        rest.trim().to_owned(),
    )
}

/// Four groups of five letters and digits that cannot be confused: 100 random bits.
fn readable_password(random: [u8; 20]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut password = String::with_capacity(23);
    for (at, byte) in random.iter().enumerate() {
        if at > 0 && at % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(ALPHABET[usize::from(byte & 31)]));
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_its_heading_and_its_text() {
        assert_eq!(
            split("# Returns\n\n## How\nSend it."),
            ("Returns".to_owned(), "## How\nSend it.".to_owned())
        );
        assert!(assets::shop_articles().len() >= 20);
    }

    #[test]
    fn a_password_is_easy_to_type() {
        let password = readable_password([7; 20]);
        assert_eq!(password.len(), 23);
        assert_eq!(password.split('-').count(), 4);
    }
}
