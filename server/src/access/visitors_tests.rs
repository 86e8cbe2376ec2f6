use tokio::task::JoinSet;

use super::*;
use crate::access::testing::{Seeded, World};

async fn with_assistant() -> (World, Assistant) {
    let world = World::start().await;
    let assistant = world.add_assistant(world.tenant, "ast_a").await;
    (world, assistant)
}

fn a_token() -> Secret {
    make_token(&Seeded::starting_at(5_000))
}

/// Whom the token belongs to, by both ways of looking, which must agree.
async fn looked_up(
    world: &World,
    assistant: &PublicId,
    token: &str,
) -> Result<Option<ContactPrincipal>, Denied> {
    let long = world
        .access
        .visitor(assistant, token)
        .await
        .map(|visitor| visitor.principal());
    let short = world.access.visitor_principal(assistant, token).await;
    assert_eq!(short, long);
    short
}

#[tokio::test]
async fn a_visitor_is_who_bears_the_token() {
    let (world, assistant) = with_assistant().await;
    let (id, token) = (&assistant.public_id, a_token());
    // Looking writes nothing.
    assert_eq!(looked_up(&world, id, token.reveal()).await, Ok(None));
    let admitted = world
        .access
        .admit_visitor(id, Some(token.reveal()))
        .await
        .unwrap();
    assert!(admitted.made_token.is_none());
    let again = world
        .access
        .admit_visitor(id, Some(token.reveal()))
        .await
        .unwrap();
    assert_eq!(again.principal, admitted.principal);
    assert_eq!(
        looked_up(&world, id, token.reveal()).await,
        Ok(Some(admitted.principal))
    );
}

#[tokio::test]
async fn who_brings_no_token_gets_one() {
    let (world, assistant) = with_assistant().await;
    let one = world
        .access
        .admit_visitor(&assistant.public_id, None)
        .await
        .unwrap();
    let two = world
        .access
        .admit_visitor(&assistant.public_id, None)
        .await
        .unwrap();
    assert_ne!(one.principal, two.principal);
    let token = one.made_token.unwrap();
    let known = looked_up(&world, &assistant.public_id, token.reveal()).await;
    assert_eq!(known, Ok(Some(one.principal)));
}

#[tokio::test]
async fn one_token_is_one_visitor_however_often_it_comes_at_once() {
    let (world, assistant) = with_assistant().await;
    let mut requests = JoinSet::new();
    for _ in 0..16 {
        let (access, id, token) = (world.access.clone(), assistant.public_id.clone(), a_token());
        requests.spawn(async move {
            access
                .admit_visitor(&id, Some(token.reveal()))
                .await
                .unwrap()
                .principal
        });
    }
    let principals = requests.join_all().await;
    assert!(principals.iter().all(|principal| *principal == principals[0]));
}

#[tokio::test]
async fn a_token_is_good_at_its_own_assistant_only() {
    let (world, here) = with_assistant().await;
    let there = world
        .add_assistant(world.add_tenant("Other").await, "ast_b")
        .await;
    let token = a_token();
    world
        .access
        .admit_visitor(&here.public_id, Some(token.reveal()))
        .await
        .unwrap();
    assert_eq!(
        looked_up(&world, &there.public_id, token.reveal()).await,
        Ok(None)
    );
    let admitted = world
        .access
        .admit_visitor(&there.public_id, Some(token.reveal()))
        .await;
    assert_eq!(admitted.err(), Some(Denied::Unauthenticated));
}

#[tokio::test]
async fn who_is_blocked_is_nobody() {
    let (world, assistant) = with_assistant().await;
    let token = a_token();
    let admitted = world
        .access
        .admit_visitor(&assistant.public_id, Some(token.reveal()))
        .await
        .unwrap();
    let (tenant, contact, at) = (world.tenant, admitted.principal.contact, world.access.now());
    let block = world
        .store
        .write(move |tx| Box::pin(async move { tx.set_contact_blocked(tenant, contact, true, at).await }));
    assert!(block.await.unwrap());
    assert_eq!(
        looked_up(&world, &assistant.public_id, token.reveal()).await,
        Ok(None)
    );
    let again = world
        .access
        .admit_visitor(&assistant.public_id, Some(token.reveal()))
        .await;
    assert_eq!(again.err(), Some(Denied::Unauthenticated));
}

#[tokio::test]
async fn what_is_not_there_or_has_no_shape_is_refused() {
    let (world, assistant) = with_assistant().await;
    let nowhere = PublicId::parse("ast_nowhere").unwrap();
    let token = a_token();
    assert_eq!(
        looked_up(&world, &nowhere, token.reveal()).await,
        Err(Denied::NotFound)
    );
    assert_eq!(
        world.access.admit_visitor(&nowhere, None).await.err(),
        Some(Denied::NotFound)
    );
    for bad in ["", "x", &token.reveal()[..42]] {
        let seen = looked_up(&world, &assistant.public_id, bad).await;
        assert_eq!(seen, Err(Denied::Unauthenticated));
        let admitted = world.access.admit_visitor(&assistant.public_id, Some(bad)).await;
        assert_eq!(admitted.err(), Some(Denied::InvalidVisitorToken));
    }
}
