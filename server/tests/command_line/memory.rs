//! What the process holds: the settings of its allocator, which are compiled in (`.cargo/config.toml`). If they fell away,
//! it would only hold more.

use super::program::{Home, outcome};

#[tokio::test]
async fn what_is_free_is_given_back_after_a_second() {
    let home = Home::new();
    let mut asks = home.command(&["--version"]);
    asks.env("MALLOC_CONF", "confirm_conf:true");
    let told = outcome(asks, "").await.err;
    assert!(
        told.contains("\"background_thread:true,dirty_decay_ms:1000\""),
        "{told}"
    );
}

#[tokio::test]
async fn a_thread_of_its_own_gives_it_back() {
    let home = Home::new();
    let serving = home.serve().await;
    let threads = serving.threads();
    assert!(
        threads.iter().any(|name| name == "jemalloc_bg_thd"),
        "{threads:?}"
    );
    serving.kill().await;
}
