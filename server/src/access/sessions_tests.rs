use tokio::task::JoinSet;

use super::*;
use crate::access::testing::{PASSWORD, World, cookie_value};

const EMAIL: &str = "ada@example.org";

async fn sign_in(world: &World, email: &str, password: &str) -> Result<SignedIn, Denied> {
    world
        .access
        .sign_in(email, Secret::new(password.to_owned()), None)
        .await
}

async fn with_ada() -> (World, SignedIn) {
    let world = World::start().await;
    world.add_operator(EMAIL, Role::Agent).await;
    let signed = sign_in(&world, EMAIL, PASSWORD).await.unwrap();
    (world, signed)
}

fn token(signed: &SignedIn) -> String {
    cookie_value(signed.cookie.as_deref().unwrap())
}

#[tokio::test]
async fn who_signs_in_is_who_they_are() {
    let (world, signed) = with_ada().await;
    assert_eq!(signed.operator.email, EMAIL);
    assert_eq!((signed.tenant.id, signed.tenants.len()), (world.tenant, 1));
    let principal = world.access.operator(signed.access_token.reveal()).await.unwrap();
    assert_eq!(
        (principal.id(), principal.tenant),
        (signed.operator.id, world.tenant)
    );
    assert_eq!(principal.role, Role::Agent);
    assert!(
        sign_in(&world, &format!(" {} ", EMAIL.to_uppercase()), PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_one_answer() {
    let (world, _) = with_ada().await;
    for (email, password) in [
        (EMAIL, "wrong password"),
        (EMAIL, ""),
        ("bob@example.org", PASSWORD),
        ("", ""),
        ("a\0b@example.org", PASSWORD),
        ("' or 1=1 --", PASSWORD),
    ] {
        assert_eq!(
            sign_in(&world, email, password).await.err(),
            Some(Denied::InvalidCredentials),
            "{email:?}"
        );
    }
}

#[tokio::test]
async fn a_tenant_that_is_not_ones_own_cannot_be_signed_in_to() {
    let (world, signed) = with_ada().await;
    let other = world.add_tenant("Other").await;
    let to = |public_id: &str| {
        let password = Secret::new(PASSWORD.to_owned());
        world.access.sign_in(EMAIL, password, PublicId::parse(public_id))
    };
    assert_eq!(to("ten_Other").await.err(), Some(Denied::InvalidCredentials));
    let operator = signed.operator.id;
    let at = world.access.now();
    let join = world
        .store
        .write(move |tx| Box::pin(async move { tx.add_membership(other, operator, Role::Owner, at).await }));
    join.await.unwrap();
    let signed = to("ten_Other").await.unwrap();
    assert_eq!(
        (signed.tenant.id, signed.role, signed.tenants.len()),
        (other, Role::Owner, 2)
    );
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_other_sites_and_other_paths() {
    let (world, signed) = with_ada().await;
    let cookie = signed.cookie.unwrap();
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=2592000; Secure"));
    assert!(world.access.expired_cookie().starts_with("tandem_refresh=; "));
    assert!(world.access.expired_cookie().contains("Max-Age=0"));
}

#[tokio::test]
async fn renewing_replaces_the_refresh_token() {
    let (world, first) = with_ada().await;
    world.clock.advance(Duration::from_mins(20));
    assert_eq!(
        world.access.operator(first.access_token.reveal()).await,
        Err(Denied::Unauthenticated)
    );
    let second = world.access.refresh(&token(&first)).await.unwrap();
    assert_ne!(token(&first), token(&second));
    assert!(world.access.operator(second.access_token.reveal()).await.is_ok());
    assert!(world.access.refresh(&token(&second)).await.is_ok());
}

#[tokio::test]
async fn two_tabs_that_renew_at_once_both_go_on() {
    let (world, first) = with_ada().await;
    let mut tabs = JoinSet::new();
    for _ in 0..8 {
        let (access, token) = (world.access.clone(), token(&first));
        tabs.spawn(async move { access.refresh(&token).await.unwrap() });
    }
    let renewed = tabs.join_all().await;
    assert_eq!(renewed.iter().filter(|signed| signed.cookie.is_some()).count(), 1);
    for signed in &renewed {
        assert!(world.access.operator(signed.access_token.reveal()).await.is_ok());
    }
    world.clock.advance(Duration::from_secs(10));
    assert!(world.access.refresh(&token(&first)).await.is_ok());
    assert_eq!(world.rights_ended(), []);
}

#[tokio::test]
async fn a_replaced_token_that_comes_back_later_ends_the_session() {
    let (world, first) = with_ada().await;
    let second = world.access.refresh(&token(&first)).await.unwrap();
    world.clock.advance(Duration::from_secs(11));
    assert_eq!(
        world.access.refresh(&token(&first)).await.err(),
        Some(Denied::SessionEnded)
    );
    assert_eq!(world.rights_ended().len(), 1);
    assert_eq!(
        world.access.refresh(&token(&second)).await.err(),
        Some(Denied::SessionEnded)
    );
    assert_eq!(
        world.access.operator(second.access_token.reveal()).await,
        Err(Denied::SessionEnded)
    );
}

#[tokio::test]
async fn signing_out_ends_access_at_once_and_is_told_once() {
    let (world, signed) = with_ada().await;
    let ended = world.access.sign_out(&token(&signed)).await.unwrap().unwrap();
    assert_eq!(world.rights_ended(), [EndedRight::Session(ended)]);
    assert_eq!(
        world.access.operator(signed.access_token.reveal()).await,
        Err(Denied::SessionEnded)
    );
    assert_eq!(
        world.access.refresh(&token(&signed)).await.err(),
        Some(Denied::SessionEnded)
    );
    assert_eq!(world.access.sign_out(&token(&signed)).await, Ok(None));
    assert_eq!(world.access.sign_out("nonsense").await, Ok(None));
    assert_eq!(world.rights_ended().len(), 1);
}

#[tokio::test]
async fn a_changed_role_holds_at_once() {
    let (world, signed) = with_ada().await;
    let (tenant, operator, at) = (world.tenant, signed.operator.id, world.access.now());
    let promote = world
        .store
        .write(move |tx| Box::pin(async move { tx.add_membership(tenant, operator, Role::Admin, at).await }));
    promote.await.unwrap();
    let principal = world.access.operator(signed.access_token.reveal()).await.unwrap();
    assert_eq!(principal.role, Role::Admin);
}

#[tokio::test]
async fn a_sign_in_ends_after_thirty_days_but_not_because_the_clock_went_back() {
    let (world, signed) = with_ada().await;
    world.clock.set_back(Duration::from_hours(1));
    assert!(world.access.operator(signed.access_token.reveal()).await.is_ok());
    world.clock.advance(Duration::from_hours(30 * 24 + 1));
    assert_eq!(
        world.access.refresh(&token(&signed)).await.err(),
        Some(Denied::SessionEnded)
    );
}

#[tokio::test]
async fn a_refresh_token_that_was_never_given_out_opens_nothing() {
    let (world, _) = with_ada().await;
    let unknown = make_token(&crate::access::testing::Seeded::starting_at(1_000_000));
    for bad in ["", "x", unknown.reveal()] {
        assert_eq!(
            world.access.refresh(bad).await.err(),
            Some(Denied::Unauthenticated)
        );
    }
}
