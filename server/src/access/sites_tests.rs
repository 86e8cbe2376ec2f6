use serde_json::json;

use super::*;
use crate::access::jwt;
use crate::access::testing::World;

async fn with_site() -> (World, MadeSite) {
    let world = World::start().await;
    let assistant = world.add_assistant(world.tenant, "ast_a").await;
    let made = world
        .access
        .create_site(&assistant, "Shop".to_owned(), AllowedOrigins::default())
        .await
        .unwrap();
    (world, made)
}

fn token(site: &Site, secret: &Secret, name: &str) -> String {
    let claims = json!({"iss": site.public_id, "sub": "user-1", "exp": 1_800_003_600, "name": name});
    jwt::sign(&claims, secret.reveal().as_bytes()).unwrap()
}

#[tokio::test]
async fn a_user_whom_the_site_vouches_for_becomes_a_contact() {
    let (world, MadeSite { site, secret }) = with_site().await;
    let user = world.access.site(&token(&site, &secret, "Ada")).await.unwrap();
    assert_eq!((user.site.id, user.principal()), (site.id, None));
    let principal = world.access.admit_site_user(&user).await.unwrap();
    assert_eq!((principal.tenant, principal.site), (world.tenant, Some(site.id)));

    // The same user again, with another name: the same contact, up to date.
    let user = world.access.site(&token(&site, &secret, "Ada L.")).await.unwrap();
    assert_eq!(user.principal(), Some(principal.clone()));
    assert_eq!(world.access.admit_site_user(&user).await, Ok(principal));
    let user = world.access.site(&token(&site, &secret, "Ada L.")).await.unwrap();
    let contact = user.contact.unwrap();
    assert_eq!(
        (contact.name.as_deref(), contact.verified),
        (Some("Ada L."), true)
    );
}

#[tokio::test]
async fn one_sites_secret_speaks_for_no_other_site() {
    let (world, one) = with_site().await;
    let assistant = world.add_assistant(world.tenant, "ast_b").await;
    let other = world
        .access
        .create_site(&assistant, "Other".to_owned(), AllowedOrigins::default())
        .await
        .unwrap();
    let denied = Some(Denied::Unauthenticated);
    assert_eq!(
        world
            .access
            .site(&token(&other.site, &one.secret, "Eve"))
            .await
            .err(),
        denied
    );
    let unknown = Site {
        public_id: PublicId::parse("site_unknown").unwrap(),
        ..one.site
    };
    assert_eq!(
        world
            .access
            .site(&token(&unknown, &one.secret, "Eve"))
            .await
            .err(),
        denied
    );
}

#[tokio::test]
async fn who_is_blocked_stays_out() {
    let (world, MadeSite { site, secret }) = with_site().await;
    let token = token(&site, &secret, "Eve");
    let user = world.access.site(&token).await.unwrap();
    let contact = world.access.admit_site_user(&user).await.unwrap().contact;
    let (tenant, at) = (world.tenant, world.access.now());
    let block = world
        .store
        .write(move |tx| Box::pin(async move { tx.set_contact_blocked(tenant, contact, true, at).await }));
    assert!(block.await.unwrap());
    let user = world.access.site(&token).await.unwrap();
    assert!(user.principal().is_none());
    assert_eq!(world.access.admit_site_user(&user).await, Err(Denied::Forbidden));
}

#[tokio::test]
async fn the_database_does_not_hold_the_secret() {
    let (world, MadeSite { site, secret }) = with_site().await;
    let mut reader = world.store.read().await.unwrap();
    let kept = reader.site_secrets(site.tenant, site.id).await.unwrap();
    let [sealed] = kept.as_slice() else {
        panic!("{} secrets are kept", kept.len())
    };
    let plain = secret.reveal().as_bytes();
    assert!(
        !sealed
            .sealed
            .windows(8)
            .any(|part| plain.windows(8).any(|secret| secret == part))
    );
}
