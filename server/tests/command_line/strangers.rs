//! What strangers cost the built binary: memory and time, measured from outside.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout};

use super::program::{Home, Serving};

/// Connections of each kind.
const CROWD: usize = 2_000;

/// What a stranger may make the server hold.
const KIB_EACH: u64 = 64;

/// How long a stranger may stay here; 10 s by default, which would make a long test.
const LIFE: Duration = Duration::from_secs(4);

/// What a busy machine may add to it.
const SLACK: Duration = Duration::from_secs(5);

async fn say(address: &str, words: &[u8]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    // What is sent and not read stays with the server.
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    stream.write_all(words).await.unwrap();
    stream
}

/// A crowd that says `words` and no more: what each makes the server hold at most, in KiB. All are gone
/// soon after their time is over.
async fn stays(serving: &Serving, words: &[u8]) -> u64 {
    let address = serving.url.trim_start_matches("http://");
    let before = serving.settled_kib().await;
    let start = Instant::now();
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(say(address, words).await);
    }
    let came = start.elapsed();
    let mut most = before;
    let mut looks = tokio::time::interval(Duration::from_millis(100));
    while start.elapsed() < came + LIFE {
        looks.tick().await;
        most = most.max(serving.resident_kib());
    }
    let leaving = crowd.into_iter().map(|mut stream| async move {
        let mut heard = Vec::new();
        // A reset ends it, too.
        let _ = stream.read_to_end(&mut heard).await;
    });
    timeout(SLACK, join_all(leaving))
        .await
        .expect("the server kept connections");
    (most - before) / CROWD as u64
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crowds_of_strangers_cost_little_and_leave() {
    // Each is a file here, and one there.
    rlimit::increase_nofile_limit(CROWD as u64 * 2).unwrap();
    let home = Home::new();
    let limits = [
        ("TANDEM_LIMITS__STRANGER_SECONDS", "4"),
        ("TANDEM_LIMITS__STRANGERS_PER_ADDRESS", "0"),
        ("TANDEM_LIMITS__DIALOGS_PER_MINUTE", "100000"),
    ];
    let post = "POST /api/v1/widget/dialogs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let kinds: [(&str, Vec<u8>); 5] = [
        ("says nothing", Vec::new()),
        (
            "sends a head without an end",
            format!("GET / HTTP/1.1\r\nx-long: {}", "x".repeat(8_000)).into_bytes(),
        ),
        (
            "sends a body without an end",
            format!("{post}content-length: 24800\r\n\r\n\"{}", "x".repeat(24_700)).into_bytes(),
        ),
        (
            "asks many times at once and reads no answer",
            "GET /api/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n"
                .repeat(200)
                .into_bytes(),
        ),
        (
            "opens a socket without a token and does not answer the close",
            b"GET /ws/inbox HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
              sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                .to_vec(),
        ),
    ];
    for (kind, words) in kinds {
        // A server of its own each: memory that was given back is not always seen to be.
        let serving = home.serve_with(&limits).await;
        let kib = stays(&serving, &words).await;
        assert!(kib <= KIB_EACH, "who {kind} costs {kib} KiB");
        serving.kill().await;
    }
}
