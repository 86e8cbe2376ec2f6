use tokio::task::JoinSet;

use super::*;
use crate::access::testing::{PASSWORD, World};

fn owner() -> FirstOwner {
    FirstOwner {
        tenant: "Acme".to_owned(),
        name: "Ada".to_owned(),
        email: "ada@example.org".to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
    }
}

#[tokio::test]
async fn the_link_makes_an_owner_and_dies() {
    let world = World::start().await;
    let token = world.access.offer_set_up().await.unwrap().unwrap();
    let signed = world.access.set_up(token.reveal(), owner()).await.unwrap();
    assert_eq!((signed.role, signed.tenant.name.as_str()), (Role::Owner, "Acme"));
    assert!(world.access.operator(signed.access_token.reveal()).await.is_ok());

    let again = world.access.set_up(
        token.reveal(),
        FirstOwner {
            email: "eve@example.org".to_owned(),
            ..owner()
        },
    );
    assert_eq!(again.await.err(), Some(Denied::SetupDone));
    assert!(world.access.offer_set_up().await.unwrap().is_none());
}

#[tokio::test]
async fn of_many_at_once_one_becomes_the_owner() {
    let world = World::start().await;
    let token = world.access.offer_set_up().await.unwrap().unwrap();
    let mut rivals = JoinSet::new();
    for rival in 0..8 {
        let (access, token) = (world.access.clone(), token.clone());
        let owner = FirstOwner {
            email: format!("rival-{rival}@example.org"),
            ..owner()
        };
        rivals.spawn(async move { access.set_up(token.reveal(), owner).await });
    }
    let results = rivals.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
}

#[tokio::test]
async fn only_the_last_link_works_and_no_guess_does() {
    let world = World::start().await;
    for guess in [
        "",
        "setup",
        make_token(&crate::access::testing::Seeded::starting_at(9_000)).reveal(),
    ] {
        assert_eq!(
            world.access.set_up(guess, owner()).await.err(),
            Some(Denied::SetupDone)
        );
    }
    let first = world.access.offer_set_up().await.unwrap().unwrap();
    let second = world.access.offer_set_up().await.unwrap().unwrap();
    assert_eq!(
        world.access.set_up(first.reveal(), owner()).await.err(),
        Some(Denied::SetupDone)
    );
    assert!(world.access.set_up(second.reveal(), owner()).await.is_ok());
}

#[tokio::test]
async fn a_slip_does_not_use_up_the_link() {
    let world = World::start().await;
    let token = world.access.offer_set_up().await.unwrap().unwrap();
    let weak = FirstOwner {
        password: Secret::new("short".to_owned()),
        ..owner()
    };
    assert_eq!(
        world.access.set_up(token.reveal(), weak).await.err(),
        Some(Denied::WeakPassword)
    );
    let nowhere = FirstOwner {
        email: "ada".to_owned(),
        ..owner()
    };
    assert_eq!(
        world.access.set_up(token.reveal(), nowhere).await.err(),
        Some(Denied::InvalidEmail)
    );
    assert!(world.access.set_up(token.reveal(), owner()).await.is_ok());
}
