//! The real server in this process, and people who talk to it the way strangers do: by its public protocol.

mod answer;
mod app;
mod caller;
mod clock;
mod conversing;
pub(crate) mod dice;
mod line;
pub(crate) mod pages;
mod pattern;
mod place;
mod poller;
mod raw;
pub(crate) mod shop;
mod site;
mod socket;
mod stream;

pub(crate) use answer::Answer;
pub(crate) use app::{PASSWORD, TestApp};
pub(crate) use caller::{Caller, client_id};
pub(crate) use line::{Carrier, Line};
pub(crate) use pattern::{fits, said};
pub(crate) use place::{Meeting, Place, on_postgres, on_several_nodes, on_sqlite};
pub(crate) use poller::Poller;
pub(crate) use raw::{End, RawFrame, RawSocket, knock};
pub(crate) use shop::{ANSWER, KNOWN, LONG_ANSWER, UNKNOWN};
pub(crate) use site::Site;
pub(crate) use socket::Socket;
pub(crate) use stream::Stream;

use std::future::Future;
use std::time::Duration;

/// Far longer than anything here takes on a busy machine; only a failing story waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// Runs each story on both engines: `stories!(a_thing_holds, another_thing_holds);`
macro_rules! stories {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                crate::support::on_sqlite(super::$story).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                crate::support::on_postgres(super::$story).await;
            })+
        }
    };
}
pub(crate) use stories;

/// The same for stories of several nodes: over PostgreSQL and Redis, if both are named.
macro_rules! stories_of_nodes {
    ($($story:ident),+ $(,)?) => {
        mod redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                crate::support::on_several_nodes(super::$story).await;
            })+
        }
    };
}
pub(crate) use stories_of_nodes;

/// The same for stories that take a [`Carrier`], over each of the four.
macro_rules! carried_stories {
    (@over $carrier:ident: $($story:ident),+) => {
        use crate::support::{Carrier, Place};

        $(async fn $story(place: Place) {
            super::$story(place, Carrier::$carrier).await;
        })+
        crate::support::stories!($($story),+);
    };
    ($($story:ident),+ $(,)?) => {
        mod websocket {
            crate::support::carried_stories!(@over WebSocket: $($story),+);
        }
        mod events {
            crate::support::carried_stories!(@over Events: $($story),+);
        }
        mod long_poll {
            crate::support::carried_stories!(@over LongPoll: $($story),+);
        }
        mod poll {
            crate::support::carried_stories!(@over Poll: $($story),+);
        }
    };
}
pub(crate) use carried_stories;

/// Asks again and again until the answer is there. `what` is said if it never is.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    const BETWEEN: Duration = Duration::from_millis(3);
    let asking = async {
        let mut next = tokio::time::interval(BETWEEN);
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            next.tick().await;
        }
    };
    let asked = tokio::time::timeout(PATIENCE, asking).await;
    asked.unwrap_or_else(|_| panic!("it never came: {what}"))
}
