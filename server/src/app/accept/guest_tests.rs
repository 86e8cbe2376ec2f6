use std::net::IpAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{advance, timeout};

use super::*;
use crate::access::proven;
use crate::app::accept::gate::{Gate, GateLimits};

const HERE: [u8; 4] = [127, 0, 0, 1];
const STRANGER: Duration = Duration::from_secs(10);

fn guest(buffer: usize) -> (Guest<DuplexStream>, Arrival, DuplexStream) {
    let gate = Gate::new(GateLimits {
        connections: 1,
        strangers: 1,
        strangers_per_address: 0,
        stranger_lives: STRANGER,
    });
    let arrival = Arrival::of_stranger(IpAddr::from(HERE), Box::new(()));
    let (near, far) = duplex(buffer);
    let guest = Guest::new(near, arrival.clone(), gate.place().unwrap(), STRANGER);
    (guest, arrival, far)
}

#[tokio::test(start_paused = true)]
async fn a_silent_stranger_is_cut_off_after_ten_seconds() {
    let (mut guest, _, _far) = guest(64);
    let start = Instant::now();
    let error = guest.read_u8().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(start.elapsed().as_secs(), STRANGER.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_stranger_who_drips_gains_no_time() {
    let (mut guest, _, mut far) = guest(64);
    let start = Instant::now();
    let dripping = async {
        loop {
            advance(Duration::from_secs(1)).await;
            if far.write_u8(b'x').await.is_err() {
                return;
            }
        }
    };
    let reading = async { while guest.read_u8().await.is_ok() {} };
    tokio::select! { () = dripping => {}, () = reading => {} }
    assert!(start.elapsed() <= STRANGER + Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn who_has_proved_who_they_are_may_stay() {
    let (mut guest, arrival, _far) = guest(64);
    let mut extensions = axum::http::Extensions::new();
    extensions.insert(arrival);
    proven(&extensions);
    let waiting = timeout(Duration::from_hours(1), guest.read_u8()).await;
    assert!(waiting.is_err(), "it was cut off");
}

/// Reads `step` bytes every 9 s, for as long as there are any. For how long that went on.
async fn read_slowly(mut guest: Guest<DuplexStream>, mut far: DuplexStream, step: usize) -> Duration {
    let start = Instant::now();
    let mut sent = 0;
    let sending = async {
        while sent < 100_000 && guest.write_all(&[0; 64]).await.is_ok() {
            sent += 64;
        }
    };
    let reading = async {
        let mut taken = vec![0; step];
        loop {
            tokio::time::sleep(Duration::from_secs(9)).await;
            let _ = far.read(&mut taken).await;
        }
    };
    tokio::select! { () = sending => start.elapsed(), () = reading => start.elapsed() }
}

#[tokio::test(start_paused = true)]
async fn a_thin_line_gets_its_file_but_not_for_ever() {
    let (guest, _, far) = guest(64);
    let lasted = read_slowly(guest, far, 64).await;
    assert!(lasted > STRANGER * 3, "{lasted:?}");
    assert!(lasted <= THIN_LINE, "{lasted:?}");
}
