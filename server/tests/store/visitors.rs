//! Assistants, sites, contacts and their tokens.

use serde_json::json;
use tandem::domain::{AllowedOrigins, Appearance, Attributes, EngineKind, PageOrigin, TokenHash};
use tandem::store::{AssistantChange, ContactChange, NewContact, NewSite};

use crate::home::{Home, at};
use crate::shop::{Shop, new_assistant, public_id, visitor};

stories!(
    an_assistant_comes_back_as_it_was_made,
    an_assistant_changes_and_goes,
    a_site_has_a_sealed_secret,
    a_token_opens_its_own_assistant_only,
    a_blocked_visitor_has_no_token,
    a_site_user_is_one_contact,
    a_contact_changes,
);

fn origins() -> AllowedOrigins {
    AllowedOrigins(vec![PageOrigin::parse("https://shop.example").unwrap()])
}

async fn an_assistant_comes_back_as_it_was_made(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut new = new_assistant("second");
    new.allowed_origins = origins();
    new.appearance.suggestions = vec!["Where is my “order”?".to_owned()];
    let made = new.clone();
    let id = home
        .write(move |tx| Box::pin(async move { tx.create_assistant(shop.tenant, &made).await }))
        .await;
    let mut conn = home.read().await;
    let found = conn
        .assistant_by_public_id(&new.public_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.id, found.tenant, &found.name),
        (id, shop.tenant, &new.name)
    );
    assert_eq!(
        (&found.appearance, &found.allowed_origins),
        (&new.appearance, &new.allowed_origins)
    );
    assert_eq!(
        conn.assistants(shop.tenant).await.unwrap(),
        [shop.assistant(&home).await, found]
    );
}

async fn an_assistant_changes_and_goes(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let change = AssistantChange {
        name: "Nova".to_owned(),
        engine: EngineKind::Knowledge,
        engine_settings: tandem::domain::EngineSettings {
            model: Some("small".to_owned()),
            ..tandem::domain::EngineSettings::default()
        },
        engine_key: Some(vec![1, 2, 3]),
        instructions: "Be kind.".to_owned(),
        handoff: tandem::domain::HandoffPolicy::default(),
        appearance: Appearance {
            greeting: "Hi".to_owned(),
            ..Appearance::default()
        },
        allowed_origins: origins(),
        at: at(1),
    };
    let changed = home
        .write(move |tx| {
            Box::pin(async move { tx.update_assistant(shop.tenant, shop.assistant, &change).await })
        })
        .await;
    assert!(changed);
    let assistant = shop.assistant(&home).await;
    assert_eq!(
        (assistant.name.as_str(), assistant.appearance.greeting.as_str()),
        ("Nova", "Hi")
    );

    let delete = async || {
        home.write(move |tx| Box::pin(tx.delete_assistant(shop.tenant, shop.assistant, at(2))))
            .await
    };
    assert!(delete().await);
    assert!(!delete().await);
    let mut conn = home.read().await;
    assert_eq!(
        conn.assistant_by_public_id(&assistant.public_id).await.unwrap(),
        None
    );
    assert_eq!(conn.assistants(shop.tenant).await.unwrap(), []);
}

async fn a_site_has_a_sealed_secret(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let new = NewSite {
        assistant: shop.assistant,
        public_id: public_id("site", "one"),
        name: "Account".to_owned(),
        secret_sealed: vec![0, 255, 7],
        allowed_origins: origins(),
        at: at(0),
    };
    let id = home
        .write(move |tx| Box::pin(async move { tx.create_site(shop.tenant, &new).await }))
        .await
        .unwrap();
    let mut conn = home.read().await;
    let site = conn
        .site_by_public_id(&public_id("site", "one"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((site.id, site.assistant), (id, shop.assistant));
    let sealed = conn.site_secrets(shop.tenant, id).await.unwrap();
    let sealed: Vec<_> = sealed.into_iter().map(|kept| kept.sealed).collect();
    assert_eq!(sealed, [vec![0, 255, 7]]);
    assert_eq!(site.allowed_origins, origins());
    assert_eq!(
        conn.sites(shop.tenant).await.unwrap(),
        std::slice::from_ref(&site)
    );
    assert_eq!(conn.site(shop.tenant, id).await.unwrap(), Some(site));

    home.write(move |tx| Box::pin(tx.delete_assistant(shop.tenant, shop.assistant, at(2))))
        .await;
    assert_eq!(
        conn.site_by_public_id(&public_id("site", "one")).await.unwrap(),
        None
    );
}

async fn a_token_opens_its_own_assistant_only(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let token = TokenHash([9; 32]);
    let (added, again, other) = home
        .write(move |tx| {
            Box::pin(async move {
                let other = tx.create_assistant(shop.tenant, &new_assistant("other")).await?;
                let mut add = async |at| {
                    tx.add_visitor_token(shop.tenant, shop.assistant, shop.contact, &token, at)
                        .await
                };
                Ok((add(at(0)).await?, add(at(1)).await?, other))
            })
        })
        .await;
    assert_eq!((added, again), (true, false));
    let mut conn = home.read().await;
    let contact = conn
        .contact_by_visitor_token(shop.assistant, &token)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(contact.id, shop.contact);
    assert_eq!(conn.contact_by_visitor_token(other, &token).await.unwrap(), None);
    assert_eq!(
        conn.contact_by_visitor_token(shop.assistant, &TokenHash([8; 32]))
            .await
            .unwrap(),
        None
    );

    let revoked = home
        .write(move |tx| Box::pin(async move { tx.revoke_visitor_token(shop.tenant, &token, at(2)).await }))
        .await;
    assert!(revoked);
    assert_eq!(
        conn.contact_by_visitor_token(shop.assistant, &token)
            .await
            .unwrap(),
        None
    );
}

async fn a_blocked_visitor_has_no_token(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let token = TokenHash([9; 32]);
    home.write(move |tx| {
        Box::pin(async move {
            tx.add_visitor_token(shop.tenant, shop.assistant, shop.contact, &token, at(0))
                .await?;
            tx.set_contact_blocked(shop.tenant, shop.contact, true, at(1))
                .await
        })
    })
    .await;
    let mut conn = home.read().await;
    assert_eq!(
        conn.contact_by_visitor_token(shop.assistant, &token)
            .await
            .unwrap(),
        None
    );
    home.write(move |tx| Box::pin(tx.set_contact_blocked(shop.tenant, shop.contact, false, at(2))))
        .await;
    assert!(
        conn.contact_by_visitor_token(shop.assistant, &token)
            .await
            .unwrap()
            .is_some()
    );
}

async fn a_site_user_is_one_contact(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let (site, first, second) = home
        .write(move |tx| {
            Box::pin(async move {
                let new = NewSite {
                    assistant: shop.assistant,
                    public_id: public_id("site", "one"),
                    name: "Account".to_owned(),
                    secret_sealed: vec![1],
                    allowed_origins: AllowedOrigins::default(),
                    at: at(0),
                };
                let site = tx.create_site(shop.tenant, &new).await?;
                let mut user = NewContact {
                    site,
                    external_id: Some("u-1".to_owned()),
                    name: Some("Alex".to_owned()),
                    verified: true,
                    attributes: Attributes::from([("plan".to_owned(), json!("gold"))]),
                    ..visitor(shop.assistant)
                };
                let first = tx.upsert_site_contact(shop.tenant, &user).await?;
                user.name = None;
                user.email = Some("alex@example.com".to_owned());
                user.attributes.clear();
                let second = tx.upsert_site_contact(shop.tenant, &user).await?;
                Ok((site.unwrap(), first, second))
            })
        })
        .await;
    assert!(first.is_some());
    assert_eq!(first, second);
    let mut conn = home.read().await;
    let contact = conn
        .contact_by_external_id(shop.tenant, site, "u-1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(Some(contact.id), first);
    assert_eq!(
        contact.name.as_deref(),
        Some("Alex"),
        "what a token leaves out stays"
    );
    assert_eq!(contact.email.as_deref(), Some("alex@example.com"));
    assert_eq!(contact.attributes.get("plan"), Some(&json!("gold")));
    assert!(contact.verified);
    assert_eq!(
        conn.contact_by_external_id(shop.tenant, site, "u-2")
            .await
            .unwrap(),
        None
    );

    let user = NewContact {
        site: Some(site),
        external_id: Some("u-1".to_owned()),
        ..visitor(shop.assistant)
    };
    let blocked = home
        .write(move |tx| {
            Box::pin(async move {
                tx.set_contact_blocked(shop.tenant, contact.id, true, at(1))
                    .await?;
                tx.upsert_site_contact(shop.tenant, &user).await
            })
        })
        .await;
    assert_eq!(blocked, None, "a blocked user does not come back by signing in");
}

async fn a_contact_changes(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let change = ContactChange {
        name: Some("Sam".to_owned()),
        email: None,
        verified: true,
        attributes: Attributes::from([("orders".to_owned(), json!(3))]),
        at: at(5),
    };
    home.write(move |tx| {
        Box::pin(async move { tx.update_contact(shop.tenant, shop.contact, &change).await })
    })
    .await;
    let contact = home
        .read()
        .await
        .contact(shop.tenant, shop.contact)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((contact.name.as_deref(), contact.verified), (Some("Sam"), true));
    assert_eq!(contact.attributes.get("orders"), Some(&json!(3)));
    assert_eq!(contact.created_at, at(0));
}
