//! What the process holds.

use super::program::Home;

/// The allocator's own settings, which are compiled in (`.cargo/config.toml`): nobody would miss them.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_is_free_is_given_back_by_a_thread_of_its_own() {
    let home = Home::new();
    let serving = home.serve().await;
    let threads = serving.threads();
    assert!(
        threads.iter().any(|name| name == "jemalloc_bg_thd"),
        "{threads:?}"
    );
    serving.kill().await;
}
