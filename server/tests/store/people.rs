//! Tenants, operators, sign-ins, and facts about the installation.

use tandem::domain::{Role, TokenHash};
use tandem::store::{NewOperator, NewSession};

use crate::home::{Home, at};
use crate::shop::{Shop, new_operator, public_id};

stories!(
    a_tenant_is_found_by_either_id,
    an_operator_signs_in_by_email_in_any_case,
    an_email_address_has_one_operator,
    a_membership_says_where_and_what,
    a_refresh_token_rotates_once,
    a_revoked_session_does_not_rotate,
    a_value_is_taken_once,
);

async fn a_tenant_is_found_by_either_id(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let mut conn = home.read().await;
    let tenant = conn.tenant(shop.tenant).await.unwrap().unwrap();
    assert_eq!(tenant.name, "one");
    assert_eq!(
        conn.tenant_by_public_id(&tenant.public_id).await.unwrap(),
        Some(tenant)
    );
    assert_eq!(
        conn.tenant_by_public_id(&public_id("ten", "two")).await.unwrap(),
        None
    );
}

async fn an_operator_signs_in_by_email_in_any_case(home: Home) {
    assert!(!home.read().await.any_operator().await.unwrap());
    let shop = Shop::open(&home, "one").await;
    let mut conn = home.read().await;
    assert!(conn.any_operator().await.unwrap());
    let (operator, hash) = conn
        .credentials_by_email("ROBIN@one.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((operator.id, hash.as_str()), (shop.operator, "hash"));
    assert_eq!(operator.email, "robin@one.example");

    assert!(
        home.write(move |tx| Box::pin(tx.set_password(shop.operator, "other")))
            .await
    );
    let (_, hash) = conn
        .credentials_by_email("robin@one.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(hash, "other");
    assert_eq!(
        conn.credentials_by_email("nobody@one.example").await.unwrap(),
        None
    );
}

async fn an_email_address_has_one_operator(home: Home) {
    Shop::open(&home, "one").await;
    let again = NewOperator {
        email: "robin@ONE.example".to_owned(),
        ..new_operator("one")
    };
    let made = home
        .write(move |tx| Box::pin(async move { tx.create_operator(&again).await }))
        .await;
    assert_eq!(made, None);
}

async fn a_membership_says_where_and_what(home: Home) {
    let (one, two) = (Shop::open(&home, "one").await, Shop::open(&home, "two").await);
    home.write(move |tx| Box::pin(tx.add_membership(two.tenant, one.operator, Role::Owner, at(1))))
        .await;
    home.write(move |tx| Box::pin(tx.add_membership(two.tenant, one.operator, Role::Agent, at(1))))
        .await;
    let mut conn = home.read().await;
    let places = conn.memberships(one.operator).await.unwrap();
    let places: Vec<_> = places
        .into_iter()
        .map(|(tenant, role)| (tenant.id, role))
        .collect();
    assert_eq!(places, [(one.tenant, Role::Owner), (two.tenant, Role::Agent)]);
    assert_eq!(conn.members(two.tenant).await.unwrap().len(), 2);
    assert_eq!(conn.members(one.tenant).await.unwrap().len(), 1);
    let (_, role) = conn.member(two.tenant, one.operator).await.unwrap().unwrap();
    assert_eq!(role, Role::Agent);
    assert_eq!(conn.member(one.tenant, two.operator).await.unwrap(), None);
}

fn sign_in(shop: Shop) -> NewSession {
    NewSession {
        tenant: shop.tenant,
        operator: shop.operator,
        token: TokenHash([1; 32]),
        expires_at: at(1_000),
        at: at(0),
    }
}

async fn a_refresh_token_rotates_once(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let (first, second, third) = (TokenHash([1; 32]), TokenHash([2; 32]), TokenHash([3; 32]));
    let id = home
        .write(move |tx| Box::pin(async move { tx.create_session(&sign_in(shop)).await }))
        .await;
    let rotate = async |old: TokenHash, new: TokenHash| {
        home.write(move |tx| Box::pin(async move { tx.rotate_session(id, &old, &new, at(1)).await }))
            .await
    };
    assert!(rotate(first, second).await);
    assert!(
        !rotate(first, third).await,
        "a token that was rotated away rotates nothing"
    );
    let mut conn = home.read().await;
    let (session, is_previous) = conn.session_by_token(&second).await.unwrap().unwrap();
    assert_eq!(
        (session.id, session.operator, is_previous),
        (id, shop.operator, false)
    );
    let (session, is_previous) = conn.session_by_token(&first).await.unwrap().unwrap();
    assert_eq!((session.id, is_previous), (id, true));
    assert_eq!(conn.session_by_token(&third).await.unwrap(), None);
}

async fn a_revoked_session_does_not_rotate(home: Home) {
    let shop = Shop::open(&home, "one").await;
    let id = home
        .write(move |tx| Box::pin(async move { tx.create_session(&sign_in(shop)).await }))
        .await;
    assert!(!home.read().await.session(id).await.unwrap().unwrap().revoked);
    assert!(home.write(move |tx| Box::pin(tx.revoke_session(id, at(2)))).await);
    assert!(!home.write(move |tx| Box::pin(tx.revoke_session(id, at(3)))).await);
    assert!(home.read().await.session(id).await.unwrap().unwrap().revoked);
    let (old, new) = (TokenHash([1; 32]), TokenHash([2; 32]));
    let rotated = home
        .write(move |tx| Box::pin(async move { tx.rotate_session(id, &old, &new, at(4)).await }))
        .await;
    assert!(!rotated);
}

async fn a_value_is_taken_once(home: Home) {
    home.write(|tx| Box::pin(tx.put_value("setup", "old"))).await;
    home.write(|tx| Box::pin(tx.put_value("setup", "token"))).await;
    assert_eq!(
        home.read().await.value("setup").await.unwrap().as_deref(),
        Some("token")
    );
    assert!(!home.write(|tx| Box::pin(tx.take_value("setup", "old"))).await);
    assert!(home.write(|tx| Box::pin(tx.take_value("setup", "token"))).await);
    assert!(!home.write(|tx| Box::pin(tx.take_value("setup", "token"))).await);
    assert_eq!(home.read().await.value("setup").await.unwrap(), None);
}
