//! What signing in leaves with the built binary: memory, measured from outside.

use futures_util::future::join_all;
use serde_json::json;

use super::program::Home;
use crate::support::{Caller, eventually};

/// Two at once, as many as are worked on: each takes 19 MiB meanwhile.
const AT_ONCE: usize = 2;
const ROUNDS: usize = 5;

/// What may stay: the sessions, and what connections and threads were given on the way.
const KIB: u64 = 8 * 1_024;

#[tokio::test]
async fn what_a_password_takes_is_given_back() {
    let home = Home::new();
    let serving = home.serve().await;
    let sign_in = || async {
        let wanted = json!({ "email": "nobody@example.com", "password": "not their password" });
        Caller::nobody(&serving.url)
            .post("/auth/login", &wanted)
            .await
            .is(401);
    };
    let before = serving.settled_kib().await;
    for _ in 0..ROUNDS {
        join_all((0..AT_ONCE).map(|_| sign_in())).await;
    }
    // What is free is the process's for a second.
    eventually("what it held before", || async {
        (serving.resident_kib() < before + KIB).then_some(())
    })
    .await;
}
