use std::time::{Duration, Instant};

use super::*;
use crate::access::testing::Seeded;

fn passwords(cost: Cost) -> Passwords {
    Passwords::new(cost, Arc::new(Seeded::default())).unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn a_password_fits_its_own_hash_only() {
    let passwords = passwords(Cost::LEAST);
    let hash = passwords.hash(&secret("correct horse")).await.unwrap();
    let check = async |text: &str, hash: Option<&str>| {
        let hash = hash.map(str::to_owned);
        passwords.verify_or_dummy(&secret(text), hash).await.unwrap()
    };
    assert!(check("correct horse", Some(&hash)).await);
    for wrong in [
        "",
        "correct hors",
        "Correct horse",
        "correct horse ",
        &"x".repeat(2_000),
    ] {
        assert!(!check(wrong, Some(&hash)).await, "{wrong:?}");
    }
    assert!(!check("correct horse", None).await);
    assert!(!check("correct horse", Some("not a hash")).await);
    // Salted: the same password twice looks different.
    assert_ne!(hash, passwords.hash(&secret("correct horse")).await.unwrap());
}

#[tokio::test]
async fn a_new_password_is_neither_short_nor_endless() {
    let passwords = passwords(Cost::LEAST);
    for bad in ["", "123456789", &"é".repeat(9), &"x".repeat(1_025)] {
        assert_eq!(
            passwords.hash(&secret(bad)).await,
            Err(Denied::WeakPassword),
            "{bad:?}"
        );
    }
    assert!(passwords.hash(&secret(&"é".repeat(10))).await.is_ok());
}

#[tokio::test]
async fn the_cost_is_what_owasp_recommends() {
    let hash = passwords(Cost::OWASP)
        .hash(&secret("correct horse"))
        .await
        .unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
}

#[tokio::test]
async fn a_hash_is_checked_at_the_cost_that_it_was_made_with() {
    let dearer = Cost {
        memory_kib: 16,
        passes: 2,
    };
    let hash = passwords(dearer).hash(&secret("correct horse")).await.unwrap();
    let now = passwords(Cost::LEAST);
    assert_eq!(
        now.verify_or_dummy(&secret("correct horse"), Some(hash)).await,
        Ok(true)
    );
}

/// Made by the reference implementation's command line.
#[tokio::test]
async fn a_hash_that_others_made_is_understood() {
    let theirs =
        "$argon2id$v=19$m=64,t=2,p=1$c2Vhc2FsdHNlYXNhbHQxNg$772e8vK/GlkyoYL3fd611Xw7sr7AZ10gNIz/iLKXTRI";
    let passwords = passwords(Cost::LEAST);
    let fits = async |text: &str| {
        let hash = Some(theirs.to_owned());
        passwords.verify_or_dummy(&secret(text), hash).await
    };
    assert_eq!(fits("correct horse").await, Ok(true));
    assert_eq!(fits("correct house").await, Ok(false));
}

#[tokio::test]
async fn a_storm_is_told_to_come_again() {
    let passwords = passwords(Cost::LEAST);
    let held = passwords
        .shared
        .waiting
        .try_acquire_many((AT_ONCE + WAITING) as u32)
        .unwrap();
    assert_eq!(
        passwords.verify_or_dummy(&secret("any"), None).await,
        Err(Denied::Busy)
    );
    drop(held);
    assert_eq!(passwords.verify_or_dummy(&secret("any"), None).await, Ok(false));
}

#[tokio::test]
async fn nobody_takes_as_long_as_somebody() {
    // Dear enough that the work and not the scheduler is what is measured.
    let passwords = passwords(Cost {
        memory_kib: 2_048,
        passes: 2,
    });
    let hash = passwords.hash(&secret("correct horse")).await.unwrap();
    // The quickest of many: whatever else the machine does only makes a try slower.
    let mut quickest = [Duration::MAX; 2];
    for _ in 0..30 {
        for (quickest, hash) in quickest.iter_mut().zip([Some(hash.clone()), None]) {
            let start = Instant::now();
            passwords
                .verify_or_dummy(&secret("wrong horse"), hash)
                .await
                .unwrap();
            *quickest = start.elapsed().min(*quickest);
        }
    }
    let [somebody, nobody] = quickest;
    assert!(
        nobody < somebody * 2 && somebody < nobody * 2,
        "{nobody:?} against {somebody:?}"
    );
}
