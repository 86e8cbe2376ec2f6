use tokio_util::sync::CancellationToken;

use super::*;
use crate::hub::CloseReason;

const SILENT: Outgoing = Outgoing::Close(CloseReason::Silent);

/// Runs the sweeper beside `story` until that ends.
async fn swept<T>(hub: &Arc<Hub>, story: impl Future<Output = T>) -> T {
    let stop = CancellationToken::new();
    let sweeper = Arc::clone(hub).sweep(stop.clone());
    let told = async {
        // A story that never ends has to fail, not to hang.
        let told = tokio::time::timeout(Duration::from_hours(2), story).await;
        stop.cancel();
        told.expect("nothing came")
    };
    tokio::join!(sweeper, told).1
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_pinged_and_closed_after_40_seconds_or_one_more() {
    let hub = hub();
    let start = tokio::time::Instant::now();
    // In each part of the sweep, so that the worst placed one is among them.
    let mut seats: Vec<_> = (1..=25)
        .map(|contact| join_contact(&hub, contact).unwrap())
        .collect();
    swept(&hub, async {
        for seat in &mut seats {
            assert_eq!(seat.outbox.recv().await, Outgoing::Ping);
        }
        assert!(start.elapsed() <= Duration::from_secs(25));
        for seat in &mut seats {
            while seat.outbox.recv().await == Outgoing::Ping {}
            let silent = start.elapsed();
            assert!(silent >= Duration::from_secs(40) && silent <= Duration::from_secs(41));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_answers_stays() {
    let hub = hub();
    let mut seat = join_contact(&hub, 1).unwrap();
    swept(&hub, async {
        for _ in 0..20 {
            assert_eq!(seat.outbox.recv().await, Outgoing::Ping);
            seat.seat.alive();
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn silence_is_noticed_after_a_suspend_and_after_the_clock_went_back() {
    let clock = Arc::new(Standing::default());
    let hub = Arc::new(Hub::new(Limits::default(), clock.clone()));
    let mut slept = join_contact(&hub, 1).unwrap();
    // The wall clock jumps while the steady one stood still: the machine slept.
    clock.advance(Duration::from_secs(41));
    swept(&hub, async {
        let wake = tokio::time::Instant::now();
        while slept.outbox.recv().await != SILENT {}
        assert!(wake.elapsed() <= Duration::from_secs(5));
    })
    .await;

    let mut set_back = join_contact(&hub, 2).unwrap();
    clock.0.fetch_sub(3_600_000, Ordering::SeqCst);
    swept(&hub, async {
        let start = tokio::time::Instant::now();
        while set_back.outbox.recv().await == Outgoing::Ping {}
        assert!(start.elapsed() <= Duration::from_secs(45));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_abandoned_generation_is_forgotten() {
    let clock = Arc::new(Standing::default());
    let hub = Arc::new(Hub::new(Limits::default(), clock.clone()));
    hub.deliver(&started(1, 1));
    assert_eq!(hub.census().generations, 1);
    clock.advance(Duration::from_secs(601));
    swept(&hub, tokio::time::sleep(Duration::from_secs(30))).await;
    assert_eq!(hub.census().rooms, 0);
}
