use std::time::Duration;

use stub::{Gate, Provider, Script};
use tokio::time::Instant;

use super::asking::{openai, question, read, words};

#[tokio::test]
async fn each_piece_waits_for_the_test() {
    let provider = Provider::start().await;
    let gate = Gate::new();
    provider.next(Script::text(["a ", "b ", "c "]).gated(&gate));
    let mut response = openai(&provider, &question("?")).send().await.unwrap();
    let mut bytes = Vec::new();
    for said in ["a ", "a b "] {
        gate.release(1);
        while words(&bytes) != said {
            bytes.extend_from_slice(&response.chunk().await.unwrap().unwrap());
        }
    }
    assert_eq!(provider.requests()[0].told().len(), 2);
    gate.open();
    bytes.extend(read(response).await.0);
    assert_eq!(words(&bytes), "a b c ");
    provider.quiet().await;
}

#[tokio::test]
async fn the_head_waits_for_the_test_too() {
    let provider = Provider::start().await;
    let gate = Gate::new();
    provider.next(Script::text(["a"]).held(&gate));
    let (response, ()) = tokio::join!(openai(&provider, &question("?")).send(), async {
        provider.asked(1).await;
        gate.release(1);
    });
    assert_eq!(words(&read(response.unwrap()).await.0), "a");
}

#[tokio::test(start_paused = true)]
async fn pieces_and_bytes_come_at_their_intervals() {
    let provider = Provider::start().await;
    let half_a_minute = Duration::from_secs(30);
    provider.next(Script::text(["a", "b", "c"]).every(half_a_minute));
    let begun = Instant::now();
    let response = openai(&provider, &question("?")).send().await.unwrap();
    assert_eq!(words(&read(response).await.0), "abc");
    assert_eq!(begun.elapsed().as_secs(), 90);

    provider.next(Script::text(["a"]).drip(half_a_minute));
    let begun = Instant::now();
    let response = openai(&provider, &question("?")).send().await.unwrap();
    let (bytes, _) = read(response).await;
    assert_eq!(begun.elapsed().as_secs(), 30 * bytes.len() as u64);
}
